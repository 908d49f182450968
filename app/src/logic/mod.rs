//! What the page decides without a browser: places on the map, layers, colours, numbers in words.
//! Compiled and tested natively.

pub mod address;
pub mod area_shapes;
pub mod format;
pub mod geojson;
pub mod glossary;
pub mod grain;
pub mod histogram;
pub mod kept;
pub mod kind;
pub mod language;
pub mod layers;
pub mod layout;
pub mod map;
pub mod months;
pub mod question;
pub mod saved;
pub mod selection;
pub mod steps;
pub mod theme;
pub mod time_left;
pub mod units;
pub mod viewport;
