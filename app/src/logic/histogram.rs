//! The streams' AUCs over the pooled AUCs of the shifted forecasts: from counts to bars and a line.

use watchback::score::AucHistogram;

/// Width of the drawing, in its own units.
pub const WIDTH: f64 = 640.0;
/// Height of the drawing, axis included.
pub const HEIGHT: f64 = 240.0;
/// Room for the axis below.
pub const AXIS: f64 = 28.0;

/// A bar of the observed streams, and the height of the outline of chance above the same bin.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bin {
    /// Left edge.
    pub x: f64,
    /// Width.
    pub width: f64,
    /// Height of the bar.
    pub observed: f64,
    /// Height of the outline.
    pub chance: f64,
}

/// What is drawn: bins and ticks, in units of the drawing.
#[derive(Clone, Debug, PartialEq)]
pub struct HistogramScene {
    /// From the lowest to the highest AUC shown.
    pub bins: Vec<Bin>,
    /// Place and text of each tick.
    pub ticks: Vec<(f64, String)>,
    /// Place of an AUC of one half.
    pub half: f64,
}

impl HistogramScene {
    /// Lays the histogram out. Only bins between the first and the last that hold anything are
    /// shown.
    pub fn new(histogram: &AucHistogram) -> Self {
        let n_bins = histogram.observed.len();
        let share = |counts: &[u64], at: usize| {
            let total: u64 = counts.iter().sum();
            counts.get(at).copied().unwrap_or(0) as f64 / total.max(1) as f64
        };
        // What is rarer than one in a thousand would only flatten the rest.
        let shown = |at: &usize| {
            share(&histogram.observed, *at) > 0.001
                || share(&histogram.rounds, *at) > 0.001
                || *at * 2 == n_bins
        };
        let first = (0..n_bins).find(shown).unwrap_or(0);
        let last = (0..n_bins).rev().find(shown).unwrap_or(n_bins.saturating_sub(1));
        let highest = (first..=last)
            .map(|at| share(&histogram.observed, at).max(share(&histogram.rounds, at)))
            .fold(1e-9, f64::max);
        let width = WIDTH / (last - first + 1).max(1) as f64;
        let height = |share: f64| share / highest * (HEIGHT - AXIS - 8.0);
        let bin = |at: usize| Bin {
            x: (at - first) as f64 * width,
            width,
            observed: height(share(&histogram.observed, at)),
            chance: height(share(&histogram.rounds, at)),
        };
        let x_of = |auc: f64| (auc * n_bins as f64 - first as f64) * width;
        let ticks = (0..=20).map(|at| f64::from(at) / 20.0).map(|auc| (x_of(auc), format!("{auc:.2}")));
        let ticks = ticks.filter(|(x, _)| (14.0..=WIDTH - 14.0).contains(x)).collect();
        Self { bins: (first..=last).map(bin).collect(), ticks, half: x_of(0.5) }
    }

    /// The outline of chance as an SVG path.
    pub fn chance_outline(&self) -> String {
        let floor = HEIGHT - AXIS;
        self.bins.iter().enumerate().fold(String::new(), |path, (at, bin)| {
            let command = if at == 0 { 'M' } else { 'L' };
            let y = floor - bin.chance;
            format!("{path}{command}{:.2} {y:.2} L{:.2} {y:.2} ", bin.x, bin.x + bin.width)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 50 bins of 0.02 with these counts of streams and of shifted forecasts.
    fn scene(observed: &[(usize, u64)], rounds: &[(usize, u64)]) -> HistogramScene {
        let counts = |counts: &[(usize, u64)]| {
            let mut bins = vec![0; 50];
            counts.iter().for_each(|&(bin, count)| bins[bin] = count);
            bins
        };
        let (observed, rounds) = (counts(observed), counts(rounds));
        HistogramScene::new(&AucHistogram { observed, rounds, n_streams: 0, n_rounds: 1 })
    }

    #[test]
    fn only_bins_that_hold_something_are_shown() {
        let shown = scene(&[(20, 5), (29, 5)], &[(25, 100)]);
        assert_eq!(shown.bins.len(), 10);
        assert_eq!((shown.bins[0].x, shown.bins[9].x + shown.bins[9].width), (0.0, WIDTH));
        assert_eq!(shown.half, 5.0 * WIDTH / 10.0);
    }

    #[test]
    fn what_is_rarer_than_one_in_a_thousand_is_left_out() {
        let shown = scene(&[(2, 1), (25, 2000)], &[(25, 1)]);
        assert_eq!(shown.bins.len(), 1);
    }

    #[test]
    fn heights_are_shares_of_the_highest() {
        let shown = scene(&[(25, 3), (26, 1)], &[(25, 40), (26, 60)]);
        let highest = HEIGHT - AXIS - 8.0;
        assert_eq!(shown.bins[0].observed, highest);
        assert!((shown.bins[1].observed - highest / 3.0).abs() < 1e-9);
        assert!((shown.bins[1].chance - highest * 0.8).abs() < 1e-9);
    }

    #[test]
    fn ticks_lie_within_the_drawing() {
        let shown = scene(&[(20, 1), (30, 1)], &[(25, 1)]);
        assert!(shown.ticks.iter().all(|(x, _)| (14.0..=WIDTH - 14.0).contains(x)));
        assert!(shown.ticks.iter().any(|(x, text)| text == "0.50" && *x == shown.half));
    }

    #[test]
    fn an_empty_histogram_still_shows_the_half() {
        let shown = scene(&[], &[]);
        assert_eq!((shown.bins.len(), shown.half), (1, 0.0));
        assert_eq!(shown.chance_outline(), format!("M0.00 {0:.2} L{WIDTH:.2} {0:.2} ", HEIGHT - AXIS));
    }
}
