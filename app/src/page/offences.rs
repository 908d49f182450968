//! What offences count as: each name with its rows, to be classed by hand; saved, loaded and put
//! into the address.

use leptos::prelude::*;
use wasm_bindgen::JsCast;

use super::address::put_into_address;
use super::files::TextFileButton;
use super::save::save_bytes;
use super::state::State;
use crate::logic::format::count;
use crate::page::table::{Cell, Details, Rows, Table};
use watchback::ingest::Quality;
use watchback::study::{OffenceClass, offence_table, offence_table_csv};
use watchback_translate::{look_up, mark, tr};

/// How an offence may count.
const CLASSES: [(&str, Option<OffenceClass>); 3] = [
    (mark!("violent"), Some(OffenceClass::Violent)),
    (mark!("property"), Some(OffenceClass::Property)),
    (mark!("not used"), None),
];

/// Names with their classes.
type Classes = Vec<(String, OffenceClass)>;

/// Offences that are drawn at a time.
const DRAWN: usize = 200;
/// A column with more different values is asked about: it may be an address or a number.
const MANY: usize = 2_000;

/// The table's first rows.
fn table_of(quality: &Quality, classes: &Classes, drawn: usize) -> Rows {
    let mut table = Rows::new(&[tr!("Offence"), tr!("Counts as"), tr!("Rows")]);
    for (at, of) in quality.offences.iter().enumerate().take(drawn) {
        let class = classes.iter().find(|(name, _)| is_same(name, &of.name)).map(|(_, class)| *class);
        table.row([
            Cell::Name(of.name.clone()),
            Cell::Choice(
                at,
                CLASSES.iter().map(|(name, of)| (look_up(name), *of == class)).collect(),
                tr!("What {} counts as", of.name),
            ),
            Cell::Number(count(of.count)),
        ]);
    }
    table
}

/// Every offence with its count, to be classed by hand.
#[component]
pub(super) fn Offences(quality: Quality, offered: Classes) -> impl IntoView {
    let state = expect_context::<State>();
    // The mapping is kept as a whole: what the study has is where it begins.
    let offered = StoredValue::new(offered);
    let now = move || state.classes.get_untracked().unwrap_or_else(|| offered.get_value());
    let all = quality.offences.len();
    let summary = tr!("Offences: {}, and what they count as", count(all as u64));
    let drawn = RwSignal::new(DRAWN);
    // Drawn anew when a table was read; what is chosen by hand is on the screen already.
    let read = RwSignal::new(0_usize);
    let table = move || {
        read.track();
        let rows = table_of(&quality, &now(), drawn.get());
        view! { <Table rows=rows label=tr!("Offences") testid="offence-table" tall=true/> }
    };
    let more = move || {
        let left = all.saturating_sub(drawn.get());
        (left > 0).then(|| view! {
            <button type="button" class="button" data-testid="more-offences" on:click=move |_| drawn.update(|drawn| *drawn += DRAWN)>
                {tr!("Show {} more of {} left", left.min(DRAWN), count(left as u64))}
            </button>
        })
    };
    let on_change = move |event: web_sys::Event| {
        let select = event.target().and_then(|target| target.dyn_into::<web_sys::HtmlSelectElement>().ok());
        let Some(select) = select else { return };
        let at: Option<usize> = select.get_attribute("data-at").and_then(|at| at.parse().ok());
        let class =
            CLASSES.iter().find(|(name, _)| look_up(name) == select.value()).and_then(|(_, class)| *class);
        let inspection = state.inspection.get_untracked();
        let offence = inspection.as_ref().zip(at).and_then(|(seen, at)| seen.quality.offences.get(at));
        let Some(offence) = offence else { return };
        let mut classes = now();
        classes.retain(|(of, _)| !is_same(of, &offence.name));
        classes.extend(class.map(|class| (offence.name.clone(), class)));
        state.class_by_hand(classes);
    };
    let says = move || {
        let n = state.classes.get().map_or_else(|| offered.with_value(Vec::len), |classes| classes.len());
        tr!(
            "{} names count as violent or property. What is changed here holds for the next run.",
            count(n as u64)
        )
    };
    let save = move |_| save_bytes("offences.csv", "text/csv", offence_table_csv(&now()).as_bytes());
    let take = Callback::new(move |(name, text): (String, String)| match offence_table(&text) {
        Ok(classes) => {
            state.class_by_hand(classes);
            read.update(|times| *times += 1);
        }
        Err(error) => state.failure.set(Some(format!("{name}: {error}"))),
    });
    let many = (all > MANY).then(|| view! {
        <p class="notice" data-testid="many-offences">{tr!("The column taken for the offence has {} different values. If it is an address, a number or a note, choose another with “Is a column wrong?” above.", count(all as u64))}</p>
    });
    view! {
        {many}
        <Details summary=summary testid="offences">
            <p class="hint" data-testid="classes-text">{says}</p>
            <div on:change=on_change>{table}</div>
            {more}
            <div class="row">
                <button type="button" class="button" on:click=save>{tr!("Save this table")}</button>
                <TextFileButton label=tr!("Read a saved table") accept=".csv" testid="offences-load" take=take/>
                {put_into_address(state.plan, Some(offered), "offences-share")}
            </div>
            <p class="hint">{tr!("Names outside the table above are kept in it: files of other years may have them. It is names alone, in the address too, nothing else of the data, and ")}<code>"watchback run --offences"</code>{tr!(" reads it too.")}</p>
        </Details>
    }
}

fn is_same(name: &str, other: &str) -> bool {
    name.trim().eq_ignore_ascii_case(other.trim())
}
