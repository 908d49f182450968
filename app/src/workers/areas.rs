//! The areas that the lead holds: the files as they came, and what was read of them.

use std::io::Error;

use web_sys::File;

use super::file_slices::FileSlices;
use super::message::AuditAsked;
use crate::areas_view::AreasView;
use watchback::run::{Audited, PushSettings};
use watchback::simulate::{SimulatedAreas, SimulatedCity, SimulationSettings};
use watchback::space::{AreaChoice, AreaFiles, AreaVariable, Grid, inflated, tiles_inside};
use watchback::study::{Study, StudySettings};

/// What an audit draws: what docs/validity.md and the command line take.
const DRAWS: usize = 200;
const NETWORKS: usize = 39;
const MAPS: usize = 999;
const SEED: u64 = 1;

/// Boundaries and table as bytes, kept because other keys may be chosen, and what they were read as.
#[derive(Default)]
pub(super) struct Areas {
    boundaries: Vec<u8>,
    table: Option<Vec<u8>>,
    files: Option<AreaFiles>,
    /// Whether they were invented: real ones then replace all of them.
    invented: bool,
}

impl Areas {
    /// Takes files: GeoJSON for boundaries, anything else for the table. What is not among them stays as it was.
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
                let what = if is_json { "files of boundaries (GeoJSON)" } else { "tables" };
                return Err(format!(
                    "{name} is the second of two {what}; choose one file of boundaries and one table"
                ));
            }
        }
        if (boundaries.is_some() || table.is_some()) && std::mem::take(&mut self.invented) {
            *self = Self::default();
        }
        self.boundaries = boundaries.unwrap_or_else(|| std::mem::take(&mut self.boundaries));
        self.table = table.or_else(|| self.table.take());
        if self.boundaries.is_empty() {
            return Err("a table alone is no areas: choose their boundaries (GeoJSON) as well".to_owned());
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
        self.boundaries = boundaries.into_bytes();
        self.table = Some(table.into_bytes());
        self.invented = true;
        Ok(())
    }

    /// Reads and joins what was taken; and by tile of the study's grid whether its centre lies in an area.
    ///
    /// # Errors
    /// A sentence for the person.
    pub(super) fn read(
        &mut self,
        settings: &StudySettings,
        choice: &AreaChoice,
    ) -> Result<(AreasView, Vec<bool>), String> {
        let study: Study = settings.clone().check().map_err(|error| error.to_string())?;
        let bounds = Some(study.settings().bounds);
        let files = AreaFiles::read(&self.boundaries, self.table.as_deref(), bounds, choice)
            .map_err(|error| error.to_string())?;
        let grid = Grid::new(&study);
        let view = AreasView::of(&files, &grid, choice).map_err(|error| error.to_string())?;
        let inside = tiles_inside(&files.layer, &grid);
        self.files = Some(files);
        Ok((view, inside))
    }

    /// What is to be audited.
    ///
    /// # Errors
    /// A sentence for the person.
    pub(super) fn audited(&self, asked: &AuditAsked) -> Result<Audited<'_>, String> {
        let files = self.files.as_ref().ok_or("no areas are there; choose boundaries and a table first")?;
        let variable = |column: &String| match files.variable(column) {
            Ok((variable, _)) => Ok(variable),
            Err(error) => Err(error.to_string()),
        };
        let mut index = variable(&asked.index)?;
        if asked.well_off {
            let values = index.values.into_iter().map(|value| value.map(|value| -value)).collect();
            index = AreaVariable { name: asked.hardship_name(), values };
        }
        Ok(Audited {
            layer: &files.layer,
            index,
            components: asked.components.iter().map(variable).collect::<Result<_, _>>()?,
            push: PushSettings {
                grouping: asked.grouping,
                maps: MAPS,
                chosen: Vec::new(),
                draws: DRAWS,
                networks: NETWORKS,
                seed: SEED,
                seeds: asked.seeds,
                grid_shift: true,
            },
        })
    }
}
