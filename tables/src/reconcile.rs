//! The tables of an archive as one: columns that stand elsewhere in a later table are put where the
//! first one has them, by name.

use std::collections::BTreeMap;

use super::kind::Kind;
use super::record::Record;
use crate::archive::end_of_name;
use crate::error::ReadError;
use crate::text::normal_name;
use crate::text::text;

/// Where no column of the first table's is.
const ABSENT: usize = usize::MAX;

/// The first table's columns, and where a later one has them.
#[derive(Default)]
pub(crate) struct Reconciled {
    first: Option<First>,
    later: Option<Later>,
}

struct First {
    entry: String,
    kind: Kind,
    columns: Vec<String>,
}

struct Later {
    n_columns: u64,
    /// For each of the first table's columns, its place in this one.
    places: Vec<usize>,
    ordered: Vec<(u32, u32)>,
}

impl Reconciled {
    /// Whether the table is one with those before it: not where they are of a shapefile and this is
    /// not.
    ///
    /// # Errors
    /// A shapefile's table after tables of other kinds.
    pub(crate) fn fits(&self, kind: Kind, entry: &str) -> Result<bool, ReadError> {
        match &self.first {
            Some(first) if first.kind == Kind::Dbf => Ok(kind == Kind::Dbf),
            Some(first) if kind == Kind::Dbf => Err(first.differs(entry)),
            _ => Ok(true),
        }
    }

    /// Takes the header of a table: the first one's is the one that counts.
    ///
    /// # Errors
    /// A later table that has less than half of the first one's columns, and the first less than
    /// half of its.
    pub(crate) fn take_header(&mut self, kind: Kind, header: &Record<'_>) -> Result<(), ReadError> {
        let columns: Vec<String> = header.fields().map(|name| normal_name(&text(name))).collect();
        let Some(first) = &self.first else {
            self.first = Some(First { entry: header.entry.to_owned(), kind, columns });
            return Ok(());
        };
        self.later = None;
        if first.columns == columns {
            return Ok(());
        }
        let mut found = BTreeMap::new();
        for (place, name) in columns.iter().enumerate() {
            // Of two columns of one name the first is meant, as everywhere.
            found.entry(name.clone()).or_insert(place);
        }
        let place = |name: &String| found.get(name).copied().unwrap_or(ABSENT);
        let places: Vec<usize> = first.columns.iter().map(place).collect();
        let shared = places.iter().filter(|place| **place != ABSENT).count();
        if shared * 2 < columns.len().min(first.columns.len()) {
            return Err(first.differs(header.entry));
        }
        self.later = Some(Later { n_columns: header.n_fields, places, ordered: Vec::new() });
        Ok(())
    }

    /// Whether an entry is rather what lies beside the tables: its name's end is of texts that tell
    /// of them, and that of the first table is not.
    pub(crate) fn is_beside(&self, entry: &str) -> bool {
        const TELLING: [&str; 2] = ["txt", "json"];
        let tells = |name: &str| TELLING.contains(&end_of_name(name).as_str());
        self.first.as_ref().is_some_and(|first| !tells(&first.entry) && tells(entry))
    }

    /// Puts the fields of a record in the order of the first table's columns.
    pub(crate) fn put_in_order(&mut self, bounds: &mut Vec<(u32, u32)>, n_fields: &mut u64) {
        let Some(later) = &mut self.later else { return };
        later.ordered.clear();
        if *n_fields == later.n_columns {
            later
                .ordered
                .extend(later.places.iter().map(|place| bounds.get(*place).copied().unwrap_or_default()));
            *n_fields = later.places.len() as u64;
        } else if *n_fields == later.places.len() as u64 {
            // A row of the wrong length in its own table must not look right here.
            *n_fields = 0;
        }
        std::mem::swap(bounds, &mut later.ordered);
    }
}

impl First {
    fn differs(&self, entry: &str) -> ReadError {
        ReadError::DifferentTables { first: self.entry.clone(), second: entry.to_owned() }
    }
}
