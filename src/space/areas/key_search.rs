//! Which property of areas and which column of a table hold the same keys: what is a key, what is
//! none and why, and which of several is taken.

use std::collections::{BTreeMap, BTreeSet};

use super::join_error::{JoinError, TriedPair, WhyNot};
use super::key_fit::{Fit, Keys, Side, area_cells, different, row_cells, together, worth};
use super::key_form::{Forms, READINGS, Reading};
use super::key_names::KeyName;
use super::key_two::{found_property, of_two_each};
use super::layer::AreaLayer;
use super::table::AreaTable;

/// Properties that are tried as keys: more than any file of boundaries has.
const MAX_PROPERTIES: usize = 200;
/// Pairs that are looked at closely.
const LOOKED_AT: usize = 60;
/// Pairs that are put together to keys of two columns.
const COMBINED: usize = 12;
/// The least share of the areas that must have a row.
const MOST: f64 = 0.5;
/// At most one in so many keys may stand for several areas.
const NEARLY_ALL: usize = 10;
/// With so many digits a number is no coincidence.
const LONG_DIGITS: usize = 6;

/// What is asked for by name; the rest is guessed.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct KeyRequest<'a> {
    pub(super) property: Option<&'a str>,
    pub(super) column: Option<&'a str>,
    /// Columns of values, which are no keys.
    pub(super) values: &'a [String],
}

/// A property and a column that have keys in common.
#[derive(Clone, Copy)]
struct Overlap {
    property: usize,
    of_property: Reading,
    column: usize,
    of_column: Reading,
    in_both: usize,
    worth: f64,
}

/// A pair that was looked at closely.
struct Candidate {
    keys: Keys,
    fit: Fit,
    overlap: Overlap,
    why_not: Option<WhyNot>,
    /// Names, or long numbers: what is in both is so by no coincidence.
    is_strong: bool,
    /// Names, by which others are checked.
    is_names: bool,
    /// Numbers so short that names must tell.
    is_weak: bool,
}

/// Looks for keys.
pub(super) struct Search<'a> {
    layer: &'a AreaLayer,
    table: &'a AreaTable,
    request: KeyRequest<'a>,
    forms: Forms,
    properties: Vec<&'a str>,
    columns: Vec<usize>,
    /// By property and reading.
    of_areas: Vec<(usize, Side)>,
}

impl<'a> Search<'a> {
    /// The keys of areas and table: those asked for, else the best that can be trusted.
    pub(super) fn find(
        layer: &'a AreaLayer,
        table: &'a AreaTable,
        request: KeyRequest<'a>,
    ) -> Result<Keys, JoinError> {
        if let (Some(property), Some(column)) = (request.property, request.column)
            && let Some(keys) = of_two_each(layer, table, property, column)?
        {
            return Ok(keys);
        }
        let properties = match request.property {
            Some(property) => vec![found_property(layer, property)?],
            None => layer.properties().into_iter().take(MAX_PROPERTIES).collect(),
        };
        let columns = match request.column {
            Some(column) => vec![table.place(column)?],
            None => (0..table.columns().len()).collect(),
        };
        let mut search = Self {
            layer,
            table,
            request,
            forms: Forms::default(),
            properties,
            columns,
            of_areas: Vec::new(),
        };
        search.read_areas();
        let overlaps = search.overlaps();
        let is_said = request.property.is_some() && request.column.is_some();
        if is_said {
            let best = overlaps.first().ok_or_else(|| search.refusal(&[]))?;
            return Ok(search.keys(best));
        }
        let mut candidates: Vec<Candidate> =
            overlaps.iter().take(LOOKED_AT).map(|overlap| search.candidate(overlap)).collect();
        check_by_names(&mut candidates);
        let rank = |candidate: &Candidate| (usize::from(candidate.is_strong), candidate.fit.worth());
        let mut best: Option<&Candidate> = None;
        for candidate in candidates.iter().filter(|candidate| candidate.why_not.is_none()) {
            let (strong, worth) = rank(candidate);
            let is_better = best
                .map(rank)
                .is_none_or(|(other, than)| strong > other || (strong == other && worth > than));
            best = if is_better { Some(candidate) } else { best };
        }
        let is_whole = best.is_some_and(|best| best.fit.several_areas == 0 && best.fit.one_to_one > 0);
        if !is_whole
            && let Some((keys, fit)) = search.combined(&overlaps)
            && best.is_none_or(|best| fit.one_to_one > best.fit.one_to_one)
        {
            return Ok(keys);
        }
        best.map(|best| best.keys.clone()).ok_or_else(|| search.refusal(&candidates))
    }

    fn property(&self, at: usize) -> &'a str {
        self.properties.get(at).copied().unwrap_or_default()
    }

    fn area_cells(&self, property: usize) -> Vec<&'a str> {
        area_cells(self.layer, self.property(property))
    }

    fn read_areas(&mut self) {
        for property in 0..self.properties.len() {
            let cells = self.area_cells(property);
            let name = self.property(property);
            for reading in READINGS {
                if let Some(side) = Side::new(name, reading, &cells, &mut self.forms) {
                    self.of_areas.push((property, side));
                }
            }
        }
    }

    fn of_rows(&mut self, column: usize, reading: Reading) -> Option<Side> {
        let cells = row_cells(self.table, column);
        let name = self.table.columns().get(column)?;
        Side::new(name, reading, &cells, &mut self.forms)
    }

    /// Pairs with keys in common, the best first; of equals the first column, and of that the first
    /// property.
    fn overlaps(&mut self) -> Vec<Overlap> {
        // By key: the sides that have it, each key once a side.
        let mut having: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
        let mut n_keys = Vec::new();
        for (place, (_, side)) in self.of_areas.iter().enumerate() {
            let ids = different(&side.ids);
            n_keys.push(ids.len());
            for id in ids {
                having.entry(id).or_default().push(place);
            }
        }
        let mut found: Vec<Overlap> = Vec::new();
        for column in self.columns.clone() {
            for of_column in READINGS {
                let Some(side) = self.of_rows(column, of_column) else { continue };
                let of_rows = different(&side.ids);
                let mut matches = vec![0; self.of_areas.len()];
                for place in of_rows.iter().filter_map(|id| having.get(id)).flatten() {
                    if let Some(count) = matches.get_mut(*place) {
                        *count += 1;
                    }
                }
                for ((in_both, of_areas), (property, side)) in
                    matches.into_iter().zip(&n_keys).zip(&self.of_areas)
                {
                    if in_both > 0 {
                        let worth = worth(in_both, *of_areas, of_rows.len());
                        let (property, of_property) = (*property, side.reading);
                        found.push(Overlap { property, of_property, column, of_column, in_both, worth });
                    }
                }
            }
        }
        let plain = |overlap: &Overlap| {
            usize::from(overlap.of_property != Reading::Plain)
                + usize::from(overlap.of_column != Reading::Plain)
        };
        found.sort_by(|one, other| other.worth.total_cmp(&one.worth).then(plain(one).cmp(&plain(other))));
        // Another reading of the same pair only where it finds more.
        let mut seen = BTreeSet::new();
        found.retain(|overlap| seen.insert((overlap.property, overlap.column)));
        found
    }

    fn sides(&mut self, overlap: &Overlap) -> (Side, Side) {
        let cells = self.area_cells(overlap.property);
        let name = self.property(overlap.property);
        let of_areas = Side::new(name, overlap.of_property, &cells, &mut self.forms).unwrap_or_default();
        let of_rows = self.of_rows(overlap.column, overlap.of_column).unwrap_or_default();
        (of_areas, of_rows)
    }

    fn keys(&mut self, overlap: &Overlap) -> Keys {
        let (of_areas, of_rows) = self.sides(overlap);
        let property = self.property(overlap.property);
        Keys {
            properties: vec![property.to_owned()],
            columns: vec![overlap.column],
            of_areas: of_areas.ids,
            of_rows: of_rows.ids,
        }
    }

    fn candidate(&mut self, overlap: &Overlap) -> Candidate {
        let (of_areas, of_rows) = self.sides(overlap);
        let keys = Keys {
            properties: vec![self.property(overlap.property).to_owned()],
            columns: vec![overlap.column],
            of_areas: of_areas.ids.clone(),
            of_rows: of_rows.ids.clone(),
        };
        let fit = Fit::new(self.layer, &keys, self.table.n_labels());
        let cells = self.area_cells(overlap.property);
        // Of "Ward 1" only the number is compared.
        let read = match overlap.of_property {
            reading @ (Reading::WithoutCommonWord | Reading::Ordinal) => reading.forms(&cells),
            _ => None,
        };
        let cells = match &read {
            Some((forms, _)) => forms.iter().map(String::as_str).collect(),
            None => cells,
        };
        let joined: Vec<&str> =
            cells.iter().zip(&fit.rows).filter(|(_, row)| row.is_some()).map(|(cell, _)| *cell).collect();
        let most =
            |is: &dyn Fn(&str) -> bool| 2 * joined.iter().filter(|cell| is(cell)).count() > joined.len();
        let letters = |cell: &str| cell.chars().filter(|letter| letter.is_alphabetic()).count();
        let is_names = most(&|cell| letters(cell) >= 3);
        let is_long = most(&|cell| cell.bytes().filter(u8::is_ascii_digit).count() >= LONG_DIGITS);
        let is_weak = !is_names && !is_long && !most(&|cell| letters(cell) > 0);
        let only_counts = {
            let of_table = of_rows.name.names_areas() || of_rows.name.is_like(&of_areas.name);
            (of_rows.counts && !of_table) || (of_areas.counts && of_areas.name.is_id())
        };
        let why_not = if self.is_value(overlap.column) {
            Some(WhyNot::Value)
        } else if of_areas.name.is_counter() || of_rows.name.is_counter() || (is_weak && only_counts) {
            Some(WhyNot::Counter)
        } else if !is_names && (of_areas.name.is_measure() || of_rows.name.is_measure()) {
            Some(WhyNot::Measure)
        } else if NEARLY_ALL * fit.several_areas > fit.keys_of_areas {
            let differs_in = fit.differs_in.clone().unwrap_or_default();
            Some(WhyNot::SeveralAreas { keys: fit.several_areas, differs_in })
        } else if fit.covers() < MOST {
            Some(WhyNot::Few { areas: fit.areas, joined: fit.joined })
        } else if is_weak && !of_areas.name.is_like(&of_rows.name) {
            Some(WhyNot::ShortNumbers)
        } else {
            None
        };
        let is_strong = is_names || is_long;
        Candidate { keys, fit, overlap: *overlap, why_not, is_strong, is_names, is_weak }
    }

    fn is_value(&self, column: usize) -> bool {
        let name = self.table.columns().get(column);
        name.is_some_and(|name| {
            self.request.values.iter().any(|value| name.eq_ignore_ascii_case(value.trim()))
        })
    }

    /// Two properties and two columns that are one key together, as borough and name.
    fn combined(&mut self, overlaps: &[Overlap]) -> Option<(Keys, Fit)> {
        let parts = self.parts_of_keys(overlaps);
        let mut best: Option<(Keys, Fit)> = None;
        for (place, (one, one_areas, one_rows)) in parts.iter().enumerate() {
            for (other, other_areas, other_rows) in parts.iter().skip(place + 1) {
                if one.property == other.property || one.column == other.column {
                    continue;
                }
                let mut ids = BTreeMap::new();
                let of_areas = together(&one_areas.ids, &other_areas.ids, &mut ids);
                let of_rows = together(&one_rows.ids, &other_rows.ids, &mut ids);
                let properties = [one, other].map(|part| self.property(part.property).to_owned());
                let columns = vec![one.column, other.column];
                let keys = Keys { properties: properties.to_vec(), columns, of_areas, of_rows };
                let fit = Fit::new(self.layer, &keys, self.table.n_labels());
                let is_key =
                    fit.covers() >= MOST && fit.several_areas == 0 && 2 * fit.one_to_one > fit.in_both;
                if is_key && best.as_ref().is_none_or(|(_, best)| fit.worth() > best.worth()) {
                    best = Some((keys, fit));
                }
            }
        }
        best
    }

    /// Pairs that may be one of two columns of a key: words, or numbers whose names are alike.
    fn parts_of_keys(&mut self, overlaps: &[Overlap]) -> Vec<(Overlap, Side, Side)> {
        let mut parts = Vec::new();
        for overlap in overlaps.iter().take(4 * LOOKED_AT) {
            let column = self.table.columns().get(overlap.column).map_or("", String::as_str);
            let names = [self.property(overlap.property), column].map(|name| KeyName::new(name, ""));
            let is_none = names.iter().any(|name| name.is_counter() || name.is_measure());
            if is_none || overlap.in_both < 2 || self.is_value(overlap.column) {
                continue;
            }
            let (of_areas, of_rows) = self.sides(overlap);
            let in_most = overlap.in_both as f64 >= MOST * different(&of_areas.ids).len() as f64;
            let is_words = |cell: &&str| cell.chars().filter(|letter| letter.is_alphabetic()).count() > 2;
            let has_words = self.area_cells(overlap.property).iter().any(is_words);
            if in_most && (has_words || of_areas.name.is_like(&of_rows.name)) {
                parts.push((*overlap, of_areas, of_rows));
            }
            if parts.len() == COMBINED {
                break;
            }
        }
        parts
    }

    /// What was tried and why it is no key.
    fn refusal(&self, candidates: &[Candidate]) -> JoinError {
        let column_name = |column: usize| self.table.columns().get(column).cloned().unwrap_or_default();
        let mut tried: Vec<TriedPair> = Vec::new();
        for candidate in candidates {
            let name = |at: usize| self.property(at).to_owned();
            let why = candidate.why_not.clone().unwrap_or(WhyNot::Nothing);
            let (without, rows) = self.left_over(candidate);
            tried.push(TriedPair {
                property: name(candidate.overlap.property),
                column: column_name(candidate.overlap.column),
                in_both: candidate.fit.in_both,
                why,
                areas_without: without,
                rows_without: rows,
            });
        }
        // What a person would take for the keys, even where nothing is in common.
        let property = self.request.property.or(self.layer.key_property());
        let has_keys = |column: &usize| {
            let cells = row_cells(self.table, *column);
            let keys = different_texts(&cells);
            let name = KeyName::new(&column_name(*column), "");
            !self.is_value(*column)
                && !name.is_counter()
                && !name.is_measure()
                && 10 * keys >= 9 * cells.len()
        };
        let column = self.columns.iter().copied().find(has_keys).or(self.columns.first().copied());
        if let (Some(property), Some(column)) = (property, column) {
            let column = column_name(column);
            if !tried.iter().any(|pair| pair.property == property && pair.column == column) {
                let of_areas = area_cells(self.layer, property).first().map(|cell| (*cell).to_owned());
                let place = self.table.place(&column).unwrap_or_default();
                let row = self.table.n_labels().min(self.table.n_rows().saturating_sub(1));
                tried.insert(
                    0,
                    TriedPair {
                        property: property.to_owned(),
                        column,
                        in_both: 0,
                        why: WhyNot::Nothing,
                        areas_without: of_areas.into_iter().collect(),
                        rows_without: vec![self.table.cell(row, place).to_owned()],
                    },
                );
            }
        }
        JoinError::NoKey { tried }
    }

    /// The keys of areas without a row, and of rows without an area.
    fn left_over(&self, candidate: &Candidate) -> (Vec<String>, Vec<String>) {
        let keys = &candidate.keys;
        let areas = self.area_cells(candidate.overlap.property);
        let rows = row_cells(self.table, candidate.overlap.column);
        let of_areas: BTreeSet<u32> = keys.of_areas.iter().copied().collect();
        let of_rows: BTreeSet<u32> = keys.of_rows.iter().copied().collect();
        let left = |cells: Vec<&str>, ids: &[u32], others: &BTreeSet<u32>| -> Vec<String> {
            let left = cells.into_iter().zip(ids).filter(|(_, id)| **id != 0 && !others.contains(id));
            left.map(|(cell, _)| cell.to_owned()).collect()
        };
        (left(areas, &keys.of_areas, &of_rows), left(rows, &keys.of_rows, &of_areas))
    }
}

/// Numbers are checked by the names of areas where a table has those too: the same row for nearly
/// all confirms them, other rows refute them.
fn check_by_names(candidates: &mut [Candidate]) {
    let by_names =
        candidates.iter().filter(|candidate| candidate.is_names && candidate.fit.several_areas == 0);
    let best = by_names.max_by(|one, other| one.fit.worth().total_cmp(&other.fit.worth()));
    let Some(names) = best.filter(|names| names.fit.joined > 2 && names.fit.covers() > 0.2) else { return };
    let rows = names.fit.rows.clone();
    for candidate in candidates.iter_mut().filter(|candidate| candidate.is_weak) {
        let both =
            candidate.fit.rows.iter().zip(&rows).filter(|(one, other)| one.is_some() && other.is_some());
        let (n_both, same) =
            both.fold((0, 0), |(n, same), (one, other)| (n + 1, same + usize::from(one == other)));
        if n_both > 2 && 10 * same >= 9 * n_both {
            candidate.is_strong = true;
            if candidate.why_not == Some(WhyNot::ShortNumbers) {
                candidate.why_not = None;
            }
        } else if n_both > 2 && candidate.why_not.is_none() {
            candidate.why_not = Some(WhyNot::OtherNames { same, of: n_both });
        }
    }
}

fn different_texts(cells: &[&str]) -> usize {
    cells.iter().filter(|cell| !cell.is_empty()).collect::<BTreeSet<_>>().len()
}
