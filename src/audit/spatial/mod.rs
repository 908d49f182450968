//! What space alone would give: a difference between areas set against wealth maps that are as
//! smooth in space as the real one, and that know nothing of the response.
//!
//! Neighbouring areas are alike in wealth and alike in much else. Two unrelated smooth maps
//! therefore agree by chance far more often than shuffled ones, and a test that shuffles areas
//! raises false alarms. Sources: `docs/method.md`, section 14; measured: `docs/validity.md`.

mod basis;
mod check;
mod error;
mod maps;
mod moran;
mod second_opinion;
mod shuffled;
mod test;
mod torus;
mod variogram;
mod weights;

pub use basis::{MoranBasis, Spectrum};
pub(crate) use check::check_centres;
pub use error::SpatialError;
pub use maps::{SurrogateKind, SurrogateMaps};
pub use moran::MoransI;
pub(crate) use moran::autocorrelation;
pub use second_opinion::SecondOpinion;
pub use test::SpatialTest;
pub(crate) use weights::{eigenvalues, weights};
