//! Names as parts of an address: percent-encoded, so that no sign of theirs parts one from the
//! next.

use std::borrow::Cow;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

/// All but what RFC 3986 leaves as it is.
const ESCAPED: AsciiSet = NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');

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
    utf8_percent_encode(text, &ESCAPED).to_string()
}

/// The text that [`percent_encoded`] wrote; `None` where it is cut short or not UTF-8.
pub fn percent_decoded(text: &str) -> Option<String> {
    // The library leaves a percent sign as it is where no two digits follow.
    let follow = |rest: &str| {
        rest.as_bytes().first_chunk::<2>().is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit))
    };
    let is_complete = text.split('%').skip(1).all(follow);
    is_complete.then(|| percent_decode_str(text).decode_utf8().ok().map(Cow::into_owned)).flatten()
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
