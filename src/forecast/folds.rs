//! Contiguous folds, by which the number of models or of trees is chosen.

/// Contiguous parts of the combination window that the number is chosen by.
pub(super) const FOLDS: usize = 4;

/// The fold that a row belongs to.
pub(super) const fn fold_of(at: usize, n: usize) -> usize {
    // The least fold whose end lies beyond the row.
    let mut fold = 0;
    while (fold + 1) * n / FOLDS <= at {
        fold += 1;
    }
    fold
}
