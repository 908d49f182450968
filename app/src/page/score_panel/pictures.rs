//! True over false positives, hit rate by area, and reliability.

use leptos::prelude::*;

use crate::logic::format::{count, percent};
use crate::page::chart::Chart;
use crate::page::chart_title::ChartTitle;

use crate::page::state::State;
use crate::page::table::{Cell, Details, Rows, Table};
use watchback::scene::Plot;
use watchback::score::{HitCurve, ReliabilityBin, RocCurve};
use watchback::study::steps_in_words;
use watchback::wording::charts;
use watchback_translate::tr;

/// True over false positives, strict and within one to three days, with one table.
#[component]
pub(super) fn RocPictures(curves: Vec<RocCurve>) -> impl IntoView {
    let step_days = expect_context::<State>().step_days();
    let name = |curve: &RocCurve| match curve.width_steps {
        0 => tr!("Strict").to_owned(),
        width => tr!("Within {}", steps_in_words(width, step_days)),
    };
    let drawn = curves.iter().map(|curve| {
        let places: Vec<f64> = (0..curve.forecast.len()).map(RocCurve::false_positive_rate).collect();
        let ticks: Vec<(f64, String)> = [0.2, 0.4, 0.6, 0.8, 1.0]
            .into_iter()
            .map(|share| (share, format!("{:.0} %", 100.0 * share)))
            .collect();
        let (lo, hi): (Vec<f64>, Vec<f64>) = curve.chance.iter().copied().unzip();
        let has_chance = lo.len() == places.len();
        let band = has_chance.then_some((lo.as_slice(), hi.as_slice()));
        let chance = if has_chance { &curve.chance_mean } else { &places };
        let plot = Plot::new(&places, &[&curve.forecast, chance, &places], band, &ticks);
        let title = charts::hits_and_false_alarms(&name(curve), curve);
        view! {
            <figure class="histogram">
                <ChartTitle finding=title.finding measure=title.measure/>
                {plot.map(|plot| view! { <Chart plot=plot label=tr!("{}: true over false positives; the table below holds the numbers.", name(curve))/> })}
            </figure>
        }
    }).collect_view();
    let mut headings = vec![tr!("Other days flagged").to_owned()];
    headings
        .extend(curves.iter().flat_map(|curve| [name(curve), tr!("Chance").to_owned(), "95 %".to_owned()]));
    let dash = || "\u{2013}".to_owned();
    let readings = curves.first().map_or(0, |curve| curve.forecast.len());
    let row = |reading: usize| {
        let rate = |rates: &Vec<f64>| rates.get(reading).map_or_else(dash, |rate| percent(*rate));
        let flagged = format!("{:.0} %", 100.0 * RocCurve::false_positive_rate(reading));
        let mut row = vec![Cell::Name(flagged)];
        for curve in &curves {
            let band = curve
                .chance
                .get(reading)
                .map_or_else(dash, |(lo, hi)| tr!("{} to {}", percent(*lo), percent(*hi)));
            row.extend([
                Cell::Strong(rate(&curve.forecast)),
                Cell::Number(rate(&curve.chance_mean)),
                Cell::Number(band),
            ]);
        }
        row
    };
    let rows = Rows::of(&headings, (0..readings).map(row));
    view! {
        <div data-testid="roc">
            <h4>{tr!("Hits against false alarms (ROC curves), all tiles under one threshold: these say where, not when")}</h4>
            <p class="legend">
                <span class="key figure-key">{tr!("forecast")}</span>
                <span class="key other-key">{tr!("chance: mean of the shifted forecasts")}</span>
                <span class="key band-key">{tr!("95 % of them")}</span>
                <span class="key dashed-key">{tr!("a coin, without tolerance")}</span>
            </p>
            <div class="charts">{drawn}</div>
            <Details summary=tr!("Hits and false alarms as a table")>
                <Table rows=rows label=tr!("True over false positives") tall=true/>
            </Details>
        </div>
    }
}

/// Hit rate by share of the area.
#[component]
pub(super) fn Curve(curve: HitCurve) -> impl IntoView {
    let ticks: Vec<(f64, String)> = [0.1, 0.25, 0.5, 0.75, 1.0]
        .into_iter()
        .map(|share| (share, format!("{:.0} %", 100.0 * share)))
        .collect();
    let (lo, hi): (Vec<f64>, Vec<f64>) = curve.chance.iter().copied().unzip();
    let band = (lo.len() == curve.forecast.len()).then_some((lo.as_slice(), hi.as_slice()));
    let plot = Plot::new(
        &curve.area_shares,
        &[&curve.forecast, &curve.static_rate, &curve.perfect, &curve.area_shares],
        band,
        &ticks,
    );
    let rows = curve.area_shares.iter().enumerate().map(|(at, share)| {
        let chance = curve
            .chance
            .get(at)
            .map_or_else(|| "\u{2013}".to_owned(), |(lo, hi)| tr!("{} to {}", percent(*lo), percent(*hi)));
        vec![
            Cell::Name(percent(*share)),
            Cell::Number(percent(curve.forecast[at])),
            Cell::Number(chance),
            Cell::Number(percent(curve.static_rate[at])),
            Cell::Number(percent(curve.perfect[at])),
        ]
    });
    let title = charts::hits_by_area(&curve);
    let table = Rows::of(
        &[tr!("Area"), tr!("Forecast"), tr!("Chance (95 %)"), tr!("Static rate"), tr!("Best possible")],
        rows,
    );
    view! {
        <figure class="histogram" data-testid="hit-curve">
            <ChartTitle finding=title.finding measure=title.measure/>
            <p class="legend">
                <span class="key figure-key">{tr!("forecast")}</span>
                <span class="key other-key">{tr!("static rate")}</span>
                <span class="key band-key">{tr!("chance, 95 %")}</span>
                <span class="key dashed-key">{tr!("the best that could be")}</span>
                <span class="key dotted-key">{tr!("tiles drawn at random")}</span>
            </p>
            {plot.map(|plot| view! { <Chart plot=plot label=tr!("Hit rate by area; the table below holds its numbers.").to_owned()/> })}
            <Details summary=tr!("Hit rate by area as a table")>
                <Table rows=table label=tr!("Hit rate by area") tall=true/>
            </Details>
        </figure>
    }
}

/// What happened where so much was said.
#[component]
pub(super) fn Reliability(bins: Vec<ReliabilityBin>) -> impl IntoView {
    let values = |of: fn(&ReliabilityBin) -> f64| -> Vec<f64> { bins.iter().map(of).collect() };
    let said = values(|bin| bin.mean_probability);
    let happened = values(|bin| bin.event_share);
    let lo = values(|bin| bin.interval.map_or(bin.event_share, |interval| interval.0));
    let hi = values(|bin| bin.interval.map_or(bin.event_share, |interval| interval.1));
    let ticks: Vec<(f64, String)> = [0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.7]
        .into_iter()
        .filter(|at| {
            said.first().is_some_and(|first| at >= first) && said.last().is_some_and(|last| at <= last)
        })
        .map(|at| (at, percent(at)))
        .collect();
    let plot = Plot::new(&said, &[&happened, &said], Some((&lo, &hi)), &ticks);
    let rows = bins.iter().map(|bin| {
        let interval = bin.interval.map_or_else(
            || tr!("not evaluable").to_owned(),
            |(lo, hi)| tr!("{} to {}", percent(lo), percent(hi)),
        );
        vec![
            Cell::Name(percent(bin.mean_probability)),
            Cell::Number(percent(bin.event_share)),
            Cell::Number(interval),
            Cell::Number(count(bin.events)),
            Cell::Number(count(bin.steps)),
        ]
    });
    let title = charts::reliability(&bins);
    let table_2 = Rows::of(
        &[tr!("Said, mean"), tr!("Happened"), tr!("95 % interval"), tr!("Events"), tr!("Tile-days")],
        rows,
    );
    view! {
        <figure class="histogram" data-testid="reliability">
            <ChartTitle finding=title.finding measure=title.measure/>
            <p class="hint">{tr!("Reliability: how often it happened (line, 95 % interval as band) where so much was said. On the thin line, what is said is what happens. Bins with fewer than 30 tile-days are left out.")}</p>
            {plot.map(|plot| view! { <Chart plot=plot label=tr!("Reliability diagram; the table below holds its numbers.").to_owned()/> })}
            <Details summary=tr!("Reliability as a table")>
                <Table rows=table_2 label=tr!("Reliability")/>
            </Details>
        </figure>
    }
}
