//! Making the quality report.

use super::counts::counted;
use super::places::for_each_place;
use super::report::QualityReport;
use super::{
    ArrestsByMonth, Calendar, LateReporting, LevelChange, MissingPlaces, Quality, placeholders, precision,
};
use crate::ingest::merge::Merged;
use crate::study::{Study, TileSize};

/// Ranges of missing days that are listed.
const LISTED_RANGES: usize = 400;

/// Reports on merged files. `tile`: the size of tiles that places must be exact enough for.
/// [`quality_and_report`] makes both reports at once.
///
/// Beside the events it takes some 10 MB, whatever their number: 16 bytes a row are taken for half
/// a million rows at a time, and more only where more rows than that have the same place.
///
/// # Examples
/// ```
/// use std::ops::ControlFlow;
/// use watchback::ingest::{ImportPlan, merge, quality_report, read_file};
/// use watchback::study::preset;
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
/// let report = quality_report(&merge(vec![file])?, preset("chicago")?.tile);
/// // A quarter of NARCOTICS has no place, and no THEFT lacks one.
/// assert_eq!(report.missing_places.standing_out()[0].share.count, 100);
/// assert_eq!(
///     (report.placeholders.rows, report.placeholders.points[0].longitude),
///     (8, -91.686566)
/// );
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn quality_report(merged: &Merged, tile: TileSize) -> QualityReport {
    let events = &merged.events;
    let calendar = Calendar::from_minutes(events.minutes());
    // Without a row there is nothing to count by day.
    let days = calendar.clone().unwrap_or_else(Calendar::empty);
    let missing = days.missing();
    let mut placeholders = placeholders::Gathering::new(events);
    let mut precision = precision::Gathering::new(events, tile);
    for_each_place(events, &mut |place| {
        placeholders.visit(place);
        precision.visit(place);
    });
    QualityReport {
        tile,
        rows_read: merged.files.iter().map(|file| file.rows_read).sum(),
        rows_kept: events.len() as u64,
        dropped: merged.files.iter().flat_map(|file| &file.dropped).map(|dropped| dropped.rows).sum(),
        duplicates: merged.duplicates,
        disagreeing_ids: merged.disagreeing_ids,
        missing_days: missing.iter().map(|days| days.n_days() as u64).sum(),
        gap_pattern: days.gap_pattern(),
        missing: missing.into_iter().take(LISTED_RANGES).collect(),
        missing_places: MissingPlaces::count(events, &days),
        placeholders: placeholders.finish(),
        precision: precision.finish(events, tile),
        level_changes: LevelChange::all(events, &days),
        arrests: ArrestsByMonth::count(events, &days),
        late: LateReporting::detect(&days),
        calendar,
    }
}

/// [`super::quality`] and [`quality_report`] at once: rows are grouped by place only once for both.
pub fn quality_and_report(merged: &Merged, study: &Study, tile: TileSize) -> (Quality, QualityReport) {
    let report = quality_report(merged, tile);
    (counted(merged, study, report.precision.on_repeated.count), report)
}
