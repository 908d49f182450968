//! A regression over areas and everything that is said of its coefficients.

use serde::{Deserialize, Serialize};

use super::areas::{Column, RegressionAreas};
use super::intervals::{CONLEY_KM, around, blocks, clustered, conley};
use super::{RegressionError, ResidualAutocorrelation, SpatialErrorFit};
use crate::audit::spatial::{MoranBasis, SpatialTest};
use crate::chance::{Purpose, Random};
use crate::stats::{LeastSquares, Span, dot};
use watchback_translate::mark;

/// What the response is explained by. An index and its components are never together: the one is
/// made of the others.
#[derive(Clone, Copy, Debug)]
pub enum Explanatory<'a> {
    /// The hardship index alone.
    Index(Column<'a>),
    /// One of its components alone.
    Component(Column<'a>),
    /// All components together.
    Components(&'a [Column<'a>]),
}

/// A variable's coefficient.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Coefficient {
    /// The variable.
    pub name: String,
    /// Response per unit of the variable.
    pub raw: f64,
    /// What makes `raw` and its intervals standard deviations of response per standard deviation of
    /// the variable (both weighted).
    pub to_standardised: f64,
    /// Variance inflation: 1 / (1 - R2 of the variable on the others); 1 where it is alone.
    pub variance_inflation: f64,
    /// Its partial correlation with the response, against that of spatial surrogates of the
    /// variable: `p` is *the* p-value.
    pub spatial: SpatialTest,
    /// 95 %, from these: excludes 0 exactly where p <= 0.05. Raw, as all that follow.
    pub spatial_interval: (f64, f64),
    /// 95 %, as if areas were independent.
    pub independent: (f64, f64),
    /// 95 %, Conley's, up to 3, 5 and 10 km.
    pub conley: [(f64, f64); 3],
    /// 95 %, clustered by 8 blocks of neighbouring areas.
    pub clustered: (f64, f64),
}

/// A weighted regression over areas.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Regression {
    /// Areas.
    pub areas: usize,
    /// In the order given; observed crime last.
    pub coefficients: Vec<Coefficient>,
    /// Share of the response's weighted variance that is explained.
    pub r_squared: f64,
    /// Whether what is left is alike in neighbouring areas.
    pub residuals: ResidualAutocorrelation,
    /// Where that is so: the same regression with errors that follow the neighbours'.
    pub spatial_error: Option<SpatialErrorFit>,
}

/// Explains the areas' response, each area weighted, by variables and, where given, the observed
/// crime rate.
///
/// The p-value of a variable: what the others leave of it (they stay) is replaced by Moran spectral
/// surrogates of itself, `maps` of them, and the partial correlation with the response compared. So
/// variables that go together still do in the surrogates, and the response keeps its own order in
/// space.
///
/// # Errors
/// [`RegressionError`]; a variable that the others and a constant already say is named.
///
/// # Examples
/// ```
/// use watchback::audit::regression::{Column, Explanatory, RegressionAreas, regress};
/// let centres: Vec<(f64, f64)> =
///     (0..40).map(|at| (3e3 * f64::from(at % 5), 3e3 * f64::from(at / 5))).collect();
/// let hardship: Vec<Option<f64>> = (0..40).map(|at| Some(f64::from(at * 7 % 40))).collect();
/// let response: Vec<Option<f64>> =
///     (0..40).map(|at| Some(0.5 * f64::from(at * 7 % 40) + f64::from(at % 3))).collect();
/// let hardship = Column { name: "hardship", values: &hardship };
/// let areas = RegressionAreas::new(&centres, &response, &[1.0; 40], &[hardship])?;
/// let regression = regress(&areas, Explanatory::Index(hardship), None, 199, 1)?;
/// let slope = &regression.coefficients[0];
/// assert!(
///     (slope.raw - 0.5).abs() < 0.02
///         && slope.spatial.p == 0.005
///         && slope.spatial_interval.0 > 0.0
/// );
/// // The same variable twice is refused by name.
/// let twice = regress(&areas, Explanatory::Components(&[hardship, hardship]), None, 199, 1);
/// assert_eq!(
///     twice.unwrap_err().to_string(),
///     "hardship says nothing that the other variables and a constant do not say"
/// );
/// # Ok::<(), watchback::audit::regression::RegressionError>(())
/// ```
pub fn regress(
    areas: &RegressionAreas,
    explanatory: Explanatory<'_>,
    observed_crime: Option<Column<'_>>,
    maps: usize,
    seed: u64,
) -> Result<Regression, RegressionError> {
    let variables: Vec<Column<'_>> = match explanatory {
        Explanatory::Index(column) | Explanatory::Component(column) => vec![column],
        Explanatory::Components(columns) => columns.to_vec(),
    };
    if variables.is_empty() {
        return Err(RegressionError::NoVariables);
    }
    let variables: Vec<Column<'_>> = variables.into_iter().chain(observed_crime).collect();
    let needed = variables.len() + 10;
    if areas.count() < needed {
        return Err(RegressionError::TooFewAreas {
            areas: areas.count(),
            needed,
            variables: variables.len(),
        });
    }
    let mut plain = vec![vec![1.0; areas.count()]];
    for variable in &variables {
        plain.push(areas.values(variable)?);
    }
    let weighted =
        |column: &[f64]| -> Vec<f64> { column.iter().zip(&areas.roots).map(|(x, root)| x * root).collect() };
    let columns: Vec<Vec<f64>> = plain.iter().map(|column| weighted(column)).collect();
    let response = weighted(&areas.response);
    let singular = |at: usize| RegressionError::Singular {
        variable: at
            .checked_sub(1)
            .and_then(|at| variables.get(at))
            .map_or(mark!("the constant"), |column| column.name)
            .into(),
    };
    let fit = LeastSquares::fit(&columns, &response).map_err(singular)?;
    let constant = Span::new(&columns[..1]).map_err(singular)?;
    if fit.square.is_nan() || fit.square <= 1e-20 * dot(&response, &response) {
        return Err(RegressionError::NoResidual);
    }
    let fitted = Fitted {
        areas,
        response_square: square_of_rest(&constant, &response),
        columns: &columns,
        response: &response,
        fit: &fit,
        constant: &constant,
        blocks: &blocks(&areas.centres),
    };
    let mut coefficients = Vec::new();
    for (at, variable) in variables.iter().enumerate().map(|(at, variable)| (at + 1, variable)) {
        let others = columns.iter().enumerate().filter(|(other, _)| *other != at);
        let others = Span::new(others.map(|(_, column)| column)).map_err(singular)?;
        coefficients.push(fitted.coefficient(variable.name, at, &others, maps, seed)?);
    }
    let span = Span::new(&columns).map_err(singular)?;
    let residuals = ResidualAutocorrelation::new(areas, &span, &fit.residuals, maps, seed)
        .ok_or(RegressionError::NoResidual)?;
    Ok(Regression {
        areas: areas.count(),
        coefficients,
        r_squared: 1.0 - fit.square / fitted.response_square,
        spatial_error: residuals.is_high().then(|| SpatialErrorFit::fit(areas, &plain)).flatten(),
        residuals,
    })
}

fn square_of_rest(span: &Span, column: &[f64]) -> f64 {
    let rest = span.rest(column);
    dot(&rest, &rest)
}

/// A fit with what its coefficients are told from; columns and response are weighted.
struct Fitted<'a> {
    areas: &'a RegressionAreas,
    columns: &'a [Vec<f64>],
    response: &'a [f64],
    fit: &'a LeastSquares,
    constant: &'a Span,
    /// Sum of squares of the response around its mean.
    response_square: f64,
    /// Each area's block, for clustered intervals.
    blocks: &'a [usize],
}

impl Fitted<'_> {
    /// The coefficient of the column at `at`; `others` is the span of all other columns.
    fn coefficient(
        &self,
        name: &str,
        at: usize,
        others: &Span,
        maps: usize,
        seed: u64,
    ) -> Result<Coefficient, RegressionError> {
        let Self { areas, fit, .. } = *self;
        let part = &fit.parts[at];
        let square = square_of_rest(self.constant, &self.columns[at]);
        let response_rest = others.rest(self.response);
        let response_length = dot(&response_rest, &response_rest).sqrt();
        let correlation =
            |rest: &[f64]| dot(rest, &response_rest) / (dot(rest, rest).sqrt() * response_length);
        let basis = MoranBasis::beside(areas.kernel.clone(), others.directions());
        let spectrum = basis.spectrum(&part.rest)?;
        let on_surrogate = |index: u64| {
            let mut random = Random::new(seed, Purpose::SpectralMap, index);
            Some(correlation(&spectrum.surrogate(&mut random)))
        };
        let chance: Vec<Option<f64>> = (0..maps as u64).map(on_surrogate).collect();
        let spatial =
            SpatialTest::new(correlation(&part.rest), &chance).ok_or(RegressionError::NoResidual)?;
        let half = spatial.critical * response_length / part.square.sqrt();
        Ok(Coefficient {
            name: name.into(),
            raw: part.coefficient,
            to_standardised: (square / self.response_square).sqrt(),
            variance_inflation: square / part.square,
            spatial,
            spatial_interval: (part.coefficient - half, part.coefficient + half),
            independent: around(part.coefficient, fit.standard_error(part), fit.degrees_of_freedom),
            conley: CONLEY_KM.map(|cutoff_km| conley(fit, part, &areas.centres, cutoff_km)),
            clustered: clustered(fit, part, self.blocks),
        })
    }
}
