//! How exactly places are given, against the size of a tile.

use serde::{Deserialize, Serialize};

use super::Share;
use super::places::{Place, keep_greatest, robust_box, sample};
use crate::ingest::event::Events;
use crate::space::METRES_A_DEGREE;
use crate::study::{BoundingBox, TileSize};

/// The share of rows that have no more decimals than are said; a few may be exact where the others
/// are not.
const SHARE_ROUNDED: f64 = 0.95;
/// Points that are listed at most.
const LISTED: usize = 10;
/// A tile must be at least so many times the rounding.
const TIMES_ROUNDING: f64 = 4.0;
/// A tile must hold at least so many points.
const LEAST_POINTS: f64 = 3.0;
/// Rows of tiles, and columns, that are looked at.
const MOST_ROWS: f64 = 4_096.0;
/// The share of rows at each edge that is not looked at for points a tile.
const OUTER_SHARE: f64 = 0.01;

/// How exactly places are given.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Precision {
    /// Decimals that suffice for both coordinates of 95 % of the rows, in degrees; 7 is 7 or more.
    /// `None` where no row has a place.
    pub decimals: Option<u8>,
    /// What the last of them stands for in latitude, metres.
    pub rounding_metres: Option<f64>,
    /// Different points.
    pub points: u64,
    /// Rows whose point another row has, of those with coordinates.
    pub on_repeated: Share,
    /// The points of most rows, at most ten.
    pub most_shared: Vec<Place>,
    /// Rows on these.
    pub on_most_shared: Share,
    /// Height of the tile that is asked about, metres.
    pub tile_height_metres: f64,
    /// Different points in a tile that holds any, on average, over the middle of the city; `None`
    /// where there is none.
    pub points_per_tile: Option<f64>,
}

/// Gathers it while places are visited.
pub(super) struct Gathering {
    tiles: Option<Tiles>,
    points: u64,
    rows: u64,
    repeated: u64,
    most_shared: Vec<Place>,
}

/// Tiles that hold a point.
struct Tiles {
    bounds: BoundingBox,
    tile: TileSize,
    columns: usize,
    occupied: Vec<u64>,
    points: u64,
}

impl Gathering {
    pub(super) fn new(events: &Events, tile: TileSize) -> Self {
        let tiles = robust_box(events, OUTER_SHARE).and_then(|bounds| Tiles::over(bounds, tile));
        Self { tiles, points: 0, rows: 0, repeated: 0, most_shared: Vec::new() }
    }

    pub(super) fn visit(&mut self, place: Place) {
        self.points += 1;
        self.rows += place.rows;
        if place.rows > 1 {
            self.repeated += place.rows;
            keep_greatest(&mut self.most_shared, place, LISTED);
        }
        if let Some(tiles) = &mut self.tiles {
            tiles.mark(place);
        }
    }

    pub(super) fn finish(self, events: &Events, tile: TileSize) -> Precision {
        let share = |count| Share { count, of: self.rows };
        let decimals = decimals(&sample(events));
        let rounding = |decimals: u8| METRES_A_DEGREE / power_of_ten(decimals);
        Precision {
            decimals,
            rounding_metres: decimals.map(rounding),
            points: self.points,
            on_repeated: share(self.repeated),
            on_most_shared: share(self.most_shared.iter().map(|place| place.rows).sum()),
            most_shared: self.most_shared,
            tile_height_metres: tile.latitude_degrees * METRES_A_DEGREE,
            points_per_tile: self.tiles.and_then(|tiles| tiles.points_per_tile()),
        }
    }
}

impl Tiles {
    fn over(bounds: BoundingBox, tile: TileSize) -> Option<Self> {
        let count = |degrees: f64, size: f64| {
            let tiles = libm::ceil(degrees / size).max(1.0);
            (tiles <= MOST_ROWS).then_some(tiles as usize)
        };
        let rows = count(bounds.north - bounds.south, tile.latitude_degrees)?;
        let columns = count(bounds.east - bounds.west, tile.longitude_degrees)?;
        Some(Self { bounds, tile, columns, occupied: vec![0; (rows * columns).div_ceil(64)], points: 0 })
    }

    fn mark(&mut self, place: Place) {
        if !self.bounds.contains(place.latitude, place.longitude) {
            return;
        }
        self.points += 1;
        let row = ((place.latitude - self.bounds.south) / self.tile.latitude_degrees) as usize;
        let column = ((place.longitude - self.bounds.west) / self.tile.longitude_degrees) as usize;
        let at = row * self.columns + column.min(self.columns.saturating_sub(1));
        if let Some(word) = self.occupied.get_mut(at / 64) {
            *word |= 1 << (at % 64);
        }
    }

    fn points_per_tile(&self) -> Option<f64> {
        let occupied: u32 = self.occupied.iter().map(|word| word.count_ones()).sum();
        (occupied > 0).then(|| self.points as f64 / f64::from(occupied))
    }
}

impl Precision {
    /// Decimals that are told apart.
    pub const MOST_DECIMALS: u8 = 7;

    /// Whether rounding moves places from tile to tile, or leaves tiles that cannot be told apart.
    pub fn is_too_coarse(&self) -> bool {
        let rounded =
            self.rounding_metres.is_some_and(|metres| TIMES_ROUNDING * metres > self.tile_height_metres);
        rounded || (self.points_per_tile.is_some_and(|points| points < LEAST_POINTS) && !self.has_few_rows())
    }

    /// Whether tiles hold so few rows that few different points say nothing about rounding.
    pub fn has_few_rows(&self) -> bool {
        let rows_a_point = self.on_repeated.of as f64 / self.points as f64;
        self.points_per_tile.is_some_and(|points| points * rows_a_point < LEAST_POINTS)
    }
}

fn power_of_ten(decimals: u8) -> f64 {
    (0..decimals).fold(1.0, |power, _| power * 10.0)
}

fn decimals(places: &[(f64, f64)]) -> Option<u8> {
    let mut with = [0_usize; Precision::MOST_DECIMALS as usize + 1];
    for &(latitude, longitude) in places {
        let needed = decimals_of(latitude).max(decimals_of(longitude));
        if let Some(count) = with.get_mut(usize::from(needed)) {
            *count += 1;
        }
    }
    let enough = places.len() as f64 * SHARE_ROUNDED;
    let mut passed = 0;
    let at = with.iter().position(|count| {
        passed += count;
        passed > 0 && passed as f64 >= enough
    });
    at.map(|decimals| decimals as u8)
}

/// The fewest decimals that write a coordinate, at most seven.
fn decimals_of(degrees: f64) -> u8 {
    let is_whole = |scaled: f64| (scaled - libm::round(scaled)).abs() < 1e-4;
    (0..Precision::MOST_DECIMALS)
        .find(|&decimals| is_whole(degrees * power_of_ten(decimals)))
        .unwrap_or(Precision::MOST_DECIMALS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_are_counted_as_written() {
        for (degrees, expected) in
            [(41.0, 0), (-87.5, 1), (34.0701, 4), (-118.4679, 4), (41.881_832, 6), (41.123_456_789, 7)]
        {
            assert_eq!(decimals_of(degrees), expected, "{degrees}");
        }
        assert_eq!(decimals(&[]), None);
        let mut places = vec![(34.0701, -118.5); 96];
        assert_eq!(decimals(&places), Some(4));
        places.extend([(34.123_456_789, 0.0); 6]);
        assert_eq!(decimals(&places), Some(7));
    }
}
