//! What acting on a finished forecast would mean by groups of tiles that came after it.

use super::analysis::{Analysis, TileAreas, harm_by_group, shared_by};
use super::error::RunError;
use super::inspection::Inspection;
use super::jobs::harm_of_set;
use crate::bundle::{Column, columns_of};
use crate::forecast::ForecastTable;
use crate::results::{HarmByGroup, sets_of};
use crate::space::TileGroups;
use crate::study::Study;

/// A forecast that was made, kept so that areas may come later.
#[derive(Clone, Debug)]
pub struct FinishedForecast {
    study: Study,
    inside: Option<Vec<bool>>,
    table: ForecastTable,
}

impl FinishedForecast {
    /// Of an analysis, and of what was known of the tiles then.
    pub fn new(analysis: &Analysis, areas: &TileAreas) -> Self {
        let (study, table) = (analysis.results.study.clone(), analysis.forecast.clone());
        Self { study, inside: areas.inside.clone(), table }
    }

    /// The study that it was made for.
    pub fn study(&self) -> &Study {
        &self.study
    }

    /// The tiles that lay within the city, where that was known.
    pub(super) fn inside(&self) -> Option<Vec<bool>> {
        self.inside.clone()
    }

    /// A stream's probability at a test step.
    pub(super) fn probability(&self, stream: usize, step: usize) -> Option<f64> {
        self.table.test().get((stream, step)).copied()
    }

    /// The arrays of the run's bundle.
    ///
    /// # Errors
    /// As [`Self::harm`].
    pub fn columns(&self, inspection: &Inspection) -> Result<Vec<Column>, RunError> {
        let areas = TileAreas { inside: self.inside.clone(), ..TileAreas::default() };
        let (shared, _) = shared_by(inspection, &self.study, &areas)?;
        Ok(columns_of(&self.study, &self.table, &shared.streams))
    }

    /// The same as [`super::analyse`] gives where groups are known before.
    ///
    /// # Errors
    /// [`RunError::NoStreams`] where the files are not those that it was made of.
    pub fn harm(&self, inspection: &Inspection, groups: &TileGroups) -> Result<HarmByGroup, RunError> {
        let (inside, groups_known) = (self.inside.clone(), Some(groups.clone()));
        let areas = TileAreas { inside, groups: groups_known, ..TileAreas::default() };
        let (shared, _) = shared_by(inspection, &self.study, &areas)?;
        let mut variables = Vec::new();
        for (variable, streams) in sets_of(&shared.streams.keys) {
            let Some(variable) = variable else { continue };
            let probabilities = self.table.rows(&streams);
            variables.push((variable, harm_of_set(&shared, variable, &streams, &probabilities)?));
        }
        Ok(harm_by_group(groups, variables))
    }
}
