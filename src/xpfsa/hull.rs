//! Vertices of the convex hull of a few points.

/// How far outside the hull of the others a point must lie to be a vertex.
const TOLERANCE: f64 = 1e-9;
/// Rounds of the search for the nearest point of the hull.
const ROUNDS: usize = 200;

/// Whether a point is a vertex of the convex hull of all: it does not lie in the hull of those that
/// differ from it.
///
/// Distributions over two symbols lie on a line, where the vertices are the least and the greatest.
/// For more symbols the nearest point of the others' hull is searched for (Gilbert, SIAM J. Control
/// 4 (1966)): a direction in which every other point lies behind proves a vertex; without one after
/// 200 rounds, the point counts as none.
///
/// Points of one length, each a distribution.
pub(super) fn is_vertex(points: &[Vec<f64>], at: usize) -> bool {
    let Some(point) = points.get(at) else { return false };
    let differs = |other: &&Vec<f64>| other.iter().zip(point).any(|(a, b)| (a - b).abs() > TOLERANCE);
    if let &[_, here] = point.as_slice() {
        let last = |other: &Vec<f64>| other.last().copied().unwrap_or(0.0);
        let mut others = points.iter().filter(differs);
        return others.clone().all(|other| last(other) > here) || others.all(|other| last(other) < here);
    }
    let others: Vec<&Vec<f64>> = points.iter().filter(differs).collect();
    let Some(&first) = others.first() else { return true };
    let mut nearest = first.clone();
    for _ in 0..ROUNDS {
        let direction: Vec<f64> = point.iter().zip(&nearest).map(|(a, b)| a - b).collect();
        let along = |other: &[f64]| other.iter().zip(&direction).fold(0.0, |sum, (a, b)| sum + a * b);
        let farthest = others
            .iter()
            .copied()
            .fold(first, |best, other| if along(other) > along(best) { other } else { best });
        if along(farthest) < along(point) - TOLERANCE {
            return true;
        }
        let step: Vec<f64> = farthest.iter().zip(&nearest).map(|(a, b)| a - b).collect();
        let squares = step.iter().fold(0.0, |sum, part| sum + part * part);
        if squares <= TOLERANCE * TOLERANCE {
            return false;
        }
        let share = ((along(farthest) - along(&nearest)) / squares).clamp(0.0, 1.0);
        for (nearest, step) in nearest.iter_mut().zip(&step) {
            *nearest += share * step;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn vertices_of_a_line_are_its_ends() {
        let points: Vec<Vec<f64>> = [0.2, 0.5, 0.7, 0.2].iter().map(|p| vec![1.0 - p, *p]).collect();
        let vertices: Vec<bool> = (0..4).map(|at| is_vertex(&points, at)).collect();
        assert_eq!(vertices, [true, false, true, true]);
        assert!(is_vertex(&points[..1], 0));
    }

    #[test]
    fn vertices_of_a_triangle_are_its_corners() {
        let corners = [vec![0.8, 0.1, 0.1], vec![0.1, 0.8, 0.1], vec![0.1, 0.1, 0.8]];
        let inner = [vec![1.0 / 3.0; 3], vec![0.45, 0.45, 0.1], vec![0.6, 0.2, 0.2]];
        let points: Vec<Vec<f64>> = corners.into_iter().chain(inner).collect();
        let vertices: Vec<bool> = (0..6).map(|at| is_vertex(&points, at)).collect();
        assert_eq!(vertices, [true, true, true, false, false, false]);
    }
}
