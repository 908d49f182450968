//! Rows in columns, put in order where they stand: beside the columns that takes little memory, and
//! finding out whether ids are alike at most two bytes a row.

/// So many rows are put in order at once, which takes 16 bytes for each.
const ROWS_AT_ONCE: usize = 3 << 19;
/// Bits of the minute that more rows are parted by at a time, and the parts that makes.
const DIGIT_BITS: u32 = 8;
const N_PARTS: usize = 1 << DIGIT_BITS;

/// Columns of equal length.
#[derive(Debug)]
pub(super) struct Rows<'a> {
    /// Numbers of the rows.
    pub ids: &'a mut [u64],
    /// Minutes from 1970-01-01.
    pub minutes: &'a mut [i32],
    /// Degrees north.
    pub latitudes: &'a mut [f64],
    /// Degrees east.
    pub longitudes: &'a mut [f64],
    /// Offences.
    pub offence_codes: &'a mut [u16],
    /// Flags.
    pub flags: &'a mut [u8],
}

/// How many times as many ids may lie between the least and the greatest as there are rows, for
/// their being alike to be looked up bit by bit.
const MOST_SPREAD: u64 = 16;

impl Rows<'_> {
    /// Whether no two rows have the same id, told without moving any; false also where ids lie too
    /// far apart to tell it by a bit each.
    #[inline(never)]
    pub(super) fn are_told_apart_by_id(&self) -> bool {
        let (Some(&least), Some(&greatest)) = (self.ids.iter().min(), self.ids.iter().max()) else {
            return true;
        };
        let spread = greatest - least;
        if spread / MOST_SPREAD > self.ids.len() as u64 {
            return false;
        }
        let mut seen = vec![0_u64; (spread / 64 + 1) as usize];
        self.ids.iter().all(|id| {
            let at = id - least;
            seen.get_mut((at / 64) as usize).is_some_and(|word| {
                let bit = 1 << (at % 64);
                let is_new = *word & bit == 0;
                *word |= bit;
                is_new
            })
        })
    }

    /// By minute, and those of one minute by id.
    pub(super) fn sort_by_minute_and_id(&mut self) {
        self.sort(0, self.ids.len(), ROWS_AT_ONCE);
    }

    /// Row `to` becomes what row `from` is.
    pub(super) fn copy(&mut self, from: usize, to: usize) {
        self.ids[to] = self.ids[from];
        self.minutes[to] = self.minutes[from];
        self.latitudes[to] = self.latitudes[from];
        self.longitudes[to] = self.longitudes[from];
        self.offence_codes[to] = self.offence_codes[from];
        self.flags[to] = self.flags[from];
    }

    fn swap(&mut self, a: usize, b: usize) {
        self.ids.swap(a, b);
        self.minutes.swap(a, b);
        self.latitudes.swap(a, b);
        self.longitudes.swap(a, b);
        self.offence_codes.swap(a, b);
        self.flags.swap(a, b);
    }

    /// The row's minute; as bits, negative minutes would come last.
    fn minute(&self, row: usize) -> u32 {
        self.minutes[row].wrapping_sub(i32::MIN) as u32
    }

    /// The rows from `from` on, before `to`. More than `at_once` rows are parted by the first digit
    /// in which their minutes differ, then each part likewise (American flag sort).
    fn sort(&mut self, from: usize, to: usize, at_once: usize) {
        let first = if from < to { self.minute(from) } else { 0 };
        let differing = (from..to).fold(0, |differing, row| differing | (self.minute(row) ^ first));
        if to - from <= at_once || differing == 0 {
            self.sort_at_once(from, to);
            return;
        }
        let shift = (u32::BITS - differing.leading_zeros()).saturating_sub(DIGIT_BITS);
        let digit = |minute: u32| (minute >> shift) as usize & (N_PARTS - 1);
        let mut ends = [0; N_PARTS];
        for row in from..to {
            ends[digit(self.minute(row))] += 1;
        }
        // Where the next row of each part goes, and where the part ends.
        let mut next = [from; N_PARTS];
        let mut end = from;
        for (next, part) in next.iter_mut().zip(&mut ends) {
            *next = end;
            end += *part;
            *part = end;
        }
        for part in 0..N_PARTS {
            while next[part] < ends[part] {
                let row = next[part];
                let home = digit(self.minute(row));
                if home != part {
                    self.swap(row, next[home]);
                }
                next[home] += 1;
            }
        }
        let mut start = from;
        for end in ends {
            self.sort(start, end, at_once);
            start = end;
        }
    }

    /// Orders numbers of rows, and then takes each column's values in that order.
    fn sort_at_once(&mut self, from: usize, to: usize) {
        let key = |row| u64::from(self.minute(row)) << 32 | (row - from) as u64;
        let mut rows: Vec<u64> = (from..to).map(key).collect();
        rows.sort_unstable();
        let id = |row: &u64| self.ids[from + *row as u32 as usize];
        for same in rows.chunk_by_mut(|a, b| a >> 32 == b >> 32) {
            if !same.is_sorted_by_key(id) {
                same.sort_unstable_by_key(id);
            }
        }
        if rows.iter().zip(0..).all(|(row, place)| *row as u32 == place) {
            return;
        }
        put_in_order(&mut self.ids[from..to], &rows);
        put_in_order(&mut self.minutes[from..to], &rows);
        put_in_order(&mut self.latitudes[from..to], &rows);
        put_in_order(&mut self.longitudes[from..to], &rows);
        put_in_order(&mut self.offence_codes[from..to], &rows);
        put_in_order(&mut self.flags[from..to], &rows);
    }
}

/// `rows`: in their lower halves, the number of the row that comes to each place.
fn put_in_order<T: Copy>(column: &mut [T], rows: &[u64]) {
    let ordered: Vec<T> = rows.iter().map(|row| column[*row as u32 as usize]).collect();
    column.copy_from_slice(&ordered);
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// A row: its id, its minute, and what tells it from all others.
    type Row = (u64, i32, u16);

    /// Rows in the order of their keys; all columns must have come along.
    fn sorted(rows: &[Row], sort: impl Fn(&mut Rows<'_>)) -> Vec<Row> {
        let mut ids: Vec<u64> = rows.iter().map(|row| row.0).collect();
        let mut minutes: Vec<i32> = rows.iter().map(|row| row.1).collect();
        let mut latitudes: Vec<f64> = rows.iter().map(|row| f64::from(row.2)).collect();
        let mut longitudes: Vec<f64> = rows.iter().map(|row| -f64::from(row.2)).collect();
        let mut offence_codes: Vec<u16> = rows.iter().map(|row| row.2).collect();
        let mut flags: Vec<u8> = rows.iter().map(|row| row.2 as u8).collect();
        sort(&mut Rows {
            ids: &mut ids,
            minutes: &mut minutes,
            latitudes: &mut latitudes,
            longitudes: &mut longitudes,
            offence_codes: &mut offence_codes,
            flags: &mut flags,
        });
        let row = |at: usize| {
            let tag = offence_codes[at];
            assert_eq!((latitudes[at], longitudes[at]), (f64::from(tag), -f64::from(tag)));
            assert_eq!(flags[at], tag as u8);
            (ids[at], minutes[at], tag)
        };
        (0..rows.len()).map(row).collect()
    }

    fn tagged(keys: Vec<(u64, i32)>) -> Vec<Row> {
        keys.into_iter().zip(0..).map(|((id, minute), tag)| (id, minute, tag)).collect()
    }

    fn check(rows: &[Row]) {
        let mut by_minute = sorted(rows, |rows| rows.sort_by_minute_and_id());
        // More rows than are put in order at once.
        let in_parts = sorted(rows, |rows| rows.sort(0, rows.ids.len(), 100));
        let keys = |rows: &[Row]| rows.iter().map(|row| (row.1, row.0)).collect::<Vec<_>>();
        assert_eq!(keys(&in_parts), keys(&by_minute));
        let mut by_id = rows.to_vec();
        by_id.sort_unstable();
        let alike = by_id.windows(2).any(|pair| pair[0].0 == pair[1].0);
        let spread = by_id.last().map_or(0, |row| row.0 - by_id[0].0);
        let is_told = spread / MOST_SPREAD <= rows.len() as u64;
        sorted(rows, |rows| assert_eq!(rows.are_told_apart_by_id(), !alike && is_told));
        assert!(by_minute.is_sorted_by_key(|row| (row.1, row.0)));
        let mut expected = rows.to_vec();
        expected.sort_unstable();
        by_minute.sort_unstable();
        assert_eq!(by_minute, expected);
    }

    proptest! {
        #[test]
        fn rows_come_in_order_and_none_is_lost(
            keys in proptest::collection::vec((any::<u64>(), any::<i32>()), 0..3_000),
            id_bits in 0..64_u32,
            minute_bits in 0..32_u32,
        ) {
            // Fewer bits make equal keys.
            let keys = keys.into_iter().map(|(id, minute)| (id >> id_bits, minute >> minute_bits)).collect();
            check(&tagged(keys));
        }
    }

    #[test]
    fn rows_in_order_backwards_and_alike_come_in_order_too() {
        let n_rows = 5_000_u64;
        check(&tagged((0..n_rows).map(|row| (row, row as i32 - 2_500)).collect()));
        check(&tagged((0..n_rows).map(|row| (n_rows - row, 7 - row as i32)).collect()));
        check(&tagged((0..n_rows).map(|row| (u64::MAX - row % 3, i32::MIN + (row % 2) as i32)).collect()));
        check(&tagged(vec![(1, 2); 5_000]));
        check(&[]);
    }
}
