//! What a reader of the quality report should know, in sentences.

use super::finding::{Finding, Subject, Weight};
use super::report::QualityReport;
use crate::ingest::dates::DateFormat;
use crate::ingest::summary::FileSummary;

/// Jumps that have a sentence of their own.
const TOLD_LEVELS: usize = 10;
/// Values that mean an arrest and are named.
const TOLD_ARRESTS: usize = 12;

/// The middles of two files of one city, or county, lie nearer.
const ONE_CITY_KILOMETRES: f64 = 100.0;

/// The findings of a report: all of a subject that has something to say, in order of subjects.
pub(super) fn findings(report: &QualityReport, files: &[FileSummary]) -> Vec<Finding> {
    let mut found = Vec::new();
    let mut say = |subject, is_warning, sentence| {
        let weight = if is_warning { Weight::Warning } else { Weight::Note };
        found.push(Finding { subject, weight, sentence });
    };
    rows(report, &mut say);
    for file in files {
        for remark in &file.remarks {
            say(Subject::Rows, true, format!("{}: {remark}", file.name));
        }
        if let Some(encoding) = &file.encoding {
            let sentence = format!(
                "the text of {} is read as {encoding}, as its beginning suggests: if letters look wrong, save it as UTF-8",
                file.name
            );
            say(Subject::Rows, false, sentence);
        }
    }
    if let Some(sentence) = two_cities(files) {
        say(Subject::Rows, true, sentence);
    }
    if let Some(sentence) = universal(files) {
        say(Subject::Dates, true, sentence);
    }
    if let Some(calendar) = &report.calendar {
        if let Some(stray) = calendar.stray {
            let (n, days) = (calendar.stray_rows, calendar.days);
            let sentence = format!(
                "{n} rows are dated {stray}, far from the others ({days}): mistyped years, which no period holds"
            );
            say(Subject::Dates, false, sentence);
        }
        say(Subject::Gaps, report.missing_days > 0, gaps(report, calendar.days.n_days()));
    }
    if report.missing_places.rows.count > 0 {
        say(Subject::MissingPlaces, report.missing_places.not_at_random(), report.missing_places.to_string());
    }
    if report.placeholders.far.count > 0 {
        say(Subject::Placeholders, report.placeholders.rows > 0, report.placeholders.to_string());
    }
    say(Subject::Precision, report.precision.is_too_coarse(), report.precision.to_string());
    for change in report.level_changes.iter().take(TOLD_LEVELS) {
        say(Subject::Levels, true, change.to_string());
    }
    if report.level_changes.len() > TOLD_LEVELS {
        let more = report.level_changes.len() - TOLD_LEVELS;
        say(
            Subject::Levels,
            true,
            format!("{more} more jumps in level: compare offences over time with care"),
        );
    }
    match &report.arrests {
        Some(arrests) => say(Subject::Arrests, arrests.changes(), arrests.to_string()),
        None => say(
            Subject::Arrests,
            false,
            "no row says whether an arrest was made: there are no arrest streams".to_owned(),
        ),
    }
    for file in files {
        if let Some(sentence) = taken_as_arrests(file) {
            say(Subject::Arrests, false, sentence);
        }
    }
    if let Some(late) = &report.late {
        say(Subject::LateReports, true, late.to_string());
    }
    // A pattern of gaps refuses every study: the one finding that is more than a warning.
    for finding in found.iter_mut().filter(|finding| finding.subject == Subject::Gaps) {
        if report.gap_pattern.is_some() {
            finding.weight = Weight::Refusal;
        }
    }
    found
}

/// Two files whose rows lie farther apart than those of one city.
fn two_cities(files: &[FileSummary]) -> Option<String> {
    let pairs =
        files.iter().enumerate().flat_map(|(at, one)| files.iter().skip(at + 1).map(move |two| (one, two)));
    let apart = |(one, two): (&FileSummary, &FileSummary)| {
        let kilometres =
            one.centre.kilometres_to(&two.centre).filter(|apart| *apart > ONE_CITY_KILOMETRES)?;
        Some(format!(
            "the places of {} and {} lie {kilometres:.0} km apart: they seem to be of two cities, which should be \
             read one at a time",
            one.name, two.name
        ))
    };
    pairs.filter_map(apart).next()
}

fn rows(report: &QualityReport, say: &mut dyn FnMut(Subject, bool, String)) {
    let QualityReport { rows_read, rows_kept, dropped, duplicates, disagreeing_ids, .. } = report;
    let many = dropped.saturating_mul(100) > *rows_read;
    let mut sentence = format!("{rows_kept} of {rows_read} rows are used; {dropped} could not be read");
    if many {
        sentence
            .push_str(", more than one in a hundred: look at the examples, a column may be misunderstood");
    }
    say(Subject::Rows, many, sentence);
    if *duplicates > 0 {
        let sentence = format!(
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
    let mut values: Vec<String> = told.map(|of| format!("{:?} ({} rows)", of.value, of.rows)).collect();
    if arrest.values == ["*"] {
        values = file.arrest_values.iter().map(|of| format!("any value at all ({} rows)", of.rows)).collect();
    }
    if let Some(more) = file.arrest_values.len().checked_sub(TOLD_ARRESTS).filter(|more| *more > 0) {
        values.push(format!("{more} more"));
    }
    if values.is_empty() {
        values.push("nothing that any row has".to_owned());
    }
    Some(format!("in {} an arrest is meant by {:?}: {}", file.name, arrest.column, values.join(", ")))
}

/// Seconds since 1970 do not say what the local time was.
fn universal(files: &[FileSummary]) -> Option<String> {
    let mut of = files.iter().filter(|file| file.plan.columns().date_format == DateFormat::Epoch);
    let first = &of.next()?.name;
    let more = match of.count() {
        0 => String::new(),
        more => format!(" and of {more} more files"),
    };
    Some(format!(
        "the dates of {first}{more} are seconds or milliseconds since 1970 and are read as universal time: crimes of the local evening may count on the next day"
    ))
}

fn gaps(report: &QualityReport, n_days: usize) -> String {
    let missing = report.missing_days;
    if missing == 0 {
        return format!("each of the {n_days} days has rows");
    }
    let mut sentence = format!("{missing} of the {n_days} days have no row at all");
    for (at, days) in report.missing.iter().take(3).enumerate() {
        sentence.push_str(if at == 0 { ": " } else { ", " });
        sentence.push_str(&days.to_string());
    }
    if report.missing.len() > 3 {
        sentence.push_str(" and more");
    }
    match report.gap_pattern {
        Some(pattern) => sentence.push_str(&format!(
            "; {pattern}: a sample of days, on which no model with delays can be learnt, so a study over them is refused"
        )),
        None => sentence.push_str("; they are not days without crime, and a study over them is refused"),
    }
    sentence
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
            let report = quality_report(&merge(files).unwrap(), preset("chicago").unwrap().tile);
            report.findings.into_iter().filter(|finding| finding.subject == Subject::Dates).collect()
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
