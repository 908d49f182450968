//! Values of single fields that are neither dates nor decimals.

/// A whole number of digits alone.
pub fn whole(text: &[u8]) -> Option<u64> {
    if text.is_empty() {
        return None;
    }
    text.iter().try_fold(0_u64, |number, byte| {
        let digit = byte.wrapping_sub(b'0');
        if digit < 10 { number.checked_mul(10)?.checked_add(u64::from(digit)) } else { None }
    })
}

/// A row's number: a whole one, also where a portal writes it with decimals, which must be zeros.
pub fn row_number(text: &[u8]) -> Option<u64> {
    let whole_part = text.iter().position(|&byte| byte == b'.').map_or(text, |point| {
        let (digits, decimals) = text.split_at(point);
        let zeros = decimals.len() > 1 && decimals.iter().skip(1).all(|&byte| byte == b'0');
        if zeros { digits } else { text }
    });
    whole(whole_part)
}

/// `true` or `false`, `yes` or `no`, or their first letters, in any letter case.
pub fn flag(text: &[u8]) -> Option<bool> {
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

/// The part of `bytes` between `bounds` without outer blanks; empty where there is none.
#[inline(never)]
pub fn field<'a>(bytes: &'a [u8], bounds: Option<&(u32, u32)>) -> &'a [u8] {
    let field = bounds.and_then(|&(from, to)| bytes.get(from as usize..to as usize)).unwrap_or_default();
    // Nearly all fields are without.
    match (field.first(), field.last()) {
        (Some(first), Some(last)) if first.is_ascii_graphic() && last.is_ascii_graphic() => field,
        _ => field.trim_ascii(),
    }
}

/// Whether a text stands for a value that is not there.
pub fn missing(text: &[u8]) -> bool {
    text.is_empty() || [&b"null"[..], b"na", b"n/a"].iter().any(|word| text.eq_ignore_ascii_case(word))
}

/// A stable number of a text, or of the texts of one row, each given with what the others before it made: FNV-1a, 64 bits.
pub fn hash_on(hash: u64, text: &[u8]) -> u64 {
    const PRIME: u64 = 0x0000_0100_0000_01b3;
    let hash = text.iter().fold(hash, |hash, &byte| (hash ^ u64::from(byte)).wrapping_mul(PRIME));
    // A byte that is in no text ends each, so that "a" and "bc" are not "ab" and "c".
    (hash ^ 0xff).wrapping_mul(PRIME)
}

/// What [`hash_on`] begins with.
pub const HASH_START: u64 = 0xcbf2_9ce4_8422_2325;
