//! What the page knows, as signals, and what it asks of the workers.

use std::sync::Arc;

use leptos::prelude::*;
use wasm_bindgen::prelude::*;
use web_sys::{Blob, BlobPropertyBag, File};

use crate::areas_view::AreasView;
use crate::crew::{Blueprint, Crew, NO_MODULE_WORKERS};
use crate::view::{InspectionView, RunView};
use crate::workers::{AreaValue, Artefact, Attachment, AuditAsked, Command, Report, bytes_of, memory_bytes};
use watchback::audit::AuditReport;
use watchback::encoding::unpacked;
use watchback::ingest::{Guess, GuessOptions, ImportPlan};
use watchback::results::YearResult;
use watchback::run::Stage;
use watchback::simulate::SimulationSettings;
use watchback::space::AreaChoice;
use watchback::study::{OffenceClass, StudySettings};
use watchback::sweep::{Cell, CellResult};

/// The most workers that are started.
pub(super) const MAX_WORKERS: usize = 8;

/// How long the workers may take to start.
const START_MILLISECONDS: u32 = 20_000;

/// What is under way.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Activity {
    /// The program is loading its workers.
    Starting,
    /// Nothing.
    Idle,
    /// Files are read.
    Inspecting,
    /// A study is run.
    Running,
    /// Cells of the resolution sweep are run.
    Sweeping,
    /// Test years are run.
    Years,
    /// Boundaries and their table are read.
    Areas,
    /// Enforcement is audited.
    Auditing,
    /// The program could not start, or its lead is gone; the failure says why.
    Broken,
}

impl Activity {
    /// Whether workers are at work that can be cancelled.
    pub(super) const fn is_work(self) -> bool {
        matches!(self, Self::Inspecting | Self::Running | Self::Sweeping | Self::Years | Self::Auditing)
    }
}

/// How far a stage is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Progress {
    pub(super) stage: Stage,
    pub(super) done: u64,
    pub(super) total: u64,
    /// When the stage began, seconds since the page was opened.
    pub(super) began: f64,
    /// Now, likewise.
    pub(super) now: f64,
}

/// The files of results, to be saved.
#[derive(Clone)]
pub(super) struct Saved {
    pub(super) json: Blob,
    pub(super) csv: Blob,
}

/// An audit that is done.
pub(super) struct AuditDone {
    pub(super) settings: StudySettings,
    pub(super) asked: AuditAsked,
    pub(super) report: AuditReport,
}

/// Everything that components share; cheap to copy.
#[derive(Clone, Copy)]
pub(super) struct State {
    pub(super) activity: RwSignal<Activity>,
    pub(super) progress: RwSignal<Option<Progress>>,
    pub(super) inspection: RwSignal<Option<Arc<InspectionView>>>,
    /// Classes of offences, where the person has changed them.
    pub(super) classes: RwSignal<Option<Vec<(String, OffenceClass)>>>,
    /// The files that were brought.
    files: StoredValue<Vec<File>, LocalStorage>,
    /// How the first of them is laid out, where that is asked.
    pub(super) layout: RwSignal<Option<Arc<Guess>>>,
    /// What was said of it.
    said: StoredValue<GuessOptions>,
    pub(super) run: RwSignal<Option<Arc<RunView>>>,
    /// The settings that are chosen, where they can be run on the files.
    pub(super) chosen: RwSignal<Option<StudySettings>>,
    /// Cells of the resolution sweep that are done, in order.
    pub(super) cells: RwSignal<Vec<CellResult>>,
    /// The settings that these cells are of.
    swept: RwSignal<Option<StudySettings>>,
    /// Test years that are done, in order.
    pub(super) years: RwSignal<Vec<YearResult>>,
    /// The studies that these years are some of.
    planned_years: RwSignal<Vec<StudySettings>>,
    /// Whether the page's own simulated city is shown.
    pub(super) invented: RwSignal<bool>,
    pub(super) areas: RwSignal<Option<Arc<AreasView>>>,
    /// What areas are compared by, as last chosen.
    pub(super) compared: RwSignal<Option<AreaValue>>,
    /// What the audit under way, or the last one, was asked.
    asked: RwSignal<Option<(StudySettings, AuditAsked)>>,
    pub(super) audit: RwSignal<Option<Arc<AuditDone>>>,
    /// audit.json.
    pub(super) audit_json: StoredValue<Option<Blob>, LocalStorage>,
    pub(super) failure: RwSignal<Option<String>>,
    pub(super) cancelled: RwSignal<bool>,
    pub(super) workers: RwSignal<usize>,
    /// Bytes of memory of page, lead and hands, as last told.
    pub(super) memory: RwSignal<[u64; 3]>,
    pub(super) saved: StoredValue<Option<Saved>, LocalStorage>,
    crew: StoredValue<Option<Crew>, LocalStorage>,
}

/// Seconds since the page was opened.
pub(super) fn seconds() -> f64 {
    web_sys::window()
        .and_then(|window| window.performance())
        .map_or(0.0, |performance| performance.now() / 1000.0)
}

impl State {
    pub(super) fn new() -> Self {
        let cores = web_sys::window().map_or(1.0, |window| window.navigator().hardware_concurrency());
        Self {
            activity: RwSignal::new(Activity::Starting),
            progress: RwSignal::new(None),
            inspection: RwSignal::new(None),
            classes: RwSignal::new(None),
            files: StoredValue::new_local(Vec::new()),
            layout: RwSignal::new(None),
            said: StoredValue::new(GuessOptions::default()),
            run: RwSignal::new(None),
            chosen: RwSignal::new(None),
            cells: RwSignal::new(Vec::new()),
            swept: RwSignal::new(None),
            years: RwSignal::new(Vec::new()),
            planned_years: RwSignal::new(Vec::new()),
            invented: RwSignal::new(false),
            areas: RwSignal::new(None),
            compared: RwSignal::new(None),
            asked: RwSignal::new(None),
            audit: RwSignal::new(None),
            audit_json: StoredValue::new_local(None),
            failure: RwSignal::new(None),
            cancelled: RwSignal::new(false),
            workers: RwSignal::new((cores as usize).clamp(1, MAX_WORKERS)),
            memory: RwSignal::new([0; 3]),
            saved: StoredValue::new_local(None),
            crew: StoredValue::new_local(None),
        }
    }

    /// Locks the network and starts the workers.
    pub(super) async fn start(self) {
        let crew = match Blueprint::prepare().await {
            Ok(blueprint) => {
                Crew::start(&blueprint, self.workers.get_untracked(), move |report, attachments| {
                    self.hear(report, &attachments);
                })
            }
            Err(message) => Err(message),
        };
        match crew {
            Ok(crew) => self.crew.set_value(Some(crew)),
            Err(message) => return self.break_down(message),
        }
        // The lead says that it is ready; an old browser may start it and say nothing.
        gloo::timers::callback::Timeout::new(START_MILLISECONDS, move || {
            if self.activity.get_untracked() == Activity::Starting {
                self.break_down(NO_MODULE_WORKERS.to_owned());
            }
        })
        .forget();
    }

    fn break_down(self, message: String) {
        self.fail(message);
        self.activity.set(Activity::Broken);
    }

    /// Reads files; what was known of others is forgotten.
    pub(super) fn inspect(self, files: Vec<File>) {
        if self.activity.get_untracked() != Activity::Idle {
            self.failure.set(Some(
                "The files were not taken, because something is under way: wait or cancel first".to_owned(),
            ));
            return;
        }
        if files.is_empty() {
            self.failure.set(Some("What was dropped holds no file: drop the CSV file itself".to_owned()));
            return;
        }
        self.files.set_value(files);
        self.said.set_value(GuessOptions::default());
        self.inspect_again(layout_of_address());
    }

    /// Reads the files anew, by a layout where one is given.
    pub(super) fn inspect_again(self, plan: Option<ImportPlan>) {
        self.begin_inspection(false);
        self.command(&Command::Inspect(plan.map(Box::new)), self.attached(usize::MAX));
    }

    /// The first so many of the files that were brought.
    fn attached(self, n: usize) -> Vec<Attachment> {
        let attach = |file: &File| Attachment::Copy(file.clone().into());
        self.files.with_value(|files| files.iter().take(n).map(attach).collect())
    }

    /// Asks how the first file is laid out, by what is said of it.
    pub(super) fn ask_layout(self, said: GuessOptions) {
        self.command(&Command::Guess(Box::new(said.clone())), self.attached(1));
        self.said.set_value(said);
    }

    /// Says something more of the layout.
    pub(super) fn say_of_layout(self, say: impl FnOnce(&mut GuessOptions)) {
        let mut said = self.said.get_value();
        say(&mut said);
        self.ask_layout(said);
    }

    /// Makes the simulated city.
    pub(super) fn simulate(self) {
        if self.activity.get_untracked() == Activity::Idle {
            self.begin_inspection(true);
            self.command(&Command::Simulate(SimulationSettings::default()), Vec::new());
        }
    }

    /// Runs a study on what was inspected.
    pub(super) fn run_study(self, settings: StudySettings) {
        if self.activity.get_untracked() == Activity::Idle {
            self.begin(Activity::Running);
            self.run.set(None);
            self.saved.set_value(None);
            let value = self.compared.get_untracked().filter(|_| self.areas.with_untracked(Option::is_some));
            self.command(&Command::Run(Box::new(settings), value), Vec::new());
        }
    }

    /// The settings that sweep and years go by: those of the run that is shown, else the chosen ones.
    pub(super) fn base(self) -> Option<StudySettings> {
        let of_run = self.run.with(|run| run.as_ref().map(|run| run.results.study.settings().clone()));
        of_run.or_else(|| self.chosen.get())
    }

    /// The cells that are done of these settings' sweep.
    pub(super) fn cells_of(self, settings: &StudySettings) -> Vec<CellResult> {
        if self.swept.with(|swept| swept.as_ref() == Some(settings)) { self.cells.get() } else { Vec::new() }
    }

    /// Runs what is left of a sweep's cells; what was done of another study's goes.
    pub(super) fn sweep(self, settings: StudySettings, planned: &[Cell]) {
        if self.activity.get_untracked() == Activity::Idle {
            self.begin(Activity::Sweeping);
            if self.swept.with_untracked(|swept| swept.as_ref() != Some(&settings)) {
                self.cells.set(Vec::new());
                self.swept.set(Some(settings.clone()));
            }
            let done = self.cells.with_untracked(Vec::len);
            let left = planned.iter().skip(done).copied().collect();
            self.command(&Command::Sweep(Box::new(settings), left), Vec::new());
        }
    }

    /// The years that are done of these studies.
    pub(super) fn years_of(self, planned: &[StudySettings]) -> Vec<YearResult> {
        if self.planned_years.with(|years| years == planned) { self.years.get() } else { Vec::new() }
    }

    /// Runs what is left of some test years; what was done of others goes.
    pub(super) fn run_years(self, planned: &[StudySettings]) {
        if self.activity.get_untracked() == Activity::Idle {
            self.begin(Activity::Years);
            if self.planned_years.with_untracked(|years| years != planned) {
                self.years.set(Vec::new());
                self.planned_years.set(planned.to_vec());
            }
            let done = self.years.with_untracked(Vec::len);
            let left = planned.iter().skip(done).cloned().collect();
            self.command(&Command::Years(left), Vec::new());
        }
    }

    /// The same, at this moment.
    pub(super) fn base_untracked(self) -> Option<StudySettings> {
        untrack(|| self.base())
    }

    /// Takes files of areas, or says why not now.
    pub(super) fn take_areas(self, files: Vec<File>) {
        let refusal = if self.activity.get_untracked() != Activity::Idle {
            "The areas were not taken, because something is under way: wait or cancel first"
        } else if files.is_empty() {
            "What was dropped holds no file: drop boundaries and table themselves"
        } else {
            match self.base_untracked() {
                Some(settings) => return self.read_areas(settings, files, AreaChoice::default()),
                None => "The areas were not taken: bring the city's crime file first, one that can be run",
            }
        };
        self.failure.set(Some(refusal.to_owned()));
    }

    /// Reads boundaries, a table or both; none for those that were read before, joined by other keys.
    pub(super) fn read_areas(self, settings: StudySettings, files: Vec<File>, choice: AreaChoice) {
        self.begin_areas(&Command::Areas(Box::new(settings), choice), files);
    }

    /// Invents areas for the simulated city.
    pub(super) fn invent_areas(self, settings: StudySettings) {
        self.begin_areas(&Command::InventAreas(Box::new(settings)), Vec::new());
    }

    fn begin_areas(self, command: &Command, files: Vec<File>) {
        if self.activity.get_untracked() == Activity::Idle {
            self.begin(Activity::Areas);
            self.audit.set(None);
            self.command(command, files.into_iter().map(|file| Attachment::Copy(file.into())).collect());
        }
    }

    /// Audits enforcement.
    pub(super) fn run_audit(self, settings: StudySettings, asked: AuditAsked) {
        if self.activity.get_untracked() == Activity::Idle {
            self.begin(Activity::Auditing);
            self.audit.set(None);
            self.asked.set(Some((settings.clone(), asked.clone())));
            self.command(&Command::Audit(Box::new(settings), Box::new(asked)), Vec::new());
        }
    }

    pub(super) fn cancel(self) {
        self.command(&Command::Cancel, Vec::new());
    }

    /// Changes the number of workers between runs.
    pub(super) fn set_workers(self, count: usize) {
        if self.activity.get_untracked() != Activity::Idle {
            return;
        }
        let count = count.clamp(1, MAX_WORKERS);
        self.workers.set(count);
        let changed = self.crew.with_value(|crew| crew.as_ref().map_or(Ok(()), |crew| crew.set_hands(count)));
        if let Err(message) = changed {
            self.fail(message);
        }
    }

    fn begin(self, activity: Activity) {
        self.failure.set(None);
        self.cancelled.set(false);
        self.progress.set(None);
        self.activity.set(activity);
    }

    /// What was known of other files is forgotten.
    fn begin_inspection(self, invented: bool) {
        self.begin(Activity::Inspecting);
        self.invented.set(invented);
        self.areas.set(None);
        self.audit.set(None);
        self.inspection.set(None);
        self.layout.set(None);
        self.classes.set(None);
        self.run.set(None);
        self.saved.set_value(None);
        self.chosen.set(None);
        self.cells.set(Vec::new());
        self.swept.set(None);
        self.years.set(Vec::new());
        self.planned_years.set(Vec::new());
    }

    fn command(self, command: &Command, attachments: Vec<Attachment>) {
        self.crew.with_value(|crew| {
            if let Some(crew) = crew {
                crew.command(command, attachments);
            }
        });
    }

    fn fail(self, message: String) {
        self.failure.set(Some(message));
        self.progress.set(None);
        self.activity.set(Activity::Idle);
    }

    fn hear(self, report: Report, attachments: &[JsValue]) {
        match report {
            Report::Progress { stage, done, total } => self.progress.update(|progress| {
                let now = seconds();
                let began = progress.filter(|old| old.stage == stage).map_or(now, |old| old.began);
                *progress = Some(Progress { stage, done, total, began, now });
            }),
            Report::Guessed => match decoded(attachments.first()) {
                Some(guess) => self.layout.set(Some(Arc::new(guess))),
                None => self.fail("The file's layout could not be shown. Reload the page.".to_owned()),
            },
            Report::Inspected => match decoded(attachments.first()) {
                Some(view) => {
                    self.inspection.set(Some(Arc::new(view)));
                    self.rest();
                }
                None => self.fail("The report on the files could not be shown. Reload the page.".to_owned()),
            },
            Report::Finished => match decoded(attachments.get(Artefact::View as usize)) {
                Some(view) => {
                    self.saved.set_value(Saved::of(attachments));
                    self.run.set(Some(Arc::new(view)));
                    self.rest();
                }
                None => self.fail("The results could not be shown. Reload the page.".to_owned()),
            },
            Report::Swept => match decoded(attachments.first()) {
                Some(cell) => self.cells.update(|cells| cells.push(cell)),
                None => self.fail("A cell's result could not be shown. Reload the page.".to_owned()),
            },
            Report::YearDone => match decoded(attachments.first()) {
                Some(year) => self.years.update(|years| years.push(year)),
                None => self.fail("A year's result could not be shown. Reload the page.".to_owned()),
            },
            Report::AreasRead => match decoded(attachments.first()) {
                Some(view) => {
                    self.areas.set(Some(Arc::new(view)));
                    self.rest();
                }
                None => self.fail("The areas could not be shown. Reload the page.".to_owned()),
            },
            Report::Audited => match (self.asked.get_untracked(), decoded(attachments.first())) {
                (Some((settings, asked)), Some(report)) => {
                    self.audit_json.set_value(blob(attachments.get(1), "application/json"));
                    self.audit.set(Some(Arc::new(AuditDone { settings, asked, report })));
                    self.rest();
                }
                _ => self.fail("The audit could not be shown. Reload the page.".to_owned()),
            },
            Report::AllDone => self.rest(),
            Report::Failed { message } => self.fail(message),
            Report::Broken { message } => self.break_down(message),
            Report::Ready => self.activity.set(Activity::Idle),
            Report::Cancelled => {
                self.cancelled.set(true);
                self.rest();
            }
            Report::Memory { lead, hands } => self.memory.set([memory_bytes(), lead, hands]),
            // The crew replaces the hand and says nothing.
            Report::HandSilent { .. } => {}
        }
    }

    fn rest(self) {
        self.progress.set(None);
        self.activity.set(Activity::Idle);
    }
}

/// The layout that the page's address holds. A part that is none is no layout: files are then told from themselves.
fn layout_of_address() -> Option<ImportPlan> {
    let hash = web_sys::window()?.location().hash().ok()?;
    ImportPlan::from_fragment(hash.strip_prefix("#layout&")?).ok()
}

fn decoded<T: serde::de::DeserializeOwned>(attachment: Option<&JsValue>) -> Option<T> {
    Some(unpacked(&bytes_of(attachment)?))
}

fn blob(bytes: Option<&JsValue>, media_type: &str) -> Option<Blob> {
    let options = BlobPropertyBag::new();
    options.set_type(media_type);
    Blob::new_with_u8_array_sequence_and_options(&js_sys::Array::of1(bytes?), &options).ok()
}

impl Saved {
    fn of(attachments: &[JsValue]) -> Option<Self> {
        let file = |artefact: Artefact, media_type| blob(attachments.get(artefact as usize), media_type);
        Some(Self { json: file(Artefact::Json, "application/json")?, csv: file(Artefact::Csv, "text/csv")? })
    }
}
