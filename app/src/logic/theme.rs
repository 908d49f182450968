//! Colours of pictures. Those of the page are in www/style.css; a canvas cannot read them.

/// Red, green, blue.
pub type Colour = [u8; 3];

/// Low to high, light to dark: reads in grey and with any colour vision (after viridis, reversed on
/// dark pages).
const SEQUENTIAL: [Colour; 6] =
    [[253, 231, 37], [122, 209, 81], [34, 168, 132], [42, 120, 142], [65, 68, 135], [68, 1, 84]];
/// Below, around and above the middle (after the colour-blind safe PuOr).
const DIVERGING: [Colour; 5] =
    [[179, 88, 6], [241, 163, 64], [247, 247, 247], [153, 142, 195], [84, 39, 136]];
const DIVERGING_DARK: [Colour; 5] =
    [[253, 184, 99], [178, 110, 40], [58, 58, 66], [128, 115, 172], [190, 174, 235]];

/// Lines and dots over the map: the inner colour, and the one around it that parts it from what
/// lies below.
pub const fn ink(dark: bool) -> (&'static str, &'static str) {
    if dark { ("#fff", "#000") } else { ("#000", "#fff") }
}

/// A tile without a figure: the stroke across it. The ground shows through.
pub const fn struck(dark: bool) -> &'static str {
    if dark { "#8a939d" } else { "#68727c" }
}

/// How values become colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scale {
    /// From nothing to much.
    Sequential,
    /// From below to above a middle.
    Diverging,
}

/// The colour of a share of the way from the scale's low to its high end (0 to 1).
pub fn colour(scale: Scale, share: f64, dark: bool) -> Colour {
    let share = if share.is_nan() { 0.0 } else { share.clamp(0.0, 1.0) };
    match (scale, dark) {
        (Scale::Sequential, false) => between(&SEQUENTIAL, share),
        (Scale::Sequential, true) => between(&SEQUENTIAL, 1.0 - share),
        (Scale::Diverging, false) => between(&DIVERGING, share),
        (Scale::Diverging, true) => between(&DIVERGING_DARK, share),
    }
}

fn between(stops: &[Colour], share: f64) -> Colour {
    let position = share * (stops.len() - 1) as f64;
    let low = (position as usize).min(stops.len().saturating_sub(2));
    let part = position - low as f64;
    match (stops.get(low), stops.get(low + 1)) {
        (Some(from), Some(to)) => std::array::from_fn(|channel| {
            let (from, to) = (f64::from(from[channel]), f64::from(to[channel]));
            (from + (to - from) * part).round() as u8
        }),
        _ => [0, 0, 0],
    }
}

/// A CSS colour.
pub fn css(colour: Colour) -> String {
    let [red, green, blue] = colour;
    format!("rgb({red} {green} {blue})")
}
