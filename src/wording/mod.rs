//! Verdicts and figures as sentences, for page and command line alike. A language has a folder, and
//! each subject a file in it.
//!
//! A sentence says no more than its test does. That an effect is not shown is never said to be no
//! effect.

mod english;
mod finding;
mod lengths;

pub use english::*;
pub use finding::{Finding, Subject, Weight};
pub use lengths::Lengths;
