//! Eigenvalues and eigenvectors of a symmetric matrix by Jacobi's rotations.

/// Convergence is quadratic and takes six to ten sweeps; this bound only ends the loop.
const MOST_SWEEPS: usize = 60;

/// An eigenvalue and its eigenvector of length 1.
#[derive(Clone, Debug, PartialEq)]
pub struct Eigen {
    /// The eigenvalue.
    pub value: f64,
    /// The eigenvector, of length 1.
    pub vector: Vec<f64>,
}

/// All eigenvalues of a symmetric matrix with their eigenvectors, largest first. `rows` is square
/// and its entries are finite.
///
/// A vector's sign is set so that its largest component (the first of these) is positive.
///
/// Source: cyclic Jacobi by rows (Golub and Van Loan, Matrix Computations, 4th edition, section
/// 8.5), the angle as in Rutishauser, Numerische Mathematik 9 (1966). An element is left alone
/// where it is negligible beside the largest.
///
/// # Examples
/// ```
/// let pairs = watchback::stats::symmetric_eigen(vec![vec![2.0, 1.0], vec![1.0, 2.0]]);
/// assert!((pairs[0].value - 3.0).abs() < 1e-12 && (pairs[1].value - 1.0).abs() < 1e-12);
/// assert!((pairs[0].vector[1] - 0.5_f64.sqrt()).abs() < 1e-12);
/// ```
pub fn symmetric_eigen(mut rows: Vec<Vec<f64>>) -> Vec<Eigen> {
    let n = rows.len();
    let largest = rows.iter().flatten().fold(0.0_f64, |largest, entry| largest.max(entry.abs()));
    let nothing = largest * f64::EPSILON * 0.5;
    let mut vectors: Vec<Vec<f64>> = (0..n).map(|at| unit(n, at)).collect();
    for _ in 0..MOST_SWEEPS {
        let mut rotated = false;
        for p in 0..n {
            for q in p + 1..n {
                let (first, second, off) = (rows[p][p], rows[q][q], rows[p][q]);
                if off.abs() <= nothing {
                    continue;
                }
                rotated = true;
                let theta = (second - first) / (2.0 * off);
                let tangent = theta.signum() / (theta.abs() + (theta * theta + 1.0).sqrt());
                let cosine = 1.0 / (tangent * tangent + 1.0).sqrt();
                let sine = tangent * cosine;
                rotate(&mut rows, p, q, cosine, sine);
                rows[p][p] = first - tangent * off;
                rows[q][q] = second + tangent * off;
                rows[p][q] = 0.0;
                rows[q][p] = 0.0;
                for k in (0..n).filter(|&k| k != p && k != q) {
                    rows[k][p] = rows[p][k];
                    rows[k][q] = rows[q][k];
                }
                rotate(&mut vectors, p, q, cosine, sine);
            }
        }
        if !rotated {
            break;
        }
    }
    let mut found: Vec<Eigen> = vectors
        .into_iter()
        .enumerate()
        .map(|(at, vector)| Eigen { value: rows[at][at], vector: with_sign(vector) })
        .collect();
    found.sort_by(|a, b| b.value.total_cmp(&a.value));
    found
}

fn unit(n: usize, at: usize) -> Vec<f64> {
    (0..n).map(|k| if k == at { 1.0 } else { 0.0 }).collect()
}

/// Turns rows `p` < `q` into cosine * p - sine * q and sine * p + cosine * q.
fn rotate(rows: &mut [Vec<f64>], p: usize, q: usize, cosine: f64, sine: f64) {
    let (head, tail) = rows.split_at_mut(q);
    for (first, second) in head[p].iter_mut().zip(&mut tail[0]) {
        (*first, *second) = (cosine * *first - sine * *second, sine * *first + cosine * *second);
    }
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
        let found = symmetric_eigen(rows.clone());
        for i in 0..n {
            for j in 0..n {
                let product: f64 = (0..n).map(|k| found[i].vector[k] * found[j].vector[k]).sum();
                assert!((product - f64::from(u8::from(i == j))).abs() < 1e-12);
                let rebuilt: f64 = found.iter().map(|e| e.value * e.vector[i] * e.vector[j]).sum();
                assert!((rebuilt - rows[i][j]).abs() < 1e-12);
            }
        }
        assert!(found.windows(2).all(|pair| pair[0].value >= pair[1].value));
    }
}
