//! The digest of a run: equal digests mean equal bits of everything that was found.

use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::encoding::encode_into;

/// SHA-256 over parts in the order they are added. Each part is written by
/// [`encode`](crate::encoding::encode).
#[derive(Debug, Default)]
pub(super) struct RunDigest {
    hasher: Sha256,
    failed: bool,
}

impl RunDigest {
    pub(super) fn add(&mut self, part: &impl Serialize) {
        let Self { hasher, failed } = self;
        *failed |= encode_into(part, |bytes| hasher.update(bytes)).is_err();
    }

    /// The digest in hexadecimal; `None` when a part could not be encoded.
    pub(super) fn finish(self) -> Option<String> {
        let hex = |bytes: &[u8]| bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        (!self.failed).then(|| hex(self.hasher.finalize().as_slice()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_digest_is_sha256_of_the_encoding() {
        let mut digest = RunDigest::default();
        digest.add(&0x61_u8);
        digest.add(&(0x62_u8, 0x63_u8));
        // FIPS 180-4, "abc".
        let expected = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(digest.finish().as_deref(), Some(expected));
    }

    #[test]
    fn the_last_bit_of_a_number_counts() {
        let digest_of = |value: f64| {
            let mut digest = RunDigest::default();
            digest.add(&vec![value]);
            digest.finish()
        };
        assert_ne!(digest_of(0.1), digest_of(0.1 + f64::EPSILON / 8.0));
        assert_eq!(digest_of(0.1), digest_of(0.1));
    }
}
