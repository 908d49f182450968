//! Systems as files state them: by a number, or by a definition in well-known text.
//!
//! Esri's definitions bear no number and names of their own, so it is the parameters that are
//! compared. Sources: OGC 01-009 (WKT 1); Esri's names of its parameters.

use super::coordinate_system::CoordinateSystem;
use super::definition::{Definition, Kind};

/// Numbers that Esri and others gave Web Mercator before it had its own.
const WEB_MERCATOR: [u32; 4] = [102_100, 102_113, 900_913, 3_785];
const WEB_MERCATOR_EPSG: u16 = 3857;
/// Degrees, parts of the scale, and metres within which parameters are the same.
const SAME_DEGREES: f64 = 1e-6;
const SAME_PART: f64 = 5e-7;
const SAME_METRES: f64 = 0.05;

impl CoordinateSystem {
    /// The system of a number that a file states: of the EPSG register, or one of Esri's for Web
    /// Mercator. `None` where it is of degrees, or not known here.
    pub fn of_number(number: u32) -> Option<Self> {
        let is_web = WEB_MERCATOR.contains(&number);
        let number = if is_web { WEB_MERCATOR_EPSG } else { u16::try_from(number).ok()? };
        Self::from_epsg(number).ok()
    }

    /// The system of a definition in well-known text, such as a shapefile's `.prj` holds: by the
    /// number in it, else by its parameters.
    ///
    /// `None` where it is of degrees, or not known here. Of systems with the same parameters the
    /// one is meant whose name is most like it.
    ///
    /// # Examples
    /// ```
    /// use watchback::space::CoordinateSystem;
    /// let text = r#"PROJCS["WGS_1984_UTM_Zone_16N",GEOGCS["GCS_WGS_1984",DATUM["D_WGS_1984",
    ///     SPHEROID["WGS_1984",6378137.0,298.257223563]],PRIMEM["Greenwich",0.0],
    ///     UNIT["Degree",0.0174532925199433]],PROJECTION["Transverse_Mercator"],
    ///     PARAMETER["False_Easting",500000.0],PARAMETER["False_Northing",0.0],
    ///     PARAMETER["Central_Meridian",-87.0],PARAMETER["Scale_Factor",0.9996],
    ///     PARAMETER["Latitude_Of_Origin",0.0],UNIT["Meter",1.0]]"#;
    /// assert_eq!(CoordinateSystem::from_wkt(text).map(CoordinateSystem::epsg), Some(32616));
    /// ```
    pub fn from_wkt(text: &str) -> Option<Self> {
        let text = text.trim();
        if let Some(number) = own_number(text) {
            return Self::of_number(number);
        }
        let lower = text.to_ascii_lowercase();
        let start = lower.find("projcs[")?;
        // The heights of a compound system have a unit of their own.
        let end = ["vertcs[", "vert_cs["].iter().filter_map(|part| lower.find(part)).min();
        let stated = Stated::parse(lower.get(start..end.unwrap_or(lower.len()))?)?;
        if stated.projection.contains("auxiliarysphere") || stated.name.contains("pseudo-mercator") {
            return Self::from_epsg(WEB_MERCATOR_EPSG).ok();
        }
        let mut best: Option<(i64, Self)> = None;
        for (system, name, definition) in Self::all() {
            let likeness = likeness(&stated.name, name);
            if best.is_none_or(|best| likeness > best.0) && stated.is(&definition) {
                best = Some((likeness, system));
            }
        }
        best.map(|best| best.1)
    }
}

/// The number that the definition has as a whole: the authority that stands last in it.
fn own_number(text: &str) -> Option<u32> {
    let lower = text.to_ascii_lowercase();
    let (at, word) = [("authority[", 10), ("id[\"epsg", 3)]
        .iter()
        .filter_map(|(word, length)| lower.rfind(word).map(|at| (at, *length)))
        .max()?;
    let inner = lower.get(at + word..)?;
    let (inner, rest) = inner.split_once(']')?;
    let (authority, number) = inner.split_once(',')?;
    let is_last = rest.trim() == "]" && authority.contains("epsg");
    number.trim_matches(|c: char| !c.is_ascii_digit()).parse().ok().filter(|_| is_last)
}

/// What a definition says.
struct Stated {
    name: String,
    projection: String,
    parameters: Vec<(String, f64)>,
    unit_metres: f64,
    axis_metres: f64,
    eccentricity_2: f64,
}

impl Stated {
    /// Of a text in small letters.
    fn parse(text: &str) -> Option<Self> {
        let named = |word: &'static str| text.split(word).skip(1).filter_map(|rest| rest.split('"').nth(1));
        let numbers_of = |word: &'static str| {
            let parts = text.split(word).skip(1).filter_map(|rest| rest.split(']').next());
            parts.map(|part| -> (String, Vec<f64>) {
                let (name, rest) = part.trim_start_matches('"').split_once('"').unwrap_or((part, ""));
                let numbers = rest.split(',').filter_map(|number| number.trim().parse().ok());
                (plain(name), numbers.collect())
            })
        };
        let parameters = numbers_of("parameter[");
        let parameters = parameters.filter_map(|(name, numbers)| Some((name, *numbers.first()?)));
        let spheroid = numbers_of("spheroid[").next()?.1;
        let (&axis_metres, &inverse) = (spheroid.first()?, spheroid.get(1)?);
        let flattening = if inverse == 0.0 { 0.0 } else { 1.0 / inverse };
        Some(Self {
            name: named("projcs[").next()?.to_owned(),
            projection: plain(named("projection[").next()?),
            parameters: parameters.collect(),
            // The first is that of angles.
            unit_metres: *numbers_of("unit[").last()?.1.first()?,
            axis_metres,
            eccentricity_2: flattening * (2.0 - flattening),
        })
    }

    fn parameter(&self, names: &[&str]) -> Option<f64> {
        let found = self.parameters.iter().find(|(name, _)| names.contains(&name.as_str()));
        found.map(|(_, value)| *value)
    }

    /// Whether it has the parameters of a definition.
    fn is(&self, other: &Definition) -> bool {
        let near = |one: f64, other: f64, bound: f64| (one - other).abs() <= bound;
        let north = self.parameter(&["latitudeoforigin", "latitudeofcenter"]).unwrap_or(0.0);
        let east = self.parameter(&["centralmeridian", "longitudeoforigin", "longitudeofcenter"]);
        let east = east.unwrap_or(0.0);
        let offset = |name| self.parameter(&[name]).unwrap_or(0.0) * self.unit_metres;
        let scale = self.parameter(&["scalefactor"]).unwrap_or(1.0);
        let is_kind = match other.kind {
            Kind::Conic { parallels: (first, second), scale: other } => {
                let one = self.parameter(&["standardparallel1"]).unwrap_or(north);
                let two = self.parameter(&["standardparallel2"]).unwrap_or(one);
                let same = |a: f64, b: f64| near(one, a, SAME_DEGREES) && near(two, b, SAME_DEGREES);
                self.projection.starts_with("lambertconformalconic")
                    && near(scale, other, SAME_PART)
                    && (same(first, second) || same(second, first))
            }
            Kind::Transverse { scale: other } => {
                let names = ["transversemercator", "gausskruger"];
                names.contains(&self.projection.as_str()) && near(scale, other, SAME_PART)
            }
            Kind::Mercator { true_parallel, scale: other } => {
                let parallel = self.parameter(&["standardparallel1"]).unwrap_or(0.0);
                self.projection.starts_with("mercator")
                    && near(scale, other, SAME_PART)
                    && near(parallel, true_parallel, SAME_DEGREES)
            }
            Kind::WebMercator => false,
        };
        is_kind
            && near(north, other.origin.0, SAME_DEGREES)
            && near(east, other.origin.1, SAME_DEGREES)
            && near(offset("falseeasting"), other.offset.0, SAME_METRES)
            && near(offset("falsenorthing"), other.offset.1, SAME_METRES)
            && near(self.unit_metres, other.unit_metres, SAME_PART * other.unit_metres)
            && near(self.axis_metres, other.ellipsoid.axis_metres, 0.5)
            && near(self.eccentricity_2, other.ellipsoid.eccentricity_2, 1e-7)
    }
}

/// A name without what divides its words.
fn plain(name: &str) -> String {
    name.chars().filter(char::is_ascii_alphanumeric).collect()
}

/// How much names are alike: what they share counts twice, what only the register's has counts
/// against it.
fn likeness(stated: &str, registered: &str) -> i64 {
    let words = |name: &str| -> Vec<String> {
        let name = name.to_ascii_lowercase().replace('_', " ");
        // Esri writes years out.
        let name =
            name.replace("nad 1983", "nad83").replace("nad 1927", "nad27").replace("wgs 1984", "wgs84");
        let name = name.replace("wgs 84", "wgs84").replace("wgs 72", "wgs72").replace("wgs 1972", "wgs72");
        name.split(|c: char| !c.is_ascii_alphanumeric())
            .filter(|word| !word.is_empty())
            .map(str::to_owned)
            .collect()
    };
    let (stated, registered) = (words(stated), words(registered));
    let shared = registered.iter().filter(|word| stated.contains(word)).count() as i64;
    3 * shared - registered.len() as i64
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As Esri's programs write it.
    fn esri(name: &str, projection: &str, parameters: &[(&str, f64)], unit: (&str, f64)) -> String {
        let parameters: Vec<String> =
            parameters.iter().map(|(name, value)| format!("PARAMETER[\"{name}\",{value}]")).collect();
        let datum = if name.starts_with("WGS") { "WGS_1984" } else { "North_American_1983" };
        let spheroid = if name.starts_with("WGS") {
            "\"WGS_1984\",6378137.0,298.257223563"
        } else {
            "\"GRS_1980\",6378137.0,298.257222101"
        };
        format!(
            "PROJCS[\"{name}\",GEOGCS[\"GCS_{datum}\",DATUM[\"D_{datum}\",SPHEROID[{spheroid}]],\
             PRIMEM[\"Greenwich\",0.0],UNIT[\"Degree\",0.0174532925199433]],PROJECTION[\"{projection}\"],\
             {},UNIT[\"{}\",{}]]\n",
            parameters.join(","),
            unit.0,
            unit.1
        )
    }

    fn epsg(text: &str) -> Option<u16> {
        CoordinateSystem::from_wkt(text).map(CoordinateSystem::epsg)
    }

    #[test]
    fn definitions_without_a_number_are_known_by_their_parameters() {
        let foot = ("Foot_US", 0.304_800_609_601_219_2);
        let conic = [
            ("False_Easting", 1_312_333.333_333_333),
            ("False_Northing", 0.0),
            ("Central_Meridian", -77.0),
            ("Standard_Parallel_1", 38.3),
            ("Standard_Parallel_2", 39.45),
            ("Latitude_Of_Origin", 37.666_666_666_666_66),
        ];
        let name = "NAD_1983_StatePlane_Maryland_FIPS_1900_Feet";
        assert_eq!(epsg(&esri(name, "Lambert_Conformal_Conic", &conic, foot)), Some(2248));
        let harn = "NAD_1983_HARN_StatePlane_Maryland_FIPS_1900_Feet";
        assert_eq!(epsg(&esri(harn, "Lambert_Conformal_Conic", &conic, foot)), Some(2893));
        let transverse = [
            ("False_Easting", 984_250.0),
            ("False_Northing", 0.0),
            ("Central_Meridian", -88.333_333_333_333_33),
            ("Scale_Factor", 0.999_975),
            ("Latitude_Of_Origin", 36.666_666_666_666_66),
        ];
        let name = "NAD_1983_StatePlane_Illinois_East_FIPS_1201_Feet";
        assert_eq!(epsg(&esri(name, "Transverse_Mercator", &transverse, foot)), Some(3435));
        // In metres it would be another place.
        assert_eq!(epsg(&esri(name, "Transverse_Mercator", &transverse, ("Meter", 1.0))), None);
        let web = "WGS_1984_Web_Mercator_Auxiliary_Sphere";
        assert_eq!(epsg(&esri(web, "Mercator_Auxiliary_Sphere", &[], ("Meter", 1.0))), Some(3857));
        assert_eq!(epsg(&esri("X", "Albers", &conic, foot)), None);
        assert_eq!(
            epsg("GEOGCS[\"GCS_WGS_1984\",DATUM[\"D_WGS_1984\",SPHEROID[\"W\",6378137,298.3]]]"),
            None
        );
        for text in ["", "PROJCS[", "PROJCS[\"a\"", "AUTHORITY[\"EPSG\",\"x\"]]"] {
            assert_eq!(epsg(text), None);
        }
    }

    #[test]
    fn a_number_in_the_definition_counts_where_it_is_of_the_whole() {
        let text = "PROJCS[\"a\",GEOGCS[\"b\",AUTHORITY[\"EPSG\",\"4269\"]],UNIT[\"m\",1,AUTHORITY[\"EPSG\",\"9001\"]],\
                    AUTHORITY[\"EPSG\",\"26985\"]]";
        assert_eq!(epsg(text), Some(26985));
        assert_eq!(epsg(&text.replace(",AUTHORITY[\"EPSG\",\"26985\"]", "")), None);
        assert_eq!(epsg("PROJCRS[\"a\",BASEGEOGCRS[\"b\"],ID[\"EPSG\",32610]]"), Some(32610));
        let number = |number| CoordinateSystem::of_number(number).map(CoordinateSystem::epsg);
        assert_eq!([number(102_100), number(2248), number(4326)], [Some(3857), Some(2248), None]);
    }
}
