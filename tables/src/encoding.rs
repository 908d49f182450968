//! Text in other encodings than UTF-8 becomes UTF-8 as it is read.
//!
//! A mark or the zeros of UTF-16 tell the encoding; else it is guessed from how a text begins.
//! Windows-1252 is not decoded here but where a value is used: so a stray byte costs a UTF-8 file
//! no other value.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{
    BIG5, CoderResult, EUC_JP, EUC_KR, Encoding, GBK, SHIFT_JIS, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252,
};
use watchback_translate::mark;

const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";
/// Bytes looked at for zeros where no mark tells the encoding.
const LOOKED_AT: usize = 4_096;
/// With fewer bytes that are not UTF-8, a guess is none: the Latin letters of a few names.
const TELLING_BYTES: usize = 20;
/// With fewer, a guess is not sure.
const SURE_BYTES: usize = 60;

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

/// An encoding, and whether that is sure.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Guessed {
    pub(crate) encoding: &'static Encoding,
    pub(crate) is_sure: bool,
}

/// The encoding of a text that begins so and is not UTF-16; `None` for UTF-8, also with a few stray
/// bytes.
pub(crate) fn guess(start: &[u8], at_end: bool) -> Option<Guessed> {
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
    let is_latin = is_latin(start);
    if invalid < TELLING_BYTES {
        return Some(Guessed { encoding: WINDOWS_1252, is_sure: is_latin });
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(start, at_end);
    let encoding = detector.guess(None, Utf8Detection::Deny);
    if encoding == WINDOWS_1252 {
        let latin = Guessed { encoding, is_sure: is_latin };
        return if is_latin { Some(latin) } else { east_asian(start).or(Some(latin)) };
    }
    // More than one encoding of pairs of bytes may fit.
    let is_of_pairs = FREQUENT.iter().any(|frequent| frequent.0 == encoding);
    let is_alone = !is_of_pairs || east_asian(start).is_none_or(|guessed| guessed.is_sure);
    let is_sure = invalid >= SURE_BYTES && is_alone && !mixes_scripts(start, encoding);
    Some(Guessed { encoding, is_sure })
}

/// Whether the bytes beyond ASCII are as Latin letters with accents are in Windows-1252: alone or
/// by two, few signs of currency and the like, and no punctuation within words.
fn is_latin(text: &[u8]) -> bool {
    let (mut all, mut in_runs, mut signs, mut within_words, mut run) = (0, 0, 0, 0, 0);
    let neighbours = text.iter().skip(1).chain(Some(&b' '));
    let mut before = b' ';
    for (&byte, &after) in text.iter().zip(neighbours) {
        run = if byte.is_ascii() { 0 } else { run + 1 };
        all += usize::from(run > 0);
        // The third tells of the two before it.
        in_runs += match run {
            3 => 3,
            4.. => 1,
            _ => 0,
        };
        signs += usize::from(
            matches!(byte, 0xa4..=0xa6 | 0xa8 | 0xac | 0xae | 0xaf | 0xb1..=0xb6 | 0xb8 | 0xb9 | 0xbc..=0xbe),
        );
        let is_within = before.is_ascii_alphabetic() && after.is_ascii_alphabetic();
        // Apostrophes, hyphens, and the small letters that are there.
        let may_stand_within = matches!(byte, 0x92 | 0x9a | 0x9c | 0x9e | 0xad | 0xb7);
        within_words += usize::from(matches!(byte, 0x80..=0xbf) && is_within && !may_stand_within);
        before = byte;
    }
    5 * in_runs <= all && 3 * signs <= all && 4 * within_words <= all
}

/// Whether letters of another script, or what is no letter, stand in words with Latin letters.
fn mixes_scripts(text: &[u8], encoding: &'static Encoding) -> bool {
    let (text, has_lost) = encoding.decode_without_bom_handling(text);
    let is_other = |c: char| c >= '\u{370}' && c.is_alphabetic();
    let (mut all, mut mixed, mut before) = (0, 0, ' ');
    for c in text.chars() {
        all += usize::from(is_other(c));
        mixed += usize::from(
            (is_other(c) && before.is_ascii_alphabetic()) || (is_other(before) && c.is_ascii_alphabetic()),
        );
        let is_sign = |c: char| !c.is_ascii() && !c.is_alphabetic() && c != '\u{2019}';
        all += usize::from(is_sign(c));
        mixed += usize::from(is_sign(before) && c.is_ascii_alphabetic());
        before = c;
    }
    has_lost || 4 * mixed > all
}

/// Which bytes of an encoding's pairs are its frequent characters: ranges of the first and the
/// second byte.
type Frequent = (&'static Encoding, [u8; 2], &'static [[u8; 2]]);

const LATER: &[[u8; 2]] = &[[0xa1, 0xfe]];
const FREQUENT: [Frequent; 5] = [
    (BIG5, [0xa4, 0xc6], &[[0x40, 0x7e], [0xa1, 0xfe]]),
    (GBK, [0xb0, 0xd7], LATER),
    (EUC_KR, [0xb0, 0xc8], LATER),
    (EUC_JP, [0xa4, 0xcf], LATER),
    (SHIFT_JIS, [0x82, 0x97], &[[0x40, 0x7e], [0x80, 0xfc]]),
];

/// The encoding of pairs of bytes in which nearly all of a text's characters are frequent ones; it
/// is sure where there is no other.
fn east_asian(text: &[u8]) -> Option<Guessed> {
    let fits = |(encoding, first, second): &Frequent| {
        let within = |byte: u8, range: &[u8; 2]| (range[0]..=range[1]).contains(&byte);
        let (mut frequent, mut all) = (0, 0);
        let mut bytes = text.iter().copied();
        while let Some(byte) = bytes.next() {
            if byte.is_ascii() {
                continue;
            }
            all += 1;
            let next = bytes.next().unwrap_or_default();
            frequent += usize::from(within(byte, first) && second.iter().any(|range| within(next, range)));
        }
        let (_, has_lost) = encoding.decode_without_bom_handling(text);
        10 * frequent >= 9 * all && !has_lost
    };
    let mut fitting = FREQUENT.iter().filter(|frequent| fits(frequent)).map(|frequent| frequent.0);
    let encoding = fitting.next()?;
    Some(Guessed { encoding, is_sure: fitting.next().is_none() })
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
    debug_assert_eq!(result, CoderResult::InputEmpty, mark!("the room was too small"));
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
    fn words_of_no_latin_letters_are_told_or_doubted() {
        let text = "\u{7de8}\u{865f},\u{65e5}\u{671f}\n1,\u{7aca}\u{76dc}\n2,\u{5f37}\u{76dc}\n".repeat(3);
        let (bytes, _, _) = BIG5.encode(&text);
        assert_eq!(guess(&bytes, true).map(|guessed| guessed.encoding), Some(BIG5));
        let few = guess(b"1,\xa4\xc6\xe8\xfd\n", true);
        assert_eq!(few, Some(Guessed { encoding: WINDOWS_1252, is_sure: false }));
        let french = guess(&b"1,d\xe9lit \xe0 c\xf4t\xe9\n".repeat(9), true);
        assert_eq!(french, Some(Guessed { encoding: WINDOWS_1252, is_sure: true }));
    }

    #[test]
    fn a_few_bytes_are_no_guess() {
        assert_eq!(guess("plain".as_bytes(), true), None);
        assert_eq!(guess("caf\u{e9}".as_bytes(), true), None);
        let sure = Guessed { encoding: WINDOWS_1252, is_sure: true };
        assert_eq!(guess(b"a,caf\xe9\n", true), Some(sure));
        assert_eq!(guess("caf\u{e9} caf\u{e9}\n \u{e9}".as_bytes().split_last().unwrap().1, false), None);
        assert_eq!(guess(&["\u{e9}".repeat(30).as_bytes(), b"\xff"].concat(), true), None);
    }
}
