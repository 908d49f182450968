//! The upper tail of the chi-square distribution.

/// The point of the standard normal distribution that one in a thousand values exceeds.
const NORMAL_ONE_IN_THOUSAND: f64 = 3.090_232_306_167_813;
/// Terms beyond this are scaled down.
const TOO_LARGE: f64 = 1e200;

/// -log10 of the probability that a chi-square variable of `degrees_of_freedom` reaches
/// `statistic`. 0 without degrees of freedom or for a statistic that is not positive.
///
/// Source: Abramowitz and Stegun 26.4.4 and 26.4.5, with exp(-statistic / 2) taken out, so that
/// nothing underflows.
///
/// # Examples
/// ```
/// use watchback::stats::chi_square_minus_log10_p;
/// // 3.841 is the 5 % point of one degree of freedom, 14.067 of seven,
/// // 31.264 the 0.1 % point of eleven.
/// let near = |found: f64, expected: f64| (found - expected).abs() < 1e-9;
/// assert!(near(chi_square_minus_log10_p(3.841_458_820_694_124, 1), 1.301_029_995_663_981));
/// assert!(near(chi_square_minus_log10_p(14.067_140_449_340_17, 7), 1.301_029_995_663_981));
/// assert!(near(chi_square_minus_log10_p(31.264_133_620_239_99, 11), 3.0));
/// // e^-1000 for two.
/// assert!(near(chi_square_minus_log10_p(2000.0, 2), 434.294_481_903_252));
/// ```
#[must_use]
pub fn chi_square_minus_log10_p(statistic: f64, degrees_of_freedom: u32) -> f64 {
    if degrees_of_freedom == 0 || statistic.is_nan() || statistic <= 0.0 {
        return 0.0;
    }
    let half = 0.5 * statistic;
    let root = half.sqrt();
    let (mut sum, mut term, mut at) = if degrees_of_freedom.is_multiple_of(2) {
        (0.0, 1.0, 1.0)
    } else {
        // half^(1/2) / Gamma(3/2)
        (scaled_erfc(root), root * std::f64::consts::FRAC_2_SQRT_PI, 1.5)
    };
    // What was taken out of sum and term, so that many degrees of freedom do not overflow.
    let mut taken_out = 0.0;
    for _ in 0..degrees_of_freedom / 2 {
        sum += term;
        term *= half / at;
        at += 1.0;
        if term > TOO_LARGE {
            sum /= TOO_LARGE;
            term /= TOO_LARGE;
            taken_out += libm::log(TOO_LARGE);
        }
    }
    ((half - libm::log(sum) - taken_out) * std::f64::consts::LOG10_E).max(0.0)
}

/// The statistic that one in a thousand chi-square variables exceeds: within 3 %, and within 1 %
/// from five degrees of freedom on.
///
/// Source: Wilson and Hilferty, Proceedings of the National Academy of Sciences 17 (1931).
///
/// # Examples
/// ```
/// // Tables give 59.703.
/// let point = watchback::stats::chi_square_one_in_thousand(30);
/// assert!((point / 59.703 - 1.0).abs() < 0.005);
/// ```
#[must_use]
pub fn chi_square_one_in_thousand(degrees_of_freedom: u32) -> f64 {
    let degrees_of_freedom = f64::from(degrees_of_freedom);
    let spread = 2.0 / (9.0 * degrees_of_freedom);
    let root = 1.0 - spread + NORMAL_ONE_IN_THOUSAND * spread.sqrt();
    degrees_of_freedom * root * root * root
}

/// e^(z^2) erfc(z), z >= 0.
fn scaled_erfc(z: f64) -> f64 {
    if z < 5.0 {
        return libm::exp(z * z) * libm::erfc(z);
    }
    // Continued fraction, Abramowitz and Stegun 7.1.14. 40 levels are exact to the last place
    // from 5 on.
    let mut fraction = z;
    for level in (1..=40).rev() {
        fraction = z + 0.5 * f64::from(level) / fraction;
    }
    1.0 / (fraction * std::f64::consts::PI.sqrt())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_two_forms_of_the_scaled_error_function_meet() {
        let direct = libm::exp(25.0) * libm::erfc(5.0);
        assert!((scaled_erfc(5.0) / direct - 1.0).abs() < 1e-12, "{} {direct}", scaled_erfc(5.0));
    }

    #[test]
    fn the_point_of_one_in_a_thousand_is_that_of_tables() {
        for (degrees, point) in [(1, 10.828), (5, 20.515), (30, 59.703)] {
            let found = chi_square_one_in_thousand(degrees);
            assert!((found / point - 1.0).abs() < 0.035, "{degrees}: {found}");
        }
    }

    #[test]
    fn many_degrees_of_freedom_do_not_overflow() {
        // Wilson and Hilferty's normal approximation (1931) is good for so many.
        for (statistic, degrees) in [(496.0, 496), (4000.0, 496), (3577.0, 3577), (5000.0, 3577)] {
            let spread = 2.0 / (9.0 * f64::from(degrees));
            let z = (libm::cbrt(statistic / f64::from(degrees)) - (1.0 - spread)) / spread.sqrt();
            let tail = 0.5 * libm::erfc(z / std::f64::consts::SQRT_2);
            let found = chi_square_minus_log10_p(statistic, degrees);
            assert!(found.is_finite() && found >= 0.0);
            if tail > 1e-200 {
                assert!(
                    (found + libm::log10(tail)).abs() < 0.01 * (1.0 + found),
                    "{statistic} {degrees}: {found} {tail}"
                );
            } else {
                assert!(found > 190.0);
            }
        }
    }

    #[test]
    fn the_tail_falls_with_the_statistic_and_grows_with_the_degrees() {
        for degrees in 1..=63 {
            let at = |statistic| chi_square_minus_log10_p(statistic, degrees);
            assert!(at(0.0) == 0.0 && at(f64::NAN) == 0.0);
            let ascending: Vec<f64> = (1..200).map(|tenth| at(f64::from(tenth) * 10.0)).collect();
            assert!(
                ascending.is_sorted() && ascending.iter().all(|score| score.is_finite() && *score >= 0.0)
            );
            assert!(degrees == 63 || at(50.0) > chi_square_minus_log10_p(50.0, degrees + 1));
        }
    }
}
