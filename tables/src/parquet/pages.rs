//! The pages of a column as the crate `parquet` gets them: none that would take more memory than
//! may be held.

use std::io::Read;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use bytes::{Buf, Bytes};
use flate2::read::MultiGzDecoder;
use parquet::basic::Encoding;
use parquet::column::page::{Page, PageMetadata, PageReader};
use parquet::errors::ParquetError;
use parquet::file::reader::{ChunkReader, Length};
use parquet::file::serialized_reader::SerializedPageReader;

use super::claims;

/// Bytes of the largest page, and of all pages and dictionaries of a row's columns together.
const PAGE_BYTES: usize = 128 << 20;
const HELD_BYTES: usize = 512 << 20;
/// Bytes of the largest page of values that repeat the start of the one before: each is a copy.
const PREFIXED_BYTES: usize = 8 << 20;
/// Bytes of a value of a dictionary in memory.
const VALUE_BYTES: usize = 40;
/// A byte of gzip stands for no more.
const GZIP_BYTES: usize = 1_032;
/// How a frame of LZ4 begins, whose length nothing bounds.
const LZ4_FRAME: &[u8] = &[0x04, 0x22, 0x4d, 0x18];

/// The file, of which a column's pages are read.
pub(super) struct Source {
    pub(super) file: Bytes,
    /// Rows of the group.
    pub(super) rows: usize,
    /// Bytes of the shortest value.
    pub(super) width: usize,
    pub(super) is_gzip: bool,
    /// What the group's columns hold, and what of it is this column's last page.
    pub(super) held: Arc<AtomicUsize>,
    pub(super) last: AtomicUsize,
}

impl Source {
    fn check(&self, start: usize) -> Result<(), String> {
        let uneven = || "its lengths do not fit together".to_owned();
        let bytes = self.file.get(start..).ok_or_else(uneven)?;
        let page = claims::page(bytes).ok_or_else(uneven)?;
        let stored = bytes.get(page.header..page.header + page.stored).ok_or_else(uneven)?;
        if page.rows > self.rows || page.dictionary.saturating_mul(self.width) > page.length {
            return Err("a page claims more values than there are".to_owned());
        }
        let last = if page.dictionary > 0 { 0 } else { self.last.swap(page.length, Ordering::Relaxed) };
        let more = page.length + VALUE_BYTES * page.dictionary;
        let held = (self.held.fetch_add(more, Ordering::Relaxed) + more).saturating_sub(last);
        self.held.store(held, Ordering::Relaxed);
        if page.length > PAGE_BYTES || held > HELD_BYTES {
            return Err(format!("pages of {held} bytes would be held, more than the limit of {HELD_BYTES}"));
        }
        let compressed = stored.get(page.levels..).unwrap_or_default();
        if self.is_gzip && compressed.len().saturating_mul(GZIP_BYTES) > PAGE_BYTES {
            let most = page.length as u64;
            let inflated = MultiGzDecoder::new(compressed).take(most + 1);
            if std::io::copy(&mut { inflated }, &mut std::io::sink()).is_ok_and(|found| found > most) {
                return Err("a page is longer than it says".to_owned());
            }
        }
        if compressed.starts_with(LZ4_FRAME) && compressed.len() > PAGE_BYTES / 256 {
            return Err("a page is a long frame of LZ4".to_owned());
        }
        Ok(())
    }
}

impl Length for Source {
    fn len(&self) -> u64 {
        self.file.len() as u64
    }
}

impl ChunkReader for Source {
    type T = bytes::buf::Reader<Bytes>;

    /// From the header of a page on.
    fn get_read(&self, start: u64) -> Result<Self::T, ParquetError> {
        self.check(start as usize).map_err(ParquetError::General)?;
        Ok(self.file.slice(start as usize..).reader())
    }

    fn get_bytes(&self, start: u64, length: usize) -> Result<Bytes, ParquetError> {
        self.file.get_bytes(start, length)
    }
}

/// The pages, decompressed.
pub(super) struct Pages {
    pub(super) pages: SerializedPageReader<Source>,
    /// Whether rows may be without a value.
    pub(super) has_levels: bool,
}

impl Pages {
    /// Lengths that are written as differences are no more than the rows.
    fn check(&self, page: &Page) -> Option<()> {
        let (bytes, from, rows) = match page {
            Page::DataPage { buf, num_values, .. } if self.has_levels => {
                let levels = u32::from_le_bytes(*buf.first_chunk()?) as usize;
                (buf, levels.checked_add(4)?, *num_values)
            }
            Page::DataPage { buf, num_values, .. } => (buf, 0, *num_values),
            Page::DataPageV2 { buf, num_values, def_levels_byte_len, rep_levels_byte_len, .. } => {
                (buf, def_levels_byte_len.checked_add(*rep_levels_byte_len)? as usize, *num_values)
            }
            Page::DictionaryPage { .. } => return Some(()),
        };
        let lists = match page.encoding() {
            Encoding::DELTA_LENGTH_BYTE_ARRAY => 1,
            Encoding::DELTA_BYTE_ARRAY if bytes.len() <= PREFIXED_BYTES => 2,
            Encoding::DELTA_BYTE_ARRAY => return None,
            _ => 0,
        };
        let mut values = bytes.get(from..).filter(|_| lists > 0).unwrap_or_default();
        for _ in 0..lists {
            values = values.get(claims::differences_end(values, rows as usize)?..)?;
        }
        Some(())
    }
}

impl PageReader for Pages {
    fn get_next_page(&mut self) -> Result<Option<Page>, ParquetError> {
        let page = self.pages.get_next_page()?;
        match page.as_ref().map(|page| self.check(page)) {
            Some(None) => Err(ParquetError::General("lengths of values do not fit into a page".to_owned())),
            Some(Some(())) | None => Ok(page),
        }
    }

    fn peek_next_page(&mut self) -> Result<Option<PageMetadata>, ParquetError> {
        self.pages.peek_next_page()
    }

    fn skip_next_page(&mut self) -> Result<(), ParquetError> {
        self.pages.skip_next_page()
    }
}

impl Iterator for Pages {
    type Item = Result<Page, ParquetError>;

    fn next(&mut self) -> Option<Self::Item> {
        self.get_next_page().transpose()
    }
}
