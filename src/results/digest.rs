//! The digest of a run: equal digests mean equal bits of everything that was found.

use serde::Serialize;
use sha2::{Digest, Sha256};

use super::receipt::{Part, PartDigest};
use crate::encoding::{encode_into, hex};

/// SHA-256 over parts in the order they are added, and over each. Each part is written by
/// [`encode`](crate::encoding::encode).
#[derive(Debug, Default)]
pub(super) struct RunDigest {
    hasher: Sha256,
    parts: Vec<PartDigest>,
    failed: bool,
}

impl RunDigest {
    pub(super) fn add(&mut self, part: Part, value: &impl Serialize) {
        let mut own = Sha256::new();
        let Self { hasher, parts, failed } = self;
        *failed |= encode_into(value, |bytes| {
            hasher.update(bytes);
            own.update(bytes);
        })
        .is_err();
        parts.push(PartDigest { part, sha256: hex(&own.finalize()) });
    }

    /// The digest in hexadecimal, and those of the parts; `None` when a part could not be encoded.
    pub(super) fn finish(self) -> Option<(String, Vec<PartDigest>)> {
        (!self.failed).then(|| (hex(&self.hasher.finalize()), self.parts))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_digest_is_sha256_of_the_encoding() {
        let mut digest = RunDigest::default();
        digest.add(Part::Study, &0x61_u8);
        digest.add(Part::Quality, &(0x62_u8, 0x63_u8));
        // FIPS 180-4, "abc"; and of "a" alone.
        let expected = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        let (whole, parts) = digest.finish().unwrap();
        assert_eq!(whole, expected);
        assert_eq!((parts.len(), parts[0].part), (2, Part::Study));
        assert!(parts[0].sha256.starts_with("ca978112ca1bbdcafac231b39a23dc4d"));
    }

    #[test]
    fn the_last_bit_of_a_number_counts() {
        let digest_of = |value: f64| {
            let mut digest = RunDigest::default();
            digest.add(Part::Study, &vec![value]);
            digest.finish()
        };
        assert_ne!(digest_of(0.1), digest_of(0.1 + f64::EPSILON / 8.0));
        assert_eq!(digest_of(0.1), digest_of(0.1));
    }
}
