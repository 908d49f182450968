//! What can be asked on the command line.

use std::error::Error;
use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use clap::{Args, Parser, Subcommand, ValueEnum};
use watchback::results::{Results, results_json, scores_csv};
use watchback::run::{Inspection, RunError, Threads, analyse, inspect, inspect_simulated};
use watchback::score::Rule;
use watchback::simulate::{SimulatedCity, SimulationSettings, write_portal_csv};
use watchback::study::{CHICAGO, SIMULATED, Study, StudySettings, TestEnd, preset, simulated_over};

use crate::score_file::score_file;
use crate::{progress, words};

type Outcome = Result<(), Box<dyn Error>>;

/// Audits predictive policing on a city's own public records.
#[derive(Debug, Parser)]
#[command(version, about)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Read crime files and report on their quality
    Inspect(Inspect),
    /// Learn the network, forecast the test period and score it against chance
    Run(Run),
    /// The same on a small simulated city, with no file at hand
    Demo(Demo),
    /// Score one file of columns event,score; prints one JSON object
    Score(Score),
    /// Write a simulated city as a portal file
    Simulate(Simulate),
}

#[derive(Debug, Args)]
pub(crate) struct Inspect {
    /// Crime files, CSV or gzip
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// The city whose box and period the report is on
    #[arg(long, default_value = CHICAGO)]
    city: String,
    /// Print the report as JSON
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Run {
    /// Crime files, CSV or gzip
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// The city's preset
    #[arg(long, default_value = CHICAGO)]
    city: String,
    /// Where results.json and scores.csv are written
    #[arg(long)]
    out: PathBuf,
    /// Last day of the test period
    #[arg(long, value_enum, default_value_t = End::WholeYear)]
    test_end: End,
    #[command(flatten)]
    how: How,
}

#[derive(Debug, Args)]
pub(crate) struct Demo {
    /// Where results.json and scores.csv are written; nowhere if not given
    #[arg(long)]
    out: Option<PathBuf>,
    /// The simulated city's seed
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Plant no links: there is nothing to learn
    #[arg(long)]
    null: bool,
    #[command(flatten)]
    how: How,
}

#[derive(Debug, Args)]
struct How {
    /// Print results.json on standard output instead of a summary
    #[arg(long)]
    json: bool,
    /// Threads; 0 for one a core
    #[arg(long, default_value_t = 0)]
    threads: usize,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum End {
    /// 2017-12-31
    WholeYear,
    /// 2017-04-11
    Paper,
}

#[derive(Debug, Args)]
pub(crate) struct Score {
    /// A CSV file with columns event (0 or 1) and score
    file: PathBuf,
    /// Half-width of the tolerance in steps; 0 is strict
    #[arg(long)]
    width: usize,
    /// Only the last N steps; 0 for all
    #[arg(long, default_value_t = 0)]
    tail: usize,
    /// How hits and false alarms are counted
    #[arg(long, value_enum, default_value_t = ScoreRule::Released)]
    rule: ScoreRule,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum ScoreRule {
    /// As the authors' released scorer counts
    Released,
    /// Each event once
    Plain,
}

#[derive(Debug, Args)]
pub(crate) struct Simulate {
    /// The same seed gives the same city
    #[arg(long)]
    seed: u64,
    /// Violent and property streams together, 2 to 19,208
    #[arg(long, default_value_t = SimulationSettings::default().streams)]
    streams: usize,
    /// Days
    #[arg(long, default_value_t = SimulationSettings::default().steps)]
    steps: usize,
    /// Plant no links: the null twin
    #[arg(long)]
    null: bool,
    /// The file to write
    #[arg(long)]
    out: PathBuf,
}

impl Command {
    pub(crate) fn perform(self) -> Outcome {
        match self {
            Self::Inspect(inspect) => inspect.perform(),
            Self::Run(run) => run.perform(),
            Self::Demo(demo) => demo.perform(),
            Self::Score(score) => score.perform(),
            Self::Simulate(simulate) => simulate.perform(),
        }
    }
}

impl Inspect {
    fn perform(self) -> Outcome {
        let study = preset(&self.city)?.check()?;
        let (_, inspection) = read(self.files, 0, &study)?;
        if self.json {
            print_json(serde_json::to_vec_pretty(&inspection.quality)?)
        } else {
            Ok(words::quality(&inspection, &mut io::stdout().lock())?)
        }
    }
}

impl Run {
    fn perform(self) -> Outcome {
        let mut settings = preset(&self.city)?;
        if self.city == CHICAGO {
            settings.test_last = match self.test_end {
                End::WholeYear => TestEnd::WholeYear.day(),
                End::Paper => TestEnd::Paper.day(),
            };
        }
        let (threads, inspection) = read(self.files, self.how.threads, &settings.clone().check()?)?;
        let is_simulated = self.city == SIMULATED && inspection.quality.simulated.count > 0;
        let simulated_days = inspection.quality.days.filter(|_| is_simulated);
        let study = simulated_days.map_or(settings, simulated_over).check()?;
        finish(threads, &inspection, &study, Some(&self.out), self.how.json)
    }
}

impl Demo {
    fn perform(self) -> Outcome {
        let settings =
            SimulationSettings { seed: self.seed, planted: !self.null, ..SimulationSettings::default() };
        let study = SimulatedCity::new(settings)?.study_settings().and_then(StudySettings::check)?;
        let threads = Threads::new(self.how.threads, Vec::new(), progress::bar())?;
        let inspection = inspect_simulated(&threads, settings, &study)?;
        finish(threads, &inspection, &study, self.out.as_deref(), self.how.json)
    }
}

impl Score {
    fn perform(self) -> Outcome {
        let rule = match self.rule {
            ScoreRule::Released => Rule::Released,
            ScoreRule::Plain => Rule::Plain,
        };
        let named = |error: &dyn Error| format!("{}: {error}", self.file.display());
        let file = File::open(&self.file).map_err(|error| named(&error))?;
        let scores = score_file(file, rule, self.width, self.tail).map_err(|error| named(&*error))?;
        print_json(serde_json::to_vec(&scores)?)
    }
}

impl Simulate {
    fn perform(self) -> Outcome {
        let settings = SimulationSettings {
            seed: self.seed,
            streams: self.streams,
            steps: self.steps,
            planted: !self.null,
        };
        let city = SimulatedCity::new(settings)?;
        let named = |error: io::Error| format!("{}: {error}", self.out.display());
        let mut file = BufWriter::new(File::create(&self.out).map_err(named)?);
        write_portal_csv(&city, &mut file).and_then(|()| file.flush()).map_err(named)?;
        eprintln!("wrote a simulated city of {} streams and {} days", self.streams, self.steps);
        Ok(())
    }
}

/// Reads files. One that cannot be read is told, and ends the command only when none can.
fn read(files: Vec<PathBuf>, threads: usize, study: &Study) -> Result<(Threads, Inspection), Box<dyn Error>> {
    let n_files = files.len();
    let mut threads = Threads::new(threads, files, progress::bar())?;
    let inspection = pollster::block_on(inspect(&mut threads, n_files, study))?;
    for failure in &inspection.failures {
        eprintln!("not read: {}", failure.message);
    }
    if inspection.failures.len() == n_files {
        return Err(RunError::NoFiles.into());
    }
    Ok((threads, inspection))
}

fn finish(
    mut threads: Threads,
    inspection: &Inspection,
    study: &Study,
    out: Option<&Path>,
    as_json: bool,
) -> Outcome {
    let analysis = pollster::block_on(analyse(&mut threads, inspection, study))?;
    let json = results_json(&analysis.results)?;
    if let Some(out) = out {
        write(out, &analysis.results, &json)?;
    }
    if as_json {
        io::stdout().lock().write_all(&json)?;
    } else {
        words::results(&analysis.results, &mut io::stdout().lock())?;
    }
    Ok(())
}

fn print_json(mut json: Vec<u8>) -> Outcome {
    json.push(b'\n');
    Ok(io::stdout().lock().write_all(&json)?)
}

fn write(out: &Path, results: &Results, json: &[u8]) -> Outcome {
    std::fs::create_dir_all(out).map_err(|error| format!("{}: {error}", out.display()))?;
    for (name, bytes) in [("results.json", json), ("scores.csv", &scores_csv(results)?)] {
        let path = out.join(name);
        std::fs::write(&path, bytes).map_err(|error| format!("{}: {error}", path.display()))?;
        eprintln!("wrote {}", path.display());
    }
    Ok(())
}
