//! Tables of figures.

use leptos::prelude::*;

use crate::page::format::decimals;
use watchback::results::SetResult;
use watchback::score::{Alarms, AreaScore, Estimate, FlagRule, MeanOverStreams};
use watchback::study::{REPORTED_LABEL, reported_auc};

/// What ignorant scores get under the tolerant rules with sparse events: plain, released, and a comb that flags every so many days under the
/// released rule, at tolerances of 1, 2 and 3 steps.
const IGNORANCE: [(f64, f64, f64); 3] = [(0.750, 0.780, 0.833), (0.833, 0.860, 0.900), (0.875, 0.897, 0.929)];

/// A figure with four decimals and a true minus.
fn exact(value: f64) -> String {
    format!("{value:.4}").replace('-', "\u{2212}")
}

fn range((lo, hi): (f64, f64)) -> String {
    format!("{} to {}", exact(lo), exact(hi))
}

/// The cells of an estimate: value, interval, chance, p.
fn cells(estimate: &Estimate) -> impl IntoView + use<> {
    let interval = estimate.interval.map_or_else(|| "not evaluable".to_owned(), range);
    let chance = estimate.chance.map_or_else(
        || "\u{2013}".to_owned(),
        |chance| format!("{} ({})", exact(chance.mean), range((chance.lo, chance.hi))),
    );
    let p = estimate.chance.map_or_else(|| "\u{2013}".to_owned(), |chance| decimals(chance.p_at_or_above));
    view! {
        <td class="number">{exact(estimate.value)}</td>
        <td class="number">{interval}</td>
        <td class="number">{chance}</td>
        <td class="number">{p}</td>
    }
}

fn skill_of(estimate: &Estimate) -> String {
    estimate.skill().map_or_else(|| "\u{2013}".to_owned(), exact)
}

/// Scores of ranks and probabilities.
#[component]
pub(super) fn FigureTable(set: SetResult, city: String) -> impl IntoView {
    let mut rows: Vec<(String, Estimate, bool, String)> = Vec::new();
    let mut add = |name: String, mean: Option<MeanOverStreams>, note: String| {
        if let Some(mean) = mean {
            rows.push((name, mean.estimate, true, format!("{} streams{note}", mean.n_streams)));
        }
    };
    add("Strict AUC: the day itself".to_owned(), set.rank.strict, "; a coin: 0.5".to_owned());
    for (at, (plain, released, comb)) in IGNORANCE.into_iter().enumerate() {
        let within = if at == 0 { "a day".to_owned() } else { format!("{} days", at + 1) };
        add(
            format!("Tolerant AUC within {within}, each event once"),
            set.rank.plain.get(at).copied().flatten(),
            format!("; ignorance, sparse events: {plain:.3}"),
        );
        let reported = reported_auc(&city, set.variable).filter(|_| at == 0);
        let reported =
            reported.map(|auc| format!("; {}: {REPORTED_LABEL}", decimals(auc))).unwrap_or_default();
        add(
            format!("Tolerant AUC within {within}, released rule"),
            set.rank.released.get(at).copied().flatten(),
            format!("; ignorance, sparse events: {released:.3}, a comb: {comb:.3}{reported}"),
        );
    }
    add(
        "Any event in a week, strict AUC".to_owned(),
        set.rank.week_ahead,
        "; weeks do not overlap".to_owned(),
    );
    add(
        "True positives at 20 % false positives, strict".to_owned(),
        set.rank.sensitivity,
        "; a coin: 0.2".to_owned(),
    );
    if let Some(precision) = set.set.average_precision {
        let note = format!(
            "where, not when; prevalence {}, static rate {}",
            exact(precision.prevalence),
            exact(precision.static_rate)
        );
        rows.push(("Average precision, pooled".to_owned(), precision.estimate, true, note));
    }
    if let Some(probability) = set.set.probability {
        rows.push((
            "Brier score".to_owned(),
            probability.brier,
            false,
            "lower is better, so a high p is good".to_owned(),
        ));
        rows.push((
            "Brier skill over the static rate".to_owned(),
            probability.brier_skill,
            false,
            "above 0: better".to_owned(),
        ));
        rows.push(("Log score, nats".to_owned(), probability.log, false, "higher is better".to_owned()));
        rows.push((
            "Log skill over the static rate".to_owned(),
            probability.log_skill,
            false,
            "above 0: better".to_owned(),
        ));
    }
    let row = |(name, estimate, has_skill, note): (String, Estimate, bool, String)| {
        let skill = if has_skill { skill_of(&estimate) } else { "\u{2013}".to_owned() };
        view! { <tr><th scope="row">{name}</th>{cells(&estimate)}<td class="number">{skill}</td><td class="hint">{note}</td></tr> }
    };
    view! {
        <div class="scroll" tabindex="0" role="region" aria-label="Every figure">
            <table data-testid="figure-table">
                <thead><tr><th>"Figure"</th><th>"Value"</th><th>"95 % interval"</th><th>"Chance (95 %)"</th><th>"p"</th><th>"Skill"</th><th></th></tr></thead>
                <tbody>{rows.into_iter().map(row).collect_view()}</tbody>
            </table>
        </div>
    }
}

/// Hit rates at fixed areas.
#[component]
pub(super) fn AreaTable(areas: Vec<AreaScore>) -> impl IntoView {
    let rows = areas.into_iter().flat_map(|area| {
        let share = format!("{}, {} tiles ({:.1} % of all)", area.name, area.tiles, 100.0 * area.area_share);
        [("hit rate", area.hit_rate), ("PAI", area.pai), ("PEI*", area.pei)]
            .into_iter()
            .enumerate()
            .map(move |(at, (name, estimate))| {
                let first =
                    (at == 0).then(|| view! { <th scope="rowgroup" rowspan="3">{share.clone()}</th> });
                view! { <tr>{first}<th scope="row">{name}</th>{cells(&estimate)}</tr> }
            })
            .collect::<Vec<_>>()
    });
    view! {
        <details>
            <summary>"By area: how many events fall into the tiles ranked highest"</summary>
            <p>"Tiles are chosen anew each day, among all tiles with any event in training. PAI: hit rate over the share of the area. PEI*: hits over the most that as many tiles could have held. Areas are fixed; none was chosen because it looks best. A forecast that knows only where scores high in all of these, and so does its chance level."</p>
            <div class="scroll" tabindex="0" role="region" aria-label="By area">
                <table data-testid="area-table">
                    <thead><tr><th>"Area"</th><td></td><th>"Value"</th><th>"95 % interval"</th><th>"Chance (95 %)"</th><th>"p"</th></tr></thead>
                    <tbody>{rows.collect::<Vec<_>>()}</tbody>
                </table>
            </div>
        </details>
    }
}

/// What acting on the forecast would mean.
#[component]
pub(super) fn AlarmTable(alarms: Vec<Alarms>, whole: bool) -> impl IntoView {
    let among = if whole { "in tiles known from training" } else { "in forecast tiles alone" };
    let of = |alarms: Alarms| {
        let title = match alarms.rule {
            FlagRule::Paper => "The paper's rule: each stream's threshold chosen on the test days themselves",
            FlagRule::TopTwentieth => "Each day the tiles ranked highest, one in twenty",
        };
        let rows = [
            ("Flagged, of all forecast tiles and days".to_owned(), alarms.flagged_share),
            ("False alarms a week, whole city".to_owned(), alarms.false_alarms_a_week),
            (
                format!("False alarms for each tile and day with an event, {among}"),
                alarms.false_alarms_per_event,
            ),
            (format!("Flagged, of tiles and days with an event, {among}"), alarms.hits_per_event),
            (
                format!("Rightly flagged or not (never flagging: {})", exact(alarms.accuracy_of_never)),
                alarms.accuracy,
            ),
        ];
        view! {
            <tr class="group"><th scope="rowgroup" colspan="5">{title}</th></tr>
            {rows.into_iter().map(|(name, estimate)| view! { <tr><th scope="row">{name}</th>{cells(&estimate)}</tr> }).collect_view()}
        }
    };
    view! {
        <details>
            <summary>"What acting on it would mean"</summary>
            <p>"An event is a tile and day with at least one. Reported crime is not crime, and a flag is not a reason to search anybody."</p>
            <div class="scroll" tabindex="0" role="region" aria-label="What acting on it would mean">
                <table data-testid="alarm-table">
                    <thead><tr><td></td><th>"Value"</th><th>"95 % interval"</th><th>"Chance (95 %)"</th><th>"p"</th></tr></thead>
                    <tbody>{alarms.into_iter().map(of).collect_view()}</tbody>
                </table>
            </div>
        </details>
    }
}
