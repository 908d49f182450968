//! The Granger network: for every target, all sources and delays are scanned; what stands out is
//! told from chance, and the best transducers are kept for the forecast.

mod biclustering;
mod coincidences;
mod delays;
mod evidence;
mod influence;
mod information;
mod links;
mod null;
mod pair_score;
mod places;
mod plan;
mod report;
mod scan;
mod selection;
mod selector;
mod sources;
mod strata;
mod summary;
mod tally;
mod triples;

pub use biclustering::Biclustering;
pub use delays::Delays;
pub use influence::{DelayCurve, DistanceClass, DistanceCurve, Influence, InfluencePoint, Relation};
pub use links::{FALSE_DISCOVERY_RATE, Link, Links};
pub use null::{CheckedLevel, HeldOut, Rounds, StratumCheck};
pub use places::{DISTANCE_EDGES_KM, Place};
pub use plan::NetworkPlan;
pub use report::{
    CountAgainstRounds, NetworkReport, NetworkVerdict, PaperCount, ScoreMatrix, SeedVerdict, StrongSource,
};
pub use scan::{PairScan, TargetScan};
pub use selection::{KeptGammas, TargetTransducers, Transducer, kept_machine};
pub use selector::{SelectionTables, Selector, depths};
pub use sources::SourceTables;
pub use summary::SelectionSummary;
pub use tally::{Candidate, Listing, RoundTally};
pub use triples::TripleCounts;

use crate::streams::WindowStreams;
use crate::study::ChanceSettings;

/// The paper's rule: a transducer is kept when its gamma is at least this.
pub const PAPER_GAMMA: f64 = 0.01;

/// The longest contexts that can be scanned, in symbols.
pub const MAX_DEPTH: usize = 6;
/// Contexts of that many binary symbols.
const MAX_CONTEXTS: usize = 1 << MAX_DEPTH;

/// Tells a window's network from chance, all in one go: what a run does in pieces.
pub fn judge_network(
    streams: WindowStreams,
    places: Vec<Place>,
    tested: Delays,
    depth: usize,
    settings: &ChanceSettings,
) -> NetworkReport {
    let plan = NetworkPlan::new(streams, places, tested, depth, settings);
    let sampled = 0..plan.sampled().len();
    let tallies = (0..=plan.n_rounds()).map(|round| match round {
        0 => plan.tally(plan.real(), 0, sampled.clone()),
        _ => plan.tally(&plan.surrogate(round), round, sampled.clone()),
    });
    let rounds = Rounds::new(&plan, tallies);
    let listing = plan.list(0..plan.n_streams(), &rounds.least_bins(NetworkReport::LISTED_P));
    NetworkReport::new(&plan, &rounds, [listing])
}

#[cfg(test)]
mod tests;
