//! How a file is to be read: which column is what, and the limits that bound memory.

use serde::{Deserialize, Serialize};

use crate::study::{CHICAGO, PHILADELPHIA};

/// What marks a simulated row: the first word of its [`Columns::mark`] column.
pub const SIMULATED_MARK: &str = "SIMULATED";

/// Names of the columns by what they hold. Letter case, outer blanks and `_` for a blank do not count; where a file has
/// one name twice, its first column is meant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Columns {
    /// The row's number.
    pub id: String,
    /// Local date, with its time where there is no column of its own for that.
    pub date: String,
    /// Local time of day, `HH:MM:SS`, where dates stand without one.
    pub time: Option<String>,
    /// Degrees north.
    pub latitude: String,
    /// Degrees east.
    pub longitude: String,
    /// The offence's name.
    pub offence: String,
    /// Whether an arrest was made; a file may lack it.
    pub arrest: Option<String>,
    /// Whether the offence was domestic; a file may lack it.
    pub domestic: Option<String>,
    /// A column whose text begins with [`SIMULATED_MARK`] in simulated rows; a file may lack it.
    pub mark: Option<String>,
}

/// What no file may exceed, so that none can exhaust memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    /// Bytes of one record, its line end included.
    pub record_bytes: usize,
    /// Columns of the header.
    pub columns: usize,
    /// Decompressed bytes for each compressed byte.
    pub inflation: u64,
}

impl Default for Limits {
    /// A record of 1,000,000 bytes, 4,096 columns, inflation by 1,000.
    fn default() -> Self {
        Self { record_bytes: 1_000_000, columns: 4_096, inflation: 1_000 }
    }
}

/// A portal whose files are known by their header.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Portal {
    /// Chicago Data Portal, "Crimes"; a simulated city's files too.
    Chicago,
    /// OpenDataPhilly, "Crime Incidents".
    Philadelphia,
}

impl Portal {
    /// All of them; where a header fits none, what the first one needs is told.
    pub const ALL: [Self; 2] = [Self::Chicago, Self::Philadelphia];

    /// The layout of its files.
    pub fn plan(self) -> ImportPlan {
        match self {
            Self::Chicago => ImportPlan::chicago_portal(),
            Self::Philadelphia => ImportPlan::philadelphia_portal(),
        }
    }

    /// The preset of its city.
    pub const fn city(self) -> &'static str {
        match self {
            Self::Chicago => CHICAGO,
            Self::Philadelphia => PHILADELPHIA,
        }
    }
}

/// A checked plan: the only form the reader accepts.
///
/// # Examples
/// ```
/// use watchback::ingest::ImportPlan;
/// let plan = ImportPlan::chicago_portal();
/// assert_eq!(plan.columns().offence, "Primary Type");
/// assert_eq!(plan.limits().columns, 4_096);
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
        for (index, &(role, name)) in roles.iter().enumerate() {
            if normal(name).is_empty() {
                return Err(PlanError::NoName { role });
            }
            let earlier = roles.iter().take(index).find(|(_, earlier)| normal(earlier) == normal(name));
            if let Some(&(first, _)) = earlier {
                return Err(PlanError::SameColumn { name: name.to_owned(), first, second: role });
            }
        }
        let limited = |limit, found: u64, range: std::ops::RangeInclusive<u64>, expected| {
            if range.contains(&found) { Ok(()) } else { Err(PlanError::Limit { limit, found, expected }) }
        };
        let Limits { record_bytes, columns, inflation } = limits;
        limited("bytes of a record", record_bytes as u64, 1_000..=16_000_000, "1,000 to 16,000,000")?;
        limited("columns", columns as u64, 5..=65_536, "5 to 65,536")?;
        limited("inflation", inflation, 10..=100_000, "10 to 100,000")?;
        Ok(plan)
    }

    /// The plan for Chicago's portal, "Crimes", with 20 or 22 columns or any fewer that hold the ones needed.
    pub fn chicago_portal() -> Self {
        let columns = Columns {
            id: "ID".to_owned(),
            date: "Date".to_owned(),
            time: None,
            latitude: "Latitude".to_owned(),
            longitude: "Longitude".to_owned(),
            offence: "Primary Type".to_owned(),
            arrest: Some("Arrest".to_owned()),
            domestic: Some("Domestic".to_owned()),
            mark: Some("Block".to_owned()),
        };
        Self { columns, limits: Limits::default() }
    }

    /// The plan for Philadelphia's portal, "Crime Incidents". Its date and time are the local ones, of the dispatch; `dispatch_date_time`
    /// is the same in UTC, by which the portal cuts years. Rows are known by `dc_key`, the number of the incident. There is no arrest flag.
    pub fn philadelphia_portal() -> Self {
        let columns = Columns {
            id: "dc_key".to_owned(),
            date: "dispatch_date".to_owned(),
            time: Some("dispatch_time".to_owned()),
            latitude: "point_y".to_owned(),
            longitude: "point_x".to_owned(),
            offence: "text_general_code".to_owned(),
            arrest: None,
            domestic: None,
            mark: None,
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
    fn roles(&self) -> Vec<(&'static str, &str)> {
        let required = [
            ("row's number", Some(&self.id)),
            ("date", Some(&self.date)),
            ("time of day", self.time.as_ref()),
            ("latitude", Some(&self.latitude)),
            ("longitude", Some(&self.longitude)),
            ("offence", Some(&self.offence)),
            ("arrest flag", self.arrest.as_ref()),
            ("domestic flag", self.domestic.as_ref()),
            ("mark of simulated rows", self.mark.as_ref()),
        ];
        required.into_iter().filter_map(|(role, name)| Some((role, name?.as_str()))).collect()
    }
}

/// A column's name as it is compared.
pub(super) fn normal(name: &str) -> String {
    name.trim().to_lowercase().replace('_', " ")
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
    fn each_portals_plan_passes_the_check_and_comes_back_from_json() {
        for plan in Portal::ALL.map(Portal::plan) {
            assert_eq!(ImportPlan::new(plan.columns().clone(), plan.limits()).unwrap(), plan);
            let json = serde_json::to_string(&plan).unwrap();
            assert_eq!(serde_json::from_str::<ImportPlan>(&json).unwrap(), plan);
            assert!(serde_json::from_str::<ImportPlan>(&json.replace("4096", "2")).is_err());
        }
    }

    #[test]
    fn each_bad_plan_is_named() {
        let plan = ImportPlan::chicago_portal();
        let check = |spoil: fn(&mut Columns, &mut Limits)| {
            let (mut columns, mut limits) = (plan.columns().clone(), plan.limits());
            spoil(&mut columns, &mut limits);
            ImportPlan::new(columns, limits).unwrap_err().to_string()
        };
        assert!(check(|columns, _| columns.date = " ".to_owned()).contains("date has no name"));
        let twice = check(|columns, _| columns.longitude = "LATITUDE".to_owned());
        assert!(twice.contains("latitude and for the longitude"), "{twice}");
        assert!(check(|_, limits| limits.record_bytes = 0).contains("bytes of a record is 0"));
    }
}
