//! Rows by their exact place: how many share one, and where most of them lie.

use serde::{Deserialize, Serialize};

use crate::ingest::event::Events;
use crate::ingest::exact_places;
use crate::study::BoundingBox;

/// Rows that are looked at where a sample will do.
const SAMPLE: usize = 1 << 16;

/// A point and the rows that have exactly its coordinates.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Place {
    /// Degrees north.
    pub latitude: f64,
    /// Degrees east.
    pub longitude: f64,
    /// Rows.
    pub rows: u64,
}

/// Visits each point that rows have, once.
pub(super) fn for_each_place(events: &Events, visit: &mut dyn FnMut(Place)) {
    let mut visit = |[latitude, longitude]: [f64; 2], rows| visit(Place { latitude, longitude, rows });
    exact_places::for_each_place(&events.latitudes, &events.longitudes, &mut visit);
}

/// The places of at most 65,536 rows, evenly spread over the table; 0, 0 is none.
pub(super) fn sample(events: &Events) -> Vec<(f64, f64)> {
    let step = events.len().div_ceil(SAMPLE).max(1);
    let places = events.latitudes.iter().zip(&events.longitudes).step_by(step);
    places.filter(|(a, b)| !a.is_nan() && (**a != 0.0 || **b != 0.0)).map(|(a, b)| (*a, *b)).collect()
}

/// The box from the `share` to the `1 - share` quantile of latitudes and of longitudes, of a sample
/// of at most 65,536 rows, so that a few wrong places do not move it. `None` where no row has a
/// place.
///
/// # Examples
/// ```
/// use watchback::ingest::{Event, Events, robust_box};
/// let row = |at: u64| Event {
///     id: at,
///     minute: 0,
///     latitude: Some(at as f64 / 100.0),
///     longitude: Some(-1.0),
///     offence: 0,
///     arrest: None,
///     domestic: None,
///     simulated: false,
/// };
/// let mut rows: Vec<Event> = (1..=999).map(row).collect();
/// rows.push(Event { latitude: Some(-89.0), ..row(1000) });
/// let events = Events::from_rows(vec!["THEFT".to_owned()], rows)?;
/// let found = robust_box(&events, 0.01).unwrap();
/// assert_eq!((found.south, found.north, found.west), (0.1, 9.89, -1.0));
/// # Ok::<(), watchback::ingest::EventsError>(())
/// ```
pub fn robust_box(events: &Events, share: f64) -> Option<BoundingBox> {
    let (mut latitudes, mut longitudes): (Vec<f64>, Vec<f64>) = sample(events).into_iter().unzip();
    let (south, north) = quantiles(&mut latitudes, share)?;
    let (west, east) = quantiles(&mut longitudes, share)?;
    Some(BoundingBox { south, north, west, east })
}

/// How far from the middle of the city a place may lie and still be of it, at least, degrees.
const LEAST_REACH_DEGREES: f64 = 0.1;
/// The share of rows at each edge that may lie anywhere.
const OUTER_SHARE: f64 = 0.05;

/// A point that has this share of the rows, or more, may stand for no place.
const MUCH_SHARE: f64 = 0.01;
/// Points without which nothing tells that others are far from them.
const LEAST_POINTS: usize = 20;

/// Where the city can be: the box of the middle 90 % of latitudes and longitudes, and once its
/// extent on each side. What lies outside is far from all others.
///
/// A point that is far from what the points make of it, each counted once, is no part of it,
/// however many rows it has.
pub(super) fn surroundings(events: &Events) -> Option<BoundingBox> {
    let mut places = sample(events);
    places.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
    let points = || places.chunk_by(|a, b| a == b);
    let once: Vec<(f64, f64)> = points().filter_map(|rows| rows.first()).copied().collect();
    let by_points = around(&once).filter(|_| once.len() >= LEAST_POINTS);
    let is_far = |near: &BoundingBox, place: &(f64, f64)| !near.contains(place.0, place.1);
    let much = places.len() as f64 * MUCH_SHARE;
    let is_moved = |near: &BoundingBox| {
        let mut far = points().filter(|rows| rows.first().is_some_and(|place| is_far(near, place)));
        far.any(|rows| rows.len() > 1 && rows.len() as f64 >= much)
    };
    if let Some(near) = by_points.filter(is_moved) {
        places.retain(|place| !is_far(&near, place));
    }
    around(&places)
}

fn around(places: &[(f64, f64)]) -> Option<BoundingBox> {
    let (mut latitudes, mut longitudes): (Vec<f64>, Vec<f64>) = places.iter().copied().unzip();
    let (south, north) = quantiles(&mut latitudes, OUTER_SHARE)?;
    let (west, east) = quantiles(&mut longitudes, OUTER_SHARE)?;
    let (up, along) = ((north - south).max(LEAST_REACH_DEGREES), (east - west).max(LEAST_REACH_DEGREES));
    Some(BoundingBox { south: south - up, north: north + up, west: west - along, east: east + along })
}

/// The box that holds all but one in a thousand of the rows at each edge, of a sample of at most
/// 65,536 rows and of those that are not far from all others. `None` where no row has a place.
pub fn city_box(events: &Events) -> Option<BoundingBox> {
    let near = surroundings(events)?;
    let is_near = |place: &(f64, f64)| near.contains(place.0, place.1);
    let (mut latitudes, mut longitudes): (Vec<f64>, Vec<f64>) =
        sample(events).into_iter().filter(is_near).unzip();
    let (south, north) = quantiles(&mut latitudes, CITY_OUTER_SHARE)?;
    let (west, east) = quantiles(&mut longitudes, CITY_OUTER_SHARE)?;
    Some(BoundingBox { south, north, west, east })
}

/// The share of rows at each edge that the city's box leaves out.
const CITY_OUTER_SHARE: f64 = 0.001;

fn quantiles(values: &mut [f64], share: f64) -> Option<(f64, f64)> {
    values.sort_unstable_by(f64::total_cmp);
    let cut = (values.len() as f64 * share.clamp(0.0, 0.5)) as usize;
    let cut = cut.min(values.len().saturating_sub(1) / 2);
    values.get(cut).copied().zip(values.get(values.len().saturating_sub(1 + cut)).copied())
}

/// Puts a place into a list of the greatest `most`, by rows, then by coordinates.
pub(super) fn keep_greatest(list: &mut Vec<Place>, place: Place, most: usize) {
    let stands_before = |other: &Place| {
        let by_rows = other.rows.cmp(&place.rows).reverse();
        let by_place =
            || other.latitude.total_cmp(&place.latitude).then(other.longitude.total_cmp(&place.longitude));
        by_rows.then_with(by_place).is_lt()
    };
    let at = list.partition_point(stands_before);
    if at < most {
        list.insert(at, place);
        list.truncate(most);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_point_far_from_all_others_is_no_part_of_the_city_whatever_its_share() {
        use crate::ingest::Event;
        let row = |id: u64, latitude: f64, longitude: f64| Event {
            id,
            minute: 0,
            latitude: Some(latitude),
            longitude: Some(longitude),
            offence: 0,
            arrest: None,
            domestic: None,
            simulated: false,
        };
        let city =
            |n: u64| (0..n).map(move |at| row(at, 45.5 + at as f64 / 1e3, -73.6 - (at % 7) as f64 / 1e2));
        for (n, n_far) in [(100, 30), (100, 400), (30, 5)] {
            let far = (n..n + n_far).map(|id| row(id, 0.0, -76.2));
            let events = Events::from_rows(vec!["THEFT".to_owned()], city(n).chain(far)).unwrap();
            let found = city_box(&events).unwrap();
            assert!(
                found.south >= 45.5 && found.west >= -73.7 && found.east <= -73.5,
                "{n} {n_far} {found:?}"
            );
        }
        // A street corner of many rows in the city is of it.
        let corner = (100..150).map(|id| row(id, 45.45, -73.6));
        let events = Events::from_rows(vec!["THEFT".to_owned()], city(100).chain(corner)).unwrap();
        assert_eq!(city_box(&events).unwrap().south, 45.45);
    }

    #[test]
    fn the_greatest_are_kept_in_one_order_however_they_come() {
        let place = |rows: u64, latitude: f64| Place { latitude, longitude: 0.0, rows };
        let places = [place(3, 1.0), place(9, 5.0), place(3, 0.5), place(4, 7.0), place(1, 1.5)];
        for turn in 0..5 {
            let mut list = Vec::new();
            let mut turned = places;
            turned.rotate_left(turn);
            turned.into_iter().for_each(|place| keep_greatest(&mut list, place, 3));
            assert_eq!(list, [place(9, 5.0), place(4, 7.0), place(3, 0.5)]);
        }
    }
}
