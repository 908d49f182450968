//! Systems of projected coordinates, by their numbers in the EPSG register.

use serde::{Deserialize, Serialize};

use super::definition::Definition;
use super::projection::Projection;

/// Number, name and definition of each system that [`Definition::parse`] takes, in order of
/// numbers: of the crate `crs-definitions`, by the build script.
static SYSTEMS: &[(u16, &str, &str)] = include!(concat!(env!("OUT_DIR"), "/systems.rs"));

/// A named system of projected coordinates, by its number in the EPSG register.
///
/// # Examples
/// ```
/// use watchback::space::CoordinateSystem;
/// let illinois_east = CoordinateSystem::from_epsg(3435)?;
/// assert_eq!(illinois_east.name(), "NAD83 / Illinois East (ftUS)");
/// let place =
///     illinois_east.projection().and_then(|plane| plane.degrees(1_162_147.0, 1_942_512.0));
/// let (latitude, longitude) = place.unwrap_or_default();
/// assert!(
///     (latitude - 41.997_920_408).abs() < 1e-6 && (longitude + 87.678_872_5).abs() < 1e-6
/// );
/// // The Dutch grid is of a projection that is not known here.
/// assert!(CoordinateSystem::from_epsg(28992).is_err());
/// # Ok::<(), watchback::space::UnknownSystem>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "u16", into = "u16")]
pub struct CoordinateSystem(u16);

/// A number that names no system known here.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "EPSG {epsg} is not a coordinate system known here; known are systems of the Lambert conic, the transverse Mercator \
     (UTM among them) and the Mercator projection whose way to WGS 84 is published: export latitude and longitude instead"
)]
pub struct UnknownSystem {
    /// The number asked for.
    pub epsg: u16,
}

impl CoordinateSystem {
    /// The system of a number in the EPSG register.
    ///
    /// # Errors
    /// [`UnknownSystem`] where it is not known here.
    pub fn from_epsg(epsg: u16) -> Result<Self, UnknownSystem> {
        let system = Self(epsg);
        system.entry().map(|_| system).ok_or(UnknownSystem { epsg })
    }

    /// Its number in the EPSG register.
    pub const fn epsg(self) -> u16 {
        self.0
    }

    /// All systems with their names and definitions.
    pub(super) fn all() -> impl Iterator<Item = (Self, &'static str, Definition)> {
        let read = |&(epsg, name, text): &(u16, &'static str, &str)| {
            Definition::parse(text).map(|definition| (Self(epsg), name, definition))
        };
        SYSTEMS.iter().filter_map(read)
    }

    /// Its name in the register.
    pub fn name(self) -> &'static str {
        self.entry().map_or("", |entry| entry.0)
    }

    /// Name and definition.
    fn entry(self) -> Option<(&'static str, &'static str)> {
        let at = SYSTEMS.binary_search_by_key(&self.0, |system| system.0).ok()?;
        SYSTEMS.get(at).map(|&(_, name, definition)| (name, definition))
    }

    fn definition(self) -> Option<Definition> {
        Definition::parse(self.entry()?.1)
    }

    /// Its formulas, with what does not change from place to place computed.
    pub fn projection(self) -> Option<Projection> {
        self.definition().map(|definition| Projection::new(&definition))
    }
}

impl TryFrom<u16> for CoordinateSystem {
    type Error = UnknownSystem;
    fn try_from(epsg: u16) -> Result<Self, Self::Error> {
        Self::from_epsg(epsg)
    }
}

impl From<CoordinateSystem> for u16 {
    fn from(system: CoordinateSystem) -> Self {
        system.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Computed by PROJ 9 (pyproj 3.7.2): number, degrees, coordinates. The planes within one
    /// datum; the others from WGS 84 by the definition that is read here, and EPSG 27700 by the
    /// parameters that Ordnance Survey publishes.
    #[rustfmt::skip]
    const POINTS: [(u16, f64, f64, f64, f64); 62] = [
            (2223, 33.45, -112.07, 653_231.987, 891_292.246), (2226, 38.58, -121.49, 6_707_457.541, 1_973_454.589),
            (2227, 37.77, -122.42, 6_006_747.120, 2_108_528.921), (2229, 34.05, -118.24, 6_488_965.864, 1_840_664.934),
            (2230, 32.72, -117.16, 6_281_779.127, 1_842_971.169), (2232, 39.74, -104.99, 3_143_422.537, 1_694_827.344),
            (2236, 25.76, -80.19, 922_755.162, 519_281.657), (2240, 33.75, -84.39, 2_228_700.267, 1_364_166.672),
            (2248, 39.29, -76.61, 1_422_717.106, 591_442.857), (2249, 42.36, -71.06, 775_086.491, 2_956_519.888),
            (2253, 42.33, -83.05, 13_479_369.840, 305_260.065), (2258, 35.08, -106.65, 1_520_744.510, 1_484_648.641),
            (2263, 40.75, -73.99, 987_020.729, 212_522.045), (2264, 35.23, -80.84, 1_450_565.562, 543_727.157),
            (2269, 45.52, -122.68, 7_643_409.381, 683_217.120), (2270, 42.33, -122.87, 4_280_470.440, 250_820.972),
            (2272, 39.95, -75.16, 2_694_545.215, 235_290.897), (2274, 36.16, -86.78, 1_738_244.197, 665_838.722),
            (2276, 32.78, -96.8, 2_490_933.719, 6_970_936.792), (2277, 30.27, -97.74, 3_115_180.857, 10_071_476.985),
            (2278, 29.76, -95.37, 3_120_040.177, 13_841_753.505), (2283, 38.8, -77.05, 11_896_137.725, 6_977_656.873),
            (2285, 47.61, -122.33, 1_271_259.716, 226_099.255), (2898, 42.33, -83.05, 13_479_369.840, 305_260.065),
            (2913, 45.52, -122.68, 7_643_409.381, 683_217.120), (2926, 47.61, -122.33, 1_271_259.716, 226_099.255),
            (2965, 39.77, -86.16, 189_411.287, 1_647_298.010), (3421, 36.17, -115.14, 787_015.273, 26_763_801.294),
            (3424, 40.74, -74.17, 583_564.002, 694_649.103), (3435, 41.88, -87.63, 1_175_784.256, 1_899_646.788),
            (3436, 38.63, -90.2, 2_287_061.192, 714_886.376), (3452, 29.95, -90.07, 3_680_910.993, 529_514.825),
            (3734, 41.5, -81.69, 2_190_378.593, 668_967.125), (3735, 39.96, -83.0, 1_828_339.426, 714_269.784),
            (3857, 41.88, -87.63, -9_754_926.978, 5_143_020.941), (26985, 38.9, -77.04, 396_530.246, 136_906.062),
            (26986, 42.36, -71.06, 236_246.835, 901_149.064), (32610, 37.77, -122.42, 551_081.300, 4_180_454.903),
            (32616, 41.88, -87.63, 447_726.870, 4_636_644.758), (32617, 43.65, -79.38, 630_643.985, 4_834_275.332),
            (26918, 40.75, -73.99, 585_263.348, 4_511_495.873), (32733, -1.3, 13.2, 299_723.141, 9_856_239.302),
            (27700, 51.5074, -0.1278, 530_028.750, 180_380.094), (27700, 55.9533, -3.1883, 325_897.222, 674_001.202),
            (27700, 50.12, -5.54, 147_047.852, 30_438.337), (29903, 53.35, -6.26, 315_919.995, 234_694.104),
            (2154, 48.8566, 2.3522, 652_469.023, 6_862_035.259), (2154, 43.3, 5.4, 894_829.409, 6_247_498.204),
            (25832, 50.11, 8.68, 477_118.926, 5_550_910.148), (25833, 52.52, 13.405, 391_779.259, 5_820_072.159),
            (28356, -33.87, 151.21, 334_435.706, 6_250_816.398), (3111, -37.81, 144.96, 2_496_477.841, 2_410_111.874),
            (2193, -36.85, 174.76, 1_756_911.945, 5_920_321.818), (3395, 51.5, -0.12, -13_358.339, 6_676_757.754),
            (3347, 43.65, -79.38, 7_225_147.840, 928_393.470), (31370, 50.85, 4.35, 148_679.447, 171_066.810),
            (31467, 48.78, 9.18, 3_513_304.512, 5_404_737.597), (3006, 59.33, 18.07, 674_647.882, 6_580_824.576),
            (23030, 40.42, -3.7, 440_717.372, 4_474_816.476), (2180, 52.23, 21.01, 637_231.090, 486_786.394),
            (32760, -18.0, -179.9, 828_304.603, 8_007_068.017), (22033, -8.84, 13.23, 305_660.203, 9_022_607.454),
    ];

    #[test]
    fn places_are_those_of_proj_to_two_centimetres() {
        for (epsg, latitude, longitude, x, y) in POINTS {
            let system = CoordinateSystem::from_epsg(epsg).unwrap();
            let found = system.projection().unwrap().degrees(x, y).unwrap();
            let north = (found.0 - latitude) * 111_195.0;
            let east = (found.1 - longitude) * 111_195.0 * libm::cos(latitude.to_radians());
            assert!(north.abs() < 0.02 && east.abs() < 0.02, "{epsg}: {north} m, {east} m");
        }
    }

    #[test]
    fn what_is_far_from_earth_is_no_place() {
        for system in SYSTEMS.iter().map(|system| CoordinateSystem(system.0)) {
            let projection = system.projection().unwrap();
            for value in [f64::NAN, f64::INFINITY, -f64::INFINITY, 1e300, -1e300, 1e9] {
                let found =
                    [(value, 1e6), (1e6, value), (value, value)].map(|(x, y)| projection.degrees(x, y));
                for (latitude, longitude) in found.into_iter().flatten() {
                    assert!(latitude.abs() <= 90.0 && longitude.abs() <= 180.0, "{system:?} {value}");
                }
            }
        }
    }

    #[test]
    fn a_system_is_its_number_in_files() {
        let system: CoordinateSystem = serde_json::from_str("2913").unwrap();
        assert_eq!(
            (system.name(), serde_json::to_string(&system).unwrap().as_str()),
            ("NAD83(HARN) / Oregon North (ft)", "2913")
        );
        let error = serde_json::from_str::<CoordinateSystem>("4326").unwrap_err();
        assert!(error.to_string().contains("EPSG 4326 is not"), "{error}");
        assert_eq!(CoordinateSystem::from_epsg(32733).unwrap().name(), "WGS 84 / UTM zone 33S");
    }

    #[test]
    fn every_zone_and_state_plane_is_known_and_other_projections_are_not() {
        let zones = (32601..=32660).chain(32701..=32760).chain(26901..=26923).chain(25828..=25838);
        for epsg in zones.chain([26929, 26998, 27700]) {
            assert!(CoordinateSystem::from_epsg(epsg).is_ok(), "{epsg}");
        }
        // Degrees, an oblique stereographic, a datum of grids alone, another prime meridian.
        for epsg in [0, 4326, 28992, 26716, 27572, u16::MAX] {
            assert_eq!(CoordinateSystem::from_epsg(epsg), Err(UnknownSystem { epsg }));
        }
        for &(epsg, _, definition) in SYSTEMS {
            assert!(Definition::parse(definition).is_some(), "{epsg}");
        }
    }
}
