//! Which offences are violent and which property: a table for each city, and one that a person
//! gives instead.
//!
//! The cities' tables stand in `offences/`, as CSV of the columns `class,offence`. They hold the
//! offences of the paper's two classes alone; every other offence is in neither. `docs/offences.md`
//! says why each stands where it does.

use std::collections::BTreeSet;

use super::OffenceClass;
use crate::letters::{cell_of, text_of_cell};

/// The words for classes; `other` is in neither.
const WORDS: [(&str, Option<OffenceClass>); 3] =
    [("violent", Some(OffenceClass::Violent)), ("property", Some(OffenceClass::Property)), ("other", None)];

/// What is wrong with a table of offences.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum OffenceTableError {
    /// It does not begin with the names of the columns.
    #[error("the table of offences begins with {found:?}; its first line must be \"class,offence\"")]
    Header {
        /// The first line.
        found: String,
    },
    /// A class is none.
    #[error("line {line} of the table of offences has the class {found:?}; write violent, property or other")]
    Class {
        /// The line, from 1.
        line: usize,
        /// What stands there.
        found: String,
    },
    /// An offence has no name, or a comma without quotes.
    #[error(
        "line {line} of the table of offences has the offence {found:?}; write its name as the file spells it, in quotes \
         where it has a comma"
    )]
    Offence {
        /// The line, from 1.
        line: usize,
        /// What stands there.
        found: String,
    },
    /// An offence stands there twice; letter case does not count.
    #[error(
        "line {line} of the table of offences has {offence:?} a second time; leave one of the two lines out"
    )]
    Twice {
        /// The line, from 1.
        line: usize,
        /// The offence.
        offence: String,
    },
    /// No offence is in a class.
    #[error(
        "the table of offences has no violent and no property offence; there would be nothing to forecast"
    )]
    Empty,
}

/// The offences of the two classes in a table: CSV, the columns `class,offence`, the class being
/// `violent`, `property` or `other`. A name with a comma stands in quotes, and a quote in it is
/// doubled. They are what [`super::StudySettings::classes`] takes.
///
/// # Errors
/// [`OffenceTableError`] with the first line that will not do.
///
/// # Examples
/// ```
/// use watchback::study::{OffenceClass, offence_table};
/// let table = "class,offence\nviolent,\"MANSLAUGHTER, NEGLIGENT\"\n\
///              property,BURGLARY\nother,ARSON\n";
/// let classes = offence_table(table)?;
/// assert_eq!(classes[0], ("MANSLAUGHTER, NEGLIGENT".to_owned(), OffenceClass::Violent));
/// assert_eq!((classes.len(), classes[1].1), (2, OffenceClass::Property));
/// let wrong = offence_table("class,offence\nviolence,ASSAULT\n").unwrap_err().to_string();
/// assert!(wrong.starts_with("line 2 of the table of offences has the class \"violence\""));
/// # Ok::<(), watchback::study::OffenceTableError>(())
/// ```
pub fn offence_table(text: &str) -> Result<Vec<(String, OffenceClass)>, OffenceTableError> {
    let text = text.trim_start_matches('\u{feff}');
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .trim(csv::Trim::All)
        .from_reader(text.as_bytes());
    // Rows of any length out of text that is in memory: nothing is left that could fail.
    let mut rows = reader.records().map_while(Result::ok);
    let header = rows.next().unwrap_or_default();
    let is = |field: Option<&str>, word: &str| field.is_some_and(|field| field.eq_ignore_ascii_case(word));
    if header.len() != 2 || !is(header.get(0), "class") || !is(header.get(1), "offence") {
        let found = header.iter().collect::<Vec<_>>().join(",");
        return Err(OffenceTableError::Header { found });
    }
    let mut table: Vec<(String, Option<OffenceClass>)> = Vec::new();
    let mut known = BTreeSet::new();
    for row in rows {
        // Counted where it is needed alone: a long table would be read as often as it has rows.
        let line = || line_of(text, &row);
        let class = WORDS.iter().find(|(word, _)| is(row.get(0), word));
        let word = row.get(0).unwrap_or_default();
        let &(_, class) =
            class.ok_or_else(|| OffenceTableError::Class { line: line(), found: word.to_owned() })?;
        let offence = text_of_cell(row.get(1).unwrap_or_default()).to_owned();
        if row.len() != 2 || offence.is_empty() {
            let found = row.iter().skip(1).collect::<Vec<_>>().join(",");
            return Err(OffenceTableError::Offence { line: line(), found });
        }
        if !known.insert(offence.to_ascii_lowercase()) {
            return Err(OffenceTableError::Twice { line: line(), offence });
        }
        table.push((offence, class));
    }
    let classes: Vec<_> = table.into_iter().filter_map(|(name, class)| Some((name, class?))).collect();
    if classes.is_empty() { Err(OffenceTableError::Empty) } else { Ok(classes) }
}

/// The table of some offences, as [`offence_table`] reads it; what has no name is left out, as no
/// table has it. A name that a spreadsheet would take for a formula has an apostrophe before it
/// there, and comes back without.
///
/// # Examples
/// ```
/// use watchback::study::{OffenceClass, offence_table, offence_table_csv};
/// let classes = vec![
///     ("MANSLAUGHTER, \"NEGLIGENT\"".to_owned(), OffenceClass::Violent),
///     ("BURGLARY".to_owned(), OffenceClass::Property),
/// ];
/// let nameless = [(String::new(), OffenceClass::Violent)];
/// assert_eq!(offence_table_csv(&nameless), "class,offence\n");
/// let table = offence_table_csv(&classes);
/// assert_eq!(
///     table,
///     "class,offence\nviolent,\"MANSLAUGHTER, \"\"NEGLIGENT\"\"\"\nproperty,\"BURGLARY\"\n"
/// );
/// assert_eq!(offence_table(&table)?, classes);
/// # Ok::<(), watchback::study::OffenceTableError>(())
/// ```
#[must_use]
pub fn offence_table_csv(classes: &[(String, OffenceClass)]) -> String {
    let mut csv = "class,offence\n".to_owned();
    for (name, class) in classes.iter().filter(|(name, _)| !name.trim().is_empty()) {
        csv.push_str(class.variable().name());
        csv.push_str(",\"");
        csv.push_str(&cell_of(name).replace('"', "\"\""));
        csv.push_str("\"\n");
    }
    csv
}

/// The line that a row stands in, from 1. The reader takes the blank lines before a row for its
/// beginning.
fn line_of(text: &str, row: &csv::StringRecord) -> usize {
    let begins = row.position().map_or(0, |position| position.byte() as usize);
    let rest = text.get(begins..).unwrap_or_default();
    let blank = rest.len() - rest.trim_start_matches(['\r', '\n']).len();
    1 + text.bytes().take(begins + blank).filter(|byte| *byte == b'\n').count()
}

#[cfg(test)]
mod tests {
    use super::super::CITIES;
    use super::*;

    #[test]
    fn a_name_that_is_a_formula_is_none_in_a_spreadsheet_and_comes_back_the_same() {
        let names = ["=HYPERLINK(\"http://x\")", "+1", "-2", "@sum", "'=3", "'t"];
        let classes: Vec<_> = names.map(|name| (name.to_owned(), OffenceClass::Violent)).into();
        let table = offence_table_csv(&classes);
        assert!(!table.contains(",\"=") && !table.contains(",\"+") && !table.contains(",\"@"), "{table}");
        assert_eq!(offence_table(&table).unwrap(), classes);
    }

    fn error_of(rows: &str) -> OffenceTableError {
        offence_table(&format!("class,offence\n{rows}")).unwrap_err()
    }

    #[test]
    fn tables_are_read_as_spreadsheets_write_them() {
        let text = "\u{feff}Class,Offence\r\n\r\nProperty,\"THEFT, \"\"PLAIN\"\"\" \r\nOTHER,ARSON\r\nviolent,Assault";
        let expected = [
            ("THEFT, \"PLAIN\"".to_owned(), OffenceClass::Property),
            ("Assault".to_owned(), OffenceClass::Violent),
        ];
        assert_eq!(offence_table(text).unwrap(), expected);
    }

    #[test]
    fn a_citys_table_names_each_offence_once_and_has_both_classes() {
        for city in &CITIES {
            let classes = offence_table(city.offences).unwrap();
            for class in [OffenceClass::Violent, OffenceClass::Property] {
                assert!(classes.iter().any(|(_, of)| *of == class), "{}", city.name);
            }
        }
    }

    #[test]
    fn what_is_wrong_is_said_with_its_line() {
        assert!(matches!(offence_table(""), Err(OffenceTableError::Header { .. })));
        assert!(matches!(offence_table("violent,ASSAULT"), Err(OffenceTableError::Header { .. })));
        assert!(matches!(error_of("violent,A\nnone,B"), OffenceTableError::Class { line: 3, .. }));
        assert!(matches!(error_of("\nviolent"), OffenceTableError::Offence { line: 3, .. }));
        for row in ["violent,", "violent,A,B", "violent,\" \""] {
            assert!(matches!(error_of(row), OffenceTableError::Offence { line: 2, .. }), "{row}");
        }
        let twice = OffenceTableError::Twice { line: 3, offence: "theft".to_owned() };
        assert_eq!(error_of("other,Theft\nproperty,theft"), twice);
        assert_eq!(error_of("other,ARSON\n"), OffenceTableError::Empty);
    }
}
