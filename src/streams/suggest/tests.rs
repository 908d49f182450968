use super::*;
use crate::ingest::Event;
use crate::study::CivilDay;

fn day(text: &str) -> CivilDay {
    text.parse().unwrap()
}

/// Offences at `side` by `side` points 0.01 degrees apart, `n_rows` a day of each class, spread
/// over them.
fn city(first: &str, last: &str, n_rows: i32, is_held: impl Fn(i32) -> bool) -> Events {
    let (first, last) = (day(first).days_since_1970(), day(last).days_since_1970());
    let side = 8;
    let row = |number: i32| {
        let (of_day, day) = (number % (2 * n_rows), first + number / (2 * n_rows));
        let place = ((i64::from(number) * 2_654_435_761) >> 7).rem_euclid(side * side);
        Event {
            id: number as u64,
            minute: day * 1_440 + of_day,
            latitude: Some(40.0 + 0.01 * (place / side) as f64),
            longitude: Some(-75.0 + 0.01 * (place % side) as f64),
            offence: (of_day % 2) as u16,
            arrest: None,
            domestic: None,
            simulated: false,
        }
    };
    let numbers =
        (0..(last - first + 1) * 2 * n_rows).filter(|number| is_held(first + number / (2 * n_rows)));
    Events::from_rows(vec!["ASSAULT".to_owned(), "THEFT".to_owned()], numbers.map(row)).unwrap()
}

fn classes() -> Vec<(String, OffenceClass)> {
    vec![("assault".to_owned(), OffenceClass::Violent), ("Theft".to_owned(), OffenceClass::Property)]
}

#[test]
fn whole_years_are_taken_and_the_box_holds_the_city_and_not_its_placeholders() {
    let events = city("2012-11-03", "2018-02-11", 20, |_| true);
    let mut rows: Vec<Event> = events.iter().collect();
    for row in rows.iter_mut().step_by(500) {
        (row.latitude, row.longitude) = (Some(36.6), Some(-91.7));
    }
    let events = Events::from_rows(events.offences().to_vec(), rows).unwrap();
    let Suggestion { settings, reasons, steps } = suggest_study(&events, "own", &classes()).unwrap();
    let study = settings.clone().check().unwrap();
    assert_eq!(study.training().to_string(), "2014-01-01..2016-12-31");
    assert_eq!(study.test().to_string(), "2017-01-01..2017-12-31");
    assert_eq!((settings.city.as_str(), settings.step_days, settings.min_event_share), ("own", 1, 0.05));
    let BoundingBox { south, north, west, east } = settings.bounds;
    assert!(south < 40.0 && south > 39.99 && north > 40.07 && north < 40.08, "{:?}", settings.bounds);
    assert!(west < -75.0 && west > -75.01 && east > -74.93 && east < -74.92, "{:?}", settings.bounds);
    // Whole tiles of 300 m.
    let rows = (north - south) / settings.tile.latitude_degrees;
    assert!((rows - rows.round()).abs() < 0.01, "{rows}");
    let (height, width) = crate::space::Grid::new(&study).tile_metres();
    assert!((height - 300.0).abs() < 1.0 && (width - 300.0).abs() < 2.0, "{height} {width}");
    assert_eq!(steps.len(), 7);
    // A day's entropy only falls where steps are longer.
    assert!(steps.windows(2).all(|pair| pair[0].bits_a_day > pair[1].bits_a_day), "{steps:?}");
    assert_eq!(reasons.len(), 5);
    assert!(reasons[1].to_string().contains("the last whole years"), "{}", reasons[1]);
}

#[test]
fn few_rows_ask_for_larger_tiles_and_a_year_for_a_split() {
    // One row a day and class over 64 places: 1.6 % of days at 300 m.
    let events = city("2020-01-01", "2020-12-31", 1, |_| true);
    let suggestion = suggest_study(&events, "own", &classes()).unwrap();
    let settings = &suggestion.settings;
    let study = settings.clone().check().unwrap();
    assert_eq!((study.training().n_days(), study.test().n_days()), (275, 91));
    assert_eq!(settings.max_delay_steps, 45);
    let Reason::Tile { metres, .. } = suggestion.reasons[2] else { unreachable!() };
    assert!(metres > 1_000.0, "{metres}");
}

#[test]
fn the_longest_run_without_a_gap_is_used_and_too_little_is_refused() {
    let (from, to) = (day("2015-03-01").days_since_1970(), day("2015-03-31").days_since_1970());
    let events = city("2014-01-01", "2017-12-31", 10, |day| !(from..=to).contains(&day));
    let settings = suggest_study(&events, "own", &classes()).unwrap().settings;
    assert_eq!((settings.training_first, settings.test_last), (day("2016-01-01"), day("2017-12-31")));

    let sampled = city("2014-01-01", "2016-12-31", 10, |day| day.rem_euclid(14) < 7);
    assert!(matches!(suggest_study(&sampled, "own", &classes()), Err(SuggestError::Sampled(_))));
    let short = city("2014-01-01", "2014-05-31", 10, |_| true);
    assert_eq!(
        suggest_study(&short, "own", &classes()).unwrap_err(),
        SuggestError::TooShort { found: 151, needed: 198 }
    );
    assert_eq!(suggest_study(&short, "own", &[]).unwrap_err(), SuggestError::NoClasses);
    let none = Events::from_rows(Vec::new(), []).unwrap();
    assert_eq!(suggest_study(&none, "own", &classes()).unwrap_err(), SuggestError::NoRows);
    let unplaced = short.iter().map(|row| Event { latitude: None, longitude: None, ..row });
    let unplaced = Events::from_rows(short.offences().to_vec(), unplaced).unwrap();
    assert_eq!(suggest_study(&unplaced, "own", &classes()).unwrap_err(), SuggestError::NoPlaces);
}
