//! Which rows are the same crime told twice.
//!
//! Rows of one number are copies of one row, as overlapping exports hold them, unless the number
//! turns out to be none of rows: where it stands in one file on rows of other offences or days, it
//! is that of an incident or a page, and each of its rows is an event. Rows that have no number are
//! known by all they hold. What stands twice in one file is then two events, and what another file
//! holds too is the same one: of equal rows as many are kept as the file has that has most.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::mem::{replace, take};

use super::event::{Events, arrest_of, day_of};
use super::repeated::for_each_repeated;
use super::row_id;

/// Of the numbers that one file has more than once, one in so many may stand on different offences
/// or days, as where a file was put together from exports of two dates.
const DIFFER_WITHIN: u64 = 10;
/// Of the numbers that several files have once each, one in so many may: offences are changed
/// later.
const DIFFER_ACROSS: u64 = 2;

/// Rows of one file that stand together.
#[derive(Clone, Copy, Debug)]
pub(super) struct Part {
    pub file: usize,
    pub rows: usize,
}

/// What was found of copies.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Copies {
    /// Numbers and rows of whose copies one is kept, and which differ.
    pub disagreeing: u64,
    /// What was found out of numbers that are none of rows.
    pub shared: Option<SharedNumbers>,
}

/// Rows that are kept although others have their number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct SharedNumbers {
    pub rows: u64,
    /// One of the numbers, and the offences of two of its rows.
    pub example: String,
}

/// Marks a row that is dropped: no event has this flag.
const DROPPED: u8 = 1 << 7;

/// Drops all rows that are copies of others.
pub(super) fn drop_copies(events: &mut Events, parts: &[Part]) -> Copies {
    let mut copies = Copies::default();
    // Taken out, so that rows can be marked while it is looked at.
    let ids = take(&mut events.ids);
    let files = FileOfRow::new(parts);
    let mut numbers = Numbers::default();
    // Rows of ids that several have, group after group, and where each group ends.
    let (mut repeated, mut ends): (Vec<u32>, Vec<usize>) = Default::default();
    for_each_repeated(&ids, &mut |rows| {
        if !row_id::is_of_row(id_of(&ids, rows)) {
            numbers.see(events, &files, rows);
        }
        repeated.extend_from_slice(rows);
        ends.push(repeated.len());
    });
    let of_rows = numbers.are_of_rows();
    let (mut shared_rows, mut example, mut renamed) = (0, None, Vec::new());
    let mut start = 0;
    for end in ends {
        let rows = repeated.get(replace(&mut start, end)..end).unwrap_or_default();
        let id = id_of(&ids, rows);
        if of_rows && !row_id::is_of_row(id) {
            copies.disagreeing += u64::from(keep_best(events, rows));
            continue;
        }
        let (mut kept, differ) = keep_events(events, &files, rows);
        copies.disagreeing += differ;
        // The order of rows needs ids that differ.
        kept.sort_by_key(|row| rank(events, *row as usize));
        let others = kept.iter().enumerate().skip(1);
        renamed.extend(others.map(|(nth, row)| (*row, row_id::of_another(id, nth))));
        if kept.len() > 1 && !row_id::is_of_row(id) {
            shared_rows += kept.len() as u64;
            // The least, so that no order matters.
            if example.is_none_or(|least| id < least) {
                example = Some(id);
            }
        }
    }
    copies.shared = example.map(|id| SharedNumbers { rows: shared_rows, example: named(events, &ids, id) });
    events.ids = ids;
    for (row, id) in renamed {
        events.ids[row as usize] = id;
    }
    if !repeated.is_empty() {
        remove_dropped(events);
    }
    copies
}

fn id_of(ids: &[u64], rows: &[u32]) -> u64 {
    rows.first().and_then(|row| ids.get(*row as usize)).copied().unwrap_or_default()
}

/// What is seen of numbers that stand on several rows.
#[derive(Default)]
struct Numbers {
    within: u64,
    differ_within: u64,
    across: u64,
    differ_across: u64,
}

impl Numbers {
    fn see(&mut self, events: &Events, files: &FileOfRow, rows: &[u32]) {
        let event = |row: &u32| event_of(events, *row as usize);
        let mut of_files: BTreeMap<usize, _> = BTreeMap::new();
        let (mut is_within, mut differ_within, mut differ) = (false, false, false);
        let first = rows.first().map(event);
        for row in rows {
            let event = event(row);
            differ |= Some(event) != first;
            if let Some(earlier) = of_files.insert(files.of(*row), event) {
                is_within = true;
                differ_within |= earlier != event;
            }
        }
        self.within += u64::from(is_within);
        self.differ_within += u64::from(differ_within);
        self.across += u64::from(!is_within);
        self.differ_across += u64::from(!is_within && differ);
    }

    fn are_of_rows(&self) -> bool {
        self.differ_within * DIFFER_WITHIN <= self.within && self.differ_across * DIFFER_ACROSS <= self.across
    }
}

/// What copies have in common: the day and the offence.
fn event_of(events: &Events, row: usize) -> (i32, u16) {
    (day_of(events.minutes[row]).days_since_1970(), events.offence_codes[row])
}

/// Keeps the best of rows. Gives whether they differ.
fn keep_best(events: &mut Events, rows: &[u32]) -> bool {
    let rank = |row: &u32| rank(events, *row as usize);
    let first = rows.first().map(rank);
    let differ = rows.iter().any(|row| Some(rank(row)) != first);
    let best = rows.iter().copied().max_by_key(rank);
    for row in rows.iter().filter(|row| Some(**row) != best) {
        events.flags[*row as usize] |= DROPPED;
    }
    differ
}

/// Of the rows of each offence and day as many are kept as the file has that has most: the first
/// of each file are copies of each other, the second too. Gives the rows that are kept, and how
/// many of them have copies that differ.
fn keep_events(events: &mut Events, files: &FileOfRow, rows: &[u32]) -> (Vec<u32>, u64) {
    let mut sorted: Vec<u32> = rows.to_vec();
    sorted.sort_by_key(|row| {
        let at = *row as usize;
        (event_of(events, at), files.of(*row), Reverse(rank(events, at)))
    });
    let mut copies: Vec<Vec<u32>> = Vec::new();
    for of_event in sorted.chunk_by(|a, b| event_of(events, *a as usize) == event_of(events, *b as usize)) {
        let before = copies.len();
        for of_file in of_event.chunk_by(|a, b| files.of(*a) == files.of(*b)) {
            for (nth, row) in of_file.iter().enumerate() {
                match copies.get_mut(before + nth) {
                    Some(copies) => copies.push(*row),
                    None => copies.push(vec![*row]),
                }
            }
        }
    }
    let differ = copies.iter().filter(|copies| keep_best(events, copies)).count() as u64;
    let is_kept = |row: &u32| events.flags[*row as usize] & DROPPED == 0;
    (copies.into_iter().flatten().filter(is_kept).collect(), differ)
}

/// What is compared of rows of one id: all that they hold.
fn rank(events: &Events, row: usize) -> impl Ord + use<> {
    let flags = events.flags[row];
    let (latitude, longitude) = (events.latitudes[row], events.longitudes[row]);
    let arrested = arrest_of(flags) == Some(true);
    let placed = !latitude.is_nan();
    let place = (latitude.to_bits(), longitude.to_bits());
    (arrested, events.minutes[row], placed, flags, events.offence_codes[row], place)
}

/// A number and the offences that it stands on.
fn named(events: &Events, ids: &[u64], id: u64) -> String {
    let rows = ids.iter().zip(&events.offence_codes).filter(|(of, _)| **of == id);
    let offences: BTreeSet<&str> = rows.map(|(_, code)| events.offence_name(*code)).collect();
    let offences: Vec<String> = offences.iter().take(2).map(|name| format!("{name:?}")).collect();
    let number = if row_id::is_number(id) { id.to_string() } else { "one".to_owned() };
    format!("{number} on {}", offences.join(" and "))
}

fn remove_dropped(events: &mut Events) {
    let mut kept = 0;
    for row in 0..events.len() {
        if events.flags[row] & DROPPED == 0 {
            events.rows().copy(row, kept);
            kept += 1;
        }
    }
    events.truncate(kept);
}

/// The file that a row is of.
struct FileOfRow {
    /// The first row behind each part, and its file.
    ends: Vec<(usize, usize)>,
}

impl FileOfRow {
    fn new(parts: &[Part]) -> Self {
        let mut end = 0;
        let ends = parts.iter().map(|part| {
            end += part.rows;
            (end, part.file)
        });
        Self { ends: ends.collect() }
    }

    fn of(&self, row: u32) -> usize {
        let at = self.ends.partition_point(|(end, _)| *end <= row as usize);
        self.ends.get(at).map_or(0, |(_, file)| *file)
    }
}

#[cfg(test)]
mod tests {
    use std::ops::ControlFlow;

    use super::super::{FileEvents, ImportPlan, Limits, Merged, RemarkKind, merge, read_file};

    /// A file with numbers, or without where their column has no name.
    fn file(name: &str, rows: &[String]) -> FileEvents {
        let mut columns = ImportPlan::chicago_portal().columns().clone();
        columns.id = (!name.is_empty()).then(|| "ID".to_owned());
        let plan = ImportPlan::new(columns, Limits::default()).unwrap();
        let text = format!("ID,Date,Primary Type,Arrest,Latitude,Longitude\n{}\n", rows.join("\n"));
        let mut progress = |_: u64| ControlFlow::Continue(());
        read_file(name, std::io::Cursor::new(text.as_bytes()), &plan, &mut progress).unwrap()
    }

    fn row(id: &str, day: u32, offence: &str, arrest: bool) -> String {
        format!("{id},01/{day:02}/2014 11:30:00 PM,{offence},{arrest},41.9,-87.7")
    }

    /// Rows that are kept, dropped and disagree, and those that share their number.
    fn counts(merged: &Merged) -> (usize, u64, u64, u64) {
        let remarks = merged.files.iter().flat_map(|file| &file.remarks);
        let shared =
            remarks.filter(|remark| remark.kind == RemarkKind::SharedNumbers).map(|remark| remark.rows).max();
        (merged.events.len(), merged.duplicates, merged.disagreeing_ids, shared.unwrap_or(0))
    }

    #[test]
    fn overlapping_exports_are_told_by_their_numbers_also_by_letters() {
        let rows = |from: u32, arrest| -> Vec<String> {
            (from..from + 20).map(|at| row(&format!("I{at}"), at, "THEFT", arrest)).collect()
        };
        let merged = merge(vec![file("a", &rows(1, false)), file("b", &rows(11, true))]).unwrap();
        assert_eq!(counts(&merged), (30, 10, 10, 0));
        assert_eq!(merged.events.iter().filter(|event| event.arrest == Some(true)).count(), 20);
    }

    #[test]
    fn a_number_of_incidents_is_none_of_rows() {
        let mut rows: Vec<String> = (1..20).map(|at| row(&at.to_string(), at, "THEFT", false)).collect();
        rows.extend((1..10).map(|at| row(&at.to_string(), at, "ASSAULT", true)));
        rows.push(row("1", 1, "ASSAULT", true));
        let one = merge(vec![file("a", &rows)]).unwrap();
        assert_eq!(counts(&one), (29, 0, 0, 19));
        let remark = one.files[0].remarks[0].to_string();
        assert!(
            remark.starts_with("19 rows, of all files together, share")
                && remark.contains("1 on \"ASSAULT\" and \"THEFT\""),
            "{remark}"
        );
        // The same again is the same: of two assaults of one number, both are.
        assert_eq!(counts(&merge(vec![file("a", &rows), file("b", &rows[5..])]).unwrap()), (29, 24, 0, 19));
        // Files that count their own rows from 1 share no row.
        let other: Vec<String> = (1..20).map(|at| row(&at.to_string(), 30 - at, "ROBBERY", false)).collect();
        assert_eq!(merge(vec![file("a", &rows[..19]), file("b", &other)]).unwrap().duplicates, 0);
    }

    #[test]
    fn equal_rows_without_a_number_are_events_and_those_of_another_file_are_the_same() {
        let rows: Vec<String> = [1, 1, 1, 2].iter().map(|day| row("", *day, "THEFT", false)).collect();
        assert_eq!(counts(&merge(vec![file("", &rows)]).unwrap()), (4, 0, 0, 0));
        assert_eq!(counts(&merge(vec![file("", &rows), file("", &rows[1..])]).unwrap()), (4, 3, 0, 0));
        // A row whose number is missing is known as one of a file without numbers.
        let some = [row("", 1, "THEFT", false), row("5", 1, "THEFT", false), row("", 1, "THEFT", false)];
        assert_eq!(counts(&merge(vec![file("a", &some)]).unwrap()), (3, 0, 0, 0));
    }
}
