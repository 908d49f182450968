//! By what a map is drawn at a size: by tiles, or by areas or blocks of tiles where single tiles
//! cannot be read.

use super::layers::TileValue;
use super::map::next_tile;
use super::viewport::Viewport;
use watchback::space::{Grid, TileId};

/// Pixels that a side of a tile needs to be read.
const READABLE_PIXELS: f64 = 6.0;

/// By what a map is drawn.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Grain {
    /// Each tile by itself.
    #[default]
    Tiles,
    /// Each area by its tiles.
    Areas,
    /// Squares of so many tiles a side.
    Blocks(u16),
}

impl Grain {
    /// What can be read in a viewport: tiles, else areas where there are any, else the smallest
    /// blocks that are large enough.
    pub fn readable(shown: &Viewport, has_areas: bool) -> Self {
        let side = shown.column_pixels.min(shown.row_pixels);
        if side >= READABLE_PIXELS {
            return Self::Tiles;
        }
        if has_areas {
            return Self::Areas;
        }
        Self::Blocks((READABLE_PIXELS / side.max(0.1)).ceil() as u16)
    }

    /// The part that a tile belongs to, told apart by its number; none outside all areas.
    fn part(self, grid: &Grid, of_tile: &[Option<u32>], tile: TileId) -> Option<u32> {
        match self {
            Self::Tiles => u32::try_from(grid.position(tile)).ok(),
            Self::Areas => of_tile.get(grid.position(tile)).copied().flatten(),
            Self::Blocks(side) => {
                let across = u32::from(grid.n_columns()).div_ceil(u32::from(side.max(1)));
                let (row, column) = (tile.row / side.max(1), tile.column / side.max(1));
                Some(u32::from(row) * across + u32::from(column))
            }
        }
    }
}

/// A tile of the next part with a value in a direction. From nowhere, the first tile with a value.
/// `of_tile`: by position in the grid the tile's area.
pub fn next_part(
    (grid, values, of_tile): (&Grid, &[Option<TileValue>], &[Option<u32>]),
    grain: Grain,
    from: Option<TileId>,
    step: (i32, i32),
) -> Option<TileId> {
    let here = from.and_then(|tile| grain.part(grid, of_tile, tile));
    let mut at = from;
    loop {
        let next = next_tile(grid, values, at, step)?;
        if Some(next) == at {
            // There is nothing farther on.
            return from;
        }
        let part = grain.part(grid, of_tile, next);
        if from.is_none() || (part.is_some() && part != here) {
            return Some(next);
        }
        at = Some(next);
    }
}

/// What the tiles of a part have together.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct PartValue {
    /// The mean of its tiles' values; none where no tile has one.
    pub mean: Option<f64>,
    /// Tiles with a value.
    pub tiles: u32,
    /// Tiles that are there, but are not evaluable.
    pub without: u32,
    /// Tiles with an event, and tiles whose outcome is known, on layers that show a day.
    pub happened: (u32, u32),
    /// Tiles that are hatched.
    pub hatched: u32,
}

impl PartValue {
    /// What some tiles have together.
    pub fn of<'a>(tiles: impl Iterator<Item = &'a TileValue>) -> Self {
        let (mut part, mut sum) = (Self::default(), 0.0);
        for tile in tiles {
            part.add(tile, &mut sum);
        }
        part.finished(sum)
    }

    fn add(&mut self, tile: &TileValue, sum: &mut f64) {
        match tile.shown {
            Some(value) => {
                self.tiles += 1;
                *sum += value;
            }
            None => self.without += 1,
        }
        self.happened.0 += u32::from(tile.happened == Some(true));
        self.happened.1 += u32::from(tile.happened.is_some());
        self.hatched += u32::from(tile.hatched);
    }

    fn finished(self, sum: f64) -> Self {
        Self { mean: (self.tiles > 0).then(|| sum / f64::from(self.tiles)), ..self }
    }
}

/// What the tiles of each of `n` areas have together. A tile counts for the area that covers most
/// of it, and all tiles count alike.
pub fn by_area(values: &[Option<TileValue>], of_tile: &[Option<u32>], n: usize) -> Vec<PartValue> {
    let mut parts = vec![(PartValue::default(), 0.0); n];
    for (value, area) in values.iter().zip(of_tile) {
        let part = area.and_then(|area| parts.get_mut(area as usize));
        if let (Some(value), Some((part, sum))) = (value, part) {
            part.add(value, sum);
        }
    }
    parts.into_iter().map(|(part, sum)| part.finished(sum)).collect()
}

/// The tiles of the block that a tile lies in.
pub fn block_of(grid: &Grid, side: u16, tile: TileId) -> impl Iterator<Item = TileId> + use<> {
    let start = |at: u16| at / side.max(1) * side.max(1);
    let range = |at: u16, n: u16| start(at)..start(at).saturating_add(side).min(n);
    let columns = range(tile.column, grid.n_columns());
    let rows = range(tile.row, grid.n_rows());
    rows.flat_map(move |row| columns.clone().map(move |column| TileId { row, column }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::logic::viewport::Extent;
    use watchback::study::{SIMULATED, preset};

    fn grid() -> Grid {
        Grid::new(&preset(SIMULATED).unwrap().check().unwrap())
    }

    fn viewport(column_pixels: f64) -> Viewport {
        let shown = Viewport::fit(400.0, 400.0, Extent { south: 0, north: 9, west: 0, east: 9 }, 1.0);
        Viewport { column_pixels, row_pixels: column_pixels * 1.2, ..shown }
    }

    const fn value(shown: Option<f64>) -> TileValue {
        TileValue { shown, hatched: false, happened: None }
    }

    #[test]
    fn what_cannot_be_read_is_drawn_by_areas_or_blocks() {
        let grains = |pixels, has_areas| Grain::readable(&viewport(pixels), has_areas);
        assert_eq!([6.0, 40.0].map(|pixels| grains(pixels, true)), [Grain::Tiles; 2]);
        assert_eq!([5.9, 1.0].map(|pixels| grains(pixels, true)), [Grain::Areas; 2]);
        let blocks = [5.9, 3.0, 1.0].map(|pixels| grains(pixels, false));
        assert_eq!(blocks, [2, 2, 6].map(Grain::Blocks));
        // The narrower side counts.
        let shown = Viewport { row_pixels: 5.0, ..viewport(8.0) };
        assert_eq!(Grain::readable(&shown, true), Grain::Areas);
    }

    #[test]
    fn an_areas_mean_is_of_its_tiles_that_have_a_value() {
        let values = [Some(value(Some(0.1))), Some(value(Some(0.3))), Some(value(None)), None];
        let of_tile = [Some(0), Some(0), Some(0), Some(1)];
        let parts = by_area(&values, &of_tile, 3);
        assert_eq!((parts[0].mean, parts[0].tiles, parts[0].without), (Some(0.2), 2, 1));
        assert_eq!(parts[1..], [PartValue::default(); 2]);
        let day = [Some(true), Some(false), None];
        let tiles = day.map(|happened| TileValue { shown: Some(0.5), hatched: true, happened });
        let part = PartValue::of(tiles.iter());
        assert_eq!((part.happened, part.hatched, part.mean), ((1, 2), 3, Some(0.5)));
    }

    #[test]
    fn keys_pass_over_tiles_of_the_same_part() {
        let grid = grid();
        let mut values = vec![None; grid.n_tiles()];
        let mut of_tile = vec![None; grid.n_tiles()];
        for column in 0..6 {
            let position = grid.position(TileId { row: 1, column });
            values[position] = Some(value(Some(1.0)));
            // Columns 0 to 2, none, and 4 to 5.
            of_tile[position] = [Some(0), Some(0), Some(0), None, Some(1), Some(1)][usize::from(column)];
        }
        let at = |column| Some(TileId { row: 1, column });
        let next = |grain, from| next_part((&grid, &values, &of_tile), grain, from, (0, 1));
        assert_eq!(next(Grain::Tiles, at(0)), at(1));
        assert_eq!(next(Grain::Areas, at(0)), at(4));
        assert_eq!(next(Grain::Areas, at(4)), at(4));
        assert_eq!(next(Grain::Blocks(2), at(1)), at(2));
        assert_eq!(next(Grain::Areas, None), at(0));
    }

    #[test]
    fn a_block_ends_where_the_grid_does() {
        let grid = grid();
        let last = TileId { row: 0, column: grid.n_columns() - 1 };
        let tiles: Vec<TileId> = block_of(&grid, 2, TileId { row: 3, column: 5 }).collect();
        assert_eq!(tiles, [(2, 4), (2, 5), (3, 4), (3, 5)].map(|(row, column)| TileId { row, column }));
        assert!(block_of(&grid, 7, last).all(|tile| tile.column < grid.n_columns()));
        assert!(block_of(&grid, 7, last).any(|tile| tile == last));
    }
}
