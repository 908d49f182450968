//! Strata: pairs that chance treats alike. A pair's p-value comes from surrogate pairs of its own
//! stratum.

use super::SourceTables;
use crate::streams::PackedStreams;

/// Days of the counts whose dispersion is taken.
const WEEK: usize = 7;

/// What the strata look at, as classes: by source (degrees of freedom, rate, dispersion) and by
/// target (rate, dispersion).
#[derive(Clone, Debug)]
pub(super) struct Strata {
    sources: Vec<u16>,
    targets: Vec<u16>,
    n_target_classes: usize,
    /// By source class and target class.
    strata: Vec<u16>,
    n_strata: usize,
}

/// A stream's classes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Class {
    degrees: u8,
    rate: u8,
    dispersion: u8,
}

const RATE_CLASSES: usize = 3;
const DISPERSION_CLASSES: usize = 2;

impl Strata {
    /// Strata of all pairs of different streams, such that each holds at least `least` surrogate
    /// pairs when every sampled target is looked at in `rounds` rounds. Where that cannot be, there
    /// is one stratum.
    pub(super) fn new(tables: &SourceTables, sampled: &[usize], rounds: usize, least: u64) -> Self {
        let streams = &tables.targets;
        let n_streams = streams.n_streams();
        let rates: Vec<f64> =
            (0..n_streams).map(|stream| streams.count(stream, 0..streams.n_steps()) as f64).collect();
        let dispersions: Vec<f64> = (0..n_streams).map(|stream| dispersion(streams, stream)).collect();
        let (rates, dispersions) =
            (quantile_classes(&rates, RATE_CLASSES), quantile_classes(&dispersions, DISPERSION_CLASSES));
        let class = |stream: usize, degrees: u8| Class {
            degrees,
            rate: rates[stream],
            dispersion: dispersions[stream],
        };
        let of_sources: Vec<Class> =
            (0..n_streams).map(|stream| class(stream, tables.degrees_of_freedom(stream))).collect();
        let of_targets: Vec<Class> = (0..n_streams).map(|stream| class(stream, 0)).collect();
        let (source_classes, sources) = numbered(&of_sources);
        let (target_classes, targets) = numbered(&of_targets);
        let n_target_classes = target_classes.len();

        let mut pairs = vec![0_u64; source_classes.len() * n_target_classes];
        for &target in sampled {
            for (_, &class) in sources.iter().enumerate().filter(|(source, _)| *source != target) {
                pairs[usize::from(class) * n_target_classes + usize::from(targets[target])] += rounds as u64;
            }
        }
        // Cells that differ in what matters least stand next to each other, so that they merge
        // first.
        let mut cells: Vec<usize> = (0..pairs.len()).collect();
        let key = |cell: usize| {
            let (source, target) =
                (source_classes[cell / n_target_classes], target_classes[cell % n_target_classes]);
            (source.degrees, source.rate, target.rate, source.dispersion, target.dispersion)
        };
        cells.sort_by_key(|&cell| key(cell));
        let mut strata = vec![0_u16; pairs.len()];
        let (mut current, mut held) = (0_u16, 0);
        for &cell in &cells {
            if held >= least {
                current += 1;
                held = 0;
            }
            strata[cell] = current;
            held += pairs[cell];
        }
        if held < least && current > 0 {
            let last = current - 1;
            strata.iter_mut().for_each(|stratum| *stratum = (*stratum).min(last));
            current = last;
        }
        Self { sources, targets, n_target_classes, strata, n_strata: usize::from(current) + 1 }
    }

    /// Number of strata.
    pub(super) const fn len(&self) -> usize {
        self.n_strata
    }

    /// The stratum of a pair.
    #[inline]
    pub(super) fn of(&self, source: usize, target: usize) -> u16 {
        let cell =
            usize::from(self.sources[source]) * self.n_target_classes + usize::from(self.targets[target]);
        self.strata[cell]
    }
}

/// Variance of 7-day counts over their mean: above 1 where events come in bursts or seasons.
fn dispersion(streams: &PackedStreams, stream: usize) -> f64 {
    let n_weeks = streams.n_steps() / WEEK;
    let counts: Vec<f64> =
        (0..n_weeks).map(|week| streams.count(stream, week * WEEK..(week + 1) * WEEK) as f64).collect();
    let n = n_weeks.max(1) as f64;
    let mean = counts.iter().fold(0.0, |sum, count| sum + count) / n;
    let squares = crate::stats::squared_deviations(&counts, mean);
    if mean > 0.0 { squares / n / mean } else { 0.0 }
}

/// Classes of about equal size; equal values fall into one class.
fn quantile_classes(values: &[f64], classes: usize) -> Vec<u8> {
    let mut ascending = values.to_vec();
    ascending.sort_unstable_by(f64::total_cmp);
    let edge = |class: usize| ascending.get(class * values.len() / classes).copied();
    let edges: Vec<f64> = (1..classes).filter_map(edge).collect();
    values.iter().map(|value| edges.iter().filter(|&&edge| *value >= edge).count() as u8).collect()
}

/// The different classes in order, and the number of each item's.
fn numbered(items: &[Class]) -> (Vec<Class>, Vec<u16>) {
    let mut classes = items.to_vec();
    classes.sort();
    classes.dedup();
    let number = |item: &Class| classes.partition_point(|class| class < item) as u16;
    let numbers = items.iter().map(number).collect();
    (classes, numbers)
}
