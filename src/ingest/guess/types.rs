//! What is guessed of a file's layout, what is asked, and what a person can say.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::ingest::dates::DateFormat;
use crate::ingest::error::FileProblem;
use crate::ingest::plan::ImportPlan;
use crate::ingest::portals::Portal;
use crate::ingest::summary::PreviewRow;
use crate::space::CoordinateSystem;
use watchback_translate::{kept, mark};

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
    #[error(
        "does {column:?} give the month first or the day first? Its dates, such as {}, do not tell (--dates month-first or \
         --dates day-first; where the year comes first, --dates year-first)",
        examples.join(", ")
    )]
    DateOrder {
        /// The column of dates.
        column: String,
        /// A few of them.
        examples: Vec<String>,
    },
    /// Projected coordinates, and nothing says of which system.
    #[error("in which coordinate system are {x:?} and {y:?}? {}", listed(candidates, *middle))]
    CoordinateSystem {
        /// East.
        x: String,
        /// North.
        y: String,
        /// Those of a middling row, east and north, rounded.
        middle: [i64; 2],
        /// Systems in whose region they lie, as far as they are known here; those that put them at
        /// a large city come first.
        candidates: Vec<CoordinateSystem>,
    },
    /// The outcome is written in words or codes that do not tell by themselves. It may be left
    /// open.
    #[error("which values of {column:?} mean an arrest? It has {} (--arrest VALUE for each)", values.join(", "))]
    ArrestValues {
        /// The column of outcomes.
        column: String,
        /// Its values, at most 20; where others tell by themselves, only those that do not.
        values: Vec<String>,
    },
    /// A spreadsheet that read some of the dates the wrong way has saved them so.
    #[error(
        "are the dates of {column:?} in two orders? {month_first} rows have the month first and {day_first} the day, such as \
         {}: a spreadsheet has swapped the days to the twelfth of each month. Take the file as it was before a spreadsheet \
         saved it, or say that all are of one order (--dates day-first or --dates month-first)",
        examples.join(" and ")
    )]
    TwoDateOrders {
        /// The column of dates.
        column: String,
        /// Rows that have the month first.
        month_first: u64,
        /// Rows that have the day first.
        day_first: u64,
        /// One of each.
        examples: Vec<String>,
    },
    /// The only dates are months.
    #[error(
        "which column gives the day of each crime? {} months and no days, and a study needs days: take a \
         file that has them, or name the column (--set date=COLUMN)",
        told(columns, example)
    )]
    NoDays {
        /// The column of months, or those of year and month.
        columns: Vec<String>,
        /// One of its values.
        example: String,
    },
    /// The first line is a row like the others.
    #[error(
        "is the first line a header? It has {}, as the rows below have: put a line with the names of the columns before it, \
         such as date,offense,latitude,longitude",
        found.join(", ")
    )]
    NoHeader {
        /// What of the first line is a value.
        found: Vec<String>,
    },
}

fn told(columns: &[String], example: &str) -> String {
    let names: Vec<String> = columns.iter().map(|name| format!("{name:?}")).collect();
    match names.as_slice() {
        [name] => kept!("{name} gives, such as {example},"),
        _ => kept!("{} give, such as {example},", names.join(mark!(" and "))),
    }
}

/// The systems that coordinates may be of, each with where it puts them.
fn listed(candidates: &[CoordinateSystem], [x, y]: [i64; 2]) -> String {
    let (x, y) = (x as f64, y as f64);
    let place = |system: &CoordinateSystem| system.projection().and_then(|plane| plane.degrees(x, y));
    let mut choices: Vec<String> = candidates
        .iter()
        .take(LISTED_SYSTEMS)
        .filter_map(|system| {
            let (latitude, longitude) = place(system)?;
            Some(kept!("EPSG {} ({}) at {latitude:.2}, {longitude:.2}", system.epsg(), system.name()))
        })
        .collect();
    let more: Vec<String> =
        candidates.iter().skip(LISTED_SYSTEMS).map(|system| system.epsg().to_string()).collect();
    if !more.is_empty() {
        choices.push(kept!("one of EPSG {}", more.join(", ")));
    }
    let zone = CoordinateSystem::from_epsg(UTM_ZONE_10_NORTH).ok();
    if let Some((latitude, _)) = zone.as_ref().and_then(place).filter(|_| may_be_utm(x, y)) {
        choices.push(kept!(
            "a zone of UTM at {latitude:.1} degrees north: EPSG 32610 is zone 10 (126 to 120 degrees west), each \
             next number is 6 degrees more to the east, 269 instead of 326 is the same by NAD 83, and 327 stands \
             for zones of the south"
        ));
    }
    let asked = mark!(
        "say which (--epsg NUMBER); the file's description or .prj has it; else export latitude and \
                 longitude"
    );
    if choices.is_empty() {
        return kept!("None known here fits: {asked}");
    }
    kept!("A middling row lies, by {}; or none of these: {asked}", choices.join(mark!("; by ")))
}

/// Systems that a question tells the places of.
const LISTED_SYSTEMS: usize = 5;
const UTM_ZONE_10_NORTH: u16 = 32_610;

/// Metres in a zone, between the tropics and the polar circle of the north.
fn may_be_utm(x: f64, y: f64) -> bool {
    (160_000.0..840_000.0).contains(&x) && (1_000_000.0..7_800_000.0).contains(&y)
}

/// What a person has said of a file; the rest is guessed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
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
    /// What all rows are, where the file is of one offence alone.
    pub one_offence: Option<String>,
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
    /// What is to be asked. All but [`Question::ArrestValues`] must be answered before the file is
    /// read; what no answer can mend says what file to take instead.
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

    /// Whether the file can be read without asking: each required role is known, and so is how to
    /// read it.
    pub fn is_confident(&self) -> bool {
        self.doubt().is_none()
    }

    /// The first thing that must be known before the file can be read, and what was seen of it.
    pub fn doubt(&self) -> Option<FileProblem> {
        let unknown = |role: &str, seen: String| {
            let columns = self.columns.iter().take(40).map(|column| column.name.clone()).collect();
            Some(FileProblem::UnknownLayout { role: role.to_owned(), seen, columns })
        };
        for question in &self.questions {
            if let Question::TwoDateOrders { .. } | Question::NoDays { .. } | Question::NoHeader { .. } =
                question
            {
                return Some(FileProblem::Unclear { question: question.to_string() });
            }
        }
        let doubtful =
            self.roles.iter().find(|guess| guess.role.is_required() && guess.confidence < CONFIDENT);
        if let Some(guess) = doubtful {
            return unknown(guess.role.name(), guess.why.clone());
        }
        for question in &self.questions {
            match question {
                Question::DateOrder { .. } => {
                    return unknown(mark!("order of day and month"), question.to_string());
                }
                Question::CoordinateSystem { .. } => {
                    return unknown(mark!("coordinate system"), question.to_string());
                }
                _ => {}
            }
        }
        if self.plan.is_none() || 2 * self.rows_read < self.rows_seen {
            let seen = kept!("only {} of the first {} rows can be read so", self.rows_read, self.rows_seen);
            return unknown("layout", seen);
        }
        None
    }
}
