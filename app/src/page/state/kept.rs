//! What was found since the page was opened: runs and audits, kept beside each other until they are
//! deleted by hand.

use std::sync::Arc;

use leptos::prelude::*;
use wasm_bindgen::JsValue;
use web_sys::Blob;

use super::State;
use crate::page::save::blob_of;
use crate::protocol::{AreaValue, AreasView, Artefact, AuditRequest, RunView};
use watchback::audit::{ArrestRates, AuditReport};
use watchback::released::Ladder;
use watchback::results::{HarmByGroup, Verification};
use watchback::study::StudySettings;

/// A run that is done.
#[derive(Clone)]
pub(in crate::page) struct KeptRun {
    /// From 1, in the order in which they ended.
    pub(in crate::page) number: usize,
    /// Which files it was of, by how often files had been brought; none for one that was saved.
    pub(in crate::page) brought: Option<usize>,
    pub(in crate::page) view: Arc<RunView>,
    pub(in crate::page) saved: Option<Saved>,
    /// Whether it was saved as a file.
    pub(in crate::page) is_saved: bool,
    /// False alarms by fifths, told with it or after it, and of what value.
    pub(in crate::page) harm: Option<(AreaValue, HarmByGroup)>,
    /// What came of making it again.
    pub(in crate::page) verified: Option<Arc<Verification>>,
}

/// The files of results, to be saved.
#[derive(Clone)]
pub(in crate::page) struct Saved {
    pub(in crate::page) json: Blob,
    /// None where the results themselves came from a file.
    pub(in crate::page) csv: Option<Blob>,
}

/// Arrests for each reported crime by fifths of the areas.
pub(in crate::page) struct ArrestsTold {
    /// The study whose classes and days they are of.
    pub(super) settings: StudySettings,
    pub(in crate::page) value: AreaValue,
    pub(in crate::page) rates: ArrestRates,
}

/// An audit that is done.
pub(in crate::page) struct AuditDone {
    pub(in crate::page) settings: StudySettings,
    pub(in crate::page) request: AuditRequest,
    pub(in crate::page) report: AuditReport,
    /// The areas that it is of; none for one that was saved.
    pub(in crate::page) areas: Option<Arc<AreasView>>,
}

/// An audit that is kept.
#[derive(Clone)]
pub(in crate::page) struct KeptAudit {
    pub(in crate::page) number: usize,
    /// As a run's.
    pub(super) brought: Option<usize>,
    pub(in crate::page) done: Arc<AuditDone>,
    /// audit.json.
    pub(in crate::page) json: Option<Blob>,
    pub(in crate::page) is_saved: bool,
}

/// A ladder that was climbed.
#[derive(Clone)]
pub(in crate::page) struct KeptLadder {
    pub(in crate::page) number: usize,
    /// As a run's.
    pub(super) brought: Option<usize>,
    pub(in crate::page) settings: StudySettings,
    pub(in crate::page) ladder: Arc<Ladder>,
    /// ladder.json.
    pub(in crate::page) json: Option<Blob>,
    pub(in crate::page) is_saved: bool,
}

impl Saved {
    pub(super) fn new(attachments: &[JsValue]) -> Option<Self> {
        let file = |artefact: Artefact, media_type| blob_of(attachments.get(artefact as usize)?, media_type);
        Some(Self {
            json: file(Artefact::Json, "application/json")?,
            csv: Some(file(Artefact::Csv, "text/csv")?),
        })
    }

    /// Of results that came from a file: that file.
    pub(super) fn of_file(file: Option<&JsValue>) -> Option<Self> {
        Some(Self { json: blob_of(file?, "application/json")?, csv: None })
    }
}

impl State {
    /// Something of the run that is shown.
    pub(in crate::page) fn of_shown<T>(self, look: impl FnOnce(&KeptRun) -> T) -> Option<T> {
        let shown = self.shown.get();
        self.runs.with(|runs| runs.iter().find(|run| run.number == shown).map(look))
    }

    /// Shows a kept run.
    pub(in crate::page) fn show_run(self, number: usize) {
        let view = self
            .runs
            .with_untracked(|runs| runs.iter().find(|run| run.number == number).map(|run| run.view.clone()));
        if let Some(view) = view {
            self.shown.set(number);
            self.run.set(Some(view));
        }
    }

    /// Deletes a kept run. The last of the others is then shown.
    pub(in crate::page) fn delete_run(self, number: usize) {
        self.runs.update(|runs| runs.retain(|run| run.number != number));
        if self.shown.get_untracked() == number {
            match self.runs.with_untracked(|runs| runs.last().map(|run| run.number)) {
                Some(last) => self.show_run(last),
                None => {
                    self.shown.set(0);
                    self.run.set(None);
                }
            }
        }
    }

    /// Keeps an audit beside the others, and shows it.
    pub(super) fn keep_audit(self, done: AuditDone, brought: Option<usize>, json: Option<Blob>) {
        let number = 1 + self.audits.with_untracked(|audits| audits.last().map_or(0, |audit| audit.number));
        let is_saved = brought.is_none();
        let kept = KeptAudit { number, brought, done: Arc::new(done), json, is_saved };
        self.audits.update(|audits| audits.push(kept));
        self.shown_audit.set(number);
    }

    /// Something of the audit that is shown.
    pub(in crate::page) fn of_shown_audit<T>(self, look: impl FnOnce(&KeptAudit) -> T) -> Option<T> {
        let shown = self.shown_audit.get();
        self.audits.with(|audits| audits.iter().find(|audit| audit.number == shown).map(look))
    }

    /// Deletes a kept audit. The last of the others is then shown.
    pub(in crate::page) fn delete_audit(self, number: usize) {
        self.audits.update(|audits| audits.retain(|audit| audit.number != number));
        if self.shown_audit.get_untracked() == number {
            self.shown_audit
                .set(self.audits.with_untracked(|audits| audits.last().map_or(0, |last| last.number)));
        }
    }

    /// Whether the run that is shown is of the files that were brought last.
    pub(super) fn is_of_these_files(self) -> bool {
        self.of_shown(|run| run.brought).flatten() == Some(self.brought.get_value())
    }

    /// Whether the run that is shown comes from a saved file.
    pub(in crate::page) fn is_from_a_file(self) -> bool {
        let of_run = self.of_shown(|run| run.brought.is_none());
        of_run.unwrap_or_else(|| self.ladder().is_some_and(|ladder| ladder.brought.is_none()))
    }

    /// Whether what is told of the areas and files belongs to the run that is shown: a kept run may
    /// be of other files.
    pub(in crate::page) fn is_together(self) -> bool {
        self.run.with(Option::is_none) || self.is_of_these_files()
    }

    /// The audit that is shown, where it is of the same files as the run that is shown.
    pub(in crate::page) fn audit(self) -> Option<Arc<AuditDone>> {
        let (done, brought) = self.of_shown_audit(|audit| (audit.done.clone(), audit.brought))?;
        let is_with_run = self.of_shown(|run| match (run.brought, brought) {
            // Of two that were saved, the studies tell.
            (None, None) => is_same_study(run.view.results.study.settings(), &done.settings),
            (of_run, of_audit) => of_run == of_audit,
        });
        is_with_run.unwrap_or(true).then_some(done)
    }

    /// Arrests by fifths, where they are of the same files as the run that is shown: as told of the
    /// files, else as an audit has them.
    pub(in crate::page) fn arrests(self) -> Option<Arc<ArrestsTold>> {
        let of_files = self.arrests_of_files.get().filter(|_| self.is_together());
        of_files.or_else(|| {
            let done = self.audit()?;
            let (settings, value) = (done.settings.clone(), done.request.index.clone());
            Some(Arc::new(ArrestsTold { settings, value, rates: done.report.arrest_rates() }))
        })
    }

    /// The ladder that is shown, where it is of the same study as the run that is shown; else the
    /// one that the run's own results hold.
    pub(in crate::page) fn ladder(self) -> Option<KeptLadder> {
        let number = self.shown_ladder.get();
        let kept =
            self.ladders.with(|ladders| ladders.iter().find(|ladder| ladder.number == number).cloned());
        let run = self.of_shown(|run| (run.brought, run.view.clone()));
        let is_of_run = |kept: &KeptLadder| {
            run.as_ref().is_none_or(|(_, run)| is_same_study(run.results.study.settings(), &kept.settings))
        };
        kept.filter(is_of_run).or_else(|| {
            let (brought, run) = run.as_ref()?;
            let ladder = Arc::new(run.results.as_released.clone()?);
            let settings = run.results.study.settings().clone();
            Some(KeptLadder { number: 0, brought: *brought, settings, ladder, json: None, is_saved: true })
        })
    }

    /// Keeps a ladder beside the others, and shows it. A run of another study is then not shown.
    pub(super) fn keep_ladder(
        self,
        settings: StudySettings,
        ladder: Ladder,
        brought: Option<usize>,
        json: Option<Blob>,
    ) {
        let number = 1 + self.ladders.with_untracked(|ladders| ladders.last().map_or(0, |last| last.number));
        let (ladder, is_saved) = (Arc::new(ladder), brought.is_none());
        self.ladders
            .update(|ladders| ladders.push(KeptLadder { number, brought, settings, ladder, json, is_saved }));
        self.show_ladder(number);
    }

    /// Shows a kept ladder.
    pub(in crate::page) fn show_ladder(self, number: usize) {
        self.shown_ladder.set(number);
        if untrack(|| self.ladder()).is_none_or(|shown| shown.number != number) {
            self.shown.set(0);
            self.run.set(None);
        }
    }

    /// Deletes a kept ladder. The last of the others is then shown.
    pub(in crate::page) fn delete_ladder(self, number: usize) {
        self.ladders.update(|ladders| ladders.retain(|ladder| ladder.number != number));
        if self.shown_ladder.get_untracked() == number {
            let last = self.ladders.with_untracked(|ladders| ladders.last().map_or(0, |last| last.number));
            self.shown_ladder.set(last);
        }
    }

    /// audit.json of the audit that is shown, where it is of the same files as the run.
    pub(super) fn shown_audit_json(self) -> Option<Blob> {
        let (shown, brought) = (self.shown_audit.get_untracked(), self.of_shown(|run| run.brought)?);
        self.audits.with_untracked(|audits| {
            let audit = audits.iter().find(|audit| audit.number == shown && audit.brought == brought)?;
            audit.json.clone()
        })
    }

    /// ladder.json of the ladder that is shown, likewise.
    pub(super) fn shown_ladder_json(self) -> Option<Blob> {
        let (shown, brought) = (self.shown_ladder.get_untracked(), self.of_shown(|run| run.brought)?);
        self.ladders.with_untracked(|ladders| {
            let ladder = ladders.iter().find(|of| of.number == shown && of.brought == brought)?;
            ladder.json.clone()
        })
    }

    /// Whether the run that is shown is the last of the files that were brought last: its forecasts
    /// are still at hand.
    pub(in crate::page) fn is_last_of_these_files(self) -> bool {
        let (shown, brought) = (self.shown.get(), Some(self.brought.get_value()));
        self.runs.with(|runs| {
            runs.iter().rfind(|run| run.brought == brought).is_some_and(|last| last.number == shown)
        })
    }

    /// Whether leaving would lose something that is not saved.
    pub(in crate::page) fn is_unsaved(self) -> bool {
        self.runs.with_untracked(|runs| runs.iter().any(|run| !run.is_saved))
            || self.audits.with_untracked(|audits| audits.iter().any(|audit| !audit.is_saved))
            || self.ladders.with_untracked(|ladders| ladders.iter().any(|ladder| !ladder.is_saved))
    }
}

/// Whether two studies are of one city and the same days.
fn is_same_study(one: &StudySettings, other: &StudySettings) -> bool {
    let days = |of: &StudySettings| (of.training_first, of.training_last, of.test_last);
    one.city == other.city && one.bounds == other.bounds && days(one) == days(other)
}
