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

/// `true` or `false`, `yes` or `no`, their first letters in any letter case, or 1 and 0.
pub(super) fn flag(text: &[u8]) -> Option<bool> {
    if text.eq_ignore_ascii_case(b"true") {
        Some(true)
    } else if text.eq_ignore_ascii_case(b"false") {
        Some(false)
    } else {
        let is = |words: [&[u8]; 3]| words.iter().any(|word| text.eq_ignore_ascii_case(word));
        let is_one = matches!(text, b"1" | b"1.0");
        let is_zero = matches!(text, b"0" | b"0.0");
        match (is_one || is([b"y", b"yes", b"t"]), is_zero || is([b"n", b"no", b"f"])) {
            (true, _) => Some(true),
            (_, true) => Some(false),
            _ => None,
        }
    }
}

/// Longest word for a value that is not there.
const MISSING_BYTES: usize = 24;
/// What programs write where there is no value. Bytes of ASCII are compared in any letter case.
const NULLS: &[&[u8]] = &[
    b"null",
    b"na",
    b"n/a",
    b"n.a.",
    b"nan",
    b"-nan",
    b"nat",
    b"nil",
    b"<na>",
    b"<null>",
    b"(null)",
    b"[null]",
    b"\\n",
    b"#n/a",
    b"#na",
    b"#n/a n/a",
    b"#null!",
    b"#value!",
    b"#ref!",
    b"#name?",
    b"#num!",
    b"#div/0!",
    b"(blank)",
    b"-",
    b"--",
    b"---",
    b".",
    b"..",
];
/// What people write where they do not know.
const UNKNOWN: &[&[u8]] = &[
    b"unknown",
    b"unk",
    b"unkn",
    b"ukn",
    b"(unknown)",
    b"unspecified",
    b"undefined",
    b"redacted",
    b"[redacted]",
    b"(redacted)",
    b"withheld",
    b"suppressed",
    b"missing",
    b"not available",
    b"not applicable",
    b"not known",
    b"not recorded",
    b"not stated",
    b"no data",
    b"tbd",
    b"?",
    b"??",
    b"*",
    b"**",
    b"***",
    b"desconocido",
    b"sin dato",
    b"sin datos",
    b"s/d",
    b"nao informado",
    b"ignorado",
    b"inconnu",
    b"unbekannt",
    b"k.a.",
    b"onbekend",
    b"sconosciuto",
];

/// Whether a text stands for a value that is not there, or that nobody knows.
pub(super) fn missing(text: &[u8]) -> bool {
    unknown(text) || text.eq_ignore_ascii_case(b"none")
}

/// The same of an outcome: `NONE` there says that nothing came of it.
pub(super) fn unknown(text: &[u8]) -> bool {
    null(text) || (text.len() <= MISSING_BYTES && is_one_of(text, UNKNOWN))
}

/// Whether a program wrote that there is no value. An offence may well be called UNKNOWN.
pub(super) fn null(text: &[u8]) -> bool {
    text.is_empty() || (text.len() <= MISSING_BYTES && is_one_of(text, NULLS))
}

fn is_one_of(text: &[u8], words: &[&[u8]]) -> bool {
    // Most values that are looked at are numbers.
    let is_number = text.iter().take(2).any(u8::is_ascii_digit);
    !is_number && words.iter().any(|word| text.eq_ignore_ascii_case(word))
}

/// A number that people write with signs that programs do not know: `52,528684`, `1,007,314`,
/// `1.007.314,5`, `2'600'000`, `1 007 314`.
///
/// A lone comma before three digits is a decimal one where the number would else be beyond `limit`:
/// degrees have a limit, coordinates of a projection none.
#[cold]
pub(super) fn number(text: &[u8], limit: f64) -> Option<f64> {
    if let Some(number) = decimal(text) {
        return Some(number);
    }
    let (sign, digits) = match text.split_first() {
        Some((sign @ (b'-' | b'+'), digits)) => (Some(*sign), digits),
        _ => (None, text),
    };
    let commas = digits.iter().filter(|byte| **byte == b',').count();
    let points = digits.iter().filter(|byte| **byte == b'.').count();
    let place = |sign: u8| digits.iter().rposition(|byte| *byte == sign);
    // The sign of the decimals stands last and once.
    let decimals = match (place(b','), place(b'.')) {
        (Some(comma), Some(point)) if comma > point && commas == 1 => Some(comma),
        (Some(comma), Some(point)) if point > comma && points == 1 => Some(point),
        (Some(comma), None) if commas == 1 => {
            let whole = commas_of_thousands(digits).filter(|number| *number <= limit);
            whole.is_none().then_some(comma)
        }
        (None, Some(point)) if points == 1 => Some(point),
        _ => None,
    };
    let (whole, decimals) = match decimals {
        Some(at) => (digits.get(..at)?, digits.get(at + 1..)?),
        None => (digits, &b""[..]),
    };
    if !decimals.iter().all(u8::is_ascii_digit) || !in_thousands(whole) {
        return None;
    }
    let mut plain: Vec<u8> = sign.into_iter().collect();
    plain.extend(whole.iter().filter(|byte| byte.is_ascii_digit()));
    plain.push(b'.');
    plain.extend(decimals);
    decimal(&plain)
}

fn commas_of_thousands(digits: &[u8]) -> Option<f64> {
    let plain: Vec<u8> = digits.iter().copied().filter(u8::is_ascii_digit).collect();
    (in_thousands(digits) && !digits.starts_with(b"0")).then(|| decimal(&plain)).flatten()
}

/// Whether a whole number stands in groups of three digits with one sign between them, or without
/// any.
fn in_thousands(whole: &[u8]) -> bool {
    let Some(at) = whole.iter().position(|byte| !byte.is_ascii_digit()) else { return !whole.is_empty() };
    let rest = whole.get(at..).unwrap_or_default();
    // No-break blanks and the Swiss apostrophe have several bytes.
    let signs: [&[u8]; 7] = [b",", b".", b"'", b" ", b"\xc2\xa0", b"\xe2\x80\xaf", b"\xe2\x80\x99"];
    let Some(sign) = signs.iter().find(|sign| rest.starts_with(sign)) else { return false };
    let mut rest = rest;
    while !rest.is_empty() {
        let Some(group) = rest.strip_prefix(*sign) else { return false };
        match group.split_at_checked(3) {
            Some((digits, after)) if digits.iter().all(u8::is_ascii_digit) => rest = after,
            _ => return false,
        }
    }
    (1..=3).contains(&at)
}

/// Whether a number is such as stands for none: 9999, -999.
pub(super) fn is_nines(number: f64) -> bool {
    let number = number.abs();
    let of = [999.0, 9_999.0, 99_999.0, 999_999.0, 9_999_999.0, 99_999_999.0, 999_999_999.0];
    of.iter().any(|nines| number >= *nines && number < nines + 1.0)
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
    fn numbers_are_read_with_the_signs_of_other_countries() {
        for (text, limit, expected) in [
            ("52,528684", 90.0, Some(52.528684)),
            ("-0,5", 90.0, Some(-0.5)),
            ("52,528", 90.0, Some(52.528)),
            ("1,234", f64::MAX, Some(1_234.0)),
            ("0,234", f64::MAX, Some(0.234)),
            ("1,007,314", f64::MAX, Some(1_007_314.0)),
            ("992,026.5", f64::MAX, Some(992_026.5)),
            ("1.007.314", f64::MAX, Some(1_007_314.0)),
            ("5.820.123,25", f64::MAX, Some(5_820_123.25)),
            ("5820123,25", f64::MAX, Some(5_820_123.25)),
            ("2'600'000", f64::MAX, Some(2_600_000.0)),
            ("2\u{2019}600\u{2019}000", f64::MAX, Some(2_600_000.0)),
            ("1 007 314", f64::MAX, Some(1_007_314.0)),
            ("1\u{202f}007\u{202f}314,5", f64::MAX, Some(1_007_314.5)),
            ("1,00,314", f64::MAX, None),
            ("1.2.3", f64::MAX, None),
            ("12,5,6", f64::MAX, None),
            ("41,9 N", 90.0, None),
            (",", 90.0, None),
            ("REDACTED", 90.0, None),
            ("", 90.0, None),
        ] {
            assert_eq!(number(text.as_bytes(), limit), expected, "{text}");
        }
        assert!(is_nines(9_999.0) && is_nines(-999.0) && is_nines(999_999.99) && !is_nines(99.9));
    }

    #[test]
    fn words_for_nothing_are_told_from_words() {
        for text in [
            "", "NaN", "None", "REDACTED", "-", "Unknown", "#N/A", "\\N", "(null)", "UNK", ".", "<NA>", "N/A",
        ] {
            assert!(missing(text.as_bytes()), "{text}");
        }
        for text in ["0", "no", "N", "none of it", "PENDING", "Nancy", "UNKNOWN WEAPON", "--1"] {
            assert!(!missing(text.as_bytes()), "{text}");
        }
        // Of an outcome NONE is one, and an offence may be called UNKNOWN.
        assert!(!unknown(b"NONE") && unknown(b"UNK") && !null(b"UNKNOWN") && null(b"\\N"));
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
            let _ = (number(&bytes, 90.0), number(&bytes, f64::MAX), missing(&bytes));
        }
    }
}
