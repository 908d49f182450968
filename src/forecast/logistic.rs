//! Ridge-penalised logistic regression by iteratively reweighted least squares, in a fixed order of
//! operations.

use serde::{Deserialize, Serialize};

use super::odds::{log_loss, log_odds, sigmoid};
use crate::stats::solve_positive_definite;

/// Steps of Newton's method at most; with a penalty it converges in five or six.
const MAX_ITERATIONS: usize = 50;
/// The least part of a Newton step that is tried.
const SHORTEST_SHARE: f64 = 1e-6;
/// Converged when no coefficient moves by more.
const TOLERANCE: f64 = 1e-9;

/// A design of `n_rows` by `n_columns`, row-major, its columns standardised to mean 0 and standard
/// deviation 1 over the rows of a fit.
#[derive(Clone, Copy, Debug)]
pub struct RidgeLogistic {
    /// Added to each coefficient's curvature; the intercept has none.
    pub penalty: f64,
}

/// A fitted regression, on the columns as they were given.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LogisticFit {
    /// Log-odds where all columns are 0.
    pub intercept: f64,
    /// Change of log-odds a unit of each column.
    pub coefficients: Vec<f64>,
}

impl LogisticFit {
    /// Probability of an event for one row.
    pub fn probability(&self, row: &[f64]) -> f64 {
        self.probability_of(row.iter().copied())
    }

    /// The same, of a row that is made on the way.
    pub(super) fn probability_of(&self, row: impl Iterator<Item = f64>) -> f64 {
        sigmoid(dot(self.intercept, &self.coefficients, row))
    }
}

impl RidgeLogistic {
    /// Fits `outcomes` (one a row) on the first `n_used` columns of `rows` (row-major, `n_columns`
    /// wide). `None` when the outcomes are all alike or the iteration does not converge: there is
    /// then nothing to fit.
    ///
    /// Source: Le Cessie and van Houwelingen, Applied Statistics 41 (1992), eq. 4, on standardised
    /// columns.
    ///
    /// # Examples
    /// Without a column the fit is the rate; an informative column gets a coefficient of its sign.
    /// ```
    /// use watchback::forecast::RidgeLogistic;
    /// let ridge = RidgeLogistic { penalty: 1.0 };
    /// let rows = [0.1, 0.2, 0.8, 0.9, 0.3, 0.7];
    /// let outcomes = [false, false, true, true, true, false];
    /// let fit = ridge.fit(&rows, 1, 1, &outcomes).ok_or("no fit")?;
    /// assert!(fit.coefficients[0] > 0.0);
    /// assert!(
    ///     (ridge.fit(&rows, 1, 0, &outcomes).ok_or("no fit")?.probability(&[]) - 0.5).abs()
    ///         < 1e-9
    /// );
    /// # Ok::<(), &str>(())
    /// ```
    pub fn fit(
        &self,
        rows: &[f64],
        n_columns: usize,
        n_used: usize,
        outcomes: &[bool],
    ) -> Option<LogisticFit> {
        let n_used = (n_used <= n_columns).then_some(n_used)?;
        self.fit_design(&Design::standardised(rows, n_columns, n_used, outcomes.len()), outcomes)
    }

    /// As [`Self::fit`], of all columns in the units they are given in: a column that varies little
    /// keeps saying little.
    pub(super) fn fit_as_given(
        &self,
        rows: &[f64],
        n_columns: usize,
        outcomes: &[bool],
    ) -> Option<LogisticFit> {
        self.fit_design(&Design::as_given(rows, n_columns, outcomes.len()), outcomes)
    }

    fn fit_design(&self, design: &Design, outcomes: &[bool]) -> Option<LogisticFit> {
        let events = outcomes.iter().filter(|event| **event).count();
        if events == 0 || events == outcomes.len() {
            return None;
        }
        let rate = events as f64 / outcomes.len() as f64;
        let start = log_odds(rate);
        // Full steps nearly always do. Where a column is almost constant they can jump to and fro
        // over the maximum; shortened ones always reach it, since the penalised likelihood is
        // strictly concave, but cost more.
        let full = self.newton(design, outcomes, start, |_, _| 1.0);
        let weights = full.or_else(|| {
            self.newton(design, outcomes, start, |weights, step| {
                self.uphill_share(design, outcomes, weights, step)
            })
        });
        weights.map(|weights| design.in_given_units(&weights))
    }

    /// Newton's method from the intercept `start`; `share` says how much of a step is taken.
    fn newton(
        &self,
        design: &Design,
        outcomes: &[bool],
        start: f64,
        share: impl Fn(&[f64], &[f64]) -> f64,
    ) -> Option<Vec<f64>> {
        let width = design.means.len() + 1;
        let mut weights = vec![0.0; width];
        weights[0] = start;
        let mut hessian = vec![0.0; width * width];
        let mut step = vec![0.0; width];
        for _ in 0..MAX_ITERATIONS {
            self.newton_system(design, outcomes, &weights, &mut hessian, &mut step);
            if !solve_positive_definite(&mut hessian, &mut step) {
                return None;
            }
            let share = share(&weights, &step);
            let mut largest = 0.0_f64;
            for (weight, step) in weights.iter_mut().zip(&step) {
                *weight += share * step;
                largest = largest.max(step.abs());
            }
            if largest < TOLERANCE {
                return Some(weights);
            }
        }
        None
    }

    /// The largest of 1, 1/2, 1/4, .. of a step that leads uphill.
    fn uphill_share(&self, design: &Design, outcomes: &[bool], weights: &[f64], step: &[f64]) -> f64 {
        let height = |share: f64| {
            let moved: Vec<f64> =
                weights.iter().zip(step).map(|(weight, step)| weight + share * step).collect();
            self.penalised_log_likelihood(design, outcomes, &moved)
        };
        let here = height(0.0);
        // At the top a step changes less than rounding does.
        let least = here - 1e-12 * here.abs();
        let mut share = 1.0;
        while share > SHORTEST_SHARE && height(share) < least {
            share *= 0.5;
        }
        share
    }

    fn penalised_log_likelihood(&self, design: &Design, outcomes: &[bool], weights: &[f64]) -> f64 {
        let mut sum = 0.0;
        for (row, &event) in design.rows.chunks_exact(weights.len()).zip(outcomes) {
            sum -= log_loss(dot(0.0, weights, row.iter().copied()), event);
        }
        weights.iter().skip(1).fold(sum, |sum, weight| sum - 0.5 * self.penalty * weight * weight)
    }

    /// Curvature (lower triangle) and gradient of the penalised log-likelihood.
    fn newton_system(
        &self,
        design: &Design,
        outcomes: &[bool],
        weights: &[f64],
        hessian: &mut [f64],
        gradient: &mut [f64],
    ) {
        let width = weights.len();
        hessian.fill(0.0);
        gradient.fill(0.0);
        for (row, &event) in design.rows.chunks_exact(width).zip(outcomes) {
            let probability = sigmoid(dot(0.0, weights, row.iter().copied()));
            let residual = f64::from(u8::from(event)) - probability;
            let curvature = probability * (1.0 - probability);
            for (at, value) in row.iter().enumerate() {
                gradient[at] += residual * value;
                let scaled = curvature * value;
                let hessian_row = &mut hessian[at * width..at * width + at + 1];
                for (entry, other) in hessian_row.iter_mut().zip(row) {
                    *entry += scaled * other;
                }
            }
        }
        for at in 1..width {
            gradient[at] -= self.penalty * weights[at];
            hessian[at * width + at] += self.penalty;
        }
    }
}

/// Columns, standardised or as given, behind a leading column of ones.
struct Design {
    rows: Vec<f64>,
    means: Vec<f64>,
    /// 1 / standard deviation, 0 for a column that never changes.
    scales: Vec<f64>,
}

impl Design {
    fn standardised(rows: &[f64], n_columns: usize, n_used: usize, n_rows: usize) -> Self {
        let column = |at: usize| rows.iter().skip(at).step_by(n_columns.max(1)).take(n_rows);
        let n = n_rows as f64;
        let means: Vec<f64> =
            (0..n_used).map(|at| column(at).fold(0.0, |sum, value| sum + value) / n).collect();
        let scale = |(at, mean): (usize, &f64)| {
            let squares = column(at).fold(0.0, |sum, value| sum + (value - mean) * (value - mean));
            let deviation = (squares / n).sqrt();
            if deviation > 1e-12 { 1.0 / deviation } else { 0.0 }
        };
        let scales: Vec<f64> = means.iter().enumerate().map(scale).collect();
        let mut standardised = Vec::with_capacity(n_rows * (n_used + 1));
        for row in 0..n_rows {
            standardised.push(1.0);
            let given = rows.get(row * n_columns..row * n_columns + n_used).unwrap_or(&[]);
            standardised.extend(
                given.iter().zip(&means).zip(&scales).map(|((value, mean), scale)| (value - mean) * scale),
            );
        }
        Self { rows: standardised, means, scales }
    }

    fn as_given(rows: &[f64], n_columns: usize, n_rows: usize) -> Self {
        let mut with_ones = Vec::with_capacity(n_rows * (n_columns + 1));
        for row in 0..n_rows {
            with_ones.push(1.0);
            with_ones.extend_from_slice(rows.get(row * n_columns..(row + 1) * n_columns).unwrap_or(&[]));
        }
        Self { rows: with_ones, means: vec![0.0; n_columns], scales: vec![1.0; n_columns] }
    }

    fn in_given_units(&self, weights: &[f64]) -> LogisticFit {
        let (intercept, standardised) =
            weights.split_first().map_or((0.0, weights), |(first, rest)| (*first, rest));
        let coefficients: Vec<f64> =
            standardised.iter().zip(&self.scales).map(|(weight, scale)| weight * scale).collect();
        let at_means =
            coefficients.iter().zip(&self.means).fold(0.0, |sum, (weight, mean)| sum + weight * mean);
        LogisticFit { intercept: intercept - at_means, coefficients }
    }
}

/// `start` plus the products in order.
fn dot(start: f64, left: &[f64], right: impl Iterator<Item = f64>) -> f64 {
    left.iter().zip(right).fold(start, |sum, (left, right)| sum + left * right)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Outcomes drawn by a fixed rule of two columns.
    fn example() -> (Vec<f64>, Vec<bool>) {
        let value =
            |row: usize, column: usize| ((row * 37 + column * 91 + row * row * 7) % 101) as f64 / 101.0;
        let rows: Vec<f64> = (0..400).flat_map(|row| [value(row, 0), value(row, 1)]).collect();
        let outcomes = rows.chunks_exact(2).enumerate();
        let outcomes = outcomes.map(|(at, row)| row[0] - 0.5 * row[1] > ((at * 53) % 97) as f64 / 97.0 - 0.3);
        (rows.clone(), outcomes.collect())
    }

    #[test]
    fn the_gradient_is_zero_at_the_fit() {
        let (rows, outcomes) = example();
        let ridge = RidgeLogistic { penalty: 10.0 };
        let fit = ridge.fit(&rows, 2, 2, &outcomes).unwrap();
        let residuals: Vec<f64> = rows
            .chunks_exact(2)
            .zip(&outcomes)
            .map(|(row, &event)| f64::from(u8::from(event)) - fit.probability(row))
            .collect();
        // The intercept has no penalty, so residuals sum to zero.
        assert!(residuals.iter().sum::<f64>().abs() < 1e-6);
        for column in 0..2 {
            let values: Vec<f64> = rows.iter().skip(column).step_by(2).copied().collect();
            let mean = values.iter().sum::<f64>() / 400.0;
            let deviation = (values.iter().map(|v| (v - mean) * (v - mean)).sum::<f64>() / 400.0).sqrt();
            let gradient: f64 = values.iter().zip(&residuals).map(|(v, r)| (v - mean) / deviation * r).sum();
            assert!((gradient - 10.0 * fit.coefficients[column] * deviation).abs() < 1e-5, "{column}");
        }
    }

    /// Full Newton steps from the rate jump to and fro here for ever; the maximum exists all the
    /// same.
    #[test]
    fn a_fit_that_full_steps_miss_is_found_by_shorter_ones() {
        let mut rows = vec![0.05; 274];
        rows[7] = 0.9;
        let mut outcomes = vec![false; 274];
        for at in [7, 50, 120] {
            outcomes[at] = true;
        }
        let ridge = RidgeLogistic { penalty: 1.0 };
        let design = Design::standardised(&rows, 1, 1, 274);
        let start = libm::log(3.0 / 271.0);
        assert_eq!(ridge.newton(&design, &outcomes, start, |_, _| 1.0), None);
        let fit = ridge.fit(&rows, 1, 1, &outcomes).unwrap();
        let expected: f64 = rows.iter().map(|row| fit.probability(&[*row])).sum();
        assert!((expected - 3.0).abs() < 1e-6, "{expected}");
        assert!(fit.probability(&[0.9]) > 0.5);
    }

    #[test]
    fn a_heavy_penalty_leaves_the_rate() {
        let (rows, outcomes) = example();
        let rate = outcomes.iter().filter(|event| **event).count() as f64 / 400.0;
        let fit = RidgeLogistic { penalty: 1e12 }.fit(&rows, 2, 2, &outcomes).unwrap();
        assert!((fit.probability(&rows[..2]) - rate).abs() < 1e-6);
    }

    #[test]
    fn constant_columns_get_no_weight_and_constant_outcomes_no_fit() {
        let ridge = RidgeLogistic { penalty: 1.0 };
        let fit = ridge.fit(&[0.3; 8], 1, 1, &[true, false, true, false, true, false, true, false]).unwrap();
        assert_eq!(fit.coefficients, [0.0]);
        assert_eq!(ridge.fit(&[0.3; 4], 1, 1, &[false; 4]), None);
    }
}
