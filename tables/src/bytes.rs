//! A file's bytes, decompressed where they are gzip or zip, with a count of those read and a limit
//! on their growth.

use std::io::{self, BufRead, Read, Seek, SeekFrom};

use flate2::bufread::MultiGzDecoder;

use crate::archive::{Archive, cannot_read};
use crate::error::ReadError;
#[cfg(not(target_arch = "wasm32"))]
use crate::geopackage::{self, GeoPackage};
#[cfg(not(target_arch = "wasm32"))]
use crate::parquet::{self, Parquet};
use crate::record::{StatedSystem, Unread};
use crate::row_source::{RowSource, Tables};
use crate::workbook;

const BUFFER_BYTES: usize = 1 << 16;
/// Bytes of the longest of the marks that files are told by.
const MAGIC_BYTES: usize = 16;
const GZIP_MAGIC: [u8; 2] = [0x1f, 0x8b];
const ZIP_MAGICS: [&[u8]; 2] = [b"PK\x03\x04", b"PK\x05\x06"];

/// Plain, gzip, zip or a file of rows such as a workbook, told apart by the first bytes; the
/// members of a gzip file are one text. The text comes in parts, one after the other: an archive
/// has one for each table in it, all others one.
pub(crate) enum Bytes<R: Read> {
    Plain(Counted<R>),
    Gzip(Box<Gzip<R>>),
    Zip(Box<Archive<R>>),
    Tables {
        /// Each is taken when its part begins.
        tables: Box<dyn Tables>,
        /// Bytes of the file.
        bytes: u64,
    },
}

pub(crate) struct Gzip<R: Read> {
    decoder: MultiGzDecoder<Counted<R>>,
    inflated: u64,
    inflation_limit: u64,
    /// Bytes of the file, where it can be asked: so that whether it grows too much does not depend
    /// on how much of it is read at a time.
    bytes: Option<u64>,
}

impl<R: Read + Seek> Bytes<R> {
    pub(crate) fn open(reader: R, inflation_limit: u64) -> Result<Self, ReadError> {
        let mut counted = Counted::new(reader);
        let start = counted.peek(MAGIC_BYTES).map_err(|error| cannot_read(&error))?;
        if start.starts_with(&GZIP_MAGIC) {
            let bytes = counted.file_bytes();
            let decoder = MultiGzDecoder::new(counted);
            return Ok(Self::Gzip(Box::new(Gzip { decoder, inflated: 0, inflation_limit, bytes })));
        }
        if start.starts_with(workbook::XLS_MAGIC) {
            let (sheets, bytes) = workbook::from_xls(counted.reader)?;
            return Ok(Self::Tables { tables: Box::new(sheets), bytes });
        }
        #[cfg(not(target_arch = "wasm32"))]
        if start.starts_with(parquet::MAGIC) {
            let (table, bytes) = Parquet::open(counted.reader, inflation_limit)?;
            return Ok(Self::Tables { tables: Box::new(table), bytes });
        }
        #[cfg(not(target_arch = "wasm32"))]
        if start == geopackage::MAGIC {
            let (layers, bytes) = GeoPackage::open(counted.reader)?;
            return Ok(Self::Tables { tables: Box::new(layers), bytes });
        }
        if !ZIP_MAGICS.iter().any(|magic| start.starts_with(magic)) {
            return Ok(Self::Plain(counted));
        }
        let mut archive = Archive::open(counted.reader, inflation_limit)?;
        if let Some(kind) = workbook::kind(&archive) {
            let sheets = workbook::from_archive(&mut archive, kind)?;
            return Ok(Self::Tables { tables: Box::new(sheets), bytes: archive.bytes });
        }
        Ok(Self::Zip(Box::new(archive)))
    }

    /// The rest of a plain file.
    pub(crate) fn plain(reader: R) -> Self {
        Self::Plain(Counted::new(reader))
    }

    /// Goes to the next part, of which `n_before` have been read; false where there is none.
    pub(crate) fn begin_part(&mut self, n_before: u64) -> Result<bool, ReadError> {
        match self {
            Self::Plain(_) | Self::Gzip(_) => Ok(n_before == 0),
            Self::Tables { tables, .. } => Ok(tables.has_next()),
            Self::Zip(archive) => archive.next_table(),
        }
    }

    /// The archive, where the file is one.
    pub(crate) fn archive(&mut self) -> Option<&mut Archive<R>> {
        match self {
            Self::Zip(archive) => Some(archive),
            _ => None,
        }
    }

    /// The rows of the next table, where the file has rows and not text.
    pub(crate) fn take_rows(&mut self) -> Option<Box<dyn RowSource>> {
        match self {
            Self::Tables { tables, .. } => tables.take(),
            _ => None,
        }
    }

    /// The tables that are not read, where the file has rows and not text; once.
    pub(crate) fn take_unread(&mut self) -> Vec<Unread> {
        match self {
            Self::Tables { tables, .. } => tables.take_unread(),
            _ => Vec::new(),
        }
    }

    /// The coordinate system that a file of rows states.
    pub(crate) fn stated_system(&self) -> Option<StatedSystem> {
        match self {
            Self::Tables { tables, .. } => tables.stated_system(),
            _ => None,
        }
    }

    /// Whether there may be several tables, which are to be one.
    pub(crate) fn has_tables(&self) -> bool {
        matches!(self, Self::Zip(_) | Self::Tables { .. })
    }

    /// Name of the part where parts have names, else empty.
    pub(crate) fn part_name(&self) -> &str {
        match self {
            Self::Zip(archive) => archive.name(),
            Self::Tables { tables, .. } => tables.name(),
            _ => "",
        }
    }

    /// Bytes taken from the file so far, compressed if it is.
    pub(crate) fn read_so_far(&self) -> u64 {
        match self {
            Self::Plain(counted) => counted.read,
            Self::Gzip(gzip) => gzip.decoder.get_ref().read,
            Self::Zip(archive) => archive.read_so_far(),
            Self::Tables { bytes, .. } => *bytes,
        }
    }

    /// Fills `buffer` with decompressed bytes as far as the part has any; fewer than its length
    /// only at the part's end.
    pub(crate) fn fill(&mut self, buffer: &mut [u8]) -> Result<usize, ReadError> {
        let mut filled = 0;
        while let Some(rest) = buffer.get_mut(filled..).filter(|rest| !rest.is_empty()) {
            let read = match self {
                Self::Plain(counted) => counted.read(rest),
                Self::Gzip(gzip) => gzip.decoder.read(rest),
                Self::Zip(archive) => Ok(archive.read(rest)?),
                Self::Tables { .. } => break,
            };
            match read {
                Ok(0) => break,
                Ok(read) => {
                    filled += read;
                    self.check_growth(read)?;
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(self.problem(&error)),
            }
        }
        Ok(filled)
    }

    fn check_growth(&mut self, read: usize) -> Result<(), ReadError> {
        let compressed = self.read_so_far();
        if let Self::Gzip(gzip) = self {
            gzip.inflated += read as u64;
            let compressed = gzip.bytes.unwrap_or(compressed);
            if gzip.inflated > compressed.saturating_mul(gzip.inflation_limit) {
                return Err(ReadError::InflatesTooMuch { limit: gzip.inflation_limit });
            }
        }
        Ok(())
    }

    fn problem(&self, error: &io::Error) -> ReadError {
        let reason = error.to_string();
        match self {
            // The decoder passes on what the file's own reader says; that is no fault of the
            // compressed data.
            Self::Gzip(gzip) if !gzip.decoder.get_ref().failed => match error.kind() {
                io::ErrorKind::UnexpectedEof => {
                    ReadError::TruncatedGzip { compressed_bytes: self.read_so_far() }
                }
                _ => ReadError::BadGzip { reason },
            },
            _ => ReadError::Read { reason },
        }
    }
}

/// A buffered reader that counts.
pub(crate) struct Counted<R> {
    reader: R,
    buffer: Vec<u8>,
    start: usize,
    end: usize,
    pub(crate) read: u64,
    failed: bool,
}

impl<R: Read> Counted<R> {
    fn new(reader: R) -> Self {
        Self { reader, buffer: vec![0; BUFFER_BYTES], start: 0, end: 0, read: 0, failed: false }
    }

    /// The first bytes, `length` of them unless the file is shorter. Only before anything is
    /// consumed.
    fn peek(&mut self, length: usize) -> io::Result<&[u8]> {
        while self.end < length {
            let rest = self.buffer.get_mut(self.end..).unwrap_or_default();
            match self.reader.read(rest) {
                Ok(0) => break,
                Ok(read) => {
                    self.end += read;
                    self.read += read as u64;
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        Ok(self.buffer.get(..self.end.min(length)).unwrap_or_default())
    }

    fn read_from_file(&mut self, into_own_buffer: bool, buffer: &mut [u8]) -> io::Result<usize> {
        let target = if into_own_buffer { self.buffer.as_mut_slice() } else { buffer };
        let read = self.reader.read(target);
        match &read {
            Ok(read) => self.read += *read as u64,
            Err(error) => self.failed |= error.kind() != io::ErrorKind::Interrupted,
        }
        read
    }
}

impl<R: Seek> Counted<R> {
    /// Bytes of the whole file; the reader stands afterwards where it stood.
    fn file_bytes(&mut self) -> Option<u64> {
        let at = self.reader.stream_position().ok()?;
        let end = self.reader.seek(SeekFrom::End(0)).ok()?;
        self.reader.seek(SeekFrom::Start(at)).ok().map(|_| end)
    }
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.start == self.end {
            return self.read_from_file(false, buffer);
        }
        let held = self.buffer.get(self.start..self.end).unwrap_or_default();
        let length = held.len().min(buffer.len());
        if let (Some(target), Some(held)) = (buffer.get_mut(..length), held.get(..length)) {
            target.copy_from_slice(held);
        }
        self.start += length;
        Ok(length)
    }
}

impl<R: Read> BufRead for Counted<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        while self.start == self.end {
            match self.read_from_file(true, &mut []) {
                Ok(0) => break,
                Ok(read) => (self.start, self.end) = (0, read),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        Ok(self.buffer.get(self.start..self.end).unwrap_or_default())
    }

    fn consume(&mut self, amount: usize) {
        self.start = (self.start + amount).min(self.end);
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn gzip(text: &[u8]) -> Vec<u8> {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        encoder.write_all(text).unwrap();
        encoder.finish().unwrap()
    }

    fn all(bytes: &[u8]) -> Result<Vec<u8>, ReadError> {
        let mut source = Bytes::open(io::Cursor::new(bytes), 1_000)?;
        assert!(source.begin_part(0)?);
        let mut buffer = vec![0; 1 << 20];
        let mut text = Vec::new();
        loop {
            let filled = source.fill(&mut buffer)?;
            text.extend_from_slice(&buffer[..filled]);
            if filled < buffer.len() {
                assert_eq!(source.read_so_far(), bytes.len() as u64);
                return Ok(text);
            }
        }
    }

    #[test]
    fn plain_and_gzip_of_several_members_give_the_same_bytes() {
        let text: Vec<u8> = (0..200_000_u32).flat_map(u32::to_le_bytes).collect();
        assert_eq!(all(&text).unwrap(), text);
        let (first, second) = text.split_at(123_457);
        assert_eq!(all(&[gzip(first), gzip(second)].concat()).unwrap(), text);
        assert_eq!(all(b"x").unwrap(), b"x");
    }

    #[test]
    fn damage_is_told_from_a_cut_and_from_a_failing_file() {
        let whole = gzip(b"some text, some more text, and text again");
        for length in 2..whole.len() {
            let problem = all(&whole[..length]).unwrap_err();
            assert_eq!(problem, ReadError::TruncatedGzip { compressed_bytes: length as u64 }, "{length}");
        }
        let mut spoilt = whole;
        let last = spoilt.len() - 6;
        spoilt[last] ^= 1;
        assert!(matches!(all(&spoilt), Err(ReadError::BadGzip { .. })));

        /// Gives these bytes and then fails.
        struct Failing(&'static [u8]);
        impl Read for Failing {
            fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
                if self.0.is_empty() { Err(io::Error::other("taken out")) } else { self.0.read(out) }
            }
        }
        impl Seek for Failing {
            fn seek(&mut self, _: SeekFrom) -> io::Result<u64> {
                Err(io::Error::other("taken out"))
            }
        }
        let open = |bytes: &'static [u8]| Bytes::open(Failing(bytes), 1_000);
        let problem = open(&GZIP_MAGIC).err().unwrap();
        assert_eq!(problem, ReadError::Read { reason: "taken out".to_owned() });
        let long: Vec<u8> = (0..2_000_u32).flat_map(|index| (index * index).to_le_bytes()).collect();
        let start = gzip(&long).leak().get(..128).unwrap();
        let problem = open(start).unwrap().fill(&mut [0; 8_000]).unwrap_err();
        assert_eq!(problem, ReadError::Read { reason: "taken out".to_owned() });
    }

    #[test]
    fn the_name_that_a_gzip_file_gives_itself_is_bounded() {
        let named = |letters: usize| {
            let name = vec![b'n'; letters];
            let mut file =
                flate2::GzBuilder::new().filename(name).write(Vec::new(), flate2::Compression::fast());
            file.write_all(b"a,b\n1,2\n").unwrap();
            file.finish().unwrap()
        };
        assert_eq!(all(&named(1_000)).unwrap(), b"a,b\n1,2\n");
        assert!(matches!(all(&named(100_000)), Err(ReadError::BadGzip { .. })));
    }

    #[test]
    fn a_bomb_is_refused_before_it_is_read() {
        let bomb = gzip(&vec![b'\n'; 32 << 20]);
        assert!(bomb.len() < 40_000);
        assert_eq!(all(&bomb).unwrap_err(), ReadError::InflatesTooMuch { limit: 1_000 });
    }
}
