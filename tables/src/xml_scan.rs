//! The little of XML that a spreadsheet's parts need: tags with their attributes, and text.

use std::borrow::Cow;

/// Bytes of the longest entity: `&#x0010ffff;` without its ends.
const ENTITY_BYTES: usize = 12;

/// A tag or the text between two.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Piece<'a> {
    /// The name without its prefix, and what stands after it in the tag.
    Open {
        name: &'a [u8],
        attributes: &'a [u8],
    },
    /// An empty element, which has no closing tag.
    Empty {
        name: &'a [u8],
        attributes: &'a [u8],
    },
    Close {
        name: &'a [u8],
    },
    Text(&'a [u8]),
}

/// The pieces of a text in their order; comments, declarations and CDATA are left out.
pub(crate) struct Pieces<'a> {
    rest: &'a [u8],
}

impl<'a> Pieces<'a> {
    pub(crate) fn new(text: &'a [u8]) -> Self {
        Self { rest: text }
    }
}

fn split_at_byte(text: &[u8], byte: u8) -> (&[u8], &[u8]) {
    let at = text.iter().position(|found| *found == byte).unwrap_or(text.len());
    text.split_at_checked(at).unwrap_or_default()
}

impl<'a> Iterator for Pieces<'a> {
    type Item = Piece<'a>;

    fn next(&mut self) -> Option<Piece<'a>> {
        loop {
            let Some(tag) = self.rest.strip_prefix(b"<") else {
                let (text, rest) = split_at_byte(self.rest, b'<');
                self.rest = rest;
                return if text.is_empty() { None } else { Some(Piece::Text(text)) };
            };
            let (inner, rest) = split_at_byte(tag, b'>');
            self.rest = rest.get(1..).unwrap_or_default();
            if matches!(inner, [b'?' | b'!', ..]) {
                continue;
            }
            if let Some(name) = inner.strip_prefix(b"/") {
                return Some(Piece::Close { name: without_prefix(name.trim_ascii()) });
            }
            let (inner, is_empty) = inner.strip_suffix(b"/").map_or((inner, false), |inner| (inner, true));
            let end = inner.iter().position(u8::is_ascii_whitespace).unwrap_or(inner.len());
            let (name, attributes) = inner.split_at_checked(end).unwrap_or_default();
            let name = without_prefix(name);
            return Some(if is_empty {
                Piece::Empty { name, attributes }
            } else {
                Piece::Open { name, attributes }
            });
        }
    }
}

fn without_prefix(name: &[u8]) -> &[u8] {
    name.iter().position(|byte| *byte == b':').and_then(|at| name.get(at + 1..)).unwrap_or(name)
}

/// The value of an attribute, by its name with its prefix.
pub(crate) fn attribute<'a>(attributes: &'a [u8], name: &[u8]) -> Option<&'a [u8]> {
    let mut rest = attributes;
    loop {
        let (found, after) = split_at_byte(rest, b'=');
        let after = after.get(1..)?.trim_ascii_start();
        let (quote, after) = after.split_first()?;
        let (value, after) = split_at_byte(after, *quote);
        if found.trim_ascii() == name {
            return Some(value);
        }
        rest = after.get(1..)?;
    }
}

/// Adds a text to `out`, its entities as the characters that they stand for.
pub(crate) fn push_unescaped(text: &[u8], out: &mut Vec<u8>) {
    let mut rest = text;
    loop {
        let (plain, after) = split_at_byte(rest, b'&');
        out.extend_from_slice(plain);
        let Some(after) = after.get(1..) else { return };
        // Looked for nearby only, lest many of them look through the whole text.
        let nearby = after.iter().take(ENTITY_BYTES).position(|byte| *byte == b';').unwrap_or_default();
        let (name, tail) = after.split_at_checked(nearby).unwrap_or_default();
        match entity(name) {
            Some(character) => {
                out.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
                rest = tail.get(1..).unwrap_or_default();
            }
            _ => {
                out.push(b'&');
                rest = after;
            }
        }
    }
}

/// A value of an attribute without its entities.
pub(crate) fn unescaped(value: &[u8]) -> Cow<'_, [u8]> {
    if !value.contains(&b'&') {
        return Cow::Borrowed(value);
    }
    let mut out = Vec::new();
    push_unescaped(value, &mut out);
    Cow::Owned(out)
}

fn entity(name: &[u8]) -> Option<char> {
    match name {
        b"lt" => Some('<'),
        b"gt" => Some('>'),
        b"amp" => Some('&'),
        b"quot" => Some('"'),
        b"apos" => Some('\''),
        _ => {
            let number = str::from_utf8(name.strip_prefix(b"#")?).ok()?;
            let code = match number.strip_prefix(['x', 'X']) {
                Some(digits) => u32::from_str_radix(digits, 16),
                None => number.parse(),
            };
            char::from_u32(code.ok()?)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_and_texts_come_in_order() {
        let text = b"<?xml version='1.0'?><x:row r=\"2\" s = 'ab' ><c/><!-- no --> A&amp;B </x:row ><open";
        let pieces: Vec<_> = Pieces::new(text).collect();
        let attributes = &b" r=\"2\" s = 'ab' "[..];
        assert_eq!(
            pieces,
            [
                Piece::Open { name: b"row", attributes },
                Piece::Empty { name: b"c", attributes: b"" },
                Piece::Text(b" A&amp;B "),
                Piece::Close { name: b"row" },
                Piece::Open { name: b"open", attributes: b"" }
            ]
        );
        assert_eq!(attribute(attributes, b"s"), Some(&b"ab"[..]));
        assert_eq!(
            (attribute(attributes, b"t"), attribute(b" r", b"r"), attribute(b" r=", b"r")),
            (None, None, None)
        );
    }

    #[test]
    fn entities_become_characters() {
        let text = b"a &lt;&gt;&amp;&quot;&apos; &#233;&#x20AC; &none; &#xd800; & &lt";
        let expected = "a <>&\"' \u{e9}\u{20ac} &none; &#xd800; & &lt";
        assert_eq!(String::from_utf8(unescaped(text).into_owned()).unwrap(), expected);
    }
}
