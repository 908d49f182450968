//! What a run found, for a reader who has two minutes: a question, an answer of at most twenty
//! words, how certain it is, and one line of doubt.
//!
//! An answer says no more than the test behind it. Values of areas are called by their column's own
//! name: a high share of a group is no hardship.

use super::comparison::{self, Outcome};
use super::numbers::{count, days_ahead, decimals, percent, signed_small};
use crate::audit::{ArrestRates, ClaimVerdict, Found, PushReport};
use crate::forecast::Comparator;
use crate::released::Ladder;
use crate::results::{HarmByGroup, LeaderBoard, Results};
use crate::score::{FlagRule, Verdict};
use crate::study::Variable;
use watchback_translate::{look_up, mark, tr, translated};

/// How certain a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Certainty {
    /// Its test passed.
    Shown,
    /// Its test did not pass; that is no proof of the contrary.
    NotShown,
    /// It is counted, and nothing is tested.
    Described,
    /// There is too little to tell.
    CannotBeTold,
}

impl Certainty {
    /// In one or two words.
    pub fn name(self) -> &'static str {
        match self {
            Self::Shown => tr!("Shown"),
            Self::NotShown => tr!("Not shown"),
            Self::Described => tr!("Described, not tested"),
            Self::CannotBeTold => tr!("Cannot be told"),
        }
    }
}

/// A finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// What was asked.
    pub question: &'static str,
    /// The answer, at most twenty words.
    pub answer: String,
    /// How certain it is.
    pub certainty: Certainty,
    /// What it leaves open.
    pub doubt: String,
    /// What its picture measures.
    pub measure: String,
    /// What the picture's parts are, and of how much.
    pub note: String,
}

/// What the two ends of areas' values are called.
///
/// # Examples
/// ```
/// use watchback::wording::findings::Ends;
/// let index = Ends::new("HARDSHIP INDEX ", false);
/// assert_eq!([index.first(), index.last()], ["lowest hardship index", "highest hardship index"]);
/// // Turned round, so that the last fifth is that of need.
/// assert_eq!(Ends::new("Income", true).last(), "lowest income");
/// assert_eq!(Ends::new("Blk14P", false).last(), "highest Blk14P");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ends {
    name: String,
    is_turned: bool,
}

impl Ends {
    /// By the column's name; `turned` where its high values come first.
    pub fn new(column: &str, turned: bool) -> Self {
        let name = column.trim();
        // Plain words are written small; codes stay as they are.
        let is_words = name.chars().all(|letter| letter.is_alphabetic() || letter == ' ' || letter == '_');
        let is_one_case = name.chars().skip(1).all(|letter| !letter.is_uppercase())
            || name.chars().all(|letter| !letter.is_lowercase());
        let name = if is_words && is_one_case && name.len() > 4 {
            name.to_lowercase().replace('_', " ")
        } else {
            name.to_owned()
        };
        Self { name, is_turned: turned }
    }

    /// What the first fifth has.
    pub fn first(&self) -> String {
        let name = &self.name;
        if self.is_turned { tr!("highest {name}") } else { tr!("lowest {name}") }
    }

    /// What the last fifth has.
    pub fn last(&self) -> String {
        let name = &self.name;
        if self.is_turned { tr!("lowest {name}") } else { tr!("highest {name}") }
    }

    /// What the last fifth has, without the value's name.
    pub fn last_word(&self) -> &'static str {
        if self.is_turned { tr!("lowest") } else { tr!("highest") }
    }

    /// What the first fifth has, without the value's name.
    pub fn first_word(&self) -> &'static str {
        if self.is_turned { tr!("highest") } else { tr!("lowest") }
    }
}

/// Whether the forecast tells more than chance; `None` where nothing was forecast.
pub fn forecast(results: &Results) -> Option<Finding> {
    let all = results.aggregates.iter().find(|aggregate| aggregate.headline)?;
    let settings = results.study.settings();
    let ahead = days_ahead(settings.horizon_steps * settings.step_days);
    let figures = all.figures.figures.as_ref();
    let (answer, certainty) = match all.figures.verdict {
        Verdict::BeatsChance => (
            tr!("The forecast told better than chance, {ahead}, on which days a place would see crime."),
            Certainty::Shown,
        ),
        Verdict::NotDistinguishable => (
            tr!("It is not shown that the forecast can tell, {ahead}, which days a place sees crime."),
            Certainty::NotShown,
        ),
        Verdict::NotEvaluable { .. } => {
            (tr!("There is too little to judge the forecast by.").to_owned(), Certainty::CannotBeTold)
        }
    };
    let doubt = match (all.figures.verdict, figures) {
        (Verdict::NotEvaluable { reason }, _) => tr!("Not evaluable: {}.", translated(&reason.to_string())),
        (Verdict::NotDistinguishable, Some(figures)) => tr!(
            "An edge of {:.1} points over a coin would most likely have been seen.",
            100.0 * (figures.minimum_detectable.mean_auc - 0.5)
        ),
        (_, Some(figures)) => tr!(
            "By chance alone the same forecast reaches {} to {}.",
            percent(figures.strict.chance.lo),
            percent(figures.strict.chance.hi)
        ),
        (_, None) => String::new(),
    };
    let note = figures.map_or_else(String::new, |figures| {
        tr!(
            "The band: 95 % of the same forecasts moved in time. {} streams, {} event days.",
            count(figures.strict.n_streams as u64),
            count(all.figures.n_events)
        )
    });
    Some(Finding {
        question: tr!("Does the forecast work?"),
        answer,
        certainty,
        doubt,
        measure: tr!("Pairs of days put in the right order, {ahead}"),
        note,
    })
}

/// The network against simple averages of past crimes, which need no network.
pub fn simple_methods(boards: &[LeaderBoard]) -> Option<Finding> {
    let crimes = boards.iter().filter(|board| board.variable != Variable::Arrest);
    let outcomes: Vec<(Outcome, Variable)> =
        crimes.map(|board| (comparison::outcome_of(board), board.variable)).collect();
    let first = *outcomes.first()?;
    let all_alike = outcomes.iter().all(|(outcome, _)| *outcome == first.0);
    // The kinds apart would be two sentences: what is shown of one kind alone is said of it.
    let shown = outcomes.iter().copied().find(|(outcome, _)| outcome.is_shown());
    let (outcome, variable) = shown.unwrap_or(first);
    let (answer, certainty) = against_averages(outcome, (!all_alike).then_some(variable));
    let others: Vec<String> = outcomes
        .iter()
        .filter(|_| !all_alike)
        .map(|(outcome, variable)| format!("{}: {}", comparison::variable(Some(*variable)), outcome.name()))
        .collect();
    let board = boards.first()?;
    let doubt = if others.is_empty() {
        honest(board)
    } else {
        tr!("By kind: {}. {}", others.join("; "), honest(board))
    };
    Some(Finding {
        question: tr!("Is it better than simple averages?"),
        answer,
        certainty,
        doubt,
        measure: tr!(
            "Gain over a constant rate, thousandths of a nat a day: {}",
            comparison::variable(Some(board.variable))
        ),
        note: tr!("Right of the line: better than a constant rate. Intervals stand in the evidence.")
            .to_owned(),
    })
}

/// The answer for all kinds of crime together, or for one.
fn against_averages(outcome: Outcome, of: Option<Variable>) -> (String, Certainty) {
    let of = of.map(|of| comparison::variable(Some(of)));
    let answer = match (outcome, of) {
        (Outcome::Better, None) => {
            tr!("The network forecasts better than simple averages of past crimes.").to_owned()
        }
        (Outcome::Better, Some(of)) => {
            tr!("The network forecasts {of} better than simple averages of past crimes.")
        }
        (Outcome::Worse, None) => {
            tr!("Simple averages of past crimes forecast better than the network.").to_owned()
        }
        (Outcome::Worse, Some(of)) => {
            tr!("Simple averages of past crimes forecast {of} better than the network.")
        }
        (Outcome::NotShown, None) => {
            tr!("It is not shown that the network forecasts better than simple averages of past crimes.")
                .to_owned()
        }
        (Outcome::NotShown, Some(of)) => {
            tr!("It is not shown that the network forecasts {of} better than simple averages of past crimes.")
        }
        (Outcome::NotEvaluable, _) => {
            tr!("The test period is too short to compare the network with simple averages.").to_owned()
        }
    };
    let certainty = match outcome {
        Outcome::Better | Outcome::Worse => Certainty::Shown,
        Outcome::NotShown => Certainty::NotShown,
        Outcome::NotEvaluable => Certainty::CannotBeTold,
    };
    (answer, certainty)
}

/// What can honestly be forecast: the method that was chosen on training days, against a constant
/// rate.
fn honest(board: &LeaderBoard) -> String {
    let row = |method: Comparator| board.rows.iter().find(|row| row.comparator == method);
    let rows = row(board.best_on_training).zip(row(Comparator::StaticRate));
    let gain = rows.map_or(0.0, |(best, rate)| 1e3 * (best.log_score - rate.log_score));
    let what = comparison::variable(Some(board.variable));
    if gain < LEAST_GAIN {
        return tr!("Of {what}, no more than a constant rate can honestly be forecast here.");
    }
    tr!(
        "What can honestly be forecast of {what}: {}, chosen on training days, gains {} thousandths of a nat a day.",
        look_up(board.best_on_training.title()).to_lowercase(),
        signed_small(gain)
    )
}

/// A gain that is worth a word, thousandths of a nat a place and day.
const LEAST_GAIN: f64 = 0.05;

/// How the paper's 90 % come about: of violent crime where it is told; and which variable it is of.
pub fn ladder(ladder: &Ladder) -> Option<(Variable, Finding)> {
    let told = ladder.variables.iter().find_map(|of| Some((of, super::ladder::ends(of)?)));
    let (of, (from, to)) = told.filter(|(_, (from, to))| from.rung != to.rung)?;
    let is_chance = super::ladder::is_chance(of);
    let what = comparison::variable(Some(of.variable));
    let answer = if is_chance {
        tr!(
            "Choices lift the score for {what} from {} to {}; forecasts moved in time climb as high.",
            decimals(from.value?),
            decimals(to.value?)
        )
    } else {
        tr!(
            "Choices lift the score for {what} from {} to {}; forecasts moved in time reach {}.",
            decimals(from.value?),
            decimals(to.value?),
            decimals(to.chance?.mean)
        )
    };
    let finding = Finding {
        question: tr!("How do they come to 90 %?"),
        answer,
        certainty: Certainty::Described,
        doubt: tr!("How the published figure was made is not known, only what the authors' program does.")
            .to_owned(),
        measure: tr!("Mean score of {what}, one more choice from bar to bar"),
        note: look_up(super::ladder::NOTE).to_owned(),
    };
    Some((of.variable, finding))
}

/// Who gets the false alarms: violent crime where it is told, one tile in twenty flagged.
pub fn false_alarms(harm: &HarmByGroup, ends: &Ends) -> Option<Finding> {
    let (variable, by_fifth) = alarms_by_fifth(harm)?;
    let crime = match variable {
        Variable::Violent => tr!("each" => "violent crime"),
        Variable::Property => tr!("each" => "property crime"),
        Variable::Arrest => tr!("each" => "arrest"),
    };
    let ends_of = by_fifth.first().copied().flatten().zip(by_fifth.last().copied().flatten());
    let (answer, certainty) = match ends_of {
        Some((low, high)) => (
            tr!(
                "{:.2} false alarms for each reported {crime} at the {}, {:.2} at the {}.",
                high.value,
                ends.last(),
                low.value,
                ends.first_word()
            ),
            Certainty::Described,
        ),
        None => (
            tr!("Too little was forecast or reported at either end to compare false alarms.").to_owned(),
            Certainty::CannotBeTold,
        ),
    };
    Some(Finding {
        question: tr!("Who gets the false alarms?"),
        answer,
        certainty,
        doubt: tr!(
            "Where fewer of the crimes that happen are reported, each reported one bears more false alarms."
        )
        .to_owned(),
        measure: tr!("False alarms for each reported {crime}"),
        note: tr!(
            "One tile in twenty flagged each day. Dashed: the same flags moved in time. Fifths of the areas by {}.",
            harm.value.trim()
        ),
    })
}

/// A fifth's bar: the figure, its interval, and what it is seen beside.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Fifth {
    /// The figure.
    pub value: f64,
    /// Its 95 % interval, where there is one.
    pub interval: Option<(f64, f64)>,
    /// What it is seen beside: its mean by chance, or the mean of all fifths.
    pub beside: Option<f64>,
}

/// False alarms for each reported crime by fifth, of the first variable that says; `None` for a
/// fifth that is not evaluable.
pub fn alarms_by_fifth(harm: &HarmByGroup) -> Option<(Variable, Vec<Option<Fifth>>)> {
    let (variable, groups) = harm.variables.iter().find(|(variable, _)| *variable != Variable::Arrest)?;
    let of_rule = groups.iter().filter(|of| of.rule == FlagRule::TopTwentieth);
    let fifth = |of: &crate::score::GroupHarm| {
        let alarms = of.figures?.false_alarms_per_crime;
        let beside = alarms.chance.map(|chance| chance.mean);
        Some(Fifth { value: alarms.value, interval: alarms.interval, beside })
    };
    Some((*variable, of_rule.map(fifth).collect()))
}

/// Arrests for each reported crime by fifth, with the same mix of crimes, of the whole period.
pub fn arrests_by_fifth(rates: &ArrestRates) -> Vec<Option<Fifth>> {
    let groups = rates.clearance.periods.first().map(|whole| whole.groups.as_slice()).unwrap_or_default();
    let rate = groups.iter().filter_map(|group| group.standardised);
    let (sum, n) = rate.fold((0.0, 0), |(sum, n), of| (sum + of.value, n + 1));
    let mean = if n > 0 { Some(100.0 * sum / f64::from(n)) } else { None };
    let fifth = |group: &crate::audit::GroupRate| {
        let rate = group.standardised?;
        let interval = Some((100.0 * rate.interval.0, 100.0 * rate.interval.1));
        Some(Fifth { value: 100.0 * rate.value, interval, beside: mean })
    };
    groups.iter().map(fifth).collect()
}

/// Arrests for each reported crime, the last fifth beside the first.
pub fn arrests(rates: &ArrestRates, ends: &Ends) -> Finding {
    let whole = rates.clearance.periods.first();
    let contrast = whole.and_then(|whole| whole.standardised);
    let (answer, certainty, doubt) = match contrast {
        None => (
            tr!("Arrests for each reported crime cannot be compared between the fifths.").to_owned(),
            Certainty::CannotBeTold,
            tr!("A fifth needs 20 tiles, 5 areas and 300 crimes.").to_owned(),
        ),
        Some(contrast) if contrast.is_claimed(rates.spatial.as_ref()) => {
            let (ratio, _) = contrast.ratio();
            let share = 100.0 * (ratio - 1.0).abs();
            let (last, first) = (ends.last(), ends.first_word());
            let doubt = rates.reporting.map_or_else(String::new, |of| {
                tr!(
                    "Crimes reported {:.2} times as often in the last fifth as in the first would explain it.",
                    of.tipping
                )
            });
            (
                if ratio < 1.0 {
                    tr!(
                        "At the {last}, the same crimes led to an arrest {share:.0} % less often than at the {first}."
                    )
                } else {
                    tr!(
                        "At the {last}, the same crimes led to an arrest {share:.0} % more often than at the {first}."
                    )
                },
                Certainty::Shown,
                doubt,
            )
        }
        Some(_) => (
            tr!(
                "It is not shown that the same crimes lead to an arrest less or more often at the {}.",
                ends.last()
            ),
            Certainty::NotShown,
            rates.spatial.map_or_else(
                || tr!("The areas' pattern could not be compared with that of chance.").to_owned(),
                |spatial| {
                    tr!(
                        "The gap may be chance: p {} against maps with the same pattern.",
                        decimals(spatial.p)
                    )
                },
            ),
        ),
    };
    Finding {
        question: tr!("Are arrests made alike?"),
        answer,
        certainty,
        doubt,
        measure: tr!("Arrests for 100 reported crimes, the same mix of crimes").to_owned(),
        note: tr!(
            "Violent and property crimes, {} of them. Dashed: the mean of the fifths. Lines: 95 % over areas.",
            count(rates.crimes.used)
        ),
    }
}

/// Where arrests go in the model when crime is raised. `worked`: what was said of the forecast.
pub fn pushes(pushes: &Found<PushReport>, worked: Option<Certainty>, ends: &Ends) -> Finding {
    let (answer, certainty, tiles) = match pushes {
        Found::Found(report) => {
            let tiles = report.claim.low.tiles + report.claim.high.tiles;
            match &report.claim.verdict {
                ClaimVerdict::Differs if report.is_stable() => (
                    tr!("In the model, arrests answer raised crime otherwise at the {}.", ends.last()),
                    Certainty::Shown,
                    tiles,
                ),
                ClaimVerdict::NotEvaluable { reason } => (
                    tr!("It cannot be told: {}.", translated(&reason.to_string())),
                    Certainty::CannotBeTold,
                    tiles,
                ),
                _ => (
                    tr!(
                        "It is not shown that arrests in the model answer raised crime otherwise at the {}.",
                        ends.last()
                    ),
                    Certainty::NotShown,
                    tiles,
                ),
            }
        }
        Found::Refused { .. } => {
            (tr!("It cannot be told from these files.").to_owned(), Certainty::CannotBeTold, 0)
        }
    };
    let of_model =
        tr!("This speaks of a model, and of {} tiles whose arrests it forecasts", count(tiles as u64));
    let doubt = match (pushes, worked) {
        (Found::Refused { reason }, _) => super::numbers::sentence(&translated(reason)),
        (_, Some(Certainty::Shown)) => format!("{of_model}."),
        _ => tr!("{of_model}; that it works at all is not shown."),
    };
    Finding {
        question: tr!("Where do arrests go when crime rises?"),
        answer,
        certainty,
        doubt,
        measure: tr!("Change of forecast arrests when violent crime rises by a tenth").to_owned(),
        note: tr!("Lines: 95 % over areas.").to_owned(),
    }
}

/// What is said of results that were opened from a file.
pub const FROM_A_FILE: &str = mark!(
    "These results were saved, and are shown as the file has them: that alone checks nothing. To check them, bring the same city files and run: the digests must be equal. Arrests by fifths stand in audit.json."
);

/// What none of the findings says.
pub const LIMITS: &str = mark!(
    "Reported crime is not crime. Areas are not people. Everything looks back. An arrest is the flag in the record, not what an officer did."
);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chance::Chance;
    use crate::released::{LadderSums, Rung, RungFigure, RungScorer};
    use crate::score::Shifts;

    #[test]
    fn names_of_columns_are_words_where_they_are_and_codes_stay() {
        for (column, high) in [
            ("HARDSHIP INDEX", "highest hardship index"),
            ("median_income", "highest median income"),
            ("PctBlack", "highest PctBlack"),
            ("B19013_001E", "highest B19013_001E"),
            ("IMD", "highest IMD"),
        ] {
            assert_eq!(Ends::new(column, false).last(), high);
        }
    }
    #[test]
    fn what_is_shown_of_neither_kind_is_not_called_shown() {
        let board = |variable, adds| LeaderBoard {
            variable,
            log_score: -0.3,
            mean_auc: None,
            best_on_training: Comparator::Recency,
            adds,
            rows: Vec::new(),
        };
        for (violent, property, certainty) in [
            (Some(false), None, Certainty::NotShown),
            (None, Some(false), Certainty::CannotBeTold),
            (None, None, Certainty::CannotBeTold),
            (Some(false), Some(true), Certainty::Shown),
        ] {
            let boards = [board(Variable::Violent, violent), board(Variable::Property, property)];
            let finding = simple_methods(&boards).unwrap();
            assert_eq!(finding.certainty, certainty, "{}", finding.answer);
            assert!(finding.answer.split(' ').count() <= 20, "{}", finding.answer);
        }
    }

    #[test]
    fn a_ladder_says_that_chance_climbs_as_high_only_where_every_rung_is_chance() {
        let of = |top: f64| {
            let rung = |rung, value: f64| RungFigure {
                rung,
                value: Some(value),
                streams: 30,
                chance: Chance::new(value, &[0.49, 0.5, 0.51, 0.89, 0.9]).ok(),
                rotated: None,
            };
            let mut sums = LadderSums::new(Variable::Violent, &RungScorer::new(&Shifts::none(), None, 7))
                .finish(None, None);
            sums.rungs = vec![rung(Rung::Strict, 0.5), rung(Rung::BothOrders, top)];
            Ladder { variables: vec![sums], learnt: 9, kept: 1, cut: 0, seed: 1 }
        };
        // The mean of chance is .658: a rung that its band holds may be far from it.
        for (top, says) in [(0.655, "climb as high"), (0.88, "reach 0.658"), (0.95, "reach 0.658")] {
            let (variable, finding) = ladder(&of(top)).unwrap();
            assert_eq!((variable, finding.certainty), (Variable::Violent, Certainty::Described));
            assert!(finding.answer.contains(says), "{}", finding.answer);
            assert!(finding.answer.split(' ').count() <= 20, "{}", finding.answer);
        }
    }
}
