//! The inner loops of Watchback's engine: what is done for every byte, field and pair.
//!
//! A crate of its own because the compiler's level is set by crate: in the page all else is made small, and this fast. So
//! nothing is here that is not in a loop of millions, and what is here knows nothing of studies and files. It is used
//! through the engine alone. What the engine calls is not to be inlined there, where it would be compiled as the engine is.

pub mod checksum;
pub mod counters;
pub mod dates;
pub mod decimal;
pub mod delimited;
mod groups;
pub mod places;
pub mod repeated;
pub mod rows;
pub mod scan;
pub mod split;
pub mod value;
