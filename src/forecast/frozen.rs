//! A target's forecast with everything learnt held fast, and what it says when steps of its sources
//! are changed.

use super::CombinationWindow;
use super::combination::{Combination, Fitted};
use super::static_rate;
use crate::network::Transducer;
use crate::streams::SourceStreams;
use crate::xpfsa::Belief;

/// The symbol of a step that holds an event.
const EVENT: usize = 1;

/// What a transducer says at some test steps (numbered from the first) instead of what it said
/// unchanged.
pub type Changes = Vec<(u32, f64)>;

/// One target's frozen combination over the test window, beside what its transducers read.
///
/// Shapes: test steps by row, used transducers by column. Changing steps of a source is answered by
/// reading on from the first changed step until the machine is back in the state it was in anyway.
#[derive(Debug)]
pub struct FrozenForecast<'a> {
    sources: SourceStreams<'a>,
    transducers: &'a [Transducer],
    combination: &'a Combination,
    /// By transducer, what is believed before each step from `first_read` on.
    beliefs: Vec<Vec<Belief>>,
    first_read: usize,
    test_start: usize,
    n_steps: usize,
    /// By test step, then transducer.
    rows: Vec<f64>,
    baseline: Vec<f64>,
    /// A copy of `rows` that changes are written into, and taken out of again.
    changed: Vec<f64>,
    touched: Vec<bool>,
}

impl<'a> FrozenForecast<'a> {
    /// `transducers`: what was offered to the combination. `first_pushed`: the first step that
    /// changes may lie at.
    pub fn new(
        window: &CombinationWindow<'a>,
        target: usize,
        transducers: &'a [Transducer],
        combination: &'a Combination,
        first_pushed: usize,
    ) -> Self {
        let transducers = combination.used(transducers);
        let test = window.split.test();
        let mut frozen = Self {
            sources: window.sources,
            transducers,
            combination,
            beliefs: Vec::with_capacity(transducers.len()),
            first_read: first_pushed,
            test_start: test.start,
            n_steps: test.len(),
            rows: vec![0.0; test.len() * transducers.len()],
            baseline: vec![static_rate(window.training_streams(), target, test.start); test.len()],
            changed: Vec::new(),
            touched: vec![false; test.len()],
        };
        for (model, transducer) in transducers.iter().enumerate() {
            frozen.read_unchanged(model, transducer);
        }
        for step in 0..test.len() {
            if let Some(probability) = frozen.probability(&frozen.rows, step) {
                frozen.baseline[step] = probability;
            }
        }
        frozen.changed.clone_from(&frozen.rows);
        frozen
    }

    fn read_unchanged(&mut self, model: usize, transducer: &Transducer) {
        let Transducer { source, delay_steps, machine, .. } = transducer;
        let delay = usize::from(*delay_steps);
        let mut belief = Belief::start(machine);
        let mut beliefs = Vec::new();
        for step in 0..self.test_start + self.n_steps {
            if step >= self.first_read {
                beliefs.push(belief.clone());
            }
            // The probability for a step is what is believed once everything up to a delay before
            // it was read.
            let Some(symbol) = self.sources.past_of(step + delay).symbol(*source as usize, step) else {
                break;
            };
            belief.read(machine, symbol);
            if let Some(at) = self.row_at(step + delay, model) {
                self.rows[at] = belief.probability(machine, EVENT);
            }
        }
        self.beliefs.push(beliefs);
    }

    /// Where the table holds what a transducer says of a step; `None` outside the test window.
    fn row_at(&self, step: usize, model: usize) -> Option<usize> {
        let at = step.checked_sub(self.test_start).filter(|&at| at < self.n_steps)?;
        Some(at * self.transducers.len() + model)
    }

    /// What the combination says at a test step; `None` where it is a constant.
    fn probability(&self, rows: &[f64], step: usize) -> Option<f64> {
        let width = self.transducers.len();
        let row = rows.get(step * width..(step + 1) * width)?;
        match &self.combination.fitted {
            Fitted::Constant(_) => None,
            Fitted::Logistic(fit) => Some(fit.probability(row)),
            Fitted::Boosted(trees) => Some(trees.probability(row)),
            Fitted::Weighed(fit) => Some(fit.probability(row)),
        }
    }

    /// The transducers that the combination uses.
    pub const fn transducers(&self) -> &'a [Transducer] {
        self.transducers
    }

    /// The probability of an event by test step, nothing changed.
    pub fn baseline(&self) -> &[f64] {
        &self.baseline
    }

    /// What a transducer says otherwise when its source's symbol is the other one at `steps`
    /// (ascending, from the first pushed step on).
    pub fn read_changed(&self, model: usize, steps: &[usize]) -> Changes {
        let mut changes = Changes::new();
        let (Some(transducer), Some(beliefs)) = (self.transducers.get(model), self.beliefs.get(model)) else {
            return changes;
        };
        let Transducer { source, delay_steps, machine, .. } = transducer;
        let delay = usize::from(*delay_steps);
        let end = self.test_start + self.n_steps;
        let mut left = steps.iter().copied().peekable();
        while let Some(&first) = left.peek() {
            let Some(mut belief) = first.checked_sub(self.first_read).and_then(|at| beliefs.get(at)).cloned()
            else {
                left.next();
                continue;
            };
            for step in first..end {
                let Some(symbol) = self.sources.past_of(step + delay).symbol(*source as usize, step) else {
                    return changes;
                };
                let is_changed = left.next_if_eq(&step).is_some();
                belief.read(machine, if is_changed { 1 - symbol } else { symbol });
                if beliefs.get(step + 1 - self.first_read) == Some(&belief) {
                    break;
                }
                if let Some(at) = self.row_at(step + delay, model) {
                    let probability = belief.probability(machine, EVENT);
                    if probability != self.rows[at] {
                        changes.push(((step + delay - self.test_start) as u32, probability));
                    }
                }
            }
        }
        changes
    }

    /// Calls `visit` with each test step, ascending, at which something is said otherwise under
    /// changes of some transducers, and with the probability then. What was changed is forgotten
    /// again.
    pub fn under(&mut self, changes: &[(usize, &Changes)], mut visit: impl FnMut(usize, f64)) {
        let width = self.transducers.len();
        for (model, changes) in changes {
            for &(step, probability) in *changes {
                let step = step as usize;
                if let Some(at) = self.changed.get_mut(step * width + model) {
                    *at = probability;
                    self.touched[step] = true;
                }
            }
        }
        for step in 0..self.n_steps {
            if !std::mem::take(&mut self.touched[step]) {
                continue;
            }
            if let Some(probability) = self.probability(&self.changed, step) {
                visit(step, probability);
            }
            let row = step * width..(step + 1) * width;
            self.changed[row.clone()].copy_from_slice(&self.rows[row]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::forecast::{CombinationWindow, forecast_target};
    use crate::network::SelectionTables;
    use crate::space::TileId;
    use crate::streams::{CityStreams, PackedStreams, Split, StreamKey, TrainingStreams};
    use crate::study::{Combiner, Study, Variable, preset};

    fn city(study: &Study) -> PackedStreams {
        let n_steps = study.period().n_days();
        let mut streams = PackedStreams::empty(4, n_steps);
        let hash = |step: usize, salt: u64| {
            let mixed = (step as u64 + 7919 * salt).wrapping_mul(0x9E37_79B9_7F4A_7C15);
            (mixed ^ mixed >> 29).wrapping_mul(0xBF58_476D_1CE4_E5B9) >> 40
        };
        for stream in 0..3 {
            let salt = stream as u64 + 1;
            (0..n_steps).filter(|&step| hash(step, salt) % 5 == 0).for_each(|step| streams.set(stream, step));
        }
        for step in 10..n_steps {
            if streams.get(0, step - 10) && hash(step, 9) % 5 != 0 || hash(step, 8) % 20 == 0 {
                streams.set(3, step);
            }
        }
        streams
    }

    /// Changing streams and forecasting anew from the same transducers and weights is the long way
    /// round.
    #[test]
    fn changes_say_what_a_forecast_from_changed_streams_says() {
        for combiner in [Combiner::Evidence, Combiner::Logistic, Combiner::Boosting] {
            let mut settings = preset("simulated").unwrap();
            settings.combiner = combiner;
            let study = settings.check().unwrap();
            let split = Split::for_study(&study);
            let streams = city(&study);
            let key = |column| StreamKey { variable: Variable::Violent, tile: TileId { row: 0, column } };
            let city = CityStreams { keys: (0..4).map(key).collect(), packed: streams.clone() };
            let kept = SelectionTables::new(&study, &city, None).selector().select(3, None);
            let training = TrainingStreams::new(&streams, split);
            let window = CombinationWindow::new(&training, &streams, &study);
            let forecast = forecast_target(&window, 3, &kept.best);
            let first_pushed = split.test().start - 63;
            let mut frozen = FrozenForecast::new(&window, 3, &kept.best, &forecast.combination, first_pushed);
            assert_eq!(frozen.baseline(), forecast.test);

            let steps = |source: usize| -> Vec<usize> {
                (first_pushed..streams.n_steps()).filter(|step| step * 31 % 17 == source).collect()
            };
            let mut other = streams.clone();
            for source in 0..4 {
                for step in steps(source) {
                    if streams.get(source, step) {
                        other.unset(source, step)
                    } else {
                        other.set(source, step)
                    }
                }
            }
            let changes: Vec<Changes> = frozen
                .transducers()
                .iter()
                .enumerate()
                .map(|(model, transducer)| frozen.read_changed(model, &steps(transducer.source as usize)))
                .collect();
            let changes: Vec<(usize, &Changes)> = changes.iter().enumerate().collect();
            let mut said = frozen.baseline().to_vec();
            for _ in 0..2 {
                frozen.under(&changes, |step, probability| said[step] = probability);
            }
            let window = CombinationWindow::new(&training, &other, &study);
            let long_way = FrozenForecast::new(&window, 3, &kept.best, &forecast.combination, 0);
            assert_eq!(said, long_way.baseline());
            let moved = said.iter().zip(&forecast.test).filter(|(a, b)| a != b).count();
            assert!(moved > 15, "{moved}");
        }
    }
}
