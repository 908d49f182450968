//! What surrogate maps say of an observed figure.

use serde::{Deserialize, Serialize};

use crate::stats::{NORMAL_80_PERCENT_POINT, mean, quantile, squared_deviations};

/// An observed figure, whose expectation is 0 where wealth does not matter, against the same figure
/// of surrogate maps.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct SpatialTest {
    /// The real map's figure.
    pub observed: f64,
    /// (1 + maps whose figure is as large in absolute value) / (1 + maps): two-sided, never 0.
    pub p: f64,
    /// Surrogate maps.
    pub maps: usize,
    /// Of these, maps without a figure; they count as being as large.
    pub undefined: usize,
    /// 2.5 % and 97.5 % quantile of the maps' figures.
    pub chance: (f64, f64),
    /// The absolute value that the figure has to exceed for p <= 0.05; infinite with fewer than 19
    /// maps.
    pub critical: f64,
    /// The least true difference seen with 80 % power at 5 %: `critical` and 0.84 standard
    /// deviations of the maps' figures.
    pub detectable: f64,
}

impl SpatialTest {
    /// Of the real map's figure and one a surrogate map. `None` where no surrogate map has one.
    ///
    /// # Examples
    /// ```
    /// use watchback::audit::spatial::SpatialTest;
    /// let maps: Vec<Option<f64>> = (-10..=9).map(|at| Some(f64::from(at))).collect();
    /// let test = SpatialTest::new(-9.5, &maps).expect("maps have figures");
    /// assert_eq!((test.p, test.critical), (2.0 / 21.0, 10.0));
    /// assert_eq!(SpatialTest::new(11.0, &maps).map(|test| test.p), Some(1.0 / 21.0));
    /// ```
    pub fn new(observed: f64, maps: &[Option<f64>]) -> Option<Self> {
        let mut figures: Vec<f64> =
            maps.iter().flatten().copied().filter(|figure| figure.is_finite()).collect();
        if figures.is_empty() || !observed.is_finite() {
            return None;
        }
        let undefined = maps.len() - figures.len();
        // A map that is the real one again differs from it by rounding.
        let as_large = figures.iter().filter(|figure| figure.abs() >= observed.abs() * (1.0 - 1e-9)).count();
        let centre = mean(&figures);
        let squares = squared_deviations(&figures, centre);
        let deviation = (squares / figures.len() as f64).sqrt();
        let mut sizes: Vec<f64> = figures.iter().map(|figure| figure.abs()).collect();
        sizes.resize(maps.len(), f64::INFINITY);
        sizes.sort_unstable_by(f64::total_cmp);
        sizes.reverse();
        // So many maps may be as large at 5 %; the next one must be smaller.
        let may_be = ((maps.len() + 1) / 20).checked_sub(1);
        let critical = may_be.and_then(|at| sizes.get(at).copied()).unwrap_or(f64::INFINITY);
        figures.sort_unstable_by(f64::total_cmp);
        Some(Self {
            observed,
            p: (1 + as_large + undefined) as f64 / (1 + maps.len()) as f64,
            maps: maps.len(),
            undefined,
            chance: (quantile(&figures, 0.025), quantile(&figures, 0.975)),
            critical,
            detectable: critical + NORMAL_80_PERCENT_POINT * deviation,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_critical_value_is_where_p_reaches_five_percent() {
        let maps: Vec<Option<f64>> = (0..999).map(|at| Some(libm::sin(f64::from(at)))).collect();
        let critical = SpatialTest::new(0.5, &maps).unwrap().critical;
        assert!(SpatialTest::new(-critical * 1.0001, &maps).unwrap().p <= 0.05);
        assert!(SpatialTest::new(critical * 0.9999, &maps).unwrap().p > 0.05);
    }

    #[test]
    fn maps_without_a_figure_count_against_the_claim() {
        let mut maps = vec![Some(0.1); 15];
        maps.extend([None; 4]);
        let test = SpatialTest::new(1.0, &maps).unwrap();
        assert_eq!((test.p, test.undefined), (0.25, 4));
        assert_eq!(SpatialTest::new(f64::NAN, &maps), None);
        assert_eq!(SpatialTest::new(1.0, &[None, None]), None);
    }
}
