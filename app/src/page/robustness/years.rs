//! Stability: a line a test year.

use leptos::prelude::*;

use super::Go;
use crate::logic::format::decimals;
use crate::page::chart_title::ChartTitle;
use crate::page::save::save_json;
use crate::page::save_menu::SavePicture;
use crate::page::state::State;
use crate::page::table::{Cell, Details, Rows, Table, text};
use watchback::results::{PeriodFigures, YearCounts, YearResult};
use watchback::score::{AgainstChance, PairedSkill};
use watchback::study::StudySettings;
use watchback::wording::{self, charts};
use watchback_translate::tr;

const WIDTH: f64 = 640.0;
const LEFT: f64 = 170.0;
const ROW: f64 = 26.0;

/// Start, picture and table.
#[component]
pub(super) fn YearsPart(years: Vec<StudySettings>) -> impl IntoView {
    let state = expect_context::<State>();
    let n_planned = years.len();
    let planned = StoredValue::new(years);
    let done = Memo::new(move |_| planned.with_value(|planned| state.years_of(planned)));
    let finished = Signal::derive(move || done.with(Vec::len) == n_planned);
    let label = Signal::derive(move || match done.with(Vec::len) {
        0 => tr!("Run the years").to_owned(),
        done if done < n_planned => tr!("Go on: {} of {n_planned} years are left", n_planned - done),
        _ => tr!("All years are done").to_owned(),
    });
    let go = Callback::new(move |()| planned.with_value(|planned| state.run_years(planned)));
    let tests: Vec<String> = planned.with_value(|planned| {
        planned.iter().map(|settings| (settings.training_last + 1).year().to_string()).collect()
    });
    let hint = match n_planned {
        0 => tr!("The files hold no calendar year with the three before it.").to_owned(),
        _ => tr!(
            "Learns on three calendar years and tests on the next. These files allow {}; more files allow more. About a minute a year on two cores.",
            tests.join(", ")
        ),
    };
    view! {
        <h3>{tr!("In which years does it work?")}</h3>
        <p class="hint" data-testid="years-hint">{hint}</p>
        {(n_planned > 0).then(|| view! { <Go label=label testid="years" finished=finished go=go/> })}
        {move || {
            let years = done.get();
            (!years.is_empty()).then(|| view! { <Report years=years/> })
        }}
    }
}

#[component]
fn Report(years: Vec<YearResult>) -> impl IntoView {
    let periods: Vec<(String, PeriodFigures, bool)> = years
        .iter()
        .flat_map(|year| {
            let whole = (format!("{}", year.test.first().year()), year.whole.clone(), true);
            let first =
                (tr!("{}, the paper's 101 days", year.test.first().year()), year.paper_days.clone(), false);
            [whole, first]
        })
        .collect();
    let saved = years.clone();
    let save = move |_| save_json("years.json", &saved);
    let says = wording::years::counts(&YearCounts::new(&years));
    let rows = years.iter().map(|year| {
        let (mean, least, most) = year.significant_pairs.by_chance();
        let network = wording::network::label(&year.network);
        let PairedSkill { mean_difference, interval, .. } = year.added.over_own_past;
        let thousandths = |nats: f64| format!("{:+.2}", 1e3 * nats).replace('-', "\u{2212}");
        let adds = match interval {
            Some((lo, hi)) => {
                tr!("{} ({} to {})", thousandths(mean_difference), thousandths(lo), thousandths(hi))
            }
            None => thousandths(mean_difference),
        };
        let mut row = vec![Cell::Name(text(year.test.first().year()))];
        row.extend(period_cells(&year.whole));
        row.extend(period_cells(&year.paper_days));
        row.extend([
            Cell::Text(network),
            Cell::Number(tr!("{} / {mean:.0} ({least} to {most})", year.significant_pairs.real)),
            Cell::Number(adds),
        ]);
        row
    });
    let table = Rows::of(
        &[
            tr!("Test year"),
            tr!("Strict AUC"),
            tr!("95 % interval"),
            tr!("Chance (95 %)"),
            "p",
            tr!("101 days: AUC"),
            tr!("95 % interval"),
            tr!("Chance (95 %)"),
            "p",
            tr!("Network"),
            tr!("Pairs / chance"),
            tr!("Network adds, thousandths of a nat"),
        ],
        rows,
    );
    view! {
        <p class="lead" data-testid="years-sentence">{says}</p>
        <Picture periods=periods/>
        <Details summary=tr!("The years as a table")>
            <Table rows=table label=tr!("Test years as a table") testid="years-table"/>
        </Details>
        <button type="button" class="button small" data-testid="save-years" on:click=save>{tr!("Save years.json")}</button>
    }
}

fn strict(period: &PeriodFigures) -> Option<(AgainstChance, Option<(f64, f64)>)> {
    let figures = period.aggregate.figures.as_ref()?;
    Some((figures.strict, period.strict.and_then(|strict| strict.estimate.interval)))
}

fn period_cells(period: &PeriodFigures) -> [Cell; 4] {
    let range = |(lo, hi): (f64, f64)| tr!("{} to {}", decimals(lo), decimals(hi));
    let texts = match strict(period) {
        Some((strict, interval)) => [
            decimals(strict.observed),
            interval.map_or_else(|| tr!("not evaluable").to_owned(), range),
            format!("{} ({})", decimals(strict.chance.mean), range((strict.chance.lo, strict.chance.hi))),
            decimals(strict.chance.p_at_or_above),
        ],
        None => [tr!("not evaluable"), "\u{2013}", "\u{2013}", "\u{2013}"].map(str::to_owned),
    };
    texts.map(Cell::Number)
}

/// Figure, interval and chance band, a row a period.
#[component]
fn Picture(periods: Vec<(String, PeriodFigures, bool)>) -> impl IntoView {
    let known: Vec<(AgainstChance, Option<(f64, f64)>)> =
        periods.iter().filter_map(|(_, period, _)| strict(period)).collect();
    let ends = known.iter().flat_map(|(figure, interval)| {
        let (lo, hi) = interval.unwrap_or((figure.observed, figure.observed));
        [lo, hi, figure.chance.lo, figure.chance.hi, 0.5]
    });
    let (lo, hi) = ends.fold((0.495_f64, 0.505_f64), |(lo, hi), end| (lo.min(end), hi.max(end)));
    let whole = periods.iter().filter(|(_, _, whole)| *whole);
    let figures: Vec<(i16, AgainstChance)> =
        whole.filter_map(|(name, period, _)| Some((name.parse().ok()?, strict(period)?.0))).collect();
    let title = charts::years(&figures);
    let x = move |value: f64| LEFT + (value - lo) / (hi - lo) * (WIDTH - LEFT - 20.0);
    let height = periods.len() as f64 * ROW + 34.0;
    let floor = height - 28.0;
    let rows = periods
        .iter()
        .enumerate()
        .map(|(at, (name, period, whole))| {
            let middle = at as f64 * ROW + ROW / 2.0;
            let drawn = strict(period).map(|(figure, interval)| {
                let radius = if *whole { 5.0 } else { 3.5 };
                let line = interval.map(|(lo, hi)| view! { <line class="figure-line" x1=x(lo) x2=x(hi) y1=middle y2=middle/> });
                view! {
                    <rect class="chance-band" x=x(figure.chance.lo) y=middle - 8.0 width=x(figure.chance.hi) - x(figure.chance.lo) height="16"/>
                    {line}
                    <circle class="figure-dot" cx=x(figure.observed) cy=middle r=radius/>
                }
            });
            view! {
                <text class="tick" x=LEFT - 10.0 y=middle + 4.0 text-anchor="end">{name.clone()}</text>
                {drawn}
            }
        })
        .collect_view();
    let ticks = [lo, 0.5, hi]
        .map(|value| view! { <text class="tick" x=x(value) y=floor + 20.0 text-anchor="middle">{decimals(value)}</text> })
        .into_iter()
        .collect_view();
    view! {
        <figure class="histogram">
            <ChartTitle finding=title.finding measure=title.measure/>
            <p class="hint">{tr!("The band is what shifted forecasts score. The verdict is on the whole year.")}</p>
            <svg viewBox=format!("0 0 {WIDTH} {height}") role="img" aria-label=tr!("Mean strict AUC by test year; the table below holds its numbers.")>
                <line class="half-line" x1=x(0.5) x2=x(0.5) y1="0" y2=floor/>
                {rows}
                <line class="axis" x1=LEFT x2=WIDTH - 20.0 y1=floor y2=floor/>
                {ticks}
            </svg>
            <SavePicture name=tr!("Mean strict AUC by test year").to_owned()/>
        </figure>
    }
}
