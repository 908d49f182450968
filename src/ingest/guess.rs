//! What an unknown file's columns hold: a guess from its header and its first megabyte, with a confidence, reasons and questions.

use std::fmt;
use std::io::Read;
use std::ops::ControlFlow;

use serde::{Deserialize, Serialize};

use super::dates::DateFormat;
use super::error::{FileProblem, IngestError};
use super::guess_columns::facts;
use super::guess_roles::Guesser;
use super::plan::{ImportPlan, Limits, normal};
use super::portals::{Portal, nearest};
use super::read::{Header, Offences, names, preview};
use super::record::Records;
use super::sample::{self, Kept};
use super::summary::{PREVIEW_ROWS, PreviewRow, quoted};
use crate::space::CoordinateSystem;

/// From this confidence on a role is taken as known.
pub const CONFIDENT: f64 = 0.5;

/// What a column can be to a study.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// The row's number; a file may lack it.
    Id,
    /// When it happened.
    Date,
    /// At what time of day, where the date does not say; a file may lack it.
    Time,
    /// Where it happened: latitude and longitude, x and y, or one column of both.
    Place,
    /// What happened.
    Offence,
    /// Whether an arrest was made; a file may lack it.
    Arrest,
    /// Whether it was domestic; a file may lack it.
    Domestic,
}

impl Role {
    /// All roles, in the order in which they are shown.
    pub const ALL: [Self; 7] =
        [Self::Id, Self::Date, Self::Time, Self::Place, Self::Offence, Self::Arrest, Self::Domestic];

    /// Its name in files and on the command line.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Id => "id",
            Self::Date => "date",
            Self::Time => "time",
            Self::Place => "place",
            Self::Offence => "offence",
            Self::Arrest => "arrest",
            Self::Domestic => "domestic",
        }
    }

    /// Whether nothing can be done without it.
    pub const fn is_required(self) -> bool {
        matches!(self, Self::Date | Self::Place | Self::Offence)
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// What was guessed of a role.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RoleGuess {
    /// The role.
    pub role: Role,
    /// Names of its columns: two for a place in two columns, none where there is no column for it.
    pub columns: Vec<String>,
    /// From 0 to 1; [`CONFIDENT`] or more is taken as known. Without a column, that there is none.
    pub confidence: f64,
    /// Why, in a few words.
    pub why: String,
}

/// What only a person can say. The variants hold what was seen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Question {
    /// Each date is one either way.
    #[error("does {column:?} give the month first or the day first? Its dates, such as {}, do not tell", examples.join(", "))]
    DateOrder {
        /// The column of dates.
        column: String,
        /// A few of them.
        examples: Vec<String>,
    },
    /// The coordinates are of no system known here, or of one of several.
    #[error("in which coordinate system are {x:?} and {y:?}? {}", listed(candidates))]
    CoordinateSystem {
        /// East.
        x: String,
        /// North.
        y: String,
        /// Systems in whose region they lie, as far as they are known here.
        candidates: Vec<CoordinateSystem>,
    },
    /// The outcome is written in words or codes that do not tell by themselves. It may be left open.
    #[error("which values of {column:?} mean an arrest? It has {}", values.join(", "))]
    ArrestValues {
        /// The column of outcomes.
        column: String,
        /// Its values, at most 20.
        values: Vec<String>,
    },
}

fn listed(candidates: &[CoordinateSystem]) -> String {
    let names: Vec<String> =
        candidates.iter().map(|system| format!("EPSG {} ({})", system.epsg(), system.name())).collect();
    if names.is_empty() {
        "None known here fits".to_owned()
    } else {
        format!("It may be {}", names.join(", "))
    }
}

/// What a person has said of a file; the rest is guessed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GuessOptions {
    /// Guess even where the header is a portal's.
    pub without_presets: bool,
    /// Columns of roles, by name; an empty list says that there is none.
    pub columns: Vec<(Role, Vec<String>)>,
    /// How dates are written.
    pub date_format: Option<DateFormat>,
    /// The system of projected coordinates.
    pub system: Option<CoordinateSystem>,
    /// Outcomes that mean an arrest.
    pub arrest_values: Option<Vec<String>>,
}

/// A file's layout as far as it is understood.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Guess {
    /// The file's name.
    pub file: String,
    /// The portal that its header is of.
    pub portal: Option<Portal>,
    /// What was guessed of each role, in the order of [`Role::ALL`].
    pub roles: Vec<RoleGuess>,
    /// What is to be asked. All but [`Question::ArrestValues`] must be answered before the file is read.
    pub questions: Vec<Question>,
    /// The plan; none while a required role or an answer is missing.
    pub plan: Option<ImportPlan>,
    /// Names of the file's columns, and up to three values of each.
    pub columns: Vec<ColumnSeen>,
    /// Rows that were looked at.
    pub rows_seen: u64,
    /// Rows of these that the plan can read.
    pub rows_read: u64,
    /// The first five of them.
    pub preview: Vec<PreviewRow>,
}

/// A column as a person chooses it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ColumnSeen {
    /// The name by which a plan finds it.
    pub name: String,
    /// Up to three different values.
    pub examples: Vec<String>,
}

impl Guess {
    /// What was guessed of a role.
    pub fn role(&self, role: Role) -> Option<&RoleGuess> {
        self.roles.iter().find(|guess| guess.role == role)
    }

    /// Whether the file can be read without asking: each required role is known, and so is how to read it.
    pub fn is_confident(&self) -> bool {
        self.doubt().is_none()
    }

    /// The first thing that must be known before the file can be read, and what was seen of it.
    pub fn doubt(&self) -> Option<FileProblem> {
        let unknown = |role: &str, seen: String| {
            let columns = self.columns.iter().take(40).map(|column| column.name.clone()).collect();
            Some(FileProblem::UnknownLayout { role: role.to_owned(), seen, columns })
        };
        let doubtful =
            self.roles.iter().find(|guess| guess.role.is_required() && guess.confidence < CONFIDENT);
        if let Some(guess) = doubtful {
            return unknown(guess.role.name(), guess.why.clone());
        }
        for question in &self.questions {
            match question {
                Question::DateOrder { .. } => return unknown("order of day and month", question.to_string()),
                Question::CoordinateSystem { .. } => {
                    return unknown("coordinate system", question.to_string());
                }
                Question::ArrestValues { .. } => {}
            }
        }
        if self.plan.is_none() || 2 * self.rows_read < self.rows_seen {
            let seen = format!("only {} of the first {} rows can be read so", self.rows_read, self.rows_seen);
            return unknown("layout", seen);
        }
        None
    }
}

/// Guesses a file's layout from its first megabyte.
///
/// A header of a [`Portal`] settles it, unless the options say otherwise or most of the first rows cannot be read so.
///
/// # Errors
/// What is wrong with the whole file.
///
/// # Examples
/// ```
/// use watchback::ingest::{DateFormat, GuessOptions, Question, Role, guess};
/// let text = "Ref;When;Kind of crime;Northing (deg);Lon\n\
///             A1;03/04/2019 10:15;Burglary;51.5;-0.12\n\
///             A2;05/04/2019 11:20;Assault;51.6;-0.11\n".replace(';', ",");
/// let seen = guess("crimes.csv", text.as_bytes(), &GuessOptions::default())?;
/// assert_eq!(seen.role(Role::Date).map(|guess| guess.columns.clone()), Some(vec!["When".to_owned()]));
/// // The month or the day: nothing tells.
/// assert!(matches!(seen.questions[..], [Question::DateOrder { .. }]) && !seen.is_confident());
/// let told = GuessOptions { date_format: Some(DateFormat::DayFirst), ..GuessOptions::default() };
/// let seen = guess("crimes.csv", text.as_bytes(), &told)?;
/// assert!(seen.is_confident());
/// assert_eq!((seen.preview[0].date.as_str(), seen.preview[0].offence.as_str()), ("2019-04-03 10:15", "Burglary"));
/// # Ok::<(), watchback::ingest::IngestError>(())
/// ```
pub fn guess(name: &str, reader: impl Read, options: &GuessOptions) -> Result<Guess, IngestError> {
    let reader: Box<dyn Read + '_> = Box::new(reader);
    let guess = || {
        let mut progress = |_: u64| ControlFlow::Continue(());
        let mut records = Records::open(reader, Limits::default())?;
        let header = records.next(&mut progress)?.ok_or(FileProblem::Empty)?;
        super::read::check_columns(&header, Limits::default())?;
        let names = names(&header);
        let sample = sample::take(&mut records, &mut progress)?;
        if sample.is_empty() {
            return Err(FileProblem::NoRows);
        }
        Ok(guess_of(name, &names, &sample, options))
    };
    guess().map_err(|problem| IngestError { file: name.to_owned(), problem })
}

/// The layout of a header and the rows that follow it.
pub(super) fn guess_of(file: &str, names: &[String], sample: &[Kept], options: &GuessOptions) -> Guess {
    let known = Some(nearest(names)).filter(|(.., fits)| *fits && *options == GuessOptions::default());
    let known = known.map(|(portal, plan, _)| of_portal(file, names, sample, portal, plan));
    match known {
        Some(known) if 2 * known.rows_read >= known.rows_seen => return known,
        // A portal's file that a spreadsheet has saved again has dates of another form, or a second column of one name. What its columns
        // are is still what the portal says.
        Some(known) => {
            let alone = GuessOptions { without_presets: true, ..GuessOptions::default() };
            let again = guess_of(file, names, sample, &alone);
            if !again.is_confident() || !same_columns(&known, &again) {
                return known;
            }
            return Guess { portal: known.portal, ..again };
        }
        None => {}
    }
    let facts = facts(names, sample);
    let (roles, questions, plan) = Guesser::new(&facts, options).guess();
    let columns =
        facts.iter().map(|facts| ColumnSeen { name: facts.name.clone(), examples: facts.examples.clone() });
    let mut guess = Guess {
        file: file.to_owned(),
        portal: None,
        roles,
        questions,
        plan,
        columns: columns.collect(),
        rows_seen: sample.len() as u64,
        rows_read: 0,
        preview: Vec::new(),
    };
    try_plan(&mut guess, names, sample);
    guess
}

/// Whether two guesses take columns of the same names for what is required.
fn same_columns(one: &Guess, other: &Guess) -> bool {
    let names = |guess: &Guess| -> Vec<String> {
        let required = guess.roles.iter().filter(|guess| guess.role.is_required());
        let without_number =
            |name: &String| name.rsplit_once('#').map_or(name.as_str(), |(name, _)| name).to_owned();
        required
            .flat_map(|guess| guess.columns.iter().map(without_number))
            .map(|name| normal(&name))
            .collect()
    };
    names(one) == names(other)
}

fn of_portal(file: &str, names: &[String], sample: &[Kept], portal: Portal, plan: ImportPlan) -> Guess {
    let columns = plan.columns();
    let place: Vec<String> =
        columns.place.roles().into_iter().filter_map(|(_, name)| name.map(str::to_owned)).collect();
    let owned = |name: &Option<String>| name.iter().cloned().collect();
    let roles = Role::ALL.map(|role| {
        let columns: Vec<String> = match role {
            Role::Id => owned(&columns.id),
            Role::Date => vec![columns.date.clone()],
            Role::Time => owned(&columns.time),
            Role::Place => place.clone(),
            Role::Offence => vec![columns.offence.clone()],
            Role::Arrest => columns.arrest.iter().map(|arrest| arrest.column.clone()).collect(),
            Role::Domestic => owned(&columns.domestic),
        };
        RoleGuess { role, columns, confidence: 1.0, why: "the header is a known portal's".to_owned() }
    });
    let first = |at: usize| sample.first().map(|kept| quoted(kept.record().field(at)));
    let columns = names.iter().enumerate();
    let columns = columns
        .map(|(at, name)| ColumnSeen { name: name.clone(), examples: first(at).into_iter().collect() });
    let mut guess = Guess {
        file: file.to_owned(),
        portal: Some(portal),
        roles: roles.into(),
        questions: Vec::new(),
        columns: columns.collect(),
        plan: Some(plan),
        rows_seen: sample.len() as u64,
        rows_read: 0,
        preview: Vec::new(),
    };
    try_plan(&mut guess, names, sample);
    guess
}

/// Reads the sample by the plan.
fn try_plan(guess: &mut Guess, names: &[String], sample: &[Kept]) {
    let header = guess.plan.as_ref().and_then(|plan| Header::new(names.to_vec(), plan).ok());
    let Some(header) = header else { return };
    let mut offences = Offences::default();
    for kept in sample {
        let record = kept.record();
        if let Ok(Ok((event, _))) = header.event(&record, &mut offences) {
            guess.rows_read += 1;
            if guess.preview.len() < PREVIEW_ROWS {
                guess.preview.push(preview(&record, event, &offences));
            }
        }
    }
}
