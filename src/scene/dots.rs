//! Figures in rows over one axis: a dot, its interval, what chance gives, and marks to compare
//! with.

use super::Tick;
use super::plot::{label, nice_step};

/// Where the axis begins and ends, in percent of the width: half a label's room at both ends.
const LEFT: f64 = 4.0;
const RIGHT: f64 = 96.0;

/// A figure. As given its numbers are those of the figure; as laid out they are percent of the
/// picture's width.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Dot {
    /// The figure.
    pub value: f64,
    /// Its interval.
    pub interval: Option<(f64, f64)>,
    /// What chance gives: the band's lower end, the mean, the band's upper end.
    pub chance: Option<[f64; 3]>,
    /// Marks to compare with.
    pub marks: Vec<f64>,
}

/// What is drawn: positions along the axis, in percent of the picture's width.
#[derive(Clone, Debug, PartialEq)]
pub struct DotPlot {
    /// The figures, in the order given.
    pub rows: Vec<Dot>,
    /// Ticks of the axis, at round numbers.
    pub ticks: Vec<Tick>,
}

impl Dot {
    fn positions(&self) -> impl Iterator<Item = f64> + '_ {
        let interval = self.interval.into_iter().flat_map(|(lo, hi)| [lo, hi]);
        let chance = self.chance.into_iter().flatten();
        std::iter::once(self.value).chain(interval).chain(chance).chain(self.marks.iter().copied())
    }
}

impl DotPlot {
    /// Lays figures out on an axis from the least to the greatest of all that is shown. `None`
    /// without a figure, or with one that is no number.
    ///
    /// # Examples
    /// ```
    /// use watchback::scene::{Dot, DotPlot};
    /// let dot = Dot {
    ///     value: 0.6,
    ///     interval: Some((0.5, 0.7)),
    ///     chance: Some([0.4, 0.5, 0.6]),
    ///     marks: vec![0.8],
    /// };
    /// let plot = DotPlot::new(&[dot]).ok_or("nothing to draw")?;
    /// let texts: Vec<&str> = plot.ticks.iter().map(|tick| tick.text.as_str()).collect();
    /// assert_eq!(texts, ["0.4", "0.5", "0.6", "0.7", "0.8"]);
    /// // The axis goes from 4 % to 96 % of the width: 0.6 lies in its middle, 0.8 at its end.
    /// assert!(
    ///     (plot.rows[0].value - 50.0).abs() < 1e-9
    ///         && (plot.rows[0].marks[0] - 96.0).abs() < 1e-9
    /// );
    /// # Ok::<(), &str>(())
    /// ```
    pub fn new(figures: &[Dot]) -> Option<Self> {
        let all = || figures.iter().flat_map(Dot::positions);
        let (low, high) = (all().fold(f64::INFINITY, f64::min), all().fold(f64::NEG_INFINITY, f64::max));
        if !(low.is_finite() && high.is_finite()) || all().any(f64::is_nan) {
            return None;
        }
        // One place alone still wants an axis around it.
        let span = if high > low { high - low } else { 1.0 };
        let low = if high > low { low } else { low - 0.5 };
        let step = nice_step(span / 5.0);
        // What is an end but for rounding has its tick.
        let (first, last) =
            (libm::ceil(low / step - 1e-9) as i64, libm::floor((low + span) / step + 1e-9) as i64);
        let x = |value: f64| LEFT + (value - low) / span * (RIGHT - LEFT);
        let row = |figure: &Dot| Dot {
            value: x(figure.value),
            interval: figure.interval.map(|(lo, hi)| (x(lo), x(hi))),
            chance: figure.chance.map(|chance| chance.map(x)),
            marks: figure.marks.iter().map(|&mark| x(mark)).collect(),
        };
        let tick = |at: i64| Tick { at: x(at as f64 * step), text: label(at as f64 * step, step) };
        Some(Self { rows: figures.iter().map(row).collect(), ticks: (first..=last).map(tick).collect() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_lies_between_the_ends_of_the_axis() {
        let figures = [
            Dot { value: -3.2, interval: Some((-4.1, -2.3)), chance: None, marks: vec![0.0] },
            Dot { value: 1.7, ..Dot::default() },
        ];
        let plot = DotPlot::new(&figures).unwrap();
        let texts: Vec<&str> = plot.ticks.iter().map(|tick| tick.text.as_str()).collect();
        assert_eq!(texts, ["\u{2212}4", "\u{2212}2", "0"]);
        // 92 % of the width hold 5.8 units: 0 lies 4.1 of them from the left end.
        assert!((plot.rows[0].marks[0] - (4.0 + 92.0 * 4.1 / 5.8)).abs() < 1e-9);
        assert_eq!(plot.ticks[2].at, plot.rows[0].marks[0]);
        let ends = LEFT - 1e-9..=RIGHT + 1e-9;
        assert!(plot.rows.iter().flat_map(Dot::positions).all(|x| ends.contains(&x)));
    }

    #[test]
    fn one_figure_has_an_axis_and_none_has_no_picture() {
        let one = DotPlot::new(&[Dot { value: 0.5, ..Dot::default() }]).unwrap();
        assert_eq!((one.rows[0].value, one.ticks.len()), (50.0, 6));
        assert_eq!(DotPlot::new(&[]), None);
        assert_eq!(DotPlot::new(&[Dot { value: f64::NAN, ..Dot::default() }]), None);
    }
}
