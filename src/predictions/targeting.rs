//! Who is targeted: predictions by area against what is known of the areas.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::audit::spatial::{SpatialError, SurrogateKind, SurrogateMaps};
use crate::space::{AreaFiles, AreaFilesError, AreaLayer};
use crate::stats::mean;

/// Maps of the value that chance is taken from.
const MAPS: usize = 999;
/// Groups of areas.
const FIFTHS: usize = 5;

/// A value of an area: a column, or the ratio of two.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ValueExpression {
    /// The column, or the one above the line.
    pub above: String,
    /// The column below it.
    pub below: Option<String>,
}

impl ValueExpression {
    /// Reads `black_alone/total_estimate`, or one column's name.
    ///
    /// # Errors
    /// A name is missing.
    ///
    /// # Examples
    /// ```
    /// use watchback::predictions::ValueExpression;
    /// let of = ValueExpression::read("black_alone / total_estimate")?;
    /// assert_eq!(of.above, "black_alone");
    /// assert_eq!(of.below.as_deref(), Some("total_estimate"));
    /// assert!(ValueExpression::read("a/").is_err());
    /// # Ok::<(), String>(())
    /// ```
    pub fn read(text: &str) -> Result<Self, String> {
        let (above, below) = match text.split_once('/') {
            Some((above, below)) => (above.trim(), Some(below.trim().to_owned())),
            None => (text.trim(), None),
        };
        if above.is_empty() || below.as_deref() == Some("") {
            return Err(format!("{text:?} names no value; write a column, or two with / between them"));
        }
        Ok(Self { above: above.to_owned(), below })
    }

    /// The value of every area; none where a column has none or the one below is 0.
    ///
    /// # Errors
    /// Where there is no such column.
    pub fn values(&self, files: &AreaFiles) -> Result<Vec<Option<f64>>, AreaFilesError> {
        let above = files.variable(&self.above)?.0.values;
        let Some(below) = &self.below else { return Ok(above) };
        let below = files.variable(below)?.0.values;
        let ratio =
            |(above, below): (Option<f64>, Option<f64>)| Some(above? / below.filter(|below| *below != 0.0)?);
        Ok(above.into_iter().zip(below).map(ratio).collect())
    }
}

/// Counts by area that boxes give: of each its centre (degrees north and east), and how often it
/// was predicted.
///
/// Gives the counts, and how many predictions lie in no area.
#[must_use]
pub fn counts_of_boxes(layer: &AreaLayer, boxes: &[(f64, f64, f64)]) -> (Vec<f64>, f64) {
    let (mut counts, mut outside) = (vec![0.0; layer.len()], 0.0);
    for &(north, east, count) in boxes {
        match layer.area_at(north, east) {
            Some(area) => counts[area] += count,
            None => outside += count,
        }
    }
    (counts, outside)
}

/// A fifth of the areas.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Fifth {
    /// Areas.
    pub areas: usize,
    /// The lowest and the highest value.
    pub values: (f64, f64),
    /// Predictions.
    pub predictions: f64,
    /// Predictions / areas.
    pub predictions_an_area: f64,
    /// Predictions for each resident, where residents are known.
    pub predictions_a_resident: Option<f64>,
}

/// Predictions by area against a value.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Targeting {
    /// The value, as it was asked for.
    pub value: String,
    /// Areas with both.
    pub areas: usize,
    /// Areas without a value.
    pub areas_without_value: usize,
    /// Predictions in all areas.
    pub predictions: f64,
    /// Predictions in no area.
    pub predictions_outside: f64,
    /// Spearman's rank correlation, ties at their mean rank; null where it cannot be told.
    pub spearman: Option<f64>,
    /// Between which correlations 95 % of maps with the same spatial pattern lie.
    pub chance: Option<(f64, f64)>,
    /// How often such maps give as strong a correlation of either sign.
    pub p: Option<f64>,
    /// Maps.
    pub maps: usize,
    /// The least correlation that would have been seen with 80 % power at 5 %.
    pub detectable: Option<f64>,
    /// Fifths of the areas by the value, the lowest first.
    pub fifths: Vec<Fifth>,
    /// Why there is no chance; null where there is.
    pub not_evaluable: Option<String>,
}

/// Correlates predictions with a value. `centres`: east and north, metres. `residents` by area,
/// where they are known.
#[must_use]
pub fn targeting(
    value: &str,
    centres: &[(f64, f64)],
    predictions: &[f64],
    values: &[Option<f64>],
    residents: Option<&[Option<f64>]>,
    seed: u64,
) -> Targeting {
    let of = |map: &[Option<f64>]| {
        let (of_map, counts): (Vec<f64>, Vec<f64>) =
            map.iter().zip(predictions).filter_map(|(value, count)| Some(((*value)?, *count))).unzip();
        spearman(&counts, &of_map)
    };
    let known = values.iter().flatten().count();
    let made = SurrogateMaps::new(SurrogateKind::MoranSpectral, centres, values, MAPS, seed);
    let (test, fault) = match made {
        Ok(maps) => (maps.test(of), None),
        Err(error) => (None, Some(why(&error))),
    };
    let observed = of(values);
    Targeting {
        value: value.to_owned(),
        areas: known,
        areas_without_value: values.len() - known,
        predictions: predictions.iter().sum(),
        predictions_outside: 0.0,
        spearman: observed,
        chance: test.map(|test| test.chance),
        p: test.map(|test| test.p),
        maps: test.map_or(0, |test| test.maps),
        detectable: test.map(|test| test.detectable).filter(|least| least.is_finite()),
        fifths: fifths(predictions, values, residents),
        not_evaluable: fault,
    }
}

fn why(error: &SpatialError) -> String {
    format!("there is no chance to compare with: {error}")
}

/// Spearman's rank correlation, ties at their mean rank; `None` where one of them does not vary.
///
/// # Examples
/// ```
/// use watchback::predictions::spearman;
/// assert_eq!(spearman(&[1.0, 2.0, 3.0], &[10.0, 20.0, 15.0]), Some(0.5));
/// assert_eq!(spearman(&[1.0, 1.0], &[1.0, 2.0]), None);
/// ```
#[must_use]
pub fn spearman(a: &[f64], b: &[f64]) -> Option<f64> {
    let (a, b) = (ranks(a), ranks(b));
    let (mean_a, mean_b) = (mean(&a), mean(&b));
    let (mut of_a, mut of_b, mut of_both) = (0.0, 0.0, 0.0);
    for (a, b) in a.iter().zip(&b) {
        of_a += (a - mean_a) * (a - mean_a);
        of_b += (b - mean_b) * (b - mean_b);
        of_both += (a - mean_a) * (b - mean_b);
    }
    (of_a > 0.0 && of_b > 0.0).then(|| of_both / (of_a * of_b).sqrt())
}

/// Ranks from 0, ties at their mean.
fn ranks(values: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|a, b| values[*a].total_cmp(&values[*b]));
    let mut ranks = vec![0.0; values.len()];
    let mut next = 0;
    for ties in order.chunk_by(|a, b| values[*a] == values[*b]) {
        let rank = next as f64 + (ties.len() - 1) as f64 / 2.0;
        ties.iter().for_each(|at| ranks[*at] = rank);
        next += ties.len();
    }
    ranks
}

fn fifths(predictions: &[f64], values: &[Option<f64>], residents: Option<&[Option<f64>]>) -> Vec<Fifth> {
    let mut areas: Vec<(f64, usize)> =
        values.iter().enumerate().filter_map(|(area, value)| Some(((*value)?, area))).collect();
    if areas.len() < FIFTHS {
        return Vec::new();
    }
    areas.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    let mut by_fifth: BTreeMap<usize, Vec<(f64, usize)>> = BTreeMap::new();
    let n_areas = areas.len();
    for (at, area) in areas.into_iter().enumerate() {
        by_fifth.entry(at * FIFTHS / n_areas).or_default().push(area);
    }
    let of = |own: Vec<(f64, usize)>| {
        let count: f64 = own.iter().map(|(_, area)| predictions[*area]).sum();
        let people: Option<f64> = residents.map(|of| own.iter().filter_map(|(_, area)| of[*area]).sum());
        Fifth {
            areas: own.len(),
            values: (own[0].0, own[own.len() - 1].0),
            predictions: count,
            predictions_an_area: count / own.len() as f64,
            predictions_a_resident: people.filter(|people| *people > 0.0).map(|people| count / people),
        }
    };
    by_fifth.into_values().map(of).collect()
}
