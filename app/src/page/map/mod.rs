//! The map: areas at the size of a city and tiles from near, found by arithmetic; a pixel a tile,
//! drawn larger without smoothing.

mod draw;
mod picture;
mod shapes;

use leptos::html::Canvas;
use leptos::prelude::*;
use wasm_bindgen::prelude::*;
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement, KeyboardEvent, PointerEvent, WheelEvent};

use self::draw::{Look, draw};
pub(super) use self::picture::{AreaValues, Picture};
use self::shapes::Kept;
use super::save_menu::{SavePicture, Shapes};
use super::state::State;
use crate::logic::geojson;
use crate::logic::grain::{Grain, next_part};
use crate::logic::map::tile_in;
use crate::logic::viewport::Viewport;
use watchback::space::TileId;
use watchback_translate::tr;

/// The factor that a key, a button or a notch of the wheel zooms by.
const ZOOM_STEP: f64 = 1.4;

/// Pixels that a pointer may move while pressed and still be said to click.
const CLICK_PIXELS: f64 = 4.0;

/// What the person does with the map; cheap to copy.
#[derive(Clone, Copy)]
struct Control {
    picture: Signal<Picture>,
    state: State,
    kept: StoredValue<Kept, LocalStorage>,
    /// Whether another map leads and this one shows what that shows.
    follows: bool,
    /// `None` until the map is drawn, and again when all of it is to be shown.
    viewport: RwSignal<Option<Viewport>>,
    dragged_from: RwSignal<Option<(f64, f64)>>,
    pressed_at: RwSignal<Option<(f64, f64)>>,
    focus: RwSignal<Option<TileId>>,
    chosen: RwSignal<Option<TileId>>,
    by_keys: RwSignal<bool>,
    /// Where the pointer is.
    pointer: RwSignal<Option<(f64, f64)>>,
}

impl Control {
    /// Says that a frame is to be drawn when any of what it shows changes.
    fn track(self) {
        self.picture.track();
        self.viewport.track();
        self.focus.track();
        self.state.lines.track();
        let _ = self.state.lengths();
    }

    /// What the canvas shows; `None` while it is hidden.
    fn shown_on(self, canvas: &HtmlCanvasElement, picture: &Picture) -> Option<Viewport> {
        let (width, height) = (f64::from(canvas.client_width()), f64::from(canvas.client_height()));
        if width < 1.0 || height < 1.0 {
            return None;
        }
        let fits = |shown: &Viewport| self.follows || (shown.width == width && shown.height == height);
        let known = self.viewport.get_untracked().filter(fits);
        Some(known.map(|shown| Viewport { width, height, ..shown }).unwrap_or_else(|| {
            let shown = Viewport::fit(width, height, picture.extent, picture.grid.tile_aspect());
            self.viewport.set(Some(shown));
            shown
        }))
    }

    /// Draws a frame.
    fn show(self, canvas: &HtmlCanvasElement, dark: bool) {
        self.picture.with_untracked(|picture| {
            let Some(shown) = self.shown_on(canvas, picture) else { return };
            let lines = self.state.lines.get_untracked();
            let look = Look {
                shown,
                grain: picture.grain(&shown),
                focus: self.focus.get_untracked(),
                dark,
                lengths: untrack(|| self.state.lengths()),
                lines: &lines,
            };
            // A canvas that cannot be drawn on leaves the table beside it, which says the same.
            let _ = self.kept.try_update_value(|kept| draw(kept, canvas, picture, look));
        });
    }

    /// By what the map is drawn now.
    fn grain(self, picture: &Picture) -> Grain {
        self.viewport.get_untracked().map_or(Grain::Tiles, |shown| picture.grain(&shown))
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
            return;
        }
        self.pointer.set(Some(at));
        if self.focus.get_untracked() != tile {
            self.by_keys.set(false);
            self.focus.set(tile);
        }
    }

    fn press(self, event: &PointerEvent) {
        let (at, _) = self.point(event);
        self.dragged_from.set(Some(at));
        self.pressed_at.set(Some(at));
        self.pointer.set(None);
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
            let of = (&picture.grid, picture.values.as_slice(), picture.of_tile());
            let grain = self.grain(picture);
            self.focus.update(|focus| *focus = next_part(of, grain, *focus, step));
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
    /// What its picture is saved as.
    #[prop(into)]
    saved_as: Signal<String>,
    #[prop(default = "map")] testid: &'static str,
    /// What two maps that stand side by side both show: the first leads, the second follows.
    #[prop(optional)]
    shared: Option<(RwSignal<Option<Viewport>>, bool)>,
    /// What is said at the pointer.
    #[prop(optional, into)]
    tip: Option<Signal<Option<String>>>,
) -> impl IntoView {
    let canvas = NodeRef::<Canvas>::new();
    let (viewport, follows) = shared.unwrap_or_else(|| (RwSignal::new(None), false));
    let control = Control {
        picture,
        state: expect_context::<State>(),
        kept: StoredValue::new_local(Kept::default()),
        follows,
        viewport,
        dragged_from: RwSignal::new(None),
        pressed_at: RwSignal::new(None),
        focus,
        chosen,
        by_keys,
        pointer: RwSignal::new(None),
    };
    draw_when_needed(control, canvas, dark);
    // As tall as the city is, as far as the screen allows.
    let shape = Memo::new(move |_| {
        picture.with(|picture| {
            let (width, height) = picture.extent.size();
            format!("{width} / {:.2}", height * picture.grid.tile_aspect())
        })
    });
    let on_resize = window_event_listener(leptos::ev::resize, move |_| control.viewport.set(None));
    on_cleanup(move || on_resize.remove());
    view! {
        <div class="map-frame">
            <canvas
                node_ref=canvas
                class="map"
                class:outlined=move || picture.with(|picture| !picture.outlines.is_empty())
                style:aspect-ratio=move || shape.get()
                data-testid=testid
                tabindex="0"
                role="application"
                aria-label=label
                on:pointerdown=move |event| control.press(&event)
                on:pointerup=move |event| control.release(&event)
                on:pointercancel=move |_| control.dragged_from.set(None)
                on:pointerleave=move |_| {
                    control.dragged_from.set(None);
                    control.pointer.set(None);
                }
                on:pointermove=move |event| control.move_over(&event)
                on:wheel=move |event| control.turn_wheel(&event)
                on:keydown=move |event| control.press_key(&event)
            ></canvas>
            {tip.map(|tip| view! { <Tip says=tip at=control.pointer viewport=viewport/> })}
            <div class="map-buttons">
                <button type="button" aria-label=tr!("Zoom in") on:click=move |_| control.zoom_middle(ZOOM_STEP)>"+"</button>
                <button type="button" aria-label=tr!("Zoom out") on:click=move |_| control.zoom_middle(1.0 / ZOOM_STEP)>"−"</button>
                <button type="button" aria-label=tr!("Show the whole city") on:click=move |_| control.viewport.set(None)>"⤢"</button>
            </div>
        </div>
        <SavePicture name=saved_as shapes=shapes_of(picture)/>
    }
}

/// Tiles and areas of a map, to be saved.
fn shapes_of(picture: Signal<Picture>) -> Vec<Shapes> {
    let tiles = move |()| picture.with_untracked(|of| geojson::tiles(&of.grid, &of.values));
    let areas = move |()| {
        picture.with_untracked(|of| match &of.areas {
            Some(AreaValues { areas, values, .. }) => {
                geojson::areas(&of.grid, &areas.names, &areas.outlines, values)
            }
            None => Vec::new(),
        })
    };
    let mut shapes: Vec<Shapes> = vec![(tr!("GeoJSON of tiles"), Callback::new(tiles))];
    if picture.with_untracked(|of| of.areas.is_some()) {
        shapes.push((tr!("GeoJSON of areas"), Callback::new(areas)));
    }
    shapes
}

/// At most one frame is drawn for all that changes before the screen is.
fn draw_when_needed(control: Control, canvas: NodeRef<Canvas>, dark: Signal<bool>) {
    Effect::new(move || {
        control.picture.track();
        let _ = control.kept.try_update_value(Kept::forget_picture);
    });
    let is_asked = StoredValue::new(false);
    Effect::new(move |was_dark: Option<bool>| {
        control.track();
        let is_dark = dark.get();
        let Some(of) = canvas.get() else { return is_dark };
        if was_dark.is_some_and(|was_dark| was_dark != is_dark) {
            // At once: a page that is printed waits for no frame.
            control.show(&of, is_dark);
        }
        if is_asked.get_value() {
            return is_dark;
        }
        is_asked.set_value(true);
        request_animation_frame(move || {
            // Nothing is drawn on a map that is gone by now.
            if is_asked.try_set_value(false).is_some() {
                return;
            }
            if let Some(canvas) = canvas.get_untracked() {
                control.show(&canvas, dark.get_untracked());
            }
        });
        is_dark
    });
}

/// Pixels between the pointer and what is said there.
const BESIDE: f64 = 14.0;

/// What is said at the pointer, on the side where there is room.
#[component]
fn Tip(
    says: Signal<Option<String>>,
    at: RwSignal<Option<(f64, f64)>>,
    viewport: RwSignal<Option<Viewport>>,
) -> impl IntoView {
    move || {
        let ((x, y), text) = at.get().zip(says.get())?;
        let width = viewport.with_untracked(|shown| shown.map_or(0.0, |shown| shown.width));
        let pixels = |length: f64| format!("{length:.0}px");
        let none = || "auto".to_owned();
        let (left, right) =
            if x > width / 2.0 { (none(), pixels(width - x + BESIDE)) } else { (pixels(x + BESIDE), none()) };
        let (top, widest) = (pixels(y + BESIDE), pixels((width / 2.0).max(120.0)));
        Some(view! {
            <span class="tip wrapped" aria-hidden="true" data-testid="map-tip" style:left=left style:right=right
                style:top=top style:max-width=widest>{text}</span>
        })
    }
}

pub(super) fn context_of(canvas: &HtmlCanvasElement) -> Result<CanvasRenderingContext2d, JsValue> {
    let context = canvas.get_context("2d")?.ok_or(JsValue::NULL)?;
    context.dyn_into().map_err(JsValue::from)
}
