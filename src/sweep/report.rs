//! The verdict over all cells: the largest figure against the largest by chance.

use serde::{Deserialize, Serialize};

use super::{Cell, CellFigures, CellOutcome, CellResult};

/// Level of the verdicts.
const LEVEL: f64 = 0.05;

/// What the sweep says.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SweepReport {
    /// The cells that were run, in order.
    pub cells: Vec<CellResult>,
    /// By cell of `cells` on the study's own grid; empty until all are there: without the others, a cell is exploratory.
    pub verdicts: Vec<CellVerdict>,
    /// The study's own resolution on other grids; null until all are there.
    pub grid: Option<GridCheck>,
}

/// A cell's verdicts, with p-values that count for all cells at once.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct CellVerdict {
    /// The cell.
    pub cell: Cell,
    /// Whether its network is more than chance gives; null where it is not evaluable.
    pub network: Option<AdjustedP>,
    /// Whether its forecasts are better than shifted ones; likewise.
    pub skill: Option<AdjustedP>,
}

/// A p-value adjusted for the largest of all cells.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct AdjustedP {
    /// Share of the rounds, the real data among them, whose largest standardised figure over all cells reaches this cell's.
    pub p: f64,
    /// This cell's standardised figure: deviations from the mean of its rounds.
    pub deviations: f64,
    /// Rounds, without the real data.
    pub rounds: usize,
}

impl AdjustedP {
    /// Whether it stands out at 5 % over all cells.
    pub fn stands_out(&self) -> bool {
        self.p <= LEVEL && self.deviations > 0.0
    }
}

/// What moving the grid by half a tile does to the study's own resolution.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct GridCheck {
    /// Mean strict AUC on the study's own grid, with its interval.
    pub own: (f64, Option<(f64, f64)>),
    /// The lowest and the highest mean over the moved grids.
    pub moved: (f64, f64),
    /// Whether a moved grid's mean lies outside the interval.
    pub grid_dependent: bool,
}

impl SweepReport {
    /// Puts cells together. `planned`: how many there are to be.
    pub fn new(cells: Vec<CellResult>, planned: usize) -> Self {
        let complete = cells.len() >= planned;
        let verdicts = if complete { verdicts(&cells) } else { Vec::new() };
        let grid = if complete { grid_check(&cells) } else { None };
        Self { cells, verdicts, grid }
    }
}

fn figures(result: &CellResult) -> Option<&CellFigures> {
    match &result.outcome {
        CellOutcome::Evaluated(figures) => Some(figures),
        CellOutcome::NotEvaluable { .. } => None,
    }
}

/// The real figure and those of the rounds, in deviations from their common mean: on one scale for all cells, and the real data is one
/// of them, so that under chance any is as likely the largest.
fn standardised(real: f64, rounds: &[f64]) -> Vec<f64> {
    let all: Vec<f64> = std::iter::once(real).chain(rounds.iter().copied()).collect();
    let n = all.len() as f64;
    let mean = all.iter().fold(0.0, |sum, value| sum + value) / n;
    let squares = all.iter().fold(0.0, |sum, value| sum + (value - mean) * (value - mean));
    let deviation = (squares / n).sqrt();
    // Where all rounds agree there is nothing to stand out from.
    all.iter().map(|value| if deviation > 0.0 { (value - mean) / deviation } else { 0.0 }).collect()
}

/// Adjusts by the largest over all: each row is a figure, real first, then its rounds. Rows with other rounds than most are left out.
///
/// Source: Westfall and Young, Resampling-Based Multiple Testing (1993), the single-step maximum.
fn adjust(rows: &[Option<Vec<f64>>]) -> Vec<Option<AdjustedP>> {
    let length = rows.iter().flatten().map(Vec::len).max().unwrap_or(0);
    let whole = || rows.iter().flatten().filter(|row| row.len() == length);
    let largest: Vec<f64> =
        (0..length).map(|round| whole().fold(f64::NEG_INFINITY, |most, row| most.max(row[round]))).collect();
    let adjusted = |row: &Option<Vec<f64>>| {
        let deviations = *row.as_ref().filter(|row| row.len() == length && length > 1)?.first()?;
        let reaching = largest.iter().filter(|&&most| most >= deviations).count();
        Some(AdjustedP { p: reaching as f64 / length as f64, deviations, rounds: length - 1 })
    };
    rows.iter().map(adjusted).collect()
}

fn verdicts(cells: &[CellResult]) -> Vec<CellVerdict> {
    let own_grid: Vec<&CellResult> = cells.iter().filter(|result| !result.cell.is_shifted()).collect();
    let counts = |of: fn(&CellFigures) -> (u64, &[u64])| {
        move |result: &&CellResult| {
            let (real, rounds) = of(figures(result)?);
            let rounds: Vec<f64> = rounds.iter().map(|&count| count as f64).collect();
            Some(standardised(real as f64, &rounds))
        }
    };
    // A cell has two counts, as in the verdict of a whole run; the larger one speaks for it.
    let triples = own_grid.iter().map(counts(|figures| {
        (figures.network.corrected_triples.real, &figures.network.corrected_triples.rounds)
    }));
    let pairs = own_grid.iter().map(counts(|figures| {
        (figures.network.significant_pairs.real, &figures.network.significant_pairs.rounds)
    }));
    let network = adjust(&triples.chain(pairs).collect::<Vec<_>>());
    let skill = own_grid.iter().map(|result| {
        let strict = figures(result)?.strict.as_ref()?;
        Some(standardised(strict.observed, &strict.rounds))
    });
    let skill = adjust(&skill.collect::<Vec<_>>());
    let (triples, pairs) = network.split_at(own_grid.len());
    let stronger = |a: Option<AdjustedP>, b: Option<AdjustedP>| match (a, b) {
        (Some(a), Some(b)) => Some(if b.deviations > a.deviations { b } else { a }),
        (a, b) => a.or(b),
    };
    let verdict = |(at, result): (usize, &&CellResult)| CellVerdict {
        cell: result.cell,
        network: stronger(triples[at], pairs[at]),
        skill: skill[at],
    };
    own_grid.iter().enumerate().map(verdict).collect()
}

fn grid_check(cells: &[CellResult]) -> Option<GridCheck> {
    let moved: Vec<&CellResult> = cells.iter().filter(|result| result.cell.is_shifted()).collect();
    let first = moved.first()?.cell;
    let own = cells.iter().find(|result| {
        let Cell { tile_scale, step_days, .. } = result.cell;
        !result.cell.is_shifted() && tile_scale == first.tile_scale && step_days == first.step_days
    })?;
    let own_figures = figures(own)?;
    let of = |result: &&CellResult| Some(figures(result)?.strict.as_ref()?.observed);
    let means: Vec<f64> = moved.iter().filter_map(of).collect();
    let (lowest, highest) = means
        .iter()
        .fold((f64::INFINITY, f64::NEG_INFINITY), |(lo, hi), mean| (lo.min(*mean), hi.max(*mean)));
    let interval = own_figures.strict_interval;
    let outside = |(lo, hi): (f64, f64)| lowest < lo || highest > hi;
    (!means.is_empty()).then_some(GridCheck {
        own: (own_figures.strict.as_ref()?.observed, interval),
        moved: (lowest, highest),
        grid_dependent: interval.is_some_and(outside),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_largest_of_many_is_compared_with_the_largest_of_many() {
        // Two figures; in one round out of nine the second one is as large as the first one's real value.
        let rows = [
            Some(standardised(10.0, &[1.0, 2.0, 1.0, 2.0, 1.0, 2.0, 1.0, 2.0, 1.0])),
            Some(standardised(1.0, &[1.0, 2.0, 1.0, 2.0, 1.0, 2.0, 1.0, 2.0, 10.0])),
            None,
        ];
        let adjusted = adjust(&rows);
        assert!(adjusted[0].unwrap().deviations > 2.9);
        // By itself the first would have p = 1/10; the second one's round reaches nearly as far.
        assert!((0.1..=0.2).contains(&adjusted[0].unwrap().p));
        assert_eq!((adjusted[1].unwrap().p, adjusted[2]), (1.0, None));
        assert_eq!(standardised(3.0, &[3.0, 3.0]), [0.0; 3]);
    }

    #[test]
    fn by_chance_one_sweep_in_twenty_stands_out() {
        // Exchangeable rows: the real data is as likely the largest as any round.
        let mut state = 12_345_u64;
        let mut uniform = || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 11) as f64 / (1_u64 << 53) as f64
        };
        let mut standing_out = 0;
        for _ in 0..2000 {
            // Cells share a part of their luck, as neighbouring resolutions do.
            let shared: Vec<f64> = (0..40).map(|_| uniform()).collect();
            let rows: Vec<Option<Vec<f64>>> = (0..15)
                .map(|_| {
                    let values: Vec<f64> = shared.iter().map(|shared| shared + uniform()).collect();
                    Some(standardised(values[0], &values[1..]))
                })
                .collect();
            standing_out += usize::from(adjust(&rows).iter().flatten().any(AdjustedP::stands_out));
        }
        // 5 %, of 2,000 sweeps 100, and three standard deviations are 29.
        assert!((71..=129).contains(&standing_out), "{standing_out}");
    }
}
