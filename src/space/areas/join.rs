//! Which row of a table belongs to which area: the joining keys are guessed, shown, and can be said
//! instead.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::join_error::JoinError;
use super::key_fit::{Fit, Keys};
use super::key_search::{KeyRequest, Search};
use super::layer::AreaLayer;
use super::parts::difference;
use super::problem::{AreaFault, AreaProblem};
use super::table::{AreaTable, TableError, TableProblem};

/// What stands between the names of two columns that are one key together.
const AND: &str = " + ";

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
    /// By area with several rows: all of them.
    several: BTreeMap<usize, Vec<usize>>,
    problems: Vec<AreaProblem>,
    unmatched_areas: Vec<usize>,
    unmatched_rows: Vec<UnmatchedRow>,
    keys_of_several_areas: usize,
}

/// Joins a table to a layer. Keys not given are guessed: of the pairs that can be trusted the one
/// with the most keys in both, discounted by keys in one only (matches squared over all keys) and
/// by keys that stand twice; the first in order of columns and properties where two are as good.
/// Before they are compared, keys are brought into one form: `017`, `17.0` and `17` are one, and so
/// are `1400000US17031010100` and `17031010100`, `O'HARE` and `Ohare`, `Coyoacán` and `COYOACAN`.
/// The first 200 properties are tried.
///
/// A pair can be trusted where nearly every key stands for one area, most areas have a row, and
/// what is in both is there by no chance: names, long numbers, or short ones whose columns are
/// named alike or whose rows bear the areas' names. What only counts rows, and counts of people or
/// things, are no keys. Where no single pair will do, two together may (borough and name).
///
/// Features of one key that do not differ otherwise are parts of one area and have the same row. A
/// key of areas that differ has none. A key of several rows has a value only where these agree.
///
/// # Errors
/// When a key given does not exist, or no pair can be trusted.
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
    let keys = Search::find(layer, table, KeyRequest { property, column, values: &[] })?;
    let fit = Fit::new(layer, &keys, table.n_labels());
    Ok(Join::by(layer, table, &keys, &fit))
}

/// How good a join is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct JoinQuality {
    /// Areas.
    pub areas: usize,
    /// Those with a row.
    pub areas_with_row: usize,
    /// Those with a value, where a column was named.
    pub areas_with_value: Option<usize>,
    /// Rows of the table, without labels under its header.
    pub rows: usize,
    /// Those that no area uses.
    pub rows_unused: usize,
    /// Keys that stand for several areas: none of these has a row.
    pub keys_of_several_areas: usize,
    /// Keys that stand in several rows: their areas have a value only where these agree.
    pub keys_of_several_rows: usize,
    /// An area and its row, in words: "1 is Rogers Park, HARDSHIP INDEX 39".
    pub example: Option<String>,
}

/// How areas and their table were joined, as results keep it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct JoinReading {
    /// The property of the areas.
    pub property: String,
    /// The column of the table.
    pub column: String,
    /// How good the join is.
    pub quality: JoinQuality,
}

impl Join {
    pub(super) fn by(layer: &AreaLayer, table: &AreaTable, keys: &Keys, fit: &Fit) -> Self {
        let mut rows_of: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
        for (row, id) in keys.of_rows.iter().enumerate().filter(|(_, id)| **id != 0) {
            rows_of.entry(*id).or_default().push(row);
        }
        let rows = fit.rows.clone();
        let mut several = BTreeMap::new();
        let mut used = BTreeSet::new();
        for (area, id) in keys.of_areas.iter().enumerate() {
            let is_joined = rows.get(area).is_some_and(Option::is_some);
            if let Some(rows) = rows_of.get(id).filter(|_| is_joined) {
                used.insert(*id);
                if rows.len() > 1 {
                    several.insert(area, rows.clone());
                }
            }
        }
        let unmatched = |(row, id): (usize, &u32)| {
            let first = rows_of.get(id).and_then(|rows| rows.first()).copied();
            let is_label = row < table.n_labels() && !used.contains(id);
            if is_label || (used.contains(id) && first == Some(row)) {
                return None;
            }
            let first = first.filter(|first| *first != row && used.contains(id));
            Some(UnmatchedRow {
                row: table.row_number(row),
                name: row_name(table, row, &keys.columns),
                same_key_as_row: first.map(|first| table.row_number(first)),
            })
        };
        Self {
            keys: pair(table, keys, fit),
            several,
            problems: problems(layer, keys, fit),
            unmatched_areas: (0..rows.len())
                .filter(|area| rows.get(*area).is_none_or(Option::is_none))
                .collect(),
            unmatched_rows: keys.of_rows.iter().enumerate().filter_map(unmatched).collect(),
            keys_of_several_areas: fit.several_areas,
            rows,
        }
    }

    /// No area has a row: what is there before keys are chosen.
    pub(super) fn none(layer: &AreaLayer, table: &AreaTable) -> Self {
        let keys = Keys {
            properties: Vec::new(),
            columns: Vec::new(),
            of_areas: vec![0; layer.len()],
            of_rows: vec![0; table.n_rows()],
        };
        let fit = Fit::new(layer, &keys, table.n_labels());
        Self { problems: Vec::new(), ..Self::by(layer, table, &keys, &fit) }
    }

    /// The keys that the two were joined by, and how well they fit.
    pub fn keys(&self) -> &KeyPair {
        &self.keys
    }

    /// By area: its row, the first of the file where there are several; `None` where it has none.
    pub fn rows(&self) -> &[Option<usize>] {
        &self.rows
    }

    /// Areas without a key, with one that stands for several areas, and parts of one area.
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

    /// By area: its value in a column, where its rows agree. The second part names each cell of an
    /// area that has no number or is a bound.
    ///
    /// # Errors
    /// When there is no such column.
    pub fn values(
        &self,
        table: &AreaTable,
        column: &str,
    ) -> Result<(Vec<Option<f64>>, Vec<TableProblem>), TableError> {
        let (numbers, problems) = table.numbers(column)?;
        let place = table.place(column)?;
        let number = |row: usize| numbers.get(row).copied().flatten();
        let mut differ = Vec::new();
        let mut value = |(area, row): (usize, &Option<usize>)| {
            let row = (*row)?;
            let others = self.several.get(&area).into_iter().flatten();
            if let Some(other) = others.copied().find(|other| number(*other) != number(row)) {
                differ.push(TableProblem::SeveralValues {
                    row: table.row_number(other),
                    column: table.columns().get(place).cloned().unwrap_or_default(),
                    found: table.cell(other, place).to_owned(),
                    other_row: table.row_number(row),
                    other: table.cell(row, place).to_owned(),
                });
                return None;
            }
            number(row)
        };
        let values = self.rows.iter().enumerate().map(&mut value).collect();
        // Parts of one area have the same rows.
        differ.dedup();
        let mut used = BTreeSet::new();
        used.extend(self.rows.iter().flatten().map(|row| table.row_number(*row)));
        let of_area = |problem: &TableProblem| match problem {
            TableProblem::OtherLength { row, .. }
            | TableProblem::Missing { row, .. }
            | TableProblem::NotANumber { row, .. }
            | TableProblem::Bound { row, .. }
            | TableProblem::SeveralValues { row, .. } => used.contains(row),
            TableProblem::Property { .. } => true,
        };
        Ok((values, problems.into_iter().filter(of_area).chain(differ).collect()))
    }

    /// How good the join is, with an area and its row as an example; `variable`: name and values by
    /// area of what is asked for.
    pub fn quality(
        &self,
        layer: &AreaLayer,
        table: &AreaTable,
        variable: Option<(&str, &[Option<f64>])>,
    ) -> JoinQuality {
        let rows = table.n_rows() - table.n_labels().min(table.n_rows());
        JoinQuality {
            areas: layer.len(),
            areas_with_row: self.rows.iter().flatten().count(),
            areas_with_value: variable.map(|(_, values)| values.iter().flatten().count()),
            rows,
            rows_unused: self.unmatched_rows.len(),
            keys_of_several_areas: self.keys_of_several_areas,
            keys_of_several_rows: self.keys.in_both - self.keys.one_to_one.min(self.keys.in_both),
            example: self.example(layer, table, variable),
        }
    }

    /// An area with a row, and a value where one is asked for.
    fn example(
        &self,
        layer: &AreaLayer,
        table: &AreaTable,
        variable: Option<(&str, &[Option<f64>])>,
    ) -> Option<String> {
        let value_of = |area: usize| variable.and_then(|(_, values)| values.get(area).copied().flatten());
        let has_row = |area: &usize| self.rows.get(*area).is_some_and(Option::is_some);
        let with_value = |area: &usize| has_row(area) && value_of(*area).is_some();
        let area = (0..layer.len()).find(with_value).or_else(|| (0..layer.len()).find(has_row))?;
        let row = self.rows.get(area).copied().flatten()?;
        let columns: Vec<usize> =
            self.keys.column.split(AND).filter_map(|name| table.place(name).ok()).collect();
        let columns = table.place(&self.keys.column).map_or(columns, |column| vec![column]);
        let properties = layer.areas().get(area)?.properties();
        let key = properties.get(&self.keys.property).cloned().unwrap_or_else(|| layer.name(area));
        let name = layer.name(area);
        let name = if name == key { name_beside(table, row, &columns) } else { Some(name) };
        let name = name.unwrap_or_else(|| format!("row {}", table.row_number(row)));
        let value = match (variable, value_of(area)) {
            (Some((what, _)), Some(value)) => format!(", {what} {value}"),
            _ => String::new(),
        };
        Some(format!("{key} is {name}{value}"))
    }
}

/// The pair's names, and how it fits.
fn pair(table: &AreaTable, keys: &Keys, fit: &Fit) -> KeyPair {
    let columns: Vec<&str> =
        keys.columns.iter().filter_map(|column| table.columns().get(*column)).map(String::as_str).collect();
    KeyPair {
        property: keys.properties.join(AND),
        column: columns.join(AND),
        in_both: fit.in_both,
        one_to_one: fit.one_to_one,
        of_areas: fit.keys_of_areas,
        of_table: fit.keys_of_rows,
    }
}

/// What is wrong with the keys of areas.
fn problems(layer: &AreaLayer, keys: &Keys, fit: &Fit) -> Vec<AreaProblem> {
    let mut first_of: BTreeMap<u32, usize> = BTreeMap::new();
    let mut problems = Vec::new();
    for (number, (area, id)) in layer.areas().iter().zip(&keys.of_areas).enumerate() {
        let property = keys.properties.join(AND);
        let values = keys.properties.iter().filter_map(|name| area.properties().get(name));
        let key = values.map(String::as_str).collect::<Vec<_>>().join(AND);
        let fault = if *id == 0 {
            AreaFault::NoKey { property }
        } else {
            let first = *first_of.entry(*id).or_insert(number);
            let Some(of_first) = layer.areas().get(first).filter(|_| first != number) else { continue };
            let first = of_first.feature();
            if fit.is_alone.get(number).copied().unwrap_or(true) {
                AreaFault::Part { property, key, first }
            } else {
                let other = difference(of_first, area, &keys.properties).unwrap_or_default().to_owned();
                AreaFault::DuplicateKey { property, key, first, other }
            }
        };
        problems.push(AreaProblem {
            feature: area.feature(),
            name: Some(layer.name(number)),
            used: true,
            fault,
        });
    }
    problems
}

/// The first text of a row beside its key.
fn beside_key<'a>(table: &'a AreaTable, row: usize, columns: &[usize]) -> Option<&'a str> {
    let others = (0..table.columns().len()).filter(|other| !columns.contains(other));
    let mut texts = others.map(|other| table.cell(row, other));
    texts.find(|text| text.starts_with(char::is_alphabetic))
}

/// The same where it is a name and not what all rows have.
fn name_beside(table: &AreaTable, row: usize, columns: &[usize]) -> Option<String> {
    let found = beside_key(table, row, columns)?;
    let has = |row: usize| beside_key(table, row, columns) == Some(found);
    (0..table.n_rows().min(5)).any(|other| other != row && !has(other)).then(|| found.to_owned())
}

/// A row's key, and the first text beside it.
fn row_name(table: &AreaTable, row: usize, columns: &[usize]) -> String {
    let keys: Vec<&str> = columns.iter().map(|column| table.cell(row, *column)).collect();
    let key = keys.join(AND);
    match beside_key(table, row, columns) {
        Some(text) => format!("{key} {text}").trim().to_owned(),
        None => key,
    }
}
