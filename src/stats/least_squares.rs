//! Least squares over a few columns.
//!
//! Each coefficient is computed from the part of its column that the other columns leave over
//! (Frisch and Waugh, Econometrica 1, 1933). The same part then serves the coefficient's error,
//! its variance inflation and its surrogates.

use super::dot;

/// A column of whose length the others leave less than this share adds nothing: eight times the
/// square root of the rounding unit.
const LEAST_SHARE: f64 = 1e-7;

/// The space that columns span, as orthogonal directions of length 1.
#[derive(Clone, Debug)]
pub struct Span(Vec<Vec<f64>>);

impl Span {
    /// The span of columns of one length, by Gram and Schmidt's procedure.
    ///
    /// # Errors
    /// The index of the first column that the columns before it span already.
    ///
    /// # Examples
    /// ```
    /// use watchback::stats::Span;
    /// let constant = vec![1.0, 1.0, 1.0, 1.0];
    /// let span = Span::new([&constant])?;
    /// // What a constant leaves of a column are the deviations from its mean.
    /// assert_eq!(span.rest(&[1.0, 2.0, 3.0, 6.0]), [-2.0, -1.0, 0.0, 3.0]);
    /// assert_eq!(Span::new([&constant, &vec![2.0; 4]]).unwrap_err(), 1);
    /// # Ok::<(), usize>(())
    /// ```
    pub fn new<'a>(columns: impl IntoIterator<Item = &'a Vec<f64>>) -> Result<Self, usize> {
        let mut span = Self(Vec::new());
        for (index, column) in columns.into_iter().enumerate() {
            let mut rest = span.rest(column);
            let length = dot(&rest, &rest).sqrt();
            if length.is_nan() || length <= LEAST_SHARE * dot(column, column).sqrt() {
                return Err(index);
            }
            rest.iter_mut().for_each(|entry| *entry /= length);
            span.0.push(rest);
        }
        Ok(span)
    }

    /// The directions, one a column.
    #[must_use]
    pub fn directions(&self) -> &[Vec<f64>] {
        &self.0
    }

    /// What the span leaves of a column of the same length.
    ///
    /// Each direction is taken out twice: once leaves rounding errors where much is taken away.
    #[must_use]
    pub fn rest(&self, column: &[f64]) -> Vec<f64> {
        let mut rest = column.to_vec();
        for direction in self.0.iter().chain(&self.0) {
            let part = dot(direction, &rest);
            for (entry, along) in rest.iter_mut().zip(direction) {
                *entry -= part * along;
            }
        }
        rest
    }
}

/// A column's coefficient beside the others.
#[derive(Clone, Debug)]
pub struct Part {
    /// What the other columns leave of the column, by row.
    pub rest: Vec<f64>,
    /// Sum of squares of `rest`.
    pub square: f64,
    /// Response per unit of the column.
    pub coefficient: f64,
}

/// A response explained by columns.
#[derive(Clone, Debug)]
pub struct LeastSquares {
    /// One a column.
    pub parts: Vec<Part>,
    /// By row.
    pub residuals: Vec<f64>,
    /// Sum of squared residuals.
    pub square: f64,
    /// Rows less columns.
    pub degrees_of_freedom: usize,
}

impl LeastSquares {
    /// Explains a response by columns of the same length. No constant is added.
    ///
    /// # Errors
    /// The index of a column that the others span.
    ///
    /// # Examples
    /// ```
    /// use watchback::stats::LeastSquares;
    /// // 1, 3, 2 over 0, 1, 2: the line 1.5 + 0.5 x leaves -.5, 1 and -.5.
    /// let fit = LeastSquares::fit(&[vec![1.0; 3], vec![0.0, 1.0, 2.0]], &[1.0, 3.0, 2.0])?;
    /// assert!((fit.parts[0].coefficient - 1.5).abs() < 1e-12);
    /// assert!((fit.parts[1].coefficient - 0.5).abs() < 1e-12);
    /// assert!((fit.square - 1.5).abs() < 1e-12);
    /// // The slope's variance: 1.5 over one degree of freedom, over x's sum of squares, 2.
    /// assert!((fit.standard_error(&fit.parts[1]) - 0.75_f64.sqrt()).abs() < 1e-12);
    /// # Ok::<(), usize>(())
    /// ```
    pub fn fit(columns: &[Vec<f64>], response: &[f64]) -> Result<Self, usize> {
        let residuals = Span::new(columns)?.rest(response);
        let part = |at: usize| {
            let span = Span::new(
                columns.iter().enumerate().filter(|(other, _)| *other != at).map(|(_, column)| column),
            )?;
            let rest = span.rest(&columns[at]);
            let square = dot(&rest, &rest);
            Ok(Part { coefficient: dot(&rest, response) / square, square, rest })
        };
        Ok(Self {
            parts: (0..columns.len()).map(part).collect::<Result<_, usize>>()?,
            square: dot(&residuals, &residuals),
            residuals,
            degrees_of_freedom: response.len().saturating_sub(columns.len()),
        })
    }

    /// The standard error of a coefficient where errors are independent and have one variance.
    #[must_use]
    pub fn standard_error(&self, part: &Part) -> f64 {
        (self.square / self.degrees_of_freedom as f64 / part.square).sqrt()
    }
}
