//! How sources are rotated in time against the targets: surrogate data that keep each stream's own
//! course and weekdays and destroy what links two streams.

use serde::{Deserialize, Serialize};

use super::Shift;
use super::random::{Purpose, Random};
use crate::study::RotationKind;

/// Steps of one day in a week: rotations keep weekdays in place.
const WEEK: usize = 7;

/// The offsets of the surrogate rounds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rotations {
    kind: RotationKind,
    seed: u64,
    /// Steps of the circle that sources go around: the window's whole weeks. The steps behind it
    /// stay.
    circle_steps: usize,
    /// All offsets that are allowed, steps, ascending.
    allowed: Vec<usize>,
    /// One a round, steps: of all sources, for [`RotationKind::Common`].
    rounds: Vec<usize>,
}

impl Rotations {
    /// At most `rounds` offsets for a window of `n_steps`: multiples of 7 days, drawn without
    /// replacement. There are fewer where the window allows fewer.
    ///
    /// Sources go around the circle of the window's whole weeks, so that each step keeps its
    /// weekday. Offsets are at least the longest delay, a context and a week from 0, so that no
    /// link is seen at another delay; and from the circle's end twice the longest delay, a context
    /// and a week: sources that are moved forward by less show what they are driven *by*, and a
    /// link A to B would make B, moved, foretell A.
    ///
    /// # Examples
    /// ```
    /// use watchback::{chance::Rotations, study::RotationKind};
    /// let rotations = Rotations::draw(RotationKind::Common, 1096, 60, 3, 99, 1);
    /// assert_eq!(rotations.rounds().len(), 99);
    /// assert!(
    ///     rotations
    ///         .rounds()
    ///         .iter()
    ///         .all(|offset| offset % 7 == 0 && (70..=959).contains(offset))
    /// );
    /// // A window of 822 steps has 89 such offsets, one of 190 steps none.
    /// assert_eq!(Rotations::draw(RotationKind::Common, 822, 60, 3, 99, 1).rounds().len(), 89);
    /// assert_eq!(Rotations::draw(RotationKind::Common, 190, 60, 3, 99, 1).rounds().len(), 0);
    /// ```
    pub fn draw(
        kind: RotationKind,
        n_steps: usize,
        longest_delay: usize,
        depth: usize,
        rounds: usize,
        seed: u64,
    ) -> Self {
        let first = longest_delay + depth + WEEK;
        let circle_steps = n_steps - n_steps % WEEK;
        let last = circle_steps.saturating_sub(first + longest_delay);
        let allowed: Vec<usize> = (first..=last).filter(|offset| offset % WEEK == 0).collect();
        let rounds = Random::new(seed, Purpose::Rotations, 0).choose(allowed.clone(), rounds);
        Self { kind, seed, circle_steps, allowed, rounds }
    }

    /// Common offsets that are the same days whatever the step: for windows of the same `n_days`
    /// cut into steps of different lengths, so that a round is the same in all. Circle and offsets
    /// are multiples of `multiple_days`, which every step must divide; offsets are at least
    /// `margin_days` from both ends of the circle.
    ///
    /// # Examples
    /// ```
    /// use watchback::chance::Rotations;
    /// let [daily, weekly] =
    ///     [1, 7].map(|step_days| Rotations::in_days(1096, 160, 14, step_days, 39, 1));
    /// assert_eq!(daily.rounds().len(), 39);
    /// assert!(
    ///     daily.rounds().iter().zip(weekly.rounds()).all(|(days, weeks)| *days == 7 * weeks)
    /// );
    /// ```
    pub fn in_days(
        n_days: usize,
        margin_days: usize,
        multiple_days: usize,
        step_days: usize,
        rounds: usize,
        seed: u64,
    ) -> Self {
        let circle_days = n_days - n_days % multiple_days.max(1);
        let last = circle_days.saturating_sub(margin_days);
        let days: Vec<usize> = (margin_days..=last).filter(|offset| offset % multiple_days == 0).collect();
        let chosen = Random::new(seed, Purpose::Rotations, 0).choose(days.clone(), rounds);
        let steps = |days: Vec<usize>| days.into_iter().map(|days| days / step_days.max(1)).collect();
        Self {
            kind: RotationKind::Common,
            seed,
            circle_steps: circle_days / step_days.max(1),
            allowed: steps(days),
            rounds: steps(chosen),
        }
    }

    /// One offset a round, steps.
    pub fn rounds(&self) -> &[usize] {
        &self.rounds
    }

    /// How each of `n_sources` sources is rotated in a round (1 for the first; round 0 is the real
    /// data).
    pub fn shifts(&self, round: usize, n_sources: usize) -> Vec<Shift> {
        let Some(&common) = round.checked_sub(1).and_then(|at| self.rounds.get(at)) else {
            return vec![Shift::NONE; n_sources];
        };
        match self.kind {
            RotationKind::Common => vec![Shift::new(common, self.circle_steps); n_sources],
            RotationKind::PerSource => {
                let mut random = Random::new(self.seed, Purpose::Rotations, round as u64);
                let mut offset = || self.allowed[random.below(self.allowed.len())];
                (0..n_sources).map(|_| Shift::new(offset(), self.circle_steps)).collect()
            }
        }
    }
}
