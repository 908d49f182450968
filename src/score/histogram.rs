//! How the streams' AUCs are spread, over how the shifted forecasts' are.

use serde::{Deserialize, Serialize};

use super::{AucKind, ScoreError, ScoreTable};

/// Bins of 0.02 over [0, 1].
const N_BINS: usize = 50;

/// Counts of AUC in 50 bins of 0.02: bin i holds i / 50 <= AUC < (i + 1) / 50, the last holds 1
/// too.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AucHistogram {
    /// Streams by AUC of the forecast as it was made.
    pub observed: Vec<u64>,
    /// Streams and rounds by AUC of the shifted forecast: all rounds pooled.
    pub rounds: Vec<u64>,
    /// Streams counted.
    pub n_streams: usize,
    /// Rounds of each stream.
    pub n_rounds: usize,
}

impl AucHistogram {
    /// The AUCs between which at least 95 % of the shifted forecasts lie, as edges of bins; `None`
    /// without any.
    ///
    /// # Examples
    /// ```
    /// use watchback::score::AucHistogram;
    /// let mut rounds = vec![0; 50];
    /// (rounds[20], rounds[25], rounds[30]) = (1, 98, 1);
    /// let histogram = AucHistogram { observed: vec![0; 50], rounds, n_streams: 0, n_rounds: 1 };
    /// assert_eq!(histogram.rounds_range(), Some((0.5, 0.52)));
    /// ```
    pub fn rounds_range(&self) -> Option<(f64, f64)> {
        let total: u64 = self.rounds.iter().sum();
        let left_out = total as f64 * 0.025;
        let below = first_beyond(self.rounds.iter(), left_out)?;
        let above = first_beyond(self.rounds.iter().rev(), left_out)?;
        let edge = |bin: usize| bin as f64 / N_BINS as f64;
        Some((edge(below), edge(N_BINS - above)))
    }
}

/// The first bin at which the counts so far are more than `left_out`.
fn first_beyond<'a>(mut counts: impl Iterator<Item = &'a u64>, left_out: f64) -> Option<usize> {
    let mut seen = 0;
    counts.position(|count| {
        seen += count;
        seen as f64 > left_out
    })
}

/// The histogram over the streams of a list with at least `least` events and as many eventless
/// steps, and a defined AUC.
///
/// # Errors
/// A stream that is not in the table or is named twice.
pub fn auc_histogram(
    table: &ScoreTable,
    kind: AucKind,
    streams: &[usize],
    least: usize,
) -> Result<AucHistogram, ScoreError> {
    let mut histogram = AucHistogram {
        observed: vec![0; N_BINS],
        rounds: vec![0; N_BINS],
        n_streams: 0,
        n_rounds: table.n_rounds(),
    };
    for stream in table.sorted(streams)?.into_iter().filter(|&stream| table.has_both(stream, least)) {
        let (Ok(auc), Ok(rounds)) = (table.observed(kind, stream), table.rounds(kind, stream)) else {
            continue;
        };
        histogram.n_streams += 1;
        histogram.observed[bin(auc)] += 1;
        for &round in rounds {
            histogram.rounds[bin(round)] += 1;
        }
    }
    Ok(histogram)
}

/// The bin of an AUC. Edges are the numbers i / 50 as f64, so that a printed edge falls where it is
/// printed.
fn bin(auc: f64) -> usize {
    let edge = |bin: usize| bin as f64 / N_BINS as f64;
    let guess = ((auc * N_BINS as f64) as usize).min(N_BINS - 1);
    if auc < edge(guess) {
        guess.saturating_sub(1)
    } else if auc >= edge(guess + 1) {
        (guess + 1).min(N_BINS - 1)
    } else {
        guess
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::score::Shifts;
    use crate::score::StreamScorer;

    #[test]
    fn edges_belong_to_the_bin_above() {
        for i in 0..N_BINS {
            let edge = i as f64 / N_BINS as f64;
            assert_eq!(bin(edge), i);
            assert_eq!(bin(edge + 0.01), i);
        }
        assert_eq!(bin(1.0), 49);
    }

    #[test]
    fn every_stream_and_round_is_counted_once() {
        let mut scorer = StreamScorer::new(0);
        let events = [true, false, false, true];
        let scores = scorer.score(&[0.9, 0.1, 0.2, 0.8], &events, &Shifts::around(4, vec![1, 2])).unwrap();
        let quiet = scorer.score(&[0.9, 0.1, 0.2, 0.8], &[false; 4], &Shifts::around(4, vec![1, 2])).unwrap();
        let table = ScoreTable::new(&[scores, quiet]).unwrap();
        let histogram = auc_histogram(&table, AucKind::Strict, &[0, 1], 0).unwrap();
        assert_eq!((histogram.n_streams, histogram.observed[49]), (1, 1));
        assert_eq!((histogram.rounds[25], histogram.rounds[0]), (1, 1));
    }
}
