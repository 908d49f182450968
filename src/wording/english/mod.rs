//! English.

pub mod numbers;

pub mod arrests;
pub mod charts;
pub mod comparison;
pub mod evidence;
pub mod findings;
pub mod forecast;
pub mod harm;
pub mod ladder;
pub mod lights;
pub mod maps;
pub mod network;
pub mod progress;
pub mod pushes;
pub mod quality;
pub mod suggestion;
pub mod surges;
pub mod sweep;
pub mod verification;
pub mod years;
