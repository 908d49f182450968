//! Dots with intervals in rows over one axis, drawn.

use leptos::prelude::*;

use super::save_menu::SavePicture;
use crate::logic::saved::name_in;
use watchback::scene::{Dot, DotPlot, Tick};
use watchback_translate::tr;

/// Pixels of a row: its name above, its dot below.
const ROW: f64 = 46.0;
/// Pixels of the axis below.
const AXIS: f64 = 26.0;

/// Rows of dots: name, value in words, and the figure. Positions go in percent, so that text keeps
/// its size on any screen. `of`: what tells the picture from others of the same label.
#[component]
pub(in crate::page) fn Dots(
    rows: Vec<(String, String, Dot)>,
    label: &'static str,
    #[prop(optional)] of: &'static str,
) -> impl IntoView {
    let dots: Vec<Dot> = rows.iter().map(|(_, _, dot)| dot.clone()).collect();
    let Some(DotPlot { rows: laid_out, ticks }) = DotPlot::new(&dots) else {
        return view! { <p>{tr!("Not evaluable: there is too little to draw.")}</p> }.into_any();
    };
    let floor = laid_out.len() as f64 * ROW;
    let share = |x: f64| format!("{x:.2}%");
    let tick = |Tick { at, text }: Tick| {
        view! {
            <line class="grid-line" x1=share(at) x2=share(at) y1="0" y2=floor/>
            <text class="tick" x=share(at) y=floor + 18.0 text-anchor="middle">{text}</text>
        }
    };
    let row = |(at, (dot, (name, text, _))): (usize, (Dot, (String, String, Dot)))| {
        let (top, middle) = (at as f64 * ROW, at as f64 * ROW + 31.0);
        let band = dot.chance.map(|[lo, mean, hi]| {
            view! {
                <rect class="chance-band" x=share(lo) width=share((hi - lo).max(0.15)) y=middle - 9.0 height="18"/>
                <line class="chance-mean" x1=share(mean) x2=share(mean) y1=middle - 9.0 y2=middle + 9.0/>
            }
        });
        let mark = |(at, x): (usize, &f64)| {
            let class = if at == 0 { "mark-line" } else { "mark-line dashed" };
            view! { <line class=class x1=share(*x) x2=share(*x) y1=middle - 12.0 y2=middle + 12.0/> }
        };
        let interval = dot.interval.map(|(lo, hi)| {
            view! { <line class="interval-line" x1=share(lo) x2=share(hi) y1=middle y2=middle/> }
        });
        view! {
            {band}
            {dot.marks.iter().enumerate().map(mark).collect_view()}
            {interval}
            <circle class="figure-dot" cx=share(dot.value) cy=middle r="4.5"/>
            <text class="row-name" x="0" y=top + 15.0>{name}</text>
            <text class="row-value" x="100%" y=top + 15.0 text-anchor="end">{text}</text>
        }
    };
    view! {
        <svg class="dots" height=floor + AXIS role="img" aria-label=label>
            {ticks.into_iter().map(tick).collect_view()}
            <line class="axis" x1="0" x2="100%" y1=floor y2=floor/>
            {laid_out.into_iter().zip(rows).enumerate().map(row).collect_view()}
        </svg>
        <SavePicture name=format!("{} {of}", name_in(label)).trim().to_owned()/>
    }
    .into_any()
}
