//! Eigenvalues and eigenvectors of a symmetric matrix, by nalgebra.

use nalgebra::{DMatrix, SymmetricEigen};

/// Steps for each row, of which two or three are needed. This bound only ends the loop.
const MOST_STEPS: usize = 30;

/// The share of the largest entry by which eigenvalues are moved off 0.
///
/// Where 0 is an eigenvalue many times over, nalgebra may divide numbers that underflow. Its
/// vectors are then not orthogonal, or NaN. A shift of this size costs no digits.
const SHIFT: f64 = 1.0 / 1024.0;

/// An eigenvalue and its eigenvector of length 1.
#[derive(Clone, Debug, PartialEq)]
pub struct Eigen {
    /// The eigenvalue.
    pub value: f64,
    /// The eigenvector, of length 1.
    pub vector: Vec<f64>,
}

/// All eigenvalues of a symmetric matrix with their eigenvectors, largest first. `rows` is square
/// and its entries are finite; else NaN is among what is found.
///
/// A vector's sign is set so that its largest component (the first of these) is positive.
///
/// Source: Householder's tridiagonal form and implicit QR steps with Wilkinson's shift (Golub and
/// Van Loan, Matrix Computations, 4th edition, section 8.3). Of all functions this uses only
/// square roots, which are the same everywhere.
///
/// # Examples
/// ```
/// let pairs = watchback::stats::symmetric_eigen(vec![vec![2.0, 1.0], vec![1.0, 2.0]]);
/// assert!((pairs[0].value - 3.0).abs() < 1e-12 && (pairs[1].value - 1.0).abs() < 1e-12);
/// assert!((pairs[0].vector[1] - 0.5_f64.sqrt()).abs() < 1e-12);
/// ```
#[must_use]
pub fn symmetric_eigen(rows: Vec<Vec<f64>>) -> Vec<Eigen> {
    let n = rows.len();
    if n == 0 {
        return Vec::new();
    }
    let largest = rows.iter().flatten().fold(0.0_f64, |largest, entry| largest.max(entry.abs()));
    let shift = largest * SHIFT;
    let shifted = |i: usize, j: usize| rows[i][j] + if i == j { shift } else { 0.0 };
    let matrix = DMatrix::from_fn(n, n, shifted);
    let Some(found) = SymmetricEigen::try_new(matrix, f64::EPSILON, MOST_STEPS * n) else {
        return vec![Eigen { value: f64::NAN, vector: vec![f64::NAN; n] }; n];
    };
    let pairs = found.eigenvalues.iter().zip(found.eigenvectors.column_iter());
    let mut pairs: Vec<Eigen> = pairs
        .map(|(value, vector)| Eigen {
            value: value - shift,
            vector: with_sign(vector.iter().copied().collect()),
        })
        .collect();
    pairs.sort_by(|a, b| b.value.total_cmp(&a.value));
    pairs
}

fn with_sign(mut vector: Vec<f64>) -> Vec<f64> {
    let largest =
        vector.iter().fold(0.0_f64, |largest, x| if x.abs() > largest.abs() { *x } else { largest });
    if largest < 0.0 {
        vector.iter_mut().for_each(|x| *x = -*x);
    }
    vector
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The path of five places has eigenvalues 2 cos(pi k / 6) and sines as eigenvectors.
    #[test]
    fn a_path_has_the_eigenvalues_that_are_known() {
        let rows = (0..5_usize).map(|i| (0..5).map(|j| if i.abs_diff(j) == 1 { 1.0 } else { 0.0 }).collect());
        let found = symmetric_eigen(rows.collect());
        for (eigen, expected) in found.iter().zip([3_f64.sqrt(), 1.0, 0.0, -1.0, -(3_f64.sqrt())]) {
            assert!((eigen.value - expected).abs() < 1e-14, "{} {expected}", eigen.value);
        }
        let first: Vec<f64> =
            (1..=5).map(|at| libm::sin(f64::from(at) * std::f64::consts::PI / 6.0) / 3_f64.sqrt()).collect();
        for (found, expected) in found[0].vector.iter().zip(first) {
            assert!((found - expected).abs() < 1e-14);
        }
    }

    /// The eigenvectors of a matrix: orthonormal, and a sum that is the matrix.
    fn rebuilding(rows: &[Vec<f64>]) -> Vec<Eigen> {
        let n = rows.len();
        let found = symmetric_eigen(rows.to_vec());
        for i in 0..n {
            for j in 0..n {
                let product: f64 = (0..n).map(|k| found[i].vector[k] * found[j].vector[k]).sum();
                assert!((product - f64::from(u8::from(i == j))).abs() < 1e-12);
                let rebuilt: f64 = found.iter().map(|e| e.value * e.vector[i] * e.vector[j]).sum();
                assert!((rebuilt - rows[i][j]).abs() < 1e-12);
            }
        }
        found
    }

    #[test]
    fn vectors_are_orthonormal_and_rebuild_the_matrix() {
        let n = 40;
        let rows: Vec<Vec<f64>> = (0..n)
            .map(|i| {
                (0..n)
                    .map(|j| libm::sin((i * j) as f64) + libm::exp(-0.3 * (i as f64 - j as f64).abs()))
                    .collect()
            })
            .collect();
        let found = rebuilding(&rows);
        assert!(found.windows(2).all(|pair| pair[0].value >= pair[1].value));
    }

    /// Rows of two kinds and rows of zeros, which nalgebra's bare result is NaN for.
    #[test]
    fn an_eigenvalue_that_is_there_many_times_has_orthogonal_vectors() {
        let kinds = b"a..ba.a.b......b.ab..........b......";
        let entry = |i: usize, j: usize| match (kinds[i], kinds[j]) {
            (b'b', b'b') => 0.9,
            (b'a', b'b') | (b'b', b'a') => 0.1,
            _ => 0.0,
        };
        let n = kinds.len();
        let matrix = DMatrix::from_fn(n, n, entry);
        let bare = SymmetricEigen::new(matrix).eigenvectors;
        assert!(bare.iter().any(|entry: &f64| entry.is_nan()), "the shift is needed no more");
        let rows: Vec<Vec<f64>> = (0..n).map(|i| (0..n).map(|j| entry(i, j)).collect()).collect();
        rebuilding(&rows);
    }

    #[test]
    fn what_has_no_eigenvectors_ends() {
        assert_eq!(symmetric_eigen(Vec::new()), []);
        assert_eq!(symmetric_eigen(vec![vec![0.0; 2]; 2])[1].value, 0.0);
        for entry in [f64::NAN, f64::INFINITY] {
            let mut rows = vec![vec![0.5; 12]; 12];
            rows[3][7] = entry;
            rows[7][3] = entry;
            assert!(symmetric_eigen(rows).iter().any(|pair| pair.value.is_nan()));
        }
    }
}
