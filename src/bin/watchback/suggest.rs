//! A study that is suggested from files, and one that is read from a file.

use std::io::Write;
use std::path::{Path, PathBuf};

use clap::Args;
use watchback::streams::SuggestError;
use watchback::study::{CHICAGO, OffenceClass, StudySettings, offence_table, preset};

use crate::output::{OutFile, Outcome, print_json};
use crate::reading::{Files, whole, whole_text};
use crate::terminal::stdout;

#[derive(Debug, Args)]
pub(crate) struct Suggest {
    #[command(flatten)]
    files: Files,
    /// The preset that says which offences are violent and which property; the files' own if not
    /// given, and their names where there is none
    #[arg(long)]
    city: Option<String>,
    /// A table that says which offences are violent and which property: CSV of class,offence, as
    /// `watchback offences` prints a city's
    #[arg(long, value_name = "FILE")]
    offences: Option<PathBuf>,
    /// Say that an offence is violent, by its name in the files; may be given several times
    #[arg(long, value_name = "OFFENCE")]
    violent: Vec<String>,
    /// Say that an offence is one of property; may be given several times
    #[arg(long, value_name = "OFFENCE")]
    property: Vec<String>,
    /// Where the study is written as JSON, for `run --study`
    #[arg(long)]
    out: Option<PathBuf>,
    /// Print the study as JSON instead of the reasons
    #[arg(long)]
    json: bool,
}

impl Suggest {
    pub(crate) fn perform(self) -> Outcome {
        let inputs: Vec<&Path> = self.files.paths().chain(self.offences.as_deref()).collect();
        let out = self.out.as_ref().map(|path| OutFile::hold(path, &inputs)).transpose()?;
        let (_, inspection) = self.files.read(0, &preset(CHICAGO)?.check()?)?;
        // A city that was asked for must be known; one that files are of need not have a preset.
        self.city.as_deref().map(preset).transpose()?;
        let classes = self.classes()?;
        let found = inspection.suggestion(self.city.as_deref(), classes.as_deref());
        let suggestion = found.map_err(|error| match error {
            SuggestError::NoClasses => {
                format!("{error}: --violent OFFENCE, --property OFFENCE or --offences FILE")
            }
            error => error.to_string(),
        })?;
        let json = serde_json::to_vec_pretty(&suggestion.settings)?;
        if let Some(out) = out {
            out.write_bytes(&json)?;
            out.tell_written();
        }
        if self.json {
            return print_json(json);
        }
        let mut out = stdout();
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

impl Suggest {
    /// The offences of the two classes, where options say them.
    fn classes(&self) -> Result<Option<Vec<(String, OffenceClass)>>, String> {
        let mut classes = Vec::new();
        if let Some(path) = &self.offences {
            let named = |error: &dyn std::fmt::Display| format!("{}: {error}", path.display());
            let table = whole_text(path).map_err(|error| named(&error))?;
            classes = offence_table(&table).map_err(|error| named(&error))?;
        }
        let given = [(&self.violent, OffenceClass::Violent), (&self.property, OffenceClass::Property)];
        for (names, class) in given {
            for name in names {
                classes.retain(|(known, _)| !known.eq_ignore_ascii_case(name));
                classes.push((name.clone(), class));
            }
        }
        Ok(Some(classes).filter(|classes| !classes.is_empty()))
    }
}

/// A study's settings from a JSON file.
pub(crate) fn study_file(path: &Path) -> Result<StudySettings, String> {
    let named = |error: &dyn std::fmt::Display| format!("{}: {error}", path.display());
    let json = whole(path).map_err(|error| named(&error))?;
    serde_json::from_slice(&json).map_err(|error| named(&error))
}
