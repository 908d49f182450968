//! GeoJSON bytes become a layer of areas: what is wrong with a feature is said, and what can be
//! used is used.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::rc::Rc;

use watchback_tables::areas_as_geojson;

use super::geojson::{self, Stated};
use super::layer::{Area, AreaLayer};
use super::polygon::{Position, Ring, is_inside, is_on, signed_area, worst_crossing};
use super::problem::{AreaFault, AreaFileError, AreaProblem, MAX_KINK_SHARE};
use crate::study::BoundingBox;

/// The most bytes of a file of areas: 13 times those of Chicago's 801 tracts.
pub const MAX_AREA_FILE_BYTES: usize = 32 << 20;

/// Pairs of segments that are looked at for crossings, in all of a file: about a second's work.
/// Real files need less than a hundredth.
const MAX_PAIRS: usize = 1 << 28;

impl AreaLayer {
    /// Reads a FeatureCollection of polygons and multipolygons, in degrees or in the system that
    /// its `crs` states; natively also the one layer of areas of a GeoPackage or of GeoParquet.
    /// `bounds` is the city's box, where one is known: features wholly outside it are left out. A
    /// third and a fourth number of a position are not looked at.
    ///
    /// # Errors
    /// When nothing of the file can be used. What is wrong with one feature is in
    /// [`AreaLayer::problems`].
    ///
    /// # Examples
    /// ```
    /// use watchback::space::AreaLayer;
    /// let file = br#"{"type": "FeatureCollection", "features": [
    ///   {"type": "Feature", "properties": {"number": 7, "name": "Old Town"}, "geometry":
    ///     {"type": "Polygon", "coordinates": [[[2, 1], [4, 1], [4, 2], [2, 2], [2, 1]]]}},
    ///   {"type": "Feature", "properties": {"number": 8, "name": "Harbour"}, "geometry": null}]}"#;
    /// let layer = AreaLayer::read(file, None)?;
    /// assert_eq!((layer.len(), layer.name(0).as_str()), (1, "Old Town"));
    /// assert_eq!(layer.areas()[0].centre(), (1.5, 3.0));
    /// assert_eq!((layer.area_at(1.2, 2.5), layer.area_at(2.5, 2.5)), (Some(0), None));
    /// assert_eq!(
    ///     layer.problems()[0].to_string(),
    ///     "feature 2 (Harbour): it has no geometry; draw it, or remove its row; it is left out"
    /// );
    /// # Ok::<(), watchback::space::AreaFileError>(())
    /// ```
    pub fn read(bytes: &[u8], bounds: Option<BoundingBox>) -> Result<Self, AreaFileError> {
        if bytes.len() > MAX_AREA_FILE_BYTES {
            return Err(AreaFileError::TooLarge { bytes: bytes.len(), limit: MAX_AREA_FILE_BYTES });
        }
        let converted = areas_as_geojson(bytes)?;
        let text = converted.map_or_else(|| watchback_tables::text::text(bytes), Cow::Owned);
        let text = text.trim_start_matches('\u{feff}');
        let (features, stated) = geojson::features(text)?;
        let n_features = features.len();
        let mut areas = Vec::new();
        let mut problems: Vec<(AreaProblem, Rc<BTreeMap<String, String>>)> = Vec::new();
        let mut budget = MAX_PAIRS;
        for (feature, written) in (1..).zip(features) {
            let mut properties = BTreeMap::new();
            let mut remarks = Vec::new();
            let read = geojson::polygons(text, written, &mut properties);
            let read = read.and_then(|polygons| in_degrees(polygons, &stated));
            let read = read.and_then(|polygons| checked(polygons, bounds, &mut budget, &mut remarks));
            let used = read.is_ok();
            let faults = match read {
                Ok((polygons, bounds)) => {
                    areas.push(Area { feature, properties: properties.clone(), polygons, bounds });
                    remarks
                }
                Err(fault) => vec![fault],
            };
            // Once for all of a feature's faults, which may be as many as it has rings.
            let properties = Rc::new(properties);
            let problem = |fault| (AreaProblem { feature, name: None, used, fault }, Rc::clone(&properties));
            problems.extend(faults.into_iter().map(problem));
        }
        let is_empty = areas.is_empty();
        let mut layer = Self::new(areas, Vec::new());
        let name_property = layer.name_property().or(layer.key_property()).unwrap_or_default();
        let named = |(problem, properties): (AreaProblem, Rc<BTreeMap<String, String>>)| {
            // Where no area is left to guess from, the longest words will do.
            let words = properties.values().filter(|text| text.starts_with(char::is_alphabetic));
            let name = properties.get(name_property).or_else(|| words.max_by_key(|text| text.len())).cloned();
            AreaProblem { name, ..problem }
        };
        let problems: Vec<AreaProblem> = problems.into_iter().map(named).collect();
        if is_empty {
            let first = problems.into_iter().next().map(Box::new);
            return Err(AreaFileError::NoUsableArea { features: n_features, first });
        }
        layer.problems = problems;
        layer.system = match stated {
            Stated::Projected(system, _) => Some(system),
            Stated::Degrees | Stated::Unknown(_) => None,
        };
        Ok(layer)
    }
}

type Polygons = (Vec<Vec<Ring>>, BoundingBox);

/// Polygons in degrees, where the file says what they are in. Small numbers are degrees already,
/// whatever it says: files that were converted keep what they said before.
pub(super) fn in_degrees(mut polygons: Vec<Vec<Ring>>, stated: &Stated) -> Result<Vec<Vec<Ring>>, AreaFault> {
    let is_degrees = |[x, y]: &Position| x.abs() <= 180.0 && y.abs() <= 180.0;
    let mut positions = polygons.iter().flatten().flatten();
    let (projection, system) = match stated {
        Stated::Degrees => return Ok(polygons),
        _ if positions.clone().all(is_degrees) => return Ok(polygons),
        Stated::Projected(system, projection) => (projection, *system),
        Stated::Unknown(system) => {
            let [first, second] = positions.next().copied().unwrap_or_default();
            return Err(AreaFault::UnknownSystem { system: system.clone(), first, second });
        }
    };
    for position in polygons.iter_mut().flatten().flatten() {
        let [x, y] = *position;
        let (latitude, longitude) = projection.degrees(x, y).ok_or(AreaFault::NotInSystem {
            epsg: system.epsg(),
            first: x,
            second: y,
        })?;
        *position = [longitude, latitude];
    }
    Ok(polygons)
}

/// Checks polygons; what does not keep them from being used goes into `remarks`.
fn checked(
    mut polygons: Vec<Vec<Ring>>,
    city: Option<BoundingBox>,
    budget: &mut usize,
    remarks: &mut Vec<AreaFault>,
) -> Result<Polygons, AreaFault> {
    if polygons.is_empty() {
        return Err(AreaFault::NoGeometry);
    }
    let bounds = check_place(&polygons, city)?;
    for rings in &mut polygons {
        check_rings(rings, budget, remarks)?;
    }
    Ok((polygons, bounds))
}

/// The box around polygons, if that is a place on earth and not elsewhere than the city.
fn check_place(polygons: &[Vec<Ring>], city: Option<BoundingBox>) -> Result<BoundingBox, AreaFault> {
    let positions = || polygons.iter().flatten().flatten();
    let first = positions().next().copied().ok_or(AreaFault::TooFewPositions { found: 0 })?;
    let (mut low, mut high) = (first, first);
    for position in positions() {
        for axis in [0, 1] {
            low[axis] = low[axis].min(position[axis]);
            high[axis] = high[axis].max(position[axis]);
        }
    }
    let meets = |city: BoundingBox, longitude: usize, latitude: usize| {
        low[longitude] < city.east
            && high[longitude] > city.west
            && low[latitude] < city.north
            && high[latitude] > city.south
    };
    let earth = BoundingBox { south: -90.0, north: 90.0, west: -180.0, east: 180.0 };
    let within = |longitude: usize, latitude: usize| {
        let reach = |axis: usize| low[axis].abs().max(high[axis].abs());
        reach(longitude) <= earth.east && reach(latitude) <= earth.north
    };
    let [first, second] = first;
    if city.is_some_and(|city| meets(city, 0, 1)) && within(0, 1) {
        // Where it should be.
    } else if within(1, 0) && city.map_or(!within(0, 1), |city| meets(city, 1, 0)) {
        return Err(AreaFault::Swapped { first, second });
    } else if !within(0, 1) {
        return Err(AreaFault::OtherProjection { first, second });
    } else if city.is_some() {
        return Err(AreaFault::OutsideBox { latitude: low[1], longitude: low[0] });
    }
    Ok(BoundingBox { south: low[1], north: high[1], west: low[0], east: high[0] })
}

/// Closes rings, and looks for what makes inside and outside unclear.
fn check_rings(
    rings: &mut [Ring],
    budget: &mut usize,
    remarks: &mut Vec<AreaFault>,
) -> Result<(), AreaFault> {
    for ring in rings.iter_mut() {
        if ring.first() != ring.last() {
            ring.extend(ring.first().copied());
            remarks.push(AreaFault::NotClosed);
        }
        if ring.len() < 4 {
            return Err(AreaFault::TooFewPositions { found: ring.len() });
        }
        let worst = worst_crossing(ring, budget).map_err(|()| AreaFault::TooIntricate)?;
        if let Some(worst) = worst {
            let [longitude, latitude] = worst.at;
            let fault = AreaFault::CrossesItself { latitude, longitude, share: worst.share };
            if worst.share > MAX_KINK_SHARE {
                return Err(fault);
            }
            remarks.push(fault);
        }
    }
    let Some((outer, holes)) = rings.split_first() else { return Ok(()) };
    if signed_area(outer) == 0.0 {
        return Err(AreaFault::NoExtent);
    }
    for at in holes.iter().flatten() {
        *budget = budget.checked_sub(outer.len()).ok_or(AreaFault::TooIntricate)?;
        if !is_inside(outer, *at) && !is_on(outer, *at) {
            return Err(AreaFault::HoleOutside { latitude: at[1], longitude: at[0] });
        }
    }
    Ok(())
}
