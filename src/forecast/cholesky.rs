//! Solving a small symmetric positive definite system, in a fixed order of operations.
//!
//! Libraries pick fused instructions at run time, which would give other bits on other machines.

/// Solves `matrix * x = right` in place: `matrix` (row-major, `n * n`, lower triangle read) becomes its Cholesky
/// factor, `right` the solution. `false` when the matrix is not positive definite; `right` is then meaningless.
pub(crate) fn solve_in_place(matrix: &mut [f64], right: &mut [f64]) -> bool {
    let n = right.len();
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
        assert!(solve_in_place(&mut matrix, &mut right));
        for (found, expected) in right.iter().zip([1.0, 2.0, 3.0]) {
            assert!((found - expected).abs() < 1e-12, "{right:?}");
        }
    }

    #[test]
    fn what_is_not_positive_definite_is_refused() {
        assert!(!solve_in_place(&mut [1.0, 0.0, 2.0, 1.0], &mut [1.0, 1.0]));
        assert!(!solve_in_place(&mut [f64::NAN], &mut [1.0]));
        assert!(!solve_in_place(&mut [1.0, 0.0], &mut [1.0]));
    }
}
