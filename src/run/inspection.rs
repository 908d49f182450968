//! Files to one table of events, and a report on their quality.

use std::ops::ControlFlow;

use super::error::RunError;
use super::executor::Executor;
use super::read_job::FileFailure;
use super::reading::read_files;
use super::timing::timing;
use crate::ingest::{
    FileSummary, ImportPlan, IngestError, Merged, Quality, QualityReport, ReadError, Share, check_coverage,
    merge, quality_and_report, quality_report, read_portal_file,
};
use crate::results::{Input, Stage, StageTiming};
use crate::simulate::{SimulatedCity, SimulationSettings, write_portal_csv};
use crate::streams::{SuggestError, Suggestion, suggest_study};
use crate::study::{CHICAGO, OffenceClass, SIMULATED, Study, preset, suggested_class};
use crate::wording::{Finding, quality};

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
    /// The files and their digests, in the order of `merged.files`; empty until
    /// [`super::keep_inputs`].
    pub inputs: Vec<Input>,
    /// Whether one layout was given for all files.
    pub layout_given: bool,
    /// What was simulated, where no file was read.
    pub made: Option<SimulationSettings>,
    /// SHA-256 of the running program's file, for receipts; the caller knows where that is.
    pub build: Option<String>,
}

impl Inspection {
    /// The city of the files, as its preset is named.
    ///
    /// It is the simulated one where any row is simulated, otherwise the one whose portal all files
    /// are of. `None` where they are of several.
    #[must_use]
    pub fn city(&self) -> Option<&'static str> {
        if self.quality.simulated.count > 0 {
            return Some(SIMULATED);
        }
        city_of_portals(&self.merged.files)
    }

    /// What a reader of the files should know, in sentences.
    #[must_use]
    pub fn findings(&self) -> Vec<Finding> {
        quality::findings(&self.report, &self.merged.files)
    }

    /// Counts anew for another study of these files.
    pub fn count_for(&mut self, study: &Study) {
        self.quality = self.quality.for_study(&self.merged, study);
        let tile = study.settings().tile;
        if self.report.tile != tile {
            self.report = quality_report(&self.merged, tile);
        }
    }

    /// A study from the files alone.
    ///
    /// Classes of offences are `classes` where they are given. Otherwise they are those of a
    /// preset: `city`'s, or else the files' own. Where there is no preset, the names of the
    /// offences tell.
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

    /// Checks that a study can be run on the files.
    ///
    /// # Errors
    /// Files of another kind or city than the study's, or days that they do not hold.
    pub fn check(&self, study: &Study) -> Result<(), RunError> {
        self.check_kind(study)?;
        Ok(check_coverage(&self.merged, study)?)
    }

    /// A simulated city must be run as one, and a real one must not. A mixture is neither.
    fn check_kind(&self, study: &Study) -> Result<(), RunError> {
        let Share { count: simulated, of: rows } = self.quality.simulated;
        if simulated > 0 && simulated < rows {
            return Err(RunError::MixedKinds { simulated, rows });
        }
        let city = study.settings().city.as_str();
        if (simulated > 0) != (city == SIMULATED) {
            let choose = if simulated > 0 { SIMULATED } else { self.city().unwrap_or(CHICAGO) };
            return Err(RunError::WrongKind { simulated, rows, city: city.to_owned(), choose });
        }
        let mut of_portals =
            self.merged.files.iter().filter_map(|file| Some((&file.name, file.portal?.city())));
        match of_portals.find(|&(_, found)| simulated == 0 && found != city) {
            Some((file, found)) => {
                Err(RunError::OtherCity { file: file.clone(), found, city: city.to_owned() })
            }
            None => Ok(()),
        }
    }
}

/// Reads files and puts them together. A file that cannot be read does not lose the others.
///
/// `plan`: the layout of all files. `None`: each one's is told from its header and first rows.
///
/// # Errors
/// [`RunError::Cancelled`], and what workers could not do. A file's own failure is in
/// [`Inspection::failures`].
pub async fn inspect<E: Executor>(
    executor: &mut E,
    files: &[E::File],
    plan: Option<&ImportPlan>,
    study: &Study,
) -> Result<Inspection, RunError> {
    let started = executor.seconds();
    let read = read_files(executor, files, plan).await?;
    let read_timing = timing(executor, Stage::Read, started);
    let started = executor.seconds();
    let (mut summaries, mut failures) = (Vec::new(), Vec::new());
    for file in read.files {
        match file {
            Ok(summary) => summaries.push(summary),
            Err(failure) => failures.push(failure),
        }
    }
    let merged = read.rows.merge(summaries)?;
    let mut inspection = put_together(executor, merged, failures, study, (read_timing, started));
    inspection.layout_given = plan.is_some();
    Ok(inspection)
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
    let city = SimulatedCity::new(settings)?;
    let mut csv = Vec::new();
    write_portal_csv(&city, &mut csv).map_err(|error| IngestError {
        file: SIMULATED_FILE.to_owned(),
        problem: ReadError::Read { reason: error.to_string() }.into(),
    })?;
    let mut on_bytes = |_| ControlFlow::Continue(());
    let file = read_portal_file(SIMULATED_FILE, std::io::Cursor::new(csv.as_slice()), &mut on_bytes)?;
    let read = timing(executor, Stage::Read, started);
    let started = executor.seconds();
    let merged = merge(vec![file])?;
    let mut inspection = put_together(executor, merged, Vec::new(), study, (read, started));
    inspection.made = Some(settings);
    Ok(inspection)
}

/// `read`: the time that reading took. `started`: when putting together began.
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
    let (inputs, layout_given, made, build) = (Vec::new(), false, None, None);
    Inspection { merged, quality, report, failures, timings, inputs, layout_given, made, build }
}

/// The city of the portal that all files are of. `None` where they are of several.
fn city_of_portals(files: &[FileSummary]) -> Option<&'static str> {
    let mut portals = files.iter().filter_map(|file| file.portal);
    let first = portals.next()?;
    portals.all(|portal| portal == first).then(|| first.city())
}
