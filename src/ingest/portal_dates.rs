//! Dates in the forms that nearly all files have. Written by hand because a file has millions.

use crate::study::CivilDay;

const MINUTES_PER_DAY: i32 = 24 * 60;

/// Years outside these are slips of the pen, such as 0220.
const YEARS: std::ops::RangeInclusive<i16> = 1900..=2099;

/// Local minutes from 1970-01-01 00:00 of `MM/DD/YYYY HH:MM:SS AM`, as the portal exports dates, or
/// of `YYYY-MM-DDTHH:MM:SS`, with any decimals, as its interface does. Seconds are dropped.
pub(super) fn minute(text: &[u8]) -> Option<i32> {
    match *text {
        [
            m1,
            m2,
            b'/',
            d1,
            d2,
            b'/',
            y1,
            y2,
            y3,
            y4,
            b' ',
            h1,
            h2,
            b':',
            n1,
            n2,
            b':',
            s1,
            s2,
            b' ',
            half,
            m,
        ] => {
            let hour = number([h1, h2]).filter(|hour| (1..=12).contains(hour))? % 12;
            let hour = match (half.to_ascii_uppercase(), m.to_ascii_uppercase()) {
                (b'A', b'M') => hour,
                (b'P', b'M') => hour + 12,
                _ => return None,
            };
            combine(number([y1, y2, y3, y4])?, number([m1, m2])?, number([d1, d2])?, hour, [n1, n2], [s1, s2])
        }
        [
            y1,
            y2,
            y3,
            y4,
            b'-',
            m1,
            m2,
            b'-',
            d1,
            d2,
            b'T' | b' ',
            h1,
            h2,
            b':',
            n1,
            n2,
            b':',
            s1,
            s2,
            ref rest @ ..,
        ] => {
            let hour = number([h1, h2]).filter(|hour| *hour < 24)?;
            let decimals = match rest {
                [] => true,
                [b'.', decimals @ ..] => {
                    (1..=9).contains(&decimals.len()) && decimals.iter().all(u8::is_ascii_digit)
                }
                _ => false,
            };
            let date =
                decimals.then_some((number([y1, y2, y3, y4])?, number([m1, m2])?, number([d1, d2])?))?;
            combine(date.0, date.1, date.2, hour, [n1, n2], [s1, s2])
        }
        _ => None,
    }
}

/// Likewise of `YYYY-MM-DD` and `HH:MM:SS`, each in a field of its own.
pub(super) fn minute_of_day(date: &[u8], time: &[u8]) -> Option<i32> {
    let mut text = [b' '; 19];
    let (day, rest) = text.split_at_mut(10);
    if date.len() != day.len() || time.len() + 1 != rest.len() {
        return None;
    }
    day.copy_from_slice(date);
    rest.get_mut(1..)?.copy_from_slice(time);
    minute(&text)
}

fn number<const DIGITS: usize>(digits: [u8; DIGITS]) -> Option<i32> {
    digits.into_iter().try_fold(0, |number, byte| {
        let digit = byte.wrapping_sub(b'0');
        (digit < 10).then_some(number * 10 + i32::from(digit))
    })
}

fn combine(year: i32, month: i32, day: i32, hour: i32, minute: [u8; 2], second: [u8; 2]) -> Option<i32> {
    let minute = number(minute).filter(|minute| *minute < 60)?;
    number(second).filter(|second| *second < 60)?;
    Some(days(year, month, day)? * MINUTES_PER_DAY + hour * 60 + minute)
}

/// Days from 1970-01-01 of a date of the years 1900 to 2099.
pub(super) fn days(year: i32, month: i32, day: i32) -> Option<i32> {
    let year = i16::try_from(year).ok().filter(|year| YEARS.contains(year))?;
    let day = CivilDay::from_civil(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?)?;
    Some(day.days_since_1970())
}
