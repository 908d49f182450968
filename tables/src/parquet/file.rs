//! What a Parquet file's footer says: its columns, and where their parts lie.

use std::sync::Arc;
use std::sync::atomic::AtomicUsize;

use bytes::Bytes;
use parquet::basic::{Compression, LogicalType, Type};
use parquet::column::reader::get_column_reader;
use parquet::file::metadata::{ParquetMetaData, ParquetMetaDataReader, RowGroupMetaData};
use parquet::file::serialized_reader::SerializedPageReader;
use parquet::schema::types::ColumnDescriptor;

use super::cells::kind;
use super::column::Cells;
use super::guard::{failed, guarded};
use super::pages::{Pages, Source};
use super::{Column, MAGIC, bad, claims, uneven};
use crate::error::ReadError;
use crate::record::Unread;

/// What a file with an encrypted footer ends with.
const ENCRYPTED: &[u8] = b"PARE";
/// Bytes of the largest footer that is read, and of the longest value of a fixed length.
const FOOTER_BYTES: usize = 16 << 20;
const FIXED_BYTES: i32 = 1 << 20;

/// A file and its footer.
pub(super) struct File {
    bytes: Bytes,
    metadata: ParquetMetaData,
}

impl File {
    pub(super) fn open(bytes: Vec<u8>) -> Result<Self, ReadError> {
        if bytes.ends_with(ENCRYPTED) {
            return Err(claims::encrypted());
        }
        let cut = || bad("it is cut short");
        let rest = bytes.strip_suffix(MAGIC).filter(|rest| rest.len() > MAGIC.len()).ok_or_else(cut)?;
        let (rest, length) = rest.split_last_chunk::<4>().ok_or_else(cut)?;
        let length = u32::from_le_bytes(*length) as usize;
        if length > FOOTER_BYTES {
            let (found, limit) = (length as u64, FOOTER_BYTES as u64);
            return Err(ReadError::too_large("the Parquet file's footer", found, limit));
        }
        let from = rest.len().checked_sub(length).ok_or_else(cut)?;
        let footer = rest.get(from..).unwrap_or_default();
        claims::check_footer(footer)?;
        let metadata = guarded(|| ParquetMetaDataReader::decode_metadata(footer).map_err(|e| failed(&e)))?;
        let file = Self { bytes: bytes.into(), metadata };
        file.groups().iter().try_for_each(check_group)?;
        Ok(file)
    }

    pub(super) fn groups(&self) -> &[RowGroupMetaData] {
        self.metadata.row_groups()
    }

    /// Rows of a group.
    pub(super) fn rows(&self, group: usize) -> Result<usize, ReadError> {
        let rows = self.groups().get(group).map_or(0, RowGroupMetaData::num_rows);
        usize::try_from(rows).map_err(|_| uneven())
    }

    /// What the programs that wrote it say of it.
    pub(super) fn words(&self) -> Vec<(String, String)> {
        let words = self.metadata.file_metadata().key_value_metadata();
        words.into_iter().flatten().filter_map(|word| Some((word.key.clone(), word.value.clone()?))).collect()
    }

    /// The columns that have one value a row, and those that are not read.
    pub(super) fn columns(&self) -> (Vec<Column>, Vec<Unread>) {
        let (mut columns, mut unread) = (Vec::new(), Vec::new());
        let all = self.metadata.file_metadata().schema_descr().columns();
        for (number, column) in all.iter().enumerate() {
            let name = column.path().string();
            let in_list = column.max_rep_level() > 0;
            match kind(column).filter(|_| !in_list) {
                Some(kind) => {
                    let system = match column.logical_type_ref() {
                        Some(LogicalType::Geometry(about)) => about.crs.clone(),
                        _ => None,
                    };
                    columns.push(Column { name, number, kind, level: column.max_def_level(), system });
                }
                None => {
                    let what =
                        if in_list { "a column of lists" } else { "a column of a kind that is not read" };
                    unread.push(Unread { name, what: what.to_owned(), rows: 0 });
                }
            }
        }
        (columns, unread)
    }

    /// A column's cells for the rows of a group, whose columns together hold `held` bytes.
    pub(super) fn cells(
        &self,
        group: usize,
        column: &Column,
        held: &Arc<AtomicUsize>,
    ) -> Result<Cells, ReadError> {
        let rows = self.rows(group)?;
        let chunk = self.groups().get(group).and_then(|group| group.columns().get(column.number));
        let chunk = chunk.ok_or_else(uneven)?;
        guarded(|| {
            let describes = chunk.column_descr_ptr();
            let source = Source {
                file: self.bytes.clone(),
                rows,
                width: width(&describes)?,
                is_gzip: matches!(chunk.compression(), Compression::GZIP(_)),
                held: Arc::clone(held),
                last: AtomicUsize::new(0),
            };
            // Some writers give 0 where there is no dictionary.
            let dictionary = chunk.dictionary_page_offset().filter(|at| *at > 0);
            let chunk = chunk.clone().into_builder().set_dictionary_page_offset(dictionary).build();
            let chunk = chunk.map_err(|error| failed(&error))?;
            let pages = SerializedPageReader::new(Arc::new(source), &chunk, rows, None);
            let pages = Pages { pages: pages.map_err(|error| failed(&error))?, has_levels: column.level > 0 };
            Ok(Cells::new(get_column_reader(describes, Box::new(pages))))
        })
    }
}

/// Bytes of the shortest value of a column.
fn width(column: &ColumnDescriptor) -> Result<usize, ReadError> {
    match column.physical_type() {
        Type::BOOLEAN => Ok(1),
        Type::INT32 | Type::FLOAT | Type::BYTE_ARRAY => Ok(4),
        Type::INT64 | Type::DOUBLE => Ok(8),
        Type::INT96 => Ok(12),
        Type::FIXED_LEN_BYTE_ARRAY => {
            let length = Some(column.type_length()).filter(|length| (1..=FIXED_BYTES).contains(length));
            length.map(|length| length as usize).ok_or_else(uneven)
        }
    }
}

/// Whether all of a group is in the file, compressed in a way that is read.
fn check_group(group: &RowGroupMetaData) -> Result<(), ReadError> {
    for chunk in group.columns() {
        if chunk.file_path().is_some() {
            return Err(bad("a column lies outside the file"));
        }
        let name = match chunk.compression() {
            Compression::BROTLI(_) => "Brotli",
            Compression::LZO => "LZO",
            _ => continue,
        };
        let found = format!("a Parquet file compressed by {name}");
        return Err(ReadError::not_a_table(&found, "write it with Snappy, Zstandard or gzip, or as CSV"));
    }
    Ok(())
}
