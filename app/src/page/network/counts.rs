//! The counts that the verdict rests on, and every round of them.

use leptos::prelude::*;

use crate::logic::format::{count, percent};
use crate::page::table::{Cell, Details, Rows, Table, text};
use watchback::network::{CountAgainstRounds, NetworkReport, SeedVerdict};
use watchback::wording::network as wording;
use watchback_translate::tr;

/// The counts against the rounds.
#[component]
pub(super) fn Counts(network: NetworkReport) -> impl IntoView {
    let row = |(at, (name, counts)): (usize, (&'static str, &CountAgainstRounds))| {
        let (mean, least, most) = counts.by_chance();
        let difference = (counts.real as f64 - mean).round();
        let sign = match difference {
            0.0 => "",
            difference if difference < 0.0 => "\u{2212}",
            _ => "+",
        };
        let ratio =
            if mean > 0.0 { format!("{:.3}", counts.real as f64 / mean) } else { "\u{2013}".to_owned() };
        let p = counts
            .chance
            .map_or_else(|| "\u{2013}".to_owned(), |chance| format!("{:.2}", chance.p_at_or_above));
        vec![
            Cell::Name(format!("{name}{}", if (1..=2).contains(&at) { " \u{2020}" } else { "" })),
            Cell::Number(count(counts.real)),
            Cell::Number(percent(counts.real as f64 / counts.of.max(1) as f64)),
            Cell::Number(tr!("{} ({} to {})", count(mean as u64), count(least), count(most))),
            Cell::Number(format!("{sign}{}", count(difference.abs() as u64))),
            Cell::Number(text(ratio)),
            Cell::Number(text(p)),
        ]
    };
    let table = Rows::of(
        &[
            "",
            tr!("Found"),
            tr!("Share"),
            tr!("By chance (range of rounds)"),
            tr!("Difference"),
            tr!("Ratio"),
            "p",
        ],
        wording::counts(&network).into_iter().enumerate().map(row),
    );
    view! {
        <Table rows=table label=tr!("Counts against chance") testid="network-counts"/>
        <p class="hint">{tr!("\u{2020} The verdict rests on these two: either at p of at most 0.025. The others are shown for comparison.")}</p>
    }
}

/// The two counts of the verdict by seed.
#[component]
pub(super) fn Seeds(network: NetworkReport) -> impl IntoView {
    if network.seeds.len() < 2 {
        return ().into_any();
    }
    let cells = |counts: &CountAgainstRounds| {
        let (mean, ..) = counts.by_chance();
        let p = counts
            .chance
            .map_or_else(|| "\u{2013}".to_owned(), |chance| format!("{:.2}", chance.p_at_or_above));
        [count(counts.real), count(mean as u64), p].map(Cell::Number)
    };
    let row = |seed: &SeedVerdict| {
        let mut row = vec![Cell::Name(text(seed.seed))];
        row.extend(cells(&seed.corrected_triples));
        row.extend(cells(&seed.significant_pairs));
        row.push(Cell::Text(text(wording::label_of_seed(&seed.verdict))));
        row
    };
    let table_2 = Rows::of(
        &[
            tr!("Seed"),
            tr!("Corrected gamma of at least 0.01"),
            tr!("By chance"),
            "p",
            tr!("Pairs with p below 0.001"),
            tr!("By chance"),
            "p",
            tr!("Says"),
        ],
        network.seeds.iter().map(row),
    );
    view! {
        <p class="hint">{tr!("The verdict is repeated with {} seeds, each drawing its own targets and rotations: one that changes is called unstable. Seeds share many rotations, as there are only so many whole weeks, and in a small city all targets, so that agreement is not five proofs. Everything else in this section is of the first.", network.seeds.len())}</p>
        <Details summary=tr!("Every seed")>
            <Table rows=table_2 label=tr!("Every seed") testid="seeds"/>
        </Details>
    }
    .into_any()
}

/// The counts of every round, by how far sources were rotated.
#[component]
pub(super) fn Rounds(network: NetworkReport) -> impl IntoView {
    let pairs = &network.significant_pairs;
    let triples = &network.corrected_triples;
    let mut rounds: Vec<(usize, u64, u64)> = network
        .rotations
        .rounds()
        .iter()
        .zip(triples.rounds.iter().zip(&pairs.rounds))
        .map(|(&offset, (&triples, &pairs))| (offset, triples, pairs))
        .collect();
    rounds.sort_unstable();
    let real = (0, triples.real, pairs.real);
    let rows = std::iter::once(real).chain(rounds).map(|(offset, triples, pairs)| {
        let name = if offset == 0 {
            tr!("not rotated: the real data").to_owned()
        } else {
            tr!("{} weeks", offset / 7)
        };
        vec![Cell::Name(text(name)), Cell::Number(count(triples)), Cell::Number(count(pairs))]
    });
    let table_3 = Rows::of(
        &[
            tr!("Sources rotated by"),
            tr!("Corrected gamma of at least 0.01"),
            tr!("Pairs with p below 0.001"),
        ],
        rows,
    );
    view! {
        <Details summary=tr!("Every round")>
            <p>{tr!("Rounds near 52 and 104 weeks keep the seasons in step: if they come close to the real data, what is counted is the season.")}</p>
            <Table rows=table_3 label=tr!("Every round")/>
        </Details>
    }
}
