//! Lines over an axis, with the band that rounds of chance give where there is one.

/// Size of the drawing, in its own units.
const WIDTH: f64 = 640.0;
const HEIGHT: f64 = 220.0;
/// Room for labels at the left and below.
const LEFT: f64 = 76.0;
const BELOW: f64 = 26.0;
/// Room above, and at the right for half of the last label.
const EDGE: f64 = 24.0;

/// A tick of an axis: its position in units of the drawing, and its label.
#[derive(Clone, Debug, PartialEq)]
pub struct Tick {
    /// Position.
    pub at: f64,
    /// Label.
    pub text: String,
}

/// What is drawn, in units of the drawing.
#[derive(Clone, Debug, PartialEq)]
pub struct Plot {
    /// Width of the drawing.
    pub width: f64,
    /// Height of the drawing.
    pub height: f64,
    /// The lines, as SVG paths.
    pub lines: Vec<String>,
    /// The band, as a closed SVG path; empty without one.
    pub band: String,
    /// Height of zero, where it is in the picture.
    pub zero: Option<f64>,
    /// Left and right end of the axis, and its height.
    pub axis: (f64, f64, f64),
    /// Ticks of the axis below.
    pub x_ticks: Vec<Tick>,
    /// Ticks of the axis at the left.
    pub y_ticks: Vec<Tick>,
}

impl Plot {
    /// Lays lines out over ascending places; every line and both edges of the band (lower, upper)
    /// have a value a place. `x_ticks`: places and labels of the axis below. The axis at the left
    /// holds zero. `None` for fewer than two places.
    ///
    /// # Examples
    /// ```
    /// use watchback::scene::Plot;
    /// let ticks = [(5.0, "5".to_owned())];
    /// let plot =
    ///     Plot::new(&[0.0, 10.0], &[&[0.5, 3.0]], Some((&[-1.0, -1.0], &[1.0, 1.0])), &ticks)
    ///         .ok_or("too few")?;
    /// assert_eq!(plot.x_ticks[0].at, 0.5 * (plot.axis.0 + plot.axis.1));
    /// assert!(plot.lines[0].starts_with("M76.00"));
    /// # Ok::<(), &str>(())
    /// ```
    pub fn new(
        places: &[f64],
        lines: &[&[f64]],
        band: Option<(&[f64], &[f64])>,
        x_ticks: &[(f64, String)],
    ) -> Option<Self> {
        let (&first, &last) = (places.first()?, places.last()?);
        if last <= first {
            return None;
        }
        let edges = band.into_iter().flat_map(|(lo, hi)| [lo, hi]);
        let values = || lines.iter().copied().chain(edges.clone()).flatten().copied().chain([0.0]);
        let (low, high) =
            (values().fold(f64::INFINITY, f64::min), values().fold(f64::NEG_INFINITY, f64::max));
        let span = if high > low { high - low } else { 1.0 };
        let floor = HEIGHT - BELOW;
        let x = |at: f64| LEFT + (at - first) / (last - first) * (WIDTH - LEFT - EDGE);
        let y = |value: f64| floor - (value - low) / span * (floor - EDGE);
        let at = |(place, value): (&f64, &f64)| (x(*place), y(*value));
        let line = |values: &&[f64]| path(places.iter().zip(*values).map(at));
        let step = nice_step(span / 4.0);
        let first_tick = libm::ceil(low / step) as i64;
        let last_tick = libm::floor(high / step) as i64;
        let y_tick = |at: i64| Tick { at: y(at as f64 * step), text: label(at as f64 * step, step) };
        Some(Self {
            width: WIDTH,
            height: HEIGHT,
            lines: lines.iter().map(line).collect(),
            band: band.map_or_else(String::new, |(lo, hi)| {
                let upper = places.iter().zip(hi).map(at);
                let lower = places.iter().zip(lo).rev().map(at);
                format!("{}Z", path(upper.chain(lower)))
            }),
            zero: (low <= 0.0 && high >= 0.0).then(|| y(0.0)),
            axis: (LEFT, WIDTH - EDGE, floor),
            x_ticks: x_ticks.iter().map(|(at, text)| Tick { at: x(*at), text: text.clone() }).collect(),
            y_ticks: (first_tick..=last_tick).map(y_tick).collect(),
        })
    }
}

/// An SVG path along points.
fn path(along: impl Iterator<Item = (f64, f64)>) -> String {
    along.enumerate().fold(String::new(), |path, (at, (x, y))| {
        let command = if at == 0 { 'M' } else { 'L' };
        format!("{path}{command}{x:.2} {y:.2} ")
    })
}

/// 1, 2 or 5 times a power of ten, at least `least`.
pub(super) fn nice_step(least: f64) -> f64 {
    let power = libm::exp10(libm::floor(libm::log10(least.max(1e-12))));
    [1.0, 2.0, 5.0]
        .into_iter()
        .map(|factor| factor * power)
        .find(|step| *step >= least)
        .unwrap_or(10.0 * power)
}

/// A number with as many decimals as its steps need.
pub(super) fn label(value: f64, step: f64) -> String {
    let decimals = (-libm::floor(libm::log10(step) + 1e-9)).max(0.0) as usize;
    format!("{value:.decimals$}").replace('-', "\u{2212}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_are_round_numbers_within_the_picture() {
        let places: Vec<f64> = (0..20).map(f64::from).collect();
        let values: Vec<f64> = (0..20).map(|at| 0.000_12 * f64::from(at % 5)).collect();
        let plot = Plot::new(&places, &[&values], Some((&[-0.000_3; 20], &[0.000_25; 20])), &[]).unwrap();
        let texts: Vec<&str> = plot.y_ticks.iter().map(|tick| tick.text.as_str()).collect();
        assert_eq!(texts, ["\u{2212}0.0002", "0.0000", "0.0002", "0.0004"]);
        assert!(plot.y_ticks.iter().all(|tick| (0.0..=plot.axis.2).contains(&tick.at)));
        assert_eq!(plot.zero, Some(plot.y_ticks[1].at));
        assert!(plot.band.ends_with('Z') && plot.lines[0].matches('L').count() == 19);
    }

    #[test]
    fn one_place_is_no_line_and_a_band_may_be_missing() {
        assert_eq!(Plot::new(&[0.0], &[&[1.0]], None, &[]), None);
        assert_eq!(Plot::new(&[], &[], None, &[]), None);
        let plot = Plot::new(&[0.0, 1.0], &[&[1.0, 2.0], &[3.0, 0.0]], None, &[]).unwrap();
        assert_eq!((plot.lines.len(), plot.band.as_str()), (2, ""));
    }
}
