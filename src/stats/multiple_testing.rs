//! Many tests at once: how many of the findings may be false.

/// A p-value among others.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct AdjustedP {
    /// The p-value as given.
    pub p: f64,
    /// The smallest false discovery rate q at which it is a finding: compare it with q, never
    /// with p.
    pub adjusted: f64,
    /// Whether it is a finding at the q that was asked for.
    pub found: bool,
}

/// A p-value outside 0..=1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("p-value {index} (counted from 0) is not between 0 and 1")]
pub struct InvalidP {
    /// Its place in the list.
    pub index: usize,
}

/// Benjamini and Hochberg's procedure over all p-values of a family, in the order given: at most
/// a share `q` of the findings is false on average, where tests are independent or depend
/// positively.
///
/// Source: Benjamini and Hochberg, Journal of the Royal Statistical Society B 57 (1995); adjusted
/// p as in Yekutieli and Benjamini, Journal of Statistical Planning and Inference 82 (1999).
///
/// # Errors
/// [`InvalidP`] for the first that is not between 0 and 1.
///
/// # Examples
/// ```
/// use watchback::stats::benjamini_hochberg;
/// let page = benjamini_hochberg(&[0.04, 0.01, 0.5, 0.015], 0.05)?;
/// let found: Vec<bool> = page.iter().map(|test| test.found).collect();
/// assert_eq!(found, [false, true, false, true]);
/// assert_eq!((page[1].adjusted, page[3].adjusted, page[2].adjusted), (0.03, 0.03, 0.5));
/// # Ok::<(), watchback::stats::InvalidP>(())
/// ```
pub fn benjamini_hochberg(p: &[f64], q: f64) -> Result<Vec<AdjustedP>, InvalidP> {
    if let Some(index) = p.iter().position(|p| !(0.0..=1.0).contains(p)) {
        return Err(InvalidP { index });
    }
    let mut descending: Vec<usize> = (0..p.len()).collect();
    descending.sort_by(|&a, &b| p[b].total_cmp(&p[a]));
    let mut tests: Vec<AdjustedP> = p.iter().map(|&p| AdjustedP { p, adjusted: 1.0, found: false }).collect();
    let mut least: f64 = 1.0;
    for (below, &at) in descending.iter().enumerate() {
        least = least.min(false_discovery_rate(p[at], p.len() as f64, p.len() - below));
        tests[at].adjusted = least;
        tests[at].found = least <= q;
    }
    Ok(tests)
}

/// The number of findings of [`benjamini_hochberg`] among a family of `tests`, of which only the
/// smallest p-values are listed, in ascending order. All that could be findings must be listed.
///
/// # Examples
/// ```
/// use watchback::stats::benjamini_hochberg_count;
/// assert_eq!(benjamini_hochberg_count(&[0.01, 0.015, 0.04], 4, 0.05), 2);
/// ```
#[must_use]
pub fn benjamini_hochberg_count(ascending: &[f64], tests: u64, q: f64) -> usize {
    let is_found = |&(at, p): &(usize, &f64)| false_discovery_rate(*p, tests as f64, at + 1) <= q;
    ascending.iter().enumerate().rfind(is_found).map_or(0, |(at, _)| at + 1)
}

/// False findings expected by chance at or below `p`, over the `rank` p-values that are there.
fn false_discovery_rate(p: f64, tests: f64, rank: usize) -> f64 {
    p * tests / rank as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The fifteen p-values of the authors' own example (1995, section 3.2): four are found at 5 %.
    #[test]
    fn the_authors_example() {
        let p = [
            0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262, 0.5719,
            0.6528, 0.7590, 1.0,
        ];
        let tests = benjamini_hochberg(&p, 0.05).unwrap();
        assert_eq!(tests.iter().filter(|test| test.found).count(), 4);
        assert!(tests[..4].iter().all(|test| test.found));
    }

    #[test]
    fn order_is_kept_and_an_invalid_p_is_refused() {
        let tests = benjamini_hochberg(&[0.9, 0.001, 0.001], 0.05).unwrap();
        assert_eq!(tests.iter().map(|test| test.p).collect::<Vec<_>>(), [0.9, 0.001, 0.001]);
        assert_eq!(tests[1].adjusted, tests[2].adjusted);
        assert_eq!(benjamini_hochberg(&[0.1, f64::NAN], 0.05), Err(InvalidP { index: 1 }));
        assert_eq!(benjamini_hochberg(&[-0.1], 0.05), Err(InvalidP { index: 0 }));
        assert_eq!(benjamini_hochberg(&[], 0.05), Ok(Vec::new()));
    }
}
