//! What the model answers to pushes of crime: the audit's primary question.

use super::numbers::{change, count, decimals};
use crate::audit::spatial::{SecondOpinion, SurrogateKind};
use crate::audit::{AreaEstimate, Claim, ClaimVerdict, Exploratory, Found, GroupSize, Grouping, PushReport};
use watchback_translate::{tr, translated};

/// The question that a report answers.
pub fn question(grouping: Grouping) -> &'static str {
    match grouping {
        Grouping::OuterQuintiles => {
            tr!(
                "The primary question: when violent crime rises by a tenth in the model, do predicted arrests change otherwise where people are poor?"
            )
        }
        Grouping::Thresholds { .. } => {
            tr!(
                "Exploratory, as the primary question compares quintiles: when violent crime rises by a tenth in the model, do predicted arrests change otherwise in areas above the threshold?"
            )
        }
    }
}

/// The verdict of all seeds.
pub fn verdict(report: &PushReport) -> String {
    let verdict = match &report.claim.verdict {
        ClaimVerdict::Differs => tr!("Simulated arrest response differs between areas.").to_owned(),
        ClaimVerdict::NotEstablished { .. } => {
            tr!("Not established: it is not shown that the simulated arrest response differs between areas.")
                .to_owned()
        }
        ClaimVerdict::NotEvaluable { reason } => tr!("Not evaluable: {}.", translated(reason)),
    };
    if report.is_stable() {
        verdict
    } else {
        tr!("Unstable: the {} seeds do not agree. {verdict}", 1 + report.other_seeds.len())
    }
}

/// Whether seeds agree. `None` where the verdict says already that they do not.
pub fn seeds(report: &PushReport) -> Option<String> {
    match 1 + report.other_seeds.len() {
        1 => Some(tr!("One seed: whether the verdict is stable was not tested.").to_owned()),
        seeds => report.is_stable().then(|| tr!("All {seeds} seeds agree.")),
    }
}

/// What the verdict rests on, a sentence each. `value`: what areas are grouped by.
pub fn evidence(claim: &Claim, value: &str) -> Vec<String> {
    let mut sentences = vec![
        tr!("Areas of low values ({}): {}.", size(claim.low), over_areas(claim.response_low)),
        tr!("Areas of high values ({}): {}.", size(claim.high), over_areas(claim.response_high)),
        tr!("High less low: {}; 95 % over areas. Compared by {value}.", over_areas(claim.difference)),
    ];
    if let Some(spatial) = claim.spatial {
        let (lo, hi) = spatial.chance;
        sentences.push(tr!(
            "By chance: wealth maps with the same spatial pattern give {} to {} (95 % of {}), p = {}.",
            change(lo),
            change(hi),
            spatial.maps,
            decimals(spatial.p)
        ));
    }
    sentences.extend(second_opinions(&claim.second_opinions));
    sentences
}

/// What would change the verdict, a sentence each.
pub fn would_change(claim: &Claim) -> Vec<String> {
    let mut sentences = vec![match &claim.verdict {
        ClaimVerdict::Differs => tr!("Any one of the five tests that fails.").to_owned(),
        ClaimVerdict::NotEstablished { failed } => match failed.len() {
            1 => tr!("All five tests would have to pass; 1 of them does not.").to_owned(),
            n => tr!("All five tests would have to pass; {n} of them do not."),
        },
        ClaimVerdict::NotEvaluable { .. } => tr!("More areas, larger groups or more years.").to_owned(),
    }];
    if let (false, Some(difference)) = (claim.verdict == ClaimVerdict::Differs, claim.difference) {
        sentences.push(tr!(
            "A difference of {} would most likely have been seen (80 % power).",
            change(difference.minimum_detectable()).replace('+', "")
        ));
    }
    sentences
}

/// What other kinds of wealth maps say of a test. They decide nothing.
pub fn second_opinions(opinions: &[SecondOpinion]) -> Option<String> {
    let opinion = |SecondOpinion { kind, test }: &SecondOpinion| {
        let name = match kind {
            SurrogateKind::TorusShift => tr!("the map shifted on a torus"),
            SurrogateKind::VariogramMatched => tr!("maps with the same variogram"),
            SurrogateKind::Unrestricted => tr!("shuffled maps (which are wrong where neighbours are alike)"),
            SurrogateKind::MoranSpectral => return None,
        };
        Some(match test {
            Found::Found(test) => tr!("{name} p = {}", decimals(test.p)),
            Found::Refused { reason } => tr!("{name} not evaluable ({})", translated(reason)),
        })
    };
    let opinions: Vec<String> = opinions.iter().filter_map(opinion).collect();
    (!opinions.is_empty()).then(|| tr!("Second opinions, which decide nothing: {}.", opinions.join("; ")))
}

/// The exploratory p-values together.
pub fn exploratory(values: &[Exploratory]) -> String {
    let stand_out: Vec<String> = values
        .iter()
        .filter(|value| value.stands_out)
        .map(|value| {
            tr!(
                "{} (p {}, adjusted {})",
                translated(&value.name),
                decimals(value.p),
                decimals(value.adjusted)
            )
        })
        .collect();
    match (values.len(), stand_out.is_empty()) {
        (0, _) => tr!("There is no p-value beside those of the primary question.").to_owned(),
        (all, true) => tr!(
            "We also looked at {all} other comparisons. None stands out from chance (Benjamini and Hochberg, 5 %)."
        ),
        (all, false) => tr!(
            "We also looked at {all} other comparisons. {} stand out from chance (Benjamini and Hochberg, 5 %): {}.",
            stand_out.len(),
            stand_out.join("; ")
        ),
    }
}

/// A change with its interval over areas.
pub fn over_areas(figure: Option<AreaEstimate>) -> String {
    figure.map_or_else(
        || tr!("not evaluable").to_owned(),
        |AreaEstimate { value, interval: (lo, hi), .. }| {
            tr!("{} ({} to {})", change(value), change(lo), change(hi))
        },
    )
}

fn size(size: GroupSize) -> String {
    tr!("{} areas, {} tiles, {} event days with an arrest", size.areas, size.tiles, count(size.events as u64))
}
