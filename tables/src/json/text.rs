//! Strings of JSON without their escapes.

use std::borrow::Cow;

use crate::text::text;

/// A string without its escapes; as it stands there where an escape is none.
pub fn unescaped(string: &[u8]) -> Cow<'_, str> {
    let found = text(string);
    match without_escapes(&found) {
        Some(plain) => Cow::Owned(plain),
        None => found,
    }
}

/// Own code: serde_json would bring its reader of numbers and its errors with it, 18 kB of the page.
fn without_escapes(string: &str) -> Option<String> {
    let (mut rest, mut plain) = (string, String::new());
    while let Some((before, after)) = rest.split_once('\\') {
        plain.push_str(before);
        let escape = after.chars().next()?;
        rest = after.get(escape.len_utf8()..)?;
        plain.push(match escape {
            '"' | '\\' | '/' => escape,
            'b' => '\u{8}',
            'f' => '\u{c}',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'u' => {
                let first = unit(&mut rest)?;
                match rest.strip_prefix("\\u") {
                    // Two that are one character.
                    Some(mut after) if (0xd800..0xdc00).contains(&first) => {
                        let pair = [first, unit(&mut after)?];
                        rest = after;
                        char::decode_utf16(pair).next()?.ok()?
                    }
                    _ => char::from_u32(u32::from(first))?,
                }
            }
            _ => return None,
        });
    }
    // Where there was none, nothing is copied.
    if rest.len() == string.len() {
        return None;
    }
    plain.push_str(rest);
    Some(plain)
}

fn unit(rest: &mut &str) -> Option<u16> {
    let (digits, after) = rest.split_at_checked(4)?;
    *rest = after;
    if digits.starts_with('+') { None } else { u16::from_str_radix(digits, 16).ok() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(not(target_arch = "wasm32"))]
    proptest::proptest! {
        #[test]
        fn escapes_are_those_of_serde_json(string in r#"(\\[nrtbf/"\\]|\\u[0-9a-d][0-9a-f]{3}|\\ud83d\\ude[0-9a-f]{2}|[ a-z\u{e9}]){0,8}"#) {
            let expected = serde_json::from_str::<String>(&format!("\"{string}\"")).unwrap_or_else(|_| string.clone());
            proptest::prop_assert_eq!(unescaped(string.as_bytes()), expected);
        }
    }

    #[test]
    fn what_is_no_escape_stays() {
        for string in ["\\x", "\\u12", "\\u+123", "a\\", "\\ud83d", "\\ud83d\\u0041", "\\ude00"] {
            assert_eq!(unescaped(string.as_bytes()), string);
        }
        assert_eq!(unescaped(b"\\ud83d\\ude00!"), "\u{1f600}!");
    }
}
