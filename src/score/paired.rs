//! Paired skill: how much better one forecast is than another of the same steps, with an interval
//! from blocks of weeks.

use ndarray::ArrayView2;
use serde::{Deserialize, Serialize};

use super::blocks::RatioBlocks;
use super::{Blocks, ScoreError};
use crate::streams::PackedStreams;

/// Probabilities are held away from 0 and 1 by this, so that one surprise cannot cost without
/// bound.
pub(super) const LEAST_PROBABILITY: f64 = 1e-6;

/// The mean difference of two forecasts' log scores, the first less the second: above 0, the first
/// is better.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct PairedSkill {
    /// Mean over streams and steps, nats.
    pub mean_difference: f64,
    /// 95 % interval, from deleting one four-week block after another, all streams together; null
    /// with fewer than 8 blocks.
    pub interval: Option<(f64, f64)>,
    /// Blocks.
    pub blocks: usize,
    /// Streams.
    pub streams: usize,
    /// Steps.
    pub steps: usize,
    /// Events in them.
    pub events: usize,
}

/// Compares two tables of probabilities (by stream, then step) of the same events.
///
/// The interval is Student's t with (blocks - 1) degrees of freedom around the mean, its standard
/// error the delete-one-block jackknife's (Kuensch, Annals of Statistics 17 (1989)). The last block
/// takes what is left over.
///
/// # Errors
/// [`ScoreError::Windows`] when the tables do not cover the same streams and steps.
///
/// # Examples
/// ```
/// use ndarray::Array2;
/// use watchback::{score::paired_skill, streams::PackedStreams};
/// let mut events = PackedStreams::empty(1, 280);
/// (0..280).step_by(2).for_each(|step| events.set(0, step));
/// let knows =
///     Array2::from_shape_fn((1, 280), |(_, step)| if step % 2 == 0 { 0.8 } else { 0.2 });
/// let skill = paired_skill(knows.view(), Array2::from_elem((1, 280), 0.5).view(), &events)?;
/// // ln(0.8 / 0.5) at every step.
/// assert!((skill.mean_difference - 0.470_004).abs() < 1e-6);
/// assert_eq!((skill.blocks, skill.events), (10, 140));
/// # Ok::<(), watchback::score::ScoreError>(())
/// ```
pub fn paired_skill(
    first: ArrayView2<'_, f64>,
    second: ArrayView2<'_, f64>,
    events: &PackedStreams,
) -> Result<PairedSkill, ScoreError> {
    let (streams, steps) = first.dim();
    if second.dim() != first.dim() || events.n_streams() != streams || events.n_steps() != steps {
        let (found_streams, found_steps) = second.dim();
        return Err(ScoreError::Windows { streams, steps, found_streams, found_steps });
    }
    let mut sums = PairedSums::new(steps);
    for (stream, (first, second)) in first.rows().into_iter().zip(second.rows()).enumerate() {
        sums.add(first.iter().copied().zip(second.iter().copied()), |step| events.get(stream, step));
    }
    Ok(sums.finish())
}

/// [`paired_skill`] of streams that come one after another, so that no second table need be held.
#[derive(Clone, Debug)]
pub struct PairedSums {
    blocks: Blocks,
    differences: RatioBlocks,
    streams: usize,
    steps: usize,
    events: usize,
}

impl PairedSums {
    /// Before the first stream; each has `steps` steps.
    pub fn new(steps: usize) -> Self {
        let blocks = Blocks::of_days(steps);
        Self { blocks, differences: RatioBlocks::new(blocks), streams: 0, steps, events: 0 }
    }

    /// Takes a stream's two forecasts by step, and whether each step held an event.
    pub fn add(&mut self, forecasts: impl Iterator<Item = (f64, f64)>, happened: impl Fn(usize) -> bool) {
        self.streams += 1;
        for (step, (first, second)) in forecasts.take(self.steps).enumerate() {
            let event = happened(step);
            self.events += usize::from(event);
            let difference = log_score(first, event) - log_score(second, event);
            self.differences.add(self.blocks.of(step), difference, 1.0);
        }
    }

    /// What the streams so far say.
    pub fn finish(&self) -> PairedSkill {
        PairedSkill {
            mean_difference: self.differences.ratio().unwrap_or(0.0),
            interval: self.differences.interval(),
            blocks: self.blocks.count(),
            streams: self.streams,
            steps: self.steps,
            events: self.events,
        }
    }
}

/// The mean log score of a forecast, nats; 0 without any stream or step. `happened`: whether a
/// stream had an event at a step.
pub fn mean_log_score(probabilities: ArrayView2<'_, f64>, happened: impl Fn(usize, usize) -> bool) -> f64 {
    let score = |((stream, step), &said): ((usize, usize), &f64)| log_score(said, happened(stream, step));
    let sum = probabilities.indexed_iter().map(score).fold(0.0, |sum, score| sum + score);
    if probabilities.is_empty() { 0.0 } else { sum / probabilities.len() as f64 }
}

fn log_score(probability: f64, event: bool) -> f64 {
    let of_outcome = if event { probability } else { 1.0 - probability };
    libm::log(of_outcome.clamp(LEAST_PROBABILITY, 1.0 - LEAST_PROBABILITY))
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::Array2;

    #[test]
    fn no_difference_has_an_interval_of_nothing_and_few_blocks_have_none() {
        let events = PackedStreams::empty(2, 300);
        let rates = Array2::from_elem((2, 300), 0.1);
        let skill = paired_skill(rates.view(), rates.view(), &events).unwrap();
        assert_eq!((skill.mean_difference, skill.interval, skill.blocks), (0.0, Some((0.0, 0.0)), 10));
        let short = Array2::from_elem((2, 101), 0.1);
        let skill = paired_skill(short.view(), short.view(), &PackedStreams::empty(2, 101)).unwrap();
        assert_eq!((skill.interval, skill.blocks), (None, 3));
        assert!(paired_skill(rates.view(), short.view(), &events).is_err());
    }

    /// Years of a constant difference in expectation, with a shock common to all streams and
    /// lasting some days.
    #[test]
    fn intervals_cover_the_true_difference() {
        let mut state = 88_172_645_463_325_252_u64;
        let mut uniform = || {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            (state >> 11) as f64 / (1_u64 << 53) as f64
        };
        let mut covered = 0;
        const YEARS: usize = 400;
        let (mut all, mut found) = (0.0, Vec::new());
        for _ in 0..YEARS {
            let mut events = PackedStreams::empty(20, 364);
            let mut shock = 0.0;
            for step in 0..364 {
                shock = 0.8 * shock + 0.3 * (uniform() + uniform() + uniform() - 1.5);
                for stream in 0..20 {
                    if uniform() < 0.2 * libm::exp(shock) {
                        events.set(stream, step);
                    }
                }
            }
            let (first, second) = (Array2::from_elem((20, 364), 0.22), Array2::from_elem((20, 364), 0.15));
            let skill = paired_skill(first.view(), second.view(), &events).unwrap();
            all += skill.mean_difference;
            found.extend(skill.interval);
        }
        let truth = all / YEARS as f64;
        covered += found.iter().filter(|(lo, hi)| (*lo..=*hi).contains(&truth)).count();
        let share = covered as f64 / YEARS as f64;
        assert!((0.92..=0.98).contains(&share), "{share}");
    }
}
