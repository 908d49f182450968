//! How one target's frozen forecast answers pushes of its sources.

use std::rc::Rc;

use serde::{Deserialize, Serialize};

use super::{Donation, Push, Pushable};
use crate::forecast::{Changes, FrozenForecast};
use crate::score::{Rule, tolerant_roc};
use crate::streams::{PackedStreams, StreamKey};

/// A push, and where it goes: to the streams it names, or as a placebo to others.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Scenario {
    /// The push.
    pub push: Push,
    /// Where its placebo goes; none: it is the push itself.
    pub placebo: Option<Donation>,
}

/// The threshold at which a stream is flagged, fixed on the unperturbed run: the one with a true
/// positive rate above 0.85 and the fewest false positives by the released rule, as the authors'
/// program takes it.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Flagging {
    /// The threshold.
    pub threshold: f64,
    /// Share of test steps flagged, unperturbed.
    pub share: f64,
}

/// A target's answer to a scenario.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Answer {
    /// Change of the mean probability over the test window, by draw.
    pub change: Vec<f64>,
    /// Change of the share of flagged steps, the mean over draws; 0 where nothing is flagged.
    pub flagged_change: f64,
}

/// A target's answers to all scenarios.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TargetResponse {
    /// Mean probability over the test window, unperturbed.
    pub baseline: f64,
    /// How it is flagged; null where no threshold can be told.
    pub flagging: Option<Flagging>,
    /// One a scenario.
    pub answers: Vec<Answer>,
}

/// How often each stream that receives a placebo has steps changed: by scenario, then draw, then
/// (stream, steps) ascending.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PlaceboCounts(Vec<Vec<Vec<(u32, u32)>>>);

impl PlaceboCounts {
    /// Counts what each scenario's push would change.
    pub fn new(plan: &PushPlan, streams: &PackedStreams) -> Self {
        let PushPlan { pushable, scenarios, draws } = plan;
        let of_scenario = |scenario: &Scenario| {
            let counts = |donation: &Donation| {
                (0..*draws).map(|draw| donation.counts(&scenario.push, pushable, streams, draw)).collect()
            };
            scenario.placebo.as_ref().map(counts).unwrap_or_default()
        };
        Self(scenarios.iter().map(of_scenario).collect())
    }

    fn steps(&self, scenario: usize, draw: usize, stream: usize) -> usize {
        let counts = self.0.get(scenario).and_then(|draws| draws.get(draw));
        let at = counts.and_then(|counts| {
            let found = counts.binary_search_by_key(&(stream as u32), |count| count.0).ok()?;
            counts.get(found)
        });
        at.map_or(0, |count| count.1 as usize)
    }
}

/// What is pushed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PushPlan {
    /// The streams' places, rates and numbers.
    pub pushable: Pushable,
    /// The scenarios.
    pub scenarios: Vec<Scenario>,
    /// Draws of each.
    pub draws: usize,
}

/// A plan, and the streams it is carried out on.
#[derive(Clone, Copy, Debug)]
pub struct Experiment<'a> {
    /// What is pushed.
    pub plan: &'a PushPlan,
    /// What each stream counts.
    pub keys: &'a [StreamKey],
    /// The streams as they are.
    pub streams: &'a PackedStreams,
    /// What placebos change.
    pub placebo: &'a PlaceboCounts,
    /// Tolerance of the flagging rule, steps.
    pub tolerance_steps: usize,
}

impl Experiment<'_> {
    /// Asks a target's frozen forecast. `events`: what happened, by test step.
    pub fn respond(&self, frozen: &mut FrozenForecast<'_>, events: &[bool]) -> TargetResponse {
        let baseline = frozen.baseline().to_vec();
        let n_steps = baseline.len().max(1) as f64;
        let flagging = flagging(&baseline, events, self.tolerance_steps);
        let sources: Vec<usize> = frozen.transducers().iter().map(|kept| kept.source as usize).collect();
        let mut answers = vec![Answer::default(); self.plan.scenarios.len()];
        for draw in 0..self.plan.draws {
            let changes = self.changes(frozen, &sources, draw);
            for (of_scenario, answer) in changes.iter().zip(&mut answers) {
                let (mut change, mut flagged) = (0.0, 0_i32);
                let touched: Vec<(usize, &Changes)> =
                    of_scenario.iter().map(|(model, changes)| (*model, changes.as_ref())).collect();
                frozen.under(&touched, |step, said| {
                    let Some(&was) = baseline.get(step) else { return };
                    change += said - was;
                    if let Some(Flagging { threshold, .. }) = flagging {
                        flagged += i32::from(said >= threshold) - i32::from(was >= threshold);
                    }
                });
                answer.change.push(change / n_steps);
                answer.flagged_change += f64::from(flagged) / n_steps / self.plan.draws as f64;
            }
        }
        let mean = baseline.iter().fold(0.0, |sum, said| sum + said) / n_steps;
        TargetResponse { baseline: mean, flagging, answers }
    }

    /// By scenario, what is said otherwise in a draw, by model. Scenarios that change a source
    /// alike share the answer.
    fn changes(
        &self,
        frozen: &FrozenForecast<'_>,
        sources: &[usize],
        draw: usize,
    ) -> Vec<Vec<(usize, Rc<Changes>)>> {
        let mut by_scenario = vec![Vec::new(); self.plan.scenarios.len()];
        for (model, &source) in sources.iter().enumerate() {
            let mut uniforms = Vec::new();
            let mut read: Vec<(&Push, Rc<Changes>)> = Vec::new();
            for (at, scenario) in self.plan.scenarios.iter().enumerate() {
                let push = &scenario.push;
                let steps = self.placebo.steps(at, draw, source);
                let is_pushed =
                    scenario.placebo.is_none() && self.plan.pushable.is_pushed(push, self.keys, source);
                if steps == 0 && !is_pushed {
                    continue;
                }
                if uniforms.is_empty() {
                    uniforms = self.plan.pushable.uniforms(draw, source);
                }
                let alike = |(other, _): &&(&Push, _)| {
                    is_pushed && other.sign == push.sign && other.amount == push.amount
                };
                if let Some((_, changes)) = read.iter().find(alike) {
                    by_scenario[at].push((model, Rc::clone(changes)));
                    continue;
                }
                let changed = if is_pushed {
                    self.plan.pushable.changed(push, self.streams, source, &uniforms)
                } else {
                    self.plan.pushable.least(push.sign, self.streams, source, &uniforms, steps)
                };
                let changes = Rc::new(frozen.read_changed(model, &changed));
                if is_pushed {
                    read.push((push, Rc::clone(&changes)));
                }
                by_scenario[at].push((model, changes));
            }
        }
        by_scenario
    }
}

fn flagging(baseline: &[f64], events: &[bool], tolerance_steps: usize) -> Option<Flagging> {
    let roc = tolerant_roc(Rule::Released, baseline, events, tolerance_steps, 0).ok()?;
    let threshold = roc.threshold_at_tpr85?;
    let flagged = baseline.iter().filter(|&&said| said >= threshold).count();
    Some(Flagging { threshold, share: flagged as f64 / baseline.len().max(1) as f64 })
}
