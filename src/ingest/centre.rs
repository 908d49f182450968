//! Where a file's rows lie on average: files of two cities are told by it.

use serde::{Deserialize, Serialize};

use crate::space::METRES_A_DEGREE;

const MICRODEGREES: f64 = 1e6;

/// Sums over the rows with a place. Whole numbers, so that they are the same in whatever parts a
/// file is read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Centre {
    rows: u64,
    latitude_microdegrees: i64,
    longitude_microdegrees: i64,
}

impl Centre {
    pub(super) fn add_row(&mut self, latitude: f64, longitude: f64) {
        self.rows += 1;
        self.latitude_microdegrees += (latitude * MICRODEGREES) as i64;
        self.longitude_microdegrees += (longitude * MICRODEGREES) as i64;
    }

    pub(super) fn add(&mut self, other: Self) {
        self.rows += other.rows;
        self.latitude_microdegrees += other.latitude_microdegrees;
        self.longitude_microdegrees += other.longitude_microdegrees;
    }

    /// Degrees north and east; `None` where no row has a place.
    ///
    /// # Examples
    /// ```
    /// assert_eq!(watchback::ingest::Centre::default().place(), None);
    /// ```
    pub fn place(&self) -> Option<[f64; 2]> {
        let degrees = |sum: i64| sum as f64 / self.rows as f64 / MICRODEGREES;
        let place = [self.latitude_microdegrees, self.longitude_microdegrees].map(degrees);
        (self.rows > 0).then_some(place)
    }

    /// Kilometres to another file's centre, on a sphere that is flat between them.
    pub fn kilometres_to(&self, other: &Self) -> Option<f64> {
        let [[north, east], [other_north, other_east]] = [self.place()?, other.place()?];
        let shrink = libm::cos(((north + other_north) / 2.0).to_radians());
        let (up, across) = (north - other_north, (east - other_east) * shrink);
        Some(libm::sqrt(up * up + across * across) * METRES_A_DEGREE / 1e3)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(latitude: f64, longitude: f64) -> Centre {
        let mut centre = Centre::default();
        centre.add_row(latitude, longitude);
        centre
    }

    #[test]
    fn cities_lie_as_far_apart_as_a_map_says() {
        // Louisville and Chicago.
        let apart = at(38.25, -85.76).kilometres_to(&at(41.88, -87.63)).unwrap();
        assert!((apart - 434.0).abs() < 3.0, "{apart}");
        let mut both = at(10.0, 20.0);
        both.add(at(11.0, 21.0));
        assert_eq!(both.place(), Some([10.5, 20.5]));
        assert_eq!(both.kilometres_to(&Centre::default()), None);
    }
}
