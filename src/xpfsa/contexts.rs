//! Contexts of fixed length: what the target showed after each, and what that says of dependence.

use super::information::n_log_n;
use super::{InferenceError, Symbols};
use crate::stats::chi_square_minus_log10_p;

/// The most contexts that are counted.
const MAX_CONTEXTS: usize = 1 << 16;

/// How often the target showed each symbol after each context of the source, `delay` steps after
/// the context's last symbol. The statistic of verdicts: the same for real data and surrogates.
/// Context number: the latest symbol is its lowest digit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contexts {
    n_outputs: usize,
    /// By context and output symbol.
    counts: Vec<u32>,
}

impl Contexts {
    /// Counts contexts of `depth` symbols. Pairs need a full context and a target.
    ///
    /// # Errors
    /// [`InferenceError::Lengths`], or [`InferenceError::Contexts`] where there would be too many.
    ///
    /// # Examples
    /// A source that is right three times in four, half of the time:
    /// ```
    /// use watchback::xpfsa::{Contexts, Symbols};
    /// let source: Vec<u8> = (0..800).map(|step| u8::from(step % 2 == 0)).collect();
    /// let target: Vec<u8> =
    ///     (0..800).map(|step| u8::from((step % 2 == 0) != (step % 8 < 2))).collect();
    /// let contexts =
    ///     Contexts::count(&Symbols::new(&source, 2)?, &Symbols::new(&target, 2)?, 0, 1)?;
    /// // 1 - H(1/4) / H(1/2), entropies in any unit.
    /// assert!((contexts.gamma() - 0.188_722).abs() < 1e-6);
    /// assert_eq!(contexts.degrees_of_freedom(), 1);
    /// // Source: Wilks; G = 2 n (H(target) - H(target | context)), nats.
    /// assert!((contexts.g_statistic() - 209.29).abs() < 0.01);
    /// # Ok::<(), watchback::xpfsa::InferenceError>(())
    /// ```
    pub fn count(
        source: &Symbols,
        target: &Symbols,
        delay: usize,
        depth: usize,
    ) -> Result<Self, InferenceError> {
        let (source_steps, target_steps) = (source.n_steps(), target.n_steps());
        if source_steps != target_steps {
            return Err(InferenceError::Lengths { source_steps, target_steps });
        }
        if delay.saturating_add(depth) > target_steps {
            return Err(InferenceError::TooShort { steps: target_steps, delay, min_count: 1 });
        }
        let n_inputs = source.n_symbols();
        let too_many = InferenceError::Contexts { depth, n_symbols: n_inputs };
        let exponent = u32::try_from(depth).map_err(|_| too_many.clone())?;
        let n_contexts = n_inputs.checked_pow(exponent).filter(|&n| n <= MAX_CONTEXTS).ok_or(too_many)?;
        let n_outputs = target.n_symbols();
        let mut counts = vec![0; n_contexts * n_outputs];
        let (symbols, shown) = (source.symbols(), &target.symbols()[delay..]);
        let Some(before) = depth.checked_sub(1) else {
            // A context of no symbols is always the same one.
            shown.iter().for_each(|&symbol| counts[usize::from(symbol)] += 1);
            return Ok(Self { n_outputs, counts });
        };
        // What a context's earliest symbol counts for.
        let weight = n_contexts / n_inputs;
        let first = symbols.iter().take(before);
        let mut context = first.fold(0, |context, &symbol| context * n_inputs + usize::from(symbol));
        for ((&latest, &earliest), &shown) in symbols[before..].iter().zip(symbols).zip(&shown[before..]) {
            context = context * n_inputs + usize::from(latest);
            counts[context * n_outputs + usize::from(shown)] += 1;
            context -= weight * usize::from(earliest);
        }
        Ok(Self { n_outputs, counts })
    }

    /// Pairs of a context and a target step.
    pub fn pairs(&self) -> u64 {
        self.counts.iter().map(|&count| u64::from(count)).sum()
    }

    /// (Occupied contexts - 1) x (target symbols that occur - 1): the degrees of freedom of
    /// [`Self::g_statistic`].
    pub fn degrees_of_freedom(&self) -> u32 {
        let occupied =
            self.counts.chunks_exact(self.n_outputs).filter(|counts| counts.iter().any(|&n| n > 0)).count();
        let shown = self.totals().iter().filter(|&&n| n > 0).count();
        (occupied.saturating_sub(1) * shown.saturating_sub(1)) as u32
    }

    fn totals(&self) -> Vec<u64> {
        let of = |symbol: usize| {
            self.counts.iter().skip(symbol).step_by(self.n_outputs).map(|&n| u64::from(n)).sum()
        };
        (0..self.n_outputs).map(of).collect()
    }

    /// n times the target's entropy, nats; n is [`Self::pairs`].
    pub fn total_entropy(&self) -> f64 {
        self.totals().iter().fold(n_log_n(self.pairs()), |sum, &of| sum - n_log_n(of))
    }

    /// n times the mutual information of context and target, nats.
    fn information(&self) -> f64 {
        let given = self.counts.chunks_exact(self.n_outputs).fold(0.0, |sum, counts| {
            let total = counts.iter().map(|&n| u64::from(n)).sum();
            counts.iter().fold(sum + n_log_n(total), |sum, &n| sum - n_log_n(u64::from(n)))
        });
        self.total_entropy() - given
    }

    /// The likelihood-ratio statistic G of independence.
    pub fn g_statistic(&self) -> f64 {
        2.0 * self.information()
    }

    /// -log10 of G's p-value, by chi-square (Wilks).
    pub fn minus_log10_p(&self) -> f64 {
        chi_square_minus_log10_p(self.g_statistic(), self.degrees_of_freedom())
    }

    /// Coefficient of causal dependence, empirical over contexts (method.md 2): the share of the
    /// target's entropy that the context removes, 0 to 1; 0 for a target that never changes.
    pub fn gamma(&self) -> f64 {
        share(self.information(), self.total_entropy())
    }

    /// [`Self::gamma`] less what independence gives on average, df / (2 n H) (method.md 7); may be
    /// negative.
    pub fn corrected_gamma(&self) -> f64 {
        share(self.information() - 0.5 * f64::from(self.degrees_of_freedom()), self.total_entropy())
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
        let (source, target) = (Symbols::new(&[0, 1, 1, 0, 1, 0], 2), Symbols::new(&[0; 6], 2));
        let contexts = Contexts::count(&source.unwrap(), &target.unwrap(), 1, 2).unwrap();
        assert_eq!((contexts.gamma(), contexts.corrected_gamma(), contexts.minus_log10_p()), (0.0, 0.0, 0.0));
        assert_eq!(contexts.pairs(), 4);
    }

    #[test]
    fn too_many_contexts_are_refused() {
        let stream = Symbols::new(&[0; 6], 8).unwrap();
        assert!(matches!(Contexts::count(&stream, &stream, 0, 6), Err(InferenceError::Contexts { .. })));
    }
}
