//! What acting on a forecast would mean: how much of the city is flagged, how often in vain, and
//! what it would meet.

use serde::{Deserialize, Serialize};

use super::blocks::RatioBlocks;
use super::ranks::sort_steps;
use super::released::{Sweep, near_events};
use super::{Blocks, Estimate, ScoredSet};
use crate::chance::Shift;
use crate::streams::DroppedTiles;

/// The paper's tolerance, steps, and the false positive rate that its flags stay below.
const WIDTH: usize = 1;
const HIGHEST_FPR: f64 = 0.15;

/// How tiles are flagged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FlagRule {
    /// The paper's: at or above each stream's own threshold, where its released tolerant score (one
    /// step) has a false positive rate below 15 %. The threshold is chosen on the test window
    /// itself, as the released code does, so that the observed figures profit from hindsight; so do
    /// those of chance, where it is chosen anew in every round.
    Paper,
    /// At every step the tiles ranked highest, one in twenty of the city's.
    TopTwentieth,
}

/// Figures of flagging by one rule.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Alarms {
    /// The rule.
    pub rule: FlagRule,
    /// Flagged tile-steps, of all forecast ones.
    pub flagged_share: Estimate,
    /// Flagged tile-steps without an event, a week, in the whole city.
    pub false_alarms_a_week: Estimate,
    /// Flagged tile-steps with an event, of all events: in forecast tiles or not.
    pub hits_per_event: Estimate,
    /// Flagged tile-steps without an event, for each event there was.
    pub false_alarms_per_event: Estimate,
    /// Flagged tile-steps with an event, for each crime in the file: a tile-step with three crimes
    /// is one hit of three. Null for sets of several variables, in which a crime with an arrest
    /// would count twice, and without a crime.
    pub hits_per_crime: Option<Estimate>,
    /// Flagged tile-steps without an event, for each crime in the file, likewise.
    pub false_alarms_per_crime: Option<Estimate>,
    /// Tile-steps that were rightly flagged or rightly not, of all forecast ones. With rare events
    /// never flagging scores high.
    pub accuracy: Estimate,
    /// What never flagging would score in that.
    pub accuracy_of_never: f64,
}

/// What is flagged by every rule. `dropped`: with them the tiles of the city are known, and so is a
/// twentieth of them.
pub(super) fn flags_by_rule(set: &ScoredSet<'_>, dropped: Option<&DroppedTiles>) -> Vec<(FlagRule, Flags)> {
    let top = dropped.map(|dropped| {
        let tiles = set.n_streams() + dropped.events.n_streams();
        (FlagRule::TopTwentieth, top_flags(set, tiles.div_ceil(20)))
    });
    [(FlagRule::Paper, Flags::Thresholds(paper_thresholds(set)))].into_iter().chain(top).collect()
}

/// Figures by every rule; those that cannot be had without an event are left out.
pub(super) fn alarms(set: &ScoredSet<'_>, dropped: Option<&DroppedTiles>) -> Vec<Alarms> {
    let n_dropped_events = |step: usize| {
        dropped.map_or(0, |dropped| {
            (0..dropped.events.n_streams()).filter(|&tile| dropped.events.get(tile, step)).count()
        })
    };
    let of_step = |step: usize| Unflagged {
        dropped_events: n_dropped_events(step),
        crimes: dropped.and_then(|dropped| dropped.crimes.get(step)).copied().unwrap_or(0),
    };
    let steps: Vec<Unflagged> = (0..set.n_steps()).map(of_step).collect();
    let rules = flags_by_rule(set, dropped).into_iter();
    rules.filter_map(|(rule, flags)| of_rule(set, rule, &flags, &steps)).collect()
}

/// What a step holds whatever is flagged.
struct Unflagged {
    /// Events in tiles that are not forecast.
    dropped_events: usize,
    /// Crimes in the file; 0 for sets of several variables.
    crimes: u32,
}

/// What is flagged. Round 0 is the forecast as it was made.
pub(super) enum Flags {
    /// At or above a threshold, by round, then stream. It is chosen anew in every round, since the
    /// choice profits from hindsight.
    Thresholds(Vec<Vec<Option<f64>>>),
    /// By stream and step of the forecast, whatever happens.
    Fixed(Vec<bool>),
}

impl Flags {
    pub(super) fn of(
        &self,
        set: &ScoredSet<'_>,
        stream: usize,
        step: usize,
        (round, shift): (usize, Shift),
    ) -> bool {
        match self {
            Self::Thresholds(rounds) => {
                rounds[round][stream].is_some_and(|threshold| set.said(stream, step, shift) >= threshold)
            }
            Self::Fixed(flagged) => flagged[stream * set.n_steps() + shift.read_at(step)],
        }
    }
}

/// By round, then stream.
fn paper_thresholds(set: &ScoredSet<'_>) -> Vec<Vec<Option<f64>>> {
    let shifts: Vec<Shift> = std::iter::once(Shift::NONE).chain(set.shifts.iter()).collect();
    let mut rounds = vec![Vec::with_capacity(set.n_streams()); shifts.len()];
    let (mut sweep, mut near, mut order) = (Sweep::default(), Vec::new(), Vec::new());
    for stream in 0..set.n_streams() {
        let said: Vec<f64> = set.probabilities.row(stream).to_vec();
        let events: Vec<bool> = (0..set.n_steps()).map(|step| set.events.get(stream, step)).collect();
        sort_steps(&said, &mut order);
        near_events(&events, WIDTH, &mut near);
        // The set has refused what is no probability.
        let is_set = sweep.set_forecast(&said, &order).is_ok();
        for (round, &shift) in rounds.iter_mut().zip(&shifts) {
            let threshold = sweep.threshold_below(&events, &near, WIDTH, shift, HIGHEST_FPR);
            round.push(threshold.filter(|_| is_set));
        }
    }
    rounds
}

fn top_flags(set: &ScoredSet<'_>, tiles: usize) -> Flags {
    let (n_streams, n_steps) = (set.n_streams(), set.n_steps());
    let mut flagged = vec![false; n_streams * n_steps];
    let mut order: Vec<usize> = (0..n_streams).collect();
    for step in 0..n_steps {
        let said = |stream: usize| set.probabilities[(stream, step)];
        order.sort_by(|&a, &b| said(b).total_cmp(&said(a)).then(a.cmp(&b)));
        for &stream in order.iter().take(tiles) {
            flagged[stream * n_steps + step] = true;
        }
    }
    Flags::Fixed(flagged)
}

/// Sums of one round by block.
struct Sums {
    flagged: RatioBlocks,
    false_alarms: RatioBlocks,
    hits: RatioBlocks,
    false_per_event: RatioBlocks,
    hits_per_crime: RatioBlocks,
    false_per_crime: RatioBlocks,
    right: RatioBlocks,
}

fn of_rule(set: &ScoredSet<'_>, rule: FlagRule, flags: &Flags, steps: &[Unflagged]) -> Option<Alarms> {
    let blocks = Blocks::of_days(set.n_steps());
    let observed = sums_of(set, flags, steps, blocks, (0, Shift::NONE));
    let round = |(at, shift): (usize, Shift)| sums_of(set, flags, steps, blocks, (at + 1, shift));
    let rounds: Vec<Sums> = set.shifts.iter().enumerate().map(round).collect();
    let estimate = |of: fn(&Sums) -> &RatioBlocks| {
        let rounds: Vec<f64> = rounds.iter().filter_map(|sums| of(sums).ratio()).collect();
        Some(Estimate::new(of(&observed).ratio()?, of(&observed).interval(), &rounds))
    };
    let cells = (set.n_streams() * set.n_steps()) as f64;
    let events: usize = (0..set.n_streams()).map(|stream| set.events.count(stream, 0..set.n_steps())).sum();
    Some(Alarms {
        rule,
        flagged_share: estimate(|sums| &sums.flagged)?,
        false_alarms_a_week: estimate(|sums| &sums.false_alarms)?,
        hits_per_event: estimate(|sums| &sums.hits)?,
        false_alarms_per_event: estimate(|sums| &sums.false_per_event)?,
        hits_per_crime: estimate(|sums| &sums.hits_per_crime),
        false_alarms_per_crime: estimate(|sums| &sums.false_per_crime),
        accuracy: estimate(|sums| &sums.right)?,
        accuracy_of_never: 1.0 - events as f64 / cells,
    })
}

fn sums_of(
    set: &ScoredSet<'_>,
    flags: &Flags,
    steps: &[Unflagged],
    blocks: Blocks,
    round: (usize, Shift),
) -> Sums {
    let new = || RatioBlocks::new(blocks);
    let mut sums = Sums {
        flagged: new(),
        false_alarms: new(),
        hits: new(),
        false_per_event: new(),
        hits_per_crime: new(),
        false_per_crime: new(),
        right: new(),
    };
    for (step, of_step) in steps.iter().enumerate() {
        let (mut flagged, mut hits, mut events) = (0_u32, 0_u32, 0_u32);
        for stream in 0..set.n_streams() {
            let (flag, event) = (flags.of(set, stream, step, round), set.events.get(stream, step));
            flagged += u32::from(flag);
            hits += u32::from(flag && event);
            events += u32::from(event);
        }
        let (block, cells) = (blocks.of(step), set.n_streams() as f64);
        let [flagged, hits, events] = [flagged, hits, events].map(f64::from);
        let (all_events, crimes) = (events + of_step.dropped_events as f64, f64::from(of_step.crimes));
        sums.flagged.add(block, flagged, cells);
        sums.false_alarms.add(block, flagged - hits, 1.0 / 7.0);
        sums.hits.add(block, hits, all_events);
        sums.false_per_event.add(block, flagged - hits, all_events);
        sums.hits_per_crime.add(block, hits, crimes);
        sums.false_per_crime.add(block, flagged - hits, crimes);
        sums.right.add(block, cells - flagged - events + 2.0 * hits, cells);
    }
    sums
}

#[cfg(test)]
mod tests {
    use ndarray::Array2;

    use super::*;
    use crate::score::Shifts;
    use crate::streams::PackedStreams;
    use crate::study::Variable;

    #[test]
    fn noise_that_profits_from_hindsight_does_so_in_every_round() {
        let mut random = crate::chance::Random::new(5, crate::chance::Purpose::Events, 0);
        let said = Array2::from_shape_fn((300, 365), |_| 0.1 + 0.1 * random.uniform());
        let mut events = PackedStreams::empty(300, 365);
        for stream in 0..300 {
            (0..365).filter(|_| random.uniform() < 0.06).for_each(|step| events.set(stream, step));
        }
        let shifts = Shifts::around(364, (1..=51).map(|week| 7 * week).collect());
        let found = alarms(&ScoredSet::new(said.view(), &events, &shifts).unwrap(), None);
        let chance = found[0].hits_per_event.chance.unwrap();
        assert!((0.02..0.98).contains(&chance.p_at_or_above), "{:?}", found[0].hits_per_event);
        assert!(found[0].flagged_share.chance.unwrap().lo < found[0].flagged_share.chance.unwrap().hi);
    }

    #[test]
    fn flags_are_counted_by_what_they_met() {
        // Twenty tiles, the first with an event at every fourth step, the second dropped ones with
        // one at every tenth.
        let mut events = PackedStreams::empty(20, 280);
        (0..280).step_by(4).for_each(|step| events.set(0, step));
        let mut of_dropped = PackedStreams::empty(20, 280);
        (0..280).step_by(10).for_each(|step| of_dropped.set(7, step));
        let dropped = DroppedTiles {
            variable: Variable::Violent,
            training_rates: vec![0.01; 20],
            events: of_dropped,
            of_all_tiles: 0,
            crimes: vec![1; 280],
        };
        let said = Array2::from_shape_fn((20, 280), |(stream, _)| if stream < 2 { 0.3 } else { 0.1 });
        let shifts = Shifts::around(280, vec![7]);
        let set = ScoredSet::new(said.view(), &events, &shifts).unwrap();
        let found = alarms(&set, Some(&dropped));
        let top = found.iter().find(|alarms| alarms.rule == FlagRule::TopTwentieth).unwrap();
        // Two tiles of forty at every step: 560 flags, 70 hits, 98 events.
        assert_eq!(top.flagged_share.value, 0.1);
        assert_eq!(top.hits_per_event.value, 70.0 / 98.0);
        assert!((top.false_alarms_a_week.value - 490.0 / 40.0).abs() < 1e-9);
        assert_eq!(top.false_alarms_per_event.value, 5.0);
        assert_eq!(top.accuracy.value, (5600.0 - 490.0) / 5600.0);
        assert_eq!(top.accuracy_of_never, 1.0 - 70.0 / 5600.0);
        // A crime a day: 280 in all.
        assert_eq!(top.hits_per_crime.unwrap().value, 70.0 / 280.0);
        assert_eq!(top.false_alarms_per_crime.unwrap().value, 490.0 / 280.0);
        // Of several variables together crimes are not counted.
        assert_eq!(alarms(&set, None)[0].hits_per_crime, None);
        // A constant forecast cannot choose steps.
        assert_eq!(top.hits_per_event.chance.unwrap().mean, 70.0 / 98.0);
    }
}
