//! City-wide daily sums: what was forecast and what happened, in time and in frequency.

use std::sync::Arc;

use leptos::prelude::*;

use super::chart::Chart;
use super::chart_title::ChartTitle;
use super::only::{Only, OnlyChip};
use super::part_series::PartSeries;
use super::tiles::day_of;
use super::verdict::name_of;
use crate::logic::format::{decimals, signed_small};
use crate::page::table::{Cell, Details, Rows, Table, text};
use crate::protocol::RunView;
use watchback::results::DailySeries;
use watchback::scene::Plot;
use watchback::wording::charts;
use watchback_translate::tr;

/// Waves that the table lists: the strongest of what happened.
const LISTED_WAVES: usize = 12;

/// The section, one set of streams at a time.
#[component]
pub(super) fn CitySeries(run: Arc<RunView>, only: Only) -> impl IntoView {
    let run = StoredValue::new(run);
    let chosen = RwSignal::new(0_usize);
    let options = run.with_value(|run| {
        let name = |(at, series): (usize, &DailySeries)| view! { <option value=at.to_string()>{name_of(series.variable)}</option> };
        run.results.series.iter().enumerate().map(name).collect_view()
    });
    let pictures = move || {
        run.with_value(|run| {
            let series = run.results.series.get(chosen.get())?;
            Some(match only.get() {
                Some(part) => {
                    view! { <PartSeries run=run.clone() part=part variable=series.variable/> }.into_any()
                }
                None => view! { <Series run=run.clone() series=series.clone()/> }.into_any(),
            })
        })
    };
    view! {
        <section class="card" aria-labelledby="series-title" data-testid="city-series">
            <h2 id="series-title">{tr!("The whole city, day by day")}</h2>
            <div class="row">
                <label>{tr!("Show ")}
                    <select data-testid="series-set" on:change=move |event| chosen.set(event_target_value(&event).parse().unwrap_or(0))>{options}</select>
                </label>
            </div>
            <OnlyChip only=only/>
            {pictures}
        </section>
    }
}

#[component]
fn Series(run: Arc<RunView>, series: DailySeries) -> impl IntoView {
    let agreement = series.correlation.map_or_else(
        || tr!("The forecast or what happened never changes, so they are not compared.").to_owned(),
        |correlation| {
            tr!(
                "Correlation of the two: {}; with the forecast shifted in time {} ({} to {} in 95 % of {} rounds), p = {:.3}.",
                signed_small(correlation.observed),
                signed_small(correlation.chance.mean),
                signed_small(correlation.chance.lo),
                signed_small(correlation.chance.hi),
                correlation.chance.rounds,
                correlation.chance.p_at_or_above
            )
        },
    );
    let step_days = run.results.study.settings().step_days as f64;
    let time = charts::in_time(name_of(series.variable), series.correlation);
    let frequency = charts::in_frequency(&series, step_days);
    view! {
        <p class="legend">
            <span class="key figure-key">{tr!("expected by the forecast")}</span>
            <span class="key other-key">{tr!("what happened")}</span>
        </p>
        <p data-testid="series-agreement">{agreement}{tr!(" Exploratory: no verdict rests on it.")}</p>
        <div class="charts">
            <figure class="histogram">
                <ChartTitle finding=time.finding measure=time.measure/>
                {in_time(&run, &series).map(|plot| view! { <Chart plot=plot label=tr!("Daily sums; the table below holds them.").to_owned()/> })}
                <TimeTable run=run series=series.clone()/>
            </figure>
            <figure class="histogram">
                <ChartTitle finding=frequency.finding measure=frequency.measure/>
                <p class="hint">{tr!("A forecast shifted in time swings just as much, so likeness here does not say that the forecast knows when.")}</p>
                {in_frequency(&series, step_days).map(|plot| view! { <Chart plot=plot label=tr!("Amplitude by period; the table below holds the greatest.").to_owned()/> })}
                <WaveTable series=series step_days=step_days/>
            </figure>
        </div>
    }
}

fn in_time(run: &RunView, series: &DailySeries) -> Option<Plot> {
    let places: Vec<f64> = (0..series.actual.len()).map(|step| step as f64).collect();
    let actual: Vec<f64> = series.actual.iter().map(|&count| f64::from(count)).collect();
    // About five dates, at equal distances from the first.
    let every = (series.actual.len() / 5).max(1);
    let ticks: Vec<(f64, String)> = (0..5)
        .map(|tick| tick * every + every / 2)
        .map(|step| (step as f64, text(run.results.study.days_of_test_step(step).0)))
        .collect();
    Plot::new(&places, &[&series.predicted, &actual], None, &ticks)
}

fn in_frequency(series: &DailySeries, step_days: f64) -> Option<Plot> {
    let n_days = series.actual.len() as f64 * step_days;
    let places: Vec<f64> = (1..=series.spectrum.len()).map(|periods| periods as f64).collect();
    let of = |value: fn(&watchback::results::Harmonic) -> f64| -> Vec<f64> {
        series.spectrum.iter().map(value).collect()
    };
    let ticks: Vec<(f64, String)> = [(30.0, tr!("30 days")), (7.0, "7"), (3.5, "3.5"), (2.5, "2.5")]
        .into_iter()
        .map(|(period, text)| (n_days / period, text.to_owned()))
        .filter(|(at, _)| (1.0..=places.len() as f64).contains(at))
        .collect();
    Plot::new(&places, &[&of(|wave| wave.predicted), &of(|wave| wave.actual)], None, &ticks)
}

#[component]
fn TimeTable(run: Arc<RunView>, series: DailySeries) -> impl IntoView {
    let rows = series.predicted.iter().zip(&series.actual).enumerate().map(|(step, (predicted, actual))| {
        vec![
            Cell::Name(text(day_of(&run, step))),
            Cell::Number(format!("{predicted:.1}")),
            Cell::Number(text(*actual)),
        ]
    });
    let table = Rows::of(&[tr!("Day"), tr!("Expected"), tr!("Happened")], rows);
    view! {
        <Details summary=tr!("Daily sums as a table")>
            <Table rows=table label=tr!("Daily sums") tall=true/>
        </Details>
    }
}

#[component]
fn WaveTable(series: DailySeries, step_days: f64) -> impl IntoView {
    let mut waves = series.spectrum;
    waves.sort_by(|a, b| b.actual.total_cmp(&a.actual));
    let rows = waves.into_iter().take(LISTED_WAVES).map(|wave| {
        vec![
            Cell::Name(tr!("{:.1} days", wave.period_steps * step_days)),
            Cell::Number(decimals(wave.predicted)),
            Cell::Number(decimals(wave.actual)),
        ]
    });
    let table_2 = Rows::of(&[tr!("Period"), tr!("Forecast, streams a day"), tr!("Happened")], rows);
    view! {
        <Details summary=tr!("The greatest swings as a table")>
            <Table rows=table_2 label=tr!("Greatest swings by period")/>
        </Details>
    }
}
