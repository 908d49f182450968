//! The scores of all streams over one test window, with rounds as a matrix.

use ndarray::{Array2, ArrayView1};
use serde::{Deserialize, Serialize};

use super::{AucRounds, ScoreError, StreamScores, Undefined};
use watchback_translate::mark;

/// Which AUC.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AucKind {
    /// Strict rank AUC, which verdicts are given on.
    Strict,
    /// Tolerant AUC by the released rule.
    Released,
    /// Tolerant AUC by the plain rule.
    Plain,
}

/// Scores by stream, all over the same steps and the same offsets.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ScoreTable {
    n_steps: usize,
    n_rounds: usize,
    n_events: Vec<usize>,
    brier: Vec<f64>,
    strict: RoundTable,
    released: RoundTable,
    plain: RoundTable,
}

/// One kind of AUC. Where it is undefined the numbers are 0 and are never handed out.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct RoundTable {
    observed: Vec<Result<f64, Undefined>>,
    /// By stream and round.
    rounds: Array2<f64>,
}

impl ScoreTable {
    /// Puts the scores of streams, in the order of streams, into one table.
    ///
    /// # Errors
    /// [`ScoreError::Uneven`] when a stream has other steps or rounds than the first.
    pub fn new(streams: &[StreamScores]) -> Result<Self, ScoreError> {
        let n_steps = streams.first().map_or(0, |scores| scores.n_steps);
        let aucs = |scores: &StreamScores| {
            let kinds = [&scores.strict, &scores.released, &scores.plain];
            kinds.map(|kind| kind.as_ref().ok().map(|auc| auc.rounds.len()))
        };
        let n_rounds = streams.iter().flat_map(aucs).flatten().next().unwrap_or(0);
        for (stream, scores) in streams.iter().enumerate() {
            let steps = (scores.n_steps != n_steps).then_some(("steps", scores.n_steps, n_steps));
            let rounds = aucs(scores).into_iter().flatten().find(|&found| found != n_rounds);
            if let Some((what, found, expected)) = steps.or(rounds.map(|found| ("rounds", found, n_rounds))) {
                return Err(ScoreError::Uneven { stream, what: what.into(), found, expected });
            }
        }
        let kind = |kind: fn(&StreamScores) -> &Result<AucRounds, Undefined>| RoundTable {
            observed: streams
                .iter()
                .map(|s| kind(s).as_ref().map(|auc| auc.observed).map_err(|r| *r))
                .collect(),
            rounds: Array2::from_shape_fn((streams.len(), n_rounds), |(stream, round)| {
                kind(&streams[stream]).as_ref().map_or(0.0, |auc| auc.rounds[round])
            }),
        };
        Ok(Self {
            n_steps,
            n_rounds,
            n_events: streams.iter().map(|scores| scores.n_events).collect(),
            brier: streams.iter().map(|scores| scores.brier).collect(),
            strict: kind(|scores| &scores.strict),
            released: kind(|scores| &scores.released),
            plain: kind(|scores| &scores.plain),
        })
    }

    /// Number of streams.
    pub fn n_streams(&self) -> usize {
        self.n_events.len()
    }

    /// Number of steps in the test window.
    pub const fn n_steps(&self) -> usize {
        self.n_steps
    }

    /// Number of rounds.
    pub const fn n_rounds(&self) -> usize {
        self.n_rounds
    }

    /// Steps of a stream that hold an event; 0 where there is no such stream.
    pub fn n_events(&self, stream: usize) -> usize {
        self.n_events.get(stream).copied().unwrap_or(0)
    }

    /// Whether a stream has at least `least` events and as many eventless steps.
    pub fn has_both(&self, stream: usize, least: usize) -> bool {
        let n_events = self.n_events(stream);
        stream < self.n_streams() && n_events >= least && self.n_steps - n_events >= least
    }

    /// A stream's Brier score.
    pub fn brier(&self, stream: usize) -> Option<f64> {
        self.brier.get(stream).copied()
    }

    /// A stream's AUC as forecast, or why it has none.
    pub fn observed(&self, kind: AucKind, stream: usize) -> Result<f64, Undefined> {
        self.kind(kind).observed.get(stream).copied().unwrap_or(Err(Undefined::NoSteps))
    }

    /// A stream's AUC in each round, or why it has none.
    pub fn rounds(&self, kind: AucKind, stream: usize) -> Result<ArrayView1<'_, f64>, Undefined> {
        self.observed(kind, stream).map(|_| self.kind(kind).rounds.row(stream))
    }

    /// Checks a list of streams and sorts it, so that sums do not depend on its order.
    pub(super) fn sorted(&self, streams: &[usize]) -> Result<Vec<usize>, ScoreError> {
        let mut sorted = streams.to_vec();
        sorted.sort_unstable();
        let unknown = sorted.iter().find(|&&stream| stream >= self.n_streams());
        let twice = sorted.windows(2).find(|pair| pair[0] == pair[1]).map(|pair| &pair[0]);
        let n_streams = self.n_streams();
        match (unknown, twice) {
            (Some(&stream), _) => {
                Err(ScoreError::NoSuchStream { stream, what: mark!("but is not there").into(), n_streams })
            }
            (None, Some(&stream)) => {
                Err(ScoreError::NoSuchStream { stream, what: "twice".into(), n_streams })
            }
            (None, None) => Ok(sorted),
        }
    }

    const fn kind(&self, kind: AucKind) -> &RoundTable {
        match kind {
            AucKind::Strict => &self.strict,
            AucKind::Released => &self.released,
            AucKind::Plain => &self.plain,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::score::Shifts;
    use crate::score::StreamScorer;

    #[test]
    fn uneven_streams_and_wrong_names_are_refused() {
        let mut scorer = StreamScorer::new(0);
        let long =
            scorer.score(&[0.1, 0.2, 0.3], &[true, false, false], &Shifts::around(3, vec![1])).unwrap();
        let short = scorer.score(&[0.1, 0.2], &[true, false], &Shifts::around(2, vec![1])).unwrap();
        let more =
            scorer.score(&[0.1, 0.2, 0.3], &[true, false, false], &Shifts::around(3, vec![1, 2])).unwrap();
        assert!(ScoreTable::new(&[long.clone(), short]).is_err());
        assert!(ScoreTable::new(&[long.clone(), more]).is_err());
        let table = ScoreTable::new(&[long.clone(), long]).unwrap();
        assert_eq!(table.sorted(&[1, 0]).unwrap(), [0, 1]);
        assert!(table.sorted(&[2]).is_err());
        assert!(table.sorted(&[1, 1]).is_err());
        assert_eq!(ScoreTable::new(&[]).unwrap().n_streams(), 0);
    }
}
