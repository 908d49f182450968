//! Systems of projected coordinates, by their numbers in the EPSG register.

use serde::{Deserialize, Serialize};

use super::plane::{Kind, Plane};
use super::projection::Projection;

/// Metres of an international foot, and of one as United States surveyors use it.
const FOOT: f64 = 0.3048;
const SURVEY_FOOT: f64 = 1_200.0 / 3_937.0;

/// A named system of projected coordinates, by its number in the EPSG register.
///
/// # Examples
/// ```
/// use watchback::space::CoordinateSystem;
/// let illinois_east = CoordinateSystem::from_epsg(3435)?;
/// assert_eq!(illinois_east.name(), "Illinois East, survey feet");
/// let (latitude, longitude) = illinois_east.projection().degrees(1_162_147.0, 1_942_512.0).unwrap_or_default();
/// assert!((latitude - 41.997_920_408).abs() < 1e-6 && (longitude + 87.678_872_5).abs() < 1e-6);
/// assert!(CoordinateSystem::from_epsg(27700).is_err());
/// # Ok::<(), watchback::space::UnknownSystem>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "u16", into = "u16")]
pub struct CoordinateSystem(u16);

/// A number that names no system known here.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "EPSG {epsg} is not a coordinate system known here; known are 3857, UTM (32601 to 32660, 32701 to 32760, 26901 to 26923) \
     and state planes of large cities: export latitude and longitude instead"
)]
pub struct UnknownSystem {
    /// The number asked for.
    pub epsg: u16,
}

const fn plane(
    epsg: u16,
    name: &'static str,
    kind: Kind,
    origin: (i32, i32),
    offset: (f64, f64),
    unit_metres: f64,
) -> Plane {
    Plane { epsg, name, kind, origin, offset, unit_metres }
}

/// State planes of the large cities of the United States. All angles are whole minutes.
#[rustfmt::skip]
const PLANES: [Plane; 37] = {
    use Kind::{Conic, Transverse};
    [
        plane(2269, "Oregon North, feet", Conic(2760, 2660), (2620, -7230), (2_500_000.0, 0.0), FOOT),
        plane(2913, "Oregon North, feet", Conic(2760, 2660), (2620, -7230), (2_500_000.0, 0.0), FOOT),
        plane(3435, "Illinois East, survey feet", Transverse(0.999_975), (2200, -5300), (300_000.0, 0.0), SURVEY_FOOT),
        plane(2272, "Pennsylvania South, survey feet", Conic(2458, 2396), (2360, -4665), (600_000.0, 0.0), SURVEY_FOOT),
        plane(2227, "California 3, survey feet", Conic(2306, 2224), (2190, -7230), (2_000_000.0, 500_000.0), SURVEY_FOOT),
        plane(2229, "California 5, survey feet", Conic(2128, 2042), (2010, -7080), (2_000_000.0, 500_000.0), SURVEY_FOOT),
        plane(2240, "Georgia West, survey feet", Transverse(0.9999), (1800, -5050), (700_000.0, 0.0), SURVEY_FOOT),
        plane(2277, "Texas Central, survey feet", Conic(1913, 1807), (1780, -6020), (700_000.0, 3_000_000.0), SURVEY_FOOT),
        plane(2253, "Michigan South, feet", Conic(2620, 2526), (2490, -5062), (4_000_000.0, 0.0), FOOT),
        plane(2898, "Michigan South, feet", Conic(2620, 2526), (2490, -5062), (4_000_000.0, 0.0), FOOT),
        plane(2263, "New York Long Island, survey feet", Conic(2462, 2440), (2410, -4440), (300_000.0, 0.0), SURVEY_FOOT),
        plane(2249, "Massachusetts, survey feet", Conic(2561, 2503), (2460, -4290), (200_000.0, 750_000.0), SURVEY_FOOT),
        plane(26986, "Massachusetts, metres", Conic(2561, 2503), (2460, -4290), (200_000.0, 750_000.0), 1.0),
        plane(2248, "Maryland, survey feet", Conic(2367, 2298), (2260, -4620), (400_000.0, 0.0), SURVEY_FOOT),
        plane(26985, "Maryland and Washington DC, metres", Conic(2367, 2298), (2260, -4620), (400_000.0, 0.0), 1.0),
        plane(2285, "Washington North, survey feet", Conic(2924, 2850), (2820, -7250), (500_000.0, 0.0), SURVEY_FOOT),
        plane(2926, "Washington North, survey feet", Conic(2924, 2850), (2820, -7250), (500_000.0, 0.0), SURVEY_FOOT),
        plane(2232, "Colorado Central, survey feet", Conic(2385, 2307), (2270, -6330), (914_401.828_9, 304_800.609_6), SURVEY_FOOT),
        plane(2226, "California 2, survey feet", Conic(2390, 2300), (2260, -7320), (2_000_000.0, 500_000.0), SURVEY_FOOT),
        plane(2230, "California 6, survey feet", Conic(2033, 1967), (1930, -6975), (2_000_000.0, 500_000.0), SURVEY_FOOT),
        plane(2223, "Arizona Central, feet", Transverse(0.9999), (1860, -6715), (213_360.0, 0.0), FOOT),
        plane(2236, "Florida East, survey feet", Transverse(0.999_941_177), (1460, -4860), (200_000.0, 0.0), SURVEY_FOOT),
        plane(2258, "New Mexico Central, survey feet", Transverse(0.9999), (1860, -6375), (500_000.0, 0.0), SURVEY_FOOT),
        plane(2264, "North Carolina, survey feet", Conic(2170, 2060), (2025, -4740), (609_601.22, 0.0), SURVEY_FOOT),
        plane(2274, "Tennessee, survey feet", Conic(2185, 2115), (2060, -5160), (600_000.0, 0.0), SURVEY_FOOT),
        plane(2276, "Texas North Central, survey feet", Conic(2038, 1928), (1900, -5910), (600_000.0, 2_000_000.0), SURVEY_FOOT),
        plane(2278, "Texas South Central, survey feet", Conic(1817, 1703), (1670, -5940), (600_000.0, 4_000_000.0), SURVEY_FOOT),
        plane(2283, "Virginia North, survey feet", Conic(2352, 2282), (2260, -4710), (3_500_000.0, 2_000_000.0), SURVEY_FOOT),
        plane(2965, "Indiana East, survey feet", Transverse(0.999_966_667), (2250, -5140), (100_000.0, 250_000.0), SURVEY_FOOT),
        plane(3421, "Nevada East, survey feet", Transverse(0.9999), (2085, -6935), (200_000.0, 8_000_000.0), SURVEY_FOOT),
        plane(3424, "New Jersey, survey feet", Transverse(0.9999), (2330, -4470), (150_000.0, 0.0), SURVEY_FOOT),
        plane(3436, "Illinois West, survey feet", Transverse(0.999_941_177), (2200, -5410), (700_000.0, 0.0), SURVEY_FOOT),
        plane(3452, "Louisiana South, survey feet", Conic(1842, 1758), (1710, -5480), (1_000_000.0, 0.0), SURVEY_FOOT),
        plane(3734, "Ohio North, survey feet", Conic(2502, 2426), (2380, -4950), (600_000.0, 0.0), SURVEY_FOOT),
        plane(3735, "Ohio South, survey feet", Conic(2402, 2324), (2280, -4950), (600_000.0, 0.0), SURVEY_FOOT),
        plane(2270, "Oregon South, feet", Conic(2640, 2540), (2500, -7230), (1_500_000.0, 0.0), FOOT),
        plane(3857, "Web Mercator, metres", Kind::WebMercator, (0, 0), (0.0, 0.0), 1.0),
    ]
};

impl CoordinateSystem {
    /// The system of a number in the EPSG register.
    ///
    /// # Errors
    /// [`UnknownSystem`] where it is not known here.
    pub fn from_epsg(epsg: u16) -> Result<Self, UnknownSystem> {
        let known = utm(epsg).is_some() || PLANES.iter().any(|plane| plane.epsg == epsg);
        known.then_some(Self(epsg)).ok_or(UnknownSystem { epsg })
    }

    /// Its number in the EPSG register.
    pub const fn epsg(self) -> u16 {
        self.0
    }

    /// All systems that are no zone of UTM: state planes and Web Mercator.
    pub fn planes() -> impl Iterator<Item = Self> {
        PLANES.iter().map(|plane| Self(plane.epsg))
    }

    /// Where it is and its unit.
    pub fn name(self) -> String {
        match (PLANES.iter().find(|plane| plane.epsg == self.0), utm(self.0)) {
            (Some(plane), _) => plane.name.to_owned(),
            (None, Some((zone, south))) => {
                format!("UTM zone {zone}{}, metres", if south { "S" } else { "N" })
            }
            (None, None) => String::new(),
        }
    }

    /// Whether a place lies where the system is meant for: within three degrees of its central meridian and five of its origin's parallel,
    /// to the north. Web Mercator's region is the United States' mainland.
    pub fn is_home_of(self, x: f64, y: f64) -> bool {
        let Some((latitude, longitude)) = self.projection().degrees(x, y) else { return false };
        match PLANES.iter().find(|plane| plane.epsg == self.0) {
            Some(Plane { kind: Kind::WebMercator, .. }) => {
                (24.0..50.0).contains(&latitude) && (-125.0..-66.0).contains(&longitude)
            }
            Some(plane) => {
                let [south, central] =
                    [plane.origin.0, plane.origin.1].map(|minutes| f64::from(minutes) / 60.0);
                (south - 0.5..south + 5.0).contains(&latitude) && (longitude - central).abs() < 3.0
            }
            None => (-80.0..84.0).contains(&latitude),
        }
    }

    /// Its formulas, with what does not change from place to place computed.
    pub fn projection(self) -> Projection {
        match PLANES.iter().find(|plane| plane.epsg == self.0) {
            Some(plane) => Projection::of(plane),
            None => {
                let (zone, south) = utm(self.0).unwrap_or_default();
                let north_metres = if south { 10_000_000.0 } else { 0.0 };
                let central = (zone * 6 - 183) * 60;
                let kind = Kind::Transverse(0.9996);
                Projection::of(&plane(self.0, "", kind, (0, central), (500_000.0, north_metres), 1.0))
            }
        }
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

/// Zone and whether it is in the south, of WGS 84's and NAD 83's UTM.
fn utm(epsg: u16) -> Option<(i32, bool)> {
    match epsg {
        32601..=32660 => Some((i32::from(epsg) - 32600, false)),
        32701..=32760 => Some((i32::from(epsg) - 32700, true)),
        26901..=26923 => Some((i32::from(epsg) - 26900, false)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Computed by PROJ 9 (pyproj 3.7.2), within one datum: number, degrees, coordinates.
    #[rustfmt::skip]
    const POINTS: [(u16, f64, f64, f64, f64); 42] = [
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
    ];

    #[test]
    fn places_are_those_of_proj_to_two_centimetres() {
        for (epsg, latitude, longitude, x, y) in POINTS {
            let system = CoordinateSystem::from_epsg(epsg).unwrap();
            let found = system.projection().degrees(x, y).unwrap();
            let north = (found.0 - latitude) * 111_195.0;
            let east = (found.1 - longitude) * 111_195.0 * libm::cos(latitude.to_radians());
            assert!(north.abs() < 0.02 && east.abs() < 0.02, "{epsg}: {north} m, {east} m");
        }
        let tested = |system: &CoordinateSystem| POINTS.iter().any(|point| point.0 == system.epsg());
        assert_eq!(CoordinateSystem::planes().find(|system| !tested(system)), None);
    }

    #[test]
    fn what_is_far_from_earth_is_no_place() {
        for system in CoordinateSystem::planes().chain([CoordinateSystem(32616)]) {
            let projection = system.projection();
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
            (system.name().as_str(), serde_json::to_string(&system).unwrap().as_str()),
            ("Oregon North, feet", "2913")
        );
        assert!(
            serde_json::from_str::<CoordinateSystem>("4326")
                .unwrap_err()
                .to_string()
                .contains("EPSG 4326 is not")
        );
        assert_eq!(CoordinateSystem::from_epsg(32733).unwrap().name(), "UTM zone 33S, metres");
    }
}
