//! Whatever a portal gives becomes records: text of any delimiter and encoding, JSON, dBASE, spreadsheets, by gzip or in an archive.

pub(super) mod bytes;
pub(super) mod dbf;
pub(super) mod delimited;
pub(super) mod delimiter;
pub(super) mod encoding;
pub(super) mod json_rows;
pub(super) mod kind;
pub(super) mod reconcile;
pub(super) mod record;
pub(super) mod shapefile;
pub(super) mod sheet;
pub(super) mod sheet_cells;
pub(super) mod split;
pub(super) mod xml_scan;
pub(super) mod zip_entries;
pub(super) mod zip_header;
