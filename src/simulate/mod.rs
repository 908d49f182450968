//! Cities that never were, with planted links, and their null twins. What they make is named as simulated and
//! passes through the same door as a real file.

mod city;
mod portal_csv;
mod random;

pub use city::{PlantedLink, SimulatedCity, SimulationError, SimulationSettings};
pub use portal_csv::{SIMULATED_BLOCK, write_portal_csv};
