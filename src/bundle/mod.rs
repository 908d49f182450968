//! A run as one file that others can check, host and keep: `run.crate.zip`, an [RO-Crate] with
//! results, receipt and arrays, written alike by the page and the command line.
//!
//! [RO-Crate]: https://www.researchobject.org/ro-crate/

mod archive;
mod column;
mod data_package;
mod metadata;
mod names;
mod writing;

pub use archive::{BundleError, Opened, is_zip, opened, zipped};
pub use column::{Column, columns_of};
pub use metadata::{Agent, Published};
pub use names::{AUDIT, BUNDLE_NAME, FORECASTS, LADDER, RESULTS, SCORES};
pub use writing::{Beside, write};
