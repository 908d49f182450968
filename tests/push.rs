//! Pushes of the model on whole cities: the same answer however the work is shared, and what
//! controls must give.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, clippy::panic, reason = "the helpers of tests are tests too")]

#[path = "support/square_areas.rs"]
mod square_areas;

use std::ops::Range;

use square_areas::{small_push, square_areas};
use watchback::audit::spatial::SecondOpinion;
use watchback::audit::{
    Amount, AuditSettings, AuditedAreas, Claim, ClaimVerdict, Group, Grouping, PRIMARY_PUSH, Place, Push,
    PushReport, Sign, Test,
};
use watchback::run::{
    Audited, Inspection, Refits, Stage, Threads, audit, inspect_simulated, push, push_streams,
};
use watchback::simulate::{SimulatedCity, SimulationSettings, push_city, smooth_field};
use watchback::space::{AreaLayer, AreaVariable, Grid, TileId};
use watchback::study::{SIMULATED, Study, StudySettings, Variable, preset};
use watchback::sweep::GRID_MOVES;

/// The default simulated city as read from its file.
fn simulated(n_threads: usize) -> (Threads, Inspection, Study) {
    let simulation = SimulationSettings::default();
    let city = SimulatedCity::new(simulation).unwrap();
    let study = city.study_settings().and_then(StudySettings::check).unwrap();
    let threads = Threads::new(n_threads, Box::new(|_, _, _| ()));
    let inspection = inspect_simulated(&threads, simulation, &study).unwrap();
    (threads, inspection, study)
}

fn run(n_threads: usize, change: impl Fn(&mut AuditSettings)) -> PushReport {
    let (mut threads, inspection, study) = simulated(n_threads);
    let areas = square_areas(&Grid::new(&study), 2, 4, 4);
    let mut settings = small_push();
    change(&mut settings);
    pollster::block_on(push(&mut threads, &inspection, &study, &areas, &settings)).unwrap().0
}

#[test]
fn the_answer_is_the_same_however_the_work_is_shared() {
    let report = run(1, |_| ());
    assert_eq!(report, run(3, |_| ()));
    assert_eq!(report.other_seeds.len(), 1);
    assert!(report.targets.iter().any(|target| target.answers.iter().any(|answer| answer.0 != 0.0)));

    // Second opinions stand beside the spatial test, whose figure is theirs, and take no part in
    // the verdict.
    let opinions = &report.claim.second_opinions;
    assert_eq!(opinions.iter().map(|of| of.kind).collect::<Vec<_>>(), SecondOpinion::KINDS);
    let spatial = report.claim.spatial.unwrap();
    let same_figure = |of: &SecondOpinion| {
        of.test.found().is_some_and(|test| (test.observed, test.maps) == (spatial.observed, spatial.maps))
    };
    assert!(opinions.iter().all(same_figure), "{opinions:?}");

    // A push up answers otherwise than a push down; what lies outside a pushed place is not pushed.
    let find = |variable, place, sign| {
        let is_it = |scenario: &&watchback::audit::ScenarioResult| {
            let push = scenario.push;
            (push.variable, push.place, push.sign, push.amount)
                == (variable, place, sign, Amount::OfRate(0.1))
                && !scenario.placebo
        };
        report.scenarios.iter().find(is_it).unwrap().all.unwrap()
    };
    let city = find(Variable::Violent, Place::City, Sign::Up);
    let parts = [Group::Low, Group::High].map(|group| find(Variable::Violent, Place::Group(group), Sign::Up));
    assert!(city != 0.0 && parts.iter().all(|part| *part != city), "{city} {parts:?}");
    assert_ne!(find(Variable::Violent, Place::City, Sign::Down), city);
}

#[test]
fn another_seed_draws_otherwise_and_the_baseline_stays() {
    let (first, second) = (run(2, |_| ()), run(2, |settings| settings.seed = 9));
    let baselines =
        |report: &PushReport| report.targets.iter().map(|target| target.baseline).collect::<Vec<_>>();
    assert_eq!(baselines(&first), baselines(&second));
    assert_ne!(first.scenarios, second.scenarios);
}

#[test]
fn groups_by_thresholds_are_compared_and_chosen_tiles_are_pushed() {
    let grouping = Grouping::thresholds(3.0, 8.0).unwrap();
    let tiles = |rows: u16| -> Vec<TileId> {
        (0..rows).flat_map(|row| (0..100).map(move |column| TileId { row, column })).collect()
    };
    let asked = |chosen: Vec<TileId>| {
        let report = run(2, |settings| {
            (settings.grouping, settings.chosen) = (grouping, chosen.clone());
            (settings.networks, settings.seeds) = (0, 1);
            let sent = serde_json::to_string(settings).unwrap();
            assert_eq!(serde_json::from_str::<AuditSettings>(&sent).unwrap(), *settings);
        });
        assert_eq!((report.grouping, report.scenarios.len()), (grouping, 29));
        let values = (0..16).map(|at| Some(f64::from((5 * (at % 4) + 3 * (at / 4)) % 11)));
        let groups: Vec<Option<Group>> = values
            .map(|value| match value {
                Some(low) if low < 3.0 => Some(Group::Low),
                Some(high) if high >= 8.0 => Some(Group::High),
                _ => None,
            })
            .collect();
        assert_eq!(report.groups, groups);
        [Place::City, Place::Chosen].map(|place| {
            let is_it = |of: &&watchback::audit::ScenarioResult| of.push == Push { place, ..PRIMARY_PUSH };
            report.scenarios.iter().find(is_it).unwrap().all.unwrap()
        })
    };
    let [city, everywhere] = asked(tiles(100));
    assert_eq!(city, everywhere);
    let [same_city, somewhere] = asked(tiles(3));
    assert_eq!(city, same_city);
    assert!(somewhere != city && somewhere != 0.0, "{city} {somewhere}");
}

/// The boundaries of square areas of two tiles each way, four by four from the south-west corner.
fn square_layer(study: &Study) -> AreaLayer {
    let settings = study.settings();
    let (height, width) = (2.0 * settings.tile.latitude_degrees, 2.0 * settings.tile.longitude_degrees);
    let square = |at: u32| {
        let (south, west) = (
            settings.bounds.south + height * f64::from(at / 4),
            settings.bounds.west + width * f64::from(at % 4),
        );
        let (north, east) = (south + height, west + width);
        serde_json::json!({"type": "Feature", "properties": {"number": at.to_string()}, "geometry": {"type": "Polygon",
            "coordinates": [[[west, south], [east, south], [east, north], [west, north], [west, south]]]}})
    };
    let squares: Vec<serde_json::Value> = (0..16).map(square).collect();
    let file = serde_json::json!({"type": "FeatureCollection", "features": squares}).to_string();
    AreaLayer::read(file.as_bytes(), None).unwrap()
}

#[test]
fn networks_that_know_nothing_are_learnt_once_whatever_areas_are_compared() {
    let (mut threads, inspection, study) = simulated(2);
    let layer = square_layer(&study);
    let mut audited = |multiplier: usize, seeds: usize, refits: &mut Refits| {
        let values = (0..16).map(|at| Some((at * multiplier % 11) as f64)).collect();
        let audited = Audited {
            layer: &layer,
            index: AreaVariable { name: "hardship".to_owned(), values },
            components: Vec::new(),
            push: AuditSettings { seeds, grid_shift: false, ..small_push() },
        };
        let done = pollster::block_on(audit(&mut threads, &inspection, &study, &audited, refits)).unwrap();
        let learnt = done.1.iter().filter(|timing| timing.stage == Stage::Refit).count();
        (done.0, learnt)
    };
    let mut kept = Refits::default();
    assert_eq!((audited(5, 2, &mut kept).1, kept.len()), (2, 2));
    let (again, learnt) = audited(3, 2, &mut kept);
    assert_eq!((learnt, kept.len()), (0, 2));
    assert_eq!((again, 2), audited(3, 2, &mut Refits::default()));
    // A seed more is one more to learn.
    assert_eq!((audited(3, 3, &mut kept).1, kept.len()), (1, 3));
}

#[test]
fn on_moved_grids_everything_is_learnt_anew_and_the_claim_stays_as_it_is() {
    let audited = |n_threads: usize, grid_shift: bool| {
        let (mut threads, inspection, study) = simulated(n_threads);
        let values = (0..16).map(|at| Some(f64::from(at * 5 % 11))).collect();
        let audited = Audited {
            layer: &square_layer(&study),
            index: AreaVariable { name: "hardship".to_owned(), values },
            components: Vec::new(),
            push: AuditSettings { seeds: 1, grid_shift, ..small_push() },
        };
        let report =
            pollster::block_on(audit(&mut threads, &inspection, &study, &audited, &mut Refits::default()))
                .unwrap()
                .0;
        report.pushes.found().unwrap().clone()
    };
    let report = audited(1, true);
    assert_eq!(report, audited(3, true));
    let moves: Vec<(bool, bool)> = report.moved_grids.iter().map(|grid| (grid.south, grid.west)).collect();
    assert_eq!(moves, GRID_MOVES);
    let own = report.claim.difference.unwrap();
    let mut seen = vec![own.value];
    for grid in &report.moved_grids {
        let answer = grid.answer.found().unwrap();
        let moved = answer.difference.unwrap();
        assert!(answer.low.tiles > 0 && answer.high.tiles > 0 && !seen.contains(&moved.value), "{answer:?}");
        let is_within = (own.interval.0..=own.interval.1).contains(&moved.value);
        assert_eq!(answer.is_within, Some(is_within));
        seen.push(moved.value);
    }
    assert_eq!(PushReport { moved_grids: Vec::new(), ..report }, audited(2, false));
}

/// Tiles each way of a city for pushes, areas each way, and tiles of an area each way.
const TILES: u16 = 10;
const AREAS: u16 = 5;
const SIDE: u16 = TILES / AREAS;
/// Square areas lie this far apart for the fields, kilometres: 25 of them then span 12 km, half of
/// Chicago's width.
const APART_KM: f64 = 2.5;

/// Where arrests follow violent crime in a city for pushes.
#[derive(Clone, Copy, Debug)]
enum Follows {
    /// Nowhere.
    Nowhere,
    /// Here more and there less, smoothly in space, and unrelated to the value that areas are
    /// compared by.
    Somewhere,
    /// In areas of high values, this strongly, and not elsewhere.
    High(f64),
}

fn study() -> Study {
    let mut settings = preset(SIMULATED).unwrap();
    settings.max_models = 5;
    settings.check().unwrap()
}

/// Refitted networks a city: with 39 their test can reject at 5 %.
const NETWORKS: usize = 39;

fn claim_of(seed: u64, follows: Follows, study: &Study, networks: usize) -> Claim {
    let grid = Grid::new(study);
    let squares = square_areas(&grid, SIDE, AREAS, AREAS);
    let places = |at: usize| (at as f64 % f64::from(AREAS), (at / usize::from(AREAS)) as f64);
    let centres: Vec<(f64, f64)> = (0..squares.names.len())
        .map(places)
        .map(|(east, north)| (1e3 * APART_KM * east, 1e3 * APART_KM * north))
        .collect();
    let field = |index| smooth_field(&centres, 4.0, seed, index);
    let values: Vec<Option<f64>> = field(0).into_iter().map(Some).collect();
    let groups = Grouping::OuterQuintiles.groups(&values);
    let by_area: Vec<f64> = match follows {
        Follows::Nowhere => vec![0.0; centres.len()],
        Follows::Somewhere => field(1).into_iter().map(|strength| (1.0 + strength).max(0.0)).collect(),
        Follows::High(strength) => {
            groups.iter().map(|group| if *group == Some(Group::High) { strength } else { 0.0 }).collect()
        }
    };
    let strength = |tile: usize| {
        let (row, column) = (tile / usize::from(TILES), tile % usize::from(TILES));
        by_area[row / usize::from(SIDE) * usize::from(AREAS) + column / usize::from(SIDE)]
    };
    let strengths: Vec<f64> = (0..usize::from(TILES * TILES)).map(strength).collect();
    let streams = push_city(seed, TILES, study.period().n_days(), &strengths);
    let areas = AuditedAreas { centres, values, ..squares };
    let settings = AuditSettings {
        grouping: Grouping::OuterQuintiles,
        maps: 199,
        chosen: Vec::new(),
        draws: 40,
        networks,
        seed,
        seeds: 1,
        grid_shift: false,
    };
    let mut threads = Threads::new(0, Box::new(|_, _, _| ()));
    let pushed = push_streams(&mut threads, &streams, study, &areas, &settings);
    pollster::block_on(pushed).unwrap().0.claim
}

/// How many of some cities pass each test, and all of them.
fn passes(seeds: Range<u64>, follows: Follows) -> ([usize; 5], usize) {
    count(seeds, follows, |seed, study| claim_of(seed, follows, study, NETWORKS))
}

/// As [`passes`], but networks, nine tenths of the work, are refitted only where all other tests
/// pass: a claim is raised in the same cities, and the networks' own count is of those alone.
fn passes_sparing_networks(seeds: Range<u64>, follows: Follows) -> ([usize; 5], usize) {
    count(seeds, follows, |seed, study| {
        let claim = claim_of(seed, follows, study, 0);
        let others = Test::ALL.into_iter().filter(|&test| test != Test::Networks);
        let all_others = others.into_iter().all(|test| claim.passes(test));
        if all_others { claim_of(seed, follows, study, NETWORKS) } else { claim }
    })
}

fn count(seeds: Range<u64>, follows: Follows, claim: impl Fn(u64, &Study) -> Claim) -> ([usize; 5], usize) {
    let study = study();
    let (mut each, mut all) = ([0; 5], 0);
    for claim in seeds.map(|seed| claim(seed, &study)) {
        assert!(!matches!(claim.verdict, ClaimVerdict::NotEvaluable { .. }), "{claim:?}");
        for (count, test) in each.iter_mut().zip(Test::ALL) {
            *count += usize::from(claim.passes(test));
        }
        all += usize::from(claim.verdict == ClaimVerdict::Differs);
    }
    println!("{follows:?}: spatial, placebo, networks, sign, dose {each:?}; all {all}");
    (each, all)
}

#[test]
fn a_strong_planted_difference_passes_and_a_city_without_any_does_not() {
    assert_eq!(passes(1..2, Follows::High(3.0)).1, 1);
    // A true rate of 4 % passes 99 of 100 times.
    let claimed = passes(1..4, Follows::Nowhere).1;
    assert!(claimed <= 1, "{claimed} of 3");
}

/// Figures of docs/validity.md. By chance at most 16 of 200 (the 99.9 % point of a rate of 4 % is
/// 17).
#[test]
#[ignore = "minutes; make truth"]
fn of_200_null_cities_few_raise_an_alarm_in_any_test() {
    let (nowhere, all_nowhere) = passes(1000..1100, Follows::Nowhere);
    let (somewhere, all_somewhere) = passes(1100..1200, Follows::Somewhere);
    assert!(all_nowhere + all_somewhere <= 16);
    for (test, (a, b)) in Test::ALL.into_iter().zip(nowhere.into_iter().zip(somewhere)) {
        println!("{test}: {a} + {b} of 200");
        // Where arrests follow crime somewhere, null networks differ from those that
        // do, whatever wealth has to do with it: a known miss, told in docs/validity.md. It may get
        // no worse.
        let most = if test == Test::Networks { 81 } else { 16 };
        assert!(a + b <= most, "{test}: {a} + {b} of 200");
    }
}

/// As above, in cities that no rule was chosen on.
#[test]
#[ignore = "many minutes; make truth"]
fn of_1000_fresh_null_cities_few_raise_an_alarm() {
    let (nowhere, all_nowhere) = passes_sparing_networks(3000..3500, Follows::Nowhere);
    let (somewhere, all_somewhere) = passes_sparing_networks(3500..4000, Follows::Somewhere);
    for (test, (a, b)) in Test::ALL.into_iter().zip(nowhere.into_iter().zip(somewhere)) {
        let asked = if test == Test::Networks { "those where all others passed" } else { "1,000" };
        println!("{test}: {a} + {b} of {asked}");
        // The bound is 65. Three tests miss it by themselves, the claim does not: docs/validity.md
        // tells why. They may get no worse.
        let most = match test {
            Test::Placebo => 76,
            Test::Sign => 84,
            Test::Dose => 83,
            Test::Spatial | Test::Networks => 65,
        };
        assert!(a + b <= most, "{test}: {a} + {b} of 1,000");
    }
    assert!(all_nowhere + all_somewhere <= 65);
}

/// The curve of docs/validity.md.
#[test]
#[ignore = "minutes; make truth"]
fn planted_differences_are_found() {
    for strength in [1.0, 2.0, 3.0] {
        passes(2000..2040, Follows::High(strength));
    }
}
