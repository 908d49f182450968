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

/// The network's forecast beside the simple method that did best on training data, in a sentence
/// for each outcome.
pub fn boards(boards: &[LeaderBoard]) -> String {
    let outcomes = [
        ("The network forecasts", "better than the simple method that did best on training data."),
        (
            "The network is not shown to forecast",
            "better than the simple method that did best on training data.",
        ),
        ("The network forecasts", "worse than the simple method that did best on training data."),
        ("The test period is too short to compare the network with simple methods for", ""),
    ];
    let sentences = outcomes.into_iter().enumerate().filter_map(|(outcome, (begin, end))| {
        let of_outcome = boards.iter().filter(|board| outcome_of(board) == outcome);
        let names: Vec<&str> = of_outcome.map(|board| variable(Some(board.variable))).collect();
        let names = names.join(" and ");
        let end = if end.is_empty() { ".".to_owned() } else { format!(" {end}") };
        (!names.is_empty()).then(|| format!("{begin} {names}{end}"))
    });
    sentences.collect::<Vec<_>>().join(" ")
}

/// The number of an outcome: better, not shown, worse, or not to be told.
fn outcome_of(board: &LeaderBoard) -> usize {
    let best = board.rows.iter().find(|row| row.comparator == board.best_on_training);
    let is_worse = best.and_then(|row| row.forecast_over.interval).is_some_and(|(_, hi)| hi < 0.0);
    match board.adds {
        Some(true) => 0,
        Some(false) if is_worse => 2,
        Some(false) => 1,
        None => 3,
    }
}
