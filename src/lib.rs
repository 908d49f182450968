//! Watchback audits predictive policing and police enforcement on a city's own public records.
//!
//! It learns the Granger network of Rotaru et al. (Nature Human Behaviour 6, 2022), forecasts crime a week
//! ahead, and says beside every figure what chance alone would give. The engine in this crate is the same code
//! natively and in the browser and gives the same bits in both.
//!
//! # The stages, in order
//!
//! Bytes become events ([`ingest`]), events become streams ([`streams`]) on tiles ([`space`]), streams become a
//! network of transducers, the network a forecast, the forecast scores. A module uses only those before it.
//!
//! # Glossary
//!
//! - **Event**: one row of a crime file: when, where, which offence, whether an arrest was made.
//! - **Tile**: a cell of the grid that the city is cut into, about 1,000 ft wide.
//! - **Step**: the unit of time, one day in Chicago.
//! - **Variable**: a kind of event that is counted: violent crime, property crime, arrests.
//! - **Stream**: for one tile and one variable, whether each step held at least one event.
//! - **Source, target**: the stream that is read, and the stream that is forecast.
//! - **Delay**: the number of steps from the last step read in the source to the step forecast in the target.
//! - **Horizon**: how many steps ahead a forecast must be made; no delay may be shorter.
//! - **Context**: the last few symbols of the source (three of them: eight contexts).
//! - **Transducer**: a model that reads a source and gives the probability of the target's next symbol.
//! - **gamma**: the share of the target's uncertainty that a transducer removes; see `docs/method.md`.
//! - **Surrogate**: data made from the real data in which the dependence in question is destroyed.

pub mod audit;
pub mod chance;
mod checksum;
mod decimal;
pub mod encoding;
pub mod forecast;
mod gzip;
pub mod ingest;
pub mod json;
pub mod letters;
pub mod network;
pub mod percent;
pub mod results;
pub mod run;
pub mod scene;
pub mod score;
pub mod simulate;
pub mod space;
pub mod stats;
pub mod streams;
pub mod study;
pub mod sweep;
pub mod xpfsa;
