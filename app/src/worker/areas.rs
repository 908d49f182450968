//! The areas that the coordinator holds: the files as they came, and what was read of them.

use std::io;

use web_sys::File;

use super::file_slices::file_bytes;
use crate::protocol::{AreaValue, AreasView, AuditRequest};
use watchback::audit::AuditSettings;
use watchback::results::{AreasInput, GroupedBy, Input};
use watchback::run::{Audited, TileAreas};
use watchback::simulate::{SimulatedAreas, SimulatedCity, SimulationSettings};
use watchback::space::{
    AreaChoice, AreaFiles, AreaFilesError, AreaVariable, Grid, JoinError, TileGroups, inflated,
};
use watchback::study::{Study, StudySettings};
use watchback_translate::{kept, mark};

const NO_AREAS: &str = mark!("no areas are there; choose boundaries and a table first");

/// Boundaries and table as bytes, kept because other keys may be chosen, and what they were read
/// as.
#[derive(Default)]
pub(super) struct Areas {
    bytes: AreaBytes,
    files: Option<AreaFiles>,
    /// What `files` was read from: a file that cannot be read leaves the good one in its place.
    good: AreaBytes,
    /// The rows of the table that were taken, where not all were.
    only: Option<(String, String)>,
    /// Whether they were invented: real ones then replace all of them.
    invented: bool,
}

/// The two files.
#[derive(Clone, Default)]
struct AreaBytes {
    boundaries: AreaFile,
    table: Option<AreaFile>,
}

/// A file, inflated, and what receipts say of it.
#[derive(Clone, Default)]
struct AreaFile {
    content: Vec<u8>,
    input: Option<Input>,
}

impl AreaFile {
    /// A file as it came.
    fn new(name: &str, bytes: Vec<u8>) -> io::Result<Self> {
        let input = Some(Input::of_bytes(name, &bytes));
        Ok(Self { content: inflated(io::Cursor::new(bytes))?, input })
    }
}

impl Areas {
    /// Takes files: GeoJSON for boundaries, anything else for the table. What is not among them
    /// stays as it was.
    ///
    /// # Errors
    /// A sentence for the person.
    pub(super) fn take(&mut self, files: Vec<File>) -> Result<(), String> {
        let (mut boundaries, mut table) = (None, None);
        for file in files {
            let name = file.name();
            let said = |error: io::Error| format!("{name}: {error}");
            let file = file_bytes(file).and_then(|bytes| AreaFile::new(&name, bytes)).map_err(said)?;
            let is_json = file.content.iter().find(|byte| byte.is_ascii_graphic()) == Some(&b'{');
            let place = if is_json { &mut boundaries } else { &mut table };
            if place.replace(file).is_some() {
                let what = if is_json { mark!("files of boundaries (GeoJSON)") } else { mark!("tables") };
                return Err(kept!(
                    "{name} is the second of two {what}; choose one file of boundaries and one table"
                ));
            }
        }
        if (boundaries.is_some() || table.is_some()) && std::mem::take(&mut self.invented) {
            *self = Self::default();
        }
        let held = &mut self.bytes;
        held.boundaries = boundaries.unwrap_or_else(|| std::mem::take(&mut held.boundaries));
        held.table = table.or_else(|| held.table.take());
        if held.boundaries.content.is_empty() {
            return Err(
                mark!("a table alone is no areas: choose their boundaries (GeoJSON) as well").to_owned()
            );
        }
        Ok(())
    }

    /// Takes the invented areas of the page's simulated city.
    ///
    /// # Errors
    /// A sentence for the person.
    pub(super) fn invent(&mut self) -> Result<(), String> {
        let city = SimulatedCity::new(SimulationSettings::default()).map_err(|error| error.to_string())?;
        let SimulatedAreas { boundaries, table } =
            SimulatedAreas::new(&city).map_err(|error| error.to_string())?;
        let made =
            |name, text: String| AreaFile::new(name, text.into_bytes()).map_err(|error| error.to_string());
        self.bytes = AreaBytes {
            boundaries: made("simulated-areas.geojson", boundaries)?,
            table: Some(made("simulated-areas.csv", table)?),
        };
        self.invented = true;
        Ok(())
    }

    /// Reads and joins what was taken.
    ///
    /// # Errors
    /// A sentence for the person.
    pub(super) fn read(
        &mut self,
        settings: &StudySettings,
        choice: &AreaChoice,
    ) -> Result<AreasView, String> {
        let study: Study = settings.clone().check().map_err(|error| error.to_string())?;
        let bounds = Some(study.settings().bounds);
        let AreaBytes { boundaries, table } = &self.bytes;
        let rows = table.as_ref().map(|table| table.content.as_slice());
        let read = AreaFiles::read(&boundaries.content, rows, bounds, choice);
        match &read {
            Ok(_) => self.good = self.bytes.clone(),
            Err(AreaFilesError::Boundaries(_)) => self.bytes.boundaries.clone_from(&self.good.boundaries),
            Err(AreaFilesError::Table(_)) => self.bytes.table.clone_from(&self.good.table),
            // The other of two new files may follow.
            Err(AreaFilesError::Join(_) | AreaFilesError::NoValue { .. }) => {}
        }
        let (files, question) = match (read, &self.bytes.table) {
            // Keys that cannot be told are asked for, with areas and table as they are.
            (Err(AreaFilesError::Join(error @ JoinError::NoKey { .. })), Some(table)) => {
                let apart =
                    AreaFiles::read_apart(&self.bytes.boundaries.content, &table.content, bounds, choice);
                (apart.map_err(|error| error.to_string())?, Some(error.to_string()))
            }
            (read, _) => (read.map_err(|error| error.to_string())?, None),
        };
        let view = AreasView::new(&files, &study, choice, question).map_err(|error| error.to_string())?;
        self.files = Some(files);
        self.only.clone_from(&choice.only);
        Ok(view)
    }

    /// What the areas say of the tiles of a study's grid, and by quintiles of a value where it has
    /// enough areas; nothing where there are no areas.
    pub(super) fn tile_areas(&self, study: &Study, value: Option<&AreaValue>) -> TileAreas {
        let Some(files) = &self.files else { return TileAreas::default() };
        let variable = value.and_then(|value| compared_value(files, value).ok());
        let grouped = variable.and_then(|variable| TileAreas::new(files, study, Some(&variable)).ok());
        let by_value = grouped.is_some();
        let tiles = grouped.or_else(|| TileAreas::new(files, study, None).ok()).unwrap_or_default();
        TileAreas { input: self.input(value.filter(|_| by_value)), ..tiles }
    }

    /// What a receipt says of the areas, grouped by a value; `None` where there are none.
    pub(super) fn input(&self, value: Option<&AreaValue>) -> Option<AreasInput> {
        let (files, good) = (self.files.as_ref()?, &self.good);
        // The keys by which they were joined, so that nobody has to tell them again.
        let keys = files.table.as_ref().map(|(_, joined)| joined.keys());
        let choice = AreaChoice {
            property: keys.map(|keys| keys.property.clone()),
            column: keys.map(|keys| keys.column.clone()),
            only: self.only.clone(),
        };
        let value =
            value.map(|value| GroupedBy { column: value.column.clone(), is_turned: value.is_turned() });
        Some(AreasInput {
            boundaries: good.boundaries.input.clone()?,
            table: good.table.as_ref().and_then(|table| table.input.clone()),
            choice,
            value,
        })
    }

    /// Tiles of a study's grid by quintiles of a value.
    ///
    /// # Errors
    /// A sentence for the person.
    pub(super) fn groups_of(&self, study: &Study, value: &AreaValue) -> Result<TileGroups, String> {
        let files = self.files.as_ref().ok_or(NO_AREAS)?;
        let value = compared_value(files, value)?;
        TileGroups::quintiles(&files.layer, &Grid::new(study), &value).map_err(|error| error.to_string())
    }

    /// What arrests are told by.
    ///
    /// # Errors
    /// A sentence for the person.
    pub(super) fn compared(&self, value: &AreaValue) -> Result<Audited<'_>, String> {
        let files = self.files.as_ref().ok_or(NO_AREAS)?;
        let (index, push) = (compared_value(files, value)?, AuditSettings::default());
        Ok(Audited { layer: &files.layer, index, components: Vec::new(), push })
    }

    /// What is to be audited.
    ///
    /// # Errors
    /// A sentence for the person.
    pub(super) fn audited(&self, request: &AuditRequest) -> Result<Audited<'_>, String> {
        let files = self.files.as_ref().ok_or(NO_AREAS)?;
        let components = request.components.iter().map(|column| variable(files, column));
        Ok(Audited {
            layer: &files.layer,
            index: compared_value(files, &request.index)?,
            components: components.collect::<Result<_, _>>()?,
            push: AuditSettings {
                grouping: request.grouping,
                chosen: request.chosen.clone(),
                seeds: request.seeds,
                ..AuditSettings::default()
            },
        })
    }
}

fn variable(files: &AreaFiles, column: &str) -> Result<AreaVariable, String> {
    files.variable(column).map(|(variable, _)| variable).map_err(|error| error.to_string())
}

/// A column's values, turned round where high ones mean that people are well off.
fn compared_value(files: &AreaFiles, value: &AreaValue) -> Result<AreaVariable, String> {
    Ok(value.compared(variable(files, &value.column)?.values))
}
