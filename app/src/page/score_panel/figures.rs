//! Tables of figures.

use leptos::prelude::*;

use super::lead::IGNORANCE;
use crate::logic::format::decimals;
use crate::page::state::State;
use crate::page::table::{Cell, Details, Rows, Table, text};
use watchback::results::SetResult;
use watchback::score::{Alarms, AreaScore, Estimate, FlagRule, MeanOverStreams};
use watchback::study::{REPORTED_TRUE_POSITIVE_RATE, steps_in_words};
use watchback_translate::{tr, translated};

/// A figure with four decimals, large ones with one, and a true minus.
fn exact(value: f64) -> String {
    // Counts, such as alarms a week, are not known to four decimals.
    let decimals = if value.abs() < 10.0 { 4 } else { 1 };
    format!("{value:.decimals$}").replace('-', "\u{2212}")
}

fn range((lo, hi): (f64, f64)) -> String {
    tr!("{} to {}", exact(lo), exact(hi))
}

/// The cells of an estimate: value, interval, chance, p.
pub(super) fn cells(estimate: &Estimate) -> [Cell; 4] {
    let dash = || "\u{2013}".to_owned();
    let texts = [
        exact(estimate.value),
        estimate.interval.map_or_else(|| tr!("not evaluable").to_owned(), range),
        estimate.chance.map_or_else(dash, |chance| {
            format!("{} ({})", exact(chance.mean), range((chance.lo, chance.hi)))
        }),
        estimate.chance.map_or_else(dash, |chance| decimals(chance.p_at_or_above)),
    ];
    texts.map(Cell::Number)
}

fn skill_of(estimate: &Estimate) -> String {
    estimate.skill.map_or_else(|| "\u{2013}".to_owned(), exact)
}

/// A row of the table of figures.
struct Row {
    name: String,
    estimate: Estimate,
    /// What the paper reports.
    reported: Option<String>,
    note: String,
}

/// Scores of ranks and probabilities. `reported`: the mean tolerant AUC that the paper gives for
/// this city and set, if any.
#[component]
pub(super) fn FigureTable(set: SetResult, reported: Option<f64>) -> impl IntoView {
    let step_days = expect_context::<State>().step_days();
    let mut rows: Vec<Row> = Vec::new();
    let mut add = |name: String, mean: Option<MeanOverStreams>, reported: Option<String>, note: String| {
        if let Some(MeanOverStreams { estimate, n_streams }) = mean {
            rows.push(Row { name, estimate, reported, note: tr!("{n_streams} streams{note}") });
        }
    };
    add(tr!("Strict AUC: the day itself").to_owned(), set.rank.strict, None, tr!("; a coin: 0.5").to_owned());
    for (width, of) in (1..).zip(IGNORANCE) {
        let days = steps_in_words(width, step_days);
        add(
            tr!("Tolerant AUC within {days}, each event once"),
            set.rank.plain.get(width - 1).copied().flatten(),
            None,
            tr!("; knowing nothing, sparse: {:.3}, comb {:.3}", of.plain, of.comb),
        );
        add(
            tr!("Tolerant AUC within {days}, released rule"),
            set.rank.released.get(width - 1).copied().flatten(),
            // The paper's figures are for a day.
            reported.filter(|_| width == 1).map(decimals),
            tr!("; knowing nothing, sparse: {:.3}, comb {:.3}", of.released, of.comb),
        );
    }
    add(
        tr!("Any event in a week, strict AUC").to_owned(),
        set.rank.week_ahead,
        None,
        tr!("; weeks do not overlap").to_owned(),
    );
    add(
        tr!("True positives at 20 % false positives, strict").to_owned(),
        set.rank.sensitivity,
        None,
        tr!("; a coin: 0.2").to_owned(),
    );
    add(
        tr!("True positives at 20 % false positives within {}, released rule", steps_in_words(1, step_days)),
        set.rank.tolerant_sensitivity,
        reported.map(|_| tr!("{REPORTED_TRUE_POSITIVE_RATE:.2} (median)")),
        String::new(),
    );
    let mut add = |name: &str, estimate: Estimate, note: String| {
        rows.push(Row { name: name.to_owned(), estimate, reported: None, note });
    };
    if let Some(precision) = set.set.average_precision {
        let note = tr!(
            "where, not when; prevalence {}, static rate {}",
            exact(precision.prevalence),
            exact(precision.static_rate)
        );
        add(tr!("Average precision, pooled"), precision.estimate, note);
    }
    if let Some(probability) = set.set.probability {
        let above = || tr!("above 0: better").to_owned();
        add(tr!("Brier score"), probability.brier, tr!("lower is better, so a high p is good").to_owned());
        add(tr!("Brier skill over the static rate"), probability.brier_skill, above());
        add(tr!("Log score, nats"), probability.log, tr!("higher is better").to_owned());
        add(tr!("Log skill over the static rate"), probability.log_skill, above());
    }
    let row = |Row { name, estimate, reported, note }: Row| {
        let skill = skill_of(&estimate);
        let reported = reported.unwrap_or_else(|| "\u{2013}".to_owned());
        let mut row = vec![Cell::Name(name)];
        row.extend(cells(&estimate));
        row.extend([Cell::Number(skill), Cell::Number(reported), Cell::Hint(note)]);
        row
    };
    let table = Rows::of(
        &[
            tr!("Figure"),
            tr!("Value"),
            tr!("95 % interval"),
            tr!("Chance (95 %)"),
            "p",
            tr!("Skill"),
            tr!("Paper reported"),
            "",
        ],
        rows.into_iter().map(row),
    );
    view! {
        <Table rows=table label=tr!("Every figure") testid="figure-table" class="figures"/>
    }
}

/// Hit rates at fixed areas.
#[component]
pub(super) fn AreaTable(areas: Vec<AreaScore>) -> impl IntoView {
    let rows = areas.into_iter().flat_map(|area| {
        let tiles = if area.tiles == 1 { tr!("tile") } else { tr!("tiles") };
        let share = tr!(
            "{}, {} {tiles} ({:.1} % of all)",
            translated(&area.name),
            area.tiles,
            100.0 * area.area_share
        );
        [(tr!("hit rate"), area.hit_rate), ("PAI", area.pai), ("PEI*", area.pei)]
            .into_iter()
            .enumerate()
            .map(move |(at, (name, estimate))| {
                let mut row: Vec<Cell> =
                    (at == 0).then(|| Cell::Names(3, share.clone())).into_iter().collect();
                row.push(Cell::Name(text(name)));
                row.extend(cells(&estimate));
                row.push(Cell::Number(skill_of(&estimate)));
                row
            })
            .collect::<Vec<_>>()
    });
    let table_2 = Rows::of(
        &[tr!("Area"), "", tr!("Value"), tr!("95 % interval"), tr!("Chance (95 %)"), "p", tr!("Skill")],
        rows.collect::<Vec<_>>(),
    );
    view! {
        <Details summary=tr!("By area: how many events fall into the tiles ranked highest")>
            <p>{tr!("Tiles are chosen anew each day, among all tiles with any event in training. PAI: hit rate over the share of the area. PEI*: hits over the most that as many tiles could have held. Areas are fixed; none was chosen because it looks best. A forecast that knows only where scores high in all of these, and so does its chance level.")}</p>
            <Table rows=table_2 label=tr!("By area") testid="area-table"/>
        </Details>
    }
}

/// What acting on the forecast would mean.
#[component]
pub(super) fn AlarmTable(alarms: Vec<Alarms>, whole: bool) -> impl IntoView {
    let among = if whole { tr!("in tiles known from training") } else { tr!("in forecast tiles alone") };
    let mut table = Rows::new(&["", tr!("Value"), tr!("95 % interval"), tr!("Chance (95 %)"), "p"]);
    for alarms in alarms {
        let title = match alarms.rule {
            FlagRule::Paper => {
                tr!("The paper's rule: each stream's threshold chosen on the test days themselves")
            }
            FlagRule::TopTwentieth => tr!("Each day the tiles ranked highest, one in twenty"),
        };
        let rows = [
            (tr!("Flagged, of all forecast tiles and days").to_owned(), Some(alarms.flagged_share)),
            (tr!("False alarms a week, whole city").to_owned(), Some(alarms.false_alarms_a_week)),
            (tr!("False alarms for each reported crime").to_owned(), alarms.false_alarms_per_crime),
            (tr!("Hits for each reported crime").to_owned(), alarms.hits_per_crime),
            (
                tr!("False alarms for each tile and day with an event, {among}"),
                Some(alarms.false_alarms_per_event),
            ),
            (tr!("Flagged, of tiles and days with an event, {among}"), Some(alarms.hits_per_event)),
            (
                tr!("Rightly flagged or not (never flagging: {})", exact(alarms.accuracy_of_never)),
                Some(alarms.accuracy),
            ),
        ];
        let rows = rows.into_iter().filter_map(|(name, estimate)| Some((name, estimate?)));
        table.group(title);
        for (name, estimate) in rows {
            table.row(std::iter::once(Cell::Name(name)).chain(cells(&estimate)));
        }
    }
    view! {
        <Details summary=tr!("What acting on it would mean")>
            <p>{tr!("A hit is a flagged tile and day with at least one reported crime, a false alarm one without. Reported crimes are all rows of the files of this kind in the test period and in the box, several of a tile and day each. Reported crime is not crime, and a flag is not a reason to search anybody.")}{(!whole).then_some(tr!(" For several kinds together neither crimes nor equal areas are counted: an offence with an arrest is in two kinds, and a tile has several forecasts, not one to be ranked by."))}</p>
            <Table rows=table label=tr!("What acting on it would mean") testid="alarm-table"/>
        </Details>
    }
}
