//! What was understood of the files: five rows, what was dropped and why, and what in the rest a
//! reader should know.

use std::sync::Arc;

use leptos::prelude::*;

use super::findings::Findings;
use super::layout::OtherLayout;
use super::offences::Offences;
use super::preview::Preview;
use super::state::State;
use crate::logic::format::{count, megabytes, percent, sentence};
use crate::page::table::{Cell, Details, Rows, Table, text};
use crate::protocol::InspectionView;
use watchback::ingest::{Dropped, FileSummary, Quality, Share};

/// The column by which only simulated rows are known.
const MARK_COLUMN: &str = "Block";

/// The quality report.
#[component]
pub(super) fn QualityReport(inspection: Arc<InspectionView>) -> impl IntoView {
    let state = expect_context::<State>();
    let quality = inspection.quality.clone();
    let of_rows = quality.clone();
    let has_study = inspection.studies.base().is_some();
    let days =
        quality.days.map_or_else(|| "no days".to_owned(), |days| days.to_string().replace("..", " to "));
    let summary = format!(
        "{} rows read, {} kept, from {days}. {} duplicates dropped.",
        count(quality.rows_read),
        count(quality.rows_kept),
        count(quality.duplicates)
    );
    let failures = inspection.failures.iter();
    let failures =
        failures.map(|failure| view! { <p class="notice bad" role="alert">{sentence(&format!("not read: {}", failure.message))}</p> });
    let lacking: Vec<String> = inspection.files.iter().filter_map(lacking).collect();
    let seconds: f64 = inspection.timings.iter().map(|timing| timing.seconds).sum();
    let bytes: u64 = inspection.files.iter().map(|file| file.decompressed_bytes).sum();
    view! {
        <section class="card" aria-labelledby="quality-title" data-testid="quality">
            <h2 id="quality-title">"The files"</h2>
            {failures.collect_view()}
            <Simulated share=quality.simulated/>
            <p class="lead" data-testid="quality-summary">{summary}</p>
            {lacking.into_iter().map(|text| view! { <p class="notice">{text}</p> }).collect_view()}
            <Preview files=inspection.files.clone()/>
            {(!state.invented.get_untracked()).then(|| view! { <OtherLayout/> })}
            <Findings inspection=inspection.clone()/>
            <Details summary=format!("What the rows are: {} dropped as unreadable", count(quality.dropped.iter().map(|dropped| dropped.rows).sum()))>
                <div class="columns">
                    <Facts quality=of_rows.clone() has_study=has_study/>
                    <DroppedRows dropped=of_rows.dropped/>
                </div>
            </Details>
            <Offences quality=quality.clone() offered=inspection.studies.base().map(|base| base.classes.clone()).unwrap_or_default()/>
            <p class="hint">
                {format!("{} read in {seconds:.1} s, on this machine.", megabytes(bytes))}
            </p>
        </section>
    }
}

/// Simulated rows are named wherever they appear.
#[component]
fn Simulated(share: Share) -> impl IntoView {
    (share.count > 0).then(|| {
        view! {
            <p class="notice simulated" data-testid="simulated-notice">
                <strong>"Simulated city. "</strong>
                {format!("{} of {} rows were made by a simulation; no such city exists.", count(share.count), count(share.of))}
            </p>
        }
    })
}

/// Names the columns that a reader would miss; the mark of simulated files is none.
fn lacking(file: &FileSummary) -> Option<String> {
    let missed = |name: &&String| name.as_str() != MARK_COLUMN;
    let absent = file.columns_absent.iter().filter(missed).map(String::as_str).collect::<Vec<_>>().join(", ");
    (!absent.is_empty())
        .then(|| format!("{} has no column {absent}: those values are unknown in all its rows.", file.name))
}

#[component]
fn Facts(quality: Quality, has_study: bool) -> impl IntoView {
    let facts = [
        ("without coordinates", quality.without_coordinates),
        ("outside the city's box, of those with coordinates", quality.outside_box),
        ("outside the study's period", quality.outside_period),
        ("with an arrest, where the file says", quality.arrest),
        ("at midnight exactly", quality.at_midnight),
        ("at noon exactly", quality.at_noon),
        ("on the first of a month", quality.on_first_of_month),
        ("on coordinates that another row has too", quality.on_repeated_coordinates),
    ];
    // Without a study there is no box and no period. What no row can be is not told either: arrests
    // where the city publishes none.
    let facts = facts.into_iter().filter(move |(name, _)| has_study || !name.starts_with("outside"));
    let rows = facts.filter_map(|(name, share)| Some((name, share, share.value()?)));
    let rows = rows.map(|(name, share, value)| {
        vec![Cell::Name(text(name)), Cell::Number(percent(value)), Cell::Number(count(share.count))]
    });
    let rows = Rows::of(&["", "Share", "Rows"], rows).caption("Rows that are");
    view! {
        <div>
            <Table rows=rows label="Shares of rows" testid="facts"/>
            <p class="hint">
                "Midnight, noon and the first of a month often stand for a time that nobody knew. Coordinates are those of the block, so most repeat."
            </p>
        </div>
    }
}

#[component]
fn DroppedRows(dropped: Vec<Dropped>) -> impl IntoView {
    if dropped.is_empty() {
        return view! { <p>"No row was dropped as unreadable."</p> }.into_any();
    }
    let rows = dropped.into_iter().map(|dropped| {
        let examples = dropped.examples.into_iter().map(|example| {
            view! {
                <li>
                    {format!("{}, record {}, line {}, column {}: expected {}, found ", example.file, example.record, example.line, example.column, example.expected)}
                    <code>{example.found}</code>
                </li>
            }
        });
        view! {
            <Details summary=format!("Dropped rows: {}, {}", count(dropped.rows), dropped.reason)>
                <ul>{examples.collect_view()}</ul>
            </Details>
        }
    });
    view! { <div><h3>"Dropped rows"</h3>{rows.collect_view()}</div> }.into_any()
}
