//! The enforcement audit of a city's files, boundaries and table of areas.

use std::io;
use std::path::PathBuf;

use clap::Args;
use serde::Serialize;
use watchback::audit::{AuditReport, Grouping};
use watchback::run::{AreaVariable, Audited, PushSettings, audit};
use watchback::space::{AreaLayer, AreaTable, Grid, TileId, join};
use watchback::study::{BoundingBox, Study};

use crate::areas::{bytes, column_and_value, named};
use crate::audit_words;
use crate::commands::Outcome;
use crate::robustness::{Asked, engine, write_json};

/// Version of audit.json's layout.
const AUDIT_SCHEMA: u32 = 2;

/// What an audit is asked.
#[derive(Debug, Args)]
pub(crate) struct Audit {
    #[command(flatten)]
    asked: Asked,
    /// Boundaries: a GeoJSON FeatureCollection of polygons
    #[arg(long)]
    areas: PathBuf,
    /// Values of the areas: a CSV file with a header
    #[arg(long)]
    table: PathBuf,
    /// The property of the areas that the table's key is found in; guessed if not given
    #[arg(long)]
    area_key: Option<String>,
    /// The table's column of keys; guessed if not given
    #[arg(long)]
    table_key: Option<String>,
    /// Only the table's rows with this value, as COLUMN=VALUE: one year, say
    #[arg(long, value_parser = column_and_value)]
    only: Option<(String, String)>,
    /// The column that areas are compared by, as an index of hardship: its quintiles 0 and 1 against 3 and 4
    #[arg(long)]
    value: String,
    /// Columns that the index is made of, with commas between them
    #[arg(long, value_delimiter = ',')]
    components: Vec<String>,
    /// Compare areas of values below this instead, with those of --from
    #[arg(long, requires = "from", allow_negative_numbers = true)]
    below: Option<f64>,
    /// Compare areas of values from this on instead, with those of --below
    #[arg(long, requires = "below", allow_negative_numbers = true)]
    from: Option<f64>,
    /// Push crime in tiles by themselves too: those whose centre lies in this box of degrees, as SOUTH,WEST,NORTH,EAST
    #[arg(long, value_parser = box_of_degrees, allow_hyphen_values = true)]
    chosen: Option<BoundingBox>,
    /// Draws of each push
    #[arg(long, default_value_t = 200)]
    draws: usize,
    /// Networks that know nothing, learnt on rotated sources
    #[arg(long, default_value_t = 39)]
    networks: usize,
    /// Surrogate wealth maps
    #[arg(long, default_value_t = 999)]
    maps: usize,
    /// Seed of draws, networks, maps and blocks
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Seeds that the primary question is repeated for
    #[arg(long, default_value_t = 5)]
    seeds: usize,
    /// Leave out the primary question on the grid moved by half a tile, which learns everything anew three times
    #[arg(long)]
    no_grid_shift: bool,
}

fn box_of_degrees(text: &str) -> Result<BoundingBox, String> {
    let degrees: Vec<f64> = text.split(',').map_while(|degree| degree.trim().parse().ok()).collect();
    match degrees[..] {
        [south, west, north, east] if south < north && west < east && text.matches(',').count() == 3 => {
            Ok(BoundingBox { south, north, west, east })
        }
        _ => Err("expected SOUTH,WEST,NORTH,EAST in degrees, as 41.8,-87.7,41.9,-87.6".to_owned()),
    }
}

fn chosen_tiles(chosen: &BoundingBox, study: &Study) -> Result<Vec<TileId>, String> {
    let tiles = Grid::new(study).tiles_within(chosen);
    let BoundingBox { south, north, west, east } = study.settings().bounds;
    if tiles.is_empty() {
        return Err(format!(
            "--chosen: no tile's centre lies in this box; the city's is {south},{west},{north},{east}"
        ));
    }
    Ok(tiles)
}

/// audit.json.
#[derive(Debug, Serialize)]
struct AuditFile<'a> {
    schema: u32,
    engine: String,
    study: &'a Study,
    settings: &'a PushSettings,
    audit: &'a AuditReport,
}

impl Audit {
    pub(crate) fn perform(self) -> Outcome {
        let grouping = match self.below.zip(self.from) {
            Some((below, from)) => Grouping::thresholds(below, from)
                .map_err(|error| format!("--below {below} --from {from}: {error}"))?,
            None => Grouping::default(),
        };
        let layer_path = self.areas.as_path();
        let table_path = self.table.as_path();
        let path = self.asked.out.join("audit.json");
        let only = self.only.as_ref().map(|(column, value)| (column.as_str(), value.as_str()));
        let table = AreaTable::read(&bytes(table_path)?, only).map_err(named(table_path))?;
        let boundaries = bytes(layer_path)?;
        let (mut threads, inspection, study) = self.asked.inspected(|_| ())?;
        let layer = AreaLayer::read(&boundaries, Some(study.settings().bounds)).map_err(named(layer_path))?;
        let joined = join(&layer, &table, self.area_key.as_deref(), self.table_key.as_deref())
            .map_err(named(table_path))?;
        let mut problems: Vec<String> = layer.problems().iter().map(ToString::to_string).collect();
        problems.extend(joined.problems().iter().map(ToString::to_string));
        let mut variable = |column: &str| {
            let (values, missing) = joined.values(&table, column).map_err(named(table_path))?;
            problems.extend(missing.iter().map(ToString::to_string));
            Ok::<_, String>(AreaVariable { name: column.trim().to_owned(), values })
        };
        let index = variable(&self.value)?;
        let components = self.components.iter().map(|column| variable(column)).collect::<Result<_, _>>()?;
        for problem in &problems {
            eprintln!("{problem}");
        }
        let (areas, rows) = (joined.unmatched_areas().len(), joined.unmatched_rows().len());
        let keys = joined.keys();
        eprintln!(
            "{} areas joined by {:?} = {:?}; {areas} areas without a row, {rows} rows without an area",
            layer.len(),
            keys.property,
            keys.column
        );
        let chosen = match &self.chosen {
            Some(chosen) => chosen_tiles(chosen, &study)?,
            None => Vec::new(),
        };
        let push = PushSettings {
            grouping,
            maps: self.maps,
            chosen,
            draws: self.draws,
            networks: self.networks,
            seed: self.seed,
            seeds: self.seeds,
            grid_shift: !self.no_grid_shift,
        };
        let audited = Audited { layer: &layer, index, components, push };
        let (report, timings) = pollster::block_on(audit(&mut threads, &inspection, &study, &audited))?;
        let file = AuditFile {
            schema: AUDIT_SCHEMA,
            engine: engine(),
            study: &study,
            settings: &audited.push,
            audit: &report,
        };
        write_json(&path, &file)?;
        eprintln!("wrote {}", path.display());
        for timing in timings {
            eprintln!("{}: {:.2} s", timing.stage, timing.seconds);
        }
        Ok(audit_words::audit(&report, &mut io::stdout().lock())?)
    }
}
