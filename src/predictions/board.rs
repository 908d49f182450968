//! Places and slots: where and when crimes were predicted, and where and when they were reported.

use std::collections::BTreeMap;

use super::Slots;
use crate::study::CivilDay;

/// Types of crime, a bit each. What is predicted without types is of all types.
pub type Types = u64;

/// At most so many types.
pub const MAX_TYPES: usize = 64;

/// That crimes of some types were predicted for a place and a slot.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Prediction {
    /// The place.
    pub place: u32,
    /// The slot.
    pub slot: u32,
    /// The types.
    pub types: Types,
    /// How likely or how important it was said to be, higher for more; NaN where nothing was said.
    pub score: f64,
}

impl Prediction {
    /// By what predictions are sorted, and which are one and the same.
    fn key(&self) -> (u32, u32, Types) {
        (self.place, self.slot, self.types)
    }
}

/// Crimes by time, with the places that hold them.
#[derive(Clone, Debug, Default)]
pub struct Crimes {
    minutes: Vec<i32>,
    types: Vec<Types>,
    /// Where the places of each crime begin; one more than there are crimes.
    starts: Vec<u32>,
    places: Vec<u32>,
}

impl Crimes {
    /// No crimes.
    #[must_use]
    pub fn new() -> Self {
        Self { starts: vec![0], ..Self::default() }
    }

    /// Adds a crime: its minute from 1970-01-01 00:00, its types, and all places that hold it.
    /// Where only its day is known, its minute is the first of the day.
    pub fn add(&mut self, minute: i32, types: Types, places: impl IntoIterator<Item = u32>) {
        self.minutes.push(minute);
        self.types.push(types);
        self.places.extend(places);
        self.starts.push(self.places.len() as u32);
    }

    /// Number of crimes.
    #[must_use]
    pub fn len(&self) -> usize {
        self.minutes.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.minutes.is_empty()
    }

    /// First and last day.
    #[must_use]
    pub fn days(&self) -> Option<(CivilDay, CivilDay)> {
        let day = |minute: &i32| CivilDay::from_days_since_1970(minute.div_euclid(super::slots::DAY_MINUTES));
        Some((day(self.minutes.iter().min()?), day(self.minutes.iter().max()?)))
    }

    /// Their day (from 1970-01-01), their types and the places that hold them.
    pub(super) fn iter(&self) -> impl Iterator<Item = (i32, Types, &[u32])> {
        let days = self.minutes.iter().map(|minute| minute.div_euclid(super::slots::DAY_MINUTES));
        let places = self.starts.windows(2).map(|ends| &self.places[ends[0] as usize..ends[1] as usize]);
        days.zip(&self.types).zip(places).map(|((day, types), places)| (day, *types, places))
    }
}

/// What was found where it was predicted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// Places and slots that were chosen.
    pub box_slots: u64,
    /// Those in which a crime of a chosen type was reported.
    pub hits: u64,
    /// Crimes that were in such a place and slot.
    pub crimes_met: u64,
    /// Chosen and hit, by week of the window.
    pub by_week: Vec<(u64, u64)>,
}

impl Found {
    /// Hits / places and slots; 0 where none were chosen.
    #[must_use]
    pub fn hit_rate(&self) -> f64 {
        if self.box_slots == 0 { 0.0 } else { self.hits as f64 / self.box_slots as f64 }
    }
}

/// A crime in a place and a slot.
#[derive(Clone, Copy, Debug)]
struct Happened {
    slot: u32,
    crime: u32,
}

/// Predictions and crimes over the same places and slots.
#[derive(Debug)]
pub struct Board<'a> {
    pub(super) n_places: usize,
    pub(super) slots: &'a Slots,
    pub(super) crimes: &'a Crimes,
    /// Predictions by place, then slot; none twice.
    pub(super) predictions: Vec<Prediction>,
    /// Predictions that say again what another says.
    pub repeated: u64,
    /// Crimes by place, each list by slot.
    happened: Vec<Vec<Happened>>,
    /// Crimes by slot, of all places and of none.
    by_slot: Vec<Vec<u32>>,
}

impl<'a> Board<'a> {
    /// Of predictions in any order. Places are 0 .. `n_places`.
    #[must_use]
    pub fn new(
        n_places: usize,
        slots: &'a Slots,
        mut predictions: Vec<Prediction>,
        crimes: &'a Crimes,
    ) -> Self {
        let n_all = predictions.len();
        predictions.sort_by(|a, b| a.key().cmp(&b.key()).then(b.score.total_cmp(&a.score)));
        predictions.dedup_by_key(|prediction| prediction.key());
        let mut happened = vec![Vec::new(); n_places];
        let mut by_slot = vec![Vec::new(); slots.len()];
        for (crime, ((_, _, places), minute)) in (0_u32..).zip(crimes.iter().zip(&crimes.minutes)) {
            for slot in slots.holding(*minute) {
                by_slot[slot].push(crime);
                for &place in places {
                    happened[place as usize].push(Happened { slot: slot as u32, crime });
                }
            }
        }
        for of_place in &mut happened {
            of_place.sort_unstable_by_key(|happened| (happened.slot, happened.crime));
        }
        let repeated = (n_all - predictions.len()) as u64;
        Self { n_places, slots, crimes, predictions, repeated, happened, by_slot }
    }

    /// The crimes of a place in a slot that are of one of these types.
    pub(super) fn crimes_at(&self, place: u32, slot: u32, types: Types) -> impl Iterator<Item = u32> {
        let of_place = &self.happened[place as usize];
        let from = of_place.partition_point(|happened| happened.slot < slot);
        let rest = of_place[from..].iter().take_while(move |happened| happened.slot == slot);
        rest.map(|happened| happened.crime)
            .filter(move |&crime| self.crimes.types[crime as usize] & types != 0)
    }

    /// How many crimes of these types each place had in a slot; places without any are left out.
    pub(super) fn crimes_by_place(&self, slot: usize, types: Types) -> BTreeMap<u32, u32> {
        let mut counts = BTreeMap::new();
        for &crime in &self.by_slot[slot] {
            let crime = crime as usize;
            if self.crimes.types[crime] & types != 0 {
                let (from, to) = (self.crimes.starts[crime], self.crimes.starts[crime + 1]);
                for &place in &self.crimes.places[from as usize..to as usize] {
                    *counts.entry(place).or_insert(0) += 1;
                }
            }
        }
        counts
    }

    /// Crimes of these types on the window's days, wherever they were.
    #[must_use]
    pub fn n_crimes(&self, types: Types) -> u64 {
        let first = self.slots.first().days_since_1970();
        let days = first..first + self.slots.n_days() as i32;
        self.crimes.iter().filter(|(day, of, _)| days.contains(day) && of & types != 0).count() as u64
    }

    /// Weeks of the window, the last one perhaps not whole.
    #[must_use]
    pub fn n_weeks(&self) -> usize {
        self.slots.n_days().div_ceil(7)
    }

    /// What was found in the places, slots and types that are chosen.
    pub fn find(&self, chosen: impl IntoIterator<Item = (u32, u32, Types)>) -> Found {
        let mut met = vec![false; self.crimes.len()];
        let mut found = Found { by_week: vec![(0, 0); self.n_weeks()], ..Found::default() };
        for (place, slot, types) in chosen {
            let mut is_hit = false;
            for crime in self.crimes_at(place, slot, types) {
                is_hit = true;
                met[crime as usize] = true;
            }
            found.box_slots += 1;
            found.hits += u64::from(is_hit);
            let week = &mut found.by_week[self.slots.day_of(slot as usize) / 7];
            week.0 += 1;
            week.1 += u64::from(is_hit);
        }
        found.crimes_met = met.iter().filter(|met| **met).count() as u64;
        found
    }

    /// Hits of the chosen predictions when all are moved by the same number of days around the
    /// window, by that number. They must be sorted by place.
    ///
    /// One pass over pairs of a prediction and a crime of the same place gives all moves at once.
    #[must_use]
    pub fn hits_by_days_moved(&self, chosen: &[Prediction]) -> Vec<u64> {
        let (n_days, n_shifts) = (self.slots.n_days(), self.slots.shifts().len());
        let mut hits = vec![0; n_days];
        let mut merged: Vec<(u32, Types)> = Vec::new();
        for of_place in chosen.chunk_by(|a, b| a.place == b.place) {
            // The types of all crimes of a slot, so that a prediction is hit once.
            merged.clear();
            for happened in &self.happened[of_place[0].place as usize] {
                let types = self.crimes.types[happened.crime as usize];
                match merged.last_mut() {
                    Some((slot, of_slot)) if *slot == happened.slot => *of_slot |= types,
                    _ => merged.push((happened.slot, types)),
                }
            }
            for prediction in of_place {
                let (day, shift) = (prediction.slot as usize / n_shifts, prediction.slot as usize % n_shifts);
                for &(slot, types) in &merged {
                    if slot as usize % n_shifts == shift && types & prediction.types != 0 {
                        hits[(slot as usize / n_shifts + n_days - day) % n_days] += 1;
                    }
                }
            }
        }
        hits
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::predictions::slots::DAY_MINUTES;

    fn city() -> (Slots, Crimes) {
        let mut crimes = Crimes::new();
        for (day, types, place) in [(0, 1, 0), (0, 2, 0), (1, 1, 1), (3, 1, 0)] {
            crimes.add(day * DAY_MINUTES, types, [place]);
        }
        crimes.add(2 * DAY_MINUTES, 1, []);
        (Slots::new(CivilDay::from_days_since_1970(0), 4, Vec::new()), crimes)
    }

    fn prediction(place: u32, slot: u32, types: Types) -> Prediction {
        Prediction { place, slot, types, score: f64::NAN }
    }

    #[test]
    fn hits_count_boxes_and_crimes_count_once() {
        let (slots, crimes) = city();
        let made = vec![prediction(0, 0, 3), prediction(0, 0, 1), prediction(1, 0, 3), prediction(0, 0, 3)];
        let board = Board::new(2, &slots, made, &crimes);
        assert_eq!(
            (board.repeated, board.predictions.len(), board.n_crimes(1), board.n_crimes(2)),
            (1, 3, 4, 1)
        );
        let found = board.find(board.predictions.iter().map(Prediction::key));
        assert_eq!((found.box_slots, found.hits, found.crimes_met), (3, 2, 2));
        assert_eq!(found.by_week, [(3, 2)]);
    }

    #[test]
    fn moving_predictions_equals_moving_them_one_by_one() {
        let (slots, crimes) = city();
        let made = vec![prediction(0, 0, 1), prediction(1, 2, 1), prediction(0, 2, 2)];
        let board = Board::new(2, &slots, made.clone(), &crimes);
        let moved = |by: u32| {
            let chosen = made.iter().map(|of| (of.place, (of.slot + by) % 4, of.types));
            board.find(chosen).hits
        };
        assert_eq!(board.hits_by_days_moved(&board.predictions), [0, 1, 2, 3].map(moved));
    }
}
