//! Which city is meant: the presets, where their files come from, their tables of offences, and
//! what a person gives instead.

use std::error::Error;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use clap::Args;
use watchback::study::{
    CHICAGO, CITIES, City, DayRange, SettingsError, StudySettings, TestEnd, offence_table, preset,
};

use crate::output::Outcome;
use crate::reading::{whole, whole_text};
use crate::suggest::study_file;
use crate::terminal::stdout;

/// Offences that are known and in neither class, by city.
const OTHER_OFFENCES: &str = include_str!("../../../docs/other-offences.csv");

/// Lists the presets with their portals.
pub(crate) fn list(out: &mut impl Write) -> io::Result<()> {
    for City { name, title, portals, caution, .. } in &CITIES {
        let Ok(settings) = preset(name) else { continue };
        let StudySettings { training_first, training_last, test_last, step_days, horizon_steps, .. } =
            settings;
        writeln!(out, "{name}: {title}")?;
        let ahead = step_days * horizon_steps;
        let steps = if step_days == 1 { String::new() } else { format!(", steps of {step_days} days") };
        writeln!(
            out,
            "  learns {training_first}..{training_last}, is tested to {test_last}, {ahead} days ahead{steps}"
        )?;
        for portal in *portals {
            let tried = if portal.tried { "" } else { " (no real file of it was tried)" };
            writeln!(out, "  {}{tried}\n    {}\n    choose {}", portal.title, portal.url, portal.filter)?;
        }
        if !caution.is_empty() {
            writeln!(out, "  {caution}")?;
        }
    }
    Ok(())
}

#[derive(Debug, Args)]
pub(crate) struct Offences {
    /// The city's preset
    city: String,
}

impl Offences {
    /// Prints the table, those in neither class too, in the form that `--offences` takes.
    pub(crate) fn perform(self) -> Outcome {
        let city = City::named(&self.city);
        let city = city.ok_or_else(|| SettingsError::UnknownCity { found: self.city.clone() })?;
        let mut out = stdout();
        out.write_all(city.offences.as_bytes())?;
        let of_city =
            OTHER_OFFENCES.lines().filter_map(|line| line.strip_prefix(city.name)?.strip_prefix(','));
        for offence in of_city {
            writeln!(out, "other,{offence}")?;
        }
        Ok(())
    }
}

/// Which city's settings, and what is to differ from them.
#[derive(Debug, Args)]
pub(crate) struct Choice {
    /// The city's preset; `watchback cities` lists them
    #[arg(long, default_value = CHICAGO)]
    pub(crate) city: String,
    /// A table of offences instead of the city's own, CSV of the columns class,offence;
    /// `watchback offences` prints one to begin from
    #[arg(long, value_name = "TABLE.csv")]
    offences: Option<PathBuf>,
    /// The training period instead of the city's own; the test period is the year after it
    #[arg(long, value_name = "FIRST..LAST", value_parser = days)]
    training: Option<DayRange>,
    /// Periods of school, CSV of the columns first,last; weekends are none. A simple method reads
    /// them
    #[arg(long, value_name = "PERIODS.csv")]
    school: Option<PathBuf>,
    /// A study's settings as JSON, as `suggest --out` writes them, instead of a preset and the
    /// options of the method: so any city can be asked
    #[arg(long, conflicts_with_all = ["city", "offences", "training", "school"])]
    study: Option<PathBuf>,
}

impl Choice {
    /// All files that are read.
    pub(crate) fn paths(&self) -> impl Iterator<Item = &Path> {
        [&self.offences, &self.school, &self.study].into_iter().flatten().map(PathBuf::as_path)
    }

    /// Whether a study was given, which says all.
    pub(crate) fn is_given(&self) -> bool {
        self.study.is_some()
    }

    /// The study that was given, or the preset with what is to differ.
    pub(crate) fn settings(&self) -> Result<StudySettings, Box<dyn Error>> {
        if let Some(path) = &self.study {
            return Ok(study_file(path)?);
        }
        let mut settings = preset(&self.city)?;
        if let Some(path) = &self.offences {
            let named = |error: &dyn Error| format!("{}: {error}", path.display());
            let text = whole_text(path).map_err(|error| named(&error))?;
            settings.classes = offence_table(&text).map_err(|error| named(&error))?;
        }
        if let Some(path) = &self.school {
            settings.school = periods(path).map_err(|error| format!("{}: {error}", path.display()))?;
        }
        if let Some(training) = self.training {
            (settings.training_first, settings.training_last) = (training.first(), training.last());
            settings.test_last = TestEnd::WholeYear.of(&settings);
        }
        Ok(settings)
    }
}

/// Periods from a file: a line each.
fn periods(path: &Path) -> Result<Vec<DayRange>, Box<dyn Error>> {
    let bytes = whole(path)?;
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(&bytes[..]);
    let mut periods = Vec::new();
    for (at, line) in reader.deserialize::<(String, String)>().enumerate() {
        let named = |error: &dyn Error| {
            format!("row {}: {error}; write first and last day, like 2017-01-09,2017-01-13", at + 2)
        };
        let (first, last) = line.map_err(|error| named(&error))?;
        let day = |text: &str| text.parse().map_err(|error| named(&error));
        periods.push(DayRange::new(day(&first)?, day(&last)?).map_err(|error| named(&error))?);
    }
    Ok(periods)
}

fn days(text: &str) -> Result<DayRange, String> {
    let (first, last) = text.split_once("..").ok_or("write two days, like 2017-01-01..2019-12-31")?;
    let range = || DayRange::new(first.trim().parse()?, last.trim().parse()?);
    range().map_err(|error| error.to_string())
}
