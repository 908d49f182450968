//! Lines that a person brings, as the page draws them over its maps: they go into no result.

use serde::{Deserialize, Serialize};

use watchback::space::{Lines, Position};

/// Positions of all lines of a file that are drawn at most.
const MOST_POSITIONS: usize = 60_000;
/// Positions nearer to the last one than so many degrees are left out: some 8 metres.
const STEP_DEGREES: f64 = 8e-5;

/// The lines of a file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LinesView {
    /// The file's name.
    pub name: String,
    /// Longitudes and latitudes, degrees.
    pub lines: Vec<Vec<(f32, f32)>>,
}

impl LinesView {
    /// Lines thinned until a page can draw them at each frame.
    pub fn new(name: String, lines: &Lines) -> Self {
        let mut step = STEP_DEGREES;
        loop {
            let thin: Vec<Vec<(f32, f32)>> = lines.lines().iter().map(|line| thinned(line, step)).collect();
            let positions: usize = thin.iter().map(Vec::len).sum();
            // So many lines of two positions cannot be thinned: the shortest are left out.
            if positions <= MOST_POSITIONS || step > 1.0 {
                return Self { name, lines: first_of(thin) };
            }
            step *= 2.0;
        }
    }
}

/// A line without positions nearer to the last kept one than a step. Both ends stay.
fn thinned(line: &[Position], step: f64) -> Vec<(f32, f32)> {
    let mut kept: Vec<Position> = Vec::new();
    for (at, &position) in line.iter().enumerate() {
        let is_near =
            |last: &Position| (last[0] - position[0]).abs() < step && (last[1] - position[1]).abs() < step;
        let is_end = at + 1 == line.len();
        if is_end || !kept.last().is_some_and(is_near) {
            kept.push(position);
        }
    }
    kept.into_iter().map(|[longitude, latitude]| (longitude as f32, latitude as f32)).collect()
}

/// As many lines as may be drawn, in their order; those with the most positions go first where not
/// all may.
fn first_of(mut lines: Vec<Vec<(f32, f32)>>) -> Vec<Vec<(f32, f32)>> {
    if lines.iter().map(Vec::len).sum::<usize>() > MOST_POSITIONS {
        lines.sort_by_key(|line| std::cmp::Reverse(line.len()));
        let mut left = MOST_POSITIONS;
        lines.retain(|line| {
            let fits = line.len() <= left;
            left = left.saturating_sub(line.len());
            fits
        });
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(lines: &[Vec<Position>]) -> Lines {
        let text: Vec<String> = lines.iter().map(|line| format!("{line:?}")).collect();
        let file = format!(
            r#"{{"type":"FeatureCollection","features":[{{"type":"Feature","properties":{{}},"geometry":{{"type":"MultiLineString","coordinates":[{}]}}}}]}}"#,
            text.join(",")
        );
        Lines::read(file.as_bytes()).unwrap()
    }

    #[test]
    fn near_positions_are_left_out_and_ends_stay() {
        let line = vec![[1.0, 2.0], [1.000_01, 2.0], [1.1, 2.0], [1.100_01, 2.0]];
        let view = LinesView::new("river".to_owned(), &file(&[line]));
        assert_eq!(view.lines, [vec![(1.0, 2.0), (1.1, 2.0), (1.100_01, 2.0)]]);
    }

    #[test]
    fn no_more_is_drawn_than_a_page_can() {
        let long: Vec<Position> = (0..100_000).map(|at| [f64::from(at) * 1e-3 % 100.0, 2.0]).collect();
        let many: Vec<Vec<Position>> =
            (0..40_000).map(|at| vec![[0.0, f64::from(at) * 1e-3], [5.0, f64::from(at) * 1e-3]]).collect();
        for lines in [&[long][..], &many] {
            let view = LinesView::new(String::new(), &file(lines));
            let positions: usize = view.lines.iter().map(Vec::len).sum();
            assert!((MOST_POSITIONS / 3..=MOST_POSITIONS).contains(&positions), "{positions}");
        }
    }
}
