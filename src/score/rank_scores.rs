//! Rank scores, averaged over streams with equal weights, with intervals from four-week blocks and
//! the rounds of chance.

use ndarray::ArrayView2;
use serde::{Deserialize, Serialize};

use super::block_auc::BlockAuc;
use super::ranks::sort_steps;
use super::released::{Sweep, near_events};
use super::{
    AucRounds, Blocks, Estimate, MIN_ELIGIBLE_STEPS, ScoreError, Shifts, StreamScorer, block_interval,
    rank_auc,
};
use crate::chance::{Chance, Shift};
use crate::streams::PackedStreams;

/// The widest tolerance that is scored, steps.
const MAX_WIDTH: usize = 3;
/// Steps of a week.
const WEEK: usize = 7;
/// Weeks of a block.
const BLOCK_WEEKS: usize = 4;
/// Its days.
const BLOCK_DAYS: usize = BLOCK_WEEKS * WEEK;
/// The false positive rate that the true positive rate is read at.
const READ_AT_FPR: f64 = 0.2;

/// How steps lie in time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cadence {
    /// Days of a step.
    pub step_days: usize,
    /// Steps that a forecast is made ahead.
    pub horizon_steps: usize,
}

/// Means over streams with at least 5 events and 5 eventless steps.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RankScores {
    /// Strict AUC: the day itself.
    pub strict: Option<MeanOverStreams>,
    /// Tolerant AUC, plain rule, tolerances of 1, 2 and 3 steps; null where the tolerance reaches
    /// the horizon.
    pub plain: Vec<Option<MeanOverStreams>>,
    /// Tolerant AUC, released rule, likewise.
    pub released: Vec<Option<MeanOverStreams>>,
    /// Strict AUC of "any event in the week", forecast before the week begins; weeks do not
    /// overlap.
    pub week_ahead: Option<MeanOverStreams>,
    /// True positive rate at a false positive rate of 20 %, strict, between points by a straight
    /// line.
    pub sensitivity: Option<MeanOverStreams>,
    /// The same by the released tolerant rule, tolerance of 1 step: the paper's figure.
    pub tolerant_sensitivity: Option<MeanOverStreams>,
}

/// A mean over streams.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct MeanOverStreams {
    /// The mean.
    pub estimate: Estimate,
    /// Streams averaged.
    pub n_streams: usize,
}

/// One stream's figure: as forecast, in every round, and without every block (none where nothing is
/// left to rank).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct OfStream {
    observed: f64,
    rounds: Vec<f64>,
    without: Vec<Option<f64>>,
}

/// One stream's tolerant AUCs at one tolerance, each with its chance.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct TolerantFigures {
    /// Tolerance, steps.
    pub width_steps: usize,
    /// Released rule; null with fewer than 5 events or 5 eventless steps, and where the rule
    /// defines none.
    pub released: Option<f64>,
    /// Its rounds; null without any.
    pub released_chance: Option<Chance>,
    /// Plain rule, likewise.
    pub plain: Option<f64>,
    /// Its rounds.
    pub plain_chance: Option<Chance>,
}

/// One stream's rank scores; all undefined with fewer than 5 events or 5 eventless steps.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct StreamRanks {
    strict: Option<OfStream>,
    plain: [Option<OfStream>; MAX_WIDTH],
    released: [Option<OfStream>; MAX_WIDTH],
    week_ahead: Option<OfStream>,
    sensitivity: Option<OfStream>,
    tolerant_sensitivity: Option<OfStream>,
}

/// The mean over streams of a figure, in order of streams.
fn mean_of(streams: &[&OfStream]) -> Option<MeanOverStreams> {
    let first = streams.first()?;
    let n = streams.len() as f64;
    let observed = streams.iter().fold(0.0, |sum, stream| sum + stream.observed) / n;
    let round = |at: usize| streams.iter().fold(0.0, |sum, stream| sum + stream.rounds[at]) / n;
    let rounds: Vec<f64> = (0..first.rounds.len()).map(round).collect();
    let without: Vec<f64> = (0..first.without.len())
        .map(|block| {
            let left = streams.iter().filter_map(|stream| stream.without[block]);
            let (sum, count) = left.fold((0.0, 0), |(sum, count), value| (sum + value, count + 1));
            // Nothing left in a block's absence: no interval.
            if count > 0 { sum / f64::from(count) } else { f64::NAN }
        })
        .collect();
    let estimate = Estimate::with_skill(observed, block_interval(observed, &without), &rounds);
    Some(MeanOverStreams { estimate, n_streams: streams.len() })
}

impl RankScores {
    /// Means over streams, given in order.
    pub fn mean(streams: &[&StreamRanks]) -> Self {
        let mean = |of: &dyn Fn(&StreamRanks) -> &Option<OfStream>| {
            let defined: Vec<&OfStream> = streams.iter().filter_map(|stream| of(stream).as_ref()).collect();
            mean_of(&defined)
        };
        Self {
            strict: mean(&|stream| &stream.strict),
            plain: (0..MAX_WIDTH).map(|at| mean(&|stream| &stream.plain[at])).collect(),
            released: (0..MAX_WIDTH).map(|at| mean(&|stream| &stream.released[at])).collect(),
            week_ahead: mean(&|stream| &stream.week_ahead),
            sensitivity: mean(&|stream| &stream.sensitivity),
            tolerant_sensitivity: mean(&|stream| &stream.tolerant_sensitivity),
        }
    }
}

impl StreamRanks {
    /// The tolerant AUCs at 1, 2 and 3 steps.
    pub fn tolerant(&self) -> Vec<TolerantFigures> {
        let of = |figure: &Option<OfStream>| {
            let chance = |found: &OfStream| Chance::new(found.observed, &found.rounds).ok();
            (figure.as_ref().map(|found| found.observed), figure.as_ref().and_then(chance))
        };
        let widths = self.released.iter().zip(&self.plain).zip(1..);
        widths
            .map(|((released, plain), width_steps)| {
                let ((released, released_chance), (plain, plain_chance)) = (of(released), of(plain));
                TolerantFigures { width_steps, released, released_chance, plain, plain_chance }
            })
            .collect()
    }

    /// The rank scores of one stream's probabilities and events by test step, with the rounds of
    /// chance by `shifts`. There is no tolerant score with a tolerance of the horizon or more: a
    /// forecast that repeats the event that it saw so many steps before would be right. With steps
    /// of more than a day, or a horizon below a week, there is no score of weeks: the later days'
    /// forecasts would have read the week's earlier days.
    ///
    /// # Errors
    /// What cannot be scored: see [`StreamScorer::score`].
    pub fn new(said: &[f64], events: &[bool], shifts: &Shifts, cadence: Cadence) -> Result<Self, ScoreError> {
        let n_events = events.iter().filter(|&&event| event).count();
        let mut found = Self::default();
        if n_events < MIN_ELIGIBLE_STEPS || events.len() - n_events < MIN_ELIGIBLE_STEPS {
            return Ok(found);
        }
        let blocks = Blocks::of_steps(events.len(), BLOCK_DAYS / cadence.step_days.max(1));
        let (mut order, mut near, mut sweep) = (Vec::new(), Vec::new(), Sweep::default());
        sort_steps(said, &mut order);
        for width in 1..=MAX_WIDTH {
            let scores = StreamScorer::new(width).score(said, events, shifts)?;
            let pairs = |width: usize| pairs_within(said, events, width, blocks);
            if width == 1 {
                found.strict = scores.strict.ok().map(|auc| with_blocks(auc, &pairs(0)));
            }
            // The forecast has seen what lies so far back.
            if width >= cadence.horizon_steps {
                break;
            }
            found.plain[width - 1] = scores.plain.ok().map(|auc| with_blocks(auc, &pairs(width)));
            if let Ok(AucRounds { observed, rounds }) = scores.released {
                near_events(events, width, &mut near);
                sweep.set_forecast(said, &order)?;
                let without = sweep.auc_without(events, &near, width, blocks);
                found.released[width - 1] = Some(OfStream { observed, rounds, without });
                if width == 1 {
                    let mut rate = |shift| sweep.rate_at(events, &near, width, shift, READ_AT_FPR);
                    found.tolerant_sensitivity = Some(OfStream {
                        observed: rate(Shift::NONE),
                        rounds: shifts.iter().map(rate).collect(),
                        without: sweep.rate_without(events, &near, width, blocks, READ_AT_FPR),
                    });
                }
            }
        }
        found.week_ahead = (cadence.step_days == 1 && cadence.horizon_steps >= WEEK)
            .then(|| week_ahead(said, events, shifts))
            .flatten();
        found.sensitivity = true_positive_rates(said, events, &order, shifts, blocks);
        Ok(found)
    }
}

/// The mean strict AUC of one forecast less that of another, over streams with at least 5 events
/// and 5 eventless steps.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct PairedAuc {
    /// The difference: above 0, the first is better.
    pub mean_difference: f64,
    /// 95 % interval, the same four-week blocks left out of both; null with fewer than 8 blocks.
    pub interval: Option<(f64, f64)>,
    /// Streams.
    pub n_streams: usize,
}

/// Compares two forecasts of the same streams and steps by their mean strict AUC; `None` without an
/// eligible stream, or for tables of different shapes.
pub fn paired_auc(
    first: ArrayView2<'_, f64>,
    second: ArrayView2<'_, f64>,
    events: &PackedStreams,
) -> Option<PairedAuc> {
    let (first, n_streams) = mean_auc(first, events)?;
    let (second, n_of_second) = mean_auc(second, events)?;
    if n_streams != n_of_second || first.len() != second.len() {
        return None;
    }
    let differences: Vec<f64> = first.iter().zip(&second).map(|(first, second)| first - second).collect();
    let (mean_difference, without) = differences.split_first()?;
    Some(PairedAuc {
        mean_difference: *mean_difference,
        interval: block_interval(*mean_difference, without),
        n_streams,
    })
}

/// The mean strict AUC over eligible streams, then the same without each block; and how many
/// streams.
pub fn mean_auc(probabilities: ArrayView2<'_, f64>, events: &PackedStreams) -> Option<(Vec<f64>, usize)> {
    let n_steps = probabilities.ncols();
    if probabilities.nrows() != events.n_streams() || n_steps != events.n_steps() {
        return None;
    }
    let blocks = Blocks::of_days(n_steps);
    let mut sums = vec![(0.0, 0.0); blocks.count() + 1];
    for (stream, said) in probabilities.rows().into_iter().enumerate() {
        let n_events = events.count(stream, 0..n_steps);
        if n_events < MIN_ELIGIBLE_STEPS || n_steps - n_events < MIN_ELIGIBLE_STEPS {
            continue;
        }
        let happened: Vec<bool> = (0..n_steps).map(|step| events.get(stream, step)).collect();
        let pairs = pairs_within(&said.to_vec(), &happened, 0, blocks);
        let without = (0..blocks.count()).map(|block| pairs.without(block));
        for ((sum, count), auc) in sums.iter_mut().zip(std::iter::once(pairs.auc()).chain(without)) {
            if let Some(auc) = auc {
                *sum += auc;
                *count += 1.0;
            }
        }
    }
    let n_streams = sums.first()?.1;
    let means = sums.into_iter().map(|(sum, count)| if count > 0.0 { sum / count } else { f64::NAN });
    (n_streams > 0.0).then(|| (means.collect(), n_streams as usize))
}

fn with_blocks(AucRounds { observed, rounds }: AucRounds, pairs: &BlockAuc) -> OfStream {
    let without = (0..pairs.n_blocks()).map(|block| pairs.without(block)).collect();
    OfStream { observed, rounds, without }
}

/// Pairs of the plain rule: events by the highest score within the tolerance, and steps far from
/// all events.
fn pairs_within(said: &[f64], events: &[bool], width: usize, blocks: Blocks) -> BlockAuc {
    let n = said.len();
    let around = |step: usize| step.saturating_sub(width)..(step + width + 1).min(n);
    let highest = |step: usize| said[around(step)].iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let positives: Vec<(f64, usize)> =
        (0..n).filter(|&step| events[step]).map(|step| (highest(step), step)).collect();
    let is_far = |step: &usize| !events[around(*step)].contains(&true);
    let negatives: Vec<(f64, usize)> = (0..n).filter(is_far).map(|step| (said[step], step)).collect();
    BlockAuc::new(blocks, &positives, &negatives)
}

/// Whole weeks from the window's first step on. What is said of a week is 1 - the product of (1 -
/// p) over its days, each forecast a week ahead or more, so that it is known before the week
/// begins; its order is that of -sum of ln(1 - p).
fn week_ahead(said: &[f64], events: &[bool], shifts: &Shifts) -> Option<OfStream> {
    let n_weeks = said.len() / WEEK;
    let happened: Vec<bool> = events.chunks_exact(WEEK).map(|week| week.contains(&true)).collect();
    let n_with = happened.iter().filter(|&&any| any).count();
    if n_with < MIN_ELIGIBLE_STEPS || n_weeks - n_with < MIN_ELIGIBLE_STEPS {
        return None;
    }
    let unlikely: Vec<f64> = said.iter().map(|&p| -libm::log1p(-p.min(1.0 - 1e-12))).collect();
    let weeks = |shift: Shift| -> Vec<f64> {
        let of =
            |week: usize| (0..WEEK).fold(0.0, |sum, day| sum + unlikely[shift.read_at(week * WEEK + day)]);
        (0..n_weeks).map(of).collect()
    };
    let observed = weeks(Shift::NONE);
    let auc = rank_auc(&observed, &happened).ok()?;
    let rounds =
        shifts.iter().map(|shift| rank_auc(&weeks(shift), &happened)).collect::<Result<_, _>>().ok()?;
    let blocks = Blocks::of_steps(n_weeks, BLOCK_WEEKS);
    Some(with_blocks(AucRounds { observed: auc, rounds }, &pairs_within(&observed, &happened, 0, blocks)))
}

/// The true positive rate at a false positive rate of 20 %: as forecast, in every round, without
/// every block.
fn true_positive_rates(
    said: &[f64],
    events: &[bool],
    ascending: &[u32],
    shifts: &Shifts,
    blocks: Blocks,
) -> Option<OfStream> {
    let n = said.len();
    let at = |shift: Shift, left_out: Option<usize>| {
        let is_in = |step: usize| left_out != Some(blocks.of(step));
        let steps = || (0..n).filter(|&step| is_in(step));
        let positives = steps().filter(|&step| events[step]).count() as f64;
        let negatives = steps().filter(|&step| !events[step]).count() as f64;
        if positives == 0.0 || negatives == 0.0 {
            return None;
        }
        let (mut fpr, mut tpr) = (0.0, 0.0);
        let descending: Vec<u32> = ascending.iter().rev().copied().collect();
        for group in descending.chunk_by(|&a, &b| said[a as usize] == said[b as usize]) {
            let (mut hits, mut alarms) = (0.0, 0.0);
            for &forecast_step in group {
                let step = shift.shown_at(forecast_step as usize);
                if is_in(step) {
                    if events[step] { hits += 1.0 } else { alarms += 1.0 }
                }
            }
            let (next_fpr, next_tpr) = (fpr + alarms / negatives, tpr + hits / positives);
            if next_fpr > READ_AT_FPR {
                return Some(tpr + (next_tpr - tpr) * (READ_AT_FPR - fpr) / (next_fpr - fpr));
            }
            (fpr, tpr) = (next_fpr, next_tpr);
        }
        Some(tpr)
    };
    let rounds = shifts.iter().map(|shift| at(shift, None)).collect::<Option<Vec<f64>>>()?;
    let without = (0..blocks.count()).map(|block| at(Shift::NONE, Some(block))).collect();
    Some(OfStream { observed: at(Shift::NONE, None)?, rounds, without })
}

#[cfg(test)]
mod tests {
    use ndarray::Array2;

    use super::*;
    use crate::score::{Rule, tolerant_roc};

    fn scored(said: &Array2<f64>, events: &PackedStreams, shifts: &Shifts) -> RankScores {
        let of = |stream: usize| {
            let happened: Vec<bool> = (0..events.n_steps()).map(|step| events.get(stream, step)).collect();
            StreamRanks::new(
                &said.row(stream).to_vec(),
                &happened,
                shifts,
                Cadence { step_days: 1, horizon_steps: 7 },
            )
            .unwrap()
        };
        let streams: Vec<StreamRanks> = (0..events.n_streams()).map(of).collect();
        RankScores::mean(&streams.iter().collect::<Vec<_>>())
    }

    fn year(
        said: impl Fn(usize, usize) -> f64,
        event: impl Fn(usize, usize) -> bool,
    ) -> (Array2<f64>, PackedStreams) {
        let mut events = PackedStreams::empty(3, 364);
        for stream in 0..3 {
            (0..364).filter(|&step| event(stream, step)).for_each(|step| events.set(stream, step));
        }
        (Array2::from_shape_fn((3, 364), |(stream, step)| said(stream, step)), events)
    }

    fn noise(stream: usize, step: usize) -> f64 {
        let mut mixed = (stream as u32 * 7919 + step as u32 + 1).wrapping_mul(2_654_435_761);
        mixed = (mixed ^ (mixed >> 15)).wrapping_mul(2_246_822_519);
        f64::from((mixed ^ (mixed >> 13)) >> 12) / f64::from(1 << 20)
    }

    #[test]
    fn means_are_those_of_the_plain_functions() {
        let (said, events) = year(noise, |stream, step| noise(stream + 9, step) < 0.1);
        let scores = scored(&said, &events, &Shifts::around(364, vec![7, 14]));
        let of_stream = |stream: usize| -> (Vec<f64>, Vec<bool>) {
            (said.row(stream).to_vec(), (0..364).map(|step| events.get(stream, step)).collect())
        };
        let mean = |of: &dyn Fn(&[f64], &[bool]) -> f64| {
            (0..3).map(of_stream).map(|(said, events)| of(&said, &events)).sum::<f64>() / 3.0
        };
        let close = |found: &Option<MeanOverStreams>, expected: f64| {
            let found = found.unwrap();
            assert!(
                (found.estimate.value - expected).abs() < 1e-12 && found.n_streams == 3,
                "{found:?} {expected}"
            );
            let (lo, hi) = found.estimate.interval.unwrap();
            assert!(lo < expected && expected < hi, "{lo} {expected} {hi}");
        };
        close(&scores.strict, mean(&|said, events| rank_auc(said, events).unwrap()));
        for width in 1..=3 {
            let auc =
                |rule| mean(&move |said, events| tolerant_roc(rule, said, events, width, 0).unwrap().auc);
            close(&scores.plain[width - 1], auc(Rule::Plain));
            close(&scores.released[width - 1], auc(Rule::Released));
        }
    }

    #[test]
    fn a_constant_forecast_has_no_skill_by_any_rank_score() {
        let (said, events) = year(|_, _| 0.2, |stream, step| noise(stream, step) < 0.1);
        let scores = scored(&said, &events, &Shifts::around(364, vec![7, 14]));
        for found in
            [scores.strict, scores.plain[0], scores.released[2], scores.week_ahead].into_iter().flatten()
        {
            assert_eq!((found.estimate.value, found.estimate.chance.unwrap().mean), (0.5, 0.5));
        }
        // A straight line from nothing to everything.
        assert!((scores.sensitivity.unwrap().estimate.value - 0.2).abs() < 1e-12);
    }

    #[test]
    fn a_week_is_forecast_by_its_days() {
        // Events only in even weeks, and the forecast knows.
        let (said, events) = year(
            |_, step| if (step / 7).is_multiple_of(2) { 0.3 } else { 0.1 },
            |stream, step| (step / 7).is_multiple_of(2) && step % 7 == stream,
        );
        let scores = scored(&said, &events, &Shifts::around(364, vec![7]));
        let weeks = scores.week_ahead.unwrap().estimate;
        assert_eq!((weeks.value, weeks.chance.unwrap().mean), (1.0, 0.0));
    }

    #[test]
    fn true_positives_are_read_at_a_fifth_of_false_ones() {
        // An event every tenth day; the forecast flags the day after each, then nothing else.
        let (said, events) =
            year(|_, step| if step % 10 == 1 { 0.9 } else { 0.1 }, |_, step| step.is_multiple_of(10));
        let scores = scored(&said, &events, &Shifts::around(364, vec![7]));
        let value = |of: Option<MeanOverStreams>| of.unwrap().estimate.value;
        // 37 events of 364 days, 37 flags, all false by the strict count: from (37 / 327, 0) a
        // straight line to (1, 1).
        let fpr = 37.0 / 327.0;
        assert!((value(scores.sensitivity) - (0.2 - fpr) / (1.0 - fpr)).abs() < 1e-12);
        // Within a day all flags hit and no event is missed.
        let tolerant = scores.tolerant_sensitivity.unwrap().estimate;
        assert_eq!(tolerant.value, 1.0);
        // Seven days on, flags fall between the events: false by either count.
        assert!(tolerant.chance.unwrap().mean < 0.2);
    }
}
