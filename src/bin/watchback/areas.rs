//! Areas from a file of boundaries: what was read, what joined, the tiles of each, and groups.

use std::collections::BTreeMap;
use std::error::Error;
use std::io::{self, Cursor, Write};
use std::path::{Path, PathBuf};

use clap::Args;
use serde::Serialize;
use watchback::results::{AreasInput, GroupedBy, Input};
use watchback::run::TileAreas as KnownTiles;
use watchback::space::{
    AreaChoice, AreaFiles, AreaFilesError, AreaVariable, Grid, GroupError, Groups, JoinQuality, JoinReading,
    KeyPair, TableProblem, TileAreas, UnmatchedRow, inflated, tiles_inside,
};
use watchback::study::{CHICAGO, Study, preset};

use crate::output::{Outcome, print_json};
use crate::reading::whole;
use crate::terminal::{stdout, tell};

/// Lines of a list that are printed; JSON has all of them.
const SHOWN: usize = 20;

/// What is said of areas of another city.
const OUTSIDE: &str = "outside the city's box";
/// What is named where no city is meant.
const NO_CITY: &str = "none";

#[derive(Debug, Args)]
pub(crate) struct Areas {
    /// Boundaries: a GeoJSON FeatureCollection of polygons
    boundaries: PathBuf,
    /// Values of the areas: a table with a header (CSV, a workbook); without it --value is a
    /// property of the areas
    #[arg(long)]
    table: Option<PathBuf>,
    #[command(flatten)]
    keys: Keys,
    /// The table's column of values that areas are grouped by, or their own property
    #[arg(long)]
    value: Option<String>,
    /// How many groups, of as many areas each as can be
    #[arg(long, default_value_t = 5)]
    groups: usize,
    /// Thresholds between groups instead, rising, with commas between them
    #[arg(long, requires = "value", value_delimiter = ',', allow_negative_numbers = true)]
    thresholds: Vec<f64>,
    /// The city whose box and tiles are meant; none for areas without tiles
    #[arg(long, default_value = CHICAGO)]
    city: String,
    /// Print the report as JSON
    #[arg(long)]
    json: bool,
}

/// How a table is joined to boundaries.
#[derive(Debug, Args, Serialize)]
pub(crate) struct Keys {
    /// The property of the areas that the table's key is found in, or two as "A + B"; guessed if
    /// not given
    #[arg(long, requires = "table")]
    area_key: Option<String>,
    /// The table's column of keys, or two as "A + B"; guessed if not given
    #[arg(long, requires = "table")]
    table_key: Option<String>,
    /// Only the table's rows with this value, as COLUMN=VALUE: one year, say
    #[arg(long, requires = "table", value_parser = column_and_value)]
    only: Option<(String, String)>,
}

/// Boundaries and their table, joined, and what a receipt says of them.
pub(crate) struct ReadAreas {
    /// The areas.
    pub(crate) files: AreaFiles,
    /// Their files.
    pub(crate) input: AreasInput,
}

impl ReadAreas {
    /// Says of the receipt which value the areas are grouped by.
    pub(crate) fn grouped_by(&mut self, column: &str) {
        self.input.value = Some(GroupedBy { column: column.trim().to_owned(), is_turned: false });
    }
}

impl Keys {
    /// Reads boundaries and table, and joins them by what is no column of `values`.
    pub(crate) fn read(
        self,
        boundaries: &Path,
        table: Option<&Path>,
        study: Option<&Study>,
        values: &[String],
    ) -> Result<ReadAreas, Box<dyn Error>> {
        let bounds = study.map(|study| study.settings().bounds);
        let choice = AreaChoice { property: self.area_key, column: self.table_key, only: self.only };
        let (content, of_boundaries) = bytes(boundaries)?;
        let (rows, of_rows) = table.map(bytes).transpose()?.unzip();
        let read = AreaFiles::read_for(&content, rows.as_deref(), bounds, &choice, values);
        let input = AreasInput { boundaries: of_boundaries, table: of_rows, choice, value: None };
        let of_table = table.unwrap_or(boundaries);
        let files = read.map_err(|error| match error {
            AreaFilesError::Boundaries(error) => {
                let said = named(boundaries)(error);
                match study.filter(|_| said.contains(OUTSIDE)) {
                    Some(study) => {
                        let city = &study.settings().city;
                        format!(
                            "{said}; the box is that of the study {city:?}: for another city give its --city, or its --study, \
                             which `watchback suggest --out` writes"
                        )
                    }
                    None => said,
                }
            }
            AreaFilesError::Table(error) => named(of_table)(error),
            AreaFilesError::Join(error) => named(of_table)(error),
            error @ AreaFilesError::NoValue { .. } => named(boundaries)(error),
        })?;
        Ok(ReadAreas { files, input })
    }
}

impl Keys {
    /// What is known of a study's tiles from `files`, boundaries and perhaps a table, and by
    /// quintiles of a value where one is given; what is wrong with them is told.
    pub(crate) fn tile_areas(
        self,
        (boundaries, table): (&Path, Option<&Path>),
        value: Option<&str>,
        study: &Study,
    ) -> Result<KnownTiles, Box<dyn Error>> {
        let asked: Vec<String> = value.map(str::to_owned).into_iter().collect();
        let mut read = self.read(boundaries, table, Some(study), &asked)?;
        read.files.problems().iter().for_each(|problem| tell!("{problem}"));
        let mut grouped_by = None;
        if let Some(column) = value {
            let (variable, missing) = variable(&read.files, column)?;
            missing.iter().for_each(|missing| tell!("{missing}"));
            read.grouped_by(column);
            grouped_by = Some(variable);
        }
        let mut tiles = KnownTiles::new(&read.files, study, grouped_by.as_ref())?;
        if let Some(JoinReading { property, column, quality }) = &tiles.joined {
            tell!("joined by {property:?} = {column:?}: {}", quality_words(quality));
        }
        tiles.input = Some(read.input);
        Ok(tiles)
    }
}

/// A value by area, and what is wrong with its cells. Where most areas with a row have none because
/// rows of one key differ, that is refused.
pub(crate) fn variable(
    files: &AreaFiles,
    column: &str,
) -> Result<(AreaVariable, Vec<TableProblem>), Box<dyn Error>> {
    let (variable, problems) = files.variable(column).map_err(|error| match (&error, &files.table) {
        (AreaFilesError::NoValue { .. }, None) => format!("{error}; values of a table are given by --table"),
        _ => error.to_string(),
    })?;
    let differ = |problem: &&TableProblem| matches!(problem, TableProblem::SeveralValues { .. });
    let n_differ = problems.iter().filter(differ).count();
    if let Some(first) = problems.iter().find(differ)
        && n_differ > variable.values.iter().flatten().count()
    {
        return Err(format!(
            "{n_differ} keys stand in several rows of other values, so their areas have none. The first: {first}; \
             --only COLUMN=VALUE keeps the rows of one year, say; another key is said by --area-key and --table-key"
        )
        .into());
    }
    Ok((variable, problems))
}

/// Groups that cannot be made, with the areas that have no value.
pub(crate) fn ungrouped(error: &GroupError, files: &AreaFiles, values: &[Option<f64>]) -> String {
    let without = values.iter().enumerate().filter(|(_, value)| value.is_none());
    let names: Vec<String> = without.map(|(area, _)| files.layer.name(area)).collect();
    let more = names.len().saturating_sub(SHOWN);
    let shown = names.iter().take(SHOWN).cloned().collect::<Vec<_>>().join(", ");
    match (names.is_empty(), more) {
        (true, _) => error.to_string(),
        (_, 0) => format!("{error}; areas without a value: {shown}"),
        _ => format!("{error}; areas without a value: {shown} and {more} more"),
    }
}

/// How good a join is, in a line.
pub(crate) fn quality_words(quality: &JoinQuality) -> String {
    let JoinQuality { areas, areas_with_row, areas_with_value, rows_unused, .. } = quality;
    let value = areas_with_value.map_or(String::new(), |with| format!(", {with} a value"));
    let (several_areas, several_rows) = (quality.keys_of_several_areas, quality.keys_of_several_rows);
    let example =
        quality.example.as_ref().map_or(String::new(), |example| format!("; for example {example}"));
    format!(
        "{areas_with_row} of {areas} areas have a row{value}; {rows_unused} rows unused; {several_areas} keys of several \
         areas, {several_rows} of several rows{example}"
    )
}

fn column_and_value(text: &str) -> Result<(String, String), String> {
    let parts =
        text.split_once('=').map(|(column, value)| (column.trim().to_owned(), value.trim().to_owned()));
    parts.ok_or_else(|| "expected COLUMN=VALUE".to_owned())
}

/// What is printed.
#[derive(Debug, Serialize)]
struct AreasReport {
    /// Properties of the areas.
    properties: Vec<String>,
    /// The property that the layer itself tells areas apart by.
    key_property: Option<String>,
    /// The property that they are named by.
    name_property: Option<String>,
    /// Features and rows that something is wrong with, in words.
    problems: Vec<String>,
    /// The system of coordinates that the boundaries state and were read in.
    #[serde(skip_serializing_if = "Option::is_none")]
    coordinate_system: Option<String>,
    /// The table, where one is given.
    table: Option<TableReport>,
    /// Tiles of the city's grid, where a city is named.
    tiles: Option<TilesReport>,
    /// The areas.
    areas: Vec<AreaReport>,
    /// Groups by the value, where one is named.
    groups: Vec<GroupReport>,
}

#[derive(Debug, Serialize)]
struct TilesReport {
    /// All of the grid.
    all: usize,
    /// Those that lie in no area.
    without_area: usize,
    /// Those whose centre lies in an area.
    with_centre_inside: usize,
}

#[derive(Debug, Serialize)]
struct TableReport {
    columns: Vec<String>,
    rows: usize,
    keys: KeyPair,
    quality: JoinQuality,
    unmatched_areas: Vec<String>,
    unmatched_rows: Vec<UnmatchedRow>,
}

#[derive(Debug, Serialize)]
struct AreaReport {
    name: String,
    tiles: usize,
    value: Option<f64>,
    group: Option<usize>,
}

#[derive(Debug, Serialize)]
struct GroupReport {
    name: String,
    areas: usize,
    tiles: usize,
}

impl Areas {
    pub(crate) fn perform(self) -> Outcome {
        let json = self.json;
        let report = self.report()?;
        if json {
            print_json(serde_json::to_vec_pretty(&report)?)
        } else {
            Ok(words(&report, &mut stdout())?)
        }
    }

    fn report(self) -> Result<AreasReport, Box<dyn Error>> {
        let study = if self.city == NO_CITY { None } else { Some(preset(&self.city)?.check()?) };
        let asked: Vec<String> = self.value.iter().cloned().collect();
        let files = self.keys.read(&self.boundaries, self.table.as_deref(), study.as_ref(), &asked);
        let files = files.map_err(|error| match error.to_string() {
            elsewhere if elsewhere.contains(OUTSIDE) => format!("{elsewhere}; or none: --city none"),
            other => other,
        })?;
        let files = files.files;
        let layer = &files.layer;
        let grid = study.as_ref().map(Grid::new);
        let tiles = grid.as_ref().map(|grid| TileAreas::new(layer, grid)).transpose()?;
        let mut problems = files.problems();

        let mut values = vec![None; layer.len()];
        let mut groups = None;
        if let Some(column) = &self.value {
            let (variable, missing) = variable(&files, column)?;
            problems.extend(missing.iter().map(ToString::to_string));
            let made = if self.thresholds.is_empty() {
                Groups::by_quantile(&variable.values, self.groups, &variable.name)
            } else {
                Groups::by_threshold(&variable.values, &self.thresholds, &variable.name)
            };
            groups = Some(made.map_err(|error| ungrouped(&error, &files, &variable.values))?);
            values = variable.values;
        }
        let asked = self.value.as_deref().map(|name| (name.trim(), &values[..]));
        let table = files.table.as_ref().map(|(table, joined)| TableReport {
            columns: table.columns().to_vec(),
            rows: table.n_rows(),
            keys: joined.keys().clone(),
            quality: joined.quality(layer, table, asked),
            unmatched_areas: joined.unmatched_areas().iter().map(|area| layer.name(*area)).collect(),
            unmatched_rows: joined.unmatched_rows().to_vec(),
        });
        let group_of = |area: usize| groups.as_ref()?.of_areas.get(area).copied().flatten();
        let counts = tiles.as_ref().map_or_else(|| vec![0; layer.len()], TileAreas::counts);
        let areas = counts.into_iter().zip(values).enumerate();
        let areas = areas
            .map(|(area, (tiles, value))| AreaReport {
                name: layer.name(area),
                tiles,
                value,
                group: group_of(area),
            })
            .collect();
        Ok(AreasReport {
            properties: layer.properties().into_iter().map(str::to_owned).collect(),
            key_property: layer.key_property().map(str::to_owned),
            name_property: layer.name_property().map(str::to_owned),
            problems,
            coordinate_system: layer
                .system()
                .map(|system| format!("EPSG {} ({})", system.epsg(), system.name())),
            table,
            tiles: grid.zip(tiles.as_ref()).map(|(grid, tiles)| TilesReport {
                all: grid.n_tiles(),
                without_area: tiles.n_without(),
                with_centre_inside: tiles_inside(layer, &grid).into_iter().filter(|inside| *inside).count(),
            }),
            areas,
            groups: groups.map_or_else(Vec::new, |groups| {
                group_reports(&groups, tiles.as_ref().map_or(&[], TileAreas::areas))
            }),
        })
    }
}

fn group_reports(groups: &Groups, area_of_tiles: &[Option<usize>]) -> Vec<GroupReport> {
    let counts = groups.n_areas().into_iter().zip(groups.n_tiles(area_of_tiles));
    let names = groups.names.iter().zip(counts);
    names.map(|(name, (areas, tiles))| GroupReport { name: name.clone(), areas, tiles }).collect()
}

/// The bytes of a file, plain or gzip, inflated; and the file as receipts name it.
fn bytes(path: &Path) -> Result<(Vec<u8>, Input), Box<dyn Error>> {
    let content = whole(path).map_err(named(path))?;
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let input = Input::of_bytes(&name, &content);
    Ok((inflated(Cursor::new(content)).map_err(named(path))?, input))
}

pub(crate) fn named<E: Error>(path: &Path) -> impl Fn(E) -> String {
    move |error| format!("{}: {error}", path.display())
}

/// The first lines of a list, and how many more there are.
fn list(lines: &[String], out: &mut impl Write) -> io::Result<()> {
    for line in lines.iter().take(SHOWN) {
        writeln!(out, "  {line}")?;
    }
    let more = lines.len().saturating_sub(SHOWN);
    if more > 0 { writeln!(out, "  and {more} more; --json prints all") } else { Ok(()) }
}

fn words(report: &AreasReport, out: &mut impl Write) -> io::Result<()> {
    let property =
        |name: &Option<String>| name.as_ref().map_or("nothing".to_owned(), |name| format!("{name:?}"));
    writeln!(
        out,
        "{} areas, named by {}, told apart by {}",
        report.areas.len(),
        property(&report.name_property),
        property(&report.key_property)
    )?;
    if let Some(system) = &report.coordinate_system {
        writeln!(out, "coordinates of {system}, as the file states")?;
    }
    if !report.problems.is_empty() {
        writeln!(out, "problems: {}", report.problems.len())?;
        list(&report.problems, out)?;
    }
    if let Some(table) = &report.table {
        let KeyPair { property, column, in_both, one_to_one, of_areas, of_table } = &table.keys;
        writeln!(out, "table of {} rows, joined by {property:?} = {column:?}:", table.rows)?;
        writeln!(
            out,
            "  {in_both} keys in both, {one_to_one} of them once in each; {of_areas} keys of areas, {of_table} of rows"
        )?;
        writeln!(out, "  {}", quality_words(&table.quality))?;
        if !table.unmatched_areas.is_empty() {
            writeln!(out, "areas without a row: {}", table.unmatched_areas.len())?;
            list(&table.unmatched_areas, out)?;
        }
        if !table.unmatched_rows.is_empty() {
            writeln!(out, "rows without an area: {}", table.unmatched_rows.len())?;
            let line = |row: &UnmatchedRow| {
                let why = row.same_key_as_row.map(|first| format!("; row {first} has the same key"));
                format!("row {}: {}{}", row.row, row.name, why.unwrap_or_default())
            };
            list(&table.unmatched_rows.iter().map(line).collect::<Vec<_>>(), out)?;
        }
    }
    if let Some(TilesReport { all, without_area, with_centre_inside }) = report.tiles {
        let within = all - without_area;
        writeln!(
            out,
            "{all} tiles: {within} belong to an area, {without_area} to none; the centres of {with_centre_inside} lie in one"
        )?;
    }
    for group in &report.groups {
        writeln!(out, "{}: {} areas, {} tiles", group.name, group.areas, group.tiles)?;
    }
    // By name, as a person looks for them.
    let by_name: BTreeMap<(&str, usize), &AreaReport> =
        report.areas.iter().enumerate().map(|(place, area)| ((area.name.as_str(), place), area)).collect();
    writeln!(out, "tiles, value and group (from 1) of each area:")?;
    for area in by_name.values() {
        write!(out, "  {:5}", area.tiles)?;
        if !report.groups.is_empty() {
            let value = area.value.map_or("none".to_owned(), |value| value.to_string());
            let group = area.group.map_or("-".to_owned(), |group| (group + 1).to_string());
            write!(out, "  {value:>10}  {group:>2}")?;
        }
        writeln!(out, "  {}", area.name)?;
    }
    Ok(())
}
