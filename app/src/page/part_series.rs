//! Daily sums of a chosen part of the city: what was expected there, and what happened.

use std::sync::Arc;

use leptos::prelude::*;

use super::chart::Chart;
use super::chart_title::ChartTitle;
use super::tiles::day_of;
use super::verdict::name_of;
use crate::logic::selection::{PartSums, Selection};
use crate::page::table::{Cell, Details, Rows, Table, text};
use crate::protocol::RunView;
use watchback::scene::Plot;
use watchback::study::Variable;
use watchback::wording::charts as wording;
use watchback_translate::tr;

/// The sums as a chart and as a table. Nothing is compared with chance: rounds of chance are of the
/// whole city.
#[component]
pub(super) fn PartSeries(run: Arc<RunView>, part: Selection, variable: Option<Variable>) -> impl IntoView {
    let Some(sums) = PartSums::new(&run, &part, variable) else {
        return view! { <p class="hint" data-testid="part-series">{wording::no_forecasts()}</p> }.into_any();
    };
    if sums.streams == 0 {
        return view! { <p class="hint" data-testid="part-series">{wording::no_stream(&part.name, name_of(variable))}</p> }
            .into_any();
    }
    let (expected, happened) = sums.totals();
    let finding = wording::part_sums(&part.name, expected, happened, sums.happened.len());
    let measure = wording::of_part_sums(name_of(variable), sums.streams);
    let places: Vec<f64> = (0..sums.happened.len()).map(|step| step as f64).collect();
    let actual: Vec<f64> = sums.happened.iter().map(|&n| f64::from(n)).collect();
    let every = (places.len() / 5).max(1);
    let ticks: Vec<(f64, String)> = (0..5)
        .map(|tick| tick * every + every / 2)
        .map(|step| (step as f64, text(run.results.study.days_of_test_step(step).0)))
        .collect();
    let plot = Plot::new(&places, &[&sums.expected, &actual], None, &ticks);
    let rows = sums.expected.iter().zip(&sums.happened).enumerate().map(|(step, (expected, happened))| {
        vec![
            Cell::Name(text(day_of(&run, step))),
            Cell::Number(format!("{expected:.2}")),
            Cell::Number(text(*happened)),
        ]
    });
    let table = Rows::of(&[tr!("Day"), tr!("Expected"), tr!("Happened")], rows);
    let label = tr!("Daily sums of {}; the table below holds them.", part.name);
    view! {
        <p class="legend">
            <span class="key figure-key">{tr!("expected by the forecast")}</span>
            <span class="key other-key">{tr!("what happened")}</span>
        </p>
        <figure class="histogram" data-testid="part-series">
            <ChartTitle finding=finding measure=measure/>
            {plot.map(|plot| view! { <Chart plot=plot label=label/> })}
            <p class="hint">{wording::not_compared()}</p>
            <Details summary=tr!("Daily sums of {} as a table", part.name)>
                <Table rows=table label=tr!("Daily sums of the chosen part") tall=true/>
            </Details>
        </figure>
    }
    .into_any()
}
