//! Which models survive the authors' selection: of each delay one, the last by name.

use std::ops::RangeInclusive;

use serde::{Deserialize, Serialize};

use crate::chance::{Purpose, Random};
use crate::space::Grid;
use crate::streams::{PackedStreams, StreamKey, WindowStreams};
use crate::study::Variable;
use crate::xpfsa::{LearntMachine, Reads, ReleasedLearner, ReleasedMachine, ReleasedSource, ReleasedTarget};

/// Models with a smaller gamma are not written.
pub const LEAST_GAMMA: f64 = 0.01;

/// A model that the selection left.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Survivor {
    /// The source's number.
    pub source: u32,
    /// Delay, steps.
    pub delay_steps: u16,
    /// The machine's coefficient of causal dependence on the training steps.
    pub gamma: f64,
    /// The machine.
    pub machine: ReleasedMachine,
}

/// The models that the selection leaves of one target.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Survivors {
    /// By variable of the sources, those of each delay, ascending. Where all sources are read, the
    /// later name of them survives.
    pub by_kind: Vec<(Variable, Vec<Survivor>)>,
    /// Machines that were learnt on the way.
    pub learnt: u64,
    /// Strings beyond the 128 states of those that were kept.
    pub cut: u64,
}

/// A city's streams as sources, in the order of the names that the authors' program gives them.
#[derive(Debug)]
pub struct NamedStreams {
    sources: Vec<ReleasedSource>,
    n_steps: usize,
    /// By variable, its streams from the last name down.
    last_first: Vec<(Variable, Vec<u32>)>,
    /// By stream: its place among all names, ascending.
    ranks: Vec<u32>,
    /// By stream: row and column of its tile.
    tiles: Vec<(u16, u16)>,
    /// Height and width of a tile, metres.
    tile_metres: (f64, f64),
}

impl NamedStreams {
    /// Prepares sources, which are learnt from: a window and nothing later.
    pub fn new(training: &WindowStreams, keys: &[StreamKey], grid: &Grid) -> Self {
        let n_steps = training.n_steps();
        let words = |stream: usize| training.streams().words(stream);
        let sources = (0..keys.len()).map(|stream| ReleasedSource::new(words(stream), n_steps)).collect();
        let names: Vec<String> = keys.iter().map(|key| name(key, grid)).collect();
        let mut ascending: Vec<u32> = (0..keys.len() as u32).collect();
        ascending.sort_by(|&a, &b| names[a as usize].cmp(&names[b as usize]));
        let mut ranks = vec![0; keys.len()];
        for (rank, &stream) in ascending.iter().enumerate() {
            ranks[stream as usize] = rank as u32;
        }
        let of = |variable: Variable| -> Vec<u32> {
            let is_of = |stream: &u32| keys[*stream as usize].variable == variable;
            ascending.iter().rev().copied().filter(is_of).collect()
        };
        let last_first = Variable::ALL.map(|variable| (variable, of(variable)));
        Self {
            sources,
            n_steps,
            last_first: last_first.into_iter().filter(|(_, streams)| !streams.is_empty()).collect(),
            ranks,
            tiles: keys.iter().map(|key| (key.tile.row, key.tile.column)).collect(),
            tile_metres: grid.tile_metres(),
        }
    }

    /// Whether a model of the first stream comes later by name than one of the second.
    pub(super) fn is_later(&self, stream: u32, other: u32) -> bool {
        let rank = |stream: u32| self.ranks.get(stream as usize).copied().unwrap_or(0);
        rank(stream) > rank(other)
    }

    /// The distance between two streams' tiles, as rows and columns: of tiles equally far in both
    /// the distance is the same.
    pub(super) fn tiles_apart(&self, stream: u32, other: u32) -> (u16, u16) {
        let tile = |stream: u32| self.tiles.get(stream as usize).copied().unwrap_or_default();
        let ((row, column), (other_row, other_column)) = (tile(stream), tile(other));
        (row.abs_diff(other_row), column.abs_diff(other_column))
    }

    /// How far that is, metres.
    pub(super) fn metres_apart(&self, stream: u32, other: u32) -> f64 {
        let (rows, columns) = self.tiles_apart(stream, other);
        let (height, width) = self.tile_metres;
        let (north, east) = (f64::from(rows) * height, f64::from(columns) * width);
        (north * north + east * east).sqrt()
    }

    /// The models of a target that the selection leaves, of `training`, over `delays`.
    ///
    /// The authors' program writes a model of every source and delay whose gamma is large enough,
    /// sorted by name, and their selection keys them by delay. So of each delay the last name
    /// stays. Sources are walked from the last name on until one is written: the others need not
    /// be learnt.
    pub fn survivors(
        &self,
        learner: &mut ReleasedLearner,
        training: &PackedStreams,
        target: usize,
        delays: RangeInclusive<usize>,
        seed: u64,
    ) -> Survivors {
        let kinds = self.last_first.iter().map(|(variable, _)| (*variable, Vec::new()));
        let mut survivors = Survivors { by_kind: kinds.collect(), ..Survivors::default() };
        for delay in delays {
            let of_target = ReleasedTarget::new(training.words(target), self.n_steps, delay);
            for ((_, streams), (_, kept)) in self.last_first.iter().zip(&mut survivors.by_kind) {
                for &source in streams {
                    survivors.learnt += 1;
                    let mut random = Random::new(seed, Purpose::ReleasedEps, pair(target, source, delay));
                    let learnt =
                        learner.learn(&self.sources[source as usize], &of_target, LEAST_GAMMA, &mut random);
                    let Some(LearntMachine { machine, gamma, cut }) = learnt else { continue };
                    survivors.cut += cut as u64;
                    kept.push(Survivor { source, delay_steps: delay as u16, gamma, machine });
                    break;
                }
            }
        }
        survivors
    }
}

impl Survivor {
    /// Whose symbols it reads.
    pub const fn reads(&self, target: usize) -> Reads {
        if self.source as usize == target { Reads::Itself } else { Reads::Another }
    }
}

/// A number for a pair of streams and a delay, for its random numbers.
fn pair(target: usize, source: u32, delay: usize) -> u64 {
    (target as u64) << 40 | u64::from(source) << 16 | delay as u64
}

/// A stream's name as the authors' program writes it: south, north, west, east, variable.
fn name(key: &StreamKey, grid: &Grid) -> String {
    let (latitude, longitude) = grid.centre(key.tile);
    let (south, west) = grid.south_west(key.tile);
    let (north, east) = (2.0 * latitude - south, 2.0 * longitude - west);
    let variable = match key.variable {
        Variable::Violent => "VIOLENT",
        Variable::Property => "PROPERTY",
        Variable::Arrest => "ARREST",
    };
    format!("{south:.5}#{north:.5}#{west:.5}#{east:.5}#{variable}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::space::TileId;
    use crate::study::preset;

    #[test]
    fn names_are_those_of_the_authors_files() {
        let grid = Grid::new(&preset("chicago").unwrap().check().unwrap());
        let key = |row, column, variable| StreamKey { variable, tile: TileId { row, column } };
        // shared/golden/released has this very name.
        assert_eq!(
            name(&key(44, 82, Variable::Violent), &grid),
            "41.76144#41.76420#-87.59300#-87.58950#VIOLENT"
        );
        // As text, the more western tile of a row comes later.
        assert!(name(&key(44, 60, Variable::Violent), &grid) > name(&key(44, 82, Variable::Violent), &grid));
    }

    #[test]
    fn of_each_delay_the_last_name_survives() {
        // The first variable's three streams drive the target alike; the last of them by name is
        // read.
        let (n_steps, n_streams) = (600, 5);
        let mut streams = PackedStreams::empty(n_streams, n_steps);
        let mut random = Random::new(3, Purpose::Events, 0);
        for step in 0..n_steps - 9 {
            if random.uniform() < 0.2 {
                (0..3).for_each(|stream| streams.set(stream, step));
                streams.set(4, step + 9);
            }
        }
        (0..n_steps).filter(|_| random.uniform() < 0.2).for_each(|step| streams.set(3, step));
        let grid = Grid::new(&preset("chicago").unwrap().check().unwrap());
        let key = |row, variable| StreamKey { variable, tile: TileId { row, column: 5 } };
        let keys = [
            key(4, Variable::Violent),
            key(9, Variable::Violent),
            key(2, Variable::Violent),
            key(7, Variable::Property),
            key(1, Variable::Property),
        ];
        let training = WindowStreams::first(&streams, n_steps);
        let named = NamedStreams::new(&training, &keys, &grid);
        let mut learner = ReleasedLearner::new(n_steps);
        let found = named.survivors(&mut learner, training.streams(), 4, 9..=9, 1);
        let (variable, violent) = &found.by_kind[0];
        assert_eq!((*variable, violent.len(), violent[0].source), (Variable::Violent, 1, 1));
        assert!(violent[0].gamma > 0.9, "{}", violent[0].gamma);
        assert!(named.is_later(1, 0) && named.is_later(0, 2));
    }
}
