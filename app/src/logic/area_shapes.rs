//! Outlines of areas as shapes of a picture.

use crate::protocol::Outline;

/// Units of the picture's longer side.
const LONG_SIDE: f64 = 600.0;

/// Areas as paths, and the picture that holds them all.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct AreaShapes {
    /// Width and height of the picture.
    pub size: (f64, f64),
    /// By area: its path; empty for an area without an outline.
    pub paths: Vec<String>,
    /// Metres east and north of the grid's corner, of the picture's upper left one.
    corner: (f64, f64),
    /// Units of the picture in a metre.
    pub units_a_metre: f64,
}

impl AreaShapes {
    /// The shapes of `n` areas. `tile_metres`: height and width of a tile, which outlines are told
    /// in.
    pub fn new(outlines: &[Outline], n: usize, tile_metres: (f64, f64)) -> Self {
        let (tile_height, tile_width) = tile_metres;
        let place =
            |&(east, north): &(f32, f32)| (f64::from(east) * tile_width, f64::from(north) * tile_height);
        let places = || outlines.iter().flat_map(|outline| outline.ring.iter().map(place));
        let around = |of: fn((f64, f64)) -> f64| {
            places().map(of).fold((f64::INFINITY, f64::NEG_INFINITY), |(lo, hi), x| (lo.min(x), hi.max(x)))
        };
        let ((west, east), (south, north)) = (around(|place| place.0), around(|place| place.1));
        let long = (east - west).max(north - south);
        if !(long > 0.0 && long.is_finite()) {
            return Self { paths: vec![String::new(); n], ..Self::default() };
        }
        let scale = LONG_SIDE / long;
        let mut paths = vec![String::new(); n];
        for outline in outlines {
            let Some(path) = paths.get_mut(outline.area as usize) else { continue };
            for (at, (x, y)) in outline.ring.iter().map(place).enumerate() {
                let step = if at == 0 { 'M' } else { 'L' };
                path.push_str(&format!("{step}{:.1} {:.1}", (x - west) * scale, (north - y) * scale));
            }
            path.push('Z');
        }
        Self {
            size: ((east - west) * scale, (north - south) * scale),
            paths,
            corner: (west, north),
            units_a_metre: scale,
        }
    }

    /// Where a place, metres east and north of the grid's corner, lies on the picture.
    pub fn place(&self, (east, north): (f64, f64)) -> (f64, f64) {
        ((east - self.corner.0) * self.units_a_metre, (self.corner.1 - north) * self.units_a_metre)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    #[test]
    fn north_is_up_and_the_longer_side_fills_the_picture() {
        // Two tiles wide and one high, of tiles that are twice as high as wide: a square.
        let ring = vec![(1.0, 1.0), (3.0, 1.0), (3.0, 2.0), (1.0, 2.0)];
        let shapes = AreaShapes::new(&[Outline { area: 1, ring }], 2, (2_000.0, 1_000.0));
        assert_eq!(shapes.size, (600.0, 600.0));
        assert_eq!(shapes.paths, ["", "M0.0 600.0L600.0 600.0L600.0 0.0L0.0 0.0Z"]);
        assert_eq!(shapes.units_a_metre, 0.3);
        assert_eq!(shapes.place((2_000.0, 3_000.0)), (300.0, 300.0));
    }

    #[test]
    fn without_outlines_there_is_no_picture() {
        let shapes = AreaShapes::new(&[], 3, (300.0, 300.0));
        assert_eq!((shapes.paths.len(), shapes.size), (3, (0.0, 0.0)));
    }
}
