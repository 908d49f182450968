//! Why a setting is suggested, in one line each.

use std::fmt;

use super::StepRate;
use crate::ingest::LateReporting;
use crate::study::{BoundingBox, DayRange};

/// What is suggested and why. Its text says what the setting means.
#[derive(Clone, Debug, PartialEq)]
pub enum Reason {
    /// The part of the world that is cut into tiles.
    Box {
        /// The box.
        bounds: BoundingBox,
        /// Rows in it.
        inside: u64,
        /// Rows with a place.
        placed: u64,
    },
    /// Which days are learnt on and which are forecast.
    Periods {
        /// The days that are learnt on.
        training: DayRange,
        /// The days that are forecast.
        test: DayRange,
        /// Whether both are whole years.
        whole_years: bool,
        /// Days left out because reports are still to come.
        late: Option<LateReporting>,
    },
    /// The size of a tile.
    Tile {
        /// Its side, metres.
        metres: f64,
        /// Streams of violent and of property offences that pass the threshold.
        kept: [usize; 2],
    },
    /// The length of a step; `None` where none could be tried.
    Step(Option<StepRate>),
    /// Which streams are kept.
    Threshold {
        /// The share of steps with an event.
        share: f64,
    },
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Box { bounds: BoundingBox { south, north, west, east }, inside, placed } => write!(
                f,
                "box {south} to {north} north, {west} to {east} east: only what lies in it is counted; it holds {inside} of the \
                 {placed} rows with a place"
            ),
            Self::Periods { training, test, whole_years, late } => {
                let why =
                    if *whole_years { "the last whole years" } else { "the last days, three parts to one" };
                write!(
                    f,
                    "training {training}, test {test}: learnt on the first, judged on the second; {why} without a gap"
                )?;
                match late {
                    Some(late) => {
                        write!(f, ", before the {} days whose reports are still to come", late.days.n_days())
                    }
                    None => Ok(()),
                }
            }
            Self::Tile { metres, kept: [violent, property] } => write!(
                f,
                "tiles of {metres} m: one stream for each tile and class; {violent} violent and {property} property streams pass the \
                 threshold"
            ),
            Self::Step(None) => f.write_str("steps of a day: what a forecast is for"),
            Self::Step(Some(step)) => write!(
                f,
                "steps of {} {}: what a forecast is for; the mean stream has {:.3} bits a day at this length",
                step.step_days,
                if step.step_days == 1 {
                    "day"
                } else {
                    "days (a run has steps of one day, the sweep longer ones)"
                },
                step.bits_a_day
            ),
            Self::Threshold { share } => write!(
                f,
                "threshold {} %: streams with events on fewer training steps are left out, because nothing can be learnt of them",
                100.0 * share
            ),
        }
    }
}
