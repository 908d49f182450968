//! Small cities in which one thing is wrong, and their twins in which nothing is.

use super::*;
use crate::ingest::{Event, Events, Merged};
use crate::study::{CivilDay, TileSize};
use crate::wording::quality::findings;
use crate::wording::{Subject, Weight};

const TILE: TileSize = TileSize { latitude_degrees: 0.002_7, longitude_degrees: 0.003_5 };
const OFFENCES: [&str; 4] = ["ASSAULT", "BURGLARY", "NARCOTICS", "THEFT"];

/// Uniform numbers of a fixed stream.
struct Numbers(u64);

impl Numbers {
    fn uniform(&mut self) -> f64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 11) as f64 + 0.5) / (1_u64 << 53) as f64
    }

    /// Roughly normal.
    fn normal(&mut self) -> f64 {
        (0..12).map(|_| self.uniform()).sum::<f64>() - 6.0
    }
}

/// Two years from 2014 on, 40 rows a day, around a centre with wide tails; 2 % have no place and a
/// fifth an arrest, by no rule. `change` may spoil a row: it gets its number and its offence's
/// name.
fn city(seed: u64, mut change: impl FnMut(&mut Event, u64, &str, &mut Numbers)) -> QualityReport {
    let mut numbers = Numbers(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15));
    let mut rows: Vec<Event> = (0..730 * 40)
        .map(|number: u64| {
            let offence = (numbers.uniform() * 4.0) as u16;
            let (up, along, is_placed) = (numbers.normal(), numbers.normal(), numbers.uniform() > 0.02);
            let mut row = Event {
                id: number,
                minute: (16_071 + (number / 40) as i32) * 1_440 + 60,
                latitude: is_placed.then_some(41.8 + 0.05 * up),
                longitude: is_placed.then_some(-87.7 + 0.05 * along),
                offence,
                arrest: Some(numbers.uniform() < 0.2),
                domestic: None,
                simulated: false,
            };
            change(&mut row, number, OFFENCES[usize::from(offence)], &mut numbers);
            row
        })
        .collect();
    rows.sort_by_key(|row| row.minute);
    let events = Events::from_rows(OFFENCES.map(str::to_owned).to_vec(), rows).unwrap();
    quality_report(&Merged { events, files: Vec::new(), duplicates: 0, disagreeing_ids: 0 }, TILE)
}

fn warnings(report: &QualityReport) -> Vec<Subject> {
    let found = findings(report, &[]);
    let warnings = found.iter().filter(|finding| finding.weight > Weight::Note);
    warnings.map(|finding| finding.subject).collect()
}

fn unplace(row: &mut Event) {
    (row.latitude, row.longitude) = (None, None);
}

#[test]
fn a_city_without_anything_wrong_raises_nothing() {
    for seed in 1..=40 {
        let report = city(seed, |_, _, _, _| ());
        assert_eq!(warnings(&report), [], "{seed}: {:?}", findings(&report, &[]));
        assert_eq!((report.placeholders.far.count, report.missing_days, report.late), (0, 0, None));
    }
}

#[test]
fn places_missing_by_offence_or_month_are_told_from_those_missing_by_chance() {
    for seed in 1..=10 {
        let by_offence = city(seed, |row, _, offence, numbers| {
            if offence == "NARCOTICS" && numbers.uniform() < 0.08 {
                unplace(row);
            }
        });
        let names: Vec<&str> =
            by_offence.missing_places.standing_out().iter().map(|entry| entry.offence.as_str()).collect();
        assert_eq!(
            (names, by_offence.missing_places.months_standing_out()),
            (vec!["NARCOTICS"], vec![]),
            "{seed}"
        );
        assert_eq!(warnings(&by_offence), [Subject::MissingPlaces]);
        let by_month = city(seed, |row, number, _, numbers| {
            if row.day().to_string().starts_with("2015-03") && number % 2 == 0 && numbers.uniform() < 0.2 {
                unplace(row);
            }
        });
        let months: Vec<String> =
            by_month.missing_places.months_standing_out().iter().map(ToString::to_string).collect();
        assert_eq!(
            (months.as_slice(), by_month.missing_places.standing_out()),
            (&["2015-03".to_owned()][..], vec![])
        );
        let found = findings(&by_month, &[]);
        let of_places = found.iter().find(|finding| finding.subject == Subject::MissingPlaces).unwrap();
        let sentence = &of_places.sentence;
        assert!(
            sentence.contains("not missing at random: ") && sentence.contains(" in 2015-03; "),
            "{sentence}"
        );
    }
}

#[test]
fn placeholders_are_counted_and_a_single_far_place_is_none() {
    let report = city(3, |row, number, _, _| match number % 1_000 {
        0 => (row.latitude, row.longitude) = (Some(36.6), Some(-91.7)),
        1 => (row.latitude, row.longitude) = (Some(0.0), Some(0.0)),
        2 if number == 2 => (row.latitude, row.longitude) = (Some(40.0), Some(-80.0)),
        _ => (),
    });
    let found = &report.placeholders;
    assert_eq!((found.far.count, found.rows), (61, 60));
    let points: Vec<(f64, u64)> = found.points.iter().map(|place| (place.latitude, place.rows)).collect();
    assert_eq!(points, [(0.0, 30), (36.6, 30)]);
    assert_eq!(warnings(&report), [Subject::Placeholders]);
}

#[test]
fn coarse_places_are_told_against_the_tile() {
    let round = |degrees: Option<f64>| degrees.map(|degrees| libm::round(degrees * 500.0) / 500.0);
    let report =
        city(4, |row, _, _, _| (row.latitude, row.longitude) = (round(row.latitude), round(row.longitude)));
    // Two thousandths of a degree are 222 m; a tile has 300.
    assert_eq!(report.precision.decimals, Some(3));
    assert!(report.precision.points_per_tile.unwrap() < 3.0, "{:?}", report.precision.points_per_tile);
    assert_eq!(warnings(&report), [Subject::Precision]);
}

#[test]
fn a_change_of_level_of_arrests_and_an_end_to_come_are_found() {
    let half = CivilDay::from_days_since_1970(16_071 + 400);
    let levels = city(5, |row, number, offence, _| {
        // What the offence loses goes to another, as in a change of names.
        if offence == "BURGLARY" && row.day() >= half && number % 4 > 0 {
            row.offence = 3;
        }
    });
    let jumps: Vec<_> =
        levels.level_changes.iter().map(|jump| (jump.offence.as_deref().unwrap(), jump.day - half)).collect();
    assert_eq!(jumps.len(), 2, "{jumps:?}");
    assert!(
        jumps.iter().all(|(name, days)| ["BURGLARY", "THEFT"].contains(name) && days.abs() <= 2),
        "{jumps:?}"
    );
    let fewer = city(6, |row, number, _, _| {
        row.arrest = row.arrest.map(|arrest| arrest && (row.day().year() == 2014 || number % 2 == 0));
    });
    assert_eq!(warnings(&fewer), [Subject::Arrests]);
    let [(first, a), (last, b)] = fewer.arrests.as_ref().unwrap().first_and_last_year().unwrap();
    assert_eq!((first, last, a.of, b.of), (2014, 2015, 14_600, 14_600));
    assert!(a.count > 2 * b.count - 300 && a.count < 2 * b.count + 300, "{a:?} {b:?}");
    let end = CivilDay::from_days_since_1970(16_071 + 730);
    let mut kept = 0;
    let late = city(7, |row, _, _, _| {
        // Rows of the last nine days are moved to one day far before: they are not yet there.
        if end - row.day() <= 9 {
            kept += 1;
            if kept % 3 > 0 {
                row.minute = 16_071 * 1_440;
            }
        }
    });
    let late = late.late.unwrap();
    assert!((8..=10).contains(&late.days.n_days()), "{late:?}");
    assert_eq!(late.rows, 120);
}
