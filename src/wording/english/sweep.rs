//! At which resolutions forecast and network are more than chance.

use super::numbers::{count, decimals};
use crate::study::steps_in_words;
use crate::sweep::{AdjustedP, Cell, CellCounts, CellFigures, GridCheck, GridVerdict, SweepReport};
use watchback_translate::tr;

/// What a sweep comes to, a sentence each.
pub fn report(report: &SweepReport) -> Vec<String> {
    if report.verdicts.is_empty() {
        return vec![tr!(
            "{} cells are done. Until all are, each is exploratory: the largest of many figures is large by chance.",
            report.cells.len()
        )];
    }
    let (skill, network) = (report.skill_counts(), report.network_counts());
    let counted = [counts(&skill, tr!("The forecast")), counts(&network, tr!("The network"))];
    counted.into_iter().chain(report.grid.map(|grid| moved_grids(&grid))).collect()
}

/// What moving the grid does to the study's own result.
fn moved_grids(grid: &GridCheck) -> String {
    let verdict = match grid.verdict {
        GridVerdict::GridDependent { .. } => {
            tr!(
                "The study's own result is grid-dependent: with the grid moved by half a tile it changes by more than its interval."
            )
        }
        GridVerdict::WithinInterval { .. } => {
            tr!("Moving the grid by half a tile changes the study's own result by less than its interval.")
        }
        GridVerdict::NotEvaluable => {
            tr!(
                "What moving the grid by half a tile does is not evaluable: the study's own result has no interval."
            )
        }
    };
    let (lowest, highest) = grid.moved;
    tr!(
        "{verdict} Mean strict AUC is {} to {} on moved grids and {} on the study's own.",
        decimals(lowest),
        decimals(highest),
        decimals(grid.own)
    )
}

/// Whether a cell's figure stands out over all cells. `None`: it is not evaluable.
pub fn verdict(adjusted: Option<AdjustedP>) -> String {
    match adjusted {
        Some(adjusted) if adjusted.stands_out() => tr!("stands out from chance (p {:.3})", adjusted.p),
        Some(adjusted) => tr!("not distinguishable from chance (p {:.3})", adjusted.p),
        None => tr!("not evaluable").to_owned(),
    }
}

/// What is seen of a cell's network: pairs that are found, and by chance.
pub fn network_figure(figures: &CellFigures) -> [String; 2] {
    let pairs = &figures.network.significant_pairs;
    let (mean, ..) = pairs.by_chance();
    [count(pairs.real), tr!("chance {mean:.0}")]
}

/// What is seen of a cell's forecasts: the mean strict AUC, and by chance. `None`: too few targets.
pub fn skill_figure(figures: &CellFigures) -> Option<[String; 2]> {
    let strict = figures.strict.as_ref()?;
    Some([decimals(strict.observed), tr!("chance {}", decimals(strict.chance.mean))])
}

/// At how many resolutions `what` stands out from chance.
///
/// # Examples
/// ```
/// use watchback::{sweep::CellCounts, wording::sweep::counts};
/// let found = CellCounts { standing_out: 0, not_distinguishable: 13, not_evaluable: 2 };
/// let sentence = "The forecast is not distinguishable from chance at any of 13 resolutions; \
///                 2 more are not evaluable.";
/// assert_eq!(counts(&found, "The forecast"), sentence);
/// let some = CellCounts { standing_out: 1, not_distinguishable: 1, not_evaluable: 1 };
/// let sentence = "The forecast stands out from chance at 1 of 2 resolutions and is not \
///                 distinguishable from it at 1; 1 more is not evaluable.";
/// assert_eq!(counts(&some, "The forecast"), sentence);
/// ```
pub fn counts(counts: &CellCounts, what: &str) -> String {
    let CellCounts { standing_out, not_distinguishable, not_evaluable } = *counts;
    let judged = standing_out + not_distinguishable;
    let apart = match not_evaluable {
        0 => String::new(),
        1 => tr!("; 1 more is not evaluable").to_owned(),
        n => tr!("; {n} more are not evaluable"),
    };
    match (judged, standing_out) {
        (0, _) => tr!("{what} is not evaluable at any of {not_evaluable} resolutions."),
        (_, 0) => {
            tr!("{what} is not distinguishable from chance at any of {judged} resolutions{apart}.")
        }
        _ => tr!(
            "{what} stands out from chance at {standing_out} of {judged} resolutions and is not distinguishable from it at \
             {not_distinguishable}{apart}."
        ),
    }
}

/// How the grid of a cell is moved. Empty where it is not.
pub fn moved(cell: &Cell) -> &'static str {
    match (cell.shifted_south, cell.shifted_west) {
        (false, false) => "",
        (true, false) => tr!(", grid moved half a tile south"),
        (false, true) => tr!(", grid moved half a tile west"),
        (true, true) => tr!(", grid moved half a tile south and west"),
    }
}

/// A cell's resolution.
pub fn cell(cell: &Cell) -> String {
    let days = steps_in_words(cell.step_days, 1);
    tr!("tiles {} times the study's, steps of {days}{}", cell.tile_scale, moved(cell))
}
