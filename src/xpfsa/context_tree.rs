//! The fixed-depth context tree: the target's counts after each context of three symbols of the source.

use serde::{Deserialize, Serialize};

use super::NLogN;

/// Number of contexts of three binary symbols.
pub const CONTEXTS: usize = 8;

/// How often each context occurred in the source, and after how many of them the target held an event, `delay`
/// steps later. Context bit 0 is the latest symbol, bit 2 the oldest.
///
/// # Examples
/// A source that is right three times in four, half of the time:
/// ```
/// use watchback::xpfsa::{ContextCounts, NLogN};
/// let counts = ContextCounts::new([400, 400, 0, 0, 0, 0, 0, 0], [100, 300, 0, 0, 0, 0, 0, 0]);
/// let table = NLogN::up_to(800);
/// // 1 - H(1/4) / H(1/2), entropies in any unit.
/// assert!((counts.gamma(&table) - 0.188_722).abs() < 1e-6);
/// assert_eq!(counts.degrees_of_freedom(), 1);
/// // Source: Wilks; G = 2 n (H(target) - H(target | context)), nats.
/// assert!((counts.g_statistic(&table) - 209.29).abs() < 0.01);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContextCounts {
    occurrences: [u16; CONTEXTS],
    events: [u16; CONTEXTS],
}

impl ContextCounts {
    /// Counts by context: occurrences, and those that were followed by an event (at most as many).
    pub fn new(occurrences: [u16; CONTEXTS], events: [u16; CONTEXTS]) -> Self {
        Self { occurrences, events }
    }

    /// Occurrences by context.
    pub const fn occurrences(&self) -> &[u16; CONTEXTS] {
        &self.occurrences
    }

    /// Occurrences that were followed by an event, by context.
    pub const fn events(&self) -> &[u16; CONTEXTS] {
        &self.events
    }

    /// Pairs of a context and a target step.
    pub fn pairs(&self) -> usize {
        self.occurrences.iter().map(|&n| usize::from(n)).sum()
    }

    /// Pairs whose target step holds an event.
    pub fn target_events(&self) -> usize {
        self.events.iter().map(|&k| usize::from(k)).sum()
    }

    /// Occupied contexts less one: the degrees of freedom of [`Self::g_statistic`] under independence.
    pub fn degrees_of_freedom(&self) -> u32 {
        (self.occurrences.iter().filter(|&&n| n > 0).count() as u32).saturating_sub(1)
    }

    /// n times the target's entropy, nats.
    pub fn target_entropy(&self, table: &NLogN) -> f64 {
        table.total_entropy(self.pairs(), self.target_events())
    }

    /// n times the mutual information of context and target, nats. Never negative but for rounding.
    pub fn information(&self, table: &NLogN) -> f64 {
        let conditional = table.sum(&self.occurrences) - table.split_sum(&self.occurrences, &self.events);
        self.target_entropy(table) - conditional
    }

    /// The likelihood-ratio statistic G of independence.
    pub fn g_statistic(&self, table: &NLogN) -> f64 {
        2.0 * self.information(table)
    }

    /// Coefficient of causal dependence, empirical over contexts (method.md 2): the share of the target's entropy
    /// that the context removes, 0 to 1; 0 for a target that never changes.
    pub fn gamma(&self, table: &NLogN) -> f64 {
        share(self.information(table), self.target_entropy(table))
    }

    /// [`Self::gamma`] less what independence gives on average, df / (2 n H) (method.md 2); may be negative.
    pub fn corrected_gamma(&self, table: &NLogN) -> f64 {
        let expected = 0.5 * f64::from(self.degrees_of_freedom());
        share(self.information(table) - expected, self.target_entropy(table))
    }

    /// Probability of an event after a context. One pseudo-observation at the target's own rate keeps a context
    /// that was hardly seen near that rate.
    pub fn probability(&self, context: usize) -> f64 {
        let rate = self.target_events() as f64 / (self.pairs().max(1)) as f64;
        let at = |counts: &[u16; CONTEXTS]| counts.get(context).copied().map_or(0.0, f64::from);
        (at(&self.events) + rate) / (at(&self.occurrences) + 1.0)
    }
}

/// `part / whole`, and 0 where the whole is 0.
fn share(part: f64, whole: f64) -> f64 {
    if whole > 0.0 { part / whole } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_target_that_never_changes_has_no_gamma() {
        let counts = ContextCounts::new([100; 8], [0; 8]);
        let table = NLogN::up_to(800);
        assert_eq!((counts.gamma(&table), counts.corrected_gamma(&table)), (0.0, 0.0));
        assert_eq!(counts.probability(0), 0.0);
    }

    #[test]
    fn an_unseen_context_has_the_targets_own_rate() {
        let counts = ContextCounts::new([60, 40, 0, 0, 0, 0, 0, 0], [6, 14, 0, 0, 0, 0, 0, 0]);
        assert_eq!(counts.probability(5), 0.2);
        assert_eq!(counts.probability(1), (14.0 + 0.2) / 41.0);
        assert_eq!(counts.degrees_of_freedom(), 1);
    }
}
