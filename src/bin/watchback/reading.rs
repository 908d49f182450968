//! Reading crime files for a command.

use std::error::Error;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use clap::Args;
use sha2::{Digest, Sha256};
use watchback::encoding::hex;
use watchback::run::{Inspection, RunError, Threads, WatchedFile, inspect, keep_inputs};
use watchback::study::{SIMULATED, Study, StudySettings, simulated_over};

use crate::guess::saved_plan;
use crate::terminal::tell;
use crate::{progress, signals};

/// SHA-256 of this program's file; `None` where it cannot be read.
pub(crate) fn own_digest() -> Option<String> {
    let program = std::env::current_exe().and_then(std::fs::read).ok()?;
    Some(hex(&Sha256::digest(program)))
}

/// The settings of a simulated city's files: they say which days they cover.
pub(crate) fn simulated_settings(city: &str, inspection: &Inspection) -> Option<StudySettings> {
    let is_simulated = city == SIMULATED && inspection.quality.simulated.count > 0;
    inspection.quality.days.filter(|_| is_simulated).map(simulated_over)
}

/// Threads that end their work when the process is told to end, and show their progress.
pub(crate) fn threads(threads: usize) -> Threads {
    Threads::new(threads, progress::bar()).stopped_by(signals::stop())
}

/// The bytes of a file beside the crime files. One that is cut or grows meanwhile is refused.
pub(crate) fn whole(path: &Path) -> io::Result<Vec<u8>> {
    let mut file = WatchedFile::open(path, None)?;
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes)?;
    file.check().map_err(io::Error::other)?;
    Ok(bytes)
}

/// As [`whole`], for text.
pub(crate) fn whole_text(path: &Path) -> io::Result<String> {
    String::from_utf8(whole(path)?).map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))
}

/// The crime files of a command, and how they are read.
#[derive(Debug, Args)]
pub(crate) struct Files {
    /// Crime files: CSV, JSON, GeoJSON, dBASE or a workbook, plain, by gzip or by zip
    #[arg(required = true)]
    pub(crate) files: Vec<PathBuf>,
    /// Read all files by this layout, as `watchback guess` saves it, instead of telling each one's
    #[arg(long)]
    plan: Option<PathBuf>,
    /// Go on without files that cannot be read; results.json names them
    #[arg(long)]
    skip_unreadable: bool,
}

impl Files {
    /// All files that are read.
    pub(crate) fn paths(&self) -> impl Iterator<Item = &Path> {
        self.files.iter().chain(&self.plan).map(PathBuf::as_path)
    }

    /// Reads the files. One that cannot be read ends the command, unless it may be left out and
    /// others are there.
    pub(crate) fn read(
        &self,
        threads: usize,
        study: &Study,
    ) -> Result<(Threads, Inspection), Box<dyn Error>> {
        let mut threads = self::threads(threads);
        let plan = saved_plan(self.plan.as_deref())?;
        let inspection = pollster::block_on(inspect(&mut threads, &self.files, plan.as_ref(), study))?;
        for failure in &inspection.failures {
            tell!("not read: {}", failure.message);
        }
        let (unread, all) = (inspection.failures.len(), self.files.len());
        if unread == all {
            return Err(RunError::NoFiles.into());
        }
        if unread > 0 && !self.skip_unreadable {
            let advice = "mend or leave them out, or give --skip-unreadable to go on without them";
            return Err(format!("{unread} of {all} files could not be read: {advice}").into());
        }
        Ok((threads, inspection))
    }

    /// The same, with the files' digests, for what leaves a receipt.
    pub(crate) fn read_for_receipt(
        &self,
        threads: usize,
        study: &Study,
    ) -> Result<(Threads, Inspection), Box<dyn Error>> {
        let (mut threads, mut inspection) = self.read(threads, study)?;
        pollster::block_on(keep_inputs(&mut threads, &self.files, &mut inspection))?;
        inspection.build = own_digest();
        Ok((threads, inspection))
    }
}
