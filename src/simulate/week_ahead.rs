//! What could be known a week ahead by someone who knew how the city was made: the ceiling of every
//! forecast of it.

use serde::{Deserialize, Serialize};

use super::city::SimulatedCity;
use super::link::{SHORTEST_DELAY, driven_probabilities};
use super::transducer::MAX_PROBABILITY;
use crate::score::rank_auc;

/// How well true probabilities, as they stood a week before, rank the days of the test period:
/// strict AUC of each stream, averaged with equal weights. Computed from the city's own machines
/// and events, not assumed.
///
/// Given all symbols up to seven steps before, a driven stream's probability is its machine's,
/// because no planted delay is shorter; an undriven one's is its rate. What moves the whole city
/// comes on top: season, weekday and trend are known from the date; of the shock only its mean
/// given the shock seven steps before, whose logarithm is worth 0.8^7 = 0.21 of that one. A null
/// city has no skill beyond fixed rates, season and weekday, so what was *planted* is `links`.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct WeekAhead {
    /// Streams that the means are over: those with an event and an eventless step among the test
    /// steps.
    pub n_streams: usize,
    /// Of the probabilities that the links give, season, weekday, trend and shock left out. 0.5 in
    /// a null city.
    pub links: f64,
    /// Of what moves the whole city, as far as it can be known, the links left out.
    pub whole_city: f64,
    /// Of both together: the true probability.
    pub all: f64,
}

impl SimulatedCity {
    /// What could be known of the city's violent and property streams a week ahead.
    ///
    /// # Examples
    /// ```
    /// use watchback::simulate::{SimulatedCity, SimulationSettings};
    /// let planted = SimulatedCity::new(SimulationSettings::skilled(1))?.week_ahead();
    /// assert!(
    ///     (planted.links - 0.55).abs() < 0.01 && planted.all > planted.links,
    ///     "{planted:?}"
    /// );
    /// let null = SimulatedCity::new(SimulationSettings {
    ///     planted: false,
    ///     ..SimulationSettings::skilled(1)
    /// })?
    /// .week_ahead();
    /// assert_eq!((null.n_streams, null.links, null.all), (96, 0.5, null.whole_city));
    /// # Ok::<(), watchback::simulate::SimulationError>(())
    /// ```
    pub fn week_ahead(&self) -> WeekAhead {
        let (n_steps, streams) = (self.settings().steps, self.streams());
        // The last quarter is tested.
        let test = n_steps - n_steps / 4..n_steps;
        let factors = self.modulation().factors_ahead(SHORTEST_DELAY);
        let mut sums = [0.0; 3];
        let mut n_streams = 0;
        for (stream, &rate) in self.rates().iter().enumerate() {
            let link = self.links().iter().find(|link| link.target == stream);
            let driven: Vec<f64> = match link {
                None => vec![rate; n_steps],
                Some(link) => {
                    driven_probabilities(&link.transducer, streams, link.source, link.delay_steps, rate)
                        .collect()
                }
            };
            let events: Vec<bool> = test.clone().map(|step| streams.get(stream, step)).collect();
            let auc = |probabilities: &mut dyn Iterator<Item = f64>| {
                let probabilities: Vec<f64> = probabilities.skip(test.start).collect();
                rank_auc(&probabilities, &events)
            };
            let mut all = driven.iter().zip(&factors).map(|(p, factor)| (p * factor).min(MAX_PROBABILITY));
            let aucs = [
                auc(&mut driven.iter().copied()),
                auc(&mut factors.iter().map(|factor| (rate * factor).min(MAX_PROBABILITY))),
                auc(&mut all),
            ];
            // Undefined is one where all are: without an event or without an eventless step.
            if let [Ok(links), Ok(whole_city), Ok(all)] = aucs {
                n_streams += 1;
                sums.iter_mut().zip([links, whole_city, all]).for_each(|(sum, auc)| *sum += auc);
            }
        }
        let [links, whole_city, all] =
            sums.map(|sum| if n_streams > 0 { sum / n_streams as f64 } else { 0.5 });
        WeekAhead { n_streams, links, whole_city, all }
    }
}

#[cfg(test)]
mod tests {
    use super::super::SimulationSettings;
    use super::*;
    use crate::streams::Split;

    #[test]
    fn the_test_steps_are_those_of_the_citys_study() {
        for steps in [500, 1096, 1461] {
            let city =
                SimulatedCity::new(SimulationSettings { steps, ..SimulationSettings::standard(1) }).unwrap();
            let split = Split::for_study(&city.study_settings().unwrap().check().unwrap());
            assert_eq!(split.test(), steps - steps / 4..steps);
        }
    }

    #[test]
    fn stronger_and_more_links_can_be_known_better_and_the_whole_citys_part_stays() {
        let of = |links| {
            SimulatedCity::new(SimulationSettings { links, steps: 10_000, ..SimulationSettings::default() })
                .unwrap()
                .week_ahead()
        };
        let found = [0, 16, 32, 64].map(of);
        assert_eq!(found[0].links, 0.5);
        for pair in found.windows(2) {
            assert!(pair[1].links > pair[0].links + 0.01, "{pair:?}");
            assert!((pair[1].whole_city - pair[0].whole_city).abs() < 0.01, "{pair:?}");
            assert!(pair[1].all > pair[0].all, "{pair:?}");
        }
    }
}
