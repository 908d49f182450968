//! The surge response: what a week of more crime in one group does to arrests per crime in each, and the four hypotheses.

use leptos::prelude::*;

use super::questions::surge_word;
use crate::page::dots::Dots;
use crate::page::format::{decimals, signed_small};
use watchback::audit::{Effect, Found, Hypothesis, Response, SurgeResponse};
use watchback::scene::Dot;

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
    let by_week = responses
        .iter()
        .map(|(name, response)| {
            let cells = response.by_horizon.iter().map(|effect| {
                let Effect { estimate, interval: (lo, hi), .. } = *effect;
                view! { <td class="number">{format!("{} ({} to {})", signed_small(estimate), signed_small(lo), signed_small(hi))}</td> }
            });
            view! { <tr><th scope="row">{*name}</th>{cells.collect_view()}</tr> }
        })
        .collect_view();
    let heads = (0..surge.poor_by_poor.by_horizon.len())
        .map(|week| view! { <th>{if week == 0 { "same week".to_owned() } else { format!("{week} later") }}</th> })
        .collect_view();
    let says = ["b_PR < 0", "b_RP \u{2265} b_PR + 0.10", "b_RR > b_PP", "b_RP > \u{2212}0.10"];
    let hypotheses = surge.hypotheses.iter().zip(says).enumerate().map(|(at, (of, says))| {
        let Hypothesis { margin, p, minimum_detectable, verdict } = *of;
        view! {
            <tr>
                <th scope="row">{format!("H{}: {says}", at + 1)}</th>
                <td>{surge_word(verdict)}</td>
                <td class="number">{signed_small(margin.estimate)}</td>
                <td class="number">{decimals(p)}</td>
                <td class="number">{format!("{minimum_detectable:.2}")}</td>
            </tr>
        }
    });
    let hypotheses = hypotheses.collect_view();
    view! {
        <h3>"What a surge of crime does to arrests"</h3>
        <figure class="histogram" data-testid="surge">
            <figcaption>{format!("Change of log arrests per reported crime for one unit of log crime more in a week, mean of that week and the four after it; 90 % intervals from blocks of 8 weeks, {} weeks. No model is in it.", surge.weeks)}</figcaption>
            <Dots rows=dots label="Surge responses with intervals; the tables below hold the numbers."/>
        </figure>
        <details>
            <summary>"Hypotheses and weeks, as tables"</summary>
            <div class="scroll" tabindex="0" role="region" aria-label="Hypotheses">
                <table data-testid="hypotheses">
                    <thead><tr><th>"Hypothesis"</th><th>"Verdict"</th><th>"Margin"</th><th>"p, one-sided"</th><th>"Would have been seen"</th></tr></thead>
                    <tbody>{hypotheses}</tbody>
                </table>
            </div>
            <div class="scroll" tabindex="0" role="region" aria-label="Responses by week">
                <table>
                    <thead><tr><th>"Weeks after the surge"</th>{heads}</tr></thead>
                    <tbody>{by_week}</tbody>
                </table>
            </div>
        </details>
    }
    .into_any()
}
