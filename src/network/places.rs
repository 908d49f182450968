//! What a stream counts and where, as far as the network's summaries need it.

use crate::space::Grid;
use crate::streams::StreamKey;
use crate::study::Variable;

/// Upper edges of the classes of distance between source and target, kilometres; the first holds
/// one tile alone, the last one has no edge.
pub const DISTANCE_EDGES_KM: [f64; 10] = [0.0, 0.5, 1.0, 2.0, 3.0, 4.5, 6.0, 8.0, 10.0, 15.0];
/// Number of classes of distance.
pub(super) const DISTANCES: usize = DISTANCE_EDGES_KM.len() + 1;

/// A stream's variable, and the place of its tile on a plane.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Place {
    /// What is counted.
    pub variable: Variable,
    /// East of the grid's corner, kilometres.
    pub east_km: f64,
    /// North of it, kilometres.
    pub north_km: f64,
}

impl Place {
    /// The places of streams on a grid.
    pub fn for_streams(keys: &[StreamKey], grid: &Grid) -> Vec<Self> {
        let (height, width) = grid.tile_metres();
        let place = |key: &StreamKey| Self {
            variable: key.variable,
            east_km: f64::from(key.tile.column) * width / 1000.0,
            north_km: f64::from(key.tile.row) * height / 1000.0,
        };
        keys.iter().map(place).collect()
    }

    /// The distance between two tiles' centres, kilometres.
    pub fn distance_km(&self, other: &Self) -> f64 {
        let (east, north) = (self.east_km - other.east_km, self.north_km - other.north_km);
        (east * east + north * north).sqrt()
    }

    /// The class of that distance.
    pub(super) fn distance_class(&self, other: &Self) -> usize {
        let distance = self.distance_km(other);
        DISTANCE_EDGES_KM.iter().filter(|&&edge| distance > edge + 1e-9).count()
    }
}
