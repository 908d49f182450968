//! The map: one pixel a tile, drawn scaled without smoothing; the focused tile as an outline; found
//! by arithmetic.

use std::sync::Arc;

use leptos::html::Canvas;
use leptos::prelude::*;
use wasm_bindgen::prelude::*;
use web_sys::{
    CanvasRenderingContext2d, HtmlCanvasElement, ImageData, KeyboardEvent, PointerEvent, WheelEvent,
};

use super::tile_sources::SourceMark;
use crate::logic::area_shapes::scale_bar;
use crate::logic::layers::{Colours, TileValue};
use crate::logic::map::{hatching, next_tile, tile_in};
use crate::logic::theme::{ink, struck};
use crate::logic::viewport::{Extent, Viewport};
use crate::protocol::Outline;
use watchback::space::{Grid, TileId};
use watchback_translate::tr;

/// What the map shows: a value a tile, in row-major order, and what is outlined.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Picture {
    pub(super) grid: Grid,
    pub(super) colours: Colours,
    pub(super) values: Vec<Option<TileValue>>,
    pub(super) extent: Extent,
    /// Boundaries of areas, each with whether it is drawn strongly.
    pub(super) outlines: Arc<Vec<(Outline, bool)>>,
    /// The tile whose sources are shown.
    pub(super) chosen: Option<TileId>,
    /// Its sources, in any order.
    pub(super) sources: Vec<SourceMark>,
}

/// The factor that a key, a button or a notch of the wheel zooms by.
const ZOOM_STEP: f64 = 1.4;

/// Pixels that a pointer may move while pressed and still be said to click.
const CLICK_PIXELS: f64 = 4.0;

/// What the person does with the map; cheap to copy.
#[derive(Clone, Copy)]
struct Control {
    picture: Signal<Picture>,
    /// `None` until the map is drawn, and again when all of it is to be shown.
    viewport: RwSignal<Option<Viewport>>,
    dragged_from: RwSignal<Option<(f64, f64)>>,
    pressed_at: RwSignal<Option<(f64, f64)>>,
    focus: RwSignal<Option<TileId>>,
    chosen: RwSignal<Option<TileId>>,
    by_keys: RwSignal<bool>,
}

impl Control {
    /// Draws the map, in a viewport that fits the canvas.
    fn show(self, canvas: &HtmlCanvasElement, dark: bool) {
        self.picture.with(|picture| {
            let aspect = picture.grid.tile_aspect();
            let (width, height) = (f64::from(canvas.client_width()), f64::from(canvas.client_height()));
            let shown = self.viewport.get().filter(|shown| shown.width == width && shown.height == height);
            let shown = shown.unwrap_or_else(|| Viewport::fit(width, height, picture.extent, aspect));
            if self.viewport.get_untracked() != Some(shown) {
                self.viewport.set(Some(shown));
            }
            // A canvas that cannot be drawn on leaves the table beside it, which says the same.
            let _ = draw(canvas, picture, shown, self.focus.get(), dark);
        });
    }

    fn zoom(self, factor: f64, x: f64, y: f64) {
        self.viewport.update(|shown| *shown = shown.map(|shown| shown.zoom(factor, x, y)));
    }

    fn zoom_middle(self, factor: f64) {
        let shown = self.viewport.get_untracked();
        let (x, y) = shown.map_or((0.0, 0.0), |shown| (shown.width / 2.0, shown.height / 2.0));
        self.zoom(factor, x, y);
    }

    /// Where an event was, in pixels, and the tile there.
    fn point(self, event: &PointerEvent) -> ((f64, f64), Option<TileId>) {
        let at = (f64::from(event.offset_x()), f64::from(event.offset_y()));
        let place = self.viewport.get_untracked().map(|shown| shown.tile_at(at.0, at.1));
        let tile = place.and_then(|(row, column)| {
            self.picture.with_untracked(|picture| tile_in(&picture.grid, row, column))
        });
        (at, tile)
    }

    fn move_over(self, event: &PointerEvent) {
        let (at, tile) = self.point(event);
        if let Some(from) = self.dragged_from.get_untracked() {
            self.viewport.update(|shown| *shown = shown.map(|shown| shown.pan(at.0 - from.0, at.1 - from.1)));
            self.dragged_from.set(Some(at));
        } else if self.focus.get_untracked() != tile {
            self.by_keys.set(false);
            self.focus.set(tile);
        }
    }

    fn press(self, event: &PointerEvent) {
        let (at, _) = self.point(event);
        self.dragged_from.set(Some(at));
        self.pressed_at.set(Some(at));
    }

    fn release(self, event: &PointerEvent) {
        self.dragged_from.set(None);
        let (at, tile) = self.point(event);
        let moved = |from: (f64, f64)| (at.0 - from.0).abs().max((at.1 - from.1).abs());
        if self.pressed_at.get_untracked().is_some_and(|from| moved(from) <= CLICK_PIXELS) {
            self.chosen.set(tile);
        }
    }

    fn turn_wheel(self, event: &WheelEvent) {
        // The wheel alone scrolls the page, as everywhere else on it.
        if !event.ctrl_key() && !event.meta_key() {
            return;
        }
        event.prevent_default();
        let factor = if event.delta_y() < 0.0 { ZOOM_STEP } else { 1.0 / ZOOM_STEP };
        self.zoom(factor, f64::from(event.offset_x()), f64::from(event.offset_y()));
    }

    fn press_key(self, event: &KeyboardEvent) {
        let step = match event.key().as_str() {
            "ArrowUp" => (1, 0),
            "ArrowDown" => (-1, 0),
            "ArrowLeft" => (0, -1),
            "ArrowRight" => (0, 1),
            "+" | "=" => return self.zoom_middle(ZOOM_STEP),
            "-" => return self.zoom_middle(1.0 / ZOOM_STEP),
            "0" => return self.viewport.set(None),
            "Enter" | " " => {
                event.prevent_default();
                return self.chosen.set(self.focus.get_untracked());
            }
            _ => return,
        };
        event.prevent_default();
        self.by_keys.set(true);
        self.picture.with_untracked(|picture| {
            self.focus.update(|focus| *focus = next_tile(&picture.grid, &picture.values, *focus, step));
        });
        self.viewport.update(|shown| {
            *shown =
                shown.zip(self.focus.get_untracked()).map(|(shown, tile)| shown.showing(tile)).or(*shown);
        });
    }
}

/// The canvas with its controls; its figures stand in the table of every stream too. `focus` is the
/// tile that the person points at or has moved to with the keys, `chosen` the one that was clicked
/// or entered.
#[component]
pub(super) fn Map(
    #[prop(into)] picture: Signal<Picture>,
    focus: RwSignal<Option<TileId>>,
    chosen: RwSignal<Option<TileId>>,
    by_keys: RwSignal<bool>,
    dark: Signal<bool>,
    /// What the map is of, what its keys do, and where its figures stand.
    label: &'static str,
    #[prop(default = "map")] testid: &'static str,
) -> impl IntoView {
    let canvas = NodeRef::<Canvas>::new();
    let control = Control {
        picture,
        viewport: RwSignal::new(None),
        dragged_from: RwSignal::new(None),
        pressed_at: RwSignal::new(None),
        focus,
        chosen,
        by_keys,
    };
    Effect::new(move || {
        if let Some(canvas) = canvas.get() {
            control.show(&canvas, dark.get());
        }
    });
    // As tall as the city is, as far as the screen allows.
    let shape = picture.with_untracked(|picture| {
        let (width, height) = picture.extent.size();
        format!("{width} / {:.2}", height * picture.grid.tile_aspect())
    });
    let on_resize = window_event_listener(leptos::ev::resize, move |_| control.viewport.set(None));
    on_cleanup(move || on_resize.remove());
    view! {
        <div class="map-frame">
            <canvas
                node_ref=canvas
                class="map"
                style:aspect-ratio=shape
                data-testid=testid
                tabindex="0"
                role="application"
                aria-label=label
                on:pointerdown=move |event| control.press(&event)
                on:pointerup=move |event| control.release(&event)
                on:pointercancel=move |_| control.dragged_from.set(None)
                on:pointerleave=move |_| control.dragged_from.set(None)
                on:pointermove=move |event| control.move_over(&event)
                on:wheel=move |event| control.turn_wheel(&event)
                on:keydown=move |event| control.press_key(&event)
            ></canvas>
            <div class="map-buttons">
                <button type="button" aria-label=tr!("Zoom in") on:click=move |_| control.zoom_middle(ZOOM_STEP)>"+"</button>
                <button type="button" aria-label=tr!("Zoom out") on:click=move |_| control.zoom_middle(1.0 / ZOOM_STEP)>"−"</button>
                <button type="button" aria-label=tr!("Show the whole city") on:click=move |_| control.viewport.set(None)>"⤢"</button>
            </div>
        </div>
    }
}

fn draw(
    canvas: &HtmlCanvasElement,
    picture: &Picture,
    shown: Viewport,
    focus: Option<TileId>,
    dark: bool,
) -> Result<(), JsValue> {
    let ratio = web_sys::window().map_or(1.0, |window| window.device_pixel_ratio());
    canvas.set_width((shown.width * ratio) as u32);
    canvas.set_height((shown.height * ratio) as u32);
    let context = context_of(canvas)?;
    context.scale(ratio, ratio)?;
    context.set_image_smoothing_enabled(false);
    let tiles = draw_tiles(picture, dark)?;
    let (x, y, _, _) = shown.tile_box(picture.grid.n_rows().saturating_sub(1), 0);
    let width = f64::from(picture.grid.n_columns()) * shown.column_pixels;
    let height = f64::from(picture.grid.n_rows()) * shown.row_pixels;
    context.draw_image_with_html_canvas_element_and_dw_and_dh(&tiles, x, y, width, height)?;
    draw_outlines(&context, picture, shown, dark);
    draw_marks(&context, picture, shown, dark);
    draw_sources(&context, picture, shown, dark);
    draw_scale(&context, picture, shown, dark);
    if let Some(tile) = focus {
        let (x, y, width, height) = shown.tile_box(tile.row, tile.column);
        let (inner, outer) = ink(dark);
        for (line, colour) in [(4.0, outer), (2.0, inner)] {
            context.set_line_width(line);
            context.set_stroke_style_str(colour);
            context.stroke_rect(x - 1.0, y - 1.0, width + 2.0, height + 2.0);
        }
    }
    Ok(())
}

pub(super) fn context_of(canvas: &HtmlCanvasElement) -> Result<CanvasRenderingContext2d, JsValue> {
    let context = canvas.get_context("2d")?.ok_or(JsValue::NULL)?;
    context.dyn_into().map_err(JsValue::from)
}

/// One pixel a tile, north up.
fn draw_tiles(picture: &Picture, dark: bool) -> Result<HtmlCanvasElement, JsValue> {
    let (rows, columns) = (usize::from(picture.grid.n_rows()), usize::from(picture.grid.n_columns()));
    let mut pixels = vec![0; rows * columns * 4];
    for (position, value) in picture.values.iter().enumerate() {
        let Some(value) = value else { continue };
        let (row, column) = (position / columns, position % columns);
        let start = ((rows - 1 - row) * columns + column) * 4;
        if let Some(pixel) = pixels.get_mut(start..start + 4) {
            // Without a figure the ground shows, and a stroke is drawn across.
            let Some(shown) = value.shown else { continue };
            let [red, green, blue] = picture.colours.of(shown, dark);
            pixel.copy_from_slice(&[red, green, blue, 255]);
        }
    }
    let document = web_sys::window().and_then(|window| window.document()).ok_or(JsValue::NULL)?;
    let tiles: HtmlCanvasElement = document.create_element("canvas")?.dyn_into()?;
    tiles.set_width(columns as u32);
    tiles.set_height(rows as u32);
    let data = wasm_bindgen::Clamped(pixels.as_slice());
    let image = ImageData::new_with_u8_clamped_array_and_sh(data, columns as u32, rows as u32)?;
    context_of(&tiles)?.put_image_data(&image, 0.0, 0.0)?;
    Ok(tiles)
}

/// Boundaries of areas, the strong ones last.
fn draw_outlines(context: &CanvasRenderingContext2d, picture: &Picture, shown: Viewport, dark: bool) {
    for strong in [false, true] {
        context.set_stroke_style_str(if strong { ink(dark).0 } else { struck(dark) });
        context.set_line_width(if strong { 1.6 } else { 0.7 });
        context.begin_path();
        for (outline, _) in picture.outlines.iter().filter(|(_, is_strong)| *is_strong == strong) {
            for (at, &place) in outline.ring.iter().enumerate() {
                let (x, y) = shown.place(place);
                if at == 0 {
                    context.move_to(x, y);
                } else {
                    context.line_to(x, y);
                }
            }
            context.close_path();
        }
        context.stroke();
    }
}

/// A bar of a round number of kilometres, in the lower left corner.
fn draw_scale(context: &CanvasRenderingContext2d, picture: &Picture, shown: Viewport, dark: bool) {
    let (_, tile_width) = picture.grid.tile_metres();
    let Some((kilometres, length)) = scale_bar(shown.width, 1_000.0 * shown.column_pixels / tile_width)
    else {
        return;
    };
    let (inner, outer) = ink(dark);
    let (left, floor) = (12.0, shown.height - 12.0);
    context.set_font("13px system-ui, sans-serif");
    for (line, colour) in [(5.0, outer), (2.0, inner)] {
        context.set_line_width(line);
        context.set_stroke_style_str(colour);
        context.begin_path();
        context.move_to(left, floor - 5.0);
        context.line_to(left, floor);
        context.line_to(left + length, floor);
        context.line_to(left + length, floor - 5.0);
        context.stroke();
    }
    let (text, x, y) = (format!("{kilometres} km"), left + length + 8.0, floor + 2.0);
    context.set_line_width(4.0);
    context.set_stroke_style_str(outer);
    let _ = context.stroke_text(&text, x, y);
    context.set_fill_style_str(inner);
    let _ = context.fill_text(&text, x, y);
}

/// Lines from the chosen tile to its sources, thicker for the stronger; a ring on each source, a
/// square on the tile.
fn draw_sources(context: &CanvasRenderingContext2d, picture: &Picture, shown: Viewport, dark: bool) {
    let Some(chosen) = picture.chosen else { return };
    let middle = |tile: TileId| {
        let (x, y, width, height) = shown.tile_box(tile.row, tile.column);
        (x + width / 2.0, y + height / 2.0)
    };
    let (inner, outer) = ink(dark);
    let (x, y) = middle(chosen);
    // First what parts the lines from the ground, then the lines.
    for (extra, colour) in [(3.0, outer), (0.0, inner)] {
        context.set_stroke_style_str(colour);
        for source in &picture.sources {
            let (from_x, from_y) = middle(source.tile);
            context.set_line_width(0.75 + 2.25 * source.strength + extra);
            context.begin_path();
            context.move_to(from_x, from_y);
            context.line_to(x, y);
            context.stroke();
            context.begin_path();
            if context.arc(from_x, from_y, 5.0, 0.0, std::f64::consts::TAU).is_ok() {
                context.stroke();
            }
        }
        context.set_line_width(2.5 + extra);
        context.stroke_rect(x - 6.0, y - 6.0, 12.0, 12.0);
    }
}

/// A stroke across tiles without a figure; strokes the other way across those that are hatched; a
/// dot in each tile where something really happened, on layers that show a day.
fn draw_marks(context: &CanvasRenderingContext2d, picture: &Picture, shown: Viewport, dark: bool) {
    let (fill, edge) = ink(dark);
    context.set_fill_style_str(fill);
    context.set_line_width(1.0);
    let radius = (shown.column_pixels.min(shown.row_pixels) * 0.28).clamp(1.0, 7.0);
    for (position, value) in picture.values.iter().enumerate() {
        let Some(value) = value else { continue };
        let tile = picture.grid.tile(position);
        let (x, y, width, height) = shown.tile_box(tile.row, tile.column);
        context.begin_path();
        if value.shown.is_none() {
            context.set_stroke_style_str(struck(dark));
            context.move_to(x, y + height);
            context.line_to(x + width, y);
            context.stroke();
        }
        if value.hatched {
            context.set_stroke_style_str(struck(dark));
            for (from, to) in hatching(width) {
                context.move_to(x + from.0 * width, y + from.1 * height);
                context.line_to(x + to.0 * width, y + to.1 * height);
            }
            context.stroke();
        }
        if value.happened == Some(true)
            && context.arc(x + width / 2.0, y + height / 2.0, radius, 0.0, std::f64::consts::TAU).is_ok()
        {
            context.fill();
            if radius > 2.0 {
                context.set_stroke_style_str(edge);
                context.stroke();
            }
        }
    }
}
