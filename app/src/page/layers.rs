//! What a map can show, and how values become colours.

use crate::theme::Scale;

/// A layer of the map.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Layer {
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
    pub(super) const ALL: [Self; 4] = [Self::Risk, Self::EventRate, Self::Auc, Self::AboveChance];

    pub(super) const fn title(self) -> &'static str {
        match self {
            Self::EventRate => "Event rate",
            Self::Auc => "AUC",
            Self::AboveChance => "AUC above chance",
            Self::Risk => "Forecast risk of a day",
        }
    }

    /// What the colours mean, in a sentence.
    pub(super) const fn meaning(self) -> &'static str {
        match self {
            Self::EventRate => "Share of test days with at least one event.",
            Self::Auc => "How well the forecast ranked this tile's own days, strictly: 0.5 is a coin.",
            Self::AboveChance => {
                "The tile's AUC less the mean AUC of its own forecast shifted in time. Hatched tiles lie within what 95 % of their own shifts give. Of thousands some stand out by chance alone: see how many under the histogram before reading a pattern."
            }
            Self::Risk => {
                "Probability of at least one event on the day, as forecast before it. A dot: it happened."
            }
        }
    }

    pub(super) const fn scale(self) -> Scale {
        match self {
            Self::EventRate | Self::Risk => Scale::Sequential,
            Self::Auc | Self::AboveChance => Scale::Diverging,
        }
    }

    /// Values at the low and the high end of the scale.
    pub(super) const fn ends(self) -> (f64, f64) {
        match self {
            Self::EventRate | Self::Risk => (0.0, 0.5),
            Self::Auc => (0.35, 0.65),
            Self::AboveChance => (-0.15, 0.15),
        }
    }

    /// Where a value lies between the ends of the scale; beyond them it takes the end's colour.
    pub(super) fn share(self, value: f64) -> f64 {
        let (low, high) = self.ends();
        (value - low) / (high - low)
    }
}

/// What a tile shows.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct TileValue {
    /// The value; `None` where it is not evaluable: the ground shows through.
    pub(super) shown: Option<f64>,
    /// Whether the value lies within the tile's own band of chance, on the layer that holds it against chance: it is hatched.
    pub(super) within_chance: bool,
    /// Whether an event happened, on layers that show a day with a known outcome.
    pub(super) happened: Option<bool>,
}
