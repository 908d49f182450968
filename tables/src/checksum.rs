//! CRC-32 as gzip and zip have it (ISO 3309, reflected polynomial 0xEDB88320).
//!
//! Own code: the tables of the `crc32fast` crate are 16 kB that do not compress, a fiftieth of the page. These are computed
//! when first needed.

use std::sync::LazyLock;

/// What a byte does to the sum when 0 to 7 more bytes follow.
static TABLES: LazyLock<Box<[[u32; 256]; 8]>> = LazyLock::new(|| {
    let mut tables = Box::new([[0; 256]; 8]);
    let [first, ..] = tables.as_mut();
    for (byte, entry) in (0_u32..).zip(first.iter_mut()) {
        *entry = (0..8).fold(byte, |sum, _| (sum >> 1) ^ (0xedb8_8320 & (sum & 1).wrapping_neg()));
    }
    let [first, later @ ..] = tables.as_mut();
    let mut before = *first;
    for table in later {
        for entry in &mut before {
            *entry = (*entry >> 8) ^ at(first, *entry);
        }
        *table = before;
    }
    tables
});

/// The entry of a number's lowest byte.
fn at(table: &[u32; 256], number: u32) -> u32 {
    let [lowest, ..] = number.to_le_bytes();
    // 256 entries, one for each byte.
    table.get(usize::from(lowest)).copied().unwrap_or_default()
}

/// The checksum of the bytes so far.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Checksum(u32);

impl Checksum {
    /// As it stands in files.
    pub(crate) const fn sum(self) -> u32 {
        self.0
    }

    /// Goes on with `bytes`.
    #[inline(never)]
    pub(crate) fn update(&mut self, bytes: &[u8]) {
        let [t0, t1, t2, t3, t4, t5, t6, t7] = TABLES.as_ref();
        let mut sum = !self.0;
        let (eights, rest) = bytes.as_chunks::<8>();
        for &[a, b, c, d, e, f, g, h] in eights {
            let low = sum ^ u32::from_le_bytes([a, b, c, d]);
            let high = u32::from_le_bytes([e, f, g, h]);
            sum = at(t7, low)
                ^ at(t6, low >> 8)
                ^ at(t5, low >> 16)
                ^ at(t4, low >> 24)
                ^ at(t3, high)
                ^ at(t2, high >> 8)
                ^ at(t1, high >> 16)
                ^ at(t0, high >> 24);
        }
        for &byte in rest {
            sum = (sum >> 8) ^ at(t0, sum ^ u32::from(byte));
        }
        self.0 = !sum;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_check_value_is_the_published_one() {
        let mut checksum = Checksum::default();
        checksum.update(b"123456789");
        assert_eq!(checksum.sum(), 0xcbf4_3926);
    }

    proptest! {
        #[test]
        fn parts_of_any_length_give_flate2s_sum(parts in prop::collection::vec(any::<Vec<u8>>(), 0..4)) {
            let (mut checksum, mut expected) = (Checksum::default(), flate2::Crc::new());
            for part in &parts {
                checksum.update(part);
                expected.update(part);
            }
            prop_assert_eq!(checksum.sum(), expected.sum());
        }
    }
}
