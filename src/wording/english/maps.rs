//! What is said of a place at the pointer of a map, and by what a map is drawn.

use super::numbers::count;
use crate::space::TileId;
use watchback_translate::tr;

/// How a tile is called.
pub fn tile(tile: TileId) -> String {
    tr!("Tile row {}, column {}", tile.row, tile.column)
}

/// What the tiles of a part of the city have together.
#[derive(Clone, Copy, Debug)]
pub struct Together<'a> {
    /// What the part is called.
    pub name: &'a str,
    /// What is measured, in a few words.
    pub measure: &'a str,
    /// The mean of the tiles' values as it is shown; none where no tile has one.
    pub mean: Option<&'a str>,
    /// Tiles with a value.
    pub tiles: u32,
    /// Tiles that are not evaluable.
    pub without: u32,
    /// Tiles with an event on the day that is shown, and tiles whose outcome is known.
    pub happened: (u32, u32),
}

/// That in a sentence without its full stop.
///
/// # Examples
/// ```
/// use watchback::wording::maps::{Together, together};
/// let part = Together {
///     name: "Old Town",
///     measure: "forecast risk",
///     mean: Some("12.5 %"),
///     tiles: 31,
///     without: 2,
///     happened: (4, 33),
/// };
/// assert_eq!(
///     together(&part),
///     "Old Town: forecast risk 12.5 %, the mean of 31 tiles; 2 more are not evaluable; events in \
///      4 of 33"
/// );
/// let none = Together { mean: None, ..part };
/// assert_eq!(together(&none), "Old Town: no tile with a figure");
/// ```
pub fn together(part: &Together<'_>) -> String {
    let Together { name, measure, mean, tiles, without, happened } = *part;
    let Some(mean) = mean else { return tr!("{name}: no tile with a figure") };
    let tiles = if tiles == 1 {
        tr!("its one tile").to_owned()
    } else {
        tr!("the mean of {} tiles", count(tiles.into()))
    };
    let mut says = format!("{name}: {measure} {mean}, {tiles}");
    if without > 0 {
        says += &tr!("; {} more are not evaluable", count(without.into()));
    }
    if happened.1 > 0 {
        says += &tr!("; events in {} of {}", count(happened.0.into()), count(happened.1.into()));
    }
    says
}

/// What colours mean where areas are drawn for their tiles.
pub fn by_areas() -> &'static str {
    tr!("By areas: a colour is the mean of an area's tiles, each counted alike. Zoom in for single tiles.")
}

/// The same of squares of tiles.
pub fn by_blocks(side: u16) -> String {
    tr!(
        "By squares of {side} by {side} tiles: a colour is their mean, each counted alike. Zoom in for single tiles."
    )
}

/// What colours mean where each tile is drawn.
pub fn by_tiles() -> &'static str {
    tr!("By tiles: each has its own colour.")
}

/// What a mean does not say on the layer that holds single tiles against chance.
pub fn not_against_chance() -> &'static str {
    tr!("A mean of tiles is not held against chance: single tiles are.")
}

/// What lies outside of the outlines.
pub fn outside() -> &'static str {
    tr!("outside of all areas")
}
