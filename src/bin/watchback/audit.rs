//! The enforcement audit of a city's files, boundaries and table of areas.

use std::error::Error;
use std::iter;
use std::path::{Path, PathBuf};

use clap::Args;
use watchback::audit::{AuditSettings, Grouping};
use watchback::bundle::AUDIT;
use watchback::results::Receipt;
use watchback::run::{Audited, Refits, audit, audit_json};
use watchback::space::{AreaVariable, Grid, TileId};
use watchback::study::{BoundingBox, Study};

use crate::areas::{Keys, ReadAreas, quality_words, variable};
use crate::audit_words;
use crate::output::{Asked, Outcome, Unfinished};
use crate::robustness::{Begun, StudyArgs};
use crate::terminal::{stdout, tell};

/// What is finished of an audit.
const UNFINISHED: &str = "audit.partial";

/// What an audit is asked.
#[derive(Debug, Args)]
pub(crate) struct Audit {
    #[command(flatten)]
    study: StudyArgs,
    /// Boundaries: a GeoJSON FeatureCollection of polygons
    #[arg(long)]
    areas: PathBuf,
    /// Values of the areas: a table with a header (CSV, a workbook); without it values are
    /// properties of the areas
    #[arg(long)]
    table: Option<PathBuf>,
    #[command(flatten)]
    keys: Keys,
    /// The column that areas are compared by, as an index of hardship: its quintiles 0 and 1
    /// against 3 and 4
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
    /// Push crime in tiles by themselves too: those whose centre lies in this box of degrees, as
    /// SOUTH,WEST,NORTH,EAST
    #[arg(long, value_parser = box_of_degrees, allow_hyphen_values = true)]
    chosen: Option<BoundingBox>,
    /// Draws of each push
    #[arg(long, default_value_t = AuditSettings::default().draws)]
    draws: usize,
    /// Null networks, fitted to time-rotated sources
    #[arg(long, default_value_t = AuditSettings::default().networks)]
    networks: usize,
    /// Surrogate wealth maps
    #[arg(long, default_value_t = AuditSettings::default().maps)]
    maps: usize,
    /// Seed of draws, networks, maps and blocks
    #[arg(long, default_value_t = AuditSettings::default().seed)]
    seed: u64,
    /// Number of seeds that the primary question is repeated for
    #[arg(long, default_value_t = AuditSettings::default().seeds)]
    seeds: usize,
    /// Leave out the primary question on the grid moved by half a tile, which learns everything
    /// anew three times
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

impl Audit {
    pub(crate) fn perform(self) -> Outcome {
        let grouping = match self.below.zip(self.from) {
            Some((below, from)) => Grouping::thresholds(below, from)
                .map_err(|error| format!("--below {below} --from {from}: {error}"))?,
            None => Grouping::default(),
        };
        let paths: Vec<&Path> = iter::once(&self.areas).chain(&self.table).map(PathBuf::as_path).collect();
        let afresh = self.study.afresh;
        let begun = self.study.begin(|_| (), &[AUDIT, UNFINISHED], &paths)?;
        let Begun { mut threads, inspection, study, origin, out } = begun;
        let asked: Vec<String> = self.components.iter().chain([&self.value]).cloned().collect();
        let mut read = self.keys.read(&self.areas, self.table.as_deref(), Some(&study), &asked)?;
        read.grouped_by(&self.value);
        let ReadAreas { files, input } = read;
        let mut problems = files.problems();
        let mut variable = |column: &str| {
            let (variable, missing) = variable(&files, column)?;
            problems.extend(missing.iter().map(ToString::to_string));
            Ok::<AreaVariable, Box<dyn Error>>(variable)
        };
        let index = variable(&self.value)?;
        let components = self.components.iter().map(|column| variable(column)).collect::<Result<_, _>>()?;
        for problem in &problems {
            tell!("{problem}");
        }
        if let Some((table, joined)) = &files.table {
            let keys = joined.keys();
            let quality = joined.quality(&files.layer, table, Some((&index.name, &index.values)));
            tell!("joined by {:?} = {:?}: {}", keys.property, keys.column, quality_words(&quality));
        }
        let chosen = match &self.chosen {
            Some(chosen) => chosen_tiles(chosen, &study)?,
            None => Vec::new(),
        };
        let push = AuditSettings {
            grouping,
            maps: self.maps,
            chosen,
            draws: self.draws,
            networks: self.networks,
            seed: self.seed,
            seeds: self.seeds,
            grid_shift: !self.no_grid_shift,
        };
        let audited = Audited { layer: &files.layer, index, components, push };
        let settings =
            Asked::digest(&(&study, &audited.push, &input, &audited.index.name, &self.components))?;
        let asked = Asked { file: UNFINISHED, origin: &origin, settings, part: 0, afresh };
        let mut unfinished = Unfinished::open(&out, &asked)?;
        let refits = &mut Refits::default();
        let mut executor = unfinished.over(&mut threads);
        let report = pollster::block_on(audit(&mut executor, &inspection, &study, &audited, refits));
        drop(executor);
        let (report, timings) = unfinished.settled(report)?;
        let receipt = Receipt { areas: Some(input), ..inspection.receipt() };
        out.write_bytes(AUDIT, &audit_json(&study, &audited, &report, receipt)?)?;
        unfinished.done();
        out.tell_written(AUDIT);
        for timing in timings {
            tell!("{}: {:.2} s", timing.stage, timing.seconds);
        }
        Ok(audit_words::audit(&report, &audited.index.name, &mut stdout())?)
    }
}
