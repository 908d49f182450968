//! Planted links: which stream drives which, at what delay, by which machine.

use serde::{Deserialize, Serialize};

use super::settings::{SimulationError, SimulationSettings};
use super::transducer::{Memory, PlantedTransducer};
use crate::chance::{Purpose, Random};
use crate::streams::PackedStreams;

/// A link that was planted: the target's probability of an event hangs on the state that the
/// transducer had reached in the source `delay_steps` before.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PlantedLink {
    /// Index of the driving stream.
    pub source: usize,
    /// Index of the driven stream.
    pub target: usize,
    /// Steps from the last symbol read in the source to the step that it tells of in the target.
    pub delay_steps: usize,
    /// Coefficient of causal dependence at the two streams' rates, before season, weekday, trend
    /// and shock.
    pub gamma: f64,
    /// The machine.
    pub transducer: PlantedTransducer,
}

/// The shortest planted delay, steps.
pub(super) const SHORTEST_DELAY: usize = 7;
/// The longest.
const LONGEST_DELAY: usize = 60;

/// Draws a city's links, in an order in which every source that is itself driven has its own link
/// first. A target has one source, so that the link's gamma is the target's.
pub(super) fn plant(
    settings: &SimulationSettings,
    rates: &[f64],
) -> Result<Vec<PlantedLink>, SimulationError> {
    if !settings.planted {
        return Ok(Vec::new());
    }
    let mut random = Random::new(settings.seed, Purpose::Links, 0);
    let order = shuffled(settings.streams, &mut random);
    let (free, driven) = order.split_at(settings.streams - settings.links);
    let link = |(at, &target): (usize, &usize)| {
        // Without chains only free streams drive; with them, every stream that comes earlier.
        let source = order[random.below(free.len() + if settings.chains { at } else { 0 })];
        let delay_steps = SHORTEST_DELAY + random.below(LONGEST_DELAY + 1 - SHORTEST_DELAY);
        let memory = memory(&mut random);
        let gamma = settings.gamma.at(rates[target]);
        let transducer = PlantedTransducer::with_gamma(memory, rates[source], rates[target], gamma)
            .ok_or(SimulationError::TooStrong { gamma, target_rate: rates[target] })?;
        Ok(PlantedLink { source, target, delay_steps, gamma, transducer })
    };
    driven.iter().enumerate().map(link).collect()
}

/// One of the machines, each as likely.
pub(super) fn memory(random: &mut Random) -> Memory {
    [Memory::LastSymbol, Memory::LastTwoSymbols][random.below(2)]
}

/// 0 .. `n` in random order (Fisher and Yates).
fn shuffled(n: usize, random: &mut Random) -> Vec<usize> {
    let mut order: Vec<usize> = (0..n).collect();
    for at in (1..n).rev() {
        order.swap(at, random.below(at + 1));
    }
    order
}

/// Probability of an event in the target of a transducer, at each step. Where the delay reaches
/// before the first step of the source, it is `own_rate`.
pub(super) fn driven_probabilities<'a>(
    transducer: &'a PlantedTransducer,
    streams: &'a PackedStreams,
    source: usize,
    delay_steps: usize,
    own_rate: f64,
) -> impl Iterator<Item = f64> + 'a {
    let told = transducer.states(streams, source).map(|state| transducer.event_probability(state));
    std::iter::repeat_n(own_rate, delay_steps).chain(told).take(streams.n_steps())
}
