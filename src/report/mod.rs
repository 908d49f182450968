//! A run as a report that can be read, printed and hosted: one HTML file without scripts and
//! without references, the same from the page and from the command line.
//!
//! Its headings are those that ordinances on surveillance ask of a yearly report (Oakland's
//! Municipal Code 9.64.010, D, E and H): where, on whom, and how effective by crime statistics.

mod index;
mod site;
mod tables;
mod tiles;

pub use index::{Listed, index};
pub use site::{LIST, NOT_FOUND, PublishedRun, site};

use crate::audit::AuditReport;
use crate::bundle::Published;
use crate::markup::{element, escaped, list, paragraph};
use crate::pictures;
use crate::results::{Input, Results};
use crate::space::AreaVariable;
use crate::study::City;
use crate::wording::findings::{self, Ends, Finding};
use crate::wording::numbers::{count, day};
use crate::wording::{evidence, verification};

/// An audit that stands in a report.
#[derive(Clone, Copy, Debug)]
pub struct ReportedAudit<'a> {
    /// The name of the value that areas are compared by.
    pub value: &'a str,
    /// What was found.
    pub report: &'a AuditReport,
}

/// What a report is read with: printed on paper of any size, in any browser.
const STYLE: &str = include_str!("report.css");

/// What the figures are made of, in brief.
const METHOD: [&str; 4] = [
    "Records of crimes become yes or no for each tile of the city, each kind of crime and each day.",
    "The Granger network of Rotaru and others (Nature Human Behaviour, 2022) learns which tile's past tells of which \
     tile's future, on the training days alone.",
    "Every figure stands beside what chance alone gives: the same computation on histories that were rotated or \
     shifted in time.",
    "All questions, tests and rules for verdicts were fixed before real results were seen.",
];

/// The report.
///
/// # Examples
/// A report has no script and refers to nothing: `tests/report.rs` holds it to that.
#[must_use]
pub fn html(results: &Results, audit: Option<ReportedAudit<'_>>, published: &Published) -> String {
    let settings = results.study.settings();
    let title = format!("Watchback audit of {}", city_title(&settings.city));
    let mut body = element("h1", &escaped(&title));
    body += &head(results, published);
    body += &effective(results);
    body += &on_whom(results, audit);
    body += &place(results);
    body += &element("h2", "What this does not say");
    body += &paragraph(findings::LIMITS);
    body += &element("h2", "Method in brief");
    body += &list(METHOD.iter().map(ToString::to_string));
    body += &receipt(results);
    body += &cite(results, published);
    document(&title, &body)
}

/// What people call a city that there is a preset for.
fn city_title(name: &str) -> &str {
    City::named(name).map_or(name, |city| city.title)
}

/// A page of its own: nothing in it is fetched, and no script may run.
fn document(title: &str, body: &str) -> String {
    format!(
        "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" \
         content=\"width=device-width,initial-scale=1\"><meta http-equiv=\"Content-Security-Policy\" \
         content=\"default-src 'none'; style-src 'unsafe-inline'\"><title>{}</title><style>{STYLE}</style></head>\
         <body><main>{body}</main></body></html>\n",
        escaped(title)
    )
}

/// Which records, which period, by whom.
fn head(results: &Results, published: &Published) -> String {
    let study = &results.study;
    let (training, test) = (study.training(), study.test());
    let mut html = String::new();
    if results.simulated {
        html += &element(
            "p",
            "<strong>Simulated city.</strong> Its crimes are invented; nothing here is about a real place.",
        );
    }
    html += &paragraph(&format!(
        "The forecast was learned on {} to {} and tested on {} to {}, a week ahead, on {} recorded events in {} streams: \
         one kind of event in one tile.",
        day(training.first()),
        day(training.last()),
        day(test.first()),
        day(test.last()),
        count(results.quality.rows_kept),
        count(results.streams.len() as u64)
    ));
    let by = published.by.as_ref().map(|by| format!(" by {}", by.name)).unwrap_or_default();
    html += &paragraph(&format!("Published {}{by}. Digest of the run: {}.", published.when, results.digest));
    html
}

/// How effective, by crime statistics (H).
fn effective(results: &Results) -> String {
    let mut html = element("h2", "How effective, by crime statistics <small>(9.64.010 H)</small>");
    if let Some(finding) = findings::forecast(results) {
        html += &card(&finding, pictures::on_the_line(results), evidence::of_forecast(results));
    }
    if let (Some(finding), Some(board)) =
        (findings::simple_methods(&results.leader_boards), results.leader_boards.first())
    {
        html += &card(&finding, Some(pictures::gains(board)), evidence::of_simple_methods(results));
    }
    if let Some(ladder) = &results.as_released
        && let Some((_, finding)) = findings::ladder(ladder)
    {
        html += &card(&finding, None, evidence::of_ladder(ladder));
    }
    html += &tables::aggregates(results);
    results.leader_boards.iter().for_each(|board| html += &tables::leader_board(board));
    html
}

/// On whom (E).
fn on_whom(results: &Results, audit: Option<ReportedAudit<'_>>) -> String {
    let mut html = element("h2", "On whom <small>(9.64.010 E)</small>");
    html += &paragraph(
        "The records do not say who was stopped or watched. These figures are of areas, by what is known of them, and \
         not of persons.",
    );
    let ends_of = |name: &str| match AreaVariable::turned_column(name) {
        Some(column) => Ends::new(column, true),
        None => Ends::new(name, false),
    };
    if let Some(harm) = &results.harm_by_group {
        let ends = ends_of(&harm.value);
        if let Some(finding) = findings::false_alarms(harm, &ends) {
            let fifths = findings::alarms_by_fifth(harm).map(|(_, fifths)| fifths).unwrap_or_default();
            html += &card(&finding, pictures::fifths(&fifths, &ends, 2), evidence::of_alarms(harm));
        }
        html += &tables::harm(harm);
    }
    if let Some(ReportedAudit { value, report }) = audit {
        let (ends, rates) = (ends_of(value), report.arrest_rates());
        let fifths = findings::arrests_by_fifth(&rates);
        let finding = findings::arrests(&rates, &ends);
        html += &card(&finding, pictures::fifths(&fifths, &ends, 1), evidence::of_arrests(&rates));
        let worked = findings::forecast(results).map(|finding| finding.certainty);
        let finding = findings::pushes(&report.pushes, worked, &ends);
        let picture = report.pushes.found().map(|report| pictures::two_ends(&report.claim, &ends));
        html += &card(&finding, picture, evidence::of_pushes(report));
    }
    if results.harm_by_group.is_none() && audit.is_none() {
        html +=
            &paragraph("No areas were given to this run, so nothing can be said of who bears its errors.");
    }
    html
}

/// Where (D).
fn place(results: &Results) -> String {
    let mut html = element("h2", "Where <small>(9.64.010 D)</small>");
    html += &paragraph(&format!(
        "{} tiles of the city had enough events to be forecast; {} had any event. The map shows those that were forecast.",
        count(results.filter.tiles_kept as u64),
        count(results.filter.tiles_seen as u64)
    ));
    html + &tiles::map(results)
}

/// A finding with its picture and how it was computed.
fn card(finding: &Finding, picture: Option<String>, computed: Vec<String>) -> String {
    let Finding { question, answer, certainty, doubt, measure, note } = finding;
    let mut html = element("p", &format!("<em>{}</em>", escaped(question)));
    html += &element("h3", &escaped(answer));
    html += &element("p", &format!("<strong>{}.</strong> {}", certainty.name(), escaped(doubt)));
    if let Some(picture) = picture {
        let caption = element("figcaption", &escaped(note));
        html += &element("figure", &format!("<strong>{}</strong>{picture}{caption}", escaped(measure)));
    }
    html += &list(computed);
    format!("<section class=\"card\">{html}</section>")
}

/// What the run was made of, and by what.
fn receipt(results: &Results) -> String {
    let mut html = element("h2", "Receipt");
    let Some(receipt) = &results.receipt else {
        return html
            + &paragraph("These results have no receipt: they are of a version that did not write one.");
    };
    html += &paragraph(
        "Whoever has these files can make the run again and compare, in the page or by watchback verify.",
    );
    let areas = receipt.areas.iter().flat_map(|areas| [Some(&areas.boundaries), areas.table.as_ref()]);
    let inputs: Vec<&Input> = receipt.inputs.iter().chain(areas.flatten()).collect();
    if receipt.simulated.is_some() {
        html += &paragraph("The city is simulated: no file is needed.");
    }
    if !inputs.is_empty() {
        html += &tables::inputs(&inputs);
    }
    html += &tables::layouts(results);
    html += &paragraph(&verification::program(&receipt.program));
    html + &tables::parts(receipt)
}

/// A line to cite the report by.
fn cite(results: &Results, published: &Published) -> String {
    let by = published.by.as_ref().map_or("Unnamed publisher", |by| by.name.as_str());
    let year = published.when.get(..4).unwrap_or_default();
    let city = city_title(&results.study.settings().city);
    element("h2", "How to cite")
        + &paragraph(&format!(
            "{by} ({year}). Watchback audit of {city}, {}. Watchback {}. Digest {}, made {}.",
            results.study.test(),
            env!("CARGO_PKG_VERSION"),
            results.digest,
            published.when
        ))
}
