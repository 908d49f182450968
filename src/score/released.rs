//! The released tolerant rule: the counts of the authors' scorer as its thresholds fall.
//!
//! At a threshold a step is flagged if its score reaches it, and
//! - TP = flagged steps within `width_steps` of any event;
//! - FP = the other flagged steps;
//! - FN = events with no flagged step within `width_steps`;
//! - TN = unflagged steps outside `width_steps` of every **flagged TP step**, less the missed
//!   events.
//!
//! Two readings were corrected against the 30 golden cases (`docs/method.md` 6).
//! TN leaves out the steps around flags that hit, not those around events that are hit.
//! The highest threshold is 0.99, not 1: scores above it are never told apart.
//! With both, every threshold and rate agrees as printed, and every AUC to 0.0000013.
//!
//! As the threshold falls, TP and FP cannot fall and FN and TN cannot rise. So both rates rise
//! together, the curve needs no sorting, and one pass over the steps gives it.

use super::{Blocks, ScoreError};
use crate::chance::Shift;

/// Thresholds are multiples of 1/10000: what the authors' program prints never lies between them.
const THRESHOLD_STEPS: u32 = 10_000;

/// The highest threshold of a released curve, 0.99. A flag above it is raised with those at it.
/// Where few events lie close together, one such flag can hit them all: from a true positive rate
/// of 1 without a false alarm it then falls to a straight line up from (0, 0).
/// The golden cases leave 0.9896 to 0.9901.
const HIGHEST_LEVEL: u32 = 9_900;

/// A step of the forecast, and how many thresholds its score reaches.
#[derive(Clone, Copy, Debug)]
pub(super) struct Flag {
    step: u32,
    level: u32,
}

/// Counts of one threshold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Counts {
    pub(super) true_positive: u32,
    pub(super) false_negative: u32,
    pub(super) false_positive: u32,
    pub(super) true_negative: u32,
}

/// What a flag changes.
#[derive(Clone, Copy, Debug)]
enum Change {
    Hit,
    FalseAlarm,
    NoNegative,
    NotMissed,
}

/// What a walk over the thresholds tells.
enum Walked {
    /// A change at a step.
    Change(usize, Change),
    /// All flags above a threshold are up.
    Level(u32),
}

impl Counts {
    /// Of steps without any flag.
    fn unflagged(events: &[bool]) -> Self {
        let n_events = events.iter().filter(|&&event| event).count() as u32;
        let true_negative = events.len() as u32 - n_events;
        Self { true_positive: 0, false_negative: n_events, false_positive: 0, true_negative }
    }

    #[inline]
    const fn apply(&mut self, change: Change) {
        match change {
            Change::Hit => self.true_positive += 1,
            Change::FalseAlarm => self.false_positive += 1,
            Change::NoNegative => self.true_negative -= 1,
            Change::NotMissed => self.false_negative -= 1,
        }
    }

    const fn less(self, part: Self) -> Self {
        Self {
            true_positive: self.true_positive - part.true_positive,
            false_negative: self.false_negative - part.false_negative,
            false_positive: self.false_positive - part.false_positive,
            true_negative: self.true_negative - part.true_negative,
        }
    }

    /// False and true positive rate. None where flags that hit cover every other step, so that no
    /// negative is left; such a threshold gives no point of the curve.
    pub(super) fn rates(self) -> Option<(f64, f64)> {
        let negatives = self.false_positive + self.true_negative;
        let positives = self.true_positive + self.false_negative;
        (negatives > 0 && positives > 0).then(|| {
            let fpr = f64::from(self.false_positive) / f64::from(negatives);
            (fpr, f64::from(self.true_positive) / f64::from(positives))
        })
    }
}

/// What the flags of one threshold change: hits and false alarms gained, misses and true negatives
/// lost.
#[derive(Clone, Copy, Debug, Default)]
struct Moved {
    hits: u32,
    false_alarms: u32,
    no_negatives: u32,
    not_missed: u32,
}

impl Moved {
    const fn add(&mut self, change: Change) {
        match change {
            Change::Hit => self.hits += 1,
            Change::FalseAlarm => self.false_alarms += 1,
            Change::NoNegative => self.no_negatives += 1,
            Change::NotMissed => self.not_missed += 1,
        }
    }

    const fn add_all(&mut self, other: Self) {
        self.hits += other.hits;
        self.false_alarms += other.false_alarms;
        self.no_negatives += other.no_negatives;
        self.not_missed += other.not_missed;
    }
}

/// One block of a pool.
#[derive(Clone, Debug)]
struct PoolPart {
    unflagged: Counts,
    /// By level of the threshold.
    moved: Vec<Moved>,
}

impl PoolPart {
    const fn add_unflagged(&mut self, event: bool) {
        if event {
            self.unflagged.false_negative += 1;
        } else {
            self.unflagged.true_negative += 1;
        }
    }
}

/// Counts of streams together, at every threshold, by block.
#[derive(Clone, Debug)]
pub(super) struct Pool {
    blocks: Blocks,
    parts: Vec<PoolPart>,
    pending: Vec<(usize, Change)>,
}

impl Pool {
    /// A pool without streams.
    pub(super) fn new(blocks: Blocks) -> Self {
        let part = PoolPart {
            unflagged: Counts::unflagged(&[]),
            moved: vec![Moved::default(); 1 + THRESHOLD_STEPS as usize],
        };
        Self { blocks, parts: vec![part; blocks.count()], pending: Vec::new() }
    }

    /// The points of the curve in ascending order, one block left out or none; `None` where nothing
    /// is left to rank.
    pub(super) fn points(&self, left_out: Option<usize>) -> Option<Vec<(f64, f64)>> {
        let parts = || {
            self.parts.iter().enumerate().filter(|(block, _)| left_out != Some(*block)).map(|(_, part)| part)
        };
        let mut counts = Counts::unflagged(&[]);
        for part in parts() {
            counts.false_negative += part.unflagged.false_negative;
            counts.true_negative += part.unflagged.true_negative;
        }
        let mut points = vec![counts.rates()?];
        for level in (0..=THRESHOLD_STEPS as usize).rev() {
            let before = counts;
            for moved in parts().map(|part| part.moved[level]) {
                counts.true_positive += moved.hits;
                counts.false_positive += moved.false_alarms;
                counts.true_negative -= moved.no_negatives;
                counts.false_negative -= moved.not_missed;
            }
            if let Some(point) = counts.rates().filter(|_| counts != before) {
                points.push(point);
            }
        }
        Some(points)
    }
}

/// The trapezoid rule over points that come in ascending order; of points with one FPR, the last
/// (highest TPR) counts.
#[derive(Clone, Copy, Debug)]
pub(super) struct Area {
    area: f64,
    left: (f64, f64),
    right: (f64, f64),
}

impl Area {
    /// A curve that begins at a point.
    pub(super) const fn from(point: (f64, f64)) -> Self {
        Self { area: 0.0, left: point, right: point }
    }

    fn close(&mut self) {
        self.area += (self.right.0 - self.left.0) * (self.left.1 + self.right.1) / 2.0;
        self.left = self.right;
    }
}

/// A figure of a curve, read as its points come in ascending order; of points with one FPR, the
/// last (highest TPR) counts.
pub(super) trait Figure {
    /// Takes the next point: false and true positive rate.
    fn push(&mut self, point: (f64, f64));
    /// The figure of a whole curve: threshold 0 flags every step, so the last point is (1, 1).
    fn finish(self) -> f64;
}

impl Figure for Area {
    fn push(&mut self, point: (f64, f64)) {
        if point.0 > self.right.0 {
            self.close();
        }
        self.right = point;
    }

    fn finish(mut self) -> f64 {
        self.close();
        self.area
    }
}

/// The true positive rate at a false positive rate: a straight line between points, the first of
/// them (0, 0).
#[derive(Clone, Copy, Debug)]
pub(super) struct RateAt {
    fpr: f64,
    found: Option<f64>,
    left: (f64, f64),
    right: (f64, f64),
}

impl RateAt {
    /// Reads at a false positive rate below 1.
    pub(super) const fn new(fpr: f64) -> Self {
        Self { fpr, found: None, left: (0.0, 0.0), right: (0.0, 0.0) }
    }

    fn close(&mut self) {
        let ((fpr, tpr), (next_fpr, next_tpr)) = (self.left, self.right);
        if self.found.is_none() && next_fpr > self.fpr {
            self.found = Some(tpr + (next_tpr - tpr) * (self.fpr - fpr) / (next_fpr - fpr));
        }
        self.left = self.right;
    }
}

impl Figure for RateAt {
    fn push(&mut self, point: (f64, f64)) {
        if point.0 > self.right.0 {
            self.close();
        }
        self.right = point;
    }

    fn finish(mut self) -> f64 {
        self.close();
        self.found.unwrap_or(1.0)
    }
}

/// What a step still is as flags are raised.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    /// An unflagged step away from flags that hit: a true negative.
    Open,
    /// An event that no flag has hit.
    Missed,
    /// Flagged, or beside a flag that hit.
    Closed,
}

/// One pass over the thresholds, with its memory kept for the next.
#[derive(Clone, Debug, Default)]
pub(super) struct Sweep {
    flags: Vec<Flag>,
    steps: Vec<Step>,
}

impl Sweep {
    /// Takes the forecast: its scores, and its steps in ascending order of them.
    ///
    /// # Errors
    /// [`ScoreError::OutsideUnit`] for a score below 0 or above 1: a threshold could not tell it
    /// from another.
    pub(super) fn set_forecast(&mut self, scores: &[f64], ascending: &[u32]) -> Result<(), ScoreError> {
        if let Some((step, &found)) = scores.iter().enumerate().find(|(_, s)| !(0.0..=1.0).contains(*s)) {
            return Err(ScoreError::OutsideUnit { step, found });
        }
        self.flags.clear();
        let flags = ascending.iter().rev().map(|&step| Flag { step, level: level(scores[step as usize]) });
        self.flags.extend(flags);
        Ok(())
    }

    /// Calls `visit` with the counts of every distinct set of flags from [`HIGHEST_LEVEL`] down,
    /// and with the highest threshold that gives it. Each step of `events` is paired with the step
    /// of the forecast that the shift reads there; `near[t]` tells whether an event lies within
    /// `width_steps` of step t.
    pub(super) fn run(
        &mut self,
        events: &[bool],
        near: &[bool],
        width_steps: usize,
        shift: Shift,
        mut visit: impl FnMut(u32, Counts),
    ) {
        let mut counts = Counts::unflagged(events);
        self.walk(events, near, width_steps, shift, HIGHEST_LEVEL, |walked| match walked {
            Walked::Change(_, change) => counts.apply(change),
            Walked::Level(level) => visit(level, counts),
        });
    }

    /// Raises flags from the highest score down, those above the highest threshold with those at
    /// it. Tells of every change with its step, and of every level that is done.
    fn walk(
        &mut self,
        events: &[bool],
        near: &[bool],
        width_steps: usize,
        shift: Shift,
        highest_level: u32,
        mut tell: impl FnMut(Walked),
    ) {
        let n_steps = events.len();
        self.steps.clear();
        self.steps.extend(events.iter().map(|&event| if event { Step::Missed } else { Step::Open }));
        let thresholds = |flag: &Flag| flag.level.min(highest_level + 1);
        if self.flags.first().is_none_or(|flag| flag.level <= highest_level) {
            tell(Walked::Level(highest_level));
        }
        for group in self.flags.chunk_by(|a, b| thresholds(a) == thresholds(b)) {
            for flag in group {
                let step = shift.shown_at(flag.step as usize);
                let hits = near[step];
                let reach = if hits { width_steps } else { 0 };
                let start = step.saturating_sub(reach);
                let end = step.saturating_add(reach).saturating_add(1).min(n_steps);
                for (at, state) in self.steps[start..end].iter_mut().enumerate() {
                    match state {
                        Step::Open => tell(Walked::Change(start + at, Change::NoNegative)),
                        Step::Missed => tell(Walked::Change(start + at, Change::NotMissed)),
                        Step::Closed => {}
                    }
                    *state = Step::Closed;
                }
                tell(Walked::Change(step, if hits { Change::Hit } else { Change::FalseAlarm }));
            }
            tell(Walked::Level(thresholds(&group[0]) - 1));
        }
    }

    /// The highest threshold of the highest true positive rate with a false positive rate below a
    /// bound; `None` where nothing is flagged.
    pub(super) fn threshold_below(
        &mut self,
        events: &[bool],
        near: &[bool],
        width_steps: usize,
        shift: Shift,
        highest_fpr: f64,
    ) -> Option<f64> {
        let mut best: Option<(f64, u32)> = None;
        self.run(events, near, width_steps, shift, |level, counts| {
            let Some((fpr, tpr)) = counts.rates() else { return };
            if fpr < highest_fpr && best.is_none_or(|(highest, _)| tpr > highest) {
                best = Some((tpr, level));
            }
        });
        best.filter(|(tpr, _)| *tpr > 0.0).map(|(_, level)| threshold(level))
    }

    /// Adds the counts of a stream, at every threshold up to 1, to those of others at the same
    /// threshold; see [`Sweep::run`].
    pub(super) fn pool(
        &mut self,
        events: &[bool],
        near: &[bool],
        width_steps: usize,
        shift: Shift,
        into: &mut Pool,
    ) {
        for (step, &event) in events.iter().enumerate() {
            into.parts[into.blocks.of(step)].add_unflagged(event);
        }
        // The rounds of chance have one block, and there are many of them: no list, one sum a
        // threshold.
        if let [part] = into.parts.as_mut_slice() {
            let mut sum = Moved::default();
            self.walk(events, near, width_steps, shift, THRESHOLD_STEPS, |walked| match walked {
                Walked::Change(_, change) => sum.add(change),
                Walked::Level(level) => part.moved[level as usize].add_all(std::mem::take(&mut sum)),
            });
            return;
        }
        let mut pending = std::mem::take(&mut into.pending);
        self.walk(events, near, width_steps, shift, THRESHOLD_STEPS, |walked| match walked {
            Walked::Change(step, change) => pending.push((step, change)),
            Walked::Level(level) => {
                for (step, change) in pending.drain(..) {
                    into.parts[into.blocks.of(step)].moved[level as usize].add(change);
                }
            }
        });
        into.pending = pending;
    }

    /// The area under the curve without each block: every step counts in its own block, whatever
    /// reaches over its edge. `None` where nothing is left to rank.
    pub(super) fn auc_without(
        &mut self,
        events: &[bool],
        near: &[bool],
        width_steps: usize,
        blocks: Blocks,
    ) -> Vec<Option<f64>> {
        self.figure_without(events, near, width_steps, blocks, Area::from((0.0, 0.0)))
    }

    /// The true positive rate at a false positive rate below 1 without each block, likewise.
    pub(super) fn rate_without(
        &mut self,
        events: &[bool],
        near: &[bool],
        width_steps: usize,
        blocks: Blocks,
        fpr: f64,
    ) -> Vec<Option<f64>> {
        self.figure_without(events, near, width_steps, blocks, RateAt::new(fpr))
    }

    fn figure_without(
        &mut self,
        events: &[bool],
        near: &[bool],
        width_steps: usize,
        blocks: Blocks,
        figure: impl Figure + Clone,
    ) -> Vec<Option<f64>> {
        let of_block = |block: usize| -> Vec<bool> {
            events
                .iter()
                .enumerate()
                .filter(|(step, _)| blocks.of(*step) == block)
                .map(|(_, event)| *event)
                .collect()
        };
        let mut all = Counts::unflagged(events);
        let mut parts: Vec<Counts> =
            (0..blocks.count()).map(|block| Counts::unflagged(&of_block(block))).collect();
        let mut figures = vec![figure; blocks.count()];
        self.walk(events, near, width_steps, Shift::NONE, HIGHEST_LEVEL, |walked| match walked {
            Walked::Change(step, change) => {
                all.apply(change);
                parts[blocks.of(step)].apply(change);
            }
            Walked::Level(_) => {
                for (figure, part) in figures.iter_mut().zip(&parts) {
                    if let Some(point) = all.less(*part).rates() {
                        figure.push(point);
                    }
                }
            }
        });
        // With all flags up: whether anything is left to rank.
        let is_left = |part: &Counts| all.less(*part).rates().is_some();
        figures.into_iter().zip(&parts).map(|(figure, part)| is_left(part).then(|| figure.finish())).collect()
    }

    /// The area under the curve of [`Sweep::run`].
    pub(super) fn auc(&mut self, events: &[bool], near: &[bool], width_steps: usize, shift: Shift) -> f64 {
        self.figure(events, near, width_steps, shift, Area::from((0.0, 0.0)))
    }

    /// The true positive rate of the curve of [`Sweep::run`] at a false positive rate below 1.
    pub(super) fn rate_at(
        &mut self,
        events: &[bool],
        near: &[bool],
        width_steps: usize,
        shift: Shift,
        fpr: f64,
    ) -> f64 {
        self.figure(events, near, width_steps, shift, RateAt::new(fpr))
    }

    fn figure(
        &mut self,
        events: &[bool],
        near: &[bool],
        width_steps: usize,
        shift: Shift,
        mut figure: impl Figure,
    ) -> f64 {
        self.run(events, near, width_steps, shift, |_, counts| {
            if let Some(point) = counts.rates() {
                figure.push(point);
            }
        });
        figure.finish()
    }
}

/// The value of a threshold.
pub(super) fn threshold(level: u32) -> f64 {
    f64::from(level) / f64::from(THRESHOLD_STEPS)
}

/// How many thresholds a score from 0 to 1 reaches: it is flagged at the thresholds 0 .. level - 1.
fn level(score: f64) -> u32 {
    let mut level = (score * f64::from(THRESHOLD_STEPS)) as u32;
    // The product is rounded; only the comparison itself is the rule.
    while level > 0 && threshold(level - 1) > score {
        level -= 1;
    }
    while threshold(level) <= score {
        level += 1;
    }
    level
}

/// For each step, whether an event lies within `width_steps` of it; the window has ends and does
/// not wrap.
pub(super) fn near_events(events: &[bool], width_steps: usize, near: &mut Vec<bool>) {
    near.clear();
    near.resize(events.len(), false);
    for (step, _) in events.iter().enumerate().filter(|(_, event)| **event) {
        let end = step.saturating_add(width_steps).saturating_add(1).min(events.len());
        near[step.saturating_sub(width_steps)..end].fill(true);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_level_counts_the_thresholds_reached() {
        for score in [0.0, 1e-9, 1e-4, 0.00010001, 0.29, 0.57, 0.7438, 0.999_95, 1.0] {
            let reached = (0..=THRESHOLD_STEPS).filter(|&i| threshold(i) <= score).count();
            assert_eq!(level(score) as usize, reached, "{score}");
        }
    }

    /// The rule word for word, a threshold at a time.
    fn by_definition(scores: &[f64], events: &[bool], width: usize, threshold: f64) -> Counts {
        let n = scores.len();
        let around = |i: usize| i.saturating_sub(width)..(i + width + 1).min(n);
        let flagged = |i: usize| scores[i] >= threshold;
        let is_hit = |i: usize| flagged(i) && around(i).any(|j| events[j]);
        let count = |rule: &dyn Fn(usize) -> bool| (0..n).filter(|&i| rule(i)).count() as u32;
        let missed = count(&|i| events[i] && !around(i).any(flagged));
        Counts {
            true_positive: count(&is_hit),
            false_negative: missed,
            false_positive: count(&|i| flagged(i) && !is_hit(i)),
            true_negative: count(&|i| !flagged(i) && !around(i).any(is_hit)) - missed,
        }
    }

    proptest::proptest! {
        #[test]
        fn one_pass_counts_what_the_definition_counts(
            steps in proptest::collection::vec((0_u32..40, 0_u32..6), 1..60), width in 0_usize..4,
        ) {
            let scores: Vec<f64> = steps.iter().map(|(s, _)| f64::from(*s) / 39.0).collect();
            let events: Vec<bool> = steps.iter().map(|(_, e)| *e == 0).collect();
            let (mut sweep, mut near, mut order) = (Sweep::default(), Vec::new(), Vec::new());
            crate::score::ranks::sort_steps(&scores, &mut order);
            near_events(&events, width, &mut near);
            sweep.set_forecast(&scores, &order).unwrap();
            let mut last = None;
            sweep.run(&events, &near, width, Shift::NONE, |level, counts| {
                assert_eq!(counts, by_definition(&scores, &events, width, threshold(level)));
                assert!(level <= HIGHEST_LEVEL);
                if let Some((last_level, fp, tp)) = last {
                    assert!(level < last_level && counts.false_positive >= fp && counts.true_positive >= tp);
                }
                last = Some((level, counts.false_positive, counts.true_positive));
            });
        }
    }
}
