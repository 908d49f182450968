//! A digest of a small audit of the simulated city, over everything it reports: natively and in
//! wasm it must be the same.

use sha2::{Digest, Sha256};
use watchback::audit::{AuditReport, AuditSettings};
use watchback::encoding::hex;
use watchback::run::{Audited, Executor, Refits, audit, inspect_simulated};
use watchback::simulate::{SimulatedCity, SimulationSettings};
use watchback::space::{AreaLayer, AreaVariable, Grid, TileId};
use watchback::study::StudySettings;

use crate::square_areas::{small_push, square_areas};

/// Violent and property streams: enough for quintiles of 20 tiles. Their tiles begin at row and
/// column 2.
const STREAMS: usize = 240;
/// Days: enough for surges.
const STEPS: usize = 800;
/// Areas each way, and tiles of an area each way.
const AREAS: u16 = 7;
const SIDE: u16 = 2;

/// Boundaries of the areas of [`square_areas`].
fn boundaries(grid: &Grid) -> String {
    let feature = |number: u16| {
        let (row, column) = (SIDE * (number / AREAS), SIDE * (number % AREAS));
        let (south, west) = grid.south_west(TileId { row, column });
        let (north, east) = grid.south_west(TileId { row: row + SIDE, column: column + SIDE });
        format!(
            r#"{{"type": "Feature", "properties": {{"number": {number}}}, "geometry": {{"type": "Polygon", "coordinates":
            [[[{west}, {south}], [{east}, {south}], [{east}, {north}], [{west}, {north}], [{west}, {south}]]]}}}}"#
        )
    };
    let features: Vec<String> = (0..AREAS * AREAS).map(feature).collect();
    format!(r#"{{"type": "FeatureCollection", "features": [{}]}}"#, features.join(","))
}

/// Pushes, regressions, arrests per crime, surges and months, with few draws, networks and maps.
pub(crate) async fn small_audit(executor: &mut impl Executor) -> AuditReport {
    let simulation = SimulationSettings { streams: STREAMS, steps: STEPS, ..SimulationSettings::default() };
    let city = SimulatedCity::new(simulation).unwrap();
    let study = city.study_settings().and_then(StudySettings::check).unwrap();
    let inspection = inspect_simulated(executor, simulation, &study).unwrap();
    let grid = Grid::new(&study);
    let layer = AreaLayer::read(boundaries(&grid).as_bytes(), Some(study.settings().bounds)).unwrap();
    let variable = |name: &str, of: fn(usize, f64) -> f64| {
        let values = square_areas(&grid, SIDE, AREAS, AREAS).values.into_iter().enumerate();
        // Areas without a tile have no value.
        let holds_tiles = |area: usize| area >= AREAS.into() && !area.is_multiple_of(AREAS.into());
        let of = |(area, value): (usize, Option<f64>)| {
            value.filter(|_| holds_tiles(area)).map(|value| of(area, value))
        };
        AreaVariable { name: name.to_owned(), values: values.map(of).collect() }
    };
    let push = AuditSettings { chosen: vec![TileId { row: 3, column: 3 }], networks: 1, ..small_push() };
    let audited = Audited {
        layer: &layer,
        index: variable("index", |_, value| value),
        components: vec![
            variable("first", |area, value| value + (area % 3) as f64),
            variable("second", |area, _| (area * area % 7) as f64),
        ],
        push,
    };
    audit(executor, &inspection, &study, &audited, &mut Refits::default()).await.unwrap().0
}

/// SHA-256 over the report in postcard's encoding, as hexadecimal digits: every bit of every number
/// counts.
pub(crate) fn digest_of(report: &AuditReport) -> String {
    let bytes = postcard::to_stdvec(report).unwrap();
    hex(&Sha256::digest(bytes))
}
