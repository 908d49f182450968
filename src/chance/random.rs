//! Seeded random numbers: one generator for each purpose and index, so that nothing depends on the
//! order of work.

use rand_chacha::ChaCha8Rng;
use rand_core::{Rng, SeedableRng};

/// What a generator is for. The numbers are part of every seed: never change one.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Purpose {
    /// A simulated city's rates.
    Rates = 1,
    /// Its links.
    Links = 2,
    /// A stream's events.
    Events = 3,
    /// A day's rows.
    Rows = 4,
    /// What moves the whole city.
    Modulation = 5,
    /// A planted pair of streams.
    Pair = 6,
    /// A link spliced into streams.
    Splice = 7,
    /// A city for pushes.
    PushCity = 9,
    /// A field over areas that is smooth in space.
    Field = 10,
    /// A city with enforcement: its maps, its weeks and its areas' crimes.
    Enforcement = 8,
    /// Rows of a file for measuring.
    ManyRows = 11,
    /// Offsets of surrogate rounds.
    Rotations = 101,
    /// Targets that surrogate rounds look at.
    Targets = 102,
    /// Sources of a cell of the sweep.
    Sources = 103,
    /// Steps that a push changes.
    Push = 201,
    /// Streams that receive a placebo.
    Placebo = 202,
    /// Signs of a spectral surrogate map.
    SpectralMap = 211,
    /// The shift of a map on the torus.
    TorusMap = 212,
    /// The order of values in a variogram-matched map, and its noise.
    VariogramMap = 213,
    /// The order of values in a shuffled map.
    ShuffledMap = 214,
    /// Residuals of a regression without order in space.
    Residuals = 215,
    /// Blocks of weeks of the surge response.
    SurgeBlocks = 111,
    /// eps of a machine that is learnt as the authors' program does.
    ReleasedEps = 301,
    /// Noise on a forecast that knows nothing.
    Jitter = 302,
    /// Boxes drawn from the places that others' predictions name.
    RandomBoxes = 401,
    /// A simulated vendor's boxes, and its city.
    Vendor = 402,
}

/// Uniform numbers for one purpose and one index.
pub(crate) struct Random(ChaCha8Rng);

impl Random {
    pub(crate) fn new(seed: u64, purpose: Purpose, index: u64) -> Self {
        let mut key = [0; 32];
        let parts = [seed, purpose as u64, index];
        for (bytes, part) in key.chunks_exact_mut(8).zip(parts) {
            bytes.copy_from_slice(&part.to_le_bytes());
        }
        Self(ChaCha8Rng::from_seed(key))
    }

    /// Uniform in [0, 1), in steps of 2^-53.
    pub(crate) fn uniform(&mut self) -> f64 {
        (self.0.next_u64() >> 11) as f64 * (1.0 / (1_u64 << 53) as f64)
    }

    /// Uniform over 0 .. `n`; the bias of at most `n` / 2^53 is nothing here.
    pub(crate) fn below(&mut self, n: usize) -> usize {
        (self.uniform() * n as f64) as usize
    }

    /// Standard normal, by Box and Muller (Annals of Mathematical Statistics 29, 1958).
    pub(crate) fn normal(&mut self) -> f64 {
        let radius = libm::sqrt(-2.0 * libm::log(1.0 - self.uniform()));
        radius * libm::cos(std::f64::consts::TAU * self.uniform())
    }

    /// `count` of `items` in random order, none twice; all of them when there are no more.
    pub(crate) fn choose<T>(&mut self, mut items: Vec<T>, count: usize) -> Vec<T> {
        let count = count.min(items.len());
        for at in 0..count {
            let other = at + self.below(items.len() - at);
            items.swap(at, other);
        }
        items.truncate(count);
        items
    }
}
