//! Which rows are the same crime told twice, in the shared files.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, reason = "the helpers of tests are tests too")]

#[path = "support/field.rs"]
mod field;

use std::fs::File;
use std::ops::ControlFlow;
use std::path::Path;

use field::field;
use watchback::ingest::{FileEvents, Merged, RemarkKind, merge, read_any_file};

fn read(path: &Path) -> FileEvents {
    let name = path.file_name().unwrap().to_string_lossy();
    let mut go = |_: u64| ControlFlow::Continue(());
    read_any_file(&name, File::open(path).unwrap(), &mut go).unwrap()
}

/// Reads a file, or all of a folder, together.
fn merged(name: &str) -> Option<Merged> {
    let path = field(name)?;
    if path.is_file() {
        return Some(merge(vec![read(&path)]).unwrap());
    }
    let mut paths: Vec<_> = std::fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    Some(merge(paths.iter().map(|path| read(path)).collect()).unwrap())
}

#[test]
fn no_event_is_lost_as_a_copy() {
    for (name, rows) in [
        ("equal-rows-are-events.csv", 400),
        ("id-repeats-later.csv.gz", 1_800),
        ("first-megabyte-number-letters.csv.gz", 1_500),
    ] {
        let Some(merged) = merged(name) else { continue };
        assert_eq!((merged.events.len(), merged.duplicates), (rows, 0), "{name}");
    }
}

#[test]
fn a_number_on_several_offences_is_said() {
    let Some(merged) = merged("id-repeats-later.csv.gz") else { return };
    let remark = merged.files[0].remarks.iter().find(|remark| remark.kind == RemarkKind::SharedNumbers);
    assert_eq!(remark.unwrap().rows, 600);
}

#[test]
fn exports_that_overlap_are_told_by_numbers_with_letters() {
    let Some(merged) = merged("overlap-alphanumeric-numbers") else { return };
    assert_eq!((merged.events.len(), merged.duplicates), (90, 30));
    assert_eq!(merged.files[0].plan.columns().id.as_deref(), Some("INCIDENT_NO"));
}

#[test]
fn a_day_after_the_first_megabyte_tells_the_order() {
    // Days up to the 12th for two megabytes: either order fits, and the place is in Europe.
    let mut text = "Nummer,Wann,Delikt,Lat,Lon\n".to_owned();
    let row = |at: u32, day: u32, month: u32| {
        let note = "x".repeat(40);
        format!(
            "{at},{day:02}/{month:02}/2021 10:15,Burglary {note},48.{:04},11.{:04}\n",
            at % 9_000,
            at % 7_000
        )
    };
    (0..70_000).for_each(|at| text += &row(at, 1 + at % 12, 1 + at / 7 % 12));
    (70_000..71_000).for_each(|at| text += &row(at, 13 + at % 15, 1 + at % 12));
    let mut go = |_: u64| ControlFlow::Continue(());
    let file = read_any_file("late.csv", std::io::Cursor::new(text.into_bytes()), &mut go).unwrap();
    assert_eq!((file.summary.rows_kept, file.summary.dropped.len()), (71_000, 0));
}
