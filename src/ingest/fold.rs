//! Text as plain letters: without accents, with one kind of blank and one kind of dash.

use watchback_tables::text::text;

use crate::letters::without_accents;

/// Bytes of the longest date that is looked at.
pub(super) const MOST_BYTES: usize = 96;

/// A field as ASCII. It is the field itself where it is ASCII, and nothing where it is longer than
/// the buffer: no date is.
pub(super) fn plain<'a>(field: &'a [u8], buffer: &'a mut [u8; MOST_BYTES]) -> &'a [u8] {
    if field.is_ascii() {
        return field;
    }
    let mut length = 0;
    if field.len() <= 2 * MOST_BYTES {
        for c in text(field).chars().filter_map(folded) {
            let Some(place) = buffer.get_mut(length) else { return &[] };
            *place = u8::try_from(c).unwrap_or(b'\x1a');
            length += 1;
        }
    }
    buffer.get(..length).unwrap_or_default().trim_ascii()
}

/// A character without its accent. Blanks of all widths are one, and marks that have no width are
/// none.
pub(super) fn folded(c: char) -> Option<char> {
    Some(match c {
        ' '..='~' => c,
        '\u{a0}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' | '\u{3000}' => ' ',
        '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}' | '\u{feff}' => return None,
        '\u{2010}'..='\u{2015}' | '\u{2212}' => '-',
        '\u{aa}' => 'a',
        '\u{ba}' => 'o',
        '\u{df}' => 's',
        _ => return without_accents(std::iter::once(c)).next(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accents_and_strange_blanks_are_gone() {
        let shown = |text: &str| {
            let mut buffer = [0; MOST_BYTES];
            String::from_utf8(plain(text.as_bytes(), &mut buffer).to_vec()).unwrap()
        };
        assert_eq!(shown("3 ao\u{fb}t\u{a0}2021, 4:38\u{202f}PM"), "3 aout 2021, 4:38 PM");
        assert_eq!(shown("\u{200e}1/4/2021"), "1/4/2021");
        assert_eq!(shown("M\u{c4}RZ"), "MARZ");
        assert_eq!(shown("fe\u{301}vrier, gru\u{17a}, \u{d8}re"), "fevrier, gruz, Ore");
        assert_eq!(shown("plain"), "plain");
        assert_eq!(shown(&"\u{e9}".repeat(500)), "");
    }
}
