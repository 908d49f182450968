//! Regressions against figures computed independently: normal equations by elimination, sandwich
//! matrices, and the spatial error model's likelihood by determinants, in double precision.

use super::areas::{Column, RegressionAreas};
use super::spatial_error::SpatialErrorFit;
use super::{Explanatory, RegressionError, regress};
use crate::audit::spatial::SpatialError;
use crate::stats::student_t_quantile;

const AREAS: i32 = 24;

struct Case {
    centres: Vec<(f64, f64)>,
    response: Vec<Option<f64>>,
    weights: Vec<f64>,
    first: Vec<Option<f64>>,
    second: Vec<Option<f64>>,
}

fn case() -> Case {
    let some = |values: &[f64]| values.iter().map(|value| Some(*value)).collect::<Vec<_>>();
    let first: Vec<f64> = (0..AREAS).map(|at| f64::from(at * 7 % 24)).collect();
    let second: Vec<f64> =
        (0..AREAS).zip(&first).map(|(at, first)| f64::from(at * at % 13) + 0.3 * first).collect();
    let response: Vec<f64> = (0..AREAS)
        .zip(first.iter().zip(&second))
        .map(|(at, (first, second))| 0.4 * first - 0.2 * second + 3.0 * libm::sin(f64::from(at) / 4.0))
        .collect();
    let centre = |at: i32| {
        (
            2_500.0 * f64::from(at % 4) + f64::from(100 * (at * at % 7)),
            2_600.0 * f64::from(at / 4) + f64::from(90 * (at * 3 % 5)),
        )
    };
    Case {
        centres: (0..AREAS).map(centre).collect(),
        response: some(&response),
        weights: (0..AREAS).map(|at| 1.0 + f64::from(at % 3)).collect(),
        first: some(&first),
        second: some(&second),
    }
}

impl Case {
    fn columns(&self) -> [Column<'_>; 2] {
        [Column { name: "first", values: &self.first }, Column { name: "second", values: &self.second }]
    }

    fn areas(&self) -> RegressionAreas {
        RegressionAreas::new(&self.centres, &self.response, &self.weights, &self.columns()).unwrap()
    }
}

fn near(found: f64, expected: f64) {
    assert!((found - expected).abs() <= 1e-9 * expected.abs(), "{found} {expected}");
}

#[test]
fn coefficients_and_intervals_are_those_computed_otherwise() {
    let case = case();
    let found = regress(&case.areas(), Explanatory::Components(&case.columns()), None, 199, 1).unwrap();
    let [first, second] = [&found.coefficients[0], &found.coefficients[1]];
    near(first.raw, 0.276_953_143_975_673_4);
    near(second.raw, -0.121_748_824_047_045_46);
    near(first.raw * first.to_standardised, 0.725_450_037_240_411_6);
    near(second.raw * second.to_standardised, -0.227_014_233_884_326_12);
    near(found.r_squared, 0.399_681_493_814_718_8);
    near(first.variance_inflation, 1.413_394_590_666_043_7);
    let t = student_t_quantile(0.975, 21);
    let error = |(low, high): (f64, f64)| 0.5 * (high - low) / t;
    near(error(first.independent), 0.076_738_220_352_572_51);
    near(error(second.independent), 0.107_801_453_748_567_69);
    for (interval, expected) in first.conley.into_iter().zip([
        0.069_955_799_869_468_02,
        0.062_361_439_519_573_99,
        0.050_471_934_744_973_25,
    ]) {
        near(error(interval), expected);
    }
    near(error(first.clustered) * t / student_t_quantile(0.975, 7), 0.0514802946837942);
    near(first.spatial_interval.0 + first.spatial_interval.1, 2.0 * first.raw);
}

#[test]
fn the_spatial_error_model_finds_the_likeliest_lambda() {
    let case = case();
    let plain: Vec<Vec<f64>> = [vec![Some(1.0); 24], case.first.clone(), case.second.clone()]
        .map(|column| column.into_iter().flatten().collect())
        .into();
    let fit = SpatialErrorFit::fit(&case.areas(), &plain).unwrap();
    assert!((fit.lambda - 0.906_810_5).abs() < 1e-6, "{}", fit.lambda);
    let (raw, (low, high)) = fit.coefficients[0];
    assert!((raw - 0.316_337_706_8).abs() < 1e-7, "{raw}");
    assert!(((high - low) / (2.0 * student_t_quantile(0.975, 21)) - 0.050_153_384_7).abs() < 1e-7);
}

#[test]
fn the_interval_excludes_zero_exactly_where_p_is_at_most_five_percent() {
    let case = case();
    for seed in 0..20 {
        let found = regress(&case.areas(), Explanatory::Components(&case.columns()), None, 99, seed).unwrap();
        for of in found.coefficients {
            assert_eq!(of.spatial_interval.0 * of.spatial_interval.1 > 0.0, of.spatial.p <= 0.05, "{of:?}");
        }
    }
}

#[test]
fn residuals_that_follow_a_slope_of_the_land_are_alike_and_noise_is_not() {
    let mut case = case();
    let areas = case.areas();
    let [first, _] = case.columns();
    let alike = regress(&areas, Explanatory::Index(first), None, 199, 1).unwrap();
    assert!(alike.residuals.is_high() && alike.spatial_error.is_some(), "{:?}", alike.residuals);
    case.response = (0..AREAS).map(|at| Some(f64::from(at * at * at % 17))).collect();
    let noise = regress(&case.areas(), Explanatory::Index(case.columns()[0]), None, 199, 1).unwrap();
    assert!(!noise.residuals.is_high() && noise.spatial_error.is_none(), "{:?}", noise.residuals);
}

#[test]
fn areas_without_a_value_are_left_out_and_what_cannot_be_fitted_is_named() {
    let mut case = case();
    case.second[3] = None;
    case.weights[5] = 0.0;
    case.response[7] = None;
    let areas = case.areas();
    assert_eq!(areas.count(), 21);
    let [first, second] = case.columns();
    let constant = Column { name: "constant", values: &[Some(2.0); 24] };
    let failed = |explanatory: Explanatory<'_>, crime: Option<Column<'_>>| {
        regress(&areas, explanatory, crime, 19, 1).unwrap_err()
    };
    assert_eq!(
        failed(Explanatory::Index(constant), None),
        RegressionError::Singular { variable: "constant".into() }
    );
    assert_eq!(
        failed(Explanatory::Component(first), Some(first)),
        RegressionError::Singular { variable: "first".into() }
    );
    assert_eq!(failed(Explanatory::Components(&[]), Some(first)), RegressionError::NoVariables);
    assert_eq!(
        failed(Explanatory::Components(&[first; 12]), None),
        RegressionError::TooFewAreas { areas: 21, needed: 22, variables: 12 }
    );
    let mut short = first;
    short.values = &first.values[1..];
    assert_eq!(
        failed(Explanatory::Index(short), None),
        RegressionError::Lengths { variable: "first".into(), values: 23, areas: 24 }
    );
    let only_first = RegressionAreas::new(&case.centres, &case.response, &case.weights, &[first]).unwrap();
    assert_eq!(
        regress(&only_first, Explanatory::Index(second), None, 19, 1),
        Err(RegressionError::NoValue { variable: "second".into(), area: 3 })
    );
    let response = Column { name: "response", values: &case.response };
    assert_eq!(failed(Explanatory::Index(response), None), RegressionError::NoResidual);
    let none = RegressionAreas::new(&case.centres, &vec![None; 24], &case.weights, &[]).map(|_| ());
    assert_eq!(none, Err(RegressionError::Space(SpatialError::TooFewAreas { areas: 0, needed: 10 })));
}
