//! Several files as one table, the same in whatever order they come.

use serde::{Deserialize, Serialize};

use super::copies::{Copies, Part, drop_copies};
use super::event::Events;
use super::remark::{RemarkKind, add_remark};
use super::summary::FileSummary;

/// The events of all files, without duplicates, by minute and then id.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Merged {
    /// The events; their offences are sorted by name.
    pub events: Events,
    /// What the files held, by name, then bytes.
    pub files: Vec<FileSummary>,
    /// Rows dropped because another is the same one.
    pub duplicates: u64,
    /// Of the rows kept of several copies, those whose copies differ in anything.
    pub disagreeing_ids: u64,
}

/// Why files cannot be put together.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[non_exhaustive]
pub enum MergeError {
    /// More names of offences than codes.
    #[error(
        "the files have {found} different offences, more than 65,536; check which column holds the offence"
    )]
    TooManyOffences {
        /// Different names.
        found: usize,
    },
    /// Rows were lost on their way from whoever read them.
    #[error(
        "of {expected} rows that the files hold {found} arrived; close other tabs and programs, and choose the files again"
    )]
    RowsLost {
        /// Rows that were read.
        expected: u64,
        /// Rows that are there.
        found: u64,
    },
    /// More rows than row numbers.
    #[error("the files have {found} rows, more than 4,294,967,295; choose fewer files")]
    TooManyRows {
        /// Rows of all files.
        found: u64,
    },
}

/// Puts a table in order whose offences are sorted by name.
pub(super) fn merge_rows(
    mut events: Events,
    parts: &[Part],
    mut files: Vec<FileSummary>,
) -> Result<Merged, MergeError> {
    let n_rows = events.len() as u64;
    if u32::try_from(n_rows).is_err() {
        return Err(MergeError::TooManyRows { found: n_rows });
    }
    let expected = files.iter().map(|file| file.rows_kept).sum();
    if n_rows != expected {
        return Err(MergeError::RowsLost { expected, found: n_rows });
    }
    // Beyond name and bytes only equal-looking files are left; their encoding makes the order
    // complete.
    files.sort_by(|a, b| {
        let encoded = |file: &FileSummary| crate::encoding::encode(file).unwrap_or_default();
        a.name.cmp(&b.name).then(a.bytes.cmp(&b.bytes)).then_with(|| encoded(a).cmp(&encoded(b)))
    });
    let mut copies = Copies::default();
    if !events.rows().are_told_apart_by_id() {
        copies = drop_copies(&mut events, parts);
    }
    if let Some(shared) = copies.shared {
        for file in files.iter_mut().filter(|file| file.plan.columns().id.is_some()) {
            let example = shared.example.clone();
            add_remark(&mut file.remarks, RemarkKind::SharedNumbers, shared.rows, || example);
        }
    }
    let duplicates = n_rows - events.len() as u64;
    events.rows().sort_by_minute_and_id();
    keep_used_offences(&mut events);
    Ok(Merged { events, files, duplicates, disagreeing_ids: copies.disagreeing })
}

/// An offence that only dropped duplicates had leaves no trace.
fn keep_used_offences(events: &mut Events) {
    let mut used = vec![false; events.offences.len()];
    for &code in &events.offence_codes {
        used[usize::from(code)] = true;
    }
    if used.iter().all(|used| *used) {
        return;
    }
    let mut next = 0;
    let codes: Vec<u16> = used
        .iter()
        .map(|&used| {
            let code = next;
            next += u16::from(used);
            code
        })
        .collect();
    for code in &mut events.offence_codes {
        *code = codes[usize::from(*code)];
    }
    let mut used = used.into_iter();
    events.offences.retain(|_| used.next() == Some(true));
}

#[cfg(test)]
mod tests {
    use std::ops::ControlFlow;

    use super::super::{FileEvents, ImportPlan, merge, read_file};
    use super::*;

    fn file(name: &str, rows: &[impl AsRef<str>]) -> FileEvents {
        let rows: Vec<&str> = rows.iter().map(AsRef::as_ref).collect();
        let text = format!("ID,Date,Primary Type,Arrest,Latitude,Longitude\n{}\n", rows.join("\n"));
        let mut progress = |_: u64| ControlFlow::Continue(());
        read_file(name, std::io::Cursor::new(text.as_bytes()), &ImportPlan::chicago_portal(), &mut progress)
            .unwrap()
    }

    fn bytes(merged: &Merged) -> (Vec<u8>, Vec<FileSummary>, u64, u64) {
        (merged.events.to_bytes(), merged.files.clone(), merged.duplicates, merged.disagreeing_ids)
    }

    const ROWS: [&str; 6] = [
        "5,01/02/2014 11:30:00 PM,THEFT,false,41.9,-87.7",
        "3,01/02/2014 11:30:00 PM,ARSON,true,,",
        "9,01/01/2014 11:30:00 PM,ROBBERY,,41.8,-87.7",
        "5,01/02/2014 11:30:00 PM,ASSAULT,true,41.9,-87.7",
        "5,01/03/2014 11:30:00 PM,THEFT,true,,",
        "9,01/01/2014 11:30:00 PM,ROBBERY,,41.8,-87.7",
    ];

    /// The rows above, and ten numbers that stand twice on the same.
    fn rows() -> Vec<String> {
        let of_number = |id: u32| format!("{id},01/04/2014 11:30:00 PM,ARSON,false,,");
        let pairs = (20..30).flat_map(|id| [of_number(id), of_number(id)]);
        ROWS.iter().map(|row| (*row).to_owned()).chain(pairs).collect()
    }

    #[test]
    fn neither_the_order_of_files_nor_of_rows_matters() {
        let mut rows = rows();
        let forward = merge(vec![file("a", &rows[..3]), file("b", &rows[3..])]).unwrap();
        let backward = merge(vec![file("b", &rows[3..]), file("a", &rows[..3])]).unwrap();
        assert_eq!(bytes(&forward), bytes(&backward));
        for _ in 0..rows.len() {
            rows.rotate_left(1);
            let single = merge(vec![file("c", &rows)]).unwrap();
            assert_eq!(single.events.to_bytes(), forward.events.to_bytes());
            assert_eq!((single.duplicates, single.disagreeing_ids), (13, 1));
        }
    }

    #[test]
    fn of_equal_ids_the_row_with_an_arrest_and_then_the_latest_stays() {
        let merged = merge(vec![file("a", &rows())]).unwrap();
        let rows: Vec<(u64, String)> =
            merged.events.iter().take(3).map(|event| (event.id, event.day().to_string())).collect();
        let expected = [(9, "2014-01-01"), (3, "2014-01-02"), (5, "2014-01-03")];
        assert_eq!(rows, expected.map(|(id, day)| (id, day.to_owned())));
        // Assault was only in a row that was dropped.
        assert_eq!(merged.events.offences(), ["ARSON", "ROBBERY", "THEFT"]);
    }

    #[test]
    fn no_file_is_no_event() {
        let merged = merge(Vec::new()).unwrap();
        assert_eq!((merged.events.len(), merged.files.len()), (0, 0));
    }

    #[test]
    fn offences_of_all_files_together_must_fit_their_codes() {
        let rows = |from: u32| -> Vec<String> {
            (from..from + 40_000).map(|id| format!("{id},01/02/2014 11:30:00 PM,K{id},,,")).collect()
        };
        let files = [0, 40_000].map(|from| {
            let rows = rows(from);
            file("many", &rows)
        });
        assert_eq!(merge(files.into()).unwrap_err(), MergeError::TooManyOffences { found: 80_000 });
    }
}
