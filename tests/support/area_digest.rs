//! A digest of what areas make of tiles, over a city of made-up areas: natively and in wasm it must
//! be the same.

use sha2::{Digest, Sha256};
use watchback::encoding::hex;
use watchback::space::{AreaLayer, Grid, TileAreas, area_weighted_values_for_maps};
use watchback::study::{CHICAGO, preset};

/// Twelve areas with crooked borders, every third with a hole, over the middle of Chicago's box.
fn crooked_areas() -> String {
    // Corners of a lattice, each moved by up to a third of its width.
    let corner = |row: u32, column: u32| {
        let moved = |salt: u32| f64::from((row * 379 + column * 613 + salt * 211) % 1000) / 1500.0;
        let latitude = 41.65 + 0.1 * (f64::from(row) + moved(1));
        (latitude, -87.87 + 0.08 * (f64::from(column) + moved(2)))
    };
    let ring = |corners: &[(f64, f64)]| {
        let positions: Vec<String> =
            corners.iter().chain(corners.first()).map(|(y, x)| format!("[{x}, {y}]")).collect();
        format!("[{}]", positions.join(","))
    };
    let feature = |number: u32| {
        let (row, column) = (number / 4, number % 4);
        let outer = [
            corner(row, column),
            corner(row, column + 1),
            corner(row + 1, column + 1),
            corner(row + 1, column),
        ];
        let middle = |axis: fn(&(f64, f64)) -> f64| outer.iter().map(axis).sum::<f64>() / 4.0;
        let (y, x) = (middle(|at| at.0), middle(|at| at.1));
        let hole = ring(&[(y, x), (y + 0.007, x + 0.001), (y + 0.003, x + 0.009)]);
        let rings = if number.is_multiple_of(3) { format!("{},{hole}", ring(&outer)) } else { ring(&outer) };
        format!(
            r#"{{"type": "Feature", "properties": {{"number": {number}}},
            "geometry": {{"type": "Polygon", "coordinates": [{rings}]}}}}"#
        )
    };
    let features: Vec<String> = (0..12).map(feature).collect();
    format!(r#"{{"type": "FeatureCollection", "features": [{}]}}"#, features.join(","))
}

/// SHA-256 over the area of each tile, area-weighted values and centres in metres, as hexadecimal
/// digits.
pub(crate) fn area_digest() -> String {
    let study = preset(CHICAGO).unwrap().check().unwrap();
    let layer = AreaLayer::read(crooked_areas().as_bytes(), Some(study.settings().bounds)).unwrap();
    assert_eq!((layer.len(), layer.problems().len()), (12, 0), "{:?}", layer.problems());
    let grid = Grid::new(&study);
    let tiles = TileAreas::new(&layer, &grid).unwrap();
    let values: Vec<Option<f64>> = (0..12).map(|area| (area != 5).then(|| f64::from(area) / 7.0)).collect();
    let weighted = area_weighted_values_for_maps(&layer, &grid, &values).unwrap();
    let mut digest = Sha256::new();
    for area in tiles.areas() {
        digest.update(area.map_or(u64::MAX, |area| area as u64).to_le_bytes());
    }
    for value in weighted {
        digest.update(value.map_or(u64::MAX, f64::to_bits).to_le_bytes());
    }
    for (east, north) in layer.centres_metres(&grid) {
        digest.update(east.to_bits().to_le_bytes());
        digest.update(north.to_bits().to_le_bytes());
    }
    hex(&digest.finalize())
}
