//! The forecast beside simple methods.

use crate::results::LeaderBoard;
use crate::study::Variable;

/// What the streams of a variable are called. `None`: those of all variables.
pub const fn variable(variable: Option<Variable>) -> &'static str {
    match variable {
        None => "all streams",
        Some(Variable::Violent) => "violent crime",
        Some(Variable::Property) => "property crime",
        Some(Variable::Arrest) => "arrests",
    }
}

/// What a comparison came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The network is better.
    Better,
    /// That it is better is not shown.
    NotShown,
    /// It is worse.
    Worse,
    /// The test period is too short.
    NotEvaluable,
}

impl Outcome {
    /// Whether one of the two is shown to be better.
    pub const fn is_shown(self) -> bool {
        matches!(self, Self::Better | Self::Worse)
    }

    /// In a word or two.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Better => "better",
            Self::NotShown => "not shown to be better",
            Self::Worse => "worse",
            Self::NotEvaluable => "too short to tell",
        }
    }
}

/// The network's forecast beside the simple method that did best on training data, in a sentence
/// for each outcome.
pub fn boards(boards: &[LeaderBoard]) -> String {
    const THAN: &str = " better than the simple method that did best on training data.";
    let outcomes = [
        (Outcome::Better, "The network forecasts", THAN),
        (Outcome::NotShown, "The network is not shown to forecast", THAN),
        (
            Outcome::Worse,
            "The network forecasts",
            " worse than the simple method that did best on training data.",
        ),
        (
            Outcome::NotEvaluable,
            "The test period is too short to compare the network with simple methods for",
            ".",
        ),
    ];
    let sentences = outcomes.into_iter().filter_map(|(outcome, begin, end)| {
        let of_outcome = boards.iter().filter(|board| outcome_of(board) == outcome);
        let names: Vec<&str> = of_outcome.map(|board| variable(Some(board.variable))).collect();
        (!names.is_empty()).then(|| format!("{begin} {}{end}", names.join(" and ")))
    });
    sentences.collect::<Vec<_>>().join(" ")
}

/// What the comparison with the method that did best on training data came to.
pub fn outcome_of(board: &LeaderBoard) -> Outcome {
    let best = board.rows.iter().find(|row| row.comparator == board.best_on_training);
    let is_worse = best.and_then(|row| row.forecast_over.interval).is_some_and(|(_, hi)| hi < 0.0);
    match board.adds {
        Some(true) => Outcome::Better,
        Some(false) if is_worse => Outcome::Worse,
        Some(false) => Outcome::NotShown,
        None => Outcome::NotEvaluable,
    }
}
