//! The figures of a set of streams together, their band of chance, and the verdict.

use serde::{Deserialize, Serialize};

use super::{AucKind, BrierComparison, NotEvaluable, ScoreError, ScoreTable};
use crate::chance::Chance;
use crate::stats::{NORMAL_80_PERCENT_POINT, mean, squared_deviations};

/// A stream counts in an aggregate with at least so many events and as many eventless steps in the
/// test window.
pub const MIN_ELIGIBLE_STEPS: usize = 5;
/// An aggregate needs so many eligible streams.
pub const MIN_AGGREGATE_STREAMS: usize = 20;
/// An aggregate needs so many events, over its eligible streams.
pub const MIN_AGGREGATE_EVENTS: u64 = 300;
/// The verdict's level.
const LEVEL: f64 = 0.05;

/// What is said of an aggregate. The rule is fixed: strict AUC, equal weights, p <= 0.05 and a mean
/// above 0.5.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// The mean strict AUC is above 0.5 and at most 5 % of what chance gives reaches it.
    BeatsChance,
    /// It is not; how large an effect would have been seen stands in [`MinimumDetectable`].
    NotDistinguishable,
    /// There is too little to judge by.
    NotEvaluable {
        /// What there is too little of.
        reason: NotEvaluable,
    },
}

/// A mean over streams, and the same mean in every round.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct AgainstChance {
    /// Number of streams averaged, with equal weights.
    pub n_streams: usize,
    /// The mean of the forecast as it was made.
    pub observed: f64,
    /// Of the mean in every round: a band of this mean, not a mean of bands.
    pub chance: Chance,
}

/// The smallest mean strict AUC that would be called better than chance with a power of 80 % at 5
/// %.
///
/// It is the lowest mean that the verdict's rule accepts, plus 0.8416 standard deviations of the
/// rounds' mean (or 0.5 plus as much, whichever is higher). This takes the mean of a skilled
/// forecast to spread as the rounds do, and normally: an approximation, better the more streams
/// there are, and rough with some 50 rounds, whose deviation is itself known to about a tenth.
/// Rounds a week apart share slow changes of the forecast and are not wholly independent.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct MinimumDetectable {
    /// The mean strict AUC.
    pub mean_auc: f64,
    /// The same, above the rounds' mean.
    pub above_chance: f64,
}

/// The figures of an evaluable aggregate.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct AggregateFigures {
    /// Mean strict AUC.
    pub strict: AgainstChance,
    /// Mean tolerant AUC by the released rule; None where no stream has one.
    pub released: Option<AgainstChance>,
    /// Mean tolerant AUC by the plain rule; None where no stream has one.
    pub plain: Option<AgainstChance>,
    /// Mean over streams of the strict AUC less that of the static rate, both through the same
    /// scorer.
    pub above_static_rate: AgainstChance,
    /// Mean Brier scores.
    pub brier: BrierComparison,
    /// What a null verdict could have missed.
    pub minimum_detectable: MinimumDetectable,
}

/// An aggregate: a set of streams, judged together.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Aggregate {
    /// Streams in the set.
    pub n_streams: usize,
    /// Streams with enough events and eventless steps, over which everything is taken.
    pub n_eligible: usize,
    /// Steps with an event, over eligible streams.
    pub n_events: u64,
    /// The figures; None where there is too little to judge by.
    pub figures: Option<AggregateFigures>,
    /// What is said of it.
    pub verdict: Verdict,
}

/// Judges the streams of an index list together, against chance and against the static rate.
///
/// `static_rate` holds the scores of the comparator, through the same scorer with the same offsets.
/// Weights are equal; the order of `streams` does not matter. A figure of tolerance is averaged
/// over the eligible streams that have one.
///
/// # Errors
/// A stream that is not in the tables or is named twice; tables with different streams, rounds or
/// steps.
///
/// # Examples
/// ```
/// use watchback::score::{ScoreTable, Shifts, StreamScorer, Verdict, aggregate};
/// let shifts = Shifts::around(365, (1..=51).collect());
/// let events: Vec<bool> = (0..365).map(|day| day % 20 == 0 || day == 111).collect();
/// let knows_the_day: Vec<f64> =
///     events.iter().map(|&event| if event { 0.2 } else { 0.1 }).collect();
/// let mut scorer = StreamScorer::new(1);
/// let forecast =
///     ScoreTable::new(&vec![scorer.score(&knows_the_day, &events, &shifts)?; 20])?;
/// let static_rate =
///     ScoreTable::new(&vec![scorer.score(&[0.05; 365], &events, &shifts)?; 20])?;
/// let streams: Vec<usize> = (0..20).collect();
/// let city = aggregate(&streams, &forecast, &static_rate)?;
/// assert_eq!(
///     (city.n_eligible, city.n_events, city.verdict),
///     (20, 400, Verdict::BeatsChance)
/// );
/// let figures = city.figures.expect("20 streams and 400 events are enough");
/// assert_eq!((figures.strict.observed, figures.above_static_rate.observed), (1.0, 0.5));
/// let null = aggregate(&streams, &static_rate, &static_rate)?;
/// assert_eq!(null.verdict, Verdict::NotDistinguishable);
/// # Ok::<(), watchback::score::ScoreError>(())
/// ```
///
/// Source: `docs/method.md`, sections 6 and 7.
pub fn aggregate(
    streams: &[usize],
    forecast: &ScoreTable,
    static_rate: &ScoreTable,
) -> Result<Aggregate, ScoreError> {
    let sizes = |table: &ScoreTable| [table.n_streams(), table.n_steps(), table.n_rounds()];
    let names = ["streams", "steps", "rounds"];
    for ((what, expected), found) in names.into_iter().zip(sizes(forecast)).zip(sizes(static_rate)) {
        if found != expected {
            return Err(ScoreError::Uneven { stream: 0, what: what.into(), found, expected });
        }
    }
    let mut eligible = forecast.sorted(streams)?;
    eligible.retain(|&stream| forecast.has_both(stream, MIN_ELIGIBLE_STEPS));
    let n_events = eligible.iter().map(|&stream| forecast.n_events(stream) as u64).sum();
    let figures = check(eligible.len(), n_events, forecast.n_rounds())
        .and_then(|()| figures(&eligible, forecast, static_rate));
    let verdict = match figures {
        Err(reason) => Verdict::NotEvaluable { reason },
        Ok(AggregateFigures { strict, .. })
            if strict.chance.p_at_or_above <= LEVEL && strict.observed > 0.5 =>
        {
            Verdict::BeatsChance
        }
        Ok(_) => Verdict::NotDistinguishable,
    };
    Ok(Aggregate {
        n_streams: streams.len(),
        n_eligible: eligible.len(),
        n_events,
        figures: figures.ok(),
        verdict,
    })
}

fn check(n_eligible: usize, n_events: u64, n_rounds: usize) -> Result<(), NotEvaluable> {
    if n_eligible < MIN_AGGREGATE_STREAMS {
        Err(NotEvaluable::TooFewStreams { found: n_eligible, needed: MIN_AGGREGATE_STREAMS })
    } else if n_events < MIN_AGGREGATE_EVENTS {
        Err(NotEvaluable::TooFewEvents { found: n_events, needed: MIN_AGGREGATE_EVENTS })
    } else if accepted_at_or_above(n_rounds).is_none() {
        Err(NotEvaluable::TooFewRounds { rounds: n_rounds, needed: 19 })
    } else {
        Ok(())
    }
}

/// How many rounds at or above the observed mean still give p <= 0.05; None where not even none
/// does.
fn accepted_at_or_above(n_rounds: usize) -> Option<usize> {
    (0..=n_rounds).take_while(|&above| (1 + above) as f64 / (1 + n_rounds) as f64 <= LEVEL).last()
}

fn figures(
    eligible: &[usize],
    forecast: &ScoreTable,
    static_rate: &ScoreTable,
) -> Result<AggregateFigures, NotEvaluable> {
    let (strict, rounds) = mean_auc(eligible, forecast, AucKind::Strict)?;
    let (comparator, comparator_rounds) = mean_auc(eligible, static_rate, AucKind::Strict)?;
    let difference = strict.observed - comparator.observed;
    let round_differences: Vec<f64> = rounds.iter().zip(&comparator_rounds).map(|(a, b)| a - b).collect();
    let tolerant = |kind| mean_auc(eligible, forecast, kind).ok().map(|(figure, _)| figure);
    Ok(AggregateFigures {
        strict,
        released: tolerant(AucKind::Released),
        plain: tolerant(AucKind::Plain),
        above_static_rate: AgainstChance {
            n_streams: strict.n_streams,
            observed: difference,
            chance: Chance::new(difference, &round_differences)?,
        },
        brier: mean_brier(eligible, forecast, static_rate),
        minimum_detectable: minimum_detectable(&rounds)?,
    })
}

/// The mean over streams that have this AUC, and the same in every round.
fn mean_auc(
    streams: &[usize],
    table: &ScoreTable,
    kind: AucKind,
) -> Result<(AgainstChance, Vec<f64>), NotEvaluable> {
    let mut observed = Vec::new();
    let mut sums = vec![0.0; table.n_rounds()];
    for &stream in streams {
        if let (Ok(auc), Ok(rounds)) = (table.observed(kind, stream), table.rounds(kind, stream)) {
            observed.push(auc);
            for (sum, round) in sums.iter_mut().zip(rounds) {
                *sum += round;
            }
        }
    }
    if observed.is_empty() {
        return Err(NotEvaluable::TooFewStreams { found: 0, needed: 1 });
    }
    let rounds: Vec<f64> = sums.iter().map(|sum| sum / observed.len() as f64).collect();
    let mean = mean(&observed);
    let figure =
        AgainstChance { n_streams: observed.len(), observed: mean, chance: Chance::new(mean, &rounds)? };
    Ok((figure, rounds))
}

fn mean_brier(streams: &[usize], forecast: &ScoreTable, static_rate: &ScoreTable) -> BrierComparison {
    let mean_of = |table: &ScoreTable| {
        mean(&streams.iter().filter_map(|&stream| table.brier(stream)).collect::<Vec<_>>())
    };
    let (forecast, static_rate) = (mean_of(forecast), mean_of(static_rate));
    BrierComparison { forecast, static_rate, difference: forecast - static_rate }
}

fn minimum_detectable(rounds: &[f64]) -> Result<MinimumDetectable, NotEvaluable> {
    let too_few = NotEvaluable::TooFewRounds { rounds: rounds.len(), needed: 19 };
    let accepted = accepted_at_or_above(rounds.len()).ok_or(too_few)?;
    let mut descending = rounds.to_vec();
    descending.sort_unstable_by(f64::total_cmp);
    descending.reverse();
    // With one round more at or above it, p would pass 0.05: the mean must exceed this one.
    let critical = descending.get(accepted).copied().ok_or(too_few)?;
    let centre = mean(rounds);
    let squares = squared_deviations(rounds, centre);
    let deviation = (squares / rounds.len().saturating_sub(1).max(1) as f64).sqrt();
    let mean_auc = critical.max(0.5) + NORMAL_80_PERCENT_POINT * deviation;
    Ok(MinimumDetectable { mean_auc, above_chance: mean_auc - centre })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::score::StreamScores;
    use crate::score::stream::AucRounds;

    fn table(n_streams: usize, n_events: usize, observed: f64, rounds: &[f64]) -> ScoreTable {
        let auc = Ok(AucRounds { observed, rounds: rounds.to_vec() });
        let stream = StreamScores {
            n_steps: 365,
            n_events,
            strict: auc.clone(),
            released: auc.clone(),
            plain: auc,
            brier: 0.1,
        };
        ScoreTable::new(&vec![stream; n_streams]).unwrap()
    }

    fn judge(n_streams: usize, n_events: usize, observed: f64, rounds: &[f64]) -> Aggregate {
        let streams: Vec<usize> = (0..n_streams).collect();
        let static_rate = table(n_streams, n_events, 0.5, &vec![0.5; rounds.len()]);
        aggregate(&streams, &table(n_streams, n_events, observed, rounds), &static_rate).unwrap()
    }

    #[test]
    fn the_verdict_needs_both_a_small_p_and_a_mean_above_one_half() {
        let low = [0.4; 51];
        assert_eq!(judge(20, 15, 0.51, &low).verdict, Verdict::BeatsChance);
        assert_eq!(judge(20, 15, 0.49, &low).verdict, Verdict::NotDistinguishable);
        let mut two_above = [0.5; 51];
        two_above[..2].fill(0.6);
        assert_eq!(judge(20, 15, 0.55, &two_above).verdict, Verdict::NotDistinguishable);
        two_above[1] = 0.5;
        assert_eq!(judge(20, 15, 0.55, &two_above).verdict, Verdict::BeatsChance);
    }

    #[test]
    fn too_little_is_not_evaluable_and_shows_no_figures() {
        let reason = |aggregate: Aggregate| {
            assert_eq!(aggregate.figures, None);
            aggregate.verdict
        };
        let not = |reason| Verdict::NotEvaluable { reason };
        let rounds = [0.5; 51];
        let few = NotEvaluable::TooFewStreams { found: 19, needed: 20 };
        assert_eq!(reason(judge(19, 50, 0.9, &rounds)), not(few));
        let few = NotEvaluable::TooFewEvents { found: 280, needed: 300 };
        assert_eq!(reason(judge(20, 14, 0.9, &rounds)), not(few));
        // A stream with four events is not in the aggregate at all.
        let few = NotEvaluable::TooFewStreams { found: 0, needed: 20 };
        assert_eq!(reason(judge(100, 4, 0.9, &rounds)), not(few));
        let few = NotEvaluable::TooFewRounds { rounds: 18, needed: 19 };
        assert_eq!(reason(judge(20, 15, 0.9, &[0.5; 18])), not(few));
        assert_eq!(judge(20, 15, 0.9, &[0.5; 19]).verdict, Verdict::BeatsChance);
    }

    #[test]
    fn the_smallest_detectable_effect_begins_where_the_rule_accepts() {
        let rounds: Vec<f64> = (0..51).map(|i| 0.5 + f64::from(i) / 1000.0).collect();
        let found = minimum_detectable(&rounds).unwrap();
        let deviation = 0.001 * (51.0_f64 * 52.0 / 12.0).sqrt();
        assert!((found.mean_auc - (0.549 + NORMAL_80_PERCENT_POINT * deviation)).abs() < 1e-12, "{found:?}");
        assert!((found.above_chance - (found.mean_auc - 0.525)).abs() < 1e-12);
        assert_eq!(judge(20, 15, 0.549, &rounds).verdict, Verdict::NotDistinguishable);
        assert_eq!(judge(20, 15, 0.5491, &rounds).verdict, Verdict::BeatsChance);
    }

    #[test]
    fn the_difference_from_the_static_rate_has_its_own_chance() {
        let figures = judge(20, 15, 0.6, &[0.55; 51]).figures.unwrap();
        assert!((figures.above_static_rate.observed - 0.1).abs() < 1e-12);
        assert!((figures.above_static_rate.chance.mean - 0.05).abs() < 1e-12);
        assert_eq!(figures.brier.difference, 0.0);
    }

    #[test]
    fn the_verdict_reads_back() {
        let aggregate = judge(19, 50, 0.9, &[0.5; 51]);
        let text = serde_json::to_string(&aggregate).unwrap();
        let expected =
            r#""verdict":{"not_evaluable":{"reason":{"too_few_streams":{"found":19,"needed":20}}}}"#;
        assert!(text.contains(expected), "{text}");
        // Workers and page exchange postcard, which cannot read every form of an enum.
        let bytes = postcard::to_stdvec(&aggregate).unwrap();
        assert_eq!(postcard::from_bytes::<Aggregate>(&bytes).unwrap(), aggregate);
        assert_eq!(serde_json::from_str::<Aggregate>(&text).unwrap(), aggregate);
    }
}
