//! Results as files: results.json and scores.csv, the same bytes from the command line and from the
//! browser, but for the timings.

use serde::Deserialize;

use super::{Results, SCHEMA};
use crate::chance::Chance;

/// results.json: the schema is described in docs/results-schema.md.
///
/// # Errors
/// When a value cannot be written as JSON, which no value here should be.
pub fn results_json(results: &Results) -> Result<Vec<u8>, serde_json::Error> {
    crate::json::pretty(results)
}

/// Why a file is no results that can be shown.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SavedError {
    /// Its layout is of another version.
    #[error(
        "these results have layout {found}, and this program reads {reads}: open them with the version that wrote them{}",
        by(engine)
    )]
    Schema {
        /// The version of its layout.
        found: u64,
        /// The version that is read.
        reads: u32,
        /// The engine that wrote it, as it says.
        engine: String,
    },
    /// It is no results.json.
    #[error("this is no results.json or audit.json of ours: {0}")]
    Malformed(#[from] serde_json::Error),
}

fn by(engine: &str) -> String {
    if engine.is_empty() { String::new() } else { format!(" ({engine})") }
}

/// The results of a saved results.json.
///
/// # Errors
/// [`SavedError`].
///
/// # Examples
/// ```
/// use watchback::results::saved_results;
/// let error = saved_results(b"{\"schema\": 1, \"engine\": \"watchback 0.0.9\"}").unwrap_err();
/// let told = error.to_string();
/// assert!(told.contains("layout 1") && told.contains("watchback 0.0.9"));
/// ```
pub fn saved_results(json: &[u8]) -> Result<Results, SavedError> {
    saved(json, SCHEMA)
}

/// What a file of ours holds, of this version of its layout.
pub(crate) fn saved<T: serde::de::DeserializeOwned>(json: &[u8], reads: u32) -> Result<T, SavedError> {
    let read = serde_json::from_slice(json);
    // Whoever has a file of another version is told so first.
    if let Ok(Head { schema: found, engine }) = serde_json::from_slice(json)
        && found != u64::from(reads)
    {
        return Err(SavedError::Schema { found, reads, engine });
    }
    Ok(read?)
}

/// What every file of ours begins with.
#[derive(Deserialize)]
struct Head {
    schema: u64,
    #[serde(default)]
    engine: String,
}

const HEADER: [&str; 29] = [
    "variable",
    "row",
    "column",
    "latitude",
    "longitude",
    "training_rate",
    "test_steps",
    "test_events",
    "models",
    "auc",
    "auc_chance_mean",
    "auc_chance_lo",
    "auc_chance_hi",
    "auc_p",
    "auc_released",
    "auc_released_chance_mean",
    "auc_plain",
    "auc_plain_chance_mean",
    "auc_released_2",
    "auc_released_2_chance_mean",
    "auc_plain_2",
    "auc_plain_2_chance_mean",
    "auc_released_3",
    "auc_released_3_chance_mean",
    "auc_plain_3",
    "auc_plain_3_chance_mean",
    "brier",
    "brier_static",
    "not_evaluable",
];

/// scores.csv: a line a stream. An undefined figure is an empty field; `not_evaluable` says why a
/// stream's own figures are not to be judged by, and is empty where they may be.
///
/// # Errors
/// When a line cannot be written, which no line here should be.
pub fn scores_csv(results: &Results) -> Result<Vec<u8>, csv::Error> {
    let mut csv = csv::Writer::from_writer(Vec::new());
    csv.write_record(HEADER)?;
    let number = |value: Option<f64>| value.map(|value| value.to_string()).unwrap_or_default();
    for stream in &results.streams {
        let strict = stream.strict.chance;
        let wider = |width: usize| {
            let of = stream.tolerant.iter().find(|of| of.width_steps == width);
            let mean = |chance: Option<Chance>| number(chance.map(|chance| chance.mean));
            of.map_or_else(Default::default, |of| {
                let released = [number(of.released), mean(of.released_chance)];
                (released, [number(of.plain), mean(of.plain_chance)])
            })
        };
        let ([released_2, released_2_chance], [plain_2, plain_2_chance]) = wider(2);
        let ([released_3, released_3_chance], [plain_3, plain_3_chance]) = wider(3);
        let fields: [String; HEADER.len()] = [
            stream.variable.name().to_owned(),
            stream.row.to_string(),
            stream.column.to_string(),
            format!("{:.6}", stream.latitude),
            format!("{:.6}", stream.longitude),
            stream.training_rate.to_string(),
            stream.test_steps.to_string(),
            stream.test_events.to_string(),
            stream.models.to_string(),
            number(stream.strict.value),
            number(strict.map(|chance| chance.mean)),
            number(strict.map(|chance| chance.lo)),
            number(strict.map(|chance| chance.hi)),
            number(strict.map(|chance| chance.p_at_or_above)),
            number(stream.released.value),
            number(stream.released.chance.map(|chance| chance.mean)),
            number(stream.plain.value),
            number(stream.plain.chance.map(|chance| chance.mean)),
            released_2,
            released_2_chance,
            plain_2,
            plain_2_chance,
            released_3,
            released_3_chance,
            plain_3,
            plain_3_chance,
            stream.brier.to_string(),
            stream.brier_static.to_string(),
            stream.not_evaluable.map(|reason| reason.to_string()).unwrap_or_default(),
        ];
        csv.write_record(&fields)?;
    }
    csv.into_inner().map_err(|error| error.into_error().into())
}
