//! PredPol's published algorithm, as the Human Rights Data Analysis Group wrote it.
//!
//! A place's rate on a day is mu + sum of theta omega exp(-omega age) over its crimes of the 180
//! days before; ages in days. The three are found by expectation and maximisation from 1 on:
//! omega is sum of p / sum of p age, theta is sum of p / crimes, mu is background / 180. Here p is
//! the share of a crime that an earlier one of the same place is said to have triggered. Crimes of
//! one day trigger nothing in each other.
//!
//! Source: Mohler et al., Journal of the American Statistical Association 110 (2015), section 2.2;
//! Lum and Isaac, Significance 13 (2016), whose program fixes what the paper leaves open. Two
//! things of that program change its rates and are kept, so that they come out as published:
//!
//! - The share that one crime triggered in a later one is divided by the rate at the crime that
//!   follows the first one, not by the rate at the later one. Only omega and theta use it.
//! - It ends as soon as omega or theta move by at most 1e-5, or all mu together by at most 1e-4.

use super::board::{Board, Types};

/// Days that it learns from.
pub const PREDPOL_DAYS: usize = 180;
/// It ends when omega or theta move by no more.
const SMALL: f64 = 1e-5;
/// It ends when all mu together move by no more.
const SMALL_MU: f64 = 1e-4;
/// No fit of any data that was tried needs a tenth of it.
const MOST_ROUNDS: usize = 10_000;

/// What was learnt for a day.
#[derive(Clone, Debug, PartialEq)]
pub struct PredPol {
    /// How fast a crime's effect fades, a day.
    pub omega: f64,
    /// Crimes that a crime triggers.
    pub theta: f64,
    /// By place: crimes to expect on the day; 0 where there were none in the 180 days before.
    pub rates: Vec<f64>,
}

/// Days with crimes of one place: how many, and how many days since the one before.
struct Place {
    place: usize,
    /// Crimes, and days until the next day with crimes (0 for the last).
    days: Vec<(f64, usize)>,
    /// From the last day with crimes to the day that is forecast.
    to_forecast: usize,
    mu: f64,
}

/// Forecasts one day from crimes before it. `crimes`: by place, the days (any count from a fixed
/// day, ascending) of all crimes; those before the last 180 days and from `day` on are passed over.
///
/// Where no place has crimes on two days, nothing can be triggered: theta is then 0.
///
/// # Examples
/// ```
/// use watchback::predictions::predpol;
/// // One place with a crime on each of three days running, another with one long ago.
/// let fit = predpol(&[vec![177, 178, 179], vec![20]], 180);
/// assert!(fit.rates[0] > fit.rates[1]);
/// assert!((fit.rates[1] - 1.0 / 180.0).abs() < 1e-9);
/// ```
#[must_use]
pub fn predpol(crimes: &[Vec<i32>], day: i32) -> PredPol {
    let first = day - PREDPOL_DAYS as i32;
    let mut places: Vec<Place> =
        (0..crimes.len()).filter_map(|place| of_place(place, &crimes[place], first, day)).collect();
    let total: f64 = places.iter().flat_map(|place| &place.days).map(|(count, _)| count).sum();
    let (mut omega, mut theta) = (1.0, 1.0);
    for _ in 0..MOST_ROUNDS {
        let fading: Vec<f64> = (0..=PREDPOL_DAYS).map(|days| libm::exp(-omega * days as f64)).collect();
        let (mut triggered, mut aged, mut mu_moved) = (0.0, 0.0, 0.0);
        for place in &mut places {
            let shares = place.shares(theta * omega, &fading);
            triggered += shares.triggered;
            aged += shares.aged;
            let mu = shares.background / PREDPOL_DAYS as f64;
            mu_moved += (mu - place.mu).abs();
            place.mu = mu;
        }
        let (old_omega, old_theta) = (omega, theta);
        if triggered > 0.0 && aged > 0.0 {
            (omega, theta) = (triggered / aged, triggered / total);
        } else {
            theta = 0.0;
        }
        let is_small = (omega - old_omega).abs() <= SMALL || (theta - old_theta).abs() <= SMALL;
        if is_small || mu_moved <= SMALL_MU {
            break;
        }
    }
    let mut rates = vec![0.0; crimes.len()];
    for place in &places {
        rates[place.place] = place.mu + theta * omega * place.memory(omega);
    }
    PredPol { omega, theta, rates }
}

fn of_place(place: usize, days: &[i32], first: i32, day: i32) -> Option<Place> {
    let own = &days[days.partition_point(|of| *of < first)..days.partition_point(|of| *of < day)];
    let last = *own.last()?;
    let mut counted: Vec<(f64, usize)> = Vec::new();
    let mut before = i32::MIN;
    for &of in own {
        if of == before {
            counted.last_mut()?.0 += 1.0;
        } else {
            if let Some(previous) = counted.last_mut() {
                previous.1 = (of - before) as usize;
            }
            counted.push((1.0, 0));
            before = of;
        }
    }
    Some(Place { place, days: counted, to_forecast: (day - last) as usize, mu: 1.0 })
}

/// Sums over a place's crimes.
struct Shares {
    background: f64,
    triggered: f64,
    /// Triggered, times days from the one crime to the other.
    aged: f64,
}

impl Place {
    /// `strength`: theta omega. `fading`: exp(-omega days), by days.
    fn shares(&self, strength: f64, fading: &[f64]) -> Shares {
        let mut sums = Shares { background: 0.0, triggered: 0.0, aged: 0.0 };
        // The rate at the crimes of each day, which knows the days before.
        let mut memory = 0.0;
        let mut rates = Vec::with_capacity(self.days.len());
        for &(count, gap) in &self.days {
            let rate = self.mu + strength * memory;
            sums.background += count * self.mu / rate;
            rates.push(rate);
            memory = fading[gap] * (count + memory);
        }
        // What follows each day, faded; and the same times the days until then.
        let (mut following, mut following_aged, mut count_next) = (0.0, 0.0, 0.0);
        for (at, &(count, gap)) in self.days.iter().enumerate().rev() {
            if let Some(&next) = rates.get(at + 1) {
                let (fade, days) = (fading[gap], gap as f64);
                following_aged = fade * (days * (count_next + following) + following_aged);
                following = fade * (count_next + following);
                // The last crime of a day is followed by one of the next day with crimes.
                let divided = strength * ((count - 1.0) / rates[at] + 1.0 / next);
                sums.triggered += divided * following;
                sums.aged += divided * following_aged;
            }
            count_next = count;
        }
        sums
    }

    /// Sum of exp(-omega age) over its crimes, on the day that is forecast.
    fn memory(&self, omega: f64) -> f64 {
        let fade = |days: usize| libm::exp(-omega * days as f64);
        self.days.iter().fold(0.0, |memory, &(count, gap)| {
            let days = if gap == 0 { self.to_forecast } else { gap };
            fade(days) * (count + memory)
        })
    }
}

/// Crimes of these types by place, their days ascending.
pub(super) fn days_by_place(board: &Board<'_>, types: Types) -> Vec<Vec<i32>> {
    let mut days = vec![Vec::new(); board.n_places];
    for (day, _, places) in board.crimes.iter().filter(|(_, of, _)| of & types != 0) {
        places.iter().for_each(|&place| days[place as usize].push(day));
    }
    days.iter_mut().for_each(|of_place: &mut Vec<i32>| of_place.sort_unstable());
    days
}

/// The places that PredPol would have chosen on each day of the window, as many as were predicted.
/// Of ties those that are named first.
pub(super) fn chosen_by_predpol(
    board: &Board<'_>,
    quotas: &super::references::Quotas,
) -> Vec<(u32, u32, Types)> {
    let mut chosen = Vec::new();
    let mut of_types = std::collections::BTreeMap::new();
    let mut last: Option<(usize, Types, Vec<u32>)> = None;
    for (&(slot, types), &quota) in quotas {
        let day = board.slots.day_of(slot as usize);
        let is_known = last.as_ref().is_some_and(|(of_day, of, _)| (*of_day, *of) == (day, types));
        if !is_known {
            let days = of_types.entry(types).or_insert_with(|| days_by_place(board, types));
            let of_day = board.slots.first().days_since_1970() + day as i32;
            let fit = predpol(days, of_day);
            let mut places: Vec<u32> = (0..board.n_places as u32).collect();
            places.sort_by(|a, b| fit.rates[*b as usize].total_cmp(&fit.rates[*a as usize]));
            last = Some((day, types, places));
        }
        let places = last.iter().flat_map(|(_, _, places)| places);
        chosen.extend(places.take(quota).map(|&place| (place, slot, types)));
    }
    chosen
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The definition, pair by pair.
    fn by_pairs(days: &[i32], theta: f64, omega: f64, mu: f64) -> (f64, f64, f64) {
        let fade = |from: i32, to: i32| theta * omega * libm::exp(-omega * f64::from(to - from));
        let rate = |at: usize| -> f64 {
            mu + (0..at).filter(|&of| days[of] < days[at]).map(|of| fade(days[of], days[at])).sum::<f64>()
        };
        let background = (0..days.len()).map(|at| mu / rate(at)).sum();
        let (mut triggered, mut aged) = (0.0, 0.0);
        for to in 1..days.len() {
            for from in (0..to).filter(|&from| days[from] < days[to]) {
                let share = fade(days[from], days[to]) / rate(from + 1);
                triggered += share;
                aged += share * f64::from(days[to] - days[from]);
            }
        }
        (background, triggered, aged)
    }

    #[test]
    fn sums_over_days_equal_sums_over_pairs_of_crimes() {
        let days = [3, 3, 4, 9, 9, 9, 15, 40, 41, 41];
        let place = Place { mu: 0.07, ..of_place(0, &days, 0, 60).unwrap() };
        let (theta, omega) = (0.4, 0.3);
        let fading: Vec<f64> = (0..=180).map(|days| libm::exp(-omega * f64::from(days))).collect();
        let sums = place.shares(theta * omega, &fading);
        let (background, triggered, aged) = by_pairs(&days, theta, omega, 0.07);
        for (found, expected) in
            [(sums.background, background), (sums.triggered, triggered), (sums.aged, aged)]
        {
            assert!((found - expected).abs() < 1e-12, "{found} {expected}");
        }
        let memory: f64 = days.iter().map(|day| libm::exp(-omega * f64::from(60 - day))).sum();
        assert!((place.memory(omega) - memory).abs() < 1e-12);
    }
}
