//! What the page is given to show of areas: names, the table's columns by area, and outlines.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use watchback::space::{
    AreaChoice, AreaFiles, AreaLayer, AreaTable, Grid, KeyPair, Position, TileAreas, TooManyOverlaps,
    UnmatchedRow,
};
use watchback::study::{BoundingBox, Study, StudySettings, TileSize};

/// What was understood of boundaries and their table.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct AreasView {
    /// What the areas are called.
    pub names: Vec<String>,
    /// Properties of the areas, and the ones that name them.
    pub properties: Vec<String>,
    /// The property that names the areas, where there is one.
    pub name_property: Option<String>,
    /// Features, keys and rows that something is wrong with, in words.
    pub problems: Vec<String>,
    /// Their table, where one was read.
    pub table: Option<AreaTableView>,
    /// How the two were chosen to be joined.
    pub choice: AreaChoice,
    /// Box and tiles of the study that they were read for.
    pub bounds: BoundingBox,
    /// Size of a tile of that study.
    pub tile: TileSize,
    /// By position in its grid: the area that overlaps the tile most.
    pub of_tile: Vec<Option<u32>>,
    /// The boundaries.
    pub outlines: Vec<Outline>,
}

/// A table of areas.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct AreaTableView {
    /// Number of rows.
    pub rows: usize,
    /// The property and the column that areas and rows are joined by.
    pub keys: KeyPair,
    /// Why no keys could be told: they are then to be chosen, and no area has a row.
    pub question: Option<String>,
    /// An area and its row, in words.
    pub example: Option<String>,
    /// The columns that can be compared.
    pub columns: Vec<AreaColumn>,
    /// Names of areas without a row.
    pub unmatched_areas: Vec<String>,
    /// Rows without an area.
    pub unmatched_rows: Vec<UnmatchedRow>,
}

/// A column of it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct AreaColumn {
    /// The column's heading.
    pub name: String,
    /// By area.
    pub values: Vec<Option<f64>>,
    /// Why areas with a row have no number here: the first few, and how many.
    pub missing: (Vec<String>, usize),
    /// Its different texts where they are few: rows may be kept by one of them.
    pub texts: Vec<String>,
}

/// A ring of an area's boundary, in tiles east and north of the grid's south-west corner.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Outline {
    /// The area's index.
    pub area: u32,
    /// Positions, east and north.
    pub ring: Vec<(f32, f32)>,
}

/// A column with more different texts is no choice of rows.
const MAX_TEXTS: usize = 30;
/// Messages of a column that are shown.
const SHOWN_MISSING: usize = 5;
/// Positions of an outline nearer to the last one are left out, tiles.
const OUTLINE_STEP: f32 = 0.2;

impl AreasView {
    /// What the page shows of areas that were read for a study.
    ///
    /// # Errors
    /// When areas overlap too much to be told apart.
    pub fn new(
        files: &AreaFiles,
        study: &Study,
        choice: &AreaChoice,
        question: Option<String>,
    ) -> Result<Self, TooManyOverlaps> {
        let (layer, grid) = (&files.layer, &Grid::new(study));
        let StudySettings { bounds, tile, .. } = *study.settings();
        let names: Vec<String> = (0..layer.len()).map(|area| layer.name(area)).collect();
        let tiles = TileAreas::new(layer, grid)?;
        Ok(Self {
            properties: layer.properties().into_iter().map(str::to_owned).collect(),
            name_property: layer.name_property().map(str::to_owned),
            problems: files.problems(),
            table: files.table.as_ref().map(|(table, joined)| AreaTableView {
                rows: table.n_rows(),
                keys: joined.keys().clone(),
                question,
                example: joined.quality(layer, table, None).example,
                columns: (0..table.columns().len()).filter_map(|at| column_of(files, table, at)).collect(),
                unmatched_areas: joined
                    .unmatched_areas()
                    .iter()
                    .filter_map(|&area| names.get(area).cloned())
                    .collect(),
                unmatched_rows: joined.unmatched_rows().to_vec(),
            }),
            names,
            bounds,
            tile,
            choice: choice.clone(),
            of_tile: tiles.areas().iter().map(|area| area.map(|area| area as u32)).collect(),
            outlines: outlines(layer, grid),
        })
    }

    /// Whether a study has the tiles that the areas were read for.
    pub fn fits(&self, settings: &StudySettings) -> bool {
        self.bounds == settings.bounds && self.tile == settings.tile
    }
}

fn column_of(files: &AreaFiles, table: &AreaTable, at: usize) -> Option<AreaColumn> {
    let name = table.columns().get(at)?.clone();
    let (variable, missing) = files.variable(&name).ok()?;
    let mut texts = BTreeSet::new();
    for row in 0..table.n_rows() {
        texts.insert(table.cell(row, at));
        if texts.len() > MAX_TEXTS {
            texts.clear();
            break;
        }
    }
    let missing: Vec<_> = missing.into_iter().filter(|problem| !problem.has_value()).collect();
    let first = missing.iter().take(SHOWN_MISSING).map(ToString::to_string).collect();
    Some(AreaColumn {
        name,
        values: variable.values,
        missing: (first, missing.len()),
        texts: texts.into_iter().map(str::to_owned).collect(),
    })
}

fn outlines(layer: &AreaLayer, grid: &Grid) -> Vec<Outline> {
    let (height, width) = grid.tile_metres();
    let of_ring = |area: usize, ring: &Vec<Position>| {
        let mut kept: Vec<(f32, f32)> = Vec::new();
        for &[longitude, latitude] in ring {
            let (east, north) = grid.metres(latitude, longitude);
            let place = ((east / width) as f32, (north / height) as f32);
            let is_near = |last: &&(f32, f32)| {
                (last.0 - place.0).abs() < OUTLINE_STEP && (last.1 - place.1).abs() < OUTLINE_STEP
            };
            if kept.last().filter(is_near).is_none() {
                kept.push(place);
            }
        }
        Outline { area: area as u32, ring: kept }
    };
    let rings = layer
        .areas()
        .iter()
        .enumerate()
        .flat_map(|(area, of)| of.polygons().iter().flatten().map(move |ring| (area, ring)));
    rings.map(|(area, ring)| of_ring(area, ring)).collect()
}
