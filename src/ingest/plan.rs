//! How a file is to be read: which column is what, and the limits that bound memory.

use serde::{Deserialize, Serialize};

use super::dates::DateFormat;
use super::places::PlaceColumns;
pub use watchback_tables::Limits;
pub(super) use watchback_tables::text::normal_name as normal;
use watchback_translate::mark;

/// The most values that may mean an arrest: each row is compared with all of them.
const MOST_ARREST_VALUES: usize = 500;

/// What marks a simulated row: the first word of its [`Columns::mark`] column.
pub const SIMULATED_MARK: &str = "SIMULATED";

/// Names of the columns by what they hold. Letter case, outer blanks and `_` for a blank do not
/// count; where a file has one name twice, its first column is meant, and its second by the name
/// with `#2` after it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Columns {
    /// The row's number. Without one, a row is known by a 64-bit hash of all its fields: rows that
    /// are equal in all are then one.
    pub id: Option<String>,
    /// Local date, with its time where there is no column of its own for that; of a date in parts
    /// the year.
    pub date: String,
    /// The columns of month and day, where a date stands in parts.
    #[serde(default)]
    pub date_parts: Option<DateParts>,
    /// How dates are written.
    pub date_format: DateFormat,
    /// Local time of day, where dates stand without one.
    pub time: Option<String>,
    /// Where it was.
    pub place: PlaceColumns,
    /// The offence's name; empty where [`Columns::one_offence`] is given.
    pub offence: String,
    /// What all rows are, where no column says so: a file of one offence alone.
    #[serde(default)]
    pub one_offence: Option<String>,
    /// Whether an arrest was made; a file may lack it.
    pub arrest: Option<ArrestColumn>,
    /// Whether the offence was domestic; a file may lack it.
    pub domestic: Option<String>,
    /// A column whose text begins with [`SIMULATED_MARK`] in simulated rows; a file may lack it.
    /// Where none is named, a column `Block` is looked at, if there is one.
    pub mark: Option<String>,
}

/// The columns of a date whose year stands in a column of its own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DateParts {
    /// The month, as a number or a name.
    pub month: String,
    /// The day of the month.
    pub day: String,
    /// The hour, or the time of day.
    pub hour: Option<String>,
    /// The minute, beside an hour.
    pub minute: Option<String>,
}

/// The column that tells of an arrest, and what it says then.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ArrestColumn {
    /// Its name.
    pub column: String,
    /// Values that mean an arrest, in any letter case; one that ends with `*` means all that begin
    /// so. Any other value means none, and no value that it is unknown. `*` alone is for a column
    /// of an arrest's date or number: any value means one, and no value none. With no values here,
    /// the column is a flag: true or false, yes or no, or their first letters.
    pub values: Vec<String>,
}

/// A checked plan: the only form the reader accepts.
///
/// # Examples
/// ```
/// use watchback::ingest::ImportPlan;
/// let plan = ImportPlan::chicago_portal();
/// assert_eq!(plan.columns().offence, "Primary Type");
/// assert_eq!(plan.limits().columns, 4_096);
/// // As a file, and as part of an address: names alone, never data.
/// let json = serde_json::to_string(&plan)?;
/// assert_eq!(serde_json::from_str::<ImportPlan>(&json)?, plan);
/// assert!(plan.to_fragment().starts_with("parts=9&id=ID&date=Date&latitude=Latitude"));
/// assert_eq!(ImportPlan::from_fragment(&plan.to_fragment())?, plan);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Unchecked", into = "Unchecked")]
pub struct ImportPlan {
    columns: Columns,
    limits: Limits,
}

#[derive(Serialize, Deserialize)]
struct Unchecked {
    columns: Columns,
    #[serde(default)]
    limits: Limits,
}

/// What is wrong with a plan.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PlanError {
    /// A column has no name.
    #[error("the column for the {role} has no name; give the name that the file's header has")]
    NoName {
        /// What the column is to hold.
        role: &'static str,
    },
    /// One column is to hold two things.
    #[error("the column {name:?} is given for the {first} and for the {second}; give each its own")]
    SameColumn {
        /// The column's name.
        name: String,
        /// What it is to hold.
        first: &'static str,
        /// What else it is to hold.
        second: &'static str,
    },
    /// A part of an address that is none of a plan.
    #[error(
        "the layout in the address has {found:?}, where {expected} was expected; the address may be cut short"
    )]
    Fragment {
        /// What stands there.
        found: String,
        /// What was expected.
        expected: &'static str,
    },
    /// More values mean an arrest than any column has outcomes.
    #[error(
        "{found} values are said to mean an arrest; at most {MOST_ARREST_VALUES} may: end one with * to mean all that begin so"
    )]
    ArrestValues {
        /// The values given.
        found: usize,
    },
    /// A limit lies outside its range.
    #[error("the limit on {limit} is {found}; it must be {expected}")]
    Limit {
        /// What is limited.
        limit: &'static str,
        /// The value given.
        found: u64,
        /// What it may be.
        expected: &'static str,
    },
}

impl ImportPlan {
    /// Checks names and limits once.
    ///
    /// # Errors
    /// The first name or limit that will not do.
    pub fn new(columns: Columns, limits: Limits) -> Result<Self, PlanError> {
        let plan = Self { columns, limits };
        let roles = plan.columns.roles();
        if plan.columns.one_offence.as_deref().is_some_and(|name| name.trim().is_empty()) {
            return Err(PlanError::NoName { role: "offence" });
        }
        for (index, &(role, name)) in roles.iter().enumerate() {
            if normal(name).is_empty() {
                return Err(PlanError::NoName { role });
            }
            let earlier = roles.iter().take(index).find(|(_, earlier)| normal(earlier) == normal(name));
            if let Some(&(first, _)) = earlier {
                return Err(PlanError::SameColumn { name: name.to_owned(), first, second: role });
            }
        }
        let found = plan.columns.arrest.as_ref().map_or(0, |arrest| arrest.values.len());
        if found > MOST_ARREST_VALUES {
            return Err(PlanError::ArrestValues { found });
        }
        let limited = |limit, found: u64, range: std::ops::RangeInclusive<u64>, expected| {
            if range.contains(&found) { Ok(()) } else { Err(PlanError::Limit { limit, found, expected }) }
        };
        let Limits { record_bytes, columns, inflation } = limits;
        limited(mark!("bytes of a record"), record_bytes as u64, 1_000..=16_000_000, "1,000 to 16,000,000")?;
        limited("columns", columns as u64, 5..=65_536, "5 to 65,536")?;
        limited("inflation", inflation, 10..=100_000, "10 to 100,000")?;
        Ok(plan)
    }

    /// The plan for Chicago's portal, "Crimes", with 20 or 22 columns or any fewer that hold the
    /// ones needed.
    pub fn chicago_portal() -> Self {
        let [latitude, longitude] = ["Latitude", "Longitude"].map(str::to_owned);
        let columns = Columns {
            id: Some("ID".to_owned()),
            date: "Date".to_owned(),
            date_parts: None,
            date_format: DateFormat::Exact,
            time: None,
            place: PlaceColumns::Degrees { latitude, longitude },
            offence: "Primary Type".to_owned(),
            one_offence: None,
            arrest: Some(ArrestColumn { column: "Arrest".to_owned(), values: Vec::new() }),
            domestic: Some("Domestic".to_owned()),
            mark: Some("Block".to_owned()),
        };
        Self { columns, limits: Limits::default() }
    }

    /// Which column is what.
    pub fn columns(&self) -> &Columns {
        &self.columns
    }

    /// The limits.
    pub fn limits(&self) -> Limits {
        self.limits
    }
}

impl Columns {
    pub(super) fn roles(&self) -> Vec<(&'static str, &str)> {
        let [first, second] = self.place.roles();
        let parts = self.date_parts.as_ref();
        let columns = [
            (mark!("row's number"), self.id.as_deref()),
            (if parts.is_some() { "year" } else { "date" }, Some(self.date.as_str())),
            ("month", parts.map(|parts| parts.month.as_str())),
            ("day", parts.map(|parts| parts.day.as_str())),
            ("hour", parts.and_then(|parts| parts.hour.as_deref())),
            ("minute", parts.and_then(|parts| parts.minute.as_deref())),
            (mark!("time of day"), self.time.as_deref()),
            first,
            second,
            ("offence", Some(self.offence.as_str()).filter(|_| self.one_offence.is_none())),
            (mark!("arrest flag"), self.arrest.as_ref().map(|arrest| arrest.column.as_str())),
            (mark!("domestic flag"), self.domestic.as_deref()),
            (mark!("mark of simulated rows"), self.mark.as_deref()),
        ];
        columns.into_iter().filter_map(|(role, name)| Some((role, name?))).collect()
    }
}

/// Where among a file's columns, whose names are [`normal`], the one that a plan names is.
pub(super) fn position(columns: &[String], name: &str) -> Option<usize> {
    let name = normal(name);
    let named = |name: &str, nth: usize| {
        columns.iter().enumerate().filter(|(_, column)| *column == name).map(|(at, _)| at).nth(nth)
    };
    named(&name, 0).or_else(|| {
        let (name, number) = name.rsplit_once('#')?;
        named(name, number.parse::<usize>().ok()?.checked_sub(1)?)
    })
}

impl TryFrom<Unchecked> for ImportPlan {
    type Error = PlanError;
    fn try_from(plan: Unchecked) -> Result<Self, Self::Error> {
        Self::new(plan.columns, plan.limits)
    }
}

impl From<ImportPlan> for Unchecked {
    fn from(plan: ImportPlan) -> Self {
        Self { columns: plan.columns, limits: plan.limits }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_bad_plan_is_named() {
        let plan = ImportPlan::chicago_portal();
        let check = |spoil: fn(&mut Columns, &mut Limits)| {
            let (mut columns, mut limits) = (plan.columns().clone(), plan.limits());
            spoil(&mut columns, &mut limits);
            ImportPlan::new(columns, limits).unwrap_err().to_string()
        };
        assert!(check(|columns, _| columns.date = " ".to_owned()).contains("date has no name"));
        let twice = check(|columns, _| {
            let [latitude, longitude] = ["latitude", "LATITUDE"].map(str::to_owned);
            columns.place = PlaceColumns::Degrees { latitude, longitude };
        });
        assert!(twice.contains("latitude and for the longitude"), "{twice}");
        assert!(check(|_, limits| limits.record_bytes = 0).contains("bytes of a record is 0"));
    }

    #[test]
    fn a_name_that_a_file_has_twice_is_told_apart_by_its_number() {
        let columns = ["a", "date occ", "b#2", "date occ"].map(str::to_owned);
        let find = |name| position(&columns, name);
        assert_eq!((find("DATE OCC"), find("DATE_OCC#2"), find("DATE OCC#1")), (Some(1), Some(3), Some(1)));
        assert_eq!(
            (find("b#2"), find("DATE OCC#3"), find("a#0"), find("a#x"), find("b")),
            (Some(2), None, None, None, None)
        );
    }
}
