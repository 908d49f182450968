//! The cells of the sweep: sizes of tiles by lengths of steps, and the study's own resolution on
//! shifted grids.

use serde::{Deserialize, Serialize};

use super::ROUNDS;
use super::sample::MAX_TARGETS;
use crate::study::{ChanceSettings, EventRule, SettingsError, Study, StudySettings};

/// Sides of tiles, in sides of the study's own: 500 to 8,000 ft where that is 1,000 ft.
pub const TILE_SCALES: [f64; 5] = [0.5, 1.0, 2.0, 4.0, 8.0];
/// Lengths of steps, days.
pub const STEP_DAYS: [usize; 3] = [1, 2, 7];

/// A cell of the sweep.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Cell {
    /// Side of a tile, in sides of the study's own.
    pub tile_scale: f64,
    /// Days of a step.
    pub step_days: usize,
    /// Whether the grid is moved by half a tile to the south.
    pub shifted_south: bool,
    /// Whether it is moved by half a tile to the west.
    pub shifted_west: bool,
}

/// Moves of a grid by half a tile: whether to the south, and whether to the west.
pub const GRID_MOVES: [(bool, bool); 3] = [(true, false), (false, true), (true, true)];

/// Moves a study's grid by half a tile. The box grows by as much, so that it still holds the city.
///
/// # Examples
/// ```
/// use watchback::study::preset;
/// use watchback::sweep::move_grid;
/// let mut settings = preset("chicago")?;
/// move_grid(&mut settings, (true, false));
/// assert!((settings.bounds.south - (41.64 - 0.00276 / 2.0)).abs() < 1e-12);
/// assert_eq!(settings.bounds.west, -87.88);
/// # Ok::<(), watchback::study::SettingsError>(())
/// ```
pub fn move_grid(settings: &mut StudySettings, (south, west): (bool, bool)) {
    if south {
        settings.bounds.south -= settings.tile.latitude_degrees / 2.0;
    }
    if west {
        settings.bounds.west -= settings.tile.longitude_degrees / 2.0;
    }
}

/// The cells of a study: every size by every step, then the study's own size and step on three
/// shifted grids.
///
/// # Examples
/// ```
/// use watchback::study::preset;
/// use watchback::sweep::cells;
/// let cells = cells(&preset("chicago")?.check()?);
/// assert_eq!(cells.len(), 18);
/// assert_eq!(cells.iter().filter(|cell| cell.is_shifted()).count(), 3);
/// # Ok::<(), watchback::study::SettingsError>(())
/// ```
pub fn cells(study: &Study) -> Vec<Cell> {
    let cell =
        |tile_scale, step_days| Cell { tile_scale, step_days, shifted_south: false, shifted_west: false };
    let mut cells: Vec<Cell> = STEP_DAYS
        .into_iter()
        .flat_map(|step_days| TILE_SCALES.map(|tile_scale| cell(tile_scale, step_days)))
        .collect();
    let own = cell(1.0, study.settings().step_days);
    for (shifted_south, shifted_west) in GRID_MOVES {
        cells.push(Cell { shifted_south, shifted_west, ..own });
    }
    cells
}

impl Cell {
    /// Whether the grid is moved.
    pub const fn is_shifted(&self) -> bool {
        self.shifted_south || self.shifted_west
    }

    /// The study of this cell: the base study's periods, offences and model, with horizon and
    /// delays in days rounded up to steps.
    ///
    /// # Errors
    /// Where the study's box or periods do not hold this cell.
    ///
    /// # Examples
    /// ```
    /// use watchback::study::preset;
    /// use watchback::sweep::cells;
    /// let chicago = preset("chicago")?.check()?;
    /// let two_days = cells(&chicago)[5].study(&chicago)?;
    /// let settings = two_days.settings();
    /// assert_eq!(
    ///     (settings.step_days, settings.horizon_steps, settings.max_delay_steps),
    ///     (2, 4, 30)
    /// );
    /// # Ok::<(), watchback::study::SettingsError>(())
    /// ```
    pub fn study(&self, base: &Study) -> Result<Study, SettingsError> {
        let base = base.settings();
        let steps = |base_steps: usize| (base_steps * base.step_days).div_ceil(self.step_days.max(1));
        let mut settings = StudySettings {
            step_days: self.step_days,
            event_rule: EventRule::AboveMedian,
            horizon_steps: steps(base.horizon_steps),
            max_delay_steps: steps(base.max_delay_steps),
            chance: ChanceSettings { rounds: ROUNDS, targets: MAX_TARGETS, seeds: 1, ..base.chance },
            ..base.clone()
        };
        let tile = &mut settings.tile;
        tile.latitude_degrees *= self.tile_scale;
        tile.longitude_degrees *= self.tile_scale;
        move_grid(&mut settings, (self.shifted_south, self.shifted_west));
        settings.check()
    }
}
