//! What fuzzing asserts of the readers of events and areas, as functions of any bytes.
//!
//! None panics, hangs or grows, and every error says something. `fuzz/` gives them to libFuzzer,
//! `tests/fuzz_corpus.rs` to `cargo test`. Those of the formats are in `tables/src/fuzz_bodies.rs`.

use std::io::Cursor;
use std::ops::ControlFlow;

use super::error::FileProblem;
use super::guess::guess;
use super::guess::types::GuessOptions;
use super::plan::ImportPlan;
use super::read::read_any_file;
use crate::space::AreaLayer;

/// Far more than any message needs.
const MESSAGE_BYTES: usize = 20_000;
/// Asserts what any bytes must not break.
pub type Body = fn(&[u8]);

/// All of them by name.
pub const BODIES: [(&str, Body); 3] =
    [("any_file", any_file), ("layout", layout), ("boundaries", boundaries)];

/// Any file, to events by the layout that is told or guessed.
pub fn any_file(bytes: &[u8]) {
    let mut progress = |_: u64| ControlFlow::Continue(());
    match read_any_file("any", Cursor::new(bytes), &mut progress) {
        Ok(file) => {
            let dropped: u64 = file.summary.dropped.iter().map(|dropped| dropped.rows).sum();
            assert_eq!(file.summary.rows_read, file.summary.rows_kept + dropped);
            assert_eq!(file.summary.rows_kept, file.events.len() as u64);
        }
        Err(error) => check_message(&error.problem),
    }
}

/// The layout of any file, guessed with the portals' and without.
pub fn layout(bytes: &[u8]) {
    for without_presets in [false, true] {
        match guess("any", Cursor::new(bytes), &GuessOptions { without_presets, ..GuessOptions::default() }) {
            Ok(found) => {
                assert!(found.roles.iter().all(|role| (0.0..=1.0).contains(&role.confidence)));
                assert!(found.rows_read <= found.rows_seen);
                let saved = found.plan.as_ref().map(|plan| ImportPlan::from_fragment(&plan.to_fragment()));
                assert_eq!(saved.transpose().ok().flatten(), found.plan);
            }
            Err(error) => check_message(&error.problem),
        }
    }
}

/// Boundaries of areas: any file, the features of a collection, and the coordinates of one.
pub fn boundaries(bytes: &[u8]) {
    let collection: &[u8] = b"{\"type\": \"FeatureCollection\", \"features\": [";
    let geometry =
        b"{\"properties\": {\"name\": \"a\"}, \"geometry\": {\"type\": \"MultiPolygon\", \"coordinates\": ";
    for file in
        [bytes, &[collection, bytes, b"]}"].concat(), &[collection, geometry, bytes, b"}}]}"].concat()]
    {
        let check_message =
            |message: String| assert!((10..MESSAGE_BYTES).contains(&message.len()), "{message}");
        match AreaLayer::read(file, None) {
            Ok(layer) => {
                let positions = layer.areas().iter().flat_map(|area| area.polygons().iter().flatten());
                for ring in positions {
                    assert!(ring.len() >= 4 && ring.first() == ring.last());
                    assert!(ring.iter().flatten().all(|degrees| degrees.abs() <= 180.0));
                }
                assert!(layer.problems().len() <= file.len());
                layer.problems().iter().for_each(|problem| check_message(problem.to_string()));
            }
            Err(error) => check_message(error.to_string()),
        }
    }
}

fn check_message(problem: &FileProblem) {
    let message = problem.to_string();
    assert!((10..MESSAGE_BYTES).contains(&message.len()), "{message}");
}
