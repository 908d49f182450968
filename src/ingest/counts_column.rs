//! A column that says how many crimes a row stands for.

use watchback_tables::Record;

use super::fold::folded;
use super::plan::normal;
use super::remark::{Remark, RemarkKind, add_remark};
use super::value;

/// A row that stands for more is none of counts but of something else.
const MOST_CRIMES: u64 = 10_000;
/// Names of such columns, as [`simple`] makes them.
const NAMES: &[&str] = &[
    "count",
    "counts",
    "cnt",
    "n",
    "total",
    "totals",
    "quantity",
    "qty",
    "freq",
    "frequency",
    "sum",
    "records",
    "record count",
    "crimes",
    "offenses",
    "offences",
    "incidents",
    "cases",
    "occurrences",
    "cantidad",
    "conteo",
    "anzahl",
    "nombre",
    "faits",
    "quantidade",
    "contagem",
    "aantal",
    "conteggio",
    "fallzahl",
    "casos",
    "registros",
    "delitos",
    "aantallen",
];
/// What is counted, where a name says that it counts.
const CRIMES: &[&str] = &[
    "crime", "offense", "offence", "incident", "event", "case", "record", "report", "row", "delito", "caso",
    "fait", "misdrij", "straftat",
];
/// Words of a name that counts.
const COUNTS: &[&str] = &[
    "count", "counts", "cnt", "number", "num", "no", "total", "n", "nb", "nbr", "cantidad", "anzahl",
    "nombre",
];

/// Such a column, and what its rows said so far.
pub(super) struct CountsColumn {
    column: usize,
    /// Rows that stand for any number, and for more than one or for none.
    rows: u64,
    sums: u64,
    /// Rows whose number is one more than that of the row before.
    in_order: u64,
    last: u64,
    is_none: bool,
}

impl CountsColumn {
    /// The first column that is called so and that the layout does not use.
    pub(super) fn find(names: &[String], used: &[(&'static str, &str)]) -> Option<Self> {
        let is_used = |name: &String| used.iter().any(|(_, used)| normal(used) == normal(name));
        let column = names.iter().position(|name| counts(name) && !is_used(name))?;
        Some(Self { column, rows: 0, sums: 0, in_order: 0, last: 0, is_none: false })
    }

    pub(super) fn see(&mut self, record: &Record<'_>) {
        let text = record.field(self.column);
        match value::row_number(text) {
            Some(number) if number <= MOST_CRIMES => {
                self.rows += 1;
                self.sums += u64::from(number != 1);
                self.in_order += u64::from(number == self.last + 1);
                self.last = number;
            }
            None if value::missing(text) => {}
            // A number of a row, or words.
            _ => self.is_none = true,
        }
    }

    /// A remark, where rows are sums.
    pub(super) fn tell(&self, names: &[String], remarks: &mut Vec<Remark>) {
        // What only numbers the rows counts nothing.
        let numbers_rows = self.in_order * 10 > self.rows * 9;
        if !self.is_none && !numbers_rows && self.sums > 0 {
            let name = || names.get(self.column).cloned().unwrap_or_default();
            add_remark(remarks, RemarkKind::RowsAreSums, self.rows, name);
        }
    }
}

/// Whether a name says that its column counts crimes.
fn counts(name: &str) -> bool {
    let name = simple(name);
    let words: Vec<&str> = name.split(' ').collect();
    let of_crimes = |word: &&str| CRIMES.iter().any(|crime| word.starts_with(crime));
    let small = ["of", "de", "der", "the", "all", "n"];
    let others =
        words.iter().filter(|word| !COUNTS.contains(word) && !of_crimes(word) && !small.contains(word));
    let only_counts = || others.clone().count() == 0 && words.iter().any(of_crimes);
    let is_number = |word: &str| matches!(word, "number" | "num" | "no" | "nr");
    NAMES.contains(&name.as_str())
        || (words.iter().any(|word| COUNTS.contains(word) && !is_number(word)) && only_counts())
        // A number of crimes, but not a crime's number.
        || match words.as_slice() {
            [first, "of", ..] => is_number(first) && only_counts(),
            [first, crimes] => is_number(first) && crimes.ends_with('s') && only_counts(),
            _ => false,
        }
}

/// A name in small letters without accents, its words parted by one blank.
fn simple(name: &str) -> String {
    let mut words = String::new();
    let mut before = ' ';
    for c in name.chars().filter_map(folded) {
        let new_word = !c.is_alphanumeric() || (c.is_uppercase() && before.is_lowercase());
        if new_word && !words.is_empty() && !words.ends_with(' ') {
            words.push(' ');
        }
        if c.is_alphanumeric() {
            words.extend(c.to_lowercase());
        }
        before = c;
    }
    words.trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(values: &[&str]) -> Vec<Remark> {
        let names = ["date", "Count"].map(str::to_owned);
        let mut counts = CountsColumn::find(&names, &[("date", "date")]).unwrap();
        for value in values {
            let bounds = [(0, 0), (0, value.len() as u32)];
            let bytes = value.as_bytes();
            let record = Record { bytes, bounds: &bounds, n_fields: 2, number: 1, line: 2, entry: "" };
            counts.see(&record);
        }
        let mut remarks = Vec::new();
        counts.tell(&names, &mut remarks);
        remarks
    }

    #[test]
    fn small_numbers_are_sums_and_others_are_not() {
        let found = told(&["1", "3", "", "2"]);
        assert_eq!((found.len(), found[0].rows, found[0].example.as_str()), (1, 3, "Count"));
        for values in
            [&["1", "1", "1"][..], &["1", "2", "3", "4"], &["2", "many"], &["2", "210000045"], &["1.5", "2"]]
        {
            assert_eq!(told(values), [], "{values:?}");
        }
    }

    #[test]
    fn names_that_count_crimes_are_told_from_numbers_of_crimes() {
        for name in [
            "count",
            "COUNT_",
            "Total",
            "Number of Records",
            "numberOfCrimes",
            "crime_count",
            "Incident Count",
            "Anzahl",
            "Cantidad de delitos",
            "total_offenses",
            "Count of incidents",
            "Crimes",
            "n_crimes",
            "num_incidents",
        ] {
            assert!(counts(name), "{name}");
        }
        for name in [
            "incident number",
            "case no",
            "Report Number",
            "crime_no",
            "victim_count",
            "Number of Victims",
            "County",
            "offense",
            "Crime",
            "officer count",
            "number",
            "no",
            "Arrest Count",
        ] {
            assert!(!counts(name), "{name}");
        }
    }
}
