//! The grid that a city is cut into, counted from its south-west corner.

use serde::{Deserialize, Serialize};

use crate::study::{BoundingBox, Study, TileSize};

/// A tile: its row from the south and its column from the west, both from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct TileId {
    /// Row, 0 in the south.
    pub row: u16,
    /// Column, 0 in the west.
    pub column: u16,
}

/// On a sphere of the earth's mean radius.
pub(crate) const METRES_A_DEGREE: f64 = 111_195.0;

/// Tiles so many metres high and wide in the middle of a box, where [`Grid::tile_metres`] measures
/// them. Next to a pole they stay narrower.
///
/// # Examples
/// ```
/// use watchback::{space::square_tile, study::preset};
/// let chicago = preset("chicago")?;
/// let tile = square_tile(300.0, &chicago.bounds);
/// assert_eq!(
///     format!("{:.5} {:.5}", tile.latitude_degrees, tile.longitude_degrees),
///     "0.00270 0.00362"
/// );
/// # Ok::<(), watchback::study::SettingsError>(())
/// ```
pub fn square_tile(metres: f64, bounds: &BoundingBox) -> TileSize {
    let middle = 0.5 * (bounds.south + bounds.north);
    let latitude_degrees = metres / METRES_A_DEGREE;
    let longitude_degrees = latitude_degrees / libm::cos(middle.to_radians()).max(0.01);
    TileSize { latitude_degrees, longitude_degrees }
}

/// Rows and columns of tiles over a half-open box. The last row and column may be partial and are
/// kept.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Grid {
    bounds: BoundingBox,
    tile: TileSize,
    n_rows: u16,
    n_columns: u16,
}

impl Grid {
    /// The grid of a study (the study's check bounds rows and columns by 4,096).
    ///
    /// # Examples
    /// ```
    /// use watchback::{
    ///     space::{Grid, TileId},
    ///     study::preset,
    /// };
    /// let grid = Grid::new(&preset("chicago")?.check()?);
    /// assert_eq!((grid.n_rows(), grid.n_columns()), (153, 103));
    /// // Method.md 1: floor((41.8781 - 41.64) / 0.00276), floor((-87.6298 + 87.88) / 0.0035).
    /// assert_eq!(grid.tile_at(41.8781, -87.6298), Some(TileId { row: 86, column: 71 }));
    /// assert_eq!(grid.tile_at(42.06, -87.6298), None);
    /// # Ok::<(), watchback::study::SettingsError>(())
    /// ```
    pub fn new(study: &Study) -> Self {
        let bounds = study.settings().bounds;
        let tile = study.settings().tile;
        let n_rows = ((bounds.north - bounds.south) / tile.latitude_degrees).ceil();
        let n_columns = ((bounds.east - bounds.west) / tile.longitude_degrees).ceil();
        Self { bounds, tile, n_rows: n_rows.max(1.0) as u16, n_columns: n_columns.max(1.0) as u16 }
    }

    /// Number of rows.
    pub const fn n_rows(&self) -> u16 {
        self.n_rows
    }

    /// Number of columns.
    pub const fn n_columns(&self) -> u16 {
        self.n_columns
    }

    /// Number of tiles.
    pub fn n_tiles(&self) -> usize {
        usize::from(self.n_rows) * usize::from(self.n_columns)
    }

    /// The tile that holds a place (degrees), or `None` outside the box.
    pub fn tile_at(&self, latitude: f64, longitude: f64) -> Option<TileId> {
        if !self.bounds.contains(latitude, longitude) {
            return None;
        }
        let row = ((latitude - self.bounds.south) / self.tile.latitude_degrees).floor();
        let column = ((longitude - self.bounds.west) / self.tile.longitude_degrees).floor();
        // Where the size divides the box, rounding could put the last place one tile too far.
        Some(TileId {
            row: (row as u16).min(self.n_rows - 1),
            column: (column as u16).min(self.n_columns - 1),
        })
    }

    /// Position of a tile in row-major order from the south-west corner.
    pub fn position(&self, tile: TileId) -> usize {
        usize::from(tile.row) * usize::from(self.n_columns) + usize::from(tile.column)
    }

    /// The tile at a position in row-major order.
    pub fn tile(&self, position: usize) -> TileId {
        let columns = usize::from(self.n_columns);
        TileId { row: (position / columns) as u16, column: (position % columns) as u16 }
    }

    /// Latitude and longitude of a tile's south-west corner, degrees.
    pub fn south_west(&self, tile: TileId) -> (f64, f64) {
        (
            self.bounds.south + f64::from(tile.row) * self.tile.latitude_degrees,
            self.bounds.west + f64::from(tile.column) * self.tile.longitude_degrees,
        )
    }

    /// Latitude and longitude of a tile's centre, degrees.
    pub fn centre(&self, tile: TileId) -> (f64, f64) {
        let (south, west) = self.south_west(tile);
        (south + self.tile.latitude_degrees / 2.0, west + self.tile.longitude_degrees / 2.0)
    }

    /// The tiles whose centre lies in a box of degrees, in row-major order.
    ///
    /// # Examples
    /// ```
    /// use watchback::{
    ///     space::{Grid, TileId},
    ///     study::{BoundingBox, preset},
    /// };
    /// let grid = Grid::new(&preset("simulated")?.check()?);
    /// // Centres are at 0.00138 and 0.00414 degrees north, and at 0.00175 and 0.00525 east.
    /// let within = |north, east| {
    ///     grid.tiles_within(&BoundingBox { south: 0.001, west: 0.002, north, east })
    /// };
    /// assert_eq!(within(0.003, 0.006), [TileId { row: 0, column: 1 }]);
    /// assert_eq!(within(0.001_2, 0.006), []);
    /// # Ok::<(), watchback::study::SettingsError>(())
    /// ```
    pub fn tiles_within(&self, bounds: &BoundingBox) -> Vec<TileId> {
        let is_within = |tile: &TileId| {
            let (latitude, longitude) = self.centre(*tile);
            bounds.contains(latitude, longitude)
        };
        (0..self.n_tiles()).map(|position| self.tile(position)).filter(is_within).collect()
    }

    /// Height and width of a tile on the ground at the middle of the box, metres, on a sphere of
    /// the earth's mean radius: within half a per cent, to be shown and not to be counted with.
    pub fn tile_metres(&self) -> (f64, f64) {
        let width = self.tile.longitude_degrees * self.shrink();
        (METRES_A_DEGREE * self.tile.latitude_degrees, METRES_A_DEGREE * width)
    }

    /// Metres east and north of the box's south-west corner, on the same plane: what a place is for
    /// distances.
    ///
    /// # Examples
    /// ```
    /// use watchback::{space::Grid, study::preset};
    /// let grid = Grid::new(&preset("chicago")?.check()?);
    /// let (east, north) = grid.metres(41.85, -87.63);
    /// // 0.25 degrees of longitude at 41.85 degrees north: 0.25 * 111,195 * cos(41.85).
    /// // 0.21 degrees of latitude.
    /// assert_eq!((east.round(), north.round()), (20_707.0, 23_351.0));
    /// # Ok::<(), watchback::study::SettingsError>(())
    /// ```
    pub fn metres(&self, latitude: f64, longitude: f64) -> (f64, f64) {
        let east = METRES_A_DEGREE * self.shrink() * (longitude - self.bounds.west);
        (east, METRES_A_DEGREE * (latitude - self.bounds.south))
    }

    /// Columns east and rows north of the box's south-west corner, in tiles: a place whose numbers
    /// are whole lies on edges.
    pub(super) fn in_tiles(&self, latitude: f64, longitude: f64) -> [f64; 2] {
        let column = (longitude - self.bounds.west) / self.tile.longitude_degrees;
        [column, (latitude - self.bounds.south) / self.tile.latitude_degrees]
    }

    /// Width of a degree of longitude as a share of one of latitude, at the middle of the box.
    fn shrink(&self) -> f64 {
        libm::cos(((self.bounds.south + self.bounds.north) / 2.0).to_radians())
    }

    /// Distance between the centres of two tiles, kilometres, on the plane of
    /// [`Self::tile_metres`].
    pub fn distance_km(&self, from: TileId, to: TileId) -> f64 {
        let (height, width) = self.tile_metres();
        let north = (f64::from(from.row) - f64::from(to.row)) * height / 1000.0;
        let east = (f64::from(from.column) - f64::from(to.column)) * width / 1000.0;
        (north * north + east * east).sqrt()
    }

    /// Height of a tile divided by its width on the ground, at the middle of the box.
    pub fn tile_aspect(&self) -> f64 {
        let (height, width) = self.tile_metres();
        height / width
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::study::preset;

    #[test]
    fn a_place_on_an_edge_belongs_to_the_tile_north_and_east_of_it() {
        let grid = Grid::new(&preset("simulated").unwrap().check().unwrap());
        assert_eq!(grid.tile_at(0.0, 0.0), Some(TileId { row: 0, column: 0 }));
        assert_eq!(grid.tile_at(0.002_76, 0.003_5), Some(TileId { row: 1, column: 1 }));
        assert_eq!(grid.tile_at(-1e-12, 0.0), None);
        assert_eq!(grid.tile_at(f64::NAN, 0.0), None);
    }

    #[test]
    fn positions_and_tiles_are_inverse_and_centres_lie_in_their_tile() {
        let grid = Grid::new(&preset("chicago").unwrap().check().unwrap());
        for position in 0..grid.n_tiles() {
            let tile = grid.tile(position);
            assert_eq!(grid.position(tile), position);
            let (latitude, longitude) = grid.centre(tile);
            // The last row and column are partial: their centre may lie outside the box.
            if tile.row + 1 < grid.n_rows() && tile.column + 1 < grid.n_columns() {
                assert_eq!(grid.tile_at(latitude, longitude), Some(tile));
            }
        }
    }
}
