//! What is asked: a city's preset, the settings of a run, and their check into a [`Study`].

mod calendar;
mod preset;
mod settings;
mod variable;

pub use calendar::{CivilDay, DayRange, DayRangeError};
pub use preset::{CHICAGO, SIMULATED, TestEnd, preset, simulated_over};
pub use settings::{
    Admission, BoundingBox, ChanceSettings, Combiner, EventRule, MAX_PERIOD_DAYS, RotationKind,
    SettingsError, Study, StudySettings, TileSize,
};
pub use variable::{OffenceClass, Variable};
