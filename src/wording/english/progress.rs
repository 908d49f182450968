//! What a run does now, in words.

use super::numbers::count;
use crate::results::Stage;
use crate::study::ChanceSettings;
use watchback_translate::{look_up, tr};

/// What a stage does now. `share`: how much of it is done, from 0 to 1.
///
/// # Examples
/// ```
/// use watchback::{results::Stage, study::ChanceSettings, wording::progress::doing};
/// let chance = ChanceSettings { rounds: 99, seeds: 5, ..ChanceSettings::default() };
/// assert_eq!(
///     doing(Stage::Chance, 0.25, &chance),
///     "Comparing with 99 rotated histories, seed 2 of 5"
/// );
/// assert_eq!(doing(Stage::Score, 0.5, &chance), Stage::Score.title());
/// ```
pub fn doing(stage: Stage, share: f64, chance: &ChanceSettings) -> String {
    let ChanceSettings { rounds, seeds, .. } = chance;
    if stage != Stage::Chance {
        return look_up(stage.title()).to_owned();
    }
    let comparing = tr!("Comparing with {} rotated histories", count(*rounds as u64));
    if *seeds < 2 {
        return comparing;
    }
    let seed = ((share * *seeds as f64) as usize + 1).min(*seeds);
    tr!("{comparing}, seed {seed} of {seeds}")
}
