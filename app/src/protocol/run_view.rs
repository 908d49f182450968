//! What the page is given to show of a run: the results without what only workers need.

use serde::{Deserialize, Serialize};

use super::pictures::{MatrixGroups, NearestSource};
use watchback::network::{KeptGammas, TargetTransducers, Transducer};
use watchback::results::Results;
use watchback::run::Analysis;
use watchback::streams::{PackedStreams, Split};

/// What a run found.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct RunView {
    /// Everything that results.json holds.
    pub results: Results,
    /// Probability by stream, then test step and the steps after it; shown, so single precision
    /// will do.
    pub probabilities: Vec<f32>,
    /// Test steps and the steps after them.
    pub steps: usize,
    /// What happened in the test steps.
    pub events: PackedStreams,
    /// By target: some of its transducers, that of its own past first where it has one, then the
    /// others, best first.
    pub sources: Vec<Vec<Transducer>>,
    /// By target: gamma when all sources are rotated.
    pub gammas_by_chance: Vec<KeptGammas>,
    /// Streams that go together.
    pub groups: MatrixGroups,
    /// The city by its strongest sources; `None` where there are none.
    pub nearest: Option<NearestSource>,
}

/// Transducers of a target that the page shows; a forecast may use more.
const SHOWN_SOURCES: usize = 8;

impl RunView {
    /// What the page shows of an analysis.
    pub fn new(analysis: Analysis) -> Self {
        let Analysis { results, forecast, streams, transducers, mut gammas_by_chance } = analysis;
        let shown = |target: TargetTransducers| target.best.into_iter().take(SHOWN_SOURCES).collect();
        let sources = transducers.into_iter().map(shown).collect();
        gammas_by_chance.iter_mut().for_each(|gammas| gammas.others.truncate(SHOWN_SOURCES));
        let steps = forecast.test().ncols() + forecast.beyond().ncols();
        let rows = forecast.test().rows().into_iter().zip(forecast.beyond().rows());
        let probabilities = rows.flat_map(|(test, beyond)| {
            test.iter().chain(beyond.iter()).map(|probability| *probability as f32).collect::<Vec<_>>()
        });
        let probabilities = probabilities.collect();
        let events = streams.packed.window(Split::for_study(&results.study).test());
        let groups = MatrixGroups::new(&results.network);
        let nearest = NearestSource::new(&results);
        Self { results, probabilities, steps, events, sources, gammas_by_chance, groups, nearest }
    }

    /// What can be shown of results that were saved: no probabilities and no sources stand in them.
    pub fn of_saved(results: Results) -> Self {
        let groups = MatrixGroups::new(&results.network);
        let nearest = NearestSource::new(&results);
        let events = PackedStreams::empty(results.streams.len(), results.study.test_steps());
        Self {
            probabilities: Vec::new(),
            steps: 0,
            events,
            sources: Vec::new(),
            gammas_by_chance: Vec::new(),
            groups,
            nearest,
            results,
        }
    }

    /// A stream's probability at a step of the test window or after it.
    pub fn probability(&self, stream: usize, step: usize) -> Option<f32> {
        if step < self.steps { self.probabilities.get(stream * self.steps + step).copied() } else { None }
    }
}
