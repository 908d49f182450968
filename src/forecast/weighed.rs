//! Transducers weighed by how likely each source is to be no chance finding (method.md 4).

use serde::{Deserialize, Serialize};

use super::logistic::{LogisticFit, RidgeLogistic};
use super::odds::log_odds;

/// The most that a transducer may say of a step, as a ratio of odds either way: a context that was
/// seen ten times and never before an event makes no event impossible.
const MOST_ODDS: f64 = 8.0;

/// A fitted combination of transducers by their evidence.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct WeighedFit {
    /// Log-odds of the target's rate over the steps that are fitted on.
    rate: f64,
    /// By transducer, 0 to 1.
    evidence: Vec<f64>,
    /// On what transducers say, weighed.
    fit: LogisticFit,
}

impl WeighedFit {
    /// Fits `outcomes` (one a row) on what transducers say (row-major, a column a transducer:
    /// probabilities), each weighed by its `evidence`. `None` where there is nothing to fit.
    pub(super) fn fit(
        ridge: RidgeLogistic,
        rows: &[f64],
        evidence: Vec<f64>,
        outcomes: &[bool],
    ) -> Option<Self> {
        let events = outcomes.iter().filter(|event| **event).count();
        let rate = log_odds(events as f64 / outcomes.len().max(1) as f64);
        let n_columns = evidence.len();
        let weighed: Vec<f64> =
            rows.chunks_exact(n_columns.max(1)).flat_map(|row| weigh(row, &evidence, rate)).collect();
        let fit = ridge.fit_as_given(&weighed, n_columns, outcomes)?;
        Some(Self { rate, evidence, fit })
    }

    /// Probability of an event by what transducers say of a step.
    pub fn probability(&self, row: &[f64]) -> f64 {
        self.fit.probability_of(weigh(row, &self.evidence, self.rate))
    }

    /// Number of transducers.
    pub fn n_models(&self) -> usize {
        self.evidence.len()
    }
}

/// By transducer: its log-odds less those of the rate, held within [`MOST_ODDS`], times its
/// evidence.
fn weigh<'a>(row: &'a [f64], evidence: &'a [f64], rate: f64) -> impl Iterator<Item = f64> + 'a {
    let most = libm::log(MOST_ODDS);
    row.iter()
        .zip(evidence)
        .map(move |(&says, evidence)| (log_odds(says) - rate).clamp(-most, most) * evidence)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The first column tells a quarter of the steps, the second is another quarter's noise.
    fn example() -> (Vec<f64>, Vec<bool>) {
        let rows = (0..400)
            .flat_map(|row| [if row % 4 == 0 { 0.4 } else { 0.1 }, if row % 3 == 0 { 0.0 } else { 0.3 }]);
        let outcomes = (0..400).map(|row| if row % 4 == 0 { row % 5 < 2 } else { row % 10 == 1 });
        (rows.collect(), outcomes.collect())
    }

    #[test]
    fn what_has_no_evidence_says_nothing() {
        let (rows, outcomes) = example();
        let ridge = RidgeLogistic { penalty: 10.0 };
        let fit = WeighedFit::fit(ridge, &rows, vec![1.0, 0.0], &outcomes).unwrap();
        assert_eq!(fit.probability(&[0.4, 0.0]), fit.probability(&[0.4, 0.3]));
        assert!(fit.probability(&[0.4, 0.3]) > 0.3 && fit.probability(&[0.1, 0.3]) < 0.15);
        let doubted = WeighedFit::fit(ridge, &rows, vec![0.1, 0.0], &outcomes).unwrap();
        let moves = |fit: &WeighedFit| fit.probability(&[0.4, 0.0]) - fit.probability(&[0.1, 0.0]);
        assert!(moves(&doubted) > 0.0 && moves(&doubted) < 0.5 * moves(&fit));
    }

    #[test]
    fn what_is_certain_is_held_within_eight_times_the_odds() {
        let (rows, outcomes) = example();
        let fit = WeighedFit::fit(RidgeLogistic { penalty: 10.0 }, &rows, vec![1.0, 1.0], &outcomes).unwrap();
        assert_eq!(fit.probability(&[0.1, 0.0]), fit.probability(&[0.1, 1e-12]));
        assert!(fit.probability(&[0.1, 0.0]) > 0.0);
    }

    #[test]
    fn nothing_is_fitted_to_outcomes_all_alike() {
        let ridge = RidgeLogistic { penalty: 10.0 };
        assert_eq!(WeighedFit::fit(ridge, &[0.1, 0.2], vec![1.0], &[false, false]), None);
    }
}
