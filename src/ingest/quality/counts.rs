//! The quality report: what was read, what was dropped, and what in the rest a reader should know.

use serde::{Deserialize, Serialize};

use super::super::coverage::missing_days;
use super::super::event::{Events, MINUTES_PER_DAY, arrest_of, day_of, simulated_of};
use super::super::merge::Merged;
use super::super::summary::{Dropped, add_dropped};
use super::places::for_each_place;
use crate::study::{DayRange, OffenceClass, Study};

/// A share with what it is a share of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Share {
    /// Rows that are so.
    pub count: u64,
    /// Rows that could be.
    pub of: u64,
}

impl Share {
    /// From 0 to 1, or `None` where there is nothing to take a share of.
    pub fn value(self) -> Option<f64> {
        (self.of > 0).then(|| self.count as f64 / self.of as f64)
    }
}

/// How often an offence occurs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OffenceCount {
    /// Its name as the files spell it.
    pub name: String,
    /// Its class in the study; `None`: it makes no stream.
    pub class: Option<OffenceClass>,
    /// Events.
    pub count: u64,
}

/// The report. `rows_read = rows_kept + duplicates + the rows of dropped`. Every share but those of
/// arrest, box and repeated coordinates is of the rows kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quality {
    /// Rows of all files.
    pub rows_read: u64,
    /// Events: rows neither dropped nor duplicate.
    pub rows_kept: u64,
    /// Rows dropped by reason, with the first examples in order of the files' names.
    pub dropped: Vec<Dropped>,
    /// Rows dropped because another has their id.
    pub duplicates: u64,
    /// Ids whose rows differ in anything.
    pub disagreeing_ids: u64,
    /// First and last day with an event.
    pub days: Option<DayRange>,
    /// Days of the study's periods without any row.
    pub missing_days: Vec<DayRange>,
    /// Without coordinates.
    pub without_coordinates: Share,
    /// Outside the study's box, of those with coordinates.
    pub outside_box: Share,
    /// Outside the study's training and test period.
    pub outside_period: Share,
    /// With an arrest, of those whose flag is known.
    pub arrest: Share,
    /// At 00:00 exactly: often a time that nobody knew.
    pub at_midnight: Share,
    /// At 12:00 exactly: often a time that nobody knew.
    pub at_noon: Share,
    /// On the first day of a month: often a date that nobody knew.
    pub on_first_of_month: Share,
    /// At coordinates that another row has exactly, of those with coordinates.
    pub on_repeated_coordinates: Share,
    /// Made by a simulation.
    pub simulated: Share,
    /// Offences, the most frequent first, equal ones by name.
    pub offences: Vec<OffenceCount>,
}

/// Reports on merged files for a study.
///
/// # Examples
/// ```
/// use std::ops::ControlFlow;
/// use watchback::ingest::{ImportPlan, merge, quality, read_file};
/// use watchback::study::preset;
/// let text = "ID,Date,Primary Type,Arrest,Latitude,Longitude\n\
///             1,01/01/2014 12:00:00 AM,THEFT,true,41.9,-87.7\n\
///             2,01/02/2014 12:00:00 PM,ARSON,,41.9,-87.7\n\
///             3,06/02/2013 01:15:00 PM,THEFT,false,,\n\
///             4,soon,THEFT,false,,\n";
/// let mut progress = |_: u64| ControlFlow::Continue(());
/// let file = read_file(
///     "few.csv",
///     std::io::Cursor::new(text.as_bytes()),
///     &ImportPlan::chicago_portal(),
///     &mut progress,
/// )?;
/// let report = quality(&merge(vec![file])?, &preset("chicago")?.check()?);
/// assert_eq!((report.rows_read, report.rows_kept, report.dropped[0].rows), (4, 3, 1));
/// assert_eq!(
///     report.days.map(|days| days.to_string()),
///     Some("2013-06-02..2014-01-02".to_owned())
/// );
/// assert_eq!(report.arrest.value(), Some(0.5));
/// assert_eq!(
///     (report.at_midnight.count, report.at_noon.count, report.on_first_of_month.count),
///     (1, 1, 1)
/// );
/// assert_eq!(
///     (report.on_repeated_coordinates.count, report.on_repeated_coordinates.of),
///     (2, 2)
/// );
/// assert_eq!((report.offences[0].name.as_str(), report.offences[0].count), ("THEFT", 2));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn quality(merged: &Merged, study: &Study) -> Quality {
    counted(merged, study, repeated_coordinates(&merged.events))
}

impl Quality {
    /// The report on the same files for another study, at a fraction of the time: places are not
    /// grouped again.
    pub fn for_study(&self, merged: &Merged, study: &Study) -> Self {
        counted(merged, study, self.on_repeated_coordinates.count)
    }
}

/// `repeated`: rows at coordinates that another row has.
pub(super) fn counted(merged: &Merged, study: &Study, repeated: u64) -> Quality {
    let events = &merged.events;
    let kept = events.len() as u64;
    let of_kept = |count: u64| Share { count, of: kept };

    let mut dropped = Vec::new();
    for entry in merged.files.iter().flat_map(|file| &file.dropped) {
        add_dropped(&mut dropped, entry.reason, entry.rows, entry.examples.iter().cloned());
    }
    let placed = events.latitudes.iter().filter(|latitude| !latitude.is_nan()).count() as u64;
    let places = events.latitudes.iter().zip(&events.longitudes);
    let bounds = study.settings().bounds;
    // A missing coordinate is in no box.
    let inside =
        places.filter(|(latitude, longitude)| bounds.contains(**latitude, **longitude)).count() as u64;
    let arrest = events.flags.iter().filter_map(|&flags| arrest_of(flags)).fold(
        Share::default(),
        |Share { count, of }, arrest| Share { count: count + u64::from(arrest), of: of + 1 },
    );
    let at = |time: i32| {
        let is_so = |minute: &&i32| minute.rem_euclid(MINUTES_PER_DAY) == time;
        of_kept(events.minutes.iter().filter(is_so).count() as u64)
    };
    let (outside_period, first_of_month) = by_day(events, study.period());
    let simulated = events.flags.iter().filter(|&&flags| simulated_of(flags)).count() as u64;
    let ends = events.minutes.first().zip(events.minutes.last());

    Quality {
        rows_read: merged.files.iter().map(|file| file.rows_read).sum(),
        rows_kept: kept,
        dropped,
        duplicates: merged.duplicates,
        disagreeing_ids: merged.disagreeing_ids,
        days: ends.and_then(|(&first, &last)| DayRange::new(day_of(first), day_of(last)).ok()),
        missing_days: missing_days(merged, study.period()),
        without_coordinates: of_kept(kept - placed),
        outside_box: Share { count: placed - inside, of: placed },
        outside_period: of_kept(outside_period),
        arrest,
        at_midnight: at(0),
        at_noon: at(MINUTES_PER_DAY / 2),
        on_first_of_month: of_kept(first_of_month),
        on_repeated_coordinates: Share { count: repeated, of: placed },
        simulated: of_kept(simulated),
        offences: offence_counts(events, study),
    }
}

/// Events outside `period`, and events on the first of a month.
fn by_day(events: &Events, period: DayRange) -> (u64, u64) {
    let (mut outside, mut first_of_month) = (0, 0);
    // Events are in order of time: the calendar is asked once a day, not once a row.
    let same_day = |a: &i32, b: &i32| a.div_euclid(MINUTES_PER_DAY) == b.div_euclid(MINUTES_PER_DAY);
    for rows in events.minutes.chunk_by(same_day) {
        if let Some(day) = rows.first().map(|&minute| day_of(minute)) {
            let n_rows = rows.len() as u64;
            outside += if period.contains(day) { 0 } else { n_rows };
            first_of_month += if day.day_of_month() == 1 { n_rows } else { 0 };
        }
    }
    (outside, first_of_month)
}

/// Events whose exact coordinates another event has.
fn repeated_coordinates(events: &Events) -> u64 {
    let mut repeated = 0;
    for_each_place(events, &mut |place| repeated += if place.rows > 1 { place.rows } else { 0 });
    repeated
}

fn offence_counts(events: &Events, study: &Study) -> Vec<OffenceCount> {
    let mut counts = vec![0_u64; events.offences.len()];
    for &code in &events.offence_codes {
        counts[usize::from(code)] += 1;
    }
    let mut offences: Vec<OffenceCount> = events
        .offences
        .iter()
        .zip(counts)
        .map(|(name, count)| OffenceCount { name: name.clone(), class: study.class_of(name), count })
        .collect();
    offences.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.name.cmp(&b.name)));
    offences
}

#[cfg(test)]
mod tests {
    use super::super::super::event::Event;
    use super::super::{quality_and_report, quality_report};
    use super::*;
    use crate::study::preset;

    fn row(id: u64, minute: i32, place: Option<(f64, f64)>) -> Event {
        Event {
            id,
            minute,
            latitude: place.map(|place| place.0),
            longitude: place.map(|place| place.1),
            offence: (id % 2) as u16,
            arrest: None,
            domestic: None,
            simulated: id == 1,
        }
    }

    fn report(rows: Vec<Event>) -> Quality {
        let names = vec!["ARSON".to_owned(), "theft".to_owned()];
        let events = Events::from_rows(names, rows).unwrap();
        let merged = Merged { events, files: Vec::new(), duplicates: 0, disagreeing_ids: 0 };
        let study = |city| preset(city).unwrap().check().unwrap();
        let report = quality(&merged, &study("chicago"));
        let elsewhere = quality(&merged, &study("philadelphia"));
        assert_eq!(elsewhere.for_study(&merged, &study("chicago")), report);
        assert_eq!(report.for_study(&merged, &study("philadelphia")), elsewhere);
        let tile = preset("chicago").unwrap().tile;
        let both = quality_and_report(&merged, &study("chicago"), tile);
        assert_eq!(both, (report.clone(), quality_report(&merged, tile)));
        report
    }

    #[test]
    fn nothing_has_no_share() {
        let report = report(Vec::new());
        assert_eq!((report.days, report.arrest.value()), (None, None));
        assert_eq!(report.missing_days.len(), 1);
    }

    #[test]
    fn the_box_is_half_open_and_repeated_places_are_exact() {
        let corner = (41.64, -87.88);
        let places = [
            Some(corner),
            Some((42.06, -87.7)),
            Some((41.7, -87.52)),
            Some(corner),
            Some((41.64, -87.879_999)),
            Some((0.0, -0.0)),
            Some((-0.0, 0.0)),
            None,
        ];
        let rows = places.into_iter().enumerate().map(|(id, place)| row(id as u64, 16_071 * 1_440, place));
        let report = report(rows.collect());
        assert_eq!(report.outside_box, Share { count: 4, of: 7 });
        assert_eq!(report.on_repeated_coordinates, Share { count: 4, of: 7 });
        assert_eq!(report.without_coordinates, Share { count: 1, of: 8 });
        assert_eq!(report.simulated, Share { count: 1, of: 8 });
        assert_eq!(report.on_first_of_month, Share { count: 8, of: 8 });
        let names: Vec<_> = report.offences.iter().map(|entry| (entry.name.as_str(), entry.class)).collect();
        assert_eq!(names, [("ARSON", None), ("theft", Some(OffenceClass::Property))]);
    }

    #[test]
    fn times_before_1970_have_their_midnight_and_noon_too() {
        let rows = [-1_440, -720, -1, 17_532 * 1_440].map(|minute| row(2, minute, None));
        let report = report(rows.into());
        assert_eq!((report.at_midnight.count, report.at_noon.count), (2, 1));
        assert_eq!(report.outside_period.count, 4);
        assert_eq!(report.days.unwrap().to_string(), "1969-12-31..2018-01-01");
    }
}
