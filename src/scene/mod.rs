//! Pictures as plain numbers: from results to positions, paths and ticks. The page draws them;
//! tests need no browser.

mod dots;
mod plot;
mod state_diagram;
mod voronoi;

pub use dots::{Dot, DotPlot};
pub use plot::{Plot, Tick};
pub use state_diagram::{Arrow, StateCircle, StateDiagram};
pub use voronoi::{Point, voronoi_cells};
