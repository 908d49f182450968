//! One stream in the results: where it is, how often it has events, and how its forecast did.

use serde::{Deserialize, Serialize};

use super::Parts;
use crate::chance::Chance;
use crate::forecast::ConstantReason;
use crate::score::{AucKind, NotEvaluable, ScoreTable, TolerantFigures, Undefined, own_figure};
use crate::space::Grid;
use crate::study::Variable;

/// A stream's figures.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StreamResult {
    /// What the stream counts.
    pub variable: Variable,
    /// Row of the tile, 0 in the south.
    pub row: u16,
    /// Column of the tile, 0 in the west.
    pub column: u16,
    /// The tile's centre, degrees.
    pub latitude: f64,
    /// The tile's centre, degrees.
    pub longitude: f64,
    /// Share of training steps with an event: the static rate.
    pub training_rate: f64,
    /// Test steps.
    pub test_steps: usize,
    /// Test steps with an event.
    pub test_events: usize,
    /// Transducers in the combination; 0 where the forecast is constant.
    pub models: usize,
    /// Why the forecast is constant, where it is.
    pub constant: Option<ConstantReason>,
    /// Strict AUC.
    pub strict: Figure,
    /// Tolerant AUC, released rule.
    pub released: Figure,
    /// Tolerant AUC, plain rule.
    pub plain: Figure,
    /// Tolerant AUCs at 1, 2 and 3 steps, both rules.
    pub tolerant: Vec<TolerantFigures>,
    /// Brier score of the forecast.
    pub brier: f64,
    /// Brier score of the static rate.
    pub brier_static: f64,
    /// Why the stream's own figures say too little to be judged or coloured, where they do.
    pub not_evaluable: Option<NotEvaluable>,
}

/// A figure with what chance gives.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Figure {
    /// The figure, or null.
    pub value: Option<f64>,
    /// Why it is null.
    pub undefined: Option<Undefined>,
    /// The rounds of chance.
    pub chance: Option<Chance>,
}

impl Figure {
    fn new(scores: &ScoreTable, kind: AucKind, stream: usize) -> Self {
        match (scores.observed(kind, stream), scores.rounds(kind, stream)) {
            (Ok(value), Ok(rounds)) => {
                let chance = Chance::new(value, &rounds.to_vec()).ok();
                Self { value: Some(value), undefined: None, chance }
            }
            (Err(reason), _) | (_, Err(reason)) => {
                Self { value: None, undefined: Some(reason), chance: None }
            }
        }
    }

    /// Whether the figure lies within the 2.5 % and 97.5 % points of its own rounds of chance;
    /// false without any.
    ///
    /// # Examples
    /// ```
    /// use watchback::chance::Chance;
    /// use watchback::results::Figure;
    /// let of = |value| Figure {
    ///     value: Some(value),
    ///     undefined: None,
    ///     chance: Chance::new(value, &[0.4, 0.5, 0.6]).ok(),
    /// };
    /// // The points are 0.405 and 0.595.
    /// assert!(of(0.59).within_chance() && !of(0.6).within_chance() && !of(0.4).within_chance());
    /// ```
    #[must_use]
    pub fn within_chance(&self) -> bool {
        let band = self.value.zip(self.chance);
        band.is_some_and(|(value, chance)| (chance.lo..=chance.hi).contains(&value))
    }

    /// The figure less the mean of chance.
    #[must_use]
    pub fn above_chance(&self) -> Option<f64> {
        Some(self.value? - self.chance?.mean)
    }
}

impl StreamResult {
    /// Puts together the parts of the stream of index `stream`; `None` where there is no such
    /// stream.
    pub(super) fn new(
        parts: &Parts<'_>,
        grid: &Grid,
        (training_rate, never_moves): (f64, bool),
        stream: usize,
    ) -> Option<Self> {
        let key = parts.streams.keys.get(stream)?;
        let combination = parts.combinations.get(stream)?;
        let (scores, static_scores) = (parts.scores, parts.static_scores);
        let (latitude, longitude) = grid.centre(key.tile);
        let figure = |kind| Figure::new(scores, kind, stream);
        Some(Self {
            variable: key.variable,
            row: key.tile.row,
            column: key.tile.column,
            latitude,
            longitude,
            training_rate,
            test_steps: scores.n_steps(),
            test_events: scores.n_events(stream),
            models: combination.n_models,
            constant: combination.constant().or(never_moves.then_some(ConstantReason::NeverMoves)),
            strict: figure(AucKind::Strict),
            released: figure(AucKind::Released),
            plain: figure(AucKind::Plain),
            tolerant: parts.ranks.get(stream)?.tolerant(),
            brier: scores.brier(stream).unwrap_or(f64::NAN),
            brier_static: static_scores.brier(stream).unwrap_or(f64::NAN),
            not_evaluable: own_figure(scores, AucKind::Strict, stream).err(),
        })
    }

    /// Share of test steps with an event.
    #[must_use]
    pub fn test_rate(&self) -> f64 {
        self.test_events as f64 / self.test_steps.max(1) as f64
    }
}
