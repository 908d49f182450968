//! What a map can show, and how values become colours.

use crate::logic::theme::{Colour, Scale, colour, css};
use watchback_translate::tr;

/// How values become colours: a scale between two ends; beyond them a value takes the end's colour.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Colours {
    /// What the colours run from and to.
    pub scale: Scale,
    /// The value at the low end.
    pub low: f64,
    /// The value at the high end.
    pub high: f64,
}

impl Colours {
    /// A value's colour.
    pub fn of(self, value: f64, dark: bool) -> Colour {
        colour(self.scale, (value - self.low) / (self.high - self.low), dark)
    }

    /// The scale from its low to its high end, as a CSS background.
    pub fn gradient(self, dark: bool) -> String {
        let stops: Vec<String> =
            (0..=10).map(|step| css(colour(self.scale, f64::from(step) / 10.0, dark))).collect();
        format!("linear-gradient(to right, {})", stops.join(", "))
    }
}

/// A layer of the map.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layer {
    /// Share of test days with an event.
    EventRate,
    /// Strict AUC.
    Auc,
    /// Strict AUC less the mean of chance.
    AboveChance,
    /// The forecast of one day, and what happened.
    Risk,
}

impl Layer {
    /// All layers, in the order of the choice.
    pub const ALL: [Self; 4] = [Self::Risk, Self::EventRate, Self::Auc, Self::AboveChance];

    /// What the layer is called.
    pub fn title(self) -> &'static str {
        match self {
            Self::EventRate => tr!("Event rate"),
            Self::Auc => "AUC",
            Self::AboveChance => tr!("AUC above chance"),
            Self::Risk => tr!("Forecast risk of a day"),
        }
    }

    /// What a value of it measures, before the value.
    pub fn measure(self) -> &'static str {
        match self {
            Self::EventRate => tr!("days with an event"),
            Self::Auc => "AUC",
            Self::AboveChance => tr!("AUC above chance"),
            Self::Risk => tr!("forecast risk"),
        }
    }

    /// The unit of its values.
    pub fn unit(self) -> &'static str {
        match self {
            Self::EventRate => tr!("share of test days, %"),
            Self::Auc => tr!("no unit, a coin is 0.5"),
            Self::AboveChance => tr!("difference of AUC, no unit"),
            Self::Risk => tr!("probability, %"),
        }
    }

    /// What the colours mean, in a sentence.
    pub fn meaning(self) -> &'static str {
        match self {
            Self::EventRate => tr!("Share of test days with at least one event."),
            Self::Auc => tr!("How well the forecast ranked this tile's own days, strictly: 0.5 is a coin."),
            Self::AboveChance => {
                tr!(
                    "The tile's AUC less the mean AUC of its own forecast shifted in time. Hatched tiles lie within what 95 % of their own shifts give. Of thousands some stand out by chance alone: see how many under the histogram before reading a pattern."
                )
            }
            Self::Risk => {
                tr!(
                    "Probability of at least one event on the day, as forecast before it. A dot: it happened."
                )
            }
        }
    }

    /// Its colours.
    pub const fn colours(self) -> Colours {
        let (scale, low, high) = match self {
            Self::EventRate | Self::Risk => (Scale::Sequential, 0.0, 0.5),
            Self::Auc => (Scale::Diverging, 0.35, 0.65),
            Self::AboveChance => (Scale::Diverging, -0.15, 0.15),
        };
        Colours { scale, low, high }
    }
}

/// What a tile shows.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TileValue {
    /// The value; `None` where it is not evaluable: the ground shows through.
    pub shown: Option<f64>,
    /// Whether it is hatched: it lies within the tile's own band of chance, on the layer that holds
    /// it against chance; or the forecast never moves, on the layer of scores.
    pub hatched: bool,
    /// Whether an event happened, on layers that show a day with a known outcome.
    pub happened: Option<bool>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_beyond_the_scale_take_its_ends() {
        for layer in Layer::ALL {
            let colours = layer.colours();
            for dark in [false, true] {
                assert_eq!(colours.of(colours.low - 1.0, dark), colours.of(colours.low, dark));
                assert_eq!(colours.of(colours.high + 1.0, dark), colours.of(colours.high, dark));
                assert_ne!(colours.of(colours.low, dark), colours.of(colours.high, dark));
            }
        }
    }

    #[test]
    fn the_middle_of_a_diverging_scale_is_its_neutral_colour() {
        assert_eq!(Layer::Auc.colours().of(0.5, false), [247, 247, 247]);
        assert_eq!(Layer::AboveChance.colours().of(0.0, true), [58, 58, 66]);
    }

    #[test]
    fn a_value_that_is_no_number_takes_the_low_end() {
        let colours = Layer::Risk.colours();
        assert_eq!(colours.of(f64::NAN, false), colours.of(0.0, false));
    }

    #[test]
    fn the_gradient_runs_from_low_to_high() {
        let colours = Layer::Risk.colours();
        let gradient = colours.gradient(false);
        assert!(gradient.starts_with(&format!("linear-gradient(to right, {}", css(colours.of(0.0, false)))));
        assert!(gradient.ends_with(&format!("{})", css(colours.of(0.5, false)))));
        assert_eq!(gradient.matches("rgb(").count(), 11);
    }
}
