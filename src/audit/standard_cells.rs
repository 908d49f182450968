//! The cells that rates are standardised over: offence by domestic flag by 6-hour band, merged
//! where a group has too few.

use super::crimes::{BANDS, DOMESTIC};

/// With fewer crimes of a cell in any group, cells are merged.
pub const MIN_CELL_CRIMES: u64 = 30;

/// Cells after merging, with the city's weights.
#[derive(Clone, Debug, PartialEq)]
pub struct Cells {
    /// By cell as in [`super::Crime::cell`]: the merged cell, none where it is left out.
    pub merged: Vec<Option<usize>>,
    /// By merged cell: the city's crimes.
    pub weights: Vec<f64>,
    /// The share of the city's crimes that lie in merged cells.
    pub coverage: f64,
}

impl Cells {
    /// Merges cells until each has [`MIN_CELL_CRIMES`] in every group: first the bands of an
    /// offence and domestic flag, then the domestic flags of the offence; what is then still too
    /// small is left out. `city`: crimes by cell; `groups`: the same of each group.
    ///
    /// # Examples
    /// One offence, never domestic; the group has 10 of it at night and 50 in each other band.
    /// ```
    /// use watchback::audit::Cells;
    /// let mut city = vec![100; 4];
    /// city.extend([0; 8]);
    /// let mut group = vec![10, 50, 50, 50];
    /// group.extend([0; 8]);
    /// let cells = Cells::merge(&city, &[&group]);
    /// assert_eq!((cells.weights, cells.coverage), (vec![400.0], 1.0));
    /// assert_eq!(cells.merged[..5], [Some(0), Some(0), Some(0), Some(0), None]);
    /// ```
    pub fn merge(city: &[u64], groups: &[&[u64]]) -> Self {
        let sum = |counts: &[u64], cells: std::ops::Range<usize>| -> u64 {
            counts.get(cells).unwrap_or_default().iter().sum()
        };
        let is_large = |cells: std::ops::Range<usize>| {
            groups.iter().all(|group| sum(group, cells.clone()) >= MIN_CELL_CRIMES)
        };
        let is_empty = |cells: &std::ops::Range<usize>| sum(city, cells.clone()) == 0;
        let mut kept: Vec<std::ops::Range<usize>> = Vec::new();
        let an_offence = DOMESTIC * BANDS;
        for first in (0..city.len()).step_by(an_offence) {
            let mut of_offence = Vec::new();
            let mut is_small = false;
            for first in (first..first + an_offence).step_by(BANDS) {
                let all_day = first..first + BANDS;
                if is_empty(&all_day) {
                    continue;
                }
                if all_day.clone().all(|cell| is_large(cell..cell + 1)) {
                    of_offence.extend(all_day.map(|cell| cell..cell + 1));
                } else {
                    is_small |= !is_large(all_day.clone());
                    of_offence.push(all_day);
                }
            }
            let whole = first..first + an_offence;
            if !is_small {
                kept.extend(of_offence);
            } else if is_large(whole.clone()) {
                kept.push(whole);
            }
        }
        let mut merged = vec![None; city.len()];
        for (at, cells) in kept.iter().enumerate() {
            merged.get_mut(cells.clone()).into_iter().flatten().for_each(|place| *place = Some(at));
        }
        let weights: Vec<f64> = kept.iter().map(|cells| sum(city, cells.clone()) as f64).collect();
        let covered = weights.iter().fold(0.0, |sum, weight| sum + weight);
        let all = sum(city, 0..city.len()) as f64;
        // A domestic flag or band that no crime has would else be shown as covered.
        for (cell, place) in merged.iter_mut().enumerate() {
            if city.get(cell) == Some(&0) {
                *place = None;
            }
        }
        Self { merged, weights, coverage: if all > 0.0 { covered / all } else { 0.0 } }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bands_merge_before_domestic_flags_and_the_rest_is_left_out() {
        // Three offences: the first large everywhere; of the second the domestic ones are few; the
        // third is rare.
        let mut city = vec![0; 36];
        city[..8].fill(100);
        city[12..16].fill(100);
        city[16..20].fill(7);
        city[24] = 12;
        let cells = Cells::merge(&city, &[&city]);
        // 7 * 4 is 28: the second offence becomes one cell.
        assert_eq!(cells.weights, [[100.0; 8].as_slice(), &[428.0]].concat());
        assert_eq!(
            (cells.merged[0], cells.merged[7], cells.merged[12], cells.merged[19]),
            (Some(0), Some(7), Some(8), Some(8))
        );
        assert_eq!((cells.merged[8], cells.merged[24]), (None, None));
        assert!((cells.coverage - 1228.0 / 1240.0).abs() < 1e-15);
        // Eight of each band: the bands merge, the flags do not.
        city[16..20].fill(8);
        assert_eq!(Cells::merge(&city, &[&city]).weights, [[100.0; 12].as_slice(), &[32.0]].concat());
    }

    #[test]
    fn the_smallest_group_decides() {
        let city = [[1_000; 4].as_slice(), &[0; 8]].concat();
        let (large, none) = ([[500; 4].as_slice(), &[0; 8]].concat(), vec![0; 12]);
        assert_eq!(Cells::merge(&city, &[&large]).weights.len(), 4);
        let nothing = Cells::merge(&city, &[&large, &none]);
        assert_eq!((nothing.weights.len(), nothing.coverage), (0, 0.0));
    }
}
