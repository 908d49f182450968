//! The curve of true over false positives of a set of streams together, strict and tolerant, beside
//! the same of the shifted forecasts.

use serde::{Deserialize, Serialize};

use super::ranks::sort_steps;
use super::released::{Pool, Sweep, near_events};
use super::{Blocks, Estimate, ScoredSet, block_interval};
use crate::chance::Shift;
use crate::stats::{mean, quantile};

/// The widest tolerance that is drawn, steps. Each costs all streams in all rounds once more.
const MAX_WIDTH: usize = 3;
/// The curve is read at false positive rates of 0, 0.01, .. 1.
const READINGS: usize = 101;

/// A pooled ROC curve by the released rule, all streams flagged above one threshold. Like every
/// pooled figure it says where, not when.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RocCurve {
    /// Tolerance, steps; 0: strict.
    pub width_steps: usize,
    /// The area under it. Thresholds go in steps of 0.0001, as the authors' program takes them.
    pub auc: Estimate,
    /// True positive rates at false positive rates of 0, 0.01, .. 1, by straight lines between
    /// points; never falling.
    pub forecast: Vec<f64>,
    /// The same of the shifted forecasts, their mean; empty where nothing can be shifted.
    pub chance_mean: Vec<f64>,
    /// Their 2.5 % and 97.5 % points.
    pub chance: Vec<(f64, f64)>,
}

impl RocCurve {
    /// The false positive rate of a reading.
    pub fn false_positive_rate(reading: usize) -> f64 {
        reading as f64 / (READINGS - 1) as f64
    }
}

/// The curves at tolerances of 0 to 3 steps; those that are not defined are left out: without an
/// event, or without a step that is none. And so are those whose tolerance reaches the horizon.
pub(super) fn roc_curves(set: &ScoredSet<'_>, horizon_steps: usize) -> Vec<RocCurve> {
    let widest = MAX_WIDTH.min(horizon_steps.saturating_sub(1));
    (0..=widest).filter_map(|width| roc_curve(set, width)).collect()
}

fn roc_curve(set: &ScoredSet<'_>, width: usize) -> Option<RocCurve> {
    let blocks = Blocks::of_days(set.n_steps());
    let whole = Blocks::of_steps(set.n_steps(), set.n_steps());
    let mut observed = Pool::new(blocks);
    let mut rounds: Vec<Pool> = set.shifts.iter().map(|_| Pool::new(whole)).collect();
    let (mut order, mut near, mut sweep) = (Vec::new(), Vec::new(), Sweep::default());
    for stream in 0..set.n_streams() {
        let said: Vec<f64> = set.probabilities.row(stream).to_vec();
        let events: Vec<bool> = (0..set.n_steps()).map(|step| set.events.get(stream, step)).collect();
        sort_steps(&said, &mut order);
        near_events(&events, width, &mut near);
        // The set has refused what is no probability.
        sweep.set_forecast(&said, &order).ok()?;
        sweep.pool(&events, &near, width, Shift::NONE, &mut observed);
        for (shift, round) in set.shifts.iter().zip(&mut rounds) {
            sweep.pool(&events, &near, width, shift, round);
        }
    }
    let points = observed.points(None)?;
    let auc = area(&points);
    let without: Vec<f64> = (0..blocks.count())
        .map(|block| observed.points(Some(block)).map_or(f64::NAN, |points| area(&points)))
        .collect();
    let curves = rounds.iter().filter_map(|round| round.points(None));
    let curves = curves.map(|points| (area(&points), readings(&points)));
    let (areas, curves): (Vec<f64>, Vec<Vec<f64>>) = curves.unzip();
    let at = |reading: usize| {
        let mut rates: Vec<f64> = curves.iter().map(|curve| curve[reading]).collect();
        let mean = mean(&rates);
        rates.sort_unstable_by(f64::total_cmp);
        (mean, (quantile(&rates, 0.025), quantile(&rates, 0.975)))
    };
    let shown = if curves.is_empty() { 0 } else { READINGS };
    let (chance_mean, chance) = (0..shown).map(at).unzip();
    Some(RocCurve {
        width_steps: width,
        auc: Estimate::with_skill(auc, block_interval(auc, &without), &areas),
        forecast: readings(&points),
        chance_mean,
        chance,
    })
}

/// The trapezoid rule. Every point counts, so that without tolerance it is the rank AUC; the
/// released program keeps of points with one false positive rate the highest, which lifts the curve
/// of a single stream a little.
fn area(points: &[(f64, f64)]) -> f64 {
    let ends = [(1.0, 1.0)];
    let right = points.iter().skip(1).chain(&ends);
    points
        .iter()
        .zip(right)
        .fold(0.0, |area, (left, right)| area + (right.0 - left.0) * (left.1 + right.1) / 2.0)
}

/// True positive rates at false positive rates of 0, 0.01, .. 1: straight lines between points, the
/// highest at each.
fn readings(points: &[(f64, f64)]) -> Vec<f64> {
    let mut rates = Vec::with_capacity(READINGS);
    let mut left = (0.0, 0.0);
    for &right in points.iter().chain(&[(1.0, 1.0)]) {
        while rates.len() < READINGS && RocCurve::false_positive_rate(rates.len()) < right.0 {
            let along = (RocCurve::false_positive_rate(rates.len()) - left.0) / (right.0 - left.0);
            rates.push(left.1 + (right.1 - left.1) * along);
        }
        left = right;
    }
    // At a rate of 1 everything is flagged.
    rates.resize(READINGS, 1.0);
    rates
}

#[cfg(test)]
mod tests {
    use ndarray::{Array2, array};

    use super::*;
    use crate::score::{Rule, Shifts, rank_auc, tolerant_roc};
    use crate::streams::PackedStreams;

    #[test]
    fn a_curve_worked_by_hand() {
        // Two streams of five steps, an event each. By falling threshold: .9 event, .8 other, .7
        // event, then the rest at .1.
        let said = array![[0.9, 0.1, 0.1, 0.1, 0.1], [0.1, 0.8, 0.7, 0.1, 0.1]];
        let mut events = PackedStreams::empty(2, 5);
        events.set(0, 0);
        events.set(1, 2);
        let curves = roc_curves(&ScoredSet::new(said.view(), &events, &Shifts::none()).unwrap(), 7);
        let strict = &curves[0];
        // (0, 1/2), (1/8, 1/2), (1/8, 1), (1, 1): area 1/16 + 7/8; half of the events up to 0.12,
        // all from 0.13 on.
        assert_eq!((strict.width_steps, strict.auc.value), (0, 0.9375));
        assert_eq!(strict.forecast.len(), 101);
        assert_eq!((strict.forecast[0], strict.forecast[12], strict.forecast[13]), (0.5, 0.5, 1.0));
        // Within a step .8 is right too: three flagged steps, all hits, no event missed.
        assert_eq!((curves[1].width_steps, curves[1].forecast[0], curves[1].auc.value), (1, 1.0, 1.0));
        assert!(strict.chance.is_empty() && strict.auc.interval.is_none());
        assert!(
            roc_curves(
                &ScoredSet::new(said.view(), &PackedStreams::empty(2, 5), &Shifts::none()).unwrap(),
                7
            )
            .is_empty()
        );
    }

    #[test]
    fn of_one_stream_it_is_the_curve_of_the_released_rule_and_strictly_the_rank_auc() {
        let noise = |step: usize| ((step * 7919 + 13) % 997) as f64 / 1000.0;
        let said = Array2::from_shape_fn((1, 280), |(_, step)| noise(step));
        let happened: Vec<bool> = (0..280).map(|step| (step * step) % 13 == 3).collect();
        let mut events = PackedStreams::empty(1, 280);
        (0..280).filter(|&step| happened[step]).for_each(|step| events.set(0, step));
        let curves = roc_curves(
            &ScoredSet::new(said.view(), &events, &Shifts::around(280, vec![7, 14, 21])).unwrap(),
            7,
        );
        assert_eq!(curves.len(), 4);
        for curve in &curves {
            let series = said.row(0).to_vec();
            let roc = tolerant_roc(Rule::Released, &series, &happened, curve.width_steps, 0).unwrap();
            let above = roc.auc - curve.auc.value;
            assert!((0.0..0.02).contains(&above), "{} {}", curve.auc.value, roc.auc);
            assert!(curve.forecast.is_sorted() && curve.chance_mean.is_sorted());
            assert_eq!((curve.forecast[100], curve.chance.len()), (1.0, 101));
            let (lo, hi) = curve.auc.interval.unwrap();
            assert!(lo < curve.auc.value && curve.auc.value < hi);
            let chance = curve.auc.chance.unwrap();
            assert!(chance.lo <= chance.mean && chance.mean <= chance.hi && chance.rounds == 3);
        }
        // Scores are multiples of a thousandth, which the thresholds part.
        assert!((curves[0].auc.value - rank_auc(&said.row(0).to_vec(), &happened).unwrap()).abs() < 1e-12);
    }

    #[test]
    fn a_constant_forecast_is_the_diagonal() {
        let said = Array2::from_elem((3, 56), 0.2);
        let mut events = PackedStreams::empty(3, 56);
        (0..56).step_by(9).for_each(|step| events.set(step % 3, step));
        for curve in
            roc_curves(&ScoredSet::new(said.view(), &events, &Shifts::around(56, vec![7])).unwrap(), 7)
        {
            assert_eq!(curve.auc.value, 0.5);
            for (reading, rate) in curve.forecast.iter().enumerate() {
                assert!((rate - RocCurve::false_positive_rate(reading)).abs() < 1e-12);
            }
        }
    }
}
