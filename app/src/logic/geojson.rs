//! Tiles and areas of a map as GeoJSON, as RFC 7946 has it.

use serde::Serialize;

use crate::logic::layers::TileValue;
use crate::protocol::Outline;
use watchback::space::{Grid, TileId};

/// Longitude and latitude, degrees.
type Place = [f64; 2];
/// The outer ring, then those of its holes.
type Polygon = Vec<Vec<Place>>;

/// A file of shapes.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Collection {
    r#type: &'static str,
    /// What it holds.
    pub name: String,
    /// Of what: city, days, digest.
    pub origin: String,
    /// The shapes.
    pub features: Vec<Feature>,
}

impl Collection {
    /// A file of these.
    pub fn new(name: String, origin: String, features: Vec<Feature>) -> Self {
        Self { r#type: "FeatureCollection", name, origin, features }
    }
}

/// A tile or an area.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Feature {
    r#type: &'static str,
    /// What is told of it.
    pub properties: Properties,
    geometry: Geometry,
}

/// What is told of a shape.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Properties {
    /// The area's name; of a tile its row from the south and its column from the west.
    pub name: String,
    /// The value that it is coloured by.
    pub value: Option<f64>,
    /// Of a tile: whether an event happened on the day, where it is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub happened: Option<bool>,
    /// Of a tile: whether the map hatches it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hatched: Option<bool>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
struct Geometry {
    r#type: &'static str,
    coordinates: Vec<Polygon>,
}

fn feature(properties: Properties, coordinates: Vec<Polygon>) -> Feature {
    Feature { r#type: "Feature", properties, geometry: Geometry { r#type: "MultiPolygon", coordinates } }
}

/// A place that is told in tiles east and north of the grid's corner; a tenth of a metre is kept.
fn place(grid: &Grid, (east, north): (f64, f64)) -> Place {
    let corner = TileId { row: 0, column: 0 };
    let ((south, west), centre) = (grid.south_west(corner), grid.centre(corner));
    let (height, width) = (2.0 * (centre.0 - south), 2.0 * (centre.1 - west));
    [west + east * width, south + north * height].map(|degrees| (degrees * 1e6).round() / 1e6)
}

/// The tiles that have a value. `values`: by position in the grid.
pub fn tiles(grid: &Grid, values: &[Option<TileValue>]) -> Vec<Feature> {
    let of = |(position, value): (usize, &Option<TileValue>)| {
        let value = value.as_ref()?;
        let TileId { row, column } = grid.tile(position);
        let (west, south) = (f64::from(column), f64::from(row));
        let corners = [(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0), (0.0, 0.0)];
        let ring = corners.map(|(east, north)| place(grid, (west + east, south + north)));
        let properties = Properties {
            name: format!("{row}/{column}"),
            value: value.shown,
            happened: value.happened,
            hatched: Some(value.hatched),
        };
        Some(feature(properties, vec![vec![ring.to_vec()]]))
    };
    values.iter().enumerate().filter_map(of).collect()
}

/// The areas, with or without a value.
pub fn areas(grid: &Grid, names: &[String], outlines: &[Outline], values: &[Option<f64>]) -> Vec<Feature> {
    let mut shapes: Vec<Vec<Polygon>> = vec![Vec::new(); names.len()];
    for Outline { area, ring } in outlines {
        let Some(shape) = shapes.get_mut(*area as usize) else { continue };
        let ring: Vec<Place> =
            ring.iter().map(|&(east, north)| place(grid, (f64::from(east), f64::from(north)))).collect();
        let Some(&first) = ring.first().filter(|_| ring.len() >= 3) else { continue };
        // Holes come after the ring that they lie in.
        match shape.iter_mut().find(|polygon| polygon.first().is_some_and(|outer| holds(outer, first))) {
            Some(polygon) => polygon.push(turned(ring, false)),
            None => shape.push(vec![turned(ring, true)]),
        }
    }
    let of = |(at, (name, shape)): (usize, (&String, Vec<Polygon>))| {
        let value = values.get(at).copied().flatten();
        feature(Properties { name: name.clone(), value, ..Properties::default() }, shape)
    };
    names.iter().zip(shapes).enumerate().map(of).collect()
}

/// A closed ring that runs against the clock, or with it.
fn turned(mut ring: Vec<Place>, against: bool) -> Vec<Place> {
    if ring.first() != ring.last() {
        ring.extend(ring.first().copied());
    }
    let twice: f64 = ring.windows(2).map(|of| (of[1][0] - of[0][0]) * (of[1][1] + of[0][1])).sum();
    if (twice < 0.0) != against {
        ring.reverse();
    }
    ring
}

/// Whether a ring holds a place: a line to the west crosses it an odd number of times.
fn holds(ring: &[Place], [x, y]: Place) -> bool {
    let next = ring.iter().cycle().skip(1);
    let crosses = |(from, to): (&Place, &Place)| {
        (from[1] > y) != (to[1] > y) && x > from[0] + (y - from[1]) / (to[1] - from[1]) * (to[0] - from[0])
    };
    ring.iter().zip(next).filter(|&of| crosses(of)).count() % 2 == 1
}

#[cfg(test)]
mod tests {
    use super::*;
    use watchback::study::preset;

    fn grid() -> Grid {
        Grid::new(&preset("chicago").unwrap().check().unwrap())
    }

    #[test]
    fn a_tile_is_where_the_grid_has_it() {
        let grid = grid();
        let tile = TileId { row: 86, column: 71 };
        let mut values = vec![None; grid.n_tiles()];
        values[grid.position(tile)] =
            Some(TileValue { shown: Some(0.25), hatched: false, happened: Some(true) });
        let found = tiles(&grid, &values);
        assert_eq!((found.len(), found[0].properties.value), (1, Some(0.25)));
        let ring = &found[0].geometry.coordinates[0][0];
        let (south, west) = grid.south_west(tile);
        assert!((ring[0][0] - west).abs() < 1e-6 && (ring[0][1] - south).abs() < 1e-6);
        let centre = grid.centre(tile);
        assert!(holds(ring, [centre.1, centre.0]) && !holds(ring, [centre.1 + 0.01, centre.0]));
        assert_eq!((ring.first(), ring.len()), (ring.last(), 5));
    }

    #[test]
    fn holes_and_parts_of_an_area_are_told_apart() {
        let square = |area, from: f32, to: f32| Outline {
            area,
            ring: vec![(from, from), (from, to), (to, to), (to, from)],
        };
        let outlines = [square(0, 0.0, 9.0), square(0, 3.0, 6.0), square(0, 20.0, 29.0), square(7, 0.0, 1.0)];
        let names = ["Loop".to_owned(), "Nowhere".to_owned()];
        let found = areas(&grid(), &names, &outlines, &[Some(2.0)]);
        assert_eq!(found.iter().map(|of| of.geometry.coordinates.len()).collect::<Vec<_>>(), [2, 0]);
        let polygon = &found[0].geometry.coordinates[0];
        assert_eq!(polygon.len(), 2, "one hole");
        assert_eq!(turned(polygon[0].clone(), true), polygon[0]);
        assert_eq!(turned(polygon[1].clone(), false), polygon[1]);
        assert_eq!((found[0].properties.value, found[1].properties.value), (Some(2.0), None));
        let json = watchback::json::pretty(&Collection::new("a".to_owned(), "b".to_owned(), found)).unwrap();
        let json = String::from_utf8(json).unwrap();
        assert!(json.contains("\"type\": \"FeatureCollection\"") && !json.contains("happened"), "{json}");
    }
}
