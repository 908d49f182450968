//! What of the files can mislead, in sentences, and the days that they hold as a calendar.

use std::sync::Arc;

use leptos::prelude::*;

use super::save::save_json;
use super::save_menu::SavePicture;
use super::state::State;
use crate::logic::format::{count, sentence};
use crate::page::table::Details;
use crate::protocol::InspectionView;
use watchback::ingest::Calendar;
use watchback::markup::escaped;
use watchback::wording::quality::{SavedReport, findings_in};
use watchback::wording::{Finding, Lengths, Weight, in_english};
use watchback_translate::tr;

/// Findings that are shown at once; the rest is behind its number.
const SHOWN_CAUTIONS: usize = 3;
/// Years that the calendar shows.
const SHOWN_YEARS: usize = 30;

/// The findings, gravest first.
#[component]
pub(super) fn Findings(inspection: Arc<InspectionView>) -> impl IntoView {
    let state = expect_context::<State>();
    let save = {
        let inspection = Arc::clone(&inspection);
        move |_| {
            let report = in_english(|| SavedReport::new(&inspection.report, &inspection.files));
            save_json("quality.json", &report);
        }
    };
    let days = inspection.report.calendar.clone();
    let cautions = move || told_in(state.lengths(), &inspection);
    view! {
        <h3>{tr!("What can mislead")}</h3>
        {cautions}
        {days.map(|days| view! { <Days calendar=days/> })}
        <button type="button" class="button" data-testid="save-quality" on:click=save>{tr!("Save quality.json")}</button>
    }
}

/// The findings with lengths in these units.
fn told_in(lengths: Lengths, inspection: &InspectionView) -> impl IntoView + use<> {
    let all = findings_in(lengths, &inspection.report, &inspection.files);
    let of_weight = |weight: Weight| {
        let found = all.iter().filter(|finding| finding.weight == weight);
        found.map(told).collect::<Vec<_>>()
    };
    let [refusals, warnings, notes] = [Weight::Refusal, Weight::Warning, Weight::Note].map(of_weight);
    let graver: Vec<_> = refusals.into_iter().chain(warnings).collect();
    let nothing = graver.is_empty();
    let mut graver = graver.into_iter();
    let first: Vec<_> = graver.by_ref().take(SHOWN_CAUTIONS).collect();
    let more: Vec<_> = graver.collect();
    let more = (!more.is_empty()).then(|| {
        let summary = tr!("More that can mislead: {}", count(more.len() as u64));
        view! { <Details summary=summary testid="more-findings"><ul class="findings">{more}</ul></Details> }
    });
    view! {
        {nothing.then(|| view! { <p data-testid="nothing-misleads">{tr!("Nothing was found that can mislead.")}</p> })}
        <div data-testid="findings"><ul class="findings">{first}</ul>{more}</div>
        <Details summary=tr!("In order: {}", count(notes.len() as u64)) testid="notes"><ul>{notes}</ul></Details>
    }
}

fn told(finding: &Finding) -> impl IntoView + use<> {
    let class = if finding.weight == Weight::Refusal { "refusal" } else { "" };
    view! { <li class=class>{sentence(&finding.sentence)}</li> }
}

/// A row a year, a cell a day: the more crimes the darker, and a day without any stands out.
#[component]
fn Days(calendar: Calendar) -> impl IntoView {
    let first = calendar.days.first();
    let most = calendar.rows.iter().copied().max().unwrap_or(1).max(1);
    let last_year = calendar.days.last().year();
    let mut html = String::new();
    let (mut year, mut at) = (last_year.max(first.year()) - (SHOWN_YEARS as i16 - 1), 0_usize);
    year = year.max(first.year());
    let mut line = 0;
    while year <= last_year {
        let mut cells = String::new();
        let mut without = 0;
        let y = 14 * line;
        for (place, &rows) in calendar.rows.iter().enumerate().skip(at) {
            let day = first + place as i32;
            if day.year() < year {
                continue;
            }
            if day.year() > year {
                at = place;
                break;
            }
            let Some(new_year) = watchback::study::CivilDay::from_civil(year, 1, 1) else { break };
            let x = 40 + 2 * (day.days_since_1970() - new_year.days_since_1970());
            if rows == 0 {
                without += 1;
                cells += &format!("<path class='no-day' d='M{x} {y}v12'/>");
            } else {
                // Four shades keep the picture small.
                let shade = 1 + 4 * (rows - 1) / most;
                cells += &format!("<path class='day-{shade}' d='M{x} {y}v12'/>");
            }
        }
        let says = if without == 0 {
            tr!("no day without a row").to_owned()
        } else {
            tr!("{without} days without any row")
        };
        html += &format!(
            "<g><title>{year}: {}</title><text class='tick' x='0' y='{}'>{year}</text>{cells}</g>",
            escaped(&says),
            y + 11
        );
        year += 1;
        line += 1;
    }
    let height = 14 * line;
    view! {
        <Details summary=tr!("Rows by day, a line a year") testid="calendar">
            <p class="hint">{tr!("The more rows a day holds the darker it is; days without any row are red.")}</p>
            <div class="scroll" tabindex="0" role="region" aria-label=tr!("Rows by day")>
                <svg class="calendar" viewBox=format!("0 0 776 {height}") role="img" aria-label=tr!("Rows by day; the sentences above say which days are missing.") inner_html=html></svg>
            </div>
            <SavePicture name=tr!("Rows by day").to_owned()/>
        </Details>
    }
}
