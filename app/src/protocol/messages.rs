//! What page, coordinator and workers tell each other.

use serde::{Deserialize, Serialize};

use super::kept::{KeepTrouble, Kept};
use watchback::audit::Grouping;
use watchback::bundle::Published;
use watchback::ingest::{GuessOptions, ImportPlan};
use watchback::run::ReadJob;
use watchback::run::{Expected, KeptOutputs, Stage, Work};
use watchback::simulate::SimulationSettings;
use watchback::space::{AreaChoice, AreaVariable, TileId};
use watchback::study::{OffenceClass, StudySettings};
use watchback::sweep::{Cell, CellResult};

/// The first message to a worker.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Init {
    /// What the worker is to be.
    pub role: Role,
}

/// What a worker is.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum Role {
    /// Holds the events and runs the stages; the workers do their items of work.
    Coordinator {
        /// Number of workers.
        workers: usize,
        /// SHA-256 of the program, as the page's head says it.
        build: Option<String>,
    },
    /// Does items of work.
    Worker,
}

/// What the page asks of the coordinator.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum Command {
    /// Talk to this worker by the attached port.
    ConnectWorker {
        /// Its number.
        worker: usize,
    },
    /// A worker failed; another takes its place.
    WorkerFailed {
        /// Its number.
        worker: usize,
    },
    /// A worker is gone for good; none takes its place.
    WorkerGone {
        /// Its number.
        worker: usize,
    },
    /// Change the number of workers; those with higher numbers are gone.
    SetWorkers {
        /// The new number.
        count: usize,
    },
    /// Read the attached files, by a layout and with classes of offences where they are given, and
    /// report on them.
    Inspect(Option<Box<ImportPlan>>, Option<Classes>),
    /// Suggest a study for what was inspected, with these classes of offences, and report on the
    /// files again.
    Suggest(Classes),
    /// Tell how the attached file is laid out, by what a person says of it.
    Guess(Box<GuessOptions>),
    /// Make this city and report on it.
    Simulate(SimulationSettings),
    /// Tell how long the study would take on what was inspected.
    Expect(Box<StudySettings>),
    /// Run the study on what was inspected; what acting on its forecast would mean is told by
    /// quintiles of the areas' value, where there is one.
    Run(Box<StudySettings>, Option<AreaValue>),
    /// Go on with the study's resolution sweep: run the planned cells that are not among those
    /// done, one after another.
    Sweep(Box<StudySettings>, SweepProgress),
    /// Run these studies, one a test year, one after another.
    Years(Vec<StudySettings>),
    /// Read the attached files of areas (boundaries, a table, or both), or join anew what was read
    /// before.
    Areas(Box<StudySettings>, AreaChoice),
    /// Invent areas of the simulated city.
    InventAreas(Box<StudySettings>),
    /// Tell what each of the attached files is: crimes, boundaries, a table.
    Sort,
    /// Show the results in the attached file.
    Open,
    /// Read the lines in the attached file, to be drawn over maps.
    Lines,
    /// Tell arrests for each reported crime by fifth of the areas: no run is needed.
    Arrests(Box<StudySettings>, AreaValue),
    /// Tell what acting on the forecast of a digest would mean by fifth of the areas; nothing is
    /// told where it is not the last one.
    Harm(String, AreaValue),
    /// Climb the ladder of the study: what the authors' program makes of it.
    Climb(Box<StudySettings>),
    /// Write every forecast of the run of a digest; nothing where it is not the last one.
    Forecasts(String),
    /// Audit enforcement over the areas that were read.
    Audit(Box<StudySettings>, Box<AuditRequest>),
    /// Write the bundle of the attached results.json, with audit.json and ladder.json where they
    /// are attached too.
    Bundle(Published, Packed),
    /// Make the run of the attached results.json again, which comes first, and the audit of the
    /// audit.json that follows, which may be empty, from the attached files, and compare.
    Verify,
    /// Keep finished stages from now on, or do not.
    Keep(bool),
    /// Delete all that is kept.
    DeleteKept,
    /// Send no more work.
    Cancel,
}

/// What a run is packed into to be published.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Packed {
    /// run.crate.zip.
    Bundle,
    /// A folder for any static host, as a zip archive.
    Site,
}

/// What a file is that a person brings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Kind {
    /// Crimes, or what is taken for them: what is none is said when it is read.
    Crimes,
    /// Boundaries of areas.
    Boundaries,
    /// A table of areas.
    Table,
    /// Results that were saved here or by the command line.
    Results,
    /// Lines to be drawn over maps: streets, rivers.
    Lines,
}

/// What is audited, beside the study.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AuditRequest {
    /// What areas are compared by.
    pub index: AreaValue,
    /// The columns that it is made of.
    pub components: Vec<String>,
    /// Which areas are compared, by the value as it is then.
    pub grouping: Grouping,
    /// Seeds that the primary question is repeated for.
    pub seeds: usize,
    /// Tiles that crime is pushed in by themselves too.
    pub chosen: Vec<TileId>,
}

/// How far a resolution sweep is.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SweepProgress {
    /// All cells of the sweep, in order.
    pub planned: Vec<Cell>,
    /// The first of them, with their results.
    pub done: Vec<CellResult>,
}

/// Offences with their classes.
pub type Classes = Vec<(String, OffenceClass)>;

/// What is compared between areas: a column of their table.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AreaValue {
    /// The column's name.
    pub column: String,
    /// What it measures.
    pub measure: Measure,
}

/// What a value of areas measures, as a person says it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Measure {
    /// Hardship or need: high values are the poorer areas.
    Hardship,
    /// Income or wealth: low values are the poorer areas, and the value is turned round.
    Income,
    /// The share of a group of people. High is no better and no worse than low.
    Share,
    /// Anything else, likewise.
    Other,
}

impl AreaValue {
    /// Whether the value is turned round, so that its last fifth is that of need.
    pub fn is_turned(&self) -> bool {
        self.measure == Measure::Income
    }

    /// Name and numbers as they are compared. `values`: those of the column.
    pub fn compared(&self, values: Vec<Option<f64>>) -> AreaVariable {
        let variable = AreaVariable { name: self.column.trim().to_owned(), values };
        if self.is_turned() { variable.turned() } else { variable }
    }

    /// The value that is called so as it is compared.
    pub fn of_compared_name(name: &str) -> Self {
        match AreaVariable::turned_column(name) {
            Some(column) => Self { column: column.to_owned(), measure: Measure::Income },
            None => Self { column: name.to_owned(), measure: Measure::Other },
        }
    }

    /// What the value is called as it is compared.
    pub fn compared_name(&self) -> String {
        self.compared(Vec::new()).name
    }
}

/// What the coordinator tells the page.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum Report {
    /// The coordinator has started.
    Ready,
    /// It still answers.
    Alive,
    /// How long work on these settings would take; nothing where they cannot be run.
    Expected(Box<StudySettings>, Option<Expected>),
    /// How much work the run under way is.
    Planned(Work),
    /// How far a stage is: items, or bytes when reading.
    Progress {
        /// The stage.
        stage: Stage,
        /// Done so far.
        done: u64,
        /// All there is.
        total: u64,
    },
    /// A file's layout was looked at; a `Guess` is attached.
    Guessed,
    /// The files were read; an `InspectionView` is attached.
    Inspected,
    /// The run is done; a `RunView`, results.json and scores.csv are attached.
    Finished,
    /// A cell of the sweep is done; the `SweepReport` over all cells so far is attached.
    Swept,
    /// A test year is done; a `YearResult` is attached.
    YearDone,
    /// All cells or years that were asked for are done.
    AllDone,
    /// Areas were read; an `AreasView` is attached.
    AreasRead,
    /// What each of the files is, in their order.
    Sorted(Vec<Kind>),
    /// Lines were read; a `LinesView` is attached.
    LinesRead,
    /// Saved results were read; a `RunView`, and the file itself, are attached.
    Opened,
    /// A saved audit was read, of this study and so asked; an `AuditReport`, and the file itself,
    /// are attached.
    OpenedAudit(Box<StudySettings>, Box<AuditRequest>),
    /// `ArrestRates` of a study and a value are attached.
    ArrestsTold(Box<StudySettings>, AreaValue),
    /// A `HarmByGroup` of the forecast of a digest and a value is attached.
    HarmTold(String, AreaValue),
    /// The ladder of a study is climbed; a `Ladder` and ladder.json are attached.
    Climbed(Box<StudySettings>),
    /// A saved ladder was read; a `Ladder` and the file itself are attached.
    OpenedLadder(Box<StudySettings>),
    /// forecasts.csv.gz is attached.
    Forecasts,
    /// The audit is done; an `AuditReport` and audit.json are attached.
    Audited,
    /// run.crate.zip is attached, or the folder that holds it and its report.
    Bundled(Packed),
    /// A published run was made again; a `Verification` is attached.
    Verified,
    /// What was asked beside the work under way could not be done: that goes on.
    Refused {
        /// What is wrong and what to do.
        message: String,
    },
    /// What was asked could not be done.
    Failed {
        /// What is wrong and what to do.
        message: String,
    },
    /// The coordinator itself is gone.
    Broken {
        /// What is wrong and what to do, where no other can take its place.
        message: String,
        /// What the browser said, where it had answered before.
        reason: Option<String>,
    },
    /// What was asked was cancelled.
    Cancelled,
    /// A worker has not answered for a while: stop it and start another.
    WorkerSilent {
        /// Its number.
        worker: usize,
    },
    /// What is kept of finished stages, or why nothing can be.
    Kept(Result<Kept, KeepTrouble>),
    /// Something could not be kept or deleted. What is under way goes on.
    NotKept(KeepTrouble),
    /// How much of a stage of the work under way was kept.
    Resumed(KeptOutputs),
    /// How many bytes of memory the workers hold.
    Memory {
        /// The coordinator's.
        coordinator: u64,
        /// The workers' together.
        workers: u64,
    },
}

/// What the coordinator asks of a worker.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum Order {
    /// Know the attached data.
    Share,
    /// Do the attached item.
    Item {
        /// Its number.
        item: usize,
    },
    /// Read of the attached file what the job says.
    Read {
        /// The item's number.
        item: usize,
        /// The job.
        job: ReadJob,
    },
}

/// What a worker tells the coordinator.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum Answer {
    /// It still works: bytes read of a file so far. Rows read since the last are attached, where
    /// there are enough for a message.
    Reading {
        /// The item's number.
        item: usize,
        /// Bytes.
        bytes: u64,
    },
    /// The item is done; its output is attached.
    Done {
        /// The item's number.
        item: usize,
        /// Bytes of memory that the worker holds.
        memory: u64,
    },
    /// The worker could not understand the message.
    Confused,
}

/// The attachments of [`Report::Finished`], in order.
#[derive(Clone, Copy, Debug)]
pub enum Artefact {
    /// What the page shows.
    View = 0,
    /// results.json.
    Json = 1,
    /// scores.csv.
    Csv = 2,
}
