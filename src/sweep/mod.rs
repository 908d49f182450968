//! The resolution sweep: does the method work here with larger or smaller tiles, with longer or
//! shorter steps?
//!
//! Tiles and steps are the auditor's choice, and a result that holds for one choice alone is no
//! result about a city. Each cell of the sweep is a small study of its own, on a seeded sample of
//! streams; the same rounds of chance go through all cells, so that the largest of many figures is
//! compared with the largest of as many by chance.

mod cell;
mod report;
mod result;
mod sample;

pub use cell::{Cell, GRID_MOVES, STEP_DAYS, TILE_SCALES, cells, move_grid};
pub use report::{AdjustedP, CellCounts, CellVerdict, GridCheck, GridVerdict, SweepReport};
pub use result::{
    CellFigures, CellOutcome, CellResult, ScoreRounds, SweptStreams, mean_entropy_rate, mean_of_rounds,
};
pub use sample::{MAX_SOURCES, MAX_TARGETS, Sample};

use crate::chance::Rotations;
use crate::score::Shifts;
use crate::study::Study;

/// Version of what a cell gives, which sweep.json carries. Cells of another version are run again.
/// To be raised with every change of the engine that changes a cell's figures or their layout.
pub const SCHEMA: u32 = 4;

/// Surrogate rounds of a cell: with fewer, no count could reach its level.
const ROUNDS: usize = 39;
/// Rounds rotate by whole weeks and whole steps of every cell.
const OFFSET_DAYS: usize = 14;
/// Rounds keep so far from both ends: the longest delay and the longest context of any cell, twice
/// over, and a week.
const MARGIN_DAYS: usize = 2 * (63 + 21) + 7;

/// The rounds of a cell: by the same days in all cells of a study.
pub(crate) fn rotations(study: &Study) -> Rotations {
    let settings = study.settings();
    let n_days = study.training().n_days();
    Rotations::in_days(
        n_days,
        MARGIN_DAYS,
        OFFSET_DAYS,
        settings.step_days,
        settings.chance.rounds,
        settings.chance.seed,
    )
}

/// How a cell's forecasts are shifted in the test window: by the same days, around a circle of as
/// many days, in all cells.
pub(crate) fn shifts(study: &Study) -> Shifts {
    let step_days = study.settings().step_days;
    let n_days = study.test().n_days();
    let circle_days = n_days - n_days % OFFSET_DAYS;
    let offsets = (OFFSET_DAYS..circle_days).step_by(OFFSET_DAYS).map(|days| days / step_days).collect();
    Shifts::around(circle_days / step_days, offsets)
}
