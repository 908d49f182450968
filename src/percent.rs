//! Names as parts of an address: percent-encoded, so that no sign of theirs parts one from the next.

/// A text as a part of an address.
///
/// # Examples
/// ```
/// use watchback::percent::{percent_decoded, percent_encoded};
/// assert_eq!(percent_encoded("THEFT & LARCENY"), "THEFT%20%26%20LARCENY");
/// assert_eq!(percent_decoded("A%C3%B1o").as_deref(), Some("Año"));
/// assert_eq!(percent_decoded("A%C"), None);
/// ```
pub fn percent_encoded(text: &str) -> String {
    const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
    let mut encoded = String::new();
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            encoded.push('%');
            for half in [byte >> 4, byte & 15] {
                encoded.push(DIGITS.get(usize::from(half)).copied().map_or('0', char::from));
            }
        }
    }
    encoded
}

/// The text that [`percent_encoded`] wrote; `None` where it is cut short or not UTF-8.
pub fn percent_decoded(text: &str) -> Option<String> {
    let mut bytes = text.bytes();
    let mut decoded = Vec::new();
    while let Some(byte) = bytes.next() {
        decoded.push(if byte == b'%' {
            let digit = |byte: u8| char::from(byte).to_digit(16).map(|digit| digit as u8);
            digit(bytes.next()?)? << 4 | digit(bytes.next()?)?
        } else {
            byte
        });
    }
    String::from_utf8(decoded).ok()
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;

    proptest::proptest! {
        #[test]
        fn any_text_comes_back(text: String) {
            proptest::prop_assert_eq!(percent_decoded(&percent_encoded(&text)), Some(text));
        }

        #[test]
        fn what_is_written_has_no_sign_that_parts_an_address(text: String) {
            let plain = |c: char| c.is_ascii_alphanumeric() || "-_.~%".contains(c);
            proptest::prop_assert!(percent_encoded(&text).chars().all(plain));
        }
    }
}
