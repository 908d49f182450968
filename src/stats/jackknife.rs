//! The jackknife: an estimate's error from leaving out one group of data after another.

use super::{mean, squared_deviations, student_t_quantile};

/// What an estimate's leave-one-out values tell of its error.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Jackknife {
    /// Standard error of the estimate.
    pub standard_error: f64,
    /// 95 % interval around the estimate: Student's t with (groups - 1) degrees of freedom.
    pub interval: (f64, f64),
}

/// The delete-one jackknife of an `estimate` from `without`, the same estimate without each of the
/// groups (areas, or blocks of weeks). `None` below two groups, and where any of `without` is not
/// finite.
///
/// Source: Efron and Stein, Annals of Statistics 9 (1981), equation 1.5; for blocks of dependent
/// data Kuensch, Annals of Statistics 17 (1989), section 2.
///
/// # Examples
/// The mean of 1 .. 12: its standard error is that of the mean itself, sqrt(13 / 12).
/// ```
/// use watchback::stats::jackknife;
/// let without: Vec<f64> = (1..=12).map(|out| (78.0 - f64::from(out)) / 11.0).collect();
/// let error = jackknife(6.5, &without).ok_or("too few groups")?;
/// assert!((error.standard_error - (13.0_f64 / 12.0).sqrt()).abs() < 1e-12);
/// // t is 2.2010 with 11 degrees of freedom.
/// assert!((error.interval.1 - (6.5 + 2.200_985 * error.standard_error)).abs() < 1e-5);
/// # Ok::<(), &str>(())
/// ```
#[must_use]
pub fn jackknife(estimate: f64, without: &[f64]) -> Option<Jackknife> {
    if without.len() < 2 || without.iter().any(|value| !value.is_finite()) {
        return None;
    }
    let n = without.len() as f64;
    let standard_error = ((n - 1.0) / n * squared_deviations(without, mean(without))).sqrt();
    let half = student_t_quantile(0.975, without.len() as u32 - 1) * standard_error;
    Some(Jackknife { standard_error, interval: (estimate - half, estimate + half) })
}
