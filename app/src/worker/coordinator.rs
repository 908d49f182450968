//! The coordinator: holds the events, runs the stages over the workers, and reports to the page.

use std::cell::RefCell;
use std::rc::Rc;

use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::spawn_local;
use web_sys::{DedicatedWorkerGlobalScope, File, MessagePort};

use super::areas::Areas;
use super::executor::{PortExecutor, seconds};
use super::file_slices::FileSlices;
use super::kept::is_on;
use crate::logic::kind::kind_of;
use crate::protocol::{
    AreaValue, Attachment, AuditRequest, Classes, Command, InspectionView, LinesView, Report, RunView,
    Studies, SweepProgress, decode, memory_bytes, on_message, post,
};
use watchback::bundle::{Opened, is_zip, opened};
use watchback::encoding::encode;
use watchback::ingest::{GuessOptions, ImportPlan, guess};
use watchback::results::{Receipt, results_json, saved_results, scores_csv};
use watchback::run::{
    Climbed, Executor, Expected, FinishedForecast, ForecastsError, Inspection, Refits, RunError, SavedAudit,
    SavedLadder, Stage, TileAreas, analyse, analyse_year, arrest_rates, audit, audit_json, climb, expected,
    inspect, inspect_simulated, is_audit, is_ladder, keep_inputs, ladder_json, saved_audit, saved_ladder,
    sweep_cell,
};
use watchback::simulate::SimulationSettings;
use watchback::space::{AreaChoice, Lines, inflated};
use watchback::study::{CHICAGO, SIMULATED, StudySettings, preset};
use watchback::sweep::SweepReport;
use watchback_translate::{kept, mark};

/// How often the page hears that this worker still answers.
const ALIVE_MILLISECONDS: u32 = 500;
/// How often silent workers are looked for.
const WATCH_MILLISECONDS: u32 = 2000;

/// Results that cannot be written as a file: a defect.
pub(super) const CONFUSED: RunError = RunError::WorkerConfused { stage: Stage::Results };

/// What the coordinator keeps between commands.
#[derive(Clone)]
pub(super) struct Coordinator {
    pub(super) scope: DedicatedWorkerGlobalScope,
    pub(super) executor: PortExecutor,
    /// SHA-256 of this program, as the page says it.
    pub(super) build: Option<String>,
    /// The crime files that were inspected.
    files: Rc<RefCell<Vec<File>>>,
    pub(super) inspection: Rc<RefCell<Option<Inspection>>>,
    areas: Rc<RefCell<Areas>>,
    /// Null networks, learnt on these files.
    refits: Rc<RefCell<Refits>>,
    /// The last forecast of these files: areas may come after it.
    pub(super) finished: Rc<RefCell<Option<Finished>>>,
    /// What the authors' program last forecast of these files, and for what study.
    climbed: Rc<RefCell<Option<(StudySettings, Climbed)>>>,
}

/// A forecast that was made, and the digest of its results.
pub(super) struct Finished {
    pub(super) forecast: FinishedForecast,
    pub(super) digest: String,
}

/// Takes up the coordinator's role.
pub(super) fn start(scope: &DedicatedWorkerGlobalScope, workers: usize, build: Option<String>) {
    let executor = PortExecutor::new(scope, workers);
    let coordinator = Coordinator {
        scope: scope.clone(),
        executor: executor.clone(),
        build,
        files: Rc::default(),
        inspection: Rc::default(),
        areas: Rc::default(),
        refits: Rc::default(),
        finished: Rc::default(),
        climbed: Rc::default(),
    };
    gloo::timers::callback::Interval::new(WATCH_MILLISECONDS, move || executor.watch()).forget();
    let alive = coordinator.clone();
    gloo::timers::callback::Interval::new(ALIVE_MILLISECONDS, move || {
        alive.report(&Report::Alive, Vec::new());
    })
    .forget();
    let ready = coordinator.clone();
    on_message(scope, move |event| {
        if let Some((command, attachments)) = decode::<Command>(&event) {
            coordinator.handle(command, attachments);
        }
    });
    ready.report(&Report::Ready, Vec::new());
    spawn_local(async move { ready.tell_kept().await });
}

impl Coordinator {
    fn handle(&self, command: Command, attachments: Vec<JsValue>) {
        let coordinator = self.clone();
        match command {
            Command::ConnectWorker { worker } => {
                if let Some(port) = attachments.first().and_then(|port| port.dyn_ref::<MessagePort>()) {
                    self.executor.add_worker(worker, port.clone());
                }
            }
            Command::WorkerFailed { worker } => self.executor.lose_worker(worker),
            Command::WorkerGone { worker } => self.executor.give_up_worker(worker),
            Command::SetWorkers { count } => self.executor.set_workers(count),
            Command::Cancel => self.executor.cancel(),
            Command::Inspect(plan, classes) => {
                let files = files_of(attachments);
                spawn_local(async move {
                    coordinator.finish(coordinator.inspect(files, plan.map(|plan| *plan), classes).await)
                });
            }
            Command::Suggest(classes) => {
                let inspection = coordinator.inspection.take().ok_or(RunError::NoFiles);
                coordinator.finish(
                    inspection.and_then(|inspection| coordinator.show_inspection(inspection, Some(classes))),
                );
            }
            Command::Guess(options) => {
                files_of(attachments).into_iter().take(1).for_each(|file| self.show_guess(file, &options));
            }
            Command::Simulate(settings) => coordinator.finish(coordinator.simulate(settings)),
            Command::Sweep(settings, progress) => {
                spawn_local(async move { coordinator.finish(coordinator.sweep(*settings, progress).await) });
            }
            Command::Years(years) => {
                spawn_local(async move { coordinator.finish(coordinator.years(years).await) })
            }
            Command::Areas(settings, choice) => {
                let files = files_of(attachments);
                let taken = coordinator.areas.borrow_mut().take(files);
                coordinator.show_areas(taken, &settings, &choice);
            }
            Command::InventAreas(settings) => {
                let taken = coordinator.areas.borrow_mut().invent();
                coordinator.show_areas(taken, &settings, &AreaChoice::default());
            }
            Command::Sort => self.sort(files_of(attachments)),
            Command::Open => files_of(attachments).into_iter().take(1).for_each(|file| self.open(file)),
            Command::Lines => files_of(attachments).into_iter().for_each(|file| self.show_lines(file)),
            Command::Expect(settings) => coordinator.tell_expected(settings),
            Command::Arrests(settings, value) => coordinator.tell_arrests(settings, value),
            Command::Harm(digest, value) => coordinator.tell_harm(digest, value),
            Command::Climb(settings) => {
                spawn_local(async move { coordinator.finish_kept(coordinator.climb(*settings).await).await });
            }
            Command::Forecasts(digest) => {
                spawn_local(async move { coordinator.finish(coordinator.write_forecasts(&digest).await) });
            }
            Command::Bundle(published, packed) => {
                let [results, audit, ladder] = [0, 1, 2].map(|at| attachments.get(at).cloned());
                self.write_bundle((&published, packed), results, [audit, ladder]);
            }
            Command::Verify => {
                let files = files_of(attachments);
                spawn_local(async move { coordinator.finish(coordinator.verify(files).await) });
            }
            Command::Keep(on) => spawn_local(async move { coordinator.switch_keeping(on).await }),
            Command::DeleteKept => spawn_local(async move { coordinator.delete_kept().await }),
            Command::Audit(settings, asked) => {
                spawn_local(async move {
                    coordinator.finish_kept(coordinator.audit(*settings, &asked).await).await
                });
            }
            Command::Run(settings, value) => {
                spawn_local(
                    async move { coordinator.finish_kept(coordinator.run(*settings, value).await).await },
                );
            }
        }
    }

    /// Says what each file is.
    fn sort(&self, files: Vec<File>) {
        let kind =
            |file: File| kind_of(&file.name(), file.size() as u64, || FileSlices::new(file.clone()).ok());
        self.report(&Report::Sorted(files.into_iter().map(kind).collect()), Vec::new());
    }

    /// Another city's areas and networks are not this one's.
    fn forget_city(&self) {
        self.areas.replace(Areas::default());
        self.refits.replace(Refits::default());
        self.finished.replace(None);
        self.climbed.replace(None);
    }

    fn simulate(&self, settings: SimulationSettings) -> Result<(), RunError> {
        self.forget_city();
        self.files.replace(Vec::new());
        let inspection = inspect_simulated(&self.executor, settings, &preset(SIMULATED)?.check()?)?;
        self.show_inspection(inspection, None)
    }

    /// Tells how a file is laid out, or why that cannot be told.
    fn show_guess(&self, file: File, options: &GuessOptions) {
        let name = file.name();
        let guessed = FileSlices::new(file).map_err(|error| error.to_string());
        let guessed =
            guessed.and_then(|reader| guess(&name, reader, options).map_err(|error| error.to_string()));
        match guessed {
            Ok(guess) => self.tell(&Report::Guessed, &guess),
            Err(message) => self.report(&Report::Failed { message }, Vec::new()),
        }
    }

    async fn inspect(
        &self,
        files: Vec<File>,
        plan: Option<ImportPlan>,
        classes: Option<Classes>,
    ) -> Result<(), RunError> {
        // The old events would only take memory beside the new ones.
        self.inspection.replace(None);
        self.forget_city();
        self.files.replace(files.clone());
        let mut executor = self.plain();
        let inspection = inspect(&mut executor, &files, plan.as_ref(), &preset(CHICAGO)?.check()?).await?;
        if inspection.failures.len() == files.len() {
            let messages: Vec<&str> =
                inspection.failures.iter().map(|failure| failure.message.as_str()).collect();
            self.report(&Report::Failed { message: kept!("not read: {}", messages.join("; ")) }, Vec::new());
            // What is a table, but of another layout, can be told by hand.
            if let Some((reader, name)) = files.into_iter().next().and_then(|file| {
                let name = file.name();
                Some((FileSlices::new(file).ok()?, name))
            }) && let Ok(guess) = guess(&name, reader, &GuessOptions::default())
            {
                self.tell(&Report::Guessed, &guess);
            }
            return Ok(());
        }
        self.show_inspection(inspection, classes)
    }

    fn show_inspection(&self, mut inspection: Inspection, classes: Option<Classes>) -> Result<(), RunError> {
        let studies = Studies::new(&inspection, classes.as_deref());
        // The files may be of another box and other periods than the city that was assumed.
        if let Some(Ok(study)) = studies.base().map(|settings| settings.clone().check()) {
            inspection.count_for(&study);
        }
        let view = encode(&InspectionView::new(&inspection, studies));
        self.inspection.replace(Some(inspection));
        self.report(&Report::Inspected, vec![Attachment::Bytes(view.map_err(|_| CONFUSED)?)]);
        self.tell_memory();
        Ok(())
    }

    /// Runs cells one after another; after each the page is told what all so far come to.
    async fn sweep(&self, settings: StudySettings, progress: SweepProgress) -> Result<(), RunError> {
        let SweepProgress { planned, mut done } = progress;
        let study = settings.check()?;
        let Some(inspection) = self.inspection.take() else { return Err(RunError::NoFiles) };
        let mut executor = self.plain();
        let mut outcome = Ok(());
        for cell in planned.iter().skip(done.len()) {
            match sweep_cell(&mut executor, &inspection, &study, *cell).await {
                Ok(result) => {
                    done.push(result);
                    self.tell(&Report::Swept, &SweepReport::new(done.clone(), planned.len()));
                }
                Err(error) => outcome = Err(error),
            }
            if outcome.is_err() {
                break;
            }
        }
        self.inspection.replace(Some(inspection));
        outcome.map(|()| self.report(&Report::AllDone, Vec::new()))
    }

    /// Runs test years one after another; each is told as it comes.
    async fn years(&self, years: Vec<StudySettings>) -> Result<(), RunError> {
        let Some(inspection) = self.inspection.take() else { return Err(RunError::NoFiles) };
        let mut executor = self.plain();
        let mut outcome = Ok(());
        for settings in years {
            let areas = self.tile_areas(&settings, None);
            let year = match settings.check() {
                Ok(study) => analyse_year(&mut executor, &inspection, &study, &areas).await,
                Err(error) => Err(error.into()),
            };
            match year {
                Ok(result) => self.tell(&Report::YearDone, &result),
                Err(error) => outcome = Err(error),
            }
            if outcome.is_err() {
                break;
            }
        }
        self.inspection.replace(Some(inspection));
        outcome.map(|()| self.report(&Report::AllDone, Vec::new()))
    }

    /// Tells what was understood of the areas. The runs that follow take their outlines for the
    /// city's.
    fn show_areas(&self, taken: Result<(), String>, settings: &StudySettings, choice: &AreaChoice) {
        let read = |()| self.areas.borrow_mut().read(settings, choice);
        match taken.and_then(read) {
            Ok(view) => self.tell(&Report::AreasRead, &view),
            Err(message) => self.report(&Report::Failed { message }, Vec::new()),
        }
    }

    /// Shows saved results.
    fn open(&self, file: File) {
        let name = file.name();
        let bytes = FileSlices::new(file).and_then(inflated).map_err(|error| error.to_string());
        match bytes.and_then(parts_of) {
            Ok(parts) => parts.into_iter().for_each(|(report, attached)| {
                self.report(&report, attached.map(Attachment::Bytes).into());
            }),
            Err(error) => self.report(&Report::Refused { message: format!("{name}: {error}") }, Vec::new()),
        }
    }

    /// Shows lines, or says why there are none. What is under way goes on.
    fn show_lines(&self, file: File) {
        let name = file.name();
        let bytes = FileSlices::new(file).and_then(inflated).map_err(|error| error.to_string());
        match bytes.and_then(|bytes| Lines::read(&bytes).map_err(|error| error.to_string())) {
            Ok(lines) => self.tell(&Report::LinesRead, &LinesView::new(name, &lines)),
            Err(error) => self.report(&Report::Refused { message: format!("{name}: {error}") }, Vec::new()),
        }
    }

    /// How long a run would take.
    fn tell_expected(&self, settings: Box<StudySettings>) {
        let expected = self.expected(&settings);
        self.report(&Report::Expected(settings, expected), Vec::new());
    }

    /// The same; `None` where it cannot be run.
    fn expected(&self, settings: &StudySettings) -> Option<Expected> {
        let inspection = self.inspection.borrow();
        let (inspection, study) = (inspection.as_ref()?, settings.clone().check().ok()?);
        let of_one = expected(inspection, &study, &self.tile_areas(settings, None), seconds).ok()?;
        Some(of_one.on(self.executor.workers().min(cores())))
    }

    /// Arrests for each reported crime by fifth. While a run has the events, nothing is told: the
    /// page asks again after it.
    fn tell_arrests(&self, settings: Box<StudySettings>, value: AreaValue) {
        let (inspection, areas) = (self.inspection.borrow(), self.areas.borrow());
        let (Some(inspection), Ok(study)) = (inspection.as_ref(), settings.clone().check()) else { return };
        let compared = areas.compared(&value);
        let rates = compared.and_then(|compared| {
            arrest_rates(inspection, &study, &compared).map_err(|error| error.to_string())
        });
        match rates {
            Ok(rates) => self.tell(&Report::ArrestsTold(settings, value), &rates),
            Err(message) => self.report(&Report::Refused { message }, Vec::new()),
        }
    }

    /// What acting on the finished forecast would mean by fifth; nothing where there is none of
    /// that digest.
    fn tell_harm(&self, digest: String, value: AreaValue) {
        let (inspection, finished) = (self.inspection.borrow(), self.finished.borrow());
        let finished = finished.as_ref().filter(|finished| finished.digest == digest);
        let (Some(inspection), Some(Finished { forecast, .. })) = (inspection.as_ref(), finished) else {
            return;
        };
        let groups = self.areas.borrow().groups_of(forecast.study(), &value);
        let harm =
            groups.and_then(|groups| forecast.harm(inspection, &groups).map_err(|error| error.to_string()));
        match harm {
            Ok(harm) => self.tell(&Report::HarmTold(digest, value), &harm),
            Err(message) => self.report(&Report::Refused { message }, Vec::new()),
        }
    }

    async fn audit(&self, settings: StudySettings, asked: &AuditRequest) -> Result<(), RunError> {
        let study = settings.check()?;
        // Both are taken out while they are used, as nothing else is done meanwhile.
        let Some(mut inspection) = self.inspection.take() else { return Err(RunError::NoFiles) };
        let areas = self.areas.take();
        let mut refits = self.refits.take();
        let outcome = match (self.with_inputs(&mut inspection).await, areas.audited(asked)) {
            (Err(error), _) => Err(error),
            (Ok(()), Ok(audited)) => {
                let receipt = Receipt { areas: areas.input(Some(&asked.index)), ..inspection.receipt() };
                // With networks of earlier audits it is other work than the same audit without.
                let mut executor = match refits.is_empty() {
                    true => self.keeping("audit", &inspection, &study, &(&receipt.areas, asked)).await,
                    false => self.plain(),
                };
                let done = audit(&mut executor, &inspection, &study, &audited, &mut refits).await;
                executor.end().await;
                done.map(|(report, _)| Ok((audit_json(&study, &audited, &report, receipt), report)))
            }
            (Ok(()), Err(message)) => Ok(Err(message)),
        };
        self.inspection.replace(Some(inspection));
        self.areas.replace(areas);
        self.refits.replace(refits);
        let (json, report) = match outcome? {
            Ok(done) => done,
            Err(message) => {
                self.report(&Report::Failed { message }, Vec::new());
                return Ok(());
            }
        };
        let view = encode(&report).map_err(|_| CONFUSED)?;
        self.report(&Report::Audited, [view, json.map_err(|_| CONFUSED)?].map(Attachment::Bytes).into());
        self.tell_memory();
        Ok(())
    }

    async fn climb(&self, settings: StudySettings) -> Result<(), RunError> {
        let study = settings.clone().check()?;
        let Some(mut inspection) = self.inspection.take() else { return Err(RunError::NoFiles) };
        // A ladder has no receipt: only kept work needs to know the files.
        let known = if is_on().await { self.with_inputs(&mut inspection).await } else { Ok(()) };
        let climbed = match known {
            Ok(()) => {
                let mut executor = self.keeping("ladder", &inspection, &study, &()).await;
                let climbed = climb(&mut executor, &inspection, &study).await;
                executor.end().await;
                climbed
            }
            Err(error) => Err(error),
        };
        self.inspection.replace(Some(inspection));
        let climbed = climbed?;
        let json = ladder_json(&study, &climbed.ladder).map_err(|_| CONFUSED)?;
        let view = encode(&climbed.ladder).map_err(|_| CONFUSED)?;
        self.report(&Report::Climbed(Box::new(settings.clone())), [view, json].map(Attachment::Bytes).into());
        self.climbed.replace(Some((settings, climbed)));
        self.tell_memory();
        Ok(())
    }

    /// Writes every forecast of the finished run, with those of the authors' program where the
    /// ladder of the same study was climbed.
    async fn write_forecasts(&self, digest: &str) -> Result<(), RunError> {
        let Some(inspection) = self.inspection.take() else { return Err(RunError::NoFiles) };
        let finished = self.finished.take();
        let climbed = self.climbed.take();
        let mut executor = self.plain();
        let mut bytes = Vec::new();
        let outcome = match finished.as_ref().filter(|finished| finished.digest == digest) {
            Some(Finished { forecast, .. }) => {
                let of_study = |(settings, _): &&(StudySettings, _)| settings == forecast.study().settings();
                let as_released = climbed.as_ref().filter(of_study).map(|(_, climbed)| &climbed.forecast);
                forecast.write_csv(&mut executor, &inspection, as_released, &mut bytes).await
            }
            None => Err(ForecastsError::Run(RunError::NoFiles)),
        };
        self.inspection.replace(Some(inspection));
        self.finished.replace(finished);
        self.climbed.replace(climbed);
        match outcome {
            Ok(()) => self.report(&Report::Forecasts, vec![Attachment::Bytes(bytes)]),
            Err(ForecastsError::Run(error)) => return Err(error),
            Err(error) => self.report(&Report::Failed { message: error.to_string() }, Vec::new()),
        }
        Ok(())
    }

    pub(super) fn tell(&self, report: &Report, result: &impl serde::Serialize) {
        match encode(result) {
            Ok(bytes) => self.report(report, vec![Attachment::Bytes(bytes)]),
            Err(error) => self.report(&Report::Failed { message: error.to_string() }, Vec::new()),
        }
    }

    /// What the areas say of the tiles of a study's grid, which need not be the grid that they were
    /// read on.
    fn tile_areas(&self, settings: &StudySettings, value: Option<&AreaValue>) -> TileAreas {
        let Ok(study) = settings.clone().check() else { return TileAreas::default() };
        self.areas.borrow().tile_areas(&study, value)
    }

    /// Keeps the digests of the files that were inspected, for receipts.
    async fn with_inputs(&self, inspection: &mut Inspection) -> Result<(), RunError> {
        inspection.build.clone_from(&self.build);
        let files = self.files.borrow().clone();
        let mut executor = self.plain();
        if files.is_empty() { Ok(()) } else { keep_inputs(&mut executor, &files, inspection).await }
    }

    async fn run(&self, settings: StudySettings, value: Option<AreaValue>) -> Result<(), RunError> {
        let areas = self.tile_areas(&settings, value.as_ref());
        let study = settings.check()?;
        // Taken out while it is used and put back after: a run may be followed by another on the
        // same files.
        let Some(mut inspection) = self.inspection.take() else { return Err(RunError::NoFiles) };
        let analysis = match self.with_inputs(&mut inspection).await {
            Ok(()) => {
                let mut executor = self.keeping("run", &inspection, &study, &(&areas.input, &value)).await;
                let analysis = analyse(&mut executor, &inspection, &study, &areas).await;
                executor.end().await;
                analysis
            }
            Err(error) => Err(error),
        };
        self.inspection.replace(Some(inspection));
        let analysis = analysis?;
        let digest = analysis.results.digest.clone();
        let forecast = FinishedForecast::new(&analysis, &areas);
        self.finished.replace(Some(Finished { forecast, digest }));
        let json = results_json(&analysis.results).map_err(|_| CONFUSED)?;
        let csv = scores_csv(&analysis.results).map_err(|_| CONFUSED)?;
        let view = encode(&RunView::new(analysis)).map_err(|_| CONFUSED)?;
        let artefacts = [view, json, csv].map(Attachment::Bytes);
        self.report(&Report::Finished, artefacts.into());
        self.tell_memory();
        Ok(())
    }

    fn tell_memory(&self) {
        self.report(
            &Report::Memory { coordinator: memory_bytes(), workers: self.executor.memory() },
            Vec::new(),
        );
    }

    fn finish(&self, outcome: Result<(), RunError>) {
        let report = match outcome {
            Ok(()) => return,
            Err(RunError::Cancelled) => Report::Cancelled,
            Err(error) => Report::Failed { message: error.to_string() },
        };
        self.report(&report, Vec::new());
    }

    /// The same of work whose stages may be kept.
    async fn finish_kept(&self, outcome: Result<(), RunError>) {
        self.finish(outcome);
        self.tell_kept().await;
    }

    /// Tells the page. What cannot be handed over is told as a failure, which is small.
    pub(super) fn report(&self, report: &Report, attachments: Vec<Attachment>) {
        if post(&self.scope, report, attachments).is_err() {
            let message =
                mark!("the results are too large to be handed to the page; close other tabs and try again")
                    .to_owned();
            let _ = post(&self.scope, &Report::Failed { message }, Vec::new());
        }
    }
}

/// What is told of a saved file, and what is shown of it beside the file itself.
type Part = (Report, [Vec<u8>; 2]);

/// What is told of a saved file: of a bundle, of each of its parts.
fn parts_of(bytes: Vec<u8>) -> Result<Vec<Part>, String> {
    if !is_zip(&bytes) {
        let (report, view) = if is_audit(&bytes) {
            opened_audit(&bytes)?
        } else if is_ladder(&bytes) {
            opened_ladder(&bytes)?
        } else {
            opened_run(&bytes)?
        };
        return Ok(vec![(report, [view, bytes])]);
    }
    let Opened { results_json, audit_json, ladder_json, .. } =
        opened(bytes).map_err(|error| error.to_string())?;
    type Open = fn(&[u8]) -> Result<(Report, Vec<u8>), String>;
    // The run is told last, and so shown.
    let parts: [(Option<Vec<u8>>, Open); 3] =
        [(ladder_json, opened_ladder), (audit_json, opened_audit), (results_json, opened_run)];
    let there = parts.into_iter().filter_map(|(json, open)| Some((json?, open)));
    let told = there.map(|(json, open)| open(&json).map(|(report, view)| (report, [view, json])));
    told.collect()
}

/// What is told of saved results, and what is attached to it.
fn opened_run(json: &[u8]) -> Result<(Report, Vec<u8>), String> {
    let results = saved_results(json).map_err(|error| error.to_string())?;
    let view = encode(&RunView::of_saved(results)).map_err(|error| error.to_string())?;
    Ok((Report::Opened, view))
}

/// The same of a saved audit.
fn opened_audit(json: &[u8]) -> Result<(Report, Vec<u8>), String> {
    let SavedAudit { study, value, components, settings, audit, .. } =
        saved_audit(json).map_err(|error| error.to_string())?;
    let request = AuditRequest {
        index: AreaValue::of_compared_name(&value),
        components,
        grouping: settings.grouping,
        seeds: settings.seeds,
        chosen: settings.chosen,
    };
    let view = encode(&audit).map_err(|error| error.to_string())?;
    Ok((Report::OpenedAudit(Box::new(study.into()), Box::new(request)), view))
}

/// The same of a saved ladder.
fn opened_ladder(json: &[u8]) -> Result<(Report, Vec<u8>), String> {
    let SavedLadder { study, ladder } = saved_ladder(json).map_err(|error| error.to_string())?;
    let view = encode(&ladder).map_err(|error| error.to_string())?;
    Ok((Report::OpenedLadder(Box::new(study.into())), view))
}

/// The files among what is attached.
fn files_of(attachments: Vec<JsValue>) -> Vec<File> {
    attachments.into_iter().filter_map(|file| file.dyn_into().ok()).collect()
}

/// The machine's processors, at least one.
fn cores() -> usize {
    let scope: Option<DedicatedWorkerGlobalScope> = js_sys::global().dyn_into().ok();
    scope.map_or(1, |scope| (scope.navigator().hardware_concurrency() as usize).max(1))
}
