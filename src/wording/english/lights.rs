//! What the files allow, at one look: are the days complete, are there places, are there arrests?

use super::numbers::{count, day, percent};
use crate::ingest::{FileSummary, Quality, QualityReport};
use crate::wording::Lengths;
use watchback_translate::tr;

/// Places may be missing in so many rows and still be called complete.
const FEW_WITHOUT_PLACE: f64 = 0.02;
/// With more rows without a place, a map of the rest is no map of the city.
const MANY_WITHOUT_PLACE: f64 = 0.2;
/// From this share of rows at midnight on, the file is said to have no times.
const NO_TIMES: f64 = 0.95;
/// Records that all lie within so many kilometres may be of one precinct.
const PART_KM: f64 = 8.0;
/// Columns that only registers of calls have.
const OF_CALLS: [&str; 4] = ["call type", "calltype", "call for service", "cfs"];

/// How far something is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// As an audit needs it.
    Good,
    /// To be read with care.
    Care,
    /// Missing: what needs it cannot be asked.
    Missing,
}

impl State {
    /// In a word or two.
    pub fn name(self) -> &'static str {
        match self {
            Self::Good => tr!("good"),
            Self::Care => tr!("with care"),
            Self::Missing => tr!("missing"),
        }
    }
}

/// One thing that an audit needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Light {
    /// What it is.
    pub name: &'static str,
    /// How far it is there.
    pub state: State,
    /// What that means for this audit.
    pub sentence: String,
}

/// Days, places and arrests.
///
/// # Examples
/// ```
/// use std::ops::ControlFlow;
/// use watchback::ingest::{ImportPlan, merge, quality_and_report, read_file};
/// use watchback::study::preset;
/// use watchback::wording::lights::{State, lights};
/// let text = "ID,Date,Primary Type,Arrest,Latitude,Longitude\n\
///     1,01/01/2014 11:30:00 PM,THEFT,true,41.8812,-87.6231\n\
///     2,01/03/2014 11:30:00 PM,THEFT,false,41.8815,-87.6231\n";
/// let mut progress = |_: u64| ControlFlow::Continue(());
/// let plan = ImportPlan::chicago_portal();
/// let file = read_file("a.csv", std::io::Cursor::new(text.as_bytes()), &plan, &mut progress)?;
/// let merged = merge(vec![file])?;
/// let study = preset("chicago")?.check()?;
/// let (quality, report) = quality_and_report(&merged, &study, study.settings().tile);
/// let [days, places, arrests] = lights(&quality, &report);
/// assert_eq!([days.state, places.state, arrests.state], [State::Care, State::Good, State::Good]);
/// assert!(days.sentence.starts_with("1 of 3 days has no record."));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn lights(quality: &Quality, report: &QualityReport) -> [Light; 3] {
    [days(report), places(quality, report), arrests(quality, report)]
}

fn days(report: &QualityReport) -> Light {
    let light = |state, sentence| Light { name: tr!("Days"), state, sentence };
    let Some(calendar) = &report.calendar else {
        return light(State::Missing, tr!("No record has a day.").to_owned());
    };
    let all = calendar.days.n_days();
    if report.gap_pattern.is_some() {
        return light(
            State::Missing,
            tr!("Days are missing by a rule, such as every Sunday. No forecast can be judged on them.")
                .to_owned(),
        );
    }
    if report.missing_days > 0 {
        let (missing, all) = (count(report.missing_days), count(all as u64));
        let sentence = if report.missing_days == 1 {
            tr!("1 of {all} days has no record. A day without records is no day without crime.")
        } else {
            tr!("{missing} of {all} days have no record. A day without records is no day without crime.")
        };
        return light(State::Care, sentence);
    }
    if report.late.is_some() {
        return light(
            State::Care,
            tr!("The last days are short of records: reports are still to come.").to_owned(),
        );
    }
    light(State::Good, tr!("Each of the {} days has records.", count(all as u64)))
}

fn places(quality: &Quality, report: &QualityReport) -> Light {
    let light = |state, sentence| Light { name: tr!("Places"), state, sentence };
    let without = quality.without_coordinates.value().unwrap_or(1.0);
    if without > MANY_WITHOUT_PLACE {
        let sentence =
            tr!("{} of records have no place. The rest is no picture of the city.", percent(without));
        return light(State::Missing, sentence);
    }
    if report.precision.is_too_coarse() {
        let sentence = tr!("Places are rounded, or stand for few points. Small tiles cannot be told apart.");
        return light(State::Care, sentence.to_owned());
    }
    if without > FEW_WITHOUT_PLACE || report.missing_places.not_at_random() {
        let without = percent(without);
        let sentence = if report.missing_places.not_at_random() {
            tr!("{without} of records have no place, some offences more often than others.")
        } else {
            tr!("{without} of records have no place.")
        };
        return light(State::Care, sentence);
    }
    let sentence = if without == 0.0 {
        tr!("All records have a place.").to_owned()
    } else {
        tr!("{} have a place.", percent(1.0 - without))
    };
    light(State::Good, sentence)
}

fn arrests(quality: &Quality, report: &QualityReport) -> Light {
    let light = |state, sentence| Light { name: tr!("Arrests"), state, sentence };
    match (&report.arrests, quality.arrest.value()) {
        (Some(_), Some(share)) if share >= 1.0 => light(
            State::Care,
            tr!("Every record is an arrest. How many crimes led to none cannot be told.").to_owned(),
        ),
        (Some(arrests), Some(share)) if arrests.changes() => light(
            State::Care,
            tr!("{} of records name an arrest, and the share changes much over the years.", percent(share)),
        ),
        (Some(_), Some(share)) => light(State::Good, tr!("{} of records name an arrest.", percent(share))),
        _ => light(
            State::Missing,
            tr!("No record says whether an arrest was made. Nothing is asked about arrests.").to_owned(),
        ),
    }
}

/// What the files are, where that is unusual and changes what can be asked.
pub fn kinds(quality: &Quality, files: &[FileSummary]) -> Vec<String> {
    let mut told = Vec::new();
    if quality.at_midnight.value().is_some_and(|share| share >= NO_TIMES) {
        told.push(tr!("The records have days, and no times of day. Nothing here needs times.").to_owned());
    }
    let is_of_calls = |file: &&FileSummary| {
        file.columns.iter().any(|column| {
            let name = column.to_lowercase().replace('_', " ");
            OF_CALLS.iter().any(|word| name.contains(word))
        })
    };
    if let Some(file) = files.iter().find(is_of_calls) {
        told.push(tr!(
            "{} seems to hold calls for service. A call is somebody's request, and not a crime that was recorded.",
            file.name
        ));
    }
    told
}

/// What is said where the records lie so near each other that they are of a part of a city.
///
/// # Examples
/// ```
/// use watchback::wording::{Lengths, lights::part_of_city};
/// let says = |lengths| part_of_city(3.2, 4.1, lengths);
/// assert!(says(Lengths::Metric).is_some_and(|text| text.contains("within 3 by 4 km")));
/// assert!(says(Lengths::Feet).is_some_and(|text| text.contains("within 2 by 3 mi")));
/// assert_eq!(part_of_city(20.0, 4.0, Lengths::Metric), None);
/// ```
pub fn part_of_city(width_km: f64, height_km: f64, lengths: Lengths) -> Option<String> {
    (width_km.max(height_km) < PART_KM).then(|| {
        tr!(
            "The records lie within {:.0} by {}, which may be one precinct of a city. What is found holds for it \
             alone.",
            lengths.in_long(width_km),
            lengths.long(height_km, 0)
        )
    })
}

/// Whose records, how many, and when, in one line.
pub fn who_and_when(city: &str, quality: &Quality) -> String {
    let records = count(quality.rows_kept);
    match quality.days {
        Some(days) => tr!("{city}: {records} records, {} to {}.", day(days.first()), day(days.last())),
        None => tr!("{city}: {records} records."),
    }
}
