//! What can be wrong with streams and machines.

use super::limits::{MAX_STATES, MAX_SYMBOLS};

/// Why no machine could be inferred or read.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum InferenceError {
    /// Too small or too large an alphabet.
    #[error("the alphabet has {found} symbols; it must have 2 to {MAX_SYMBOLS}")]
    Alphabet {
        /// Symbols in the alphabet.
        found: usize,
    },
    /// A stream of another alphabet than the machine that is to read or foretell it.
    #[error(
        "the {stream} has {found} symbols and the model's {stream} {expected}; give streams of the model's alphabets"
    )]
    OtherAlphabet {
        /// `source` or `target`.
        stream: &'static str,
        /// Symbols of the stream.
        found: usize,
        /// Symbols of the model.
        expected: usize,
    },
    /// A step shows a symbol that the alphabet does not have.
    #[error("step {step} (from 0) shows symbol {found}; symbols go from 0 to {}", n_symbols - 1)]
    Symbol {
        /// The step.
        step: usize,
        /// The symbol.
        found: u8,
        /// Symbols in the alphabet.
        n_symbols: usize,
    },
    /// Source and target do not cover the same steps.
    #[error(
        "the source has {source_steps} steps and the target {target_steps}; give both over the same steps"
    )]
    Lengths {
        /// Steps of the source.
        source_steps: usize,
        /// Steps of the target.
        target_steps: usize,
    },
    /// Too many contexts to count.
    #[error("contexts of {depth} symbols out of {n_symbols} are too many; use shorter ones")]
    Contexts {
        /// Symbols of a context.
        depth: usize,
        /// Symbols in the alphabet.
        n_symbols: usize,
    },
    /// Nothing is left to learn from.
    #[error(
        "with a delay of {delay} steps, {steps} steps leave no more than the minimum count of {min_count} pairs; use a shorter delay or more steps"
    )]
    TooShort {
        /// Steps of the streams.
        steps: usize,
        /// The delay.
        delay: usize,
        /// The minimum count.
        min_count: usize,
    },
    /// Epsilon is out of range.
    #[error("eps is {found}; it must lie above 0.001 and below 1")]
    Epsilon {
        /// The value given.
        found: f64,
    },
    /// Tables that make no machine.
    #[error(
        "{transitions} transitions and {counts} counts make no machine of 1 to {MAX_STATES} states whose transitions lead to its states"
    )]
    Malformed {
        /// Transitions given.
        transitions: usize,
        /// Counts given.
        counts: usize,
    },
}
