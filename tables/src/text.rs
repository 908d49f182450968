//! Bytes of files as text.

use std::borrow::Cow;

/// Characters of a value that an error shows.
const QUOTED_CHARACTERS: usize = 60;

/// A value as text: UTF-8, or else Windows-1252.
#[must_use]
pub fn text(value: &[u8]) -> Cow<'_, str> {
    match str::from_utf8(value) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => {
            let (text, _) = encoding_rs::WINDOWS_1252.decode_without_bom_handling(value);
            // Bytes that have no letter there are control characters in the web's table.
            let shown =
                |c: char| if ('\u{80}'..'\u{a0}').contains(&c) { char::REPLACEMENT_CHARACTER } else { c };
            Cow::Owned(text.chars().map(shown).collect())
        }
    }
}

/// A value as it may be shown: valid text, not long.
#[must_use]
pub fn quoted(value: &[u8]) -> String {
    // Four bytes are the longest character, so a cut never loses one of those shown.
    let start = value.get(..4 * (QUOTED_CHARACTERS + 1)).unwrap_or(value);
    let text = text(start);
    let mut characters = text.chars();
    let mut shown: String = characters.by_ref().take(QUOTED_CHARACTERS).collect();
    if characters.next().is_some() {
        shown.push('\u{2026}');
    }
    shown
}

/// A column's name as it is compared: letter case, outer blanks and `_` for a blank do not count.
///
/// # Examples
/// ```
/// assert_eq!(watchback_tables::text::normal_name(" Año_de "), "año de");
/// ```
#[must_use]
pub fn normal_name(name: &str) -> String {
    name.trim().to_lowercase().replace('_', " ")
}

/// The part of `bytes` between `bounds` without outer blanks; empty where there is none.
#[inline(never)]
pub(crate) fn field<'a>(bytes: &'a [u8], bounds: Option<&(u32, u32)>) -> &'a [u8] {
    let field = bounds.and_then(|&(from, to)| bytes.get(from as usize..to as usize)).unwrap_or_default();
    // Nearly all fields are without.
    match (field.first(), field.last()) {
        (Some(first), Some(last)) if first.is_ascii_graphic() && last.is_ascii_graphic() => field,
        _ => field.trim_ascii(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_that_are_not_utf_8_are_windows_1252() {
        assert_eq!(text(b"caf\xe9 \x80 \x93x\x94 \x81"), "caf\u{e9} \u{20ac} \u{201c}x\u{201d} \u{fffd}");
        assert_eq!(text("caf\u{e9}".as_bytes()), "caf\u{e9}");
        assert!(matches!(text(b"plain"), Cow::Borrowed("plain")));
    }

    #[test]
    fn long_and_broken_values_are_cut_between_characters() {
        assert_eq!(quoted(b"short"), "short");
        let long = "\u{1f6a8}".repeat(100);
        assert_eq!(quoted(long.as_bytes()), "\u{1f6a8}".repeat(60) + "\u{2026}");
        assert_eq!(quoted(b"a\xffb"), "a\u{ff}b");
        assert_eq!(quoted(&[b'x'; 60]).len(), 60);
    }
}
