//! What is said of a network against chance.

use serde::{Deserialize, Serialize};

use super::influence::Influence;
use super::links::{LISTED_P, Links};
use super::null::{Rounds, StratumCheck};
use super::pair_score::score_of;
use super::tally::{Candidate, Listing};
use super::{NetworkPlan, TripleCounts};
use crate::chance::{Chance, Rotations};
use crate::stats::mean;

/// The verdict looks at two counts, so each is held to half of 5 %.
const COUNT_LEVEL: f64 = 0.025;
/// Pairs below this p-value are counted for the verdict.
const COUNTED_P: f64 = 1e-3;
/// With fewer rounds, no count could reach its level.
const MIN_ROUNDS: usize = 39;
/// Streams that influence most, as listed.
const STRONGEST: usize = 12;

/// A network against its surrogate rounds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct NetworkReport {
    /// Steps of the window that was scanned: the whole of training.
    pub window_steps: usize,
    /// Symbols of a context.
    pub depth: usize,
    /// The shortest delay that links and verdict look at, steps: the horizon of the forecast.
    pub shortest_delay_steps: usize,
    /// The longest, steps.
    pub longest_delay_steps: usize,
    /// Streams, each a source and a target.
    pub streams: usize,
    /// Targets that were scanned in every round, by index, ascending.
    pub sampled_targets: Vec<u32>,
    /// The rounds.
    pub rotations: Rotations,
    /// The paper's count over all streams.
    pub paper: PaperCount,
    /// Triples of different streams with gamma >= 0.01, over the sampled targets.
    pub gamma_triples: CountAgainstRounds,
    /// Triples of different streams with corrected gamma >= 0.01, over the sampled targets.
    pub corrected_triples: CountAgainstRounds,
    /// Pairs of different streams with p < 0.001, over the sampled targets.
    pub significant_pairs: CountAgainstRounds,
    /// Streams that are linked to their own past with p < 0.001, over the sampled targets; p from
    /// such pairs alone.
    pub significant_own: CountAgainstRounds,
    /// The verdict, over all seeds.
    pub verdict: NetworkVerdict,
    /// What each seed's targets and rounds say; the first seed's are those of the whole report.
    pub seeds: Vec<SeedVerdict>,
    /// Links between different streams.
    pub links: Links,
    /// How the p-values of each stratum hold.
    pub strata: Vec<StratumCheck>,
    /// Influence by delay and distance.
    pub influence: Influence,
    /// Streams that influence most.
    pub strongest: Vec<StrongSource>,
    /// Scores of the sampled streams among each other, and the same in one surrogate round.
    pub matrix: ScoreMatrix,
}

/// The count that the paper gives: delays from the same step on, streams and themselves included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaperCount {
    /// Triples of different streams, from a delay of one step on.
    pub cross: TripleCounts,
    /// Triples of streams and themselves, likewise.
    pub own: TripleCounts,
    /// Pairs of different streams at the same step.
    pub same_step: u64,
    /// Of those, with gamma >= 0.01.
    pub same_step_passing: u64,
}

/// A count in the real data and in every round.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CountAgainstRounds {
    /// In the real data.
    pub real: u64,
    /// Of how many.
    pub of: u64,
    /// The rounds.
    pub rounds: Vec<u64>,
    /// What they say; null without rounds.
    pub chance: Option<Chance>,
}

impl CountAgainstRounds {
    fn new(counts: &[u64], of: u64) -> Self {
        let (real, rounds) = counts.split_first().map_or((0, &[][..]), |(real, rounds)| (*real, rounds));
        let numbers: Vec<f64> = rounds.iter().map(|&count| count as f64).collect();
        Self { real, of, rounds: rounds.to_vec(), chance: Chance::new(real as f64, &numbers).ok() }
    }

    /// The mean of the rounds, and the least and the most; zeros without rounds.
    pub fn by_chance(&self) -> (f64, u64, u64) {
        let numbers: Vec<f64> = self.rounds.iter().map(|&count| count as f64).collect();
        let least = self.rounds.iter().min().copied().unwrap_or(0);
        (mean(&numbers), least, self.rounds.iter().max().copied().unwrap_or(0))
    }
}

/// Whether there is more influence than chance gives. The rule is fixed: either of two counts,
/// corrected gamma >= 0.01 and p < 0.001, at p <= 0.025.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NetworkVerdict {
    /// More than chance gives.
    Network {
        /// The lesser p-value of the two counts, doubled.
        p: f64,
    },
    /// No more than chance gives.
    NoNetwork {
        /// The lesser p-value of the two counts, doubled and at most 1.
        p: f64,
    },
    /// Seeds disagree.
    Unstable {
        /// Seeds that say "more than chance".
        network: usize,
        /// All seeds.
        of: usize,
    },
    /// Too few rounds fit into the window.
    NotEvaluable {
        /// Rounds there are.
        rounds: usize,
        /// Rounds needed.
        needed: usize,
    },
}

/// What the targets and rounds of one seed say.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SeedVerdict {
    /// The seed.
    pub seed: u64,
    /// Triples of different streams with corrected gamma >= 0.01.
    pub corrected_triples: CountAgainstRounds,
    /// Pairs of different streams with p < 0.001.
    pub significant_pairs: CountAgainstRounds,
    /// The verdict by these two; never [`NetworkVerdict::Unstable`].
    pub verdict: NetworkVerdict,
}

impl SeedVerdict {
    /// Puts a plan's real counts against its rounds.
    pub fn new(plan: &NetworkPlan, rounds: &Rounds) -> Self {
        let all = &rounds.rounds;
        let n_strata = plan.strata().len();
        let n_triples = all.first().map_or(0, |real| real.cross.transducers);
        let n_pairs = plan.sampled().len() as u64 * (plan.n_streams() as u64).saturating_sub(1);
        let least = rounds.least_bins(COUNTED_P);
        let corrected: Vec<u64> = all.iter().map(|round| round.cross.corrected_passing).collect();
        let pairs: Vec<u64> =
            all.iter().map(|round| Rounds::pairs_at_or_above(round, &least, 0..n_strata)).collect();
        let corrected_triples = CountAgainstRounds::new(&corrected, n_triples);
        let significant_pairs = CountAgainstRounds::new(&pairs, n_pairs);
        let verdict = verdict(&corrected_triples, &significant_pairs);
        Self { seed: plan.seed(), corrected_triples, significant_pairs, verdict }
    }
}

/// A stream that influences others.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct StrongSource {
    /// Index of the stream.
    pub stream: u32,
    /// Its mean score over the sampled targets.
    pub mean_score: f64,
    /// Against the same source in every round.
    pub chance: Chance,
}

/// Scores between the sampled streams.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ScoreMatrix {
    /// In the real data: by target, then source, both in order of the sampled targets. Sixteenths
    /// of a power of ten of the chi-square tail.
    pub real: Vec<Vec<u16>>,
    /// In the first surrogate round.
    pub surrogate: Vec<Vec<u16>>,
}

impl NetworkReport {
    /// The p-value that pairs are listed up to: what [`Rounds::least_bins`] is to be asked for
    /// before [`NetworkPlan::list`].
    pub const LISTED_P: f64 = LISTED_P;

    /// Puts a plan's rounds and listings (in the order of targets) together.
    pub fn new(plan: &NetworkPlan, rounds: &Rounds, listings: impl IntoIterator<Item = Listing>) -> Self {
        let null = &rounds.null;
        let n_strata = plan.strata().len();
        let (mut cross, mut own) = (TripleCounts::default(), TripleCounts::default());
        let (mut same_step, mut same_step_passing) = (0, 0);
        let mut listed: Vec<Candidate> = Vec::new();
        for listing in listings {
            cross = cross.plus(listing.cross);
            own = own.plus(listing.own);
            same_step += listing.same_step;
            same_step_passing += listing.same_step_passing;
            listed.extend(listing.candidates);
        }
        let links = Links::among(&listed, null, &plan.pairs_by_stratum());

        let all = &rounds.rounds;
        let count = |of: &dyn Fn(&super::null::Round) -> u64| -> Vec<u64> { all.iter().map(of).collect() };
        let real = all.first();
        let n_triples = real.map_or(0, |real| real.cross.transducers);
        let least = rounds.least_bins(COUNTED_P);
        let sampled = plan.sampled().len() as u64;
        let seed = SeedVerdict::new(plan, rounds);
        Self {
            window_steps: plan.real().targets.n_steps(),
            depth: plan.real().depth,
            shortest_delay_steps: plan.tested().shortest(),
            longest_delay_steps: plan.tested().longest(),
            streams: plan.n_streams(),
            sampled_targets: plan.sampled().iter().map(|&target| target as u32).collect(),
            rotations: plan.rotations().clone(),
            paper: PaperCount { cross, own, same_step, same_step_passing },
            gamma_triples: CountAgainstRounds::new(&count(&|round| round.cross.gamma_passing), n_triples),
            verdict: seed.verdict,
            corrected_triples: seed.corrected_triples.clone(),
            significant_own: CountAgainstRounds::new(
                &count(&|round| Rounds::pairs_at_or_above(round, &least, n_strata..n_strata + 1)),
                sampled,
            ),
            significant_pairs: seed.significant_pairs.clone(),
            seeds: vec![seed],
            links,
            strata: rounds.check(),
            influence: Influence::new(
                &all.iter().map(|round| round.influence.clone()).collect::<Vec<_>>(),
                plan.delays(),
            ),
            strongest: strongest(plan, rounds),
            matrix: ScoreMatrix {
                real: real.map(|round| round.matrix.clone()).unwrap_or_default(),
                surrogate: all.get(1).map(|round| round.matrix.clone()).unwrap_or_default(),
            },
        }
    }

    /// The same with what other seeds say: a verdict that changes with the seed is unstable.
    pub fn repeated(mut self, seeds: impl IntoIterator<Item = SeedVerdict>) -> Self {
        self.seeds.extend(seeds);
        self.verdict = agreed(&self.seeds).unwrap_or(self.verdict);
        self
    }
}

/// One verdict of all seeds: theirs where they agree, with the p that speaks most against it: the
/// largest for "more than chance", the least for "no more".
fn agreed(seeds: &[SeedVerdict]) -> Option<NetworkVerdict> {
    let ps = |of: fn(NetworkVerdict) -> Option<f64>| -> Vec<f64> {
        seeds.iter().filter_map(|seed| of(seed.verdict)).collect()
    };
    let network = ps(|verdict| if let NetworkVerdict::Network { p } = verdict { Some(p) } else { None });
    let no_network = ps(|verdict| if let NetworkVerdict::NoNetwork { p } = verdict { Some(p) } else { None });
    let largest = |ps: &[f64]| ps.iter().copied().fold(0.0, f64::max);
    let least = |ps: &[f64]| ps.iter().copied().fold(1.0, f64::min);
    Some(match (network.len(), no_network.len()) {
        (0, 0) => seeds.first()?.verdict,
        (_, 0) => NetworkVerdict::Network { p: largest(&network) },
        (0, _) => NetworkVerdict::NoNetwork { p: least(&no_network) },
        (n_network, _) => NetworkVerdict::Unstable { network: n_network, of: seeds.len() },
    })
}

fn verdict(corrected: &CountAgainstRounds, pairs: &CountAgainstRounds) -> NetworkVerdict {
    let rounds = corrected.rounds.len();
    let (Some(corrected), Some(pairs)) = (corrected.chance, pairs.chance) else {
        return NetworkVerdict::NotEvaluable { rounds, needed: MIN_ROUNDS };
    };
    if rounds < MIN_ROUNDS {
        return NetworkVerdict::NotEvaluable { rounds, needed: MIN_ROUNDS };
    }
    let least = corrected.p_at_or_above.min(pairs.p_at_or_above);
    let p = (2.0 * least).min(1.0);
    if least <= COUNT_LEVEL { NetworkVerdict::Network { p } } else { NetworkVerdict::NoNetwork { p } }
}

/// The sources whose mean score exceeds their own rounds' mean most.
fn strongest(plan: &NetworkPlan, rounds: &Rounds) -> Vec<StrongSource> {
    let sampled = plan.sampled();
    let Some((real, surrogates)) = rounds.rounds.split_first() else { return Vec::new() };
    let of = |source: usize| {
        // A source that is itself sampled has one target fewer.
        let targets = sampled.len() - usize::from(sampled.binary_search(&source).is_ok());
        let scale = score_of(1) / targets.max(1) as f64;
        let score = |scores: &[u32]| scores.get(source).map_or(0.0, |&sum| f64::from(sum) * scale);
        let numbers: Vec<f64> = surrogates.iter().map(|round| score(&round.source_scores)).collect();
        let mean_score = score(&real.source_scores);
        let chance = Chance::new(mean_score, &numbers).ok()?;
        Some(StrongSource { stream: source as u32, mean_score, chance })
    };
    let mut sources: Vec<StrongSource> = (0..plan.n_streams()).filter_map(of).collect();
    let excess = |source: &StrongSource| source.mean_score - source.chance.mean;
    sources.sort_by(|a, b| excess(b).total_cmp(&excess(a)));
    sources.truncate(STRONGEST);
    sources
}
