//! Rows of several files in one table, taken while the files are being read, by whoever reads them.

use std::collections::BTreeMap;

use super::event::Events;
use super::merge::{MergeError, Merged, merge_rows};
use super::summary::FileSummary;

/// Room for so many more rows than are expected, as a share: rows at a file's end may be shorter than those at its start.
const SPARE: f64 = 1.0 / 16.0;
/// Files may lie about how many rows follow, by inflating unevenly: room is made at once for so many rows at most, 31 bytes each, and beyond
/// that for four times those that are there.
const MOST_AT_ONCE: usize = 1 << 24;

/// Rows of several files in one table, as they come: parts of different files may follow each other in any order, as several workers read
/// them. [`Gathered::merge`] puts them in one order, which does not depend on that.
///
/// The table is made once for all rows that the bytes yet to be read let expect, so that it takes little more than its 31 bytes a row.
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
/// let mut take = |part: &_, bytes: u64| rows.take(0, part, bytes, text.len() as u64);
/// let summary = read_in_parts("some.csv", text.as_bytes(), None, &mut progress, &mut take)?;
/// let merged = rows.merge(vec![summary])?;
/// assert_eq!(merged.events.offences(), ["ARSON", "THEFT"]);
/// assert_eq!(merged.events.iter().map(|event| event.id).collect::<Vec<_>>(), [1, 2]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Gathered {
    /// Its offences are by `codes` alone.
    events: Events,
    /// Codes of all offences, in the order in which they came.
    codes: BTreeMap<String, u32>,
    parts: Vec<Part>,
}

/// Rows of one file that stand together.
#[derive(Clone, Copy, Debug)]
struct Part {
    file: usize,
    rows: usize,
    /// Bytes of the file that were read with them.
    bytes: u64,
}

impl Gathered {
    /// Takes rows of a file: those since the last, when `bytes_read` bytes of the file have been read, of `bytes` of all files together; 0 where
    /// that is not known.
    pub fn take(&mut self, file: usize, rows: &Events, bytes_read: u64, bytes: u64) {
        let before: u64 = self.parts.iter().filter(|part| part.file == file).map(|part| part.bytes).sum();
        let part = Part { file, rows: rows.len(), bytes: bytes_read.saturating_sub(before) };
        match self.parts.last_mut() {
            Some(last) if last.file == file => {
                last.rows += part.rows;
                last.bytes += part.bytes;
            }
            _ => self.parts.push(part),
        }
        let codes = self.codes_of(rows);
        self.make_room(rows.len(), bytes);
        let events = &mut self.events;
        events.ids.extend_from_slice(&rows.ids);
        events.minutes.extend_from_slice(&rows.minutes);
        events.latitudes.extend_from_slice(&rows.latitudes);
        events.longitudes.extend_from_slice(&rows.longitudes);
        // A table's codes are those of its names.
        let code = |code: &u16| codes.get(usize::from(*code)).copied().unwrap_or_default();
        events.offence_codes.extend(rows.offence_codes.iter().map(code));
        events.flags.extend_from_slice(&rows.flags);
    }

    /// This table's code of each of those of another.
    fn codes_of(&mut self, rows: &Events) -> Vec<u16> {
        rows.offences.iter().map(|name| self.code(name)).collect()
    }

    /// Names beyond what codes can number are counted, and refused when all are there.
    fn code(&mut self, name: &str) -> u16 {
        if let Some(&code) = self.codes.get(name) {
            return code as u16;
        }
        let code = self.codes.len() as u32;
        self.codes.insert(name.to_owned(), code);
        code as u16
    }

    fn make_room(&mut self, rows: usize, bytes: u64) {
        let needed = self.events.len() + rows;
        if needed <= self.events.capacity() {
            return;
        }
        let read: u64 = self.parts.iter().map(|part| part.bytes).sum();
        // Where all bytes are read and rows still come, as of a format that is read as a whole, nothing is known of how many.
        let is_known = 0 < read && read < bytes;
        let times = if is_known { bytes as f64 / read as f64 * (1.0 + SPARE) } else { 1.0 + 2.0 * SPARE };
        let expected = (needed as f64 * times) as usize;
        let expected = expected.clamp(needed, MOST_AT_ONCE.max(4 * needed));
        self.events.reserve(expected - self.events.len());
    }

    /// The table of file 0, with room for so many rows in all.
    pub(super) fn of(mut events: Events, rows: usize) -> Self {
        let mut gathered = Self::default();
        let codes = gathered.codes_of(&events);
        for code in &mut events.offence_codes {
            *code = codes.get(usize::from(*code)).copied().unwrap_or_default();
        }
        events.reserve(rows.saturating_sub(events.len()));
        gathered.parts.push(Part { file: 0, rows: events.len(), bytes: 0 });
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
    }

    /// All rows without duplicates, by minute and then id, as [`super::merge()`] gives them. `files`: what the files held.
    ///
    /// # Errors
    /// [`MergeError`] where offences or rows are too many to be numbered.
    pub fn merge(self, files: Vec<FileSummary>) -> Result<Merged, MergeError> {
        let Self { mut events, codes, .. } = self;
        if codes.len() > usize::from(u16::MAX) + 1 {
            return Err(MergeError::TooManyOffences { found: codes.len() });
        }
        // Names in their order, and for each code of before the one that its name has now.
        let mut now = vec![0; codes.len()];
        for (at, &code) in (0_u16..=u16::MAX).zip(codes.values()) {
            if let Some(now) = now.get_mut(code as usize) {
                *now = at;
            }
        }
        events.offences = codes.into_keys().collect();
        for code in &mut events.offence_codes {
            *code = now.get(usize::from(*code)).copied().unwrap_or_default();
        }
        events.shrink();
        merge_rows(events, files)
    }
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
            let (day, offence) =
                (1 + row % 28, ["THEFT", "ARSON", "ROBBERY", "BATTERY"][(row + file) as usize % 4]);
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
        let summary = read_in_parts(name, text.as_bytes(), Some(&plan), &mut go, &mut take).unwrap();
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
        let total = texts.iter().map(|text| text.len() as u64).sum();
        let whole = |at: usize| {
            read_file(names[at], texts[at].as_bytes(), &ImportPlan::chicago_portal(), &mut go).unwrap()
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
                rows.take(*file, piece, *bytes, total);
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
        let total = (a.len() + b.len()) as u64;
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
            read_file(name, text.as_bytes(), &ImportPlan::chicago_portal(), &mut go).unwrap()
        };
        let expected = merge(vec![whole("a", &a), whole("b", &b)]).unwrap();
        assert_eq!(merged.events.to_bytes(), expected.events.to_bytes());
        assert_eq!(merged.duplicates, expected.duplicates);
    }

    #[test]
    fn the_table_is_made_once_for_the_rows_that_the_bytes_let_expect() {
        let (parts, _) = parts("a", &text(0, 10_000));
        let mut rows = Gathered::default();
        // 24 files of this one's size, of which the others have a twentieth more bytes a row.
        let (bytes, total) = (1_000_000, 24_000_000);
        rows.take(0, &parts[0].0, bytes, total);
        let room = rows.events.capacity();
        assert_eq!(room, 255_000);
        for file in 1..24 {
            rows.take(file, &piece(&parts[0].0, 0, 9_523), bytes, total);
        }
        assert_eq!(rows.events.capacity(), room);
        // What claims to go on for ever gets no room for ever.
        let mut rows = Gathered::default();
        rows.take(0, &parts[0].0, 1, u64::MAX);
        assert_eq!(rows.events.capacity(), MOST_AT_ONCE);
    }
}
