//! Where there is land, to a degree: what tells places that were read the wrong way.

/// For each degree of latitude from the south pole on, 45 bytes: a bit for each degree of longitude
/// from 180 west on, the lowest first. It is set where any land lies within, and nowhere beyond 58
/// degrees south.
///
/// From GLOBE 1.0 (NOAA, 1999, public domain), as the Python package `global-land-mask` 1.0.0 has
/// it.
static LAND: &[u8; 180 * ROW_BYTES] = include_bytes!("land.bin");
const ROW_BYTES: usize = 45;

/// Whether there is land in the same degree of latitude and longitude. Antarctica, where no city
/// is, counts as sea.
pub(crate) fn is_land(latitude: f64, longitude: f64) -> bool {
    let (north, east) = (latitude + 90.0, longitude + 180.0);
    if !(0.0..180.0).contains(&north) || !(0.0..360.0).contains(&east) {
        return false;
    }
    let (row, column) = (north as usize, east as usize);
    let byte = LAND.get(row * ROW_BYTES + column / 8).copied().unwrap_or_default();
    byte >> (column % 8) & 1 == 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cities_lie_on_land_and_their_coordinates_swapped_do_not() {
        let cities = [
            (41.88, -87.63),
            (21.31, -157.86),
            (32.29, -64.78),
            (64.15, -21.94),
            (52.52, 13.4),
            (51.51, -0.13),
            (-33.87, 151.21),
            (-34.6, -58.38),
            (1.35, 103.82),
            (-54.8, -68.3),
        ];
        for (latitude, longitude) in cities {
            assert!(is_land(latitude, longitude), "{latitude}, {longitude}");
        }
        for (latitude, longitude) in &cities[..8] {
            assert!(!is_land(*longitude, *latitude), "{latitude}, {longitude}");
        }
        for (latitude, longitude) in
            [(0.0, 0.0), (-90.0, 0.0), (90.0, 180.0), (-85.7, 38.2), (f64::NAN, 1.0), (1e300, -1e300)]
        {
            assert!(!is_land(latitude, longitude), "{latitude}, {longitude}");
        }
    }
}
