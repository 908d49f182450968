//! Tiles by the group that their areas are in.

use serde::{Deserialize, Serialize};

use super::{AreaLayer, AreaVariable, GroupError, Groups, TileAreas, TooManyOverlaps};
use crate::space::Grid;

/// Tiles cannot be put into groups.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum TileGroupsError {
    /// There are no such groups of areas.
    #[error(transparent)]
    Groups(#[from] GroupError),
    /// The areas are no city's.
    #[error(transparent)]
    Overlaps(#[from] TooManyOverlaps),
}

/// The tiles of a grid by quintile of their areas' values.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TileGroups {
    /// Name of the value.
    pub value: String,
    /// By group, from the least value to the most: what it is called.
    pub names: Vec<String>,
    /// By tile in row-major order: its group; `None` without an area or a value.
    pub of_tiles: Vec<Option<usize>>,
}

impl TileGroups {
    /// Each tile is of the group of the area that covers most of it.
    ///
    /// # Errors
    /// Where fewer than five areas have a value, or where areas overlap without end.
    ///
    /// # Examples
    /// ```
    /// use watchback::space::{AreaLayer, AreaVariable, Grid, TileGroups};
    /// use watchback::study::preset;
    /// // Five areas side by side, 0.01 degrees each; the richest in the east.
    /// let square = |west: f64| {
    ///     let east = west + 0.01;
    ///     format!(
    ///         r#"{{"type": "Feature", "properties": {{}}, "geometry":
    ///         {{"type": "Polygon", "coordinates": [[[{west}, 41.8], [{east}, 41.8],
    ///         [{east}, 41.81], [{west}, 41.81], [{west}, 41.8]]]}}}}"#
    ///     )
    /// };
    /// let features: Vec<String> = (0..5).map(|at| square(-87.7 + 0.01 * f64::from(at))).collect();
    /// let features = features.join(",");
    /// let file = format!(r#"{{"type": "FeatureCollection", "features": [{features}]}}"#);
    /// let values = (0..5).map(|at| Some(f64::from(10 - at))).collect();
    /// let grid = Grid::new(&preset("chicago")?.check()?);
    /// let layer = AreaLayer::read(file.as_bytes(), None)?;
    /// let hardship = AreaVariable { name: "hardship".to_owned(), values };
    /// let groups = TileGroups::quintiles(&layer, &grid, &hardship)?;
    /// assert_eq!(groups.names[4], "most hardship, quintile 5 of 5");
    /// let group = |tile| groups.of_tiles[grid.position(tile)];
    /// let tile = |longitude| grid.tile_at(41.805, longitude).map(group);
    /// assert_eq!([tile(-87.695), tile(-87.655)], [Some(Some(4)), Some(Some(0))]);
    /// assert_eq!(tile(-87.71), Some(None));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn quintiles(
        layer: &AreaLayer,
        grid: &Grid,
        variable: &AreaVariable,
    ) -> Result<Self, TileGroupsError> {
        let groups = Groups::by_quantile(&variable.values, 5, &variable.name)?;
        let tiles = TileAreas::new(layer, grid)?;
        let group = |area: &Option<usize>| groups.of_areas.get((*area)?).copied().flatten();
        Ok(Self {
            value: variable.name.clone(),
            of_tiles: tiles.areas().iter().map(group).collect(),
            names: groups.names,
        })
    }
}
