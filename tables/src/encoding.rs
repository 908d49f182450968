//! Text in other encodings than UTF-8 becomes UTF-8 as it is read.
//!
//! A mark or the zeros of UTF-16 tell the encoding; else it is guessed from how a text begins.
//! Windows-1252 is not decoded here but where a value is used: so a stray byte costs a UTF-8 file
//! no other value.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{CoderResult, Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";
/// Bytes looked at for zeros where no mark tells the encoding.
const LOOKED_AT: usize = 4_096;
/// With fewer bytes that are not UTF-8, a guess is none: the Latin letters of a few names.
const TELLING_BYTES: usize = 20;

/// UTF-16 by its mark, or by zeros in every second byte, as Latin letters, digits and commas have
/// them.
pub(crate) fn utf16(start: &[u8]) -> Option<&'static Encoding> {
    if let Some((encoding, _)) = Encoding::for_bom(start) {
        return (encoding != UTF_8).then_some(encoding);
    }
    let (pairs, _) = start.get(..LOOKED_AT).unwrap_or(start).as_chunks::<2>();
    let zeros = |at: usize| pairs.iter().filter(|pair| pair.get(at) == Some(&0)).count();
    let (first, second) = (zeros(0), zeros(1));
    // A text of other letters still has blanks, digits and line ends; a binary file has zeros in
    // both places.
    let tells =
        |many: usize, few: usize| pairs.len() >= 4 && many * 5 > pairs.len() * 2 && few * 50 < pairs.len();
    match (tells(second, first), tells(first, second)) {
        (true, _) => Some(UTF_16LE),
        (_, true) => Some(UTF_16BE),
        _ => None,
    }
}

/// The encoding of a text that begins so and is not UTF-16; `None` for UTF-8, also with a few stray
/// bytes.
pub(crate) fn guess(start: &[u8], at_end: bool) -> Option<&'static Encoding> {
    let (mut valid, mut invalid) = (0, 0);
    for chunk in start.utf8_chunks() {
        valid += chunk.valid().bytes().filter(|byte| !byte.is_ascii()).count();
        invalid += chunk.invalid().len();
    }
    // The last character may be cut off there.
    if invalid < 4 && str::from_utf8(start).is_err_and(|error| error.error_len().is_none()) && !at_end {
        invalid = 0;
    }
    if invalid == 0 || valid > invalid {
        return None;
    }
    if invalid < TELLING_BYTES {
        return Some(WINDOWS_1252);
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(start, at_end);
    Some(detector.guess(None, Utf8Detection::Deny))
}

/// The text without its byte-order mark.
pub(crate) fn without_mark(text: &[u8]) -> &[u8] {
    text.strip_prefix(BYTE_ORDER_MARK).unwrap_or(text)
}

/// Bytes of UTF-8 that one byte of another encoding becomes at most.
pub(crate) const GROWTH: usize = 3;

/// Decodes `bytes` into `out`, which has [`GROWTH`] times their room and some more, and gives the
/// number written. What is not of the encoding is U+FFFD.
pub(crate) fn decode(
    decoder: &mut encoding_rs::Decoder,
    bytes: &[u8],
    at_end: bool,
    out: &mut [u8],
) -> usize {
    let (result, _, written, _) = decoder.decode_to_utf8(bytes, out, at_end);
    debug_assert_eq!(result, CoderResult::InputEmpty, "the room was too small");
    written
}

#[cfg(test)]
mod tests {
    use super::*;

    fn units(text: &str, encoding: &'static Encoding) -> Vec<u8> {
        let bytes = |unit: u16| if encoding == UTF_16LE { unit.to_le_bytes() } else { unit.to_be_bytes() };
        text.encode_utf16().flat_map(bytes).collect()
    }

    #[test]
    fn utf_16_is_told_by_its_mark_or_its_zeros() {
        let header = "ID,Date,Primary Type\n";
        for encoding in [UTF_16LE, UTF_16BE] {
            assert_eq!(utf16(&units(header, encoding)), Some(encoding));
            assert_eq!(utf16(&units("\u{feff}\u{4e00}", encoding)), Some(encoding));
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
        for encoding in [UTF_16LE, UTF_16BE] {
            let bytes = units(whole, encoding);
            for length in 1..=bytes.len() {
                let mut decoder = encoding.new_decoder_without_bom_handling();
                let mut found = Vec::new();
                let n_pieces = bytes.chunks(length).len();
                for (index, piece) in bytes.chunks(length).enumerate() {
                    let mut out = vec![0; GROWTH * piece.len() + 16];
                    let n = decode(&mut decoder, piece, index + 1 == n_pieces, &mut out);
                    found.extend_from_slice(&out[..n]);
                }
                assert_eq!(String::from_utf8(found).unwrap(), whole);
            }
        }
        let mut out = [0; 30];
        let mut decoder = UTF_16LE.new_decoder_without_bom_handling();
        let n = decode(&mut decoder, b"a\0\x3d\xd8", true, &mut out);
        assert_eq!(&out[..n], "a\u{fffd}".as_bytes());
        let n = decode(&mut UTF_16BE.new_decoder_without_bom_handling(), b"\0a\0", true, &mut out);
        assert_eq!(&out[..n], "a\u{fffd}".as_bytes());
    }

    #[test]
    fn a_few_bytes_are_no_guess() {
        assert_eq!(guess("plain".as_bytes(), true), None);
        assert_eq!(guess("caf\u{e9}".as_bytes(), true), None);
        assert_eq!(guess(b"a,caf\xe9\n", true), Some(WINDOWS_1252));
        assert_eq!(guess("caf\u{e9} caf\u{e9}\n \u{e9}".as_bytes().split_last().unwrap().1, false), None);
        assert_eq!(guess(&["\u{e9}".repeat(30).as_bytes(), b"\xff"].concat(), true), None);
    }
}
