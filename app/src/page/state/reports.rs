//! What the workers report, taken into what the page knows.

use std::sync::Arc;

use leptos::prelude::*;
use wasm_bindgen::prelude::*;

use super::{Activity, ArrestsTold, AuditDone, KeptRun, Saved, State, seconds};
use crate::logic::steps::{Step, View};
use crate::logic::time_left::Progress;
use crate::page::in_turn::in_next_task;
use crate::page::save::{blob_of, download};
use crate::protocol::{
    AreaValue, Artefact, AuditRequest, Packed, Report, RunView, attachment_bytes, memory_bytes,
};
use watchback::bundle::BUNDLE_NAME;
use watchback::encoding::decode;
use watchback::results::{HarmByGroup, Stage, Verification};
use watchback::run::KeptOutputs;
use watchback::study::StudySettings;
use watchback_translate::tr;

impl State {
    /// Takes a report.
    pub(super) fn hear(self, report: Report, attachments: &[JsValue]) {
        self.heard_at.set_value(seconds());
        match report {
            Report::Alive => {}
            Report::Expected(settings, seconds) => {
                self.is_expecting.set_value(false);
                self.expected.set(Some((*settings, seconds)));
            }
            Report::Planned(work) => {
                // Of several years each is a run of its own.
                self.began.set_value(seconds());
                self.began_at_share.set_value(None);
                self.work.set(Some(work));
            }
            Report::Progress { stage, done, total } => self.take_progress(stage, done, total),
            Report::Kept(kept) => self.kept.set(Some(kept)),
            Report::NotKept(trouble) => self.not_kept.set(Some(trouble)),
            Report::Resumed(outputs) => self.take_resumed(outputs),
            Report::Guessed => self.shown(attachments.first(), tr!("The file's layout"), |guess| {
                self.layout.set(Some(Arc::new(guess)));
                self.go(Step::Check);
            }),
            Report::Inspected => self.shown(attachments.first(), tr!("The report on the files"), |view| {
                in_next_task(move || {
                    self.inspection.set(Some(Arc::new(view)));
                    self.rest();
                    self.go(Step::Check);
                });
            }),
            Report::Finished => {
                self.shown(attachments.get(Artefact::View as usize), tr!("The results"), |view| {
                    self.keep_run(view, Some(self.brought.get_value()), Saved::new(attachments));
                })
            }
            Report::Swept => self.shown(attachments.first(), tr!("The sweep's results"), |report| {
                self.sweep.set(Some(Arc::new(report)));
            }),
            Report::YearDone => self.shown(attachments.first(), tr!("A year's result"), |year| {
                self.years.update(|years| years.push(year));
            }),
            Report::AreasRead => self.shown(attachments.first(), tr!("The areas"), |view| {
                self.areas.set(Some(Arc::new(view)));
                self.rest();
            }),
            Report::Audited => self.take_audit(attachments),
            Report::Climbed(settings) => self.take_ladder(*settings, false, attachments),
            Report::OpenedLadder(settings) => self.take_ladder(*settings, true, attachments),
            Report::Forecasts => self.save_forecasts(attachments),
            Report::LinesRead => match decoded(attachments.first()) {
                Some(view) => self.keep_lines(view),
                None => self.failure.set(Some(not_shown(tr!("The lines")))),
            },
            Report::Opened => match decoded(attachments.first()) {
                Some(view) => self.keep_run(view, None, Saved::of_file(attachments.get(1))),
                // What is under way goes on.
                None => self.failure.set(Some(not_shown(tr!("The saved results")))),
            },
            Report::OpenedAudit(settings, request) => self.open_audit(*settings, *request, attachments),
            Report::Bundled(packed) => self.save_bundle(packed, attachments),
            Report::Verified => self.take_verification(attachments),
            Report::Sorted(kinds) => self.take_sorted(&kinds),
            Report::ArrestsTold(settings, value) => self.take_arrests(*settings, value, attachments),
            Report::HarmTold(digest, value) => self.take_harm(&digest, &value, attachments),
            Report::Refused { message } => self.failure.set(Some(message)),
            Report::AllDone => self.rest(),
            Report::Failed { message } => self.fail(message),
            Report::Broken { message, reason } => match reason {
                Some(reason) => self.lose_lead(message, &reason),
                None => self.break_down(message),
            },
            Report::Ready => self.begin_work(),
            Report::Cancelled => {
                self.cancelled.set(true);
                self.rest();
                self.leave_empty_step();
            }
            Report::Memory { coordinator, workers } => {
                self.memory.set([memory_bytes(), coordinator, workers]);
            }
            // The pool replaces the worker and says nothing.
            Report::WorkerSilent { .. } => {}
        }
    }

    fn take_resumed(self, outputs: KeptOutputs) {
        // Of an audit the stages are not known before.
        let is_run = self.activity.get_untracked() == Activity::Running;
        let stages = self.work.with_untracked(|work| work.as_ref().map(|work| work.stages.len()));
        self.resumed.update(|(all, of)| {
            all.push(outputs);
            *of = stages.filter(|_| is_run);
        });
    }

    fn take_progress(self, stage: Stage, done: u64, total: u64) {
        let now = seconds();
        self.progress.update(|progress| {
            let began = progress.filter(|old| old.stage == stage).map_or(now, |old| old.began);
            *progress = Some(Progress { stage, done, total, began, now });
        });
        let share = self.progress.with_untracked(|progress| {
            self.work.with_untracked(|work| Some(progress.as_ref()?.whole(Some(work.as_ref()?))))
        });
        if self.began_at_share.get_value().is_none() {
            self.began_at_share.set_value(share);
        }
    }

    /// Takes what is attached; that it cannot be read ends what is under way.
    fn shown<T: serde::de::DeserializeOwned>(
        self,
        attachment: Option<&JsValue>,
        what: &str,
        take: impl FnOnce(T),
    ) {
        match decoded(attachment) {
            Some(of) => take(of),
            None => self.fail(not_shown(what)),
        }
    }

    fn take_verification(self, attachments: &[JsValue]) {
        self.shown(attachments.first(), tr!("The verification"), |found: Verification| {
            let (found, number) = (Arc::new(found), self.verifying.get_value());
            self.runs.update(|runs| {
                runs.iter_mut().filter(|run| run.number == number).for_each(|run| {
                    run.verified = Some(Arc::clone(&found));
                });
            });
            self.rest();
            self.go(Step::Share);
        });
    }

    fn take_audit(self, attachments: &[JsValue]) {
        let Some((settings, request)) = self.asked.get_untracked() else { return };
        self.shown(attachments.first(), tr!("The audit"), |report| {
            let json = attachments.get(1).and_then(|json| blob_of(json, "application/json"));
            let done = AuditDone { settings, request, report, areas: self.areas.get_untracked() };
            in_next_task(move || {
                self.keep_audit(done, Some(self.brought.get_value()), json);
                self.rest();
                self.go(Step::Findings);
            });
        });
    }

    /// Shows an audit that came from a file.
    fn open_audit(self, settings: StudySettings, request: AuditRequest, attachments: &[JsValue]) {
        match decoded(attachments.first()) {
            Some(report) => {
                let json = attachments.get(1).and_then(|json| blob_of(json, "application/json"));
                self.keep_audit(AuditDone { settings, request, report, areas: None }, None, json);
                self.arrive();
            }
            None => self.failure.set(Some(not_shown(tr!("The saved audit")))),
        }
    }

    /// Keeps a ladder and shows it. One that was saved is opened beside whatever is under way.
    fn take_ladder(self, settings: StudySettings, is_saved: bool, attachments: &[JsValue]) {
        let Some(ladder) = decoded(attachments.first()) else {
            return if is_saved {
                self.failure.set(Some(not_shown(tr!("The saved ladder"))));
            } else {
                self.fail(not_shown(tr!("The ladder")));
            };
        };
        let json = attachments.get(1).and_then(|json| blob_of(json, "application/json"));
        let brought = (!is_saved).then(|| self.brought.get_value());
        in_next_task(move || {
            self.keep_ladder(settings, ladder, brought, json);
            if self.opened.with_untracked(Option::is_none) {
                self.view.set(View::Ladder);
            }
            if is_saved {
                return self.arrive();
            }
            self.rest();
            self.view.set(View::Ladder);
            self.go(Step::Findings);
        });
    }

    fn save_forecasts(self, attachments: &[JsValue]) {
        if let Some(file) = attachments.first().and_then(|file| blob_of(file, "application/gzip")) {
            // A browser that refuses the download says so itself.
            let _ = download(&file, "forecasts.csv.gz");
        }
        self.rest();
    }

    fn save_bundle(self, packed: Packed, attachments: &[JsValue]) {
        if let Some(file) = attachments.first().and_then(|file| blob_of(file, "application/zip")) {
            // A browser that refuses the download says so itself.
            let _ = download(&file, if packed == Packed::Bundle { BUNDLE_NAME } else { "site.zip" });
            let shown = self.shown.get_untracked();
            self.runs.update(|runs| {
                runs.iter_mut().filter(|run| run.number == shown).for_each(|run| run.is_saved = true);
            });
        }
        self.rest();
    }

    fn take_arrests(self, settings: StudySettings, value: AreaValue, attachments: &[JsValue]) {
        if let Some(rates) = decoded(attachments.first()) {
            self.arrests_of_files.set(Some(Arc::new(ArrestsTold { settings, value, rates })));
        }
    }

    fn take_harm(self, digest: &str, value: &AreaValue, attachments: &[JsValue]) {
        let Some(harm) = decoded::<HarmByGroup>(attachments.first()) else { return };
        self.runs.update(|runs| {
            for run in runs.iter_mut().filter(|run| run.view.results.digest == digest) {
                run.harm = Some((value.clone(), harm.clone()));
            }
        });
    }

    /// Keeps a run beside the others and shows what it found. `brought`: the files that it is of;
    /// none for one that was saved.
    fn keep_run(self, view: RunView, brought: Option<usize>, saved: Option<Saved>) {
        let number = 1 + self.runs.with_untracked(|runs| runs.last().map_or(0, |run| run.number));
        let is_saved = brought.is_none();
        let harm = view.results.harm_by_group.clone().map(|harm| {
            // Of a saved run the name of the value alone is known.
            let by_name = || AreaValue::of_compared_name(&harm.value);
            let value = self.value_of_run.get_value().filter(|_| !is_saved);
            (value.unwrap_or_else(by_name), harm)
        });
        let (view, verified) = (Arc::new(view), None);
        let kept = KeptRun { number, brought, view, saved, is_saved, harm, verified };
        // Decoding is a task, drawing another.
        in_next_task(move || {
            self.runs.update(|runs| runs.push(kept));
            if is_saved {
                self.opened.update(|opened| {
                    if let Some((_, run @ None)) = opened {
                        *run = Some(number);
                    }
                });
            }
            self.show_run(number);
            // Saved results are opened beside whatever is under way.
            if is_saved {
                return self.arrive();
            }
            self.rest();
            self.go(Step::Findings);
        });
    }
}

fn not_shown(what: &str) -> String {
    tr!("{what} could not be shown. Reload the page.")
}

fn decoded<T: serde::de::DeserializeOwned>(attachment: Option<&JsValue>) -> Option<T> {
    decode(&attachment_bytes(attachment)?).ok()
}
