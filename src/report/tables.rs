//! The figures as tables.

use crate::markup::table;
use crate::results::{HarmByGroup, Input, LeaderBoard, Receipt, Results};
use crate::score::{Estimate, FlagRule};
use crate::wording::numbers::{count, decimals, percent};

/// All streams and each variable: their figures beside chance.
pub(super) fn aggregates(results: &Results) -> String {
    let rows = results.aggregates.iter().map(|of| {
        let name = of.variable.map_or("all", |variable| variable.name()).to_owned();
        let figures = &of.figures;
        let mut cells = vec![name, count(figures.n_streams as u64), count(figures.n_events)];
        cells.extend(match &figures.figures {
            Some(found) => {
                let strict = found.strict;
                [
                    percent(strict.observed),
                    format!("{} to {}", percent(strict.chance.lo), percent(strict.chance.hi)),
                    format!("{:.3}", strict.chance.p_at_or_above),
                ]
            }
            None => ["not evaluable"; 3].map(str::to_owned),
        });
        cells
    });
    let headings =
        ["Events", "Streams", "Days with an event", "Pairs in the right order", "By chance, 95 %", "p"];
    table("The forecast against chance; rows after the first are exploratory", &headings, rows)
}

/// The forecast beside simple methods.
pub(super) fn leader_board(board: &LeaderBoard) -> String {
    let auc = |mean: Option<f64>| mean.map_or("not evaluable".to_owned(), percent);
    let network =
        vec!["The network".to_owned(), format!("{:.5}", board.log_score), auc(board.mean_auc), String::new()];
    let rows = board.rows.iter().map(|row| {
        let interval = row.forecast_over.interval;
        let over = interval.map_or("too few blocks".to_owned(), |(lo, hi)| format!("{lo:.5} to {hi:.5}"));
        vec![row.comparator.title().to_owned(), format!("{:.5}", row.log_score), auc(row.mean_auc), over]
    });
    table(
        &format!("{}: the network beside simple methods", board.variable.name()),
        &["Method", "Log score, nats", "Pairs in the right order", "Network less method, 95 %"],
        std::iter::once(network).chain(rows),
    )
}

fn estimate(of: &Estimate) -> String {
    let interval = of.interval.map(|(lo, hi)| format!(" ({} to {})", decimals(lo), decimals(hi)));
    format!("{}{}", decimals(of.value), interval.unwrap_or_default())
}

/// False alarms and hits for each reported crime, by groups of areas.
pub(super) fn harm(harm: &HarmByGroup) -> String {
    let mut html = String::new();
    for (variable, groups) in &harm.variables {
        let rows = groups.iter().filter(|of| of.rule == FlagRule::TopTwentieth).map(|of| {
            let name = harm.groups.get(of.group).cloned().unwrap_or_default();
            let mut cells = vec![name, count(of.streams as u64), count(of.crimes)];
            cells.extend(match &of.figures {
                Some(found) => [&found.false_alarms_per_crime, &found.hits_per_crime].map(estimate),
                None => ["not evaluable"; 2].map(str::to_owned),
            });
            cells
        });
        html += &table(
            &format!("{}, one tile in twenty flagged each day, by {}", variable.name(), harm.value.trim()),
            &["Areas", "Tiles with a forecast", "Reported crimes", "False alarms a crime", "Hits a crime"],
            rows,
        );
    }
    html
}

/// The files.
pub(super) fn inputs(inputs: &[&Input]) -> String {
    let rows = |rows: Option<u64>| rows.map_or_else(String::new, count);
    let row = |input: &&Input| {
        vec![
            input.name.clone(),
            count(input.bytes),
            rows(input.rows_kept),
            rows(input.rows_dropped),
            input.sha256.clone(),
        ]
    };
    table("Files", &["Name", "Bytes", "Rows kept", "Rows dropped", "SHA-256"], inputs.iter().map(row))
}

/// How the files were read.
pub(super) fn layouts(results: &Results) -> String {
    let rows = results.files.iter().map(|file| {
        let columns = file.layout.columns();
        let offence = columns.one_offence.clone().unwrap_or_else(|| columns.offence.clone());
        let arrest = columns.arrest.as_ref().map_or_else(
            || "none".to_owned(),
            |arrest| match arrest.values.is_empty() {
                true => arrest.column.clone(),
                false => format!("{}: {}", arrest.column, arrest.values.join(", ")),
            },
        );
        vec![file.name.clone(), columns.date.clone(), offence, arrest]
    });
    table("How they were read", &["Name", "Date", "Offence", "An arrest is"], rows)
}

/// The digests of the run's parts.
pub(super) fn parts(receipt: &Receipt) -> String {
    let rows = receipt.stages.iter().map(|of| vec![of.part.title().to_owned(), of.sha256.clone()]);
    table("Digests of the run's parts", &["Part", "SHA-256"], rows)
}
