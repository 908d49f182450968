//! Projected coordinates, in feet or metres, to degrees.
//!
//! Formulas: Snyder, *Map Projections: A Working Manual*, USGS Professional Paper 1395 (1987): the
//! Lambert conformal conic (p. 107), the transverse Mercator (p. 60) and the Mercator, of the
//! ellipsoid (p. 44) and of the sphere (p. 41). Parameters: the EPSG register. NAD 83, its later
//! adjustments and other datums on GRS 80 are taken for WGS 84, which is right to a metre or two:
//! tiles are a hundred times as large.

use std::f64::consts::{FRAC_PI_2, FRAC_PI_4, PI};

use super::datum_shift::shifted;
use super::definition::{Definition, Ellipsoid, Kind, Shift};

/// A projection ready for many places.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Projection {
    formula: Formula,
    ellipsoid: Ellipsoid,
    shift: Option<Shift>,
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
    /// Metres of a radian on the equator.
    Mercator {
        scale_metres: f64,
    },
    WebMercator,
}

impl Projection {
    pub(super) fn new(definition: &Definition) -> Self {
        let Definition { kind, origin, offset, unit_metres, ellipsoid, shift } = *definition;
        let radians = |degrees: f64| degrees * (FRAC_PI_2 / 90.0);
        let axis = ellipsoid.axis_metres;
        let formula = match kind {
            Kind::Conic { parallels, scale } => {
                let [first, second] = [parallels.0, parallels.1].map(radians);
                let isometric = |latitude: f64| isometric(latitude, ellipsoid);
                let cone = if first == second {
                    libm::sin(first)
                } else {
                    (libm::log(parallel(first, ellipsoid)) - libm::log(parallel(second, ellipsoid)))
                        / (libm::log(isometric(first)) - libm::log(isometric(second)))
                };
                let true_metres = axis * parallel(first, ellipsoid);
                let scale_metres = true_metres / (cone * libm::pow(isometric(first), cone)) * scale;
                let origin_metres = scale_metres * libm::pow(isometric(radians(origin.0)), cone);
                Formula::Conic { cone, scale_metres, origin_metres }
            }
            Kind::Transverse { scale } => {
                Formula::Transverse { scale, origin_metres: meridian_metres(radians(origin.0), ellipsoid) }
            }
            Kind::Mercator { true_parallel, scale } => {
                let scale = scale * parallel(radians(true_parallel), ellipsoid);
                Formula::Mercator { scale_metres: axis * scale }
            }
            Kind::WebMercator => Formula::WebMercator,
        };
        Self { formula, ellipsoid, shift, central_radians: radians(origin.1), offset, unit_metres }
    }

    /// Degrees north and east of a place, `x` east and `y` north in the system's unit; `None` where
    /// they are no place on earth.
    pub fn degrees(&self, x: f64, y: f64) -> Option<(f64, f64)> {
        let east = x * self.unit_metres - self.offset.0;
        let north = y * self.unit_metres - self.offset.1;
        let ellipsoid = self.ellipsoid;
        let axis = ellipsoid.axis_metres;
        let (latitude, turned) = match self.formula {
            Formula::Conic { cone, scale_metres, origin_metres } => {
                // Cones that open to the south have negative constants.
                let side = 1.0_f64.copysign(cone);
                let (east, down) = (side * east, side * (origin_metres - north));
                let radius = side * (east * east + down * down).sqrt();
                let t = libm::pow(radius / scale_metres, 1.0 / cone);
                (latitude_of_isometric(t, ellipsoid), libm::atan2(east, down) / cone)
            }
            Formula::Transverse { scale, origin_metres } => {
                transverse_inverse(east / scale, origin_metres + north / scale, ellipsoid)
            }
            Formula::Mercator { scale_metres } => {
                let t = libm::exp(-north / scale_metres);
                (latitude_of_isometric(t, ellipsoid), east / scale_metres)
            }
            Formula::WebMercator => {
                let latitude = FRAC_PI_2 - 2.0 * libm::atan(libm::exp(-north / axis));
                (latitude, east / axis)
            }
        };
        let degrees = |radians: f64| radians * (90.0 / FRAC_PI_2);
        let mut longitude = turned + self.central_radians;
        // A zone may reach over the date line.
        if longitude.abs() > PI && turned.abs() < FRAC_PI_2 {
            longitude -= 2.0 * PI.copysign(longitude);
        }
        let (latitude, longitude) = match &self.shift {
            Some(shift) => shifted(latitude, longitude, ellipsoid, shift),
            None => (latitude, longitude),
        };
        let (latitude, longitude) = (degrees(latitude), degrees(longitude));
        let on_earth = (-90.0..=90.0).contains(&latitude) && (-180.0..=180.0).contains(&longitude);
        on_earth.then_some((latitude, longitude))
    }
}

/// Snyder 14-15: the radius of a parallel, of the greater half-axis.
fn parallel(latitude: f64, ellipsoid: Ellipsoid) -> f64 {
    let sine = libm::sin(latitude);
    libm::cos(latitude) / (1.0 - ellipsoid.eccentricity_2 * sine * sine).sqrt()
}

/// Snyder 15-9: `t`, from which the isometric latitude is computed.
fn isometric(latitude: f64, ellipsoid: Ellipsoid) -> f64 {
    let eccentricity = ellipsoid.eccentricity_2.sqrt();
    let along = eccentricity * libm::sin(latitude);
    libm::tan(FRAC_PI_4 - latitude / 2.0) / libm::pow((1.0 - along) / (1.0 + along), eccentricity / 2.0)
}

/// Snyder 7-9, repeated a fixed number of times: each brings two to three digits.
fn latitude_of_isometric(t: f64, ellipsoid: Ellipsoid) -> f64 {
    let eccentricity = ellipsoid.eccentricity_2.sqrt();
    let mut latitude = FRAC_PI_2 - 2.0 * libm::atan(t);
    for _ in 0..6 {
        let along = eccentricity * libm::sin(latitude);
        let bent = t * libm::pow((1.0 - along) / (1.0 + along), eccentricity / 2.0);
        latitude = FRAC_PI_2 - 2.0 * libm::atan(bent);
    }
    latitude
}

/// Snyder 3-21: metres along the meridian from the equator.
fn meridian_metres(latitude: f64, ellipsoid: Ellipsoid) -> f64 {
    let Ellipsoid { axis_metres, eccentricity_2: e2 } = ellipsoid;
    let e4 = e2 * e2;
    let e6 = e4 * e2;
    axis_metres
        * ((1.0 - e2 / 4.0 - 3.0 * e4 / 64.0 - 5.0 * e6 / 256.0) * latitude
            - (3.0 * e2 / 8.0 + 3.0 * e4 / 32.0 + 45.0 * e6 / 1024.0) * libm::sin(2.0 * latitude)
            + (15.0 * e4 / 256.0 + 45.0 * e6 / 1024.0) * libm::sin(4.0 * latitude)
            - (35.0 * e6 / 3072.0) * libm::sin(6.0 * latitude))
}

/// Snyder 8-17 to 8-25: latitude, and radians east of the central meridian. Within four degrees of
/// it, right to a centimetre.
fn transverse_inverse(east: f64, along_meridian: f64, ellipsoid: Ellipsoid) -> (f64, f64) {
    let Ellipsoid { axis_metres, eccentricity_2: e2 } = ellipsoid;
    let e4 = e2 * e2;
    let e6 = e4 * e2;
    let mu = along_meridian / (axis_metres * (1.0 - e2 / 4.0 - 3.0 * e4 / 64.0 - 5.0 * e6 / 256.0));
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
    let n1 = axis_metres / bend.sqrt();
    let r1 = axis_metres * (1.0 - e2) / (bend * bend.sqrt());
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
