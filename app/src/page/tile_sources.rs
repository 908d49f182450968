//! A chosen tile: the streams that its forecast reads, with delay and gamma, and a source's machine
//! as a state diagram.

use std::sync::Arc;

use leptos::prelude::*;

use super::chart_title::ChartTitle;
use super::save_menu::SavePicture;
use super::state::State;
use super::verdict::name_of;
use crate::logic::format::{count, decimals, percent};
use crate::protocol::RunView;
use watchback::network::Transducer;
use watchback::results::StreamResult;
use watchback::scene::{Arrow, StateCircle, StateDiagram};
use watchback::space::{Grid, TileId};
use watchback::study::{Admission, Combiner, StudySettings, Variable, steps_in_words};
use watchback::wording::charts;
use watchback::xpfsa::Xpfsa;
use watchback_translate::tr;

/// A source as the map shows it: its tile, and its gamma as a share of the largest shown, 0 to 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct SourceMark {
    pub(super) tile: TileId,
    pub(super) strength: f64,
}

/// The target in a tile.
pub(super) fn target_in(run: &RunView, tile: TileId, variable: Variable) -> Option<usize> {
    let is_it = |stream: &StreamResult| {
        stream.variable == variable && stream.row == tile.row && stream.column == tile.column
    };
    run.results.streams.iter().position(is_it)
}

fn tile_of(stream: &StreamResult) -> TileId {
    TileId { row: stream.row, column: stream.column }
}

/// Where the sources of a tile lie.
pub(super) fn marks_of(run: &RunView, tile: TileId, variable: Variable) -> Vec<SourceMark> {
    let Some(sources) = target_in(run, tile, variable).and_then(|target| run.sources.get(target)) else {
        return Vec::new();
    };
    // The own past stands first whatever its gamma.
    let strongest = sources.iter().map(|source| source.gamma).fold(f64::MIN_POSITIVE, f64::max);
    let mark = |source: &Transducer| {
        let stream = run.results.streams.get(source.source as usize)?;
        Some(SourceMark { tile: tile_of(stream), strength: source.gamma / strongest })
    };
    sources.iter().filter_map(mark).collect()
}

/// What a chosen tile's forecast reads.
#[component]
pub(super) fn TileSources(run: Arc<RunView>, tile: TileId, variable: Variable) -> impl IntoView {
    let title = tr!("What the forecast of row {}, column {} reads", tile.row, tile.column);
    let Some((target, sources)) = target_in(&run, tile, variable)
        .and_then(|target| Some((target, run.sources.get(target)?.clone())))
        .filter(|(_, sources)| !sources.is_empty())
    else {
        return view! { <h3>{title}</h3><p data-testid="tile-sources">{tr!("No source is kept for it: there is no forecast here, or it is the training rate.")}</p> }.into_any();
    };
    let state = expect_context::<State>();
    let chosen = RwSignal::new(0_usize);
    let settings = run.results.study.settings();
    let (kept, step_days) = (kept_in_words(settings), settings.step_days);
    let is_weighed = settings.combiner == Combiner::Evidence;
    let by_chance = run.gammas_by_chance.get(target).cloned().unwrap_or_default();
    let is_own = |source: &Transducer| source.source as usize == target;
    let n_own = usize::from(sources.first().is_some_and(is_own));
    let row = |(rank, source): (usize, &Transducer)| {
        // Own with own, and others by rank among others: either list may lack the own past.
        let rotated = if is_own(source) {
            by_chance.own
        } else {
            by_chance.others.get(rank.saturating_sub(n_own)).copied()
        };
        let chance = rotated.map_or_else(|| tr!("none kept").to_owned(), decimals);
        let name = name_in_words(&run, target, source);
        view! {
            <tr class:now=move || chosen.get() == rank>
                <th scope="row">{name.clone()}</th>
                <td class="number">{distance_in_words(&run, target, source, state)}</td>
                <td class="number">{steps_in_words(usize::from(source.delay_steps), step_days)}</td>
                <td class="number">{decimals(source.gamma)}</td>
                <td class="number">{chance}</td>
                <td class="number">{if is_weighed { percent(source.evidence) } else { decimals(source.corrected_gamma).replace('-', "\u{2212}") }}</td>
                <td><button type="button" class="button small" aria-pressed=move || (chosen.get() == rank).to_string() aria-label=tr!("Show the machine that reads {name}") on:click=move |_| chosen.set(rank)>{tr!("Machine")}</button></td>
            </tr>
        }
    };
    let rows = sources.iter().enumerate().map(row).collect_view();
    let which = match (n_own, sources.len() - n_own) {
        (0, n) => tr!("{n} of other streams' pasts, and not its own."),
        (_, 0) => tr!("The tile's own past alone.").to_owned(),
        (_, n) if is_weighed => tr!(
            "The tile's own past stands first; then other sources ({n}), those first that chance explains least."
        ),
        (_, n) => tr!(
            "The tile's own past stands first, whatever its strength; then other sources ({n}), strongest first."
        ),
    };
    let machines = StoredValue::new(sources);
    let machine = move || {
        machines.with_value(|sources| {
            sources
                .get(chosen.get())
                .map(|source| view! { <Machine rank=chosen.get() + 1 machine=source.machine.clone()/> })
        })
    };
    view! {
        <h3>{title}</h3>
        <p>{which}{tr!(" Lines on the map lead to them, the thicker the larger gamma. ")}{kept}{tr!(" Beside each gamma stands what the same rule gives when all sources are rotated in time and know nothing: the tile's own past beside its own rotated past, other sources beside the rotated source of the same rank among others. Only the list of links above is held against chance as a whole.")}</p>
        <div class="scroll" tabindex="0" role="region" aria-label=tr!("Sources of the tile")>
            <table data-testid="tile-sources">
                <thead><tr><th>{tr!("Source")}</th><th>{tr!("Distance")}</th><th>{tr!("Delay")}</th><th>{tr!("gamma")}</th><th>{tr!("gamma, rotated")}</th><th>{if is_weighed { tr!("Weight") } else { tr!("Corrected gamma") }}</th><th></th></tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
        {machine}
    }
    .into_any()
}

/// The rule by which sources were kept.
fn kept_in_words(settings: &StudySettings) -> String {
    if settings.combiner == Combiner::Evidence {
        let links = match settings.admission {
            Admission::Gamma => "",
            Admission::Links => {
                tr!(
                    " Only pairs that stand out from chance as links do are among them, and the tile's own past."
                )
            }
        };
        return tr!(
            "A source's weight is how likely it is to be no chance finding, among all sources, delays and depths that were tried in training. A gamma of several symbols cannot be compared with one of a single symbol, since more symbols have more by chance.{links}"
        );
    }
    let share = percent(settings.inference_share);
    match settings.admission {
        Admission::Gamma => tr!(
            "A source is kept where its gamma is at least 0.01 in the first {share} of training, the paper's threshold."
        ),
        Admission::Links => tr!(
            "A source is kept where, in the first {share} of training, its gamma is at least 0.01 and the pair stands out from chance as a link does; the tile's own past needs the gamma alone."
        ),
    }
}

fn name_in_words(run: &RunView, target: usize, source: &Transducer) -> String {
    let at = source.source as usize;
    if at == target {
        return tr!("its own past").to_owned();
    }
    run.results.streams.get(at).map_or_else(String::new, |stream| {
        tr!("{}, row {} column {}", name_of(Some(stream.variable)), stream.row, stream.column)
    })
}

fn distance_in_words(
    run: &RunView,
    target: usize,
    source: &Transducer,
    state: State,
) -> impl Fn() -> String + use<> {
    let grid = Grid::new(&run.results.study);
    let stream = |at: usize| run.results.streams.get(at).map(tile_of);
    let distance =
        stream(source.source as usize).zip(stream(target)).map(|(from, to)| grid.distance_km(from, to));
    move || distance.map_or_else(String::new, |distance| state.lengths().long(distance, 1))
}

/// A machine, drawn, with its table.
#[component]
fn Machine(rank: usize, machine: Xpfsa) -> impl IntoView {
    let diagram = StateDiagram::new(&machine);
    let shares = machine.stationary();
    let row = |state: usize| {
        view! {
            <tr>
                <th scope="row">{state + 1}</th>
                <td class="number">{percent(machine.probability(state, 1))}</td>
                <td class="number">{count(machine.count(state))}</td>
                <td class="number">{percent(shares.get(state).copied().unwrap_or(0.0))}</td>
                <td class="number">{machine.next(state, 0) + 1}</td>
                <td class="number">{machine.next(state, 1) + 1}</td>
            </tr>
        }
    };
    let rows = (0..machine.n_states()).map(row).collect_view();
    let chances = || (0..machine.n_states()).map(|state| machine.probability(state, 1));
    let (least, most) = (chances().fold(1.0, f64::min), chances().fold(0.0, f64::max));
    let title = charts::machine(least, most, machine.n_states(), rank);
    let drawn = diagram.is_drawn;
    let size = format!("{}px", diagram.size);
    view! {
        <figure class="machine" data-testid="machine">
            <ChartTitle finding=title.finding measure=title.measure/>
            <p class="hint">{tr!("Machine of source {rank}. Each circle is a state: the chance of an event in the target while in it, and how many training days it was met on. Arrows: 1 is a day with an event in the source, 0 a day without.")}</p>
            {(machine.n_states() == 1).then_some(tr!("It has one state: whatever the source does, the chance is the same, so this source adds nothing to the forecast."))}
            {drawn.then(|| view! { <div style:max-width=size><Diagram diagram=diagram/></div> })}
            <div class="scroll" tabindex="0" role="region" aria-label=tr!("States of the machine")>
                <table>
                    <thead><tr><th>{tr!("State")}</th><th>{tr!("Chance of an event")}</th><th>{tr!("Days")}</th><th>{tr!("Share of days")}</th><th>{tr!("After 0")}</th><th>{tr!("After 1")}</th></tr></thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </figure>
    }
}

#[component]
fn Diagram(diagram: StateDiagram) -> impl IntoView {
    let circle = |(at, state): (usize, &StateCircle)| {
        view! {
            <circle class="state" cx=state.x cy=state.y r=state.radius/>
            <text class="state-name" x=state.x y=state.y - 1.0 text-anchor="middle">{percent(state.probability)}</text>
            <text class="tick" x=state.x y=state.y + 13.0 text-anchor="middle">{format!("#{} \u{b7} {}", at + 1, count(state.count))}</text>
        }
    };
    let arrow = |arrow: &Arrow| {
        let (x, y) = arrow.label;
        view! {
            <path class="arrow" d=arrow.path.clone() marker-end="url(#arrow-head)"/>
            <text class="arrow-name" x=x y=y + 4.0 text-anchor="middle">{arrow.symbols.clone()}</text>
        }
    };
    view! {
        <svg viewBox=format!("0 0 {0} {0}", diagram.size) role="img" aria-label=tr!("State diagram; the table below holds its states and arrows.")>
            <defs>
                <marker id="arrow-head" viewBox="0 0 10 10" refX="8" refY="5" markerWidth="7" markerHeight="7" orient="auto-start-reverse">
                    <path class="arrow-head" d="M0 0L10 5L0 10z"/>
                </marker>
            </defs>
            {diagram.arrows.iter().map(arrow).collect_view()}
            {diagram.states.iter().enumerate().map(circle).collect_view()}
        </svg>
        <SavePicture name=tr!("State diagram").to_owned()/>
    }
}
