//! Where the map's tiles lie on the canvas: panning, zooming and finding a tile by arithmetic.

use watchback::space::TileId;

/// Tiles to canvas pixels. Rows count from the south, pixels from the top.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Viewport {
    /// Canvas size, CSS pixels.
    pub width: f64,
    /// Canvas size, CSS pixels.
    pub height: f64,
    /// Pixels a column.
    pub column_pixels: f64,
    /// Pixels a row.
    pub row_pixels: f64,
    /// Column at the canvas's left edge.
    pub left: f64,
    /// Row at the canvas's top edge (the northern end of that row).
    pub top: f64,
}

/// Rows and columns that hold something: south, north, west, east, all included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Extent {
    /// The southernmost row.
    pub south: u16,
    /// The northernmost row.
    pub north: u16,
    /// The westernmost column.
    pub west: u16,
    /// The easternmost column.
    pub east: u16,
}

impl Extent {
    /// What just holds these tiles; of none, the south-western corner.
    pub fn around(tiles: impl Iterator<Item = TileId>) -> Self {
        let none = Self { south: u16::MAX, north: 0, west: u16::MAX, east: 0 };
        let around = tiles.fold(none, |extent, TileId { row, column }| Self {
            south: extent.south.min(row),
            north: extent.north.max(row),
            west: extent.west.min(column),
            east: extent.east.max(column),
        });
        Self { south: around.south.min(around.north), west: around.west.min(around.east), ..around }
    }

    /// What holds both; an extent of none, the south-western corner, holds that too.
    pub fn and(self, other: Self) -> Self {
        Self {
            south: self.south.min(other.south),
            north: self.north.max(other.north),
            west: self.west.min(other.west),
            east: self.east.max(other.east),
        }
    }

    /// Columns and rows, with a tile's margin around them.
    pub fn size(self) -> (f64, f64) {
        let columns = f64::from(self.east) - f64::from(self.west) + 1.0 + MARGIN;
        (columns, f64::from(self.north) - f64::from(self.south) + 1.0 + MARGIN)
    }
}

/// Tiles around the extent that are shown too, on both sides together.
const MARGIN: f64 = 2.0;

/// Closest and farthest: pixels a column.
const PIXELS_A_COLUMN: std::ops::RangeInclusive<f64> = 1.0..=80.0;

impl Viewport {
    /// Shows the whole extent, a tile's margin around it. `aspect` = a tile's height divided by its
    /// width.
    pub fn fit(width: f64, height: f64, extent: Extent, aspect: f64) -> Self {
        let (columns, rows) = extent.size();
        let column_pixels = (width / columns).min(height / (rows * aspect)).max(0.1);
        let row_pixels = column_pixels * aspect;
        let left = f64::from(extent.west) - 1.0 - (width / column_pixels - columns) / 2.0;
        let top = f64::from(extent.north) + 2.0 + (height / row_pixels - rows) / 2.0;
        Self { width, height, column_pixels, row_pixels, left, top }
    }

    /// Zooms by `factor`, keeping what is under the pixel where it is.
    pub fn zoom(self, factor: f64, x: f64, y: f64) -> Self {
        let wanted = (self.column_pixels * factor).clamp(*PIXELS_A_COLUMN.start(), *PIXELS_A_COLUMN.end());
        let factor = wanted / self.column_pixels;
        let column_pixels = self.column_pixels * factor;
        let row_pixels = self.row_pixels * factor;
        let left = self.left + x / self.column_pixels - x / column_pixels;
        let top = self.top - y / self.row_pixels + y / row_pixels;
        Self { column_pixels, row_pixels, left, top, ..self }
    }

    /// Moves the map by pixels.
    pub fn pan(self, x: f64, y: f64) -> Self {
        Self { left: self.left - x / self.column_pixels, top: self.top + y / self.row_pixels, ..self }
    }

    /// Moved, if need be, so that a tile lies on the canvas.
    pub fn showing(self, tile: TileId) -> Self {
        let (x, y, width, height) = self.tile_box(tile.row, tile.column);
        if x >= 0.0 && y >= 0.0 && x + width <= self.width && y + height <= self.height {
            return self;
        }
        self.pan(self.width / 2.0 - x, self.height / 2.0 - y)
    }

    /// Row and column under a pixel; they may lie outside the grid.
    pub fn tile_at(&self, x: f64, y: f64) -> (i32, i32) {
        let column = (self.left + x / self.column_pixels).floor();
        let row = (self.top - y / self.row_pixels).floor();
        (row as i32, column as i32)
    }

    /// Left, top, width and height of a tile on the canvas.
    pub fn tile_box(&self, row: u16, column: u16) -> (f64, f64, f64, f64) {
        let x = (f64::from(column) - self.left) * self.column_pixels;
        let y = (self.top - f64::from(row) - 1.0) * self.row_pixels;
        (x, y, self.column_pixels, self.row_pixels)
    }

    /// Where a place (tiles east and north of the grid's south-west corner) lies on the canvas.
    pub fn place(&self, (east, north): (f32, f32)) -> (f64, f64) {
        let x = (f64::from(east) - self.left) * self.column_pixels;
        (x, (self.top - f64::from(north)) * self.row_pixels)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const EXTENT: Extent = Extent { south: 10, north: 19, west: 20, east: 39 };

    fn fitted() -> Viewport {
        Viewport::fit(440.0, 300.0, EXTENT, 1.0)
    }

    #[test]
    fn extent_holds_all_tiles() {
        let tiles = [(19, 20), (10, 39), (12, 25)].map(|(row, column)| TileId { row, column });
        assert_eq!(Extent::around(tiles.into_iter()), EXTENT);
        let farther = Extent { south: 12, north: 25, west: 3, east: 8 };
        assert_eq!(EXTENT.and(farther), Extent { south: 10, north: 25, west: 3, east: 39 });
        let none = Extent::around(std::iter::empty());
        assert_eq!(none, Extent { south: 0, north: 0, west: 0, east: 0 });
    }

    #[test]
    fn fit_shows_every_tile_with_a_margin_of_one() {
        let shown = fitted();
        assert_eq!((shown.column_pixels, shown.row_pixels), (20.0, 20.0));
        let (west_x, south_y, ..) = shown.tile_box(EXTENT.south, EXTENT.west);
        let (east_x, north_y, ..) = shown.tile_box(EXTENT.north, EXTENT.east);
        assert!(west_x >= 20.0 && east_x + 20.0 <= shown.width - 20.0, "{west_x} {east_x}");
        assert!(north_y >= 20.0 && south_y + 20.0 <= shown.height - 20.0, "{north_y} {south_y}");
    }

    #[test]
    fn tile_at_finds_the_tile_that_tile_box_places() {
        for shown in [fitted(), fitted().zoom(1.4, 100.0, 50.0), fitted().pan(-13.0, 7.0)] {
            for (row, column) in [(10, 20), (19, 39), (15, 30)] {
                let (x, y, width, height) = shown.tile_box(row, column);
                let found = shown.tile_at(x + width / 2.0, y + height / 2.0);
                assert_eq!(found, (i32::from(row), i32::from(column)));
            }
        }
    }

    #[test]
    fn zoom_keeps_what_is_under_the_pointer() {
        let (before, after) = (fitted(), fitted().zoom(2.0, 123.0, 45.0));
        let place =
            |shown: Viewport| (shown.left + 123.0 / shown.column_pixels, shown.top - 45.0 / shown.row_pixels);
        assert!((place(before).0 - place(after).0).abs() < 1e-9);
        assert!((place(before).1 - place(after).1).abs() < 1e-9);
        assert_eq!(after.column_pixels, 40.0);
    }

    #[test]
    fn zoom_stops_at_the_closest_and_the_farthest() {
        assert!((fitted().zoom(1e6, 0.0, 0.0).column_pixels - 80.0).abs() < 1e-9);
        assert!((fitted().zoom(1e-6, 0.0, 0.0).column_pixels - 1.0).abs() < 1e-9);
    }

    #[test]
    fn showing_moves_only_for_a_tile_outside() {
        let shown = fitted();
        assert_eq!(shown.showing(TileId { row: 15, column: 30 }), shown);
        let moved = shown.showing(TileId { row: 90, column: 90 });
        let (x, y, ..) = moved.tile_box(90, 90);
        assert!((x - moved.width / 2.0).abs() < 1e-9 && (y - moved.height / 2.0).abs() < 1e-9);
    }

    #[test]
    fn a_place_is_the_corner_of_its_tile() {
        let shown = fitted();
        let (x, y, _, height) = shown.tile_box(12, 25);
        assert_eq!(shown.place((25.0, 12.0)), (x, y + height));
    }
}
