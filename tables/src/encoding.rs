//! Text in other encodings than UTF-8: UTF-16 is turned into it as it is read, Windows-1252 where a value is used.
//!
//! `encoding_rs` knows forty more, which portals do not use, and would add its tables to the page (docs/dependencies.md).

pub(crate) use crate::text::text;

const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";
/// Bytes looked at for zeros where no mark tells the encoding.
const LOOKED_AT: usize = 4_096;

/// Which 16-bit encoding a text that begins so is in, if any.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Utf16 {
    LittleEndian,
    BigEndian,
}

/// By its mark, or by zeros in every second byte, as Latin letters, digits and commas have them.
pub(crate) fn utf16(start: &[u8]) -> Option<Utf16> {
    match start {
        [0xff, 0xfe, ..] => return Some(Utf16::LittleEndian),
        [0xfe, 0xff, ..] => return Some(Utf16::BigEndian),
        _ => {}
    }
    let (pairs, _) = start.get(..LOOKED_AT).unwrap_or(start).as_chunks::<2>();
    let zeros = |at: usize| pairs.iter().filter(|pair| pair.get(at) == Some(&0)).count();
    let (first, second) = (zeros(0), zeros(1));
    // A text of other letters still has blanks, digits and line ends; a binary file has zeros in both places.
    let tells =
        |many: usize, few: usize| pairs.len() >= 4 && many * 5 > pairs.len() * 2 && few * 50 < pairs.len();
    match (tells(second, first), tells(first, second)) {
        (true, _) => Some(Utf16::LittleEndian),
        (_, true) => Some(Utf16::BigEndian),
        _ => None,
    }
}

/// The text without its byte-order mark.
pub(crate) fn without_mark(text: &[u8]) -> &[u8] {
    text.strip_prefix(BYTE_ORDER_MARK).unwrap_or(text)
}

/// Turns UTF-16 into UTF-8, piece by piece.
pub(crate) struct Decoder {
    order: Utf16,
    /// Bytes not yet decoded: at most a unit and a half between calls.
    pending: Vec<u8>,
}

impl Decoder {
    pub(crate) fn new(order: Utf16) -> Self {
        Self { order, pending: Vec::new() }
    }

    /// Decodes `bytes` into `out` and gives the number written: at most three for each two, and six more. Half a pair is U+FFFD.
    pub(crate) fn decode(&mut self, bytes: &[u8], at_end: bool, out: &mut [u8]) -> usize {
        self.pending.extend_from_slice(bytes);
        let unit = |pair: &[u8; 2]| match self.order {
            Utf16::LittleEndian => u16::from_le_bytes(*pair),
            Utf16::BigEndian => u16::from_be_bytes(*pair),
        };
        let (mut pairs, rest) = self.pending.as_chunks::<2>();
        let mut left = rest.len();
        if let Some((last, others)) = pairs.split_last()
            && !at_end
            && (0xd800..0xdc00).contains(&unit(last))
        {
            pairs = others;
            left += 2;
        }
        let characters = char::decode_utf16(pairs.iter().map(unit));
        let lost = (at_end && left > 0).then_some(char::REPLACEMENT_CHARACTER);
        let mut written = 0;
        for character in characters.map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER)).chain(lost) {
            if let Some(place) = out.get_mut(written..written + character.len_utf8()) {
                written += character.encode_utf8(place).len();
            }
        }
        self.pending.drain(..self.pending.len() - left);
        written
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn units(text: &str, order: Utf16) -> Vec<u8> {
        let bytes = |unit: u16| match order {
            Utf16::LittleEndian => unit.to_le_bytes(),
            Utf16::BigEndian => unit.to_be_bytes(),
        };
        text.encode_utf16().flat_map(bytes).collect()
    }

    #[test]
    fn utf_16_is_told_by_its_mark_or_its_zeros() {
        let header = "ID,Date,Primary Type\n";
        for order in [Utf16::LittleEndian, Utf16::BigEndian] {
            assert_eq!(utf16(&units(header, order)), Some(order));
            assert_eq!(utf16(&units("\u{feff}\u{4e00}", order)), Some(order));
        }
        for other in
            [header.as_bytes(), b"", b"\0\0\0\0\0\0\0\0\0\0", b"a\0b", b"\x7fELF\x02\x01\x01\0\0\0\0\0"]
        {
            assert_eq!(utf16(other), None, "{other:?}");
        }
    }

    #[test]
    fn pieces_of_any_length_give_the_whole_text() {
        let whole = "a\u{e9}\u{20ac}\u{1f6a8},\r\n\u{1f6a8}b";
        for order in [Utf16::LittleEndian, Utf16::BigEndian] {
            let bytes = units(whole, order);
            for length in 1..=bytes.len() {
                let mut decoder = Decoder::new(order);
                let mut found = Vec::new();
                let n_pieces = bytes.chunks(length).len();
                for (index, piece) in bytes.chunks(length).enumerate() {
                    let mut out = vec![0; piece.len() / 2 * 3 + 6];
                    let n = decoder.decode(piece, index + 1 == n_pieces, &mut out);
                    found.extend_from_slice(&out[..n]);
                }
                assert_eq!(String::from_utf8(found).unwrap(), whole);
            }
        }
        let mut out = [0; 20];
        let mut decoder = Decoder::new(Utf16::LittleEndian);
        let n = decoder.decode(b"a\0\x3d\xd8", true, &mut out);
        assert_eq!(&out[..n], "a\u{fffd}".as_bytes());
        let n = Decoder::new(Utf16::BigEndian).decode(b"\0a\0", true, &mut out);
        assert_eq!(&out[..n], "a\u{fffd}".as_bytes());
    }
}
