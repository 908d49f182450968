//! One verdict card a question: what was asked, what is said, what it rests on, and what would
//! change it.

use std::sync::Arc;

use leptos::prelude::*;

use crate::logic::format::{capitalised, decimals, sentence};
use crate::page::state::AuditDone;
use crate::page::table::{Cell, Details, Rows, Table};
use watchback::audit::{
    AmongNetworks, AuditReport, Claim, ClaimVerdict, Found, Grouping, PushReport, SurgeResponse,
    SurgeVerdict, Test,
};
use watchback::wording::numbers::change;
use watchback::wording::pushes::over_areas;
use watchback::wording::{arrests, pushes, surges};
use watchback_translate::{look_up, tr, translated};

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
        Found::Found(report) => primary(report, &value),
        Found::Refused { reason } => {
            refused(pushes::question(Grouping::OuterQuintiles), "card-primary", &translated(reason))
        }
    };
    let tests = report.pushes.found().map(|report| view! { <Tests claim=report.claim.clone()/> });
    let surge = match &report.surge {
        Found::Found(found) => surge(found),
        Found::Refused { reason } => refused(look_up(surges::QUESTION), "card-surge", &translated(reason)),
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
            view! { <p><strong>{tr!("What would change it: ")}</strong>{self.would_change.join(" ")}</p> }
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

fn refused(question: &'static str, testid: &'static str, reason: &str) -> Card {
    Card {
        question,
        testid,
        claimed: false,
        verdict: tr!("Not evaluable.").to_owned(),
        rests_on: vec![sentence(reason)],
        would_change: Vec::new(),
    }
}

fn primary(report: &PushReport, value: &str) -> Card {
    let claim = &report.claim;
    Card {
        question: pushes::question(report.grouping),
        testid: "card-primary",
        claimed: claim.verdict == ClaimVerdict::Differs
            && report.is_stable()
            && !report.other_seeds.is_empty(),
        verdict: pushes::verdict(report),
        rests_on: pushes::evidence(claim, value).into_iter().chain(pushes::seeds(report)).collect(),
        would_change: pushes::would_change(claim),
    }
}

/// The claim's tests, one by one.
#[component]
fn Tests(claim: Claim) -> impl IntoView {
    let mut rows = Rows::new(&[tr!("Test"), "", tr!("High less low")]);
    for test in Test::ALL {
        let figures = match test {
            Test::Spatial => claim.spatial.map(|spatial| format!("p = {}", decimals(spatial.p))),
            Test::Placebo => claim.over_placebo.map(|over| over_areas(Some(over))),
            Test::Networks => claim.networks.map(|AmongNetworks { beyond: (lo, hi), networks, .. }| {
                tr!("beyond {networks} networks by {} to {}", change(lo), change(hi))
            }),
            Test::Sign => Some(tr!("up less down {}", over_areas(claim.up_less_down))),
            Test::Dose => claim.slope.map(|slope| tr!("slope {}", over_areas(Some(slope)))),
        };
        rows.row([
            Cell::Name(capitalised(look_up(test.title()))),
            Cell::Text(if claim.passes(test) { tr!("passes") } else { tr!("does not pass") }.to_owned()),
            Cell::Number(figures.unwrap_or_else(|| tr!("not evaluable").to_owned())),
        ]);
    }
    view! {
        <Details summary=tr!("The five tests that a claim must pass")>
            <Table rows=rows label=tr!("The five tests") testid="tests"/>
        </Details>
    }
}

fn clearance(report: &AuditReport, value: &str) -> Card {
    match arrests::answer(&report.arrest_rates(), value) {
        Err(reason) => refused(look_up(arrests::QUESTION), "card-clearance", &reason),
        Ok(answer) => Card {
            question: look_up(arrests::QUESTION),
            testid: "card-clearance",
            claimed: answer.claimed,
            verdict: answer.verdict,
            rests_on: answer.evidence,
            would_change: answer.would_change,
        },
    }
}

fn surge(found: &SurgeResponse) -> Card {
    Card {
        question: look_up(surges::QUESTION),
        testid: "card-surge",
        claimed: found.verdict == SurgeVerdict::Supported,
        verdict: surges::verdict(found.verdict).to_owned(),
        rests_on: surges::evidence(found),
        would_change: vec![surges::detectable(found)],
    }
}
