//! Moving over the map's tiles, and the strokes that are drawn on them.

use super::layers::TileValue;
use watchback::space::{Grid, TileId};

/// The tile at a row and a column, where the grid has one.
pub fn tile_in(grid: &Grid, row: i32, column: i32) -> Option<TileId> {
    let row = u16::try_from(row).ok().filter(|row| *row < grid.n_rows())?;
    let column = u16::try_from(column).ok().filter(|column| *column < grid.n_columns())?;
    Some(TileId { row, column })
}

/// The next tile with a value in a direction; from nowhere, the first tile with one.
pub fn next_tile(
    grid: &Grid,
    values: &[Option<TileValue>],
    from: Option<TileId>,
    (rows, columns): (i32, i32),
) -> Option<TileId> {
    let has_value = |tile: &TileId| values.get(grid.position(*tile)).is_some_and(Option::is_some);
    let Some(from) = from else {
        let first = values.iter().position(Option::is_some)?;
        return Some(grid.tile(first));
    };
    let mut tile = Some(from);
    while let Some(at) = tile {
        tile = tile_in(grid, i32::from(at.row) + rows, i32::from(at.column) + columns);
        if let Some(found) = tile.filter(has_value) {
            return Some(found);
        }
    }
    Some(from)
}

/// A stroke: from and to, as shares of a tile.
pub type Stroke = ((f64, f64), (f64, f64));

/// Strokes from the upper left to the lower right of a tile: one on small tiles, else three.
/// `width` in pixels.
pub const fn hatching(width: f64) -> &'static [Stroke] {
    const THREE: [Stroke; 3] = [((0.0, 0.0), (1.0, 1.0)), ((0.5, 0.0), (1.0, 0.5)), ((0.0, 0.5), (0.5, 1.0))];
    if width < 9.0 { THREE.split_at(1).0 } else { &THREE }
}

#[cfg(test)]
mod tests {
    use super::*;
    use watchback::study::{SIMULATED, preset};

    const VALUE: TileValue = TileValue { shown: None, hatched: false, happened: None };

    /// The simulated city's grid, with values in these tiles (row, column).
    fn city(tiles: &[(u16, u16)]) -> (Grid, Vec<Option<TileValue>>) {
        let grid = Grid::new(&preset(SIMULATED).unwrap().check().unwrap());
        let mut values = vec![None; grid.n_tiles()];
        for &(row, column) in tiles {
            values[grid.position(TileId { row, column })] = Some(VALUE);
        }
        (grid, values)
    }

    #[test]
    fn tiles_outside_the_grid_are_none() {
        let (grid, _) = city(&[]);
        assert_eq!(tile_in(&grid, 0, 0), Some(TileId { row: 0, column: 0 }));
        assert_eq!(tile_in(&grid, -1, 0), None);
        assert_eq!(tile_in(&grid, 0, i32::from(grid.n_columns())), None);
    }

    #[test]
    fn keys_pass_over_tiles_without_a_value() {
        let (grid, values) = city(&[(1, 1), (1, 4)]);
        let from = TileId { row: 1, column: 1 };
        let next = next_tile(&grid, &values, Some(from), (0, 1));
        assert_eq!(next, Some(TileId { row: 1, column: 4 }));
    }

    #[test]
    fn keys_stay_where_nothing_follows() {
        let (grid, values) = city(&[(1, 1)]);
        let from = Some(TileId { row: 1, column: 1 });
        for step in [(1, 0), (-1, 0), (0, 1), (0, -1)] {
            assert_eq!(next_tile(&grid, &values, from, step), from);
        }
    }

    #[test]
    fn keys_start_at_the_first_tile_with_a_value() {
        let (grid, values) = city(&[(2, 3), (2, 5)]);
        assert_eq!(next_tile(&grid, &values, None, (0, 1)), Some(TileId { row: 2, column: 3 }));
        let (grid, none) = city(&[]);
        assert_eq!(next_tile(&grid, &none, None, (0, 1)), None);
    }

    #[test]
    fn small_tiles_have_one_stroke() {
        assert_eq!((hatching(4.0).len(), hatching(20.0).len()), (1, 3));
    }
}
