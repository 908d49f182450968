//! What acting on a forecast would mean for areas of different wealth: flags, hits and false alarms
//! by group of tiles.
//!
//! Descriptive: no test compares groups here. Where less crime is reported, each reported crime
//! bears more false alarms, whatever the police do.

use serde::{Deserialize, Serialize};

use super::alarms::{FlagRule, Flags, flags_by_rule};
use super::blocks::RatioBlocks;
use super::{Blocks, Estimate, ScoredSet};
use crate::chance::Shift;
use crate::streams::{DroppedTiles, GroupCrimes};

/// Forecast tiles and reported crimes that a group needs to be judged.
const MIN_STREAMS: usize = 20;
const MIN_CRIMES: u64 = 300;

/// Figures of flagging by one rule within one group of tiles.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct GroupHarm {
    /// The rule.
    pub rule: FlagRule,
    /// The group, 0 for the least value.
    pub group: usize,
    /// Its forecast tiles.
    pub streams: usize,
    /// Crimes of the variable in the test window, in all its tiles, forecast or not.
    pub crimes: u64,
    /// The figures; null where there are fewer than 20 forecast tiles or 300 crimes: not evaluable.
    pub figures: Option<HarmFigures>,
}

/// The figures of a group.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct HarmFigures {
    /// Flagged tile-steps, of the group's forecast ones.
    pub flagged_share: Estimate,
    /// Flagged tile-steps without an event, for each of the group's crimes.
    pub false_alarms_per_crime: Estimate,
    /// Flagged tile-steps with an event, for each of the group's crimes.
    pub hits_per_crime: Estimate,
}

/// By rule, then group. `dropped` and `groups` are those of the set's variable, as the set's
/// streams are.
pub fn harm(set: &ScoredSet<'_>, dropped: &DroppedTiles, groups: &GroupCrimes) -> Vec<GroupHarm> {
    let blocks = Blocks::of_days(set.n_steps());
    let mut found = Vec::new();
    for (rule, flags) in flags_by_rule(set, Some(dropped)) {
        for (group, crimes) in groups.crimes.iter().enumerate() {
            let is_in = |stream: &usize| groups.of_streams.get(*stream) == Some(&Some(group));
            let streams: Vec<usize> = (0..set.n_streams()).filter(is_in).collect();
            let of = Group { set, flags: &flags, streams: &streams, crimes, blocks };
            let n_crimes = crimes.iter().map(|&of_step| u64::from(of_step)).sum();
            let figures = (streams.len() >= MIN_STREAMS && n_crimes >= MIN_CRIMES).then(|| of.figures());
            found.push(GroupHarm {
                rule,
                group,
                streams: streams.len(),
                crimes: n_crimes,
                figures: figures.flatten(),
            });
        }
    }
    found
}

/// What a group's figures are taken from.
struct Group<'a, 'b> {
    set: &'a ScoredSet<'b>,
    flags: &'a Flags,
    streams: &'a [usize],
    crimes: &'a [u32],
    blocks: Blocks,
}

impl Group<'_, '_> {
    fn figures(&self) -> Option<HarmFigures> {
        let shifts = std::iter::once(Shift::NONE).chain(self.set.shifts.iter());
        let rounds: Vec<[RatioBlocks; 3]> = shifts.enumerate().map(|round| self.sums(round)).collect();
        let (observed, rounds) = rounds.split_first()?;
        let estimate = |figure: usize| {
            let by_chance: Vec<f64> = rounds.iter().filter_map(|sums| sums[figure].ratio()).collect();
            Some(Estimate::new(observed[figure].ratio()?, observed[figure].interval(), &by_chance))
        };
        Some(HarmFigures {
            flagged_share: estimate(0)?,
            false_alarms_per_crime: estimate(1)?,
            hits_per_crime: estimate(2)?,
        })
    }

    /// Of a round: flags a tile-step, false alarms a crime, hits a crime.
    fn sums(&self, round: (usize, Shift)) -> [RatioBlocks; 3] {
        let mut sums = [(); 3].map(|()| RatioBlocks::new(self.blocks));
        for step in 0..self.set.n_steps() {
            let (mut flagged, mut hits) = (0_u32, 0_u32);
            for &stream in self.streams {
                let flag = self.flags.of(self.set, stream, step, round);
                flagged += u32::from(flag);
                hits += u32::from(flag && self.set.events.get(stream, step));
            }
            let crimes = f64::from(self.crimes.get(step).copied().unwrap_or(0));
            let (block, [flagged, hits]) = (self.blocks.of(step), [flagged, hits].map(f64::from));
            let parts = [(flagged, self.streams.len() as f64), (flagged - hits, crimes), (hits, crimes)];
            for (sums, (numerator, denominator)) in sums.iter_mut().zip(parts) {
                sums.add(block, numerator, denominator);
            }
        }
        sums
    }
}

#[cfg(test)]
mod tests {
    use ndarray::Array2;

    use super::*;
    use crate::score::{Shifts, alarms::alarms};
    use crate::streams::PackedStreams;
    use crate::study::Variable;

    fn dropped(crimes: Vec<u32>) -> DroppedTiles {
        let events = PackedStreams::empty(0, crimes.len());
        DroppedTiles {
            variable: Variable::Violent,
            training_rates: Vec::new(),
            events,
            of_all_tiles: 0,
            crimes,
        }
    }

    #[test]
    fn each_group_bears_its_own_false_alarms() {
        // Forty tiles, the first twenty poor; flagged each day are the two ranked highest, one of
        // each group, tiles 0 and 20.
        let mut events = PackedStreams::empty(40, 280);
        (0..280).step_by(2).for_each(|step| events.set(0, step));
        (0..280).step_by(7).for_each(|step| events.set(20, step));
        let said = Array2::from_shape_fn((40, 280), |(stream, _)| if stream % 20 == 0 { 0.5 } else { 0.1 });
        let shifts = Shifts::around(280, vec![7]);
        let set = ScoredSet::new(said.view(), &events, &shifts).unwrap();
        let groups = GroupCrimes {
            variable: Variable::Violent,
            of_streams: (0..40).map(|stream| Some(usize::from(stream < 20))).collect(),
            crimes: vec![vec![2; 280], vec![4; 280], vec![1; 280]],
        };
        let found = harm(&set, &dropped(vec![7; 280]), &groups);
        let top = |group: usize| {
            let is_it = |of: &&GroupHarm| of.rule == FlagRule::TopTwentieth && of.group == group;
            *found.iter().find(is_it).unwrap()
        };
        let (rich, poor, nobody) = (top(0), top(1), top(2));
        assert_eq!((rich.streams, rich.crimes, poor.streams, poor.crimes), (20, 560, 20, 1120));
        let (rich, poor) = (rich.figures.unwrap(), poor.figures.unwrap());
        assert_eq!((rich.flagged_share.value, poor.flagged_share.value), (0.05, 0.05));
        assert_eq!(rich.hits_per_crime.value, 40.0 / 560.0);
        assert_eq!(rich.false_alarms_per_crime.value, 240.0 / 560.0);
        assert_eq!(poor.hits_per_crime.value, 140.0 / 1120.0);
        assert_eq!(poor.false_alarms_per_crime.value, 140.0 / 1120.0);
        assert_eq!((nobody.streams, nobody.figures), (0, None));
    }

    #[test]
    fn one_group_of_all_tiles_has_the_citys_figures() {
        let mut random = crate::chance::Random::new(8, crate::chance::Purpose::Events, 0);
        let said = Array2::from_shape_fn((30, 365), |_| 0.1 + 0.1 * random.uniform());
        let mut events = PackedStreams::empty(30, 365);
        for stream in 0..30 {
            (0..365).filter(|_| random.uniform() < 0.1).for_each(|step| events.set(stream, step));
        }
        let shifts = Shifts::around(364, (1..=9).map(|week| 7 * week).collect());
        let set = ScoredSet::new(said.view(), &events, &shifts).unwrap();
        let crimes: Vec<u32> = (0..365).map(|step| 1 + step % 4).collect();
        let groups = GroupCrimes {
            variable: Variable::Violent,
            of_streams: vec![Some(0); 30],
            crimes: vec![crimes.clone()],
        };
        let dropped = dropped(crimes);
        let city = alarms(&set, Some(&dropped));
        let found = harm(&set, &dropped, &groups);
        assert_eq!((city.len(), found.len()), (2, 2));
        for (city, of) in city.iter().zip(&found) {
            let figures = of.figures.unwrap();
            assert_eq!(city.rule, of.rule);
            assert_eq!(city.flagged_share, figures.flagged_share);
            assert_eq!(city.false_alarms_per_crime, Some(figures.false_alarms_per_crime));
            assert_eq!(city.hits_per_crime, Some(figures.hits_per_crime));
        }
    }
}
