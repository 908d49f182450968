//! The picture: a bar a rung with its chance below it, and the paper's figure last. Bars begin at
//! one half, which is guessing.

use leptos::prelude::*;

use crate::page::state::KeptLadder;
use watchback::released::RungFigure;
use watchback::study::{Variable, reported_auc};
use watchback::wording::ladder as wording;
use watchback::wording::numbers::decimals;
use watchback_translate::tr;

/// Pixels of a row: its name above, its bar below.
const ROW: f64 = 50.0;
/// Scores at the picture's ends.
const ENDS: (f64, f64) = (0.5, 1.0);
/// Numbers stand beyond the bars' ends.
const ROOM: f64 = 0.86;

fn at(share: f64) -> String {
    format!("{:.2}%", 100.0 * share)
}

fn x(score: f64) -> f64 {
    ROOM * ((score - ENDS.0) / (ENDS.1 - ENDS.0)).clamp(0.0, 1.0)
}

/// The ladder of a variable. Places go in percent, so that text keeps its size on any screen.
#[component]
pub(in crate::page) fn Rungs(kept: KeptLadder, variable: Variable) -> impl IntoView {
    let (city, step_days) = (kept.settings.city.as_str(), kept.settings.step_days);
    let of = kept.ladder.variables.iter().find(|of| of.variable == variable);
    let rungs: Vec<&RungFigure> =
        of.into_iter().flat_map(|of| &of.rungs).filter(|of| of.value.is_some()).collect();
    let paper = reported_auc(city, Some(variable));
    let label: Vec<String> = rungs
        .iter()
        .map(|rung| {
            let by_chance =
                rung.chance.map_or_else(String::new, |chance| tr!(", by chance {}", decimals(chance.mean)));
            format!(
                "{} {}{by_chance}",
                wording::name(rung.rung, step_days),
                rung.value.map(decimals).unwrap_or_default()
            )
        })
        .chain(paper.map(|paper| tr!("the paper's figure {}", decimals(paper))))
        .collect();
    let rows = rungs.len() + usize::from(paper.is_some());
    let height = ROW * rows as f64 + 24.0;
    let bar = |(place, rung): (usize, &&RungFigure)| {
        let (top, value) = (ROW * place as f64, rung.value.unwrap_or_default());
        let by_chance = rung.chance.map(|chance| {
            view! { <rect class="chance-box" x="0" y=top + 34.0 width=at(x(chance.mean)) height="8"/> }
        });
        view! {
            <text class="label" x="0" y=top + 14.0>{wording::name(rung.rung, step_days)}</text>
            <rect class="bar-model" x="0" y=top + 20.0 width=at(x(value)) height="13"/>
            {by_chance}
            <text class="value" x=at(x(value) + 0.015) y=top + 33.0>{decimals(value)}</text>
        }
    };
    let of_paper = paper.map(|paper| {
        let top = ROW * rungs.len() as f64;
        view! {
            <text class="label" x="0" y=top + 14.0>{tr!("The paper's figure, with no chance given")}</text>
            <rect class="bar-plain" x="0" y=top + 20.0 width=at(x(paper)) height="13"/>
            <text class="value" x=at(x(paper) + 0.015) y=top + 33.0>{decimals(paper)}</text>
        }
    });
    let bars = rungs.iter().enumerate().map(bar).collect_view();
    view! {
        <svg class="line-picture" height=height role="img" aria-label=format!("{}.", label.join("; "))>
            <line class="axis-line" x1="0" x2="0" y1="0" y2=height - 22.0/>
            {bars}
            {of_paper}
            <text class="label" x="0" y=height - 6.0>{tr!("0.500, guessing")}</text>
            <text class="label" x=at(ROOM) y=height - 6.0 text-anchor="middle">"1"</text>
        </svg>
    }
}
