//! Lines of a map (streets, rivers) that a person brings to see where things are. They are drawn
//! and go into no result.

use watchback_tables::text::text;
use watchback_translate::kept;

use super::geojson::{self, Stated};
use super::polygon::Position;
use super::problem::{AreaFault, AreaFileError, LineFault};
use super::read::{MAX_AREA_FILE_BYTES, in_degrees};

/// A file of lines that cannot be drawn.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum LinesError {
    /// The file is no collection of features.
    #[error(transparent)]
    File(#[from] AreaFileError),
    /// None of its features is a line.
    #[error("none of the file's {features} features is a line that can be drawn{}; export lines as GeoJSON in WGS84 (EPSG:4326)", first.as_ref().map_or_else(String::new, |first| kept!(": of the first, {first}")))]
    NoLine {
        /// The features that there are.
        features: usize,
        /// What is wrong with the first.
        first: Option<Box<LineFault>>,
    },
}

/// Lines in degrees.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Lines {
    lines: Vec<Vec<Position>>,
    left_out: usize,
}

impl Lines {
    /// Reads the lines and multilines of a GeoJSON FeatureCollection, in degrees or in the system
    /// that its `crs` states. Features of other kinds are left out and counted.
    ///
    /// # Errors
    /// [`LinesError`] where there is nothing to draw.
    ///
    /// # Examples
    /// ```
    /// use watchback::space::Lines;
    /// let file = br#"{"type": "FeatureCollection", "features": [
    ///   {"type": "Feature", "properties": {"name": "River"}, "geometry":
    ///     {"type": "LineString", "coordinates": [[2, 1], [4, 1, 17], [4, 2]]}},
    ///   {"type": "Feature", "geometry": {"type": "Point", "coordinates": [2, 1]}}]}"#;
    /// let lines = Lines::read(file)?;
    /// assert_eq!(lines.lines(), [vec![[2.0, 1.0], [4.0, 1.0], [4.0, 2.0]]]);
    /// assert_eq!(lines.left_out(), 1);
    /// # Ok::<(), watchback::space::LinesError>(())
    /// ```
    pub fn read(bytes: &[u8]) -> Result<Self, LinesError> {
        if bytes.len() > MAX_AREA_FILE_BYTES {
            return Err(AreaFileError::TooLarge { bytes: bytes.len(), limit: MAX_AREA_FILE_BYTES }.into());
        }
        let text = text(bytes);
        let text = text.trim_start_matches('\u{feff}');
        let (features, stated) = geojson::features(text)?;
        let (mut read, mut first) = (Self::default(), None);
        let n_features = features.len();
        for feature in features {
            match geojson::lines(text, feature).and_then(|lines| placed(lines, &stated)) {
                Ok(lines) => read.lines.extend(lines),
                Err(fault) => {
                    read.left_out += 1;
                    first.get_or_insert(Box::new(fault));
                }
            }
        }
        if read.lines.is_empty() {
            return Err(LinesError::NoLine { features: n_features, first });
        }
        Ok(read)
    }

    /// Longitudes and latitudes, degrees.
    pub fn lines(&self) -> &[Vec<Position>] {
        &self.lines
    }

    /// Features that are no lines, or none that can be read.
    pub const fn left_out(&self) -> usize {
        self.left_out
    }
}

/// Lines in degrees, where that is a place on earth.
fn placed(lines: Vec<Vec<Position>>, stated: &Stated) -> Result<Vec<Vec<Position>>, LineFault> {
    let mut lines = in_degrees(vec![lines], stated)?;
    let lines: Vec<_> = lines.pop().unwrap_or_default().into_iter().filter(|line| line.len() > 1).collect();
    let beyond = |[longitude, latitude]: &&Position| !(longitude.abs() <= 180.0 && latitude.abs() <= 90.0);
    match lines.iter().flatten().find(beyond) {
        Some(&[first, second]) => Err(AreaFault::OtherProjection { first, second }.into()),
        None if lines.is_empty() => Err(AreaFault::NoGeometry.into()),
        None => Ok(lines),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(features: &str, crs: &str) -> Result<Lines, LinesError> {
        Lines::read(format!(r#"{{"type":"FeatureCollection",{crs}"features":[{features}]}}"#).as_bytes())
    }

    const STREET: &str =
        r#"{"type":"Feature","geometry":{"type":"MultiLineString","coordinates":[[[1,2],[3,4]],[[5,6]]]}}"#;

    #[test]
    fn lines_of_one_position_are_none() {
        assert_eq!(read(STREET, "").unwrap().lines(), [vec![[1.0, 2.0], [3.0, 4.0]]]);
    }

    #[test]
    fn lines_are_turned_into_degrees_from_the_system_that_is_stated() {
        let mercator = STREET.replace("[1,2],[3,4]", "[-9755000.0,5142000.0],[-9754000.0,5143000.0]");
        let lines = read(&mercator, r#""crs":{"properties":{"name":"EPSG:3857"}},"#).unwrap();
        let [longitude, latitude] = lines.lines()[0][0];
        assert!(
            (longitude + 87.63).abs() < 0.01 && (latitude - 41.86).abs() < 0.02,
            "{longitude} {latitude}"
        );
        // Without saying so they are nowhere.
        let error = read(&mercator, "").unwrap_err().to_string();
        assert!(error.contains("none of the file's 1 features is a line"), "{error}");
    }

    #[test]
    fn what_is_no_line_is_said() {
        let point = r#"{"type":"Feature","geometry":{"type":"Point","coordinates":[1,2]}}"#;
        let error = read(point, "").unwrap_err().to_string();
        assert!(error.contains("is a line that can be drawn") && error.contains("Point"), "{error}");
        assert_eq!(read(&[STREET, point].join(","), "").unwrap().left_out(), 1);
        assert!(matches!(Lines::read(b"[]"), Err(LinesError::File(_))));
        assert!(matches!(read("", ""), Err(LinesError::NoLine { features: 0, first: None })));
    }
}
