//! What can be wrong with a whole file, and what to do about it.

use serde::{Deserialize, Serialize};

/// What is wrong with a whole file. Each message says what to do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[non_exhaustive]
pub enum ReadError {
    /// The system failed to give the file's bytes.
    #[error(
        "the file cannot be read ({reason}); if it was moved or changed since it was chosen, choose it again"
    )]
    Read {
        /// What the system says.
        reason: String,
    },
    /// A kind of file that is not read.
    #[error("this is {found}, not a table that can be read; {advice}")]
    NotATable {
        /// What it looks like, with its article.
        found: String,
        /// What to do.
        advice: String,
    },
    /// One record goes on beyond the limit.
    #[error(
        "the record that begins in line {line} is longer than {limit} bytes; a quote there is probably never \
         closed: download the file again or repair that line"
    )]
    RecordTooLong {
        /// The record's number, from 1; 0 is the header.
        record: u64,
        /// Its first line, from 1.
        line: u64,
        /// The limit.
        limit: usize,
    },
    /// The compressed data ends too soon.
    #[error("the gzip file is cut short after {compressed_bytes} bytes; download it again")]
    TruncatedGzip {
        /// Compressed bytes that were there.
        compressed_bytes: u64,
    },
    /// The compressed data is damaged.
    #[error("the gzip file is damaged ({reason}); download it again")]
    BadGzip {
        /// What the decoder says.
        reason: String,
    },
    /// It grows too much when decompressed.
    #[error("the file grows more than {limit} times when decompressed, as no table does; it is not read")]
    InflatesTooMuch {
        /// The limit.
        limit: u64,
    },
    /// The archive ends within an entry.
    #[error("the zip archive is cut short after {compressed_bytes} bytes; download it again")]
    TruncatedZip {
        /// Bytes that were there.
        compressed_bytes: u64,
    },
    /// An entry of the archive cannot be read.
    #[error("{entry:?} in the zip archive {fault}")]
    BadZip {
        /// The entry's name.
        entry: String,
        /// What is wrong with it.
        fault: ZipFault,
    },
    /// The archive has no entry that is a table.
    #[error(
        "the zip archive holds no table: no CSV, text, JSON, GeoJSON or DBF file with columns; in it are {}; unpack it \
         and choose the file with the incidents, or save that as CSV",
        if entries.is_empty() { "no files".to_owned() } else { list(entries) }
    )]
    NoTableInZip {
        /// Names of its entries, at most 10.
        entries: Vec<String>,
    },
    /// The archive's tables have too little in common to be one.
    #[error(
        "the zip archive holds different tables: {second:?} has few of the columns of {first:?}; unpack it and choose \
         the files with the incidents"
    )]
    DifferentTables {
        /// Name of the first table.
        first: String,
        /// Name of the one that differs.
        second: String,
    },
    /// The JSON text breaks its own rules.
    #[error(
        "the JSON file is damaged after {rows} rows: there is {found} where {expected} must be; download it again"
    )]
    BadJson {
        /// Rows before it.
        rows: u64,
        /// What must stand there.
        expected: String,
        /// What stands there.
        found: String,
    },
    /// The JSON text ends too soon.
    #[error("the JSON file is cut short after {rows} rows; download it again")]
    TruncatedJson {
        /// Whole rows that were there.
        rows: u64,
    },
    /// Values within values within values.
    #[error(
        "row {row} of the JSON file is nested more than {limit} deep, as no table is; download it as CSV"
    )]
    TooDeep {
        /// The row, from 1; 0 is what stands before the rows.
        row: u64,
        /// The limit.
        limit: usize,
    },
    /// The DBF table's header and its length do not agree.
    #[error("the DBF table is damaged ({reason}); download it again")]
    BadDbf {
        /// What does not agree.
        reason: String,
    },
    /// The spreadsheet is damaged, or of an unknown kind.
    #[error("the spreadsheet cannot be read ({reason}); save the sheet with the incidents as CSV")]
    BadSpreadsheet {
        /// What the reader says.
        reason: String,
    },
    /// The Parquet file is damaged, or of a kind that is not read.
    #[error(
        "the Parquet file cannot be read ({reason}); download or write it again, or write it as CSV, by \
         `pandas.read_parquet` and `to_csv` or by DuckDB"
    )]
    BadParquet {
        /// What does not fit.
        reason: String,
    },
    /// The GeoPackage is damaged, or of a kind that is not read.
    #[error(
        "the GeoPackage cannot be read ({reason}); download it again, or export its layer as CSV or GeoJSON, by \
         `ogr2ogr` or QGIS"
    )]
    BadGeoPackage {
        /// What is wrong.
        reason: String,
    },
    /// The GeoPackage has more than one layer that may be meant.
    #[error(
        "the GeoPackage holds several layers of areas: {}; export the one that is meant as GeoJSON: \
         `ogr2ogr areas.geojson FILE.gpkg LAYER`, or by QGIS",
        list(layers)
    )]
    SeveralLayers {
        /// Their names.
        layers: Vec<String>,
    },
    /// A file of a kind that must be held in memory, larger than what may be held.
    #[error(
        "{what} would take {found} bytes, more than the limit of {limit}; save it as CSV, which has no limit"
    )]
    TooLarge {
        /// What is too large.
        what: String,
        /// Its bytes, or those read of it until the limit.
        found: u64,
        /// The limit.
        limit: u64,
    },
    /// The caller asked to stop.
    #[error("reading was cancelled")]
    Cancelled,
}

/// What is wrong with an entry of a zip archive, and what to do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[non_exhaustive]
pub enum ZipFault {
    /// A password is needed.
    #[error("is encrypted; unpack the archive and choose the file")]
    Encrypted,
    /// Compressed in an uncommon way.
    #[error(
        "is compressed by method {method}, and only deflate (8) is read; unpack the archive and choose the file"
    )]
    Method {
        /// The method's number in the ZIP format.
        method: u16,
    },
    /// The data is not what its checksum says, or cannot be decompressed.
    #[error("is damaged ({reason}); download the archive again")]
    Damaged {
        /// What the decoder says.
        reason: String,
    },
}

impl ReadError {
    pub(crate) fn too_large(what: &str, found: u64, limit: u64) -> Self {
        Self::TooLarge { what: what.to_owned(), found, limit }
    }

    /// A kind of file that is not read: what it looks like, with its article, and what to do.
    #[must_use]
    pub fn not_a_table(found: &str, advice: &str) -> Self {
        Self::NotATable { found: found.to_owned(), advice: advice.to_owned() }
    }
}

fn list(names: &[String]) -> String {
    let quoted: Vec<String> = names.iter().map(|name| format!("{name:?}")).collect();
    quoted.join(", ")
}
