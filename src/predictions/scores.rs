//! Scores of places and slots: how often a higher one has a crime.

use super::board::{Board, Prediction};
use crate::stats::mean;

/// A place counts by itself with at least so many slots with a crime, and as many without.
pub const LEAST_OWN_SLOTS: usize = 10;

/// What scores tell.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct ScoreSkill {
    /// Share of pairs, one with a crime and one without, in which the one with has the higher
    /// score; ties count half. Over all places together, so that knowing where counts.
    pub(super) auc_pooled: Option<f64>,
    /// Mean of the same within each place, so that only knowing when counts; and the number of
    /// places.
    pub(super) auc_by_place: Option<f64>,
    pub(super) n_places: usize,
    /// Mean precision over the crimes' ranks; ties share theirs.
    pub(super) average_precision: Option<f64>,
}

/// Of all predictions with a score; `None` where one has none.
pub(super) fn score_skill(board: &Board<'_>) -> Option<ScoreSkill> {
    if board.predictions.is_empty() || board.predictions.iter().any(|prediction| prediction.score.is_nan()) {
        return None;
    }
    let mut scored: Vec<(f64, bool)> = Vec::with_capacity(board.predictions.len());
    let mut of_places = Vec::new();
    for of_place in board.predictions.chunk_by(|a, b| a.place == b.place) {
        let from = scored.len();
        scored.extend(of_place.iter().map(|of| (of.score, is_hit(board, of))));
        let own = &mut scored[from..].to_vec();
        let n_hit = own.iter().filter(|(_, is_hit)| *is_hit).count();
        if n_hit.min(own.len() - n_hit) >= LEAST_OWN_SLOTS {
            of_places.extend(auc(own));
        }
    }
    let auc_pooled = auc(&mut scored);
    Some(ScoreSkill {
        auc_pooled,
        auc_by_place: (!of_places.is_empty()).then(|| mean(&of_places)),
        n_places: of_places.len(),
        average_precision: average_precision(&scored),
    })
}

fn is_hit(board: &Board<'_>, prediction: &Prediction) -> bool {
    board.crimes_at(prediction.place, prediction.slot, prediction.types).next().is_some()
}

/// Sorts by score, the highest first; `None` where all or none are hit.
fn auc(scored: &mut [(f64, bool)]) -> Option<f64> {
    scored.sort_by(|a, b| b.0.total_cmp(&a.0));
    let n_hit = scored.iter().filter(|(_, is_hit)| *is_hit).count() as f64;
    let n_other = scored.len() as f64 - n_hit;
    let (mut above, mut pairs) = (0.0, 0.0);
    for ties in scored.chunk_by(|a, b| a.0 == b.0) {
        let hit = ties.iter().filter(|(_, is_hit)| *is_hit).count() as f64;
        let other = ties.len() as f64 - hit;
        pairs += other * (above + hit / 2.0);
        above += hit;
    }
    (n_hit > 0.0 && n_other > 0.0).then(|| pairs / (n_hit * n_other))
}

/// Of scores from the highest on; `None` where none is hit.
fn average_precision(scored: &[(f64, bool)]) -> Option<f64> {
    let (mut seen, mut found, mut sum) = (0.0, 0.0, 0.0);
    for ties in scored.chunk_by(|a, b| a.0 == b.0) {
        let hit = ties.iter().filter(|(_, is_hit)| *is_hit).count() as f64;
        (seen, found) = (seen + ties.len() as f64, found + hit);
        sum += hit * found / seen;
    }
    (found > 0.0).then(|| sum / found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_and_ranks_are_counted_with_ties() {
        let mut scored = [(0.9, true), (0.5, false), (0.5, true), (0.1, false)];
        // Of four pairs three are right and one is a tie.
        assert_eq!(auc(&mut scored), Some(3.5 / 4.0));
        assert_eq!(average_precision(&scored), Some((1.0 + 2.0 / 3.0) / 2.0));
        assert_eq!(auc(&mut [(0.3, true)]), None);
        assert_eq!(average_precision(&[(0.3, false)]), None);
    }
}
