//! The surge response: what a week of more crime in one group does to arrests per crime in each,
//! and the four hypotheses.

use leptos::prelude::*;

use crate::logic::format::{decimals, signed_small};
use crate::page::dots::Dots;
use crate::page::table::{Cell, Details, Rows, Table};
use watchback::audit::{Effect, Found, Response, SurgeResponse};
use watchback::scene::Dot;
use watchback::wording::surges;
use watchback_translate::tr;

/// The plot and its tables.
#[component]
pub(super) fn SurgePart(surge: Found<SurgeResponse>) -> impl IntoView {
    let Found::Found(surge) = surge else { return ().into_any() };
    let responses: [(&str, &Response); 4] = [
        (tr!("b_PP: poor areas' arrests, their own crime"), &surge.poor_by_poor),
        (tr!("b_PR: poor areas' arrests, well-off areas' crime"), &surge.poor_by_rich),
        (tr!("b_RP: well-off areas' arrests, poor areas' crime"), &surge.rich_by_poor),
        (tr!("b_RR: well-off areas' arrests, their own crime"), &surge.rich_by_rich),
    ];
    let dots: Vec<(String, String, Dot)> = responses
        .iter()
        .map(|(name, response)| {
            let Effect { estimate, interval, .. } = response.mean;
            let dot = Dot { value: estimate, interval: Some(interval), chance: None, marks: vec![0.0] };
            ((*name).to_owned(), signed_small(estimate), dot)
        })
        .collect();
    let mut heads = vec![tr!("Weeks after the surge").to_owned(), tr!("same week").to_owned()];
    heads.extend((1..surge.poor_by_poor.by_horizon.len()).map(|week| tr!("{week} later")));
    let mut by_week = Rows::new(&heads);
    for (name, response) in responses {
        let cell = |effect: &Effect| {
            let (lo, hi) = effect.interval;
            let figures = [effect.estimate, lo, hi].map(signed_small);
            Cell::Number(tr!("{} ({} to {})", figures[0], figures[1], figures[2]))
        };
        let name = Cell::Name(name.to_owned());
        by_week.row(std::iter::once(name).chain(response.by_horizon.iter().map(cell)));
    }
    let says = ["b_PR < 0", "b_RP \u{2265} b_PR + 0.10", "b_RR > b_PP", "b_RP > \u{2212}0.10"];
    let mut hypotheses = Rows::new(&[
        tr!("Hypothesis"),
        tr!("Verdict"),
        tr!("Margin"),
        tr!("p, one-sided"),
        tr!("Would have been seen"),
    ]);
    for (at, (of, says)) in surge.hypotheses.iter().zip(says).enumerate() {
        hypotheses.row([
            Cell::Name(tr!("H{}: {says}", at + 1)),
            Cell::Text(surges::label(of.verdict).to_owned()),
            Cell::Number(signed_small(of.margin.estimate)),
            Cell::Number(decimals(of.p)),
            Cell::Number(format!("{:.2}", of.minimum_detectable)),
        ]);
    }
    view! {
        <h3>{tr!("What a surge of crime does to arrests")}</h3>
        <figure class="histogram" data-testid="surge">
            <figcaption>{tr!("Change of log arrests per reported crime for one unit of log crime more in a week, mean of that week and the four after it; 90 % intervals from blocks of 8 weeks, {} weeks. No model is in it.", surge.weeks)}</figcaption>
            <Dots rows=dots label=tr!("Surge responses with intervals; the tables below hold the numbers.")/>
        </figure>
        <Details summary=tr!("Hypotheses and weeks, as tables")>
            <Table rows=hypotheses label=tr!("Hypotheses") testid="hypotheses"/>
            <Table rows=by_week label=tr!("Responses by week")/>
        </Details>
    }
    .into_any()
}
