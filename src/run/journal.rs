//! Records of finished work in a file, of which what is whole can be told from what is not.
//!
//! Records are appended. A process that is killed leaves its last one cut off, and a machine that
//! loses power may leave anything behind the last one that reached the disk. So each record is
//! followed by a checksum over everything up to there, and the first that does not fit ends what
//! is read. What stands behind it is written over: it does not fit what then precedes it either.

use std::io::{self, BufReader, Read, Seek, SeekFrom, Write};

use sha2::{Digest, Sha256};

/// What a journal begins with. The number is that of the form.
const MAGIC: &[u8] = b"watchback unfinished work 1\n";
/// Bytes of a record's length, before it.
const LENGTH_BYTES: usize = size_of::<u64>();
/// Bytes of a record's checksum, behind it.
const CHECKSUM_BYTES: usize = 8;

/// Where a journal can stand: a file of the system, or one of the browser's.
pub trait Store: Read + Write + Seek {}
impl<F: Read + Write + Seek> Store for F {}

/// Finished work, record by record.
#[derive(Debug)]
pub struct Journal<F> {
    file: BufReader<F>,
    /// Over all records up to `end`.
    checksum: Sha256,
    /// Bytes up to which records are whole.
    end: u64,
    /// Whether records of an earlier process may follow.
    is_replayed: bool,
    /// Why nothing more is kept.
    failure: Option<io::Error>,
    /// Records that were read, and that were written.
    read: u64,
    written: u64,
}

impl Journal<Box<dyn Store>> {
    /// A journal that keeps nothing and holds nothing.
    #[must_use]
    pub fn nowhere() -> Self {
        let file: Box<dyn Store> = Box::new(io::empty());
        Self { failure: Some(io::ErrorKind::Unsupported.into()), is_replayed: false, ..Self::empty(file) }
    }
}

impl<F: Store> Journal<F> {
    fn empty(file: F) -> Self {
        Self {
            file: BufReader::new(file),
            checksum: Sha256::new(),
            end: 0,
            is_replayed: true,
            failure: None,
            read: 0,
            written: 0,
        }
    }

    /// Opens a journal that stands in `file`, which is read from its start.
    ///
    /// Gives also what it begins with, as it was given to [`Journal::begin`]. `None` where there is
    /// no journal, or not the whole of its beginning.
    ///
    /// # Errors
    /// What the system says, and where there is something else than a journal, which is kept.
    pub fn open(mut file: F) -> io::Result<(Self, Option<Vec<u8>>)> {
        file.rewind()?;
        let mut journal = Self::empty(file);
        let mut magic = Vec::new();
        (&mut journal.file).take(MAGIC.len() as u64).read_to_end(&mut magic)?;
        if !MAGIC.starts_with(&magic) {
            let reason = "this is no unfinished work of Watchback; move it away";
            return Err(io::Error::new(io::ErrorKind::InvalidData, reason));
        }
        if magic.len() < MAGIC.len() {
            return Ok((journal, None));
        }
        journal.checksum.update(MAGIC);
        journal.end = MAGIC.len() as u64;
        let head = journal.next(|head| Some(head.to_vec()));
        journal.read = 0;
        Ok((journal, head))
    }

    /// Begins anew. `head` says whose work this is.
    pub fn begin(&mut self, head: &[u8]) {
        (self.checksum, self.end, self.is_replayed) = (Sha256::new(), 0, false);
        if self.append(MAGIC) {
            self.checksum.update(MAGIC);
        }
        self.keep(head);
        self.written = 0;
    }

    /// The next record of an earlier process, as `accept` makes it out. `None` where there is none,
    /// or not one that it accepts: from then on records are written.
    pub(super) fn next<T>(&mut self, accept: impl FnOnce(&[u8]) -> Option<T>) -> Option<T> {
        if !self.is_replayed {
            return None;
        }
        let found = self.whole_record().and_then(|(record, checksum, bytes)| {
            let accepted = accept(&record)?;
            self.checksum = checksum;
            self.end += bytes;
            self.read += 1;
            Some(accepted)
        });
        self.is_replayed = found.is_some();
        found
    }

    /// A record whose checksum fits, with the checksum's state and the bytes that it takes.
    fn whole_record(&mut self) -> Option<(Vec<u8>, Sha256, u64)> {
        let mut length = [0; LENGTH_BYTES];
        self.file.read_exact(&mut length).ok()?;
        let bytes = u64::from_le_bytes(length);
        // A length that is none reserves no memory: only what is there is read.
        let mut record = Vec::new();
        (&mut self.file).take(bytes).read_to_end(&mut record).ok()?;
        let mut expected = [0; CHECKSUM_BYTES];
        self.file.read_exact(&mut expected).ok()?;
        let checksum = self.checksum.clone().chain_update(length).chain_update(&record);
        let is_whole = record.len() as u64 == bytes && short(&checksum) == expected;
        let all = (LENGTH_BYTES + CHECKSUM_BYTES) as u64 + bytes;
        is_whole.then_some((record, checksum, all))
    }

    /// Keeps a record. Where that fails nothing more is kept, and work goes on: see
    /// [`Journal::failure`].
    pub(super) fn keep(&mut self, record: &[u8]) {
        let mut all = Vec::with_capacity(LENGTH_BYTES + record.len() + CHECKSUM_BYTES);
        all.extend((record.len() as u64).to_le_bytes());
        all.extend(record);
        let checksum = self.checksum.clone().chain_update(&all);
        all.extend(short(&checksum));
        if self.append(&all) {
            self.checksum = checksum;
            self.written += 1;
        }
    }

    /// Nothing more is kept, for this reason.
    pub(super) fn give_up(&mut self, reason: io::Error) {
        self.failure.get_or_insert(reason);
    }

    /// Writes bytes behind what is whole, at once: a killed process loses nothing that was written.
    /// Whether it did.
    fn append(&mut self, bytes: &[u8]) -> bool {
        if self.failure.is_some() {
            return false;
        }
        let mut write = || {
            self.file.seek(SeekFrom::Start(self.end))?;
            self.file.get_mut().write_all(bytes)?;
            self.file.get_mut().flush()
        };
        match write() {
            Ok(()) => self.end += bytes.len() as u64,
            Err(error) => self.failure = Some(error),
        }
        self.failure.is_none()
    }

    /// Why nothing more could be kept.
    pub const fn failure(&self) -> Option<&io::Error> {
        self.failure.as_ref()
    }

    /// Whether records are read or written any more.
    pub(super) const fn is_in_use(&self) -> bool {
        self.is_replayed || self.failure.is_none()
    }

    /// Number of records that an earlier process left and that were used.
    pub const fn records_read(&self) -> u64 {
        self.read
    }

    /// The file that it stands in.
    pub fn into_inner(self) -> F {
        self.file.into_inner()
    }

    /// Whether any finished work stands in the journal.
    pub const fn holds_work(&self) -> bool {
        self.read + self.written > 0
    }
}

/// The part of a checksum that is written.
fn short(checksum: &Sha256) -> [u8; CHECKSUM_BYTES] {
    let whole: [u8; 32] = checksum.clone().finalize().into();
    let [first, ..] = whole.as_chunks().0 else { return [0; CHECKSUM_BYTES] };
    *first
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;

    /// A journal of one record a text, as bytes.
    fn journal_of(records: &[&str]) -> Vec<u8> {
        let mut journal = Journal::open(Cursor::new(Vec::new())).unwrap().0;
        journal.begin(b"head");
        records.iter().for_each(|record| journal.keep(record.as_bytes()));
        assert_eq!(journal.holds_work(), !records.is_empty());
        journal.into_inner().into_inner()
    }

    /// The records that can be read of bytes, and the journal behind them.
    fn read(bytes: &[u8]) -> (Vec<String>, Journal<Cursor<Vec<u8>>>) {
        let (mut journal, head) = Journal::open(Cursor::new(bytes.to_vec())).unwrap();
        let mut records = Vec::new();
        if head.is_some() {
            let text = |record: &[u8]| String::from_utf8(record.to_vec()).ok();
            records.extend(std::iter::from_fn(|| journal.next(text)));
        }
        (records, journal)
    }

    #[test]
    fn records_are_read_as_they_were_kept() {
        let bytes = journal_of(&["a", "", "ccc"]);
        assert_eq!(read(&bytes).0, ["a", "", "ccc"]);
        assert_eq!(Journal::open(Cursor::new(bytes)).unwrap().1, Some(b"head".to_vec()));
        assert!(Journal::open(Cursor::new(b"something else".to_vec())).is_err());
    }

    #[test]
    fn a_journal_that_is_cut_anywhere_keeps_its_whole_records() {
        let bytes = journal_of(&["first", "second"]);
        for length in 0..bytes.len() {
            let (records, mut journal) = read(&bytes[..length]);
            assert!(["first", "second"].starts_with(&records.iter().map(String::as_str).collect::<Vec<_>>()));
            assert!(records.len() < 2, "{length}");
            // What comes after is appended to what was whole.
            if journal.end > MAGIC.len() as u64 {
                journal.keep(b"next");
                let again = read(&journal.into_inner().into_inner()).0;
                assert_eq!(again, [records, vec!["next".to_owned()]].concat());
            }
        }
    }

    #[test]
    fn a_changed_byte_ends_what_is_read() {
        let bytes = journal_of(&["first", "second", "third"]);
        let at = bytes.windows(6).position(|window| window == b"second").unwrap();
        for byte in at - LENGTH_BYTES..at + 6 + CHECKSUM_BYTES {
            let mut changed = bytes.clone();
            changed[byte] ^= 1;
            assert_eq!(read(&changed).0, ["first"], "{byte}");
        }
    }

    #[test]
    fn what_is_not_accepted_is_written_over_and_nothing_of_it_comes_back() {
        let bytes = journal_of(&["first", "other!", "third"]);
        let (mut journal, _) = Journal::open(Cursor::new(bytes)).unwrap();
        assert_eq!(journal.next(|record| Some(record.to_vec())), Some(b"first".to_vec()));
        assert_eq!(journal.next(|_| None::<()>), None);
        // As long as what it replaces: the third record stands right behind it.
        journal.keep(b"second");
        assert_eq!(read(&journal.into_inner().into_inner()).0, ["first", "second"]);
    }

    #[test]
    fn a_full_disk_ends_the_keeping_and_not_the_work() {
        struct Full(Cursor<Vec<u8>>);
        impl Read for Full {
            fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
                self.0.read(buffer)
            }
        }
        impl Write for Full {
            fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
                let room = 70_usize.saturating_sub(self.0.position() as usize);
                if room == 0 {
                    return Err(io::ErrorKind::StorageFull.into());
                }
                self.0.write(&bytes[..bytes.len().min(room)])
            }
            fn flush(&mut self) -> io::Result<()> {
                Ok(())
            }
        }
        impl Seek for Full {
            fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
                self.0.seek(to)
            }
        }
        let mut journal = Journal::open(Full(Cursor::new(Vec::new()))).unwrap().0;
        journal.begin(b"head");
        ["one", "two", "three"].iter().for_each(|record| journal.keep(record.as_bytes()));
        assert_eq!(journal.failure().map(io::Error::kind), Some(io::ErrorKind::StorageFull));
        assert_eq!(read(&journal.into_inner().0.into_inner()).0, ["one"]);
    }
}
