//! What the page knows, as signals; in `requests` what it asks of the workers, in `reports` what
//! they say.

mod kept;
mod reports;
mod requests;

pub(in crate::page) use kept::{ArrestsTold, AuditDone, KeptAudit, KeptLadder, KeptRun, Saved};

use std::sync::Arc;

use leptos::prelude::*;
use web_sys::File;

use crate::logic::address::{named_results, parts};
use crate::logic::format::duration;
use crate::logic::question::Question;
use crate::logic::steps::{Step, View};
use crate::logic::time_left::Progress;
use crate::page::first_screen::unfit_browser;
use crate::page::language::{fragment, in_language};
use crate::page::workers::{Blueprint, WorkerPool};
use crate::protocol::AreasView;
use crate::protocol::{AreaValue, Attachment, AuditRequest, Command};
use crate::protocol::{InspectionView, KeepTrouble, Kept, LinesView, RunView};
use watchback::ingest::{Address, AddressError, Guess, GuessOptions, ImportPlan};
use watchback::results::YearResult;
use watchback::run::{Expected, KeptOutputs, Work};
use watchback::study::{OffenceClass, StudySettings};
use watchback::sweep::SweepReport;
use watchback::wording::Language;
use watchback::wording::Lengths;
use watchback_translate::tr;

/// The most workers that are started.
pub(in crate::page) const MAX_WORKERS: usize = 8;

/// How long the workers may take to start.
const START_MILLISECONDS: u32 = 20_000;

/// A lead that failed is replaced so often; after that its work is taken for what fails it.
const MAX_LEAD_FAILURES: usize = 2;

/// Why workers are started once more.
#[derive(Clone, Debug)]
enum Again {
    /// The person ended a lead that was silent.
    Cancelled,
    /// The lead failed, as this sentence says.
    Failed(String),
}

/// How often it is looked whether the coordinator still answers.
const WATCH_MILLISECONDS: u32 = 500;
/// A coordinator that says nothing for so long is silent: it has a sign of life twice a second.
const SILENCE_SECONDS: f64 = 2.0;

/// What is under way.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::page) enum Activity {
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
    /// The ladder is climbed.
    Climbing,
    /// Every forecast is written, or a bundle.
    Writing,
    /// A published run is made again.
    Verifying,
    /// The program could not start, or its coordinator is gone; the failure says why.
    Broken,
}

impl Activity {
    /// Whether workers are at work that can be cancelled.
    pub(in crate::page) const fn is_work(self) -> bool {
        matches!(
            self,
            Self::Inspecting
                | Self::Running
                | Self::Sweeping
                | Self::Years
                | Self::Auditing
                | Self::Climbing
                | Self::Writing
                | Self::Verifying
        )
    }
}

/// How long work took, seconds.
#[derive(Clone, Copy, Debug, Default)]
pub(in crate::page) struct Took {
    /// Reading of the files.
    pub(in crate::page) reading: Option<f64>,
    /// The last question.
    pub(in crate::page) answer: Option<f64>,
}

/// Everything that components share; cheap to copy.
#[derive(Clone, Copy)]
pub(in crate::page) struct State {
    /// The language that the page speaks.
    pub(in crate::page) language: RwSignal<Language>,
    /// The step that is shown.
    pub(in crate::page) step: RwSignal<Step>,
    /// The view of the evidence that is shown.
    pub(in crate::page) view: RwSignal<View>,
    pub(in crate::page) activity: RwSignal<Activity>,
    pub(in crate::page) progress: RwSignal<Option<Progress>>,
    /// How much work the run under way is, and how it is compared with chance.
    pub(in crate::page) work: RwSignal<Option<Work>>,
    /// The settings of the run under way, or of the last one.
    pub(in crate::page) running: RwSignal<Option<StudySettings>>,
    /// When the activity under way, or its present run, began: seconds since the page was opened.
    pub(in crate::page) began: StoredValue<f64>,
    /// The share of that run that was kept from before; `None` until it is known.
    pub(in crate::page) began_at_share: StoredValue<Option<f64>>,
    /// What of the work under way, or the last, was kept, and how many stages it has where that is
    /// known.
    pub(in crate::page) resumed: RwSignal<(Vec<KeptOutputs>, Option<usize>)>,
    /// What is kept of finished stages, or why nothing can be; `None` until it is told.
    pub(in crate::page) kept: RwSignal<Option<Result<Kept, KeepTrouble>>>,
    /// Why something was not kept, or not deleted.
    pub(in crate::page) not_kept: RwSignal<Option<KeepTrouble>>,
    /// When the activity under way began, likewise.
    activity_began: StoredValue<f64>,
    /// How long the files that were brought last took to be read, and the last question to be
    /// answered, seconds.
    pub(in crate::page) took: RwSignal<Took>,
    /// How long work on settings would take, where they can be run.
    pub(in crate::page) expected: RwSignal<Option<(StudySettings, Option<Expected>)>>,
    /// Whether that was asked and is not answered yet.
    is_expecting: StoredValue<bool>,
    /// When the coordinator was last heard, likewise.
    heard_at: StoredValue<f64>,
    /// For how many seconds it has been silent, where that is too long.
    pub(in crate::page) silent: RwSignal<Option<f64>>,
    pub(in crate::page) inspection: RwSignal<Option<Arc<InspectionView>>>,
    /// Classes of offences, where the person has changed them.
    pub(in crate::page) classes: RwSignal<Option<Vec<(String, OffenceClass)>>>,
    /// The layout by which the files were read, where one was said.
    pub(in crate::page) plan: StoredValue<Option<ImportPlan>>,
    /// What the address said last.
    pub(in crate::page) address: StoredValue<Result<Address, AddressError>>,
    /// The units of lengths, where the person chose them.
    pub(in crate::page) units: RwSignal<Option<Lengths>>,
    /// Lines that were brought to be drawn over maps; they go into no result.
    pub(in crate::page) lines: RwSignal<Vec<Arc<LinesView>>>,
    /// What of the files the address says, or what is wrong with it.
    pub(in crate::page) by_address: RwSignal<Option<String>>,
    /// Files that came before the workers stood; they are read then.
    pub(in crate::page) waiting: RwSignal<Vec<File>, LocalStorage>,
    /// Boundaries and tables that came with crimes, to be read when these are.
    areas_waiting: RwSignal<Vec<File>, LocalStorage>,
    /// Saved results that the address names, or why they are not there, until they are opened.
    named: StoredValue<Option<Result<File, String>>, LocalStorage>,
    /// Files that are being sorted.
    unsorted: StoredValue<Vec<File>, LocalStorage>,
    /// How often files were brought.
    brought: StoredValue<usize>,
    /// The files that were brought.
    files: StoredValue<Vec<File>, LocalStorage>,
    /// Boundaries and tables that were brought.
    area_files: StoredValue<Vec<File>, LocalStorage>,
    /// Why the workers are started once more, so that all is read again; `None` where they are not.
    again: StoredValue<Option<Again>>,
    /// How often the worker that leads failed since work last came to its end.
    lead_failures: StoredValue<usize>,
    /// How the first of them is laid out, where that is asked.
    pub(in crate::page) layout: RwSignal<Option<Arc<Guess>>>,
    /// What was said of it.
    said: StoredValue<GuessOptions>,
    /// The run that is shown.
    pub(in crate::page) run: RwSignal<Option<Arc<RunView>>>,
    /// All runs since the page was opened, and those that were brought, but for those that were
    /// deleted.
    pub(in crate::page) runs: RwSignal<Vec<KeptRun>, LocalStorage>,
    /// The number of the one that is shown.
    pub(in crate::page) shown: RwSignal<usize>,
    /// Arrests by fifths, as the files and areas tell them.
    arrests_of_files: RwSignal<Option<Arc<ArrestsTold>>>,
    /// The value that the run under way, or the last one, tells false alarms by.
    value_of_run: StoredValue<Option<AreaValue>>,
    /// What is asked, as far as it is not as usual: the address says it too.
    pub(in crate::page) question: RwSignal<Question>,
    /// The name of the saved results that the address names, and the number of their run once they
    /// are opened.
    pub(in crate::page) opened: RwSignal<Option<(String, Option<usize>)>>,
    /// The settings that are chosen, where they can be run on the files.
    pub(in crate::page) chosen: RwSignal<Option<StudySettings>>,
    /// The cells of the resolution sweep that are done, and what they come to.
    pub(in crate::page) sweep: RwSignal<Option<Arc<SweepReport>>>,
    /// The settings that the sweep is of.
    swept: RwSignal<Option<StudySettings>>,
    /// Test years that are done, in order.
    pub(in crate::page) years: RwSignal<Vec<YearResult>>,
    /// The studies that these years are some of.
    planned_years: RwSignal<Vec<StudySettings>>,
    /// Whether the page's own simulated city is shown.
    pub(in crate::page) invented: RwSignal<bool>,
    pub(in crate::page) areas: RwSignal<Option<Arc<AreasView>>>,
    /// What areas are compared by, as last chosen.
    pub(in crate::page) compared: RwSignal<Option<AreaValue>>,
    /// What the audit under way, or the last one, was asked.
    asked: RwSignal<Option<(StudySettings, AuditRequest)>>,
    /// All audits, likewise.
    pub(in crate::page) audits: RwSignal<Vec<KeptAudit>, LocalStorage>,
    /// The number of the one that is shown; 0 for none.
    pub(in crate::page) shown_audit: RwSignal<usize>,
    /// All ladders, likewise.
    pub(in crate::page) ladders: RwSignal<Vec<KeptLadder>, LocalStorage>,
    /// The number of the one that is shown; 0 for none.
    pub(in crate::page) shown_ladder: RwSignal<usize>,
    /// The number of the run that is being made again.
    verifying: StoredValue<usize>,
    pub(in crate::page) failure: RwSignal<Option<String>>,
    pub(in crate::page) cancelled: RwSignal<bool>,
    pub(in crate::page) workers: RwSignal<usize>,
    /// Bytes of memory of page, coordinator and workers, as last told.
    pub(in crate::page) memory: RwSignal<[u64; 3]>,
    pool: StoredValue<Option<WorkerPool>, LocalStorage>,
}

/// Seconds since the page was opened.
pub(in crate::page) fn seconds() -> f64 {
    web_sys::window()
        .and_then(|window| window.performance())
        .map_or(0.0, |performance| performance.now() / 1000.0)
}

impl State {
    pub(in crate::page) fn new() -> Self {
        let cores = web_sys::window().map_or(1.0, |window| window.navigator().hardware_concurrency());
        Self {
            language: RwSignal::new(Language::default()),
            step: RwSignal::new(Step::Bring),
            view: RwSignal::new(View::Forecast),
            activity: RwSignal::new(Activity::Starting),
            progress: RwSignal::new(None),
            work: RwSignal::new(None),
            running: RwSignal::new(None),
            began: StoredValue::new(0.0),
            began_at_share: StoredValue::new(None),
            resumed: RwSignal::new((Vec::new(), None)),
            kept: RwSignal::new(None),
            not_kept: RwSignal::new(None),
            activity_began: StoredValue::new(0.0),
            took: RwSignal::new(Took::default()),
            expected: RwSignal::new(None),
            is_expecting: StoredValue::new(false),
            heard_at: StoredValue::new(0.0),
            silent: RwSignal::new(None),
            inspection: RwSignal::new(None),
            classes: RwSignal::new(None),
            plan: StoredValue::new(None),
            address: StoredValue::new(Ok(Address::default())),
            units: RwSignal::new(None),
            lines: RwSignal::new(Vec::new()),
            by_address: RwSignal::new(None),
            waiting: RwSignal::new_local(Vec::new()),
            areas_waiting: RwSignal::new_local(Vec::new()),
            named: StoredValue::new_local(None),
            unsorted: StoredValue::new_local(Vec::new()),
            brought: StoredValue::new(0),
            files: StoredValue::new_local(Vec::new()),
            area_files: StoredValue::new_local(Vec::new()),
            again: StoredValue::new(None),
            lead_failures: StoredValue::new(0),
            layout: RwSignal::new(None),
            said: StoredValue::new(GuessOptions::default()),
            run: RwSignal::new(None),
            runs: RwSignal::new_local(Vec::new()),
            shown: RwSignal::new(0),
            arrests_of_files: RwSignal::new(None),
            value_of_run: StoredValue::new(None),
            question: RwSignal::new(Question::default()),
            opened: RwSignal::new(None),
            chosen: RwSignal::new(None),
            sweep: RwSignal::new(None),
            swept: RwSignal::new(None),
            years: RwSignal::new(Vec::new()),
            planned_years: RwSignal::new(Vec::new()),
            invented: RwSignal::new(false),
            areas: RwSignal::new(None),
            compared: RwSignal::new(None),
            asked: RwSignal::new(None),
            audits: RwSignal::new_local(Vec::new()),
            shown_audit: RwSignal::new(0),
            ladders: RwSignal::new_local(Vec::new()),
            shown_ladder: RwSignal::new(0),
            verifying: StoredValue::new(0),
            failure: RwSignal::new(None),
            cancelled: RwSignal::new(false),
            workers: RwSignal::new((cores as usize).clamp(1, MAX_WORKERS)),
            memory: RwSignal::new([0; 3]),
            pool: StoredValue::new_local(None),
        }
    }

    /// Whether any row of the files says that an arrest was made.
    pub(in crate::page) fn has_arrests(self) -> bool {
        self.inspection.with_untracked(|of| of.as_ref().is_some_and(|of| of.report.arrests.is_some()))
    }

    /// How long work on the chosen settings takes here, in words.
    pub(in crate::page) fn takes(self, of: fn(&Expected) -> f64) -> Option<String> {
        let (_, expected) = self.expected.get().filter(|(of, _)| self.chosen.get().as_ref() == Some(of))?;
        Some(tr!("Takes {} on this machine.", duration(of(&expected?))))
    }

    /// Days of a step of the run that is shown.
    pub(in crate::page) fn step_days(self) -> usize {
        self.run.with_untracked(|run| run.as_ref().map_or(1, |run| run.results.study.settings().step_days))
    }

    /// Locks the network and starts the workers.
    pub(in crate::page) async fn start(self) {
        let hash = fragment();
        match Blueprint::prepare(named_results(&hash).map(str::to_owned)).await {
            Ok((blueprint, results)) => {
                self.named.set_value(results);
                self.start_workers(&blueprint);
            }
            Err(message) => return self.break_down(message),
        }
        gloo::timers::callback::Interval::new(WATCH_MILLISECONDS, move || self.watch()).forget();
    }

    fn start_workers(self, blueprint: &Blueprint) {
        let hear = move |report, attachments: Vec<_>| self.hear(report, &attachments);
        match WorkerPool::start(blueprint, self.workers.get_untracked(), hear) {
            Ok(pool) => self.pool.set_value(Some(pool)),
            Err(message) => return self.break_down(message),
        }
        // The coordinator says that it is ready; an old browser may start it and say nothing.
        gloo::timers::callback::Timeout::new(START_MILLISECONDS, move || {
            if self.activity.get_untracked() == Activity::Starting {
                self.break_down(unfit_browser());
            }
        })
        .forget();
    }

    /// Notices a coordinator that says nothing while it works.
    fn watch(self) {
        let silence = seconds() - self.heard_at.get_value();
        let is_silent = self.activity.get_untracked() != Activity::Starting
            && self.activity.get_untracked() != Activity::Broken
            && silence > SILENCE_SECONDS;
        if is_silent || self.silent.with_untracked(Option::is_some) {
            self.silent.set(is_silent.then_some(silence));
        }
    }

    /// Ends what is under way. A coordinator that is silent is ended too, and all is read again by
    /// another.
    pub(in crate::page) fn cancel(self) {
        if self.silent.with_untracked(Option::is_none) {
            return self.command(&Command::Cancel, Vec::new());
        }
        self.start_again(Again::Cancelled);
    }

    /// Ends all workers and starts others, which read what was brought.
    fn start_again(self, why: Again) {
        let Some(pool) = self.pool.get_value() else { return };
        pool.end();
        self.begin(Activity::Starting);
        self.silent.set(None);
        self.tell_why(&why);
        self.again.set_value(Some(why));
        self.start_workers(pool.blueprint());
    }

    /// Says why the workers are started once more.
    fn tell_why(self, why: &Again) {
        match why {
            Again::Cancelled => self.cancelled.set(true),
            Again::Failed(message) => self.failure.set(Some(message.clone())),
        }
    }

    /// The worker that leads failed. Another takes its place where there is something to read again
    /// and it did not fail in its turn.
    fn lose_lead(self, message: String, reason: &str) {
        let failures = self.lead_failures.get_value() + 1;
        self.lead_failures.set_value(failures);
        let can_read = self.invented.get_untracked() || self.files.with_value(|files| !files.is_empty());
        if failures > MAX_LEAD_FAILURES || !can_read || self.activity.get_untracked() == Activity::Starting {
            return self.break_down(message);
        }
        self.start_again(Again::Failed(tr!(
            "The worker that leads failed ({reason}), most likely for want of memory. Another took its place and reads \
             your files again: press the button once more. Stages that were kept are not made again."
        )));
    }

    fn break_down(self, message: String) {
        self.fail(message);
        self.activity.set(Activity::Broken);
    }

    fn begin(self, activity: Activity) {
        self.failure.set(None);
        self.cancelled.set(false);
        self.resumed.set((Vec::new(), None));
        self.not_kept.set(None);
        self.progress.set(None);
        self.work.set(None);
        self.began.set_value(seconds());
        self.began_at_share.set_value(None);
        self.activity_began.set_value(seconds());
        self.heard_at.set_value(seconds());
        self.activity.set(activity);
    }

    /// What was known of other files is forgotten.
    fn begin_inspection(self, invented: bool) {
        self.begin(Activity::Inspecting);
        self.invented.set(invented);
        self.brought.update_value(|brought| *brought += 1);
        self.areas.set(None);
        self.arrests_of_files.set(None);
        self.shown_audit.set(0);
        self.shown_ladder.set(0);
        self.inspection.set(None);
        self.expected.set(None);
        self.is_expecting.set_value(false);
        self.layout.set(None);
        self.classes.set(None);
        self.plan.set_value(None);
        self.by_address.set(None);
        // Runs of other files stay among the kept ones.
        self.run.set(None);
        self.shown.set(0);
        self.chosen.set(None);
        self.sweep.set(None);
        self.swept.set(None);
        self.years.set(Vec::new());
        self.planned_years.set(Vec::new());
    }

    fn command(self, command: &Command, attachments: Vec<Attachment>) {
        self.pool.with_value(|pool| {
            if let Some(pool) = pool {
                pool.command(command, attachments);
            }
        });
    }

    fn fail(self, message: String) {
        self.failure.set(Some(message));
        self.rest();
        self.leave_empty_step();
    }

    fn rest(self) {
        let took = Some(seconds() - self.activity_began.get_value());
        let fails = untrack(|| self.failure.with(Option::is_some) || self.cancelled.get());
        match self.activity.get_untracked() {
            _ if fails => {}
            Activity::Inspecting => self.took.set(Took { reading: took, answer: None }),
            Activity::Running | Activity::Auditing | Activity::Climbing => {
                self.lead_failures.set_value(0);
                self.took.update(|all| all.answer = took);
            }
            _ => {}
        }
        self.progress.set(None);
        self.activity.set(Activity::Idle);
    }

    /// What failed or was cancelled may leave a step with nothing to show.
    fn leave_empty_step(self) {
        let is_open = untrack(|| self.is_open(self.step.get()));
        if !is_open {
            self.go(if untrack(|| self.is_open(Step::Question)) { Step::Question } else { Step::Bring });
        }
    }

    /// Goes to a step: its address is that of the page from now on.
    pub(in crate::page) fn go(self, step: Step) {
        if self.step.get_untracked() != step {
            self.step.set(step);
            // The address follows; a browser that refuses shows the step all the same.
            let _ = window().location().set_hash(&in_language(&step.fragment()));
        }
    }

    /// Goes to what was found in saved results; to the step of the address where they are named by
    /// it, as after a reload.
    pub(in crate::page) fn arrive(self) {
        let shown = self.shown.get_untracked();
        let is_named = self.opened.with_untracked(|of| of.as_ref().is_some_and(|of| of.1 == Some(shown)));
        let of_address = Step::of_fragment(parts(&fragment()).1).filter(|_| is_named);
        match of_address.filter(|step| *step != Step::Bring && untrack(|| self.is_open(*step))) {
            Some(step) => self.step.set(step),
            None => self.go(Step::Findings),
        }
    }

    /// Whether a step has something to show.
    pub(in crate::page) fn is_open(self, step: Step) -> bool {
        match step {
            Step::Bring => true,
            Step::Check => self.inspection.with(Option::is_some) || self.layout.with(Option::is_some),
            Step::Question => self.inspection.with(Option::is_some),
            Step::Run => self.activity.get().is_work() || self.has_results(),
            Step::Findings | Step::Evidence => self.has_results(),
            Step::Share => {
                self.run.with(Option::is_some) || self.audit().is_some() || self.ladder().is_some()
            }
        }
    }

    /// Whether anything was found.
    pub(in crate::page) fn has_results(self) -> bool {
        self.run.with(Option::is_some)
            || self.arrests().is_some()
            || self.audit().is_some()
            || self.ladder().is_some()
            || self.sweep.with(Option::is_some)
            || self.years.with(|years| !years.is_empty())
    }
}
