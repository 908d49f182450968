//! A figure's standard error from leaving out one area after another.

use serde::{Deserialize, Serialize};

use crate::stats::{jackknife, student_t_between, student_t_quantile};

/// A figure with what its areas say of its error.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct AreaEstimate {
    /// The figure.
    pub value: f64,
    /// Standard error, delete-one-area jackknife.
    pub standard_error: f64,
    /// 95 % interval: Student's t with (areas - 1) degrees of freedom.
    pub interval: (f64, f64),
    /// Areas.
    pub areas: usize,
}

impl AreaEstimate {
    /// From the figure and the same figure without each of the areas, by the [`jackknife`]. `None`
    /// below two areas, and where any value is not finite.
    ///
    /// # Examples
    /// The mean of 1 .. 12: its standard error is that of the mean itself, sqrt(13 / 12).
    /// ```
    /// use watchback::audit::AreaEstimate;
    /// let without: Vec<f64> =
    ///     (1..=12).map(|left_out| (78.0 - f64::from(left_out)) / 11.0).collect();
    /// let mean = AreaEstimate::new(6.5, &without).ok_or("too few areas")?;
    /// assert!((mean.standard_error - (13.0_f64 / 12.0).sqrt()).abs() < 1e-12);
    /// // t is 2.2010 with 11 degrees of freedom.
    /// assert!((mean.interval.1 - (6.5 + 2.200_985 * (13.0_f64 / 12.0).sqrt())).abs() < 1e-5);
    /// assert!(mean.excludes(0.0) && !mean.excludes(6.0));
    /// // Where the interval ends, p is .05.
    /// assert!((mean.p_value(mean.interval.1) - 0.05).abs() < 1e-6);
    /// # Ok::<(), &str>(())
    /// ```
    pub fn new(value: f64, without: &[f64]) -> Option<Self> {
        let error = jackknife(value, without).filter(|_| value.is_finite())?;
        let (standard_error, interval) = (error.standard_error, error.interval);
        Some(Self { value, standard_error, interval, areas: without.len() })
    }

    /// Whether the interval lies wholly on one side of `null`.
    pub fn excludes(&self, null: f64) -> bool {
        self.interval.0 > null || self.interval.1 < null
    }

    /// The two-sided p-value of `null`, by the same t.
    pub fn p_value(&self, null: f64) -> f64 {
        let t = (self.value - null).abs() / self.standard_error;
        if t.is_nan() { 1.0 } else { 1.0 - student_t_between(t, self.areas as u32 - 1) }
    }

    /// The least distance from the null that would be seen with 80 % power at 5 %, two-sided.
    pub fn minimum_detectable(&self) -> f64 {
        let degrees = self.areas as u32 - 1;
        (student_t_quantile(0.975, degrees) + student_t_quantile(0.8, degrees)) * self.standard_error
    }

    /// The figure and its interval on another, rising or falling scale; the standard error stays as
    /// it was.
    pub(super) fn on_scale(self, scale: impl Fn(f64) -> f64) -> (f64, (f64, f64)) {
        let (a, b) = (scale(self.interval.0), scale(self.interval.1));
        (scale(self.value), (a.min(b), a.max(b)))
    }
}
