//! From another datum to WGS 84, by way of coordinates about the earth's centre.

use std::f64::consts::FRAC_PI_2;

use super::definition::{Ellipsoid, GRS_80, Shift};

/// Radians north and east on WGS 84 of a place at height 0 on another datum.
///
/// Formulas: EPSG Guidance Note 7-2, coordinate frame and position vector transformations, and
/// geographic to geocentric conversions; the way back by Bowring, Survey Review 28, 1985.
pub(super) fn shifted(latitude: f64, longitude: f64, from: Ellipsoid, shift: &Shift) -> (f64, f64) {
    let [x, y, z] = about_centre(latitude, longitude, from);
    let seconds = FRAC_PI_2 / 324_000.0;
    let [a, b, c] = shift.turns.map(|turn| turn * seconds);
    let growth = 1.0 + shift.growth / 1_000_000.0;
    let [dx, dy, dz] = shift.metres;
    let x_there = growth * (x - c * y + b * z) + dx;
    let y_there = growth * (c * x + y - a * z) + dy;
    let z_there = growth * (a * y - b * x + z) + dz;
    (latitude_at(x_there, y_there, z_there), libm::atan2(y_there, x_there))
}

/// Metres towards the equator at longitude 0, at 90 degrees east, and towards the north pole.
fn about_centre(latitude: f64, longitude: f64, ellipsoid: Ellipsoid) -> [f64; 3] {
    let Ellipsoid { axis_metres, eccentricity_2 } = ellipsoid;
    let (sine, cosine) = (libm::sin(latitude), libm::cos(latitude));
    let radius = axis_metres / (1.0 - eccentricity_2 * sine * sine).sqrt();
    [
        radius * cosine * libm::cos(longitude),
        radius * cosine * libm::sin(longitude),
        radius * (1.0 - eccentricity_2) * sine,
    ]
}

/// Near the ground, right to less than a micrometre.
fn latitude_at(x: f64, y: f64, z: f64) -> f64 {
    let Ellipsoid { axis_metres, eccentricity_2 } = GRS_80;
    let from_axis = (x * x + y * y).sqrt();
    let flat = (1.0 - eccentricity_2).sqrt();
    let reduced = libm::atan2(z, from_axis * flat);
    let (sine, cosine) = (libm::sin(reduced), libm::cos(reduced));
    let lift = eccentricity_2 / flat * axis_metres;
    let north = z + lift * sine * sine * sine;
    libm::atan2(north, from_axis - eccentricity_2 * axis_metres * cosine * cosine * cosine)
}
