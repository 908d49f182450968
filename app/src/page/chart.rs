//! A plot of lines over an axis, drawn.

use leptos::prelude::*;

use super::save_menu::SavePicture;
use crate::logic::saved::name_in;
use watchback::scene::Plot;

/// The picture; its numbers stand in a table beside it. The first line is the figure, a second one
/// what it is compared with.
#[component]
pub(super) fn Chart(plot: Plot, label: String) -> impl IntoView {
    let (left, right, floor) = plot.axis;
    let name = name_in(&label).to_owned();
    let x_tick = move |tick: watchback::scene::Tick| {
        // A label in the middle of the right end would be cut on narrow screens, where text is
        // larger.
        let anchor = if tick.at > right - 12.0 { "end" } else { "middle" };
        view! { <text class="tick" x=tick.at y=floor + 20.0 text-anchor=anchor>{tick.text}</text> }
    };
    let y_tick = move |tick: watchback::scene::Tick| {
        view! {
            <text class="tick" x=left - 6.0 y=tick.at + 4.0 text-anchor="end">{tick.text}</text>
            <line class="grid-line" x1=left x2=right y1=tick.at y2=tick.at/>
        }
    };
    let line = |(at, path): (usize, String)| {
        let class = match at {
            0 => "figure-line",
            1 => "other-line",
            2 => "other-line dashed",
            _ => "other-line dotted",
        };
        view! { <path class=class d=path/> }
    };
    view! {
        <svg viewBox=format!("0 0 {} {}", plot.width, plot.height) role="img" aria-label=label>
            <path class="chance-band" d=plot.band/>
            {plot.y_ticks.into_iter().map(y_tick).collect_view()}
            {plot.zero.map(|zero| view! { <line class="half-line" x1=left x2=right y1=zero y2=zero/> })}
            {plot.lines.into_iter().enumerate().rev().map(line).collect_view()}
            <line class="axis" x1=left x2=right y1=floor y2=floor/>
            {plot.x_ticks.into_iter().map(x_tick).collect_view()}
        </svg>
        <SavePicture name=name/>
    }
}
