//! The enforcement audit: who is watched more, said beside what chance alone would give.

pub mod multiple_tests;
pub mod regression;
pub mod spatial;
