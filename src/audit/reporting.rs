//! The ratio of reporting rates that would explain a difference of arrests per reported crime away.

use serde::{Deserialize, Serialize};

use super::Contrast;

/// The tipping point of a claim about arrests per reported crime.
///
/// Reported crime is true crime times the rate at which it is reported. So arrests per true crime
/// have the ratio (poor : rich) of arrests per reported crime, times the ratio of reporting rates;
/// it is 1, and nothing is left of the claim, at one ratio of reporting rates: rate of the rich /
/// rate of the poor.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Reporting {
    /// The ratio of reporting rates, poor : rich, that brings the claim to zero.
    pub tipping: f64,
    /// Its 95 % interval, that of the claim turned round.
    pub interval: (f64, f64),
    /// The ratio nearest to 1 at which the claim's interval first holds zero: 1 where it does
    /// already.
    pub nearest: f64,
}

impl Reporting {
    /// The tipping point of a contrast.
    ///
    /// # Examples
    /// Arrests per crime of .16 where people are poor and .20 where they are rich.
    /// ```
    /// use watchback::audit::{AreaEstimate, Contrast, Reporting};
    /// let of = |value: f64, half: f64| AreaEstimate {
    ///     value, standard_error: half / 2.0, interval: (value - half, value + half), areas: 60,
    /// };
    /// let contrast = Contrast { log_ratio: of(-0.223_144, 0.1), difference: of(-0.04, 0.02) };
    /// let reporting = Reporting::from_contrast(&contrast);
    /// assert!((reporting.tipping - 1.25).abs() < 1e-6);
    /// assert!((reporting.interval.0 - 1.131_047).abs() < 1e-5);
    /// assert_eq!(reporting.nearest, reporting.interval.0);
    /// ```
    pub fn from_contrast(contrast: &Contrast) -> Self {
        let (tipping, interval) = contrast.log_ratio.on_scale(|log_ratio| libm::exp(-log_ratio));
        Self { tipping, interval, nearest: 1.0_f64.clamp(interval.0, interval.1) }
    }
}
