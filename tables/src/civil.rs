//! Days and instants as text, from their count since 1970.

use std::io::Write;

use jiff_core::civil::UnixEpochDay;

const SECONDS_OF_A_DAY: i64 = 86_400;
/// The Julian day that begins at noon of 1970-01-01.
pub(crate) const JULIAN_DAY_OF_1970: i64 = 2_440_588;

/// Writes `YYYY-MM-DD`; nothing where the calendar has no such day. True if it was written.
pub(crate) fn write_day(days: i64, out: &mut Vec<u8>) -> bool {
    let Some(day) = i32::try_from(days).ok().and_then(|days| UnixEpochDay::new(days).ok()) else {
        return false;
    };
    let date = day.to_date();
    // Writing to memory does not fail.
    write!(out, "{:04}-{:02}-{:02}", date.year(), date.month(), date.day()).is_ok()
}

/// Writes `HH:MM:SS`; nothing where a day has no such second.
pub(crate) fn write_time(second: i64, out: &mut Vec<u8>) {
    if (0..SECONDS_OF_A_DAY).contains(&second) {
        let _ = write!(out, "{:02}:{:02}:{:02}", second / 3_600, second / 60 % 60, second % 60);
    }
}

/// Writes `YYYY-MM-DDTHH:MM:SS`; nothing where the calendar has no such day.
pub(crate) fn write_instant(seconds: i64, out: &mut Vec<u8>) {
    if write_day(seconds.div_euclid(SECONDS_OF_A_DAY), out) {
        out.push(b'T');
        write_time(seconds.rem_euclid(SECONDS_OF_A_DAY), out);
    }
}
