//! Counting for long contexts: for each counted step of the target, the context that ended at each delay is looked up.
//!
//! Its cost is one look-up a counted step and delay, whatever the depth, where counting by sets of symbols doubles with each symbol.

use super::counts::split_sum;
use super::{PairScan, TargetScan};
use crate::xpfsa::TABLE;

/// The depth from which on look-ups are the cheaper counting (docs/benchmarks.md).
pub(super) const LOOK_UP_DEPTH: usize = 5;

impl TargetScan<'_> {
    /// `CONTEXTS` is 2^`DEPTH`.
    pub(super) fn look_up<const DEPTH: usize, const CONTEXTS: usize>(
        &mut self,
        visit: &mut dyn FnMut(PairScan<'_>),
    ) {
        let tables = self.tables;
        let (shortest, n_delays) = (tables.delays.shortest(), tables.delays.count());
        // By delay, then context.
        let mut counts = vec![[0_u16; CONTEXTS]; n_delays];
        for source in 0..tables.n_sources() {
            counts.fill([0; CONTEXTS]);
            let contexts = tables.contexts(source);
            for &step in &self.counted {
                // A context is full from step `DEPTH` - 1 on; the shortest delay's ends last.
                let Some(ended) = (step + 1).checked_sub(shortest) else { continue };
                let full = contexts.get(DEPTH - 1..ended).unwrap_or(&[]);
                for (counts, &context) in counts.iter_mut().zip(full.iter().rev()) {
                    counts[usize::from(context) % CONTEXTS] += 1;
                }
            }
            let occurrences = tables.occurrences(source);
            let occurred = occurrences.counts.as_chunks::<CONTEXTS>().0.iter().zip(occurrences.n_log_n);
            let Some(table) = tables.table.values().first_chunk::<TABLE>() else { continue };
            let by_delay = self.information[0].iter_mut().zip(&self.entropies).zip(occurred).zip(&counts);
            for (((information, entropy), (occurred, n_log_n)), counts) in by_delay {
                *information = entropy - (n_log_n - split_sum(table, occurred, counts));
            }
            let half_degrees = occurrences.half_degrees;
            let (information, entropies) = (&self.information[0], &self.entropies);
            visit(PairScan { source, information, half_degrees, entropies });
        }
    }
}
