//! A file as a reader, in a worker: slices of 16 MB, read one at a time.

use std::io::{self, Read};

use js_sys::Uint8Array;
use wasm_bindgen::prelude::*;
use web_sys::{DomException, File, FileReaderSync};

/// Slices below 16 MB cost more than they save.
const SLICE_BYTES: f64 = 16.0 * 1024.0 * 1024.0;

/// First bytes that tell a kind of file.
const START_BYTES: usize = 64;

/// Reads a `File` from its start.
pub(super) struct FileSlices {
    file: File,
    reader: FileReaderSync,
    next_slice: f64,
    slice: Vec<u8>,
    position: usize,
}

impl FileSlices {
    pub(super) fn new(file: File) -> io::Result<Self> {
        let reader = FileReaderSync::new().map_err(|error| failure(&error))?;
        Ok(Self { file, reader, next_slice: 0.0, slice: Vec::new(), position: 0 })
    }

    /// The first bytes, which stay to be read; and how many there are in all.
    pub(super) fn start(&mut self) -> io::Result<(&[u8], u64)> {
        if self.slice.is_empty() {
            self.fill()?;
        }
        let start = self.slice.get(..START_BYTES).unwrap_or(&self.slice);
        Ok((start, self.file.size() as u64))
    }

    fn fill(&mut self) -> io::Result<()> {
        let end = (self.next_slice + SLICE_BYTES).min(self.file.size());
        let blob = self.file.slice_with_f64_and_f64(self.next_slice, end).map_err(|error| failure(&error))?;
        let buffer = self.reader.read_as_array_buffer(&blob).map_err(|error| failure(&error))?;
        let bytes = Uint8Array::new(&buffer);
        self.slice.resize(bytes.length() as usize, 0);
        bytes.copy_to(&mut self.slice);
        self.position = 0;
        self.next_slice = end;
        Ok(())
    }
}

impl Read for FileSlices {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        if self.position == self.slice.len() && self.next_slice < self.file.size() {
            self.fill()?;
        }
        let left = self.slice.get(self.position..).unwrap_or(&[]);
        let n = left.len().min(out.len());
        if let (Some(out), Some(left)) = (out.get_mut(..n), left.get(..n)) {
            out.copy_from_slice(left);
        }
        self.position += n;
        Ok(n)
    }
}

/// The browser refuses to read a file that changed, moved or was deleted since it was chosen.
fn failure(error: &JsValue) -> io::Error {
    let name =
        error.dyn_ref::<DomException>().map_or_else(|| "an unknown error".to_owned(), DomException::name);
    io::Error::other(format!(
        "the browser could not read the file ({name}); it may have been changed, moved or deleted since it was \
         chosen: choose it again"
    ))
}
