//! A map of areas by fifths of a value, with names at the pointer and a table behind it.

use std::sync::Arc;

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, PointerEvent};

use crate::logic::area_shapes::AreaShapes;
use crate::logic::geojson;
use crate::logic::units::scale_bar;
use crate::page::save_menu::{SavePicture, Shapes};
use crate::page::state::State;
use crate::page::table::{Cell, Details, Rows, Table};
use crate::protocol::{AreaValue, AreasView};
use watchback::space::{Grid, Groups};
use watchback::study::StudySettings;
use watchback::wording::findings::Ends;
use watchback::wording::maps;
use watchback_translate::tr;

/// Fifths.
const FIFTHS: usize = 5;
/// Units around the areas.
const MARGIN: f64 = 8.0;
/// Units below them, for the scale.
const SCALE_HEIGHT: f64 = 26.0;
/// Pixels between the pointer and what is said of an area.
const BESIDE: f64 = 14.0;

/// What is said at the pointer: the text, and where.
type Tip = Option<(String, f64, f64)>;

/// Areas coloured by the fifth of their value.
#[component]
pub(super) fn AreaMap(
    areas: Arc<AreasView>,
    value: AreaValue,
    settings: StudySettings,
    /// What its table is called.
    table_name: &'static str,
    /// What it is saved as.
    saved_as: &'static str,
) -> impl IntoView {
    let column = areas.table.iter().flat_map(|table| &table.columns).find(|of| of.name == value.column);
    let values = column.map(|column| column.values.clone()).unwrap_or_default();
    let groups = Groups::by_quantile(&value.compared(values.clone()).values, FIFTHS, &value.column)
        .map(|groups| groups.of_areas)
        .unwrap_or_default();
    let Some(grid) = settings.check().ok().map(|study| Grid::new(&study)) else { return ().into_any() };
    let shapes = AreaShapes::new(&areas.outlines, areas.names.len(), grid.tile_metres());
    let ends = Ends::new(&value.column, value.is_turned());
    let says: Vec<String> = areas
        .names
        .iter()
        .enumerate()
        .map(|(area, name)| match values.get(area).copied().flatten() {
            Some(of) => format!("{name}: {} {of}", value.column.trim()),
            None => tr!("{name}: no value"),
        })
        .collect();
    let html: String = shapes
        .paths
        .iter()
        .enumerate()
        .filter(|(_, path)| !path.is_empty())
        .map(|(area, path)| {
            let class = groups
                .get(area)
                .copied()
                .flatten()
                .map_or_else(|| "no-value".to_owned(), |of| format!("fifth-{of}"));
            format!("<path class='area {class}' data-area='{area}' d='{path}'/>")
        })
        .collect();
    let state = expect_context::<State>();
    let outside = format!(
        "<rect class='outside' x='-{MARGIN}' y='-{MARGIN}' rx='{MARGIN}' width='{:.1}' height='{:.1}'/>",
        shapes.size.0 + 2.0 * MARGIN,
        shapes.size.1 + 2.0 * MARGIN
    );
    let html = {
        let shapes = shapes.clone();
        move || {
            [&outside, &html, &lines_of(state, &shapes, &grid), &bar_of(state, &shapes)]
                .map(String::as_str)
                .concat()
        }
    };
    let rows = areas.names.iter().enumerate().map(|(area, name)| {
        let of =
            values.get(area).copied().flatten().map_or_else(|| tr!("none").to_owned(), |of| of.to_string());
        let fifth = groups.get(area).copied().flatten().map_or_else(String::new, |of| (of + 1).to_string());
        vec![Cell::Name(name.clone()), Cell::Number(of), Cell::Number(fifth)]
    });
    let table = Rows::of(&[tr!("Area"), value.column.trim(), tr!("Fifth")], rows);
    let saved_as = format!("{saved_as}: {}", value.column.trim());
    let of_table = saved_as.clone();
    let of_areas = (Arc::clone(&areas), values.clone());
    let of_areas = move |()| geojson::areas(&grid, &of_areas.0.names, &of_areas.0.outlines, &of_areas.1);
    let shapes_to_save: Vec<Shapes> = vec![(tr!("GeoJSON of areas"), Callback::new(of_areas))];
    let label = tr!(
        "Map of {} areas by fifths: from {} to {}. The table below holds each.",
        areas.names.len(),
        ends.first(),
        ends.last()
    );
    view! {
        <figure class="picture area-map" data-testid="area-map">
            <Shapes html=Signal::derive(html) size=(shapes.size.0, shapes.size.1 + SCALE_HEIGHT) says=says label=label/>
            <SavePicture name=saved_as shapes=shapes_to_save/>
            <figcaption class="legend"><FifthsLegend ends=ends/><span class="legend-outside">{maps::outside()}</span></figcaption>
            <Details summary=table_name testid="area-table"><Table rows=table label=of_table tall=true/></Details>
        </figure>
    }
    .into_any()
}

/// The bar of the scale, as SVG.
fn bar_of(state: State, shapes: &AreaShapes) -> String {
    let bar = scale_bar(shapes.size.0, shapes.units_a_metre, state.lengths());
    bar.map_or_else(String::new, |(name, units)| {
        let y = shapes.size.1 + MARGIN + SCALE_HEIGHT - 4.0;
        format!(
            "<path class='scale-bar' d='M4 {0}v4H{1}v-4'/><text class='label' x='{2}' y='{3}'>{name}</text>",
            y - 4.0,
            4.0 + units,
            10.0 + units,
            y
        )
    })
}

/// Lines that the person brought, as SVG.
fn lines_of(state: State, shapes: &AreaShapes, grid: &Grid) -> String {
    let mut path = String::new();
    state.lines.with(|lines| {
        for line in lines.iter().flat_map(|view| &view.lines) {
            for (at, &(longitude, latitude)) in line.iter().enumerate() {
                let (x, y) = shapes.place(grid.metres(f64::from(latitude), f64::from(longitude)));
                path.push_str(&format!("{}{x:.1} {y:.1}", if at == 0 { 'M' } else { 'L' }));
            }
        }
    });
    if path.is_empty() { path } else { format!("<path class='brought' d='{path}'/>") }
}

/// The shapes, and what is said of the one at the pointer.
#[component]
fn Shapes(html: Signal<String>, size: (f64, f64), says: Vec<String>, label: String) -> impl IntoView {
    let tip = RwSignal::new(None as Tip);
    let says = StoredValue::new(says);
    let point = move |event: PointerEvent| {
        let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
        let area: Option<usize> = target.and_then(|of| of.get_attribute("data-area")?.parse().ok());
        let text = area.and_then(|area| says.with_value(|says| says.get(area).cloned()));
        let frame = event.current_target().and_then(|of| of.dyn_into::<Element>().ok());
        let frame = frame.map(|frame| frame.get_bounding_client_rect());
        tip.set(text.zip(frame).map(|(text, frame)| {
            (text, f64::from(event.client_x()) - frame.left(), f64::from(event.client_y()) - frame.top())
        }));
    };
    view! {
        <div class="map-frame" on:pointermove=point on:pointerleave=move |_| tip.set(None)>
            <svg class="areas" viewBox=format!("-{MARGIN} -{MARGIN} {:.0} {:.0}", size.0 + 2.0 * MARGIN, size.1 + 2.0 * MARGIN) role="img" aria-label=label inner_html=html></svg>
            {move || tip.get().map(|(text, x, y)| view! {
                <span class="tip" aria-hidden="true" style:left=format!("{:.0}px", x + BESIDE) style:top=format!("{:.0}px", y + BESIDE)>{text}</span>
            })}
        </div>
    }
}

/// The five colours between the two ends' words.
#[component]
pub(super) fn FifthsLegend(ends: Ends) -> impl IntoView {
    view! {
        <span class="fifths-legend">
            <span>{ends.first()}</span>
            <svg width="100" height="14" aria-hidden="true">
                {(0..FIFTHS).map(|of| view! { <rect class=format!("fifth-{of}") x=20 * of y="1" width="18" height="12"/> }).collect_view()}
            </svg>
            <span>{ends.last()}</span>
        </span>
    }
}
