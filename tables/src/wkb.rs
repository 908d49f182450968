//! Shapes as well-known bytes, as GeoPackage, GeoParquet and PostGIS hold them. Natively only.
//!
//! Source: OGC 06-103r4, 8.2 (well-known binary), and PostGIS's extension, which puts flags for
//! height, measure and system into the kind.

use std::io::Write;

/// Flags of PostGIS: a height, a measure, a system before the coordinates.
const HEIGHT: u32 = 0x8000_0000;
const MEASURE: u32 = 0x4000_0000;
const SYSTEM: u32 = 0x2000_0000;
/// Kinds of shapes.
const POINT: u32 = 1;
const POLYGON: u32 = 3;
const MULTI_POINT: u32 = 4;
const MULTI_POLYGON: u32 = 6;
/// Shapes within shapes.
const DEPTH: usize = 4;

/// The point that a shape is; also of several points that are one.
pub(crate) fn point(bytes: &[u8]) -> Option<[f64; 2]> {
    let mut reader = Reader { bytes };
    let mut head = reader.head()?;
    if head.kind == MULTI_POINT {
        if reader.count(head)? != 1 {
            return None;
        }
        head = reader.head()?;
    }
    let [x, y] = reader.position(head).filter(|_| head.kind == POINT)?;
    // An empty one is written as NaN.
    (x.is_finite() && y.is_finite()).then_some([x, y])
}

/// Writes a point's two coordinates behind what is in `out`, and says where each is; of none, two
/// empty fields.
pub(crate) fn write_point(point: Option<[f64; 2]>, out: &mut Vec<u8>, mut push: impl FnMut(usize, usize)) {
    for axis in 0..2 {
        let from = out.len();
        if let Some(coordinate) = point.and_then(|point| point.get(axis).copied()) {
            // Writing to memory does not fail.
            let _ = write!(out, "{coordinate}");
        }
        push(from, out.len());
    }
}

/// Whether a shape is a polygon, or several.
pub(crate) fn is_area(bytes: &[u8]) -> bool {
    Reader { bytes }.head().is_some_and(|head| matches!(head.kind, POLYGON | MULTI_POLYGON))
}

/// Writes a polygon, or several, as a geometry of GeoJSON; `None` of another shape.
pub(crate) fn write_polygons(bytes: &[u8], out: &mut Vec<u8>) -> Option<()> {
    let before = out.len();
    out.extend_from_slice(br#"{"type":"MultiPolygon","coordinates":["#);
    let done = Reader { bytes }.polygons(0, out);
    match done {
        Some(()) => out.extend_from_slice(b"]}"),
        None => out.truncate(before),
    }
    done
}

#[derive(Clone, Copy)]
struct Head {
    is_little: bool,
    kind: u32,
    /// Numbers of a position.
    numbers: usize,
}

struct Reader<'a> {
    bytes: &'a [u8],
}

impl Reader<'_> {
    fn take<const N: usize>(&mut self, is_little: bool) -> Option<[u8; N]> {
        let (taken, rest) = self.bytes.split_first_chunk::<N>()?;
        self.bytes = rest;
        let mut taken = *taken;
        if !is_little {
            taken.reverse();
        }
        Some(taken)
    }

    fn head(&mut self) -> Option<Head> {
        let is_little = match self.take::<1>(true)? {
            [0] => false,
            [1] => true,
            _ => return None,
        };
        let written = u32::from_le_bytes(self.take(is_little)?);
        if written & SYSTEM != 0 {
            self.take::<4>(is_little)?;
        }
        let plain = written & 0xffff;
        let has_height = written & HEIGHT != 0 || matches!(plain / 1_000, 1 | 3);
        let has_measure = written & MEASURE != 0 || matches!(plain / 1_000, 2 | 3);
        let numbers = 2 + usize::from(has_height) + usize::from(has_measure);
        Some(Head { is_little, kind: plain % 1_000, numbers })
    }

    fn count(&mut self, head: Head) -> Option<u32> {
        self.take(head.is_little).map(u32::from_le_bytes)
    }

    fn position(&mut self, head: Head) -> Option<[f64; 2]> {
        let mut position = [0.0; 2];
        for at in 0..head.numbers {
            let number = f64::from_le_bytes(self.take(head.is_little)?);
            if let Some(place) = position.get_mut(at) {
                *place = number;
            }
        }
        Some(position)
    }

    /// Writes what stands within the brackets of several polygons.
    fn polygons(&mut self, depth: usize, out: &mut Vec<u8>) -> Option<()> {
        let head = self.head()?;
        match head.kind {
            POLYGON => self.rings(head, out),
            MULTI_POLYGON if depth < DEPTH => {
                for at in 0..self.count(head)? {
                    comma(at, out);
                    self.polygons(depth + 1, out)?;
                }
                Some(())
            }
            _ => None,
        }
    }

    fn rings(&mut self, head: Head, out: &mut Vec<u8>) -> Option<()> {
        out.push(b'[');
        for ring in 0..self.count(head)? {
            comma(ring, out);
            out.push(b'[');
            for at in 0..self.count(head)? {
                comma(at, out);
                let [x, y] = self.position(head).filter(|[x, y]| x.is_finite() && y.is_finite())?;
                write!(out, "[{x},{y}]").ok()?;
            }
            out.push(b']');
        }
        out.push(b']');
        Some(())
    }
}

fn comma(at: u32, out: &mut Vec<u8>) {
    if at > 0 {
        out.push(b',');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn little(kind: u32, rest: &[&[u8]]) -> Vec<u8> {
        [&[1][..], &kind.to_le_bytes(), &rest.concat()].concat()
    }

    fn numbers(numbers: &[f64]) -> Vec<u8> {
        numbers.iter().flat_map(|number| number.to_le_bytes()).collect()
    }

    #[test]
    fn points_are_read_in_all_their_forms() {
        let at = numbers(&[-87.6, 41.9, 5.0]);
        let plain = little(1, &[&at[..16]]);
        let found = Some([-87.6, 41.9]);
        assert_eq!(point(&plain), found);
        assert_eq!(point(&little(1001, &[&at])), found);
        assert_eq!(point(&little(1 | HEIGHT | SYSTEM, &[&4326_u32.to_le_bytes(), &at])), found);
        assert_eq!(point(&little(4, &[&1_u32.to_le_bytes(), &plain])), found);
        let big: Vec<u8> =
            [&[0, 0, 0, 0, 1][..], &(-87.6_f64).to_be_bytes(), &41.9_f64.to_be_bytes()].concat();
        assert_eq!(point(&big), found);
        assert_eq!(point(&little(1, &[&numbers(&[f64::NAN, f64::NAN])])), None);
        assert_eq!(point(&little(4, &[&2_u32.to_le_bytes(), &plain, &plain])), None);
        for length in 0..plain.len() {
            assert_eq!(point(&plain[..length]), None);
        }
    }

    #[test]
    fn polygons_are_written_as_geojson() {
        let ring = [&4_u32.to_le_bytes()[..], &numbers(&[0.0, 0.0, 1.5, 0.0, 1.5, 1.0, 0.0, 0.0])].concat();
        let polygon = little(3, &[&1_u32.to_le_bytes(), &ring]);
        let written = |bytes: &[u8]| {
            let mut out = Vec::new();
            write_polygons(bytes, &mut out).map(|()| String::from_utf8(out).unwrap())
        };
        let rings = "[[[0,0],[1.5,0],[1.5,1],[0,0]]]";
        assert_eq!(written(&polygon), Some(format!(r#"{{"type":"MultiPolygon","coordinates":[{rings}]}}"#)));
        let both = little(6, &[&2_u32.to_le_bytes(), &polygon, &polygon]);
        assert!(written(&both).unwrap().contains(&format!("[{rings},{rings}]")));
        assert_eq!(written(&little(1, &[&numbers(&[1.0, 2.0])])), None);
        let claims = little(3, &[&u32::MAX.to_le_bytes()]);
        assert_eq!(written(&claims), None);
    }
}
