//! What can be asked on the command line.

use std::error::Error;
use std::fs::File;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use clap::{Args, Parser, Subcommand, ValueEnum};
use serde::Serialize;
use watchback::bundle::{BUNDLE_NAME, FORECASTS, RESULTS, SCORES};
use watchback::ingest::Quality;
use watchback::results::{Results, results_json, scores_csv};
use watchback::run::{
    Analysis, FinishedForecast, Inspection, Threads, TileAreas, analyse, climb, inspect_simulated,
};
use watchback::score::{Rule, Undefined};
use watchback::simulate::{
    PlantedGamma, SimulatedCity, SimulationSettings, write_many_rows, write_portal_csv, write_truth,
};
use watchback::study::{
    Admission, CHICAGO, ChanceSettings, Combiner, RotationKind, SIMULATED, Study, StudySettings, TestEnd,
    preset,
};
use watchback::wording::quality::SavedReport;
use watchback::xpfsa::{MachineRule, ReleasedModel};

use crate::areas::{Areas, Keys};
use crate::audit::Audit;
use crate::bundle::Publisher;
use crate::cities::{self, Choice, Offences};
use crate::guess::Guess;
use crate::ladder::{self, Ladder};
use crate::output::{Asked, Origin, OutFile, OutFolder, Outcome, Unfinished, is_one_place, print_json};
use crate::predictions::{Predictions, Targets};
use crate::publish::Publish;
use crate::reading::{Files, own_digest, simulated_settings, threads};
use crate::released::{self, Released};
use crate::robustness::{Sweep, Years};
use crate::score_file::score_file;
use crate::suggest::Suggest;
use crate::terminal::{stdout, tell};
use crate::transducer::transducer_of;
use crate::verify::Verify;
use crate::{parquet_files, quality_words, words};

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
    /// List the cities that there are settings for, where their files come from, and what to know
    /// of them
    Cities,
    /// Print a city's table of offences, CSV: what is violent, what property, what neither
    Offences(Offences),
    /// Suggest a study from the files: box, periods, tiles and step, each with its reason
    Suggest(Suggest),
    /// Tell what a file's columns are, with a confidence and five rows; correct it, and save the
    /// layout
    Guess(Guess),
    /// Read boundaries of areas and their table: joining keys, tiles and groups
    Areas(Areas),
    /// Ask where arrests go when crime rises, and where they are made for what is reported
    ///
    /// The rules were fixed before any real file was audited: docs/validity.md
    Audit(Box<Audit>),
    /// Learn the network, forecast the test period and score it against chance
    Run(Box<Run>),
    /// The same on a small simulated city, with no file at hand
    Demo(Demo),
    /// Ask whether the method works at other sizes of tiles and lengths of steps
    ///
    /// sweep.json is written after every cell; cells of the same files and study that it holds are
    /// not run again
    Sweep(Sweep),
    /// Ask whether a result holds in other years: learn on three, test on the next
    ///
    /// The files must hold four or more calendar years; years.json is written after every year
    Years(Years),
    /// Show how the paper's 90 % come about: from the strict score to the largest of all that the
    /// released program's tables hold, each with what chance alone gives
    Ladder(Box<Ladder>),
    /// Score models that the authors' program wrote; prints one JSON object
    Released(Released),
    /// Ask whether somebody else's predictions knew more than a count, and who is targeted
    ///
    /// The rules were fixed before any vendor's file was read: docs/validity.md
    Predictions(Box<Predictions>),
    /// Set predictions by area against a value of the areas, with what chance gives
    Targeting(Targets),
    /// Score one file of columns event,score; prints one JSON object
    Score(Score),
    /// Infer the machine of one pair of streams; prints one JSON object
    Transducer(Transducer),
    /// Write a simulated city as a portal file, and what is true of it
    Simulate(Simulate),
    /// Make a published run again from its files and compare: ends with 0 where it is confirmed, 2
    /// where it differs, 3 where it cannot be compared
    Verify(Verify),
    /// Make a folder for any static host: the app, bundles, a report of each run, and a list
    Publish(Publish),
}

#[derive(Debug, Args)]
pub(crate) struct Inspect {
    #[command(flatten)]
    files: Files,
    /// The city whose box and period the report is on; the files' own if not given
    #[arg(long)]
    city: Option<String>,
    /// Print the report as JSON
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Args)]
#[command(mut_arg("study", |study| study.conflicts_with_all([
    "test_end", "depth", "admission", "combiner", "models", "inference_share", "rounds", "targets", "chance_seed", "seeds",
    "rotate_per_source",
])))]
pub(crate) struct Run {
    #[command(flatten)]
    files: Files,
    #[command(flatten)]
    choice: Choice,
    /// Where results.json and scores.csv are written
    #[arg(long)]
    out: PathBuf,
    /// The city's boundary, GeoJSON: areas or one outline. Shares of the area are then of the tiles
    /// whose centre lies inside, else of those with any training event
    #[arg(long)]
    boundary: Option<PathBuf>,
    /// Values of the boundary's areas, CSV or a workbook: what acting on the forecast would mean is
    /// then told by quintiles of --value
    #[arg(long, requires = "boundary", requires = "value")]
    table: Option<PathBuf>,
    /// The table's column of values, or without a table a property of the areas
    #[arg(long, requires = "boundary")]
    value: Option<String>,
    #[command(flatten)]
    keys: Keys,
    /// Last day of the test period
    #[arg(long, value_enum, default_value_t = End::WholeYear)]
    test_end: End,
    #[command(flatten)]
    settings: Settings,
    #[command(flatten)]
    how: How,
    /// Begin anew: give up what an earlier command finished and left in --out
    #[arg(long)]
    afresh: bool,
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
    settings: Settings,
    #[command(flatten)]
    how: How,
}

#[derive(Debug, Args)]
struct Settings {
    /// Symbols of a context, 1 to 6
    #[arg(long, default_value_t = 3)]
    depth: usize,
    /// Which transducers a forecast may use
    #[arg(long, value_enum, default_value_t = AdmissionChoice::Gamma)]
    admission: AdmissionChoice,
    /// How a target's transducers are combined
    #[arg(long, value_enum, default_value_t = CombinerChoice::Evidence)]
    combiner: CombinerChoice,
    /// Transducers that are combined for a target, at most
    #[arg(long, default_value_t = 20)]
    models: usize,
    /// The share of training, from its start, that transducers are inferred on; the rest is for a
    /// combination by regression or boosting
    #[arg(long, default_value_t = 0.75)]
    inference_share: f64,
    /// Surrogate rounds that the network is told from chance by, at most
    #[arg(long, default_value_t = ChanceSettings::default().rounds)]
    rounds: usize,
    /// Targets that the rounds look at
    #[arg(long, default_value_t = ChanceSettings::default().targets)]
    targets: usize,
    /// Seed of those targets and of the rounds
    #[arg(long, default_value_t = ChanceSettings::default().seed)]
    chance_seed: u64,
    /// Seeds, from that one on, that the network's verdict is repeated for
    #[arg(long, default_value_t = ChanceSettings::default().seeds)]
    seeds: usize,
    /// Rotate each source by an offset of its own instead of all by one
    #[arg(long)]
    rotate_per_source: bool,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum AdmissionChoice {
    /// All; by regression and boosting the paper's threshold, gamma of at least 0.01
    Gamma,
    /// Links that stand out from surrogates
    Links,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum CombinerChoice {
    /// Ridge logistic regression on a window of its own
    Logistic,
    /// Gradient boosting of small trees on that window
    Boosting,
    /// Each source weighed by how likely it is to be no chance finding, on all of training
    Evidence,
}

impl Settings {
    fn put_into(&self, settings: &mut StudySettings) {
        let rotation = if self.rotate_per_source { RotationKind::PerSource } else { RotationKind::Common };
        settings.context_symbols = self.depth;
        settings.max_models = self.models;
        settings.inference_share = self.inference_share;
        settings.admission = match self.admission {
            AdmissionChoice::Gamma => Admission::Gamma,
            AdmissionChoice::Links => Admission::Links,
        };
        settings.combiner = match self.combiner {
            CombinerChoice::Logistic => Combiner::Logistic,
            CombinerChoice::Boosting => Combiner::Boosting,
            CombinerChoice::Evidence => Combiner::Evidence,
        };
        settings.chance = ChanceSettings {
            rounds: self.rounds,
            targets: self.targets,
            rotation,
            seed: self.chance_seed,
            seeds: self.seeds,
        };
    }
}

#[derive(Debug, Args)]
struct How {
    /// Print results.json on standard output instead of a summary
    #[arg(long)]
    json: bool,
    /// Write every forecast too, forecasts.csv.gz beside results.json: a line a stream and day
    #[arg(long)]
    forecasts: bool,
    /// Write streams.parquet and forecasts.parquet too, beside the bundle: the scores, and every
    /// forecast of the network
    #[arg(long)]
    parquet: bool,
    /// Learn and score as the authors' program does too: it stands beside the verdict, choice by
    /// choice, and is no part of it
    #[arg(long)]
    as_released: bool,
    #[command(flatten)]
    publisher: Publisher,
    /// Threads; 0 for one a core
    #[arg(long, default_value_t = 0)]
    threads: usize,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum End {
    /// The whole year after training
    WholeYear,
    /// The paper's: its first 101 days, to 11 April
    Paper,
}

#[derive(Debug, Args)]
pub(crate) struct Score {
    /// A CSV file with columns event (0 or 1) and score
    file: PathBuf,
    /// Half-width of the tolerance in steps; 0 is strict
    #[arg(long)]
    width: usize,
    /// How many steps ahead the scores were made: a tolerance of as many or more is refused,
    /// because the scores have seen the event that would count
    #[arg(long)]
    horizon: Option<usize>,
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
    /// Links to plant, fewer than streams; a third of the streams if not given
    #[arg(long)]
    links: Option<usize>,
    /// Coefficient of causal dependence of the links, 0 to 0.12; or by-rate: 0.06 for targets of
    /// rate at most 0.15, 0.04 for busier ones
    #[arg(long, value_parser = gamma, default_value = "0.12")]
    gamma: PlantedGamma,
    /// Let driven streams drive others
    #[arg(long)]
    chains: bool,
    /// Plant no links: the null twin
    #[arg(long)]
    null: bool,
    /// Instead of a city, so many rows of 240 bytes over 24 years, for measuring time and memory:
    /// there is nothing in them to learn
    #[arg(long, conflicts_with_all = ["streams", "steps", "links", "gamma", "chains", "null", "truth"])]
    rows: Option<u64>,
    /// The file to write
    #[arg(long)]
    out: PathBuf,
    /// The file for streams, links and all that is true of the city, as JSON; FILE.truth.json
    /// beside FILE.csv if not given
    #[arg(long)]
    truth: Option<PathBuf>,
}

fn gamma(text: &str) -> Result<PlantedGamma, String> {
    match text {
        "by-rate" => Ok(PlantedGamma::ByRate),
        _ => text.parse().map(PlantedGamma::Fixed).map_err(|_| "expected a number, or by-rate".to_owned()),
    }
}

impl Command {
    pub(crate) fn perform(self) -> Outcome {
        match self {
            Self::Inspect(inspect) => inspect.perform(),
            Self::Suggest(suggest) => suggest.perform(),
            Self::Guess(guess) => guess.perform(),
            Self::Areas(areas) => areas.perform(),
            Self::Audit(audit) => audit.perform(),
            Self::Run(run) => run.perform(),
            Self::Demo(demo) => demo.perform(),
            Self::Sweep(sweep) => sweep.perform(),
            Self::Years(years) => years.perform(),
            Self::Ladder(ladder) => ladder.perform(),
            Self::Released(released) => released.perform(),
            Self::Cities => Ok(cities::list(&mut stdout())?),
            Self::Offences(offences) => offences.perform(),
            Self::Predictions(predictions) => predictions.perform(),
            Self::Targeting(targets) => targets.perform(),
            Self::Score(score) => score.perform(),
            Self::Transducer(transducer) => transducer.perform(),
            Self::Simulate(simulate) => simulate.perform(),
            Self::Verify(verify) => verify.perform(),
            Self::Publish(publish) => publish.perform(),
        }
    }
}

/// What `inspect --json` prints: the counts for the study, and the report on the files.
#[derive(Serialize)]
struct Inspected<'a> {
    #[serde(flatten)]
    quality: &'a Quality,
    report: SavedReport<'a>,
}

impl Inspect {
    fn perform(self) -> Outcome {
        let asked = self.city.as_deref();
        let mut study = preset(asked.unwrap_or(CHICAGO))?.check()?;
        let (_, mut inspection) = self.files.read(0, &study)?;
        let city = inspection.city().filter(|_| asked.is_none());
        if let Some(settings) = city.and_then(|city| preset(city).ok()) {
            study = settings.check()?;
        }
        inspection.count_for(&study);
        let has_study = asked.is_some() || city.is_some();
        if self.json {
            let quality = &inspection.quality;
            let report = SavedReport::new(&inspection.report, &inspection.merged.files);
            let mut inspected = serde_json::to_value(Inspected { quality, report })?;
            // Of a city that there is no preset for, no box and no period is known.
            for field in ["outside_box", "outside_period", "missing_days"].iter().filter(|_| !has_study) {
                if let Some(value) = inspected.get_mut(field) {
                    *value = serde_json::Value::Null;
                }
            }
            return print_json(serde_json::to_vec_pretty(&inspected)?);
        }
        let mut out = stdout();
        words::quality(&inspection, has_study, &mut out)?;
        Ok(quality_words::findings(&inspection.findings(), &mut out)?)
    }
}

impl Run {
    fn perform(self) -> Outcome {
        let of_areas: Vec<&Path> =
            [&self.boundary, &self.table].into_iter().flatten().map(PathBuf::as_path).collect();
        let inputs: Vec<&Path> =
            self.files.paths().chain(self.choice.paths()).chain(of_areas.iter().copied()).collect();
        let out = OutFolder::hold(&self.out, &WRITTEN, &inputs)?;
        let mut settings = self.choice.settings()?;
        let is_given = self.choice.is_given();
        // A simulated city's files say which days they cover.
        if self.choice.city != SIMULATED && !is_given {
            let end = match self.test_end {
                End::WholeYear => TestEnd::WholeYear,
                End::Paper => TestEnd::Paper,
            };
            settings.test_last = end.of(&settings);
        }
        let (mut threads, inspection) =
            self.files.read_for_receipt(self.how.threads, &settings.clone().check()?)?;
        if !is_given {
            settings = simulated_settings(&self.choice.city, &inspection).unwrap_or(settings);
            self.settings.put_into(&mut settings);
        }
        let study = settings.check()?;
        inspection.check(&study)?;
        let areas = match self.boundary.as_deref() {
            Some(path) => {
                self.keys.tile_areas((path, self.table.as_deref()), self.value.as_deref(), &study)?
            }
            None => TileAreas::default(),
        };
        let origin = Origin::new(&study, &inspection)?;
        let settings = Asked::digest(&(&study, &areas.input))?;
        let asked = Asked { file: UNFINISHED, origin: &origin, settings, part: 0, afresh: self.afresh };
        let unfinished = Unfinished::open(&out, &asked)?;
        finish((&mut threads, unfinished), &inspection, (&study, &areas), Some(&out), &self.how)
    }
}

impl Demo {
    fn perform(self) -> Outcome {
        let hold = |out: &PathBuf| OutFolder::hold(out, &WRITTEN, &[]);
        let out = self.out.as_ref().map(hold).transpose()?;
        let settings =
            SimulationSettings { seed: self.seed, planted: !self.null, ..SimulationSettings::default() };
        let mut study = SimulatedCity::new(settings)?.study_settings()?;
        self.settings.put_into(&mut study);
        let study = study.check()?;
        let mut threads = threads(self.how.threads);
        let mut inspection = inspect_simulated(&threads, settings, &study)?;
        inspection.build = own_digest();
        let work = (&mut threads, Unfinished::nowhere());
        finish(work, &inspection, (&study, &TileAreas::default()), out.as_ref(), &self.how)
    }
}

impl Score {
    fn perform(self) -> Outcome {
        let rule = match self.rule {
            ScoreRule::Released => Rule::Released,
            ScoreRule::Plain => Rule::Plain,
        };
        let width = self.width;
        match self.horizon {
            Some(horizon) if width > 0 && width >= horizon => {
                let reason = Undefined::ToleranceReachesHorizon;
                return Err(format!("--width {width} with --horizon {horizon}: {reason}").into());
            }
            None if width > 0 => tell!(
                "take care: a score that was made {width} steps ahead or less has seen the event that counts as a hit; say by \
                 --horizon how far ahead yours were made"
            ),
            _ => {}
        }
        let named = |error: &dyn Error| format!("{}: {error}", self.file.display());
        let file = File::open(&self.file).map_err(|error| named(&error))?;
        let scores = score_file(file, rule, self.width, self.tail).map_err(|error| named(&*error))?;
        print_json(serde_json::to_vec(&scores)?)
    }
}

#[derive(Debug, Args)]
pub(crate) struct Transducer {
    /// A CSV file with columns source and target: symbols 0, 1, .. 7, one row a step
    file: PathBuf,
    /// Steps from the symbol last read to the symbol spoken of; a released model has its own
    #[arg(long, required_unless_present = "released", conflicts_with = "released")]
    delay: Option<usize>,
    /// A model file of the authors' released program: its model is counted on the file instead of
    /// inferring one
    #[arg(long)]
    released: Option<PathBuf>,
    /// The model's name in that file; the first in order of names if not given
    #[arg(long, requires = "released")]
    model: Option<String>,
    /// Strings whose derivatives differ by no more are one state
    #[arg(long, default_value_t = MachineRule::default().eps)]
    eps: f64,
    /// Strings seen less often make no state
    #[arg(long, default_value_t = MachineRule::default().min_count)]
    min_count: usize,
    /// The paper's rule: eps alone decides, with no standard errors and no minimum count
    #[arg(long, conflicts_with = "min_count")]
    paper: bool,
}

impl Transducer {
    fn perform(self) -> Outcome {
        let rule = if self.paper {
            MachineRule::paper(self.eps)
        } else {
            MachineRule { eps: self.eps, min_count: self.min_count, ..MachineRule::default() }
        };
        let named = |error: &dyn Error| format!("{}: {error}", self.file.display());
        let released =
            self.released.as_deref().map(|path| released_model(path, self.model.as_deref())).transpose()?;
        let delay = released.as_ref().map(|model| model.delay_steps).or(self.delay).unwrap_or_default();
        let file = File::open(&self.file).map_err(|error| named(&error))?;
        let report = transducer_of(file, delay, &rule, released.as_ref()).map_err(|error| named(&*error))?;
        print_json(serde_json::to_vec(&report)?)
    }
}

/// The model of a released file by name, or its first.
fn released_model(path: &Path, name: Option<&str>) -> Result<ReleasedModel, Box<dyn Error>> {
    let found = released::models(path)?.into_iter().find(|model| name.is_none_or(|name| model.name == name));
    Ok(found.ok_or_else(|| format!("{}: no model {}", path.display(), name.unwrap_or("at all")))?)
}

impl Simulate {
    fn perform(self) -> Outcome {
        let out = OutFile::hold(&self.out, &[])?;
        if let Some(rows) = self.rows {
            out.write(|file| write_many_rows(self.seed, rows, file))?;
            tell!("wrote {rows} simulated rows");
            return Ok(());
        }
        let settings = SimulationSettings {
            seed: self.seed,
            streams: self.streams,
            steps: self.steps,
            links: self.links.unwrap_or(self.streams / 3),
            gamma: self.gamma,
            planted: !self.null,
            chains: self.chains,
        };
        let truth = self.truth.unwrap_or_else(|| self.out.with_extension("truth.json"));
        if is_one_place(&truth, &self.out) {
            return Err(format!("{}: the truth needs a file of its own", truth.display()).into());
        }
        let out_truth = OutFile::hold(&truth, &[])?;
        let city = SimulatedCity::new(settings)?;
        out.write(|file| write_portal_csv(&city, file))?;
        out_truth.write(|file| write_truth(&city, file))?;
        let (streams, days, links) = (settings.streams, settings.steps, city.links().len());
        tell!("wrote a simulated city of {streams} streams, {days} days and {links} links");
        tell!("wrote what is true of it to {}", truth.display());
        Ok(())
    }
}

/// What is finished of a run that is under way.
const UNFINISHED: &str = "run.partial";
/// What `run` writes into its folder.
const WRITTEN: [&str; 7] =
    [RESULTS, SCORES, FORECASTS, parquet_files::STREAMS, parquet_files::FORECASTS, BUNDLE_NAME, UNFINISHED];

/// Writes results.json and scores.csv.
fn write_results(out: &OutFolder, results: &Results) -> Outcome {
    for (name, bytes) in [(RESULTS, results_json(results)?), (SCORES, scores_csv(results)?)] {
        out.write_bytes(name, &bytes)?;
        out.tell_written(name);
    }
    Ok(())
}

/// Writes the large tables as Parquet.
fn write_parquet(out: &OutFolder, analysis: &Analysis) -> Outcome {
    let files = [
        (parquet_files::STREAMS, parquet_files::streams(&analysis.results)?),
        (parquet_files::FORECASTS, parquet_files::forecasts(analysis)?),
    ];
    for (name, bytes) in files {
        out.write_bytes(name, &bytes)?;
        out.tell_written(name);
    }
    Ok(())
}

fn finish(
    (threads, mut unfinished): (&mut Threads, Unfinished),
    inspection: &Inspection,
    (study, areas): (&Study, &TileAreas),
    out: Option<&OutFolder>,
    how: &How,
) -> Outcome {
    if how.forecasts && out.is_none() {
        return Err("--forecasts needs --out, the folder that forecasts.csv.gz is written to".into());
    }
    if how.parquet && out.is_none() {
        return Err("--parquet needs --out, the folder that the files are written to".into());
    }
    let analysis = pollster::block_on(analyse(&mut unfinished.over(threads), inspection, study, areas));
    let mut analysis = unfinished.settled(analysis)?;
    if let Some(out) = out {
        write_results(out, &analysis.results)?;
        // An earlier run's tables are not those of the results that now stand beside them.
        for name in [FORECASTS, parquet_files::STREAMS, parquet_files::FORECASTS] {
            if out.remove(name)? {
                tell!("removed {}, which was of an earlier run", out.join(name).display());
            }
        }
    }
    let mut climbed = None;
    if how.as_released {
        let found = pollster::block_on(climb(&mut unfinished.over(threads), inspection, study));
        let found = unfinished.settled(found)?;
        analysis.results.as_released = Some(found.ladder);
        climbed = Some(found.forecast);
        if let Some(out) = out {
            write_results(out, &analysis.results)?;
        }
    }
    if let Some(out) = out.filter(|_| how.forecasts) {
        let finished = FinishedForecast::new(&analysis, areas);
        // The last stage: it would be long to keep, and is run again.
        out.write(FORECASTS, |file| {
            let write = finished.write_csv(threads, inspection, climbed.as_ref(), file);
            pollster::block_on(write).map_err(io::Error::other)
        })?;
        out.tell_written(FORECASTS);
    }
    if let Some(out) = out {
        how.publisher.write_bundle(out, &analysis, how.forecasts.then_some(FORECASTS))?;
        if how.parquet {
            write_parquet(out, &analysis)?;
        }
    }
    unfinished.done();
    if how.json {
        stdout().write_all(&results_json(&analysis.results)?)?;
    } else {
        let mut out = stdout();
        words::results(&analysis.results, &mut out)?;
        if let Some(ladder) = &analysis.results.as_released {
            ladder::print(ladder, study.settings().step_days, &mut out)?;
        }
    }
    Ok(())
}
