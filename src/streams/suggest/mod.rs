//! Settings of a study for a city without a preset, from its data. Every choice follows a rule, is
//! told with its reason, and can be changed.
//!
//! - **Box**: where all but one in a thousand of the rows at each edge lie, leaving out those far
//!   from all others, and one tile around.
//! - **Periods**: of the longest run of days without a gap the last whole year is the test, and up
//!   to three whole years before it are training. Days at the end whose reports are still to come
//!   are left out. Without two whole years the last quarter is the test.
//! - **Tile**: 300 m, as in the paper's Table I; the next larger of 450, 600, 900, 1,200, 1,800 and
//!   2,400 m where fewer than 20 streams of a class pass the threshold; where none has so many,
//!   that with the most.
//! - **Step**: the paper chooses it so that the streams' entropy rate is high. Of the steps of 1 to
//!   7 days that leave 20 streams of each class, that with the most entropy a day in the mean
//!   stream, which for six of the seven cities of Table I is one day.
//! - **Threshold**: events on 5 % of the steps, as in the paper for its largest cities.

mod enough;
mod entropy;
mod error;
mod periods;
mod reason;

use self::enough::{enough, kept_streams};
use self::entropy::{StepRate, step_rates};
use self::periods::periods;
use super::CityStreams;
use crate::ingest::{Calendar, Events, LateReporting, city_box};
use crate::space::square_tile;
use crate::study::{BoundingBox, CHICAGO, OffenceClass, SettingsError, StudySettings, TileSize, preset};

pub use self::entropy::StepRate as SuggestedStep;
pub use self::error::SuggestError;
pub use self::reason::Reason;

/// Sides of tiles that are tried, metres.
const TILE_METRES: [f64; 7] = [300.0, 450.0, 600.0, 900.0, 1_200.0, 1_800.0, 2_400.0];
/// The share of steps with an event that a stream must have.
const MIN_EVENT_SHARE: f64 = 0.05;

/// Settings and why.
#[derive(Clone, Debug, PartialEq)]
pub struct Suggestion {
    /// The settings; all of them can be changed.
    pub settings: StudySettings,
    /// Why each is as it is, in the order of the module's list.
    pub reasons: Vec<Reason>,
    /// The steps that were compared.
    pub steps: Vec<StepRate>,
}

/// Suggests a study for events in order of time. `classes`: offences as the files spell them.
///
/// # Errors
/// [`SuggestError`] where there is too little to make a study of.
pub fn suggest_study(
    events: &Events,
    city: &str,
    classes: &[(String, OffenceClass)],
) -> Result<Suggestion, SuggestError> {
    let calendar = Calendar::from_minutes(events.minutes()).ok_or(SuggestError::NoRows)?;
    if let Some(pattern) = calendar.gap_pattern() {
        return Err(SuggestError::Sampled(pattern));
    }
    let inner = city_box(events).ok_or(SuggestError::NoPlaces)?;
    let has_class = |name: &String| classes.iter().any(|(of, _)| of.trim().eq_ignore_ascii_case(name.trim()));
    if !events.offences().iter().any(has_class) {
        return Err(SuggestError::NoClasses);
    }
    let mut settings = StudySettings {
        city: city.to_owned(),
        classes: classes.to_vec(),
        min_event_share: MIN_EVENT_SHARE,
        step_days: 1,
        ..preset(CHICAGO)?
    };
    let (late, when) = (LateReporting::detect(&calendar), periods(&calendar)?);
    settings.training_first = when.training.first();
    settings.training_last = when.training.last();
    settings.test_last = when.test.last();
    settings.max_delay_steps = settings.max_delay_steps.min(when.most_delay_days);

    let (tile_metres, kept) = choose_tile(events, inner, &mut settings)?;
    let steps = step_rates(events, &settings)?;
    let chosen = steps.iter().filter(|step| step.is_enough());
    let chosen = chosen.fold(None, |best: Option<&StepRate>, step| match best {
        Some(best) if best.bits_a_day >= step.bits_a_day => Some(best),
        _ => Some(step),
    });
    let step = chosen.or_else(|| steps.first()).copied();
    if let Some(step) = step {
        entropy::set_step(&mut settings, step.step_days);
    }
    let study = settings.clone().check()?;
    let bounds = study.settings().bounds;
    let (inside, placed) = inside(events, bounds);
    let reasons = vec![
        Reason::Box { bounds, inside, placed },
        Reason::Periods { training: when.training, test: when.test, whole_years: when.whole_years, late },
        Reason::Tile { metres: tile_metres, kept },
        Reason::Step(step),
        Reason::Threshold { share: MIN_EVENT_SHARE },
    ];
    Ok(Suggestion { settings, reasons, steps })
}

/// Sets tile and box; gives the side in metres and the streams of violent and property offences
/// that pass the threshold. Where no tile has enough, that with the most.
fn choose_tile(
    events: &Events,
    inner: BoundingBox,
    settings: &mut StudySettings,
) -> Result<(f64, [usize; 2]), SuggestError> {
    let total = |kept: [usize; 2]| kept.iter().sum::<usize>();
    let mut best: Option<(f64, [usize; 2])> = None;
    for metres in TILE_METRES {
        (settings.tile, settings.bounds) = tiles_over(inner, metres);
        let study = match settings.clone().check() {
            Ok(study) => study,
            // More tiles than there may be: larger ones are fewer.
            Err(SettingsError::OutOfRange { setting: "tile height" | "tile width", .. }) => continue,
            Err(error) => return Err(error.into()),
        };
        let kept = kept_streams(&CityStreams::build(events, &study).1);
        if enough(events, &study, kept) {
            return Ok((metres, kept));
        }
        if best.is_none_or(|(_, most)| total(most) < total(kept)) {
            best = Some((metres, kept));
        }
    }
    let (metres, kept) = best.unwrap_or((TILE_METRES[0], [0; 2]));
    (settings.tile, settings.bounds) = tiles_over(inner, metres);
    Ok((metres, kept))
}

/// Tiles of so many metres, and the box of whole tiles that holds `inner` and one tile around it.
/// Degrees are rounded to five decimals, a metre.
fn tiles_over(inner: BoundingBox, metres: f64) -> (TileSize, BoundingBox) {
    let rounded = |degrees: f64| libm::round(degrees * 1e5) / 1e5;
    let TileSize { latitude_degrees: height, longitude_degrees: width } = square_tile(metres, &inner);
    let tile = TileSize { latitude_degrees: rounded(height), longitude_degrees: rounded(width) };
    let whole = |low: f64, high: f64, size: f64| {
        let start = rounded(low - size);
        let n_tiles = libm::ceil((high - start) / size) + 1.0;
        (start, rounded(start + n_tiles * size))
    };
    let (south, north) = whole(inner.south, inner.north, tile.latitude_degrees);
    let (west, east) = whole(inner.west, inner.east, tile.longitude_degrees);
    let bounds = BoundingBox {
        south: south.max(-90.0),
        north: north.min(90.0),
        west: west.max(-180.0),
        east: east.min(180.0),
    };
    (tile, bounds)
}

/// Rows in the box, and rows with a place.
fn inside(events: &Events, bounds: BoundingBox) -> (u64, u64) {
    let places = events.iter().filter_map(|event| event.latitude.zip(event.longitude));
    places.fold((0, 0), |(inside, placed), (latitude, longitude)| {
        (inside + u64::from(bounds.contains(latitude, longitude)), placed + 1)
    })
}

#[cfg(test)]
mod tests;
