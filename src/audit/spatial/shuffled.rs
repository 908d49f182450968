//! Unrestricted permutation: values dealt to areas at random, as if neighbours were no more alike
//! than others.

use crate::chance::Random;

/// The values in random order.
pub(super) fn shuffled(values: &[f64], random: &mut Random) -> Vec<f64> {
    random.choose(values.to_vec(), values.len())
}
