//! Chance: figures against the same figures where the dependence in question is destroyed, and the
//! seeded numbers and rotations that destroy it.

mod random;
mod rotation;
mod rounds;
mod shift;

pub(crate) use random::{Purpose, Random};
pub use rotation::Rotations;
pub use rounds::{Chance, NoRounds};
pub use shift::Shift;
