//! The tables in a zip archive, one after another as they stand in it, without seeking.
//!
//! Entries are found by their local headers and not by the directory at the archive's end: a browser's file and a pipe are then read
//! like any other file. Deflated data says itself where it ends; only data that is neither compressed nor has its length said before
//! cannot be read so.

use std::io::{BufRead, Read};

use flate2::{Decompress, FlushDecompress, Status};

use super::bytes::Counted;
use super::zip_header::{DEFLATED, Entry, HEADER_BYTES, STORED, number};
use crate::error::{ReadError, ZipFault};
use crate::text::quoted;

const LOCAL_HEADER: u32 = 0x0403_4b50;
const DESCRIPTOR: u32 = 0x0807_4b50;
/// Central directory, its end, the same of zip64, extra data of the archive: what comes after the last entry.
const AFTER_ENTRIES: [u32; 5] = [0x0201_4b50, 0x0605_4b50, 0x0606_4b50, 0x0706_4b50, 0x0806_4b50];
/// Names that an error lists.
const LISTED_ENTRIES: usize = 10;
/// Below this, no data is said to grow too much.
const SMALL_BYTES: u64 = 1 << 20;

/// The entries of an archive.
pub(crate) struct ZipEntries<R: Read> {
    pub(crate) counted: Counted<R>,
    inflater: Decompress,
    inflation_limit: u64,
    entry: Option<Entry>,
    /// A signature that was read and belongs to what comes next.
    signature: Option<u32>,
    names: Vec<String>,
    /// The last entry has been read.
    ended: bool,
}

impl<R: Read> ZipEntries<R> {
    pub(crate) fn new(counted: Counted<R>, inflation_limit: u64) -> Self {
        let inflater = Decompress::new(false);
        Self {
            counted,
            inflater,
            inflation_limit,
            entry: None,
            signature: None,
            names: Vec::new(),
            ended: false,
        }
    }

    /// Name of the entry being read.
    pub(crate) fn name(&self) -> &str {
        self.entry.as_ref().map_or("", |entry| entry.name.as_str())
    }

    /// The error where none of the entries is a table.
    pub(crate) fn no_table(&mut self) -> ReadError {
        ReadError::NoTableInZip { entries: std::mem::take(&mut self.names) }
    }

    /// Goes to the next table; false after the last entry, when the rest of the archive is read to its end.
    pub(crate) fn next_table(&mut self) -> Result<bool, ReadError> {
        self.next(Entry::is_table)
    }

    /// Goes to the next entry whose name is wanted, as to the next table.
    pub(crate) fn next_named(&mut self, wanted: fn(&str) -> bool) -> Result<bool, ReadError> {
        self.next(|entry| wanted(&entry.name))
    }

    fn next(&mut self, wanted: impl Fn(&Entry) -> bool) -> Result<bool, ReadError> {
        while !self.ended {
            self.skip()?;
            let signature = match self.signature.take() {
                Some(signature) => signature,
                None => self.signature()?,
            };
            if AFTER_ENTRIES.contains(&signature) {
                while !self.available()?.is_empty() {
                    let length = self.available()?.len();
                    self.counted.consume(length);
                }
                self.ended = true;
                return Ok(false);
            }
            if signature != LOCAL_HEADER {
                return Err(
                    self.fault(ZipFault::Damaged { reason: "what follows it is no entry".to_owned() })
                );
            }
            let entry = self.header()?;
            let is_wanted = wanted(&entry);
            if self.names.len() < LISTED_ENTRIES && !entry.name.ends_with('/') {
                self.names.push(entry.name.clone());
            }
            let (encrypted, method) = (entry.encrypted, entry.method);
            self.inflater.reset(false);
            self.entry = Some(entry);
            if is_wanted && encrypted {
                return Err(self.fault(ZipFault::Encrypted));
            }
            if is_wanted && method != STORED && method != DEFLATED {
                return Err(self.fault(ZipFault::Method { method }));
            }
            if is_wanted {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Gives the entry's next bytes; none at its end, when its checksum has been compared.
    pub(crate) fn read(&mut self, out: &mut [u8]) -> Result<usize, ReadError> {
        loop {
            let Some(entry) = self.entry.as_mut().filter(|entry| !entry.done && !out.is_empty()) else {
                return Ok(0);
            };
            let (method, left) = (entry.method, entry.compressed_bytes.saturating_sub(entry.taken));
            if method == STORED && left == 0 {
                self.end()?;
                continue;
            }
            let input =
                self.counted.fill_buf().map_err(|error| ReadError::Read { reason: error.to_string() })?;
            if input.is_empty() {
                return Err(ReadError::TruncatedZip { compressed_bytes: self.counted.read });
            }
            let (taken, given, ended) = if method == DEFLATED {
                let before = (self.inflater.total_in(), self.inflater.total_out());
                let status = self.inflater.decompress(input, out, FlushDecompress::None);
                let taken = (self.inflater.total_in() - before.0) as usize;
                let given = (self.inflater.total_out() - before.1) as usize;
                match status {
                    Ok(status) if taken > 0 || given > 0 || status == Status::StreamEnd => {
                        (taken, given, status == Status::StreamEnd)
                    }
                    Ok(_) => return Err(self.fault(ZipFault::Damaged { reason: "no progress".to_owned() })),
                    Err(error) => return Err(self.fault(ZipFault::Damaged { reason: error.to_string() })),
                }
            } else {
                let length = input.len().min(out.len()).min(usize::try_from(left).unwrap_or(usize::MAX));
                if let (Some(out), Some(input)) = (out.get_mut(..length), input.get(..length)) {
                    out.copy_from_slice(input);
                }
                (length, length, false)
            };
            self.counted.consume(taken);
            entry.taken += taken as u64;
            entry.given_bytes += given as u64;
            entry.given.update(out.get(..given).unwrap_or_default());
            let (grown, limit) = (entry.given_bytes, self.inflation_limit);
            if grown > SMALL_BYTES && grown > entry.taken.saturating_mul(limit) {
                return Err(ReadError::InflatesTooMuch { limit });
            }
            if ended {
                self.end()?;
            }
            if given > 0 {
                return Ok(given);
            }
        }
    }

    /// Reads the entry to its end, whatever it is.
    fn skip(&mut self) -> Result<(), ReadError> {
        let Some(entry) = &mut self.entry else { return Ok(()) };
        if entry.done || (entry.method == DEFLATED && entry.described && !entry.encrypted) {
            let mut nowhere = vec![0; 1 << 15];
            while self.read(&mut nowhere)? > 0 {}
            return Ok(());
        }
        if entry.described && entry.compressed_bytes == 0 {
            // A folder's entry is empty, whatever is said of it.
            if !entry.name.ends_with('/') {
                return Err(self.fault(ZipFault::NoLength));
            }
            return self.end();
        }
        while let Some(left) = self
            .entry
            .as_ref()
            .map(|entry| entry.compressed_bytes.saturating_sub(entry.taken))
            .filter(|left| *left > 0)
        {
            let length = self.available()?.len().min(usize::try_from(left).unwrap_or(usize::MAX));
            if length == 0 {
                return Err(ReadError::TruncatedZip { compressed_bytes: self.counted.read });
            }
            self.counted.consume(length);
            if let Some(entry) = &mut self.entry {
                entry.taken += length as u64;
            }
        }
        match self.entry.take() {
            Some(entry) if entry.described => {
                // Its checksum is that of bytes that were not looked at.
                let signature = self.signature()?;
                let rest = if entry.long { 20 } else { 12 };
                if signature == DESCRIPTOR {
                    self.take(rest).map(drop)
                } else {
                    self.take(rest - 4).map(drop)
                }
            }
            _ => Ok(()),
        }
    }

    /// At the end of the entry's data: compares checksum and lengths with those that were said.
    fn end(&mut self) -> Result<(), ReadError> {
        let Some(entry) = &mut self.entry else { return Ok(()) };
        entry.done = true;
        let (checksum, taken, given) = (entry.given.sum(), entry.taken, entry.given_bytes);
        let (long, described) = (entry.long, entry.described);
        let mut said = (entry.checksum, entry.compressed_bytes, entry.inflated_bytes);
        if described {
            let first = self.signature()?;
            if taken == 0 && first != DESCRIPTOR {
                self.signature = Some(first);
                return Ok(());
            }
            let checksum = if first == DESCRIPTOR { self.signature()? } else { first };
            let short = self.take(8)?;
            said = (checksum, number::<4>(&short, 0), number::<4>(&short, 4));
            // Some write lengths of eight bytes without saying so.
            if long || (said.1, said.2) != (taken & 0xffff_ffff, given & 0xffff_ffff) {
                said = (checksum, number::<8>(&short, 0), number::<8>(&self.take(8)?, 0));
            } else {
                said = (checksum, taken, given);
                if given == 0 {
                    // The zero after "2, nothing" may be the half of "2" in eight bytes.
                    let next = self.signature()?;
                    if next == 0 {
                        self.take(4)?;
                    } else {
                        self.signature = Some(next);
                    }
                }
            }
        }
        if said == (checksum, taken, given) {
            return Ok(());
        }
        Err(self.fault(ZipFault::Damaged { reason: "its checksum or length is wrong".to_owned() }))
    }

    fn header(&mut self) -> Result<Entry, ReadError> {
        let header = self.take(HEADER_BYTES)?;
        let name = self.take(number::<2>(&header, 22) as usize)?;
        let extra = self.take(number::<2>(&header, 24) as usize)?;
        Ok(Entry::new(&header, &name, &extra))
    }

    fn available(&mut self) -> Result<&[u8], ReadError> {
        self.counted.fill_buf().map_err(|error| ReadError::Read { reason: error.to_string() })
    }

    fn signature(&mut self) -> Result<u32, ReadError> {
        Ok(number::<4>(&self.take(4)?, 0) as u32)
    }

    /// The archive's next `length` bytes, of which a header has at most 65,535.
    fn take(&mut self, length: usize) -> Result<Vec<u8>, ReadError> {
        let mut taken = Vec::with_capacity(length);
        while taken.len() < length {
            let available = self.available()?;
            let some = available.get(..length - taken.len()).unwrap_or(available);
            let n = some.len();
            taken.extend_from_slice(some);
            self.counted.consume(n);
            if n == 0 {
                return Err(ReadError::TruncatedZip { compressed_bytes: self.counted.read });
            }
        }
        Ok(taken)
    }

    fn fault(&self, fault: ZipFault) -> ReadError {
        ReadError::BadZip { entry: quoted(self.name().as_bytes()), fault }
    }
}
