//! The commands that ask whether a result holds elsewhere: at other resolutions, in other years.

use std::error::Error;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use clap::Args;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use watchback::results::{SCHEMA as RESULTS_SCHEMA, YearCounts, YearResult, data_digest};
use watchback::run::{Inspection, Threads, TileAreas, analyse_year, sweep_cell, yearly_studies};
use watchback::study::{Study, StudySettings};
use watchback::sweep::{SCHEMA, SweepReport, cells};

use crate::cities::Choice;
use crate::output::{OutFolder, Outcome, write_whole};
use crate::reading::{Files, simulated_settings};
use crate::terminal::{stdout, tell};
use crate::words;

/// What a sweep is asked.
#[derive(Debug, Args)]
pub(crate) struct Sweep {
    #[command(flatten)]
    study: StudyArgs,
}

/// What single years are asked.
#[derive(Debug, Args)]
pub(crate) struct Years {
    #[command(flatten)]
    study: StudyArgs,
    /// Seeds that the network's verdict is repeated for
    #[arg(long, default_value_t = 1)]
    seeds: usize,
}

/// Which files, as which city, where to.
#[derive(Debug, Args)]
pub(crate) struct StudyArgs {
    #[command(flatten)]
    files: Files,
    #[command(flatten)]
    choice: Choice,
    /// The folder that the results are written to
    #[arg(long)]
    pub(crate) out: PathBuf,
    /// Threads; 0 for one a core
    #[arg(long, default_value_t = 0)]
    threads: usize,
}

/// sweep.json.
#[derive(Debug, Serialize, Deserialize)]
struct SweepFile {
    /// Version of the layout and of what cells are: cells of another one are not gone on from.
    schema: u32,
    #[serde(flatten)]
    origin: Origin,
    study: Study,
    sweep: SweepReport,
}

/// years.json.
#[derive(Debug, Serialize, Deserialize)]
struct YearsFile {
    /// Version of results.json's layout, whose parts a year is made of.
    schema: u32,
    #[serde(flatten)]
    origin: Origin,
    years: Vec<YearResult>,
}

/// What made a file, and of what. Work of another origin is not gone on from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Origin {
    engine: String,
    /// SHA-256 of the program: of two builds of one version either may be wrong. Null where its
    /// file cannot be read, and then nothing is gone on from.
    build: Option<String>,
    /// Digest of study and files.
    data: String,
}

impl Origin {
    fn new(study: &Study, inspection: &Inspection) -> Result<Self, Box<dyn Error>> {
        Ok(Self {
            engine: format!("watchback {}", env!("CARGO_PKG_VERSION")),
            build: inspection.build.clone(),
            data: data_digest(study, &inspection.quality).ok_or("the files could not be digested")?,
        })
    }

    /// Whether work of this origin can be gone on from by `other`.
    fn is(&self, other: &Self) -> bool {
        self.build.is_some() && self == other
    }
}

impl Sweep {
    pub(crate) fn perform(self) -> Outcome {
        let path = self.study.out.join("sweep.json");
        let (mut threads, inspection, study, _held) = self.study.inspected(|_| (), "sweep.json")?;
        let origin = Origin::new(&study, &inspection)?;
        let planned = cells(&study);
        let earlier: Option<SweepFile> = earlier(&path);
        let earlier = earlier.filter(|file| file.schema == SCHEMA && file.origin.is(&origin));
        let mut done = earlier.map_or_else(Vec::new, |file| file.sweep.cells);
        for (number, cell) in planned.iter().enumerate().skip(done.len()) {
            tell!("cell {} of {}: {}", number + 1, planned.len(), watchback::wording::sweep::cell(cell));
            done.push(pollster::block_on(sweep_cell(&mut threads, &inspection, &study, *cell))?);
            let sweep = SweepReport::new(done.clone(), planned.len());
            let file = SweepFile { schema: SCHEMA, origin: origin.clone(), study: study.clone(), sweep };
            write_json(&path, &file)?;
        }
        tell!("wrote {}", path.display());
        let report = SweepReport::new(done, planned.len());
        Ok(words::sweep(&report, &mut stdout())?)
    }
}

/// What an earlier command left; `None` where there is no such file.
fn earlier<T: DeserializeOwned>(path: &Path) -> Option<T> {
    fs::read(path).ok().and_then(|bytes| serde_json::from_slice(&bytes).ok())
}

impl Years {
    pub(crate) fn perform(self) -> Outcome {
        let seeds = self.seeds;
        let put = |settings: &mut StudySettings| settings.chance.seeds = seeds;
        let path = self.study.out.join("years.json");
        let (mut threads, inspection, study, _held) = self.study.inspected(put, "years.json")?;
        let studies = yearly_studies(&inspection, &study);
        if studies.is_empty() {
            return Err("the files hold no calendar year with the three before it, every day of them".into());
        }
        let origin = Origin::new(&study, &inspection)?;
        let earlier: Option<YearsFile> = earlier(&path);
        let same = earlier.filter(|file| file.schema == RESULTS_SCHEMA && file.origin.is(&origin));
        let mut file = same.unwrap_or(YearsFile { schema: RESULTS_SCHEMA, origin, years: Vec::new() });
        for study in studies.iter().skip(file.years.len()) {
            tell!("learned on {}, tested on {}", study.training(), study.test());
            let areas = TileAreas::default();
            let year = analyse_year(&mut threads, &inspection, study, &areas);
            file.years.push(pollster::block_on(year)?);
            write_json(&path, &file)?;
        }
        tell!("wrote {}", path.display());
        let years = file.years;
        let mut out = stdout();
        years.iter().try_for_each(|year| words::year(year, &mut out))?;
        Ok(writeln!(out, "{}", watchback::wording::years::counts(&YearCounts::new(&years)))?)
    }
}

impl StudyArgs {
    /// Reads the files, makes the study that they are asked for, and holds the folder that `file`
    /// goes to.
    pub(crate) fn inspected(
        self,
        put: impl FnOnce(&mut StudySettings),
        file: &str,
    ) -> Result<(Threads, Inspection, Study, OutFolder), Box<dyn Error>> {
        let settings = self.choice.settings()?;
        let (threads, inspection) = self.files.read_for_receipt(self.threads, &settings.clone().check()?)?;
        let of_files = simulated_settings(&self.choice.city, &inspection);
        let mut settings = of_files.filter(|_| !self.choice.is_given()).unwrap_or(settings);
        put(&mut settings);
        let study = settings.check()?;
        let held = OutFolder::hold(&self.out, &[file], &self.files.files)?;
        Ok((threads, inspection, study, held))
    }
}

fn write_json(path: &Path, value: &impl Serialize) -> Outcome {
    write_whole(path, &watchback::json::pretty(value)?)
}
