//! Watchback in a few calls: open a city's files, choose a study, run it, read and save the
//! results.
//!
//! Native only: it works on all cores of this machine and returns when the work is done. The same
//! work over any executor, such as a browser's workers, is [`crate::run`].

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use crate::results::{Results, results_json, scores_csv};
use crate::run::{Analysis, Inspection, RunError, Threads, TileAreas, analyse, inspect, inspect_simulated};
use crate::simulate::SimulationSettings;
use crate::streams::SuggestError;
use crate::study::{CHICAGO, SIMULATED, Study, StudySettings, preset, simulated_over};

/// A city's files, read and counted, and the threads that work on them.
///
/// # Examples
/// A simulated city whose links are planted, from rows to a verdict:
/// ```
/// use watchback::session::{Session, save};
/// use watchback::simulate::SimulationSettings;
///
/// let city = SimulationSettings { streams: 24, links: 8, ..SimulationSettings::default() };
/// let mut session = Session::simulated(city)?;
/// let mut settings = session.suggested_settings()?;
/// // A quick look. The default is five seeds, of which a verdict that changes is unstable.
/// settings.chance.seeds = 1;
/// let analysis = session.run(&settings.check()?)?;
///
/// let streams = analysis.results.streams.len();
/// assert!(streams > 24, "violent, property and arrest streams: {streams}");
/// let folder = std::env::temp_dir().join("watchback-session-example");
/// let files = save(&analysis.results, &folder)?;
/// assert!(files.iter().all(|file| file.exists()));
/// # std::fs::remove_dir_all(folder)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Session {
    threads: Threads,
    inspection: Inspection,
}

impl Session {
    /// Reads a city's files. Their layout is told from their headers and first rows.
    ///
    /// A file that cannot be read does not lose the others: it is in [`Inspection::failures`].
    ///
    /// # Errors
    /// [`RunError::NoFiles`] where none could be read; [`RunError::Merge`] where the files do not
    /// fit together.
    pub fn open<P: AsRef<Path>>(files: &[P]) -> Result<Self, RunError> {
        let files: Vec<PathBuf> = files.iter().map(|file| file.as_ref().to_owned()).collect();
        let mut threads = quiet_threads();
        // Counts for a study are made again when one is chosen; until then they are Chicago's.
        let study = preset(CHICAGO)?.check()?;
        let inspection = pollster::block_on(inspect(&mut threads, &files, None, &study))?;
        if inspection.failures.len() == files.len() {
            return Err(RunError::NoFiles);
        }
        Ok(Self { threads, inspection })
    }

    /// Makes a simulated city and reads its rows as if they came from a file.
    ///
    /// # Errors
    /// [`RunError::Simulation`] where a setting is out of range.
    pub fn simulated(settings: SimulationSettings) -> Result<Self, RunError> {
        let threads = quiet_threads();
        let study = preset(SIMULATED)?.check()?;
        let inspection = inspect_simulated(&threads, settings, &study)?;
        Ok(Self { threads, inspection })
    }

    /// What was understood of the files, and a report on their quality.
    #[must_use]
    pub const fn inspection(&self) -> &Inspection {
        &self.inspection
    }

    /// Settings of a study that fits the files: the city's preset where it has one, otherwise what
    /// [`Inspection::suggestion`] makes of the rows. All of them can be changed;
    /// [`StudySettings::check`] makes a [`Study`] of them.
    ///
    /// # Errors
    /// [`SuggestError`] where there is too little to make a study of.
    pub fn suggested_settings(&self) -> Result<StudySettings, SuggestError> {
        match self.inspection.city() {
            Some(SIMULATED) => match self.inspection.quality.days {
                Some(days) => Ok(simulated_over(days)),
                None => Err(SuggestError::NoRows),
            },
            Some(city) => Ok(preset(city)?),
            None => Ok(self.inspection.suggestion(None, None)?.settings),
        }
    }

    /// Runs a study: network, forecast, scores, and what chance alone would give of each.
    ///
    /// # Errors
    /// [`RunError`] where the study is not of these files, days are missing or no stream has enough
    /// events.
    pub fn run(&mut self, study: &Study) -> Result<Analysis, RunError> {
        pollster::block_on(analyse(&mut self.threads, &self.inspection, study, &TileAreas::default()))
    }
}

/// One thread a core, which tell nobody of their progress.
fn quiet_threads() -> Threads {
    Threads::new(0, Box::new(|_, _, _| ()))
}

/// Why results could not be saved.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SaveError {
    /// A file or folder could not be written.
    #[error("{}: {source}", path.display())]
    File {
        /// Which one.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// `results.json` could not be written.
    #[error("results.json: {0}")]
    Json(#[from] serde_json::Error),
    /// `scores.csv` could not be written.
    #[error("scores.csv: {0}")]
    Csv(#[from] csv::Error),
}

/// Writes `results.json` and `scores.csv` into a folder, which is made where it is missing. Gives
/// the files' paths.
///
/// # Errors
/// [`SaveError::File`] names what could not be written.
pub fn save(results: &Results, folder: impl AsRef<Path>) -> Result<Vec<PathBuf>, SaveError> {
    let folder = folder.as_ref();
    let failed = |path: &Path| {
        let path = path.to_owned();
        |source| SaveError::File { path, source }
    };
    fs::create_dir_all(folder).map_err(failed(folder))?;
    let files = [("results.json", results_json(results)?), ("scores.csv", scores_csv(results)?)];
    files
        .into_iter()
        .map(|(name, bytes)| {
            let path = folder.join(name);
            write_whole(&path, |file| file.write_all(&bytes)).map_err(failed(&path))?;
            Ok(path)
        })
        .collect()
}

/// Writes a file as a whole or not at all: beside it first, under its name with `.part` behind, and
/// then moved. What is interrupted, and a disk that is full, leave the old file as it was. A link
/// is replaced, and not written through.
///
/// # Errors
/// What the system says. The part is then removed.
#[doc(hidden)]
pub fn write_whole(
    path: &Path,
    write: impl FnOnce(&mut BufWriter<File>) -> io::Result<()>,
) -> io::Result<()> {
    // A device or a pipe is written to; it must not be replaced.
    if fs::metadata(path).is_ok_and(|found| !found.is_file()) {
        let mut file = BufWriter::new(fs::OpenOptions::new().write(true).open(path)?);
        write(&mut file)?;
        return file.flush();
    }
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".part");
    let part = path.with_file_name(name);
    let make = || {
        let mut file = BufWriter::new(File::create(&part)?);
        write(&mut file)?;
        file.into_inner()?.sync_all()?;
        fs::rename(&part, path)
    };
    make().inspect_err(|_| drop(fs::remove_file(&part)))
}
