//! Where the records lie, as counts in the cells of a small map.

use serde::{Deserialize, Serialize};

use watchback::ingest::Events;
use watchback::space::square_tile;
use watchback::study::BoundingBox;

/// Cells of the longer side.
const LONG_SIDE: f64 = 140.0;

/// Counts of records by cell. Cells are square on the ground.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct PointMap {
    /// Cells from west to east.
    pub columns: usize,
    /// Row by row, from north-west.
    pub counts: Vec<u32>,
    /// Kilometres of a cell's side.
    pub cell_km: f64,
    /// The middle: latitude, longitude.
    pub centre: (f64, f64),
    /// Records with a place outside the map.
    pub outside: u64,
}

impl PointMap {
    /// The records within a box; `None` for a box without extent.
    pub fn new(events: &Events, bounds: &BoundingBox) -> Option<Self> {
        let &BoundingBox { south, north, west, east } = bounds;
        let km = square_tile(1_000.0, bounds);
        let height = (north - south) / km.latitude_degrees;
        let width = (east - west) / km.longitude_degrees;
        let cell = height.max(width) / LONG_SIDE;
        if !(cell > 0.0 && cell.is_finite()) {
            return None;
        }
        let cells = |length: f64| (length / cell).ceil().max(1.0) as usize;
        let (columns, rows) = (cells(width), cells(height));
        let mut map = Self {
            columns,
            counts: vec![0; columns * rows],
            cell_km: cell,
            centre: ((south + north) / 2.0, (west + east) / 2.0),
            outside: 0,
        };
        for event in events.iter() {
            let (Some(latitude), Some(longitude)) = (event.latitude, event.longitude) else { continue };
            let from_north = (north - latitude) / km.latitude_degrees / cell;
            let from_west = (longitude - west) / km.longitude_degrees / cell;
            let is_inside =
                (0.0..rows as f64).contains(&from_north) && (0.0..columns as f64).contains(&from_west);
            if !is_inside {
                map.outside += 1;
            } else if let Some(slot) = map.counts.get_mut(from_north as usize * columns + from_west as usize)
            {
                *slot += 1;
            }
        }
        Some(map)
    }

    /// Width and height, kilometres.
    pub fn size_km(&self) -> [f64; 2] {
        [self.columns, self.rows()].map(|cells| cells as f64 * self.cell_km)
    }

    /// Cells from north to south.
    pub fn rows(&self) -> usize {
        self.counts.len() / self.columns.max(1)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;
    use watchback::ingest::Event;

    fn at(latitude: f64, longitude: f64) -> Event {
        Event {
            id: 1,
            minute: 0,
            latitude: Some(latitude),
            longitude: Some(longitude),
            offence: 0,
            arrest: None,
            domestic: None,
            simulated: false,
        }
    }

    #[test]
    fn north_is_up_and_what_lies_outside_is_counted() {
        let bounds = BoundingBox { south: 41.0, north: 42.0, west: -88.0, east: -87.0 };
        let rows = [at(41.999, -87.999), at(41.001, -87.001), at(43.0, -87.5)];
        let events = Events::from_rows(vec!["THEFT".to_owned()], rows).unwrap();
        let map = PointMap::new(&events, &bounds).unwrap();
        assert_eq!((map.rows(), map.outside), (140, 1));
        assert_eq!((map.counts.first(), map.counts.last()), (Some(&1), Some(&1)));
        // A degree of longitude is shorter there.
        assert_eq!(map.columns, 105);
    }
}
