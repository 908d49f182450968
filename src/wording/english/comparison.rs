//! The forecast beside simple methods.

use crate::results::LeaderBoard;
use crate::study::Variable;
use watchback_translate::tr;

/// What the streams of a variable are called. `None`: those of all variables.
pub fn variable(variable: Option<Variable>) -> &'static str {
    match variable {
        None => tr!("all streams"),
        Some(Variable::Violent) => tr!("violent crime"),
        Some(Variable::Property) => tr!("property crime"),
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
    pub fn name(self) -> &'static str {
        match self {
            Self::Better => tr!("better"),
            Self::NotShown => tr!("not shown to be better"),
            Self::Worse => tr!("worse"),
            Self::NotEvaluable => tr!("too short to tell"),
        }
    }
}

/// The network's forecast beside the simple method that did best on training data, in a sentence
/// for each outcome.
pub fn boards(boards: &[LeaderBoard]) -> String {
    let outcomes = [Outcome::Better, Outcome::NotShown, Outcome::Worse, Outcome::NotEvaluable];
    let sentences = outcomes.into_iter().filter_map(|outcome| {
        let of_outcome = boards.iter().filter(|board| outcome_of(board) == outcome);
        let names: Vec<&str> = of_outcome.map(|board| variable(Some(board.variable))).collect();
        let names = Some(names.join(tr!(" and "))).filter(|names| !names.is_empty())?;
        Some(match outcome {
            Outcome::Better => tr!(
                "The network forecasts {names} better than the simple method that did best on training data."
            ),
            Outcome::NotShown => tr!(
                "The network is not shown to forecast {names} better than the simple method that did best on training data."
            ),
            Outcome::Worse => tr!(
                "The network forecasts {names} worse than the simple method that did best on training data."
            ),
            Outcome::NotEvaluable => {
                tr!("The test period is too short to compare the network with simple methods for {names}.")
            }
        })
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
