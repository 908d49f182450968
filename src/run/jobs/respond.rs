//! What frozen forecasts answer to pushes.

use std::ops::Range;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::job::Job;
use crate::audit::{Experiment, PlaceboCounts, PushPlan, TargetResponse};
use crate::forecast::{Combination, CombinationWindow, FrozenForecast};
use crate::network::Transducer;
use crate::results::Stage;
use crate::run::worker::{Shared, Worker};
use crate::streams::{PackedStreams, Split};

/// Ask the frozen forecasts of these targets what they say under a plan's pushes. The output has
/// one entry a target.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Respond {
    /// The targets.
    pub targets: Range<usize>,
    /// The frozen model of each target.
    pub models: Vec<FrozenModel>,
    /// The pushes.
    pub plan: Box<PushPlan>,
}

/// What a target's forecast is made of, once it is learnt.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct FrozenModel {
    /// The transducers.
    pub transducers: Vec<Transducer>,
    /// How they are combined.
    pub combination: Combination,
}

impl Job for Respond {
    type Output = Vec<TargetResponse>;
    const STAGE: Stage = Stage::Push;

    fn run(self, worker: &Worker) -> Self::Output {
        let sources = &worker.shared().streams.packed;
        let window = worker.combination_window(sources);
        let respond = |(target, model): (usize, &FrozenModel)| {
            response(worker, &self.plan, sources, (&window, target), model)
        };
        self.targets.zip(&self.models).map(respond).collect()
    }
}

/// The answer of one target's model, which reads `sources`.
pub(super) fn response(
    worker: &Worker,
    plan: &PushPlan,
    sources: &PackedStreams,
    (window, target): (&CombinationWindow<'_>, usize),
    model: &FrozenModel,
) -> TargetResponse {
    let Shared { study, streams, .. } = worker.shared();
    let has_placebo = plan.scenarios.iter().any(|scenario| scenario.placebo.is_some());
    let placebo =
        if has_placebo { worker.placebo(plan, sources) } else { Arc::new(PlaceboCounts::default()) };
    let experiment = Experiment {
        plan,
        keys: &streams.keys,
        streams: sources,
        placebo: &placebo,
        tolerance_steps: study.settings().tolerance_steps,
    };
    let events: Vec<bool> =
        Split::for_study(study).test().map(|step| streams.packed.get(target, step)).collect();
    let first = plan.pushable.steps.start;
    let mut frozen = FrozenForecast::new(window, target, &model.transducers, &model.combination, first);
    experiment.respond(&mut frozen, &events)
}
