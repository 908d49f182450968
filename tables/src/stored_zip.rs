//! Writing an archive whose parts are not compressed.

use std::io::{Cursor, Write};

use rawzip::{Error, ZipArchiveWriter};

/// An archive that grows in memory.
pub(crate) struct StoredZip {
    archive: ZipArchiveWriter<Cursor<Vec<u8>>>,
}

impl StoredZip {
    /// An archive without parts.
    pub(crate) fn new() -> Self {
        Self { archive: ZipArchiveWriter::new(Cursor::new(Vec::new())) }
    }

    /// Adds a part.
    ///
    /// # Errors
    /// A name that no part can have.
    pub(crate) fn add(&mut self, name: &str, bytes: &[u8]) -> Result<(), Error> {
        let (mut entry, config) = self.archive.new_file(name).start()?;
        let mut writer = config.wrap(&mut entry);
        writer.write_all(bytes)?;
        let (_, sizes) = writer.finish()?;
        entry.finish(sizes).map(|_| ())
    }

    /// All of it.
    ///
    /// # Errors
    /// More parts than an archive can have.
    pub(crate) fn finish(self) -> Result<Vec<u8>, Error> {
        Ok(self.archive.finish()?.into_inner())
    }
}
