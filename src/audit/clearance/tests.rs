//! Rates against figures worked out by hand.

use super::*;
use crate::ingest::{Event, Events};
use crate::study::preset;

/// Areas of 5 tiles each; (area, offence, crimes, arrests).
fn city(rows: &[(usize, u16, usize, usize)]) -> ArrestCounts {
    let offences = vec!["BATTERY".to_owned(), "THEFT".to_owned(), "NARCOTICS".to_owned()];
    let mut areas = Vec::new();
    let mut events = Vec::new();
    for &(area, offence, crimes, arrests) in rows {
        for at in 0..crimes {
            areas.push(Some(area));
            events.push(Event {
                id: 0,
                minute: 16_071 * 1440,
                latitude: Some(0.002_76 * (0.5 + area as f64)),
                longitude: Some(0.003_5 * (0.5 + (at % 5) as f64)),
                offence,
                arrest: Some(at < arrests),
                domestic: Some(false),
                simulated: true,
            });
        }
    }
    let events = Events::from_rows(offences, events).unwrap();
    let study = preset("simulated").unwrap().check().unwrap();
    ArrestCounts::new(&Crimes::build(&events, &areas, 12, &study).0)
}

/// Six areas a group. Batteries have an arrest in half of all, thefts in a tenth, everywhere alike;
/// the poor have more batteries.
fn same_rates() -> ArrestCounts {
    let rows = (0..12).flat_map(|area| {
        let (batteries, thefts) = if area < 6 { (20, 80) } else { (80, 20) };
        [(area, 0, batteries, batteries / 2), (area, 1, thefts, thefts / 10), (area, 2, 50, 50)]
    });
    city(&rows.collect::<Vec<_>>())
}

fn halves() -> Vec<Option<usize>> {
    (0..12).map(|area| Some(usize::from(area >= 6))).collect()
}

#[test]
fn standardising_takes_the_mix_out_and_arrest_driven_offences_are_never_in() {
    let rates = clearance(&same_rates(), &halves(), 2);
    assert_eq!(rates.sizes, [GroupSize { tiles: 30, areas: 6, events: 600 }; 2]);
    let whole = &rates.periods[0];
    assert_eq!((whole.year, whole.coverage), (None, 1.0));
    let value = |estimate: Option<AreaEstimate>| estimate.unwrap().value;
    // (10 + 8) / 100 and (40 + 2) / 100; by the city's half and half .3 both.
    assert!((value(whole.groups[0].crude) - 0.18).abs() < 1e-12);
    assert!((value(whole.groups[1].crude) - 0.42).abs() < 1e-12);
    for group in &whole.groups {
        assert!((value(group.standardised) - 0.3).abs() < 1e-12);
    }
    let (crude, standardised) = (whole.crude.unwrap(), whole.standardised.unwrap());
    assert!((crude.ratio().0 - 0.42 / 0.18).abs() < 1e-12);
    assert!((crude.difference.value - 0.24).abs() < 1e-12);
    assert!(standardised.log_ratio.value.abs() < 1e-12 && standardised.log_ratio.areas == 12);
    // All lies in 2014; the years without crimes have no rates.
    assert_eq!(rates.periods[1].year, Some(2014));
    assert_eq!(rates.periods[1].groups, whole.groups);
    assert!(
        rates.periods[2..].iter().all(|year| year.standardised.is_none() && year.groups[0].crude.is_none())
    );
    assert_eq!(rates.periods.len(), 5);
}

#[test]
fn the_statistic_of_a_map_is_that_of_the_table() {
    let rows: Vec<_> = (0..12).map(|area| (area, 1, 100, 10 + area)).collect();
    let counts = city(&rows);
    let table = clearance(&counts, &halves(), 2);
    let log = log_ratio(&counts, &halves(), 2, Rate::Standardised).unwrap();
    assert_eq!(table.periods[0].standardised.unwrap().log_ratio.value.to_bits(), log.to_bits());
    // One cell: standardised is crude. 12.5 and 18.5 per cent.
    assert!((log - libm::log(18.5 / 12.5)).abs() < 1e-12);
    // Turned round, the sign turns.
    let turned: Vec<_> = halves().iter().map(|group| group.map(|group| 1 - group)).collect();
    assert!((log_ratio(&counts, &turned, 2, Rate::Crude).unwrap() + log).abs() < 1e-12);
}

#[test]
fn intervals_of_a_rate_are_those_of_the_mean_over_equal_areas() {
    let rows: Vec<_> = (0..12).map(|area| (area, 1, 100, 10 + area)).collect();
    let rate = clearance(&city(&rows), &halves(), 2).periods[0].groups[0].crude.unwrap();
    // The mean of .10 .. .15 over six areas: sd .018708, divided by sqrt(6).
    assert!((rate.standard_error - 0.018_708_287 / 6.0_f64.sqrt()).abs() < 1e-8);
    assert_eq!(rate.areas, 6);
}

#[test]
fn small_groups_are_not_evaluable_and_say_why() {
    let rows: Vec<_> = (0..12).map(|area| (area, 1, 70, 10)).collect();
    let counts = city(&rows);
    let four: Vec<_> = (0..12).map(|area| Some(usize::from(area >= 4))).collect();
    let rates = clearance(&counts, &four, 2);
    assert_eq!(rates.sizes[0], GroupSize { tiles: 20, areas: 4, events: 280 });
    assert!(rates.periods[0].standardised.is_none() && rates.periods[0].groups[0].crude.is_none());
    assert!(rates.periods[0].groups[1].crude.is_some());
    assert_eq!(log_ratio(&counts, &four, 2, Rate::Crude), None);
    // Without any area, or more groups than areas: nothing panics.
    assert_eq!(log_ratio(&counts, &[], 2, Rate::Crude), None);
    assert!(clearance(&counts, &[None; 40], 5).periods[0].crude.is_none());
}
