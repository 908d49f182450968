//! What is asked: a city's preset, the settings of a run, and their check into a [`Study`].

mod calendar;
mod cities;
mod offence_fragment;
mod offence_table;
mod offence_words;
mod preset;
mod reported;
mod settings;
mod steps;
mod variable;

pub use calendar::{CivilDay, DayRange, DayRangeError};
pub use cities::{
    ATLANTA, AUSTIN, CHICAGO, CITIES, City, DETROIT, DataSet, LOS_ANGELES, PHILADELPHIA, PORTLAND,
    SAN_FRANCISCO,
};
pub use offence_fragment::{
    MAX_FRAGMENT_NAMES, OffenceFragmentError, offences_from_fragment, offences_to_fragment,
};
pub use offence_table::{OffenceTableError, offence_table, offence_table_csv};
pub(crate) use offence_words::reads_as_offence;
pub use offence_words::suggested_class;
pub use preset::{SIMULATED, TestEnd, preset, simulated_over};
pub use reported::{
    REPORTED_ARIMA, REPORTED_AUCS, REPORTED_CHICAGO_YEARS, REPORTED_LABEL, REPORTED_MEDIANS,
    REPORTED_TRUE_POSITIVE_RATE, ReportedAuc, ReportedRange, reported_auc,
};
pub use settings::{
    Admission, BoundingBox, ChanceSettings, Combiner, EventRule, MAX_PERIOD_DAYS, RotationKind,
    SettingsError, Study, StudySettings, TileSize,
};
pub use steps::{steps_in_words, unit_of_steps};
pub use variable::{OffenceClass, Variable};
