//! Student's t distribution for whole degrees of freedom.

/// The quantile of Student's t for a `share` above one half, by bisection of
/// [`student_t_between`].
///
/// # Examples
/// ```
/// use watchback::stats::student_t_quantile;
/// assert!((student_t_quantile(0.975, 12) - 2.178_813).abs() < 1e-6);
/// assert!((student_t_quantile(0.975, 1) - 12.706_205).abs() < 1e-6);
/// ```
#[must_use]
pub fn student_t_quantile(share: f64, degrees_of_freedom: u32) -> f64 {
    let (mut low, mut high) = (0.0, 1e4);
    for _ in 0..100 {
        let middle = 0.5 * (low + high);
        if 0.5 + 0.5 * student_t_between(middle, degrees_of_freedom) < share {
            low = middle;
        } else {
            high = middle;
        }
    }
    0.5 * (low + high)
}

/// The probability that a Student's t variable lies between `-t` and `t`.
///
/// Source: Abramowitz and Stegun 26.7.3 and 26.7.4.
///
/// # Examples
/// ```
/// use watchback::stats::student_t_between;
/// // With one degree of freedom (Cauchy's distribution) half lies within -1 to 1.
/// assert!((student_t_between(1.0, 1) - 0.5).abs() < 1e-12);
/// assert!((student_t_between(2.228_139, 10) - 0.95).abs() < 1e-6);
/// ```
#[must_use]
pub fn student_t_between(t: f64, degrees_of_freedom: u32) -> f64 {
    let angle = libm::atan(t / f64::from(degrees_of_freedom).sqrt());
    let (sine, cosine) = (libm::sin(angle), libm::cos(angle));
    let is_odd = degrees_of_freedom % 2 == 1;
    let mut term = if is_odd { cosine } else { 1.0 };
    let mut sum = 0.0;
    let mut at = if is_odd { 1.0 } else { 0.0 };
    for _ in 0..degrees_of_freedom / 2 {
        sum += term;
        term *= cosine * cosine * (at + 1.0) / (at + 2.0);
        at += 2.0;
    }
    if is_odd { (angle + sine * sum) * std::f64::consts::FRAC_2_PI } else { sine * sum }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_are_those_of_tables() {
        let known = [(2, 4.302_653), (3, 3.182_446), (7, 2.364_624), (30, 2.042_272)];
        for (degrees, expected) in known {
            let found = student_t_quantile(0.975, degrees);
            assert!((found - expected).abs() < 1e-6, "{degrees}: {found}");
        }
    }
}
