//! A part of the city that the person chose on a map: charts and tables are then of it alone.

use std::sync::Arc;

use crate::protocol::RunView;
use watchback::results::StreamResult;
use watchback::space::{Grid, TileId};
use watchback::study::Variable;

/// What is chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// An area, by its number.
    Area(u32),
    /// A tile.
    Tile(TileId),
}

/// A chosen part of the city.
#[derive(Clone, Debug, PartialEq)]
pub struct Selection {
    /// What is chosen.
    pub place: Place,
    /// What it is called.
    pub name: String,
    /// By position in the grid, whether the tile is a part of it.
    tiles: Arc<Vec<bool>>,
}

impl Selection {
    /// An area. `of_tile`: by position in the grid the tile's area.
    pub fn area(area: u32, name: String, of_tile: &[Option<u32>]) -> Self {
        let tiles = of_tile.iter().map(|of| *of == Some(area)).collect();
        Self { place: Place::Area(area), name, tiles: Arc::new(tiles) }
    }

    /// A tile.
    pub fn tile(tile: TileId, name: String, grid: &Grid) -> Self {
        let mut tiles = vec![false; grid.n_tiles()];
        if let Some(is_in) = tiles.get_mut(grid.position(tile)) {
            *is_in = true;
        }
        Self { place: Place::Tile(tile), name, tiles: Arc::new(tiles) }
    }

    /// Whether a stream's tile is a part of it.
    pub fn holds(&self, grid: &Grid, stream: &StreamResult) -> bool {
        let tile = TileId { row: stream.row, column: stream.column };
        self.tiles.get(grid.position(tile)).copied().unwrap_or(false)
    }
}

/// Daily sums over some streams: how many were expected to have an event, and how many had.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PartSums {
    /// Streams that are counted.
    pub streams: usize,
    /// By test step, the sum of the forecast probabilities.
    pub expected: Vec<f64>,
    /// By test step, the streams with an event.
    pub happened: Vec<u32>,
}

impl PartSums {
    /// Sums over a part's streams; `variable`: of one kind alone. `None` where the run holds no
    /// forecasts, as a saved one does not.
    pub fn new(run: &RunView, part: &Selection, variable: Option<Variable>) -> Option<Self> {
        let grid = Grid::new(&run.results.study);
        let n_steps = run.events.n_steps();
        if run.steps < n_steps {
            return None;
        }
        let mut sums = Self { streams: 0, expected: vec![0.0; n_steps], happened: vec![0; n_steps] };
        for (at, stream) in run.results.streams.iter().enumerate() {
            if variable.is_some_and(|variable| variable != stream.variable) || !part.holds(&grid, stream) {
                continue;
            }
            sums.streams += 1;
            for (step, (expected, happened)) in sums.expected.iter_mut().zip(&mut sums.happened).enumerate() {
                *expected += run.probability(at, step).map_or(0.0, f64::from);
                *happened += u32::from(run.events.get(at, step));
            }
        }
        Some(sums)
    }

    /// All that was expected, and all that happened.
    pub fn totals(&self) -> (f64, u64) {
        (self.expected.iter().sum(), self.happened.iter().map(|&n| u64::from(n)).sum())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use watchback::study::{SIMULATED, preset};

    #[test]
    fn an_area_holds_the_tiles_that_are_of_it() {
        let grid = Grid::new(&preset(SIMULATED).unwrap().check().unwrap());
        let mut of_tile = vec![None; grid.n_tiles()];
        of_tile[grid.position(TileId { row: 2, column: 3 })] = Some(1);
        of_tile[grid.position(TileId { row: 2, column: 4 })] = Some(0);
        let area = Selection::area(1, "Old Town".to_owned(), &of_tile);
        assert_eq!(area.tiles.iter().filter(|is_in| **is_in).count(), 1);
        let tile = Selection::tile(TileId { row: 2, column: 3 }, "a tile".to_owned(), &grid);
        assert_eq!(tile.tiles, area.tiles);
        assert_ne!(tile, area);
    }

    #[test]
    fn totals_are_those_of_all_days() {
        let sums = PartSums { streams: 2, expected: vec![0.5, 1.25], happened: vec![2, 0] };
        assert_eq!(sums.totals(), (1.75, 2));
    }
}
