//! Watchback in a few calls: open a city's files, choose a study, run it, read and save the
//! results.
//!
//! Native only: it works on all cores of this machine and returns when the work is done. The same
//! work over any executor, such as a browser's workers, is [`crate::run`].

use std::ffi::{OsStr, OsString};
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use crate::bundle::{RESULTS, SCORES};
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
    let files = [(RESULTS, results_json(results)?), (SCORES, scores_csv(results)?)];
    files
        .into_iter()
        .map(|(name, bytes)| {
            let path = folder.join(name);
            write_whole(&path, |file| file.write_all(&bytes)).map_err(failed(&path))?;
            Ok(path)
        })
        .collect()
}

/// Writes a file as a whole or not at all: beside it first, under a name that [`is_part`] knows,
/// then onto the disk, and then moved. What is interrupted, and a disk that is full, leave the old
/// file as it was. A link is replaced, and not written through.
///
/// # Errors
/// What the system says. The part is then removed.
#[doc(hidden)]
pub fn write_whole(
    path: &Path,
    write: impl FnOnce(&mut BufWriter<File>) -> io::Result<()>,
) -> io::Result<()> {
    // A device or a pipe is written to; it must not be replaced.
    let old = fs::metadata(path).ok();
    if old.as_ref().is_some_and(|old| !old.is_file()) {
        let mut file = BufWriter::new(fs::OpenOptions::new().write(true).open(path)?);
        write(&mut file)?;
        return file.flush();
    }
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut part = tempfile::Builder::new();
    let prefix = part_prefix(path);
    part.prefix(&prefix).suffix(PART);
    // Whoever may read other new files may read this one; the crate makes them private.
    #[cfg(unix)]
    part.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    let part = part.tempfile_in(folder)?;
    if let Some(old) = old {
        // A file that was made private stays so. Some file systems know no permissions.
        let _ = fs::set_permissions(part.path(), old.permissions());
    }
    let mut file = BufWriter::new(part.as_file().try_clone()?);
    write(&mut file)?;
    file.into_inner()?.sync_all()?;
    part.persist(path).map_err(|error| error.error)?;
    // The folder names the new file on the disk too. Not all systems let a folder be opened.
    #[cfg(unix)]
    File::open(folder)?.sync_all()?;
    Ok(())
}

/// How the name of a part ends.
const PART: &str = ".part";

/// How the name of a part of this file begins.
fn part_prefix(path: &Path) -> OsString {
    let mut prefix = OsString::from(".");
    prefix.push(path.file_name().unwrap_or_default());
    prefix.push(".");
    prefix
}

/// Whether a file in the folder of `path` is a part that [`write_whole`] left when its process was
/// killed.
#[doc(hidden)]
pub fn is_part(name: &OsStr, path: &Path) -> bool {
    let (name, prefix) = (name.as_encoded_bytes(), part_prefix(path));
    let rest = name.strip_prefix(prefix.as_encoded_bytes());
    let random = rest.and_then(|rest| rest.strip_suffix(PART.as_bytes()));
    random.is_some_and(|random| !random.is_empty() && random.iter().all(u8::is_ascii_alphanumeric))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_written_whole_and_what_fails_leaves_the_old_one() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.json");
        write_whole(&path, |file| file.write_all(b"old")).unwrap();
        let failed = write_whole(&path, |file| {
            file.write_all(b"new")?;
            file.flush()?;
            let names: Vec<OsString> =
                fs::read_dir(folder.path())?.map(|entry| entry.unwrap().file_name()).collect();
            assert_eq!(names.iter().filter(|name| is_part(name, &path)).count(), 1, "{names:?}");
            Err(io::ErrorKind::StorageFull.into())
        });
        assert_eq!(failed.unwrap_err().kind(), io::ErrorKind::StorageFull);
        assert_eq!(fs::read(&path).unwrap(), b"old");
        write_whole(&path, |file| file.write_all(b"new")).unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"new");
        // Nothing is left beside it.
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    #[cfg(unix)]
    fn a_private_file_stays_private() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.json");
        let mode = || fs::metadata(&path).unwrap().permissions().mode() & 0o777;
        write_whole(&path, |file| file.write_all(b"old")).unwrap();
        // As any other new file here.
        let other = folder.path().join("other");
        File::create(&other).unwrap();
        assert_eq!(mode(), fs::metadata(&other).unwrap().permissions().mode() & 0o777);
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
        write_whole(&path, |file| file.write_all(b"new")).unwrap();
        assert_eq!(mode(), 0o600);
    }

    #[test]
    fn parts_are_known_by_their_name() {
        let path = Path::new("folder/a.json");
        assert!(is_part(OsStr::new(".a.json.x1Yz.part"), path));
        for other in ["a.json", ".a.json.part", ".a.json.x.y.part", ".a.jsonx1.part", "a.json.x1.part"] {
            assert!(!is_part(OsStr::new(other), path), "{other}");
        }
    }
}
