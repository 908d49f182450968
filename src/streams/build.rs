//! Events to streams: which tile, which variable, which step; and what the threshold drops.

use serde::{Deserialize, Serialize};

use super::{PackedStreams, Split, TrainingStreams, WindowStreams};
use crate::ingest::Events;
use crate::space::{Grid, TileId};
use crate::study::{EventRule, OffenceClass, Study, Variable};

/// What a stream counts, and where.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct StreamKey {
    /// The variable.
    pub variable: Variable,
    /// The tile.
    pub tile: TileId,
}

/// A city's kept streams over training and test steps, in order of variable and tile.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CityStreams {
    /// What each stream counts.
    pub keys: Vec<StreamKey>,
    /// The streams.
    pub packed: PackedStreams,
}

/// Tiles of a variable that are not forecast: those within the city's boundary, or where that is
/// not known with any event in training, that hold too few of this variable for the threshold. In
/// order of training rate, highest first; of equals the first by place.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DroppedTiles {
    /// The variable.
    pub variable: Variable,
    /// Share of training steps with an event of the variable; 0 where only others have any.
    pub training_rates: Vec<f64>,
    /// What happened in the test window, in the same order.
    pub events: PackedStreams,
    /// Test steps with an event of the variable, over all tiles of the box.
    pub of_all_tiles: usize,
    /// Crimes of the variable by test step, in all tiles of the box, forecast or not: several of a
    /// tile and step count each.
    pub crimes: Vec<u32>,
}

/// What became of the events, and of the streams that the threshold judged.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StreamsReport {
    /// What became of each event.
    pub events: EventUse,
    /// What the threshold kept and dropped, by variable in order.
    pub filters: Vec<FilterReport>,
    /// Tiles with any event of a variable in the study period.
    pub tiles_seen: usize,
    /// Tiles with at least one kept stream.
    pub tiles_kept: usize,
}

/// What became of the events: each is counted once, under the first line that holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct EventUse {
    /// Before training or after the test period.
    pub outside_period: u64,
    /// An offence of neither class.
    pub other_offence: u64,
    /// No coordinates.
    pub without_place: u64,
    /// Outside the study's box.
    pub outside_box: u64,
    /// Used in streams, whether or not the threshold keeps them.
    pub used: u64,
}

/// What the threshold did to one variable's streams.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FilterReport {
    /// The variable.
    pub variable: Variable,
    /// Streams, which is tiles, with any event in the study period.
    pub streams_seen: usize,
    /// Of those, the kept.
    pub streams_kept: usize,
    /// Events in the study period.
    pub events_seen: u64,
    /// Of those, events in kept streams.
    pub events_kept: u64,
}

/// One variable's streams before the threshold.
struct Candidates {
    variable: Variable,
    packed: PackedStreams,
    /// By tile: crimes in the study period.
    events: Vec<u32>,
    /// By test step: crimes.
    in_test: Vec<u32>,
}

impl CityStreams {
    /// Makes the streams of a study from a city's events.
    pub fn build(events: &Events, study: &Study) -> (Self, StreamsReport, Vec<DroppedTiles>) {
        Self::build_within(events, study, None)
    }

    /// As [`Self::build`]. `inside`: by position in the study's grid, the tiles whose centre lies
    /// within the city's boundary, where it is known; these are then all tiles of the city, with
    /// events or without.
    pub fn build_within(
        events: &Events,
        study: &Study,
        inside: Option<&[bool]>,
    ) -> (Self, StreamsReport, Vec<DroppedTiles>) {
        let grid = Grid::new(study);
        let split = Split::for_study(study);
        let mut candidates = Variable::ALL.map(|variable| Candidates {
            variable,
            packed: PackedStreams::empty(grid.n_tiles(), split.test().end),
            events: vec![0; grid.n_tiles()],
            in_test: vec![0; split.test().len()],
        });
        let used = for_each_event(events, study, &grid, |variable, position, step| {
            if let Some(candidates) = candidates.get_mut(variable) {
                candidates.packed.set(position, step);
                candidates.events[position] += 1;
                let in_test = step.checked_sub(split.test().start);
                if let Some(crimes) = in_test.and_then(|step| candidates.in_test.get_mut(step)) {
                    *crimes += 1;
                }
            }
        });
        if study.settings().event_rule == EventRule::AboveMedian {
            raise_saturated(events, study, &grid, &mut candidates);
        }
        keep(candidates, used, study, (&grid, inside), split)
    }

    /// Number of streams.
    pub fn len(&self) -> usize {
        self.keys.len()
    }

    /// Whether no stream was kept.
    pub fn is_empty(&self) -> bool {
        self.keys.is_empty()
    }

    /// A copy of the whole of training: what the network is told from chance on, and combinations
    /// are fitted on.
    pub fn training(&self, study: &Study) -> TrainingStreams {
        TrainingStreams::new(&self.packed, Split::for_study(study))
    }

    /// A copy of the inference window, which is all that transducers are inferred from.
    pub fn inference(&self, study: &Study) -> WindowStreams {
        WindowStreams::inference(&self.packed, Split::for_study(study))
    }
}

/// Visits each event that belongs to streams: the number of its variable, the position of its tile,
/// its step.
pub(super) fn for_each_event(
    events: &Events,
    study: &Study,
    grid: &Grid,
    mut visit: impl FnMut(usize, usize, usize),
) -> EventUse {
    let classes: Vec<Option<OffenceClass>> =
        events.offences().iter().map(|name| study.class_of(name)).collect();
    let mut used = EventUse::default();
    for event in events.iter() {
        let day = event.day();
        let Some(step) = study.step_of(day) else {
            used.outside_period += 1;
            continue;
        };
        let Some(class) = classes.get(usize::from(event.offence)).copied().flatten() else {
            used.other_offence += 1;
            continue;
        };
        let (Some(latitude), Some(longitude)) = (event.latitude, event.longitude) else {
            used.without_place += 1;
            continue;
        };
        let Some(tile) = grid.tile_at(latitude, longitude) else {
            used.outside_box += 1;
            continue;
        };
        used.used += 1;
        let position = grid.position(tile);
        let arrest = event.arrest == Some(true);
        for (number, variable) in Variable::ALL.into_iter().enumerate() {
            let counts = match variable {
                Variable::Arrest => arrest,
                variable => variable == class.variable(),
            };
            if counts {
                visit(number, position, step);
            }
        }
    }
    used
}

/// Of streams with a crime in most training steps, events become the steps with more crimes than
/// the median training step (of an even number of steps the lower median).
fn raise_saturated(events: &Events, study: &Study, grid: &Grid, candidates: &mut [Candidates; 3]) {
    let split = Split::for_study(study);
    let (training, n_steps) = (split.training_steps(), split.test().end);
    for (number, candidates) in candidates.iter_mut().enumerate() {
        let is_saturated = |position: &usize| 2 * candidates.packed.count(*position, 0..training) > training;
        let saturated: Vec<usize> = (0..grid.n_tiles()).filter(is_saturated).collect();
        let mut crimes = vec![0_u32; saturated.len() * n_steps];
        for_each_event(events, study, grid, |variable, position, step| {
            if let Some(row) = saturated.binary_search(&position).ok().filter(|_| variable == number) {
                crimes[row * n_steps + step] += 1;
            }
        });
        for (&position, crimes) in saturated.iter().zip(crimes.chunks_exact(n_steps)) {
            let mut ascending: Vec<f64> = crimes[..training].iter().copied().map(f64::from).collect();
            ascending.sort_unstable_by(f64::total_cmp);
            let median = ascending[(training - 1) / 2] as u32;
            candidates.packed.clear(position);
            let above = (0..n_steps).filter(|&step| crimes[step] > median);
            above.for_each(|step| candidates.packed.set(position, step));
        }
    }
}

fn keep(
    candidates: [Candidates; 3],
    events: EventUse,
    study: &Study,
    (grid, inside): (&Grid, Option<&[bool]>),
    split: Split,
) -> (CityStreams, StreamsReport, Vec<DroppedTiles>) {
    let mut keys = Vec::new();
    let mut filters = Vec::new();
    let mut chosen = Vec::new();
    let (mut seen, mut kept) = (vec![false; grid.n_tiles()], vec![false; grid.n_tiles()]);
    let training = split.training_steps();
    let has_training_event = |position: &usize| {
        candidates.iter().any(|candidates| candidates.packed.count(*position, 0..training) > 0)
    };
    let is_of_city = |position: &usize| match inside {
        Some(inside) => inside.get(*position) == Some(&true),
        None => has_training_event(position),
    };
    let known: Vec<usize> = (0..grid.n_tiles()).filter(is_of_city).collect();
    let mut dropped = Vec::new();
    for candidates in &candidates {
        let variable = candidates.variable;
        let mut filter =
            FilterReport { variable, streams_seen: 0, streams_kept: 0, events_seen: 0, events_kept: 0 };
        let mut positions = Vec::new();
        for (position, &events) in candidates.events.iter().enumerate().filter(|(_, events)| **events > 0) {
            filter.streams_seen += 1;
            filter.events_seen += u64::from(events);
            seen[position] = true;
            let share = candidates.packed.count(position, 0..training) as f64 / training as f64;
            if share >= study.settings().min_event_share {
                filter.streams_kept += 1;
                filter.events_kept += u64::from(events);
                kept[position] = true;
                positions.push(position);
                keys.push(StreamKey { variable, tile: grid.tile(position) });
            }
        }
        filters.push(filter);
        let rate = |position: usize| candidates.packed.count(position, 0..training) as f64 / training as f64;
        let mut left: Vec<usize> =
            known.iter().copied().filter(|position| positions.binary_search(position).is_err()).collect();
        left.sort_by(|&a, &b| rate(b).total_cmp(&rate(a)).then(a.cmp(&b)));
        dropped.push(DroppedTiles {
            variable,
            training_rates: left.iter().map(|&position| rate(position)).collect(),
            events: candidates.packed.select(&left).window(split.test()),
            of_all_tiles: (0..grid.n_tiles())
                .map(|position| candidates.packed.count(position, split.test()))
                .sum(),
            crimes: candidates.in_test.clone(),
        });
        chosen.push(candidates.packed.select(&positions));
    }
    let count = |flags: &[bool]| flags.iter().filter(|flag| **flag).count();
    let report = StreamsReport { events, filters, tiles_seen: count(&seen), tiles_kept: count(&kept) };
    (CityStreams { keys, packed: PackedStreams::concatenate(&chosen) }, report, dropped)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::Event;
    use crate::study::{CivilDay, StudySettings, preset};

    const TRAINING_DAYS: i32 = 1096;
    const DAYS: i32 = 1461;

    /// Streams of tiles, one a column in the southernmost row, with so many thefts a day.
    fn built(rule: EventRule, step_days: usize, thefts: &[&dyn Fn(i32) -> i32]) -> CityStreams {
        let settings = preset("chicago").unwrap();
        let (bounds, tile) = (settings.bounds, settings.tile);
        let first: CivilDay = settings.training_first;
        let of_tile = |column: usize| {
            let theft = move |day: i32| Event {
                id: 0,
                minute: (first + day).days_since_1970() * 1440,
                latitude: Some(bounds.south + tile.latitude_degrees / 2.0),
                longitude: Some(bounds.west + (column as f64 + 0.5) * tile.longitude_degrees),
                offence: 0,
                arrest: Some(day % 2 == 0),
                domestic: None,
                simulated: false,
            };
            (0..DAYS).flat_map(move |day| (0..thefts[column](day)).map(move |_| theft(day)))
        };
        let rows: Vec<Event> = (0..thefts.len()).flat_map(of_tile).collect();
        let events = Events::from_rows(vec!["THEFT".to_owned()], rows).unwrap();
        let horizon_steps = 7_usize.div_ceil(step_days);
        let max_delay_steps = 60 / step_days;
        let settings =
            StudySettings { event_rule: rule, step_days, horizon_steps, max_delay_steps, ..settings };
        CityStreams::build(&events, &settings.check().unwrap()).0
    }

    /// The events of a kept stream, or `None` where it was dropped.
    fn events_of(streams: &CityStreams, variable: Variable, column: u16) -> Option<Vec<usize>> {
        let key = StreamKey { variable, tile: TileId { row: 0, column } };
        let at = streams.keys.iter().position(|found| *found == key)?;
        Some((0..streams.packed.n_steps()).filter(|&step| streams.packed.get(at, step)).collect())
    }

    fn days(is_event: impl Fn(i32) -> bool) -> Option<Vec<usize>> {
        Some((0..DAYS).filter(|day| is_event(*day)).map(|day| day as usize).collect())
    }

    #[test]
    fn a_boundary_says_which_tiles_are_the_citys() {
        let settings = preset("chicago").unwrap();
        let place =
            |at: i32| (settings.bounds.south + 0.001, settings.bounds.west + 0.0035 * f64::from(at) + 0.001);
        let thefts = (0..1461).map(|day| (day, 0)).chain([(5, 1), (9, 2)]);
        let row = |(day, tile): (i32, i32)| Event {
            id: 0,
            minute: (settings.training_first + day).days_since_1970() * 1440,
            latitude: Some(place(tile).0),
            longitude: Some(place(tile).1),
            offence: 0,
            arrest: None,
            domestic: None,
            simulated: false,
        };
        let events = Events::from_rows(vec!["THEFT".to_owned()], thefts.map(row)).unwrap();
        let study = settings.clone().check().unwrap();
        let dropped = |inside: Option<&[bool]>| {
            let (streams, _, dropped) = CityStreams::build_within(&events, &study, inside);
            assert_eq!(streams.len(), 1);
            dropped[1].training_rates.iter().map(|rate| (rate * 1096.0).round()).collect::<Vec<_>>()
        };
        assert_eq!(dropped(None), [1.0, 1.0]);
        // Tile 2 lies outside, tile 3 inside and has no events.
        assert_eq!(dropped(Some(&[true, true, false, true])), [1.0, 0.0]);
    }

    #[test]
    fn where_most_steps_hold_a_crime_an_event_is_more_than_the_median_training_step() {
        let thefts: [&dyn Fn(i32) -> i32; 5] = [
            // Saturated, median 1.
            &|day| 1 + i32::from(day % 3 == 0),
            // On exactly half of the training days: not saturated, though some days hold two.
            &|day| i32::from(day % 2 == 0) + i32::from(day % 4 == 0),
            // Half of the training days hold 1 and half 3: the lower median is 1.
            &|day| if day % 2 == 0 { 3 } else { 1 },
            // What happens in the test period moves no median.
            &|day| if day < TRAINING_DAYS { 2 + i32::from(day % 5 == 0) } else { 9 },
            // Saturated, and never more than the median: such a stream has no event and is dropped.
            &|day| i32::from(day % 2 == 0 || day == 1),
        ];
        let streams = built(EventRule::AboveMedian, 1, &thefts);
        let found = |column: u16| events_of(&streams, Variable::Property, column);
        assert_eq!(found(0), days(|day| day % 3 == 0));
        assert_eq!(found(1), days(|day| day % 2 == 0));
        assert_eq!(found(2), days(|day| day % 2 == 0));
        assert_eq!(found(3), days(|day| day >= TRAINING_DAYS || day % 5 == 0));
        assert_eq!(found(4), None);
        // Arrests, on even days alone, have a median of their own: at half of the days they stay as
        // they are.
        assert_eq!(events_of(&streams, Variable::Arrest, 0), days(|day| day % 2 == 0));

        let streams = built(EventRule::Presence, 1, &thefts);
        let found = |column: u16| events_of(&streams, Variable::Property, column);
        assert_eq!((found(0), found(2), found(3)), (days(|_| true), days(|_| true), days(|_| true)));
        assert_eq!((found(1), found(4)), (days(|day| day % 2 == 0), days(|day| day % 2 == 0 || day == 1)));
    }

    #[test]
    fn crimes_of_a_longer_step_are_counted_together() {
        // 1,096 days are 156 weeks and 4 days that belong to no step: week w begins on day 4 + 7 w.
        let thefts: [&dyn Fn(i32) -> i32; 1] = [&|day| match (day - 4).rem_euclid(14) {
            0 | 1 => 1,
            7 => 1,
            _ => 0,
        }];
        let streams = built(EventRule::AboveMedian, 7, &thefts);
        // Weeks hold 2, 1, 2, 1, ...: half of the training weeks, and the lower median is 1.
        let even: Vec<usize> = (0..208).filter(|week| week % 2 == 0).collect();
        assert_eq!(events_of(&streams, Variable::Property, 0), Some(even));
    }

    #[test]
    fn crimes_of_the_test_period_are_counted_one_by_one() {
        let study = preset("chicago").unwrap().check().unwrap();
        let (training, test) = (study.training().first(), study.test().first());
        // Theft and battery; two thefts in one tile on the first test day, one with an arrest, one
        // elsewhere on the third day.
        let minute = |day: CivilDay| day.days_since_1970() * 1440;
        let row = |id, day, latitude, offence, arrest| Event {
            id,
            minute: minute(day),
            latitude: Some(latitude),
            longitude: Some(-87.7),
            offence,
            arrest: Some(arrest),
            domestic: None,
            simulated: false,
        };
        let rows = [
            row(1, training, 41.9, 0, false),
            row(2, test, 41.9, 0, false),
            row(3, test, 41.9, 0, true),
            row(4, test + 2, 41.7, 0, false),
            row(5, test, 41.9, 1, false),
            row(6, test, 10.0, 0, false),
        ];
        let names = vec!["THEFT".to_owned(), "BATTERY".to_owned()];
        let (_, _, dropped) = CityStreams::build(&Events::from_rows(names, rows).unwrap(), &study);
        let of = |variable| {
            let of = dropped.iter().find(|dropped| dropped.variable == variable).unwrap();
            assert_eq!(of.crimes.len(), study.test_steps());
            (of.crimes[..3].to_vec(), of.crimes.iter().sum::<u32>(), of.events.count(0, 0..3))
        };
        // One tile is known from training. It holds one event on the first day whatever the number
        // of its crimes.
        assert_eq!(of(Variable::Property), (vec![2, 0, 1], 3, 1));
        assert_eq!(of(Variable::Violent), (vec![1, 0, 0], 1, 1));
        assert_eq!(of(Variable::Arrest), (vec![1, 0, 0], 1, 1));
    }
}
