//! A machine as a picture: states on a circle, arrows between them.

use crate::xpfsa::Xpfsa;

/// Size of the drawing, in its own units; of one state alone.
const SIZE: f64 = 420.0;
const SIZE_OF_ONE: f64 = 180.0;
/// Beyond so many states the picture is no help.
const MAX_DRAWN: usize = 12;

/// A state.
#[derive(Clone, Debug, PartialEq)]
pub struct StateCircle {
    /// Middle.
    pub x: f64,
    /// Middle.
    pub y: f64,
    /// Radius: its area grows with the state's share of time.
    pub radius: f64,
    /// Probability of an event while in the state.
    pub probability: f64,
    /// How often the machine was in it.
    pub count: u64,
}

/// What reading a symbol leads to.
#[derive(Clone, Debug, PartialEq)]
pub struct Arrow {
    /// The state before.
    pub from: usize,
    /// The state after.
    pub to: usize,
    /// The symbols that lead there, with commas.
    pub symbols: String,
    /// The SVG path.
    pub path: String,
    /// Where its label stands.
    pub label: (f64, f64),
}

/// A machine's states and arrows.
#[derive(Clone, Debug, PartialEq)]
pub struct StateDiagram {
    /// Width and height of the drawing.
    pub size: f64,
    /// The states, by number.
    pub states: Vec<StateCircle>,
    /// The arrows; symbols that lead the same way share one.
    pub arrows: Vec<Arrow>,
    /// Whether there are few enough states to draw.
    pub is_drawn: bool,
}

impl StateDiagram {
    /// Lays a machine out.
    ///
    /// # Examples
    /// ```
    /// use watchback::{scene::StateDiagram, xpfsa::Xpfsa};
    /// let machine = Xpfsa::new(2, 2, vec![0, 1, 0, 1], vec![90, 10, 5, 5])?;
    /// let diagram = StateDiagram::new(&machine);
    /// assert_eq!((diagram.states.len(), diagram.arrows.len()), (2, 4));
    /// assert_eq!((diagram.states[1].probability, diagram.states[0].count), (0.5, 100));
    /// # Ok::<(), watchback::xpfsa::InferenceError>(())
    /// ```
    pub fn new(machine: &Xpfsa) -> Self {
        let n = machine.n_states();
        let size = if n > 1 { SIZE } else { SIZE_OF_ONE };
        let shares = machine.stationary();
        let circle = |state: usize| {
            let angle = std::f64::consts::TAU * state as f64 / n as f64 - std::f64::consts::FRAC_PI_2;
            let ring = if n > 1 { 0.30 * SIZE } else { 0.0 };
            StateCircle {
                x: 0.5 * size + ring * libm::cos(angle),
                y: 0.5 * size + ring * libm::sin(angle),
                radius: 16.0 + 18.0 * shares.get(state).copied().unwrap_or(0.0).sqrt(),
                probability: machine.probability(state, 1),
                count: machine.count(state),
            }
        };
        let states: Vec<StateCircle> = (0..n).map(circle).collect();
        let mut arrows = Vec::new();
        for from in 0..n {
            for to in 0..n {
                let leads = |symbol: &usize| machine.next(from, *symbol) == to;
                let symbols: Vec<String> =
                    (0..machine.n_inputs()).filter(leads).map(|symbol| symbol.to_string()).collect();
                if !symbols.is_empty() {
                    let (path, label) = route(&states[from], &states[to], 0.5 * size);
                    arrows.push(Arrow { from, to, symbols: symbols.join(", "), path, label });
                }
            }
        }
        Self { size, states, arrows, is_drawn: n <= MAX_DRAWN }
    }
}

/// A curve from one circle's edge to another's, bent to its left so that there and back do not
/// meet; a loop outwards for one state.
fn route(from: &StateCircle, to: &StateCircle, middle: f64) -> (String, (f64, f64)) {
    if from == to {
        let (mut x, mut y) = (from.x - middle, from.y - middle);
        let length = (x * x + y * y).sqrt();
        if length > 0.0 {
            (x, y) = (x / length, y / length);
        } else {
            (x, y) = (0.0, -1.0);
        }
        let spread = 0.45;
        let at = |side: f64, reach: f64| {
            (from.x + reach * (x - side * spread * y), from.y + reach * (y + side * spread * x))
        };
        let (start, end) = (at(1.0, from.radius * 0.9), at(-1.0, from.radius * 0.9));
        let (bend, back) = (at(1.0, from.radius + 42.0), at(-1.0, from.radius + 42.0));
        let path = format!(
            "M{:.1} {:.1} C{:.1} {:.1} {:.1} {:.1} {:.1} {:.1}",
            start.0, start.1, bend.0, bend.1, back.0, back.1, end.0, end.1
        );
        return (path, (from.x + x * (from.radius + 40.0), from.y + y * (from.radius + 40.0)));
    }
    let (dx, dy) = (to.x - from.x, to.y - from.y);
    let length = (dx * dx + dy * dy).sqrt().max(1.0);
    let (ux, uy) = (dx / length, dy / length);
    let bend = 0.16 * length;
    let (cx, cy) = (0.5 * (from.x + to.x) + bend * uy, 0.5 * (from.y + to.y) - bend * ux);
    let start = (from.x + from.radius * ux, from.y + from.radius * uy);
    let end = (to.x - (to.radius + 7.0) * ux, to.y - (to.radius + 7.0) * uy);
    let path = format!("M{:.1} {:.1} Q{cx:.1} {cy:.1} {:.1} {:.1}", start.0, start.1, end.0, end.1);
    (path, (cx, cy))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_lies_within_the_drawing_and_symbols_share_arrows() {
        let machine = Xpfsa::new(2, 2, vec![1, 1, 2, 1, 0, 2], vec![10, 1, 20, 5, 8, 8]).unwrap();
        let diagram = StateDiagram::new(&machine);
        assert!(diagram.is_drawn);
        let within = |at: f64| (0.0..=SIZE).contains(&at);
        assert!(diagram.states.iter().all(|state| within(state.x) && within(state.y)));
        assert!(diagram.arrows.iter().all(|arrow| within(arrow.label.0) && within(arrow.label.1)));
        let from_first: Vec<_> = diagram.arrows.iter().filter(|arrow| arrow.from == 0).collect();
        assert_eq!((from_first.len(), from_first[0].symbols.as_str(), from_first[0].to), (1, "0, 1", 1));
    }
}
