//! What pushes did: sign, dose, placebo and null networks in one picture, and every
//! push as a table.

use leptos::prelude::*;

use crate::logic::format::capitalised;
use crate::page::dots::Dots;
use crate::page::table::{Cell, Details, Rows, Table};
use watchback::audit::{AmongNetworks, AreaEstimate, Claim, GroupAnswer, PushReport, ScenarioResult};
use watchback::scene::Dot;
use watchback::wording::numbers::change;
use watchback::wording::pushes::over_areas;
use watchback_translate::{tr, translated};

/// The panel.
#[component]
pub(super) fn Answers(report: PushReport) -> impl IntoView {
    let rows = rows_of(&report);
    let mut scenarios = Rows::new(&[
        tr!("Push"),
        tr!("All targets"),
        tr!("Low values (95 % over areas)"),
        tr!("95 % of draws"),
        tr!("High values"),
        tr!("95 % of draws"),
        tr!("High less low"),
    ]);
    for scenario in &report.scenarios {
        scenarios.row(row(scenario));
    }
    view! {
        <h3>{tr!("Sign, dose and controls")}</h3>
        <figure class="histogram" data-testid="sign-and-dose">
            <figcaption>{tr!("Change of the mean predicted arrest probability in areas of high values less that in areas of low values, per cent. If the answer is real, opposite pushes give opposite answers, smaller pushes smaller ones, the placebo and null networks give none, and moving the tiles changes little.")}</figcaption>
            <p class="legend">
                <span class="key dot-key">{tr!("high less low, 95 % over areas")}</span>
                <span class="key band-key">{tr!("chance: 95 % of wealth maps with the same spatial pattern, or all null networks and their mean")}</span>
                <span class="key mark-key">{tr!("no difference")}</span>
            </p>
            <Dots rows=rows label=tr!("Sign, dose and controls with intervals; the table below holds the numbers.")/>
        </figure>
        <Details summary=tr!("Every push as a table: {} (exploratory but for the primary one)", report.scenarios.len())>
            <Table rows=scenarios label=tr!("Every push") testid="pushes" tall=true/>
        </Details>
    }
}

/// A push in words.
pub(super) fn named(scenario: &ScenarioResult) -> String {
    let placebo = if scenario.placebo { tr!(", placebo elsewhere") } else { "" };
    format!("{}{placebo}", translated(&scenario.push.to_string()))
}

fn row(scenario: &ScenarioResult) -> [Cell; 7] {
    let dash = || "\u{2013}".to_owned();
    let draws = |answer: GroupAnswer| {
        answer.draws.map_or_else(dash, |(lo, hi)| tr!("{} to {}", change(lo), change(hi)))
    };
    [
        Cell::Name(capitalised(&named(scenario))),
        Cell::Number(scenario.all.map_or_else(dash, change)),
        Cell::Number(over_areas(scenario.low.response)),
        Cell::Number(draws(scenario.low)),
        Cell::Number(over_areas(scenario.high.response)),
        Cell::Number(draws(scenario.high)),
        Cell::Number(over_areas(scenario.difference)),
    ]
}

fn rows_of(report: &PushReport) -> Vec<(String, String, Dot)> {
    let claim: &Claim = &report.claim;
    let dot = |name: String, figure: Option<AreaEstimate>, chance: Option<[f64; 3]>| {
        let AreaEstimate { value, interval: (lo, hi), .. } = figure?;
        let dot =
            Dot { value: 100.0 * value, interval: Some((100.0 * lo, 100.0 * hi)), chance, marks: vec![0.0] };
        Some((name, change(value), dot))
    };
    let spatial = claim.spatial.map(|spatial| {
        let (lo, hi) = spatial.chance;
        // Maps that know nothing give no difference on average.
        [100.0 * lo, 0.0_f64.clamp(100.0 * lo, 100.0 * hi), 100.0 * hi]
    });
    let mut rows = Vec::new();
    let mut doses = claim.doses.clone();
    doses.sort_by(|a, b| b.0.total_cmp(&a.0));
    for (at, (dose, figure)) in doses.iter().enumerate() {
        let which = if at == 0 { tr!(": the primary question") } else { "" };
        let name = tr!("Violent crime up by {} %{which}", 100.0 * dose);
        rows.extend(dot(name, *figure, spatial.filter(|_| at == 0)));
    }
    rows.extend(dot(tr!("Down by 10 %").to_owned(), claim.difference_down, None));
    let placebo = report.scenarios.iter().find(|scenario| scenario.placebo && scenario.push.is_of_primary());
    rows.extend(dot(
        tr!("Placebo: as many steps changed elsewhere").to_owned(),
        placebo.and_then(|of| of.difference),
        None,
    ));
    if let Some((AmongNetworks { mean, beyond, networks }, difference)) = claim.networks.zip(claim.difference)
    {
        let (least, largest) = (difference.value - beyond.1, difference.value - beyond.0);
        let name = tr!("Up by 10 % beside {networks} null networks");
        let chance = Some([least, mean, largest].map(|of| 100.0 * of));
        rows.extend(dot(name, Some(difference), chance));
    }
    for moved in &report.moved_grids {
        let way = match (moved.south, moved.west) {
            (true, true) => tr!("south and west"),
            (true, false) => tr!("south"),
            _ => tr!("west"),
        };
        let name = tr!("Up by 10 %, tiles moved by half of one to the {way}");
        rows.extend(dot(name, moved.answer.found().and_then(|answer| answer.difference), None));
    }
    rows
}
