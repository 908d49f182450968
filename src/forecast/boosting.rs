//! Gradient boosting of small trees with logistic loss, for a target's transducers: the text of the
//! paper's Algorithm 1.
//!
//! Our own, because a kept crate that gives the same bits natively and in wasm was not found:
//! forust-ml calls the platform's exp and ln and sums in rayon's order. Columns are probabilities
//! of machines of a few states, so that each has few different values and every split can be tried.

use serde::{Deserialize, Serialize};

use super::folds::{FOLDS, fold_of};
use super::odds::{log_loss, log_odds, sigmoid};

/// Most trees. How many are used is chosen by cross-validation; this bounds the time.
const MAX_ROUNDS: usize = 60;
/// What a tree's answer is multiplied by (shrinkage: Friedman (2001), section 5). Smaller values
/// forecast better and need more trees; 0.1 is the customary compromise.
const LEARNING_RATE: f64 = 0.1;
/// Added to a leaf's curvature: lambda of Chen and Guestrin (KDD 2016), equation 5, at the default
/// of their program. It keeps a leaf of few events from a large answer.
const LEAF_PENALTY: f64 = 1.0;
/// Fewest rows in a leaf: a leaf of fewer would be an event or two by themselves.
const MIN_ROWS: usize = 10;

/// A tree of at most two splits one below the other: four leaves.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Tree {
    root: Split,
    /// Below and at or above the root's edge.
    children: [Child; 2],
}

#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
struct Split {
    column: usize,
    /// Rows with a lesser value go to the first side.
    edge: f64,
}

/// A side of the root: a leaf, or a split with two leaves; log-odds.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
struct Child {
    split: Option<Split>,
    leaves: [f64; 2],
}

impl Split {
    fn side(&self, row: &[f64]) -> usize {
        usize::from(row.get(self.column).is_some_and(|value| *value >= self.edge))
    }
}

impl Tree {
    fn log_odds(&self, row: &[f64]) -> f64 {
        let child = &self.children[self.root.side(row)];
        child.leaves[child.split.map_or(0, |split| split.side(row))]
    }
}

/// Boosted trees: log-odds of an event as a sum.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BoostedTrees {
    /// Log-odds of the rate.
    start: f64,
    trees: Vec<Tree>,
}

impl BoostedTrees {
    /// Fits `outcomes` (one a row) on `rows` (row-major, `n_columns` wide). The number of trees is
    /// the one with the least log loss over contiguous folds, each forecast from the others; it may
    /// be 0. `None` when the outcomes are all alike.
    ///
    /// Source: Friedman, Annals of Statistics 29 (2001), section 4.6, with Newton's leaf values.
    ///
    /// # Examples
    /// ```
    /// use watchback::forecast::BoostedTrees;
    /// // An event where both columns agree: no sum of the two says that.
    /// let rows: Vec<f64> =
    ///     (0..400).flat_map(|row| [f64::from(row / 3 % 2), f64::from(row / 7 % 2)]).collect();
    /// let outcomes: Vec<bool> = rows.chunks(2).map(|row| row[0] == row[1]).collect();
    /// let boosted = BoostedTrees::fit(&rows, 2, &outcomes).ok_or("no fit")?;
    /// assert!(boosted.probability(&[1.0, 1.0]) > 0.9 && boosted.probability(&[0.0, 1.0]) < 0.1);
    /// assert_eq!(boosted.columns_used(), [0, 1]);
    /// # Ok::<(), &str>(())
    /// ```
    pub fn fit(rows: &[f64], n_columns: usize, outcomes: &[bool]) -> Option<Self> {
        let events = outcomes.iter().filter(|event| **event).count();
        if events == 0 || events == outcomes.len() {
            return None;
        }
        let n = outcomes.len();
        let mut losses = vec![0.0; MAX_ROUNDS + 1];
        for fold in 0..FOLDS {
            let held_out = |at: usize| fold_of(at, n) == fold;
            let design = Design::new(rows, n_columns, outcomes, |at| !held_out(at));
            let start = design.start();
            let tested: Vec<usize> = (0..n).filter(|&at| held_out(at)).collect();
            let mut log_odds: Vec<f64> = vec![start; tested.len()];
            let mut grower = Grower::new(&design, start);
            let mut grows = true;
            for loss in &mut losses {
                for (&at, log_odds) in tested.iter().zip(&log_odds) {
                    *loss += log_loss(*log_odds, outcomes[at]);
                }
                // Where nothing more can be split the loss stays, for all numbers of trees to come.
                let tree = if grows { grower.grow() } else { None };
                grows = tree.is_some();
                for (&at, log_odds) in tested.iter().zip(&mut log_odds) {
                    let row = &rows[at * n_columns..(at + 1) * n_columns];
                    *log_odds += tree.as_ref().map_or(0.0, |tree| tree.log_odds(row));
                }
            }
        }
        let mut n_trees = 0;
        for (rounds, loss) in losses.iter().enumerate() {
            if *loss < losses[n_trees] {
                n_trees = rounds;
            }
        }
        let design = Design::new(rows, n_columns, outcomes, |_| true);
        let start = design.start();
        let mut grower = Grower::new(&design, start);
        Some(Self { start, trees: (0..n_trees).map_while(|_| grower.grow()).collect() })
    }

    /// Probability of an event for one row.
    pub fn probability(&self, row: &[f64]) -> f64 {
        sigmoid(self.trees.iter().fold(self.start, |sum, tree| sum + tree.log_odds(row)))
    }

    /// The columns that any split looks at, ascending.
    pub fn columns_used(&self) -> Vec<usize> {
        let splits = |tree: &Tree| {
            let below = tree.children.iter().filter_map(|child| child.split).map(|split| split.column);
            std::iter::once(tree.root.column).chain(below).collect::<Vec<_>>()
        };
        let mut columns: Vec<usize> = self.trees.iter().flat_map(splits).collect();
        columns.sort_unstable();
        columns.dedup();
        columns
    }
}

/// The rows of a fit, each column as the number of its value among the column's values.
struct Design {
    outcomes: Vec<bool>,
    /// By column: its values, ascending.
    values: Vec<Vec<f64>>,
    /// By column, then row.
    bins: Vec<Vec<u16>>,
}

impl Design {
    fn new(rows: &[f64], n_columns: usize, outcomes: &[bool], takes: impl Fn(usize) -> bool) -> Self {
        let taken: Vec<usize> = (0..outcomes.len()).filter(|&at| takes(at)).collect();
        let column = |column: usize| {
            let of: Vec<f64> = taken.iter().map(|&at| rows[at * n_columns + column]).collect();
            let mut values = of.clone();
            values.sort_unstable_by(f64::total_cmp);
            values.dedup();
            let bins = of.iter().map(|value| values.partition_point(|other| other < value) as u16).collect();
            (values, bins)
        };
        let (values, bins) = (0..n_columns).map(column).unzip();
        Self { outcomes: taken.iter().map(|&at| outcomes[at]).collect(), values, bins }
    }

    /// Log-odds of the rate, held off 0 and 1.
    fn start(&self) -> f64 {
        let events = self.outcomes.iter().filter(|event| **event).count() as f64;
        let rate = (events + 0.5) / (self.outcomes.len() as f64 + 1.0);
        log_odds(rate)
    }
}

/// Gradient and curvature of some rows.
#[derive(Clone, Copy, Debug, Default)]
struct Sums {
    gradient: f64,
    curvature: f64,
    rows: usize,
}

impl Sums {
    fn plus(self, other: Self) -> Self {
        Self {
            gradient: self.gradient + other.gradient,
            curvature: self.curvature + other.curvature,
            rows: self.rows + other.rows,
        }
    }

    fn minus(self, other: Self) -> Self {
        Self {
            gradient: self.gradient - other.gradient,
            curvature: self.curvature - other.curvature,
            rows: self.rows - other.rows,
        }
    }

    fn gain(self) -> f64 {
        self.gradient * self.gradient / (self.curvature + LEAF_PENALTY)
    }

    fn leaf(self) -> f64 {
        LEARNING_RATE * self.gradient / (self.curvature + LEAF_PENALTY)
    }
}

/// Grows trees one after the other; its scratch is made once.
struct Grower<'a> {
    design: &'a Design,
    log_odds: Vec<f64>,
    rows: Vec<Sums>,
    histogram: Vec<Sums>,
}

/// A split, with the sums of its sides.
struct Found {
    column: usize,
    /// The first bin of the second side.
    bin: u16,
    sides: [Sums; 2],
}

impl<'a> Grower<'a> {
    fn new(design: &'a Design, start: f64) -> Self {
        let n = design.outcomes.len();
        let widest = design.values.iter().map(Vec::len).max().unwrap_or(0);
        Self {
            design,
            log_odds: vec![start; n],
            rows: vec![Sums::default(); n],
            histogram: vec![Sums::default(); widest],
        }
    }

    /// The next tree; `None` when no split gains anything.
    fn grow(&mut self) -> Option<Tree> {
        for ((sums, log_odds), event) in self.rows.iter_mut().zip(&self.log_odds).zip(&self.design.outcomes) {
            let probability = sigmoid(*log_odds);
            let gradient = f64::from(u8::from(*event)) - probability;
            *sums = Sums { gradient, curvature: probability * (1.0 - probability), rows: 1 };
        }
        let n = self.rows.len();
        let root = self.best_split(&(0..n).collect::<Vec<_>>())?;
        let mut children = [Child { split: None, leaves: [0.0; 2] }; 2];
        for (side, child) in children.iter_mut().enumerate() {
            let in_side = |&row: &usize| usize::from(self.design.bins[root.column][row] >= root.bin) == side;
            let rows: Vec<usize> = (0..n).filter(in_side).collect();
            let below = self.best_split(&rows);
            *child = match &below {
                Some(found) => Child { split: Some(self.split(found)), leaves: found.sides.map(Sums::leaf) },
                None => Child { split: None, leaves: [root.sides[side].leaf(); 2] },
            };
            for row in rows {
                let leaf = below
                    .as_ref()
                    .map_or(0, |found| usize::from(self.design.bins[found.column][row] >= found.bin));
                self.log_odds[row] += child.leaves[leaf];
            }
        }
        Some(Tree { root: self.split(&root), children })
    }

    fn split(&self, found: &Found) -> Split {
        let values = &self.design.values[found.column];
        let bin = usize::from(found.bin);
        Split { column: found.column, edge: between(values[bin - 1], values[bin]) }
    }

    /// The split of some rows that gains most; among equals the first column and the least edge.
    fn best_split(&mut self, rows: &[usize]) -> Option<Found> {
        let all = rows.iter().fold(Sums::default(), |sum, &row| sum.plus(self.rows[row]));
        let mut best: Option<Found> = None;
        // A gain must be more than rounding.
        let mut least = all.gain() + 1e-9;
        for (column, bins) in self.design.bins.iter().enumerate() {
            let histogram = &mut self.histogram[..self.design.values[column].len()];
            histogram.fill(Sums::default());
            for &row in rows {
                let sums = &mut histogram[usize::from(bins[row])];
                *sums = sums.plus(self.rows[row]);
            }
            let mut below = Sums::default();
            for bin in 1..histogram.len() {
                below = below.plus(histogram[bin - 1]);
                let above = all.minus(below);
                if below.rows < MIN_ROWS || above.rows < MIN_ROWS {
                    continue;
                }
                let gain = below.gain() + above.gain();
                if gain > least {
                    least = gain;
                    best = Some(Found { column, bin: bin as u16, sides: [below, above] });
                }
            }
        }
        best
    }
}

/// An edge halfway between two values that were seen, above the lesser one: of neighbouring doubles
/// the half may be the lesser itself, and a forecast would then send it to the other side than the
/// fit did.
fn between(lesser: f64, greater: f64) -> f64 {
    let half = 0.5 * (lesser + greater);
    if half > lesser { half } else { greater }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn noise_gets_few_trees_and_constant_outcomes_none() {
        let hash = |at: usize| (at as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 40;
        let rows: Vec<f64> = (0..800).map(|at| (hash(at) % 4) as f64).collect();
        let outcomes: Vec<bool> = (0..400).map(|at| hash(at + 5000) % 5 == 0).collect();
        let boosted = BoostedTrees::fit(&rows, 2, &outcomes).unwrap();
        assert!(boosted.trees.len() < 10, "{}", boosted.trees.len());
        let probability = boosted.probability(&[1.0, 2.0]);
        assert!((0.1..0.35).contains(&probability), "{probability}");
        assert_eq!(BoostedTrees::fit(&rows, 2, &[false; 400]), None);
    }

    #[test]
    fn values_next_to_each_other_are_told_apart_as_they_were_in_the_fit() {
        // Of two neighbours the half is rounded to the even one: once the lesser, once the greater.
        for lesser in [0.3_f64, 0.3_f64.next_up()] {
            let greater = lesser.next_up();
            let edge = between(lesser, greater);
            assert!(lesser < edge && edge <= greater);
            let rows: Vec<f64> = (0..300).map(|at| if at % 10 < 6 { lesser } else { greater }).collect();
            let outcomes: Vec<bool> = rows.iter().map(|value| *value == greater).collect();
            let boosted = BoostedTrees::fit(&rows, 1, &outcomes).unwrap();
            assert!(boosted.probability(&[lesser]) < 0.1 && boosted.probability(&[greater]) > 0.9);
        }
        let halves = [0.3_f64, 0.3_f64.next_up()].map(|lesser| 0.5 * (lesser + lesser.next_up()) == lesser);
        assert!(halves[0] != halves[1], "one of the two is the case that is guarded against");
    }

    #[test]
    fn a_split_learnt_from_one_column_forecasts_by_it() {
        let rows: Vec<f64> = (0..300).flat_map(|at| [0.3, f64::from(at % 10)]).collect();
        let outcomes: Vec<bool> = (0..300).map(|at| at % 10 >= 6).collect();
        let boosted = BoostedTrees::fit(&rows, 2, &outcomes).unwrap();
        assert_eq!(boosted.columns_used(), [1]);
        assert!(boosted.probability(&[0.3, 5.0]) < 0.1 && boosted.probability(&[0.3, 6.0]) > 0.9);
    }
}
