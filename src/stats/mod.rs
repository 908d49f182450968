//! Statistics and small linear algebra that the other modules share. Each stands here once.
//!
//! Every sum runs in a fixed order and every transcendental function is libm's, so that results
//! have the same bits natively and in wasm. Most libraries pick fused instructions at run time;
//! nalgebra, which finds eigenvectors, is built without the part that does.

mod chi_square;
mod cholesky;
mod eigen;
mod jackknife;
mod least_squares;
mod multiple_testing;
mod student_t;
mod summary;

pub use chi_square::{chi_square_minus_log10_p, chi_square_one_in_thousand};
pub use cholesky::{cholesky_factor, solve_positive_definite};
pub use eigen::{Eigen, symmetric_eigen};
pub use jackknife::{Jackknife, jackknife};
pub use least_squares::{LeastSquares, Part, Span};
pub use multiple_testing::{AdjustedP, InvalidP, benjamini_hochberg, benjamini_hochberg_count};
pub use student_t::{student_t_between, student_t_quantile};
pub use summary::{dot, mean, median, quantile, squared_deviations};

/// The 80 % point of the standard normal distribution.
///
/// A minimum detectable effect is stated for a power of 80 %: it lies this many standard errors
/// beyond the critical value.
pub const NORMAL_80_PERCENT_POINT: f64 = 0.841_621_233_572_914_2;
