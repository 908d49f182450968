//! The network section: is there more influence than chance gives, which pairs are links, and what
//! the network adds.

mod counts;
mod influence;
mod links;
mod matrix;
mod strongest;

use std::sync::Arc;

use leptos::prelude::*;

use self::counts::{Counts, Rounds, Seeds};
use self::influence::InfluenceCurves;
use self::links::LinksTable;
use self::matrix::Matrix;
use self::strongest::Strongest;
use super::in_turn::InTurn;
use super::state::State;
use crate::logic::format::{count, signed_small};
use crate::page::table::{Cell, Details, Rows, Table, text};
use crate::protocol::RunView;
use watchback::network::{NetworkReport, NetworkVerdict};
use watchback::results::Added;
use watchback::score::PairedSkill;
use watchback::study::{steps_in_words, unit_of_steps};
use watchback::wording::network as wording;
use watchback_translate::tr;

/// The section.
#[component]
pub(super) fn NetworkSection(run: Arc<RunView>) -> impl IntoView {
    let network = run.results.network.clone();
    let training = run.results.study.training();
    let step_days = run.results.study.settings().step_days;
    let run = StoredValue::new(run);
    let class = if matches!(network.verdict, NetworkVerdict::Network { .. }) { "beats" } else { "null" };
    let sentence = wording::verdict(&network.verdict);
    let compared = tr!(
        "{} of {} streams as targets, drawn by a seed; every stream as a source; delays of {} to {}; {} to {}, {} {}. In each of {} rounds all sources were rotated in time by some whole weeks and scanned again: what is found there is chance.",
        count(network.sampled_targets.len() as u64),
        count(network.streams as u64),
        network.shortest_delay_steps,
        steps_in_words(network.longest_delay_steps, step_days),
        training.first(),
        training.last(),
        count(network.window_steps as u64),
        unit_of_steps(network.window_steps, step_days),
        network.rotations.rounds().len(),
    );
    view! {
        <section class="card" aria-labelledby="network-title" data-testid="network">
            <h2 id="network-title">{tr!("The network")}</h2>
            <div class=format!("headline {class}")>
                <p class="sentence" data-testid="network-verdict">{sentence}</p>
                <p class="hint">{compared}</p>
            </div>
            <Counts network=network.clone()/>
            <Seeds network=network.clone()/>
            <p class="hint">{tr!("A rotation keeps weekdays and each stream's own course, and breaks what links two streams; it also moves the seasons of sources against those of targets. A count a little above the rounds can therefore be the season that all streams share.")}</p>
            <AddedSkill added=run.with_value(|run| run.results.added)/>
            <InTurn><LinksTable run=run.get_value()/></InTurn>
            <InTurn><InfluenceCurves influence=run.with_value(|run| run.results.network.influence.clone()) step_days=step_days/></InTurn>
            <InTurn><Strongest run=run.get_value()/></InTurn>
            <InTurn><Matrix run=run.get_value()/></InTurn>
            <Rounds network=network.clone()/>
            <Strata network=network/>
        </section>
    }
}

/// What the network adds to the forecast.
#[component]
fn AddedSkill(added: Added) -> impl IntoView {
    let row = |name: &'static str, skill: PairedSkill| {
        let interval = skill.interval.map_or_else(
            || tr!("not evaluable: {} blocks of four weeks", skill.blocks),
            |(lo, hi)| tr!("{} to {}", signed_small(1e3 * lo), signed_small(1e3 * hi)),
        );
        vec![
            Cell::Name(text(name)),
            Cell::Number(signed_small(1e3 * skill.mean_difference)),
            Cell::Number(text(interval)),
        ]
    };
    let headline = wording::added(&added.over_own_past);
    let skill = added.over_own_past;
    let rows = [
        row(
            tr!("only each stream's own past, which is also among what the full network may use (headline)"),
            added.over_own_past,
        ),
        row(tr!("no sources: the training rate"), added.over_no_sources),
        row(tr!("rotated sources, which know nothing"), added.over_rotated_sources),
    ];
    let headings =
        [tr!("The full network against the same model with"), tr!("Log score gained"), tr!("95 % interval")];
    let rows = Rows::of(&headings, rows);
    view! {
        <h3>{tr!("What the network adds to the forecast")}</h3>
        <p data-testid="network-adds">{headline}</p>
        <Table rows=rows label=tr!("What the network adds")/>
        <p class="hint">{tr!("Thousandths of a nat a stream and day, mean over {} streams and {} with {} event days; above zero the network is better. Rotated sources are one rotation, by half of each period, and so in the opposite season. Intervals by leaving out one four-week block at a time ({} blocks).",
            count(skill.streams as u64), steps_in_words(skill.steps, expect_context::<State>().step_days()), count(skill.events as u64), skill.blocks)}</p>
    }
}

/// How the p-values of the strata hold.
#[component]
fn Strata(network: NetworkReport) -> impl IntoView {
    let rows = network.strata.iter().enumerate().map(|(at, stratum)| {
        let mut row = vec![Cell::Name(text(at + 1)), Cell::Number(count(stratum.surrogate_pairs))];
        row.extend(stratum.levels.iter().map(|level| Cell::Number(format!("{:.2}", level.worst_factor()))));
        row
    });
    let rows = Rows::of(
        &[
            tr!("Stratum"),
            tr!("Surrogate pairs"),
            tr!("p \u{2264} 0.05: off by a factor of"),
            "p \u{2264} 0.01",
            "p \u{2264} 0.001",
        ],
        rows,
    );
    view! {
        <Details summary=tr!("How the p-values were checked")>
            <p>{tr!("A pair's p-value is its rank among {} surrogate pairs, within strata of like pairs (contexts that occur, rates, burstiness). Odd rounds are held against the p-values of even ones, and the other way round: by what factor more, or fewer, reach a level than should, the worse of the two. 1 is perfect; up to 1.5 is good.", count(network.links.surrogate_pairs))}</p>
            <Table rows=rows label=tr!("How the p-values were checked")/>
        </Details>
    }
}
