//! Large arrays as files of little-endian numbers, one after another, rows first.

use crate::forecast::ForecastTable;
use crate::streams::{CityStreams, Split};
use crate::study::Study;

/// An array.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// Its name.
    pub name: &'static str,
    /// What it holds.
    pub what: String,
    /// Its numbers: `float32` or `uint8`, little-endian.
    pub number: &'static str,
    /// The unit of its numbers.
    pub unit: &'static str,
    /// Its dimensions, the slowest first, and their lengths.
    pub shape: [(&'static str, usize); 2],
    /// The numbers.
    pub bytes: Vec<u8>,
}

impl Column {
    /// Its file in a bundle.
    pub(super) fn path(&self) -> String {
        format!("columns/{}.{}", self.name, self.number)
    }
}

/// The forecast and what happened, by stream (in the order of scores.csv) and test step.
#[must_use]
pub fn columns_of(study: &Study, forecast: &ForecastTable, streams: &CityStreams) -> Vec<Column> {
    let test = Split::for_study(study).test();
    let shape = [("stream", streams.len()), ("test_step", test.len())];
    // Half the bytes, and far more digits than a forecast has; digests are of all its bits.
    let single = |probability: &f64| (*probability as f32).to_le_bytes();
    let probabilities = forecast.test().iter().flat_map(single);
    let happened = (0..streams.len())
        .flat_map(|stream| test.clone().map(move |step| (stream, step)))
        .map(|(stream, step)| u8::from(streams.packed.get(stream, step)));
    vec![
        Column {
            name: "forecast",
            what:
                "The probability that the stream has an event in the test step, rounded to single precision"
                    .to_owned(),
            number: "float32",
            unit: "probability",
            shape,
            bytes: probabilities.collect(),
        },
        Column {
            name: "events",
            what: "Whether the stream had an event in the test step: 0 or 1".to_owned(),
            number: "uint8",
            unit: "none",
            shape,
            bytes: happened.collect(),
        },
    ]
}
