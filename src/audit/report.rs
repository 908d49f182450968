//! The enforcement audit as a whole: what pushes of the model did, what arrests per crime say
//! without any model, and the p-values of both together.

use serde::{Deserialize, Serialize};

use super::regression::Regression;
use super::spatial::{SecondOpinion, SpatialTest};
use super::{Clearance, CrimeUse, Found, Grouping, OverTime, PushReport, Reporting, SurgeResponse};
use crate::stats::benjamini_hochberg;
use watchback_translate::{kept, mark};

/// The share of false findings that is allowed among the exploratory ones.
const FALSE_FINDINGS: f64 = 0.05;

/// A regression of the areas' response to the primary push.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct NamedRegression {
    /// What it is on.
    pub name: String,
    /// The regression.
    pub regression: Found<Regression>,
}

/// A p-value that no question was fixed for beforehand.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Exploratory {
    /// Of what.
    pub name: String,
    /// By itself.
    pub p: f64,
    /// Controlled for all of them together, by Benjamini and Hochberg.
    pub adjusted: f64,
    /// Whether it stands out at 5 % false findings.
    pub stands_out: bool,
}

/// Arrests for each reported crime by fifth of the areas: what an audit tells without a model.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ArrestRates {
    /// What became of the events.
    pub crimes: CrimeUse,
    /// The rates.
    pub clearance: Clearance,
    /// The log ratio of the highest to the lowest quintile, standardised, against surrogate wealth
    /// maps.
    pub spatial: Option<SpatialTest>,
    /// The same against other kinds of wealth maps; they decide about nothing.
    pub second_opinions: Vec<SecondOpinion>,
    /// The ratio of reporting that it cannot be told from.
    pub reporting: Option<Reporting>,
}

/// What an audit found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AuditReport {
    /// Areas' names.
    pub areas: Vec<String>,
    /// The value that they are grouped by, in the same order.
    pub values: Vec<Option<f64>>,
    /// Quintile of that value, 0 the least, in the same order.
    pub quintiles: Vec<Option<usize>>,
    /// Pushes of the model.
    pub pushes: Found<PushReport>,
    /// The areas' response to the primary push, explained.
    pub regressions: Vec<NamedRegression>,
    /// What became of the events without a model.
    pub crimes: CrimeUse,
    /// Arrests per reported crime by quintile.
    pub clearance: Clearance,
    /// The log ratio of the highest to the lowest quintile, standardised, against surrogate wealth
    /// maps.
    pub clearance_spatial: Option<SpatialTest>,
    /// The same against other kinds of wealth maps; they decide about nothing.
    pub clearance_second_opinions: Vec<SecondOpinion>,
    /// The ratio of reporting that it cannot be told from.
    pub reporting: Option<Reporting>,
    /// Surges of crime: the compared group of low values is "the rich", that of high ones "the
    /// poor" of it, where high values mean hardship.
    pub surge: Found<SurgeResponse>,
    /// Arrests per reported crime over time.
    pub over_time: OverTime,
    /// Everything that has a p-value and is not the primary question.
    pub exploratory: Vec<Exploratory>,
}

impl AuditReport {
    /// What it tells without a model.
    pub fn arrest_rates(&self) -> ArrestRates {
        ArrestRates {
            crimes: self.crimes,
            clearance: self.clearance.clone(),
            spatial: self.clearance_spatial,
            second_opinions: self.clearance_second_opinions.clone(),
            reporting: self.reporting,
        }
    }

    /// Collects and controls the p-values of what was found.
    pub fn with_exploratory(mut self) -> Self {
        let mut named: Vec<(String, f64)> = Vec::new();
        if let Found::Found(pushes) = &self.pushes {
            for (at, scenario) in pushes.scenarios.iter().enumerate() {
                let is_primary = scenario.push.is_of_primary() && pushes.grouping == Grouping::default();
                let difference = scenario.difference.filter(|_| !is_primary);
                named.extend(difference.map(|of| (kept!("push {at}, high less low"), of.p_value(0.0))));
            }
        }
        for NamedRegression { name, regression } in &self.regressions {
            let coefficients = regression.found().into_iter().flat_map(|found| &found.coefficients);
            named.extend(coefficients.map(|of| (kept!("regression on {name}: {}", of.name), of.spatial.p)));
        }
        named.extend(
            self.clearance_spatial
                .map(|test| (mark!("arrests per crime, highest to lowest quintile").to_owned(), test.p)),
        );
        if let Found::Found(surge) = &self.surge {
            let hypotheses = surge.hypotheses.iter().enumerate();
            named.extend(hypotheses.map(|(at, of)| (kept!("surge response, H{}", at + 1), of.p)));
        }
        let p: Vec<f64> = named.iter().map(|(_, p)| p.clamp(0.0, 1.0)).collect();
        let adjusted = benjamini_hochberg(&p, FALSE_FINDINGS).unwrap_or_default();
        let rows = named.into_iter().zip(adjusted);
        self.exploratory = rows
            .map(|((name, p), of)| Exploratory { name, p, adjusted: of.adjusted, stands_out: of.found })
            .collect();
        self
    }
}
