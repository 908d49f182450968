//! Values of single fields: dates, coordinates, flags, numbers. Written by hand because a file has
//! millions.

pub(super) use super::portal_dates::{days, minute, minute_of_day};
pub(super) use crate::decimal::decimal;

/// A whole number of digits alone.
pub(super) fn whole(text: &[u8]) -> Option<u64> {
    if text.is_empty() {
        return None;
    }
    text.iter().try_fold(0_u64, |number, byte| {
        let digit = byte.wrapping_sub(b'0');
        if digit < 10 { number.checked_mul(10)?.checked_add(u64::from(digit)) } else { None }
    })
}

/// A row's number: a whole one, also where a portal writes it with decimals, which must be zeros.
pub(super) fn row_number(text: &[u8]) -> Option<u64> {
    let whole_part = text.iter().position(|&byte| byte == b'.').map_or(text, |point| {
        let (digits, decimals) = text.split_at(point);
        let zeros = decimals.len() > 1 && decimals.iter().skip(1).all(|&byte| byte == b'0');
        if zeros { digits } else { text }
    });
    whole(whole_part)
}

/// `true` or `false`, `yes` or `no`, or their first letters, in any letter case.
pub(super) fn flag(text: &[u8]) -> Option<bool> {
    if text.eq_ignore_ascii_case(b"true") {
        Some(true)
    } else if text.eq_ignore_ascii_case(b"false") {
        Some(false)
    } else {
        let is = |words: [&[u8]; 3]| words.iter().any(|word| text.eq_ignore_ascii_case(word));
        match (is([b"y", b"yes", b"t"]), is([b"n", b"no", b"f"])) {
            (true, _) => Some(true),
            (_, true) => Some(false),
            _ => None,
        }
    }
}

/// Whether a text stands for a value that is not there.
pub(super) fn missing(text: &[u8]) -> bool {
    text.is_empty() || [&b"null"[..], b"na", b"n/a"].iter().any(|word| text.eq_ignore_ascii_case(word))
}

/// A stable number of a text, or of the texts of one row, each given with what the others before it
/// made: FNV-1a, 64 bits.
pub(super) fn hash_on(hash: u64, text: &[u8]) -> u64 {
    const PRIME: u64 = 0x0000_0100_0000_01b3;
    let hash = text.iter().fold(hash, |hash, &byte| (hash ^ u64::from(byte)).wrapping_mul(PRIME));
    // A byte that is in no text ends each, so that "a" and "bc" are not "ab" and "c".
    (hash ^ 0xff).wrapping_mul(PRIME)
}

/// What [`hash_on`] begins with.
pub(super) const HASH_START: u64 = 0xcbf2_9ce4_8422_2325;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::study::CivilDay;

    #[test]
    fn every_day_of_two_centuries_is_numbered_as_the_calendar_does() {
        let first: CivilDay = "1900-01-01".parse().unwrap();
        let last: CivilDay = "2099-12-31".parse().unwrap();
        for days in first.days_since_1970()..=last.days_since_1970() {
            let iso = CivilDay::from_days_since_1970(days).to_string();
            let (year, rest) = iso.split_once('-').unwrap();
            let (month, day) = rest.split_once('-').unwrap();
            let portal = format!("{month}/{day}/{year} 11:59:58 PM");
            assert_eq!(minute(portal.as_bytes()), Some(days * 1440 + 1439), "{portal}");
            assert_eq!(minute(format!("{iso}T00:01:59.000").as_bytes()), Some(days * 1440 + 1));
        }
    }

    #[test]
    fn twelve_is_the_first_hour_of_its_half() {
        for (text, expected) in
            [("12:00:00 AM", 0), ("12:59:00 am", 59), ("12:00:00 PM", 720), ("01:00:00 PM", 780)]
        {
            assert_eq!(minute(format!("01/01/1970 {text}").as_bytes()), Some(expected), "{text}");
        }
    }

    #[test]
    fn what_is_not_a_date_is_none() {
        for text in [
            "",
            "01/01/0220 12:00:00 AM",
            "0220-01-01T00:00:00",
            "02/29/2015 12:00:00 AM",
            "13/01/2015 12:00:00 AM",
            "00/01/2015 12:00:00 AM",
            "01/00/2015 12:00:00 AM",
            "01/01/2015 00:00:00 AM",
            "01/01/2015 13:00:00 PM",
            "01/01/2015 12:60:00 PM",
            "01/01/2015 12:00:60 PM",
            "01/01/2015 12:00:00 XM",
            "01/01/2015 12:00:00",
            "1/1/2015 12:00:00 AM",
            "01/01/2015 12:00:0a AM",
            "2015-01-01T24:00:00",
            "2015-01-01T12:00:00Z",
            "2015-01-01T12:00:00.",
            "2015-01-01",
        ] {
            assert_eq!(minute(text.as_bytes()), None, "{text}");
        }
    }

    #[test]
    fn numbers_are_those_of_the_standard_library_or_none() {
        for text in [
            "41.997920408",
            "-87.6788725",
            "-0",
            "0.1",
            "5.",
            ".5",
            "+1.5",
            "000000000000001",
            "123456789012345",
            "1234567890123456",
            "0.000000000000001",
            "0.0000000000000001",
            "41.99792040812345678901",
            "1e2",
            "-1E-3",
        ] {
            let expected: f64 = text.parse().unwrap();
            assert_eq!(decimal(text.as_bytes()).map(f64::to_bits), Some(expected.to_bits()), "{text}");
        }
        for text in
            ["", ".", "-", "-.", "1.2.3", "1e400", "nan", "inf", "-infinity", "41,9", " 1", "1\u{660}"]
        {
            assert_eq!(decimal(text.as_bytes()), None, "{text}");
        }
    }

    #[test]
    fn a_date_and_a_time_of_their_own_are_put_together() {
        assert_eq!(minute_of_day(b"1970-01-02", b"01:02:59"), Some(1440 + 62));
        for (date, time) in
            [("1970-01-02", ""), ("", "01:02:59"), ("1970-01-02 ", "1:02:59"), ("01/02/1970", "01:02:59")]
        {
            assert_eq!(minute_of_day(date.as_bytes(), time.as_bytes()), None, "{date} {time}");
        }
    }

    #[test]
    fn decimals_of_a_rows_number_must_be_zeros() {
        assert_eq!(row_number(b"201625002668.00000000"), Some(201_625_002_668));
        assert_eq!(row_number(b"7"), Some(7));
        for text in ["7.", "7.5", ".0", "7.0.0", "", "7,0"] {
            assert_eq!(row_number(text.as_bytes()), None, "{text}");
        }
    }

    #[test]
    fn numbers_of_rows_are_digits_that_fit() {
        assert_eq!(whole(b"18446744073709551615"), Some(u64::MAX));
        for text in ["", "18446744073709551616", "-1", "1.0", "HY1"] {
            assert_eq!(whole(text.as_bytes()), None, "{text}");
        }
    }

    #[cfg(not(target_arch = "wasm32"))]
    proptest::proptest! {
        #[test]
        fn any_decimal_equals_the_standard_librarys(text in "-?[0-9]{0,17}\\.?[0-9]{0,17}") {
            let expected = text.parse::<f64>().ok().filter(|number| number.is_finite());
            proptest::prop_assert_eq!(decimal(text.as_bytes()).map(f64::to_bits), expected.map(f64::to_bits));
        }

        #[test]
        fn no_bytes_are_too_strange(bytes: Vec<u8>) {
            let _ = (minute(&bytes), decimal(&bytes), whole(&bytes), flag(&bytes));
        }
    }
}
