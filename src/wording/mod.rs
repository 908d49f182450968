//! Verdicts and figures as sentences, for page and command line alike: each subject has a file.
//!
//! A sentence says no more than its test does. That an effect is not shown is never said to be no
//! effect.
//!
//! Sentences stand here in English, within `tr!`. Another language is one file beside this one,
//! `spanish.po`, which build.rs makes a table of. What is saved is English; only what is shown is
//! looked up.

mod english;
mod finding;
mod lengths;
mod language;

pub use english::*;
pub use finding::{Finding, Subject, Weight};
pub use language::{Language, in_english, language, set_language};
pub use lengths::Lengths;
