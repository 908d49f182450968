//! What page, coordinator and workers exchange: messages, views of results, and how both travel.

mod areas_view;
mod inspection_view;
mod kept;
mod lines_view;
mod messages;
mod pictures;
mod point_map;
mod run_view;
#[cfg(target_arch = "wasm32")]
mod transport;

pub use areas_view::{AreaColumn, AreaTableView, AreasView, Outline};
pub use inspection_view::{InspectionView, Offer, Studies, city_name};
pub use kept::{KeepTrouble, Kept};
pub use lines_view::LinesView;
pub use messages::{
    Answer, AreaValue, Artefact, AuditRequest, Classes, Command, Init, Kind, Measure, Order, Packed, Report,
    Role, SweepProgress,
};
pub use pictures::{GROUPS, MatrixGroups, NearestSource, matrix_scores};
pub use point_map::PointMap;
pub use run_view::RunView;
#[cfg(target_arch = "wasm32")]
pub use transport::{Attachment, Post, attachment_bytes, decode, encode, memory_bytes, on_message, post};
