//! Projected coordinates, in feet or metres, to degrees.
//!
//! Formulas: Snyder, *Map Projections: A Working Manual*, USGS Professional Paper 1395 (1987): the Lambert conformal conic on two
//! standard parallels (p. 107), the transverse Mercator (p. 60) and the spherical Mercator (p. 41). Parameters: the EPSG register.
//! Ellipsoid GRS 80; WGS 84's differs by less than a tenth of a millimetre in its axes. NAD 83 and its later adjustments are
//! taken for WGS 84, which is right to a metre or two: tiles are a hundred times as large.

use std::f64::consts::{FRAC_PI_2, FRAC_PI_4};

use super::plane::{Kind, Plane};

/// GRS 80: half the greater axis, metres, and the first eccentricity's square.
const AXIS_METRES: f64 = 6_378_137.0;
const ECCENTRICITY_2: f64 = 0.006_694_380_022_900_788;

/// A projection ready for many places.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Projection {
    formula: Formula,
    central_radians: f64,
    offset: (f64, f64),
    unit_metres: f64,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Formula {
    /// Cone constant, metres a unit of radius, radius of the origin in metres.
    Conic {
        cone: f64,
        scale_metres: f64,
        origin_metres: f64,
    },
    /// Scale on the central meridian, metres of meridian to the origin.
    Transverse {
        scale: f64,
        origin_metres: f64,
    },
    WebMercator,
}

impl Projection {
    pub(super) fn of(plane: &Plane) -> Self {
        let radians = |minutes: i32| f64::from(minutes) / 60.0 * (FRAC_PI_2 / 90.0);
        let origin = radians(plane.origin.0);
        let formula = match plane.kind {
            Kind::Conic(first, second) => {
                let [first, second] = [first, second].map(radians);
                let cone = (libm::log(parallel(first)) - libm::log(parallel(second)))
                    / (libm::log(isometric(first)) - libm::log(isometric(second)));
                let scale_metres = AXIS_METRES * parallel(first) / (cone * libm::pow(isometric(first), cone));
                let origin_metres = scale_metres * libm::pow(isometric(origin), cone);
                Formula::Conic { cone, scale_metres, origin_metres }
            }
            Kind::Transverse(scale) => Formula::Transverse { scale, origin_metres: meridian_metres(origin) },
            Kind::WebMercator => Formula::WebMercator,
        };
        Self {
            formula,
            central_radians: radians(plane.origin.1),
            offset: plane.offset,
            unit_metres: plane.unit_metres,
        }
    }

    /// Degrees north and east of a place, `x` east and `y` north in the system's unit; `None` where they are no place on earth.
    pub fn degrees(&self, x: f64, y: f64) -> Option<(f64, f64)> {
        let east = x * self.unit_metres - self.offset.0;
        let north = y * self.unit_metres - self.offset.1;
        let (latitude, turned) = match self.formula {
            Formula::Conic { cone, scale_metres, origin_metres } => {
                let down = origin_metres - north;
                let radius = (east * east + down * down).sqrt();
                let t = libm::pow(radius / scale_metres, 1.0 / cone);
                (latitude_of_isometric(t), libm::atan2(east, down) / cone)
            }
            Formula::Transverse { scale, origin_metres } => {
                transverse_inverse(east / scale, origin_metres + north / scale)
            }
            Formula::WebMercator => {
                let latitude = FRAC_PI_2 - 2.0 * libm::atan(libm::exp(-north / AXIS_METRES));
                (latitude, east / AXIS_METRES)
            }
        };
        let degrees = |radians: f64| radians * (90.0 / FRAC_PI_2);
        let (latitude, longitude) = (degrees(latitude), degrees(turned + self.central_radians));
        let on_earth = (-90.0..=90.0).contains(&latitude) && (-180.0..=180.0).contains(&longitude);
        on_earth.then_some((latitude, longitude))
    }
}

/// Snyder 14-15: the radius of a parallel, of the greater half-axis.
fn parallel(latitude: f64) -> f64 {
    let sine = libm::sin(latitude);
    libm::cos(latitude) / (1.0 - ECCENTRICITY_2 * sine * sine).sqrt()
}

/// Snyder 15-9: `t`, from which the isometric latitude is computed.
fn isometric(latitude: f64) -> f64 {
    let eccentricity = ECCENTRICITY_2.sqrt();
    let along = eccentricity * libm::sin(latitude);
    libm::tan(FRAC_PI_4 - latitude / 2.0) / libm::pow((1.0 - along) / (1.0 + along), eccentricity / 2.0)
}

/// Snyder 7-9, repeated a fixed number of times: each brings two to three digits.
fn latitude_of_isometric(t: f64) -> f64 {
    let eccentricity = ECCENTRICITY_2.sqrt();
    let mut latitude = FRAC_PI_2 - 2.0 * libm::atan(t);
    for _ in 0..6 {
        let along = eccentricity * libm::sin(latitude);
        let bent = t * libm::pow((1.0 - along) / (1.0 + along), eccentricity / 2.0);
        latitude = FRAC_PI_2 - 2.0 * libm::atan(bent);
    }
    latitude
}

/// Snyder 3-21: metres along the meridian from the equator.
fn meridian_metres(latitude: f64) -> f64 {
    let (e2, e4) = (ECCENTRICITY_2, ECCENTRICITY_2 * ECCENTRICITY_2);
    let e6 = e4 * e2;
    AXIS_METRES
        * ((1.0 - e2 / 4.0 - 3.0 * e4 / 64.0 - 5.0 * e6 / 256.0) * latitude
            - (3.0 * e2 / 8.0 + 3.0 * e4 / 32.0 + 45.0 * e6 / 1024.0) * libm::sin(2.0 * latitude)
            + (15.0 * e4 / 256.0 + 45.0 * e6 / 1024.0) * libm::sin(4.0 * latitude)
            - (35.0 * e6 / 3072.0) * libm::sin(6.0 * latitude))
}

/// Snyder 8-17 to 8-25: latitude, and radians east of the central meridian. Within four degrees of it, right to a centimetre.
fn transverse_inverse(east: f64, along_meridian: f64) -> (f64, f64) {
    let (e2, e4) = (ECCENTRICITY_2, ECCENTRICITY_2 * ECCENTRICITY_2);
    let e6 = e4 * e2;
    let mu = along_meridian / (AXIS_METRES * (1.0 - e2 / 4.0 - 3.0 * e4 / 64.0 - 5.0 * e6 / 256.0));
    let root = (1.0 - e2).sqrt();
    let e1 = (1.0 - root) / (1.0 + root);
    let (e1_2, e1_3) = (e1 * e1, e1 * e1 * e1);
    let foot = mu
        + (1.5 * e1 - 27.0 * e1_3 / 32.0) * libm::sin(2.0 * mu)
        + (21.0 * e1_2 / 16.0 - 55.0 * e1_3 * e1 / 32.0) * libm::sin(4.0 * mu)
        + (151.0 * e1_3 / 96.0) * libm::sin(6.0 * mu)
        + (1097.0 * e1_3 * e1 / 512.0) * libm::sin(8.0 * mu);
    let (sine, cosine, tangent) = (libm::sin(foot), libm::cos(foot), libm::tan(foot));
    let second_2 = e2 / (1.0 - e2);
    let c1 = second_2 * cosine * cosine;
    let t1 = tangent * tangent;
    let bend = 1.0 - e2 * sine * sine;
    let n1 = AXIS_METRES / bend.sqrt();
    let r1 = AXIS_METRES * (1.0 - e2) / (bend * bend.sqrt());
    let d = east / n1;
    let d2 = d * d;
    let latitude = foot
        - n1 * tangent / r1
            * d2
            * (0.5 - d2 / 24.0 * (5.0 + 3.0 * t1 + 10.0 * c1 - 4.0 * c1 * c1 - 9.0 * second_2)
                + d2 * d2 / 720.0
                    * (61.0 + 90.0 * t1 + 298.0 * c1 + 45.0 * t1 * t1 - 252.0 * second_2 - 3.0 * c1 * c1));
    let turned = d
        * (1.0 - d2 / 6.0 * (1.0 + 2.0 * t1 + c1)
            + d2 * d2 / 120.0
                * (5.0 - 2.0 * c1 + 28.0 * t1 - 3.0 * c1 * c1 + 8.0 * second_2 + 24.0 * t1 * t1))
        / cosine;
    (latitude, turned)
}
