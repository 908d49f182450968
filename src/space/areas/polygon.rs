//! Plane geometry of rings in degrees: area, centroid, inside or outside, clipping, crossings.
//!
//! Each function is exact up to rounding and works in a fixed order, so that it gives the same bits
//! everywhere. The local metric of a grid only scales the two axes: shares of area and centroids
//! are the same in degrees.

/// A position: longitude and latitude, degrees.
pub type Position = [f64; 2];

/// A closed ring: the last position is the first.
pub(super) type Ring = Vec<Position>;

/// Twice the signed area (positive if counter-clockwise) and the sums that make the centroid,
/// relative to `origin`.
pub(super) fn moments(ring: &[Position], origin: Position) -> [f64; 3] {
    let mut sums = [0.0; 3];
    for (a, b) in ring.iter().zip(ring.iter().skip(1)) {
        let (a, b) = (less(*a, origin), less(*b, origin));
        let cross = a[0] * b[1] - b[0] * a[1];
        sums[0] += cross;
        sums[1] += (a[0] + b[0]) * cross;
        sums[2] += (a[1] + b[1]) * cross;
    }
    sums
}

/// Signed area, positive if counter-clockwise.
pub(super) fn signed_area(ring: &[Position]) -> f64 {
    ring.first().map_or(0.0, |origin| moments(ring, *origin)[0] / 2.0)
}

fn less(a: Position, b: Position) -> Position {
    [a[0] - b[0], a[1] - b[1]]
}

/// Whether a ray to the east crosses the ring an odd number of times. Of two rings with a common
/// border a position on it lies in one.
pub(super) fn is_inside(ring: &[Position], [x, y]: Position) -> bool {
    let crosses = |a: &Position, b: &Position| {
        (a[1] > y) != (b[1] > y) && x < a[0] + (y - a[1]) / (b[1] - a[1]) * (b[0] - a[0])
    };
    ring.iter().zip(ring.iter().skip(1)).filter(|(a, b)| crosses(a, b)).count() % 2 == 1
}

/// Whether a position lies on the ring, exactly.
pub(super) fn is_on(ring: &[Position], at: Position) -> bool {
    let mut segments = ring.iter().zip(ring.iter().skip(1));
    segments.any(|(a, b)| {
        let within = |axis: usize| a[axis].min(b[axis]) <= at[axis] && at[axis] <= a[axis].max(b[axis]);
        within(0) && within(1) && turn(*a, *b, at) == 0.0
    })
}

/// Positive if `c` lies left of the line from `a` to `b`, 0 if on it.
fn turn(a: Position, b: Position, c: Position) -> f64 {
    let (b, c) = (less(b, a), less(c, a));
    b[0] * c[1] - b[1] * c[0]
}

/// The part of a ring on one side of a line across an axis: Sutherland and Hodgman, Reentrant
/// polygon clipping (Communications of the ACM 17, 1974). Parts that fall asunder stay joined along
/// the line, which adds no area.
pub(super) fn clip(ring: &[Position], axis: usize, at: f64, keep_above: bool) -> Ring {
    let keeps = |position: &Position| if keep_above { position[axis] >= at } else { position[axis] <= at };
    let mut kept = Ring::with_capacity(ring.len() + 4);
    for (a, b) in ring.iter().zip(ring.iter().skip(1)) {
        if keeps(a) {
            kept.push(*a);
        }
        if keeps(a) != keeps(b) {
            let share = (at - a[axis]) / (b[axis] - a[axis]);
            let mut crossing = [0, 1].map(|axis| a[axis] + share * (b[axis] - a[axis]));
            crossing[axis] = at;
            kept.push(crossing);
        }
    }
    kept.extend(kept.first().copied());
    kept
}

/// Where a ring crosses itself, and how much is tied off there.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Crossing {
    pub(super) at: Position,
    /// Area of the smaller of the two parts, as a share of both together.
    pub(super) share: f64,
}

/// The crossing of a ring with itself that ties off most, or `Err` where `budget`, the pairs of
/// segments that may still be looked at, does not suffice. Parts that only touch are no crossing.
pub(super) fn worst_crossing(ring: &[Position], budget: &mut usize) -> Result<Option<Crossing>, ()> {
    let extent = [0, 1].map(|axis| {
        let along = || ring.iter().map(|position| position[axis]);
        along().fold(f64::MIN, f64::max) - along().fold(f64::MAX, f64::min)
    });
    // Sweeping along the longer axis, fewer segments lie side by side.
    let axis = usize::from(extent[1] > extent[0]);
    let mut segments: Vec<(usize, [Position; 2])> =
        ring.iter().zip(ring.iter().skip(1)).map(|(a, b)| [*a, *b]).enumerate().collect();
    let low = |[a, b]: &[Position; 2], axis: usize| a[axis].min(b[axis]);
    let high = |[a, b]: &[Position; 2], axis: usize| a[axis].max(b[axis]);
    segments.sort_by(|(_, a), (_, b)| low(a, axis).total_cmp(&low(b, axis)));
    let whole = signed_area(ring);
    let mut worst: Option<Crossing> = None;
    for (place, (i, first)) in segments.iter().enumerate() {
        let side_by_side = segments.iter().skip(place + 1);
        for (j, second) in side_by_side.take_while(|(_, second)| low(second, axis) <= high(first, axis)) {
            *budget = budget.checked_sub(1).ok_or(())?;
            if low(second, 1 - axis) > high(first, 1 - axis) || low(first, 1 - axis) > high(second, 1 - axis)
            {
                continue;
            }
            if let Some(at) = crossing(first, second) {
                let (from, to) = (*i.min(j), *i.max(j));
                *budget = budget.checked_sub(to - from).ok_or(())?;
                let mut tied_off = vec![at];
                tied_off.extend(ring.get(from + 1..=to).unwrap_or_default());
                tied_off.push(at);
                let part = signed_area(&tied_off);
                let (part, rest) = (part.abs(), (whole - part).abs());
                let share = part.min(rest) / (part + rest).max(f64::MIN_POSITIVE);
                if worst.is_none_or(|worst| share > worst.share) {
                    worst = Some(Crossing { at, share });
                }
            }
        }
    }
    Ok(worst)
}

/// Where two segments cross, each passing from one side of the other to the other side.
fn crossing([a, b]: &[Position; 2], [c, d]: &[Position; 2]) -> Option<Position> {
    let (left, right) = (turn(*c, *d, *a), turn(*c, *d, *b));
    let passes = |one: f64, other: f64| (one > 0.0 && other < 0.0) || (one < 0.0 && other > 0.0);
    let crosses = passes(left, right) && passes(turn(*a, *b, *c), turn(*a, *b, *d));
    let share = left / (left - right);
    crosses.then(|| [0, 1].map(|axis| a[axis] + share * (b[axis] - a[axis])))
}
