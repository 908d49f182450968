//! Rows of several files in one table, taken while the files are being read, by whoever reads them.

use std::collections::{BTreeMap, BTreeSet};

use super::copies::Part;
use super::event::Events;
use super::merge::{MergeError, Merged, merge_rows};
use super::read::FileEvents;
use super::summary::FileSummary;

/// Room for so many more rows than are expected, as a share: rows at a file's end may be shorter
/// than those at its start.
const SPARE: f64 = 1.0 / 16.0;
/// So many rows are there before others are expected: files that are read at the same time have all
/// begun by then, and say how long their rows are.
const ROWS_BEFORE: usize = 1 << 18;
/// Files may lie about how many rows follow, by inflating unevenly: room is made at once for so
/// many rows at most, 31 bytes each, and beyond that for four times those that are there.
const MOST_AT_ONCE: usize = 1 << 24;

/// Rows of several files in one table, as they come: parts of different files may follow each other
/// in any order, as several workers read them. [`Gathered::merge`] puts them in one order, which
/// does not depend on that.
///
/// The table is made once for all rows that the bytes yet to be read let expect, so that it takes
/// little more than its 31 bytes a row.
///
/// # Examples
/// ```
/// use std::ops::ControlFlow;
/// use watchback::ingest::{Gathered, read_in_parts};
/// let text = "ID,Date,Primary Type,Arrest,Latitude,Longitude\n\
///             2,01/31/2014 11:30:00 PM,THEFT,true,,\n\
///             1,01/31/2014 11:30:00 PM,ARSON,false,,\n";
/// let mut rows = Gathered::default();
/// let mut progress = |_: u64| ControlFlow::Continue(());
/// let mut take = |part: &_, bytes: u64| rows.take(0, part, bytes, &[text.len() as u64]);
/// let summary = read_in_parts(
///     "some.csv",
///     std::io::Cursor::new(text.as_bytes()),
///     None,
///     &mut progress,
///     &mut take,
/// )?;
/// let merged = rows.merge(vec![summary])?;
/// assert_eq!(merged.events.offences(), ["ARSON", "THEFT"]);
/// assert_eq!(merged.events.iter().map(|event| event.id).collect::<Vec<_>>(), [1, 2]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Gathered {
    /// Without names of offences: each row's code is one of its file's.
    events: Events,
    files: BTreeMap<usize, OfFile>,
    parts: Vec<Part>,
}

/// What was taken of a file.
#[derive(Clone, Debug, Default)]
struct OfFile {
    /// Its offences, by code.
    names: Vec<String>,
    rows: usize,
    /// Bytes of it that were read with them.
    bytes: u64,
    /// What was taken is gone, and nothing came since.
    is_forgotten: bool,
}

impl Gathered {
    /// Takes rows of a file: those since the last, when `bytes_read` bytes of the file have been
    /// read. `sizes`: the bytes of each file, by its number; empty where they are not known.
    pub fn take(&mut self, file: usize, rows: &Events, bytes_read: u64, sizes: &[u64]) {
        let of_file = self.files.entry(file).or_default();
        of_file.names.clone_from(&rows.offences);
        of_file.rows += rows.len();
        of_file.bytes = bytes_read;
        of_file.is_forgotten = false;
        self.note_part(file, rows.len());
        self.make_room(rows.len(), sizes);
        let events = &mut self.events;
        events.ids.extend_from_slice(&rows.ids);
        events.minutes.extend_from_slice(&rows.minutes);
        events.latitudes.extend_from_slice(&rows.latitudes);
        events.longitudes.extend_from_slice(&rows.longitudes);
        events.offence_codes.extend_from_slice(&rows.offence_codes);
        events.flags.extend_from_slice(&rows.flags);
    }

    fn note_part(&mut self, file: usize, rows: usize) {
        match self.parts.last_mut() {
            Some(last) if last.file == file => last.rows += rows,
            _ => self.parts.push(Part { file, rows }),
        }
    }

    fn make_room(&mut self, rows: usize, sizes: &[u64]) {
        let needed = self.events.len() + rows;
        if needed <= self.events.capacity() {
            return;
        }
        // Before that, and where all bytes are read and rows still come, as of a format that is
        // read as a whole, little is known.
        let expected = self.expected(sizes).filter(|_| needed > ROWS_BEFORE).unwrap_or(0.0);
        let expected = (expected as usize).clamp(needed + needed / 8, MOST_AT_ONCE.max(4 * needed));
        if !self.events.try_reserve(expected - self.events.len()) {
            self.events.reserve(rows);
        }
    }

    /// Rows that the files' bytes let expect, with some to spare: each at the rate of its rows so
    /// far; what has not begun, at the least rate of those that have. `None` where nothing is left
    /// to be read.
    fn expected(&self, sizes: &[u64]) -> Option<f64> {
        let begun = || self.files.values().filter(|of| of.rows > 0 && of.bytes > 0);
        let rate = |of: &OfFile| of.rows as f64 / of.bytes as f64;
        let least = begun().map(rate).fold(f64::INFINITY, f64::min);
        let (mut rows, mut is_more) = (0.0, false);
        for (file, &size) in sizes.iter().enumerate() {
            let of_file = self.files.get(&file);
            let (bytes, rate) = match of_file {
                Some(of) if of.is_forgotten => continue,
                Some(of) if of.bytes > 0 => (size.max(of.bytes), rate(of)),
                _ => (size, least),
            };
            is_more |= of_file.is_none_or(|of| of.bytes < size);
            rows += bytes as f64 * rate;
        }
        (is_more && rows.is_finite()).then_some(rows * (1.0 + SPARE))
    }

    /// The table of file 0, with room for so many rows in all.
    pub(super) fn from_file(mut events: Events, rows: usize) -> Self {
        let mut gathered = Self::default();
        let names = std::mem::take(&mut events.offences);
        gathered.files.insert(0, OfFile { names, rows: events.len(), ..OfFile::default() });
        gathered.note_part(0, events.len());
        events.reserve(rows.saturating_sub(events.len()));
        Self { events, ..gathered }
    }

    /// Forgets what was taken of a file: it could not be read to its end, or is read anew.
    pub fn forget(&mut self, file: usize) {
        let Events { ids, minutes, latitudes, longitudes, offence_codes, flags, .. } = &mut self.events;
        let (mut from, mut to) = (0, 0);
        for part in &self.parts {
            let rows = from..from + part.rows;
            from = rows.end;
            if part.file != file {
                ids.copy_within(rows.clone(), to);
                minutes.copy_within(rows.clone(), to);
                latitudes.copy_within(rows.clone(), to);
                longitudes.copy_within(rows.clone(), to);
                offence_codes.copy_within(rows.clone(), to);
                flags.copy_within(rows, to);
                to += part.rows;
            }
        }
        self.events.truncate(to);
        self.parts.retain(|part| part.file != file);
        self.files.insert(file, OfFile { is_forgotten: true, ..OfFile::default() });
    }

    /// All rows without duplicates, by minute and then id, as [`super::merge()`] gives them.
    /// `files`: what the files held.
    ///
    /// # Errors
    /// [`MergeError`] where offences or rows are too many to be numbered, or rows are missing.
    pub fn merge(self, files: Vec<FileSummary>) -> Result<Merged, MergeError> {
        let Self { mut events, files: of_files, parts } = self;
        let names: BTreeSet<&String> = of_files.values().flat_map(|of| &of.names).collect();
        if names.len() > usize::from(u16::MAX) + 1 {
            return Err(MergeError::TooManyOffences { found: names.len() });
        }
        let offences: Vec<String> = names.into_iter().cloned().collect();
        let codes_of = |of: &OfFile| -> Vec<u16> {
            // The list holds every name, and its positions fit, as checked.
            of.names.iter().map(|name| offences.binary_search(name).unwrap_or_default() as u16).collect()
        };
        let codes: BTreeMap<usize, Vec<u16>> =
            of_files.iter().map(|(&file, of)| (file, codes_of(of))).collect();
        let mut rows = events.offence_codes.iter_mut();
        for part in &parts {
            let codes = codes.get(&part.file).map(Vec::as_slice).unwrap_or_default();
            for code in rows.by_ref().take(part.rows) {
                *code = codes.get(usize::from(*code)).copied().unwrap_or_default();
            }
        }
        events.offences = offences;
        events.shrink();
        merge_rows(events, &parts, files)
    }
}

/// Puts files together. The result depends neither on the order of the files nor on that of their
/// rows.
///
/// Of rows with one number one is kept: that with an arrest, since flags are set later; then the
/// latest minute; then one with a place; then the greatest by flags, offence, latitude and
/// longitude, so that no order of input matters. Where numbers stand on rows of different offences
/// or days, they are none of rows, and all those are kept. Rows without a number are the same where
/// they are equal and of different files; equal rows of one file are as many events.
///
/// Rows change places within their columns, so that beside one table of all rows it needs next to
/// nothing. Where there are several files, they become one table before: who reads large ones has
/// it made at once by [`Gathered`].
///
/// # Errors
/// [`MergeError`] where offences or rows are too many to be numbered.
///
/// # Examples
/// ```
/// use std::ops::ControlFlow;
/// use watchback::ingest::{ImportPlan, merge, read_file};
/// let read = |name: &str, rows: &str| {
///     let text = format!("ID,Date,Primary Type,Arrest,Latitude,Longitude\n{rows}");
///     let mut progress = |_: u64| ControlFlow::Continue(());
///     read_file(
///         name,
///         std::io::Cursor::new(text.as_bytes()),
///         &ImportPlan::chicago_portal(),
///         &mut progress,
///     )
/// };
/// let first = read(
///     "2014.csv",
///     "2,01/31/2014 11:30:00 PM,THEFT,false,,\n1,01/31/2014 11:31:00 PM,ARSON,false,,\n",
/// )?;
/// let later = read("2014-again.csv", "2,01/31/2014 11:30:00 PM,THEFT,true,,\n")?;
/// let merged = merge(vec![first, later])?;
/// assert_eq!(merged.events.len(), 2);
/// assert_eq!((merged.duplicates, merged.disagreeing_ids), (1, 1));
/// assert_eq!(merged.events.offences(), ["ARSON", "THEFT"]);
/// assert_eq!(merged.events.get(0).and_then(|event| event.arrest), Some(true));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn merge(files: Vec<FileEvents>) -> Result<Merged, MergeError> {
    let n_rows: usize = files.iter().map(|file| file.events.len()).sum();
    let mut gathered = Gathered::default();
    let mut summaries = Vec::new();
    for (file, FileEvents { summary, events }) in files.into_iter().enumerate() {
        summaries.push(summary);
        match file {
            0 => gathered = Gathered::from_file(events, n_rows),
            _ => gathered.take(file, &events, 0, &[]),
        }
    }
    gathered.merge(summaries)
}

#[cfg(test)]
mod tests {
    use std::ops::ControlFlow;

    use super::super::event::Event;
    use super::super::{ImportPlan, merge, read_file, read_in_parts};
    use super::*;

    /// Rows of a file, a few of them rows of another file too.
    fn text(file: u64, rows: u64) -> String {
        let mut text = "ID,Date,Primary Type,Arrest,Latitude,Longitude\n".to_owned();
        for row in 0..rows {
            let (id, minute) = (row * 7_919 % 100_003 + file * 90_000, row * 31 % 1_440);
            let (hour, half) = (minute / 60 % 12, if minute < 720 { "AM" } else { "PM" });
            let hour = if hour == 0 { 12 } else { hour };
            // Of rows that two files have, a few have another offence in the second.
            let changed = u64::from(id % 16 == 0) * file;
            let (day, offence) =
                (1 + id % 28, ["THEFT", "ARSON", "ROBBERY", "BATTERY"][(id + changed) as usize % 4]);
            let place = if row % 9 == 0 { ",".to_owned() } else { format!("41.{row},-87.{id}") };
            text += &format!(
                "{id},02/{day:02}/2014 {hour:02}:{:02}:00 {half},{offence},{},{place}\n",
                minute % 60,
                row % 3 == 0
            );
        }
        text
    }

    fn go(_: u64) -> ControlFlow<()> {
        ControlFlow::Continue(())
    }

    /// All parts of a file as they come, and what the file held.
    fn parts(name: &str, text: &str) -> (Vec<(Events, u64)>, FileSummary) {
        let mut parts = Vec::new();
        let plan = ImportPlan::chicago_portal();
        let mut take = |rows: &Events, bytes: u64| parts.push((rows.clone(), bytes));
        let summary =
            read_in_parts(name, std::io::Cursor::new(text.as_bytes()), Some(&plan), &mut go, &mut take)
                .unwrap();
        (parts, summary)
    }

    /// The rows from `from` on, before `to`.
    fn piece(rows: &Events, from: usize, to: usize) -> Events {
        let some: Vec<Event> = rows.iter().skip(from).take(to - from).collect();
        Events::from_rows(rows.offences().to_vec(), some).unwrap()
    }

    #[test]
    fn files_in_parts_are_the_same_as_whole_ones_however_they_are_cut_and_mixed() {
        let texts = [text(0, 70_000), text(1, 9_000), text(2, 1)];
        let names = ["a", "b", "c"];
        let sizes = texts.each_ref().map(|text| text.len() as u64);
        let whole = |at: usize| {
            read_file(
                names[at],
                std::io::Cursor::new(texts[at].as_bytes()),
                &ImportPlan::chicago_portal(),
                &mut go,
            )
            .unwrap()
        };
        let expected = merge((0..3).map(whole).collect()).unwrap();
        assert!(expected.duplicates > 100 && expected.disagreeing_ids > 100);
        for rows_at_a_time in [1, 997, 20_000, 1 << 20] {
            let mut rows = Gathered::default();
            let mut summaries = Vec::new();
            let mut pieces = Vec::new();
            for (file, text) in texts.iter().enumerate() {
                let (parts, summary) = parts(names[file], text);
                summaries.push(summary);
                for (part, bytes) in parts {
                    for from in (0..part.len()).step_by(rows_at_a_time) {
                        pieces.push((
                            from,
                            file,
                            piece(&part, from, part.len().min(from + rows_at_a_time)),
                            bytes,
                        ));
                    }
                }
            }
            // Parts of files follow each other as their workers please.
            pieces.sort_by_key(|(from, file, ..)| (*from, usize::MAX - file));
            for (_, file, piece, bytes) in &pieces {
                rows.take(*file, piece, *bytes, &sizes);
            }
            let merged = rows.merge(summaries).unwrap();
            assert_eq!(merged.events.to_bytes(), expected.events.to_bytes(), "{rows_at_a_time}");
            assert_eq!(merged.files, expected.files);
            assert_eq!(
                (merged.duplicates, merged.disagreeing_ids),
                (expected.duplicates, expected.disagreeing_ids)
            );
        }
    }

    #[test]
    fn a_file_that_is_read_anew_leaves_nothing_of_before() {
        let (a, b) = (text(0, 3_000), text(1, 4_000));
        let ((a_parts, a_summary), (b_parts, b_summary)) = (parts("a", &a), parts("b", &b));
        let total = &[a.len() as u64, b.len() as u64];
        let (of_a, of_b) = (&a_parts[0].0, &b_parts[0].0);
        let mut rows = Gathered::default();
        rows.take(0, &piece(of_a, 0, 1_000), 20_000, total);
        rows.take(1, &piece(of_b, 0, 2_500), 40_000, total);
        rows.take(0, &piece(of_a, 1_000, 2_000), 40_000, total);
        rows.take(1, &piece(of_b, 2_500, 3_000), 60_000, total);
        // Its worker is lost.
        rows.forget(1);
        rows.take(0, &piece(of_a, 2_000, 3_000), a.len() as u64, total);
        rows.take(1, of_b, b.len() as u64, total);
        let merged = rows.merge(vec![b_summary, a_summary]).unwrap();
        let whole = |name: &str, text: &str| {
            read_file(name, std::io::Cursor::new(text.as_bytes()), &ImportPlan::chicago_portal(), &mut go)
                .unwrap()
        };
        let expected = merge(vec![whole("a", &a), whole("b", &b)]).unwrap();
        assert_eq!(merged.events.to_bytes(), expected.events.to_bytes());
        assert_eq!(merged.duplicates, expected.duplicates);
    }

    #[test]
    fn a_file_that_fails_leaves_no_names_behind() {
        let names = |from: u32, to: u32| (from..to).map(|name| format!("K{name}")).collect::<Vec<_>>();
        let row = |id: u64, offence: u16| Event {
            id,
            minute: 0,
            latitude: None,
            longitude: None,
            offence,
            arrest: None,
            domestic: None,
            simulated: false,
        };
        let rows = (0..60_000_u16).map(|code| row(u64::from(code), code));
        let bad = Events::from_rows(names(0, 60_000), rows).unwrap();
        let good = Events::from_rows(names(60_000, 70_000), [row(1, 3), row(2, 9_999)]).unwrap();
        let mut both = Gathered::default();
        both.take(0, &bad, 10, &[20, 20]);
        both.take(1, &good, 20, &[20, 20]);
        assert_eq!(
            both.clone().merge(Vec::new()).unwrap_err(),
            MergeError::TooManyOffences { found: 70_000 }
        );
        both.forget(0);
        let (_, summary) = parts("b", &text(1, 2));
        let merged = both.merge(vec![summary]).unwrap();
        assert_eq!(merged.events.offences(), ["K60003", "K69999"]);
    }

    #[test]
    fn rows_that_did_not_arrive_are_missed() {
        let (parts, summary) = parts("a", &text(0, 3_000));
        let mut rows = Gathered::default();
        rows.take(0, &piece(&parts[0].0, 0, 2_999), 1, &[1]);
        assert_eq!(
            rows.merge(vec![summary]).unwrap_err(),
            MergeError::RowsLost { expected: 3_000, found: 2_999 }
        );
    }

    #[test]
    fn the_table_is_made_once_for_the_rows_that_the_bytes_let_expect() {
        let (parts, _) = parts("a", &text(0, 50_000));
        let part = &parts[0].0;
        // One file of 24 such parts, of which the later ones have a twentieth more bytes a row.
        let size = &[120_000_000];
        let mut rows = Gathered::default();
        let mut read = 0;
        let mut take = |rows: &mut Gathered, n_rows: usize| {
            read += 5_000_000;
            rows.take(0, &piece(part, 0, n_rows), read, size);
        };
        (0..6).for_each(|_| take(&mut rows, 50_000));
        let room = rows.events.capacity();
        assert_eq!(room, 1_275_000);
        (6..24).for_each(|_| take(&mut rows, 47_619));
        assert_eq!((rows.events.len(), rows.events.capacity()), (6 * 50_000 + 18 * 47_619, room));
        // What claims to go on for ever gets no room for ever.
        let mut rows = Gathered::default();
        (1..=6).for_each(|bytes| rows.take(0, part, bytes, &[u64::MAX]));
        assert_eq!(rows.events.capacity(), MOST_AT_ONCE);
    }

    #[test]
    fn files_of_other_kinds_are_expected_at_their_own_rate() {
        let (parts, _) = parts("a", &text(0, 50_000));
        // Compressed, plain, and one that is no table: 500,000 rows each in the two that are.
        let sizes = &[5_000_000, 100_000_000, 1_000_000_000];
        let mut rows = Gathered::default();
        rows.forget(2);
        for part in 1..=3 {
            rows.take(0, &parts[0].0, part * 500_000, sizes);
            rows.take(1, &parts[0].0, part * 10_000_000, sizes);
        }
        assert_eq!(rows.events.capacity(), 1_062_500);
    }
}
