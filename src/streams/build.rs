//! Events to streams: which tile, which variable, which step; and what the threshold drops.

use serde::{Deserialize, Serialize};

use super::{InferenceStreams, PackedStreams, Split};
use crate::ingest::Events;
use crate::space::{Grid, TileId};
use crate::study::{OffenceClass, Study, Variable};

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
    events: Vec<u32>,
}

impl CityStreams {
    /// Makes the streams of a study from a city's events.
    pub fn build(events: &Events, study: &Study) -> (Self, StreamsReport) {
        let grid = Grid::new(study);
        let split = Split::of(study);
        let mut candidates = Variable::ALL.map(|variable| Candidates {
            variable,
            packed: PackedStreams::empty(grid.n_tiles(), split.test().end),
            events: vec![0; grid.n_tiles()],
        });
        let used = sort_events(events, study, &grid, &mut candidates);
        keep(candidates, used, study, &grid, split)
    }

    /// Number of streams.
    pub fn len(&self) -> usize {
        self.keys.len()
    }

    /// Whether no stream was kept.
    pub fn is_empty(&self) -> bool {
        self.keys.is_empty()
    }

    /// A copy of the inference window, which is all that transducers are inferred from.
    pub fn inference(&self, study: &Study) -> InferenceStreams {
        InferenceStreams::new(self.packed.window(Split::of(study).inference()))
    }
}

fn sort_events(events: &Events, study: &Study, grid: &Grid, candidates: &mut [Candidates; 3]) -> EventUse {
    let classes: Vec<Option<OffenceClass>> =
        events.offences().iter().map(|name| study.class_of(name)).collect();
    let mut used = EventUse::default();
    for event in events.iter() {
        let day = event.day();
        if !study.period().contains(day) {
            used.outside_period += 1;
            continue;
        }
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
        let step = usize::try_from(day - study.training().first()).unwrap_or(0);
        let position = grid.position(tile);
        let arrest = event.arrest == Some(true);
        for candidates in candidates.iter_mut() {
            let counts = match candidates.variable {
                Variable::Arrest => arrest,
                variable => variable == class.variable(),
            };
            if counts {
                candidates.packed.set(position, step);
                if let Some(events) = candidates.events.get_mut(position) {
                    *events += 1;
                }
            }
        }
    }
    used
}

fn keep(
    candidates: [Candidates; 3],
    events: EventUse,
    study: &Study,
    grid: &Grid,
    split: Split,
) -> (CityStreams, StreamsReport) {
    let mut keys = Vec::new();
    let mut filters = Vec::new();
    let mut chosen = Vec::new();
    let (mut seen, mut kept) = (vec![false; grid.n_tiles()], vec![false; grid.n_tiles()]);
    let training = split.training_steps();
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
        chosen.push(candidates.packed.select(&positions));
    }
    let count = |flags: &[bool]| flags.iter().filter(|flag| **flag).count();
    let report = StreamsReport { events, filters, tiles_seen: count(&seen), tiles_kept: count(&kept) };
    (CityStreams { keys, packed: PackedStreams::concatenate(&chosen) }, report)
}
