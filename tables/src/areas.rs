//! Areas of files that are no text, as GeoJSON: natively. In the page such files are refused.

#[cfg(not(target_arch = "wasm32"))]
mod collection;

use crate::error::ReadError;
#[cfg(not(target_arch = "wasm32"))]
use crate::{geopackage, parquet};

/// The areas of a GeoPackage or of a GeoParquet file as a text of GeoJSON, with the coordinate
/// system that it states; `None` of any other file.
///
/// # Errors
/// A damaged file, or one without areas or with several layers of them; where nothing but text is
/// read, any such file.
pub fn areas_as_geojson(file: &[u8]) -> Result<Option<String>, ReadError> {
    #[cfg(not(target_arch = "wasm32"))]
    if file.starts_with(geopackage::MAGIC) {
        let (mut rows, system) = geopackage::areas(std::io::Cursor::new(file))?;
        return collection::of_rows(&mut rows, system.as_ref()).map(Some);
    }
    #[cfg(not(target_arch = "wasm32"))]
    if file.starts_with(parquet::MAGIC) {
        let (mut rows, system) = parquet::Parquet::areas(std::io::Cursor::new(file))?;
        return collection::of_rows(rows.as_mut(), system.as_ref()).map(Some);
    }
    #[cfg(target_arch = "wasm32")]
    if [b"SQLite format 3\0".as_slice(), b"PAR1"].iter().any(|magic| file.starts_with(magic)) {
        crate::kind::kind(file)?;
    }
    Ok(None)
}
