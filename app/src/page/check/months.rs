//! A bar a month, with a table behind it.

use leptos::prelude::*;

use crate::logic::format::count;
use crate::logic::months::{Month, months};
use crate::page::save_menu::SavePicture;
use crate::page::table::{Cell, Details, Rows, Table};
use watchback::ingest::Calendar;
use watchback_translate::tr;

/// Pixels of the tallest bar, and of the axis below.
const TALLEST: f64 = 120.0;
const AXIS: f64 = 24.0;
/// A year is named only where that much of the width is left for its name, in percent.
const ROOM_OF_A_YEAR: f64 = 7.0;

/// Records by month.
#[component]
pub(super) fn Months(calendar: Calendar) -> impl IntoView {
    let months = months(&calendar);
    let most = months.iter().map(Month::a_day).fold(0.0, f64::max).max(1e-9);
    let width = 100.0 / months.len().max(1) as f64;
    let bar = |(place, month): (usize, &Month)| {
        let height = TALLEST * month.a_day() / most;
        let class = if month.days_without > 0 { "month gap" } else { "month" };
        view! {
            <rect class=class x=format!("{:.3}%", width * place as f64) width=format!("{:.3}%", 0.82 * width) y=TALLEST - height height=height>
                <title>{tr!("{}: {} records", month.name(), count(month.rows))}</title>
            </rect>
        }
    };
    let mut named_until = f64::NEG_INFINITY;
    let year = |(place, month): (usize, &Month)| {
        let at = width * place as f64;
        let is_first = place == 0 || month.month == 1;
        (is_first && at >= named_until && at + ROOM_OF_A_YEAR <= 101.0).then(|| {
            named_until = at + ROOM_OF_A_YEAR;
            view! { <text class="label" x=format!("{at:.3}%") y=TALLEST + 18.0>{month.year}</text> }
        })
    };
    let years = months.iter().enumerate().filter_map(year).collect_view();
    let rows = months.iter().map(|month| {
        vec![
            Cell::Name(month.name()),
            Cell::Number(count(month.rows)),
            Cell::Number(count(month.days_without)),
        ]
    });
    let table = Rows::of(&[tr!("Month"), tr!("Records"), tr!("Days without any")], rows);
    let without = months.iter().filter(|month| month.days_without > 0).count();
    let note = match without {
        0 => tr!("Records a day, by month. No month lacks a day.").to_owned(),
        n => tr!("Records a day, by month. Days are missing in the {n} months that are marked."),
    };
    view! {
        <figure class="picture" data-testid="months">
            <strong class="measure">{tr!("When the records are from")}</strong>
            <svg class="line-picture" height=TALLEST + AXIS role="img" aria-label=note.clone()>
                {months.iter().enumerate().map(bar).collect_view()}
                <line class="axis-line" x1="0" x2="100%" y1=TALLEST y2=TALLEST/>
                {years}
            </svg>
            <SavePicture name=tr!("When the records are from").to_owned()/>
            <figcaption>{note}</figcaption>
            <Details summary=tr!("Records by month, as a table")><Table rows=table label=tr!("Records by month") tall=true/></Details>
        </figure>
    }
}
