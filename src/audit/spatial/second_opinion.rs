//! What other kinds of surrogate maps say of a figure that is tested by spectral ones.

use serde::{Deserialize, Serialize};

use super::{SpatialTest, SurrogateKind, SurrogateMaps};
use crate::audit::Found;
use watchback_translate::mark;

/// What one kind of maps says. It decides about nothing and stands beside the test by
/// [`SurrogateKind::MoranSpectral`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SecondOpinion {
    /// The kind.
    pub kind: SurrogateKind,
    /// Its test, or why there is none.
    pub test: Found<SpatialTest>,
}

impl SecondOpinion {
    /// The kinds that are asked.
    pub const KINDS: [SurrogateKind; 3] =
        [SurrogateKind::TorusShift, SurrogateKind::VariogramMatched, SurrogateKind::Unrestricted];

    /// One a kind. Centres, values, count and seed as [`SurrogateMaps::new`] takes them, the figure
    /// as [`SurrogateMaps::test`] does.
    ///
    /// # Examples
    /// Unrelated maps that are both smooth in space. Shuffled maps, which are not, take that for a
    /// connection; so does a torus, whose seam breaks a slope across the whole city; maps with the
    /// same variogram do not.
    /// ```
    /// use watchback::audit::{
    ///     Found,
    ///     spatial::{SecondOpinion, SurrogateKind},
    /// };
    /// let centres: Vec<(f64, f64)> =
    ///     (0..64).map(|at| (3e3 * f64::from(at % 8), 3e3 * f64::from(at / 8))).collect();
    /// let hill = |(east, north): &(f64, f64)| {
    ///     1.0 / (1.0 + (east - 6e3) * (east - 6e3) / 1e8 + (north - 9e3) * (north - 9e3) / 1e8)
    /// };
    /// let wealth: Vec<Option<f64>> = centres.iter().map(|centre| Some(hill(centre))).collect();
    /// let slope = |map: &[Option<f64>]| {
    ///     let value = |(centre, wealth): (&(f64, f64), &Option<f64>)| {
    ///         (centre.0 - 10.5e3) * wealth.unwrap_or(0.0)
    ///     };
    ///     Some(centres.iter().zip(map).map(value).sum())
    /// };
    /// let said = SecondOpinion::all(&centres, &wealth, 99, 1, slope);
    /// assert_eq!(said.iter().map(|of| of.kind).collect::<Vec<_>>(), SecondOpinion::KINDS);
    /// let p: Vec<f64> = said.iter().filter_map(|of| Some(of.test.found()?.p)).collect();
    /// assert_eq!(p, [0.01, 0.51, 0.01]);
    ///
    /// let few = SecondOpinion::all(&centres[..9], &wealth[..9], 99, 1, slope);
    /// let reason = "9 areas have a value; 10 are needed for a test over areas".to_owned();
    /// assert!(few.iter().all(|of| of.test == Found::Refused { reason: reason.clone() }));
    /// ```
    pub fn all(
        centres: &[(f64, f64)],
        values: &[Option<f64>],
        count: usize,
        seed: u64,
        figure: impl Fn(&[Option<f64>]) -> Option<f64>,
    ) -> Vec<Self> {
        let none = || Found::Refused { reason: mark!("the figure cannot be told of these areas").to_owned() };
        let test = |kind| match SurrogateMaps::new(kind, centres, values, count, seed) {
            Ok(maps) => maps.test(&figure).map_or_else(none, Found::Found),
            Err(error) => Found::Refused { reason: error.to_string() },
        };
        Self::KINDS.map(|kind| Self { kind, test: test(kind) }).into()
    }
}
