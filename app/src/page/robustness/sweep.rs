//! The resolution sweep: one picture that answers "at which resolution does this work here?".

use std::sync::Arc;

use leptos::prelude::*;

use super::Go;
use crate::logic::format::{count, days_ahead, decimals, percent};
use crate::logic::units::side_in_words;
use crate::page::chart_title::ChartTitle;
use crate::page::save::save_json;
use crate::page::save_menu::SavePicture;
use crate::page::state::State;
use crate::page::table::{self, Details, Rows};
use watchback::study::{Study, StudySettings, steps_in_words};
use watchback::sweep::{
    AdjustedP, Cell, CellFigures, CellOutcome, CellResult, CellVerdict, STEP_DAYS, SweepReport, TILE_SCALES,
    cells,
};
use watchback::wording::charts::resolutions;
use watchback::wording::{Lengths, sweep as wording};
use watchback_translate::{tr, translated};

/// Side of a picture's square, and its gap, in pixels of the drawing.
const SQUARE: f64 = 76.0;
const GAP: f64 = 6.0;
/// Room for the labels on the left and below.
const LEFT: f64 = 66.0;
const BELOW: f64 = 40.0;
/// So many standard deviations from chance have the full colour.
const FULL_COLOUR: f64 = 4.0;

/// Start, picture, sentence and table.
#[component]
pub(super) fn SweepPart(base: StudySettings) -> impl IntoView {
    let state = expect_context::<State>();
    let study: Option<Study> = base.check().ok();
    study.map(|study| {
        let planned = StoredValue::new(cells(&study));
        let n_planned = planned.with_value(Vec::len);
        let settings = StoredValue::new(StudySettings::from(study));
        let ahead = StoredValue::new(settings.with_value(|settings| days_ahead(settings.horizon_steps * settings.step_days)));
        let report = Memo::new(move |_| settings.with_value(|settings| state.sweep_of(settings)));
        let n_done = Memo::new(move |_| report.with(|report| report.as_ref().map_or(0, |report| report.cells.len())));
        let finished = Signal::derive(move || n_done.get() == n_planned);
        let label = Signal::derive(move || match n_done.get() {
            0 => tr!("Sweep resolutions").to_owned(),
            done if done < n_planned => tr!("Go on: {} of {n_planned} cells are left", n_planned - done),
            _ => tr!("All cells are done").to_owned(),
        });
        let go = Callback::new(move |()| state.run_sweep(settings.get_value(), planned.get_value()));
        view! {
            <h3>{tr!("At which resolution does it work here?")}</h3>
            <p class="hint">
                {tr!("{n_planned} small studies: tiles of half to eight times the study's size, steps of 1, 2 and 7 days, and the study's own tiles on three moved grids. Each looks at 200 streams drawn by a seed and 500 sources. Where most steps hold a crime, an event is a step with more than the stream's median. About two minutes on two cores.")}
            </p>
            <Go label=label testid="sweep" finished=finished go=go/>
            {move || report.get().map(|report| view! { <Report report=report ahead=ahead.get_value() lengths=state.lengths()/> })}
        }
    })
}

fn figures(result: &CellResult) -> Option<&CellFigures> {
    match &result.outcome {
        CellOutcome::Evaluated(figures) => Some(figures),
        CellOutcome::NotEvaluable { .. } => None,
    }
}

/// The side of a tile on the ground.
fn side(result: &CellResult, lengths: Lengths) -> String {
    let (height, width) = result.tile_metres;
    side_in_words((height * width).sqrt(), lengths)
}

/// What is seen of one kind of figure in a cell.
struct Square {
    row: usize,
    column: usize,
    /// Deviations from the mean of the rounds.
    deviations: f64,
    stands_out: bool,
    texts: [String; 2],
}

#[component]
fn Report(report: Arc<SweepReport>, ahead: String, lengths: Lengths) -> impl IntoView {
    let network = squares(&report, &|figures, verdict| {
        Some((verdict.and_then(|verdict| verdict.network), wording::network_figure(figures)))
    });
    let skill = squares(&report, &|figures, verdict| {
        Some((verdict.and_then(|verdict| verdict.skill), wording::skill_figure(figures)?))
    });
    let labels: Vec<String> = TILE_SCALES
        .iter()
        .map(|scale| {
            let of_scale = |result: &&CellResult| result.cell.tile_scale == *scale;
            report.cells.iter().find(of_scale).map(|result| side(result, lengths)).unwrap_or_default()
        })
        .collect();
    let found = |counts: String| (!report.verdicts.is_empty()).then_some(counts);
    let network_found = found(wording::counts(&report.network_counts(), tr!("The network")));
    let skill_found = found(wording::counts(&report.skill_counts(), tr!("The forecast")));
    let [network_found, skill_found] =
        [network_found, skill_found].map(|counts| (counts, report.cells.len()));
    let saved = report.clone();
    let save = move |_| save_json("sweep.json", &saved);
    view! {
        <p class="lead" data-testid="sweep-sentence">{wording::report(&report).join(" ")}</p>
        <p class="legend">
            <span class="legend-hatched">{tr!("hatched: not distinguishable from chance over all cells, or not known yet")}</span>
        </p>
        <div class="charts">
            <Grid finding=network_found title=tr!("Network: pairs of streams with p < 0.001").to_owned() hatch="hatch-network" squares=network labels=labels.clone()/>
            <Grid finding=skill_found title=tr!("Forecast: mean strict AUC, {ahead}") hatch="hatch-skill" squares=skill labels=labels/>
        </div>
        <Tabled report=report lengths=lengths/>
        <button type="button" class="button small" data-testid="save-sweep" on:click=save>{tr!("Save sweep.json")}</button>
    }
}

type Shown = Option<(Option<AdjustedP>, [String; 2])>;

fn squares(report: &SweepReport, of: &dyn Fn(&CellFigures, Option<&CellVerdict>) -> Shown) -> Vec<Square> {
    let square = |result: &CellResult| {
        let Cell { tile_scale, step_days, .. } = result.cell;
        let verdict = report.verdicts.iter().find(|verdict| verdict.cell == result.cell);
        let (adjusted, texts) = figures(result)
            .and_then(|figures| of(figures, verdict))
            .unwrap_or((None, [tr!("too little").to_owned(), String::new()]));
        Some(Square {
            row: STEP_DAYS.iter().position(|days| *days == step_days)?,
            column: TILE_SCALES.iter().position(|scale| *scale == tile_scale)?,
            deviations: adjusted.map_or(0.0, |adjusted| adjusted.deviations),
            stands_out: adjusted.is_some_and(|adjusted| adjusted.stands_out()),
            texts,
        })
    };
    report.cells.iter().filter(|result| !result.cell.is_shifted()).filter_map(square).collect()
}

/// One small multiple. `hatch`: the name of its hatching, which no other element of the page may
/// have.
#[component]
fn Grid(
    finding: (Option<String>, usize),
    title: String,
    hatch: &'static str,
    squares: Vec<Square>,
    labels: Vec<String>,
) -> impl IntoView {
    let (width, height) =
        (LEFT + TILE_SCALES.len() as f64 * (SQUARE + GAP), STEP_DAYS.len() as f64 * (SQUARE + GAP) + BELOW);
    let above = resolutions(finding.0, finding.1, &title);
    let x = |column: usize| LEFT + column as f64 * (SQUARE + GAP);
    let y = |row: usize| row as f64 * (SQUARE + GAP);
    let drawn = squares.into_iter().map(|square| {
        let (left, top) = (x(square.column), y(square.row));
        let strength = (square.deviations.abs() / FULL_COLOUR).min(1.0);
        let class = if square.deviations > 0.0 { "above-chance" } else { "below-chance" };
        let frame = if square.stands_out { "cell-frame stands-out" } else { "cell-frame" };
        let [first, second] = square.texts;
        view! {
            <rect class=class x=left y=top width=SQUARE height=SQUARE fill-opacity=format!("{:.2}", 0.7 * strength)/>
            {(!square.stands_out).then(|| view! { <rect x=left y=top width=SQUARE height=SQUARE fill=format!("url(#{hatch})")/> })}
            <rect class=frame x=left y=top width=SQUARE height=SQUARE/>
            <text class="cell-value" x=left + SQUARE / 2.0 y=top + SQUARE / 2.0 - 2.0 text-anchor="middle">{first}</text>
            <text class="tick" x=left + SQUARE / 2.0 y=top + SQUARE / 2.0 + 16.0 text-anchor="middle">{second}</text>
        }
    }).collect_view();
    let columns = labels.into_iter().enumerate().map(|(at, label)| {
        view! { <text class="tick" x=x(at) + SQUARE / 2.0 y=height - BELOW + 14.0 text-anchor="middle">{label}</text> }
    }).collect_view();
    let rows = STEP_DAYS.iter().enumerate().map(|(at, step)| {
        view! { <text class="tick" x=LEFT - 8.0 y=y(at) + SQUARE / 2.0 + 4.0 text-anchor="end">{steps_in_words(*step, 1)}</text> }
    }).collect_view();
    view! {
        <figure class="histogram">
            <ChartTitle finding=above.finding measure=above.measure/>
            <svg viewBox=format!("0 0 {width} {height}") role="img" aria-label=tr!("{title}, by size of tile and length of step; the table below holds its numbers.")>
                <defs>
                    <pattern id=hatch width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
                        <line class="hatch" x1="0" y1="0" x2="0" y2="7"/>
                    </pattern>
                </defs>
                {drawn}
                {columns}
                {rows}
                <text class="tick" x=LEFT + (width - LEFT) / 2.0 y=height - 6.0 text-anchor="middle">{tr!("side of a tile")}</text>
            </svg>
            <SavePicture name=tr!("{title}, by size of tile and length of step")/>
        </figure>
    }
}

#[component]
fn Tabled(report: Arc<SweepReport>, lengths: Lengths) -> impl IntoView {
    let rows = report.cells.iter().map(|result| row_of_cell(&report, result, lengths));
    let table = Rows::of(
        &[
            tr!("Tile and step"),
            tr!("Streams"),
            tr!("Event steps"),
            tr!("Entropy rate"),
            tr!("Pairs, p < 0.001"),
            tr!("By chance"),
            tr!("p, all cells"),
            tr!("Strict AUC"),
            tr!("95 % interval"),
            tr!("Chance (95 %)"),
            tr!("Skill"),
            tr!("p, all cells"),
            tr!("Tolerant / chance"),
        ],
        rows,
    );
    view! {
        <Details summary=tr!("The sweep as a table, and how it is computed")>
            <p>{tr!("The p-values count for all cells at once: a figure is compared with the largest of all cells in the same round of chance, 39 rounds for the network (so that none is below 0.025) and 25 shifts for the forecast (none below 0.038). Entropy rate: bits a step given the three before it, which the paper chose its resolution by; it says how much there is to know, not how much is known.")}</p>
            <table::Table rows=table label=tr!("The sweep as a table") testid="sweep-table"/>
        </Details>
    }
}

/// A cell as a row of the table.
fn row_of_cell(report: &SweepReport, result: &CellResult, lengths: Lengths) -> Vec<table::Cell> {
    let dash = || "\u{2013}".to_owned();
    let range = |(lo, hi): (f64, f64)| tr!("{} to {}", decimals(lo), decimals(hi));
    let verdict = report.verdicts.iter().find(|verdict| verdict.cell == result.cell);
    let p = |of: fn(&CellVerdict) -> Option<AdjustedP>| {
        verdict.and_then(of).map_or_else(dash, |adjusted| decimals(adjusted.p))
    };
    let moved = wording::moved(&result.cell);
    let name = format!("{}, {}{moved}", side(result, lengths), steps_in_words(result.cell.step_days, 1));
    let streams = count(result.streams.active as u64);
    let texts = match &result.outcome {
        CellOutcome::NotEvaluable { reason } => vec![translated(reason)],
        CellOutcome::Evaluated(figures) => {
            let pairs = &figures.network.significant_pairs;
            let (mean, least, most) = pairs.by_chance();
            let mut texts = vec![
                percent(figures.mean_rate),
                decimals(figures.entropy_rate_bits),
                count(pairs.real),
                tr!("{mean:.0} ({least} to {most})"),
                p(|verdict| verdict.network),
            ];
            match &figures.strict {
                Some(strict) => texts.extend([
                    decimals(strict.observed),
                    figures.strict_interval.map_or_else(|| tr!("not evaluable").to_owned(), range),
                    format!(
                        "{} ({})",
                        decimals(strict.chance.mean),
                        range((strict.chance.lo, strict.chance.hi))
                    ),
                    strict.skill().map_or_else(dash, |skill| format!("{skill:.4}").replace('-', "\u{2212}")),
                    p(|verdict| verdict.skill),
                ]),
                None => texts.extend(std::iter::repeat_with(dash).take(5)),
            }
            match &figures.tolerant {
                Some(tolerant) => texts.push(format!(
                    "{} / {}",
                    decimals(tolerant.observed),
                    decimals(tolerant.chance.mean)
                )),
                None => texts.push(dash()),
            }
            texts
        }
    };
    let mut row = vec![table::Cell::Name(name), table::Cell::Number(streams)];
    if let [reason] = &texts[..] {
        row.push(table::Cell::Wide(11, reason.clone()));
    } else {
        row.extend(texts.into_iter().map(table::Cell::Number));
    }
    row
}
