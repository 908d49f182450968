//! Is a group large enough to be compared?

use serde::{Deserialize, Serialize};

/// A group comparison needs so many tiles in each group.
pub const MIN_GROUP_TILES: usize = 20;
/// And so many areas.
pub const MIN_GROUP_AREAS: usize = 5;
/// And so many events.
pub const MIN_GROUP_EVENTS: usize = 300;

/// What a group holds.
///
/// # Examples
/// ```
/// use watchback::audit::GroupSize;
/// let size = GroupSize { tiles: 20, areas: 5, events: 299 };
/// assert!(!size.is_evaluable());
/// assert_eq!(
///     size.to_string(),
///     "20 tiles (at least 20), 5 areas (at least 5), 299 events (at least 300)"
/// );
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct GroupSize {
    /// Tiles with an event; one that two areas share counts in each.
    pub tiles: usize,
    /// Areas with an event.
    pub areas: usize,
    /// Events.
    pub events: usize,
}

impl GroupSize {
    /// Whether it may be compared.
    pub const fn is_evaluable(self) -> bool {
        self.tiles >= MIN_GROUP_TILES && self.areas >= MIN_GROUP_AREAS && self.events >= MIN_GROUP_EVENTS
    }
}

impl std::fmt::Display for GroupSize {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { tiles, areas, events } = self;
        write!(
            f,
            "{tiles} tiles (at least {MIN_GROUP_TILES}), {areas} areas (at least {MIN_GROUP_AREAS}), {events} events (at least {MIN_GROUP_EVENTS})"
        )
    }
}
