//! A simulated city as a file in the layout of Chicago's portal, each row marked as simulated.

use std::io::{self, Write};

use super::city::SimulatedCity;
use crate::chance::{Purpose, Random};
use crate::ingest::SIMULATED_MARK;
use crate::space::{Grid, TileId};
use crate::study::{CivilDay, SettingsError, Study, Variable};

/// What the column `Block` says in every row of a simulated file; the reader knows simulated rows
/// by it.
pub const SIMULATED_BLOCK: &str = SIMULATED_MARK;

/// Chance that a simulated violent or property offence ends in an arrest.
const ARREST_SHARE: f64 = 0.3;

const HEADER: [&str; 20] = [
    "ID",
    "Case Number",
    "Date",
    "Block",
    "IUCR",
    "Primary Type",
    "Description",
    "Location Description",
    "Arrest",
    "Domestic",
    "Beat",
    "District",
    "Ward",
    "Community Area",
    "FBI Code",
    "X Coordinate",
    "Y Coordinate",
    "Updated On",
    "Latitude",
    "Longitude",
];

/// Writes the city's rows in order of days. Beside its streams' events each day has an offence of
/// no class, and one without coordinates, as real files do.
///
/// # Errors
/// Those of the writer, or of the simulated preset.
pub fn write_portal_csv(city: &SimulatedCity, out: impl Write) -> io::Result<()> {
    let study = city.study_settings().and_then(|settings| settings.check()).map_err(other)?;
    let lines = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(out);
    let mut rows = Rows { lines, city, grid: Grid::new(&study), next_id: 1 };
    rows.lines.write_record(HEADER)?;
    for step in 0..city.settings().steps {
        rows.day(&study, step)?;
    }
    rows.lines.flush()
}

/// Tiles fill a square from the south-west corner, two apart from the box's edge.
pub(super) fn tile_of(tile: usize, n_streams: usize) -> TileId {
    let n_tiles = n_streams.div_ceil(2);
    let side = (1..).find(|side| side * side >= n_tiles).unwrap_or(1);
    TileId { row: (2 + tile / side) as u16, column: (2 + tile % side) as u16 }
}

pub(super) fn other(error: SettingsError) -> io::Error {
    io::Error::other(error)
}

struct Rows<'a, W: Write> {
    lines: csv::Writer<W>,
    city: &'a SimulatedCity,
    grid: Grid,
    next_id: u64,
}

impl<W: Write> Rows<'_, W> {
    fn day(&mut self, study: &Study, step: usize) -> io::Result<()> {
        let day = study.training().first() + step as i32;
        let mut random = Random::new(self.city.settings().seed, Purpose::Rows, step as u64);
        for stream in
            (0..self.city.streams().n_streams()).filter(|&stream| self.city.streams().get(stream, step))
        {
            let offence = match SimulatedCity::variable(stream) {
                Variable::Violent => ["BATTERY", "ASSAULT"][random.below(2)],
                _ => ["THEFT", "BURGLARY", "MOTOR VEHICLE THEFT"][random.below(3)],
            };
            let place = Some(self.place(stream / 2, &mut random));
            self.row(day, offence, place, &mut random)?;
        }
        let place = Some(self.place(0, &mut random));
        self.row(day, "NARCOTICS", place, &mut random)?;
        self.row(day, "DECEPTIVE PRACTICE", None, &mut random)
    }

    /// A place well inside the tile, so that printing it to nine decimals cannot move it out.
    fn place(&self, tile: usize, random: &mut Random) -> (f64, f64) {
        let tile = tile_of(tile, self.city.streams().n_streams());
        let (south, west) = self.grid.south_west(tile);
        let (north, east) = self.grid.south_west(TileId { row: tile.row + 1, column: tile.column + 1 });
        let mut within = |low: f64, high: f64| low + (high - low) * (0.1 + 0.8 * random.uniform());
        (within(south, north), within(west, east))
    }

    fn row(
        &mut self,
        day: CivilDay,
        offence: &str,
        place: Option<(f64, f64)>,
        random: &mut Random,
    ) -> io::Result<()> {
        let minute = random.below(24 * 60);
        let arrest = random.uniform() < ARREST_SHARE;
        let text = day.to_string();
        let (year, month_and_day) = text.split_at(4);
        let (hour, half) = (minute / 60, if minute < 12 * 60 { "AM" } else { "PM" });
        let hour = if hour % 12 == 0 { 12 } else { hour % 12 };
        let month_and_day = month_and_day.trim_start_matches('-').replace('-', "/");
        let date = format!("{month_and_day}/{year} {hour:02}:{:02}:00 {half}", minute % 60);
        let (latitude, longitude) = place.map_or_else(Default::default, |(latitude, longitude)| {
            (format!("{latitude:.9}"), format!("{longitude:.9}"))
        });
        let id = self.next_id.to_string();
        self.next_id += 1;
        let case = format!("SIM{id}");
        let arrest = if arrest { "true" } else { "false" };
        let label = SIMULATED_BLOCK;
        let fields = [
            &id, &case, &date, label, "0000", offence, label, label, arrest, "false", "", "", "", "", "", "",
            "", &date, &latitude, &longitude,
        ];
        Ok(self.lines.write_record(fields)?)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::simulate::settings::MAX_STREAMS;
    use crate::study::{SIMULATED, preset};

    #[test]
    fn every_tile_of_the_largest_city_lies_in_the_box() {
        let grid = Grid::new(&preset(SIMULATED).unwrap().check().unwrap());
        let tiles: BTreeSet<TileId> =
            (0..MAX_STREAMS).map(|stream| tile_of(stream / 2, MAX_STREAMS)).collect();
        assert_eq!(tiles.len(), MAX_STREAMS / 2);
        for &tile in &tiles {
            let (latitude, longitude) = grid.centre(tile);
            assert_eq!(grid.tile_at(latitude, longitude), Some(tile));
        }
        assert_eq!(tiles.last(), Some(&TileId { row: 99, column: 99 }));
    }
}
