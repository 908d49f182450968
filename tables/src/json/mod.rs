//! JSON text cut into its values.

pub mod scan;
pub mod text;
