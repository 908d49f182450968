//! The source-target matrix as a heat map, rows and columns put together in groups; beside it the
//! same of a surrogate round.

use std::sync::Arc;

use leptos::html::Canvas;
use leptos::prelude::*;
use wasm_bindgen::prelude::*;
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement, ImageData};

use crate::logic::format::{count, decimals};
use crate::logic::layers::Colours;
use crate::logic::theme::{Scale, ink};
use crate::page::chart_title::ChartTitle;
use crate::page::save_menu::SavePicture;
use crate::page::table::{Cell, Details, Rows, Table};
use crate::page::tiles::dark_signal;
use crate::protocol::{GROUPS, RunView, matrix_scores};
use watchback::network::Biclustering;
use watchback::wording::charts::groups;
use watchback_translate::tr;

/// Pixels an entry.
const PIXELS: usize = 4;
/// -log10 p at which the scale ends.
const HIGHEST: f64 = 6.0;
const SCORES: Colours = Colours { scale: Scale::Sequential, low: 0.0, high: HIGHEST };

/// Both matrices.
#[component]
pub(super) fn Matrix(run: Arc<RunView>) -> impl IntoView {
    let matrix = run.results.network.matrix.clone();
    let names: Arc<Vec<String>> = Arc::new(names_of(&run));
    let size = matrix.real.len();
    let groups = run.groups.clone();
    let pictures = [
        (tr!("The real data"), &matrix.real, groups.real),
        (tr!("A surrogate round: sources rotated"), &matrix.surrogate, groups.surrogate),
    ];
    let pictures: Vec<_> = pictures
        .into_iter()
        .filter_map(|(name, bins, found)| Some((name, matrix_scores(bins), found?)))
        .map(|(name, scores, found)| view! { <Picture name=name scores=scores found=found names=names.clone()/> })
        .collect();
    if pictures.is_empty() {
        return ().into_any();
    }
    view! {
        <h3>{tr!("Who goes with whom")}</h3>
        <p>{tr!("Scores of {} streams among each other: rows are targets, columns sources, both put in {GROUPS} groups that go together (spectral biclustering). The darker, or on a dark page the lighter, the less likely by chance for a single pair and delay; the scale ends at one in a million. Groups are found in noise too: compare the two.", count(size as u64))}</p>
        <ColourScale/>
        <div class="charts" data-testid="matrix">{pictures}</div>
    }
    .into_any()
}

/// What the colours mean.
#[component]
fn ColourScale() -> impl IntoView {
    let dark = dark_signal();
    let gradient = move || SCORES.gradient(dark.get());
    view! {
        <div class="legend">
            <span>{tr!("p = 1")}</span>
            <span class="legend-bar" style:background=gradient></span>
            <span>{tr!("one in a million or less")}</span>
        </div>
    }
}

/// The sampled streams in words.
fn names_of(run: &RunView) -> Vec<String> {
    let name = |at: &u32| {
        run.results.streams.get(*at as usize).map_or_else(String::new, |stream| {
            format!("{} {}/{}", stream.variable, stream.row, stream.column)
        })
    };
    run.results.network.sampled_targets.iter().map(name).collect()
}

#[component]
fn Picture(
    name: &'static str,
    scores: Vec<Vec<f64>>,
    found: Biclustering,
    names: Arc<Vec<String>>,
) -> impl IntoView {
    let canvas = NodeRef::<Canvas>::new();
    let dark = dark_signal();
    let title = groups(name, found.explained_share);
    let members = |groups: &[usize], group: usize| groups.iter().filter(|of| **of == group).count();
    let mut headings = vec![tr!("Mean \u{2212}log10 p").to_owned()];
    headings.extend(
        (0..GROUPS)
            .map(|group| tr!("sources of group {} ({})", group + 1, members(&found.column_groups, group))),
    );
    let rows = found.block_means.iter().enumerate().map(|(group, means)| {
        let cell =
            |mean: &f64| Cell::Number(if mean.is_nan() { "\u{2013}".to_owned() } else { decimals(*mean) });
        let name = tr!("targets of group {} ({})", group + 1, members(&found.row_groups, group));
        std::iter::once(Cell::Name(name)).chain(means.iter().map(cell)).collect()
    });
    let rows = Rows::of(&headings, rows);
    let members = |groups: &[usize], group: usize| -> String {
        let of: Vec<&str> = groups
            .iter()
            .zip(names.iter())
            .filter(|(of, _)| **of == group)
            .map(|(_, name)| name.as_str())
            .collect();
        if of.is_empty() { tr!("none").to_owned() } else { of.join(", ") }
    };
    let lists = (0..GROUPS).map(|group| view! {
        <dt>{tr!("Group {}", group + 1)}</dt>
        <dd>{tr!("Targets: ")}{members(&found.row_groups, group)}{tr!(". Sources: ")}{members(&found.column_groups, group)}"."</dd>
    }).collect_view();
    let size = (PIXELS * scores.len()).to_string();
    Effect::new(move || {
        if let Some(canvas) = canvas.get() {
            // A canvas that cannot be drawn on leaves the table, which holds the groups.
            let _ = draw(&canvas, &scores, &found, dark.get());
        }
    });
    view! {
        <figure>
            <ChartTitle finding=title.finding measure=title.measure/>
            <canvas node_ref=canvas class="matrix" width=size.clone() height=size role="img" aria-label=tr!("{name}: heat map of scores; the table below holds the means of its groups.")></canvas>
            <SavePicture name=name.to_owned()/>
            <Details summary=tr!("{name}: groups as a table")>
                <Table rows=rows label=tr!("{name}: mean scores by group")/>
                <p class="hint">{tr!("Who is in which group: kind, row/column of the tile.")}</p>
                <div class="tall scroll" tabindex="0" role="region" aria-label=tr!("{name}: members of groups")><dl>{lists}</dl></div>
            </Details>
        </figure>
    }
}

fn draw(
    canvas: &HtmlCanvasElement,
    scores: &[Vec<f64>],
    found: &Biclustering,
    dark: bool,
) -> Result<(), JsValue> {
    let size = PIXELS * scores.len();
    let mut pixels = vec![0; size * size * 4];
    for (y, line) in pixels.chunks_exact_mut(size * 4).enumerate() {
        let row = found.row_order.get(y / PIXELS).and_then(|row| scores.get(*row));
        for (x, pixel) in line.chunks_exact_mut(4).enumerate() {
            let score = found.column_order.get(x / PIXELS).and_then(|column| row?.get(*column));
            if let Some(score) = score.filter(|score| score.is_finite()) {
                let [red, green, blue] = SCORES.of(*score, dark);
                pixel.copy_from_slice(&[red, green, blue, 255]);
            }
        }
    }
    let context: CanvasRenderingContext2d = canvas.get_context("2d")?.ok_or(JsValue::NULL)?.dyn_into()?;
    let data = wasm_bindgen::Clamped(pixels.as_slice());
    let image = ImageData::new_with_u8_clamped_array_and_sh(data, size as u32, size as u32)?;
    context.put_image_data(&image, 0.0, 0.0)?;
    // Lines between groups.
    context.set_fill_style_str(ink(dark).0);
    let borders = |groups: &[usize], order: &[usize]| -> Vec<f64> {
        let changes = |at: &usize| groups[order[*at]] != groups[order[*at - 1]];
        (1..order.len()).filter(changes).map(|at| (at * PIXELS) as f64).collect()
    };
    for y in borders(&found.row_groups, &found.row_order) {
        context.fill_rect(0.0, y - 0.5, size as f64, 1.0);
    }
    for x in borders(&found.column_groups, &found.column_order) {
        context.fill_rect(x - 0.5, 0.0, 1.0, size as f64);
    }
    Ok(())
}
