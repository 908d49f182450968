//! Arrests per reported crime over time: the city's chart with its control limits, a small one an
//! area, and a map.

use std::sync::Arc;

use leptos::prelude::*;

use super::maps::AreaMap;
use crate::logic::format::{count, percent};
use crate::page::chart::Chart as Drawing;
use crate::page::save_menu::SavePicture;
use crate::page::state::AuditDone;
use crate::page::table::{Cell, Details, Rows, Table};
use watchback::audit::{Chart, Month, OverTime, Point};
use watchback::markup::escaped;
use watchback::scene::Plot;
use watchback_translate::tr;

/// A small chart's size, in units of its drawing.
const WIDTH: f64 = 120.0;
const HEIGHT: f64 = 46.0;

/// The part.
#[component]
pub(super) fn OverTimePart(done: Arc<AuditDone>) -> impl IntoView {
    let found = &done.report.over_time;
    let Some(city) = found.charts.iter().find(|chart| chart.area.is_none()) else { return ().into_any() };
    let says = match (found.months.first(), found.months.last()) {
        (Some(first), Some(last)) => tr!(
            "{} to {}, {} whole months. Incidents younger than 90 days at the export, taken to be {}, are left out: arrests for them are still to come. In areas, {} of {} months lie outside their limits; {:.0} would by chance.",
            month(*first),
            month(*last),
            found.months.len(),
            found.export_day,
            count(found.outside as u64),
            count(found.evaluable as u64),
            found.expected_outside
        ),
        _ => tr!("There is no whole month that is old enough.").to_owned(),
    };
    let plot = plot_of(city, &found.months);
    let mut rows = Rows::new(&[
        tr!("Month"),
        tr!("Arrests for each crime"),
        tr!("Limits"),
        tr!("Arrests"),
        tr!("Crimes"),
    ]);
    for (of, point) in found.months.iter().zip(&city.points) {
        let limits = point
            .limits
            .map_or_else(|| "\u{2013}".to_owned(), |(lo, hi)| tr!("{} to {}", percent(lo), percent(hi)));
        rows.row([
            Cell::Name(month(*of)),
            Cell::Number(percent(share(point))),
            Cell::Number(limits),
            Cell::Number(count(u64::from(point.arrests))),
            Cell::Number(count(u64::from(point.crimes))),
        ]);
    }
    view! {
        <h3>{tr!("Arrests for each reported crime over time")}</h3>
        <p data-testid="over-time">{says}</p>
        <figure class="histogram">
            <figcaption>{tr!("The whole city by month. Band: what months would give were they all alike, as much as they vary from one to the next.")}</figcaption>
            <p class="legend"><span class="key figure-key">{tr!("arrests for each reported crime")}</span><span class="key other-key">{tr!("its mean")}</span><span class="key band-key">{tr!("control limits")}</span></p>
            {plot.map(|plot| view! { <Drawing plot=plot label=tr!("Arrests per reported crime by month; the table below holds the numbers.").to_owned()/> })}
            <Details summary=tr!("Arrests by month as a table")><Table rows=rows label=tr!("Arrests per reported crime by month") tall=true/></Details>
        </figure>
        <AreaMap done=done.clone()/>
        <SmallCharts done=done.clone()/>
    }
    .into_any()
}

fn month(Month { year, month }: Month) -> String {
    format!("{year}-{month:02}")
}

/// Arrests per crime; 0 without a crime.
pub(super) fn share(point: &Point) -> f64 {
    f64::from(point.arrests) / f64::from(point.crimes.max(1))
}

fn plot_of(chart: &Chart, months: &[Month]) -> Option<Plot> {
    let places: Vec<f64> = (0..months.len()).map(|at| at as f64).collect();
    let shares: Vec<f64> = chart.points.iter().map(share).collect();
    let centre = vec![chart.share; months.len()];
    let limits = |of: fn((f64, f64)) -> f64| -> Vec<f64> {
        chart.points.iter().map(|point| point.limits.map_or(chart.share, of)).collect()
    };
    let (lo, hi) = (limits(|(lo, _)| lo), limits(|(_, hi)| hi));
    let january =
        |(at, month): (usize, &Month)| (month.month == 1).then(|| (at as f64, month.year.to_string()));
    let ticks: Vec<(f64, String)> = months.iter().enumerate().filter_map(january).collect();
    Plot::new(&places, &[&shares, &centre], Some((&lo, &hi)), &ticks)
}

/// One small chart an area, all on the same scale, the areas of least hardship first.
#[component]
fn SmallCharts(done: Arc<AuditDone>) -> impl IntoView {
    let report = &done.report;
    let OverTime { charts, .. } = &report.over_time;
    let mut areas: Vec<(f64, usize, &Chart)> = charts
        .iter()
        .filter_map(|chart| {
            let area = chart.area?;
            Some((report.values.get(area).copied().flatten()?, area, chart))
        })
        .filter(|(_, _, chart)| chart.points.iter().any(|point| point.limits.is_some()))
        .collect();
    areas.sort_by(|a, b| a.0.total_cmp(&b.0));
    let top = areas
        .iter()
        .flat_map(|(_, _, chart)| &chart.points)
        .filter(|point| point.limits.is_some())
        .map(share);
    let top = top.fold(0.1, f64::max);
    let n = areas.len();
    let value = done.request.index.compared_name();
    let mut html = String::new();
    for (_, area, chart) in areas {
        let name = report.areas.get(area).map(String::as_str).unwrap_or_default();
        small(&mut html, name, chart, top);
    }
    view! {
        <Details summary=tr!("Area by area: {n} small charts, from the least to the most {value}") testid="small-charts">
            <p class="hint">{tr!("Each from 0 to {}, by month; a dot lies outside its limits (grey). Months with fewer than 30 crimes are left out.", percent(top))}</p>
            <div class="small-charts" inner_html=html></div>
            <SavePicture name=tr!("Arrests for each reported crime, area by area").to_owned()/>
        </Details>
    }
}

/// Writes a small chart as HTML.
fn small(html: &mut String, name: &str, chart: &Chart, top: f64) {
    let step = WIDTH / (chart.points.len().max(2) - 1) as f64;
    let y = |value: f64| HEIGHT - 2.0 - value / top * (HEIGHT - 4.0);
    let shown = || {
        chart
            .points
            .iter()
            .enumerate()
            .filter_map(|(at, point)| Some((at as f64 * step, point, point.limits?)))
    };
    let line = |places: Vec<(f64, f64)>| -> String {
        let parts = places
            .iter()
            .enumerate()
            .map(|(at, (x, y))| format!("{}{x:.1} {y:.1}", if at == 0 { "M" } else { "L" }));
        parts.collect()
    };
    let figure = line(shown().map(|(x, point, _)| (x, y(share(point)))).collect());
    let lower = shown().map(|(x, _, (lo, _))| (x, y(lo)));
    let upper = shown().map(|(x, _, (_, hi))| (x, y(hi.min(top))));
    let band = line(lower.chain(upper.collect::<Vec<_>>().into_iter().rev()).collect());
    let outside = shown().filter(|(_, point, _)| point.is_outside() == Some(true));
    let dots: String = outside
        .map(|(x, point, _)| {
            format!("<circle class='figure-dot' cx='{x:.1}' cy='{:.1}' r='2'/>", y(share(point)))
        })
        .collect();
    let (mut arrests, mut crimes) = (0_u64, 0_u64);
    for point in chart.points.iter().filter(|point| point.limits.is_some()) {
        arrests += u64::from(point.arrests);
        crimes += u64::from(point.crimes);
    }
    let all = percent(arrests as f64 / crimes.max(1) as f64);
    let name = escaped(name);
    html.push_str(&format!(
        "<figure><svg viewBox='0 0 {WIDTH} {HEIGHT}' role='img' aria-label='{name}: {all} of {} crimes'><path class='limits' d='{band}'/><path class='figure-line thin' d='{figure}'/>{dots}</svg><figcaption>{name} <span class='hint'>{all}</span></figcaption></figure>",
        count(crimes)
    ));
}
