//! Files that are no tables of ours, told by their first bytes: what each is, and what to do.

use watchback_translate::mark;

/// Bytes that are looked at for the root of a markup.
const MARKUP_BYTES: usize = 4_096;
/// A binary file has a zero within so many bytes.
const BINARY_BYTES: usize = 100;

const AS_CSV: &str = mark!("download the file as CSV");
const UNPACK: &str = mark!("unpack it and choose what is in it");
const IMAGE: &str = mark!("an image, a binary file");
const OF_IMAGE: &str = mark!("ask for the data behind it, as CSV");
const DATABASE: &str = mark!("export the table with the incidents as CSV");

/// Where a signature stands, its bytes, what the file is with its article, and what to do.
type Signature = (usize, &'static [u8], &'static str, &'static str);

#[rustfmt::skip]
const SIGNATURES: [Signature; 43] = [
    (0, b"%PDF", mark!("a PDF document"), AS_CSV),
    (0, b"{\\rtf", mark!("a document in rich text (RTF)"), mark!("choose the file with the incidents instead")),
    (0, b"PK\x03\x04", mark!("a zip archive inside a compressed file"), UNPACK),
    (0, b"\x1f\x8b", mark!("a gzip file inside a compressed file"), UNPACK),
    (0, b"\xd0\xcf\x11\xe0", mark!("a spreadsheet of before 2007"), mark!("save the sheet with the incidents as CSV and choose that")),
    (0, b"Rar!", PACKED, REPACK), (0, b"7z\xbc\xaf", PACKED, REPACK), (0, b"BZh", PACKED, REPACK),
    (0, b"\xfd7zXZ", PACKED, REPACK), (0, b"\x28\xb5\x2f\xfd", PACKED, REPACK), (257, b"ustar", mark!("a tar archive"), UNPACK),
    (0, b"version https://git-lfs.github.com/spec/", mark!("a pointer of Git LFS, which stands for a file and does not hold it"),
     mark!("fetch the file itself: `git lfs pull` in the repository, or the button for the raw file on its page")),
    (68, b"GP1", GEOPACKAGE, OF_GEOPACKAGE), (68, b"GPKG", GEOPACKAGE, OF_GEOPACKAGE),
    (0, b"SQLite format 3\0", mark!("a database of SQLite"), DATABASE),
    (4, b"Standard Jet DB", ACCESS, DATABASE), (4, b"Standard ACE DB", ACCESS, DATABASE),
    (0, b"PAR1", mark!("a Parquet file"), READ_ELSEWHERE), (0, b"ARROW1", mark!("an Arrow file"), OF_PARQUET),
    (0, b"FEA1", mark!("a Feather file"), OF_PARQUET), (0, b"Obj\x01", mark!("an Avro file"), OF_PARQUET),
    (0, b"\x89HDF", mark!("an HDF5 file"), OF_PARQUET), (0, b"\x80\x04\x95", mark!("a file of Python's pickle"), OF_PARQUET),
    (0, b"RDX2\n", R_DATA, OF_R), (0, b"RDX3\n", R_DATA, OF_R), (0, b"RDA2\n", R_DATA, OF_R), (0, b"X\n\0\0\0", R_DATA, OF_R),
    (0, b"$FL2", mark!("a file of SPSS"), OF_STATISTICS), (0, b"$FL3", mark!("a file of SPSS"), OF_STATISTICS),
    (0, b"<stata_dta>", mark!("a file of Stata"), OF_STATISTICS), (0, b"\0\0\0\0\0\0\0\0\0\0\0\0\xc2\xea\x81\x60", mark!("a file of SAS"), OF_STATISTICS),
    (0, b"HEADER RECORD*******", mark!("a transport file of SAS"), OF_STATISTICS),
    (0, b"\0\0\x27\x0a", mark!("the shapes of a shapefile without their table"),
     mark!("put its .shp, .dbf and .prj into one zip archive and choose that")),
    (0, b"\x89PNG", IMAGE, OF_IMAGE), (0, b"\xff\xd8\xff", IMAGE, OF_IMAGE), (0, b"GIF8", IMAGE, OF_IMAGE),
    (0, b"II*\0", IMAGE, OF_IMAGE), (0, b"MM\0*", IMAGE, OF_IMAGE), (8, b"WEBP", IMAGE, OF_IMAGE),
    (4, b"ftyp", mark!("an image or a video, a binary file"), OF_IMAGE), (0, b"\0\x05\x16\x07", mark!("what macOS keeps beside a file"), mark!("choose the file without `._` before its name")),
    (0, b"PROJCS[", mark!("a coordinate system's definition alone"), mark!("put it into one zip archive with the shapefile's other parts and choose that")),
    (0, b"GEOGCS[", mark!("a coordinate system's definition alone"), mark!("put it into one zip archive with the shapefile's other parts and choose that")),
];

const PACKED: &str = mark!("compressed in a way that is not read");
const REPACK: &str = mark!("unpack it, and compress it with gzip or zip if you like");
const GEOPACKAGE: &str = "a GeoPackage";
const OF_GEOPACKAGE: &str = mark!(
    "the command line reads it, unpacked; for the page, export its layer as CSV or GeoJSON: `ogr2ogr crimes.geojson FILE.gpkg`, or by QGIS (Export, Save Features As)"
);
const ACCESS: &str = mark!("a database of Microsoft Access");
const OF_PARQUET: &str =
    mark!("write it as CSV, by `pandas.read_parquet` or its like and `to_csv`, or by DuckDB");
const READ_ELSEWHERE: &str = mark!(
    "the command line reads it, unpacked; for the page, write it as CSV, by `pandas.read_parquet` and `to_csv`, or by DuckDB"
);
const R_DATA: &str = mark!("a file of R");
const OF_R: &str = mark!("write its table with `write.csv`");
const OF_STATISTICS: &str = mark!("export it as CSV");

/// The roots of markup that have names of their own, in the order in which they are looked for.
#[rustfmt::skip]
const MARKUPS: [(&[u8], &str, &str); 10] = [
    (b"<kml", mark!("KML, a map for Google Earth"), mark!("export CSV or GeoJSON: at the portal, by `ogr2ogr crimes.geojson FILE.kml`, or by QGIS")),
    (b"opengis.net/kml", mark!("KML, a map for Google Earth"), mark!("export CSV or GeoJSON: at the portal, by `ogr2ogr crimes.geojson FILE.kml`, or by QGIS")),
    (b"<gpx", mark!("GPX, a track of places"), mark!("export CSV or GeoJSON")),
    (b"opengis.net/gml", mark!("GML, a map"), mark!("export CSV or GeoJSON: at the portal, or by `ogr2ogr crimes.geojson FILE.gml`")),
    (b"urn:schemas-microsoft-com:office:spreadsheet", mark!("a spreadsheet in XML"), mark!("open it with a spreadsheet program and save it as CSV")),
    (b"<svg", IMAGE, OF_IMAGE),
    (b"<rss", mark!("a feed of news"), AS_CSV),
    (b"<feed", mark!("a feed of news"), AS_CSV),
    (b"<html", WEB_PAGE, OF_WEB_PAGE),
    (b"<table", mark!("a table in a web page"), mark!("open it with a spreadsheet program and save it as CSV")),
];

const WEB_PAGE: &str = mark!("a web page or other markup");
const OF_WEB_PAGE: &str = mark!("the portal may have answered with an error: download the file again as CSV");

/// What a file is that begins so, with its article, and what to do; `None` where it may be a table.
pub(super) fn refused(start: &[u8]) -> Option<(&'static str, &'static str)> {
    let text = start.trim_ascii_start();
    // Within a text, what stands further on is a word.
    let is_binary = start.iter().take(BINARY_BYTES).any(|byte| *byte == 0);
    let stands = |&&(at, mark, ..): &&Signature| {
        let here = start.get(at..).is_some_and(|from| from.starts_with(mark));
        // Some downloads begin with a line end.
        if at == 0 { here || text.starts_with(mark) } else { here && is_binary }
    };
    if let Some(&(.., found, advice)) = SIGNATURES.iter().find(stands) {
        return Some((found, advice));
    }
    if !text.starts_with(b"<") {
        return None;
    }
    let root = text.get(..MARKUP_BYTES).unwrap_or(text).to_ascii_lowercase();
    let has = |mark: &[u8]| root.windows(mark.len()).any(|window| window == mark);
    if text.get(..9).is_some_and(|start| start.eq_ignore_ascii_case(b"<!doctype")) {
        return Some((WEB_PAGE, OF_WEB_PAGE));
    }
    let markup = MARKUPS.iter().find(|(mark, ..)| has(mark));
    Some(markup.map_or((WEB_PAGE, OF_WEB_PAGE), |&(_, found, advice)| (found, advice)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_is_named() {
        let mut geopackage = b"SQLite format 3\0".to_vec();
        geopackage.resize(68, 0);
        for (start, found) in [
            (&b"\n%PDF-1.4"[..], "PDF"),
            (b"{\\rtf1\\ansi", "RTF"),
            (b"version https://git-lfs.github.com/spec/v1\noid", "Git LFS"),
            (&geopackage, "SQLite"),
            (&[geopackage.as_slice(), b"GPKG"].concat(), "GeoPackage"),
            (b"\0\x01\0\0Standard ACE DB\0", "Access"),
            (b"PAR1\x15\x04", "Parquet"),
            (b"<?xml version=\"1.0\"?>\n<kml xmlns=\"http://www.opengis.net/kml/2.2\">", "KML"),
            (b"<?xml version=\"1.0\"?><gpx>", "GPX"),
            (b"<!DOCTYPE html><svg>", "web page"),
            (b"<table><tr>", "a table in a web page"),
            (b"<response><error/></response>", "other markup"),
            (b"\xff\xd8\xff\xe0", "image"),
        ] {
            let told = refused(start).map_or("nothing", |(what, _)| what);
            assert!(told.contains(found), "{told}");
        }
        for table in [&b"version,b\n"[..], b"PARK,kind\n", b"id,date\n", b"[{\"a\": 1}]", b"GIF,b"] {
            assert_eq!(refused(table), None, "{table:?}");
        }
    }
}
