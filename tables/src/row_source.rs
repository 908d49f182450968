//! Files that give rows and not text: the sheets of a workbook, columns, the layers of a database.

use crate::error::ReadError;
use crate::record::{StatedSystem, Unread};
use crate::split::Fields;

/// Rows, one after another; the first is the header.
pub(crate) trait RowSource {
    /// The next row's number; its cells are in `fields`, within `output`.
    ///
    /// # Errors
    /// What is wrong with the file, or a row of more than `limit` bytes.
    fn next(&mut self, limit: usize, fields: &mut Fields<'_>) -> Result<Option<u64>, ReadError>;

    /// What the fields of the last row are within.
    fn output(&self) -> &[u8];
}

/// A file's tables that are to be one.
pub(crate) trait Tables {
    /// Takes the next.
    fn take(&mut self) -> Option<Box<dyn RowSource>>;

    /// Whether there is one more; of a file without any, an empty one.
    fn has_next(&self) -> bool;

    /// Takes what is not read; once.
    fn take_unread(&mut self) -> Vec<Unread>;

    /// Name of the one that was taken last, where it is not the only one.
    fn name(&self) -> &str;

    /// The coordinate system that the file says its places are of.
    fn stated_system(&self) -> Option<StatedSystem> {
        None
    }
}
