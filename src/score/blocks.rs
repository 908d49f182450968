//! Blocks of four weeks, and the interval that leaving out one after another gives.
//!
//! What is estimated: the figure of this city's fixed set of streams over weeks like these. All
//! streams of a block are left out together, because what moves one tile on a day moves others too.

use crate::stats::jackknife;

/// Steps of a block: what happens within four weeks hangs together.
const BLOCK_STEPS: usize = 28;
/// With fewer blocks there is no interval.
pub(super) const MIN_BLOCKS: usize = 8;

/// A window cut into blocks of four weeks; the last one takes what is left over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Blocks {
    n_blocks: usize,
    block_steps: usize,
}

impl Blocks {
    /// The blocks of a window of days.
    ///
    /// # Examples
    /// ```
    /// use watchback::score::Blocks;
    /// let year = Blocks::of_days(365);
    /// assert_eq!((year.count(), year.of(27), year.of(28), year.of(364)), (13, 0, 1, 12));
    /// ```
    pub fn of_days(n_steps: usize) -> Self {
        Self::of_steps(n_steps, BLOCK_STEPS)
    }

    /// The blocks of a window of steps of which so many are four weeks.
    pub fn of_steps(n_steps: usize, block_steps: usize) -> Self {
        let block_steps = block_steps.max(1);
        Self { n_blocks: (n_steps / block_steps).max(1), block_steps }
    }

    /// Number of blocks.
    pub const fn count(self) -> usize {
        self.n_blocks
    }

    /// The block of a step.
    pub fn of(self, step: usize) -> usize {
        (step / self.block_steps).min(self.n_blocks - 1)
    }
}

/// The 95 % interval of a figure from the same figure without each of the blocks, by the
/// [`jackknife`](crate::stats::jackknife). `None` below 8 blocks, and where the figure without a
/// block is not finite.
///
/// # Examples
/// ```
/// use watchback::{score::block_interval, stats::jackknife};
/// let without: Vec<f64> = (1..=12).map(|out| (78.0 - f64::from(out)) / 11.0).collect();
/// assert_eq!(
///     block_interval(6.5, &without),
///     jackknife(6.5, &without).map(|error| error.interval)
/// );
/// assert_eq!(block_interval(6.5, &without[..7]), None);
/// ```
pub fn block_interval(figure: f64, without: &[f64]) -> Option<(f64, f64)> {
    if without.len() < MIN_BLOCKS {
        return None;
    }
    jackknife(figure, without).map(|error| error.interval)
}

/// Numerators and denominators of a ratio by block.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct RatioBlocks {
    sums: Vec<(f64, f64)>,
}

impl RatioBlocks {
    pub(super) fn new(blocks: Blocks) -> Self {
        Self { sums: vec![(0.0, 0.0); blocks.count()] }
    }

    pub(super) const fn from_sums(sums: Vec<(f64, f64)>) -> Self {
        Self { sums }
    }

    pub(super) fn add(&mut self, block: usize, numerator: f64, denominator: f64) {
        if let Some(sums) = self.sums.get_mut(block) {
            sums.0 += numerator;
            sums.1 += denominator;
        }
    }

    /// The ratio of the sums; `None` without a denominator.
    pub(super) fn ratio(&self) -> Option<f64> {
        let (numerator, denominator) = self.total();
        (denominator != 0.0).then(|| numerator / denominator)
    }

    /// The ratio without each block; a block that holds all of the denominator is left in.
    pub(super) fn without(&self) -> Vec<f64> {
        let (numerator, denominator) = self.total();
        let ratio = |(part, of): &(f64, f64)| {
            let left = denominator - of;
            if left == 0.0 { numerator / denominator } else { (numerator - part) / left }
        };
        self.sums.iter().map(ratio).collect()
    }

    pub(super) fn interval(&self) -> Option<(f64, f64)> {
        block_interval(self.ratio()?, &self.without())
    }

    fn total(&self) -> (f64, f64) {
        self.sums.iter().fold((0.0, 0.0), |all, block| (all.0 + block.0, all.1 + block.1))
    }
}
