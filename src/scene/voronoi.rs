//! Voronoi cells: for each of some sites, the part of the plane that is nearest to it.
//!
//! Each cell is the frame cut by the line half way to every other site; with a dozen sites nothing
//! cleverer is faster.

/// A point on the plane: east, north.
pub type Point = (f64, f64);

/// The cells of sites within a frame from `low` to `high`, as corners counterclockwise, in the
/// order of sites. Of sites at one place only the first has a cell; the others' are empty.
///
/// # Examples
/// ```
/// use watchback::scene::voronoi_cells;
/// let cells = voronoi_cells(&[(1.0, 1.0), (3.0, 1.0)], (0.0, 0.0), (4.0, 2.0));
/// assert_eq!(cells[0], [(0.0, 0.0), (2.0, 0.0), (2.0, 2.0), (0.0, 2.0)]);
/// assert_eq!(cells[1].len(), 4);
/// ```
pub fn voronoi_cells(sites: &[Point], low: Point, high: Point) -> Vec<Vec<Point>> {
    let cell = |(at, site): (usize, &Point)| {
        if sites.iter().take(at).any(|other| other == site) {
            return Vec::new();
        }
        let frame = vec![low, (high.0, low.1), high, (low.0, high.1)];
        let others = sites.iter().filter(|other| *other != site);
        others.fold(frame, |corners, other| nearer_to(*site, *other, &corners))
    };
    sites.iter().enumerate().map(cell).collect()
}

/// The part of a convex cell that is nearer to one site than to another. Source: Sutherland and
/// Hodgman, CACM 17 (1974).
fn nearer_to(site: Point, other: Point, corners: &[Point]) -> Vec<Point> {
    let (east, north) = (other.0 - site.0, other.1 - site.1);
    let middle = (0.5 * (site.0 + other.0), 0.5 * (site.1 + other.1));
    // Below zero on the site's side.
    let beyond = |corner: &Point| (corner.0 - middle.0) * east + (corner.1 - middle.1) * north;
    let mut kept = Vec::with_capacity(corners.len() + 1);
    for (at, corner) in corners.iter().enumerate() {
        let next = &corners[(at + 1) % corners.len()];
        let (here, there) = (beyond(corner), beyond(next));
        if here <= 0.0 {
            kept.push(*corner);
        }
        if (here < 0.0 && there > 0.0) || (here > 0.0 && there < 0.0) {
            let part = here / (here - there);
            kept.push((corner.0 + part * (next.0 - corner.0), corner.1 + part * (next.1 - corner.1)));
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    fn area(corners: &[Point]) -> f64 {
        let part = |at: usize| {
            let (a, b) = (corners[at], corners[(at + 1) % corners.len()]);
            a.0 * b.1 - b.0 * a.1
        };
        0.5 * (0..corners.len()).map(part).sum::<f64>()
    }

    #[test]
    fn cells_fill_the_frame_and_every_corner_is_nearest_to_its_own_site() {
        let sites: Vec<Point> =
            (0..12).map(|at| (f64::from(at * 7 % 12) + 0.3, f64::from(at * at % 11) + 0.6)).collect();
        let cells = voronoi_cells(&sites, (0.0, 0.0), (12.0, 12.0));
        let total: f64 = cells.iter().map(|cell| area(cell)).sum();
        assert!((total - 144.0).abs() < 1e-9);
        let distance = |a: &Point, b: &Point| libm::hypot(a.0 - b.0, a.1 - b.1);
        for (cell, site) in cells.iter().zip(&sites) {
            for corner in cell {
                assert!(sites.iter().all(|other| distance(corner, site) <= distance(corner, other) + 1e-9));
            }
        }
    }

    #[test]
    fn sites_at_one_place_share_a_cell() {
        let cells = voronoi_cells(&[(1.0, 1.0), (1.0, 1.0)], (0.0, 0.0), (2.0, 2.0));
        assert_eq!((area(&cells[0]), cells[1].len()), (4.0, 0));
        assert_eq!(voronoi_cells(&[], (0.0, 0.0), (2.0, 2.0)), Vec::<Vec<Point>>::new());
    }
}
