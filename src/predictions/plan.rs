//! What the columns of a file of predictions are: guessed, shown, and corrected.

use serde::{Deserialize, Serialize};

use super::Shift;
use crate::ingest::{DateFormat, minute_of};

/// Metres of a foot.
pub const FOOT_METRES: f64 = 0.3048;
/// The side of a vendor's box where the file says none, in feet: PredPol's.
const USUAL_SIDE_FEET: f64 = 500.0;
/// A header with as many dates is that of a matrix.
const LEAST_DATES: usize = 8;

/// Where a prediction is for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PlacePlan {
    /// A column of names of cells. Crimes have the same names, or a grid file says where they are.
    Cell {
        /// The column.
        column: String,
    },
    /// The centre of a square.
    Centre {
        /// Column of degrees north.
        latitude: String,
        /// Column of degrees east.
        longitude: String,
        /// The square's side, in metres.
        side_metres: f64,
    },
    /// Columns of degrees of a box's sides.
    Corners {
        /// South.
        south: String,
        /// West.
        west: String,
        /// North.
        north: String,
        /// East.
        east: String,
    },
    /// A point and all that is near it.
    Circle {
        /// Column of degrees north.
        latitude: String,
        /// Column of degrees east.
        longitude: String,
        /// How near, in metres.
        radius_metres: f64,
    },
}

/// When a prediction is for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TimePlan {
    /// The file is a matrix: a row a cell, a column a day.
    Matrix,
    /// A column of dates.
    Day {
        /// The column.
        column: String,
    },
    /// A column of dates, and one of names of shifts.
    DayAndShift {
        /// The dates' column.
        column: String,
        /// The shifts' column.
        shift: String,
    },
    /// Columns of when it begins and when it ends.
    Span {
        /// Begins.
        start: String,
        /// Ends.
        end: String,
    },
}

/// How a file of predictions is read.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PredictionPlan {
    /// Where.
    pub place: PlacePlan,
    /// When.
    pub time: TimePlan,
    /// How its dates are written.
    pub dates: DateFormat,
    /// The shifts that its names mean.
    #[serde(default)]
    pub shifts: Vec<Shift>,
    /// The column of types of crime; `|` parts several.
    #[serde(default)]
    pub types: Option<String>,
    /// The column of scores, higher for more.
    #[serde(default)]
    pub score: Option<String>,
    /// The column of ranks, 1 for the first.
    #[serde(default)]
    pub rank: Option<String>,
    /// A column, and the one value of it whose rows count: an agency's.
    #[serde(default)]
    pub only: Option<(String, String)>,
}

/// A plan that was guessed, and what the guess rests on.
#[derive(Clone, Debug, PartialEq)]
pub struct GuessedPlan {
    /// The plan.
    pub plan: PredictionPlan,
    /// What was assumed, a sentence each.
    pub assumed: Vec<String>,
}

/// What a header or its rows do not tell.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the file's {what} cannot be told from its columns ({columns}); {advice}")]
pub struct PlanUnknown {
    /// The part of the plan.
    pub what: &'static str,
    /// The columns' names.
    pub columns: String,
    /// What to do.
    pub advice: &'static str,
}

/// A header, and some rows below it.
pub(super) struct Sample<'a> {
    pub(super) columns: &'a [String],
    pub(super) rows: &'a [Vec<String>],
}

impl Sample<'_> {
    /// The first column of one of these names; letter case, blanks, dashes and underscores do not
    /// count.
    fn named(&self, names: &[&str]) -> Option<String> {
        names.iter().find_map(|name| self.columns.iter().find(|column| plain(column) == *name).cloned())
    }

    fn values(&self, column: &str) -> Vec<&str> {
        let at = self.columns.iter().position(|name| name == column);
        let cells = self.rows.iter().filter_map(|row| row.get(at?));
        cells.map(|cell| cell.trim()).filter(|cell| !cell.is_empty()).collect()
    }

    fn unknown(&self, what: &'static str, advice: &'static str) -> PlanUnknown {
        let columns: Vec<&str> = self.columns.iter().take(20).map(String::as_str).collect();
        PlanUnknown { what, columns: columns.join(", "), advice }
    }
}

/// A column's name without what people write differently.
fn plain(column: &str) -> String {
    column.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// The share of a column's dates that a format must read: files have blanks, totals and mistakes.
const MOST_READ: f64 = 0.8;

/// The format that reads most of these dates; and whether another reads as many, and differently.
pub(super) fn dates_of(values: &[&str]) -> Option<(DateFormat, bool)> {
    use DateFormat::{DayFirst, Epoch, MonthFirst, Serial, YearFirst};
    let minute = |value: &&str, format| minute_of(value.as_bytes(), format);
    let read = |format| values.iter().filter(|value| minute(value, format).is_some()).count();
    let mut best: Option<(DateFormat, usize)> = None;
    for format in [YearFirst, MonthFirst, DayFirst, Epoch, Serial] {
        let count = read(format);
        if best.is_none_or(|(_, most)| count > most) {
            best = Some((format, count));
        }
    }
    let (format, count) =
        best.filter(|(_, count)| *count > 0 && *count as f64 >= MOST_READ * values.len() as f64)?;
    let differs = || values.iter().any(|value| minute(value, MonthFirst) != minute(value, DayFirst));
    Some((format, format == MonthFirst && read(DayFirst) == count && differs()))
}

/// Shifts that a published file has and does not explain.
///
/// Source: the Markup's program for Plainfield, New Jersey (2023).
fn plainfield_shifts() -> Vec<Shift> {
    let shift =
        |(name, start_minute): (&str, u16)| Shift { name: name.to_owned(), start_minute, minutes: 675 };
    [("A", 375), ("B", 555), ("C", 1_005), ("D", 1_185)].map(shift).to_vec()
}

/// Guesses a plan from a header and rows below it.
///
/// # Errors
/// [`PlanUnknown`] for the first part that cannot be told.
pub(super) fn guess_plan(sample: &Sample<'_>) -> Result<GuessedPlan, PlanUnknown> {
    let mut assumed = Vec::new();
    let n_dates = sample
        .columns
        .iter()
        .filter(|name| minute_of(name.as_bytes(), DateFormat::YearFirst).is_some())
        .count();
    if n_dates >= LEAST_DATES {
        let is_cell = |name: &&String| minute_of(name.as_bytes(), DateFormat::YearFirst).is_none();
        let column = sample.columns.iter().find(is_cell).cloned().unwrap_or_default();
        let plan = PredictionPlan {
            place: PlacePlan::Cell { column },
            time: TimePlan::Matrix,
            dates: DateFormat::YearFirst,
            shifts: Vec::new(),
            types: None,
            score: None,
            rank: None,
            only: None,
        };
        return Ok(GuessedPlan { plan, assumed });
    }
    let place = guess_place(sample, &mut assumed)?;
    let (time, dates, shifts) = guess_time(sample, &mut assumed)?;
    let plan = PredictionPlan {
        place,
        time,
        dates,
        shifts,
        types: sample.named(&[
            "incidenttypes",
            "incidenttype",
            "crimetypes",
            "crimetype",
            "type",
            "category",
            "offense",
            "offence",
        ]),
        score: sample.named(&["score", "risk", "probability", "rate", "weight", "intensity", "riskscore"]),
        rank: sample.named(&["rank", "priority", "ranking"]),
        only: None,
    };
    Ok(GuessedPlan { plan, assumed })
}

fn guess_place(sample: &Sample<'_>, assumed: &mut Vec<String>) -> Result<PlacePlan, PlanUnknown> {
    let side =
        |name: &str, long: &str| sample.named(&[name, long, &format!("min{name}"), &format!("max{name}")]);
    let corners = (
        side("south", "ymin").or(sample.named(&["minlat", "latmin", "swlat"])),
        side("west", "xmin").or(sample.named(&["minlon", "lonmin", "minlng", "swlon", "swlng"])),
        side("north", "ymax").or(sample.named(&["maxlat", "latmax", "nelat"])),
        side("east", "xmax").or(sample.named(&["maxlon", "lonmax", "maxlng", "nelon", "nelng"])),
    );
    if let (Some(south), Some(west), Some(north), Some(east)) = corners {
        return Ok(PlacePlan::Corners { south, west, north, east });
    }
    let latitude =
        sample.named(&["lat", "latitude", "centerlat", "centrelat", "centroidlat", "centerlatitude", "y"]);
    let longitude = sample.named(&[
        "lon",
        "lng",
        "long",
        "longitude",
        "centerlon",
        "centerlng",
        "centrelon",
        "centroidlon",
        "centerlongitude",
        "x",
    ]);
    if let (Some(latitude), Some(longitude)) = (latitude, longitude) {
        let first = |column: Option<String>| {
            column.and_then(|column| sample.values(&column).first()?.parse::<f64>().ok())
        };
        if let Some(radius_metres) =
            first(sample.named(&["radius", "radiusm", "radiusmetres", "radiusmeters"]))
        {
            return Ok(PlacePlan::Circle { latitude, longitude, radius_metres });
        }
        let feet = first(sample.named(&["sideft", "boxft", "sidefeet", "boxsize", "boxsizeft"])).unwrap_or_else(|| {
            assumed.push(format!("The file does not say how large a box is. A square of {USUAL_SIDE_FEET} feet was taken, as PredPol's boxes are; give --side-ft for another."));
            USUAL_SIDE_FEET
        });
        return Ok(PlacePlan::Centre { latitude, longitude, side_metres: feet * FOOT_METRES });
    }
    let cell = sample
        .named(&["bin", "cell", "cellid", "gridid", "gridcell", "boxid", "box", "tile", "tileid", "id"]);
    cell.map(|column| PlacePlan::Cell { column }).ok_or_else(|| {
        sample.unknown("place", "it needs the centre of a box (lat, lon), its corners, or the name of a cell; name them in a layout: --plan")
    })
}

type Times = (TimePlan, DateFormat, Vec<Shift>);

fn guess_time(sample: &Sample<'_>, assumed: &mut Vec<String>) -> Result<Times, PlanUnknown> {
    let mut format = |column: &str, what| {
        let advice = "write them like 2018-03-31, or name the column of dates in a layout: --plan";
        let (format, is_doubtful) =
            dates_of(&sample.values(column)).ok_or_else(|| sample.unknown(what, advice))?;
        if is_doubtful {
            assumed.push(format!("The dates of column {column:?} can be read with the month or the day first. The month was taken to stand first; give another in a layout: --plan."));
        }
        Ok(format)
    };
    let start =
        sample.named(&["start", "starttime", "startsat", "validfrom", "from", "begin", "startdatetime"]);
    let end = sample.named(&["end", "endtime", "endsat", "validto", "to", "until", "enddatetime"]);
    if let (Some(start), Some(end)) = (start, end) {
        let dates = format(&start, "dates")?;
        return Ok((TimePlan::Span { start, end }, dates, Vec::new()));
    }
    let column = sample.named(&[
        "date",
        "day",
        "predictiondate",
        "forecastdate",
        "reportdate",
        "datetime",
        "predictedon",
    ]);
    let column = column
        .ok_or_else(|| sample.unknown("time", "it needs a column of dates; name it in a layout: --plan"))?;
    let dates = format(&column, "dates")?;
    let Some(shift) = sample.named(&["shift", "watch", "tour", "shiftname"]) else {
        return Ok((TimePlan::Day { column }, dates, Vec::new()));
    };
    let shifts = plainfield_shifts();
    let is_known = sample.values(&shift).iter().all(|name| shift_index(&shifts, name).is_some());
    if is_known {
        assumed.push("The file does not say when its shifts A, B, C and D are. They were taken to begin at 6:15, 9:15, 16:45 and 19:45 and to last 11 hours and 15 minutes, as in Plainfield, New Jersey; give --shifts for others.".to_owned());
    }
    let shifts = if is_known { shifts } else { Vec::new() };
    Ok((TimePlan::DayAndShift { column, shift }, dates, shifts))
}

/// The shift that a cell names: by its name, or by one word of it.
pub(super) fn shift_index(shifts: &[Shift], cell: &str) -> Option<usize> {
    let is = |name: &str, text: &str| name.eq_ignore_ascii_case(text.trim());
    let words = || cell.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let whole = shifts.iter().position(|shift| is(&shift.name, cell));
    whole.or_else(|| shifts.iter().position(|shift| words().any(|word| is(&shift.name, word))))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn guess_of(text: &str) -> Result<GuessedPlan, PlanUnknown> {
        let mut lines = text.lines().map(|line| line.split(',').map(str::to_owned).collect::<Vec<_>>());
        let columns = lines.next().unwrap();
        let rows: Vec<Vec<String>> = lines.collect();
        guess_plan(&Sample { columns: &columns, rows: &rows })
    }

    #[test]
    fn the_vendors_layouts_are_told_and_what_was_assumed_is_said() {
        let found = guess_of(
            "report_id,date,shift,incident_types,lat,lon\n7,2018-03-01,A,Burglary|Robbery,40.6,-74.4",
        )
        .unwrap();
        assert!(
            matches!(&found.plan.place, PlacePlan::Centre { side_metres, .. } if (side_metres - 152.4).abs() < 1e-9)
        );
        assert_eq!(found.plan.time, TimePlan::DayAndShift { column: "date".into(), shift: "shift".into() });
        assert_eq!((found.plan.shifts.len(), found.plan.types.as_deref()), (4, Some("incident_types")));
        assert_eq!(found.assumed.len(), 2);

        let header: Vec<String> = (1..=9).map(|day| format!("2011-01-0{day}")).collect();
        let matrix = guess_of(&format!("bin,{}\n1,{}", header.join(","), ["0.5"; 9].join(","))).unwrap();
        assert_eq!(
            (matrix.plan.time, matrix.plan.place),
            (TimePlan::Matrix, PlacePlan::Cell { column: "bin".into() })
        );

        let span = guess_of(
            "South,West,North,East,Starts At,Ends At,Risk\n1,2,3,4,2020-01-01 06:00,2020-01-01 12:00,0.3",
        )
        .unwrap();
        assert!(
            matches!(span.plan.place, PlacePlan::Corners { .. })
                && matches!(span.plan.time, TimePlan::Span { .. })
        );
        assert_eq!(span.plan.score.as_deref(), Some("Risk"));
    }

    #[test]
    fn what_cannot_be_told_is_asked() {
        assert_eq!(guess_of("a,b\n1,2").unwrap_err().what, "place");
        assert_eq!(guess_of("lat,lon\n1,2").unwrap_err().what, "time");
        assert_eq!(guess_of("lat,lon,date\n1,2,soon").unwrap_err().what, "dates");
        let doubtful = guess_of("cell,date\n1,3/4/2019").unwrap();
        assert!(doubtful.assumed[0].contains("month"), "{:?}", doubtful.assumed);
    }
}
