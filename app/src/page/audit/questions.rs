//! One verdict card a question: what was asked, what is said, what it rests on, and what would
//! change it.

use std::sync::Arc;

use leptos::prelude::*;

use super::{change, change_over};
use crate::logic::format::{capitalised, count, decimals, sentence};
use crate::page::state::AuditDone;
use crate::page::table::{Cell, Details, Rows, Table};
use watchback::audit::spatial::{SecondOpinion, SurrogateKind};
use watchback::audit::{
    AmongNetworks, AuditReport, Claim, ClaimVerdict, Found, GroupSize, Grouping, PushReport, SurgeVerdict,
    Test,
};

/// What a card says.
struct Card {
    question: &'static str,
    testid: &'static str,
    /// Whether something is claimed: the card is marked.
    claimed: bool,
    verdict: String,
    rests_on: Vec<String>,
    would_change: Vec<String>,
}

/// The three cards, the primary question first.
#[component]
pub(super) fn Questions(done: Arc<AuditDone>) -> impl IntoView {
    let report = &done.report;
    let value = done.request.index.column.clone();
    let primary = match &report.pushes {
        Found::Found(pushes) => primary(pushes, &value),
        Found::Refused { reason } => refused(PRIMARY, "card-primary", reason),
    };
    let tests = report.pushes.found().map(|pushes| view! { <Tests claim=pushes.claim.clone()/> });
    let surge = match &report.surge {
        Found::Found(_) => surge(report),
        Found::Refused { reason } => refused(SURGE, "card-surge", reason),
    };
    view! {
        {primary.shown()}
        {tests}
        <div class="charts">
            {clearance(report, &value).shown()}
            {surge.shown()}
        </div>
    }
}

impl Card {
    fn shown(self) -> impl IntoView {
        let class = if self.claimed { "headline beats" } else { "headline null" };
        let changes = (!self.would_change.is_empty()).then(|| {
            view! { <p><strong>"What would change it: "</strong>{self.would_change.join(" ")}</p> }
        });
        view! {
            <div class=class data-testid=self.testid>
                <p class="question">{self.question}</p>
                <p class="sentence">{self.verdict}</p>
                {self.rests_on.into_iter().map(|text| view! { <p>{text}</p> }).collect_view()}
                {changes}
            </div>
        }
    }
}

const PRIMARY: &str = "The primary question: when violent crime rises by a tenth in the model, do predicted arrests change otherwise where people are poor?";
const OTHER_GROUPS: &str = "Exploratory, as the primary question compares quintiles: when violent crime rises by a tenth in the model, do predicted arrests change otherwise in areas above the threshold?";
const CLEARANCE: &str =
    "Are as many arrests made for each reported crime in the poorest fifth of the areas as in the richest?";
const SURGE: &str = "Under stress, do well-off areas draw resources from poor ones?";

fn refused(question: &'static str, testid: &'static str, reason: &str) -> Card {
    Card {
        question,
        testid,
        claimed: false,
        verdict: "Not evaluable.".to_owned(),
        rests_on: vec![sentence(reason)],
        would_change: Vec::new(),
    }
}

fn size(size: GroupSize) -> String {
    format!(
        "{} areas, {} tiles, {} event days with an arrest",
        size.areas,
        size.tiles,
        count(size.events as u64)
    )
}

fn primary(pushes: &PushReport, value: &str) -> Card {
    let claim = &pushes.claim;
    let seeds = 1 + pushes.other_seeds.len();
    let differs = claim.verdict == ClaimVerdict::Differs;
    let (verdict, mut would_change) = match &claim.verdict {
        ClaimVerdict::Differs => (
            "Simulated arrest response differs between areas.".to_owned(),
            vec!["Any one of the five tests below that fails.".to_owned()],
        ),
        ClaimVerdict::NotEstablished { failed } => (
            "Not established: it is not shown that the simulated arrest response differs between areas."
                .to_owned(),
            vec![format!(
                "All five tests below would have to pass; {} of them {}.",
                failed.len(),
                if failed.len() == 1 { "does not" } else { "do not" }
            )],
        ),
        ClaimVerdict::NotEvaluable { reason } => {
            (format!("Not evaluable: {reason}."), vec!["More areas, larger groups or more years.".to_owned()])
        }
    };
    let verdict = if pushes.is_stable() {
        verdict
    } else {
        format!("Unstable: the {seeds} seeds do not say the same. {verdict}")
    };
    if let Some(least) =
        claim.difference.map(|difference| difference.minimum_detectable()).filter(|_| !differs)
    {
        would_change.push(format!(
            "A difference of {} would most likely have been seen (80 % power).",
            change(least).replace('+', "")
        ));
    }
    let mut rests_on = vec![
        format!("Areas of low values ({}): {}.", size(claim.low), change_over(claim.response_low)),
        format!("Areas of high values ({}): {}.", size(claim.high), change_over(claim.response_high)),
        format!("High less low: {}; 95 % over areas. Compared by {value}.", change_over(claim.difference)),
    ];
    if let Some(spatial) = claim.spatial {
        let (lo, hi) = spatial.chance;
        rests_on.push(format!(
            "By chance: wealth maps with the same spatial pattern give {} to {} (95 % of {}), p = {}.",
            change(lo),
            change(hi),
            spatial.maps,
            decimals(spatial.p)
        ));
    }
    rests_on.extend(opinions(&claim.second_opinions));
    if seeds == 1 {
        rests_on.push("One seed: whether the verdict is stable was not tested.".to_owned());
    }
    if seeds > 1 && pushes.is_stable() {
        rests_on.push(format!("All {seeds} seeds say the same."));
    }
    let question = match pushes.grouping {
        Grouping::OuterQuintiles => PRIMARY,
        Grouping::Thresholds { .. } => OTHER_GROUPS,
    };
    Card {
        question,
        testid: "card-primary",
        claimed: differs && pushes.is_stable() && seeds > 1,
        verdict,
        rests_on,
        would_change,
    }
}

/// What other kinds of maps say; they decide nothing.
fn opinions(opinions: &[SecondOpinion]) -> Option<String> {
    let told = opinions.iter().filter_map(|opinion| {
        let name = match opinion.kind {
            SurrogateKind::TorusShift => "the map shifted on a torus",
            SurrogateKind::VariogramMatched => "maps with the same variogram",
            SurrogateKind::Unrestricted => "shuffled maps (which are wrong where neighbours are alike)",
            SurrogateKind::MoranSpectral => return None,
        };
        Some(format!("{name} p = {}", decimals(opinion.test.found()?.p)))
    });
    let told: Vec<String> = told.collect();
    (!told.is_empty()).then(|| format!("Second opinions, which decide nothing: {}.", told.join("; ")))
}

/// The claim's tests, one by one.
#[component]
fn Tests(claim: Claim) -> impl IntoView {
    let mut rows = Rows::new(&["Test", "", "High less low"]);
    for test in Test::ALL {
        let figures = match test {
            Test::Spatial => claim.spatial.map(|spatial| format!("p = {}", decimals(spatial.p))),
            Test::Placebo => claim.over_placebo.map(|over| change_over(Some(over))),
            Test::Networks => claim.networks.map(|AmongNetworks { beyond: (lo, hi), networks, .. }| {
                format!("beyond {networks} networks by {} to {}", change(lo), change(hi))
            }),
            Test::Sign => Some(format!("up less down {}", change_over(claim.up_less_down))),
            Test::Dose => claim.slope.map(|slope| format!("slope {}", change_over(Some(slope)))),
        };
        rows.row([
            Cell::Name(capitalised(test.title())),
            Cell::Text(if claim.passes(test) { "passes" } else { "does not pass" }.to_owned()),
            Cell::Number(figures.unwrap_or_else(|| "not evaluable".to_owned())),
        ]);
    }
    view! {
        <Details summary="The five tests that a claim must pass">
            <Table rows=rows label="The five tests" testid="tests"/>
        </Details>
    }
}

fn clearance(report: &AuditReport, value: &str) -> Card {
    let whole = report.clearance.periods.first().and_then(|period| period.standardised);
    let Some(contrast) = whole else {
        let sizes = &report.clearance.sizes;
        let of = |size: Option<&GroupSize>| size.map_or_else(|| "nothing".to_owned(), ToString::to_string);
        let (richest, poorest) = (of(sizes.first()), of(sizes.last()));
        let reason = format!("the richest fifth of the areas has {richest}; the poorest {poorest}");
        return refused(CLEARANCE, "card-clearance", &reason);
    };
    let spatial = report.clearance_spatial;
    let claimed = contrast.is_claimed(spatial.as_ref());
    let (ratio, (lo, hi)) = contrast.ratio();
    let verdict = match (claimed, ratio < 1.0) {
        (true, true) => "Fewer arrests are made for each reported crime in the poorest fifth.",
        (true, false) => "More arrests are made for each reported crime in the poorest fifth.",
        (false, _) => "Not established: it is not shown that arrests for each reported crime differ.",
    };
    let two = |value: f64| format!("{value:.2}");
    let groups = report.clearance.periods.first().map(|period| period.groups.as_slice()).unwrap_or_default();
    let crimes: u64 = groups.first().into_iter().chain(groups.last()).map(|group| group.crimes).sum();
    let mut rests_on = vec![format!(
        "Ratio of arrests for each reported crime, poorest to richest fifth by {value}, with the same mix of crimes: {} (95 % over areas {} to {}; {} areas, {} crimes).",
        two(ratio),
        two(lo),
        two(hi),
        contrast.log_ratio.areas,
        count(crimes)
    )];
    let mut would_change = Vec::new();
    if let Some(spatial) = spatial {
        rests_on.push(format!(
            "By chance: wealth maps with the same spatial pattern give a ratio as far from 1 in {} of {} cases (p = {}).",
            ((1 + spatial.maps) as f64 * spatial.p).round() - 1.0, spatial.maps, decimals(spatial.p)
        ));
        let least = libm::exp(spatial.detectable);
        if !claimed && least.is_finite() {
            would_change.push(format!(
                "A ratio of {} or {} would most likely have been seen (80 % power).",
                two(1.0 / least),
                two(least)
            ));
        }
    }
    rests_on.extend(opinions(&report.clearance_second_opinions));
    if let Some(reporting) = &report.reporting {
        would_change.push(sentence(&format!("the difference {}", reporting.sentence())));
    }
    Card {
        question: CLEARANCE,
        testid: "card-clearance",
        claimed,
        verdict: verdict.to_owned(),
        rests_on,
        would_change,
    }
}

/// What a verdict on a sentence or hypothesis is called.
pub(super) const fn surge_word(verdict: SurgeVerdict) -> &'static str {
    match verdict {
        SurgeVerdict::Supported => "supported",
        SurgeVerdict::Contradicted => "contradicted",
        SurgeVerdict::NotEstablished => "not established",
    }
}

fn surge(report: &AuditReport) -> Card {
    let Some(found) = report.surge.found() else { return refused(SURGE, "card-surge", "") };
    let verdict = match found.verdict {
        SurgeVerdict::Supported => "Supported by the surges of reported crime.",
        SurgeVerdict::Contradicted => "Contradicted by the surges of reported crime.",
        SurgeVerdict::NotEstablished => "Not established by the surges of reported crime.",
    };
    let hypotheses: Vec<String> = found
        .hypotheses
        .iter()
        .enumerate()
        .map(|(at, of)| format!("H{} {}", at + 1, surge_word(of.verdict)))
        .collect();
    let least: Vec<String> = found
        .hypotheses
        .iter()
        .enumerate()
        .map(|(at, of)| format!("{:.2} (H{})", of.minimum_detectable, at + 1))
        .collect();
    Card {
        question: SURGE,
        testid: "card-surge",
        claimed: found.verdict == SurgeVerdict::Supported,
        verdict: verdict.to_owned(),
        rests_on: vec![
            format!(
                "{} weeks in {} blocks; four one-sided tests, all of which must reject at 5 %: {}.",
                found.weeks,
                found.blocks,
                hypotheses.join(", ")
            ),
            format!(
                "Arrests that answer before the surge comes (they cannot): p = {} and {}.",
                decimals(found.leads_poor_by_rich.p),
                decimals(found.leads_rich_by_poor.p)
            ),
        ],
        would_change: vec![format!(
            "Margins of {} would most likely have been seen (80 % power).",
            least.join(", ")
        )],
    }
}
