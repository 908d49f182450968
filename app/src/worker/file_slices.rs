//! A file as a reader, in a worker: slices of 16 MB, read one at a time, of which the program holds
//! only what it asks for.

use std::io::{self, Read};

use js_sys::Uint8Array;
use wasm_bindgen::prelude::*;
use web_sys::{DomException, File, FileReaderSync};

/// Slices below 16 MB cost more than they save.
const SLICE_BYTES: f64 = 16.0 * 1024.0 * 1024.0;

/// First bytes that tell a kind of file.
const START_BYTES: u32 = 64;

/// Reads a `File` from its start.
pub(super) struct FileSlices {
    file: File,
    reader: FileReaderSync,
    next_slice: f64,
    /// Stays with the browser, which gives it back once it is read; memory of this program would be
    /// kept.
    slice: Uint8Array,
    position: u32,
    /// What the file begins with.
    start: Vec<u8>,
}

impl FileSlices {
    pub(super) fn new(file: File) -> io::Result<Self> {
        let reader = FileReaderSync::new().map_err(|error| failure(&error))?;
        let slice = Uint8Array::new_with_length(0);
        Ok(Self { file, reader, next_slice: 0.0, slice, position: 0, start: Vec::new() })
    }

    /// The first bytes, which stay to be read; and how many there are in all.
    pub(super) fn start(&mut self) -> io::Result<(&[u8], u64)> {
        if self.slice.length() == 0 {
            self.fill()?;
            self.start = self.slice.subarray(0, START_BYTES).to_vec();
        }
        Ok((&self.start, self.file.size() as u64))
    }

    fn fill(&mut self) -> io::Result<()> {
        let end = (self.next_slice + SLICE_BYTES).min(self.file.size());
        let blob = self.file.slice_with_f64_and_f64(self.next_slice, end).map_err(|error| failure(&error))?;
        let buffer = self.reader.read_as_array_buffer(&blob).map_err(|error| failure(&error))?;
        self.slice = Uint8Array::new(&buffer);
        self.position = 0;
        self.next_slice = end;
        Ok(())
    }
}

impl Read for FileSlices {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        if self.position == self.slice.length() && self.next_slice < self.file.size() {
            self.fill()?;
        }
        let end = self.slice.length().min(self.position.saturating_add(out.len() as u32));
        let read = (end - self.position) as usize;
        if let Some(out) = out.get_mut(..read) {
            self.slice.subarray(self.position, end).copy_to(out);
        }
        self.position = end;
        Ok(read)
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
