//! English.

pub mod numbers;

pub mod arrests;
pub mod comparison;
pub mod findings;
pub mod forecast;
pub mod network;
pub mod pushes;
pub mod surges;
pub mod sweep;
pub mod years;
