//! Every forecast as a table that anybody can score: forecasts.csv, by gzip.

use std::io::Write;

use flate2::Compression;
use flate2::write::GzEncoder;
use ndarray::Array2;

use super::analysis::{TileAreas, shared_by};
use super::error::RunError;
use super::executor::Executor;
use super::inspection::Inspection;
use super::jobs::{Compare, ComparedMethod};
use super::later_harm::FinishedForecast;
use crate::forecast::Comparator;
use crate::results::sets_of;
use crate::streams::Split;

/// Numbers compress by little more at a higher level.
const LEVEL: u32 = 3;

/// Why forecasts could not be written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ForecastsError {
    /// The simple methods could not be run.
    #[error(transparent)]
    Run(#[from] RunError),
    /// A line could not be written.
    #[error("forecasts.csv.gz could not be written: {0}")]
    Csv(#[from] csv::Error),
    /// Nor could the last of it.
    #[error("forecasts.csv.gz could not be written: {0}")]
    Io(#[from] std::io::Error),
}

impl FinishedForecast {
    /// Writes a line a stream and test step, by gzip: the stream's number in the order of
    /// scores.csv, from 0; the first day of the step; whether there was an event; and the
    /// probability by the network, by the authors' program where that was asked for (empty where
    /// it has no model), and by each simple method, which are run anew. Numbers are written to the
    /// last bit.
    ///
    /// # Errors
    /// [`ForecastsError`].
    pub async fn write_csv(
        &self,
        executor: &mut impl Executor,
        inspection: &Inspection,
        as_released: Option<&Array2<f64>>,
        out: impl Write,
    ) -> Result<(), ForecastsError> {
        let study = self.study();
        let (shared, _) =
            shared_by(inspection, study, &TileAreas { inside: self.inside(), ..Default::default() })?;
        executor.share(shared.clone()).await?;
        let mut csv = csv::Writer::from_writer(GzEncoder::new(out, Compression::new(LEVEL)));
        let mut header = ["stream", "day", "event", "forecast", "as_released"].map(str::to_owned).to_vec();
        header.extend(Comparator::ALL.map(|method| method.name().to_owned()));
        csv.write_record(&header)?;
        let test = Split::for_study(study).test();
        for (variable, streams) in sets_of(&shared.streams.keys) {
            let Some(variable) = variable else { continue };
            let mut by_method: Vec<Array2<f64>> = Vec::with_capacity(Comparator::ALL.len());
            let compare = |number| Compare { variable, method: Comparator::ALL[number] };
            let take = |method: ComparedMethod| {
                by_method.push(method.forecast.probabilities);
                Ok(())
            };
            executor.perform(Comparator::ALL.len(), compare, take).await?;
            for (row, &stream) in streams.iter().enumerate() {
                for step in 0..test.len() {
                    let (day, _) = study.days_of_test_step(step);
                    let event = shared.streams.packed.get(stream, test.start + step);
                    let released = as_released.and_then(|table| table.get((stream, step)).copied());
                    let number = |p: Option<f64>| p.filter(|p| !p.is_nan()).map(|p| p.to_string());
                    let mut fields = vec![
                        stream.to_string(),
                        day.to_string(),
                        u8::from(event).to_string(),
                        number(self.probability(stream, step)).unwrap_or_default(),
                        number(released).unwrap_or_default(),
                    ];
                    let of_methods = by_method.iter().map(|table| table.get((row, step)).copied());
                    fields.extend(of_methods.map(|p| number(p).unwrap_or_default()));
                    csv.write_record(&fields)?;
                }
            }
        }
        let gzip = csv.into_inner().map_err(|error| error.into_error())?;
        gzip.finish()?.flush()?;
        Ok(())
    }
}
