//! Single streams: each one's own figure, and how many exceed their own band.

use serde::{Deserialize, Serialize};

use super::{AucKind, NotEvaluable, ScoreError, ScoreTable};
use crate::chance::Chance;
use crate::stats::{mean, quantile};

/// A stream has a figure of its own with at least so many events and as many eventless steps in the
/// test window.
pub const MIN_OWN_STEPS: usize = 30;
/// The share of a stream's rounds that it must exceed.
const UPPER_SHARE: f64 = 0.975;

/// A stream's own figure.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct OwnFigure {
    /// AUC of the forecast as it was made.
    pub observed: f64,
    /// What its own rounds say.
    pub chance: Chance,
}

/// A stream's own AUC with its chance, where there are 30 events and 30 eventless steps.
///
/// # Errors
/// [`NotEvaluable`] below that, without rounds, or where the AUC is undefined (every step near an
/// event).
pub fn own_figure(table: &ScoreTable, kind: AucKind, stream: usize) -> Result<OwnFigure, NotEvaluable> {
    let events = table.n_events(stream);
    let too_few = NotEvaluable::TooFewSteps {
        events,
        eventless: table.n_steps().saturating_sub(events),
        needed: MIN_OWN_STEPS,
    };
    if !table.has_both(stream, MIN_OWN_STEPS) {
        return Err(too_few);
    }
    let observed = table.observed(kind, stream).map_err(|_| too_few)?;
    let rounds = table.rounds(kind, stream).map_err(|_| too_few)?.to_vec();
    Ok(OwnFigure { observed, chance: Chance::new(observed, &rounds)? })
}

/// How many streams exceed the 97.5 % point of their own rounds, and how many would by chance.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Exceedance {
    /// Streams with a figure of their own.
    pub n_streams: usize,
    /// Of them, those whose AUC exceeds the 97.5 % quantile of their rounds.
    pub observed: usize,
    /// The same count with a round in the place of the forecast and the other rounds as its chance:
    /// mean over rounds.
    pub by_chance: f64,
    /// The lowest such count of any round.
    pub by_chance_least: usize,
    /// The highest.
    pub by_chance_most: usize,
}

/// Counts streams above their own band, over the streams of a list that have a figure of their own.
///
/// Streams share weather, weekdays and rounds, so their exceedances come together: the count by
/// chance is not 2.5 % of the streams with a binomial spread. Each round is therefore treated as
/// the forecast was, over all streams at once, against the other rounds; mean and range of that
/// count are given.
///
/// # Errors
/// A stream that is not in the table or is named twice. The inner error: fewer than two rounds.
pub fn exceedance(
    table: &ScoreTable,
    kind: AucKind,
    streams: &[usize],
) -> Result<Result<Exceedance, NotEvaluable>, ScoreError> {
    let streams = table.sorted(streams)?;
    let n_rounds = table.n_rounds();
    if n_rounds < 2 {
        return Ok(Err(NotEvaluable::TooFewRounds { rounds: n_rounds, needed: 2 }));
    }
    let (mut n_streams, mut observed) = (0, 0);
    let mut by_round = vec![0_usize; n_rounds];
    let mut ascending = Vec::with_capacity(n_rounds);
    for stream in streams.into_iter().filter(|&stream| table.has_both(stream, MIN_OWN_STEPS)) {
        let (Ok(auc), Ok(rounds)) = (table.observed(kind, stream), table.rounds(kind, stream)) else {
            continue;
        };
        ascending.clear();
        ascending.extend(rounds.iter().copied());
        ascending.sort_unstable_by(f64::total_cmp);
        n_streams += 1;
        observed += usize::from(auc > quantile(&ascending, UPPER_SHARE));
        for (count, &round) in by_round.iter_mut().zip(rounds) {
            *count += usize::from(round > quantile_without(&ascending, round, UPPER_SHARE));
        }
    }
    let counts: Vec<f64> = by_round.iter().map(|&count| count as f64).collect();
    Ok(Ok(Exceedance {
        n_streams,
        observed,
        by_chance: mean(&counts),
        by_chance_least: by_round.iter().copied().min().unwrap_or(0),
        by_chance_most: by_round.iter().copied().max().unwrap_or(0),
    }))
}

/// The quantile of the numbers but one of them, as [`quantile`] defines it.
fn quantile_without(ascending: &[f64], left_out: f64, share: f64) -> f64 {
    let place = ascending.partition_point(|&number| number < left_out);
    let at = |rank: usize| ascending[if rank < place { rank } else { rank + 1 }];
    let last = ascending.len() - 2;
    let position = share * last as f64;
    let below = (position as usize).min(last);
    let (low, high) = (at(below), at((below + 1).min(last)));
    low + (high - low) * (position - below as f64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::score::stream::{AucRounds, StreamScores};

    fn stream(n_events: usize, observed: f64, rounds: &[f64]) -> StreamScores {
        let auc = Ok(AucRounds { observed, rounds: rounds.to_vec() });
        StreamScores {
            n_steps: 100,
            n_events,
            strict: auc.clone(),
            released: auc.clone(),
            plain: auc,
            brier: 0.1,
        }
    }

    #[test]
    fn leaving_one_out_equals_the_quantile_of_the_rest() {
        let numbers = [0.1, 0.2, 0.2, 0.4, 0.7, 0.9];
        for left_out in 0..numbers.len() {
            let mut rest = numbers.to_vec();
            rest.remove(left_out);
            for share in [0.0, 0.3, 0.975, 1.0] {
                let found = quantile_without(&numbers, numbers[left_out], share);
                assert_eq!(found, quantile(&rest, share), "{left_out} {share}");
            }
        }
    }

    #[test]
    fn only_the_highest_rounds_exceed_by_chance() {
        let rounds: Vec<f64> = (0..51).map(|i| 0.4 + f64::from(i) / 500.0).collect();
        let streams = [
            stream(40, 0.6, &rounds),
            stream(40, 0.45, &rounds),
            stream(10, 0.9, &rounds),
            stream(71, 0.9, &rounds),
        ];
        let table = ScoreTable::new(&streams).unwrap();
        let found = exceedance(&table, AucKind::Strict, &[0, 1, 2, 3]).unwrap().unwrap();
        assert_eq!((found.n_streams, found.observed), (2, 1));
        // Of 51 distinct rounds the two highest lie above the 97.5 % point of the other 50.
        assert_eq!(found.by_chance, 2.0 * 2.0 / 51.0);
        assert_eq!((found.by_chance_least, found.by_chance_most), (0, 2));
        assert!(own_figure(&table, AucKind::Strict, 0).is_ok());
        let too_few = NotEvaluable::TooFewSteps { events: 71, eventless: 29, needed: 30 };
        assert_eq!(own_figure(&table, AucKind::Strict, 3), Err(too_few));
        assert!(own_figure(&table, AucKind::Strict, 9).is_err());
    }

    #[test]
    fn ties_never_exceed() {
        let table = ScoreTable::new(&[stream(40, 0.5, &[0.5; 51])]).unwrap();
        let found = exceedance(&table, AucKind::Strict, &[0]).unwrap().unwrap();
        assert_eq!((found.observed, found.by_chance), (0, 0.0));
        let one = ScoreTable::new(&[stream(40, 0.5, &[0.5])]).unwrap();
        assert!(exceedance(&one, AucKind::Strict, &[0]).unwrap().is_err());
    }
}
