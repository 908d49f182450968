//! `watchback released`: scores of models that the authors' program wrote.

use std::error::Error;
use std::io::Read;
use std::num::NonZeroU32;
use std::path::{Path, PathBuf};

use clap::Args;
use flate2::read::MultiGzDecoder;
use serde::Serialize;
use watchback::chance::Chance;
use watchback::released::{MODELS_AT_MOST, NamedEvents, WIDTH_STEPS, chosen_models, model_scores};
use watchback::score::{AucRounds, Shifts, StreamScorer};
use watchback::xpfsa::{ReleasedModel, released_models};

use crate::output::{OutFile, Outcome, print_json};
use crate::reading::whole;
use crate::terminal::tell;

#[derive(Debug, Args)]
pub(crate) struct Released {
    /// The streams, CSV, plain or by gzip: columns stream, name, then one a step, 0 or 1
    #[arg(long)]
    streams: PathBuf,
    /// The models, JSON, plain or by gzip, as the authors' program writes them
    #[arg(long)]
    models: PathBuf,
    /// The name of the target's stream
    #[arg(long)]
    target: String,
    /// Models of a shorter delay are not used, steps
    #[arg(long, default_value_t = 7)]
    horizon: usize,
    /// Models that are used, at most
    #[arg(long, default_value_t = MODELS_AT_MOST)]
    models_max: usize,
    /// Steps of training; those behind it are scored
    #[arg(long, default_value_t = 1096)]
    training: usize,
    /// Where the scores are written, CSV: day, event, score
    #[arg(long)]
    out: PathBuf,
}

/// What is printed.
#[derive(Debug, Serialize)]
struct Printed {
    target: String,
    chosen: Vec<Chosen>,
    days: usize,
    events: usize,
    strict: Option<Figure>,
    /// Within a step, counted as the authors' scorer does.
    released: Option<Figure>,
}

#[derive(Debug, Serialize)]
struct Chosen {
    name: String,
    source: String,
    delay: usize,
    gamma: f64,
}

#[derive(Debug, Serialize)]
struct Figure {
    auc: f64,
    /// Of the same scores shifted in time; null where there are too few days to shift by a week.
    chance: Option<Chance>,
}

impl Released {
    pub(crate) fn perform(self) -> Outcome {
        let out = OutFile::hold(&self.out, &[&self.streams, &self.models])?;
        if self.horizon == 0 || self.models_max == 0 {
            return Err("--horizon and --models-max must be 1 or more".into());
        }
        let streams = streams(&self.streams)?;
        let models = models(&self.models)?;
        let chosen = chosen_models(&models, &self.target, self.horizon, self.models_max)?;
        let no_target = || {
            let example = streams.keys().next().map_or("", String::as_str);
            format!(
                "{}: no stream is named {:?}; the first is {example:?}",
                self.streams.display(),
                self.target
            )
        };
        let target = streams.get(&self.target).ok_or_else(no_target)?;
        if self.training >= target.len() {
            let steps = target.len();
            return Err(format!(
                "--training {}: the streams have {steps} steps, and none is left to score",
                self.training
            )
            .into());
        }
        let scores = model_scores(&chosen, &streams, self.training..target.len())?;
        let events = target.get(self.training..).unwrap_or(&[]);
        let shortest = chosen.iter().map(|model| model.delay_steps).min().unwrap_or(0);
        let early = format!(
            "--training {}: the shortest delay of the models is {shortest} steps, and before it has passed no step has a \
             score; give {shortest} or more",
            self.training
        );
        let scores: Vec<f64> = scores.into_iter().collect::<Option<_>>().ok_or(early)?;
        out.write_bytes(&lines(self.training, events, &scores)?)?;
        let shifts = Shifts::new(events.len(), NonZeroU32::MIN).unwrap_or_else(|_| Shifts::none());
        let found = StreamScorer::new(WIDTH_STEPS).score(&scores, events, &shifts)?;
        let found = found.ahead(WIDTH_STEPS, self.horizon);
        for reason in [found.strict.as_ref().err(), found.released.as_ref().err()].into_iter().flatten() {
            tell!("take care: an AUC is null because {reason}");
        }
        let figure = |auc: AucRounds| Figure {
            auc: auc.observed,
            chance: Chance::new(auc.observed, &auc.rounds).ok(),
        };
        let printed = Printed {
            target: self.target,
            chosen: chosen.iter().map(|model| Chosen::of(model)).collect(),
            days: events.len(),
            events: found.n_events,
            strict: found.strict.ok().map(figure),
            released: found.released.ok().map(figure),
        };
        print_json(serde_json::to_vec(&printed)?)
    }
}

impl Chosen {
    fn of(model: &ReleasedModel) -> Self {
        let ReleasedModel { name, source, delay_steps, claimed_gamma, .. } = model;
        Self { name: name.clone(), source: source.clone(), delay: *delay_steps, gamma: *claimed_gamma }
    }
}

/// A file's bytes, unpacked where they are by gzip.
fn unpacked(path: &Path) -> Result<Vec<u8>, Box<dyn Error>> {
    let read = || {
        let bytes = whole(path)?;
        if !bytes.starts_with(&[0x1f, 0x8b]) {
            return Ok(bytes);
        }
        let mut plain = Vec::new();
        let unpacked = MultiGzDecoder::new(bytes.as_slice()).read_to_end(&mut plain);
        unpacked.map_err(|error| {
            std::io::Error::other(format!(
                "the gzip file is damaged or cut off after {} bytes of text ({error}); copy it anew",
                plain.len()
            ))
        })?;
        Ok::<_, std::io::Error>(plain)
    };
    Ok(read().map_err(|error| format!("{}: {error}", path.display()))?)
}

/// The models of a file. Those that cannot be used are named.
pub(crate) fn models(path: &Path) -> Result<Vec<ReleasedModel>, Box<dyn Error>> {
    let named = |error: &dyn Error| format!("{}: {error}", path.display());
    let models = released_models(&unpacked(path)?).map_err(|error| named(&error))?;
    for unusable in models.iter().filter_map(|model| model.as_ref().err()) {
        tell!("not read: {}", named(unusable));
    }
    Ok(models.into_iter().flatten().collect())
}

/// The streams of a file by name.
fn streams(path: &Path) -> Result<NamedEvents, Box<dyn Error>> {
    let bytes = unpacked(path)?;
    let mut reader = csv::Reader::from_reader(bytes.as_slice());
    let named = |what: String| format!("{}: {what}", path.display());
    let header = reader.headers().map_err(|error| named(error.to_string()))?;
    if header.get(0) != Some("stream") || header.get(1) != Some("name") {
        let found: Vec<&str> = header.iter().take(3).collect();
        return Err(named(format!("expected columns stream, name, then one a step; found {found:?}")).into());
    }
    let mut streams = NamedEvents::new();
    for (at, row) in reader.records().enumerate() {
        // The header is row 1 of the file.
        let number = at + 2;
        let row = row.map_err(|error| named(row_fault(number, &error)))?;
        let symbol = |(step, text): (usize, &str)| match text.trim() {
            "0" => Ok(false),
            "1" => Ok(true),
            found => Err(named(format!("row {number}, step {step}: expected 0 or 1, found {found:?}"))),
        };
        let events = row.iter().skip(2).enumerate().map(symbol).collect::<Result<Vec<bool>, String>>()?;
        let name = row.get(1).unwrap_or_default().to_owned();
        if streams.insert(name.clone(), events).is_some() {
            return Err(named(format!("row {number}: a second stream is named {name:?}")).into());
        }
    }
    Ok(streams)
}

/// What is wrong with a row that is no text of as many columns as the header.
fn row_fault(number: usize, error: &csv::Error) -> String {
    match error.kind() {
        csv::ErrorKind::Utf8 { err, .. } => {
            format!("row {number}, column {}: not UTF-8 text; save the file as UTF-8", err.field() + 1)
        }
        csv::ErrorKind::UnequalLengths { expected_len, len, .. } => {
            format!("row {number}: {len} columns, where the header has {expected_len}")
        }
        _ => format!("row {number}: {error}"),
    }
}

fn lines(first: usize, events: &[bool], scores: &[f64]) -> Result<Vec<u8>, Box<dyn Error>> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(["day", "event", "score"])?;
    for (at, (event, score)) in events.iter().zip(scores).enumerate() {
        writer.write_record([(first + at).to_string(), u8::from(*event).to_string(), score.to_string()])?;
    }
    Ok(writer.into_inner()?)
}
