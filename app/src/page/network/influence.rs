//! Influence by delay and by distance, each over the band of the rounds.

use leptos::prelude::*;

use crate::logic::format::{count, signed_small};
use crate::logic::units::round_length;
use crate::page::chart::Chart;
use crate::page::chart_title::ChartTitle;
use crate::page::state::State;
use crate::page::table::{Cell, Details, Rows, Table};
use watchback::network::{DelayCurve, DistanceCurve, Influence, InfluencePoint, Relation};
use watchback::scene::Plot;
use watchback::wording::{Lengths, charts};
use watchback_translate::tr;

/// All curves.
#[component]
pub(super) fn InfluenceCurves(influence: Influence, step_days: usize) -> impl IntoView {
    let by_delay = influence
        .by_delay
        .iter()
        .map(|curve| {
            let (above, of, by_chance) = above(&curve.points);
            let title = charts::by_delay(curve.relation, above, of, by_chance);
            view! { <Curve title=title name=title_of(curve) points=in_days(&curve.points, step_days) kind=tr!("Delay, days")/> }
        })
        .collect_view();
    let state = expect_context::<State>();
    let by_distance = move || {
        let lengths = state.lengths();
        let curve = |curve: &DistanceCurve| {
            let weeks = curve.weeks * step_days as f64;
            let radius = charts::radius(curve.radius_km, |radius| round_length(radius, lengths));
            let title = charts::by_distance(weeks, &radius, above(&curve.points), lengths.long_unit());
            view! { <Curve title=title name=weeks_in_words(weeks) points=curve.points.clone() kind=tr!("Distance") lengths=lengths/> }
        };
        influence.by_distance.iter().map(curve).collect_view()
    };
    view! {
        <h3>{tr!("Influence by delay")}</h3>
        <p>{tr!("Mean corrected gamma over pairs (line), and what 95 % of the rounds give (band). Zero is what independent streams give. At a delay of 0 the same day is meant, which is no influence of the past.")}</p>
        <div class="charts" data-testid="influence-by-delay">{by_delay}</div>
        <h3>{tr!("Influence by distance")}</h3>
        <p>{tr!("The same by the distance between the two tiles, about four delays. The influence radius is how far from the nearest class on the line stays above the band without a gap. Four delays are looked at, each with a chance of one in thirty to show a radius where there is nothing.")}</p>
        <div class="charts" data-testid="influence-by-distance">{by_distance}</div>
    }
}

/// Points with their delays in days.
fn in_days(points: &[InfluencePoint], step_days: usize) -> Vec<InfluencePoint> {
    let mut points = points.to_vec();
    points.iter_mut().for_each(|point| point.delay_steps *= step_days as f64);
    points
}

fn title_of(curve: &DelayCurve) -> String {
    match curve.relation {
        Relation::Own => tr!("A stream and its own past").to_owned(),
        Relation::SameVariable => tr!("Other streams of the same kind").to_owned(),
        Relation::OtherVariable => tr!("Streams of another kind").to_owned(),
    }
}

/// The delay that a curve by distance is about. The engine's weeks are of seven steps.
fn weeks_in_words(weeks: f64) -> String {
    if weeks == 1.0 { tr!("About 1 week").to_owned() } else { tr!("About {weeks} weeks") }
}

/// How often chance itself lies above the 97.5 % point of its rounds: 3.5 % with 99 of them, as the
/// point lies between the third- and the fourth-highest (docs/method.md 7).
fn above_by_chance(points: &[InfluencePoint]) -> f64 {
    let rounds = points.first().map_or(0, |point| point.chance.rounds) as f64;
    (0.025 * rounds + 0.975) / (rounds + 1.0)
}

/// Points above the band, of how many, and how many chance would put there.
fn above(points: &[InfluencePoint]) -> (usize, usize, f64) {
    let above = points.iter().filter(|point| point.corrected_gamma > point.chance.hi).count();
    (above, points.len(), above_by_chance(points) * points.len() as f64)
}

/// One curve, its table behind it. Classes of distance stand side by side, whatever their width.
#[component]
fn Curve(
    title: charts::Title,
    name: String,
    points: Vec<InfluencePoint>,
    kind: &'static str,
    #[prop(default = Lengths::Metric)] lengths: Lengths,
) -> impl IntoView {
    let place = |(at, point): (usize, &InfluencePoint)| match point.distance {
        Some(class) => {
            let text = match class.to_km {
                Some(0.0) => tr!("one tile").to_owned(),
                Some(to) => round_length(to, lengths),
                None => tr!("more").to_owned(),
            };
            (at as f64, text)
        }
        None => (point.delay_steps, format!("{:.0}", point.delay_steps)),
    };
    let places: Vec<(f64, String)> = points.iter().enumerate().map(place).collect();
    let values_of = |value: fn(&InfluencePoint) -> f64| -> Vec<f64> { points.iter().map(value).collect() };
    let (values, lo, hi) = (
        values_of(|point| point.corrected_gamma),
        values_of(|point| point.chance.lo),
        values_of(|point| point.chance.hi),
    );
    let at: Vec<f64> = places.iter().map(|(x, _)| *x).collect();
    let is_distance = points.iter().any(|point| point.distance.is_some());
    let ticks: Vec<(f64, String)> =
        places.iter().filter(|(x, _)| is_distance || (*x as i64) % 7 == 0).cloned().collect();
    let plot = Plot::new(&at, &[&values], Some((&lo, &hi)), &ticks);
    let rows = points.iter().zip(&places).map(|(point, (_, text))| {
        vec![
            Cell::Name(text.clone()),
            Cell::Number(count(point.pairs)),
            Cell::Number(signed_small(1e4 * point.corrected_gamma)),
            Cell::Number(tr!(
                "{} to {}",
                signed_small(1e4 * point.chance.lo),
                signed_small(1e4 * point.chance.hi)
            )),
            Cell::Number(format!("{:.2}", point.chance.p_at_or_above)),
        ]
    });
    let label = tr!("{name}: a line over a band; the table below holds its numbers.");
    let picture = plot.map(|plot| view! { <Chart plot=plot label=label/> });
    let table = Rows::of(
        &[kind, tr!("Pairs"), tr!("Corrected gamma, ten-thousandths"), tr!("95 % of rounds"), "p"],
        rows,
    );
    view! {
        <figure class="histogram">
            <ChartTitle finding=title.finding measure=title.measure/>
            {picture}
            <Details summary=tr!("{name}, as a table")>
                <Table rows=table label=name.clone()/>
            </Details>
        </figure>
    }
}
