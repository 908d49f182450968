//! What the paper reports of its cities, to stand beside a run's own figures. Nothing here is
//! computed by this program.
//!
//! Every AUC is a **tolerant** one (an event within a step of the forecast counts), under which a
//! forecast that knows nothing gets well above one half. It must not be compared with a strict AUC,
//! and with a tolerant one only beside that one's own chance.
//!
//! Source: Rotaru et al., preprint (Research Square rs-192156): text, figures 2 and 4.

use super::Variable;
use watchback_translate::mark;

/// What must stand beside every figure of this module.
pub const REPORTED_LABEL: &str = mark!("reported by the paper, tolerant score, not run here");

/// A mean out-of-sample AUC that the paper reports, tolerant by a step.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ReportedAuc {
    /// The city, by the name of its preset where there is one.
    pub city: &'static str,
    /// The variable; `None` where violent and property streams are reported together.
    pub variable: Option<Variable>,
    /// Mean over streams.
    pub mean_auc: f64,
}

/// A range of tolerant AUCs that the paper reports.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ReportedRange {
    /// The least.
    pub lo: f64,
    /// The greatest.
    pub hi: f64,
}

/// Mean AUCs by city: Chicago's from figure 2 (the year 2017) and the text, the others' from
/// figure 4.
pub const REPORTED_AUCS: [ReportedAuc; 9] = [
    ReportedAuc { city: "chicago", variable: None, mean_auc: 0.90 },
    ReportedAuc { city: "chicago", variable: Some(Variable::Violent), mean_auc: 0.897 },
    ReportedAuc { city: "chicago", variable: Some(Variable::Property), mean_auc: 0.87 },
    ReportedAuc { city: "atlanta", variable: None, mean_auc: 0.89 },
    ReportedAuc { city: "philadelphia", variable: None, mean_auc: 0.84 },
    ReportedAuc { city: "san-francisco", variable: None, mean_auc: 0.86 },
    ReportedAuc { city: "detroit", variable: None, mean_auc: 0.90 },
    ReportedAuc { city: "los-angeles", variable: None, mean_auc: 0.87 },
    ReportedAuc { city: "austin", variable: None, mean_auc: 0.87 },
];

/// Chicago's mean AUC in the four years 2014 to 2017.
pub const REPORTED_CHICAGO_YEARS: ReportedRange = ReportedRange { lo: 0.894, hi: 0.898 };

/// Medians over streams, by city and variable (Table II).
pub const REPORTED_MEDIANS: ReportedRange = ReportedRange { lo: 0.84, hi: 0.90 };

/// The paper's ARIMA baselines. They belong to the paper's own comparison; no ARIMA is fitted by
/// this program.
pub const REPORTED_ARIMA: ReportedRange = ReportedRange { lo: 0.57, hi: 0.71 };

/// Median true positive rate at a false positive rate below 0.2, tolerant likewise.
pub const REPORTED_TRUE_POSITIVE_RATE: f64 = 0.78;

/// The mean tolerant AUC that the paper reports of a city: of a variable, or of violent and
/// property streams together. `None` where it reports none, as of a simulated city.
///
/// # Examples
/// ```
/// use watchback::study::{CHICAGO, SIMULATED, Variable, reported_auc};
/// assert_eq!(reported_auc(CHICAGO, Some(Variable::Violent)), Some(0.897));
/// assert_eq!(reported_auc("philadelphia", None), Some(0.84));
/// assert_eq!(reported_auc(CHICAGO, Some(Variable::Arrest)), None);
/// assert_eq!(reported_auc(SIMULATED, None), None);
/// ```
#[must_use]
pub fn reported_auc(city: &str, variable: Option<Variable>) -> Option<f64> {
    let of = |reported: &&ReportedAuc| reported.city == city && reported.variable == variable;
    REPORTED_AUCS.iter().find(of).map(|reported| reported.mean_auc)
}
