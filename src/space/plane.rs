//! What a plane of coordinates is: its projection, origin and unit.

#[derive(Clone, Copy)]
pub(super) enum Kind {
    /// Minutes of arc of the two standard parallels.
    Conic(i32, i32),
    /// Scale on the central meridian.
    Transverse(f64),
    WebMercator,
}

pub(super) struct Plane {
    pub(super) epsg: u16,
    pub(super) name: &'static str,
    pub(super) kind: Kind,
    /// Minutes of arc north and east of the origin.
    pub(super) origin: (i32, i32),
    /// Metres east and north of the origin's coordinates.
    pub(super) offset: (f64, f64),
    pub(super) unit_metres: f64,
}
