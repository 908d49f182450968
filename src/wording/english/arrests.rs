//! Arrests for each reported crime, in the poorest fifth of the areas beside the richest.

use super::numbers::{count, decimals};
use super::pushes::second_opinions;
use crate::audit::{ArrestRates, GroupSize, Reporting};
use watchback_translate::{mark, tr, translated};

/// The question.
pub const QUESTION: &str = mark!(
    "Are as many arrests made for each reported crime in the poorest fifth of the areas as in the richest?"
);

/// What the records say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ArrestsAnswer {
    /// Whether a difference is claimed.
    pub claimed: bool,
    /// The verdict.
    pub verdict: String,
    /// What it rests on, a sentence each.
    pub evidence: Vec<String>,
    /// What would change it, a sentence each.
    pub would_change: Vec<String>,
}

/// The answer. `value`: what areas are grouped by.
///
/// # Errors
/// Why there is none, in words.
pub fn answer(report: &ArrestRates, value: &str) -> Result<ArrestsAnswer, String> {
    let period = report.clearance.periods.first();
    let Some((period, contrast)) = period.and_then(|period| Some((period, period.standardised?))) else {
        let sizes = &report.clearance.sizes;
        let size = |size: Option<&GroupSize>| {
            size.map_or_else(|| tr!("nothing").to_owned(), |size| translated(&size.to_string()))
        };
        let (richest, poorest) = (size(sizes.first()), size(sizes.last()));
        return Err(tr!("the richest fifth of the areas has {richest}; the poorest {poorest}"));
    };
    let claimed = contrast.is_claimed(report.spatial.as_ref());
    let (ratio, (lo, hi)) = contrast.ratio();
    let verdict = match (claimed, ratio < 1.0) {
        (true, true) => {
            tr!("Fewer arrests are made for each reported crime in the poorest fifth of the areas.")
        }
        (true, false) => {
            tr!("More arrests are made for each reported crime in the poorest fifth of the areas.")
        }
        (false, _) => tr!("Not established: it is not shown that arrests for each reported crime differ."),
    };
    let crimes: u64 =
        period.groups.first().into_iter().chain(period.groups.last()).map(|group| group.crimes).sum();
    let mut evidence = vec![tr!(
        "Ratio of arrests for each reported crime, poorest to richest fifth by {value}, with the same mix of crimes: {ratio:.2} (95 % over areas {lo:.2} to {hi:.2}; {} areas, {} crimes).",
        contrast.log_ratio.areas,
        count(crimes)
    )];
    let mut would_change = Vec::new();
    if let Some(spatial) = report.spatial {
        evidence.push(tr!(
            "By chance: wealth maps with the same spatial pattern give a ratio as far from 1 in {} of {} cases (p = {}).",
            ((1 + spatial.maps) as f64 * spatial.p).round() - 1.0,
            spatial.maps,
            decimals(spatial.p)
        ));
        let least = libm::exp(spatial.detectable);
        if !claimed && least.is_finite() {
            would_change.push(tr!(
                "A ratio of {:.2} or {least:.2} would most likely have been seen (80 % power).",
                1.0 / least
            ));
        }
    }
    evidence.extend(second_opinions(&report.second_opinions));
    if let Some(reporting) = &report.reporting {
        would_change.push(tipping(reporting));
    }
    Ok(ArrestsAnswer { claimed, verdict: verdict.to_owned(), evidence, would_change })
}

/// The ratio of reporting rates that would explain the difference away.
///
/// # Examples
/// ```
/// use watchback::{audit::Reporting, wording::arrests::tipping};
/// let reporting = Reporting { tipping: 1.25, interval: (1.131, 1.381), nearest: 1.131 };
/// let sentence = "The difference cannot be told from a reporting ratio (poor : rich) of 1.25 \
///                 (95 % interval 1.13 to 1.38).";
/// assert_eq!(tipping(&reporting), sentence);
/// ```
pub fn tipping(reporting: &Reporting) -> String {
    let Reporting { tipping, interval: (lo, hi), .. } = reporting;
    tr!(
        "The difference cannot be told from a reporting ratio (poor : rich) of {tipping:.2} (95 % interval {lo:.2} to {hi:.2})."
    )
}
