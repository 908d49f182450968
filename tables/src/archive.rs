//! The entries of a zip archive, one after another as they stand in it.
//!
//! Crate `zip` reads the directory. The entries' data is read here, because a reader of the crate
//! would borrow the archive that it is kept beside.

use std::io::{self, BufReader, Read, Seek, SeekFrom, Take};

use flate2::CrcReader;
use flate2::bufread::DeflateDecoder;
use zip::CompressionMethod;
use zip::result::ZipError;

use crate::error::{ReadError, ZipFault};
use crate::text::{quoted, text};
use watchback_translate::mark;

/// What a table's name ends with.
const TABLES: [&str; 8] = [".csv", ".tsv", ".tab", ".psv", ".txt", ".json", ".geojson", ".dbf"];
/// Definitions of projections that are looked at, and bytes of the longest.
const PROJECTIONS: usize = 64;
const PROJECTION_BYTES: u64 = 1 << 16;
/// What tells an archive of another kind: a part of an entry's name, what the archive is, and what
/// to do.
const OTHERS: [(&str, &str, &str); 7] = [
    (
        ".gdbtable",
        mark!("a file geodatabase of Esri"),
        mark!("export its table as CSV or its layer as GeoJSON"),
    ),
    (".kml", mark!("KML, a map for Google Earth"), mark!("export CSV or GeoJSON, at the portal or by QGIS")),
    (
        ".gpkg",
        mark!("a zip archive with a GeoPackage"),
        mark!("export its layer as CSV or GeoJSON, by `ogr2ogr` or QGIS"),
    ),
    (".parquet", mark!("a zip archive with a Parquet file"), mark!("write that as CSV")),
    (".xls", mark!("a zip archive with a workbook"), mark!("unpack it and choose the workbook")),
    (
        ".mdb",
        mark!("a zip archive with a database of Access"),
        mark!("export the table with the incidents as CSV"),
    ),
    (
        ".accdb",
        mark!("a zip archive with a database of Access"),
        mark!("export the table with the incidents as CSV"),
    ),
];
/// Names that an error lists.
const LISTED_ENTRIES: usize = 10;
/// Below this, no data is said to grow too much.
const SMALL_BYTES: u64 = 1 << 20;

/// What the directory says of an entry.
struct Entry {
    name: String,
    method: CompressionMethod,
    encrypted: bool,
    data_start: u64,
    compressed_bytes: u64,
    inflated_bytes: u64,
    checksum: u32,
}

/// The data of the entry being read, or the archive's reader between two.
enum Data<R> {
    Between(R),
    Stored(CrcReader<Take<R>>),
    Deflated(CrcReader<DeflateDecoder<BufReader<Take<R>>>>),
}

/// The entries of an archive.
pub(crate) struct Archive<R> {
    entries: Vec<Entry>,
    /// Entries that have begun; the last of them is being read.
    begun: usize,
    /// `None` only while it changes.
    data: Option<Data<R>>,
    inflation_limit: u64,
    given_bytes: u64,
    /// Bytes of the file up to the end of what was read of earlier entries.
    furthest: u64,
    /// Bytes of the file.
    pub(crate) bytes: u64,
    /// The definitions of projections in it, by their entries.
    projections: Vec<(usize, String)>,
}

impl<R: Read + Seek> Archive<R> {
    /// Reads the directory, and where each entry's data begins.
    pub(crate) fn open(mut reader: R, inflation_limit: u64) -> Result<Self, ReadError> {
        let bytes = reader.seek(SeekFrom::End(0)).map_err(|error| cannot_read(&error))?;
        let damaged = |error| match error {
            ZipError::Io(error) if !is_of_data(&error) => cannot_read(&error),
            _ => ReadError::TruncatedZip { compressed_bytes: bytes },
        };
        let mut archive = zip::ZipArchive::new(reader).map_err(damaged)?;
        let mut entries = Vec::new();
        for index in 0..archive.len() {
            let entry = archive.by_index_raw(index).map_err(damaged)?;
            entries.push(Entry {
                name: text(entry.name_raw()).into_owned(),
                method: entry.compression(),
                encrypted: entry.encrypted(),
                data_start: entry.data_start().unwrap_or(bytes),
                compressed_bytes: entry.compressed_size(),
                inflated_bytes: entry.size(),
                checksum: entry.crc32(),
            });
        }
        entries.sort_by_key(|entry| entry.data_start);
        let data = Some(Data::Between(archive.into_inner()));
        let (projections, given_bytes, furthest) = (Vec::new(), 0, 0);
        let mut archive =
            Self { entries, begun: 0, data, inflation_limit, given_bytes, furthest, bytes, projections };
        archive.read_projections();
        Ok(archive)
    }

    /// Whether an entry's name is as asked.
    pub(crate) fn has(&self, is_meant: impl Fn(&str) -> bool) -> bool {
        self.entries.iter().any(|entry| is_meant(&entry.name))
    }

    /// Name of the entry being read.
    pub(crate) fn name(&self) -> &str {
        self.entry().map_or("", |entry| entry.name.as_str())
    }

    /// Bytes of the file up to where it has been read.
    pub(crate) fn read_so_far(&self) -> u64 {
        if self.begun > self.entries.len() {
            return self.bytes;
        }
        let here = self.entry().map_or(0, |entry| entry.data_start.saturating_add(self.compressed_so_far()));
        // Entries may overlap in an archive that was made to mislead.
        self.furthest.max(here)
    }

    /// The error where none of the entries is a table.
    pub(crate) fn no_table(&self) -> ReadError {
        for (part, found, advice) in OTHERS {
            if self.has(|name| name.to_ascii_lowercase().contains(part)) {
                return ReadError::not_a_table(found, advice);
            }
        }
        let files = self.entries.iter().filter(|entry| !entry.name.ends_with('/'));
        ReadError::NoTableInZip {
            entries: files.take(LISTED_ENTRIES).map(|entry| entry.name.clone()).collect(),
        }
    }

    /// The text of the entry of a shapefile's projection that belongs to the table being read: it
    /// has its name, or is the only one.
    pub(crate) fn projection(&mut self) -> Option<&str> {
        let index = self.beside(".prj")?;
        let (_, text) = self.projections.iter().find(|(entry, _)| *entry == index)?;
        Some(text)
    }

    /// The entry beside the one being read, whose name ends so: of its name, or the only one.
    fn beside(&self, end: &str) -> Option<usize> {
        let own = stem(self.name());
        let ends = |entry: &Entry| entry.name.to_ascii_lowercase().ends_with(end);
        let of_end = || self.entries.iter().enumerate().filter(|(_, entry)| ends(entry));
        let own = of_end().find(|(_, entry)| stem(&entry.name) == own);
        let only = of_end().next().filter(|_| of_end().count() == 1);
        own.or(only).map(|(index, _)| index)
    }

    /// Reads the entry beside the one being read whose name ends so, wherever it stands, and comes
    /// back behind the one being read; `None` where there is none.
    pub(crate) fn visit<T>(
        &mut self,
        end: &str,
        read: impl FnOnce(&mut Self) -> Result<T, ReadError>,
    ) -> Result<Option<T>, ReadError> {
        match self.beside(end) {
            Some(index) => self.read_entry(index, read).map(Some),
            None => Ok(None),
        }
    }

    fn read_entry<T>(
        &mut self,
        index: usize,
        read: impl FnOnce(&mut Self) -> Result<T, ReadError>,
    ) -> Result<T, ReadError> {
        self.leave();
        let begun = std::mem::replace(&mut self.begun, index + 1);
        let found = self.begin().and_then(|()| read(self));
        self.leave();
        self.begun = begun;
        found
    }

    /// Reads the definitions of projections, which are short; those that cannot be read are none.
    fn read_projections(&mut self) {
        let is_one = |entry: &Entry| {
            entry.name.to_ascii_lowercase().ends_with(".prj") && entry.inflated_bytes <= PROJECTION_BYTES
        };
        let found: Vec<usize> =
            self.entries.iter().enumerate().filter(|(_, entry)| is_one(entry)).map(|(at, _)| at).collect();
        for index in found.into_iter().take(PROJECTIONS) {
            let mut content = Vec::new();
            let limit = PROJECTION_BYTES as usize;
            let read = |archive: &mut Self| archive.read_to_end("a projection", limit, &mut content);
            if self.read_entry(index, read).is_ok() {
                self.projections.push((index, text(&content).into_owned()));
            }
        }
        self.furthest = 0;
    }

    /// Leaves the entry being read.
    fn leave(&mut self) {
        self.furthest = self.read_so_far();
        self.given_bytes = 0;
        self.data = match self.data.take() {
            Some(Data::Stored(data)) => Some(Data::Between(data.into_inner().into_inner())),
            Some(Data::Deflated(data)) => {
                Some(Data::Between(data.into_inner().into_inner().into_inner().into_inner()))
            }
            between => between,
        };
    }

    /// Goes to the next table; false after the last entry.
    pub(crate) fn next_table(&mut self) -> Result<bool, ReadError> {
        self.next_named(is_table)
    }

    /// Goes to the next entry whose name is wanted; false after the last one.
    pub(crate) fn next_named(&mut self, is_wanted: impl Fn(&str) -> bool) -> Result<bool, ReadError> {
        self.leave();
        loop {
            if self.data.is_none() {
                return Ok(false);
            }
            self.begun = (self.begun + 1).min(self.entries.len() + 1);
            let Some(entry) = self.entry() else { return Ok(false) };
            if is_wanted(&entry.name) {
                self.begin()?;
                return Ok(true);
            }
        }
    }

    fn begin(&mut self) -> Result<(), ReadError> {
        let Some(entry) = self.entry() else { return Ok(()) };
        if entry.encrypted {
            return Err(self.fault(ZipFault::Encrypted));
        }
        let (method, start, length) = (entry.method, entry.data_start, entry.compressed_bytes);
        let Some(Data::Between(mut reader)) = self.data.take() else { return Ok(()) };
        if let Err(error) = reader.seek(SeekFrom::Start(start)) {
            self.data = Some(Data::Between(reader));
            return Err(cannot_read(&error));
        }
        if !matches!(method, CompressionMethod::Stored | CompressionMethod::Deflated) {
            self.data = Some(Data::Between(reader));
            // The number is what the format calls the method by.
            #[allow(deprecated)]
            return Err(self.fault(ZipFault::Method { method: method.to_u16() }));
        }
        let data = reader.take(length);
        self.data = Some(match method {
            CompressionMethod::Stored => Data::Stored(CrcReader::new(data)),
            _ => Data::Deflated(CrcReader::new(DeflateDecoder::new(BufReader::new(data)))),
        });
        Ok(())
    }

    /// Gives the entry's next bytes; none at its end, when its length and checksum have been
    /// compared.
    pub(crate) fn read(&mut self, out: &mut [u8]) -> Result<usize, ReadError> {
        let read = match &mut self.data {
            _ if out.is_empty() => return Ok(0),
            Some(Data::Stored(data)) => data.read(out),
            Some(Data::Deflated(data)) => data.read(out),
            Some(Data::Between(_)) | None => return Ok(0),
        };
        let given = match read {
            Ok(given) => given,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => return self.read(out),
            Err(error) if is_of_data(&error) => {
                return Err(self.fault(ZipFault::Damaged { reason: error.to_string() }));
            }
            Err(error) => return Err(cannot_read(&error)),
        };
        self.given_bytes += given as u64;
        let limit = self.inflation_limit;
        if self.given_bytes > SMALL_BYTES && self.given_bytes > self.compressed_so_far().saturating_mul(limit)
        {
            return Err(ReadError::InflatesTooMuch { limit });
        }
        if given == 0 {
            let checksum = match &self.data {
                Some(Data::Stored(data)) => data.crc().sum(),
                Some(Data::Deflated(data)) => data.crc().sum(),
                Some(Data::Between(_)) | None => return Ok(0),
            };
            let found = (checksum, self.given_bytes, self.compressed_so_far());
            let expected =
                self.entry().map(|entry| (entry.checksum, entry.inflated_bytes, entry.compressed_bytes));
            if expected != Some(found) {
                let reason = mark!("its checksum or length is wrong").to_owned();
                return Err(self.fault(ZipFault::Damaged { reason }));
            }
        }
        Ok(given)
    }

    /// Adds the entry's whole content to `content`, which may become `limit` bytes long.
    ///
    /// # Errors
    /// `what` is too large.
    pub(crate) fn read_to_end(
        &mut self,
        what: &str,
        limit: usize,
        content: &mut Vec<u8>,
    ) -> Result<(), ReadError> {
        let mut buffer = vec![0; 1 << 16];
        loop {
            let given = self.read(&mut buffer)?;
            if given == 0 {
                return Ok(());
            }
            content.extend_from_slice(buffer.get(..given).unwrap_or_default());
            if content.len() > limit {
                return Err(ReadError::too_large(what, content.len() as u64, limit as u64));
            }
        }
    }

    fn entry(&self) -> Option<&Entry> {
        self.entries.get(self.begun.checked_sub(1)?)
    }

    fn compressed_so_far(&self) -> u64 {
        let length = self.entry().map_or(0, |entry| entry.compressed_bytes);
        match &self.data {
            Some(Data::Stored(data)) => length - data.get_ref().limit(),
            Some(Data::Deflated(data)) => data.get_ref().total_in(),
            Some(Data::Between(_)) | None => 0,
        }
    }

    fn fault(&self, fault: ZipFault) -> ReadError {
        ReadError::BadZip { entry: quoted(self.name().as_bytes()), fault }
    }
}

/// Whether an error is of the archive's data and not of whoever gives its bytes.
fn is_of_data(error: &io::Error) -> bool {
    use io::ErrorKind::{InvalidData, InvalidInput, UnexpectedEof};
    matches!(error.kind(), InvalidInput | InvalidData | UnexpectedEof)
}

pub(crate) fn cannot_read(error: &io::Error) -> ReadError {
    ReadError::Read { reason: error.to_string() }
}

/// A name without its end, as names are compared.
fn stem(name: &str) -> String {
    let file = name.rsplit(['/', '\\']).next().unwrap_or(name);
    file.rsplit_once('.').map_or(file, |(stem, _)| stem).to_ascii_lowercase()
}

/// What a name ends with, in small letters.
pub(crate) fn end_of_name(name: &str) -> String {
    name.rsplit_once('.').map_or(String::new(), |(_, end)| end.to_ascii_lowercase())
}

/// Whether a name is that of a table.
fn is_table(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    let file = name.rsplit(['/', '\\']).next().unwrap_or_default();
    // What macOS and editors leave beside a file, and what is to be read by people.
    let beside = name.starts_with("__macosx/") || file.starts_with('.') || file.starts_with("readme");
    !beside && TABLES.iter().any(|end| file.ends_with(end))
}
