//! The truth file: what is true of a simulated city, for whoever holds a finder against it.

use std::io::{self, Write};

use serde::{Deserialize, Serialize};

use super::city::SimulatedCity;
use super::link::PlantedLink;
use super::modulation::Modulation;
use super::portal_csv::{other, tile_of};
use super::week_ahead::WeekAhead;
use crate::space::Grid;
use crate::study::{SettingsError, StudySettings, Variable};

/// What is true of a simulated city.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Truth {
    /// Version of this layout: 2.
    pub schema: u32,
    /// Always true.
    pub simulated: bool,
    /// Says so in words.
    pub note: String,
    /// The city's seed.
    pub seed: u64,
    /// Days, from 2014-01-01.
    pub steps: usize,
    /// The streams, by index; arrests come on top of them.
    pub streams: Vec<TrueStream>,
    /// The planted links; a source and a target are indices of streams.
    pub links: Vec<PlantedLink>,
    /// What moves all streams together.
    pub modulation: Modulation,
    /// How well the true probabilities rank the days of the test period, a week ahead.
    pub week_ahead: WeekAhead,
}

/// Where a simulated stream is, and how busy.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct TrueStream {
    /// What it counts.
    pub variable: Variable,
    /// Row of its tile, from the south.
    pub tile_row: u16,
    /// Column of its tile, from the west.
    pub tile_column: u16,
    /// Latitude of the tile's centre, degrees.
    pub latitude: f64,
    /// Longitude of the tile's centre, degrees.
    pub longitude: f64,
    /// Probability of an event a step, on average.
    pub rate: f64,
}

const SCHEMA: u32 = 2;
const NOTE: &str =
    "SIMULATED: the city, its places and its crimes are invented. The links are those that were planted.";

impl Truth {
    /// The truth of a city.
    ///
    /// # Errors
    /// None that a city could cause; the simulated preset is looked up by name.
    ///
    /// # Examples
    /// ```
    /// use watchback::simulate::{SimulatedCity, SimulationSettings, Truth};
    /// let city = SimulatedCity::new(SimulationSettings::standard(1))?;
    /// let truth = Truth::from_city(&city)?;
    /// assert_eq!(
    ///     (truth.schema, truth.simulated, truth.streams.len(), truth.links.len()),
    ///     (2, true, 40, 20)
    /// );
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn from_city(city: &SimulatedCity) -> Result<Self, SettingsError> {
        let grid = Grid::new(&city.study_settings().and_then(StudySettings::check)?);
        let n_streams = city.rates().len();
        let stream = |(stream, &rate): (usize, &f64)| {
            let tile = tile_of(stream / 2, n_streams);
            let (latitude, longitude) = grid.centre(tile);
            let variable = SimulatedCity::variable(stream);
            TrueStream { variable, tile_row: tile.row, tile_column: tile.column, latitude, longitude, rate }
        };
        Ok(Self {
            schema: SCHEMA,
            simulated: true,
            note: NOTE.to_owned(),
            seed: city.settings().seed,
            steps: city.settings().steps,
            streams: city.rates().iter().enumerate().map(stream).collect(),
            links: city.links().to_vec(),
            modulation: city.modulation().clone(),
            week_ahead: city.week_ahead(),
        })
    }
}

/// Writes the city's [`Truth`] as JSON.
///
/// # Errors
/// Those of the writer, or of the simulated preset.
pub fn write_truth(city: &SimulatedCity, mut out: impl Write) -> io::Result<()> {
    let truth = Truth::from_city(city).map_err(other)?;
    serde_json::to_writer_pretty(&mut out, &truth)?;
    out.write_all(b"\n")?;
    out.flush()
}

#[cfg(test)]
mod tests {
    use super::super::SimulationSettings;
    use super::*;

    #[test]
    fn what_is_written_is_read_back_to_the_last_bit() {
        let settings = SimulationSettings { chains: true, ..SimulationSettings::standard(5) };
        let city = SimulatedCity::new(settings).unwrap();
        let mut json = Vec::new();
        write_truth(&city, &mut json).unwrap();
        let truth: Truth = serde_json::from_slice(&json).unwrap();
        assert_eq!(truth, Truth::from_city(&city).unwrap());
        assert_eq!((truth.seed, truth.steps, truth.links.as_slice()), (5, 1096, city.links()));
        assert!(truth.note.starts_with("SIMULATED"));
    }

    #[test]
    fn a_streams_place_lies_in_its_tile() {
        let city = SimulatedCity::new(SimulationSettings::standard(5)).unwrap();
        let grid = Grid::new(&city.study_settings().unwrap().check().unwrap());
        for stream in Truth::from_city(&city).unwrap().streams {
            let tile = grid.tile_at(stream.latitude, stream.longitude).unwrap();
            assert_eq!((tile.row, tile.column), (stream.tile_row, stream.tile_column));
        }
    }
}
