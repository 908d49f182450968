//! How much influence there is by delay, kind of pair and distance: mean corrected gamma, in the
//! real data and in every surrogate round.

use serde::{Deserialize, Serialize};

use super::places::{DISTANCE_EDGES_KM, DISTANCES, Place};
use super::{Delays, PairScan};
use crate::chance::Chance;

/// How source and target of a pair are related.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Relation {
    /// A stream and itself.
    Own,
    /// Two streams of one variable.
    SameVariable,
    /// Streams of different variables.
    OtherVariable,
}

impl Relation {
    /// All relations, in order.
    pub const ALL: [Self; 3] = [Self::Own, Self::SameVariable, Self::OtherVariable];
}

/// Rows of sums: a stream itself, then the two kinds of pairs by distance.
const ROWS: usize = 1 + 2 * DISTANCES;

fn row_of(relation: Relation, distance: usize) -> usize {
    match relation {
        Relation::Own => 0,
        Relation::SameVariable => 1 + distance,
        Relation::OtherVariable => 1 + DISTANCES + distance,
    }
}

/// Sums of corrected gamma over pairs, by row and delay.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct InfluenceSums {
    /// Pairs by row.
    pairs: Vec<u64>,
    /// By row, then delay.
    sums: Vec<f64>,
}

impl InfluenceSums {
    pub(super) fn new(n_delays: usize) -> Self {
        Self { pairs: vec![0; ROWS], sums: vec![0.0; ROWS * n_delays] }
    }

    pub(super) fn add(&mut self, other: &Self) {
        for (sum, other) in self.sums.iter_mut().zip(&other.sums) {
            *sum += other;
        }
        for (pairs, other) in self.pairs.iter_mut().zip(&other.pairs) {
            *pairs += other;
        }
    }

    /// Mean corrected gamma over the pairs of some rows at some delays; `None` when there is no
    /// pair.
    fn mean(&self, rows: &[usize], delays: &[usize]) -> Option<f64> {
        let n_delays = self.sums.len() / ROWS;
        let pairs: u64 = rows.iter().filter_map(|&row| self.pairs.get(row)).sum();
        let cells = rows.iter().flat_map(|row| delays.iter().map(move |delay| row * n_delays + delay));
        let sum = cells.filter_map(|cell| self.sums.get(cell)).fold(0.0, |sum, part| sum + part);
        (pairs > 0 && !delays.is_empty()).then(|| sum / (pairs as f64 * delays.len() as f64))
    }
}

/// Sums of one target, in nats: they are divided by the target's entropy once, at its end.
#[derive(Debug)]
pub(super) struct TargetInfluence {
    information: Vec<f64>,
    n_delays: usize,
}

impl TargetInfluence {
    pub(super) fn new(n_delays: usize) -> Self {
        Self { information: vec![0.0; ROWS * n_delays], n_delays }
    }

    /// The row that a pair belongs to; `None` for different streams whose places are not known.
    pub(super) fn row(places: &[Place], source: usize, target: usize) -> Option<usize> {
        if source == target {
            return Some(row_of(Relation::Own, 0));
        }
        let (from, to) = (places.get(source)?, places.get(target)?);
        let relation =
            if from.variable == to.variable { Relation::SameVariable } else { Relation::OtherVariable };
        Some(row_of(relation, from.distance_class(to)))
    }

    #[inline]
    pub(super) fn add(&mut self, row: usize, pair: &PairScan<'_>, sums: &mut InfluenceSums) {
        let Some(row_sums) = self.information.get_mut(row * self.n_delays..(row + 1) * self.n_delays) else {
            return;
        };
        if let Some(pairs) = sums.pairs.get_mut(row) {
            *pairs += 1;
        }
        for ((sum, information), half_degrees) in
            row_sums.iter_mut().zip(pair.information).zip(pair.half_degrees)
        {
            *sum += information - half_degrees;
        }
    }

    /// Ends a target: adds its sums over its entropies, and starts anew.
    pub(super) fn finish(&mut self, entropies: &[f64], sums: &mut InfluenceSums) {
        let rows =
            self.information.chunks_exact_mut(self.n_delays).zip(sums.sums.chunks_exact_mut(self.n_delays));
        for (information, sums) in rows {
            for ((information, sum), &entropy) in information.iter_mut().zip(sums).zip(entropies) {
                if entropy > 0.0 {
                    *sum += *information / entropy;
                }
                *information = 0.0;
            }
        }
    }
}

/// A mean corrected gamma and what rounds of chance give.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct InfluencePoint {
    /// Delay, steps: the middle of what is averaged.
    pub delay_steps: f64,
    /// Class of distance, for curves by distance.
    pub distance: Option<DistanceClass>,
    /// Pairs averaged over.
    pub pairs: u64,
    /// Mean corrected gamma.
    pub corrected_gamma: f64,
    /// The same in the surrogate rounds.
    pub chance: Chance,
}

/// A class of distance between source and target.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct DistanceClass {
    /// Farther than this, kilometres; with `to_km` 0, one tile alone.
    pub from_km: f64,
    /// Up to this, kilometres; null for the last class.
    pub to_km: Option<f64>,
}

impl DistanceClass {
    fn new(class: usize) -> Self {
        let edge = |at: usize| DISTANCE_EDGES_KM.get(at).copied();
        Self { from_km: class.checked_sub(1).and_then(edge).unwrap_or(0.0), to_km: edge(class) }
    }
}

/// Influence over delays for one kind of pair.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DelayCurve {
    /// The kind of pair.
    pub relation: Relation,
    /// A point a delay.
    pub points: Vec<InfluencePoint>,
}

/// Influence over distance about one delay, and how far it reaches.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DistanceCurve {
    /// Weeks: the delays within a quarter of a week are averaged.
    pub weeks: f64,
    /// A point a class of distance that holds any pair.
    pub points: Vec<InfluencePoint>,
    /// The influence radius: the far edge of the last class of distance, of those without a gap
    /// from the nearest on, whose mean lies above the 97.5 % point of the rounds, kilometres. Null
    /// when the nearest does not.
    pub radius_km: Option<f64>,
}

/// Influence by delay, and by distance at some delays.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Influence {
    /// Curves over delays.
    pub by_delay: Vec<DelayCurve>,
    /// Curves over distance, pairs of different streams together.
    pub by_distance: Vec<DistanceCurve>,
}

/// Delays at which the paper gives the influence radius, weeks (method.md 9).
const RADIUS_WEEKS: [f64; 4] = [0.5, 1.0, 2.0, 3.0];

impl Influence {
    /// Puts the real sums (round 0) against those of the rounds after it. Curves without any pair
    /// are left out.
    pub(super) fn new(rounds: &[InfluenceSums], delays: Delays) -> Self {
        let all_delays: Vec<usize> = (0..delays.count()).collect();
        let curve = |&relation: &Relation| {
            let rows: Vec<usize> = match relation {
                Relation::Own => vec![0],
                _ => (0..DISTANCES).map(|distance| row_of(relation, distance)).collect(),
            };
            // A stream and itself at the same step are one and the same.
            let shown =
                all_delays.iter().filter(|&&at| relation != Relation::Own || delays.shortest() + at > 0);
            let point = |&at: &usize| point(rounds, &rows, &[at], (delays.shortest() + at) as f64, None);
            let points: Vec<InfluencePoint> = shown.filter_map(point).collect();
            (!points.is_empty()).then_some(DelayCurve { relation, points })
        };
        let by_distance = |&weeks: &f64| {
            let middle = 7.0 * weeks;
            let near = |at: &usize| ((delays.shortest() + at) as f64 - middle).abs() <= 1.75;
            let about: Vec<usize> = all_delays.iter().copied().filter(near).collect();
            let class = |distance: usize| {
                let rows =
                    [row_of(Relation::SameVariable, distance), row_of(Relation::OtherVariable, distance)];
                point(rounds, &rows, &about, middle, Some(DistanceClass::new(distance)))
            };
            let points: Vec<InfluencePoint> = (0..DISTANCES).filter_map(class).collect();
            let above = points.iter().take_while(|point| point.corrected_gamma > point.chance.hi);
            let radius_km = above
                .filter_map(|point| point.distance)
                .map(|class| class.to_km.unwrap_or(class.from_km))
                .last();
            DistanceCurve { weeks, points, radius_km }
        };
        Self {
            by_delay: Relation::ALL.iter().filter_map(curve).collect(),
            by_distance: RADIUS_WEEKS
                .iter()
                .map(by_distance)
                .filter(|curve| !curve.points.is_empty())
                .collect(),
        }
    }
}

fn point(
    rounds: &[InfluenceSums],
    rows: &[usize],
    delays: &[usize],
    delay_steps: f64,
    distance: Option<DistanceClass>,
) -> Option<InfluencePoint> {
    let (real, surrogates) = rounds.split_first()?;
    let corrected_gamma = real.mean(rows, delays)?;
    let rounds: Vec<f64> = surrogates.iter().filter_map(|sums| sums.mean(rows, delays)).collect();
    let pairs = rows.iter().filter_map(|&row| real.pairs.get(row)).sum();
    let chance = Chance::new(corrected_gamma, &rounds).ok()?;
    Some(InfluencePoint { delay_steps, distance, pairs, corrected_gamma, chance })
}
