//! A cell's streams: a seeded sample of targets, and sources near to them and anywhere.

use crate::chance::{Purpose, Random};
use crate::space::Grid;
use crate::streams::CityStreams;

/// Targets of a cell at most.
pub const MAX_TARGETS: usize = 200;
/// Sources of a cell at most, the targets among them.
pub const MAX_SOURCES: usize = 500;

/// The streams that a cell looks at: the first ones are its targets, and all are its sources.
#[derive(Clone, Debug)]
pub struct Sample {
    /// The streams.
    pub streams: CityStreams,
    /// How many of them are targets.
    pub n_targets: usize,
}

impl Sample {
    /// Draws targets by the seed. Half of the other sources are the targets' nearest, the next of
    /// each target in turn; the rest is drawn from all. Targets and other sources each keep their
    /// order.
    pub fn draw(streams: &CityStreams, grid: &Grid, seed: u64) -> Self {
        let n = streams.len();
        let mut drawn = Random::new(seed, Purpose::Targets, 0).choose((0..n).collect(), MAX_TARGETS);
        let mut chosen = vec![false; n];
        drawn.iter().for_each(|&target| chosen[target] = true);
        let n_targets = drawn.len();
        let near = n_targets + (MAX_SOURCES.min(n) - n_targets) / 2;
        let mut sources = Vec::new();
        let neighbours: Vec<Vec<usize>> =
            drawn.iter().map(|&target| nearest(streams, grid, target)).collect();
        for rank in 0..n {
            for neighbours in &neighbours {
                let next = neighbours.get(rank).copied().filter(|&next| !chosen[next]);
                if let Some(next) = next.filter(|_| n_targets + sources.len() < near) {
                    chosen[next] = true;
                    sources.push(next);
                }
            }
        }
        let left: Vec<usize> = (0..n).filter(|&stream| !chosen[stream]).collect();
        let still = MAX_SOURCES.min(n) - n_targets - sources.len();
        sources.extend(Random::new(seed, Purpose::Sources, 0).choose(left, still));
        drawn.sort_unstable();
        sources.sort_unstable();
        drawn.extend(sources);
        let keys = drawn.iter().filter_map(|&stream| streams.keys.get(stream).copied()).collect();
        Self { streams: CityStreams { keys, packed: streams.packed.select(&drawn) }, n_targets }
    }
}

/// The other streams by distance, nearest first; of equally near ones the first. No more than can
/// be asked for.
fn nearest(streams: &CityStreams, grid: &Grid, target: usize) -> Vec<usize> {
    let Some(place) = streams.keys.get(target) else { return Vec::new() };
    let others = streams.keys.iter().enumerate().filter(|(at, _)| *at != target);
    let mut others: Vec<(f64, usize)> =
        others.map(|(at, key)| (grid.distance_km(place.tile, key.tile), at)).collect();
    others.sort_by(|a, b| a.0.total_cmp(&b.0));
    others.truncate(MAX_SOURCES);
    others.into_iter().map(|(_, at)| at).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::space::TileId;
    use crate::streams::{PackedStreams, StreamKey};
    use crate::study::{Variable, preset};

    #[test]
    fn a_sample_holds_its_targets_first_and_no_stream_twice() {
        let grid = Grid::new(&preset("simulated").unwrap().check().unwrap());
        let keys: Vec<StreamKey> = (0..1000)
            .map(|at| StreamKey {
                variable: Variable::Violent,
                tile: TileId { row: at / 40, column: at % 40 },
            })
            .collect();
        let streams = CityStreams { keys, packed: PackedStreams::empty(1000, 70) };
        let sample = Sample::draw(&streams, &grid, 1);
        assert_eq!((sample.n_targets, sample.streams.len()), (MAX_TARGETS, MAX_SOURCES));
        let mut tiles: Vec<TileId> = sample.streams.keys.iter().map(|key| key.tile).collect();
        tiles.sort_unstable();
        tiles.dedup();
        assert_eq!(tiles.len(), MAX_SOURCES);
        // Every fifth tile is a target: half of the other sources lie beside one, the others
        // anywhere.
        let (targets, sources) = sample.streams.keys.split_at(MAX_TARGETS);
        let beside = |source: &&StreamKey| {
            targets.iter().any(|target| grid.distance_km(source.tile, target.tile) < 0.4)
        };
        assert!(sources.iter().filter(beside).count() >= 150);

        let few = CityStreams { keys: streams.keys[..50].to_vec(), packed: PackedStreams::empty(50, 70) };
        let sample = Sample::draw(&few, &grid, 1);
        assert_eq!((sample.n_targets, &sample.streams.keys), (50, &few.keys));
    }
}
