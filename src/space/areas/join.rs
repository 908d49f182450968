//! Which row of a table belongs to which area: the joining keys are guessed, shown, and can be said
//! instead.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::layer::AreaLayer;
use super::problem::{AreaFault, AreaProblem};
use super::table::{AreaTable, TableError, TableProblem};

/// Properties that are tried as keys: more than any file of boundaries has.
const MAX_PROPERTIES: usize = 200;

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
    /// No key of the areas is in the table.
    #[error(
        "no area has a row in the table; name the property of the areas and the column of the table that hold the same keys"
    )]
    NothingMatches,
}

/// A property of areas and a column of a table that may hold the same keys.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyPair {
    /// Property of the areas.
    pub property: String,
    /// Column of the table.
    pub column: String,
    /// Keys that are in both.
    pub in_both: usize,
    /// Keys that one area and one row have.
    pub one_to_one: usize,
    /// Keys of the areas.
    pub of_areas: usize,
    /// Keys of the table.
    pub of_table: usize,
}

/// A row of the table that belongs to no area.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnmatchedRow {
    /// Its number in the file; the header is row 1.
    pub row: usize,
    /// What it has as key, and its first text otherwise.
    pub name: String,
    /// The row that has the key already; `None` where no area has it.
    pub same_key_as_row: Option<usize>,
}

/// A table joined to a layer.
#[derive(Clone, Debug, PartialEq)]
pub struct Join {
    keys: KeyPair,
    rows: Vec<Option<usize>>,
    problems: Vec<AreaProblem>,
    unmatched_areas: Vec<usize>,
    unmatched_rows: Vec<UnmatchedRow>,
}

/// Joins a table to a layer. Keys not given are guessed: the pair with the most keys in both,
/// discounted by keys in one only (matches squared over all keys), the first in order of properties
/// and columns where two are as good. Before they are compared, keys are brought into one form:
/// `017`, `17.0` and `17` are one, and so are `1400000US17031010100` and `17031010100`, `O'HARE`
/// and `Ohare`. The first 200 properties are tried.
///
/// Where two areas have one key the first keeps it, and where two rows have one the first of the
/// file is taken; both are said.
///
/// # Errors
/// When a key given does not exist, or no area has a row.
///
/// # Examples
/// ```
/// use watchback::space::{AreaLayer, AreaTable, join};
/// let square = r#"{"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1], [0, 0]]]}"#;
/// let feature = |number: u8| {
///     let properties = format!(r#"{{"no": "{number}.0"}}"#);
///     format!(r#"{{"type": "Feature", "properties": {properties}, "geometry": {square}}}"#)
/// };
/// let features = [feature(1), feature(2)].join(",");
/// let file = format!(r#"{{"type": "FeatureCollection", "features": [{features}]}}"#);
/// let layer = AreaLayer::read(file.as_bytes(), None)?;
/// let table = AreaTable::read(b"area,income\n002,50\n003,60\n", None)?;
/// let joined = join(&layer, &table, None, None)?;
/// assert_eq!((joined.keys().property.as_str(), joined.keys().column.as_str()), ("no", "area"));
/// assert_eq!(joined.values(&table, "income")?.0, [None, Some(50.0)]);
/// assert_eq!(joined.unmatched_areas(), [0]);
/// assert_eq!(joined.unmatched_rows()[0].name, "003");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn join(
    layer: &AreaLayer,
    table: &AreaTable,
    property: Option<&str>,
    column: Option<&str>,
) -> Result<Join, JoinError> {
    let properties = match property {
        Some(property) => vec![found_property(layer, property)?],
        None => layer.properties().into_iter().take(MAX_PROPERTIES).collect(),
    };
    let columns = match column {
        Some(column) => vec![table.place(column)?],
        None => (0..table.columns().len()).collect(),
    };
    let keys = guess(layer, table, &properties, &columns).ok_or(JoinError::NothingMatches)?;
    Ok(Join::by(layer, table, keys))
}

fn found_property<'a>(layer: &'a AreaLayer, property: &str) -> Result<&'a str, JoinError> {
    let properties = layer.properties();
    let found = properties.iter().find(|name| name.eq_ignore_ascii_case(property.trim()));
    found.copied().ok_or_else(|| JoinError::NoProperty {
        found: property.to_owned(),
        properties: properties.iter().take(40).map(|name| (*name).to_owned()).collect(),
    })
}

/// Keys and how often each occurs, by form.
fn counted<'a>(keys: impl Iterator<Item = &'a str>) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    for key in keys.filter(|key| !key.is_empty()) {
        *counts.entry(key_form(key)).or_insert(0) += 1;
    }
    counts
}

fn guess(layer: &AreaLayer, table: &AreaTable, properties: &[&str], columns: &[usize]) -> Option<KeyPair> {
    // By key: the properties that have it, and in how many areas. Each cell is then looked up once,
    // not once a property.
    let mut having: BTreeMap<String, Vec<(usize, usize)>> = BTreeMap::new();
    let mut of_areas = Vec::with_capacity(properties.len());
    for (place, property) in properties.iter().enumerate() {
        let of_property = layer.areas().iter().filter_map(|area| area.properties().get(*property));
        let counts = counted(of_property.map(String::as_str));
        of_areas.push(counts.len());
        for (key, count) in counts {
            having.entry(key).or_default().push((place, count));
        }
    }
    let mut best: Option<(f64, KeyPair)> = None;
    for &column in columns {
        let counts = counted((0..table.n_rows()).map(|row| table.cell(row, column)));
        let mut matches = vec![(0, 0); properties.len()];
        for (key, of_rows) in &counts {
            for &(place, of_areas) in having.get(key).into_iter().flatten() {
                if let Some((in_both, one_to_one)) = matches.get_mut(place) {
                    *in_both += 1;
                    *one_to_one += usize::from(of_areas == 1 && *of_rows == 1);
                }
            }
        }
        for ((property, of_areas), (in_both, one_to_one)) in properties.iter().zip(&of_areas).zip(matches) {
            let all = (of_areas + counts.len() - in_both).max(1);
            let worth = in_both as f64 * in_both as f64 / all as f64;
            if worth > best.as_ref().map_or(0.0, |(worth, _)| *worth) {
                let (property, column) = ((*property).to_owned(), table.columns().get(column)?.clone());
                let (of_areas, of_table) = (*of_areas, counts.len());
                best = Some((worth, KeyPair { property, column, in_both, one_to_one, of_areas, of_table }));
            }
        }
    }
    best.map(|(_, keys)| keys)
}

impl Join {
    fn by(layer: &AreaLayer, table: &AreaTable, keys: KeyPair) -> Self {
        let column = table.place(&keys.column).unwrap_or(usize::MAX);
        let forms: Vec<String> = (0..table.n_rows()).map(|row| key_form(table.cell(row, column))).collect();
        let mut row_of = BTreeMap::new();
        for (row, form) in forms.iter().enumerate().filter(|(_, form)| !form.is_empty()) {
            row_of.entry(form.as_str()).or_insert(row);
        }
        let mut area_of: BTreeMap<String, usize> = BTreeMap::new();
        let (mut rows, mut problems) = (Vec::with_capacity(layer.len()), Vec::new());
        for (number, area) in layer.areas().iter().enumerate() {
            let property = keys.property.clone();
            let key = area.properties().get(&property).cloned().unwrap_or_default();
            let form = key_form(&key);
            let fault = if form.is_empty() {
                Some(AreaFault::NoKey { property })
            } else if let Some(first) = area_of.get(&form) {
                let first = layer.areas().get(*first).map_or(0, |area| area.feature());
                Some(AreaFault::DuplicateKey { property, key, first })
            } else {
                None
            };
            rows.push(if fault.is_none() { row_of.get(form.as_str()).copied() } else { None });
            match fault {
                Some(fault) => {
                    let (feature, name) = (area.feature(), Some(layer.name(number)));
                    problems.push(AreaProblem { feature, name, used: true, fault });
                }
                None => {
                    area_of.insert(form, number);
                }
            }
        }
        let unmatched_areas =
            (0..rows.len()).filter(|area| rows.get(*area).is_none_or(Option::is_none)).collect();
        let unmatched = |(row, form): (usize, &String)| {
            let first = row_of.get(form.as_str()).copied();
            if area_of.contains_key(form) && first == Some(row) {
                return None;
            }
            let first = first.filter(|first| *first != row);
            Some(UnmatchedRow {
                row: table.row_number(row),
                name: row_name(table, row, column),
                same_key_as_row: first.map(|first| table.row_number(first)),
            })
        };
        let unmatched_rows = forms.iter().enumerate().filter_map(unmatched).collect();
        Self { keys, rows, problems, unmatched_areas, unmatched_rows }
    }

    /// The keys that the two were joined by, and how well they fit.
    pub fn keys(&self) -> &KeyPair {
        &self.keys
    }

    /// By area: its row, `None` where it has none.
    pub fn rows(&self) -> &[Option<usize>] {
        &self.rows
    }

    /// Areas without a key or with one that an earlier area has.
    pub fn problems(&self) -> &[AreaProblem] {
        &self.problems
    }

    /// Areas that have no row.
    pub fn unmatched_areas(&self) -> &[usize] {
        &self.unmatched_areas
    }

    /// Rows that belong to no area.
    pub fn unmatched_rows(&self) -> &[UnmatchedRow] {
        &self.unmatched_rows
    }

    /// By area: its value in a column. The second part names each cell of an area that has no
    /// number.
    ///
    /// # Errors
    /// When there is no such column.
    pub fn values(
        &self,
        table: &AreaTable,
        column: &str,
    ) -> Result<(Vec<Option<f64>>, Vec<TableProblem>), TableError> {
        let (numbers, problems) = table.numbers(column)?;
        let value = |row: &Option<usize>| row.and_then(|row| numbers.get(row).copied().flatten());
        let values = self.rows.iter().map(value).collect();
        let mut used = BTreeSet::new();
        used.extend(self.rows.iter().flatten().map(|row| table.row_number(*row)));
        let of_area = |problem: &TableProblem| match problem {
            TableProblem::OtherLength { row, .. }
            | TableProblem::Missing { row, .. }
            | TableProblem::NotANumber { row, .. } => used.contains(row),
        };
        Ok((values, problems.into_iter().filter(of_area).collect()))
    }
}

/// A row's key, and the first text beside it.
fn row_name(table: &AreaTable, row: usize, column: usize) -> String {
    let key = table.cell(row, column);
    let mut others =
        (0..table.columns().len()).filter(|other| *other != column).map(|other| table.cell(row, other));
    match others.find(|text| text.starts_with(char::is_alphabetic)) {
        Some(text) => format!("{key} {text}").trim().to_owned(),
        None => key.to_owned(),
    }
}

/// A key in the form that keys are compared in.
fn key_form(key: &str) -> String {
    let key = key.trim().to_lowercase();
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    // The census puts the kind of area before its number: "14000US", "1400000US".
    let bare = match key.split_once("us") {
        Some((kind, number)) if is_number(kind) && is_number(number) => number,
        _ => &key,
    };
    let (whole, fraction) = bare.split_once('.').unwrap_or((bare, ""));
    if is_number(whole) && fraction.bytes().all(|byte| byte == b'0') {
        let digits = whole.trim_start_matches('0');
        return if digits.is_empty() { "0".to_owned() } else { digits.to_owned() };
    }
    if bare.contains(char::is_alphabetic) {
        return bare.chars().filter(|letter| letter.is_alphanumeric()).collect();
    }
    bare.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_that_mean_the_same_have_one_form() {
        for same in ["17", " 017 ", "17.0", "17.00", "14000US17", "1400000US017"] {
            assert_eq!(key_form(same), "17", "{same}");
        }
        assert_eq!(key_form("O'HARE"), key_form("Ohare"));
        assert_eq!(key_form("Mc Kinley Park"), key_form("McKinley Park"));
        assert_eq!(key_form("000"), "0");
        // Not the same.
        assert_ne!(key_form("17.1"), key_form("17"));
        assert_ne!(key_form("1-2"), key_form("12"));
        assert_ne!(key_form("7A"), key_form("7"));
        assert_eq!(key_form("Bus 7"), "bus7");
        assert_eq!(key_form("--"), "--");
        assert_eq!(key_form(" "), "");
    }

    /// Areas 0, 1, .. with a property `id`; all the same triangle.
    fn layer(keys: &[&str]) -> AreaLayer {
        let feature = |key: &&str| {
            format!(
                r#"{{"type": "Feature", "properties": {{"id": "{key}", "same": "1"}}, "geometry":
                {{"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1], [0, 0]]]}}}}"#
            )
        };
        let features: Vec<String> = keys.iter().map(feature).collect();
        let file = format!(r#"{{"type": "FeatureCollection", "features": [{}]}}"#, features.join(","));
        AreaLayer::read(file.as_bytes(), None).unwrap()
    }

    #[test]
    fn duplicate_and_missing_keys_are_said_and_the_first_keeps_the_row() {
        let layer = layer(&["1", "2", "1.0", ""]);
        let table = AreaTable::read(b"id,x\n1,10\n2,20\n2,21\n9,90\n,5\n", None).unwrap();
        let joined = join(&layer, &table, None, None).unwrap();
        assert_eq!(joined.rows(), [Some(0), Some(1), None, None]);
        let problems: Vec<String> = joined.problems().iter().map(ToString::to_string).collect();
        assert!(problems[0].contains("its \"id\" is \"1.0\", as that of feature 1"), "{problems:?}");
        assert!(problems[1].contains("feature 4"), "{problems:?}");
        assert_eq!(joined.unmatched_areas(), [2, 3]);
        let rows: Vec<(usize, Option<usize>)> =
            joined.unmatched_rows().iter().map(|row| (row.row, row.same_key_as_row)).collect();
        assert_eq!(rows, [(4, Some(3)), (5, None), (6, None)]);
        let keys = joined.keys();
        assert_eq!((keys.in_both, keys.one_to_one, keys.of_areas, keys.of_table), (2, 0, 2, 3));
    }

    #[test]
    fn keys_can_be_said_and_wrong_ones_are_named() {
        let layer = layer(&["1", "2"]);
        let table = AreaTable::read(b"id,other\n1,2\n2,1\n", None).unwrap();
        assert_eq!(join(&layer, &table, Some("ID"), Some("other")).unwrap().rows(), [Some(1), Some(0)]);
        let error = join(&layer, &table, Some("key"), None).unwrap_err().to_string();
        assert_eq!(error, "no area has the property \"key\"; properties are id, same");
        assert!(matches!(join(&layer, &table, None, Some("key")), Err(JoinError::Table(_))));
        let strange = AreaTable::read(b"id,x\n7,a\n8,b\n", None).unwrap();
        assert_eq!(join(&layer, &strange, None, None), Err(JoinError::NothingMatches));
    }
}
