//! Least squares over moving blocks of rows, refitted for every draw of blocks from the blocks'
//! sums.

use super::surge_weeks::Design;
use crate::stats::solve_positive_definite;

/// Consecutive rows of a block.
pub(super) const BLOCK_ROWS: usize = 8;

/// Sums of products of a regression's columns, outcome last, by block.
pub(super) struct BlockFits {
    columns: usize,
    /// Lower triangle with the outcome's row: what a fit needs.
    all: Vec<f64>,
    blocks: Vec<f64>,
}

impl BlockFits {
    /// Every block of consecutive rows, and the whole.
    pub(super) fn new(design: &Design) -> Self {
        let width = design.columns + 1;
        let size = width * (width + 1) / 2;
        let rows: Vec<&[f64]> = design.rows.chunks_exact(width).collect();
        let mut all = vec![0.0; size];
        rows.iter().for_each(|row| add_products(&mut all, row));
        let n_blocks = (rows.len() + 1).saturating_sub(BLOCK_ROWS);
        let mut blocks = vec![0.0; n_blocks * size];
        for (sums, rows) in blocks.chunks_exact_mut(size).zip(rows.windows(BLOCK_ROWS)) {
            rows.iter().for_each(|row| add_products(sums, row));
        }
        Self { columns: design.columns, all, blocks }
    }

    /// Number of columns.
    pub(super) const fn columns(&self) -> usize {
        self.columns
    }

    /// Coefficients of all rows; `None` where columns are not independent.
    pub(super) fn whole(&self) -> Option<Vec<f64>> {
        self.fit(&self.all)
    }

    /// Coefficients of blocks by their first rows.
    pub(super) fn drawn(&self, first_rows: &[usize]) -> Option<Vec<f64>> {
        let size = self.all.len();
        let mut sums = vec![0.0; size];
        for &first in first_rows {
            let block = self.blocks.get(first * size..(first + 1) * size)?;
            sums.iter_mut().zip(block).for_each(|(sum, part)| *sum += part);
        }
        self.fit(&sums)
    }

    fn fit(&self, sums: &[f64]) -> Option<Vec<f64>> {
        let n = self.columns;
        let mut matrix = vec![0.0; n * n];
        let mut at = 0;
        for (row, values) in matrix.chunks_exact_mut(n).enumerate() {
            values.iter_mut().zip(sums.get(at..=at + row)?).for_each(|(value, sum)| *value = *sum);
            at += row + 1;
        }
        let mut right = sums.get(at..at + n)?.to_vec();
        solve_positive_definite(&mut matrix, &mut right).then_some(right)
    }
}

/// Adds the lower triangle of a row's products with itself.
fn add_products(sums: &mut [f64], row: &[f64]) {
    let pairs = row.iter().enumerate().flat_map(|(at, a)| row.iter().take(at + 1).map(move |b| a * b));
    sums.iter_mut().zip(pairs).for_each(|(sum, product)| *sum += product);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_fitted_and_blocks_weigh_as_often_as_they_are_drawn() {
        // y = 2 + 3 x in the first eight rows, 5 + 3 x in the others: whole blocks of one kind give
        // its line.
        let rows = (0..16).flat_map(|at| {
            let x = f64::from(at);
            [x, 1.0, 3.0 * x + if at < 8 { 2.0 } else { 5.0 }]
        });
        let fits = BlockFits::new(&Design { columns: 2, rows: rows.collect() });
        let near = |found: Option<Vec<f64>>, expected: [f64; 2]| {
            found.unwrap().iter().zip(expected).all(|(found, expected)| (found - expected).abs() < 1e-9)
        };
        assert!(near(fits.drawn(&[0]), [3.0, 2.0]) && near(fits.drawn(&[8, 8, 8]), [3.0, 5.0]));
        // Both once: the least-squares line of all rows. x has variance 21.25 and covariance with
        // the step of 3 of 6.
        let slope = 3.0 + 6.0 / 21.25;
        assert!(near(fits.drawn(&[0, 8]), [slope, 3.5 + 7.5 * (3.0 - slope)]));
        assert!(near(fits.whole(), [slope, 3.5 + 7.5 * (3.0 - slope)]));
        assert_eq!(fits.drawn(&[9]), None);
    }
}
