//! What a row is known by: its number, the letters of its number, or all that it holds.

use super::value;

/// Whether a row is known by all that it holds, having no number.
const OF_ROW: u64 = 1 << 63;
/// Whether a row's number has letters, and stands here by a hash of them.
const OF_TEXT: u64 = 1 << 62;

/// What a row is known by that has this text for its number; `None` where it has none.
pub(super) fn of_number(text: &[u8]) -> Option<u64> {
    match value::row_number(text) {
        Some(number) if number < OF_TEXT => Some(number),
        _ if value::missing(text) => None,
        _ => Some(value::hash_on(value::HASH_START, text) >> 2 | OF_TEXT),
    }
}

/// What a row without a number is known by: equal rows have the same.
pub(super) fn of_row<'a>(fields: impl Iterator<Item = &'a [u8]>) -> u64 {
    fields.fold(value::HASH_START, value::hash_on) >> 1 | OF_ROW
}

/// What the nth row is known by that is kept beside the first of one id.
pub(super) fn of_another(id: u64, nth: usize) -> u64 {
    of_row([&id.to_le_bytes()[..], &nth.to_le_bytes()].into_iter())
}

/// Whether a row is known by all that it holds.
pub(super) fn is_of_row(id: u64) -> bool {
    id & OF_ROW != 0
}

/// Whether it is a number as it stands in the file.
pub(super) fn is_number(id: u64) -> bool {
    id < OF_TEXT
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_letters_and_rows_are_never_taken_for_each_other() {
        assert_eq!(of_number(b"201625002668.00000000"), Some(201_625_002_668));
        assert!(is_number(7) && !is_of_row(7));
        let [letters, others] = [&b"I2100031"[..], b"I2100032"].map(|text| of_number(text).unwrap());
        assert!(letters != others && !is_number(letters) && !is_of_row(letters));
        let long = of_number(b"9223372036854775807").unwrap();
        assert!(!is_number(long) && !is_of_row(long));
        assert_eq!([&b""[..], b"nan", b"NULL"].map(of_number), [None; 3]);
        let row = |fields: &[&'static [u8]]| of_row(fields.iter().copied());
        assert!(is_of_row(row(&[b"a", b"bc"])) && row(&[b"a", b"bc"]) != row(&[b"ab", b"c"]));
    }
}
