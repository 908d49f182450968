//! Areas of a simulated city: squares of tiles.

use watchback::audit::{AuditSettings, AuditedAreas, Grouping};
use watchback::space::Grid;

/// Squares of `side` tiles, so many each way from the south-west corner, with a value that knows
/// nothing of what happens in them.
pub(crate) fn square_areas(grid: &Grid, side: u16, rows: u16, columns: u16) -> AuditedAreas {
    let squares = || (0..rows).flat_map(|row| (0..columns).map(move |column| (row, column)));
    let (height, width) = grid.tile_metres();
    let metres = |at: u16, size: f64| (f64::from(at) + 0.5) * f64::from(side) * size;
    let of_tile = |position: usize| {
        let tile = grid.tile(position);
        let (row, column) = (tile.row / side, tile.column / side);
        (row < rows && column < columns).then(|| u32::from(row * columns + column))
    };
    AuditedAreas {
        names: squares().map(|(row, column)| format!("{row}, {column}")).collect(),
        centres: squares().map(|(row, column)| (metres(column, width), metres(row, height))).collect(),
        values: squares().map(|(row, column)| Some(f64::from((5 * column + 3 * row) % 11))).collect(),
        of_tile: (0..grid.n_tiles()).map(of_tile).collect(),
    }
}

/// Few draws, networks and maps.
pub(crate) fn small_push() -> AuditSettings {
    AuditSettings {
        grouping: Grouping::OuterQuintiles,
        maps: 19,
        chosen: Vec::new(),
        draws: 10,
        networks: 3,
        seed: 1,
        seeds: 2,
        grid_shift: false,
    }
}
