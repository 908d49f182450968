//! `watchback score`: a file of columns event,score against chance.

use std::error::Error;
use std::io::Read;
use std::num::NonZeroU32;

use serde::{Deserialize, Serialize};
use watchback::chance::Chance;
use watchback::score::{Rule, Shifts, StreamScorer, tolerant_roc};

/// Rounds grow with the rows, so work grows with their square.
const MAX_STEPS: usize = 50_000;

/// A line of the file.
#[derive(Deserialize)]
struct Line {
    event: String,
    score: String,
}

/// What is printed.
#[derive(Debug, Serialize)]
pub(crate) struct FileScores {
    auc: f64,
    tpr_at_fpr15: f64,
    fpr_at_tpr85: f64,
    /// The AUC of the same scores shifted in time; null where the file is too short to shift by a
    /// week.
    chance: Option<ChanceBand>,
}

#[derive(Debug, Serialize)]
struct ChanceBand {
    mean: f64,
    lo: f64,
    hi: f64,
    rounds: usize,
}

/// Scores the last `tail` lines (0: all), a line a day.
pub(crate) fn score_file(
    file: impl Read,
    rule: Rule,
    width: usize,
    tail: usize,
) -> Result<FileScores, Box<dyn Error>> {
    let (events, scores) = read(file)?;
    let roc = tolerant_roc(rule, &scores, &events, width, tail)?;
    let first = if tail == 0 { 0 } else { scores.len() - tail };
    let (events, scores) = (&events[first..], &scores[first..]);
    if scores.len() > MAX_STEPS {
        let found = scores.len();
        return Err(format!(
            "there are {found} rows; chance is taken for at most {MAX_STEPS}: score the last ones by --tail"
        )
        .into());
    }
    let chance = match Shifts::new(scores.len(), NonZeroU32::MIN) {
        Err(_) => None,
        Ok(shifts) => {
            let rounds = StreamScorer::new(width).score_tolerant(rule, scores, events, &shifts)?;
            let Chance { mean, lo, hi, rounds, .. } = Chance::new(rounds.observed, &rounds.rounds)?;
            Some(ChanceBand { mean, lo, hi, rounds })
        }
    };
    Ok(FileScores { auc: roc.auc, tpr_at_fpr15: roc.tpr_at_fpr15, fpr_at_tpr85: roc.fpr_at_tpr85, chance })
}

fn read(file: impl Read) -> Result<(Vec<bool>, Vec<f64>), Box<dyn Error>> {
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(file);
    let header = reader.headers()?;
    for name in ["event", "score"] {
        if !header.iter().any(|column| column == name) {
            let found: Vec<&str> = header.iter().collect();
            return Err(format!("the file has no column {name:?}; its columns are {found:?}").into());
        }
    }
    let (mut events, mut scores) = (Vec::new(), Vec::new());
    for (at, line) in reader.deserialize::<Line>().enumerate() {
        // The header is row 1 of the file.
        let row = at + 2;
        let Line { event, score } = line?;
        let number = score.parse::<f64>().ok().filter(|score| score.is_finite());
        scores.push(
            number.ok_or_else(|| {
                format!("row {row}, column score: expected a finite number, found {score:?}")
            })?,
        );
        events.push(match event.as_str() {
            "0" | "0.0" => false,
            "1" | "1.0" => true,
            _ => return Err(format!("row {row}, column event: expected 0 or 1, found {event:?}").into()),
        });
    }
    Ok((events, scores))
}
