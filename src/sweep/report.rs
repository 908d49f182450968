//! The verdict over all cells: the largest figure against the largest by chance.

use serde::{Deserialize, Serialize};

use super::{Cell, CellFigures, CellOutcome, CellResult};

/// Level of the verdicts.
const LEVEL: f64 = 0.05;
/// With fewer rounds no figure can reach it: (1 + 0) / (1 + 19) is 5 %.
const MIN_ROUNDS: usize = 19;

/// What the sweep says.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SweepReport {
    /// The cells that were run, in order.
    pub cells: Vec<CellResult>,
    /// By cell of `cells` on the study's own grid; empty until all are there: without the others, a
    /// cell is exploratory.
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
    /// Share of the rounds, the real data among them, whose largest standardised figure over all
    /// cells reaches this cell's.
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
    /// Mean strict AUC on the study's own grid.
    pub own: f64,
    /// The lowest and the highest mean over the moved grids.
    pub moved: (f64, f64),
    /// What that says.
    pub verdict: GridVerdict,
}

/// Whether a result depends on where the grid lies.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GridVerdict {
    /// A moved grid's mean lies outside the 95 % interval of the study's own.
    GridDependent {
        /// That interval.
        interval: (f64, f64),
    },
    /// All moved grids' means lie within it.
    WithinInterval {
        /// That interval.
        interval: (f64, f64),
    },
    /// The study's own mean has no interval to compare with.
    NotEvaluable,
}

/// How many cells of a sweep stand out from chance.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CellCounts {
    /// Cells that stand out at 5 % over all cells.
    pub standing_out: usize,
    /// Cells that are not distinguishable from chance.
    pub not_distinguishable: usize,
    /// Cells that hold too little, or too few rounds, to judge by.
    pub not_evaluable: usize,
}

impl CellCounts {
    fn count(adjusted: impl Iterator<Item = Option<AdjustedP>>) -> Self {
        let mut counts = Self::default();
        for adjusted in adjusted {
            match adjusted {
                Some(adjusted) if adjusted.stands_out() => counts.standing_out += 1,
                Some(_) => counts.not_distinguishable += 1,
                None => counts.not_evaluable += 1,
            }
        }
        counts
    }
}

impl SweepReport {
    /// Puts cells together. `planned`: how many there are to be.
    pub fn new(cells: Vec<CellResult>, planned: usize) -> Self {
        let complete = cells.len() >= planned;
        let verdicts = if complete { verdicts(&cells) } else { Vec::new() };
        let grid = if complete { grid_check(&cells) } else { None };
        Self { cells, verdicts, grid }
    }

    /// At how many resolutions the forecast is better than shifted ones.
    pub fn skill_counts(&self) -> CellCounts {
        CellCounts::count(self.verdicts.iter().map(|verdict| verdict.skill))
    }

    /// At how many the network is more than chance gives.
    pub fn network_counts(&self) -> CellCounts {
        CellCounts::count(self.verdicts.iter().map(|verdict| verdict.network))
    }
}

fn figures(result: &CellResult) -> Option<&CellFigures> {
    match &result.outcome {
        CellOutcome::Evaluated(figures) => Some(figures),
        CellOutcome::NotEvaluable { .. } => None,
    }
}

/// The real figure and those of the rounds, in deviations from their common mean: on one scale for
/// all cells, and the real data is one of them, so that under chance any is as likely the largest.
fn standardised(real: f64, rounds: &[f64]) -> Vec<f64> {
    let all: Vec<f64> = std::iter::once(real).chain(rounds.iter().copied()).collect();
    let n = all.len() as f64;
    let mean = crate::stats::mean(&all);
    let squares = crate::stats::squared_deviations(&all, mean);
    let deviation = (squares / n).sqrt();
    // Where all rounds agree there is nothing to stand out from.
    all.iter().map(|value| if deviation > 0.0 { (value - mean) / deviation } else { 0.0 }).collect()
}

/// Adjusts by the largest over all: each row is a figure, real first, then its rounds. Rows with
/// fewer rounds than others are not evaluable, and none is below 19 rounds.
///
/// Source: Westfall and Young, Resampling-Based Multiple Testing (1993), the single-step maximum.
fn adjust(rows: &[Option<Vec<f64>>]) -> Vec<Option<AdjustedP>> {
    let length = rows.iter().flatten().map(Vec::len).max().unwrap_or(0);
    let whole = || rows.iter().flatten().filter(|row| row.len() == length);
    let largest: Vec<f64> =
        (0..length).map(|round| whole().fold(f64::NEG_INFINITY, |most, row| most.max(row[round]))).collect();
    let adjusted = |row: &Option<Vec<f64>>| {
        let deviations = *row.as_ref().filter(|row| row.len() == length && length > MIN_ROUNDS)?.first()?;
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
    let verdict = match own_figures.strict_interval {
        Some(interval) if lowest < interval.0 || highest > interval.1 => {
            GridVerdict::GridDependent { interval }
        }
        Some(interval) => GridVerdict::WithinInterval { interval },
        None => GridVerdict::NotEvaluable,
    };
    let own = own_figures.strict.as_ref()?.observed;
    (!means.is_empty()).then_some(GridCheck { own, moved: (lowest, highest), verdict })
}

#[cfg(test)]
mod tests {
    use super::super::{ScoreRounds, SweptStreams};
    use super::*;
    use crate::chance::Chance;
    use crate::network::{CountAgainstRounds, NetworkVerdict, SeedVerdict};

    /// A real figure and rounds that take turns between 1 and 2, but for the last one.
    fn row(real: f64, n_rounds: usize, last: f64) -> Option<Vec<f64>> {
        let mut rounds: Vec<f64> = (0..n_rounds).map(|round| 1.0 + (round % 2) as f64).collect();
        rounds[n_rounds - 1] = last;
        Some(standardised(real, &rounds))
    }

    #[test]
    fn the_largest_of_many_is_compared_with_the_largest_of_many() {
        let alone = adjust(&[row(10.0, 19, 1.0)])[0].unwrap();
        assert_eq!((alone.p, alone.rounds, alone.stands_out()), (0.05, 19, true));
        // In one round the second figure is as large as the first one's real value.
        let adjusted = adjust(&[row(10.0, 19, 1.0), row(1.0, 19, 10.0), None]);
        assert_eq!(adjusted[0].unwrap().p, 0.1);
        assert!(!adjusted[0].unwrap().stands_out() && adjusted[0].unwrap().deviations > 4.0);
        assert_eq!((adjusted[1].unwrap().p, adjusted[2]), (1.0, None));
        assert_eq!(standardised(3.0, &[3.0, 3.0]), [0.0; 3]);
    }

    #[test]
    fn nothing_is_claimed_below_19_rounds() {
        assert_eq!(adjust(&[row(10.0, 18, 1.0), row(1.0, 18, 1.0)]), [None, None]);
        assert!(adjust(&[row(10.0, 19, 1.0)])[0].is_some());
        // A figure that lost a round cannot be compared with the others.
        assert_eq!(adjust(&[row(10.0, 19, 1.0), row(10.0, 18, 1.0)])[1], None);
    }

    fn cell(
        scale: f64,
        shifted_south: bool,
        strict: Option<f64>,
        interval: Option<(f64, f64)>,
    ) -> CellResult {
        let count = |of: u64| CountAgainstRounds { real: 0, of, rounds: vec![0; 39], chance: None };
        let of = |observed: f64| {
            let rounds: Vec<f64> = (0..39).map(|round| 0.499 + 0.000_1 * f64::from(round % 20)).collect();
            let chance = Chance::new(observed, &rounds).unwrap();
            ScoreRounds { n_streams: 20, observed, rounds, chance }
        };
        let figures = |observed: Option<f64>| CellFigures {
            entropy_rate_bits: 0.5,
            mean_rate: 0.1,
            network: SeedVerdict {
                seed: 1,
                verdict: NetworkVerdict::NoNetwork { p: 1.0 },
                corrected_triples: count(9),
                significant_pairs: count(9),
            },
            strict: observed.map(of),
            strict_interval: interval,
            tolerant: None,
        };
        CellResult {
            cell: Cell { tile_scale: scale, step_days: 1, shifted_south, shifted_west: false },
            tile_metres: (300.0, 300.0),
            streams: SweptStreams { active: 50, targets: 50, sources: 50 },
            outcome: CellOutcome::Evaluated(Box::new(figures(strict))),
        }
    }

    #[test]
    fn a_grid_check_says_whether_there_is_an_interval_to_compare_with() {
        let check = |moved: f64, interval: Option<(f64, f64)>| {
            let cells = vec![cell(1.0, false, Some(0.5), interval), cell(1.0, true, Some(moved), None)];
            SweepReport::new(cells, 2).grid.unwrap()
        };
        let interval = (0.49, 0.51);
        let within =
            GridCheck { own: 0.5, moved: (0.51, 0.51), verdict: GridVerdict::WithinInterval { interval } };
        assert_eq!(check(0.51, Some(interval)), within);
        for moved in [0.489, 0.511] {
            assert_eq!(check(moved, Some(interval)).verdict, GridVerdict::GridDependent { interval });
        }
        assert_eq!(check(0.9, None).verdict, GridVerdict::NotEvaluable);
        // Without the study's own figure, or any moved one, there is nothing to compare.
        let none = vec![cell(1.0, false, None, None), cell(1.0, true, Some(0.5), None)];
        assert_eq!(SweepReport::new(none, 2).grid, None);
        let none = vec![cell(1.0, false, Some(0.5), None), cell(1.0, true, None, None)];
        assert_eq!(SweepReport::new(none, 2).grid, None);
    }

    #[test]
    fn cells_are_judged_only_when_all_are_there_and_counted_apart() {
        let cells = vec![
            cell(0.5, false, Some(0.6), None),
            cell(1.0, false, Some(0.5), None),
            cell(2.0, false, None, None),
        ];
        let some = SweepReport::new(cells.clone(), 4);
        assert_eq!((some.verdicts.len(), some.skill_counts()), (0, CellCounts::default()));
        let all = SweepReport::new(cells, 3);
        let counts = CellCounts { standing_out: 1, not_distinguishable: 1, not_evaluable: 1 };
        assert_eq!(all.skill_counts(), counts);
        // Counts that are the same in all rounds stand out nowhere.
        let counts = CellCounts { standing_out: 0, not_distinguishable: 3, not_evaluable: 0 };
        assert_eq!(all.network_counts(), counts);
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
