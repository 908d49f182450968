//! How large alphabets and machines may be.

/// The largest alphabet, in symbols.
pub const MAX_SYMBOLS: usize = 8;
/// The most states that a machine may have.
pub const MAX_STATES: usize = 128;
