//! Entropies from counts: a table of n ln n, so that floating point enters last and in a fixed
//! order.

/// n ln n, nats; 0 ln 0 = 0.
pub(super) fn n_log_n(n: u64) -> f64 {
    if n > 0 { n as f64 * libm::log(n as f64) } else { 0.0 }
}

/// The values n ln n for n = 0 ..= the largest count, in nats; 0 ln 0 = 0.
#[derive(Clone, Debug)]
pub struct NLogN {
    values: Vec<f64>,
}

impl NLogN {
    /// The table for counts up to `largest`.
    pub fn up_to(largest: usize) -> Self {
        Self { values: (0..=largest as u64).map(n_log_n).collect() }
    }

    /// Number of values: the largest count and one more.
    pub(crate) fn len(&self) -> usize {
        self.values.len()
    }

    /// n ln n, nats. 0 past the end of the table.
    #[inline]
    pub fn of(&self, n: usize) -> f64 {
        self.values.get(n).copied().unwrap_or(0.0)
    }

    /// n H for a binary variable that is 1 in `ones` of `n` trials, nats: n ln n - k ln k - (n - k)
    /// ln (n - k).
    pub fn total_entropy(&self, n: usize, ones: usize) -> f64 {
        self.of(n) - self.of(ones) - self.of(n.saturating_sub(ones))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entropy_of_a_fair_coin_is_ln_two_a_throw() {
        let table = NLogN::up_to(1000);
        assert!((table.total_entropy(1000, 500) - 1000.0 * std::f64::consts::LN_2).abs() < 1e-9);
        assert_eq!(table.total_entropy(1000, 0), 0.0);
        assert_eq!(table.of(0), 0.0);
    }
}
