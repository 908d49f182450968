//! Maps: tiles whose predicted arrests rise and fall with a push (the paper's figure 3), and
//! arrests per crime by area.

use std::sync::Arc;

use leptos::prelude::*;

use super::answers::named;
use crate::logic::format::{count, percent};
use crate::logic::layers::{Colours, TileValue};
use crate::logic::theme::Scale;
use crate::logic::viewport::Extent;
use crate::page::map::{AreaValues, Map, Picture};
use crate::page::state::AuditDone;
use crate::page::table::{Cell, Details, Rows, Table};
use crate::page::tiles::dark_signal;
use crate::protocol::AreasView;
use watchback::audit::{Group, PRIMARY_PUSH, PushReport};
use watchback::space::{Grid, TileId};
use watchback::study::StudySettings;
use watchback::wording::numbers::change;
use watchback_translate::tr;

/// What maps of areas share.
#[derive(Clone)]
pub(super) struct Ground {
    pub(super) grid: Grid,
    extent: Extent,
    pub(super) areas: Arc<AreasView>,
    outlines: Arc<Vec<(crate::protocol::Outline, bool)>>,
}

impl Ground {
    /// The grid with the areas' outlines; those of high values are drawn strongly.
    fn for_audit(done: &AuditDone, areas: Arc<AreasView>) -> Option<Self> {
        let groups = done.request.grouping.groups(&done.report.values);
        Self::new(&done.settings, areas, |area| groups.get(area as usize) == Some(&Some(Group::High)))
    }

    /// The grid with the areas' outlines, all alike.
    pub(super) fn plain(settings: &StudySettings, areas: Arc<AreasView>) -> Option<Self> {
        Self::new(settings, areas, |_| false)
    }

    fn new(settings: &StudySettings, areas: Arc<AreasView>, is_high: impl Fn(u32) -> bool) -> Option<Self> {
        let grid = Grid::new(&settings.clone().check().ok()?);
        let outlines = areas.outlines.iter().map(|outline| (outline.clone(), is_high(outline.area)));
        let outlines = Arc::new(outlines.collect());
        let in_areas = areas.of_tile.iter().enumerate().filter(|(_, area)| area.is_some());
        let extent = Extent::around(in_areas.map(|(position, _)| grid.tile(position)));
        Some(Self { grid, extent, areas, outlines })
    }

    pub(super) fn picture(&self, colours: Colours, values: Vec<Option<TileValue>>) -> Picture {
        Picture {
            grid: self.grid,
            colours,
            values,
            extent: self.extent,
            outlines: self.outlines.clone(),
            areas: None,
            chosen_area: None,
            chosen: None,
            sources: Vec::new(),
        }
    }

    /// A picture whose areas have values of their own. `always`: they are drawn at any size.
    fn picture_of_areas(
        &self,
        colours: Colours,
        tiles: Vec<Option<TileValue>>,
        values: Vec<Option<f64>>,
        always: bool,
    ) -> Picture {
        let areas = Some(AreaValues { areas: self.areas.clone(), values, always });
        Picture { areas, ..self.picture(colours, tiles) }
    }

    /// The tiles of the area that a tile belongs to.
    pub(super) fn tiles_of_area(&self, tile: TileId) -> Vec<TileId> {
        let Some(area) = self.area_of(tile) else { return vec![tile] };
        let is_of = |(_, of): &(usize, &Option<u32>)| of.map(|of| of as usize) == Some(area);
        let of_area = self.areas.of_tile.iter().enumerate().filter(is_of);
        of_area.map(|(position, _)| self.grid.tile(position)).collect()
    }

    /// The tiles at most so many rows and columns from one.
    pub(super) fn square(&self, tile: TileId, reach: u16) -> Vec<TileId> {
        let around = |at: u16, n: u16| at.saturating_sub(reach)..=(at + reach).min(n.saturating_sub(1));
        let rows = around(tile.row, self.grid.n_rows());
        rows.flat_map(|row| {
            around(tile.column, self.grid.n_columns()).map(move |column| TileId { row, column })
        })
        .collect()
    }

    fn area_of(&self, tile: TileId) -> Option<usize> {
        let area = self.areas.of_tile.get(self.grid.position(tile)).copied().flatten()?;
        Some(area as usize)
    }

    pub(super) fn name_of(&self, tile: TileId) -> String {
        self.area_of(tile)
            .and_then(|area| self.areas.names.get(area).cloned())
            .unwrap_or_else(|| tr!("no area").to_owned())
    }
}

fn shown(value: f64) -> Option<TileValue> {
    Some(TileValue { shown: Some(value), hatched: false, happened: None })
}

/// How a tile or an area is valued on the maps of answers.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Unit {
    Tile,
    Area,
}

/// By area: its targets' summed perturbed over their summed baseline, less 1.
fn answers_of_areas(ground: &Ground, report: &PushReport, scenario: usize) -> Vec<Option<f64>> {
    let mut sums = vec![(0.0, 0.0); ground.areas.names.len()];
    for target in &report.targets {
        let changed = target.answers.get(scenario).map_or(0.0, |answer| answer.0);
        if let Some(sums) = target.area.and_then(|area| sums.get_mut(area as usize)) {
            *sums = (sums.0 + target.baseline, sums.1 + changed);
        }
    }
    sums.into_iter().map(|(baseline, changed)| (baseline > 0.0).then(|| changed / baseline)).collect()
}

/// By area the size of its answer, where that has the sign.
fn answers_in_direction(
    ground: &Ground,
    report: &PushReport,
    scenario: usize,
    sign: f64,
) -> Vec<Option<f64>> {
    let areas = answers_of_areas(ground, report, scenario).into_iter();
    areas.map(|value| value.filter(|value| value * sign > 0.0).map(f64::abs)).collect()
}

/// By position in the grid: the relative change of the mean predicted probability, with its
/// target's arrests; by area all of an area's tiles have the area's.
fn answers(ground: &Ground, report: &PushReport, scenario: usize, unit: Unit) -> Vec<Option<f64>> {
    if unit == Unit::Area {
        let areas = answers_of_areas(ground, report, scenario);
        let of_area = |area: &Option<u32>| areas.get((*area)? as usize).copied().flatten();
        return ground.areas.of_tile.iter().map(of_area).collect();
    }
    let mut values = vec![None; ground.grid.n_tiles()];
    for target in &report.targets {
        let changed = target.answers.get(scenario).map_or(0.0, |answer| answer.0);
        let position = ground.grid.position(TileId { row: target.row, column: target.column });
        if let Some(value) = values.get_mut(position).filter(|_| target.baseline > 0.0) {
            *value = Some(changed / target.baseline);
        }
    }
    values
}

/// The pair of maps.
#[component]
pub(super) fn ResponseMaps(done: Arc<AuditDone>) -> impl IntoView {
    let ground = done.areas.clone().and_then(|areas| Ground::for_audit(&done, areas));
    let (Some(ground), Some(report)) = (ground, done.report.pushes.found().cloned()) else {
        return ().into_any();
    };
    let dark = dark_signal();
    let primary = report.scenarios.iter().position(|of| of.push == PRIMARY_PUSH && !of.placebo).unwrap_or(0);
    let scenario = RwSignal::new(primary);
    let unit = RwSignal::new(Unit::Tile);
    let options = report
        .scenarios
        .iter()
        .enumerate()
        .map(|(at, of)| view! { <option value=at.to_string() selected=at == primary>{named(of)}</option> })
        .collect_view();
    let shared = StoredValue::new((ground, report));
    let values =
        move || shared.with_value(|(ground, report)| answers(ground, report, scenario.get(), unit.get()));
    let largest = move || values().iter().flatten().map(|value| value.abs()).fold(1e-9, f64::max);
    let picture = move |sign: f64| {
        let colours = Colours { scale: Scale::Sequential, low: 0.0, high: largest() };
        let of = |value: &Option<f64>| {
            value.filter(|value| value * sign > 0.0).and_then(|value| shown(value.abs()))
        };
        let values = values().iter().map(of).collect();
        shared.with_value(|(ground, report)| {
            // Single tiles that cannot be read are drawn by what their areas answer together.
            let of_areas = answers_in_direction(ground, report, scenario.get(), sign);
            ground.picture_of_areas(colours, values, of_areas, unit.get() == Unit::Area)
        })
    };
    let counts = move || counts_in_words(&values(), unit.get());
    let gradient = move || Colours { scale: Scale::Sequential, low: 0.0, high: 1.0 }.gradient(dark.get());
    let pair = [
        (tr!("Increased response"), 1.0, "map-increased"),
        (tr!("Decreased response"), -1.0, "map-decreased"),
    ];
    let maps = pair.map(|(title, sign, testid)| {
        let (focus, chosen, by_keys) = (RwSignal::new(None), RwSignal::new(None), RwSignal::new(false));
        let picture = Memo::new(move |_| picture(sign));
        let says = move || match focus.get() {
            Some(tile) => shared.with_value(|(ground, _)| {
                let value = values().get(ground.grid.position(tile)).copied().flatten();
                let value = value.map_or_else(|| tr!("no forecast of arrests").to_owned(), change);
                format!("{}: {value}.", ground.name_of(tile))
            }),
            None => tr!("Point at a tile, or move with the arrow keys.").to_owned(),
        };
        view! {
            <figure>
                <figcaption>{title}</figcaption>
                <Map picture=picture focus=focus chosen=chosen by_keys=by_keys dark=dark testid=testid saved_as=title.to_owned()
                    label=tr!("Map of tiles whose predicted arrests change. Arrow keys move from tile to tile, plus and minus zoom, 0 shows all. The table below holds the areas' numbers.")/>
                <p class="tile-text" aria-live=move || if by_keys.get() { "polite" } else { "off" }>{says}</p>
            </figure>
        }
    });
    let table = move || {
        let rows = shared.with_value(|(ground, report)| rows_by_area(ground, report, scenario.get()));
        view! { <Table rows=rows label=tr!("Response by area") testid="area-responses" tall=true/> }
    };
    view! {
        <h3>{tr!("Where predicted arrests rise and fall")}</h3>
        <div class="row">
            <label>{tr!("Push ")}
                <select data-testid="push-choice" on:change=move |event| scenario.set(event_target_value(&event).parse().unwrap_or(primary))>{options}</select>
            </label>
            <label>{tr!("by ")}
                <select data-testid="map-unit" on:change=move |event| unit.set(if event_target_value(&event) == "area" { Unit::Area } else { Unit::Tile })>
                    <option value="tile">{tr!("tile")}</option>
                    <option value="area">{tr!("area")}</option>
                </select>
            </label>
        </div>
        <p class="hint">{tr!("Relative change of the mean predicted arrest probability over the test period. Where tiles are too small to be read, areas are drawn by what their tiles answer together. Thick lines: areas of high values. A map shows where, and no pattern on it is tested: the card above is.")}</p>
        <p data-testid="map-counts">{counts}</p>
        <div class="charts maps">{maps.into_iter().collect_view()}</div>
        <div class="legend"><span>"0"</span><span class="legend-bar" style:background=gradient></span><span>{move || change(largest()).trim_start_matches('+').to_owned()}</span></div>
        <Details summary=tr!("Responses of areas as a table")>{table}</Details>
    }
    .into_any()
}

/// In how many tiles predicted arrests rise, fall and stay.
fn counts_in_words(values: &[Option<f64>], unit: Unit) -> String {
    let n = |is: fn(f64) -> bool| values.iter().flatten().filter(|value| is(**value)).count();
    let (up, down, still) = (n(|value| value > 0.0), n(|value| value < 0.0), n(|value| value == 0.0));
    let what = match unit {
        Unit::Tile => tr!("tiles with forecast arrests"),
        Unit::Area => tr!("tiles of areas with forecast arrests"),
    };
    tr!(
        "Of {} {what}, predicted arrests rise in {}, fall in {} and do not move in {}: what was learnt there reads no stream that is pushed.",
        count((up + down + still) as u64),
        count(up as u64),
        count(down as u64),
        count(still as u64)
    )
}

/// Areas with their responses, the greatest first.
fn rows_by_area(ground: &Ground, report: &PushReport, scenario: usize) -> Rows {
    let mut rows: Vec<(String, f64)> = Vec::new();
    let by_tile = answers(ground, report, scenario, Unit::Area);
    let mut seen = vec![false; ground.areas.names.len()];
    for (area, value) in ground.areas.of_tile.iter().zip(by_tile) {
        let Some((area, value)) = area.map(|area| area as usize).zip(value) else { continue };
        if let Some(seen) = seen.get_mut(area).filter(|seen| !**seen) {
            *seen = true;
            rows.push((ground.areas.names.get(area).cloned().unwrap_or_default(), value));
        }
    }
    rows.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    let mut table = Rows::new(&[tr!("Area"), tr!("Response")]);
    for (name, value) in rows {
        table.row([Cell::Name(name), Cell::Number(change(value))]);
    }
    table
}

/// Arrests per reported crime by area, over all months.
#[component]
pub(super) fn AreaMap(done: Arc<AuditDone>) -> impl IntoView {
    let Some(ground) = done.areas.clone().and_then(|areas| Ground::for_audit(&done, areas)) else {
        return ().into_any();
    };
    let dark = dark_signal();
    let mut shares: Vec<Option<(f64, u32)>> = vec![None; ground.areas.names.len()];
    for chart in &done.report.over_time.charts {
        let judged = chart.points.iter().filter(|point| point.limits.is_some());
        let crimes: u32 = judged.map(|point| point.crimes).sum();
        if let Some(place) = chart.area.and_then(|area| shares.get_mut(area)).filter(|_| crimes > 0) {
            *place = Some((chart.share, crimes));
        }
    }
    let ends = shares.iter().flatten().map(|(share, _)| *share);
    let (low, high) =
        ends.fold((f64::INFINITY, 0.0), |(low, high): (f64, f64), share| (low.min(share), high.max(share)));
    let (low, high) = if low < high { (low, high) } else { (0.0, high.max(0.1)) };
    let colours = Colours { scale: Scale::Sequential, low, high };
    let value = |area: &Option<u32>| {
        let (share, _) = (*shares.get((*area)? as usize)?)?;
        shown(share)
    };
    let of_areas = shares.iter().map(|share| share.map(|(share, _)| share)).collect();
    let tiles = ground.areas.of_tile.iter().map(value).collect();
    let picture = ground.picture_of_areas(colours, tiles, of_areas, true);
    let picture = Signal::stored(picture);
    let (focus, chosen, by_keys) = (RwSignal::new(None), RwSignal::new(None), RwSignal::new(false));
    let shared = StoredValue::new((ground, shares));
    let says = move || match focus.get() {
        Some(tile) => shared.with_value(|(ground, shares)| {
            let of = ground.area_of(tile).and_then(|area| shares.get(area).copied().flatten());
            let text = of.map_or_else(
                || tr!("not evaluable").to_owned(),
                |(share, crimes)| tr!("{} of {} crimes", percent(share), count(u64::from(crimes))),
            );
            format!("{}: {text}.", ground.name_of(tile))
        }),
        None => tr!("Point at an area, or move with the arrow keys.").to_owned(),
    };
    let gradient = move || colours.gradient(dark.get());
    view! {
        <figure>
            <figcaption>{tr!("Arrests for each reported crime by area, over the months with at least 30 crimes. Thick lines: areas of high values. Areas without such a month have no colour.")}</figcaption>
            <Map picture=picture focus=focus chosen=chosen by_keys=by_keys dark=dark testid="map-clearance" saved_as=tr!("Arrests for each reported crime by area").to_owned()
                label=tr!("Map of arrests for each reported crime by area. Arrow keys move, plus and minus zoom, 0 shows all. The small charts below hold the same figures.")/>
            <div class="legend"><span>{percent(low)}</span><span class="legend-bar" style:background=gradient></span><span>{percent(high)}</span></div>
            <p class="tile-text" aria-live=move || if by_keys.get() { "polite" } else { "off" }>{says}</p>
        </figure>
    }
    .into_any()
}
