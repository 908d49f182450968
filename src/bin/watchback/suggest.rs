//! A study that is suggested from files, and one that is read from a file.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use clap::Args;
use watchback::study::{CHICAGO, StudySettings, preset};

use crate::output::{Outcome, print_json};
use crate::reading::Files;

#[derive(Debug, Args)]
pub(crate) struct Suggest {
    #[command(flatten)]
    files: Files,
    /// The preset that says which offences are violent and which property; the files' own if not
    /// given, and their names where there is none
    #[arg(long)]
    city: Option<String>,
    /// Where the study is written as JSON, for `run --study`
    #[arg(long)]
    out: Option<PathBuf>,
    /// Print the study as JSON instead of the reasons
    #[arg(long)]
    json: bool,
}

impl Suggest {
    pub(crate) fn perform(self) -> Outcome {
        let (_, inspection) = self.files.read(0, &preset(CHICAGO)?.check()?)?;
        // A city that was asked for must be known; one that files are of need not have a preset.
        self.city.as_deref().map(preset).transpose()?;
        let suggestion = inspection.suggestion(self.city.as_deref(), None)?;
        let json = serde_json::to_vec_pretty(&suggestion.settings)?;
        if let Some(out) = &self.out {
            std::fs::write(out, &json).map_err(|error| format!("{}: {error}", out.display()))?;
            eprintln!("wrote {}", out.display());
        }
        if self.json {
            return print_json(json);
        }
        let mut out = io::stdout().lock();
        for reason in &suggestion.reasons {
            writeln!(out, "{reason}")?;
        }
        for step in &suggestion.steps {
            writeln!(
                out,
                "  steps of {} days: {} streams, {:.3} bits a step, {:.3} a day",
                step.step_days, step.streams, step.bits_a_step, step.bits_a_day
            )?;
        }
        Ok(())
    }
}

/// A study's settings from a JSON file.
pub(crate) fn study_file(path: &Path) -> Result<StudySettings, String> {
    let named = |error: &dyn std::fmt::Display| format!("{}: {error}", path.display());
    let json = std::fs::read(path).map_err(|error| named(&error))?;
    serde_json::from_slice(&json).map_err(|error| named(&error))
}
