//! Least squares over a few columns, in a fixed order of operations.
//!
//! Every coefficient is that of its column's part which the others leave over (Frisch and Waugh, Econometrica 1, 1933), so that the
//! same part serves its error, its inflation and its surrogates.

/// A column of whose length the others leave less than this share adds nothing.
const LEAST_SHARE: f64 = 1e-7;

/// Orthogonal columns of length 1 that span given ones.
pub(super) struct Span(pub(super) Vec<Vec<f64>>);

impl Span {
    /// Of these columns; the index of the first that the ones before it span already, otherwise.
    pub(super) fn of<'a>(columns: impl IntoIterator<Item = &'a Vec<f64>>) -> Result<Self, usize> {
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

    /// What the span leaves of a column. Twice, as once leaves rounding where much is taken away.
    pub(super) fn rest(&self, column: &[f64]) -> Vec<f64> {
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
pub(super) struct Part {
    /// What the other columns leave of it.
    pub(super) rest: Vec<f64>,
    /// Its square.
    pub(super) square: f64,
    pub(super) coefficient: f64,
}

/// A response explained by columns.
pub(super) struct LeastSquares {
    /// One a column.
    pub(super) parts: Vec<Part>,
    pub(super) residuals: Vec<f64>,
    /// Sum of squared residuals.
    pub(super) square: f64,
    pub(super) degrees_of_freedom: usize,
}

impl LeastSquares {
    /// The index of a column that the others span, otherwise.
    pub(super) fn fit(columns: &[Vec<f64>], response: &[f64]) -> Result<Self, usize> {
        let residuals = Span::of(columns)?.rest(response);
        let part = |at: usize| {
            let span = Span::of(
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

    /// The standard error of a coefficient where errors are independent and alike.
    pub(super) fn standard_error(&self, part: &Part) -> f64 {
        (self.square / self.degrees_of_freedom as f64 / part.square).sqrt()
    }
}

pub(super) fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).fold(0.0, |sum, (a, b)| sum + a * b)
}
