//! What each transducer says of every step: its source read in order, never past what may be read.

use super::CombinationWindow;
use crate::network::Transducer;
use crate::xpfsa::Belief;

/// Each transducer's probability of an event, by step from the first that is fitted on to the last
/// that is forecast.
pub(super) struct Columns {
    first_step: usize,
    models: Vec<Vec<f64>>,
}

impl Columns {
    /// From `first_step` on.
    pub(super) fn new(window: &CombinationWindow<'_>, transducers: &[Transducer], first_step: usize) -> Self {
        let steps = first_step..window.split.test().end + window.sources.horizon_steps();
        let column = |kept: &Transducer| {
            let mut reading = Reading::new(kept);
            steps.clone().map(|step| reading.probability(window, step)).collect()
        };
        Self { first_step: steps.start, models: transducers.iter().map(column).collect() }
    }

    /// Number of transducers.
    pub(super) fn len(&self) -> usize {
        self.models.len()
    }

    /// The probabilities of the first `n_models` transducers for one step.
    pub(super) fn push_row(&self, step: usize, n_models: usize, row: &mut Vec<f64>) {
        let at = |model: &Vec<f64>| model.get(step - self.first_step).copied().unwrap_or(f64::NAN);
        row.extend(self.models.iter().take(n_models).map(at));
    }
}

/// A transducer that reads its source step by step, from the first one on and never past what may
/// be read.
struct Reading<'a> {
    transducer: &'a Transducer,
    belief: Belief,
    next_step: usize,
}

impl<'a> Reading<'a> {
    fn new(transducer: &'a Transducer) -> Self {
        Self { transducer, belief: Belief::start(&transducer.machine), next_step: 0 }
    }

    /// The probability of an event at a step, from its past alone. Steps must be asked for in
    /// order.
    fn probability(&mut self, window: &CombinationWindow<'_>, step: usize) -> f64 {
        let past = window.sources.past_of(step);
        let Transducer { source, delay_steps, machine, .. } = self.transducer;
        while self.next_step + usize::from(*delay_steps) <= step {
            let Some(symbol) = past.symbol(*source as usize, self.next_step) else { break };
            self.belief.read(machine, symbol);
            self.next_step += 1;
        }
        self.belief.probability(machine, EVENT)
    }
}

/// The symbol of a step that holds an event.
const EVENT: usize = 1;
