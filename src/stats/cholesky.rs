//! Cholesky's factor of a small symmetric positive definite matrix, and solving with it.

/// Replaces a symmetric positive definite matrix (row-major, `n * n`, only the lower triangle is
/// read) by its lower Cholesky factor; the upper triangle is left alone. `false` when the matrix
/// is not positive definite, holds NaN or is not `n * n`: its entries are then meaningless.
///
/// Source: Golub and Van Loan, Matrix Computations, 4th edition, section 4.2.
///
/// # Examples
/// ```
/// let mut matrix = [4.0, 0.0, 2.0, 5.0];
/// assert!(watchback::stats::cholesky_factor(&mut matrix, 2));
/// assert_eq!(matrix, [2.0, 0.0, 1.0, 2.0]);
/// ```
#[must_use = "the factor is meaningless where the matrix is not positive definite"]
pub fn cholesky_factor(matrix: &mut [f64], n: usize) -> bool {
    if matrix.len() != n * n {
        return false;
    }
    for row in 0..n {
        for column in 0..=row {
            let mut sum = matrix[row * n + column];
            for k in 0..column {
                sum -= matrix[row * n + k] * matrix[column * n + k];
            }
            if row == column {
                // Also false for NaN.
                if !(sum > 0.0 && sum.is_finite()) {
                    return false;
                }
                matrix[row * n + row] = sum.sqrt();
            } else {
                matrix[row * n + column] = sum / matrix[column * n + column];
            }
        }
    }
    true
}

/// Solves `matrix * x = right` in place: `matrix` becomes its [`cholesky_factor`], `right` (length
/// `n`) the solution. `false` when the matrix is not positive definite; `right` is then as it was.
///
/// # Examples
/// ```
/// let mut right = [8.0, 12.0];
/// assert!(watchback::stats::solve_positive_definite(&mut [4.0, 0.0, 2.0, 5.0], &mut right));
/// assert_eq!(right, [1.0, 2.0]);
/// ```
#[must_use = "there is no solution where the matrix is not positive definite"]
pub fn solve_positive_definite(matrix: &mut [f64], right: &mut [f64]) -> bool {
    let n = right.len();
    if !cholesky_factor(matrix, n) {
        return false;
    }
    for row in 0..n {
        let mut sum = right[row];
        for k in 0..row {
            sum -= matrix[row * n + k] * right[k];
        }
        right[row] = sum / matrix[row * n + row];
    }
    for row in (0..n).rev() {
        let mut sum = right[row];
        for k in row + 1..n {
            sum -= matrix[k * n + row] * right[k];
        }
        right[row] = sum / matrix[row * n + row];
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_known_system_is_solved() {
        let mut matrix = [4.0, 0.0, 0.0, 2.0, 5.0, 0.0, 0.6, 1.0, 3.0];
        let mut right = [4.0 + 2.0 * 2.0 + 0.6 * 3.0, 2.0 + 5.0 * 2.0 + 3.0, 0.6 + 2.0 + 3.0 * 3.0];
        assert!(solve_positive_definite(&mut matrix, &mut right));
        for (found, expected) in right.iter().zip([1.0, 2.0, 3.0]) {
            assert!((found - expected).abs() < 1e-12, "{right:?}");
        }
    }

    #[test]
    fn what_is_not_positive_definite_is_refused() {
        assert!(!solve_positive_definite(&mut [1.0, 0.0, 2.0, 1.0], &mut [1.0, 1.0]));
        assert!(!solve_positive_definite(&mut [f64::NAN], &mut [1.0]));
        assert!(!solve_positive_definite(&mut [1.0, 0.0], &mut [1.0]));
    }
}
