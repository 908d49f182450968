//! Average precision over all streams and steps, ranked together, beside the share of steps with an event.

use serde::{Deserialize, Serialize};

use super::{Blocks, Estimate, ScoredSet, jackknife};

/// Average precision. Like every pooled figure it says where, not when: a constant rate a stream gets more than the prevalence.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct AveragePrecision {
    /// Sum over thresholds of (recall gained) x precision. Source: Buckley and Voorhees, SIGIR (2000).
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
    let ranked = Ranked::of(set.n_streams(), n_steps, |stream, step| set.said(stream, step, 0));
    let happened = |stream: usize, step: usize| set.events.get(stream, step);
    let value = ranked.precision(0, &happened, |_| true)?;
    let rounds: Vec<f64> =
        set.offsets.iter().filter_map(|&offset| ranked.precision(offset, &happened, |_| true)).collect();
    let without: Vec<f64> = (0..blocks.count())
        .map(|block| ranked.precision(0, &happened, |step| blocks.of(step) != block).unwrap_or(value))
        .collect();
    let n_events: usize = (0..set.n_streams()).map(|stream| set.events.count(stream, 0..n_steps)).sum();
    let fixed = Ranked::of(set.n_streams(), n_steps, |stream, _| static_rates[stream]);
    Some(AveragePrecision {
        estimate: Estimate::with_skill(value, jackknife(value, &without), &rounds),
        prevalence: n_events as f64 / (set.n_streams() * n_steps) as f64,
        static_rate: fixed.precision(0, &happened, |_| true)?,
    })
}

/// Pairs of stream and step, highest score first, in groups of ties.
struct Ranked {
    n_steps: usize,
    pairs: Vec<(u32, u32)>,
    /// Where each group of ties ends.
    ends: Vec<usize>,
}

impl Ranked {
    fn of(n_streams: usize, n_steps: usize, score: impl Fn(usize, usize) -> f64) -> Self {
        let mut scored: Vec<(f64, (u32, u32))> = (0..n_streams)
            .flat_map(|stream| (0..n_steps).map(move |step| (stream, step)))
            .map(|(stream, step)| (score(stream, step), (stream as u32, step as u32)))
            .collect();
        scored.sort_unstable_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        let mut ends = Vec::new();
        for group in scored.chunk_by(|a, b| a.0 == b.0) {
            ends.push(ends.last().copied().unwrap_or(0) + group.len());
        }
        Self { n_steps, pairs: scored.into_iter().map(|(_, pair)| pair).collect(), ends }
    }

    /// Average precision over the steps that count, the forecast shifted by an offset.
    fn precision(
        &self,
        offset: usize,
        happened: &dyn Fn(usize, usize) -> bool,
        counts: impl Fn(usize) -> bool,
    ) -> Option<f64> {
        let (mut hits, mut seen, mut sum, mut start) = (0_u64, 0_u64, 0.0, 0);
        for &end in &self.ends {
            let mut gained = 0;
            for &(stream, said_of) in &self.pairs[start..end] {
                let step = (said_of as usize + self.n_steps - offset % self.n_steps) % self.n_steps;
                if counts(step) {
                    seen += 1;
                    gained += u64::from(happened(stream as usize, step));
                }
            }
            hits += gained;
            if gained > 0 {
                sum += gained as f64 * (hits as f64 / seen as f64);
            }
            start = end;
        }
        (hits > 0).then(|| sum / hits as f64)
    }
}

#[cfg(test)]
mod tests {
    use ndarray::array;

    use super::*;
    use crate::streams::PackedStreams;

    #[test]
    fn it_is_the_mean_precision_at_the_events() {
        let mut events = PackedStreams::empty(1, 5);
        [0, 2].into_iter().for_each(|step| events.set(0, step));
        let said = array![[0.9, 0.8, 0.7, 0.2, 0.1]];
        let found = average_precision(&ScoredSet::new(said.view(), &events, &[1]).unwrap(), &[0.4]).unwrap();
        // Precision 1 at the first event, 2/3 at the second.
        assert!((found.estimate.value - (1.0 + 2.0 / 3.0) / 2.0).abs() < 1e-12);
        assert_eq!((found.prevalence, found.static_rate), (0.4, 0.4));
        // Shifted by one, step 0 was said 0.8 and step 2 was said 0.2: second and fourth of all.
        assert!((found.estimate.chance.unwrap().mean - (0.5 + 0.5) / 2.0).abs() < 1e-12);
        let nothing = PackedStreams::empty(1, 5);
        assert_eq!(average_precision(&ScoredSet::new(said.view(), &nothing, &[]).unwrap(), &[0.4]), None);
    }
}
