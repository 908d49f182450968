//! A push: which steps of which streams become events, or cease to be, in one draw.

use std::fmt;
use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::Group;
use crate::chance::{Purpose, Random};
use crate::streams::{PackedStreams, StreamKey};
use crate::study::Variable;

/// Where a variable is pushed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Place {
    /// In every stream.
    City,
    /// In the areas of a compared group.
    Group(Group),
    /// In tiles that were chosen by hand.
    Chosen,
}

/// Upwards or downwards.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sign {
    /// Empty steps become events.
    Up,
    /// Events are removed.
    Down,
}

/// How much.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Amount {
    /// This share of the stream's own rate, both ways: an empty step becomes an event with
    /// probability share x r / (1 - r), an event is removed with probability share.
    OfRate(f64),
    /// As the authors' released program does: every empty step becomes an event, or every event is
    /// removed, with this probability. At a rate of 7 % upwards is 13 times downwards.
    Released(f64),
}

/// What is pushed.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Push {
    /// The variable.
    pub variable: Variable,
    /// Where.
    pub place: Place,
    /// Which way.
    pub sign: Sign,
    /// How much.
    pub amount: Amount,
}

impl Push {
    /// The probability that a step is changed, in a stream with this rate of events (0 to 1).
    ///
    /// # Examples
    /// ```
    /// use watchback::audit::{Amount, Place, Push, Sign};
    /// use watchback::study::Variable;
    /// let push =
    ///     |sign, amount| Push { variable: Variable::Violent, place: Place::City, sign, amount };
    /// // Ten per cent of a rate of a fifth, either way: as many steps come as go.
    /// assert!(
    ///     (push(Sign::Up, Amount::OfRate(0.1)).probability(0.2, false) - 0.025).abs() < 1e-12
    /// );
    /// assert_eq!(push(Sign::Down, Amount::OfRate(0.1)).probability(0.2, true), 0.1);
    /// assert_eq!(push(Sign::Up, Amount::Released(0.1)).probability(0.2, false), 0.1);
    /// assert_eq!(push(Sign::Up, Amount::OfRate(0.1)).probability(0.2, true), 0.0);
    /// ```
    /// Source: the paper's perturbation experiment; docs/method.md, section 8.
    pub fn probability(&self, rate: f64, is_event: bool) -> f64 {
        match (self.sign, is_event, self.amount) {
            (Sign::Up, false, Amount::OfRate(share)) if rate < 1.0 => (share * rate / (1.0 - rate)).min(1.0),
            (Sign::Up, false, Amount::Released(theta)) => theta,
            (Sign::Down, true, Amount::OfRate(share) | Amount::Released(share)) => share,
            _ => 0.0,
        }
    }
}

impl fmt::Display for Push {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let place = match self.place {
            Place::City => "in the whole city",
            Place::Group(Group::Low) => "in areas of low values",
            Place::Group(Group::High) => "in areas of high values",
            Place::Chosen => "in chosen tiles",
        };
        let (way, changed) = match self.sign {
            Sign::Up => ("up", "empty steps"),
            Sign::Down => ("down", "events"),
        };
        match self.amount {
            Amount::OfRate(share) => {
                write!(f, "{} {way} by {} % of the rate {place}", self.variable, 100.0 * share)
            }
            Amount::Released(theta) => {
                write!(
                    f,
                    "{} {way} by {} % of {changed} (released code) {place}",
                    self.variable,
                    100.0 * theta
                )
            }
        }
    }
}

/// What all scenarios share: the streams, which of them are where, and the numbers that decide
/// about every step.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Pushable {
    /// Seed of the draws.
    pub seed: u64,
    /// By stream, the compared group that its area is in.
    pub groups: Vec<Option<Group>>,
    /// By stream, whether its tile was chosen.
    pub chosen: Vec<bool>,
    /// Rate of events in training by stream.
    pub rates: Vec<f64>,
    /// Steps that may be changed: the test window and the history that it reads.
    pub steps: Range<usize>,
}

impl Pushable {
    /// Whether a push changes a stream.
    pub fn is_pushed(&self, push: &Push, keys: &[StreamKey], stream: usize) -> bool {
        self.is_in(push.place, stream) && keys.get(stream).is_some_and(|key| key.variable == push.variable)
    }

    /// Whether a stream lies in a place.
    pub fn is_in(&self, place: Place, stream: usize) -> bool {
        match place {
            Place::City => true,
            Place::Group(group) => self.groups.get(stream) == Some(&Some(group)),
            Place::Chosen => self.chosen.get(stream) == Some(&true),
        }
    }

    /// One number in 0 .. 1 for each step that may be changed, of a stream in a draw. All scenarios
    /// look at the same ones, so that what a small dose changes a large one changes too, and
    /// contrasts are paired.
    pub fn uniforms(&self, draw: usize, stream: usize) -> Vec<f64> {
        let mut random = Random::new(self.seed, Purpose::Push, (draw as u64) << 32 | stream as u64);
        self.steps.clone().map(|_| random.uniform()).collect()
    }

    /// The steps of a stream that a push changes, ascending.
    pub fn changed(
        &self,
        push: &Push,
        streams: &PackedStreams,
        stream: usize,
        uniforms: &[f64],
    ) -> Vec<usize> {
        let rate = self.rates.get(stream).copied().unwrap_or(0.0);
        let (onto_empty, onto_event) = (push.probability(rate, false), push.probability(rate, true));
        let steps = self.steps.clone().zip(uniforms);
        let below = |step: usize| if streams.get(stream, step) { onto_event } else { onto_empty };
        steps.filter(|&(step, &uniform)| uniform < below(step)).map(|(step, _)| step).collect()
    }

    /// The `count` steps of a stream that a push of this sign could change and that have the least
    /// numbers, ascending; all where there are fewer.
    pub fn least(
        &self,
        sign: Sign,
        streams: &PackedStreams,
        stream: usize,
        uniforms: &[f64],
        count: usize,
    ) -> Vec<usize> {
        let could = |step: usize| streams.get(stream, step) == (sign == Sign::Down);
        let mut steps: Vec<(f64, usize)> = self
            .steps
            .clone()
            .zip(uniforms)
            .filter(|(step, _)| could(*step))
            .map(|(step, &uniform)| (uniform, step))
            .collect();
        steps.sort_by(|a, b| a.0.total_cmp(&b.0));
        let mut steps: Vec<usize> = steps.into_iter().take(count).map(|(_, step)| step).collect();
        steps.sort_unstable();
        steps
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::space::TileId;

    fn city() -> (Vec<StreamKey>, PackedStreams, Pushable) {
        let keys = (0..40)
            .map(|at| StreamKey {
                variable: if at % 2 == 0 { Variable::Violent } else { Variable::Property },
                tile: TileId { row: at, column: 0 },
            })
            .collect();
        let mut streams = PackedStreams::empty(40, 1000);
        for stream in 0..40 {
            (stream..1000).step_by(10).for_each(|step| streams.set(stream, step));
        }
        let groups = vec![Some(Group::Low); 40];
        let (chosen, rates) = (vec![false; 40], vec![0.1; 40]);
        let pushable = Pushable { seed: 3, groups, chosen, rates, steps: 500..1000 };
        (keys, streams, pushable)
    }

    #[test]
    fn doses_are_nested_and_as_many_steps_come_as_go() {
        let (keys, streams, pushable) = city();
        let push = |sign, share| Push {
            variable: Variable::Violent,
            place: Place::Group(Group::Low),
            sign,
            amount: Amount::OfRate(share),
        };
        let (mut came, mut went) = (0, 0);
        for stream in 0..40 {
            assert_eq!(pushable.is_pushed(&push(Sign::Up, 0.1), &keys, stream), stream % 2 == 0);
            let uniforms = pushable.uniforms(0, stream);
            let changed = |sign, share| pushable.changed(&push(sign, share), &streams, stream, &uniforms);
            let (up, less, down) =
                (changed(Sign::Up, 0.1), changed(Sign::Up, 0.05), changed(Sign::Down, 0.1));
            assert!(less.iter().all(|step| up.contains(step)));
            assert!(up.iter().all(|&step| step >= 500 && !streams.get(stream, step)));
            assert!(down.iter().all(|&step| step >= 500 && streams.get(stream, step)));
            came += up.len();
            went += down.len();
            assert_eq!(pushable.least(Sign::Up, &streams, stream, &uniforms, up.len()), up);
        }
        // 40 streams x 500 steps x .1 x .1 = 200 each, give or take 15.
        assert!((160..240).contains(&came) && (160..240).contains(&went), "{came} {went}");
        assert_ne!(pushable.uniforms(0, 1), pushable.uniforms(1, 0));
    }
}
