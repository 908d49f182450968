//! Rows grouped by their exact coordinates.

use crate::ingest::groups::for_each_group;

/// Visits each pair of coordinates that rows have, once, with the number of rows that have it. Rows
/// whose latitude is not a number have none. The two zeros are one.
///
/// The order of visits is that of scrambled coordinates, and the same for the same rows.
#[inline(never)]
pub(super) fn for_each_place(latitudes: &[f64], longitudes: &[f64], visit: &mut dyn FnMut([f64; 2], u64)) {
    // Adding zero makes the two zeros one.
    let bits = |degrees: f64| (degrees + 0.0).to_bits();
    let element = |row: usize| {
        let (latitude, longitude) = (*latitudes.get(row)?, *longitudes.get(row)?);
        (!latitude.is_nan()).then(|| (bits(latitude), bits(longitude)))
    };
    let mixed = |(latitude, longitude): &(u64, u64)| latitude ^ longitude.rotate_left(32);
    for_each_group(latitudes.len(), element, |place| *place, mixed, &mut |rows| {
        if let Some(&(latitude, longitude)) = rows.first() {
            visit([latitude, longitude].map(f64::from_bits), rows.len() as u64);
        }
    });
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::ingest::groups::{ROWS_AT_ONCE, SCRAMBLE};

    #[test]
    fn rows_without_a_place_have_none_and_the_two_zeros_are_one() {
        let (latitudes, longitudes) = ([41.5, f64::NAN, 41.5, 0.0, -0.0], [-87.5, f64::NAN, -87.5, 1.0, 1.0]);
        let mut found = Vec::new();
        for_each_place(&latitudes, &longitudes, &mut |[latitude, _], rows| found.push((latitude, rows)));
        found.sort_by(|a, b| a.0.total_cmp(&b.0));
        assert_eq!(found, [(0.0, 2), (41.5, 2)]);
    }

    #[test]
    fn places_are_told_apart_however_many_rows_there_are() {
        // More rows than are sorted at once, and a row without a place in seven.
        let n_rows = 2 * ROWS_AT_ONCE as u64 + 77;
        let at = |row: u64| (row.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 50) % 5_000;
        let placed = |row: u64| !row.is_multiple_of(7);
        let latitude = |row| if placed(row) { at(row) as f64 / 1e3 } else { f64::NAN };
        let longitude = |row| if placed(row) { (at(row) % 11) as f64 } else { f64::NAN };
        let latitudes: Vec<f64> = (0..n_rows).map(latitude).collect();
        let longitudes: Vec<f64> = (0..n_rows).map(longitude).collect();
        let mut expected = BTreeMap::new();
        for place in (0..n_rows).filter(|&row| placed(row)).map(at) {
            *expected.entry(place).or_insert(0_u64) += 1;
        }
        let mut found = BTreeMap::new();
        for_each_place(&latitudes, &longitudes, &mut |[latitude, _], rows| {
            assert_eq!(found.insert(libm::round(latitude * 1e3) as u64, rows), None);
        });
        assert_eq!(found, expected);
    }

    #[test]
    fn places_that_are_scrambled_alike_are_told_apart() {
        // Scrambling is undone, so that longitudes can be had whose places differ in bits alone
        // that nothing is sorted by.
        let undo = (0..6).fold(SCRAMBLE, |undo: u64, _| {
            undo.wrapping_mul(2_u64.wrapping_sub(SCRAMBLE.wrapping_mul(undo)))
        });
        assert_eq!(SCRAMBLE.wrapping_mul(undo), 1);
        let latitudes: Vec<f64> = (0..9).map(|at| 41.0 + f64::from(at % 4)).collect();
        let longitudes: Vec<f64> = latitudes
            .iter()
            .map(|latitude| {
                let scrambled = 77 << 20 | latitude.to_bits() >> 48;
                f64::from_bits((scrambled.wrapping_mul(undo) ^ latitude.to_bits()).rotate_right(32))
            })
            .collect();
        assert!(longitudes.iter().all(|longitude| longitude.is_finite()));
        let mut found = Vec::new();
        for_each_place(&latitudes, &longitudes, &mut |[latitude, _], rows| found.push((latitude, rows)));
        let mut expected: BTreeMap<u64, u64> = BTreeMap::new();
        latitudes.iter().for_each(|latitude| *expected.entry(latitude.to_bits()).or_default() += 1);
        found.sort_by(|a, b| a.0.total_cmp(&b.0));
        let found: Vec<(u64, u64)> =
            found.iter().map(|(latitude, rows)| (latitude.to_bits(), *rows)).collect();
        assert_eq!(found, expected.into_iter().collect::<Vec<_>>());
    }
}
