//! Reading crime files for a command.

use std::error::Error;
use std::path::{Path, PathBuf};

use watchback::run::{Inspection, RunError, Threads, inspect};
use watchback::study::{SIMULATED, Study, StudySettings, simulated_over};

use crate::guess::saved_plan;
use crate::progress;

/// The settings of a simulated city's files: they say which days they cover.
pub(crate) fn simulated_settings(city: &str, inspection: &Inspection) -> Option<StudySettings> {
    let is_simulated = city == SIMULATED && inspection.quality.simulated.count > 0;
    inspection.quality.days.filter(|_| is_simulated).map(simulated_over)
}

/// Reads files. One that cannot be read is told, and ends the command only when none can.
pub(crate) fn read(
    files: &[PathBuf],
    threads: usize,
    plan: Option<&Path>,
    study: &Study,
) -> Result<(Threads, Inspection), Box<dyn Error>> {
    let mut threads = Threads::new(threads, progress::bar());
    let plan = saved_plan(plan)?;
    let inspection = pollster::block_on(inspect(&mut threads, files, plan.as_ref(), study))?;
    for failure in &inspection.failures {
        eprintln!("not read: {}", failure.message);
    }
    if inspection.failures.len() == files.len() {
        return Err(RunError::NoFiles.into());
    }
    Ok((threads, inspection))
}
