//! A city with known links: which streams drive which, at what delay and how strongly.

use serde::{Deserialize, Serialize};

use super::random::{Purpose, Random};
use crate::streams::PackedStreams;
use crate::study::{DayRange, SIMULATED, SettingsError, StudySettings, Variable, preset, simulated_over};

/// What is to be simulated.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct SimulationSettings {
    /// The same seed gives the same city everywhere.
    pub seed: u64,
    /// Violent and property streams together, 2 to 19,208; tiles hold one of each. Arrests come on top of them.
    pub streams: usize,
    /// Days, from 2014-01-01. Three quarters are training, the rest is the test period.
    pub steps: usize,
    /// Whether links are planted; without, streams have the same rates and nothing to learn: the null twin.
    pub planted: bool,
}

impl Default for SimulationSettings {
    /// The city of "Try the simulated city".
    fn default() -> Self {
        Self { seed: 1, streams: 96, steps: 1461, planted: true }
    }
}

/// Why a city cannot be simulated.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum SimulationError {
    /// Too few or too many streams.
    #[error("{found} streams were asked for; a simulated city has 2 to 19,208")]
    Streams {
        /// The number asked for.
        found: usize,
    },
    /// Too few or too many steps.
    #[error("{found} steps were asked for; a simulated city has 500 to 10,000")]
    Steps {
        /// The number asked for.
        found: usize,
    },
}

/// A link that was planted: an event in `source` makes one in `target` likelier, `delay_steps` later.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct PlantedLink {
    /// Index of the driving stream.
    pub source: usize,
    /// Index of the driven stream.
    pub target: usize,
    /// Steps from cause to effect.
    pub delay_steps: usize,
    /// Probability that an event in the source makes one in the target, on top of the target's own.
    pub strength: f64,
}

/// A simulated city: streams, rates and the truth.
#[derive(Clone, Debug)]
pub struct SimulatedCity {
    settings: SimulationSettings,
    rates: Vec<f64>,
    links: Vec<PlantedLink>,
    streams: PackedStreams,
}

/// Chance that a simulated violent or property offence ends in an arrest.
pub(super) const ARREST_SHARE: f64 = 0.3;
/// Streams of a city that fills the preset's box of 100 by 100 tiles from row 2 and column 2 on, two streams a tile.
pub(super) const MAX_STREAMS: usize = 2 * 98 * 98;
/// Chance that a planted source event makes an event in its target.
const STRENGTH: f64 = 0.5;

impl SimulatedCity {
    /// Simulates a city.
    ///
    /// # Errors
    /// [`SimulationError`] when the size is out of range.
    ///
    /// # Examples
    /// ```
    /// use watchback::simulate::{SimulatedCity, SimulationSettings};
    /// let city = SimulatedCity::new(SimulationSettings::default())?;
    /// assert_eq!((city.streams().n_streams(), city.links().len()), (96, 32));
    /// # Ok::<(), watchback::simulate::SimulationError>(())
    /// ```
    pub fn new(settings: SimulationSettings) -> Result<Self, SimulationError> {
        if !(2..=MAX_STREAMS).contains(&settings.streams) {
            return Err(SimulationError::Streams { found: settings.streams });
        }
        if !(500..=10_000).contains(&settings.steps) {
            return Err(SimulationError::Steps { found: settings.steps });
        }
        let mut random = Random::new(settings.seed, Purpose::Rates, 0);
        let rates: Vec<f64> = (0..settings.streams).map(|_| 0.1 + 0.2 * random.uniform()).collect();
        let links = plant(&settings);
        let streams = grow(&settings, &rates, &links);
        Ok(Self { settings, rates, links, streams })
    }

    /// What was asked for.
    pub const fn settings(&self) -> &SimulationSettings {
        &self.settings
    }

    /// The planted links; none in a null twin.
    pub fn links(&self) -> &[PlantedLink] {
        &self.links
    }

    /// Probability of an event a step in each stream, before links add to it.
    pub fn rates(&self) -> &[f64] {
        &self.rates
    }

    /// The violent and property streams: even indices are violent, odd ones property, two a tile.
    pub const fn streams(&self) -> &PackedStreams {
        &self.streams
    }

    /// The variable of a stream.
    pub const fn variable(stream: usize) -> Variable {
        if stream.is_multiple_of(2) { Variable::Violent } else { Variable::Property }
    }

    /// The study that fits the city: the simulated preset with the city's own periods.
    ///
    /// # Errors
    /// None that the sizes of a city could cause; the preset is looked up by name.
    pub fn study_settings(&self) -> Result<StudySettings, SettingsError> {
        let first = preset(SIMULATED)?.training_first;
        let last = first + (self.settings.steps as i32 - 1);
        let days =
            DayRange::new(first, last).map_err(|source| SettingsError::Period { period: "whole", source })?;
        Ok(simulated_over(days))
    }
}

/// One stream in three is driven by one of the streams that are not driven: there are no chains.
fn plant(settings: &SimulationSettings) -> Vec<PlantedLink> {
    if !settings.planted {
        return Vec::new();
    }
    let mut random = Random::new(settings.seed, Purpose::Links, 0);
    let free: Vec<usize> = (0..settings.streams).filter(|stream| stream % 3 != 2).collect();
    let driven = (0..settings.streams).filter(|stream| stream % 3 == 2);
    let link = |target| PlantedLink {
        source: free[random.below(free.len())],
        target,
        delay_steps: 7 + random.below(54),
        strength: STRENGTH,
    };
    driven.map(link).collect()
}

fn grow(settings: &SimulationSettings, rates: &[f64], links: &[PlantedLink]) -> PackedStreams {
    let mut streams = PackedStreams::empty(settings.streams, settings.steps);
    let mut draw = |stream: usize, probability: &dyn Fn(&PackedStreams, usize) -> f64| {
        let mut random = Random::new(settings.seed, Purpose::Events, stream as u64);
        for step in 0..settings.steps {
            if random.uniform() < probability(&streams, step) {
                streams.set(stream, step);
            }
        }
    };
    // Driven streams come last: they read the others.
    for (stream, &rate) in rates.iter().enumerate().filter(|(stream, _)| stream % 3 != 2) {
        draw(stream, &|_, _| rate);
    }
    for (stream, &rate) in rates.iter().enumerate().filter(|(stream, _)| stream % 3 == 2) {
        let link = links.iter().find(|link| link.target == stream);
        draw(stream, &|streams, step| {
            let cause = link.is_some_and(|link| {
                step.checked_sub(link.delay_steps).is_some_and(|cause| streams.get(link.source, cause))
            });
            if cause { rate + (1.0 - rate) * STRENGTH } else { rate }
        });
    }
    streams
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn planted_links_show_in_the_counts_and_not_in_the_null_twin() {
        let settings = SimulationSettings { steps: 4000, ..Default::default() };
        let city = SimulatedCity::new(settings).unwrap();
        let null = SimulatedCity::new(SimulationSettings { planted: false, ..settings }).unwrap();
        for link in city.links() {
            let lift = |streams: &PackedStreams| {
                let causes: Vec<usize> = (0..3900).filter(|&step| streams.get(link.source, step)).collect();
                let hits = causes.iter().filter(|&&step| streams.get(link.target, step + link.delay_steps));
                let share = hits.count() as f64 / causes.len() as f64;
                share - city.rates()[link.target]
            };
            assert!(lift(city.streams()) > 0.25, "{link:?}");
            assert!(lift(null.streams()).abs() < 0.1, "{link:?}");
        }
    }

    #[test]
    fn sizes_out_of_range_are_refused() {
        let settings = SimulationSettings { streams: 1, ..Default::default() };
        assert_eq!(SimulatedCity::new(settings).err(), Some(SimulationError::Streams { found: 1 }));
        let settings = SimulationSettings { streams: MAX_STREAMS + 1, ..Default::default() };
        let error = SimulatedCity::new(settings).unwrap_err();
        assert_eq!(error.to_string(), "19209 streams were asked for; a simulated city has 2 to 19,208");
        let settings = SimulationSettings { steps: 20, ..Default::default() };
        assert_eq!(SimulatedCity::new(settings).err(), Some(SimulationError::Steps { found: 20 }));
    }
}
