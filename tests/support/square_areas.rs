//! Areas of a simulated city: squares of tiles, with a value that knows nothing of what happens in them.

use watchback::audit::{AuditedAreas, outer_quintiles};
use watchback::run::PushSettings;
use watchback::space::Grid;

/// Squares of `side` tiles.
pub(crate) fn square_areas(grid: &Grid, side: u16) -> AuditedAreas {
    let (rows, columns) = (grid.n_rows().div_ceil(side), grid.n_columns().div_ceil(side));
    let squares = || (0..rows).flat_map(|row| (0..columns).map(move |column| (row, column)));
    let (height, width) = grid.tile_metres();
    let metres = |at: u16, size: f64| (f64::from(at) + 0.5) * f64::from(side) * size;
    let of_tile = |position: usize| {
        let tile = grid.tile(position);
        Some(u32::from(tile.row / side) * u32::from(columns) + u32::from(tile.column / side))
    };
    AuditedAreas {
        names: squares().map(|(row, column)| format!("{row}, {column}")).collect(),
        centres: squares().map(|(row, column)| (metres(column, width), metres(row, height))).collect(),
        values: squares().map(|(row, column)| Some(f64::from((5 * column + 3 * row) % 11))).collect(),
        of_tile: (0..grid.n_tiles()).map(of_tile).collect(),
    }
}

/// Few draws and networks, and five rotations of the areas in place of surrogate maps.
pub(crate) fn small_push(areas: &AuditedAreas) -> PushSettings {
    let n = areas.values.len();
    let turned =
        |by: usize| -> Vec<Option<f64>> { (0..n).map(|area| areas.values[(area + by) % n]).collect() };
    PushSettings {
        groups: outer_quintiles(&areas.values),
        surrogate_groups: (1..6).map(|by| outer_quintiles(&turned(by))).collect(),
        chosen: Vec::new(),
        draws: 10,
        networks: 3,
        seed: 1,
        seeds: 2,
    }
}
