//! Chance: figures against the same figures where the dependence in question is destroyed, and the seeded numbers and
//! rotations that destroy it.

mod random;
mod rotation;
mod rounds;
mod shift;

pub(crate) use random::{Purpose, Random};
pub use rotation::Rotations;
pub(crate) use rounds::mean;
pub use rounds::{Chance, NoRounds, quantile};
pub use shift::Shift;

/// The 80 % point of the standard normal distribution: what "would have been seen" is said with a power of 80 %.
pub(crate) const POWER_POINT: f64 = 0.841_621_233_572_914_2;
