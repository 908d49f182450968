//! The commands that ask whether a result holds elsewhere: at other resolutions, in other years.

use std::error::Error;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use clap::Args;
use serde::{Deserialize, Serialize};
use watchback::results::{SCHEMA as RESULTS_SCHEMA, YearCounts, YearResult, data_digest};
use watchback::run::{Inspection, Threads, TileAreas, analyse_year, sweep_cell, yearly_studies};
use watchback::study::{Study, StudySettings};
use watchback::sweep::{CellResult, SCHEMA, SweepReport, cells};

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
    engine: String,
    study: Study,
    /// Of study and files: cells of another digest are not these files'.
    data: String,
    sweep: SweepReport,
}

/// years.json.
#[derive(Debug, Serialize)]
struct YearsFile<'a> {
    /// Version of results.json's layout, whose parts a year is made of.
    schema: u32,
    engine: String,
    years: &'a [YearResult],
}

fn engine() -> String {
    format!("watchback {}", env!("CARGO_PKG_VERSION"))
}

impl Sweep {
    pub(crate) fn perform(self) -> Outcome {
        let path = self.study.out.join("sweep.json");
        let (mut threads, inspection, study, _held) = self.study.inspected(|_| (), "sweep.json")?;
        let data = data_digest(&study, &inspection.quality).ok_or("the files could not be digested")?;
        let planned = cells(&study);
        let mut done = kept(&path, &data);
        for (number, cell) in planned.iter().enumerate().skip(done.len()) {
            tell!("cell {} of {}: {}", number + 1, planned.len(), watchback::wording::sweep::cell(cell));
            done.push(pollster::block_on(sweep_cell(&mut threads, &inspection, &study, *cell))?);
            let sweep = SweepReport::new(done.clone(), planned.len());
            let file = SweepFile {
                schema: SCHEMA,
                engine: engine(),
                study: study.clone(),
                data: data.clone(),
                sweep,
            };
            write_json(&path, &file)?;
        }
        tell!("wrote {}", path.display());
        let report = SweepReport::new(done, planned.len());
        Ok(words::sweep(&report, &mut stdout())?)
    }
}

/// Cells of an earlier sweep of the same files and study; none where there is no such file.
fn kept(path: &Path, data: &str) -> Vec<CellResult> {
    let file = fs::read(path).ok().and_then(|bytes| serde_json::from_slice::<SweepFile>(&bytes).ok());
    let same = file.filter(|file| file.schema == SCHEMA && file.data == data && file.engine == engine());
    same.map(|file| file.sweep.cells).unwrap_or_default()
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
        let mut years = Vec::new();
        for study in studies {
            tell!("learned on {}, tested on {}", study.training(), study.test());
            years.push(pollster::block_on(analyse_year(
                &mut threads,
                &inspection,
                &study,
                &TileAreas::default(),
            ))?);
            write_json(&path, &YearsFile { schema: RESULTS_SCHEMA, engine: engine(), years: &years })?;
        }
        tell!("wrote {}", path.display());
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
        let (threads, inspection) = self.files.read(self.threads, &settings.clone().check()?)?;
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
