//! A small map of the records, to see whether they lie where the city does.

use leptos::html::Canvas;
use leptos::prelude::*;
use wasm_bindgen::prelude::*;
use web_sys::{HtmlCanvasElement, ImageData};

use crate::logic::format::count;
use crate::logic::layers::Colours;
use crate::logic::theme::Scale;
use crate::page::map::context_of;
use crate::page::save_menu::SavePicture;
use crate::page::state::State;
use crate::page::tiles::dark_signal;
use crate::protocol::PointMap;
use watchback_translate::tr;

/// The map. What it shows stands below it in words.
#[component]
pub(super) fn Points(map: PointMap) -> impl IntoView {
    let (columns, rows) = (map.columns, map.rows());
    let canvas = NodeRef::<Canvas>::new();
    let dark = dark_signal();
    let [width, height] = map.size_km();
    let all: u64 = map.counts.iter().map(|&of| u64::from(of)).sum();
    let state = expect_context::<State>();
    let (centre, outside) = (map.centre, map.outside);
    let says = move || {
        let lengths = state.lengths();
        tr!(
            "{} records in {:.0} by {} around {:.2}, {:.2}. {}",
            count(all),
            lengths.in_long(width),
            lengths.long(height, 0),
            centre.0,
            centre.1,
            if outside == 0 {
                tr!("None lies outside.").to_owned()
            } else {
                tr!("{} lie outside.", count(outside))
            }
        )
    };
    Effect::new(move || {
        if let Some(canvas) = canvas.get() {
            // A canvas that cannot be drawn on leaves the sentence below it.
            let _ = draw(&canvas, &map, dark.get());
        }
    });
    view! {
        <figure class="picture" data-testid="points">
            <strong class="measure">{tr!("Where the records are")}</strong>
            <canvas node_ref=canvas class="points" width=columns height=rows role="img" aria-label=says></canvas>
            <SavePicture name=tr!("Where the records are").to_owned()/>
            <figcaption>{says}</figcaption>
        </figure>
    }
}

/// A pixel a cell, the more records the farther along the scale.
fn draw(canvas: &HtmlCanvasElement, map: &PointMap, dark: bool) -> Result<(), JsValue> {
    let most = map.counts.iter().copied().max().unwrap_or(1).max(1);
    let colours = Colours { scale: Scale::Sequential, low: 0.0, high: libm::log1p(f64::from(most)) };
    let mut pixels = vec![0; map.counts.len() * 4];
    for (pixel, &of) in pixels.chunks_exact_mut(4).zip(&map.counts) {
        // Where nothing is, the ground shows.
        if of > 0 {
            let [red, green, blue] = colours.of(libm::log1p(f64::from(of)), dark);
            pixel.copy_from_slice(&[red, green, blue, 255]);
        }
    }
    let data = wasm_bindgen::Clamped(pixels.as_slice());
    let image = ImageData::new_with_u8_clamped_array_and_sh(data, map.columns as u32, map.rows() as u32)?;
    context_of(canvas)?.put_image_data(&image, 0.0, 0.0)
}
