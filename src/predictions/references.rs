//! What a list of boxes is compared with: boxes at random, the same boxes in other weeks, running
//! counts, and the best boxes in hindsight.

use std::collections::BTreeMap;

use super::board::{Board, Found, Prediction, Types};
use crate::chance::{Purpose, Random};

/// Days that a running count looks back.
pub const COUNT_DAYS: [usize; 4] = [28, 90, 180, 365];
/// Days that boxes are moved at least, forwards and, around the window, backwards.
const LEAST_DAYS_MOVED: usize = 28;

/// How many boxes were predicted for each slot, by their types.
pub(super) type Quotas = BTreeMap<(u32, Types), usize>;

/// The number of boxes by slot and types.
pub(super) fn quotas(chosen: &[Prediction]) -> Quotas {
    let mut quotas = Quotas::new();
    for prediction in chosen {
        *quotas.entry((prediction.slot, prediction.types)).or_insert(0) += 1;
    }
    quotas
}

/// Hit rates of the boxes moved by four whole weeks or more: where, but not when.
pub(super) fn shifted(board: &Board<'_>, chosen: &[Prediction]) -> Vec<f64> {
    let hits = board.hits_by_days_moved(chosen);
    let last = hits.len().saturating_sub(LEAST_DAYS_MOVED);
    let offsets = (LEAST_DAYS_MOVED..=last).step_by(7);
    offsets.map(|days| hits[days] as f64 / chosen.len().max(1) as f64).collect()
}

/// Hit rates of as many boxes drawn in each slot, without replacement, from all places: neither
/// where nor when. How many of the boxes are hit is drawn from the hypergeometric distribution.
pub(super) fn random(board: &Board<'_>, quotas: &Quotas, draws: usize, seed: u64) -> Vec<f64> {
    let n_boxes: usize = quotas.values().sum();
    let mut hits = vec![0_u64; draws];
    for (index, (&(slot, types), &quota)) in quotas.iter().enumerate() {
        let n_hit = board.crimes_by_place(slot as usize, types).len();
        if n_hit == 0 {
            continue;
        }
        let found = Hypergeometric::new(board.n_places, n_hit, quota);
        let mut random = Random::new(seed, Purpose::RandomBoxes, index as u64);
        hits.iter_mut().for_each(|hits| *hits += found.draw(random.uniform()));
    }
    hits.into_iter().map(|hits| hits as f64 / n_boxes.max(1) as f64).collect()
}

/// How many of the things that are drawn without replacement are marked.
struct Hypergeometric {
    least: usize,
    /// The probability of at most `least`, `least` + 1, .., without the last, which is 1.
    at_most: Vec<f64>,
}

impl Hypergeometric {
    fn new(all: usize, marked: usize, drawn: usize) -> Self {
        let drawn = drawn.min(all);
        let (least, most) = ((marked + drawn).saturating_sub(all), marked.min(drawn));
        let log_choose = |n: usize, k: usize| {
            let log_factorial = |n: usize| libm::lgamma(n as f64 + 1.0);
            log_factorial(n) - log_factorial(k) - log_factorial(n - k)
        };
        let all_ways = log_choose(all, drawn);
        let probability = |found: usize| {
            libm::exp(log_choose(marked, found) + log_choose(all - marked, drawn - found) - all_ways)
        };
        let mut sum = 0.0;
        let at_most = (least..most).map(|found| {
            sum += probability(found);
            sum
        });
        Self { least, at_most: at_most.collect() }
    }

    fn draw(&self, uniform: f64) -> u64 {
        (self.least + self.at_most.partition_point(|&at_most| at_most <= uniform)) as u64
    }
}

/// The places with the most crimes of the same types in the `days` before each slot's day, as many
/// as were predicted. Ties go to the place that the file names first.
pub(super) fn running_count(board: &Board<'_>, quotas: &Quotas, days: usize) -> Vec<(u32, u32, Types)> {
    let mut of_types: BTreeMap<Types, BTreeMap<usize, Vec<(u32, usize)>>> = BTreeMap::new();
    for (&(slot, types), &quota) in quotas {
        let day = board.slots.day_of(slot as usize);
        of_types.entry(types).or_default().entry(day).or_default().push((slot, quota));
    }
    let mut chosen = Vec::new();
    for (types, slots_by_day) in of_types {
        let mut counts = Counts::new(board, types, days);
        for (day, slots) in slots_by_day {
            counts.go_to(board.slots.first().days_since_1970() + day as i32);
            let most = slots.iter().map(|(_, quota)| *quota).max().unwrap_or(0);
            let best = counts.best(most);
            for (slot, quota) in slots {
                chosen.extend(best.iter().take(quota).map(|&place| (place, slot, types)));
            }
        }
    }
    chosen
}

/// Crimes by place on the days before one that moves on.
struct Counts {
    /// Days and places of all crimes, by day.
    crimes: Vec<(i32, u32)>,
    days: i32,
    counts: Vec<u32>,
    /// Crimes before these positions have been added, and taken away again.
    added: usize,
    removed: usize,
}

impl Counts {
    fn new(board: &Board<'_>, types: Types, days: usize) -> Self {
        let of = board.crimes.iter().filter(|(_, of, _)| of & types != 0);
        let mut crimes: Vec<(i32, u32)> =
            of.flat_map(|(day, _, places)| places.iter().map(move |&place| (day, place))).collect();
        crimes.sort_unstable();
        Self { crimes, days: days as i32, counts: vec![0; board.n_places], added: 0, removed: 0 }
    }

    /// Counts the days before `day`, which is no earlier than the last one asked for.
    fn go_to(&mut self, day: i32) {
        while let Some(&(_, place)) = self.crimes.get(self.added).filter(|(of, _)| *of < day) {
            self.counts[place as usize] += 1;
            self.added += 1;
        }
        while let Some(&(_, place)) = self.crimes.get(self.removed).filter(|(of, _)| *of < day - self.days) {
            self.counts[place as usize] -= 1;
            self.removed += 1;
        }
    }

    /// The places with the most crimes.
    fn best(&self, count: usize) -> Vec<u32> {
        let mut places: Vec<u32> = (0..self.counts.len() as u32).collect();
        let order = |a: &u32, b: &u32| self.counts[*b as usize].cmp(&self.counts[*a as usize]).then(a.cmp(b));
        if count < places.len() {
            places.select_nth_unstable_by(count, order);
            places.truncate(count);
        }
        places.sort_unstable_by(order);
        places
    }
}

/// The places with the most crimes in each slot itself, as many as were predicted: the most that
/// any list of as many boxes could have met.
pub(super) fn hindsight(board: &Board<'_>, quotas: &Quotas) -> Found {
    let chosen = quotas.iter().flat_map(|(&(slot, types), &quota)| {
        let mut places: Vec<(u32, u32)> = board.crimes_by_place(slot as usize, types).into_iter().collect();
        places.sort_unstable_by_key(|&(place, crimes)| (std::cmp::Reverse(crimes), place));
        places.into_iter().take(quota).map(move |(place, _)| (place, slot, types))
    });
    // Boxes beyond those that have crimes hit nothing, wherever they are.
    Found { box_slots: quotas.values().sum::<usize>() as u64, ..board.find(chosen) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::predictions::{Crimes, Slots};
    use crate::study::CivilDay;

    #[test]
    fn draws_without_replacement_have_their_distribution() {
        // Of 10 things 4 are marked; 3 are drawn: C(6,3), 4 C(6,2), 6 * 6, 4 of 120.
        let found = Hypergeometric::new(10, 4, 3);
        let expected = [20.0 / 120.0, 80.0 / 120.0, 116.0 / 120.0];
        for (at_most, expected) in found.at_most.iter().zip(expected) {
            assert!((at_most - expected).abs() < 1e-12, "{at_most} {expected}");
        }
        assert_eq!([0.0, 0.5, 0.9, 0.99].map(|uniform| found.draw(uniform)), [0, 1, 2, 3]);
        // Whoever draws all finds all.
        assert_eq!(Hypergeometric::new(5, 2, 5).draw(0.3), 2);
        assert_eq!(Hypergeometric::new(5, 5, 2).draw(0.3), 2);
    }

    #[test]
    fn a_count_sees_the_days_before_and_not_the_day_itself() {
        let mut crimes = Crimes::new();
        let day = |day: i32| day * super::super::slots::DAY_MINUTES;
        // Place 2 has crimes until day 9, place 1 from day 10 on.
        (0..10).for_each(|of| crimes.add(day(of), 1, [2]));
        (10..40).for_each(|of| crimes.add(day(of), 1, [1]));
        let slots = Slots::new(CivilDay::from_days_since_1970(10), 30, Vec::new());
        let made: Vec<Prediction> =
            (0..30).map(|slot| Prediction { place: 0, slot, types: 1, score: f64::NAN }).collect();
        let board = Board::new(3, &slots, made, &crimes);
        let quotas = quotas(&board.predictions);
        let chosen = running_count(&board, &quotas, 28);
        let places: Vec<u32> = chosen.iter().map(|(place, ..)| *place).collect();
        // Until ten crimes stand in both places; then the first named of the two.
        assert!(places[..10].iter().all(|&place| place == 2), "{places:?}");
        assert!(places[10..].iter().all(|&place| place == 1), "{places:?}");
        assert_eq!(board.find(chosen).hits, 20);
        let best = hindsight(&board, &quotas);
        assert_eq!((best.box_slots, best.hits, best.crimes_met), (30, 30, 30));
    }
}
