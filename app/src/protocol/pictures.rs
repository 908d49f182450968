//! Pictures that take long to compute: made by the coordinator, drawn by the page.

use serde::{Deserialize, Serialize};

use watchback::network::{Biclustering, NetworkReport};
use watchback::results::Results;
use watchback::scene::{Point, voronoi_cells};
use watchback::space::Grid;

/// Number of groups that rows and columns of the source-target matrix are put in.
pub const GROUPS: usize = 4;
/// Sixteenths of a power of ten: how scores are held.
const BINS_PER_DECADE: f64 = 16.0;
/// Kilometres between the outermost tiles and the frame.
const MARGIN_KM: f64 = 0.5;

/// -log10 p by target and source; NaN of a stream and itself.
pub fn matrix_scores(bins: &[Vec<u16>]) -> Vec<Vec<f64>> {
    let score = |row: usize, column: usize, bin: u16| {
        if row == column { f64::NAN } else { f64::from(bin) / BINS_PER_DECADE }
    };
    let row_scores = |(row, bins): (usize, &Vec<u16>)| {
        bins.iter().enumerate().map(|(column, &bin)| score(row, column, bin)).collect()
    };
    bins.iter().enumerate().map(row_scores).collect()
}

/// Groups of streams that go together, in the source-target matrix.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MatrixGroups {
    /// Of the real data; `None` for a matrix too small to be grouped.
    pub real: Option<Biclustering>,
    /// Of a surrogate round.
    pub surrogate: Option<Biclustering>,
}

impl MatrixGroups {
    /// Groups both matrices of a network.
    pub fn new(network: &NetworkReport) -> Self {
        let grouped = |bins: &[Vec<u16>]| Biclustering::fit(&matrix_scores(bins), GROUPS);
        Self { real: grouped(&network.matrix.real), surrogate: grouped(&network.matrix.surrogate) }
    }
}

/// The strongest sources, and the part of the city that is nearest to each. Places in kilometres
/// east and north.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct NearestSource {
    /// Middles of all tiles with a stream.
    pub tiles: Vec<Point>,
    /// Middles of the sources' tiles, the strongest first.
    pub sites: Vec<Point>,
    /// The south-western corner of the frame.
    pub low: Point,
    /// The north-eastern corner of the frame.
    pub high: Point,
    /// By source: the corners of its Voronoi cell; none where a stronger source lies in the same
    /// tile.
    pub cells: Vec<Vec<Point>>,
}

impl NearestSource {
    /// Computes the cells of a run's strongest sources; `None` where there are none.
    pub fn new(results: &Results) -> Option<Self> {
        if results.network.strongest.is_empty() {
            return None;
        }
        let (height, width) = Grid::new(&results.study).tile_metres();
        let middle = |row: u16, column: u16| -> Point {
            ((f64::from(column) + 0.5) * width / 1000.0, (f64::from(row) + 0.5) * height / 1000.0)
        };
        let tiles: Vec<Point> =
            results.streams.iter().map(|stream| middle(stream.row, stream.column)).collect();
        let sources = results.network.strongest.iter();
        let sites: Vec<Point> = sources
            .filter_map(|strong| results.streams.get(strong.stream as usize))
            .map(|stream| middle(stream.row, stream.column))
            .collect();
        let fold = |start: f64, pick: fn(f64, f64) -> f64| {
            tiles.iter().fold((start, start), |found, tile| (pick(found.0, tile.0), pick(found.1, tile.1)))
        };
        let (south_west, north_east) = (fold(f64::INFINITY, f64::min), fold(f64::NEG_INFINITY, f64::max));
        let low = (south_west.0 - MARGIN_KM, south_west.1 - MARGIN_KM);
        let high = (north_east.0 + MARGIN_KM, north_east.1 + MARGIN_KM);
        let cells = voronoi_cells(&sites, low, high);
        Some(Self { tiles, sites, low, high, cells })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stream_has_no_score_with_itself() {
        let scores = matrix_scores(&[vec![0, 16], vec![8, 0]]);
        assert!(scores[0][0].is_nan() && scores[1][1].is_nan());
        assert_eq!((scores[0][1], scores[1][0]), (1.0, 0.5));
    }
}
