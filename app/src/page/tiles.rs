//! The map section: layer, variable and day chosen, the map itself, its legend and the tile in
//! focus.

use std::sync::Arc;

use leptos::prelude::*;

use super::lines::LinesLegend;
use super::map::Picture;
use super::only::{ChooseArea, Only, OnlyChip};
use super::state::State;
use super::tile_maps::{ChooseBeside, LayerMap, Shared};
use super::tile_sources::{TileSources, marks_of, target_in};
use crate::logic::format::{count, decimals, percent, signed};
use crate::logic::grain::Grain;
use crate::logic::layers::{Layer, TileValue};
use crate::logic::units::tile_in_words;
use crate::logic::viewport::Extent;
use crate::protocol::{AreasView, Outline, RunView};
use watchback::results::StreamResult;
use watchback::space::{Grid, TileId};
use watchback::study::Variable;
use watchback::wording::{Lengths, maps};
use watchback_translate::{look_up, mark, tr, translated};

/// The map with its choices.
#[component]
pub(super) fn Tiles(run: Arc<RunView>, step: RwSignal<usize>, only: Only) -> impl IntoView {
    let run = StoredValue::new(run);
    let variables = run.with_value(|run| variables_of(run));
    let layer = RwSignal::new(Layer::Risk);
    let beside = RwSignal::new(None::<Layer>);
    let state = expect_context::<State>();
    let areas = Signal::derive(move || run.with_value(|run| areas_of(state, run)));
    let of = Shared {
        run,
        areas,
        variable: RwSignal::new(variables.first().copied().unwrap_or(Variable::Violent)),
        step,
        focus: RwSignal::new(None),
        // What is pointed at changes too fast to be read out; what keys move to is read.
        by_keys: RwSignal::new(false),
        only,
        viewport: RwSignal::new(None),
        dark: dark_signal(),
    };
    let (variable, focus, by_keys) = (of.variable, of.focus, of.by_keys);
    // Areas that were read anew are numbered anew.
    Effect::new(move |before: Option<()>| {
        areas.track();
        if before.is_some() {
            only.set(None);
        }
    });
    let outlines = Memo::new(move |_| outlines_of(areas.get()));
    let drawn = of.drawn(layer.into(), outlines);
    let maps = move || {
        let second = beside.get().map(|layer| of.drawn(Signal::stored(layer), outlines));
        let class = if second.is_some() { "charts layer-maps" } else { "layer-maps" };
        view! {
            <div class=class>
                <LayerMap of=of drawn=drawn second=false/>
                {second.map(|drawn| view! { <LayerMap of=of drawn=drawn second=true/> })}
            </div>
        }
    };
    let area_name = move || {
        let name = focus.get().and_then(|tile| of.area_name(tile));
        name.filter(|_| drawn.grain.get() != Grain::Areas).map(|name| format!("{name}. "))
    };
    let sources = move || {
        let (tile, variable) = (of.tile(), variable.get());
        run.with_value(|run| {
            tile.map(|tile| view! { <TileSources run=run.clone() tile=tile variable=variable/> })
        })
    };
    view! {
        <section class="card" aria-labelledby="map-title" data-testid="map-section">
            <h2 id="map-title">{tr!("Map of tiles")}</h2>
            <Choices of=of layer=layer beside=beside variables=variables/>
            <p class="hint">
                {move || layer.get().meaning()}" "
                {move || run.with_value(|run| what_is_shown(run, layer.get(), variable.get(), state.lengths()))}
            </p>
            <Show when=move || variable.get() == Variable::Arrest><p class="notice">{look_up(ARREST_CAVEAT)}</p></Show>
            <Show when=move || layer.get() == Layer::Risk || beside.get() == Some(Layer::Risk)>
                <ChooseDay of=of/>
            </Show>
            <OnlyChip only=only/>
            {maps}
            <LinesLegend/>
            <p class="tile-text" data-testid="tile-text" aria-live=move || if by_keys.get() { "polite" } else { "off" }>
                {area_name}
                {move || drawn.part_text(of).map(|text| format!("{text}. ")).unwrap_or_else(|| run.with_value(|run| tile_text(run, focus.get(), variable.get(), layer.get(), step.get())))}
            </p>
            <div aria-live="polite">{sources}</div>
        </section>
    }
}

/// What the maps show: layers, a kind of crime, a part of the city.
#[component]
fn Choices(
    of: Shared,
    layer: RwSignal<Layer>,
    beside: RwSignal<Option<Layer>>,
    variables: Vec<Variable>,
) -> impl IntoView {
    let Shared { variable, areas, only, .. } = of;
    view! {
        <div class="row">
            <label>{tr!("Show ")}
                <select data-testid="layer" on:change=move |event| {
                    let at: usize = event_target_value(&event).parse().unwrap_or(0);
                    layer.set(Layer::ALL.get(at).copied().unwrap_or(Layer::Risk));
                }>
                    {Layer::ALL.iter().enumerate().map(|(at, layer)| view! { <option value=at.to_string()>{layer.title()}</option> }).collect_view()}
                </select>
            </label>
            <ChooseBeside beside=beside viewport=of.viewport/>
            <label>{tr!("of ")}
                <select data-testid="variable" on:change=move |event| {
                    let name = event_target_value(&event);
                    if let Some(chosen) = Variable::ALL.iter().find(|variable| variable.name() == name) {
                        variable.set(*chosen);
                    }
                }>
                    {variables.into_iter().map(|variable| view! { <option value=variable.name()>{describe(variable)}</option> }).collect_view()}
                </select>
            </label>
            {move || areas.get().map(|areas| view! { <ChooseArea areas=areas only=only/> })}
        </div>
    }
    .into_any()
}

/// The day that is shown.
#[component]
fn ChooseDay(of: Shared) -> impl IntoView {
    let Shared { run, step, variable, .. } = of;
    let last_step = run.with_value(|run| run.steps.saturating_sub(1));
    view! {
        <div class="row day">
            <PlayDays step=step last=last_step/>
            <label class="grow">{tr!("Day ")}
                <input type="range" min="0" max=last_step.to_string() prop:value=move || step.get().to_string()
                    data-testid="day"
                    aria-valuetext=move || run.with_value(|run| day_of(run, step.get()))
                    on:input=move |event| step.set(event_target_value(&event).parse().unwrap_or(0))/>
            </label>
            <output data-testid="day-text">{move || run.with_value(|run| day_text(run, variable.get(), step.get()))}</output>
        </div>
    }
    .into_any()
}

/// How long a day is shown while the days play.
const DAY_MILLISECONDS: u32 = 250;

/// Lets the days pass, one after another, until the last or until it is stopped.
#[component]
fn PlayDays(step: RwSignal<usize>, last: usize) -> impl IntoView {
    let playing = RwSignal::new(false);
    let timer = StoredValue::new_local(None::<gloo::timers::callback::Interval>);
    let stop = move || {
        timer.set_value(None);
        playing.set(false);
    };
    let toggle = move |_| {
        if playing.get_untracked() {
            return stop();
        }
        if step.get_untracked() >= last {
            step.set(0);
        }
        playing.set(true);
        timer.set_value(Some(gloo::timers::callback::Interval::new(DAY_MILLISECONDS, move || {
            step.update(|step| *step = (*step + 1).min(last));
            if step.get_untracked() >= last {
                stop();
            }
        })));
    };
    on_cleanup(move || timer.set_value(None));
    view! {
        <button type="button" class="button small" data-testid="play" on:click=toggle>{move || if playing.get() { tr!("Stop") } else { tr!("Play the days") }}</button>
    }
}

/// The areas, where they were read for the tiles of the run.
fn areas_of(state: State, run: &RunView) -> Option<Arc<AreasView>> {
    state.areas.get().filter(|areas| areas.fits(run.results.study.settings()))
}

fn outlines_of(areas: Option<Arc<AreasView>>) -> Arc<Vec<(Outline, bool)>> {
    Arc::new(areas.iter().flat_map(|areas| areas.outlines.iter().map(|of| (of.clone(), false))).collect())
}

/// What an arrest in the file is, and is not.
pub(super) const ARREST_CAVEAT: &str = mark!(
    "An arrest here says that an arrest was made for the incident, dated and placed by the incident, as of the export. It is not the day of the arrest, and recent rows are incomplete."
);

/// Period, resolution and counts of what the map shows, and what chance gives a single tile.
fn what_is_shown(run: &RunView, layer: Layer, variable: Variable, lengths: Lengths) -> String {
    let test = run.results.study.test();
    let tile = tile_in_words(Grid::new(&run.results.study).tile_metres(), lengths);
    let streams = || run.results.streams.iter().filter(|stream| stream.variable == variable);
    let events: u64 = streams().map(|stream| stream.test_events as u64).sum();
    let shown = tr!(
        "{} tiles of {tile}, {} event days, {} to {}.",
        count(streams().count() as u64),
        count(events),
        test.first(),
        test.last()
    );
    let band = run.results.aggregates.iter().find(|aggregate| aggregate.variable == Some(variable));
    match (layer, band.and_then(|aggregate| aggregate.histogram.rounds_range())) {
        (Layer::Auc | Layer::AboveChance, Some((low, high))) => {
            tr!("{shown} By chance alone, 95 % of single tiles lie between {low:.2} and {high:.2}.")
        }
        _ => shown,
    }
}

fn variables_of(run: &RunView) -> Vec<Variable> {
    let has = |variable: &Variable| run.results.streams.iter().any(|stream| stream.variable == *variable);
    Variable::ALL.into_iter().filter(has).collect()
}

pub(super) fn describe(variable: Variable) -> &'static str {
    match variable {
        Variable::Violent => tr!("violent crime"),
        Variable::Property => tr!("property crime"),
        Variable::Arrest => tr!("offences with an arrest"),
    }
}

/// Follows the system's choice of a dark page. Paper is light.
pub(super) fn dark_signal() -> Signal<bool> {
    let query = || {
        web_sys::window()
            .and_then(|window| window.match_media("screen and (prefers-color-scheme: dark)").ok().flatten())
    };
    let dark = RwSignal::new(query().is_some_and(|query| query.matches()));
    if let Some(query) = query() {
        let listener =
            gloo::events::EventListener::new(&query.clone(), "change", move |_| dark.set(query.matches()));
        let listener = StoredValue::new_local(Some(listener));
        on_cleanup(move || listener.set_value(None));
    }
    dark.into()
}

pub(super) fn picture_of(
    run: &RunView,
    layer: Layer,
    variable: Variable,
    step: usize,
    chosen: Option<TileId>,
) -> Picture {
    let grid = Grid::new(&run.results.study);
    let mut values = vec![None; grid.n_tiles()];
    let tile_of = |stream: &StreamResult| TileId { row: stream.row, column: stream.column };
    for (at, stream) in run.results.streams.iter().enumerate() {
        if stream.variable == variable {
            let position = grid.position(tile_of(stream));
            if let Some(value) = values.get_mut(position) {
                *value = Some(value_of(run, at, stream, layer, step));
            }
        }
    }
    Picture {
        grid,
        colours: layer.colours(),
        values,
        extent: Extent::around(run.results.streams.iter().map(tile_of)),
        outlines: Arc::default(),
        areas: None,
        chosen_area: None,
        chosen,
        sources: chosen.map_or_else(Vec::new, |tile| marks_of(run, tile, variable)),
    }
}

fn value_of(run: &RunView, at: usize, stream: &StreamResult, layer: Layer, step: usize) -> TileValue {
    let judged = |value: Option<f64>| value.filter(|_| stream.not_evaluable.is_none());
    let shown = match layer {
        Layer::EventRate => Some(stream.test_rate()),
        Layer::Auc => judged(stream.strict.value),
        Layer::AboveChance => judged(stream.strict.above_chance()),
        Layer::Risk => run.probability(at, step).map(f64::from),
    };
    let happened = (layer == Layer::Risk).then(|| outcome(run, at, step)).flatten();
    let hatched = match layer {
        Layer::AboveChance => shown.is_some() && stream.strict.within_chance(),
        Layer::Auc => shown.is_some() && stream.constant.is_some(),
        Layer::EventRate | Layer::Risk => false,
    };
    TileValue { shown, hatched, happened }
}

/// What happened; `None` where no outcome is known.
pub(super) fn outcome(run: &RunView, stream: usize, step: usize) -> Option<bool> {
    (step < run.events.n_steps()).then(|| run.events.get(stream, step))
}

/// Why a day after the test period has no outcome here: the files end before it, or the study does.
fn without_outcome(run: &RunView, step: usize) -> &'static str {
    let (_, last) = run.results.study.days_of_test_step(step);
    match run.results.quality.days {
        Some(days) if last <= days.last() => tr!("after the test period, so its outcome is not used"),
        _ => tr!("no outcome yet"),
    }
}

/// The day that a step is, or its first and last day.
pub(super) fn day_of(run: &RunView, step: usize) -> String {
    let (first, last) = run.results.study.days_of_test_step(step);
    if first == last { first.to_string() } else { tr!("{first} to {last}") }
}

fn day_text(run: &RunView, variable: Variable, step: usize) -> String {
    let day = day_of(run, step);
    if step >= run.events.n_steps() {
        return format!("{day}: {}", without_outcome(run, step));
    }
    let of_variable = |(_, stream): &(usize, &StreamResult)| stream.variable == variable;
    let streams = || run.results.streams.iter().enumerate().filter(of_variable);
    let happened = streams().filter(|(at, _)| run.events.get(*at, step)).count();
    let expected: f64 = streams().filter_map(|(at, _)| run.probability(at, step)).map(f64::from).sum();
    tr!("{day}: events in {happened} of {} tiles, {expected:.0} were expected", streams().count())
}

fn tile_text(run: &RunView, focus: Option<TileId>, variable: Variable, layer: Layer, step: usize) -> String {
    let Some(tile) = focus else {
        return tr!("Point at a tile, or move to one with the arrow keys, to see its figures. Click it, or press Enter, to see what its forecast reads.").to_owned();
    };
    let place = tr!("Tile row {}, column {}", tile.row, tile.column);
    let Some(at) = target_in(run, tile, variable) else {
        return tr!("{place}: too few {} to be forecast.", describe(variable));
    };
    let Some(stream) = run.results.streams.get(at) else { return place };
    let rate = tr!(
        "events on {} of {} test days ({})",
        stream.test_events,
        stream.test_steps,
        percent(stream.test_rate())
    );
    let skill = match (stream.strict.value, stream.strict.chance, &stream.not_evaluable) {
        (_, _, Some(reason)) => tr!("AUC not evaluable: {}", translated(&reason.to_string())),
        (Some(auc), Some(chance), None) => tr!(
            "AUC {}, by chance {} to {}; above chance by {}{}",
            decimals(auc),
            decimals(chance.lo),
            decimals(chance.hi),
            signed(auc - chance.mean),
            if stream.constant.is_some() {
                tr!("; the forecast never moves")
            } else if stream.strict.within_chance() {
                tr!(", not distinguishable from it")
            } else {
                ""
            }
        ),
        _ => tr!("AUC not defined").to_owned(),
    };
    let risk = match (layer, run.probability(at, step)) {
        (Layer::Risk, Some(risk)) => {
            let outcome = match outcome(run, at, step) {
                Some(true) => tr!("it happened"),
                Some(false) => tr!("it did not happen"),
                None => without_outcome(run, step),
            };
            tr!(" Forecast for {}: {}, {outcome}.", day_of(run, step), percent(f64::from(risk)))
        }
        _ => String::new(),
    };
    format!(
        "{place} ({:.4}, {:.4}), {}: {rate}; {skill}.{risk}",
        stream.latitude,
        stream.longitude,
        describe(variable)
    )
}

#[component]
pub(super) fn Legend(
    layer: Signal<Layer>,
    dark: Signal<bool>,
    grain: Memo<Grain>,
    outlined: Signal<bool>,
) -> impl IntoView {
    let is_by_tiles = move || grain.get() == Grain::Tiles;
    let gradient = move || layer.get().colours().gradient(dark.get());
    let end = move |high: bool| {
        let colours = layer.get().colours();
        let value = if high { colours.high } else { colours.low };
        match (layer.get(), high) {
            (Layer::EventRate | Layer::Risk, true) => tr!("{:.0} % or more", 100.0 * value),
            (Layer::EventRate | Layer::Risk, false) => format!("{:.0} %", 100.0 * value),
            (_, true) => tr!("{value:.2} or more"),
            (_, false) => tr!("{value:.2} or less").replace('-', "\u{2212}"),
        }
    };
    let says = move || match layer.get() {
        Layer::EventRate => tr!("Share of days with an event:"),
        Layer::Risk => tr!("Probability of an event:"),
        Layer::Auc => tr!("Days in the right order, a coin is 0.5:"),
        Layer::AboveChance => tr!("More or less than by chance:"),
    };
    view! {
        <div class="legend">
            <span>{says}</span>
            <span class="scale">
                <span>{move || end(false)}</span>
                <span class="legend-bar" style:background=gradient></span>
                <span>{move || end(true)}</span>
            </span>
            <span data-testid="grain">{move || match grain.get() {
                Grain::Tiles => maps::by_tiles().to_owned(),
                Grain::Areas => maps::by_areas().to_owned(),
                Grain::Blocks(side) => maps::by_blocks(side),
            }}</span>
            {move || outlined.get().then(|| view! { <span class="legend-outside">{maps::outside()}</span> })}
            <Show when=move || !is_by_tiles() && layer.get() == Layer::AboveChance>
                <span>{maps::not_against_chance()}</span>
            </Show>
            <Show when=move || is_by_tiles() && layer.get() == Layer::AboveChance>
                <span class="legend-within">{tr!("hatched over its colour: not distinguishable from its own chance")}</span>
            </Show>
            <Show when=move || is_by_tiles() && layer.get() == Layer::Auc>
                <span class="legend-within">{tr!("hatched over its colour: the forecast never moves, which is one half whatever happens")}</span>
            </Show>
            <Show when=move || is_by_tiles() && matches!(layer.get(), Layer::Auc | Layer::AboveChance)>
                <span class="legend-hatched">{tr!("no colour, one stroke: not evaluable, too few event days")}</span>
            </Show>
        </div>
    }
}
