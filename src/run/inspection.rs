//! Files to one table of events, and a report on their quality.

use std::ops::ControlFlow;

use super::analysis::check_files;
use super::work::{FileFailure, WorkItem, WorkOutput};
use super::{Executor, Items, RunError, Stage, StageTiming};
use crate::ingest::{
    FileSummary, Merged, Quality, QualityReport, merge, quality_and_report, quality_report, read_portal_file,
};
use crate::simulate::{SimulatedCity, SimulationSettings, write_portal_csv};
use crate::space::TileGroups;
use crate::streams::{SuggestError, Suggestion, suggest_study};
use crate::study::{OffenceClass, SIMULATED, Study, preset, suggested_class};

/// The city of a study without a preset.
const OWN: &str = "own";
/// Name that a simulated city's rows are read under.
const SIMULATED_FILE: &str = "simulated-city.csv";

/// What was understood of the files.
#[derive(Clone, Debug)]
pub struct Inspection {
    /// The events of all files.
    pub merged: Merged,
    /// What was counted for the study that the files were read for.
    pub quality: Quality,
    /// What the files hold and lack apart from it.
    pub report: QualityReport,
    /// Files that could not be read; the others are used.
    pub failures: Vec<FileFailure>,
    /// How long it took.
    pub timings: Vec<StageTiming>,
    /// By position in the study's grid, the tiles whose centre lies within the city's boundary, where somebody gave one: all of the city's
    /// area then, of which shares are taken.
    pub inside: Option<Vec<bool>>,
    /// Groups of the tiles of the study's grid, where somebody gave areas with a value: harm is told apart by them.
    pub groups: Option<TileGroups>,
}

impl Inspection {
    /// The city of the files, as its preset is named: the simulated one where any row is simulated, else that of the portal that all
    /// files are of; `None` where they are of several.
    pub fn city(&self) -> Option<&'static str> {
        if self.quality.simulated.count > 0 {
            return Some(SIMULATED);
        }
        city_of_portals(&self.merged.files)
    }

    /// Counts anew for another study of these files.
    pub fn count_for(&mut self, study: &Study) {
        self.quality = self.quality.for_study(&self.merged, study);
        let tile = study.settings().tile;
        if self.report.tile != tile {
            self.report = quality_report(&self.merged, tile);
        }
    }

    /// A study from the files alone. Classes of offences are `classes`, else those of a city's preset, `city`'s or else the files' own, and
    /// where that has none their names'.
    ///
    /// # Errors
    /// [`SuggestError`] where there is too little to make a study of.
    pub fn suggestion(
        &self,
        city: Option<&str>,
        classes: Option<&[(String, OffenceClass)]>,
    ) -> Result<Suggestion, SuggestError> {
        let events = &self.merged.events;
        let city = city.or(self.city());
        let classes = match (classes, city.map(preset)) {
            (Some(classes), _) => classes.to_vec(),
            (None, Some(Ok(settings))) => settings.classes,
            _ => {
                let class = |name: &String| Some((name.clone(), suggested_class(name)?));
                events.offences().iter().filter_map(class).collect()
            }
        };
        suggest_study(events, city.unwrap_or(OWN), &classes)
    }

    /// Why a study cannot be run on the files.
    ///
    /// # Errors
    /// Files of another kind or city than the study's, or days that they do not hold.
    pub fn check(&self, study: &Study) -> Result<(), RunError> {
        check_files(self, study)
    }
}

/// Reads `n_files` files and puts them together. A file that cannot be read does not lose the others.
///
/// # Errors
/// [`RunError::Cancelled`], and what workers could not do. A file's own failure is in [`Inspection::failures`].
pub async fn inspect(
    executor: &mut impl Executor,
    n_files: usize,
    study: &Study,
) -> Result<Inspection, RunError> {
    let started = executor.seconds();
    let mut files = Vec::new();
    let mut failures = Vec::new();
    let mut take = |output| {
        match output {
            WorkOutput::Read(Ok(file)) => files.push(*file),
            WorkOutput::Read(Err(failure)) => failures.push(failure),
            _ => return Err(RunError::WorkerConfused { stage: Stage::Read }),
        }
        Ok(())
    };
    executor.perform(Stage::Read, &Items::new(n_files, WorkItem::Read), &mut take).await?;
    let read = timing(executor, Stage::Read, started);
    let started = executor.seconds();
    let merged = executor.rows().merge(files)?;
    Ok(put_together(executor, merged, failures, study, (read, started)))
}

/// Makes a simulated city's file in memory and reads it through the same door as a real one.
///
/// # Errors
/// [`RunError::Simulation`] when there is no such city.
pub fn inspect_simulated(
    executor: &impl Executor,
    settings: SimulationSettings,
    study: &Study,
) -> Result<Inspection, RunError> {
    let started = executor.seconds();
    let reason = |error: &dyn std::fmt::Display| RunError::Simulation { reason: error.to_string() };
    let city = SimulatedCity::new(settings).map_err(|error| reason(&error))?;
    let mut csv = Vec::new();
    write_portal_csv(&city, &mut csv).map_err(|error| reason(&error))?;
    let mut on_bytes = |_| ControlFlow::Continue(());
    let file = read_portal_file(SIMULATED_FILE, std::io::Cursor::new(csv.as_slice()), &mut on_bytes)
        .map_err(|error| reason(&error))?;
    let read = timing(executor, Stage::Read, started);
    let started = executor.seconds();
    let merged = merge(vec![file])?;
    Ok(put_together(executor, merged, Vec::new(), study, (read, started)))
}

/// With the time that reading took, and when putting together began.
fn put_together(
    executor: &impl Executor,
    merged: Merged,
    failures: Vec<FileFailure>,
    study: &Study,
    (read, started): (StageTiming, f64),
) -> Inspection {
    let city = city_of_portals(&merged.files).and_then(|city| preset(city).ok());
    let tile = city.map_or(study.settings().tile, |settings| settings.tile);
    let (quality, report) = quality_and_report(&merged, study, tile);
    let timings = vec![read, timing(executor, Stage::Inspect, started)];
    Inspection { merged, quality, report, failures, timings, inside: None, groups: None }
}

/// The city of the portal that all files are of; `None` where they are of several.
fn city_of_portals(files: &[FileSummary]) -> Option<&'static str> {
    let mut portals = files.iter().filter_map(|file| file.portal);
    let first = portals.next()?;
    portals.all(|portal| portal == first).then(|| first.city())
}

/// The time since `started`.
pub(super) fn timing(executor: &impl Executor, stage: Stage, started: f64) -> StageTiming {
    let seconds = executor.seconds() - started;
    StageTiming { stage, seconds, workers: executor.workers(), transducers_per_second_per_worker: None }
}
