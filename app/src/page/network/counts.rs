//! The counts that the verdict rests on, and every round of them.

use leptos::prelude::*;

use crate::page::format::{count, percent};
use watchback::network::{CountAgainstRounds, NetworkReport, NetworkVerdict, SeedVerdict};

/// The counts against the rounds.
#[component]
pub(super) fn Counts(network: NetworkReport) -> impl IntoView {
    let rows = [
        (
            "Two streams and a delay with gamma of at least 0.01 (the paper's rule)",
            &network.gamma_triples,
            false,
        ),
        ("The same after taking off what independence gives", &network.corrected_triples, true),
        ("Pairs of streams with p below 0.001", &network.significant_pairs, true),
        ("Streams that tell of their own future, p below 0.001", &network.significant_own, false),
    ];
    let row = |(name, counts, in_verdict): (&'static str, &CountAgainstRounds, bool)| {
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
        view! {
            <tr>
                <th scope="row">{name}{in_verdict.then_some(" \u{2020}")}</th>
                <td class="number">{count(counts.real)}</td>
                <td class="number">{percent(counts.real as f64 / counts.of.max(1) as f64)}</td>
                <td class="number">{format!("{} ({} to {})", count(mean as u64), count(least), count(most))}</td>
                <td class="number">{format!("{sign}{}", count(difference.abs() as u64))}</td>
                <td class="number">{ratio}</td>
                <td class="number">{p}</td>
            </tr>
        }
    };
    view! {
        <div class="scroll" tabindex="0" role="region" aria-label="Counts against chance">
            <table data-testid="network-counts">
                <thead><tr><th></th><th>"Found"</th><th>"Share"</th><th>"By chance (range of rounds)"</th><th>"Difference"</th><th>"Ratio"</th><th>"p"</th></tr></thead>
                <tbody>{rows.into_iter().map(row).collect_view()}</tbody>
            </table>
        </div>
        <p class="hint">"\u{2020} The verdict rests on these two: either at p of at most 0.025. The others are shown for comparison."</p>
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
        view! {
            <td class="number">{count(counts.real)}</td>
            <td class="number">{count(mean as u64)}</td>
            <td class="number">{p}</td>
        }
    };
    let row = |seed: &SeedVerdict| {
        let says = match seed.verdict {
            NetworkVerdict::Network { .. } => "more than chance",
            NetworkVerdict::NoNetwork { .. } => "not more",
            // One seed cannot disagree with itself.
            NetworkVerdict::NotEvaluable { .. } | NetworkVerdict::Unstable { .. } => "not evaluable",
        };
        view! {
            <tr>
                <th scope="row">{seed.seed}</th>
                {cells(&seed.corrected_triples)}
                {cells(&seed.significant_pairs)}
                <td>{says}</td>
            </tr>
        }
    };
    view! {
        <p class="hint">{format!("The verdict is repeated with {} seeds, each drawing its own targets and rotations: one that changes is called unstable. Seeds share many rotations, as there are only so many whole weeks, and in a small city all targets, so that agreement is not five proofs. Everything else in this section is of the first.", network.seeds.len())}</p>
        <details>
            <summary>"Every seed"</summary>
            <div class="scroll" tabindex="0" role="region" aria-label="Every seed">
                <table data-testid="seeds">
                    <thead><tr><th>"Seed"</th><th>"Corrected gamma of at least 0.01"</th><th>"By chance"</th><th>"p"</th><th>"Pairs with p below 0.001"</th><th>"By chance"</th><th>"p"</th><th>"Says"</th></tr></thead>
                    <tbody>{network.seeds.iter().map(row).collect_view()}</tbody>
                </table>
            </div>
        </details>
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
        let name = if offset == 0 { "not rotated: the real data".to_owned() } else { format!("{} weeks", offset / 7) };
        view! { <tr><th scope="row">{name}</th><td class="number">{count(triples)}</td><td class="number">{count(pairs)}</td></tr> }
    });
    view! {
        <details>
            <summary>"Every round"</summary>
            <p>"Rounds near 52 and 104 weeks keep the seasons in step: if they come close to the real data, what is counted is the season."</p>
            <div class="scroll" tabindex="0" role="region" aria-label="Every round">
                <table>
                    <thead><tr><th>"Sources rotated by"</th><th>"Corrected gamma of at least 0.01"</th><th>"Pairs with p below 0.001"</th></tr></thead>
                    <tbody>{rows.collect_view()}</tbody>
                </table>
            </div>
        </details>
    }
}
