//! A file that is read in sections gives what it gives when it is read whole.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, reason = "the helpers of tests are tests too")]

use std::io::Cursor;
use std::ops::ControlFlow;

use proptest::prelude::*;
use watchback::ingest::{
    Events, Gathered, ImportPlan, Merged, Section, SectionLayout, SectionRead, joined, read_in_parts,
};

const HEADER: &str = "ID,Date,Primary Type,Arrest,Latitude,Longitude";

fn go(_: u64) -> ControlFlow<()> {
    ControlFlow::Continue(())
}

fn whole(text: &[u8], plan: Option<&ImportPlan>) -> Option<Merged> {
    let mut rows = Gathered::default();
    let mut take = |part: &Events, bytes: u64| rows.take(0, part, bytes, &[]);
    let summary = read_in_parts("a.csv", Cursor::new(text), plan, &mut go, &mut take).ok()?;
    Some(rows.merge(vec![summary]).unwrap())
}

/// The file read in sections that begin at `cuts`. `None` where they do not fit together.
fn in_sections(text: &[u8], plan: Option<&ImportPlan>, cuts: &[u64]) -> Option<Merged> {
    let layout = SectionLayout::tell("a.csv", Cursor::new(text), plan)?;
    let mut starts = vec![0];
    starts.extend(cuts);
    let mut rows = Gathered::default();
    let read = |(number, &from): (usize, &u64)| -> Option<SectionRead> {
        let to = starts.get(number + 1).copied().unwrap_or(text.len() as u64);
        let mut take = |part: &Events, bytes: u64| rows.take(number, part, bytes, &[]);
        layout.read("a.csv", Cursor::new(text), Section { from, to }, &mut go, &mut take).ok()
    };
    let parts: Option<Vec<SectionRead>> = starts.iter().enumerate().map(read).collect();
    Some(rows.merge(vec![joined(parts?)?]).unwrap())
}

fn row(id: usize) -> String {
    let day = 1 + id % 28;
    let offence = ["THEFT", "ARSON", "\"BATTERY, SIMPLE\"", "ROBBERY"][id % 4];
    format!("{id},01/{day:02}/2014 11:30:00 PM,{offence},true,41.9,-87.{}", id % 7)
}

#[test]
fn sections_of_any_length_give_the_rows_of_the_whole_file() {
    let mut lines: Vec<String> = (1..200).map(row).collect();
    // A row that is lost, in a later section, is named by its line in the file.
    lines[150] = "151,yesterday,THEFT,true,41.9,-87.7".to_owned();
    lines[60] = String::new();
    let text = format!("{HEADER}\n{}\n", lines.join("\n"));
    let plan = ImportPlan::chicago_portal();
    for plan in [None, Some(&plan)] {
        let expected = whole(text.as_bytes(), plan).unwrap();
        assert_eq!(expected.files[0].dropped[0].examples[0].line, 152);
        for length in [400, 1_000, 4_999] {
            let cuts: Vec<u64> = (1..).map(|n| n * length).take_while(|at| *at < text.len() as u64).collect();
            let found = in_sections(text.as_bytes(), plan, &cuts).unwrap();
            assert_eq!(
                (found.events.to_bytes(), found.files),
                (expected.events.to_bytes(), expected.files.clone())
            );
        }
    }
}

#[test]
fn a_section_that_begins_within_quotes_is_found_out() {
    let lines: Vec<String> = (1..40).map(row).collect();
    let spread = "40,01/07/2014 11:30:00 PM,\"a\nb,c\nd\",true,41.9,-87.7\n";
    let text = format!("{HEADER}\n{}\n{spread}{}\n", lines.join("\n"), row(41));
    let within = text.find("b,c").unwrap() as u64;
    assert!(in_sections(text.as_bytes(), None, &[within]).is_none());
    assert!(in_sections(text.as_bytes(), None, &[within - 200]).is_some());
    assert!(SectionLayout::tell("a.csv", Cursor::new(b"\x1f\x8b\x08"), None).is_none());
}

proptest! {
    #[test]
    fn wherever_a_file_is_cut_its_rows_are_the_same_or_the_cut_is_found_out(
        rows in prop::collection::vec((0..400_usize, "[ab\"\n\r,]{0,4}"), 8..40),
        cuts in prop::collection::btree_set(300..1_500_u64, 0..6),
        ends in prop::sample::select(vec!["\n", "\r\n", "\n\n"]),
    ) {
        let rows: Vec<String> = rows.iter().map(|(id, odd)| format!("{}{odd}", row(*id))).collect();
        let text = format!("{HEADER}{ends}{}", rows.join(ends));
        let plan = ImportPlan::chicago_portal();
        let cuts: Vec<u64> = cuts.into_iter().filter(|cut| *cut < text.len() as u64).collect();
        if let Some(found) = in_sections(text.as_bytes(), Some(&plan), &cuts) {
            let expected = whole(text.as_bytes(), Some(&plan)).unwrap();
            prop_assert_eq!(found.events.to_bytes(), expected.events.to_bytes());
            prop_assert_eq!(found.files, expected.files);
        }
    }
}
