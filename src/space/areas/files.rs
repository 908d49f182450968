//! Boundaries and their table as people bring them: read, joined, and ready to give a variable by
//! area.

use std::io::{self, BufReader, Read};

use super::join::{Join, JoinReading};
use super::join_error::JoinError;
use super::key_fit::Fit;
use super::key_search::{KeyRequest, Search};
use super::layer::AreaLayer;
use super::numbers::{cell, style};
use super::parts::{dissolved, part_problems, same_in_all};
use super::problem::{AreaFileError, AreaProblem};
use super::table::{AreaTable, MAX_TABLE_BYTES, TableError, TableProblem};
use crate::study::BoundingBox;
use flate2::bufread::MultiGzDecoder;

/// What a person says of boundaries and table; all else is guessed.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct AreaChoice {
    /// The property of the areas that the table's key is found in, or two as `A + B`.
    pub property: Option<String>,
    /// The table's column of keys, or two as `A + B`.
    pub column: Option<String>,
    /// Only the table's rows with this value in this column: one year, say.
    pub only: Option<(String, String)>,
}

/// Boundaries and a table that cannot be used. Each message names which of the two it is about.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum AreaFilesError {
    /// The boundaries.
    #[error("boundaries: {0}")]
    Boundaries(#[from] AreaFileError),
    /// The table.
    #[error("table of areas: {0}")]
    Table(#[from] TableError),
    /// The two together.
    #[error("table of areas: {0}")]
    Join(#[from] JoinError),
    /// No column and no property of that name.
    #[error("no area has the property {found:?}, and there is no table with such a column; properties are {}", properties.join(", "))]
    NoValue {
        /// The name asked for.
        found: String,
        /// The names that there are, at most 40.
        properties: Vec<String>,
    },
}

/// A variable by area.
#[derive(Clone, Debug, PartialEq)]
pub struct AreaVariable {
    /// Its name.
    pub name: String,
    /// One an area.
    pub values: Vec<Option<f64>>,
}

/// What stands before the name of a value that is turned round.
const TURNED: &str = "less ";

impl AreaVariable {
    /// The value turned round, as an income is, so that its last quintile is that of need.
    ///
    /// # Examples
    /// ```
    /// use watchback::space::AreaVariable;
    /// let income = AreaVariable { name: "Income".to_owned(), values: vec![Some(30.5), None] };
    /// let turned = income.turned();
    /// assert_eq!((turned.name.as_str(), turned.values[0]), ("less Income", Some(-30.5)));
    /// ```
    #[must_use]
    pub fn turned(&self) -> Self {
        let values = self.values.iter().map(|value| value.map(|value| -value)).collect();
        Self { name: format!("{TURNED}{}", self.name), values }
    }

    /// The column that a turned value's name is of; `None` where it is not turned round.
    #[must_use]
    pub fn turned_column(name: &str) -> Option<&str> {
        name.strip_prefix(TURNED)
    }
}

/// Boundaries, and their table where there is one.
#[derive(Clone, Debug, PartialEq)]
pub struct AreaFiles {
    /// The areas: features of one key are one.
    pub layer: AreaLayer,
    /// The table and how it is joined to them.
    pub table: Option<(AreaTable, Join)>,
    /// Features that are further parts of an area.
    parts: Vec<AreaProblem>,
}

impl AreaFiles {
    /// Reads boundaries (GeoJSON) and a table (CSV, with commas or semicolons, a workbook, or
    /// another of the kinds that crime files have), each plain or inflated by [`inflated`], and
    /// joins them. `bounds`: the study's box, by which swapped coordinates are found.
    ///
    /// # Errors
    /// [`AreaFilesError`], for what leaves nothing to use; what is wrong with a feature, row or
    /// cell is among the problems.
    ///
    /// # Examples
    /// ```
    /// use watchback::space::{AreaChoice, AreaFiles};
    /// let file = br#"{"type": "FeatureCollection", "features": [
    ///   {"type": "Feature", "properties": {"no": "1"}, "geometry":
    ///   {"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1], [0, 0]]]}}]}"#;
    /// let table = b"area,income\n001,50\n002,60\n";
    /// let files = AreaFiles::read(file, Some(table), None, &AreaChoice::default())?;
    /// let (income, missing) = files.variable("income")?;
    /// assert_eq!((income.values, missing.len()), (vec![Some(50.0)], 0));
    /// assert_eq!(files.problems(), Vec::<String>::new());
    /// # Ok::<(), watchback::space::AreaFilesError>(())
    /// ```
    pub fn read(
        boundaries: &[u8],
        table: Option<&[u8]>,
        bounds: Option<BoundingBox>,
        choice: &AreaChoice,
    ) -> Result<Self, AreaFilesError> {
        Self::read_for(boundaries, table, bounds, choice, &[])
    }

    /// The same where it is known which columns are `values`: these are no keys unless `choice`
    /// says so.
    ///
    /// # Errors
    /// Those of [`AreaFiles::read`].
    pub fn read_for(
        boundaries: &[u8],
        table: Option<&[u8]>,
        bounds: Option<BoundingBox>,
        choice: &AreaChoice,
        values: &[String],
    ) -> Result<Self, AreaFilesError> {
        let mut layer = AreaLayer::read(boundaries, bounds)?;
        let Some(bytes) = table else { return Ok(Self::alone(layer)) };
        let only = choice.only.as_ref().map(|(column, value)| (column.as_str(), value.as_str()));
        let table = AreaTable::read(bytes, only)?;
        let (property, column) = (choice.property.as_deref(), choice.column.as_deref());
        let mut keys = Search::find(&layer, &table, KeyRequest { property, column, values })?;
        let mut fit = Fit::new(&layer, &keys, table.n_labels());
        let key = keys.properties.first().map_or("", String::as_str);
        let parts = part_problems(&layer, &fit.group_of, key);
        if !parts.is_empty() {
            let (whole, was) = dissolved(&layer, &fit.group_of);
            layer = whole;
            keys.of_areas = was.iter().filter_map(|area| keys.of_areas.get(*area)).copied().collect();
            fit = Fit::new(&layer, &keys, table.n_labels());
        }
        let joined = Join::by(&layer, &table, &keys, &fit);
        Ok(Self { layer, table: Some((table, joined)), parts })
    }

    /// Boundaries without a table.
    fn alone(layer: AreaLayer) -> Self {
        let groups = same_in_all(&layer);
        if groups.iter().enumerate().all(|(area, group)| area == *group) {
            return Self { layer, table: None, parts: Vec::new() };
        }
        let (whole, _) = dissolved(&layer, &groups);
        let key = whole.name_property().or(whole.key_property()).unwrap_or_default();
        let parts = part_problems(&layer, &groups, key);
        Self { layer: whole, table: None, parts }
    }

    /// Boundaries, and a table that is not joined to them: no area has a row. For a person who is
    /// to choose the keys.
    ///
    /// # Errors
    /// Those of [`AreaFiles::read`], but of the join.
    pub fn read_apart(
        boundaries: &[u8],
        table: &[u8],
        bounds: Option<BoundingBox>,
        choice: &AreaChoice,
    ) -> Result<Self, AreaFilesError> {
        let layer = AreaLayer::read(boundaries, bounds)?;
        let only = choice.only.as_ref().map(|(column, value)| (column.as_str(), value.as_str()));
        let table = AreaTable::read(table, only)?;
        let joined = Join::none(&layer, &table);
        Ok(Self { layer, table: Some((table, joined)), parts: Vec::new() })
    }

    /// How areas and table were joined, and how good that is for a value; `None` without a table.
    ///
    /// # Examples
    /// ```
    /// use watchback::space::{AreaChoice, AreaFiles};
    /// let area = |west: u32, name: &str| {
    ///     let east = west + 1;
    ///     format!(
    ///         r#"{{"type": "Feature", "properties": {{"name": "{name}"}}, "geometry":
    ///         {{"type": "Polygon",
    ///         "coordinates": [[[{west}, 0], [{east}, 0], [{east}, 1], [{west}, 0]]]}}}}"#
    ///     )
    /// };
    /// let names = ["Ashby", "Borough", "Caster", "Denton"];
    /// let features: Vec<String> = (0..).zip(names).map(|(west, name)| area(west, name)).collect();
    /// let boundaries =
    ///     format!(r#"{{"type": "FeatureCollection", "features": [{}]}}"#, features.join(","));
    /// let table = "area,pay\nAshby,5\nBorough,6\nCaster,7\nElsewhere,9\n";
    /// let files = AreaFiles::read(
    ///     boundaries.as_bytes(),
    ///     Some(table.as_bytes()),
    ///     None,
    ///     &AreaChoice::default(),
    /// )?;
    /// let (pay, _) = files.variable("pay")?;
    /// let joined = files.joined(Some(&pay)).unwrap();
    /// assert_eq!((joined.property.as_str(), joined.column.as_str()), ("name", "area"));
    /// let quality = joined.quality;
    /// assert_eq!((quality.areas, quality.areas_with_value), (4, Some(3)));
    /// assert_eq!(quality.rows_unused, 1);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn joined(&self, variable: Option<&AreaVariable>) -> Option<JoinReading> {
        let (table, join) = self.table.as_ref()?;
        let named = variable.map(|of| (of.name.as_str(), of.values.as_slice()));
        Some(JoinReading {
            property: join.keys().property.clone(),
            column: join.keys().column.clone(),
            quality: join.quality(&self.layer, table, named),
        })
    }

    /// A column of the table by area, or else a property of the areas, and what is wrong with its
    /// cells.
    ///
    /// # Errors
    /// When there is no such column and no such property.
    pub fn variable(&self, column: &str) -> Result<(AreaVariable, Vec<TableProblem>), AreaFilesError> {
        let name = column.trim().to_owned();
        let of_table = self.table.as_ref().map(|(table, joined)| joined.values(table, column));
        match of_table {
            Some(Ok((values, missing))) => return Ok((AreaVariable { name, values }, missing)),
            Some(Err(error)) if self.property(&name).is_none() => return Err(error.into()),
            _ => {}
        }
        let property = self.property(&name).ok_or_else(|| AreaFilesError::NoValue {
            found: name.clone(),
            properties: self.layer.properties().into_iter().take(40).map(str::to_owned).collect(),
        })?;
        let text = |area: usize| {
            self.layer
                .areas()
                .get(area)
                .and_then(|area| area.properties().get(property))
                .map_or("", String::as_str)
        };
        let style = style((0..self.layer.len()).map(text), false);
        let (mut values, mut missing) = (Vec::with_capacity(self.layer.len()), Vec::new());
        for (number, area) in self.layer.areas().iter().enumerate() {
            let is = cell(text(number), style);
            missing.extend(TableProblem::of_property(area.feature(), property, text(number), is));
            values.push(is.value());
        }
        Ok((AreaVariable { name, values }, missing))
    }

    /// The areas' property of a name; letter case does not count.
    fn property(&self, name: &str) -> Option<&str> {
        self.layer.properties().into_iter().find(|property| property.eq_ignore_ascii_case(name))
    }

    /// What is wrong with features, their keys, and rows, in words.
    pub fn problems(&self) -> Vec<String> {
        let of_table = self.table.iter().flat_map(|(table, joined)| {
            let of_join = joined.problems().iter().map(ToString::to_string);
            of_join.chain(table.problems().iter().map(ToString::to_string))
        });
        let of_layer = self.layer.problems().iter().chain(&self.parts).map(ToString::to_string);
        of_layer.chain(of_table).collect()
    }
}

/// The bytes of a file of areas, plain or gzip, up to one more than can be used: the reader then
/// says that it is too large.
///
/// # Errors
/// Those of reading, and of a damaged gzip file.
pub fn inflated(file: impl Read) -> io::Result<Vec<u8>> {
    inflate(Box::new(file))
}

fn inflate(mut file: Box<dyn Read + '_>) -> io::Result<Vec<u8>> {
    let limit = MAX_TABLE_BYTES as u64 + 1;
    let mut start = [0; 2];
    let mut read = 0;
    while let Some(rest) = start.get_mut(read..).filter(|rest| !rest.is_empty()) {
        match file.read(rest)? {
            0 => break,
            more => read += more,
        }
    }
    let whole = start.get(..read).unwrap_or_default().chain(file);
    let mut bytes = Vec::new();
    if start == [0x1f, 0x8b] {
        MultiGzDecoder::new(BufReader::new(whole)).take(limit).read_to_end(&mut bytes)?;
    } else {
        whole.take(limit).read_to_end(&mut bytes)?;
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Squares side by side with these properties.
    fn boundaries(properties: &[&str]) -> String {
        let feature = |(at, properties): (usize, &&str)| {
            let (west, east) = (at as f64, at as f64 + 1.0);
            format!(
                r#"{{"type": "Feature", "properties": {{{properties}}}, "geometry": {{"type": "Polygon",
                "coordinates": [[[{west}, 0], [{east}, 0], [{east}, 1], [{west}, 1], [{west}, 0]]]}}}}"#
            )
        };
        let features: Vec<String> = properties.iter().enumerate().map(feature).collect();
        format!(r#"{{"type": "FeatureCollection", "features": [{}]}}"#, features.join(","))
    }

    fn read(properties: &[&str], table: Option<&str>) -> AreaFiles {
        let choice = AreaChoice::default();
        AreaFiles::read(boundaries(properties).as_bytes(), table.map(str::as_bytes), None, &choice).unwrap()
    }

    #[test]
    fn features_of_one_key_are_one_area() {
        let parts = [
            r#""OBJECTID": 1, "ward": 1, "Shape_Area": 7"#,
            r#""OBJECTID": 2, "ward": 2, "Shape_Area": 8"#,
            r#""OBJECTID": 3, "ward": 1, "Shape_Area": 9"#,
        ];
        let files = read(&parts, Some("Ward,pay\n2,20\n1,10\n"));
        assert_eq!(files.variable("pay").unwrap().0.values, [Some(10.0), Some(20.0)]);
        assert_eq!((files.layer.area_at(0.5, 0.5), files.layer.area_at(0.5, 2.5)), (Some(0), Some(0)));
        assert_eq!(files.layer.areas()[0].centre(), (0.5, 1.5));
        let problems = files.problems();
        assert!(
            problems.len() == 1 && problems[0].contains("as that of feature 1: they are parts"),
            "{problems:?}"
        );
        // Without a table, features that say the same are; and those that say nothing are not.
        let parts = [r#""name": "A", "id": 1"#, r#""name": "B", "id": 2"#, r#""name": "A", "id": 3"#];
        assert_eq!(read(&parts, None).layer.len(), 2);
        assert_eq!(read(&[r#""id": 1"#, r#""id": 2"#, ""], None).layer.len(), 3);
    }

    #[test]
    fn values_may_be_properties_of_the_areas() {
        let files = read(
            &[
                r#""name": "A", "Pay": 1.5"#,
                r#""name": "B", "Pay": "2,000""#,
                r#""name": "C", "Pay": "9,000+""#,
                r#""name": "D""#,
            ],
            None,
        );
        let (pay, problems) = files.variable("pay").unwrap();
        assert_eq!(pay.values, [Some(1.5), Some(2000.0), Some(9000.0), None]);
        let problems: Vec<String> = problems.iter().map(ToString::to_string).collect();
        assert!(problems[0].starts_with("feature 3, Pay: \"9,000+\" is a bound"), "{problems:?}");
        assert!(problems[1].starts_with("feature 4, Pay: \"\" is no value"), "{problems:?}");
        assert_eq!(files.layer.key_property(), Some("name"));
        let error = files.variable("rent").unwrap_err().to_string();
        assert!(
            error.contains("no area has the property \"rent\"") && error.contains("Pay, name"),
            "{error}"
        );
    }

    #[test]
    fn a_value_is_no_key() {
        let areas = [r#""beat": "11""#, r#""beat": "12""#, r#""beat": "13""#];
        let table = b"beat nr,place\n11,a\n12,b\n13,c\n";
        let choice = AreaChoice::default();
        let read = |values: &[String]| {
            AreaFiles::read_for(boundaries(&areas).as_bytes(), Some(table), None, &choice, values)
        };
        assert!(read(&[]).is_ok());
        let error = read(&["Beat Nr".to_owned()]).unwrap_err().to_string();
        assert!(error.contains("that is the column of values"), "{error}");
    }
}
