//! How well keys of areas fit those of a table.

use std::collections::{BTreeMap, BTreeSet};

use super::key_form::{Forms, Reading};
use super::key_names::{KeyName, counts_rows};
use super::layer::AreaLayer;
use super::parts::difference;
use super::table::AreaTable;

/// Keys of areas and rows in one form.
#[derive(Clone, Debug)]
pub(super) struct Keys {
    /// Of the areas.
    pub(super) properties: Vec<String>,
    /// Of the table.
    pub(super) columns: Vec<usize>,
    /// By area: 0 is none.
    pub(super) of_areas: Vec<u32>,
    /// By row: 0 is none.
    pub(super) of_rows: Vec<u32>,
}

/// One side of a pair: a property or a column, read in one way.
#[derive(Clone)]
pub(super) struct Side {
    pub(super) name: KeyName,
    pub(super) reading: Reading,
    /// By area or row.
    pub(super) ids: Vec<u32>,
    /// Whether its keys only count rows.
    pub(super) counts: bool,
}

impl Side {
    pub(super) fn new(name: &str, reading: Reading, cells: &[&str], forms: &mut Forms) -> Option<Self> {
        let (read, word) = reading.forms(cells)?;
        let counts = counts_rows(read.iter().map(String::as_str));
        let ids = read.into_iter().map(|form| forms.id(form)).collect();
        Some(Self { name: KeyName::new(name, &word), reading, ids, counts })
    }
}

impl Default for Side {
    fn default() -> Self {
        Self { name: KeyName::default(), reading: Reading::Plain, ids: Vec::new(), counts: false }
    }
}

/// The keys of a side.
pub(super) fn different(ids: &[u32]) -> BTreeSet<u32> {
    ids.iter().copied().filter(|id| *id != 0).collect()
}

/// Keys of two sides as one; none where one of the two is none.
pub(super) fn together(one: &[u32], other: &[u32], ids: &mut BTreeMap<(u32, u32), u32>) -> Vec<u32> {
    let mut id = |(one, other): (&u32, &u32)| {
        if *one == 0 || *other == 0 {
            return 0;
        }
        let next = ids.len() as u32 + 1;
        *ids.entry((*one, *other)).or_insert(next)
    };
    one.iter().zip(other).map(&mut id).collect()
}

/// How well keys fit.
#[derive(Clone, Debug, Default)]
pub(super) struct Fit {
    /// Areas; parts of one are one.
    pub(super) areas: usize,
    /// Keys that stand for areas which differ otherwise, and the property in which the first do.
    pub(super) several_areas: usize,
    pub(super) differs_in: Option<String>,
    /// Keys of the areas, of the rows, and in both.
    pub(super) keys_of_areas: usize,
    pub(super) keys_of_rows: usize,
    pub(super) in_both: usize,
    /// Keys that one area and one row have.
    pub(super) one_to_one: usize,
    /// Areas that have a row.
    pub(super) joined: usize,
    /// By area: the first with its key, itself where it has none.
    pub(super) group_of: Vec<usize>,
    /// By area: whether its key stands for one area only.
    pub(super) is_alone: Vec<bool>,
    /// By area: its first row.
    pub(super) rows: Vec<Option<usize>>,
}

impl Fit {
    /// `labels`: so many of the first rows do not count where no area has their key.
    pub(super) fn new(layer: &AreaLayer, keys: &Keys, labels: usize) -> Self {
        let mut areas_of: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
        for (area, id) in keys.of_areas.iter().enumerate().filter(|(_, id)| **id != 0) {
            areas_of.entry(*id).or_default().push(area);
        }
        let mut rows_of: BTreeMap<u32, (usize, usize)> = BTreeMap::new();
        for (row, id) in keys.of_rows.iter().enumerate().filter(|(_, id)| **id != 0) {
            if row >= labels || areas_of.contains_key(id) {
                rows_of.entry(*id).or_insert((row, 0)).1 += 1;
            }
        }
        let n_areas = keys.of_areas.len();
        let without_key = keys.of_areas.iter().filter(|id| **id == 0).count();
        let mut fit = Self {
            areas: areas_of.len() + without_key,
            keys_of_areas: areas_of.len(),
            keys_of_rows: rows_of.len(),
            group_of: (0..n_areas).collect(),
            is_alone: vec![true; n_areas],
            rows: vec![None; n_areas],
            ..Self::default()
        };
        for (id, areas) in areas_of {
            let first = areas.first().and_then(|first| layer.areas().get(*first));
            let others = areas.iter().skip(1).filter_map(|area| layer.areas().get(*area));
            let differs = first.and_then(|first| {
                others.clone().find_map(|other| difference(first, other, &keys.properties))
            });
            let row = rows_of.get(&id);
            fit.in_both += usize::from(row.is_some());
            if let Some(property) = differs {
                fit.several_areas += 1;
                fit.areas += areas.len() - 1;
                fit.differs_in.get_or_insert_with(|| property.to_owned());
            } else {
                fit.joined += usize::from(row.is_some());
                fit.one_to_one += usize::from(row.is_some_and(|(_, count)| *count == 1));
            }
            for area in &areas {
                if differs.is_some() {
                    set(&mut fit.is_alone, *area, false);
                } else {
                    set(&mut fit.group_of, *area, areas.first().copied().unwrap_or(*area));
                    set(&mut fit.rows, *area, row.map(|(row, _)| *row));
                }
            }
        }
        fit
    }

    /// The share of the areas that have a row.
    pub(super) fn covers(&self) -> f64 {
        self.joined as f64 / self.areas.max(1) as f64
    }

    /// Of two that are keys the better: most in both, discounted by keys in one only and by keys
    /// that stand twice.
    pub(super) fn worth(&self) -> f64 {
        let once = self.one_to_one as f64 / self.in_both.max(1) as f64;
        // A key that stands twice is one too many, as a key in one only is.
        let of_rows = self.keys_of_rows + (self.in_both - self.one_to_one);
        worth(self.in_both, self.keys_of_areas, of_rows) * (0.5 + 0.5 * once)
    }
}

fn set<T>(list: &mut [T], at: usize, value: T) {
    if let Some(place) = list.get_mut(at) {
        *place = value;
    }
}

/// Keys in both, discounted by keys in one only: matches squared over all keys.
pub(super) fn worth(in_both: usize, of_areas: usize, of_rows: usize) -> f64 {
    in_both as f64 * in_both as f64 / (of_areas + of_rows - in_both).max(1) as f64
}

/// By area: a property's text.
pub(super) fn area_cells<'a>(layer: &'a AreaLayer, property: &str) -> Vec<&'a str> {
    layer.areas().iter().map(|area| area.properties().get(property).map_or("", String::as_str)).collect()
}

/// By row: a column's text.
pub(super) fn row_cells(table: &AreaTable, column: usize) -> Vec<&str> {
    (0..table.n_rows()).map(|row| table.cell(row, column)).collect()
}
