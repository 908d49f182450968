//! Tiles and areas: the area that a tile belongs to, and values of areas on the map of tiles.

use super::layer::{Area, AreaLayer};
use super::polygon::{Ring, clip, signed_area};
use crate::space::Grid;

/// Areas that overlap each other so often that no city's can.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "the areas lie over each other many times: the boxes around them hold more than {limit} tiles; use one layer of areas"
)]
pub struct TooManyOverlaps {
    /// Tiles that may be looked at.
    pub limit: usize,
}

/// Shares of a tile that differ by less are the same but for rounding.
const SAME_SHARE: f64 = 1e-9;

/// The area of each tile of a grid.
#[derive(Clone, Debug, PartialEq)]
pub struct TileAreas {
    /// By tile in row-major order.
    areas: Vec<Option<usize>>,
    n_areas: usize,
}

impl TileAreas {
    /// Gives each tile to the area that covers most of it, however little that is; the first of the
    /// file where two cover the same. The unit of every test is the area: a tile only takes part
    /// through its own.
    ///
    /// # Errors
    /// When areas overlap so much that it would take without end.
    ///
    /// # Examples
    /// ```
    /// use watchback::{space::{AreaLayer, Grid, TileAreas, TileId}, study::preset};
    /// // From 87.7 to 87.6 degrees west and from 41.8 to 41.9 degrees north.
    /// let file = br#"{"type": "FeatureCollection", "features": [
    ///   {"type": "Feature", "properties": {}, "geometry": {"type": "Polygon", "coordinates":
    ///     [[[-87.7, 41.8], [-87.6, 41.8], [-87.6, 41.9], [-87.7, 41.9], [-87.7, 41.8]]]}}]}"#;
    /// let grid = Grid::new(&preset("chicago")?.check()?);
    /// let tiles = TileAreas::new(&AreaLayer::read(file, None)?, &grid)?;
    /// // Columns 51 to 79: (87.88 - 87.7) / 0.0035 = 51.4, (87.88 - 87.6) / 0.0035 = 80.
    /// // Rows 57 to 94 likewise.
    /// assert_eq!(tiles.counts(), [(80 - 51) * (95 - 57)]);
    /// assert_eq!(tiles.n_without(), 153 * 103 - 29 * 38);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn new(layer: &AreaLayer, grid: &Grid) -> Result<Self, TooManyOverlaps> {
        let mut best = vec![(0.0, None); grid.n_tiles()];
        each_overlap(layer, grid, |tile, area, share| {
            if let Some(best) = best.get_mut(tile).filter(|best| share > best.0 + SAME_SHARE) {
                *best = (share, Some(area));
            }
        })?;
        Ok(Self { areas: best.into_iter().map(|(_, area)| area).collect(), n_areas: layer.len() })
    }

    /// By tile in row-major order: its area, `None` where it has none.
    pub fn areas(&self) -> &[Option<usize>] {
        &self.areas
    }

    /// By area: its tiles.
    pub fn counts(&self) -> Vec<usize> {
        let mut counts = vec![0; self.n_areas];
        for area in self.areas.iter().flatten() {
            if let Some(count) = counts.get_mut(*area) {
                *count += 1;
            }
        }
        counts
    }

    /// Tiles that have no area.
    pub fn n_without(&self) -> usize {
        self.areas.iter().filter(|area| area.is_none()).count()
    }
}

/// By tile in row-major order: the mean of its areas' values, weighted by how much of the tile each
/// covers. **For maps only**: such means make neighbouring tiles alike, and no test may use them.
/// `None` where no area has a value.
///
/// # Errors
/// When areas overlap so much that it would take without end.
pub fn area_weighted_values_for_maps(
    layer: &AreaLayer,
    grid: &Grid,
    values: &[Option<f64>],
) -> Result<Vec<Option<f64>>, TooManyOverlaps> {
    let mut sums = vec![(0.0, 0.0); grid.n_tiles()];
    each_overlap(layer, grid, |tile, area, share| {
        let value = values.get(area).copied().flatten();
        if let (Some(sum), Some(value)) = (sums.get_mut(tile), value) {
            sum.0 += share * value;
            sum.1 += share;
        }
    })?;
    Ok(sums.into_iter().map(|(sum, share)| (share > 0.0).then(|| sum / share)).collect())
}

/// By tile in row-major order: whether its centre lies in any area. Where areas are a whole city
/// this is the city's ground, which shares of its area are taken of.
pub fn tiles_inside(layer: &AreaLayer, grid: &Grid) -> Vec<bool> {
    let inside = |position| {
        let (latitude, longitude) = grid.centre(grid.tile(position));
        layer.area_at(latitude, longitude).is_some()
    };
    (0..grid.n_tiles()).map(inside).collect()
}

/// Calls `found(tile, area, share of the tile)` for every tile that an area covers some of, by
/// area, then tile.
fn each_overlap(
    layer: &AreaLayer,
    grid: &Grid,
    mut found: impl FnMut(usize, usize, f64),
) -> Result<(), TooManyOverlaps> {
    let limit = 64 * grid.n_tiles() + (1 << 20);
    let mut looked_at = 0;
    for (number, area) in layer.areas().iter().enumerate() {
        let Some(block) = Block::around(area, grid) else { continue };
        looked_at += block.n_tiles();
        if looked_at > limit {
            return Err(TooManyOverlaps { limit });
        }
        let mut shares = vec![0.0; block.n_tiles()];
        for polygon in &area.polygons {
            for (place, ring) in polygon.iter().enumerate() {
                let ring: Ring = ring.iter().map(|&[x, y]| grid.in_tiles(y, x)).collect();
                // Whichever way round a file writes its rings, outer ones add and holes take away.
                let sign = if (signed_area(&ring) > 0.0) == (place == 0) { 1.0 } else { -1.0 };
                block.cover(&block, ring, sign, &mut shares);
            }
        }
        for (place, &share) in shares.iter().enumerate().filter(|(_, share)| **share > SAME_SHARE) {
            let (row, column) = (block.low[1] + place / block.width(), block.low[0] + place % block.width());
            found(row * usize::from(grid.n_columns()) + column, number, share.min(1.0));
        }
    }
    Ok(())
}

/// Tiles from a column and row to others, the last ones not among them.
#[derive(Clone, Copy, Debug)]
struct Block {
    low: [usize; 2],
    high: [usize; 2],
}

impl Block {
    /// The tiles that an area's box touches; `None` where it touches none of the grid.
    fn around(area: &Area, grid: &Grid) -> Option<Self> {
        let low = grid.in_tiles(area.bounds.south, area.bounds.west);
        let high = grid.in_tiles(area.bounds.north, area.bounds.east);
        let size = [usize::from(grid.n_columns()), usize::from(grid.n_rows())];
        // What lies below 0 becomes 0.
        let block = Self {
            low: [0, 1].map(|axis| low[axis].floor() as usize),
            high: [0, 1].map(|axis| (high[axis].ceil() as usize).min(size[axis])),
        };
        (block.low[0] < block.high[0] && block.low[1] < block.high[1]).then_some(block)
    }

    fn width(&self) -> usize {
        self.high[0] - self.low[0]
    }

    fn n_tiles(&self) -> usize {
        self.width() * (self.high[1] - self.low[1])
    }

    /// Adds to `shares`, those of the tiles of `whole`, how much of each tile of this block a ring
    /// covers. The block is halved until it is one tile, so that a long ring is not looked at for
    /// every tile.
    fn cover(&self, whole: &Self, ring: Ring, sign: f64, shares: &mut [f64]) {
        let mut ring = ring;
        for axis in [0, 1] {
            ring = clip(&ring, axis, self.low[axis] as f64, true);
            ring = clip(&ring, axis, self.high[axis] as f64, false);
        }
        if ring.len() < 4 {
            return;
        }
        if self.n_tiles() == 1 {
            let place = (self.low[1] - whole.low[1]) * whole.width() + self.low[0] - whole.low[0];
            if let Some(share) = shares.get_mut(place) {
                *share += sign * signed_area(&ring);
            }
            return;
        }
        let axis = usize::from(self.high[1] - self.low[1] > self.width());
        let middle = usize::midpoint(self.low[axis], self.high[axis]);
        let (mut lower, mut upper) = (*self, *self);
        lower.high[axis] = middle;
        upper.low[axis] = middle;
        lower.cover(whole, ring.clone(), sign, shares);
        upper.cover(whole, ring, sign, shares);
    }
}
