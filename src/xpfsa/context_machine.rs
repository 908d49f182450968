//! The machine whose states are contexts: it forgets nothing of them and remembers nothing before
//! them.

use super::genesess::counted;
use super::{InferenceError, MAX_STATES, Symbols, Xpfsa};

/// The machine of contexts of `depth` symbols. One that was seen less often than `min_count` is
/// read as the most frequent of those that share its longest end and were not: every state has
/// something to go by.
///
/// # Errors
/// [`InferenceError::Contexts`] where there would be more than a machine may have states.
///
/// # Examples
/// ```
/// use watchback::xpfsa::{Symbols, context_machine};
/// // The target is the product of the last two symbols of the source, one step later.
/// let source: Vec<u8> =
///     (0..400_u32).map(|step| (step.wrapping_mul(2_654_435_761) >> 28 & 1) as u8).collect();
/// let target: Vec<u8> = (0..400)
///     .map(|step| if step < 2 { 0 } else { source[step - 1] * source[step - 2] })
///     .collect();
/// let (source, target) = (Symbols::new(&source, 2)?, Symbols::new(&target, 2)?);
/// let machine = context_machine(&source, &target, 1, 2, 10)?;
/// assert_eq!((machine.n_states(), machine.gamma()), (4, 1.0));
/// # Ok::<(), watchback::xpfsa::InferenceError>(())
/// ```
pub fn context_machine(
    source: &Symbols,
    target: &Symbols,
    delay: usize,
    depth: usize,
    min_count: usize,
) -> Result<Xpfsa, InferenceError> {
    let n = source.n_symbols();
    let too_many = || InferenceError::Contexts { depth, n_symbols: n };
    let exponent = u32::try_from(depth).map_err(|_| too_many())?;
    let n_contexts = n.checked_pow(exponent).filter(|&n| n <= MAX_STATES).ok_or_else(too_many)?;
    let mut seen = vec![0_usize; n_contexts];
    let mut context = 0;
    for (step, symbol) in source.iter().enumerate() {
        context = (context * n + symbol) % n_contexts;
        if step + 1 >= depth && step + delay < target.n_steps() {
            seen[context] += 1;
        }
    }
    let states: Vec<usize> = (0..n_contexts).filter(|&context| seen[context] >= min_count).collect();
    let read_as = |context: usize| {
        let sharing = |length: usize| {
            let modulus = n.pow(length as u32);
            let shares = |(_, state): &(usize, &usize)| *state % modulus == context % modulus;
            // Of equals the first.
            let frequent = |(at, state): &(usize, &usize)| (seen[**state], usize::MAX - at);
            states.iter().enumerate().filter(shares).max_by_key(frequent)
        };
        (0..=depth).rev().find_map(sharing).map_or(0, |(at, _)| at)
    };
    let transitions: Vec<u8> = if states.is_empty() {
        vec![0; n]
    } else {
        let next = |state: &usize| {
            let state = *state;
            (0..n).map(move |symbol| (state * n + symbol) % n_contexts)
        };
        states.iter().flat_map(next).map(|context| read_as(context) as u8).collect()
    };
    Ok(counted(source, target, delay, &transitions))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rare_contexts_are_read_as_frequent_ones() {
        // Events four steps apart, and once two in a row: the contexts 011, 110 and 111 are rare.
        let source: Vec<u8> = (0..200).map(|step| u8::from(step % 4 == 0 || step == 101)).collect();
        let target: Vec<u8> = (0..200).map(|step| u8::from(step % 4 == 1)).collect();
        let (source, target) = (Symbols::new(&source, 2).unwrap(), Symbols::new(&target, 2).unwrap());
        let machine = context_machine(&source, &target, 1, 3, 10).unwrap();
        assert!((0..machine.n_states()).all(|state| machine.count(state) >= 9), "{machine:?}");
        assert_eq!(machine.n_states(), 4, "{machine:?}");
        assert!(machine.gamma() > 0.9, "{machine:?}");
        let all_rare = context_machine(&source, &target, 1, 3, 1000).unwrap();
        assert_eq!(all_rare.n_states(), 1);
    }
}
