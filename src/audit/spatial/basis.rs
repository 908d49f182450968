//! Moran spectral randomisation: a map taken apart into patterns from coarse to fine, and put
//! together again with signs drawn anew.

use super::SpatialError;
use super::check::check_centres;
use super::weights::weights;
use crate::chance::Random;
use crate::stats::{Eigen, dot, symmetric_eigen};

/// The patterns in space that any map of these areas is a sum of: Moran's eigenvector maps, coarse
/// first. Computed once for given areas, in n^3 steps (77 areas: less than a millisecond; 1,000:
/// about a second).
#[derive(Clone, Debug)]
pub struct MoranBasis(Vec<Eigen>);

/// A map's parts along the patterns.
#[derive(Clone, Debug)]
pub struct Spectrum<'a> {
    basis: &'a MoranBasis,
    /// What lies along no pattern, and stays: the mean.
    fixed: Vec<f64>,
    parts: Vec<f64>,
}

impl MoranBasis {
    /// For areas with these centres (east, north; metres): the eigenvectors of the spatial weights,
    /// exp(-distance / 4 km), centred by row and by column. Source: Dray, Legendre and Peres-Neto,
    /// Ecological Modelling 196, 2006.
    ///
    /// # Errors
    /// [`SpatialError`] for fewer than 10 areas or a centre that is not finite.
    pub fn new(centres: &[(f64, f64)]) -> Result<Self, SpatialError> {
        check_centres(centres)?;
        let constant = vec![1.0 / (centres.len() as f64).sqrt(); centres.len()];
        Ok(Self::beside(weights(centres), &[constant]))
    }

    /// The eigenvectors of a symmetric matrix among what is orthogonal to `directions`, which are
    /// so to each other and of length 1.
    pub(crate) fn beside(mut rows: Vec<Vec<f64>>, directions: &[Vec<f64>]) -> Self {
        // No eigenvalue is larger than the largest sum of a row. The directions are given a larger
        // one: they come first, also where other patterns have the eigenvalue 0 that they would
        // have.
        let bound = rows.iter().map(|row| row.iter().fold(0.0, |sum, x| sum + x.abs())).fold(0.0, f64::max);
        let lift = 2.0 * bound + 1.0;
        for direction in directions {
            let along: Vec<f64> = rows.iter().map(|row| dot(row, direction)).collect();
            let twice = dot(&along, direction);
            for (i, row) in rows.iter_mut().enumerate() {
                for (j, entry) in row.iter_mut().enumerate() {
                    *entry += (twice + lift) * (direction[i] * direction[j])
                        - (along[i] * direction[j] + direction[i] * along[j]);
                }
            }
        }
        let mut found = symmetric_eigen(rows);
        found.drain(..directions.len().min(found.len()));
        Self(found)
    }

    /// Takes a map apart.
    ///
    /// # Errors
    /// [`SpatialError::Lengths`] where there is not one value an area.
    pub fn spectrum(&self, values: &[f64]) -> Result<Spectrum<'_>, SpatialError> {
        let areas = self.0.first().map_or(0, |pattern| pattern.vector.len());
        if values.len() != areas {
            return Err(SpatialError::Lengths { centres: areas, values: values.len() });
        }
        let parts: Vec<f64> = self.0.iter().map(|pattern| dot(&pattern.vector, values)).collect();
        let mut fixed = values.to_vec();
        self.add(&mut fixed, parts.iter().map(|part| -part));
        Ok(Spectrum { basis: self, fixed, parts })
    }

    fn add(&self, map: &mut [f64], parts: impl Iterator<Item = f64>) {
        for (part, pattern) in parts.zip(&self.0) {
            for (value, x) in map.iter_mut().zip(&pattern.vector) {
                *value += part * x;
            }
        }
    }
}

impl Spectrum<'_> {
    /// A map with the same mean, variance and Moran's I, and the same power at every scale: each
    /// part keeps its size, its sign is drawn. The singleton procedure of Wagner and Dray, Methods
    /// in Ecology and Evolution 6, 2015.
    pub(crate) fn surrogate(&self, random: &mut Random) -> Vec<f64> {
        let mut map = self.fixed.clone();
        self.basis
            .add(&mut map, self.parts.iter().map(|part| if random.uniform() < 0.5 { -part } else { *part }));
        map
    }
}

#[cfg(test)]
mod tests {
    use super::super::moran::autocorrelation;
    use super::*;
    use crate::chance::Purpose;
    use crate::stats::mean;

    #[test]
    fn surrogates_keep_mean_variance_and_autocorrelation_and_are_otherwise_new() {
        let centres: Vec<(f64, f64)> =
            (0..30).map(|at| (f64::from(at % 6) * 2_500.0, f64::from(at * at % 31) * 900.0)).collect();
        let values: Vec<f64> =
            centres.iter().map(|(east, north)| libm::sin(east / 4e3) + north / 2e4).collect();
        let basis = MoranBasis::new(&centres).unwrap();
        let spectrum = basis.spectrum(&values).unwrap();
        let rows = weights(&centres);
        let square = |values: &[f64]| {
            values.iter().map(|value| (value - mean(values)) * (value - mean(values))).sum::<f64>()
        };
        let mut first = None;
        for index in 0..20 {
            let map = spectrum.surrogate(&mut Random::new(1, Purpose::SpectralMap, index));
            assert!((mean(&map) - mean(&values)).abs() < 1e-12);
            assert!((square(&map) - square(&values)).abs() < 1e-10);
            assert!((autocorrelation(&rows, &map) - autocorrelation(&rows, &values)).abs() < 1e-10);
            assert!(map.iter().zip(&values).any(|(a, b)| (a - b).abs() > 0.1));
            assert_ne!(first.replace(map.clone()), Some(map));
        }
    }

    #[test]
    fn areas_with_one_centre_and_areas_on_a_grid_have_patterns() {
        for centres in [
            vec![(0.0, 0.0); 12],
            (0..16).map(|at| (f64::from(at % 4) * 2e3, f64::from(at / 4) * 2e3)).collect(),
        ] {
            let values: Vec<f64> = (0..centres.len()).map(|at| (at * at % 7) as f64).collect();
            let basis = MoranBasis::new(&centres).unwrap();
            let map =
                basis.spectrum(&values).unwrap().surrogate(&mut Random::new(1, Purpose::SpectralMap, 0));
            assert!((mean(&map) - mean(&values)).abs() < 1e-12);
        }
    }
}
