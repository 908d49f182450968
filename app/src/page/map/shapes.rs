//! What a map keeps between frames: outlines and lines as paths of the browser's own, and tiles as
//! an image with a pixel for each.

use std::sync::Arc;

use wasm_bindgen::prelude::*;
use web_sys::{HtmlCanvasElement, ImageData, Path2d};

use super::context_of;
use super::picture::Picture;
use crate::logic::grain::Grain;
use crate::logic::theme::css;
use crate::protocol::{LinesView, Outline};
use watchback::space::{Grid, TileId};

/// Everything that is kept.
#[derive(Default)]
pub(super) struct Kept {
    outlines: Option<Outlines>,
    lines: Option<(Vec<Arc<LinesView>>, Path2d)>,
    /// The tiles or blocks of the picture, and in which colours they were drawn.
    image: Option<(Grain, bool, HtmlCanvasElement)>,
    /// By area its colour, likewise.
    fills: Option<(bool, Vec<Option<String>>)>,
    /// The colour of land, likewise.
    land: Option<(bool, String)>,
}

/// Paths in widths of a tile, east and south of the grid's south-west corner.
pub(super) struct Outlines {
    of: Arc<Vec<(Outline, bool)>>,
    /// By area; none for one without an outline.
    pub(super) areas: Vec<Option<Path2d>>,
    pub(super) weak: Path2d,
    pub(super) strong: Path2d,
}

impl Kept {
    /// Forgets what was drawn of a picture: another takes its place.
    pub(super) fn forget_picture(&mut self) {
        (self.image, self.fills, self.land) = (None, None, None);
    }

    pub(super) fn outlines(&mut self, picture: &Picture) -> Result<&Outlines, JsValue> {
        if !self.outlines.as_ref().is_some_and(|kept| Arc::ptr_eq(&kept.of, &picture.outlines)) {
            self.outlines = Some(Outlines::new(&picture.outlines, picture.grid.tile_aspect())?);
        }
        self.outlines.as_ref().ok_or(JsValue::NULL)
    }

    pub(super) fn lines(&mut self, lines: &[Arc<LinesView>], grid: &Grid) -> Result<&Path2d, JsValue> {
        let is_same = |kept: &[Arc<LinesView>]| {
            kept.len() == lines.len() && kept.iter().zip(lines).all(|(one, other)| Arc::ptr_eq(one, other))
        };
        if !self.lines.as_ref().is_some_and(|(kept, _)| is_same(kept)) {
            let path = Path2d::new_with_path_string(&path_of_lines(lines, grid))?;
            self.lines = Some((lines.to_vec(), path));
        }
        self.lines.as_ref().map(|(_, path)| path).ok_or(JsValue::NULL)
    }

    /// A pixel a tile or a block, north up.
    pub(super) fn image(
        &mut self,
        picture: &Picture,
        grain: Grain,
        dark: bool,
    ) -> Result<&HtmlCanvasElement, JsValue> {
        if !self.image.as_ref().is_some_and(|(of, was_dark, _)| (*of, *was_dark) == (grain, dark)) {
            let side = if let Grain::Blocks(side) = grain { side } else { 1 };
            self.image = Some((grain, dark, image_of(picture, side.max(1), dark)?));
        }
        self.image.as_ref().map(|(_, _, image)| image).ok_or(JsValue::NULL)
    }

    /// The areas with their colours; none of an area without a value.
    pub(super) fn areas(
        &mut self,
        picture: &Picture,
        dark: bool,
    ) -> Result<impl Iterator<Item = (&Path2d, Option<&str>)>, JsValue> {
        self.outlines(picture)?;
        if self.fills.as_ref().is_none_or(|(was_dark, _)| *was_dark != dark) {
            let values = picture.areas.iter().flat_map(|areas| &areas.values);
            let fills = values.map(|value| value.map(|value| css(picture.colours.of(value, dark)))).collect();
            self.fills = Some((dark, fills));
        }
        let areas = self.outlines.iter().flat_map(|outlines| &outlines.areas);
        let fills = self.fills.as_ref().map_or(&[][..], |(_, fills)| fills);
        let fill_of = |area: usize| fills.get(area).and_then(|fill| fill.as_deref());
        Ok(areas.enumerate().filter_map(move |(at, area)| Some((area.as_ref()?, fill_of(at)))))
    }

    /// The colour of land: the canvas's own colour of text, which the style sheet gives it.
    pub(super) fn land(&mut self, canvas: &HtmlCanvasElement, dark: bool) -> &str {
        if self.land.as_ref().is_none_or(|(was_dark, _)| *was_dark != dark) {
            let style = web_sys::window().and_then(|window| window.get_computed_style(canvas).ok().flatten());
            let colour = style.and_then(|style| style.get_property_value("color").ok()).unwrap_or_default();
            self.land = Some((dark, colour));
        }
        self.land.as_ref().map_or("", |(_, colour)| colour)
    }
}

impl Outlines {
    fn new(of: &Arc<Vec<(Outline, bool)>>, aspect: f64) -> Result<Self, JsValue> {
        let n = of.iter().map(|(outline, _)| outline.area as usize + 1).max().unwrap_or(0);
        let mut areas = vec![String::new(); n];
        let (mut weak, mut strong) = (String::new(), String::new());
        for (outline, is_strong) in of.iter() {
            let mut path = String::new();
            let places = outline.ring.iter().map(|&(east, north)| (f64::from(east), f64::from(north)));
            push_line(&mut path, places, aspect);
            path.push('Z');
            if let Some(area) = areas.get_mut(outline.area as usize) {
                area.push_str(&path);
            }
            if *is_strong { &mut strong } else { &mut weak }.push_str(&path);
        }
        let path = |text: &String| Path2d::new_with_path_string(text);
        let areas = areas.iter().map(|area| (!area.is_empty()).then(|| path(area)).transpose());
        Ok(Self {
            of: of.clone(),
            areas: areas.collect::<Result<_, _>>()?,
            weak: path(&weak)?,
            strong: path(&strong)?,
        })
    }

    /// The path of an area.
    pub(super) fn area(&self, area: u32) -> Option<&Path2d> {
        self.areas.get(area as usize)?.as_ref()
    }
}

/// Adds a line through places, in tiles east and north of the grid's corner.
fn push_line(path: &mut String, places: impl Iterator<Item = (f64, f64)>, aspect: f64) {
    for (at, (east, north)) in places.enumerate() {
        let step = if at == 0 { 'M' } else { 'L' };
        path.push_str(&format!("{step}{east:.3} {:.3}", -north * aspect));
    }
}

fn path_of_lines(lines: &[Arc<LinesView>], grid: &Grid) -> String {
    let (height, width) = grid.tile_metres();
    let mut path = String::new();
    for line in lines.iter().flat_map(|view| &view.lines) {
        let places = line.iter().map(|&(longitude, latitude)| {
            let (east, north) = grid.metres(f64::from(latitude), f64::from(longitude));
            (east / width, north / height)
        });
        push_line(&mut path, places, height / width);
    }
    path
}

/// A pixel for each square of so many tiles a side.
fn image_of(picture: &Picture, side: u16, dark: bool) -> Result<HtmlCanvasElement, JsValue> {
    let [rows, columns] = [picture.grid.n_rows(), picture.grid.n_columns()].map(|n| n.div_ceil(side));
    let mut pixels = vec![0; usize::from(rows) * usize::from(columns) * 4];
    let squares = (0..rows).rev().flat_map(|row| (0..columns).map(move |column| (row, column)));
    for (pixel, (row, column)) in pixels.chunks_exact_mut(4).zip(squares) {
        let tile = TileId { row: row * side, column: column * side };
        let shown = if side == 1 {
            picture.values.get(picture.grid.position(tile)).copied().flatten().and_then(|value| value.shown)
        } else {
            picture.block(side, tile).mean
        };
        // Without a figure the ground shows, and a stroke is drawn across.
        let Some(shown) = shown else { continue };
        let [red, green, blue] = picture.colours.of(shown, dark);
        pixel.copy_from_slice(&[red, green, blue, 255]);
    }
    let document = web_sys::window().and_then(|window| window.document()).ok_or(JsValue::NULL)?;
    let image: HtmlCanvasElement = document.create_element("canvas")?.dyn_into()?;
    let (columns, rows) = (u32::from(columns), u32::from(rows));
    image.set_width(columns);
    image.set_height(rows);
    let data = wasm_bindgen::Clamped(pixels.as_slice());
    let data = ImageData::new_with_u8_clamped_array_and_sh(data, columns, rows)?;
    context_of(&image)?.put_image_data(&data, 0.0, 0.0)?;
    Ok(image)
}
