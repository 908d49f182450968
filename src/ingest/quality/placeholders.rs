//! Places that stand for none: 0, 0, or one point far from the city that many rows have.

use serde::{Deserialize, Serialize};

use super::Share;
use super::places::{Place, keep_greatest, surroundings};
use crate::ingest::event::Events;
use crate::study::BoundingBox;

/// Points that are listed at most.
const LISTED: usize = 10;

/// Rows far from all others. Far is more than once the extent of the middle 90 % away from it, in
/// latitude or longitude.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Placeholders {
    /// Rows far from the others, of those with coordinates.
    pub far: Share,
    /// Of these, on points that stand for no place: those of more than one row, and 0, 0.
    pub rows: u64,
    /// These points, most rows first, at most ten.
    pub points: Vec<Place>,
}

/// Gathers them while places are visited.
pub(super) struct Gathering {
    near: Option<BoundingBox>,
    found: Placeholders,
}

impl Gathering {
    pub(super) fn new(events: &Events) -> Self {
        let near = surroundings(events);
        Self { near, found: Placeholders { far: Share::default(), rows: 0, points: Vec::new() } }
    }

    pub(super) fn visit(&mut self, place: Place) {
        self.found.far.of += place.rows;
        if self.near.is_some_and(|near| near.contains(place.latitude, place.longitude)) {
            return;
        }
        self.found.far.count += place.rows;
        if place.rows > 1 || (place.latitude == 0.0 && place.longitude == 0.0) {
            self.found.rows += place.rows;
            keep_greatest(&mut self.found.points, place, LISTED);
        }
    }

    pub(super) fn finish(self) -> Placeholders {
        self.found
    }
}
