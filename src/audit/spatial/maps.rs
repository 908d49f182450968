//! Surrogate wealth maps, of which each kind says something else of space.

use serde::{Deserialize, Serialize};

use super::basis::MoranBasis;
use super::shuffled::shuffled;
use super::test::SpatialTest;
use super::torus::torus_map;
use super::variogram::Variogram;
use super::{SpatialError, check};
use crate::chance::{Purpose, Random};
use watchback_translate::mark;

/// How a surrogate map is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SurrogateKind {
    /// Moran spectral randomisation, singleton procedure: the same autocorrelation at every scale.
    /// What a claim is tested by.
    MoranSpectral,
    /// The whole map shifted on the bounding torus: a second opinion.
    TorusShift,
    /// Shuffled, smoothed and rescaled to the real map's variogram: a second opinion.
    VariogramMatched,
    /// Values dealt to areas at random. It would be wrong: shown for comparison only.
    Unrestricted,
}

impl SurrogateKind {
    /// What its maps are called.
    pub const fn title(self) -> &'static str {
        match self {
            Self::MoranSpectral => mark!("wealth maps with the same spatial pattern"),
            Self::TorusShift => mark!("the wealth map shifted on a torus"),
            Self::VariogramMatched => mark!("wealth maps with the same variogram"),
            Self::Unrestricted => mark!("shuffled wealth maps (would be wrong)"),
        }
    }
}

/// The real map of a variable by area, and surrogate maps of it.
#[derive(Clone, Debug)]
pub struct SurrogateMaps {
    real: Vec<Option<f64>>,
    maps: Vec<Vec<Option<f64>>>,
}

impl SurrogateMaps {
    /// With fewer areas, too few maps differ.
    pub const MIN_AREAS: usize = check::MIN_AREAS;

    /// With more areas, a minute would not do.
    pub const MAX_AREAS: usize = check::MAX_AREAS;

    /// `count` maps of `values` (by area, in the layer's order; any unit) at `centres` (east,
    /// north; metres). Areas without a value have none in any map. Map k depends on the seed, the
    /// kind and k alone.
    ///
    /// # Errors
    /// [`SpatialError`] for fewer than 10 areas with a value, lengths that differ, or values that
    /// are not finite or all the same.
    ///
    /// # Examples
    /// A response that follows wealth, and one that does not:
    /// ```
    /// use watchback::audit::spatial::{SurrogateKind, SurrogateMaps};
    /// let centres: Vec<(f64, f64)> =
    ///     (0..40).map(|at| (3e3 * f64::from(at % 5), 3e3 * f64::from(at / 5))).collect();
    /// let wealth: Vec<Option<f64>> = (0..40).map(|at| Some(f64::from(at * 7 % 40))).collect();
    /// let maps = SurrogateMaps::new(SurrogateKind::MoranSpectral, &centres, &wealth, 199, 1)?;
    /// let slope = |response: fn(i32) -> f64| {
    ///     maps.test(|map| {
    ///         Some(
    ///             (0..40)
    ///                 .zip(map)
    ///                 .map(|(at, wealth)| response(at) * (wealth.unwrap_or(0.0) - 19.5))
    ///                 .sum(),
    ///         )
    ///     })
    /// };
    /// assert_eq!(
    ///     slope(|at| f64::from(at * 7 % 40)).map(|test| (test.p, test.maps)),
    ///     Some((0.005, 199))
    /// );
    /// assert!(slope(|at| f64::from(at * at % 11)).is_some_and(|test| test.p > 0.05));
    /// # Ok::<(), watchback::audit::spatial::SpatialError>(())
    /// ```
    pub fn new(
        kind: SurrogateKind,
        centres: &[(f64, f64)],
        values: &[Option<f64>],
        count: usize,
        seed: u64,
    ) -> Result<Self, SpatialError> {
        if centres.len() != values.len() {
            return Err(SpatialError::Lengths { centres: centres.len(), values: values.len() });
        }
        let with_value = || (0..).zip(values).filter_map(|(area, value)| Some((area, (*value)?)));
        let finite = |area: usize, value: f64| value.is_finite() && check::is_finite(centres[area]);
        if let Some((area, _)) = with_value().find(|&(area, value)| !finite(area, value)) {
            return Err(SpatialError::NotFinite { area });
        }
        let places: Vec<(f64, f64)> = with_value().map(|(area, _)| centres[area]).collect();
        let known: Vec<f64> = with_value().map(|(_, value)| value).collect();
        check::check(&places, &known)?;
        let each = |purpose: Purpose, map: &dyn Fn(&mut Random) -> Vec<f64>| -> Vec<Vec<Option<f64>>> {
            (0..count as u64)
                .map(|index| {
                    let mut made = map(&mut Random::new(seed, purpose, index)).into_iter();
                    values.iter().map(|value| value.and_then(|_| made.next())).collect()
                })
                .collect()
        };
        let maps = match kind {
            SurrogateKind::MoranSpectral => {
                let basis = MoranBasis::new(&places)?;
                let spectrum = basis.spectrum(&known)?;
                each(Purpose::SpectralMap, &|random| spectrum.surrogate(random))
            }
            SurrogateKind::TorusShift => {
                each(Purpose::TorusMap, &|random| torus_map(&places, &known, random))
            }
            SurrogateKind::VariogramMatched => {
                let variogram = Variogram::new(&places, &known);
                each(Purpose::VariogramMap, &|random| variogram.surrogate(random))
            }
            SurrogateKind::Unrestricted => each(Purpose::ShuffledMap, &|random| shuffled(&known, random)),
        };
        Ok(Self { real: values.to_vec(), maps })
    }

    /// The surrogate maps, by area as the values that they were made of.
    pub fn maps(&self) -> &[Vec<Option<f64>>] {
        &self.maps
    }

    /// Tests a figure of the map (two-sided, expected 0 where the map does not matter) against the
    /// same figure of every surrogate map. What the figure uses of wealth, groups above all, it
    /// makes anew of the map that it is given. `None` where the real map has no figure.
    pub fn test(&self, statistic: impl Fn(&[Option<f64>]) -> Option<f64>) -> Option<SpatialTest> {
        let chance: Vec<Option<f64>> = self.maps.iter().map(|map| statistic(map)).collect();
        SpatialTest::new(statistic(&self.real)?, &chance)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KINDS: [SurrogateKind; 4] = [
        SurrogateKind::MoranSpectral,
        SurrogateKind::TorusShift,
        SurrogateKind::VariogramMatched,
        SurrogateKind::Unrestricted,
    ];

    fn centres() -> Vec<(f64, f64)> {
        (0..36)
            .map(|at| (f64::from(at % 6) * 2_500.0 + f64::from(at % 5) * 300.0, f64::from(at / 6) * 2_800.0))
            .collect()
    }

    /// Smooth, and unknown in two areas.
    fn wealth() -> Vec<Option<f64>> {
        let value = |(east, north): &(f64, f64)| libm::sin(east / 5e3) + libm::cos(north / 4e3);
        let mut wealth: Vec<Option<f64>> = centres().iter().map(|centre| Some(value(centre))).collect();
        (wealth[4], wealth[20]) = (None, None);
        wealth
    }

    /// Mean Moran's I of 99 maps, less the real one's.
    fn excess(kind: SurrogateKind) -> f64 {
        let known = |map: &[Option<f64>]| {
            let (places, values): (Vec<_>, Vec<f64>) = centres()
                .into_iter()
                .zip(map)
                .filter_map(|(centre, value)| Some((centre, (*value)?)))
                .unzip();
            super::super::MoransI::new(&places, &values).unwrap().i
        };
        let made = SurrogateMaps::new(kind, &centres(), &wealth(), 99, 1).unwrap();
        made.maps().iter().map(|map| known(map)).sum::<f64>() / 99.0 - known(&wealth())
    }

    /// The real map's Moran's I is 0.405, and -0.03 is expected without order: on few areas the
    /// second opinions keep part of it.
    #[test]
    fn spectral_maps_are_as_smooth_as_the_real_one_shuffled_ones_not_at_all() {
        let [spectral, torus, variogram, shuffled] = KINDS.map(excess);
        assert!(spectral.abs() < 1e-10, "{spectral}");
        assert!(torus > -0.3 && variogram > -0.3, "{torus} {variogram}");
        assert!((shuffled + 0.405 + 1.0 / 33.0).abs() < 0.03, "{shuffled}");
    }

    #[test]
    fn a_map_depends_on_seed_kind_and_index_alone_and_what_is_unknown_stays_so() {
        for kind in KINDS {
            let few = SurrogateMaps::new(kind, &centres(), &wealth(), 3, 1).unwrap();
            let more = SurrogateMaps::new(kind, &centres(), &wealth(), 5, 1).unwrap();
            let other = SurrogateMaps::new(kind, &centres(), &wealth(), 3, 2).unwrap();
            assert_eq!(few.maps(), &more.maps()[..3]);
            assert_ne!(few.maps(), other.maps());
            for map in more.maps() {
                assert!(map.iter().zip(wealth()).all(|(made, real)| made.is_some() == real.is_some()));
            }
        }
    }

    #[test]
    fn what_cannot_be_tested_is_told() {
        let new = |centres: &[(f64, f64)], values: &[Option<f64>]| {
            SurrogateMaps::new(SurrogateKind::MoranSpectral, centres, values, 9, 1).map(|_| ())
        };
        let centres = centres();
        assert_eq!(new(&centres, &wealth()[1..]), Err(SpatialError::Lengths { centres: 36, values: 35 }));
        assert_eq!(new(&centres, &[Some(1.0); 36]), Err(SpatialError::Constant));
        assert_eq!(new(&centres, &[None; 36]), Err(SpatialError::TooFewAreas { areas: 0, needed: 10 }));
        let mut wealth = wealth();
        wealth[7] = Some(f64::NAN);
        assert_eq!(new(&centres, &wealth), Err(SpatialError::NotFinite { area: 7 }));
        let many: Vec<(f64, f64)> = (0..1_001).map(|at| (f64::from(at), 0.0)).collect();
        let values: Vec<Option<f64>> = (0..1_001).map(|at| Some(f64::from(at))).collect();
        assert_eq!(new(&many, &values), Err(SpatialError::TooManyAreas { areas: 1_001, most: 1_000 }));
        let message = SpatialError::TooFewAreas { areas: 3, needed: 10 }.to_string();
        assert_eq!(message, "3 areas have a value; 10 are needed for a test over areas");
    }
}
