//! An input whose size must stay what it was, because rows that are cut off are not missed by
//! anybody.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

/// An input was cut, or grew, while it was read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "{}: the file had {expected} bytes when it was opened, and {found} while it was read: another program changes it; \
     wait until it is whole, or copy it anew",
    path.display()
)]
pub struct SizeChanged {
    /// The file.
    pub path: PathBuf,
    /// Bytes when it was first looked at.
    pub expected: u64,
    /// Bytes that were there.
    pub found: u64,
}

/// A file that is read, and gives an error where it ends before its size.
///
/// Pipes and devices have no size, and are read as they come.
#[doc(hidden)]
#[derive(Debug)]
pub struct WatchedFile {
    file: File,
    path: PathBuf,
    at: u64,
    /// Bytes that the file must have.
    size: Option<u64>,
}

impl WatchedFile {
    /// Opens a file. `size`: its bytes when it was first looked at; those of now where there was no
    /// earlier look.
    ///
    /// # Errors
    /// What the system says.
    pub fn open(path: &Path, size: Option<u64>) -> io::Result<Self> {
        let file = File::open(path)?;
        let found = file.metadata()?;
        let size = found.is_file().then(|| size.unwrap_or(found.len()));
        Ok(Self { file, path: path.to_owned(), at: 0, size })
    }

    /// Refuses a file that has another size now.
    ///
    /// # Errors
    /// [`SizeChanged`].
    pub fn check(&self) -> Result<(), SizeChanged> {
        self.size.map_or(Ok(()), |size| check_size(&self.path, size))
    }

    fn changed(&self, expected: u64, found: u64) -> io::Error {
        io::Error::other(SizeChanged { path: self.path.clone(), expected, found })
    }
}

/// Refuses a file that has not `expected` bytes. One that is gone, or is now something else, has
/// none.
pub(super) fn check_size(path: &Path, expected: u64) -> Result<(), SizeChanged> {
    let found = path.metadata().map_or(0, |found| found.len());
    if found == expected { Ok(()) } else { Err(SizeChanged { path: path.to_owned(), expected, found }) }
}

impl Read for WatchedFile {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.file.read(buffer)?;
        self.at += read as u64;
        match self.size {
            // A read beyond the end is no sign of anything.
            Some(size) if read == 0 && !buffer.is_empty() && self.at < size => {
                Err(self.changed(size, self.file.metadata()?.len()))
            }
            _ => Ok(read),
        }
    }
}

impl Seek for WatchedFile {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.at = self.file.seek(to)?;
        Ok(self.at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file_of(bytes: usize) -> tempfile::NamedTempFile {
        let file = tempfile::NamedTempFile::new().unwrap();
        file.as_file().set_len(bytes as u64).unwrap();
        file
    }

    #[test]
    fn a_file_that_is_cut_while_it_is_read_ends_with_an_error_that_has_both_sizes() {
        let file = file_of(10);
        let mut watched = WatchedFile::open(file.path(), None).unwrap();
        watched.read_exact(&mut [0; 4]).unwrap();
        file.as_file().set_len(6).unwrap();
        let mut rest = Vec::new();
        let message = watched.read_to_end(&mut rest).unwrap_err().to_string();
        assert_eq!(rest.len(), 2);
        assert!(message.contains("had 10 bytes when it was opened, and 6 while it was read"), "{message}");
        assert!(message.contains(&file.path().display().to_string()), "{message}");
    }

    #[test]
    fn a_file_that_grows_is_noticed_at_the_end() {
        let file = file_of(10);
        let mut watched = WatchedFile::open(file.path(), None).unwrap();
        assert_eq!(watched.read_to_end(&mut Vec::new()).unwrap(), 10);
        assert_eq!(watched.check(), Ok(()));
        file.as_file().set_len(11).unwrap();
        assert_eq!(watched.check().unwrap_err().found, 11);
    }

    #[test]
    fn a_file_that_changed_before_it_was_opened_again_is_noticed() {
        let file = file_of(10);
        let mut watched = WatchedFile::open(file.path(), Some(12)).unwrap();
        assert!(watched.read_to_end(&mut Vec::new()).is_err());
        let mut watched = WatchedFile::open(file.path(), Some(10)).unwrap();
        watched.seek(SeekFrom::Start(20)).unwrap();
        assert_eq!(watched.read_to_end(&mut Vec::new()).unwrap(), 0);
    }
}
