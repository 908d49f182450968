//! A frame of a map.

use std::sync::Arc;

use wasm_bindgen::prelude::*;
use web_sys::{CanvasRenderingContext2d, CanvasWindingRule, HtmlCanvasElement, Path2d};

use super::context_of;
use super::picture::Picture;
use super::shapes::Kept;
use crate::logic::grain::Grain;
use crate::logic::map::hatching;
use crate::logic::theme::{ink, struck};
use crate::logic::units::scale_bar;
use crate::logic::viewport::Viewport;
use crate::protocol::LinesView;
use watchback::space::TileId;
use watchback::wording::Lengths;

/// What a frame goes by beside its picture.
#[derive(Clone, Copy)]
pub(super) struct Look<'a> {
    pub(super) shown: Viewport,
    pub(super) grain: Grain,
    pub(super) focus: Option<TileId>,
    pub(super) dark: bool,
    pub(super) lengths: Lengths,
    pub(super) lines: &'a [Arc<LinesView>],
}

/// A context, and how paths in widths of a tile come onto it.
struct Canvas<'a> {
    context: &'a CanvasRenderingContext2d,
    ratio: f64,
    shown: Viewport,
}

impl Canvas<'_> {
    /// What is drawn now is in widths of a tile.
    fn in_tiles(&self) -> Result<(), JsValue> {
        let Self { context, ratio, shown } = self;
        let scale = ratio * shown.column_pixels;
        context.set_transform(
            scale,
            0.0,
            0.0,
            scale,
            -scale * shown.left,
            ratio * shown.top * shown.row_pixels,
        )
    }

    /// What is drawn now is in pixels.
    fn in_pixels(&self) -> Result<(), JsValue> {
        self.context.set_transform(self.ratio, 0.0, 0.0, self.ratio, 0.0, 0.0)
    }

    /// Strokes a path that is in widths of a tile with a line of so many pixels.
    fn stroke(&self, path: &Path2d, pixels: f64, colour: &str) {
        self.context.set_stroke_style_str(colour);
        self.context.set_line_width(pixels / self.shown.column_pixels);
        self.context.stroke_with_path(path);
    }
}

/// Draws a frame.
pub(super) fn draw(
    kept: &mut Kept,
    canvas: &HtmlCanvasElement,
    picture: &Picture,
    look: Look<'_>,
) -> Result<(), JsValue> {
    let Look { shown, dark, .. } = look;
    let ratio = web_sys::window().map_or(1.0, |window| window.device_pixel_ratio());
    // A canvas whose size is set anew is made anew.
    let size = ((shown.width * ratio) as u32, (shown.height * ratio) as u32);
    if (canvas.width(), canvas.height()) != size {
        canvas.set_width(size.0);
        canvas.set_height(size.1);
    }
    let context = context_of(canvas)?;
    let on = Canvas { context: &context, ratio, shown };
    on.in_pixels()?;
    context.clear_rect(0.0, 0.0, shown.width, shown.height);
    let land = kept.land(canvas, dark).to_owned();
    if look.grain == Grain::Areas {
        draw_areas(kept, &on, picture, &land, dark)?;
    } else {
        draw_land(kept, &on, picture, &land)?;
        draw_image(kept, &on, picture, look.grain, dark)?;
    }
    draw_outlines(kept, &on, picture, look)?;
    on.in_pixels()?;
    if look.grain == Grain::Tiles {
        draw_marks(&context, picture, shown, dark);
    }
    draw_sources(&context, picture, shown, dark);
    draw_scale(&context, picture, shown, dark, look.lengths);
    draw_focus(kept, &on, picture, look)
}

/// The ground within the outlines of all areas; what lies outside of them shows the canvas's own.
fn draw_land(kept: &mut Kept, on: &Canvas<'_>, picture: &Picture, land: &str) -> Result<(), JsValue> {
    if picture.outlines.is_empty() {
        return Ok(());
    }
    on.in_tiles()?;
    on.context.set_fill_style_str(land);
    for area in kept.outlines(picture)?.areas.iter().flatten() {
        on.context.fill_with_path_2d_and_winding(area, CanvasWindingRule::Evenodd);
    }
    Ok(())
}

/// Areas in their colours; one without a value shows the ground.
fn draw_areas(
    kept: &mut Kept,
    on: &Canvas<'_>,
    picture: &Picture,
    land: &str,
    dark: bool,
) -> Result<(), JsValue> {
    on.in_tiles()?;
    for (area, fill) in kept.areas(picture, dark)? {
        on.context.set_fill_style_str(fill.unwrap_or(land));
        on.context.fill_with_path_2d_and_winding(area, CanvasWindingRule::Evenodd);
    }
    Ok(())
}

/// Tiles or blocks, a pixel each, drawn larger.
fn draw_image(
    kept: &mut Kept,
    on: &Canvas<'_>,
    picture: &Picture,
    grain: Grain,
    dark: bool,
) -> Result<(), JsValue> {
    on.in_pixels()?;
    let side = f64::from(if let Grain::Blocks(side) = grain { side.max(1) } else { 1 });
    let image = kept.image(picture, grain, dark)?;
    let (_, south, ..) = on.shown.tile_box(0, 0);
    let (width, height) = (
        f64::from(image.width()) * side * on.shown.column_pixels,
        f64::from(image.height()) * side * on.shown.row_pixels,
    );
    let (west, top) = (-on.shown.left * on.shown.column_pixels, south + on.shown.row_pixels - height);
    on.context.set_image_smoothing_enabled(false);
    on.context.draw_image_with_html_canvas_element_and_dw_and_dh(image, west, top, width, height)
}

/// Lines of the person's own, then boundaries of areas, the strong and the chosen ones last.
fn draw_outlines(kept: &mut Kept, on: &Canvas<'_>, picture: &Picture, look: Look<'_>) -> Result<(), JsValue> {
    on.in_tiles()?;
    let (inner, outer) = ink(look.dark);
    if !look.lines.is_empty() {
        let lines = kept.lines(look.lines, &picture.grid)?;
        for (pixels, colour) in [(2.6, outer), (1.1, inner)] {
            on.stroke(lines, pixels, colour);
        }
    }
    if picture.outlines.is_empty() {
        return Ok(());
    }
    let outlines = kept.outlines(picture)?;
    on.stroke(&outlines.weak, 0.7, struck(look.dark));
    on.stroke(&outlines.strong, 1.6, inner);
    if let Some(path) = picture.chosen_area.and_then(|area| outlines.area(area)) {
        for (pixels, colour) in [(7.0, outer), (4.0, inner)] {
            on.stroke(path, pixels, colour);
        }
    }
    Ok(())
}

/// A bar of a round length, in the lower left corner.
fn draw_scale(
    context: &CanvasRenderingContext2d,
    picture: &Picture,
    shown: Viewport,
    dark: bool,
    lengths: Lengths,
) {
    let (_, tile_width) = picture.grid.tile_metres();
    let Some((text, length)) = scale_bar(shown.width, shown.column_pixels / tile_width, lengths) else {
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
    let (x, y) = (left + length + 8.0, floor + 2.0);
    context.set_line_width(4.0);
    context.set_stroke_style_str(outer);
    let _ = context.stroke_text(text, x, y);
    context.set_fill_style_str(inner);
    let _ = context.fill_text(text, x, y);
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
    let radius = (shown.column_pixels.min(shown.row_pixels) * 0.28).clamp(1.0, 7.0);
    // What lies outside of the canvas is passed over.
    let visible = || {
        let boxed = |(position, value): (usize, &Option<_>)| {
            let tile = picture.grid.tile(position);
            let (x, y, width, height) = shown.tile_box(tile.row, tile.column);
            let is_seen = x < shown.width && y < shown.height && x + width > 0.0 && y + height > 0.0;
            Some(((x, y, width, height), (*value).filter(|_| is_seen)?))
        };
        picture.values.iter().enumerate().filter_map(boxed)
    };
    context.set_line_width(1.0);
    context.set_stroke_style_str(struck(dark));
    context.begin_path();
    for ((x, y, width, height), value) in visible() {
        if value.shown.is_none() {
            context.move_to(x, y + height);
            context.line_to(x + width, y);
        }
        for (from, to) in hatching(width).iter().filter(|_| value.hatched) {
            context.move_to(x + from.0 * width, y + from.1 * height);
            context.line_to(x + to.0 * width, y + to.1 * height);
        }
    }
    context.stroke();
    context.set_fill_style_str(fill);
    context.set_stroke_style_str(edge);
    context.begin_path();
    for ((x, y, width, height), _) in visible().filter(|(_, value)| value.happened == Some(true)) {
        let (x, y) = (x + width / 2.0, y + height / 2.0);
        context.move_to(x + radius, y);
        // A circle of a radius above zero is always drawn.
        let _ = context.arc(x, y, radius, 0.0, std::f64::consts::TAU);
    }
    context.fill();
    if radius > 2.0 {
        context.stroke();
    }
}

/// What is pointed at: a tile, a block or an area.
fn draw_focus(kept: &mut Kept, on: &Canvas<'_>, picture: &Picture, look: Look<'_>) -> Result<(), JsValue> {
    let Some(tile) = look.focus else { return Ok(()) };
    let (inner, outer) = ink(look.dark);
    if look.grain == Grain::Areas {
        on.in_tiles()?;
        let outlines = kept.outlines(picture)?;
        if let Some(path) = picture.area_of(tile).and_then(|area| outlines.area(area)) {
            for (pixels, colour) in [(4.0, outer), (2.0, inner)] {
                on.stroke(path, pixels, colour);
            }
        }
        return Ok(());
    }
    let side = if let Grain::Blocks(side) = look.grain { side.max(1) } else { 1 };
    let (row, column) = (tile.row / side * side, tile.column / side * side);
    let (x, y, width, height) = look.shown.tile_box(row + side - 1, column);
    let (width, height) = (width * f64::from(side), height * f64::from(side));
    for (line, colour) in [(4.0, outer), (2.0, inner)] {
        on.context.set_line_width(line);
        on.context.set_stroke_style_str(colour);
        on.context.stroke_rect(x - 1.0, y - 1.0, width + 2.0, height + 2.0);
    }
    Ok(())
}
