//! A city with known links: streams with rates of their own, moved together by season, weekday,
//! trend and shock.

use super::link::{PlantedLink, driven_probabilities, plant};
use super::modulation::Modulation;
use super::settings::{SimulationError, SimulationSettings};
use super::transducer::MAX_PROBABILITY;
use crate::chance::{Purpose, Random};
use crate::streams::PackedStreams;
use crate::study::{DayRange, SIMULATED, SettingsError, StudySettings, Variable, preset, simulated_over};

/// A simulated city: streams, rates and the truth.
#[derive(Clone, Debug)]
pub struct SimulatedCity {
    settings: SimulationSettings,
    rates: Vec<f64>,
    links: Vec<PlantedLink>,
    modulation: Modulation,
    streams: PackedStreams,
}

impl SimulatedCity {
    /// Simulates a city.
    ///
    /// # Errors
    /// [`SimulationError`] when a size or the links' gamma is out of range.
    ///
    /// # Examples
    /// ```
    /// use watchback::simulate::{SimulatedCity, SimulationSettings};
    /// let city = SimulatedCity::new(SimulationSettings::standard(7))?;
    /// assert_eq!(
    ///     (city.streams().n_streams(), city.streams().n_steps(), city.links().len()),
    ///     (40, 1096, 20)
    /// );
    /// # Ok::<(), watchback::simulate::SimulationError>(())
    /// ```
    pub fn new(settings: SimulationSettings) -> Result<Self, SimulationError> {
        settings.check()?;
        let mut random = Random::new(settings.seed, Purpose::Rates, 0);
        let rates: Vec<f64> = (0..settings.streams).map(|_| 0.1 + 0.2 * random.uniform()).collect();
        let links = plant(&settings, &rates)?;
        let modulation = Modulation::new(settings.seed, settings.steps);
        let streams = grow(&settings, &rates, &links, &modulation);
        Ok(Self { settings, rates, links, modulation, streams })
    }

    /// What was asked for.
    pub const fn settings(&self) -> &SimulationSettings {
        &self.settings
    }

    /// The planted links; none in a null twin.
    pub fn links(&self) -> &[PlantedLink] {
        &self.links
    }

    /// Probability of an event a step in each stream, on average over the planted link and what
    /// moves the city.
    pub fn rates(&self) -> &[f64] {
        &self.rates
    }

    /// What moves all streams together.
    pub const fn modulation(&self) -> &Modulation {
        &self.modulation
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

fn grow(
    settings: &SimulationSettings,
    rates: &[f64],
    links: &[PlantedLink],
    modulation: &Modulation,
) -> PackedStreams {
    let mut streams = PackedStreams::empty(settings.streams, settings.steps);
    let mut driven = vec![false; settings.streams];
    for link in links {
        driven[link.target] = true;
    }
    let mut draw = |stream: usize, link: Option<&PlantedLink>| {
        let rate = rates[stream];
        let probabilities: Vec<f64> = match link {
            None => vec![rate; settings.steps],
            Some(PlantedLink { source, delay_steps, transducer, .. }) => {
                driven_probabilities(transducer, &streams, *source, *delay_steps, rate).collect()
            }
        };
        let mut random = Random::new(settings.seed, Purpose::Events, stream as u64);
        for (step, (probability, factor)) in probabilities.iter().zip(&modulation.step_factors).enumerate() {
            if random.uniform() < (probability * factor).min(MAX_PROBABILITY) {
                streams.set(stream, step);
            }
        }
    };
    for stream in (0..settings.streams).filter(|&stream| !driven[stream]) {
        draw(stream, None);
    }
    // In their order, so that a source is there before what it drives.
    for link in links {
        draw(link.target, Some(link));
    }
    streams
}

#[cfg(test)]
mod tests {
    use super::super::settings::{MAX_STREAMS, PlantedGamma};
    use super::*;

    fn long_city(planted: bool, chains: bool) -> SimulatedCity {
        let settings =
            SimulationSettings { steps: 10_000, planted, chains, ..SimulationSettings::standard(3) };
        SimulatedCity::new(settings).unwrap()
    }

    /// How much likelier an event in the target is after one in the source, against its rate.
    fn lift(streams: &PackedStreams, link: &PlantedLink) -> f64 {
        let steps = 0..streams.n_steps() - link.delay_steps;
        let causes: Vec<usize> = steps.filter(|&step| streams.get(link.source, step)).collect();
        let hits = causes.iter().filter(|&&step| streams.get(link.target, step + link.delay_steps)).count();
        let rate = streams.count(link.target, 0..streams.n_steps()) as f64 / streams.n_steps() as f64;
        hits as f64 / causes.len() as f64 - rate
    }

    #[test]
    fn planted_links_show_in_the_counts_and_not_in_the_null_twin() {
        let (city, null) = (long_city(true, false), long_city(false, false));
        assert_eq!(null.links(), []);
        for link in city.links() {
            let asked = if city.rates()[link.target] <= 0.15 { 0.06 } else { 0.04 };
            assert_eq!(link.gamma, asked);
            assert!((7..=60).contains(&link.delay_steps) && link.source != link.target);
            assert!(lift(city.streams(), link) > 0.06, "{link:?}");
            assert!(lift(null.streams(), link).abs() < 0.04, "{link:?}");
        }
    }

    #[test]
    fn the_null_twin_has_the_same_margins() {
        for chains in [false, true] {
            let (city, null) = (long_city(true, chains), long_city(false, chains));
            assert_eq!((city.rates(), city.modulation()), (null.rates(), null.modulation()));
            let share =
                |city: &SimulatedCity, stream| city.streams().count(stream, 0..10_000) as f64 / 10_000.0;
            for stream in 0..40 {
                // Some three standard errors of a difference between independent draws.
                let difference = share(&city, stream) - share(&null, stream);
                assert!(difference.abs() < 0.02, "stream {stream}: {difference}");
                // The shock's mean over 10,000 slow days is itself off by a per cent or two.
                assert!((share(&null, stream) / city.rates()[stream] - 1.0).abs() < 0.1);
            }
        }
    }

    #[test]
    fn chains_are_planted_only_when_asked_for_and_never_in_a_circle() {
        for seed in 1..=20 {
            for chains in [false, true] {
                let settings = SimulationSettings { chains, ..SimulationSettings::standard(seed) };
                let city = SimulatedCity::new(settings).unwrap();
                let links = city.links();
                let is_driven = |at: usize| links[..at].iter().any(|link| link.target == links[at].source);
                assert_eq!((0..links.len()).any(is_driven), chains, "seed {seed}");
                for (at, link) in links.iter().enumerate() {
                    assert!(links[at..].iter().all(|later| later.target != link.source), "a circle");
                    assert!(links[..at].iter().all(|earlier| earlier.target != link.target));
                }
            }
        }
    }

    #[test]
    fn sizes_out_of_range_are_refused() {
        let refusal = |settings: SimulationSettings| SimulatedCity::new(settings).unwrap_err();
        let good = SimulationSettings::default();
        let error = refusal(SimulationSettings { streams: 1, ..good });
        assert_eq!(error, SimulationError::Streams { found: 1 });
        let error = refusal(SimulationSettings { streams: MAX_STREAMS + 1, ..good });
        assert_eq!(error.to_string(), "19209 streams were asked for; a simulated city has 2 to 19,208");
        let error = refusal(SimulationSettings { steps: 20, ..good });
        assert_eq!(error, SimulationError::Steps { found: 20 });
        let error = refusal(SimulationSettings { links: 96, ..good });
        assert_eq!(error, SimulationError::Links { found: 96, most: 95 });
        let error = refusal(SimulationSettings { gamma: PlantedGamma::Fixed(0.13), ..good });
        assert_eq!(error, SimulationError::Gamma { found: 0.13 });
        assert!(
            SimulatedCity::new(SimulationSettings { gamma: PlantedGamma::Fixed(f64::NAN), ..good }).is_err()
        );
    }

    #[test]
    fn the_largest_number_of_links_can_be_planted() {
        for chains in [false, true] {
            let settings = SimulationSettings { links: 95, chains, ..SimulationSettings::default() };
            assert_eq!(SimulatedCity::new(settings).unwrap().links().len(), 95);
        }
    }
}
