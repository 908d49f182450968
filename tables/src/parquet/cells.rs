//! Values of a column as text: what kinds there are, and how each is written.

use std::io::Write;

use parquet::basic::{ConvertedType, LogicalType, TimeUnit, Type};
use parquet::schema::types::ColumnDescriptor;

use crate::civil;
use crate::wkb;

/// What a column's values mean.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) enum Kind {
    Flag,
    Int,
    Unsigned,
    Float,
    Double,
    Text,
    /// A whole number, lowest byte first or last, and the digits behind its point.
    Decimal {
        digits: u32,
        is_big_endian: bool,
    },
    Date,
    /// Of a day, in parts of a second.
    Time {
        per_second: i64,
    },
    Instant {
        per_second: i64,
        is_universal: bool,
    },
    /// Nanoseconds of a day and its Julian number, as Spark and Impala wrote them.
    Instant96,
    Uuid,
    /// A point as well-known bytes: two fields.
    Point,
    /// Polygons as well-known bytes: a geometry of GeoJSON.
    Areas,
}

/// The kind of a column's values; `None` where it is not read.
pub(super) fn kind(column: &ColumnDescriptor) -> Option<Kind> {
    let physical = column.physical_type();
    match physical {
        Type::BOOLEAN => return Some(Kind::Flag),
        Type::INT96 => return Some(Kind::Instant96),
        Type::FLOAT => return Some(Kind::Float),
        Type::DOUBLE => return Some(Kind::Double),
        Type::INT32 | Type::INT64 | Type::BYTE_ARRAY | Type::FIXED_LEN_BYTE_ARRAY => {}
    }
    let is_int = matches!(physical, Type::INT32 | Type::INT64);
    let decimal = |digits: i32| {
        u32::try_from(digits).ok().map(|digits| Kind::Decimal { digits, is_big_endian: !is_int })
    };
    let is_fixed = physical == Type::FIXED_LEN_BYTE_ARRAY;
    let plain = if is_int { Kind::Int } else { Kind::Text };
    let Some(logical) = column.logical_type_ref() else {
        // Files of before logical types say that all instants are universal; whether they are is
        // not known, and Arrow does not take them for it either.
        let instant = |per_second| Some(Kind::Instant { per_second, is_universal: false });
        return match column.converted_type() {
            ConvertedType::DECIMAL => decimal(column.type_scale()),
            ConvertedType::DATE => Some(Kind::Date),
            ConvertedType::TIME_MILLIS => Some(Kind::Time { per_second: 1_000 }),
            ConvertedType::TIME_MICROS => Some(Kind::Time { per_second: 1_000_000 }),
            ConvertedType::TIMESTAMP_MILLIS => instant(1_000),
            ConvertedType::TIMESTAMP_MICROS => instant(1_000_000),
            ConvertedType::UINT_8
            | ConvertedType::UINT_16
            | ConvertedType::UINT_32
            | ConvertedType::UINT_64 => Some(Kind::Unsigned),
            ConvertedType::INTERVAL | ConvertedType::BSON => None,
            _ => Some(plain),
        };
    };
    let per_second = |unit: &TimeUnit| match unit {
        TimeUnit::MILLIS => 1_000,
        TimeUnit::MICROS => 1_000_000,
        TimeUnit::NANOS => 1_000_000_000,
    };
    match logical {
        LogicalType::Decimal(decimals) => decimal(decimals.scale),
        LogicalType::Date => Some(Kind::Date),
        LogicalType::Time(time) => Some(Kind::Time { per_second: per_second(&time.unit) }),
        LogicalType::Timestamp(time) => Some(Kind::Instant {
            per_second: per_second(&time.unit),
            is_universal: time.is_adjusted_to_u_t_c,
        }),
        LogicalType::Integer(int) if !int.is_signed => Some(Kind::Unsigned),
        LogicalType::Uuid => Some(Kind::Uuid),
        LogicalType::Geometry(_) => Some(Kind::Point),
        // A half's digits and what is parsed from bytes are of no use here.
        LogicalType::Bson | LogicalType::Variant(_) | LogicalType::Geography(_) => None,
        _ if is_fixed => None,
        _ => Some(plain),
    }
}

impl Kind {
    /// Fields of a value.
    pub(super) fn fields(self) -> usize {
        if self == Self::Point { 2 } else { 1 }
    }

    /// Writes a value of these bytes; what has no meaning is left empty.
    pub(super) fn write(self, bytes: &[u8], out: &mut Vec<u8>) {
        let int = || signed(bytes);
        // Writing to memory does not fail.
        let _ = match self {
            Self::Flag => write!(out, "{}", bytes != [0]),
            Self::Int => write!(out, "{}", int()),
            Self::Unsigned => write!(out, "{}", unsigned(bytes)),
            Self::Float => match bytes.first_chunk().map(|bytes| f32::from_le_bytes(*bytes)) {
                Some(number) if !number.is_nan() => write!(out, "{number}"),
                _ => Ok(()),
            },
            Self::Double => match bytes.first_chunk().map(|bytes| f64::from_le_bytes(*bytes)) {
                Some(number) if !number.is_nan() => write!(out, "{number}"),
                _ => Ok(()),
            },
            Self::Text => {
                out.extend_from_slice(bytes);
                Ok(())
            }
            Self::Decimal { digits, is_big_endian } => {
                decimal(bytes, digits, is_big_endian, out);
                Ok(())
            }
            Self::Date => {
                civil::write_day(int(), out);
                Ok(())
            }
            Self::Time { per_second } => {
                civil::write_time(int().div_euclid(per_second), out);
                Ok(())
            }
            Self::Instant { per_second, is_universal } => {
                civil::write_instant(int().div_euclid(per_second), out);
                if is_universal { out.write_all(b"Z") } else { Ok(()) }
            }
            Self::Instant96 => {
                if let (Some(nanoseconds), Some(day)) =
                    (bytes.first_chunk::<8>(), bytes.get(8..).and_then(<[u8]>::first_chunk::<4>))
                {
                    let seconds = i64::from_le_bytes(*nanoseconds).div_euclid(1_000_000_000);
                    let days = i64::from(u32::from_le_bytes(*day)) - civil::JULIAN_DAY_OF_1970;
                    civil::write_instant(days * 86_400 + seconds, out);
                }
                Ok(())
            }
            Self::Uuid => bytes.iter().enumerate().try_for_each(|(at, byte)| {
                let dash = if matches!(at, 4 | 6 | 8 | 10) { "-" } else { "" };
                write!(out, "{dash}{byte:02x}")
            }),
            Self::Areas => {
                wkb::write_polygons(bytes, out);
                Ok(())
            }
            Self::Point => Ok(()),
        };
    }
}

fn signed(bytes: &[u8]) -> i64 {
    match (bytes.first_chunk::<8>(), bytes.first_chunk::<4>()) {
        (Some(bytes), _) => i64::from_le_bytes(*bytes),
        (None, Some(bytes)) => i64::from(i32::from_le_bytes(*bytes)),
        (None, None) => 0,
    }
}

fn unsigned(bytes: &[u8]) -> u64 {
    match (bytes.first_chunk::<8>(), bytes.first_chunk::<4>()) {
        (Some(bytes), _) => u64::from_le_bytes(*bytes),
        (None, Some(bytes)) => u64::from(u32::from_le_bytes(*bytes)),
        (None, None) => 0,
    }
}

/// Writes a whole number with a point before the last so many digits; one of more than 16 bytes is
/// left empty.
fn decimal(bytes: &[u8], digits: u32, is_big_endian: bool, out: &mut Vec<u8>) {
    let number = if !is_big_endian {
        i128::from(signed(bytes))
    } else if (1..=16).contains(&bytes.len()) {
        let sign = if bytes.first().is_some_and(|byte| *byte >= 0x80) { -1 } else { 0 };
        bytes.iter().fold(sign, |number, byte| number << 8 | i128::from(*byte))
    } else {
        return;
    };
    let Some(unit) = 10_u128.checked_pow(digits) else { return };
    let sign = if number < 0 { "-" } else { "" };
    let size = number.unsigned_abs();
    let _ = if digits == 0 {
        write!(out, "{sign}{size}")
    } else {
        write!(out, "{sign}{}.{:0width$}", size / unit, size % unit, width = digits as usize)
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn written(kind: Kind, bytes: &[u8]) -> String {
        let mut out = Vec::new();
        kind.write(bytes, &mut out);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn values_are_written_as_people_write_them() {
        assert_eq!(written(Kind::Flag, &[1]), "true");
        assert_eq!(written(Kind::Int, &(-3_i32).to_le_bytes()), "-3");
        assert_eq!(written(Kind::Unsigned, &u32::MAX.to_le_bytes()), "4294967295");
        assert_eq!(written(Kind::Double, &41.9_f64.to_le_bytes()), "41.9");
        assert_eq!(written(Kind::Double, &2014_f64.to_le_bytes()), "2014");
        assert_eq!(written(Kind::Float, &41.9_f32.to_le_bytes()), "41.9");
        assert_eq!(written(Kind::Double, &f64::NAN.to_le_bytes()), "");
        let big = |digits| Kind::Decimal { digits, is_big_endian: true };
        assert_eq!(written(big(2), &[0xff, 0x38]), "-2.00");
        assert_eq!(written(big(0), &[1, 0]), "256");
        assert_eq!(written(big(2), &[5]), "0.05");
        assert_eq!(written(big(2), &[0; 17]), "");
        let little = Kind::Decimal { digits: 3, is_big_endian: false };
        assert_eq!(written(little, &41_900_i64.to_le_bytes()), "41.900");
        assert_eq!(written(Kind::Uuid, &[0xab; 16]), "abababab-abab-abab-abab-abababababab");
    }

    #[test]
    fn days_and_instants_are_written_whatever_their_unit() {
        assert_eq!(written(Kind::Date, &16_071_i32.to_le_bytes()), "2014-01-01");
        assert_eq!(written(Kind::Date, &(-1_i32).to_le_bytes()), "1969-12-31");
        assert_eq!(written(Kind::Date, &i32::MAX.to_le_bytes()), "");
        for (per_second, is_universal) in [(1_000, true), (1_000_000, false), (1_000_000_000, false)] {
            let instant = Kind::Instant { per_second, is_universal };
            let found = written(instant, &(1_388_583_045 * per_second + 999).to_le_bytes());
            assert_eq!(found, format!("2014-01-01T13:30:45{}", if is_universal { "Z" } else { "" }));
        }
        let instant = Kind::Instant { per_second: 1_000_000_000, is_universal: false };
        assert_eq!(written(instant, &i64::MIN.to_le_bytes()), "1677-09-21T00:12:43");
        let bytes = [48_645_000_000_000_i64.to_le_bytes().as_slice(), &2_456_659_u32.to_le_bytes()].concat();
        assert_eq!(written(Kind::Instant96, &bytes), "2014-01-01T13:30:45");
        assert_eq!(written(Kind::Time { per_second: 1_000 }, &48_645_000_i32.to_le_bytes()), "13:30:45");
    }
}
