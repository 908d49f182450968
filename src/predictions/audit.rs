//! An audit of somebody else's predictions: files in, figures and a verdict out.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::board::{Board, Crimes, Prediction, Types};
use super::crimes::CrimeRows;
use super::kinds::{MappedOffence, TooManyTypes, TypeMap};
use super::measure::{Measure, highest, measure, types_title};
use super::places::{Locator, Place, Reach};
use super::plan::{FOOT_METRES, PlacePlan, PredictionPlan};
use super::predpol::chosen_by_predpol;
use super::read::{LeftOut, PredictionRow, PredictionRows};
use super::references::quotas;
use super::visits::Visits;
use super::{Shift, Slots};
use crate::space::AreaLayer;
use crate::study::CivilDay;

/// Boxes a day of a file of scores, where nobody says how many were patrolled: those of the
/// published program.
const USUAL_BOXES_A_DAY: usize = 20;
/// Sides of boxes that are tried, feet.
const SIDES_FEET: [f64; 5] = [400.0, 500.0, 600.0, 700.0, 800.0];
/// With fewer boxes and slots that were patrolled nothing is said of them.
pub const LEAST_PATROLLED: u64 = 100;

/// What is asked beside the files.
#[derive(Clone, Debug, Default)]
pub struct PredictionQuestion {
    /// So many boxes of each slot count, those with the highest scores; all where there are no
    /// scores.
    pub boxes_a_day: Option<usize>,
    /// Which offences are of which of the vendor's types, said by a person.
    pub types: Vec<(String, String)>,
    /// Seed of the random boxes.
    pub seed: u64,
    /// Where cells are, for crimes that have a position; and the property that names them.
    pub grid: Option<AreaLayer>,
    /// When boxes were patrolled.
    pub visits: Option<Visits>,
    /// Whether the outcome of every box is wanted: there may be millions.
    pub wants_outcomes: bool,
}

/// The hit rate at another side of the boxes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BySide {
    /// Feet.
    pub side_feet: f64,
    /// Hits.
    pub hits: u64,
    /// Hits / boxes and slots.
    pub hit_rate: f64,
    /// Crimes met.
    pub crimes_met: u64,
}

/// Boxes and slots of one kind.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Part {
    /// Boxes and slots.
    pub box_days: u64,
    /// Those hit.
    pub hits: u64,
    /// Hits / boxes and slots; null where there are too few to say anything.
    pub hit_rate: Option<f64>,
    /// Crimes met.
    pub crimes_met: u64,
}

/// Boxes that were patrolled, and those that were not.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ByPatrol {
    /// Visits that could be read.
    pub visits: u64,
    /// Patrolled while the prediction held.
    pub patrolled: Part,
    /// Not patrolled.
    pub not_patrolled: Part,
    /// What to keep in mind.
    pub caution: String,
}

/// The outcome of one box in one slot.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BoxOutcome {
    /// The place: its cell, or its centre or corners in degrees.
    pub place: String,
    /// The day that the slot begins on.
    pub day: CivilDay,
    /// The shift.
    pub shift: String,
    /// The types that were predicted.
    pub types: String,
    /// Crimes of these types there and then.
    pub crimes: u64,
}

/// An audit of predictions.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PredictionAudit {
    /// The figures and the verdict.
    #[serde(flatten)]
    pub measure: Measure,
    /// First day that was judged.
    pub first: CivilDay,
    /// Last day that was judged.
    pub last: CivilDay,
    /// The parts of a day that predictions are for.
    pub shifts: Vec<Shift>,
    /// Boxes of each slot that count; null for all.
    pub boxes_a_day: Option<usize>,
    /// How the file was read.
    pub plan: PredictionPlan,
    /// Which offences are of which types.
    pub offences: Vec<MappedOffence>,
    /// Types that no offence of the crime files is of.
    pub types_without_offence: Vec<String>,
    /// Other sides of the boxes.
    pub by_side: Vec<BySide>,
    /// Patrolled or not, where a file of visits was given.
    pub by_patrol: Option<ByPatrol>,
    /// Rows of the predictions' files.
    pub rows_read: u64,
    /// Predictions that are for days which the crime files do not cover.
    pub outside_window: u64,
    /// Rows that were left out.
    pub left_out: Vec<LeftOut>,
    /// What was assumed, and what to know, a sentence each.
    pub remarks: Vec<String>,
}

/// Why nothing could be audited.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PredictionAuditError {
    /// There are no crimes.
    #[error("the crime files have no crime with a date; give the city's file of the same period")]
    NoCrimes,
    /// Predictions and crimes are of other days.
    #[error(
        "the predictions are for {predictions} and the crimes of {crimes}: no day is in both; give crimes of the predicted days"
    )]
    NoCommonDay {
        /// First to last day.
        predictions: String,
        /// First to last day.
        crimes: String,
    },
    /// Cells have no position.
    #[error(
        "the predictions name cells, and the crimes have positions: give the cells' boundaries by --grid, or crimes with a column {column:?}"
    )]
    NeedsGrid {
        /// The column of cells.
        column: String,
    },
    /// No feature of the grid has the name of a cell.
    #[error(
        "no property of the grid's features names the cells of the predictions ({cell:?}); give the grid that they are of"
    )]
    OtherGrid {
        /// A cell.
        cell: String,
    },
    /// No crime is near any box.
    #[error(
        "none of the {crimes} crimes lies in any of the {boxes} places that were predicted: are both files of one city?"
    )]
    OtherCity {
        /// Crimes.
        crimes: u64,
        /// Places.
        boxes: u64,
    },
    /// Too many types.
    #[error(transparent)]
    Types(#[from] TooManyTypes),
}

/// The audit, and the outcome of every box.
#[derive(Debug)]
pub struct Audited {
    /// The audit.
    pub audit: PredictionAudit,
    /// Every box that counts with its outcome, by day; none where they are not wanted.
    pub outcomes: Vec<BoxOutcome>,
}

/// Audits predictions by crimes.
///
/// # Errors
/// [`PredictionAuditError`] where the two do not belong together.
pub fn audit_predictions(
    rows: &PredictionRows,
    crimes: &CrimeRows,
    question: &PredictionQuestion,
) -> Result<Audited, PredictionAuditError> {
    let map = TypeMap::new(&rows.types, crimes.offences().iter().cloned(), &question.types)?;
    let can_tell = rows.types.is_empty() || crimes.offences().iter().any(|offence| map.types(offence) != 0);
    let types_of = |offence: &str| if can_tell { map.types(offence) } else { Types::MAX };
    let located = locate(rows, crimes, question, rows.reach, &types_of)?;
    let (slots, inside) = window(rows, &located)?;
    let n_met = located.iter().filter(|(_, _, places)| !places.is_empty()).count();
    if n_met == 0 {
        let (crimes, boxes) = (located.len() as u64, rows.places.len() as u64);
        return Err(PredictionAuditError::OtherCity { crimes, boxes });
    }
    let predictions: Vec<Prediction> = inside.iter().filter_map(|row| prediction(row, &slots)).collect();
    let board = Board::new(rows.places.len(), &slots, predictions, &located);
    let has_scores = board.predictions.iter().all(|of| !of.score.is_nan());
    let boxes_a_day = question.boxes_a_day.or_else(|| {
        let is_matrix = matches!(rows.plan.time, super::plan::TimePlan::Matrix);
        is_matrix.then_some(USUAL_BOXES_A_DAY)
    });
    let chosen = highest(&board.predictions, boxes_a_day.filter(|_| has_scores));
    let mut measure = measure(&board, &chosen, &rows.types, question.seed);
    add_predpol(&board, &chosen, &mut measure);
    let remarks = remarks(rows, crimes, &board, question, &Said { can_tell, boxes_a_day, has_scores });
    let audit = PredictionAudit {
        first: slots.first(),
        last: slots.first() + (slots.n_days() as i32 - 1),
        shifts: slots.shifts().to_vec(),
        boxes_a_day: boxes_a_day.filter(|_| has_scores),
        plan: rows.plan.clone(),
        offences: map.listed(&crimes.by_offence()),
        types_without_offence: map.unmapped(),
        by_side: by_side(rows, crimes, question, &chosen, &slots, &types_of),
        by_patrol: question.visits.as_ref().map(|visits| by_patrol(visits, rows, &board, &chosen)),
        rows_read: rows.rows_read,
        outside_window: (rows.rows.len() - inside.len()) as u64,
        left_out: rows.left_out.clone(),
        remarks,
        measure,
    };
    let outcomes = if question.wants_outcomes { outcomes(rows, &board, &chosen) } else { Vec::new() };
    Ok(Audited { audit, outcomes })
}

fn prediction(row: &PredictionRow, slots: &Slots) -> Option<Prediction> {
    let slot = slots.at(CivilDay::from_days_since_1970(row.day), usize::from(row.shift))?;
    Some(Prediction { place: row.place, slot: slot as u32, types: row.types, score: row.score })
}

/// The crimes with their types and the places that hold them.
fn locate(
    rows: &PredictionRows,
    crimes: &CrimeRows,
    question: &PredictionQuestion,
    reach: Reach,
    types_of: &dyn Fn(&str) -> Types,
) -> Result<Crimes, PredictionAuditError> {
    let mut located = Crimes::new();
    match crimes {
        CrimeRows::Cells(cells) => {
            let by_name = cells_by_name(&rows.places);
            let types: Vec<Types> = cells.offences.iter().map(|name| types_of(name)).collect();
            for crime in &cells.crimes {
                let place = by_name.get(crime.cell.as_str()).copied();
                located.add(crime.minute, types[usize::from(crime.offence)], place);
            }
        }
        CrimeRows::Events(events) => {
            let types: Vec<Types> = events.offences().iter().map(|name| types_of(name)).collect();
            let places_at: Box<dyn Fn(f64, f64) -> Vec<u32>> = match &rows.plan.place {
                PlacePlan::Cell { column } => {
                    let needed = || PredictionAuditError::NeedsGrid { column: column.clone() };
                    let layer = question.grid.as_ref().ok_or_else(needed)?;
                    let of_areas = cells_of_grid(layer, &rows.places)?;
                    Box::new(move |north, east| {
                        layer.area_at(north, east).and_then(|area| of_areas[area]).into_iter().collect()
                    })
                }
                _ => {
                    let locator = Locator::new(&rows.places, reach);
                    Box::new(move |north, east| locator.holding(north, east))
                }
            };
            for event in events.iter() {
                let places = match (event.latitude, event.longitude) {
                    (Some(north), Some(east)) => places_at(north, east),
                    _ => Vec::new(),
                };
                located.add(event.minute, types[usize::from(event.offence)], places);
            }
        }
    }
    Ok(located)
}

/// The cells among the places, by their names.
fn cells_by_name(places: &[Place]) -> BTreeMap<&str, u32> {
    let named = (0..).zip(places).filter_map(|(at, place)| match place {
        Place::Cell(name) => Some((name.as_str(), at)),
        Place::Centre(..) | Place::Corners(_) => None,
    });
    named.collect()
}

/// The place that each area of a grid is, by the property that names most of them.
fn cells_of_grid(layer: &AreaLayer, places: &[Place]) -> Result<Vec<Option<u32>>, PredictionAuditError> {
    let by_name = cells_by_name(places);
    let of = |property: &str| -> Vec<Option<u32>> {
        let name = |area: &crate::space::Area| {
            area.properties().get(property).and_then(|name| by_name.get(name.as_str()).copied())
        };
        layer.areas().iter().map(name).collect()
    };
    let known = |of: &Vec<Option<u32>>| of.iter().flatten().count();
    let best = layer.properties().into_iter().map(of).max_by_key(known).filter(|of| known(of) > 0);
    best.ok_or_else(|| PredictionAuditError::OtherGrid {
        cell: by_name.keys().next().copied().unwrap_or_default().to_owned(),
    })
}

/// The days that predictions and crimes have in common, and the predictions on them.
fn window<'a>(
    rows: &'a PredictionRows,
    crimes: &Crimes,
) -> Result<(Slots, Vec<&'a PredictionRow>), PredictionAuditError> {
    let (Some(of_crimes), Some(of_rows)) = (crimes.days(), rows.days()) else {
        return Err(PredictionAuditError::NoCrimes);
    };
    let (first, last) = (of_rows.0.max(of_crimes.0), of_rows.1.min(of_crimes.1));
    if first > last {
        let range = |(first, last): (CivilDay, CivilDay)| format!("{first} to {last}");
        return Err(PredictionAuditError::NoCommonDay {
            predictions: range(of_rows),
            crimes: range(of_crimes),
        });
    }
    let days = first.days_since_1970()..=last.days_since_1970();
    let slots = Slots::new(first, days.clone().count(), rows.shifts.clone());
    Ok((slots, rows.rows.iter().filter(|row| days.contains(&row.day)).collect()))
}

/// PredPol's published algorithm on the same crimes, where a slot is a day.
fn add_predpol(board: &Board<'_>, chosen: &[Prediction], measure: &mut Measure) {
    let work = board.n_places * board.slots.n_days();
    if board.slots.shifts().len() == 1 && work <= MOST_PREDPOL_WORK {
        let found = board.find(chosen.iter().map(|of| (of.place, of.slot, of.types)));
        let other = board.find(chosen_by_predpol(board, &quotas(chosen)));
        measure.references.insert("predpol".to_owned(), super::measure::by_weeks(&found, &other));
    }
}

/// Places times days: above it PredPol would take minutes.
const MOST_PREDPOL_WORK: usize = 5_000_000;

fn by_side(
    rows: &PredictionRows,
    crimes: &CrimeRows,
    question: &PredictionQuestion,
    chosen: &[Prediction],
    slots: &Slots,
    types_of: &dyn Fn(&str) -> Types,
) -> Vec<BySide> {
    if !matches!(rows.plan.place, PlacePlan::Centre { .. }) {
        return Vec::new();
    }
    let of = |side_feet: &f64| {
        let reach = Reach::Square(side_feet * FOOT_METRES / 2.0);
        let located = locate(rows, crimes, question, reach, types_of).ok()?;
        let board = Board::new(rows.places.len(), slots, Vec::new(), &located);
        let found = board.find(chosen.iter().map(|of| (of.place, of.slot, of.types)));
        let (hits, hit_rate, crimes_met) = (found.hits, found.hit_rate(), found.crimes_met);
        Some(BySide { side_feet: *side_feet, hits, hit_rate, crimes_met })
    };
    SIDES_FEET.iter().filter_map(of).collect()
}

fn by_patrol(visits: &Visits, rows: &PredictionRows, board: &Board<'_>, chosen: &[Prediction]) -> ByPatrol {
    let patrolled: BTreeSet<(u32, u32)> = visits.patrolled(rows, board.slots);
    let part = |is: bool| {
        let own = chosen.iter().filter(|of| patrolled.contains(&(of.place, of.slot)) == is);
        let found = board.find(own.map(|of| (of.place, of.slot, of.types)));
        let hit_rate = (found.box_slots >= LEAST_PATROLLED).then(|| found.hit_rate());
        Part { box_days: found.box_slots, hits: found.hits, hit_rate, crimes_met: found.crimes_met }
    };
    ByPatrol {
        visits: visits.len() as u64,
        patrolled: part(true),
        not_patrolled: part(false),
        caution: "A patrol may deter a crime that was predicted rightly, or find one that nobody would have reported: the two rates do not tell which.".to_owned(),
    }
}

/// What is known beside the figures.
struct Said {
    can_tell: bool,
    boxes_a_day: Option<usize>,
    has_scores: bool,
}

fn remarks(
    rows: &PredictionRows,
    crimes: &CrimeRows,
    board: &Board<'_>,
    question: &PredictionQuestion,
    said: &Said,
) -> Vec<String> {
    let mut remarks = rows.assumed.clone();
    if !said.can_tell {
        remarks.push("None of the vendor's types could be matched with the crimes' offences, so every crime counts as a hit. Say which offence is of which type by --types.".to_owned());
    }
    if let (Some(count), None, true) = (said.boxes_a_day, question.boxes_a_day, said.has_scores) {
        remarks.push(format!("The file does not say how many boxes were patrolled. The {count} with the highest scores were taken a day, as in the published program; give --boxes-a-day for another number."));
    }
    if question.boxes_a_day.is_some() && !said.has_scores {
        remarks
            .push("The file has no scores, so --boxes-a-day changes nothing: every box counts.".to_owned());
    }
    let of_day = |minute: i32| minute.rem_euclid(super::slots::DAY_MINUTES) == 0;
    let (timeless, all) = match crimes {
        CrimeRows::Events(events) => {
            (events.iter().filter(|event| of_day(event.minute)).count(), events.len())
        }
        CrimeRows::Cells(cells) => {
            (cells.crimes.iter().filter(|crime| of_day(crime.minute)).count(), cells.crimes.len())
        }
    };
    if board.slots.shifts().iter().any(|shift| *shift != Shift::whole_day()) && timeless * 2 > all {
        remarks.push(format!("{timeless} of {all} crimes have no time of day. They are in no shift but one that holds midnight: the hits are too few."));
    }
    match crimes {
        CrimeRows::Events(events) => {
            let without = events.iter().filter(|event| event.latitude.is_none()).count();
            if without > 0 {
                remarks.push(format!(
                    "{without} crimes have no position. They count as crimes and are met by no box."
                ));
            }
        }
        CrimeRows::Cells(cells) => {
            if cells.without_cell > 0 {
                remarks.push(format!(
                    "{} crimes name no cell. They count as crimes and are met by no box.",
                    cells.without_cell
                ));
            }
            if cells.without_date > 0 {
                remarks.push(format!(
                    "{} rows of the crime files have no date that can be read, and are left out.",
                    cells.without_date
                ));
            }
        }
    }
    if let Some(left_out) = question.visits.as_ref().map(|visits| visits.left_out).filter(|rows| *rows > 0) {
        remarks.push(format!("{left_out} rows of the file of visits are none, and are left out."));
    }
    if board.repeated > 0 {
        remarks
            .push(format!("{} predictions say again what another says; each counts once.", board.repeated));
    }
    if rows.made_later > 0 {
        remarks.push(format!(
            "{} predictions were made on a day after the one that they are for.",
            rows.made_later
        ));
    }
    remarks
}

fn outcomes(rows: &PredictionRows, board: &Board<'_>, chosen: &[Prediction]) -> Vec<BoxOutcome> {
    let mut sorted: Vec<&Prediction> = chosen.iter().collect();
    sorted.sort_by_key(|of| (of.slot, of.place, of.types));
    let n_shifts = board.slots.shifts().len();
    let outcome = |of: &Prediction| BoxOutcome {
        place: match &rows.places[of.place as usize] {
            Place::Cell(name) => name.clone(),
            Place::Centre(north, east) => format!("{north} {east}"),
            Place::Corners(at) => format!("{} {} {} {}", at.south, at.west, at.north, at.east),
        },
        day: board.slots.first() + (of.slot as usize / n_shifts) as i32,
        shift: board.slots.shifts()[of.slot as usize % n_shifts].name.clone(),
        types: if rows.types.is_empty() { String::new() } else { types_title(of.types, &rows.types) },
        crimes: board.crimes_at(of.place, of.slot, of.types).count() as u64,
    };
    sorted.into_iter().map(outcome).collect()
}
