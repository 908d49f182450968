//! What was understood of the files: five rows, what was dropped and why, and what in the rest a reader should know.

use std::sync::Arc;

use leptos::prelude::*;
use wasm_bindgen::JsCast;

use super::files::TextFileButton;
use super::findings::Findings;
use super::format::{count, megabytes, percent, sentence};
use super::layout::OtherLayout;
use super::save::save_bytes;
use super::state::State;
use crate::page::table::{Cell, Details, Rows, Table, text};
use crate::view::InspectionView;
use watchback::ingest::{Dropped, FileSummary, PreviewRow, Quality, Share};
use watchback::study::{OffenceClass, offence_table, offence_table_csv};

/// The column by which only simulated rows are known.
const MARK_COLUMN: &str = "Block";

/// The quality report.
#[component]
pub(super) fn QualityReport(inspection: Arc<InspectionView>) -> impl IntoView {
    let state = expect_context::<State>();
    let quality = &inspection.quality;
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
            <h2 id="quality-title">"2. What was understood"</h2>
            {failures.collect_view()}
            <Simulated share=quality.simulated/>
            <p class="lead" data-testid="quality-summary">{summary}</p>
            {lacking.into_iter().map(|text| view! { <p class="notice">{text}</p> }).collect_view()}
            <Preview files=inspection.files.clone()/>
            {(!state.invented.get_untracked()).then(|| view! { <OtherLayout/> })}
            <Findings inspection=inspection.clone()/>
            <div class="columns">
                <Facts quality=quality.clone()/>
                <DroppedRows dropped=quality.dropped.clone()/>
            </div>
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
fn Preview(files: Vec<FileSummary>) -> impl IntoView {
    let preview = files.into_iter().next().map(|file| file.preview).unwrap_or_default();
    preview_table(preview, "The first five rows, as they were understood")
}

/// Rows as they are understood.
pub(super) fn preview_table(preview: Vec<PreviewRow>, caption: &str) -> impl IntoView {
    // Not every city publishes them.
    let has_flags = preview.iter().any(|row| row.event.arrest.or(row.event.domestic).is_some());
    let yes = |flag: Option<bool>| text(flag.map_or("unknown", |flag| if flag { "yes" } else { "no" }));
    let rows = preview.into_iter().map(|row| {
        let place = row.event.latitude.zip(row.event.longitude);
        let place = place.map_or_else(
            || "none".to_owned(),
            |(latitude, longitude)| format!("{latitude:.5}, {longitude:.5}"),
        );
        let mut cells = vec![text(row.line), row.date, row.offence, place];
        if has_flags {
            cells.extend([yes(row.event.arrest), yes(row.event.domestic)]);
        }
        cells.into_iter().map(Cell::Text).collect()
    });
    let mut headings = vec!["Line", "Date and time", "Offence", "Latitude, longitude"];
    if has_flags {
        headings.extend(["Arrest", "Domestic"]);
    }
    let rows = Rows::of(&headings, rows).caption(caption);
    view! { <Table rows=rows label="First five rows" testid="preview"/> }
}

#[component]
fn Facts(quality: Quality) -> impl IntoView {
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
    // What no row can be is not told: arrests where the city publishes none.
    let rows = facts.into_iter().filter_map(|(name, share)| Some((name, share, share.value()?)));
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
            <Details summary=format!("Dropped rows: {}, {}", count(dropped.rows), reason(dropped.reason))>
                <ul>{examples.collect_view()}</ul>
            </Details>
        }
    });
    view! { <div><h3>"Dropped rows"</h3>{rows.collect_view()}</div> }.into_any()
}

fn reason(reason: watchback::ingest::DropReason) -> &'static str {
    use watchback::ingest::DropReason as Reason;
    match reason {
        Reason::FieldCount => "more or fewer fields than the header",
        Reason::Id => "number missing or unreadable",
        Reason::Date => "date missing or unreadable",
        Reason::Coordinate => "coordinate unreadable",
        Reason::Offence => "offence's name too long",
        Reason::ArrestFlag => "arrest flag unreadable",
        Reason::DomesticFlag => "domestic flag unreadable",
    }
}

/// How an offence may count.
const CLASSES: [(&str, Option<OffenceClass>); 3] = [
    ("violent", Some(OffenceClass::Violent)),
    ("property", Some(OffenceClass::Property)),
    ("not used", None),
];

/// Every offence with its count, to be classed by hand.
#[component]
fn Offences(quality: Quality, offered: Vec<(String, OffenceClass)>) -> impl IntoView {
    let state = expect_context::<State>();
    let n_offences = quality.offences.len();
    // The mapping is kept as a whole: what the study has is where it begins.
    let offered = StoredValue::new(offered);
    let listed: Vec<(String, Option<OffenceClass>)> = quality
        .offences
        .iter()
        .map(|of| {
            let class = offered.with_value(|offered| {
                let same =
                    |(name, _): &&(String, OffenceClass)| name.trim().eq_ignore_ascii_case(of.name.trim());
                offered.iter().find(same).map(|(_, class)| *class)
            });
            (of.name.clone(), class)
        })
        .collect();
    let mut table = Rows::new(&["Offence", "Counts as", "Rows"]);
    for ((at, of), (_, class)) in quality.offences.iter().enumerate().zip(&listed) {
        let options: Vec<(&str, bool)> = CLASSES.iter().map(|(name, of)| (*name, of == class)).collect();
        table.row([
            Cell::Name(of.name.clone()),
            Cell::Choice(at, options, format!("What {} counts as", of.name)),
            Cell::Number(count(of.count)),
        ]);
    }
    let names = StoredValue::new(listed);
    let on_change = move |event: web_sys::Event| {
        let select = event.target().and_then(|target| target.dyn_into::<web_sys::HtmlSelectElement>().ok());
        let Some(select) = select else { return };
        let at: Option<usize> = select.get_attribute("data-at").and_then(|at| at.parse().ok());
        let class = CLASSES.iter().find(|(name, _)| *name == select.value()).and_then(|(_, class)| *class);
        let name = at.and_then(|at| names.with_value(|names| names.get(at).map(|(name, _)| name.clone())));
        let Some(name) = name else { return };
        let mut classes = state.classes.get_untracked().unwrap_or_else(|| offered.get_value());
        classes.retain(|(of, _)| !of.trim().eq_ignore_ascii_case(name.trim()));
        classes.extend(class.map(|class| (name, class)));
        state.classes.set(Some(classes));
    };
    let says = move || {
        let n = state.classes.get().map_or_else(|| offered.with_value(Vec::len), |classes| classes.len());
        format!(
            "{} names count as violent or property. What is changed here holds for the next run.",
            count(n as u64)
        )
    };
    let save = move |_| {
        let classes = state.classes.get_untracked().unwrap_or_else(|| offered.get_value());
        save_bytes("offences.csv", offence_table_csv(&classes).as_bytes());
    };
    let take = |state: State, name: &str, text: &str| match offence_table(text) {
        Ok(classes) => state.classes.set(Some(classes)),
        Err(error) => state.failure.set(Some(format!("{name}: {error}"))),
    };
    view! {
        <Details summary=format!("Offences: {n_offences}, and what they count as") testid="offences">
            <p class="hint" data-testid="classes-text">{says}</p>
            <div on:change=on_change><Table rows=table label="Offences" testid="offence-table" tall=true/></div>
            <div class="row">
                <button type="button" class="button" on:click=save>"Save this table"</button>
                <TextFileButton label="Read a saved table" accept=".csv" testid="offences-load" take=take/>
            </div>
            <p class="hint">"Names outside the table above are kept in it: files of other years may have them. It is names alone, nothing of the data, and "<code>"watchback run --offences"</code>" reads it too."</p>
        </Details>
    }
}
