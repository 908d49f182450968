//! The commands that ask whether a result holds elsewhere: at other resolutions, in other years.

use std::error::Error;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use clap::Args;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use watchback::results::{SCHEMA as RESULTS_SCHEMA, YearCounts, YearResult};
use watchback::run::{Inspection, Threads, TileAreas, analyse_year, sweep_cell, yearly_studies};
use watchback::study::{Study, StudySettings};
use watchback::sweep::{SCHEMA, SweepReport, cells};

use crate::cities::Choice;
use crate::output::{Asked, Origin, OutFolder, Outcome, Unfinished};
use crate::reading::{Files, simulated_settings};
use crate::terminal::{stdout, tell};
use crate::words;

/// The file of a sweep, and what is finished of the cell under way.
const SWEEP: &str = "sweep.json";
const UNFINISHED_SWEEP: &str = "sweep.partial";
/// The same of single years.
const YEARS: &str = "years.json";
const UNFINISHED_YEARS: &str = "years.partial";

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
    /// Begin anew: give up what an earlier command finished and left in --out
    #[arg(long)]
    pub(crate) afresh: bool,
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

impl Sweep {
    pub(crate) fn perform(self) -> Outcome {
        let afresh = self.study.afresh;
        let begun = self.study.begin(|_| (), &[SWEEP, UNFINISHED_SWEEP], &[])?;
        let Begun { mut threads, inspection, study, origin, out } = begun;
        let planned = cells(&study);
        let earlier: Option<SweepFile> = earlier(&out, SWEEP).filter(|_| !afresh);
        let earlier = earlier.filter(|file| file.schema == SCHEMA && file.origin.is(&origin));
        let mut done = earlier.map_or_else(Vec::new, |file| file.sweep.cells);
        let settings = Asked::digest(&study)?;
        for (number, cell) in planned.iter().enumerate().skip(done.len()) {
            tell!("cell {} of {}: {}", number + 1, planned.len(), watchback::wording::sweep::cell(cell));
            let asked = Asked {
                file: UNFINISHED_SWEEP,
                origin: &origin,
                settings: settings.clone(),
                part: number,
                afresh,
            };
            let mut unfinished = Unfinished::open(&out, &asked)?;
            let mut executor = unfinished.over(&mut threads);
            let result = pollster::block_on(sweep_cell(&mut executor, &inspection, &study, *cell));
            drop(executor);
            done.push(unfinished.settled(result)?);
            let sweep = SweepReport::new(done.clone(), planned.len());
            let file = SweepFile { schema: SCHEMA, origin: origin.clone(), study: study.clone(), sweep };
            out.write_json(SWEEP, &file)?;
            unfinished.done();
        }
        out.tell_written(SWEEP);
        let report = SweepReport::new(done, planned.len());
        Ok(words::sweep(&report, &mut stdout())?)
    }
}

/// What an earlier command left; `None` where there is no such file.
fn earlier<T: DeserializeOwned>(out: &OutFolder, name: &str) -> Option<T> {
    fs::read(out.join(name)).ok().and_then(|bytes| serde_json::from_slice(&bytes).ok())
}

impl Years {
    pub(crate) fn perform(self) -> Outcome {
        let (seeds, afresh) = (self.seeds, self.study.afresh);
        let put = |settings: &mut StudySettings| settings.chance.seeds = seeds;
        let begun = self.study.begin(put, &[YEARS, UNFINISHED_YEARS], &[])?;
        let Begun { mut threads, inspection, study, origin, out } = begun;
        let studies = yearly_studies(&inspection, &study);
        if studies.is_empty() {
            return Err("the files hold no calendar year with the three before it, every day of them".into());
        }
        let earlier: Option<YearsFile> = earlier(&out, YEARS).filter(|_| !afresh);
        let same = earlier.filter(|file| file.schema == RESULTS_SCHEMA && file.origin.is(&origin));
        let settings = Asked::digest(&study)?;
        let mut file =
            same.unwrap_or(YearsFile { schema: RESULTS_SCHEMA, origin: origin.clone(), years: Vec::new() });
        for (part, study) in studies.iter().enumerate().skip(file.years.len()) {
            tell!("learned on {}, tested on {}", study.training(), study.test());
            let asked =
                Asked { file: UNFINISHED_YEARS, origin: &origin, settings: settings.clone(), part, afresh };
            let mut unfinished = Unfinished::open(&out, &asked)?;
            let areas = TileAreas::default();
            let mut executor = unfinished.over(&mut threads);
            let year = pollster::block_on(analyse_year(&mut executor, &inspection, study, &areas));
            drop(executor);
            file.years.push(unfinished.settled(year)?);
            out.write_json(YEARS, &file)?;
            unfinished.done();
        }
        out.tell_written(YEARS);
        let years = file.years;
        let mut out = stdout();
        years.iter().try_for_each(|year| words::year(year, &mut out))?;
        Ok(writeln!(out, "{}", watchback::wording::years::counts(&YearCounts::new(&years)))?)
    }
}

/// What a command begins with.
pub(crate) struct Begun {
    pub(crate) threads: Threads,
    pub(crate) inspection: Inspection,
    pub(crate) study: Study,
    pub(crate) origin: Origin,
    /// The folder that results go to.
    pub(crate) out: OutFolder,
}

impl StudyArgs {
    /// Holds the folder that `outputs` go to, reads the files, and makes the study that they are
    /// asked for. `more`: what else will be read.
    pub(crate) fn begin(
        self,
        put: impl FnOnce(&mut StudySettings),
        outputs: &[&str],
        more: &[&Path],
    ) -> Result<Begun, Box<dyn Error>> {
        let inputs: Vec<&Path> =
            self.files.paths().chain(self.choice.paths()).chain(more.iter().copied()).collect();
        let out = OutFolder::hold(&self.out, outputs, &inputs)?;
        let settings = self.choice.settings()?;
        let (threads, inspection) = self.files.read_for_receipt(self.threads, &settings.clone().check()?)?;
        let of_files = simulated_settings(&self.choice.city, &inspection);
        let mut settings = of_files.filter(|_| !self.choice.is_given()).unwrap_or(settings);
        put(&mut settings);
        let study = settings.check()?;
        let origin = Origin::new(&study, &inspection)?;
        Ok(Begun { threads, inspection, study, origin, out })
    }
}
