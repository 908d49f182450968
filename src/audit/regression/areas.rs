//! The areas that regressions are over, and what of them is the same in every regression.

use super::RegressionError;
use crate::audit::spatial::{SpatialError, check_centres, eigenvalues, weights};

/// A variable by area, in the layer's order.
#[derive(Clone, Copy, Debug)]
pub struct Column<'a> {
    /// What it is called in results and messages.
    pub name: &'a str,
    /// One an area; any unit.
    pub values: &'a [Option<f64>],
}

/// The areas that have a response and all variables: one set for all regressions, so that these can
/// be compared.
#[derive(Clone, Debug)]
pub struct RegressionAreas {
    /// Indices in the layer, ascending.
    pub(super) chosen: Vec<usize>,
    /// Areas of the layer.
    in_layer: usize,
    pub(super) centres: Vec<(f64, f64)>,
    pub(super) response: Vec<f64>,
    /// Square roots of the weights.
    pub(super) roots: Vec<f64>,
    /// The covariance, along which surrogates are taken apart: spatial weights with 1 on the
    /// diagonal, times the roots of both weights.
    pub(super) kernel: Vec<Vec<f64>>,
    /// Spatial weights between the chosen.
    pub(super) neighbours: Vec<Vec<f64>>,
    /// Eigenvalues of the spatial weights standardised by row.
    pub(super) eigenvalues: Vec<f64>,
}

impl RegressionAreas {
    /// Chooses the areas with a response (their mean over streams), a weight above 0 (their
    /// evaluable streams) and a value of all `needed` variables; every variable of a later
    /// regression should be among these. `centres` in metres (east, north).
    ///
    /// # Errors
    /// [`RegressionError`] for lengths that differ, values that are not finite, and fewer than 10
    /// areas.
    pub fn new(
        centres: &[(f64, f64)],
        response: &[Option<f64>],
        weights_by_area: &[f64],
        needed: &[Column<'_>],
    ) -> Result<Self, RegressionError> {
        let weight_column: Vec<Option<f64>> = weights_by_area.iter().map(|&weight| Some(weight)).collect();
        let own = [
            Column { name: "response", values: response },
            Column { name: "weight", values: &weight_column },
        ];
        for column in own.iter().chain(needed) {
            of_length(column, centres.len())?;
        }
        let has_all = |area: usize| {
            response[area].is_some()
                && weights_by_area[area] > 0.0
                && needed.iter().all(|column| column.values[area].is_some())
        };
        let chosen: Vec<usize> = (0..centres.len()).filter(|&area| has_all(area)).collect();
        let [response, weights_by_area] = own.map(|column| chosen_values(&column, &chosen));
        let centres_of: Vec<(f64, f64)> = chosen.iter().map(|&area| centres[area]).collect();
        check_centres(&centres_of).map_err(|error| match error {
            SpatialError::NotFinite { area } => SpatialError::NotFinite { area: chosen[area] },
            other => other,
        })?;
        let roots: Vec<f64> = weights_by_area?.into_iter().map(f64::sqrt).collect();
        let neighbours = weights(&centres_of);
        let weighted =
            |i: usize, j: usize| (neighbours[i][j] + if i == j { 1.0 } else { 0.0 }) * (roots[i] * roots[j]);
        Ok(Self {
            response: response?,
            kernel: (0..roots.len()).map(|i| (0..roots.len()).map(|j| weighted(i, j)).collect()).collect(),
            roots,
            eigenvalues: eigenvalues(&neighbours),
            in_layer: centres.len(),
            centres: centres_of,
            chosen,
            neighbours,
        })
    }

    /// Areas in every regression.
    pub fn count(&self) -> usize {
        self.chosen.len()
    }

    /// A variable's values in the chosen areas.
    pub(super) fn values(&self, column: &Column<'_>) -> Result<Vec<f64>, RegressionError> {
        of_length(column, self.in_layer)?;
        chosen_values(column, &self.chosen)
    }
}

fn of_length(column: &Column<'_>, areas: usize) -> Result<(), RegressionError> {
    match column.values.len() == areas {
        true => Ok(()),
        false => {
            Err(RegressionError::Lengths { variable: column.name.into(), values: column.values.len(), areas })
        }
    }
}

fn chosen_values(column: &Column<'_>, chosen: &[usize]) -> Result<Vec<f64>, RegressionError> {
    let value = |&area: &usize| {
        let no_value = || RegressionError::NoValue { variable: column.name.into(), area };
        column.values[area].filter(|value| value.is_finite()).ok_or_else(no_value)
    };
    chosen.iter().map(value).collect()
}
