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
use watchback_translate::{tr, translated};

/// The column by which only simulated rows are known.
const MARK_COLUMN: &str = "Block";

/// The quality report.
#[component]
pub(super) fn QualityReport(inspection: Arc<InspectionView>) -> impl IntoView {
    let state = expect_context::<State>();
    let quality = inspection.quality.clone();
    let of_rows = quality.clone();
    let has_study = inspection.studies.base().is_some();
    let days = quality
        .days
        .map_or_else(|| tr!("no days").to_owned(), |days| days.to_string().replace("..", tr!(" to ")));
    let summary = tr!(
        "{} rows read, {} kept, from {days}. {} duplicates dropped.",
        count(quality.rows_read),
        count(quality.rows_kept),
        count(quality.duplicates)
    );
    let failures = inspection.failures.iter();
    let failures =
        failures.map(|failure| view! { <p class="notice bad" role="alert">{sentence(&tr!("not read: {}", translated(&failure.message)))}</p> });
    let lacking: Vec<String> = inspection.files.iter().filter_map(lacking).collect();
    let seconds: f64 = inspection.timings.iter().map(|timing| timing.seconds).sum();
    let bytes: u64 = inspection.files.iter().map(|file| file.decompressed_bytes).sum();
    view! {
        <section class="card" aria-labelledby="quality-title" data-testid="quality">
            <h2 id="quality-title">{tr!("The files")}</h2>
            {failures.collect_view()}
            <Simulated share=quality.simulated/>
            <p class="lead" data-testid="quality-summary">{summary}</p>
            {lacking.into_iter().map(|text| view! { <p class="notice">{text}</p> }).collect_view()}
            <Preview files=inspection.files.clone()/>
            {(!state.invented.get_untracked()).then(|| view! { <OtherLayout/> })}
            <Findings inspection=inspection.clone()/>
            <Details summary=tr!("What the rows are: {} dropped as unreadable", count(quality.dropped.iter().map(|dropped| dropped.rows).sum()))>
                <div class="columns">
                    <Facts quality=of_rows.clone() has_study=has_study/>
                    <DroppedRows dropped=of_rows.dropped/>
                </div>
            </Details>
            <Offences quality=quality.clone() offered=inspection.studies.base().map(|base| base.classes.clone()).unwrap_or_default()/>
            <p class="hint">
                {tr!("{} read in {seconds:.1} s, on this machine.", megabytes(bytes))}
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
                <strong>{tr!("Simulated city. ")}</strong>
                {tr!("{} of {} rows were made by a simulation; no such city exists.", count(share.count), count(share.of))}
            </p>
        }
    })
}

/// Names the columns that a reader would miss; the mark of simulated files is none.
fn lacking(file: &FileSummary) -> Option<String> {
    let missed = |name: &&String| name.as_str() != MARK_COLUMN;
    let absent = file.columns_absent.iter().filter(missed).map(String::as_str).collect::<Vec<_>>().join(", ");
    (!absent.is_empty())
        .then(|| tr!("{} has no column {absent}: those values are unknown in all its rows.", file.name))
}

#[component]
fn Facts(quality: Quality, has_study: bool) -> impl IntoView {
    let facts = [
        (tr!("without coordinates"), quality.without_coordinates, false),
        (tr!("outside the city's box, of those with coordinates"), quality.outside_box, true),
        (tr!("outside the study's period"), quality.outside_period, true),
        (tr!("with an arrest, where the file says"), quality.arrest, false),
        (tr!("at midnight exactly"), quality.at_midnight, false),
        (tr!("at noon exactly"), quality.at_noon, false),
        (tr!("on the first of a month"), quality.on_first_of_month, false),
        (tr!("on coordinates that another row has too"), quality.on_repeated_coordinates, false),
    ];
    // Without a study there is no box and no period. What no row can be is not told either: arrests
    // where the city publishes none.
    let facts = facts.into_iter().filter(move |(.., of_study)| has_study || !of_study);
    let rows = facts.filter_map(|(name, share, _)| Some((name, share, share.value()?)));
    let rows = rows.map(|(name, share, value)| {
        vec![Cell::Name(text(name)), Cell::Number(percent(value)), Cell::Number(count(share.count))]
    });
    let rows = Rows::of(&["", tr!("Share"), tr!("Rows")], rows).caption(tr!("Rows that are"));
    view! {
        <div>
            <Table rows=rows label=tr!("Shares of rows") testid="facts"/>
            <p class="hint">
                {tr!("Midnight, noon and the first of a month often stand for a time that nobody knew. Coordinates are those of the block, so most repeat.")}
            </p>
        </div>
    }
}

#[component]
fn DroppedRows(dropped: Vec<Dropped>) -> impl IntoView {
    if dropped.is_empty() {
        return view! { <p>{tr!("No row was dropped as unreadable.")}</p> }.into_any();
    }
    let rows = dropped.into_iter().map(|dropped| {
        let examples = dropped.examples.into_iter().map(|example| {
            view! {
                <li>
                    {tr!("{}, record {}, line {}, column {}: expected {}, found ", example.file, example.record, example.line, example.column, translated(&example.expected))}
                    <code>{example.found}</code>
                </li>
            }
        });
        view! {
            <Details summary=tr!("Dropped rows: {}, {}", count(dropped.rows), translated(&dropped.reason.to_string()))>
                <ul>{examples.collect_view()}</ul>
            </Details>
        }
    });
    view! { <div><h3>{tr!("Dropped rows")}</h3>{rows.collect_view()}</div> }.into_any()
}
