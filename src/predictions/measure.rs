//! The measure: what was found where it was predicted, beside what chance and a count find.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::board::{Board, Found, Prediction, Types};
use super::references::{COUNT_DAYS, hindsight, quotas, random, running_count, shifted};
use super::scores::score_skill;
use super::verdict::{Evidence, PredictionVerdict};
use crate::chance::Chance;
use crate::stats::{
    Jackknife, NORMAL_80_PERCENT_POINT, benjamini_hochberg, jackknife, quantile, squared_deviations,
    student_t_between, student_t_quantile,
};

/// Draws of random boxes.
const DRAWS: usize = 999;

/// Something to compare a hit rate with.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Reference {
    /// Its hit rate: the mean, where it has many.
    pub value: f64,
    /// Between which hit rates 95 % of its own lie; for a count, of vendors that are no better.
    pub chance: Option<(f64, f64)>,
    /// One-sided: how often chance gives as much; null where it cannot be told.
    pub p: Option<f64>,
    /// Draws, moves, or weeks that p rests on.
    pub rounds: usize,
    /// The least difference of hit rates that would have been seen with 80 % power at 5 %.
    pub detectable: Option<f64>,
    /// Crimes that it met; null where it has many.
    pub crimes_met: Option<u64>,
}

/// A type of crime, or several that were predicted together.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OfTypes {
    /// Their names.
    pub types: String,
    /// Boxes and slots.
    pub box_days: u64,
    /// Those hit.
    pub hits: u64,
    /// Hits / boxes and slots.
    pub hit_rate: f64,
    /// Crimes of the types.
    pub crimes: u64,
    /// Those met.
    pub crimes_met: u64,
    /// Against the same boxes in other weeks, corrected by Benjamini and Hochberg; null where there
    /// are too few moves.
    pub p_shifted_adjusted: Option<f64>,
}

/// What a list of boxes is worth.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Measure {
    /// Different places that were predicted or scored.
    pub boxes: u64,
    /// Boxes and slots that were predicted, none counted twice.
    pub box_days: u64,
    /// Those in which a crime of a predicted type was reported.
    pub hits: u64,
    /// Hits / boxes and slots.
    pub hit_rate: f64,
    /// Its 95 % interval over weeks.
    pub hit_rate_interval: Option<(f64, f64)>,
    /// Crimes of the predicted types, anywhere, on the days of the window.
    pub crimes: u64,
    /// Those in a box and slot that was predicted.
    pub crimes_met: u64,
    /// Crimes met / crimes.
    pub crimes_met_share: f64,
    /// The share of all places and slots that was predicted.
    pub place_time_share: f64,
    /// Share of crimes met / share of places and slots: the predictive accuracy index.
    pub pai: f64,
    /// Crimes met / the most that as many boxes of the same places could have met.
    pub pei_star: Option<f64>,
    /// Hits that the best boxes in hindsight would have had.
    pub hindsight_hits: u64,
    /// Boxes and slots in which a crime of any type was reported.
    pub hits_any_type: u64,
    /// Over all places together: where and when.
    pub auc_pooled: Option<f64>,
    /// The mean within places: when only.
    pub auc_by_place: Option<f64>,
    /// Places of that mean: those with at least 10 slots with a crime and 10 without.
    pub auc_places: usize,
    /// Mean precision over ranks.
    pub average_precision: Option<f64>,
    /// The share of boxes and slots on the ten commonest places.
    pub ten_commonest_share: f64,
    /// Predictions that another says already; they are not counted.
    pub repeated: u64,
    /// What the hit rate is compared with.
    pub references: BTreeMap<String, Reference>,
    /// By type, where several were predicted; exploratory.
    pub by_type: Vec<OfTypes>,
    /// The verdict, by the rules of docs/validity.md.
    pub verdict: PredictionVerdict,
    /// What is lacking for one.
    pub lacks: Vec<String>,
}

/// Measures the `chosen` predictions of a board; `names` are those of its types.
#[must_use]
pub fn measure(board: &Board<'_>, chosen: &[Prediction], names: &[String], seed: u64) -> Measure {
    let mut chosen = chosen.to_vec();
    chosen.sort_by_key(|of| (of.place, of.slot, of.types));
    let found = board.find(chosen.iter().map(|of| (of.place, of.slot, of.types)));
    let all_types = chosen.iter().fold(0, |types, of| types | of.types);
    let quotas = quotas(&chosen);
    let moved = shifted(board, &chosen);
    let mut references = BTreeMap::new();
    references.insert("random".to_owned(), by_rounds(&found, &random(board, &quotas, DRAWS, seed)));
    references.insert("shifted".to_owned(), by_rounds(&found, &moved));
    for days in COUNT_DAYS {
        let count = board.find(running_count(board, &quotas, days));
        references.insert(format!("count_{days}"), by_weeks(&found, &count));
    }
    let best = hindsight(board, &quotas);
    let skill = score_skill(board);
    let crimes = board.n_crimes(all_types);
    let p = |name: &str| references.get(name).and_then(|of| of.p);
    let evidence = Evidence {
        box_slots: found.box_slots,
        crimes,
        weeks: board.n_weeks(),
        shifts: moved.len(),
        p_random: p("random"),
        p_shifted: p("shifted"),
        p_counts: COUNT_DAYS.iter().map(|days| p(&format!("count_{days}"))).collect(),
    };
    let share = |part: u64, whole: u64| if whole == 0 { 0.0 } else { part as f64 / whole as f64 };
    let place_time = (board.n_places * board.slots.len()) as u64;
    // Sorted by place and slot: types of one place and slot stand together.
    let n_pairs = chosen.chunk_by(|a, b| (a.place, a.slot) == (b.place, b.slot)).count() as u64;
    let (met_share, place_time_share) = (share(found.crimes_met, crimes), share(n_pairs, place_time));
    Measure {
        boxes: board.n_places as u64,
        box_days: found.box_slots,
        hits: found.hits,
        hit_rate: found.hit_rate(),
        hit_rate_interval: interval(&found),
        crimes,
        crimes_met: found.crimes_met,
        crimes_met_share: met_share,
        place_time_share,
        pai: if place_time_share > 0.0 { met_share / place_time_share } else { 0.0 },
        pei_star: (best.crimes_met > 0).then(|| share(found.crimes_met, best.crimes_met)),
        hindsight_hits: best.hits,
        hits_any_type: board.find(chosen.iter().map(|of| (of.place, of.slot, Types::MAX))).hits,
        auc_pooled: skill.and_then(|skill| skill.auc_pooled),
        auc_by_place: skill.and_then(|skill| skill.auc_by_place),
        auc_places: skill.map_or(0, |skill| skill.n_places),
        average_precision: skill.and_then(|skill| skill.average_precision),
        ten_commonest_share: ten_commonest(&chosen),
        repeated: board.repeated,
        by_type: by_type(board, &chosen, names),
        references,
        verdict: evidence.verdict(),
        lacks: evidence.lacks(),
    }
}

/// The boxes of each slot with the highest scores, `count` a day or shift; of ties those that the
/// file names first. Without scores, all.
#[must_use]
pub fn highest(predictions: &[Prediction], count: Option<usize>) -> Vec<Prediction> {
    let (Some(count), false) = (count, predictions.iter().any(|of| of.score.is_nan())) else {
        return predictions.to_vec();
    };
    let mut sorted = predictions.to_vec();
    sorted.sort_by(|a, b| {
        (a.slot.cmp(&b.slot))
            .then(b.score.total_cmp(&a.score))
            .then((a.place, a.types).cmp(&(b.place, b.types)))
    });
    sorted.chunk_by(|a, b| a.slot == b.slot).flat_map(|of_slot| of_slot.iter().take(count).copied()).collect()
}

/// Against rounds of chance.
fn by_rounds(found: &Found, rounds: &[f64]) -> Reference {
    let Ok(chance) = Chance::new(found.hit_rate(), rounds) else {
        return Reference {
            value: 0.0,
            chance: None,
            p: None,
            rounds: 0,
            detectable: None,
            crimes_met: None,
        };
    };
    let mut ascending = rounds.to_vec();
    ascending.sort_unstable_by(f64::total_cmp);
    let deviation = (squared_deviations(rounds, chance.mean) / rounds.len() as f64).sqrt();
    let critical = quantile(&ascending, 0.95) - chance.mean;
    Reference {
        value: chance.mean,
        chance: Some((chance.lo, chance.hi)),
        p: Some(chance.p_at_or_above),
        rounds: rounds.len(),
        detectable: Some(critical + NORMAL_80_PERCENT_POINT * deviation),
        crimes_met: None,
    }
}

/// Against a list of as many boxes in the same slots, by weeks.
pub(super) fn by_weeks(found: &Found, other: &Found) -> Reference {
    let value = other.hit_rate();
    let weeks: Vec<(f64, f64)> = (found.by_week.iter().zip(&other.by_week))
        .map(|((boxes, hits), (_, of_other))| (*boxes as f64, *hits as f64 - *of_other as f64))
        .filter(|(boxes, _)| *boxes > 0.0)
        .collect();
    let rounds = weeks.len();
    let error = jackknifed(&weeks).map(|of| of.standard_error).filter(|error| *error > 0.0);
    let degrees = rounds.saturating_sub(1) as u32;
    let p = error.map(|error| {
        let t = (found.hit_rate() - value) / error;
        let tail = 0.5 - 0.5 * student_t_between(t.abs(), degrees);
        if t > 0.0 { tail } else { 1.0 - tail }
    });
    let of_error = |error: f64, share: f64| student_t_quantile(share, degrees) * error;
    Reference {
        value,
        chance: error.map(|error| (value - of_error(error, 0.975), value + of_error(error, 0.975))),
        p,
        rounds,
        detectable: error.map(|error| of_error(error, 0.95) + NORMAL_80_PERCENT_POINT * error),
        crimes_met: Some(other.crimes_met),
    }
}

fn interval(found: &Found) -> Option<(f64, f64)> {
    let weeks: Vec<(f64, f64)> =
        found.by_week.iter().map(|(boxes, hits)| (*boxes as f64, *hits as f64)).collect();
    let weeks: Vec<(f64, f64)> = weeks.into_iter().filter(|(boxes, _)| *boxes > 0.0).collect();
    jackknifed(&weeks).map(|of| (of.interval.0.max(0.0), of.interval.1.min(1.0)))
}

/// (Sum of the second) / (sum of the first), leaving out week after week.
fn jackknifed(weeks: &[(f64, f64)]) -> Option<Jackknife> {
    let sum = |of: fn(&(f64, f64)) -> f64| weeks.iter().map(of).sum::<f64>();
    let (boxes, hits) = (sum(|week| week.0), sum(|week| week.1));
    let without: Vec<f64> = weeks.iter().map(|week| (hits - week.1) / (boxes - week.0)).collect();
    jackknife(hits / boxes, &without)
}

fn ten_commonest(chosen: &[Prediction]) -> f64 {
    let mut by_place: Vec<usize> = chosen.chunk_by(|a, b| a.place == b.place).map(<[_]>::len).collect();
    by_place.sort_unstable_by(|a, b| b.cmp(a));
    let ten: usize = by_place.iter().take(10).sum();
    if chosen.is_empty() { 0.0 } else { ten as f64 / chosen.len() as f64 }
}

/// Each set of types that was predicted together.
fn by_type(board: &Board<'_>, chosen: &[Prediction], names: &[String]) -> Vec<OfTypes> {
    let mut of_types: BTreeMap<Types, Vec<Prediction>> = BTreeMap::new();
    for prediction in chosen {
        of_types.entry(prediction.types).or_default().push(*prediction);
    }
    if of_types.len() < 2 {
        return Vec::new();
    }
    let mut all: Vec<(OfTypes, Option<f64>)> = (of_types.into_iter())
        .map(|(types, own)| {
            let found = board.find(own.iter().map(|of| (of.place, of.slot, of.types)));
            let of = OfTypes {
                types: types_title(types, names),
                box_days: found.box_slots,
                hits: found.hits,
                hit_rate: found.hit_rate(),
                crimes: board.n_crimes(types),
                crimes_met: found.crimes_met,
                p_shifted_adjusted: None,
            };
            let p = Chance::new(found.hit_rate(), &shifted(board, &own)).ok().map(|of| of.p_at_or_above);
            (of, p)
        })
        .collect();
    let known: Vec<f64> = all.iter().filter_map(|(_, p)| *p).collect();
    let mut adjusted = benjamini_hochberg(&known, super::verdict::LEVEL).unwrap_or_default().into_iter();
    for (of, p) in &mut all {
        of.p_shifted_adjusted = p.and_then(|_| adjusted.next()).map(|of| of.adjusted);
    }
    all.into_iter().map(|(of, _)| of).collect()
}

/// The names of types, in their order.
#[must_use]
pub fn types_title(types: Types, names: &[String]) -> String {
    let is_in = |at: usize| types.checked_shr(at as u32).is_some_and(|rest| rest & 1 == 1);
    let of: Vec<&str> =
        names.iter().enumerate().filter(|(at, _)| is_in(*at)).map(|(_, name)| name.as_str()).collect();
    of.join("|")
}
