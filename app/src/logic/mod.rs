//! What the page decides without a browser: places on the map, layers, colours, numbers in words.
//! Compiled and tested natively.

pub mod format;
pub mod layers;
pub mod theme;
pub mod viewport;
