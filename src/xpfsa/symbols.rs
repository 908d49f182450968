//! A stream as one bit mask a symbol: where a string ends is then one mask, and so is where a
//! longer string ends.

use super::InferenceError;
use super::limits::MAX_SYMBOLS;
use crate::streams::{PackedStreams, STEPS_PER_WORD};

/// A stream over a small alphabet: for each symbol, the steps that show it. Bits past the last step
/// are 0.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Symbols {
    n_steps: usize,
    masks: Vec<Vec<u64>>,
    /// The same by step.
    symbols: Vec<u8>,
}

impl Symbols {
    /// A stream from its symbols 0 .. `n_symbols`, one a step.
    ///
    /// # Errors
    /// [`InferenceError::Alphabet`] unless there are 2 to 8 symbols, [`InferenceError::Symbol`]
    /// where a step shows another.
    pub fn new(symbols: &[u8], n_symbols: usize) -> Result<Self, InferenceError> {
        if !(2..=MAX_SYMBOLS).contains(&n_symbols) {
            return Err(InferenceError::Alphabet { found: n_symbols });
        }
        let mut masks = vec![vec![0; symbols.len().div_ceil(STEPS_PER_WORD)]; n_symbols];
        for (step, &symbol) in symbols.iter().enumerate() {
            let mask =
                masks.get_mut(usize::from(symbol)).and_then(|mask| mask.get_mut(step / STEPS_PER_WORD));
            let word = mask.ok_or(InferenceError::Symbol { step, found: symbol, n_symbols })?;
            *word |= 1 << (step % STEPS_PER_WORD);
        }
        Ok(Self { n_steps: symbols.len(), masks, symbols: symbols.to_vec() })
    }

    /// A Boolean stream: symbol 1 is an event.
    pub fn of_stream(streams: &PackedStreams, stream: usize) -> Self {
        let n_steps = streams.n_steps();
        let events = streams.words(stream).to_vec();
        let eventless = events.iter().enumerate().map(|(at, word)| !word & valid(at, n_steps)).collect();
        let bit = |step: usize| events.get(step / STEPS_PER_WORD).map_or(0, |word| word >> (step % 64) & 1);
        let symbols = (0..n_steps).map(|step| bit(step) as u8).collect();
        Self { n_steps, masks: vec![eventless, events], symbols }
    }

    /// Number of steps.
    pub const fn n_steps(&self) -> usize {
        self.n_steps
    }

    /// Number of symbols in the alphabet.
    pub fn n_symbols(&self) -> usize {
        self.masks.len()
    }

    /// The symbol of a step; 0 past the end.
    pub fn get(&self, step: usize) -> usize {
        self.symbols.get(step).map_or(0, |&symbol| usize::from(symbol))
    }

    /// All symbols by step.
    pub(super) fn symbols(&self) -> &[u8] {
        &self.symbols
    }

    /// All symbols in order of steps.
    pub fn iter(&self) -> impl Iterator<Item = usize> + '_ {
        self.symbols.iter().map(|&symbol| usize::from(symbol))
    }

    /// The stream `delay` steps earlier: what it shows at step t + `delay` stands at step t; the
    /// last `delay` steps show nothing.
    pub(super) fn moved_back(&self, delay: usize) -> Vec<Vec<u64>> {
        let (skip, bits) = (delay / STEPS_PER_WORD, (delay % STEPS_PER_WORD) as u32);
        let moved = |mask: &Vec<u64>| {
            let word = |at: usize| mask.get(at).copied().unwrap_or(0);
            let at = |at: usize| word(at + skip) >> bits | (word(at + skip + 1) << 1) << (63 - bits);
            (0..mask.len()).map(at).collect()
        };
        self.masks.iter().map(moved).collect()
    }

    /// Where the empty string ends: everywhere.
    pub(super) fn everywhere(&self) -> Vec<u64> {
        (0..self.n_steps.div_ceil(STEPS_PER_WORD)).map(|at| valid(at, self.n_steps)).collect()
    }

    /// Where a string ends that is longer by a symbol, from where the string ends.
    pub(super) fn extended(&self, ends: &[u64], symbol: usize) -> Vec<u64> {
        let mut carry = 0;
        let mask = self.masks.get(symbol).map_or(&[][..], Vec::as_slice);
        let extend = |(&word, &mask): (&u64, &u64)| {
            let longer = (word << 1 | carry) & mask;
            carry = word >> 63;
            longer
        };
        ends.iter().zip(mask).map(extend).collect()
    }

    /// Where a string ends.
    pub(super) fn ends_of(&self, string: &[u8]) -> Vec<u64> {
        let Some((first, rest)) = string.split_first() else { return self.everywhere() };
        let start = self.masks.get(usize::from(*first)).cloned().unwrap_or_default();
        rest.iter().fold(start, |ends, &symbol| self.extended(&ends, usize::from(symbol)))
    }
}

/// The steps of a word that exist.
fn valid(word: usize, n_steps: usize) -> u64 {
    match n_steps.saturating_sub(word * STEPS_PER_WORD) {
        left if left >= STEPS_PER_WORD => u64::MAX,
        left => (1 << left) - 1,
    }
}
