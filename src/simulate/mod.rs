//! Cities that never were, with planted links, and their null twins. What they make is named as
//! simulated and passes through the same door as a real file.
//!
//! [`SimulatedCity`] is grown from [`SimulationSettings`]; [`write_portal_csv`] writes its rows and
//! [`write_truth`] what is true of it, [`SimulatedAreas`] invents areas for it, and [`WeekAhead`]
//! says how much of it could be known a week ahead; [`judge`] holds found links against the planted
//! ones. [`planted_pair`] gives two streams without a city, and [`splice`] plants a link in streams
//! that are already there. [`EnforcementCity`] plants bias in arrests instead of links in crimes;
//! [`push_city`] is for pushes of the model, [`VendorCity`] has a vendor whose knowledge is known,
//! and [`write_many_rows`] is for measuring time and memory.

mod areas;
mod city;
mod enforcement;
mod enforcement_maps;
mod enforcement_settings;
mod judge;
mod link;
mod many_rows;
mod modulation;
mod pair;
mod portal_csv;
mod push_city;
mod settings;
mod splice;
mod transducer;
// By serde_json, which the page does without.
#[cfg(not(target_arch = "wasm32"))]
mod truth;
mod vendor;
mod week_ahead;

pub use areas::SimulatedAreas;
pub use city::SimulatedCity;
pub use enforcement::EnforcementCity;
pub use enforcement_maps::smooth_field;
pub use enforcement_settings::{EnforcementSettings, PlantedSurge};
pub use judge::{DELAY_TOLERANCE_STEPS, FoundLink, Judgement, judge};
pub use link::PlantedLink;
pub use many_rows::write_many_rows;
pub use modulation::Modulation;
pub use pair::planted_pair;
pub use portal_csv::{SIMULATED_BLOCK, write_portal_csv};
pub use push_city::{PUSH_DELAY_STEPS, push_city};
pub use settings::{PlantedGamma, SimulationError, SimulationSettings};
pub use splice::splice;
pub use transducer::{Memory, PlantedTransducer};
#[cfg(not(target_arch = "wasm32"))]
pub use truth::{TrueStream, Truth, write_truth};
pub use vendor::{VendorCity, VendorKind, VendorSettings};
pub use week_ahead::WeekAhead;
