//! A file as a reader, in a worker: slices, read one at a time, of which the program holds only
//! what it asks for.

use std::io::{self, Read, Seek, SeekFrom};

use js_sys::Uint8Array;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use watchback::ingest::Section;
use watchback_translate::kept;
use web_sys::{Blob, DomException, File, FileReaderSync};

/// Slices below 16 MB cost more than they save.
const SLICE_BYTES: u64 = 16 << 20;
/// Slices begin at a whole number of these, so that reading backwards stays within one, as when the
/// directory of an archive is looked for. Behind the section that is read they are as short.
const SHORT_SLICE_BYTES: u64 = 1 << 16;

/// Reads a `File` from any place in it.
pub(super) struct FileSlices {
    file: File,
    reader: FileReaderSync,
    /// Where what is read for sure ends.
    end: u64,
    position: u64,
    /// Where in the file the slice begins.
    slice_start: u64,
    /// Stays with the browser, which gives it back once it is read; memory of this program would be
    /// kept.
    slice: Uint8Array,
}

impl FileSlices {
    /// Reads a file as it is asked for.
    pub(super) fn new(file: File) -> io::Result<Self> {
        let reader = FileReaderSync::new().map_err(|error| failure(&error))?;
        let slice = Uint8Array::new_with_length(0);
        let end = file.size() as u64;
        Ok(Self { file, reader, end, position: 0, slice_start: 0, slice })
    }

    /// Reads a section of a file, which is there at once, and what belongs to its last record.
    ///
    /// While one section is read, the browser brings the next: twice as fast as slice by slice.
    pub(super) async fn of_section(file: File, section: Section) -> io::Result<Self> {
        let mut slices = Self::new(file)?;
        // The byte before tells whether a record begins with the section.
        (slices.slice_start, slices.end) = (section.from.saturating_sub(1), section.to);
        let bytes = slices.blob(slices.slice_start, section.to)?.array_buffer();
        let bytes = JsFuture::from(bytes).await.map_err(|error| failure(&error))?;
        slices.slice = Uint8Array::new(&bytes);
        Ok(slices)
    }

    fn blob(&self, from: u64, to: u64) -> io::Result<Blob> {
        let blob = self.file.slice_with_f64_and_f64(from as f64, to.min(self.file_bytes()) as f64);
        blob.map_err(|error| failure(&error))
    }

    fn file_bytes(&self) -> u64 {
        self.file.size() as u64
    }

    /// Where the position is in the slice, of which the browser is asked for another where it is in
    /// none.
    fn place_in_slice(&mut self) -> io::Result<u32> {
        let within = |from: u64, length: u32| {
            self.position.checked_sub(from).filter(|at| *at < u64::from(length)).map(|at| at as u32)
        };
        if let Some(at) = within(self.slice_start, self.slice.length()) {
            return Ok(at);
        }
        let start = self.position - self.position % SHORT_SLICE_BYTES;
        let long = (start + SLICE_BYTES).min(self.end);
        let end = if self.position < long { long } else { start + SHORT_SLICE_BYTES };
        let blob = self.blob(start, end)?;
        let buffer = self.reader.read_as_array_buffer(&blob).map_err(|error| failure(&error))?;
        (self.slice, self.slice_start) = (Uint8Array::new(&buffer), start);
        Ok((self.position - start) as u32)
    }
}

/// All bytes of a file that is small.
pub(super) fn file_bytes(file: File) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    FileSlices::new(file)?.read_to_end(&mut bytes)?;
    Ok(bytes)
}

impl Read for FileSlices {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        if self.position >= self.file_bytes() {
            return Ok(0);
        }
        let start = self.place_in_slice()?;
        let end = self.slice.length().min(start.saturating_add(out.len() as u32));
        let read = end.saturating_sub(start) as usize;
        if let Some(out) = out.get_mut(..read) {
            self.slice.subarray(start, end).copy_to(out);
        }
        self.position += read as u64;
        Ok(read)
    }
}

impl Seek for FileSlices {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let (from, by) = match to {
            SeekFrom::Start(at) => (at, 0),
            SeekFrom::Current(by) => (self.position, by),
            SeekFrom::End(by) => (self.file_bytes(), by),
        };
        let outside = || io::Error::new(io::ErrorKind::InvalidInput, "a place before the file's start");
        self.position = from.checked_add_signed(by).ok_or_else(outside)?;
        Ok(self.position)
    }
}

/// The browser refuses to read a file that changed, moved or was deleted since it was chosen.
fn failure(error: &JsValue) -> io::Error {
    let name =
        error.dyn_ref::<DomException>().map_or_else(|| "an unknown error".to_owned(), DomException::name);
    io::Error::other(kept!(
        "the browser could not read the file ({name}); it may have been changed, moved or deleted since it was \
         chosen: choose it again"
    ))
}
