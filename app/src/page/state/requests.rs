//! What the page asks of the workers, and what is forgotten then.

use std::sync::Arc;

use js_sys::Array;
use leptos::prelude::*;
use web_sys::{Blob, File};

use super::{Activity, Again, MAX_WORKERS, State};
use crate::logic::address::address_notice;
use crate::logic::question::Question;
use crate::logic::steps::Step;
use crate::protocol::{Attachment, AuditRequest, Command, Kind, Packed, SweepProgress};
use watchback::bundle::Published;
use watchback::ingest::{GuessOptions, ImportPlan};
use watchback::results::YearResult;
use watchback::simulate::SimulationSettings;
use watchback::space::AreaChoice;
use watchback::study::{OffenceClass, StudySettings};
use watchback::sweep::{Cell, SweepReport};
use watchback_translate::tr;

impl State {
    /// The workers stand: what came before them is read now.
    pub(super) fn begin_work(self) {
        self.activity.set(Activity::Idle);
        let _ = document().document_element().map(|root| root.set_attribute("data-engine", "ready"));
        match self.named.try_update_value(Option::take).flatten() {
            Some(Ok(file)) => self.command(&Command::Open, vec![Attachment::Copy(file.into())]),
            Some(Err(message)) => {
                self.opened.set(None);
                self.failure.set(Some(message));
            }
            None => {}
        }
        if let Some(why) = self.again.try_update_value(Option::take).flatten() {
            return self.read_again(&why);
        }
        let waiting = self.waiting.with_untracked(Clone::clone);
        if !waiting.is_empty() {
            self.waiting.set(Vec::new());
            self.take_files(waiting);
        }
    }

    /// Reads once more what was brought.
    fn read_again(self, why: &Again) {
        self.areas_waiting.set(self.area_files.get_value());
        if self.invented.get_untracked() {
            self.simulate();
        } else if self.files.with_value(|files| !files.is_empty()) {
            self.inspect_again(self.plan.get_value());
        }
        self.tell_why(why);
    }

    /// Takes files of any kind. One alone is read as crimes at once, or as areas where there are
    /// crimes; of several the coordinator says what each is.
    pub(in crate::page) fn take_files(self, files: Vec<File>) {
        if self.activity.get_untracked() == Activity::Starting {
            return self.waiting.set(files);
        }
        let has_crimes = self.inspection.with_untracked(Option::is_some);
        if self.activity.get_untracked() != Activity::Idle || files.is_empty() {
            return self.inspect(files);
        }
        let may_be_other = |file: &File| {
            let name = file.name().to_ascii_lowercase();
            name.contains("json") || name.ends_with("crate.zip")
        };
        if files.len() == 1 && !has_crimes && !files.iter().any(may_be_other) {
            return self.inspect(files);
        }
        let attach = |file: &File| Attachment::Copy(file.clone().into());
        // Until they are sorted, no others are taken.
        self.begin(Activity::Inspecting);
        self.command(&Command::Sort, files.iter().map(attach).collect());
        self.unsorted.set_value(files);
    }

    /// Takes files that were brought as areas; lines may be among them.
    pub(in crate::page) fn take_area_files(self, files: Vec<File>) {
        let may_be_lines = |file: &File| file.name().to_ascii_lowercase().contains("json");
        if self.activity.get_untracked() != Activity::Idle || !files.iter().any(may_be_lines) {
            return self.take_areas(files);
        }
        let attach = |file: &File| Attachment::Copy(file.clone().into());
        self.begin(Activity::Areas);
        self.command(&Command::Sort, files.iter().map(attach).collect());
        self.unsorted.set_value(files);
    }

    /// Takes what the coordinator has said of each of the files.
    pub(super) fn take_sorted(self, kinds: &[Kind]) {
        let files = self.unsorted.get_value();
        let are_areas = self.activity.get_untracked() == Activity::Areas;
        self.rest();
        let (mut crimes, mut areas) = (Vec::new(), Vec::new());
        for (file, kind) in files.into_iter().zip(kinds) {
            match kind {
                Kind::Crimes if are_areas => areas.push(file),
                Kind::Crimes => crimes.push(file),
                Kind::Boundaries | Kind::Table => areas.push(file),
                Kind::Lines => self.command(&Command::Lines, vec![Attachment::Copy(file.into())]),
                Kind::Results => self.command(&Command::Open, vec![Attachment::Copy(file.into())]),
            }
        }
        match (crimes.is_empty(), areas.is_empty()) {
            (true, true) => return,
            (true, false) => return self.take_areas(areas),
            (false, _) => {}
        }
        self.areas_waiting.set(areas);
        self.inspect(crimes);
    }

    /// Reads boundaries and tables that came with the crimes, once a study is there.
    pub(in crate::page) fn take_waiting_areas(self) {
        let is_ready = self.activity.get() == Activity::Idle
            && self.inspection.with(Option::is_some)
            && self.base().is_some();
        if is_ready && self.areas_waiting.with(|areas| !areas.is_empty()) {
            let areas = self.areas_waiting.with_untracked(Clone::clone);
            self.areas_waiting.set(Vec::new());
            self.take_areas(areas);
        }
    }

    /// Asks how long a run of the chosen settings would take. It is asked once at a time: settings
    /// may change faster than the answers come.
    pub(in crate::page) fn expect(self) {
        let is_idle = self.activity.get() == Activity::Idle && self.inspection.with(Option::is_some);
        let Some(settings) = self.chosen.get().filter(|_| is_idle) else { return };
        let is_known = self.expected.with(|known| known.as_ref().is_some_and(|(of, _)| *of == settings));
        if !is_known && !self.is_expecting.get_value() {
            self.is_expecting.set_value(true);
            self.command(&Command::Expect(Box::new(settings)), Vec::new());
        }
    }

    /// Asks for all that areas tell without a new run.
    pub(in crate::page) fn tell_by_areas(self) {
        let is_idle = self.activity.get() == Activity::Idle;
        let value = self.compared.get().filter(|_| is_idle && self.areas.with(Option::is_some));
        let (Some(value), Some(settings)) = (value, self.base()) else { return };
        let is_told = self.arrests_of_files.with_untracked(|told| {
            told.as_ref().is_some_and(|told| told.value == value && told.settings == settings)
        });
        if !is_told {
            self.command(&Command::Arrests(Box::new(settings), value.clone()), Vec::new());
        }
        let brought = Some(self.brought.get_value());
        let without_harm = self.runs.with(|runs| {
            let last = runs.iter().rfind(|run| run.brought == brought)?;
            let is_told = last.harm.as_ref().is_some_and(|(of, _)| *of == value);
            (!is_told).then(|| last.view.results.digest.clone())
        });
        if let Some(digest) = without_harm {
            self.command(&Command::Harm(digest, value), Vec::new());
        }
    }

    /// Reads files; what was known of others is forgotten.
    pub(in crate::page) fn inspect(self, files: Vec<File>) {
        if self.activity.get_untracked() == Activity::Starting {
            return self.waiting.set(files);
        }
        if self.activity.get_untracked() != Activity::Idle {
            self.failure.set(Some(
                tr!("The files were not taken, because something is under way: wait or cancel first")
                    .to_owned(),
            ));
            return;
        }
        if files.is_empty() {
            self.failure
                .set(Some(tr!("What was dropped holds no file: drop the CSV file itself").to_owned()));
            return;
        }
        self.forget_question();
        self.files.set_value(files);
        self.area_files.set_value(Vec::new());
        self.said.set_value(GuessOptions::default());
        let plan = self.address.with_value(|address| address.as_ref().ok().and_then(|of| of.plan.clone()));
        self.inspect_again(plan);
    }

    /// What was asked of other files is not asked of these; what the address asks is.
    fn forget_question(self) {
        if self.inspection.with_untracked(Option::is_some) {
            self.question.set(Question::default());
        }
    }

    /// Reads the files anew, by a layout where one is given, and with the address's table of
    /// offences if it has one.
    pub(in crate::page) fn inspect_again(self, plan: Option<ImportPlan>) {
        self.begin_inspection(false);
        let classes =
            self.address.with_value(|address| address.as_ref().ok().and_then(|of| of.classes.clone()));
        self.plan.set_value(plan.clone());
        self.tell_of_address(classes.is_some());
        self.classes.set(classes.clone());
        self.command(&Command::Inspect(plan.map(Box::new), classes), self.attached(usize::MAX));
    }

    /// Says what of the address was used.
    fn tell_of_address(self, by_table: bool) {
        let says = self.address.with_value(|address| {
            self.plan.with_value(|plan| address_notice(address, plan.as_ref(), by_table))
        });
        let says = Some(says).filter(|says| !says.is_empty());
        // What was said already is not said again.
        if self.by_address.with_untracked(|said| *said != says) {
            self.by_address.set(says);
        }
    }

    /// Takes what offences count as from a person; the address does not say it any more.
    pub(in crate::page) fn class_by_hand(self, classes: Vec<(String, OffenceClass)>) {
        self.classes.set(Some(classes));
        if self.by_address.with_untracked(Option::is_some) {
            self.tell_of_address(false);
        }
    }

    /// Asks for a study by what offences count as now.
    pub(in crate::page) fn suggest(self) {
        if let Some(classes) = self.classes.get_untracked() {
            self.begin(Activity::Inspecting);
            self.command(&Command::Suggest(classes), Vec::new());
        }
    }

    /// The first so many of the files that were brought.
    fn attached(self, n: usize) -> Vec<Attachment> {
        let attach = |file: &File| Attachment::Copy(file.clone().into());
        self.files.with_value(|files| files.iter().take(n).map(attach).collect())
    }

    /// Asks how the first file is laid out, by what is said of it.
    pub(in crate::page) fn ask_layout(self, said: GuessOptions) {
        self.failure.set(None);
        self.command(&Command::Guess(Box::new(said.clone())), self.attached(1));
        self.said.set_value(said);
    }

    /// Says something more of the layout.
    pub(in crate::page) fn say_of_layout(self, say: impl FnOnce(&mut GuessOptions)) {
        let mut said = self.said.get_value();
        say(&mut said);
        self.ask_layout(said);
    }

    /// Makes the simulated city.
    pub(in crate::page) fn simulate(self) {
        if self.activity.get_untracked() == Activity::Idle {
            self.forget_question();
            self.begin_inspection(true);
            self.command(&Command::Simulate(SimulationSettings::default()), Vec::new());
        }
    }

    /// Runs a study on what was inspected.
    pub(in crate::page) fn run_study(self, settings: StudySettings) {
        if self.activity.get_untracked() == Activity::Idle {
            self.begin(Activity::Running);
            self.go(Step::Run);
            self.running.set(Some(settings.clone()));
            let value = self.compared.get_untracked().filter(|_| self.areas.with_untracked(Option::is_some));
            self.value_of_run.set_value(value.clone());
            self.command(&Command::Run(Box::new(settings), value), Vec::new());
        }
    }

    /// The settings that sweep and years go by: those of the run that is shown, else the chosen
    /// ones.
    pub(in crate::page) fn base(self) -> Option<StudySettings> {
        // A run of other files is looked at, and not gone on from.
        let of_run = self.run.with(|run| run.as_ref().map(|run| run.results.study.settings().clone()));
        of_run.filter(|_| self.is_of_these_files()).or_else(|| self.chosen.get())
    }

    /// The sweep of these settings, as far as it is done.
    pub(in crate::page) fn sweep_of(self, settings: &StudySettings) -> Option<Arc<SweepReport>> {
        if self.swept.with(|swept| swept.as_ref() == Some(settings)) { self.sweep.get() } else { None }
    }

    /// Runs what is left of a sweep's cells; what was done of another study's goes.
    pub(in crate::page) fn run_sweep(self, settings: StudySettings, planned: Vec<Cell>) {
        if self.activity.get_untracked() == Activity::Idle {
            self.begin(Activity::Sweeping);
            if self.swept.with_untracked(|swept| swept.as_ref() != Some(&settings)) {
                self.sweep.set(None);
                self.swept.set(Some(settings.clone()));
            }
            let cells = |report: &Arc<SweepReport>| report.cells.clone();
            let done = self.sweep.with_untracked(|sweep| sweep.as_ref().map_or_else(Vec::new, cells));
            self.command(&Command::Sweep(Box::new(settings), SweepProgress { planned, done }), Vec::new());
        }
    }

    /// The years that are done of these studies.
    pub(in crate::page) fn years_of(self, planned: &[StudySettings]) -> Vec<YearResult> {
        if self.planned_years.with(|years| years == planned) { self.years.get() } else { Vec::new() }
    }

    /// Runs what is left of some test years; what was done of others goes.
    pub(in crate::page) fn run_years(self, planned: &[StudySettings]) {
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
    pub(in crate::page) fn base_untracked(self) -> Option<StudySettings> {
        untrack(|| self.base())
    }

    /// Takes files of areas, or says why not now.
    pub(in crate::page) fn take_areas(self, files: Vec<File>) {
        let refusal = if self.activity.get_untracked() != Activity::Idle {
            tr!("The areas were not taken, because something is under way: wait or cancel first")
        } else if files.is_empty() {
            tr!("What was dropped holds no file: drop boundaries and table themselves")
        } else {
            match self.base_untracked() {
                Some(settings) => return self.read_areas(settings, files, AreaChoice::default()),
                None => {
                    tr!("The areas were not taken: bring the city's crime file first, one that can be run")
                }
            }
        };
        self.failure.set(Some(refusal.to_owned()));
    }

    /// Reads boundaries, a table or both; none for those that were read before, joined by other
    /// keys.
    pub(in crate::page) fn read_areas(self, settings: StudySettings, files: Vec<File>, choice: AreaChoice) {
        if !files.is_empty() {
            // A new table takes the place of the old one, and boundaries that of boundaries.
            let is_json = |file: &File| file.name().to_ascii_lowercase().contains("json");
            let is_replaced = |old: &File| files.iter().any(|new| is_json(new) == is_json(old));
            self.area_files.update_value(|kept| {
                kept.retain(|old| !is_replaced(old));
                kept.extend(files.clone());
            });
        }
        self.begin_areas(&Command::Areas(Box::new(settings), choice), files);
    }

    /// Invents areas for the simulated city.
    pub(in crate::page) fn invent_areas(self, settings: StudySettings) {
        self.begin_areas(&Command::InventAreas(Box::new(settings)), Vec::new());
    }

    fn begin_areas(self, command: &Command, files: Vec<File>) {
        if self.activity.get_untracked() == Activity::Idle {
            self.begin(Activity::Areas);
            self.arrests_of_files.set(None);
            self.command(command, files.into_iter().map(|file| Attachment::Copy(file.into())).collect());
        }
    }

    /// Audits enforcement.
    pub(in crate::page) fn run_audit(self, settings: StudySettings, request: AuditRequest) {
        if self.activity.get_untracked() == Activity::Idle {
            self.begin(Activity::Auditing);
            self.go(Step::Run);
            self.asked.set(Some((settings.clone(), request.clone())));
            self.command(&Command::Audit(Box::new(settings), Box::new(request)), Vec::new());
        }
    }

    /// Climbs the ladder of a study.
    pub(in crate::page) fn climb(self, settings: StudySettings) {
        if self.activity.get_untracked() == Activity::Idle {
            self.begin(Activity::Climbing);
            self.go(Step::Run);
            self.running.set(Some(settings.clone()));
            self.command(&Command::Climb(Box::new(settings)), Vec::new());
        }
    }

    /// Writes every forecast of the run that is shown.
    pub(in crate::page) fn write_forecasts(self, digest: String) {
        if self.activity.get_untracked() == Activity::Idle {
            self.begin(Activity::Writing);
            self.command(&Command::Forecasts(digest), Vec::new());
        }
    }

    /// Writes the bundle of the run that is shown, with the audit and the ladder that are; or the
    /// folder that holds it.
    pub(in crate::page) fn write_bundle(self, published: Published, packed: Packed) {
        let Some(json) = self.of_shown(|run| run.saved.as_ref().map(|saved| saved.json.clone())).flatten()
        else {
            return;
        };
        if self.activity.get_untracked() == Activity::Idle {
            self.begin(Activity::Writing);
            let beside = [self.shown_audit_json(), self.shown_ladder_json()];
            // One that is not there has no bytes: its place is kept.
            let file = |json: Option<Blob>| file_of(json.as_ref()).map(|file| Attachment::Copy(file.into()));
            let parts = std::iter::once(Some(json)).chain(beside).filter_map(file).collect();
            self.command(&Command::Bundle(published, packed), parts);
        }
    }

    /// Makes the run that is shown again from the files that were brought, and compares.
    pub(in crate::page) fn verify(self) {
        let Some(json) = self.of_shown(|run| run.saved.as_ref().map(|saved| saved.json.clone())).flatten()
        else {
            return;
        };
        let Some(published) = file_of(Some(&json)) else { return };
        if self.activity.get_untracked() == Activity::Idle {
            self.begin(Activity::Verifying);
            self.verifying.set_value(self.shown.get_untracked());
            let files = self.files.get_value().into_iter().chain(self.area_files.get_value());
            let attach = |file: File| Attachment::Copy(file.into());
            let audit = self.shown_audit_json().filter(|_| untrack(|| self.audit()).is_some());
            let of_run = std::iter::once(published).chain(file_of(audit.as_ref()));
            self.command(&Command::Verify, of_run.chain(files).map(attach).collect());
        }
    }

    /// From now on finished stages are kept, or not any more.
    pub(in crate::page) fn switch_keeping(self, on: bool) {
        self.not_kept.set(None);
        // Shown as wished until the answer comes, which may say otherwise.
        self.kept.update(|kept| {
            if let Some(Ok(kept)) = kept {
                kept.is_on = on;
            }
        });
        self.command(&Command::Keep(on), Vec::new());
    }

    /// Deletes all stages that are kept.
    pub(in crate::page) fn delete_kept(self) {
        self.not_kept.set(None);
        self.command(&Command::DeleteKept, Vec::new());
    }

    /// Changes the number of workers between runs.
    pub(in crate::page) fn set_workers(self, count: usize) {
        if self.activity.get_untracked() != Activity::Idle {
            return;
        }
        let count = count.clamp(1, MAX_WORKERS);
        self.workers.set(count);
        let changed =
            self.pool.with_value(|pool| pool.as_ref().map_or(Ok(()), |pool| pool.set_workers(count)));
        if let Err(message) = changed {
            self.fail(message);
        }
    }
}

/// A blob as a file, as workers read files; one without bytes where there is none.
fn file_of(blob: Option<&Blob>) -> Option<File> {
    let parts = Array::new();
    if let Some(blob) = blob {
        parts.push(blob);
    }
    File::new_with_blob_sequence(&parts, "results.json").ok()
}
