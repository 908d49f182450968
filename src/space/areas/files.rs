//! Boundaries and their table as people bring them: read, joined, and ready to give a variable by
//! area.

use std::io::{self, BufReader, Read};

use super::{
    AreaFileError, AreaLayer, AreaTable, Join, JoinError, MAX_TABLE_BYTES, TableError, TableProblem, join,
};
use crate::study::BoundingBox;
use flate2::bufread::MultiGzDecoder;

/// What a person says of boundaries and table; all else is guessed.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct AreaChoice {
    /// The property of the areas that the table's key is found in.
    pub property: Option<String>,
    /// The table's column of keys.
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
}

/// A variable by area.
#[derive(Clone, Debug, PartialEq)]
pub struct AreaVariable {
    /// Its name.
    pub name: String,
    /// One an area.
    pub values: Vec<Option<f64>>,
}

/// Boundaries, and their table where there is one.
#[derive(Clone, Debug, PartialEq)]
pub struct AreaFiles {
    /// The areas.
    pub layer: AreaLayer,
    /// The table and how it is joined to them.
    pub table: Option<(AreaTable, Join)>,
}

impl AreaFiles {
    /// Reads boundaries (GeoJSON) and a table (CSV), each plain or inflated by [`inflated`], and
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
        let layer = AreaLayer::read(boundaries, bounds)?;
        let only = choice.only.as_ref().map(|(column, value)| (column.as_str(), value.as_str()));
        let table = match table {
            Some(bytes) => {
                let table = AreaTable::read(bytes, only)?;
                let joined = join(&layer, &table, choice.property.as_deref(), choice.column.as_deref())?;
                Some((table, joined))
            }
            None => None,
        };
        Ok(Self { layer, table })
    }

    /// A column of the table by area, and what is wrong with its cells.
    ///
    /// # Errors
    /// When there is no such column.
    pub fn variable(&self, column: &str) -> Result<(AreaVariable, Vec<TableProblem>), AreaFilesError> {
        let name = column.trim().to_owned();
        match &self.table {
            Some((table, joined)) => {
                let (values, missing) = joined.values(table, column)?;
                Ok((AreaVariable { name, values }, missing))
            }
            None => Err(TableError::NoColumn { found: name, columns: Vec::new() }.into()),
        }
    }

    /// What is wrong with features, their keys, and rows, in words.
    pub fn problems(&self) -> Vec<String> {
        let of_table = self.table.iter().flat_map(|(table, joined)| {
            let of_join = joined.problems().iter().map(ToString::to_string);
            of_join.chain(table.problems().iter().map(ToString::to_string))
        });
        self.layer.problems().iter().map(ToString::to_string).chain(of_table).collect()
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
