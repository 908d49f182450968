//! The tolerant score: a flag within a few steps of an event is right, by either of two rules.

use serde::{Deserialize, Serialize};

use super::plain::PlainRanks;
use super::ranks::{check_classes, check_scores, sort_steps};
use super::released::{Area, Figure, Sweep, near_events, threshold};
use super::{ScoreError, Undefined};
use crate::chance::Shift;

/// How a tolerant score counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rule {
    /// As the authors' released program counts: hits by flagged step, misses by event. An event can
    /// count several times, and scores without any information get about 0.78 at a tolerance of one
    /// step.
    Released,
    /// Each event counts once: hit if a step within the tolerance is flagged. Negatives are the
    /// steps with no event within the tolerance. At a tolerance of 0 steps this is the rank AUC.
    Plain,
}

/// A point of a ROC curve.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct RocPoint {
    /// The highest threshold with this false positive rate: steps at or above it are flagged.
    /// None where nothing is flagged (plain).
    pub threshold: Option<f64>,
    /// False positive rate, 0 to 1.
    pub fpr: f64,
    /// True positive rate, 0 to 1: the highest with this false positive rate (released).
    pub tpr: f64,
}

/// A ROC curve and what is read from it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Roc {
    /// Area under the curve, 0 to 1.
    pub auc: f64,
    /// Highest true positive rate at a false positive rate below 0.15: a point of the curve, not
    /// interpolated.
    pub tpr_at_fpr15: f64,
    /// Threshold of that point.
    pub threshold_at_fpr15: Option<f64>,
    /// Lowest false positive rate at a true positive rate above 0.85: a point of the curve, not
    /// interpolated.
    pub fpr_at_tpr85: f64,
    /// Threshold of that point.
    pub threshold_at_tpr85: Option<f64>,
    /// The curve, in ascending order of both rates.
    pub points: Vec<RocPoint>,
}

/// The ROC curve of one forecast with a tolerance of `width_steps` steps both ways.
///
/// `scores` and `events` go by step; only the last `tail` steps are scored (0: all), as if there
/// were no others. The window ends where it ends: an event's tolerance is cut there. The released
/// rule takes scores from 0 to 1 only and moves its thresholds from 0 to 0.99 in steps of 0.0001,
/// as the authors' program does; the plain rule takes any finite scores.
///
/// # Errors
/// [`ScoreError::Undefined`] without an event or without a step far from all events;
/// [`ScoreError::OutsideUnit`] (released); a tail longer than the series; scores that are not
/// finite or do not pair.
///
/// # Examples
/// ```
/// use watchback::score::{Rule, tolerant_roc};
/// let events = [false, false, true, false, false, false, false];
/// let a_day_late = [0.1, 0.1, 0.1, 0.9, 0.1, 0.1, 0.2];
/// assert_eq!(tolerant_roc(Rule::Plain, &a_day_late, &events, 1, 0)?.auc, 1.0);
/// assert!(tolerant_roc(Rule::Plain, &a_day_late, &events, 0, 0)?.auc < 0.5);
/// assert_eq!(tolerant_roc(Rule::Released, &a_day_late, &events, 1, 0)?.tpr_at_fpr15, 1.0);
/// # Ok::<(), watchback::score::ScoreError>(())
/// ```
///
/// Source: `docs/method.md`, section 6; the authors' released scorer. In its 30 golden cases the
/// released rule gives the same thresholds and rates as printed, and the AUC to 0.0000013.
pub fn tolerant_roc(
    rule: Rule,
    scores: &[f64],
    events: &[bool],
    width_steps: usize,
    tail: usize,
) -> Result<Roc, ScoreError> {
    check_scores(scores, events.len())?;
    let (scores, events) = last_steps(scores, events, tail)?;
    let classes = Classes::new(events, width_steps);
    classes.check()?;
    let mut order = Vec::new();
    sort_steps(scores, &mut order);
    Ok(match rule {
        Rule::Released => released_roc(scores, events, &order, width_steps, &classes)?,
        Rule::Plain => plain_roc(scores, &order, width_steps, &classes),
    })
}

/// The last `tail` steps, or all for 0.
fn last_steps<'a>(
    scores: &'a [f64],
    events: &'a [bool],
    tail: usize,
) -> Result<(&'a [f64], &'a [bool]), ScoreError> {
    let n_steps = scores.len();
    let kept = if tail == 0 { n_steps } else { tail };
    let first = n_steps.checked_sub(kept).ok_or(ScoreError::TailTooLong { tail, n_steps })?;
    Ok((&scores[first..], &events[first..]))
}

/// The steps of a window by what they are under a tolerance. It depends on the events alone, so
/// every round shares it.
#[derive(Clone, Debug, Default)]
pub(super) struct Classes {
    /// Steps with an event.
    pub(super) event_steps: Vec<u32>,
    /// Steps without an event within the tolerance.
    pub(super) far_steps: Vec<u32>,
    /// For each step, whether an event lies within the tolerance.
    pub(super) near: Vec<bool>,
}

impl Classes {
    fn new(events: &[bool], width_steps: usize) -> Self {
        let mut classes = Self::default();
        classes.set(events, width_steps);
        classes
    }

    /// Takes other events, in the same memory.
    pub(super) fn set(&mut self, events: &[bool], width_steps: usize) {
        near_events(events, width_steps, &mut self.near);
        self.event_steps.clear();
        self.far_steps.clear();
        for (step, (event, near)) in events.iter().zip(&self.near).enumerate() {
            if *event {
                self.event_steps.push(step as u32);
            } else if !near {
                self.far_steps.push(step as u32);
            }
        }
    }

    /// Whether a tolerant AUC is defined.
    pub(super) const fn check(&self) -> Result<(), Undefined> {
        match check_classes(self.event_steps.len(), self.near.len()) {
            Ok(()) if self.far_steps.is_empty() => Err(Undefined::NoStepsFarFromEvents),
            other => other,
        }
    }
}

fn released_roc(
    scores: &[f64],
    events: &[bool],
    order: &[u32],
    width_steps: usize,
    classes: &Classes,
) -> Result<Roc, ScoreError> {
    let mut sweep = Sweep::default();
    sweep.set_forecast(scores, order)?;
    let mut points: Vec<RocPoint> = Vec::new();
    let mut area = Area::from((0.0, 0.0));
    sweep.run(events, &classes.near, width_steps, Shift::NONE, |level, counts| {
        let Some((fpr, tpr)) = counts.rates() else { return };
        area.push((fpr, tpr));
        match points.last_mut().filter(|last| last.fpr == fpr) {
            Some(last) => last.tpr = tpr,
            None => points.push(RocPoint { threshold: Some(threshold(level)), fpr, tpr }),
        }
    });
    Ok(Roc::read(area.finish(), points))
}

fn plain_roc(scores: &[f64], order: &[u32], width_steps: usize, classes: &Classes) -> Roc {
    let mut ranks = PlainRanks::default();
    ranks.set_forecast(scores, order);
    let auc = ranks.auc(&classes.event_steps, &classes.far_steps, width_steps, Shift::NONE);
    let distinct = order.chunk_by(|&a, &b| scores[a as usize] == scores[b as usize]);
    let (mut hits, mut false_flags) = (0, 0);
    let mut points = vec![RocPoint { threshold: None, fpr: 0.0, tpr: 0.0 }];
    for (group, (positives, negatives)) in distinct.zip(ranks.classes()).collect::<Vec<_>>().iter().rev() {
        hits += positives;
        false_flags += negatives;
        if positives + negatives > 0 {
            points.push(RocPoint {
                threshold: Some(scores[group[0] as usize]),
                fpr: f64::from(false_flags) / classes.far_steps.len() as f64,
                tpr: f64::from(hits) / classes.event_steps.len() as f64,
            });
        }
    }
    Roc::read(auc, points)
}

impl Roc {
    /// Reads the two marks. Steps fit the authors' program, which interpolates nothing: its rates
    /// are points of the curve, and both bounds are strict.
    fn read(auc: f64, points: Vec<RocPoint>) -> Self {
        // The first point with that rate: of several with the highest rate, the one with the fewest
        // false flags.
        let below = points.iter().filter(|point| point.fpr < 0.15).fold(None, highest);
        let above = points.iter().find(|point| point.tpr > 0.85);
        Self {
            auc,
            tpr_at_fpr15: below.map_or(0.0, |point| point.tpr),
            threshold_at_fpr15: below.and_then(|point| point.threshold),
            fpr_at_tpr85: above.map_or(1.0, |point| point.fpr),
            threshold_at_tpr85: above.and_then(|point| point.threshold),
            points,
        }
    }
}

fn highest<'a>(best: Option<&'a RocPoint>, point: &'a RocPoint) -> Option<&'a RocPoint> {
    best.filter(|best| best.tpr >= point.tpr).or(Some(point))
}
