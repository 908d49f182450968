//! The simple methods by name, and running one.

use ndarray::Array2;
use serde::{Deserialize, Serialize};

use super::ComparatorTask;
use super::{calendar, hot_spot, lag_logistic, own_calendar, recency, self_exciting};
use watchback_translate::mark;

/// A simple method.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Comparator {
    /// Each stream's share of event steps in training.
    StaticRate,
    /// The same with older steps counting less, the half-life chosen on training data.
    Recency,
    /// The static rate times factors of weekday and season that all streams share.
    Calendar,
    /// A level of the stream's own that forgets, times weekday and season, times its own ratios on
    /// weekdays and school days.
    OwnCalendar,
    /// Prospective hot-spot map: recent events near by. Source: Bowers, Johnson and Pease, Brit. J.
    /// Criminology 44 (2004).
    HotSpot,
    /// Self-exciting point process as used by PredPol. Source: Mohler et al., J. Am. Stat. Assoc.
    /// 106 (2011) and 110 (2015).
    SelfExciting,
    /// Logistic regression on counts of the recent past, here, near by and in the whole city.
    LagLogistic,
}

impl Comparator {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::StaticRate,
        Self::Recency,
        Self::Calendar,
        Self::OwnCalendar,
        Self::HotSpot,
        Self::SelfExciting,
        Self::LagLogistic,
    ];

    /// What it is called in files.
    pub const fn name(self) -> &'static str {
        match self {
            Self::StaticRate => "static_rate",
            Self::Recency => "recency",
            Self::Calendar => "calendar",
            Self::OwnCalendar => "own_calendar",
            Self::HotSpot => "hot_spot",
            Self::SelfExciting => "self_exciting",
            Self::LagLogistic => "lag_logistic",
        }
    }

    /// What it is called, for people.
    pub const fn title(self) -> &'static str {
        match self {
            Self::StaticRate => mark!("Static rate"),
            Self::Recency => mark!("Recency-weighted rate"),
            Self::Calendar => mark!("Rate, weekday and season"),
            Self::OwnCalendar => mark!("Own level, weekday and season"),
            Self::HotSpot => mark!("Prospective hot-spot map"),
            Self::SelfExciting => mark!("Self-exciting process (ETAS)"),
            Self::LagLogistic => mark!("Logistic regression on lags"),
        }
    }
}

/// A comparator's forecast, and what it was fitted to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ComparatorForecast {
    /// The method.
    pub comparator: Comparator,
    /// Fitted parameters, each with its name.
    pub parameters: Vec<(String, f64)>,
    /// Probability by stream and forecast step.
    pub probabilities: Array2<f64>,
}

impl ComparatorTask<'_> {
    /// Fits a method and forecasts.
    pub fn run(&self, comparator: Comparator) -> ComparatorForecast {
        let (parameters, probabilities) = match comparator {
            Comparator::StaticRate => (Vec::new(), self.by_rate(|rate, _| rate)),
            Comparator::Recency => recency::forecast(self),
            Comparator::Calendar => calendar::forecast(self),
            Comparator::OwnCalendar => own_calendar::forecast(self),
            Comparator::HotSpot => hot_spot::forecast(self),
            Comparator::SelfExciting => self_exciting::forecast(self),
            Comparator::LagLogistic => lag_logistic::forecast(self),
        };
        ComparatorForecast { comparator, parameters, probabilities }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chance::{Purpose, Random};
    use crate::network::Place;
    use crate::streams::{PackedStreams, SourceStreams, WindowStreams};
    use crate::study::Variable;

    const FITTED: usize = 500;
    const HORIZON: usize = 7;

    fn streams(n_steps: usize) -> PackedStreams {
        let mut streams = PackedStreams::empty(12, n_steps);
        for stream in 0..12 {
            let mut random = Random::new(9, Purpose::Events, stream as u64);
            (0..n_steps).filter(|_| random.uniform() < 0.15).for_each(|step| streams.set(stream, step));
        }
        streams
    }

    fn run(streams: &PackedStreams, comparator: Comparator) -> ComparatorForecast {
        let place = |at: usize| Place {
            variable: Variable::Violent,
            east_km: 0.3 * (at % 4) as f64,
            north_km: 0.3 * (at / 4) as f64,
        };
        let places: Vec<Place> = (0..12).map(place).collect();
        let forecast = FITTED..streams.n_steps();
        let task = ComparatorTask {
            fitted: &WindowStreams::first(streams, FITTED),
            sources: SourceStreams::new(streams, HORIZON),
            places: &places,
            first_weekday: 2,
            step_days: 1,
            school: &[],
            forecast,
        };
        task.run(comparator)
    }

    #[test]
    fn no_method_sees_the_days_it_forecasts() {
        let truth = streams(600);
        // All that a forecast for step 560 and those before it must not know is turned round.
        let first_unknown = 560 - HORIZON + 1;
        let mut other = PackedStreams::empty(12, 600);
        for stream in 0..12 {
            let event = |step: &usize| truth.get(stream, *step) != (*step >= first_unknown);
            (0..600).filter(event).for_each(|step| other.set(stream, step));
        }
        for comparator in Comparator::ALL {
            let (known, blind) = (run(&truth, comparator), run(&other, comparator));
            assert_eq!(known.parameters, blind.parameters, "{comparator:?}");
            let steps: Vec<usize> = (0..=560 - FITTED).collect();
            let up_to = |of: &ComparatorForecast| of.probabilities.select(ndarray::Axis(1), &steps);
            assert_eq!(up_to(&known), up_to(&blind), "{comparator:?}");
            let moves = known.probabilities != blind.probabilities;
            let is_fixed = matches!(comparator, Comparator::StaticRate | Comparator::Calendar);
            assert_eq!(moves, !is_fixed, "{comparator:?}");
            assert!(known.probabilities.iter().all(|p| (0.0..=1.0).contains(p)), "{comparator:?}");
        }
    }

    #[test]
    fn where_nothing_can_be_fitted_the_static_rate_is_said() {
        let mut quiet = PackedStreams::empty(12, 600);
        quiet.set(0, 550);
        for comparator in [Comparator::HotSpot, Comparator::LagLogistic] {
            let found = run(&quiet, comparator);
            assert!(
                found.parameters[0].0.contains("static rate")
                    && found.probabilities.iter().all(|p| *p < 1e-5)
            );
        }
    }
}
