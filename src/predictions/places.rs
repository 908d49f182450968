//! Places of predictions, and which of them hold a crime.

use std::collections::HashMap;

use rstar::primitives::{GeomWithData, Rectangle};
use rstar::{AABB, RTree};

use crate::space::METRES_A_DEGREE;

/// A box in degrees.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Corners {
    /// Degrees north.
    pub south: f64,
    /// Degrees east.
    pub west: f64,
    /// Degrees north.
    pub north: f64,
    /// Degrees east.
    pub east: f64,
}

/// A place of a prediction.
#[derive(Clone, Debug, PartialEq)]
pub enum Place {
    /// A cell by its name.
    Cell(String),
    /// A square by its centre, degrees north and east.
    Centre(f64, f64),
    /// A box.
    Corners(Corners),
}

impl Place {
    /// Its centre, degrees north and east; a cell has none.
    #[must_use]
    pub fn centre(&self) -> Option<(f64, f64)> {
        match self {
            Self::Cell(_) => None,
            Self::Centre(north, east) => Some((*north, *east)),
            Self::Corners(of) => Some(((of.south + of.north) / 2.0, (of.west + of.east) / 2.0)),
        }
    }
}

/// What tells places apart. Of numbers the bits.
#[derive(PartialEq, Eq, Hash)]
enum Key {
    Cell(String),
    Numbers([u64; 4]),
}

/// Places in the order in which they were first named.
#[derive(Default)]
pub(super) struct Places {
    pub(super) all: Vec<Place>,
    by_key: HashMap<Key, u32>,
}

impl Places {
    /// The number of a place, which is new where it was not named before.
    pub(super) fn number(&mut self, place: Place) -> u32 {
        let key = match &place {
            Place::Cell(name) => Key::Cell(name.clone()),
            Place::Centre(north, east) => Key::Numbers([north.to_bits(), east.to_bits(), 0, 0]),
            Place::Corners(of) => Key::Numbers([of.south, of.west, of.north, of.east].map(f64::to_bits)),
        };
        let next = self.all.len() as u32;
        *self.by_key.entry(key).or_insert_with(|| {
            self.all.push(place);
            next
        })
    }
}

/// Finds the places that hold a position.
pub struct Locator {
    boxes: RTree<GeomWithData<Rectangle<[f64; 2]>, u32>>,
    /// Of circles their centres and radius in metres, by place.
    circles: Option<(Vec<(f64, f64)>, f64)>,
}

/// How far from its centre a place reaches.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Reach {
    /// Half of a square's side, metres.
    Square(f64),
    /// A circle's radius, metres.
    Circle(f64),
}

impl Locator {
    /// Of squares or circles around centres, or of boxes; cells have no position of their own.
    #[must_use]
    pub fn new(places: &[Place], reach: Reach) -> Self {
        let (Reach::Square(metres) | Reach::Circle(metres)) = reach;
        let rectangle = |place: &Place| match place {
            Place::Cell(_) => None,
            Place::Centre(north, east) => {
                let (of_north, of_east) = degrees(metres, *north);
                Some(([east - of_east, north - of_north], [east + of_east, north + of_north]))
            }
            Place::Corners(of) => Some(([of.west, of.south], [of.east, of.north])),
        };
        let boxes = (0_u32..).zip(places).filter_map(|(place, of)| {
            let (low, high) = rectangle(of)?;
            Some(GeomWithData::new(Rectangle::from_corners(low, high), place))
        });
        let boxes = RTree::bulk_load(boxes.collect());
        let centre = |place: &Place| match place {
            Place::Centre(north, east) => (*north, *east),
            Place::Cell(_) | Place::Corners(_) => (f64::NAN, f64::NAN),
        };
        let circles = match reach {
            Reach::Circle(radius) => Some((places.iter().map(centre).collect(), radius)),
            Reach::Square(_) => None,
        };
        Self { boxes, circles }
    }

    /// The places that hold a position (degrees north and east), in their order. The border of a
    /// place belongs to it.
    #[must_use]
    pub fn holding(&self, north: f64, east: f64) -> Vec<u32> {
        let at = AABB::from_point([east, north]);
        let is_near = |place: &u32| {
            self.circles.as_ref().is_none_or(|(centres, radius)| {
                let (of_north, of_east) = centres[*place as usize];
                let (metre_north, metre_east) = degrees(1.0, of_north);
                let (up, across) = ((north - of_north) / metre_north, (east - of_east) / metre_east);
                up * up + across * across <= radius * radius
            })
        };
        let found = self.boxes.locate_in_envelope_intersecting(at).map(|of| of.data).filter(is_near);
        let mut places: Vec<u32> = found.collect();
        places.sort_unstable();
        places
    }
}

/// Degrees north and east of a distance at a latitude.
fn degrees(metres: f64, latitude: f64) -> (f64, f64) {
    let north = metres / METRES_A_DEGREE;
    (north, north / libm::cos(latitude.to_radians()).max(1e-6))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_numbered_by_first_mention_and_found_where_they_overlap() {
        let mut places = Places::default();
        let named = [(40.6, -74.4), (40.601, -74.4), (40.6, -74.4)];
        let numbers = named.map(|(north, east)| places.number(Place::Centre(north, east)));
        assert_eq!((numbers, places.all.len()), ([0, 1, 0], 2));
        // The two are 111 m apart: squares of 152 m overlap.
        let squares = Locator::new(&places.all, Reach::Square(76.2));
        assert_eq!(squares.holding(40.6005, -74.4), [0, 1]);
        assert_eq!(squares.holding(40.5995, -74.4), [0]);
        // A corner of the square is no part of the circle.
        let corner = (40.6006, -74.4008);
        assert_eq!(squares.holding(corner.0, corner.1), [0, 1]);
        assert_eq!(
            Locator::new(&places.all, Reach::Circle(76.2)).holding(corner.0, corner.1),
            Vec::<u32>::new()
        );
    }
}
