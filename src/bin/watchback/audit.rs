//! The enforcement audit of a city's files, boundaries and table of areas.

use std::io;
use std::path::PathBuf;

use clap::Args;
use watchback::audit::outer_quintiles;
use watchback::results::audit_json;
use watchback::run::{Audited, PushSettings, audit};
use watchback::space::{AreaFilesError, AreaVariable};

use crate::areas::Keys;
use crate::audit_words;
use crate::commands::Outcome;
use crate::robustness::{Asked, write_whole};

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
    #[command(flatten)]
    keys: Keys,
    /// The column that areas are compared by, as an index of hardship: its quintiles 0 and 1 against 3 and 4
    #[arg(long)]
    value: String,
    /// Columns that the index is made of, with commas between them
    #[arg(long, value_delimiter = ',')]
    components: Vec<String>,
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
}

impl Audit {
    pub(crate) fn perform(self) -> Outcome {
        let path = self.asked.out.join("audit.json");
        let (mut threads, inspection, study) = self.asked.inspected(|_| ())?;
        let files = self.keys.read(&self.areas, Some(&self.table), Some(study.settings().bounds))?;
        let mut problems = files.problems();
        let mut variable = |column: &str| {
            let (variable, missing) = files.variable(column)?;
            problems.extend(missing.iter().map(ToString::to_string));
            Ok::<AreaVariable, AreaFilesError>(variable)
        };
        let index = variable(&self.value)?;
        let components = self.components.iter().map(|column| variable(column)).collect::<Result<_, _>>()?;
        for problem in &problems {
            eprintln!("{problem}");
        }
        if let Some((_, joined)) = &files.table {
            let (areas, rows) = (joined.unmatched_areas().len(), joined.unmatched_rows().len());
            let keys = joined.keys();
            eprintln!(
                "{} areas joined by {:?} = {:?}; {areas} areas without a row, {rows} rows without an area",
                files.layer.len(),
                keys.property,
                keys.column
            );
        }
        let push = PushSettings {
            groups: outer_quintiles,
            maps: self.maps,
            chosen: Vec::new(),
            draws: self.draws,
            networks: self.networks,
            seed: self.seed,
            seeds: self.seeds,
        };
        let audited = Audited { layer: &files.layer, index, components, push };
        let (report, timings) = pollster::block_on(audit(&mut threads, &inspection, &study, &audited))?;
        write_whole(&path, &audit_json(&study, &report)?)?;
        eprintln!("wrote {}", path.display());
        for timing in timings {
            eprintln!("{}: {:.2} s", timing.stage, timing.seconds);
        }
        Ok(audit_words::audit(&report, &mut io::stdout().lock())?)
    }
}
