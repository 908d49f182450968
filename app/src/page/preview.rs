//! The first rows of a file, as they are understood.

use leptos::prelude::*;

use crate::page::table::{Cell, Rows, Table, text};
use watchback::ingest::{FileSummary, PreviewRow};
use watchback_translate::tr;

/// Of the files that were read.
#[component]
pub(super) fn Preview(files: Vec<FileSummary>) -> impl IntoView {
    let preview = files.into_iter().next().map(|file| file.preview).unwrap_or_default();
    preview_table(preview, tr!("The first five rows, as they were understood"))
}

/// Rows as they are understood.
pub(super) fn preview_table(preview: Vec<PreviewRow>, caption: &str) -> impl IntoView {
    // Not every city publishes them.
    let has_flags = preview.iter().any(|row| row.event.arrest.or(row.event.domestic).is_some());
    let yes = |flag: Option<bool>| {
        text(flag.map_or(tr!("unknown"), |flag| if flag { tr!("yes") } else { tr!("no") }))
    };
    let rows = preview.into_iter().map(|row| {
        let place = row.event.latitude.zip(row.event.longitude);
        let place = place.map_or_else(
            || tr!("none").to_owned(),
            |(latitude, longitude)| format!("{latitude:.5}, {longitude:.5}"),
        );
        let mut cells = vec![text(row.line), row.date, row.offence, place];
        if has_flags {
            cells.extend([yes(row.event.arrest), yes(row.event.domestic)]);
        }
        cells.into_iter().map(Cell::Text).collect()
    });
    let mut headings = vec![tr!("Line"), tr!("Date and time"), tr!("Offence"), tr!("Latitude, longitude")];
    if has_flags {
        headings.extend([tr!("Arrest"), tr!("Domestic")]);
    }
    let rows = Rows::of(&headings, rows).caption(caption);
    view! { <Table rows=rows label=tr!("First five rows") testid="preview"/> }
}
