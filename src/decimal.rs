//! Decimal numbers of files, correctly rounded: always the value that `str::parse` gives.
//!
//! Own code: the standard library's holds 10 kB of powers of five, which do not compress. Numbers as files have them need one division; only those
//! with more digits than a double holds are worked out in whole numbers of any length.

use std::cmp::Ordering;

/// Powers of ten that are exact.
const TENS: [f64; 23] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18,
    1e19, 1e20, 1e21, 1e22,
];
/// Digits that may decide how a number is rounded; of those behind them it matters only whether there are any but zeros.
const DECIDING_DIGITS: usize = 800;
/// A number with this power of ten before its first digit is 0 or endless, whatever its digits.
const FARTHEST: i64 = 400;
/// The power of two of the least double.
const LEAST_POWER: i64 = -1074;
/// The one that is greater than all doubles.
const ENDLESS_POWER: i64 = 1024;
/// Bits of a double's digits.
const BITS: u32 = 53;

/// A decimal number, with a sign, a point or an exponent where there are such. Finite, or `None`.
pub(crate) fn decimal(text: &[u8]) -> Option<f64> {
    short_decimal(text).or_else(|| long_decimal(text))
}

/// Digits with at most one point, 15 in all: digits and power of ten are both exact, so one division rounds right.
fn short_decimal(text: &[u8]) -> Option<f64> {
    let (negative, digits) = match text {
        [b'-', rest @ ..] => (true, rest),
        _ => (false, text),
    };
    if digits.len() > 16 {
        return None;
    }
    let mut mantissa = 0_u64;
    let mut point = None;
    for (at, &byte) in digits.iter().enumerate() {
        let digit = byte.wrapping_sub(b'0');
        if digit < 10 {
            mantissa = mantissa * 10 + u64::from(digit);
        } else if byte == b'.' && point.is_none() {
            point = Some(at);
        } else {
            return None;
        }
    }
    let n_digits = digits.len() - usize::from(point.is_some());
    if n_digits == 0 || n_digits > 15 {
        return None;
    }
    let decimals = point.map_or(0, |at| n_digits - at);
    let number = mantissa as f64 / TENS.get(decimals)?;
    Some(if negative { -number } else { number })
}

#[cold]
fn long_decimal(text: &[u8]) -> Option<f64> {
    let (negative, rest) = match text {
        [b'-', rest @ ..] => (true, rest),
        [b'+', rest @ ..] => (false, rest),
        _ => (false, text),
    };
    let is_exponent = |byte: &u8| matches!(byte, b'e' | b'E');
    let (digits, exponent) = match rest.iter().position(is_exponent) {
        Some(at) => (rest.get(..at)?, exponent(rest.get(at + 1..)?)?),
        None => (rest, 0),
    };
    // Digits from the first that is not 0, and the power of ten of the last of them.
    let mut known: Vec<u8> = Vec::new();
    let (mut power, mut any, mut after_point, mut more) = (exponent, false, false, false);
    for &byte in digits {
        if byte == b'.' && !after_point {
            after_point = true;
            continue;
        }
        let digit = byte.wrapping_sub(b'0');
        if digit > 9 {
            return None;
        }
        any = true;
        if known.len() < DECIDING_DIGITS {
            power -= i64::from(after_point);
            if digit > 0 || !known.is_empty() {
                known.push(digit);
            }
        } else {
            power += i64::from(!after_point);
            more |= digit > 0;
        }
    }
    if !any {
        return None;
    }
    if more {
        // More than these digits, and less than one more at their end.
        known.push(1);
        power -= 1;
    }
    let number = nearest(&known, power)?;
    Some(if negative { -number } else { number })
}

/// The number after `e`; those too great for any number are cut.
fn exponent(text: &[u8]) -> Option<i64> {
    let (negative, digits) = match text {
        [b'-', rest @ ..] => (true, rest),
        [b'+', rest @ ..] => (false, rest),
        _ => (false, text),
    };
    if digits.is_empty() || !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let value = digits.iter().fold(0_i64, |value, digit| (value * 10 + i64::from(digit - b'0')).min(1 << 40));
    Some(if negative { -value } else { value })
}

/// The double nearest to `digits` times a power of ten, the even one of two; `None` where that is endless.
fn nearest(digits: &[u8], power: i64) -> Option<f64> {
    let first = power + digits.len() as i64;
    if digits.is_empty() || first < -FARTHEST {
        return Some(0.0);
    }
    if first > FARTHEST {
        return None;
    }
    let (mut over, mut under) = (Whole::default(), Whole(vec![1]));
    digits.iter().for_each(|&digit| over.times_and(10, digit.into()));
    (0..power).for_each(|_| over.times_and(10, 0));
    (power..0).for_each(|_| under.times_and(10, 0));
    // Such a power of two that over / under is in [2^52, 2^54), or the least that doubles have.
    let two = (over.bits() - under.bits() - i64::from(BITS)).max(LEAST_POWER);
    let shifted = if two < 0 { &mut over } else { &mut under };
    shifted.double(two.unsigned_abs());
    // Their quotient bit by bit, the highest first, and one bit behind the point.
    under.double(BITS.into());
    let mut quotient = 0_u64;
    for _ in 0..BITS + 2 {
        quotient <<= 1;
        if over.compare(&under) != Ordering::Less {
            over.take(&under);
            quotient |= 1;
        }
        over.double(1);
    }
    // What is left at the end: one bit, or two where the quotient was at its longest.
    let n_left = 1 + u32::from(quotient >> (BITS + 1) != 0);
    let (left, half) = (quotient & ((1 << n_left) - 1), 1 << (n_left - 1));
    let (mut quotient, two) = (quotient >> n_left, two + i64::from(n_left) - 1);
    let is_more = left > half || (left == half && (!over.is_zero() || quotient & 1 == 1));
    quotient += u64::from(is_more);
    // As many as 2^53, which is exact; so is what follows, in two steps where one factor would be no normal double.
    let bits = i64::from(u64::BITS - quotient.leading_zeros());
    if bits + two > ENDLESS_POWER {
        return None;
    }
    let halfway = two / 2;
    Some(quotient as f64 * power_of_two(halfway) * power_of_two(two - halfway))
}

/// 2^`power`, from 2^-1022 to 2^1023.
const fn power_of_two(power: i64) -> f64 {
    f64::from_bits(((power + 1023) as u64) << 52)
}

/// A whole number, its lowest 32 bits first, without zeros at the end.
#[derive(Default)]
struct Whole(Vec<u32>);

impl Whole {
    fn is_zero(&self) -> bool {
        self.0.is_empty()
    }

    fn bits(&self) -> i64 {
        let last = self.0.last().map_or(0, |last| u32::BITS - last.leading_zeros());
        32 * (self.0.len() as i64 - 1).max(0) + i64::from(last)
    }

    fn times_and(&mut self, factor: u32, more: u32) {
        let mut carry = u64::from(more);
        for part in &mut self.0 {
            carry += u64::from(*part) * u64::from(factor);
            *part = carry as u32;
            carry >>= 32;
        }
        if carry > 0 {
            self.0.push(carry as u32);
        }
    }

    fn double(&mut self, times: u64) {
        if self.is_zero() {
            return;
        }
        self.times_and(1 << (times % 32), 0);
        self.0.splice(0..0, std::iter::repeat_n(0, (times / 32) as usize));
    }

    fn compare(&self, other: &Self) -> Ordering {
        let by_length = self.0.len().cmp(&other.0.len());
        by_length.then_with(|| self.0.iter().rev().cmp(other.0.iter().rev()))
    }

    /// Subtracts what is not greater.
    fn take(&mut self, other: &Self) {
        let mut borrow = false;
        for (at, part) in self.0.iter_mut().enumerate() {
            let other = other.0.get(at).copied().unwrap_or_default();
            let (less, first) = part.overflowing_sub(other);
            let (less, second) = less.overflowing_sub(borrow.into());
            (*part, borrow) = (less, first || second);
        }
        while self.0.last() == Some(&0) {
            self.0.pop();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn same_as_parse(text: &str) {
        let expected = text.parse::<f64>().ok().filter(|number| number.is_finite());
        let found = decimal(text.as_bytes());
        assert_eq!(found.map(f64::to_bits), expected.map(f64::to_bits), "{text}");
    }

    #[test]
    fn numbers_at_every_edge_are_those_of_the_standard_library() {
        for text in [
            "4.9406564584124654e-324",
            "2.4703282292062327e-324",
            "2.4703282292062328e-324",
            "2.2250738585072014e-308",
            "2.2250738585072011e-308",
            "2.225073858507201e-308",
            "1.7976931348623157e308",
            "1.7976931348623158e308",
            "1.7976931348623159e308",
            "179769313486231580793728971405301e276",
            "9007199254740992",
            "9007199254740993",
            "9007199254740993.00000000000000000000000000000000000000000000000001",
            "9007199254740995",
            "-18014398509481989",
            "36028797018963971e2",
            "0.000000000000000000000000000000000000000000000000000000000001e60",
            "1e23",
            "8.41e21",
            "1e-400",
            "1e400",
            "0e99999999999999999999",
            "1e99999999999999999999",
            "1e-99999999999999999999",
            "000000000000000000000000000000.1",
            "+0.1e+1",
            "-0e5",
            "1e",
            "e1",
            "1e+",
            "1.e1",
            ".e1",
            "1e1.5",
            "--1",
            "+-1",
            "1_000",
            "infinity",
            "NaN",
        ] {
            same_as_parse(text);
        }
        // Halfway between two doubles, told from it only by the last of very many digits.
        let half = "9007199254740993.".to_owned() + &"0".repeat(1_000);
        same_as_parse(&half);
        same_as_parse(&(half.clone() + "1"));
        same_as_parse(&("1".repeat(900) + "e-850"));
        same_as_parse(&format!("0.{}1e900", "0".repeat(900)));
    }

    #[cfg(not(target_arch = "wasm32"))]
    proptest::proptest! {
        #![proptest_config(proptest::prelude::ProptestConfig::with_cases(2_000))]

        #[test]
        fn any_decimal_is_that_of_the_standard_library(
            text in "[-+]?[0-9]{0,25}\\.?[0-9]{0,25}([eE][-+]?[0-9]{1,3})?",
        ) {
            same_as_parse(&text);
        }

        #[test]
        fn every_double_comes_back(bits: u64) {
            let number = f64::from_bits(bits);
            same_as_parse(&format!("{number:e}"));
            same_as_parse(&format!("{number:.17e}"));
            if number.is_finite() {
                // Exactly halfway to the next one.
                let next = f64::from_bits(bits + 1);
                same_as_parse(&format!("{:.800e}", number));
                same_as_parse(&format!("{:.40e}", number / 2.0 + next / 2.0));
            }
        }
    }
}
