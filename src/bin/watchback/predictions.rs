//! `watchback predictions` and `watchback targeting`: forecasts made by others.

use std::error::Error;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use clap::Args;
use serde::Serialize;
use watchback::letters::cell_of;
use watchback::predictions::{
    Audited, BoxOutcome, CrimeRows, FOOT_METRES, JoinedCrimes, PlacePlan, PredictionAudit, PredictionPlan,
    PredictionQuestion, PredictionRows, PredictionVerdict, Shift, Targeting, ValueExpression, Visits,
    audit_predictions, counts_of_boxes, read_cell_crimes, read_predictions, targeting,
};
use watchback::run::{WatchedFile, inspect};
use watchback::space::{AreaChoice, AreaFiles, AreaLayer, AreaTable, inflated};
use watchback::study::{CHICAGO, preset};

use crate::guess::saved_plan;
use crate::output::{OutFile, OutFolder, Outcome, print_json};
use crate::reading::{threads, whole};
use crate::terminal::{stdout, tell};

/// The form of predictions.json.
const SCHEMA: u32 = 1;
/// Who made it.
const ENGINE: &str = concat!("watchback ", env!("CARGO_PKG_VERSION"));
/// Every figure.
const PREDICTIONS: &str = "predictions.json";
/// Every box that counts with its outcome.
const BOXES: &str = "boxes.csv";

#[derive(Debug, Args)]
pub(crate) struct Predictions {
    /// Predictions: boxes by centre, corners or cell, by day or shift; or a matrix of cells by
    /// days. Or a crime file that says itself how many predictions covered each crime
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// The city's crime files, of the predicted days and, for running counts, of a year before
    #[arg(long, num_args = 1.., value_name = "FILE")]
    crimes: Vec<PathBuf>,
    /// The layout of the crime files, as `watchback guess` saves it
    #[arg(long, value_name = "FILE")]
    crimes_plan: Option<PathBuf>,
    /// The layout of the predictions, as --plan-out saves it
    #[arg(long, value_name = "FILE")]
    plan: Option<PathBuf>,
    /// Write the layout of the predictions to this file, to be corrected
    #[arg(long, value_name = "FILE")]
    plan_out: Option<PathBuf>,
    /// Boundaries of the predicted cells, where crimes have positions
    #[arg(long, value_name = "FILE")]
    grid: Option<PathBuf>,
    /// Side of a box, feet
    #[arg(long, value_name = "FEET", conflicts_with = "side_m")]
    side_ft: Option<f64>,
    /// Side of a box, metres
    #[arg(long, value_name = "METRES")]
    side_m: Option<f64>,
    /// When the shifts are that the predictions name: A=06:15-17:30,B=21:00-05:00
    #[arg(long, value_name = "TABLE", value_parser = shifts)]
    shifts: Option<Shifts>,
    /// Only the predictions of this agency
    #[arg(long)]
    agency: Option<String>,
    /// Which offences are of which of the vendor's types: a table with columns type and offence
    #[arg(long, value_name = "FILE")]
    types: Option<PathBuf>,
    /// When boxes were patrolled: a table of visits by place and time
    #[arg(long, value_name = "FILE")]
    visits: Option<PathBuf>,
    /// Of predictions with scores, the N highest of each day or shift
    #[arg(long, value_name = "N")]
    boxes_a_day: Option<usize>,
    /// Areas, for who is targeted
    #[arg(long, value_name = "FILE", requires = "value")]
    areas: Option<PathBuf>,
    /// Values of the areas; without it --value is of their own properties
    #[arg(long, value_name = "FILE", requires = "areas")]
    table: Option<PathBuf>,
    /// The value: a column, or the ratio of two as "black_alone/total_estimate"
    #[arg(long, requires = "areas")]
    value: Option<String>,
    /// Seed of the random boxes
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Print every figure as one JSON object
    #[arg(long)]
    json: bool,
    /// Where predictions.json and boxes.csv are written; nowhere if not given
    #[arg(long)]
    out: Option<PathBuf>,
}

#[derive(Clone, Debug)]
struct Shifts(Vec<Shift>);

fn shifts(text: &str) -> Result<Shifts, String> {
    Shift::table(text).map(Shifts)
}

/// What is printed and written.
#[derive(Serialize)]
struct Report<'a> {
    schema: u32,
    engine: &'static str,
    #[serde(flatten)]
    audit: &'a PredictionAudit,
    #[serde(skip_serializing_if = "Option::is_none")]
    targeting: Option<Targeting>,
}

/// What is printed of a crime file that says itself what was predicted.
#[derive(Serialize)]
struct JoinedReport {
    #[serde(flatten)]
    joined: JoinedCrimes,
    boxes: Option<u64>,
    box_days: Option<u64>,
    hit_rate: Option<f64>,
    verdict: PredictionVerdict,
    lacks: Vec<&'static str>,
}

impl Predictions {
    pub(crate) fn perform(self) -> Outcome {
        let inputs: Vec<PathBuf> = self.inputs();
        let inputs: Vec<&Path> = inputs.iter().map(PathBuf::as_path).collect();
        let out =
            self.out.as_ref().map(|out| OutFolder::hold(out, &[PREDICTIONS, BOXES], &inputs)).transpose()?;
        let plan_out = self.plan_out.as_ref().map(|out| OutFile::hold(out, &inputs)).transpose()?;
        if let Some(report) = self.joined()? {
            if let Some(out) = &out {
                out.write_json(PREDICTIONS, &report)?;
            }
            return if self.json {
                print_json(watchback::json::pretty(&report)?)
            } else {
                Ok(joined_words(&report)?)
            };
        }
        if self.crimes.is_empty() {
            return Err(
                "there is nothing to compare the predictions with; give the city's crime files by --crimes"
                    .into(),
            );
        }
        let rows = self.rows()?;
        if let Some(plan_out) = plan_out {
            plan_out.write_bytes(&watchback::json::pretty(&rows.plan)?)?;
            plan_out.tell_written();
        }
        let question = self.question()?;
        let crimes = self.crime_rows(&rows)?;
        let Audited { audit, outcomes } = audit_predictions(&rows, &crimes, &question)?;
        let report = Report {
            schema: SCHEMA,
            engine: ENGINE,
            targeting: self.targeting(&rows, &audit)?,
            audit: &audit,
        };
        if let Some(out) = &out {
            out.write_json(PREDICTIONS, &report)?;
            out.write_bytes(BOXES, &boxes_csv(&outcomes)?)?;
        }
        if self.json {
            return print_json(watchback::json::pretty(&report)?);
        }
        words(&report)?;
        if let Some(out) = &out {
            [PREDICTIONS, BOXES].iter().for_each(|name| out.tell_written(name));
        }
        Ok(())
    }

    fn inputs(&self) -> Vec<PathBuf> {
        let beside =
            [&self.crimes_plan, &self.plan, &self.grid, &self.types, &self.visits, &self.areas, &self.table];
        self.files.iter().chain(&self.crimes).chain(beside.into_iter().flatten()).cloned().collect()
    }

    /// Where the one file is a crime file that says itself what was predicted.
    fn joined(&self) -> Result<Option<JoinedReport>, Box<dyn Error>> {
        let [file] = &self.files[..] else { return Ok(None) };
        let is_alone = self.crimes.is_empty() || self.crimes == [file.clone()];
        if !is_alone || self.plan.is_some() {
            return Ok(None);
        }
        let joined = JoinedCrimes::read(&whole(file).map_err(named(file))?).map_err(named(file))?;
        Ok(joined.map(|joined| JoinedReport {
            joined,
            boxes: None,
            box_days: None,
            hit_rate: None,
            verdict: PredictionVerdict::NotEvaluable,
            lacks: vec![
                "the file tells which crimes were predicted, and not how many boxes were predicted in vain",
            ],
        }))
    }

    fn rows(&self) -> Result<PredictionRows, Box<dyn Error>> {
        let plan: Option<PredictionPlan> = match &self.plan {
            Some(path) => {
                Some(serde_json::from_slice(&whole(path).map_err(named(path))?).map_err(named(path))?)
            }
            None => None,
        };
        let side_metres = self.side_m.or(self.side_ft.map(|feet| feet * FOOT_METRES));
        if side_metres.is_some_and(|side| !(side > 0.0 && side < 100_000.0)) {
            return Err("the side of a box must be more than nothing and less than 100 km".into());
        }
        let shifts = self.shifts.clone().map(|shifts| shifts.0);
        Ok(read_predictions(opened(&self.files)?, plan, side_metres, shifts, self.agency.as_deref())?)
    }

    fn question(&self) -> Result<PredictionQuestion, Box<dyn Error>> {
        let read = |path: &PathBuf| whole(path).map_err(named(path));
        let grid = match &self.grid {
            Some(path) => Some(AreaLayer::read(&inflated(&read(path)?[..])?, None).map_err(named(path))?),
            None => None,
        };
        let visits = match &self.visits {
            Some(path) => Some(Visits::read(&read(path)?).map_err(named(path))?),
            None => None,
        };
        let types = match &self.types {
            Some(path) => types(&read(path)?).map_err(named(path))?,
            None => Vec::new(),
        };
        Ok(PredictionQuestion {
            boxes_a_day: self.boxes_a_day,
            types,
            seed: self.seed,
            grid,
            visits,
            wants_outcomes: self.out.is_some(),
        })
    }

    fn crime_rows(&self, rows: &PredictionRows) -> Result<CrimeRows, Box<dyn Error>> {
        if let (PlacePlan::Cell { column }, None) = (&rows.plan.place, &self.grid) {
            let wants_offence = !rows.types.is_empty();
            if let Some(cells) = read_cell_crimes(&mut opened(&self.crimes)?, column, wants_offence)? {
                return Ok(CrimeRows::Cells(cells));
            }
        }
        let plan = saved_plan(self.crimes_plan.as_deref())?;
        let study = preset(CHICAGO)?.check()?;
        let inspection = pollster::block_on(inspect(&mut threads(0), &self.crimes, plan.as_ref(), &study))?;
        if let Some(failure) = inspection.failures.first() {
            return Err(failure.message.clone().into());
        }
        Ok(CrimeRows::Events(inspection.merged.events))
    }

    fn targeting(
        &self,
        rows: &PredictionRows,
        audit: &PredictionAudit,
    ) -> Result<Option<Targeting>, Box<dyn Error>> {
        let (Some(areas), Some(value)) = (&self.areas, &self.value) else { return Ok(None) };
        if let Some(count) = audit.boxes_a_day {
            tell!("take care: who is targeted is told of all predictions, and not of the {count} highest");
        }
        let boxes: Vec<CountedBox> = rows
            .rows
            .iter()
            .filter_map(|row| rows.places[row.place as usize].centre())
            .map(|(north, east)| (north, east, 1.0))
            .collect();
        if boxes.is_empty() {
            return Err("the predictions have no positions; who is targeted cannot be told".into());
        }
        let files = area_files(areas, self.table.as_deref(), value)?;
        Ok(Some(targeted(&files, value, &Counted::Boxes(boxes), None, self.seed)?))
    }
}

#[derive(Debug, Args)]
pub(crate) struct Targets {
    /// Areas with values: a GeoJSON FeatureCollection of polygons
    #[arg(long, value_name = "FILE")]
    areas: PathBuf,
    /// Values of the areas; without it they are the areas' own properties
    #[arg(long, value_name = "FILE")]
    table: Option<PathBuf>,
    /// The column of how often each area was predicted
    #[arg(long, value_name = "COLUMN", required_unless_present = "boxes", conflicts_with = "boxes")]
    count: Option<String>,
    /// Boxes instead: a table with columns lat and lon, and pred_count or count for how often each
    /// was predicted
    #[arg(long, value_name = "FILE")]
    boxes: Option<PathBuf>,
    /// The value: a column, or the ratio of two as "black_alone/total_estimate"
    #[arg(long)]
    value: String,
    /// The column of residents, for predictions for each of them
    #[arg(long, value_name = "COLUMN")]
    residents: Option<String>,
    /// Seed of the maps that chance is taken from
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Print one JSON object
    #[arg(long)]
    json: bool,
}

impl Targets {
    pub(crate) fn perform(self) -> Outcome {
        let files = area_files(&self.areas, self.table.as_deref(), &self.value)?;
        let counted = match (&self.count, &self.boxes) {
            (_, Some(path)) => {
                Counted::Boxes(boxes(&whole(path).map_err(named(path))?).map_err(named(path))?)
            }
            (count, None) => Counted::Column(count.clone().unwrap_or_default()),
        };
        let found = targeted(&files, &self.value, &counted, self.residents.as_deref(), self.seed)?;
        if self.json {
            return print_json(watchback::json::pretty(&found)?);
        }
        Ok(targeting_words(&found)?)
    }
}

/// A box's centre, degrees north and east, and how often it was predicted.
type CountedBox = (f64, f64, f64);

/// What is known of how often areas were predicted.
enum Counted {
    /// A column of the areas.
    Column(String),
    /// Boxes.
    Boxes(Vec<CountedBox>),
}

fn targeted(
    files: &AreaFiles,
    value: &str,
    counted: &Counted,
    residents: Option<&str>,
    seed: u64,
) -> Result<Targeting, Box<dyn Error>> {
    let values = ValueExpression::read(value)?.values(files)?;
    let layer = &files.layer;
    let (counts, outside) = match counted {
        Counted::Column(column) => {
            let counts = files.variable(column)?.0.values;
            (counts.into_iter().map(|count| count.unwrap_or(0.0)).collect(), 0.0)
        }
        Counted::Boxes(boxes) => counts_of_boxes(layer, boxes),
    };
    let residents =
        residents.map(|column| Ok::<_, Box<dyn Error>>(files.variable(column)?.0.values)).transpose()?;
    let found = targeting(value, &layer.local_centres_metres(), &counts, &values, residents.as_deref(), seed);
    Ok(Targeting { predictions_outside: outside, ..found })
}

fn area_files(areas: &Path, table: Option<&Path>, value: &str) -> Result<AreaFiles, Box<dyn Error>> {
    let content = inflated(&whole(areas).map_err(named(areas))?[..])?;
    let rows = table.map(|table| whole(table).map_err(named(table))).transpose()?;
    let ValueExpression { above, below } = ValueExpression::read(value)?;
    let columns: Vec<String> = [above].into_iter().chain(below).collect();
    let read = AreaFiles::read_for(&content, rows.as_deref(), None, &AreaChoice::default(), &columns);
    read.map_err(|error| named(table.unwrap_or(areas))(error).into())
}

/// Files with their names.
fn opened(paths: &[PathBuf]) -> Result<Vec<(String, WatchedFile)>, Box<dyn Error>> {
    let open = |path: &PathBuf| {
        let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
        let file = WatchedFile::open(path, None).map_err(named(path))?;
        Ok((name, file))
    };
    paths.iter().map(open).collect()
}

fn named<E: std::fmt::Display>(path: &Path) -> impl Fn(E) -> String + use<'_, E> {
    move |error| format!("{}: {error}", path.display())
}

/// A table with columns type and offence.
fn types(bytes: &[u8]) -> Result<Vec<(String, String)>, Box<dyn Error>> {
    let table = AreaTable::read(bytes, None)?;
    let (of_type, of_offence) =
        (table.place("type")?, table.place("offence").or_else(|_| table.place("offense"))?);
    Ok((0..table.n_rows())
        .map(|row| (table.cell(row, of_type).to_owned(), table.cell(row, of_offence).to_owned()))
        .collect())
}

/// A table with columns lat, lon, and how often.
fn boxes(bytes: &[u8]) -> Result<Vec<CountedBox>, Box<dyn Error>> {
    let table = AreaTable::read(bytes, None)?;
    let numbers = |names: &[&str]| {
        let known = names.iter().find(|name| table.place(name).is_ok()).unwrap_or(&names[0]);
        table.numbers(known).map(|(values, _)| values)
    };
    let (north, east) = (numbers(&["lat", "latitude"])?, numbers(&["lon", "lng", "longitude"])?);
    let count =
        numbers(&["pred_count", "count", "predictions"]).unwrap_or_else(|_| vec![Some(1.0); table.n_rows()]);
    let of =
        |((north, east), count): ((Option<f64>, Option<f64>), Option<f64>)| Some((north?, east?, count?));
    Ok(north.into_iter().zip(east).zip(count).filter_map(of).collect())
}

fn boxes_csv(outcomes: &[BoxOutcome]) -> Result<Vec<u8>, Box<dyn Error>> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(["place", "day", "shift", "types", "crimes", "hit"])?;
    for of in outcomes {
        let (day, crimes) = (of.day.to_string(), of.crimes.to_string());
        let hit = if of.crimes > 0 { "1" } else { "0" };
        let texts = [&of.place, &of.shift, &of.types].map(|text| cell_of(text));
        writer.write_record([&texts[0], day.as_str(), &texts[1], &texts[2], &crimes, hit])?;
    }
    Ok(writer.into_inner()?)
}

fn words(report: &Report<'_>) -> io::Result<()> {
    let (audit, mut out) = (report.audit, stdout());
    let of = &audit.measure;
    let percent = |share: f64| format!("{:.2} %", 100.0 * share);
    writeln!(out, "Verdict: {}.", of.verdict.title())?;
    of.lacks.iter().try_for_each(|lack| writeln!(out, "  {lack}"))?;
    writeln!(
        out,
        "{} to {}: {} of {} boxes and slots were hit, {}.",
        audit.first,
        audit.last,
        of.hits,
        of.box_days,
        percent(of.hit_rate)
    )?;
    writeln!(
        out,
        "{} of {} crimes were met ({}), on {} of all places and slots.",
        of.crimes_met,
        of.crimes,
        percent(of.crimes_met_share),
        percent(of.place_time_share)
    )?;
    writeln!(out, "Beside it:")?;
    for (name, reference) in &of.references {
        let chance = reference
            .chance
            .map_or_else(String::new, |(low, high)| format!(" ({} to {})", percent(low), percent(high)));
        let p = match reference.p {
            None => String::new(),
            Some(p) if p < 0.001 => ", p below .001".to_owned(),
            Some(p) => format!(", p {p:.3}"),
        };
        writeln!(out, "  {name:<10} {}{chance}{p}", percent(reference.value))?;
    }
    writeln!(out, "  hindsight  {} hits", of.hindsight_hits)?;
    if let Some(auc) = of.auc_pooled {
        writeln!(
            out,
            "AUC over all places {auc:.3}; within places {} ({} places).",
            of.auc_by_place.map_or_else(|| "none".to_owned(), |auc| format!("{auc:.3}")),
            of.auc_places
        )?;
    }
    for types in &of.by_type {
        writeln!(
            out,
            "  {}: {} of {}, {}",
            types.types,
            types.hits,
            types.box_days,
            percent(types.hit_rate)
        )?;
    }
    audit.remarks.iter().try_for_each(|remark| writeln!(out, "{remark}"))?;
    audit.left_out.iter().try_for_each(|of| {
        writeln!(out, "left out: {} rows, {} (row {}: {:?})", of.rows, of.why, of.first_row, of.found)
    })?;
    report.targeting.as_ref().map_or(Ok(()), targeting_words)
}

fn joined_words(report: &JoinedReport) -> io::Result<()> {
    let of = &report.joined;
    let mut out = stdout();
    writeln!(
        out,
        "{} of {} crimes were covered by {} predictions of their type; {} by one of any type.",
        of.crimes_met, of.crimes, of.hits, of.crimes_met_any_type
    )?;
    writeln!(out, "Verdict: {}: {}.", report.verdict.title(), report.lacks.join("; "))
}

fn targeting_words(of: &Targeting) -> io::Result<()> {
    let mut out = stdout();
    let number = |value: Option<f64>| value.map_or_else(|| "none".to_owned(), |value| format!("{value:.3}"));
    writeln!(
        out,
        "Predictions by area against {}: rank correlation {} over {} areas.",
        of.value,
        number(of.spearman),
        of.areas
    )?;
    if let Some((low, high)) = of.chance {
        writeln!(
            out,
            "By chance, on maps with the same spatial pattern: {low:.3} to {high:.3}, p {}.",
            number(of.p)
        )?;
    }
    of.not_evaluable.iter().try_for_each(|why| writeln!(out, "{why}"))?;
    for (at, fifth) in of.fifths.iter().enumerate() {
        writeln!(
            out,
            "  fifth {} ({:.3} to {:.3}): {:.1} predictions an area",
            at + 1,
            fifth.values.0,
            fifth.values.1,
            fifth.predictions_an_area
        )?;
    }
    Ok(())
}
