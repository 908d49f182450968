//! Seeded random numbers: one generator for each purpose and stream, so that nothing depends on the order of work.

use rand_chacha::ChaCha8Rng;
use rand_core::{Rng, SeedableRng};

/// What a generator is for. The numbers are part of every seed: never change one.
#[derive(Clone, Copy, Debug)]
pub(super) enum Purpose {
    Rates = 1,
    Links = 2,
    Events = 3,
    Rows = 4,
}

/// Uniform numbers for one purpose and one stream or day.
pub(super) struct Random(ChaCha8Rng);

impl Random {
    pub(super) fn new(seed: u64, purpose: Purpose, index: u64) -> Self {
        let mut key = [0; 32];
        let parts = [seed, purpose as u64, index];
        for (bytes, part) in key.chunks_exact_mut(8).zip(parts) {
            bytes.copy_from_slice(&part.to_le_bytes());
        }
        Self(ChaCha8Rng::from_seed(key))
    }

    /// Uniform in [0, 1), in steps of 2^-53.
    pub(super) fn uniform(&mut self) -> f64 {
        (self.0.next_u64() >> 11) as f64 * (1.0 / (1_u64 << 53) as f64)
    }

    /// Uniform over 0 .. `n`; the bias of at most `n` / 2^53 is nothing here.
    pub(super) fn below(&mut self, n: usize) -> usize {
        (self.uniform() * n as f64) as usize
    }
}
