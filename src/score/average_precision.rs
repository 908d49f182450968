//! Average precision over all streams and steps, ranked together, beside the share of steps with an
//! event.

use ndarray::ArrayView2;
use serde::{Deserialize, Serialize};

use super::ranks::{for_ties, sort_steps};
use super::{Blocks, Estimate, ScoredSet, block_interval};
use crate::chance::Shift;

/// Average precision. Like every pooled figure it says where, not when: a constant rate a stream
/// gets more than the prevalence.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct AveragePrecision {
    /// Sum over thresholds of (recall gained) x precision. Source: Buckley and Voorhees, SIGIR
    /// (2000).
    pub estimate: Estimate,
    /// The share of steps with an event: what a forecast that knows nothing gets.
    pub prevalence: f64,
    /// The same figure for the static rate.
    pub static_rate: f64,
}

/// `None` without an event.
pub(super) fn average_precision(set: &ScoredSet<'_>, static_rates: &[f64]) -> Option<AveragePrecision> {
    let n_steps = set.n_steps();
    let blocks = Blocks::of_days(n_steps);
    let ranked = Ranked::new(set.probabilities);
    let happened = |stream: usize, step: usize| set.events.get(stream, step);
    let value = ranked.precision(Shift::NONE, &happened, |_| true)?;
    let rounds: Vec<f64> =
        set.shifts.iter().filter_map(|shift| ranked.precision(shift, &happened, |_| true)).collect();
    let without: Vec<f64> = (0..blocks.count())
        .map(|block| {
            ranked.precision(Shift::NONE, &happened, |step| blocks.of(step) != block).unwrap_or(value)
        })
        .collect();
    let n_events: usize = (0..set.n_streams()).map(|stream| set.events.count(stream, 0..n_steps)).sum();
    Some(AveragePrecision {
        estimate: Estimate::with_skill(value, block_interval(value, &without), &rounds),
        prevalence: n_events as f64 / (set.n_streams() * n_steps) as f64,
        static_rate: of_rates(set, static_rates)?,
    })
}

/// Average precision of constant rates, by stream: all steps of streams with one rate are tied.
fn of_rates(set: &ScoredSet<'_>, rates: &[f64]) -> Option<f64> {
    let mut order = Vec::new();
    sort_steps(rates, &mut order);
    let (mut hits, mut seen, mut sum) = (0, 0, 0.0);
    for group in order.chunk_by(|&a, &b| rates[a as usize] == rates[b as usize]).rev() {
        let of = |&stream: &u32| set.events.count(stream as usize, 0..set.n_steps());
        let gained: usize = group.iter().map(of).sum();
        seen += group.len() * set.n_steps();
        hits += gained;
        sum += gained as f64 * (hits as f64 / seen as f64);
    }
    (hits > 0).then(|| sum / hits as f64)
}

/// Pairs of stream and step, highest score first, in groups of ties.
struct Ranked {
    n_steps: usize,
    /// Stream times the number of steps, plus the step.
    pairs: Vec<u32>,
    /// Where each group of ties ends.
    ends: Vec<u32>,
}

impl Ranked {
    fn new(probabilities: ArrayView2<'_, f64>) -> Self {
        let rows = probabilities.as_standard_layout();
        let scores = rows.as_slice().unwrap_or(&[]);
        let mut pairs = Vec::new();
        sort_steps(scores, &mut pairs);
        pairs.reverse();
        let mut ends = Vec::new();
        for_ties(scores, &pairs, |above, group| ends.push((above + group.len()) as u32));
        Self { n_steps: probabilities.ncols(), pairs, ends }
    }

    /// Average precision over the steps that count, the forecast shifted.
    fn precision(
        &self,
        shift: Shift,
        happened: &dyn Fn(usize, usize) -> bool,
        counts: impl Fn(usize) -> bool,
    ) -> Option<f64> {
        let (mut hits, mut seen, mut sum, mut start) = (0_u64, 0_u64, 0.0, 0);
        for &end in &self.ends {
            let mut gained = 0;
            for &pair in &self.pairs[start..end as usize] {
                let (stream, said_of) = (pair as usize / self.n_steps, pair as usize % self.n_steps);
                let step = shift.shown_at(said_of);
                if counts(step) {
                    seen += 1;
                    gained += u64::from(happened(stream, step));
                }
            }
            hits += gained;
            if gained > 0 {
                sum += gained as f64 * (hits as f64 / seen as f64);
            }
            start = end as usize;
        }
        (hits > 0).then(|| sum / hits as f64)
    }
}

#[cfg(test)]
mod tests {
    use ndarray::array;

    use super::*;
    use crate::score::Shifts;
    use crate::streams::PackedStreams;

    #[test]
    fn it_is_the_mean_precision_at_the_events() {
        let mut events = PackedStreams::empty(1, 5);
        [0, 2].into_iter().for_each(|step| events.set(0, step));
        let said = array![[0.9, 0.8, 0.7, 0.2, 0.1]];
        let shifts = Shifts::around(5, vec![1]);
        let found =
            average_precision(&ScoredSet::new(said.view(), &events, &shifts).unwrap(), &[0.4]).unwrap();
        // Precision 1 at the first event, 2/3 at the second.
        assert!((found.estimate.value - (1.0 + 2.0 / 3.0) / 2.0).abs() < 1e-12);
        assert_eq!((found.prevalence, found.static_rate), (0.4, 0.4));
        // Shifted by one, step 0 was said 0.8 and step 2 was said 0.2: second and fourth of all.
        assert!((found.estimate.chance.unwrap().mean - (0.5 + 0.5) / 2.0).abs() < 1e-12);
        let nothing = PackedStreams::empty(1, 5);
        assert_eq!(average_precision(&ScoredSet::new(said.view(), &nothing, &shifts).unwrap(), &[0.4]), None);
    }
}
