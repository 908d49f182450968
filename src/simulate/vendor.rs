//! Simulated vendors, of which it is known what they know: one reads the next day, one counts, one
//! names places at random.

use crate::chance::{Purpose, Random};
use crate::predictions::{Board, Crimes, Measure, Prediction, Slots, Types, measure};
use crate::study::CivilDay;

/// What a simulated vendor knows.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum VendorKind {
    /// Each box is placed by the places' constant rates: it knows where, and not when.
    StaticRate,
    /// As that, but each box is with this probability one where a crime happens on the day itself.
    ReadsTheDay(f64),
    /// The places with the most crimes in the 28 days before.
    Counts,
    /// Any place.
    Random,
}

/// A simulated city of places with constant rates, and a vendor's boxes in it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct VendorSettings {
    /// Places.
    pub places: usize,
    /// Days that are predicted. A year of crimes comes before them.
    pub days: usize,
    /// Boxes a day.
    pub boxes: usize,
    /// Crimes a day in the whole city, on average.
    pub crimes_a_day: f64,
    /// What the vendor knows.
    pub kind: VendorKind,
    /// The same seed gives the same city and boxes.
    pub seed: u64,
}

impl Default for VendorSettings {
    /// 400 places, a year, 20 boxes and 6 crimes a day: near Oakland's drug crimes.
    fn default() -> Self {
        Self { places: 400, days: 364, boxes: 20, crimes_a_day: 6.0, kind: VendorKind::StaticRate, seed: 1 }
    }
}

/// Days of crimes before the first prediction.
const HISTORY_DAYS: usize = 365;
/// Minutes of a day.
const DAY_MINUTES: i32 = 24 * 60;
/// All crimes are of one type.
const TYPE: Types = 1;

/// A city's crimes and a vendor's boxes.
#[derive(Debug)]
pub struct VendorCity {
    /// The crimes, in their places.
    pub crimes: Crimes,
    /// The slots: days.
    pub slots: Slots,
    /// The boxes.
    pub predictions: Vec<Prediction>,
    n_places: usize,
}

impl VendorCity {
    /// Makes a city and its vendor.
    #[must_use]
    pub fn new(settings: &VendorSettings) -> Self {
        let mut random = Random::new(settings.seed, Purpose::Vendor, 0);
        let rates: Vec<f64> = (0..settings.places).map(|_| libm::exp(1.2 * random.normal())).collect();
        let mut cumulated = Vec::with_capacity(rates.len());
        let mut total = 0.0;
        for rate in &rates {
            total += rate;
            cumulated.push(total);
        }
        let place = |random: &mut Random| {
            let at = random.uniform() * total;
            cumulated.partition_point(|sum| *sum <= at).min(settings.places - 1) as u32
        };
        let n_all = HISTORY_DAYS + settings.days;
        // A binomial number of crimes a day, which is near Poisson's.
        let chances = (8.0 * settings.crimes_a_day) as usize;
        let by_day: Vec<Vec<u32>> = (0..n_all)
            .map(|_| {
                let count = (0..chances).filter(|_| random.uniform() < 0.125).count();
                (0..count).map(|_| place(&mut random)).collect()
            })
            .collect();
        let mut crimes = Crimes::new();
        for (day, places) in by_day.iter().enumerate() {
            places.iter().for_each(|&of| crimes.add(day as i32 * DAY_MINUTES, TYPE, [of]));
        }
        let slots =
            Slots::new(CivilDay::from_days_since_1970(HISTORY_DAYS as i32), settings.days, Vec::new());
        let mut predictions = Vec::new();
        for slot in 0..settings.days {
            let day = HISTORY_DAYS + slot;
            let mut chosen: Vec<u32> = Vec::new();
            let mut counted = counted(&by_day[day - 28..day], settings);
            for _ in 0..settings.boxes {
                let next = match settings.kind {
                    VendorKind::StaticRate => place(&mut random),
                    VendorKind::Random => random.below(settings.places) as u32,
                    VendorKind::Counts => counted.pop().unwrap_or(0),
                    VendorKind::ReadsTheDay(share) => {
                        let today = &by_day[day];
                        let reads = random.uniform() < share && !today.is_empty();
                        if reads { today[random.below(today.len())] } else { place(&mut random) }
                    }
                };
                // A place that has its box already is not named twice.
                if !chosen.contains(&next) {
                    chosen.push(next);
                }
            }
            let prediction =
                |of: u32| Prediction { place: of, slot: slot as u32, types: TYPE, score: f64::NAN };
            predictions.extend(chosen.into_iter().map(prediction));
        }
        Self { crimes, slots, predictions, n_places: settings.places }
    }

    /// The vendor's measure.
    #[must_use]
    pub fn measure(&self, seed: u64) -> Measure {
        let board = Board::new(self.n_places, &self.slots, self.predictions.clone(), &self.crimes);
        measure(&board, &self.predictions, &["crime".to_owned()], seed)
    }
}

/// The places with the most crimes on some days, the most last.
fn counted(days: &[Vec<u32>], settings: &VendorSettings) -> Vec<u32> {
    let mut counts = vec![0_u32; settings.places];
    days.iter().flatten().for_each(|&place| counts[place as usize] += 1);
    let mut order: Vec<u32> = (0..settings.places as u32).collect();
    order.sort_by_key(|&place| (counts[place as usize], std::cmp::Reverse(place)));
    order
}
