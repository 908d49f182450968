//! The areas that the coordinator holds: the files as they came, and what was read of them.

use std::io::Error;

use web_sys::File;

use super::file_slices::FileSlices;
use crate::protocol::{AreaValue, AreasView, AuditRequest};
use watchback::audit::AuditSettings;
use watchback::run::Audited;
use watchback::simulate::{SimulatedAreas, SimulatedCity, SimulationSettings};
use watchback::space::{
    AreaChoice, AreaFiles, AreaFilesError, AreaVariable, Grid, JoinError, JoinReading, TileGroups, inflated,
    tiles_inside,
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
    /// Whether they were invented: real ones then replace all of them.
    invented: bool,
}

/// The two files as they came.
#[derive(Clone, Default)]
struct AreaBytes {
    boundaries: Vec<u8>,
    table: Option<Vec<u8>>,
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
            let said = |error: Error| format!("{name}: {error}");
            let bytes = FileSlices::new(file).and_then(inflated).map_err(said)?;
            let is_json = bytes.iter().find(|byte| byte.is_ascii_graphic()) == Some(&b'{');
            let place = if is_json { &mut boundaries } else { &mut table };
            if place.replace(bytes).is_some() {
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
        if held.boundaries.is_empty() {
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
        self.bytes = AreaBytes { boundaries: boundaries.into_bytes(), table: Some(table.into_bytes()) };
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
        let read = AreaFiles::read(&self.bytes.boundaries, self.bytes.table.as_deref(), bounds, choice);
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
                let apart = AreaFiles::read_apart(&self.bytes.boundaries, table, bounds, choice);
                (apart.map_err(|error| error.to_string())?, Some(error.to_string()))
            }
            (read, _) => (read.map_err(|error| error.to_string())?, None),
        };
        let view = AreasView::new(&files, &study, choice, question).map_err(|error| error.to_string())?;
        self.files = Some(files);
        Ok(view)
    }

    /// By tile of a study's grid, whether its centre lies in an area; `None` where there are no
    /// areas.
    pub(super) fn inside(&self, settings: &StudySettings) -> Option<Vec<bool>> {
        let (files, study) = (self.files.as_ref()?, settings.clone().check().ok()?);
        Some(tiles_inside(&files.layer, &Grid::new(&study)))
    }

    /// The tiles of a study's grid by quintiles of a value; `None` where there are no such areas,
    /// too few, or no such column.
    pub(super) fn groups(&self, settings: &StudySettings, value: &AreaValue) -> Option<TileGroups> {
        self.groups_of(&settings.clone().check().ok()?, value).ok()
    }

    /// How areas and table were joined.
    pub(super) fn joined(&self, value: Option<&AreaValue>) -> Option<JoinReading> {
        let files = self.files.as_ref()?;
        let variable = value.and_then(|value| compared_value(files, value).ok());
        files.joined(variable.as_ref())
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
