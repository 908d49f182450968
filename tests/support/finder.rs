//! Finds links in streams: all that the tests of planted truth ask of the engine.

use watchback::network::{Delays, NetworkReport, NetworkVerdict, judge_network};
use watchback::simulate::FoundLink;
use watchback::streams::{PackedStreams, WindowStreams};
use watchback::study::ChanceSettings;

/// Symbols of a context, as in the presets.
pub(crate) const DEPTH: usize = 3;

/// What is said of a network of streams.
pub(crate) fn network_of(streams: &PackedStreams, seed: u64) -> NetworkReport {
    let settings = ChanceSettings { seed, ..ChanceSettings::default() };
    let window = WindowStreams::first(streams, streams.n_steps());
    judge_network(window, Vec::new(), Delays::between(7, 60), DEPTH, &settings)
}

/// The links of a network, each at its best delay; none where nothing stands out from chance.
pub(crate) fn links_of(report: &NetworkReport) -> Vec<FoundLink> {
    let found = |link: &watchback::network::Link| FoundLink {
        source: link.source as usize,
        target: link.target as usize,
        delay_steps: usize::from(link.delay_steps),
    };
    report.links.links.iter().map(found).collect()
}

/// Both in one.
pub(crate) fn find_links(streams: &PackedStreams, seed: u64) -> Vec<FoundLink> {
    links_of(&network_of(streams, seed))
}

/// Whether a network is said to be there.
pub(crate) fn says_network(report: &NetworkReport) -> bool {
    matches!(report.verdict, NetworkVerdict::Network { .. })
}
