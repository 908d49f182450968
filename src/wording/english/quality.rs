//! What a reader of the quality report should know, in sentences.

use super::numbers::count;
use serde::Serialize;

use crate::ingest::{
    ArrestsByMonth, DateFormat, FileSummary, LateReporting, LevelChange, MissingPlaces, Place, Placeholders,
    Precision, QualityReport, Remark, RemarkKind, Share,
};
use crate::wording::{Finding, Lengths, Subject, Weight};
use watchback_translate::{tr, translated};

/// Jumps that have a sentence of their own.
const TOLD_LEVELS: usize = 10;
/// Values that mean an arrest and are named.
const TOLD_ARRESTS: usize = 12;
/// Points and offences that a sentence names.
const NAMED: usize = 3;

/// The middles of two files of one city, or county, lie nearer.
const ONE_CITY_KILOMETRES: f64 = 100.0;

/// A quality report as it is saved: its sentences before its counts.
#[derive(Debug, Serialize)]
pub struct SavedReport<'a> {
    findings: Vec<Finding>,
    #[serde(flatten)]
    report: &'a QualityReport,
}

impl<'a> SavedReport<'a> {
    /// With the findings on the report's files.
    pub fn new(report: &'a QualityReport, files: &[FileSummary]) -> Self {
        Self { findings: findings(report, files), report }
    }
}

/// The findings of a report: all of a subject that has something to say, in order of subjects.
///
/// # Examples
/// Of 800 rows those of one offence lack places more often than the others.
/// ```
/// use std::ops::ControlFlow;
/// use watchback::ingest::{ImportPlan, merge, quality_report, read_file};
/// use watchback::study::preset;
/// use watchback::wording::{Subject, Weight, quality::findings};
/// let mut text = "ID,Date,Primary Type,Arrest,Latitude,Longitude\n".to_owned();
/// for id in 0..800 {
///     let (day, offence) = (1 + id % 28, if id % 2 == 0 { "THEFT" } else { "NARCOTICS" });
///     let place = if id % 8 == 1 {
///         ","
///     } else if id % 100 == 0 {
///         "36.619446,-91.686566"
///     } else {
///         "41.8812,-87.6231"
///     };
///     text += &format!("{id},01/{day:02}/2014 11:30:00 PM,{offence},true,{place}\n");
/// }
/// let mut progress = |_: u64| ControlFlow::Continue(());
/// let file = read_file(
///     "some.csv",
///     std::io::Cursor::new(text.as_bytes()),
///     &ImportPlan::chicago_portal(),
///     &mut progress,
/// )?;
/// let merged = merge(vec![file])?;
/// let report = quality_report(&merged, preset("chicago")?.tile);
/// let found = findings(&report, &merged.files);
/// let of =
///     |subject| found.iter().find(|finding| finding.subject == subject).unwrap();
/// assert_eq!(of(Subject::Gaps).sentence, "each of the 28 days has rows");
/// assert_eq!(of(Subject::MissingPlaces).weight, Weight::Warning);
/// assert!(
///     of(Subject::MissingPlaces)
///         .sentence
///         .contains("not missing at random: 100 of 400 rows (25.00 %) of NARCOTICS")
/// );
/// assert!(of(Subject::Placeholders).sentence.contains("8 at 36.619446, -91.686566"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn findings(report: &QualityReport, files: &[FileSummary]) -> Vec<Finding> {
    findings_in(Lengths::Metric, report, files)
}

/// The same with lengths in the units that a reader chose.
pub fn findings_in(lengths: Lengths, report: &QualityReport, files: &[FileSummary]) -> Vec<Finding> {
    let mut found = Vec::new();
    let mut say = |subject, is_warning, sentence| {
        let weight = if is_warning { Weight::Warning } else { Weight::Note };
        found.push(Finding { subject, weight, sentence });
    };
    rows(report, &mut say);
    remarks(files, &mut say);
    if let Some(sentence) = two_cities(files, lengths) {
        say(Subject::Rows, true, sentence);
    }
    if let Some(sentence) = universal(files) {
        say(Subject::Dates, true, sentence);
    }
    if let Some(calendar) = &report.calendar {
        if let Some(stray) = calendar.stray {
            let (n, days) = (calendar.stray_rows, calendar.days);
            let sentence = tr!(
                "{n} rows are dated {stray}, far from the others ({days}): mistyped years, which no period holds"
            );
            say(Subject::Dates, false, sentence);
        }
        say(Subject::Gaps, report.missing_days > 0, gaps(report, calendar.days.n_days()));
    }
    if report.missing_places.rows.count > 0 {
        say(
            Subject::MissingPlaces,
            report.missing_places.not_at_random(),
            missing_places(&report.missing_places),
        );
    }
    if report.placeholders.far.count > 0 {
        say(Subject::Placeholders, report.placeholders.rows > 0, placeholders(&report.placeholders));
    }
    say(Subject::Precision, report.precision.is_too_coarse(), precision(&report.precision, lengths));
    for change in report.level_changes.iter().take(TOLD_LEVELS) {
        say(Subject::Levels, true, level(change));
    }
    if report.level_changes.len() > TOLD_LEVELS {
        let more = report.level_changes.len() - TOLD_LEVELS;
        say(Subject::Levels, true, tr!("{more} more jumps in level: compare offences over time with care"));
    }
    match &report.arrests {
        Some(arrests) => say(Subject::Arrests, arrests.changes(), arrest_shares(arrests)),
        None => say(
            Subject::Arrests,
            false,
            tr!("no row says whether an arrest was made: there are no arrest streams").to_owned(),
        ),
    }
    for file in files {
        if let Some(sentence) = taken_as_arrests(file) {
            say(Subject::Arrests, false, sentence);
        }
    }
    if let Some(late) = &report.late {
        say(Subject::LateReports, true, late_reports(late));
    }
    // A pattern of gaps refuses every study: the one finding that is more than a warning.
    for finding in found.iter_mut().filter(|finding| finding.subject == Subject::Gaps) {
        if report.gap_pattern.is_some() {
            finding.weight = Weight::Refusal;
        }
    }
    found
}

/// How the files were read, where that may change a figure.
fn remarks(files: &[FileSummary], say: &mut dyn FnMut(Subject, bool, String)) {
    // What is said of all files together is said once.
    let of_all = |remark: &&Remark| remark.kind == RemarkKind::SharedNumbers;
    if let Some(remark) = files.iter().flat_map(|file| &file.remarks).find(of_all) {
        say(Subject::Rows, true, translated(&remark.to_string()));
    }
    for file in files {
        for remark in file.remarks.iter().filter(|remark| !of_all(remark)) {
            say(Subject::Rows, true, format!("{}: {}", file.name, translated(&remark.to_string())));
        }
        if let Some(encoding) = &file.encoding {
            let sentence = tr!(
                "the text of {} is read as {encoding}, as its beginning suggests: if letters look wrong, save it as UTF-8",
                file.name
            );
            say(Subject::Rows, false, sentence);
        }
    }
}

/// Two files whose rows lie farther apart than those of one city.
fn two_cities(files: &[FileSummary], lengths: Lengths) -> Option<String> {
    let pairs =
        files.iter().enumerate().flat_map(|(at, one)| files.iter().skip(at + 1).map(move |two| (one, two)));
    let apart = |(one, two): (&FileSummary, &FileSummary)| {
        let kilometres =
            one.centre.kilometres_to(&two.centre).filter(|apart| *apart > ONE_CITY_KILOMETRES)?;
        Some(tr!(
            "the places of {} and {} lie {} apart: they seem to be of two cities, which should be read one at a time",
            one.name,
            two.name,
            lengths.long(kilometres, 0)
        ))
    };
    pairs.filter_map(apart).next()
}

fn rows(report: &QualityReport, say: &mut dyn FnMut(Subject, bool, String)) {
    let QualityReport { rows_read, rows_kept, dropped, duplicates, disagreeing_ids, .. } = report;
    let many = dropped.saturating_mul(100) > *rows_read;
    let mut sentence = tr!(
        "{} of {} rows are used; {} could not be read",
        count(*rows_kept),
        count(*rows_read),
        count(*dropped)
    );
    if many {
        sentence.push_str(tr!(
            ", more than one in a hundred: look at the examples, a column may be misunderstood"
        ));
    }
    say(Subject::Rows, many, sentence);
    if *duplicates > 0 {
        let sentence = tr!(
            "{duplicates} rows are there twice and are counted once; of {disagreeing_ids} the copies differ, and the one with an \
             arrest, or the latest, is kept"
        );
        say(Subject::Rows, false, sentence);
    }
}

/// What was taken as an arrest, where the file says it in words or numbers.
fn taken_as_arrests(file: &FileSummary) -> Option<String> {
    let arrest = file.plan.columns().arrest.as_ref()?;
    let told = file.arrest_values.iter().take(TOLD_ARRESTS);
    let mut values: Vec<String> = told.map(|of| tr!("{:?} ({} rows)", of.value, of.rows)).collect();
    if arrest.values == ["*"] {
        values = file.arrest_values.iter().map(|of| tr!("any value at all ({} rows)", of.rows)).collect();
    }
    if let Some(more) = file.arrest_values.len().checked_sub(TOLD_ARRESTS).filter(|more| *more > 0) {
        values.push(tr!("{more} more"));
    }
    if values.is_empty() {
        values.push(tr!("nothing that any row has").to_owned());
    }
    Some(tr!("in {} an arrest is meant by {:?}: {}", file.name, arrest.column, values.join(", ")))
}

/// Seconds since 1970 do not say what the local time was.
fn universal(files: &[FileSummary]) -> Option<String> {
    let mut of = files.iter().filter(|file| file.plan.columns().date_format == DateFormat::Epoch);
    let first = &of.next()?.name;
    let more = match of.count() {
        0 => String::new(),
        more => tr!(" and of {more} more files"),
    };
    Some(tr!(
        "the dates of {first}{more} are seconds or milliseconds since 1970 and are read as universal time: crimes of the local evening may count on the next day"
    ))
}

fn gaps(report: &QualityReport, n_days: usize) -> String {
    let missing = report.missing_days;
    if missing == 0 {
        return tr!("each of the {n_days} days has rows");
    }
    let mut sentence = tr!("{missing} of the {n_days} days have no row at all");
    for (at, days) in report.missing.iter().take(3).enumerate() {
        sentence.push_str(if at == 0 { ": " } else { ", " });
        sentence.push_str(&days.to_string());
    }
    if report.missing.len() > 3 {
        sentence.push_str(tr!(" and more"));
    }
    match report.gap_pattern {
        Some(pattern) => sentence.push_str(&tr!(
            "; {}: a sample of days, on which no model with delays can be learnt, so a study over them is refused",
            translated(&pattern.to_string())
        )),
        None => sentence.push_str(tr!("; they are not days without crime, and a study over them is refused")),
    }
    sentence
}

/// `6036 of 263929 rows (2.29 %)`.
fn share(share: Share) -> String {
    let percent = 100.0 * share.value().unwrap_or(0.0);
    tr!("{} of {} rows ({percent:.2} %)", count(share.count), count(share.of))
}

fn missing_places(missing: &MissingPlaces) -> String {
    let begin = tr!("{} have no coordinates and are in no tile", share(missing.rows));
    let (offences, months) = (missing.standing_out(), missing.months_standing_out());
    if !missing.not_at_random() {
        return tr!("{begin}; no offence or month lacks them much more often than the others");
    }
    let named = offences.iter().take(NAMED);
    let named: Vec<String> = named.map(|of| tr!("{} of {}", share(of.share), of.offence)).collect();
    let mut of_what = named.join(", ");
    if let Some(more) = offences.len().checked_sub(NAMED).filter(|more| *more > 0) {
        of_what += &tr!(" and more of {more} other offences");
    }
    if let Some(worst) = months.iter().max_by_key(|month| month.share.count) {
        let mark = if offences.is_empty() { "" } else { "; " };
        of_what += &tr!("{mark}{} in {worst}", share(worst.share));
        if months.len() > 1 {
            of_what += &tr!(", and {} more months", months.len() - 1);
        }
    }
    tr!(
        "{begin}; they are not missing at random: {of_what}; streams hold less of these than was reported, and a change in time may be one of recording"
    )
}

fn placeholders(found: &Placeholders) -> String {
    let mut sentence = tr!("{} lie far from all others", share(found.far));
    if found.rows > 0 {
        let point = |place: &Place| tr!("{} at {}, {}", count(place.rows), place.latitude, place.longitude);
        let named: Vec<String> = found.points.iter().take(NAMED).map(point).collect();
        sentence += &tr!(", {} of them on points that stand for no place: {}", found.rows, named.join(", "));
        if found.points.len() > NAMED {
            sentence += tr!(" and more");
        }
    }
    sentence + tr!("; the box must leave them out")
}

fn precision(found: &Precision, lengths: Lengths) -> String {
    let Some((decimals, metres)) = found.decimals.zip(found.rounding_metres) else {
        return tr!("no row has coordinates").to_owned();
    };
    let mut sentence = if decimals < Precision::MOST_DECIMALS {
        let (length, unit) = (lengths.in_short(metres), lengths.short_unit());
        tr!("places have {decimals} decimals, which is {length:.1} {unit}")
    } else {
        tr!("places have {decimals} or more decimals")
    };
    sentence += &tr!(
        "; rows lie on {} different points, and {} share theirs",
        count(found.points),
        share(found.on_repeated)
    );
    if let Some(points) = found.points_per_tile {
        let tile = lengths.short(found.tile_height_metres);
        sentence += &tr!("; a tile of {tile} that holds any has {points:.1} points");
    }
    sentence
        + if found.is_too_coarse() {
            tr!(
                "; places are rounded too coarsely for such tiles: choose larger ones, because a place may belong to a neighbour"
            )
        } else if found.has_few_rows() {
            tr!(
                "; that is exact enough, but so few rows lie in a tile that larger tiles are needed to learn anything"
            )
        } else {
            tr!("; that is exact enough for such tiles")
        }
}

fn level(change: &LevelChange) -> String {
    let LevelChange { offence, day, before, after, .. } = change;
    let jump = match offence {
        Some(offence) => tr!("{offence} jumps from {before:.0} to {after:.0} a week on {day}"),
        None => tr!("rows of all offences jump from {before:.0} to {after:.0} a week on {day}"),
    };
    tr!("{jump}: a change of records system, of a definition, of policing or of life; \
         train and test on one side of it, or leave the offence out")
}

fn arrest_shares(arrests: &ArrestsByMonth) -> String {
    let mut sentence = tr!("{} have an arrest", share(arrests.rows));
    if arrests.unknown > 0 {
        sentence += &tr!("; of {} more it is not known", arrests.unknown);
    }
    if let Some([(first, a), (last, b)]) = arrests.first_and_last_year() {
        let percent = |share: Share| 100.0 * share.value().unwrap_or(0.0);
        sentence += &tr!("; {:.1} % in {first} and {:.1} % in {last}", percent(a), percent(b));
    }
    sentence
        + if arrests.changes() {
            tr!(": arrest streams of one year are not those of another; late rows may wait for their arrest")
        } else {
            tr!("; late rows may wait for their arrest")
        }
}

fn late_reports(late: &LateReporting) -> String {
    let LateReporting { days, rows, expected, .. } = late;
    tr!(
        "the last {} days ({days}) have {rows} rows where about {expected:.0} are expected: reports may still be to come; \
         end the test period before them",
        days.n_days()
    )
}

#[cfg(test)]
mod tests {
    use std::ops::ControlFlow;

    use super::*;
    use crate::ingest::{FileEvents, ImportPlan, merge, quality_report, read_file};
    use crate::study::preset;

    #[test]
    fn dates_in_universal_time_are_a_warning() {
        let file = |name: &str, date: &str, format: &str| -> FileEvents {
            let plan = format!("id=ID&date=When&latitude=Lat&longitude=Lon&offence=What&format={format}");
            let plan = ImportPlan::from_fragment(&plan).unwrap();
            let text = format!("ID,When,What,Lat,Lon\n1,{date},THEFT,41.9,-87.7\n");
            read_file(name, std::io::Cursor::new(text.as_bytes()), &plan, &mut |_: u64| {
                ControlFlow::Continue(())
            })
            .unwrap()
        };
        let of_dates = |files: Vec<FileEvents>| -> Vec<Finding> {
            let merged = merge(files).unwrap();
            let report = quality_report(&merged, preset("chicago").unwrap().tile);
            findings(&report, &merged.files)
                .into_iter()
                .filter(|finding| finding.subject == Subject::Dates)
                .collect()
        };
        let local = || file("local.csv", "2014-01-01 19:30", "year_first");
        assert_eq!(of_dates(vec![local()]), []);
        let epoch = |name: &str| file(name, "1388534400000", "epoch");
        let [found] = of_dates(vec![local(), epoch("b.csv")]).try_into().unwrap();
        assert_eq!(found.weight, Weight::Warning);
        assert!(found.sentence.starts_with("the dates of b.csv are seconds"), "{}", found.sentence);
        assert!(found.sentence.contains("read as universal time"), "{}", found.sentence);
        let [found] = of_dates(vec![epoch("c.csv"), epoch("d.csv"), epoch("a.csv")]).try_into().unwrap();
        assert!(found.sentence.starts_with("the dates of a.csv and of 2 more files"), "{}", found.sentence);
    }
}
