//! Pushes of the model on whole cities: the same answer however the work is shared, and what controls must give.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, clippy::panic, reason = "the helpers of tests are tests too")]

#[path = "support/square_areas.rs"]
mod square_areas;

use square_areas::{small_push, square_areas};
use watchback::audit::{Amount, Mark, Place, PushReport, Sign};
use watchback::run::{PushSettings, Threads, inspect_simulated, push};
use watchback::simulate::{SimulatedCity, SimulationSettings};
use watchback::space::Grid;
use watchback::study::{StudySettings, Variable};

fn run(n_threads: usize, change: impl Fn(&mut PushSettings)) -> PushReport {
    let simulation = SimulationSettings::default();
    let city = SimulatedCity::new(simulation).unwrap();
    let study = city.study_settings().and_then(StudySettings::check).unwrap();
    let mut threads = Threads::new(n_threads, Vec::new(), Box::new(|_, _, _| ()));
    let inspection = inspect_simulated(&threads, simulation, &study).unwrap();
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
    let parts = [Mark::Low, Mark::High].map(|mark| find(Variable::Violent, Place::Marked(mark), Sign::Up));
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
