//! Biclusters of the source-target matrix: groups of sources that go with groups of targets
//! (method.md 9).
//!
//! Source: Dhillon, Co-clustering documents and words using bipartite spectral graph partitioning,
//! KDD (2001), section 4.

use serde::{Deserialize, Serialize};

/// Groups of rows and columns of a matrix.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Biclustering {
    /// The group of each row.
    pub row_groups: Vec<usize>,
    /// The group of each column.
    pub column_groups: Vec<usize>,
    /// Rows, in order of groups; within a group the greatest sum first.
    pub row_order: Vec<usize>,
    /// Columns, likewise.
    pub column_order: Vec<usize>,
    /// Mean entry by group of rows, then group of columns; NaN of an empty block.
    pub block_means: Vec<Vec<f64>>,
    /// The share of the entries' variance that lies between the blocks, 0 to 1. Any matrix of noise
    /// has some.
    pub explained_share: f64,
}

/// Turns of the power iteration: singular values that it leaves apart by less than 5 % are alike
/// for a picture.
const ITERATIONS: usize = 300;
/// Turns of k-means at most.
const MAX_TURNS: usize = 100;

impl Biclustering {
    /// Groups a matrix of entries that are not negative into `n_groups` groups; entries that are
    /// not finite are left out. `None` where it has fewer rows or columns than groups, rows of
    /// different lengths, or a negative entry.
    ///
    /// # Examples
    /// ```
    /// use watchback::network::Biclustering;
    /// let matrix =
    ///     [vec![9.0, 8.0, 1.0, 0.0], vec![0.0, 1.0, 7.0, 9.0], vec![8.0, 9.0, 0.0, 1.0]];
    /// let found = Biclustering::fit(&matrix, 2).ok_or("none")?;
    /// assert_eq!(found.row_groups[0], found.row_groups[2]);
    /// assert_eq!(found.column_groups, [0, 0, 1, 1]);
    /// assert_eq!(found.block_means, [[8.5, 0.5], [0.5, 8.0]]);
    /// # Ok::<(), &str>(())
    /// ```
    pub fn fit(matrix: &[Vec<f64>], n_groups: usize) -> Option<Self> {
        let (n_rows, n_columns) = (matrix.len(), matrix.first()?.len());
        let is_even = matrix.iter().all(|row| row.len() == n_columns);
        let is_negative = matrix.iter().flatten().any(|entry| *entry < 0.0);
        if n_groups == 0 || n_rows < n_groups || n_columns < n_groups || !is_even || is_negative {
            return None;
        }
        let filled = filled(matrix);
        let sums_of_rows: Vec<f64> = filled.iter().map(|row| sum(row)).collect();
        let sums_of_columns: Vec<f64> =
            (0..n_columns).map(|column| sum_over(filled.iter().map(|row| row[column]))).collect();
        let root = |sums: &[f64]| -> Vec<f64> { sums.iter().map(|sum| sum.max(1e-9).sqrt()).collect() };
        let (row_roots, column_roots) = (root(&sums_of_rows), root(&sums_of_columns));
        let scaled: Vec<Vec<f64>> = filled
            .iter()
            .zip(&row_roots)
            .map(|(row, root)| {
                row.iter().zip(&column_roots).map(|(entry, other)| entry / (root * other)).collect()
            })
            .collect();
        // The first singular vectors say only how much there is in all.
        let n_vectors = usize::BITS - (n_groups - 1).leading_zeros();
        let vectors = singular_vectors(&scaled, column_roots.clone(), n_vectors as usize);
        let coordinates = |vectors: &dyn Fn(usize, usize) -> f64, roots: &[f64]| -> Vec<Vec<f64>> {
            let of =
                |(at, root): (usize, &f64)| (0..n_vectors as usize).map(|v| vectors(v, at) / root).collect();
            roots.iter().enumerate().map(of).collect()
        };
        let mut points = coordinates(&|vector, at| vectors[vector].0[at], &row_roots);
        points.extend(coordinates(&|vector, at| vectors[vector].1[at], &column_roots));
        let groups = k_means(&points, n_groups);
        let groups = numbered_by_first_column(&groups, n_rows);
        let (row_groups, column_groups) = groups.split_at(n_rows);
        let (block_means, explained_share) = blocks(matrix, row_groups, column_groups, n_groups);
        Some(Self {
            row_order: ordered(row_groups, &sums_of_rows),
            column_order: ordered(column_groups, &sums_of_columns),
            row_groups: row_groups.to_vec(),
            column_groups: column_groups.to_vec(),
            block_means,
            explained_share,
        })
    }
}

fn sum(numbers: &[f64]) -> f64 {
    sum_over(numbers.iter().copied())
}

fn sum_over(numbers: impl Iterator<Item = f64>) -> f64 {
    numbers.fold(0.0, |sum, number| sum + number)
}

/// Entries that are not finite take the mean of the others of their row.
fn filled(matrix: &[Vec<f64>]) -> Vec<Vec<f64>> {
    let row = |row: &Vec<f64>| {
        let finite: Vec<f64> = row.iter().copied().filter(|entry| entry.is_finite()).collect();
        let mean = crate::stats::mean(&finite);
        row.iter().map(|&entry| if entry.is_finite() { entry } else { mean }).collect()
    };
    matrix.iter().map(row).collect()
}

/// The left and right singular vectors after the first, whose right one is `first` but for its
/// length: by power iteration, each held at right angles to those before it.
fn singular_vectors(matrix: &[Vec<f64>], first: Vec<f64>, n_vectors: usize) -> Vec<(Vec<f64>, Vec<f64>)> {
    let n_columns = first.len();
    let mut known = vec![unit(first)];
    let mut found = Vec::with_capacity(n_vectors);
    for vector in 0..n_vectors {
        // Any start that leans on no column.
        let start = |at: usize| libm::sin((vector + 1) as f64 * (at + 1) as f64);
        let mut right: Vec<f64> = (0..n_columns).map(start).collect();
        let mut left = Vec::new();
        for _ in 0..ITERATIONS {
            for other in &known {
                let along = dot(&right, other);
                right.iter_mut().zip(other).for_each(|(entry, other)| *entry -= along * other);
            }
            right = unit(right);
            left = matrix.iter().map(|row| dot(row, &right)).collect();
            let back =
                |column: usize| sum_over(matrix.iter().zip(&left).map(|(row, left)| row[column] * left));
            let next: Vec<f64> = (0..n_columns).map(back).collect();
            right = next;
        }
        let right = unit(right);
        known.push(right.clone());
        found.push((unit(left), right));
    }
    found
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    sum_over(a.iter().zip(b).map(|(a, b)| a * b))
}

fn unit(mut vector: Vec<f64>) -> Vec<f64> {
    let length = dot(&vector, &vector).sqrt();
    if length > 0.0 {
        vector.iter_mut().for_each(|entry| *entry /= length);
    }
    vector
}

/// Groups points: centres start as far from each other as can be, so nothing is drawn. Source:
/// Lloyd, IEEE Trans. Inf. Theory 28 (1982).
fn k_means(points: &[Vec<f64>], n_groups: usize) -> Vec<usize> {
    let distance = |a: &[f64], b: &[f64]| sum_over(a.iter().zip(b).map(|(a, b)| (a - b) * (a - b)));
    let centre_of = |members: &[&Vec<f64>]| -> Vec<f64> {
        let n_dimensions = points.first().map_or(0, Vec::len);
        let mean = |at: usize| sum_over(members.iter().map(|point| point[at])) / members.len() as f64;
        (0..n_dimensions).map(mean).collect()
    };
    let farthest = |from: &[Vec<f64>]| {
        let nearest = |point: &Vec<f64>| {
            from.iter().map(|centre| distance(point, centre)).fold(f64::INFINITY, f64::min)
        };
        let far = |a: &usize, b: &usize| nearest(&points[*a]).total_cmp(&nearest(&points[*b])).then(b.cmp(a));
        (0..points.len()).max_by(far).map(|at| points[at].clone())
    };
    let mut centres = vec![centre_of(&points.iter().collect::<Vec<_>>())];
    centres = farthest(&centres).into_iter().collect();
    while centres.len() < n_groups
        && let Some(next) = farthest(&centres)
    {
        centres.push(next);
    }
    let mut groups = Vec::new();
    for _ in 0..MAX_TURNS {
        let nearest = |point: &Vec<f64>| {
            let by_distance = |a: &usize, b: &usize| {
                distance(point, &centres[*a]).total_cmp(&distance(point, &centres[*b]))
            };
            (0..centres.len()).min_by(by_distance).unwrap_or(0)
        };
        let next: Vec<usize> = points.iter().map(nearest).collect();
        if next == groups {
            break;
        }
        groups = next;
        for (group, centre) in centres.iter_mut().enumerate() {
            let members: Vec<&Vec<f64>> =
                points.iter().zip(&groups).filter(|(_, of)| **of == group).map(|(point, _)| point).collect();
            if !members.is_empty() {
                *centre = centre_of(&members);
            }
        }
    }
    groups
}

/// Groups are numbered by their first column, then, if they have none, their first row.
fn numbered_by_first_column(groups: &[usize], n_rows: usize) -> Vec<usize> {
    let (rows, columns) = groups.split_at(n_rows.min(groups.len()));
    let mut order: Vec<usize> = Vec::new();
    for group in columns.iter().chain(rows) {
        if !order.contains(group) {
            order.push(*group);
        }
    }
    let number = |group: &usize| order.iter().position(|of| of == group).unwrap_or(0);
    groups.iter().map(number).collect()
}

fn ordered(groups: &[usize], sums: &[f64]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..groups.len()).collect();
    order.sort_by(|&a, &b| groups[a].cmp(&groups[b]).then(sums[b].total_cmp(&sums[a])));
    order
}

/// Mean by block, and the share of the variance between blocks.
fn blocks(
    matrix: &[Vec<f64>],
    row_groups: &[usize],
    column_groups: &[usize],
    n_groups: usize,
) -> (Vec<Vec<f64>>, f64) {
    let mut sums = vec![vec![(0.0, 0_u32); n_groups]; n_groups];
    let finite = || {
        matrix.iter().zip(row_groups).flat_map(|(row, group)| {
            let entries = row.iter().zip(column_groups).filter(|(entry, _)| entry.is_finite());
            entries.map(move |(entry, column)| (*group, *column, *entry))
        })
    };
    for (row, column, entry) in finite() {
        sums[row][column].0 += entry;
        sums[row][column].1 += 1;
    }
    let means: Vec<Vec<f64>> =
        sums.iter().map(|row| row.iter().map(|(sum, count)| sum / f64::from(*count)).collect()).collect();
    let all: Vec<f64> = finite().map(|(_, _, entry)| entry).collect();
    let mean = crate::stats::mean(&all);
    let square = |difference: f64| difference * difference;
    let total = sum_over(all.iter().map(|entry| square(entry - mean)));
    let between = sum_over(finite().map(|(row, column, _)| square(means[row][column] - mean)));
    (means, if total > 0.0 { between / total } else { 0.0 })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chance::{Purpose, Random};

    /// Entries of noise, with more where row and column are of one planted group; columns are
    /// shuffled by a stride.
    fn planted(strength: f64) -> (Vec<Vec<f64>>, Vec<usize>) {
        let n = 45;
        let mut random = Random::new(3, Purpose::Events, 0);
        let column_group = |column: usize| column * 7 % n / 15;
        let matrix = (0..n)
            .map(|row| {
                let entry = |column: usize| {
                    random.uniform() + if row / 15 == column_group(column) { strength } else { 0.0 }
                };
                (0..n).map(entry).collect()
            })
            .collect();
        (matrix, (0..n).map(column_group).collect())
    }

    #[test]
    fn planted_groups_are_found_and_noise_explains_little() {
        let (matrix, columns) = planted(0.6);
        let found = Biclustering::fit(&matrix, 3).unwrap();
        for (row, row_group) in found.row_groups.iter().enumerate() {
            for (planted, column_group) in columns.iter().zip(&found.column_groups) {
                assert_eq!(row_group == column_group, row / 15 == *planted, "row {row}");
            }
        }
        let noise = Biclustering::fit(&planted(0.0).0, 3).unwrap();
        assert!(
            found.explained_share > 0.4 && noise.explained_share < 0.1,
            "{} {}",
            found.explained_share,
            noise.explained_share
        );
    }

    #[test]
    fn orders_hold_every_row_once_and_gaps_are_left_out() {
        let (mut matrix, _) = planted(0.6);
        matrix.iter_mut().enumerate().for_each(|(at, row)| row[at] = f64::NAN);
        let found = Biclustering::fit(&matrix, 4).unwrap();
        let mut order = found.row_order.clone();
        order.sort_unstable();
        assert_eq!(order, (0..45).collect::<Vec<_>>());
        assert!(
            found.row_order.windows(2).all(|pair| found.row_groups[pair[0]] <= found.row_groups[pair[1]])
        );
        assert!((0.0..=1.0).contains(&found.explained_share));
    }

    #[test]
    fn what_cannot_be_grouped_is_not() {
        assert_eq!(Biclustering::fit(&[], 2), None);
        assert_eq!(Biclustering::fit(&[vec![1.0, 2.0]], 2), None);
        assert_eq!(Biclustering::fit(&[vec![1.0, 2.0], vec![1.0]], 2), None);
        assert_eq!(Biclustering::fit(&[vec![1.0, -2.0], vec![1.0, 0.0]], 2), None);
        let nothing = Biclustering::fit(&[vec![0.0; 3], vec![0.0; 3]], 2).unwrap();
        assert_eq!(nothing.explained_share, 0.0);
    }
}
