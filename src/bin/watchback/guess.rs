//! What a file's columns are taken for, and how to correct it.

use std::error::Error;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use watchback::ingest::{Address, DateFormat, Guess as Layout, GuessOptions, ImportPlan, Role, guess};
use watchback::run::WatchedFile;
use watchback::space::CoordinateSystem;

use crate::output::{OutFile, Outcome, print_json};
use crate::reading::whole;
use crate::terminal::stdout;

/// Which file, and what is known of it.
#[derive(Debug, Args)]
pub(crate) struct Guess {
    /// A crime file
    file: PathBuf,
    /// Print what was guessed as JSON
    #[arg(long)]
    json: bool,
    /// Guess also where the header is a known portal's
    #[arg(long)]
    no_presets: bool,
    /// Write the layout to this file, for --plan of other commands
    #[arg(long)]
    plan_out: Option<PathBuf>,
    /// Say which column a role has, as ROLE=COLUMN: id, date, time, place, offence, arrest or
    /// domestic. A place in two columns is place=NORTH,EAST, or place=X,Y where they are projected;
    /// a date in parts is date=YEAR,MONTH,DAY, with HOUR and MINUTE or without; ROLE= alone says
    /// that there is none
    #[arg(long, value_parser = role, value_name = "ROLE=COLUMN")]
    set: Vec<(Role, Vec<String>)>,
    /// Say how dates are written
    #[arg(long, value_enum)]
    dates: Option<Dates>,
    /// Say in which system projected coordinates are, by its EPSG number
    #[arg(long)]
    epsg: Option<u16>,
    /// Say which values mean an arrest; may be given several times
    #[arg(long, value_name = "VALUE")]
    arrest: Vec<String>,
    /// Say that all rows are this offence, where no column says what they are
    #[arg(long, value_name = "NAME")]
    one_offence: Option<String>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Dates {
    /// 2014-01-31
    #[value(name = "year-first")]
    Year,
    /// 1/31/2014
    #[value(name = "month-first")]
    Month,
    /// 31/1/2014
    #[value(name = "day-first")]
    Day,
    /// 1388534400 or 1388534400000: seconds or milliseconds since 1970, universal time
    Epoch,
    /// 41670.97917: days as spreadsheets number them
    Serial,
}

fn role(text: &str) -> Result<(Role, Vec<String>), String> {
    let (name, columns) = text.split_once('=').ok_or("expected ROLE=COLUMN")?;
    let role = Role::ALL.into_iter().find(|role| role.name() == name);
    let role = role.ok_or("the roles are id, date, time, place, offence, arrest and domestic")?;
    let columns: Vec<String> = match role {
        // A column's name may have a comma of its own.
        Role::Place => columns.split(',').map(str::to_owned).collect(),
        Role::Date if (3..=5).contains(&columns.split(',').count()) => {
            columns.split(',').map(str::to_owned).collect()
        }
        _ => vec![columns.to_owned()],
    };
    Ok((role, columns.into_iter().filter(|column| !column.trim().is_empty()).collect()))
}

impl Guess {
    pub(crate) fn perform(self) -> Outcome {
        let options = GuessOptions {
            without_presets: self.no_presets,
            columns: self.set,
            date_format: self.dates.map(|dates| match dates {
                Dates::Year => DateFormat::YearFirst,
                Dates::Month => DateFormat::MonthFirst,
                Dates::Day => DateFormat::DayFirst,
                Dates::Epoch => DateFormat::Epoch,
                Dates::Serial => DateFormat::Serial,
            }),
            system: self.epsg.map(CoordinateSystem::from_epsg).transpose()?,
            arrest_values: Some(self.arrest).filter(|values| !values.is_empty()),
            one_offence: self.one_offence,
        };
        let hold = |path: &PathBuf| OutFile::hold(path, &[&self.file]);
        let plan_out = self.plan_out.as_ref().map(hold).transpose()?;
        let named = |error: &dyn Error| format!("{}: {error}", self.file.display());
        let file = WatchedFile::open(&self.file, None).map_err(|error| named(&error))?;
        let name = self.file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let layout = guess(&name, file, &options)?;
        if self.json {
            print_json(serde_json::to_vec_pretty(&layout)?)?;
        } else {
            in_words(&layout, &mut stdout())?;
        }
        if let Some(out) = plan_out {
            if let Some(doubt) = layout.doubt() {
                return Err(format!("no layout is written: {}: {doubt}", layout.file).into());
            }
            out.write_bytes(&watchback::json::pretty(&layout.plan)?)?;
            out.tell_written();
        }
        Ok(())
    }
}

fn in_words(layout: &Layout, out: &mut impl Write) -> io::Result<()> {
    match layout.portal {
        Some(portal) => writeln!(out, "the header is that of a file of {}", portal.city())?,
        None => writeln!(out, "guessed from the header and {} rows", layout.rows_seen)?,
    }
    for guess in &layout.roles {
        let columns = if guess.columns.is_empty() { "-".to_owned() } else { guess.columns.join(", ") };
        let role = guess.role.name();
        writeln!(out, "  {role:<9} {columns:<34} {:3.0} %  {}", 100.0 * guess.confidence, guess.why)?;
    }
    for question in &layout.questions {
        writeln!(out, "asked: {question}")?;
    }
    if let Some(plan) = &layout.plan {
        writeln!(out, "dates: {}", plan.columns().date_format.name())?;
        if let Some(arrest) = plan.columns().arrest.as_ref().filter(|arrest| !arrest.values.is_empty()) {
            writeln!(out, "an arrest is meant by: {}", arrest.values.join(", "))?;
        }
        writeln!(out, "{} of {} rows can be read so; the first:", layout.rows_read, layout.rows_seen)?;
        for row in &layout.preview {
            let degrees =
                |degrees: Option<f64>| degrees.map_or("-".to_owned(), |degrees| degrees.to_string());
            let (latitude, longitude) = (degrees(row.event.latitude), degrees(row.event.longitude));
            let arrest = row.event.arrest.map_or("-", |arrest| if arrest { "arrest" } else { "none" });
            writeln!(
                out,
                "  line {}: {}, {latitude}, {longitude}, {}, {arrest}",
                row.line, row.date, row.offence
            )?;
        }
        let address = Address { plan: Some(plan.clone()), classes: None };
        if let Ok(fragment) = address.to_fragment() {
            writeln!(out, "at the end of the page's address: #{fragment}")?;
        }
    }
    if let Some(doubt) = layout.doubt() {
        writeln!(out, "not sure: {doubt}")?;
    }
    Ok(())
}

/// The layout of a saved file.
pub(crate) fn saved_plan(path: Option<&Path>) -> Result<Option<ImportPlan>, Box<dyn Error>> {
    let Some(path) = path else { return Ok(None) };
    let named = |error: &dyn Error| format!("{}: {error}", path.display());
    let bytes = whole(path).map_err(|error| named(&error))?;
    // The page saves layouts as they stand in its address.
    let text = String::from_utf8_lossy(&bytes);
    if !text.trim_start().starts_with('{') {
        return Ok(Some(ImportPlan::from_fragment(text.trim()).map_err(|error| named(&error))?));
    }
    Ok(Some(serde_json::from_slice(&bytes).map_err(|error| named(&error))?))
}
