//! The surge response: what a week of more crime in one group does to arrests per crime in each,
//! and the four hypotheses.

use leptos::prelude::*;

use crate::logic::format::{decimals, signed_small};
use crate::page::dots::Dots;
use crate::page::table::{Cell, Details, Rows, Table};
use watchback::audit::{Effect, Found, Response, SurgeResponse};
use watchback::scene::Dot;
use watchback::wording::surges;

/// The plot and its tables.
#[component]
pub(super) fn SurgePart(surge: Found<SurgeResponse>) -> impl IntoView {
    let Found::Found(surge) = surge else { return ().into_any() };
    let responses: [(&str, &Response); 4] = [
        ("b_PP: poor areas' arrests, their own crime", &surge.poor_by_poor),
        ("b_PR: poor areas' arrests, well-off areas' crime", &surge.poor_by_rich),
        ("b_RP: well-off areas' arrests, poor areas' crime", &surge.rich_by_poor),
        ("b_RR: well-off areas' arrests, their own crime", &surge.rich_by_rich),
    ];
    let dots: Vec<(String, String, Dot)> = responses
        .iter()
        .map(|(name, response)| {
            let Effect { estimate, interval, .. } = response.mean;
            let dot = Dot { value: estimate, interval: Some(interval), chance: None, marks: vec![0.0] };
            ((*name).to_owned(), signed_small(estimate), dot)
        })
        .collect();
    let mut heads = vec!["Weeks after the surge".to_owned(), "same week".to_owned()];
    heads.extend((1..surge.poor_by_poor.by_horizon.len()).map(|week| format!("{week} later")));
    let mut by_week = Rows::new(&heads);
    for (name, response) in responses {
        let cell = |effect: &Effect| {
            let (lo, hi) = effect.interval;
            let figures = [effect.estimate, lo, hi].map(signed_small);
            Cell::Number(format!("{} ({} to {})", figures[0], figures[1], figures[2]))
        };
        let name = Cell::Name(name.to_owned());
        by_week.row(std::iter::once(name).chain(response.by_horizon.iter().map(cell)));
    }
    let says = ["b_PR < 0", "b_RP \u{2265} b_PR + 0.10", "b_RR > b_PP", "b_RP > \u{2212}0.10"];
    let mut hypotheses =
        Rows::new(&["Hypothesis", "Verdict", "Margin", "p, one-sided", "Would have been seen"]);
    for (at, (of, says)) in surge.hypotheses.iter().zip(says).enumerate() {
        hypotheses.row([
            Cell::Name(format!("H{}: {says}", at + 1)),
            Cell::Text(surges::label(of.verdict).to_owned()),
            Cell::Number(signed_small(of.margin.estimate)),
            Cell::Number(decimals(of.p)),
            Cell::Number(format!("{:.2}", of.minimum_detectable)),
        ]);
    }
    view! {
        <h3>"What a surge of crime does to arrests"</h3>
        <figure class="histogram" data-testid="surge">
            <figcaption>{format!("Change of log arrests per reported crime for one unit of log crime more in a week, mean of that week and the four after it; 90 % intervals from blocks of 8 weeks, {} weeks. No model is in it.", surge.weeks)}</figcaption>
            <Dots rows=dots label="Surge responses with intervals; the tables below hold the numbers."/>
        </figure>
        <Details summary="Hypotheses and weeks, as tables">
            <Table rows=hypotheses label="Hypotheses" testid="hypotheses"/>
            <Table rows=by_week label="Responses by week"/>
        </Details>
    }
    .into_any()
}
