//! The resolution sweep and the test years: the same answer however the work is shared, what is
//! planted found, and what holds too little told as such.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, clippy::panic, reason = "the helpers of tests are tests too")]

#[path = "support/data.rs"]
mod data;
#[path = "support/sequential.rs"]
mod sequential;

use std::path::PathBuf;

use data::real_data;
use sequential::Sequential;
use watchback::results::{YearCounts, YearResult};
use watchback::run::{
    Executor, Inspection, RunError, Threads, TileAreas, analyse, analyse_year, inspect, inspect_simulated,
    sweep_cell, yearly_studies,
};
use watchback::score::Verdict;
use watchback::simulate::{SimulatedCity, SimulationSettings};
use watchback::study::{CHICAGO, SIMULATED, Study, StudySettings, preset};
use watchback::sweep::{Cell, CellOutcome, CellResult, cells};

fn threads(n_threads: usize) -> Threads {
    Threads::new(n_threads, Box::new(|_, _, _| ()))
}

fn city(settings: SimulationSettings) -> (Inspection, Study) {
    let study =
        SimulatedCity::new(settings).unwrap().study_settings().and_then(StudySettings::check).unwrap();
    (inspect_simulated(&threads(1), settings, &study).unwrap(), study)
}

fn cell_of(study: &Study, tile_scale: f64, step_days: usize, shifted: bool) -> Cell {
    let is_asked = |cell: &Cell| {
        (cell.tile_scale, cell.step_days, cell.is_shifted()) == (tile_scale, step_days, shifted)
    };
    cells(study).into_iter().find(is_asked).unwrap()
}

fn swept(executor: &mut impl Executor, (inspection, study): &(Inspection, Study), cell: Cell) -> CellResult {
    pollster::block_on(sweep_cell(executor, inspection, study, cell)).unwrap()
}

#[test]
fn a_cell_is_the_same_however_the_work_is_shared() {
    let city = city(SimulationSettings::default());
    for (tile_scale, step_days, shifted) in [(1.0, 1, false), (1.0, 1, true), (1.0, 7, false)] {
        let cell = cell_of(&city.1, tile_scale, step_days, shifted);
        let one = swept(&mut threads(1), &city, cell);
        assert_eq!(swept(&mut threads(2), &city, cell), one, "two threads, {cell:?}");
        assert_eq!(swept(&mut Sequential::default(), &city, cell), one, "items in order, {cell:?}");
        let CellOutcome::Evaluated(figures) = &one.outcome else { panic!("{one:?}") };
        assert_eq!(one.cell, cell);
        assert_eq!(figures.network.significant_pairs.rounds.len(), 39);
        // 365 days, shifted by every fourteenth that leaves a week.
        assert_eq!(figures.strict.as_ref().unwrap().rounds.len(), 25);
    }
}

#[test]
fn a_planted_network_is_seen_at_its_own_resolution_and_not_where_nothing_is_planted() {
    let planted = SimulationSettings::default();
    let pairs = |settings: SimulationSettings| {
        let city = city(settings);
        let cell = cell_of(&city.1, 1.0, 1, false);
        let CellOutcome::Evaluated(figures) = swept(&mut threads(2), &city, cell).outcome else { panic!() };
        (figures.network.significant_pairs, figures.strict.unwrap())
    };
    let (found, strict) = pairs(planted);
    assert!(found.real > 2 * found.rounds.iter().copied().max().unwrap(), "{found:?}");
    assert!(strict.rounds.iter().all(|round| strict.observed > *round), "{strict:?}");
    let (found, strict) = pairs(SimulationSettings { planted: false, ..planted });
    assert!(found.rounds.iter().any(|round| *round >= found.real), "{found:?}");
    assert!(strict.rounds.iter().any(|round| *round >= strict.observed), "{strict:?}");
}

#[test]
fn a_cell_that_holds_too_little_is_not_evaluable_and_no_error() {
    let city = city(SimulationSettings { streams: 24, links: 8, ..SimulationSettings::default() });
    // 12 tiles of the study's fall into four of eight times their side.
    let result = swept(&mut threads(1), &city, cell_of(&city.1, 8.0, 1, false));
    assert!(result.streams.active < 20, "{result:?}");
    let CellOutcome::NotEvaluable { reason } = &result.outcome else { panic!("{result:?}") };
    let expected = format!("{} streams pass the threshold; at least 20 are needed", result.streams.active);
    assert_eq!(reason, &expected);
}

/// All days of 2014 to 2019.
fn six_years() -> SimulationSettings {
    SimulationSettings { streams: 48, links: 16, steps: 2191, ..SimulationSettings::default() }
}

#[test]
fn a_city_of_six_years_is_tested_on_the_last_three() {
    let (inspection, study) = city(six_years());
    let studies = yearly_studies(&inspection, &study);
    let periods: Vec<String> =
        studies.iter().map(|study| format!("{} {}", study.training(), study.test())).collect();
    let expected = [
        "2014-01-01..2016-12-31 2017-01-01..2017-12-31",
        "2015-01-01..2017-12-31 2018-01-01..2018-12-31",
        "2016-01-01..2018-12-31 2019-01-01..2019-12-31",
    ];
    assert_eq!(periods, expected);
    // All else is the base study's.
    let mut base = study.settings().clone();
    (base.horizon_steps, base.max_models) = (9, 5);
    for study in yearly_studies(&inspection, &base.check().unwrap()) {
        assert_eq!((study.settings().horizon_steps, study.settings().max_models), (9, 5));
    }

    // Three years and eleven months hold no test year.
    let short = SimulationSettings { steps: 1430, ..six_years() };
    let (inspection, study) = city(short);
    assert!(yearly_studies(&inspection, &study).is_empty());
}

#[test]
fn a_year_is_the_run_of_its_study_and_its_first_101_days() {
    let (inspection, study) = city(six_years());
    let mut settings = StudySettings::from(yearly_studies(&inspection, &study).swap_remove(1));
    settings.chance.seeds = 1;
    let study = settings.check().unwrap();
    let with = |n_threads: usize| -> YearResult {
        pollster::block_on(analyse_year(&mut threads(n_threads), &inspection, &study, &TileAreas::default()))
            .unwrap()
    };
    let one = with(1);
    assert_eq!(with(2), one, "two threads");
    let mut in_order = Sequential::default();
    let year =
        pollster::block_on(analyse_year(&mut in_order, &inspection, &study, &TileAreas::default())).unwrap();
    assert_eq!(year, one, "one worker, jobs in order");

    let whole = pollster::block_on(analyse(&mut threads(2), &inspection, &study, &TileAreas::default()))
        .unwrap()
        .results;
    assert_eq!((one.training, one.test, &one.digest), (study.training(), study.test(), &whole.digest));
    assert_eq!((one.whole.days, &one.whole.aggregate), (study.test(), &whole.aggregates[0].figures));
    assert_eq!(one.paper_days.days.to_string(), "2018-01-01..2018-04-11");
    let (all, first) = (&one.whole.aggregate, &one.paper_days.aggregate);
    assert!(first.n_events > 0 && first.n_events < all.n_events);
    // Links are planted, and the whole year shows it.
    assert_eq!(all.verdict, Verdict::BeatsChance);
    let counts = YearCounts { beats_chance: 1, ..YearCounts::default() };
    assert_eq!(YearCounts::new(std::slice::from_ref(&one)), counts);
    assert_eq!(
        watchback::wording::years::counts(&counts),
        "In the one test year the forecast was better than chance."
    );
}

#[test]
fn a_year_that_the_files_do_not_hold_is_refused_with_its_days() {
    let (inspection, study) = city(SimulationSettings { steps: 1430, ..six_years() });
    let settings = StudySettings {
        training_last: "2016-12-31".parse().unwrap(),
        test_last: "2017-12-31".parse().unwrap(),
        ..study.settings().clone()
    };
    let study = settings.check().unwrap();
    let error = pollster::block_on(analyse_year(&mut threads(1), &inspection, &study, &TileAreas::default()))
        .unwrap_err();
    assert!(matches!(error, RunError::Coverage(_)), "{error}");
    assert!(error.to_string().contains("2017-12-01..2017-12-31"), "{error}");
}

/// Two files of 10 columns and four of 20, by the names of their columns.
#[test]
fn six_files_of_chicago_give_three_test_years() {
    let file = |year: u16| {
        let tail = if year < 2014 { "_10cols" } else { "" };
        real_data(&format!("events/chicago_crimes_{year}{tail}.csv.gz"))
    };
    let Some(files) = (2012..=2017).map(file).collect::<Option<Vec<PathBuf>>>() else { return };
    let study = preset(CHICAGO).unwrap().check().unwrap();
    let inspection = pollster::block_on(inspect(&mut threads(2), &files, None, &study)).unwrap();
    assert_eq!(inspection.failures, []);
    // MANIFEST.md: 1,718,685 rows, each id once in its year.
    assert_eq!(inspection.quality.rows_read, 1_718_685);
    assert_eq!(inspection.quality.arrest.of, inspection.quality.rows_kept);
    assert_eq!(inspection.city(), Some(CHICAGO));
    let tests: Vec<String> =
        yearly_studies(&inspection, &study).iter().map(|study| study.test().to_string()).collect();
    assert_eq!(tests, ["2015-01-01..2015-12-31", "2016-01-01..2016-12-31", "2017-01-01..2017-12-31"]);
}

#[test]
fn files_are_told_by_their_header_and_not_run_as_another_citys() {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR"));
    let write = |name: &str, text: &str| {
        let path = folder.join(name);
        std::fs::write(&path, text).unwrap();
        path
    };
    let chicago = write(
        "portal-chicago.csv",
        "ID,Date,Primary Type,Latitude,Longitude\n1,05/04/2015 01:00:00 PM,THEFT,41.9,-87.7\n",
    );
    let philadelphia = write(
        "portal-philadelphia.csv",
        "dc_key,dispatch_date,dispatch_time,text_general_code,point_x,point_y\n2,2017-05-04,13:00:00,Thefts,-75.1,40.0\n",
    );
    let neither = write("portal-neither.csv", "Nr,Day,Kind\n1,2015-05-04,THEFT\n");
    let study = |city: &str| preset(city).unwrap().check().unwrap();
    let inspected = |files: &[&PathBuf]| {
        let files: Vec<PathBuf> = files.iter().copied().cloned().collect();
        pollster::block_on(inspect(&mut threads(1), &files, None, &study(CHICAGO))).unwrap()
    };
    let of_philadelphia = inspected(&[&philadelphia]);
    assert_eq!(of_philadelphia.city(), Some("philadelphia"));
    let refusal = of_philadelphia.check(&study(CHICAGO)).unwrap_err();
    let expected = "portal-philadelphia.csv is a file of \"philadelphia\", but the city is \"chicago\"; \
                    choose the city \"philadelphia\", or leave the file out";
    assert_eq!(refusal.to_string(), expected);
    // Of its own city it lacks only days.
    assert!(matches!(of_philadelphia.check(&study("philadelphia")), Err(RunError::Coverage(_))));
    let refusal = of_philadelphia.check(&study(SIMULATED)).unwrap_err();
    assert!(refusal.to_string().contains("choose the city \"philadelphia\""), "{refusal}");

    let both = inspected(&[&chicago, &philadelphia]);
    assert_eq!((both.city(), both.merged.events.len()), (None, 2));
    for city in [CHICAGO, "philadelphia"] {
        assert!(matches!(both.check(&study(city)), Err(RunError::OtherCity { .. })));
    }

    let none = inspected(&[&neither]);
    let message = &none.failures[0].message;
    assert!(message.contains("the file's place cannot be told"), "{message}");
    assert_eq!(none.city(), None);
}
