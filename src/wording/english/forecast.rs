//! Whether the forecast is better than chance.

use super::numbers::{count, days_ahead, decimals, percent};
use crate::results::AggregateResult;
use crate::score::{AgainstChance, ShiftKind, Verdict};
use crate::study::Study;
use watchback_translate::{tr, translated};

/// The verdict on a set of streams, in two or three words.
///
/// # Examples
/// ```
/// use watchback::{score::Verdict, wording::forecast::label};
/// assert_eq!(label(Verdict::BeatsChance), "beats chance");
/// ```
pub fn label(verdict: Verdict) -> String {
    match verdict {
        Verdict::BeatsChance => tr!("beats chance").to_owned(),
        Verdict::NotDistinguishable => tr!("not distinguishable from chance").to_owned(),
        Verdict::NotEvaluable { reason } => tr!("not evaluable: {}", translated(&reason.to_string())),
    }
}

/// The verdict as a sentence.
pub fn verdict(verdict: Verdict, study: &Study) -> String {
    let ahead = days_ahead(study.settings().horizon_steps * study.settings().step_days);
    match verdict {
        Verdict::BeatsChance => {
            tr!(
                "The forecast did better than chance at telling, {ahead}, on which days a tile would have an event."
            )
        }
        Verdict::NotDistinguishable => tr!(
            "This test does not show that the forecast can tell, {ahead}, on which days a tile has an event: it is not distinguishable from chance."
        ),
        Verdict::NotEvaluable { .. } => tr!("There is too little to judge by.").to_owned(),
    }
}

/// What the verdict rests on, and what the test could have missed, a sentence each.
pub fn evidence(result: &AggregateResult) -> Vec<String> {
    let mut sentences = Vec::new();
    if let Some(figures) = &result.figures.figures {
        let AgainstChance { observed, chance, n_streams } = figures.strict;
        sentences.push(tr!(
            "Given a day with an event and a day without, it gave the day with the event the higher risk {} of the time (mean AUC {}, {} streams, {} event days).",
            percent(observed), decimals(observed), count(n_streams as u64), count(result.figures.n_events)
        ));
        sentences.push(tr!(
            "A coin gets 50 %. The same forecasts shifted in time got {} ({} to {} in 95 % of {} rounds), p = {}.",
            percent(chance.mean), percent(chance.lo), percent(chance.hi), chance.rounds, decimals(chance.p_at_or_above)
        ));
    }
    sentences.extend(never_move(result));
    match (result.figures.verdict, &result.figures.figures) {
        (Verdict::NotDistinguishable, Some(figures)) => {
            sentences.push(detectable(figures.minimum_detectable.mean_auc));
        }
        (Verdict::NotEvaluable { reason }, _) => {
            sentences.push(tr!("Not evaluable: {}.", translated(&reason.to_string())))
        }
        _ => {}
    }
    sentences
}

/// How many forecasts never move, and what the mean is without them. `None` where all move.
pub fn never_move(result: &AggregateResult) -> Option<String> {
    // Those that are scored: a stream with too few events has no part in the mean.
    let (all, moving) = (result.figures.n_eligible, result.moving.n_eligible);
    let constant = all.saturating_sub(moving);
    if constant == 0 {
        return None;
    }
    if moving == 0 {
        let all = count(all as u64);
        return Some(tr!(
            "None of the {all} scored forecasts ever moves. The mean is one half because of that, and says nothing of the data."
        ));
    }
    let says = tr!(
        "{} of {} scored forecasts ({}) never move: they give every day the same risk and score one half, whatever happens.",
        count(constant as u64),
        count(all as u64),
        percent(constant as f64 / all.max(1) as f64)
    );
    Some(match result.moving.figures {
        Some(moving) => tr!(
            "{says} The mean AUC of the others is {}, by chance {} ({} to {}).",
            decimals(moving.strict.observed),
            decimals(moving.strict.chance.mean),
            decimals(moving.strict.chance.lo),
            decimals(moving.strict.chance.hi)
        ),
        None => tr!("{says} The others are too few to be judged by themselves."),
    })
}

/// What the test would most likely have seen.
pub fn detectable(mean_auc: f64) -> String {
    tr!("A mean AUC of {} or more would most likely have been seen (80 % power).", decimals(mean_auc))
}

/// What is taken for chance.
pub fn chance(kind: ShiftKind) -> &'static str {
    match kind {
        ShiftKind::WholeWeeks => {
            tr!(
                "Chance: the forecasts are shifted in time by whole weeks, all streams together. Skill at weekdays stays in them, so it counts as chance. Knowledge of the season does not."
            )
        }
        ShiftKind::EveryStep => {
            tr!(
                "Chance: the forecasts are shifted in time by every number of steps from a week on, because the test period is short. Skill at weekdays does not count as chance here."
            )
        }
    }
}
