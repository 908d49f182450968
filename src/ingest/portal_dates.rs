//! Dates in the forms that nearly all files have. Written by hand because a file has millions.

const MINUTES_PER_DAY: i32 = 24 * 60;

/// Years outside these are slips of the pen, such as 0220.
const YEARS: std::ops::RangeInclusive<i32> = 1900..=2099;

/// Local minutes from 1970-01-01 00:00 of `MM/DD/YYYY HH:MM:SS AM`, as the portal exports dates, or of
/// `YYYY-MM-DDTHH:MM:SS`, with any decimals, as its interface does. Seconds are dropped.
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
    let in_month = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        _ => return None,
    };
    if !(1..=in_month).contains(&day) || !YEARS.contains(&year) {
        return None;
    }
    // Years begin in March, so that the leap day is the last; 719,468 days lie from 0000-03-01 to 1970-01-01.
    let (year, month) = if month < 3 { (year - 1, month + 9) } else { (year, month - 3) };
    Some(365 * year + year / 4 - year / 100 + year / 400 + (153 * month + 2) / 5 + day - 1 - 719_468)
}
