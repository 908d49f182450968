//! Invented areas of a simulated city: boundaries and a table, as files that go through the same
//! door as real ones.

use super::city::SimulatedCity;
use super::enforcement_maps::{hardship, smooth_field};
use super::portal_csv::tile_of;
use crate::space::{Grid, TileId};
use crate::study::{SettingsError, StudySettings};

/// Tiles of an area from west to east; from south to north it has one.
const TILES_WIDE: u16 = 2;
/// How far the invented values are alike, kilometres: about two areas.
const RANGE_KM: f64 = 1.5;

/// Boundaries (GeoJSON) and a table (CSV) of invented areas. The values are smooth in space and
/// know nothing of what happens in the city.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SimulatedAreas {
    /// A FeatureCollection; each area has `area` and `name`.
    pub boundaries: String,
    /// Columns `area`, `name`, `INVENTED HARDSHIP` (0 to below 100), and two that it is the mean
    /// rank of: `INVENTED CROWDING`, `INVENTED IDLENESS`.
    pub table: String,
}

impl SimulatedAreas {
    /// Areas that cover a city's tiles.
    ///
    /// # Errors
    /// Those of the simulated preset.
    ///
    /// # Examples
    /// ```
    /// use watchback::simulate::{SimulatedAreas, SimulatedCity, SimulationSettings};
    /// use watchback::space::{AreaChoice, AreaFiles};
    /// let city = SimulatedCity::new(SimulationSettings::default())?;
    /// let areas = SimulatedAreas::new(&city)?;
    /// let files = AreaFiles::read(
    ///     areas.boundaries.as_bytes(),
    ///     Some(areas.table.as_bytes()),
    ///     None,
    ///     &AreaChoice::default(),
    /// )?;
    /// // 48 tiles in rows of seven: six rows of four areas, and three above them.
    /// assert_eq!((files.layer.len(), files.problems().len()), (27, 0));
    /// assert!(files.variable("INVENTED HARDSHIP")?.0.values.iter().all(Option::is_some));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn new(city: &SimulatedCity) -> Result<Self, SettingsError> {
        let grid = Grid::new(&city.study_settings().and_then(StudySettings::check)?);
        let n_streams = city.streams().n_streams();
        let mut corners: Vec<(u16, u16)> = (0..n_streams.div_ceil(2))
            .map(|tile| tile_of(tile, n_streams))
            .map(|tile| (tile.row, tile.column - tile.column % TILES_WIDE))
            .collect();
        corners.dedup();
        let south_west = |&(row, column): &(u16, u16)| grid.south_west(TileId { row, column });
        let centres: Vec<(f64, f64)> = corners
            .iter()
            .map(south_west)
            .map(|(latitude, longitude)| grid.metres(latitude, longitude))
            .collect();
        let seed = city.settings().seed;
        let ranks = |index| hardship(&smooth_field(&centres, RANGE_KM, seed, index));
        let components = [ranks(11), ranks(12)];
        let mut features = Vec::with_capacity(corners.len());
        let mut table = "area,name,INVENTED CROWDING,INVENTED IDLENESS,INVENTED HARDSHIP\n".to_owned();
        for (at, corner) in corners.iter().enumerate() {
            let (south, west) = south_west(corner);
            let (north, east) = south_west(&(corner.0 + 1, corner.1 + TILES_WIDE));
            let area = at + 1;
            features.push(format!(
                r#"{{"type":"Feature","properties":{{"area":"{area}","name":"Invented area {area}"}},"geometry":{{"type":"Polygon","coordinates":[[[{west},{south}],[{east},{south}],[{east},{north}],[{west},{north}],[{west},{south}]]]}}}}"#
            ));
            let [crowding, idleness] = [0, 1].map(|of| 100.0 * components[of][at]);
            let both = (crowding + idleness) / 2.0;
            table.push_str(&format!("{area},Invented area {area},{crowding:.1},{idleness:.1},{both:.1}\n"));
        }
        let boundaries = format!(r#"{{"type":"FeatureCollection","features":[{}]}}"#, features.join(","));
        Ok(Self { boundaries, table })
    }
}
