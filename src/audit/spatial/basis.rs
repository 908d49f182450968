//! Moran spectral randomisation: a map taken apart into patterns from coarse to fine, and put together again with signs drawn anew.

use super::eigen::{Eigen, symmetric_eigen};
use super::weights::weights;
use super::{SpatialError, SurrogateMaps};
use crate::chance::{Random, mean};

/// The patterns in space that any map of these areas is a sum of: Moran's eigenvector maps, coarse first. Computed once for given areas,
/// in n^3 steps (77 areas: milliseconds; 1,000: seconds).
#[derive(Clone, Debug)]
pub struct MoranBasis(Vec<Eigen>);

/// A map's parts along the patterns.
#[derive(Clone, Debug)]
pub struct Spectrum<'a> {
    basis: &'a MoranBasis,
    mean: f64,
    parts: Vec<f64>,
}

impl MoranBasis {
    /// For areas with these centres (east, north; metres): the eigenvectors of the spatial weights, exp(-distance / 4 km), centred by row
    /// and by column. Source: Dray, Legendre and Peres-Neto, Ecological Modelling 196, 2006.
    ///
    /// # Errors
    /// [`SpatialError`] for fewer than 10 areas or a centre that is not finite.
    pub fn new(centres: &[(f64, f64)]) -> Result<Self, SpatialError> {
        SurrogateMaps::check_centres(centres)?;
        let mut rows = weights(centres);
        let means: Vec<f64> = rows.iter().map(|row| mean(row)).collect();
        let all = mean(&means);
        // Weights are at most 1, so no eigenvalue reaches the number of areas n. Adding 2 everywhere gives the constant the eigenvalue 2 n: it
        // comes first and alone, also where other patterns have the eigenvalue 0 that it had.
        for (row, of_row) in rows.iter_mut().zip(&means) {
            for (entry, of_column) in row.iter_mut().zip(&means) {
                *entry += all - of_row - of_column + 2.0;
            }
        }
        let mut found = symmetric_eigen(rows);
        found.remove(0);
        Ok(Self(found))
    }

    /// Takes a map apart.
    ///
    /// # Errors
    /// [`SpatialError::Lengths`] where there is not one value an area.
    pub fn spectrum(&self, values: &[f64]) -> Result<Spectrum<'_>, SpatialError> {
        if values.len() != self.0.len() + 1 {
            return Err(SpatialError::Lengths { centres: self.0.len() + 1, values: values.len() });
        }
        let part =
            |pattern: &Eigen| pattern.vector.iter().zip(values).fold(0.0, |sum, (x, value)| sum + x * value);
        Ok(Spectrum { basis: self, mean: mean(values), parts: self.0.iter().map(part).collect() })
    }
}

impl Spectrum<'_> {
    /// A map with the same mean, variance and Moran's I, and the same power at every scale: each part keeps its size, its sign is
    /// drawn. The singleton procedure of Wagner and Dray, Methods in Ecology and Evolution 6, 2015.
    pub(crate) fn surrogate(&self, random: &mut Random) -> Vec<f64> {
        let mut map = vec![self.mean; self.parts.len() + 1];
        for (part, pattern) in self.parts.iter().zip(&self.basis.0) {
            let part = if random.uniform() < 0.5 { -part } else { *part };
            for (value, x) in map.iter_mut().zip(&pattern.vector) {
                *value += part * x;
            }
        }
        map
    }
}

#[cfg(test)]
mod tests {
    use super::super::moran::autocorrelation;
    use super::*;
    use crate::chance::Purpose;

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
