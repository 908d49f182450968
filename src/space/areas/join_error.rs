//! Why areas and a table are not joined: what was tried, and what is to be done.

use super::table::TableError;
use watchback_translate::kept;

/// A layer and a table cannot be joined. Each message says what to do.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum JoinError {
    /// No such property.
    #[error("no area has the property {found:?}; properties are {}", properties.join(", "))]
    NoProperty {
        /// The name asked for.
        found: String,
        /// The names that there are, at most 40.
        properties: Vec<String>,
    },
    /// No such column.
    #[error(transparent)]
    Table(#[from] TableError),
    /// No property and no column are a key of both that can be trusted.
    #[error(
        "areas and table have no key in common that can be trusted{}; choose the property of the areas and the column of \
         the table that hold the same keys (on the command line --area-key PROPERTY --table-key COLUMN, or two of each as \
         \"A + B\"), or take the table for these areas",
        list(tried)
    )]
    NoKey {
        /// What was tried, the most promising first.
        tried: Vec<TriedPair>,
    },
}

/// A property and a column that are no key of both.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TriedPair {
    /// Property of the areas.
    pub property: String,
    /// Column of the table.
    pub column: String,
    /// Keys that are in both.
    pub in_both: usize,
    /// Why they are not taken.
    pub why: WhyNot,
    /// Keys of areas without a row.
    pub areas_without: Vec<String>,
    /// Keys of rows without an area.
    pub rows_without: Vec<String>,
}

/// Why a pair is not taken.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum WhyNot {
    /// Nothing is in both.
    Nothing,
    /// One of the two only counts rows.
    Counter,
    /// It is the column of values.
    Value,
    /// One of the two is a count or a measure by its name.
    Measure,
    /// Keys stand for areas that differ otherwise.
    SeveralAreas {
        /// How many.
        keys: usize,
        /// A property in which two such areas differ.
        differs_in: String,
    },
    /// Fewer than half of the areas have a row.
    Few {
        /// Areas.
        areas: usize,
        /// Those with a row.
        joined: usize,
    },
    /// Short numbers, in both by chance as well as not, and the names are no help.
    ShortNumbers,
    /// The names of areas say that other rows belong to them.
    OtherNames {
        /// Areas that both give the same row.
        same: usize,
        /// Areas that both give a row.
        of: usize,
    },
}

/// Pairs and names that a message shows.
const SHOWN: usize = 6;

fn list(tried: &[TriedPair]) -> String {
    if tried.is_empty() {
        return String::new();
    }
    let mut text = String::from(". Tried: ");
    let pairs: Vec<String> = tried.iter().take(SHOWN).map(ToString::to_string).collect();
    text.push_str(&pairs.join("; "));
    let more = tried.len().saturating_sub(SHOWN);
    if more > 0 {
        text.push_str(&kept!("; and {more} more pairs"));
    }
    text
}

impl std::fmt::Display for TriedPair {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { property, column, in_both, why, areas_without, rows_without } = self;
        write!(f, "{property:?} = {column:?}, {in_both} in common")?;
        match why {
            WhyNot::Nothing => {
                let first =
                    |keys: &[String]| keys.first().map_or("none".to_owned(), |key| format!("{key:?}"));
                write!(
                    f,
                    " (areas have keys like {}, rows like {})",
                    first(areas_without),
                    first(rows_without)
                )
            }
            WhyNot::Counter => write!(f, ", but one of the two only counts rows"),
            WhyNot::Value => write!(f, ", but that is the column of values"),
            WhyNot::Measure => write!(f, ", but numbers of people or things are no keys"),
            WhyNot::SeveralAreas { keys, differs_in } => {
                write!(f, ", but {keys} keys stand for several areas each, which differ in {differs_in:?}")
            }
            WhyNot::Few { areas, joined } => {
                write!(f, ", but only {joined} of {areas} areas have a row")?;
                write!(f, " (areas without: {}; rows without: {})", names(areas_without), names(rows_without))
            }
            WhyNot::ShortNumbers => {
                write!(f, ", but numbers so short may be in both by chance, and the two are named otherwise")
            }
            WhyNot::OtherNames { same, of } => {
                write!(f, ", but by their names only {same} of {of} areas have the same row")
            }
        }
    }
}

fn names(keys: &[String]) -> String {
    let shown: Vec<&str> = keys.iter().take(SHOWN).map(String::as_str).collect();
    match keys.len().saturating_sub(SHOWN) {
        _ if keys.is_empty() => "none".to_owned(),
        0 => shown.join(", "),
        more => kept!("{} and {more} more", shown.join(", ")),
    }
}
