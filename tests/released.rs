//! The authors' program as released: what its own models score on the streams that they were
//! learnt from, to what it printed; and what models score that are learnt here by its rule.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, reason = "the helpers of tests are tests too")]

#[path = "support/data.rs"]
mod data;
#[path = "support/expected.rs"]
mod expected;
#[path = "support/ladder_digest.rs"]
mod ladder_digest;
#[path = "support/sequential.rs"]
mod sequential;

use std::fs::File;
use std::io::Read;
use std::path::Path;

use data::real_data;
use expected::LADDER_DIGEST;
use flate2::read::MultiGzDecoder;
use ladder_digest::ladder_digest;
use sequential::Sequential;
use watchback::chance::Shift;
use watchback::released::{
    Ladder, NamedEvents, NamedStreams, Rung, TargetForecasts, chosen_models, model_scores, movement,
};
use watchback::run::{Threads, climb, inspect, inspect_simulated};
use watchback::score::{Rule, tolerant_roc};
use watchback::simulate::{SimulatedCity, SimulationSettings};
use watchback::space::Grid;
use watchback::streams::{PackedStreams, StreamKey, WindowStreams};
use watchback::study::{StudySettings, Variable, preset};
use watchback::xpfsa::{ReleasedLearner, ReleasedModel, released_models};

const TARGETS: [usize; 6] = [0, 1, 2, 30, 31, 33];
const TRAINING: usize = 1096;

fn unzipped(path: &Path) -> Vec<u8> {
    let mut bytes = Vec::new();
    MultiGzDecoder::new(File::open(path).unwrap()).read_to_end(&mut bytes).unwrap();
    bytes
}

/// Names in the order of the file, and the streams by name.
fn streams(folder: &Path) -> (Vec<String>, NamedEvents) {
    let bytes = unzipped(&folder.join("streams.csv.gz"));
    let mut reader = csv::Reader::from_reader(bytes.as_slice());
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    let events = |row: &csv::StringRecord| row.iter().skip(2).map(|symbol| symbol == "1").collect();
    let names: Vec<String> = rows.iter().map(|row| row[1].to_owned()).collect();
    let by_name = rows.iter().map(|row| (row[1].to_owned(), events(row))).collect();
    (names, by_name)
}

fn models(folder: &Path, target: usize) -> Vec<ReleasedModel> {
    let bytes = unzipped(&folder.join(format!("models/target_{target:02}.json.gz")));
    released_models(&bytes).unwrap().into_iter().map(Result::unwrap).collect()
}

#[test]
fn the_authors_models_score_as_in_their_program() {
    let Some(folder) = real_data("../golden/released") else { return };
    let (names, streams) = streams(&folder);
    for target in TARGETS {
        let models = models(&folder, target);
        let chosen = chosen_models(&models, &names[target], 7, 85).unwrap();
        let expected = std::fs::read(folder.join(format!("scores/target_{target:02}_chosen.json"))).unwrap();
        let mut expected: Vec<String> = serde_json::from_slice(&expected).unwrap();
        let mut found: Vec<String> = chosen.iter().map(|model| model.name.clone()).collect();
        // Models of one gamma stand in either order.
        expected.sort();
        found.sort();
        assert_eq!(found, expected, "target {target}");
        let scores = model_scores(&chosen, &streams, TRAINING..1461).unwrap();
        let mut reader =
            csv::Reader::from_path(folder.join(format!("scores/target_{target:02}.csv"))).unwrap();
        let mut n_days = 0;
        for (row, score) in reader.deserialize::<(usize, u8, f64)>().map(Result::unwrap).zip(&scores) {
            let (day, event, printed) = row;
            assert_eq!(streams[&names[target]][day], event == 1);
            // Six digits are printed.
            let difference = (score.unwrap() - printed).abs();
            assert!(difference < 6e-7, "target {target}, day {day}: {score:?} against {printed}");
            n_days += 1;
        }
        assert_eq!((n_days, scores.len()), (365, 365));
    }
}

/// The stream's tile and variable, by its name.
fn key(name: &str, grid: &Grid) -> StreamKey {
    let parts: Vec<&str> = name.split('#').collect();
    let middle = |low: &str, high: &str| (low.parse::<f64>().unwrap() + high.parse::<f64>().unwrap()) / 2.0;
    let tile = grid.tile_at(middle(parts[0], parts[1]), middle(parts[2], parts[3])).unwrap();
    let variable = if parts[4] == "VIOLENT" { Variable::Violent } else { Variable::Property };
    StreamKey { variable, tile }
}

/// What forecasts learnt here come to, over all targets.
struct Learnt {
    released: f64,
    spread: f64,
    autocorrelation: f64,
    kept: f64,
}

fn learnt(sources: &PackedStreams, targets: &PackedStreams, keys: &[StreamKey], grid: &Grid) -> Learnt {
    let training = WindowStreams::first(targets, TRAINING);
    let named = NamedStreams::new(&WindowStreams::first(sources, TRAINING), keys, grid);
    let mut learner = ReleasedLearner::new(TRAINING);
    let (mut released, mut spreads, mut autocorrelations) = (Vec::new(), Vec::new(), Vec::new());
    let (mut kept, mut tried) = (0, 0);
    for target in 0..keys.len() {
        let survivors = named.survivors(&mut learner, training.streams(), target, 7..=60, 1);
        kept += survivors.by_kind.iter().map(|(_, kept)| kept.len()).sum::<usize>();
        tried += survivors.learnt as usize;
        let forecasts = TargetForecasts::new(&survivors, target, (&named, sources), TRAINING..1461);
        let forecast = forecasts.unchosen().unwrap();
        let events: Vec<bool> = (TRAINING..1461).map(|step| targets.get(target, step)).collect();
        released.push(tolerant_roc(Rule::Released, forecast, &events, 1, 0).unwrap().auc);
        let (spread, autocorrelation) = movement(forecast).unwrap();
        spreads.push(spread);
        autocorrelations.push(autocorrelation);
    }
    let mean = |values: &[f64]| values.iter().sum::<f64>() / values.len() as f64;
    Learnt {
        released: mean(&released),
        spread: mean(&spreads),
        autocorrelation: mean(&autocorrelations),
        kept: kept as f64 / tried as f64,
    }
}

#[test]
fn models_learnt_by_its_rule_are_as_its_own_and_as_those_of_rotated_sources() {
    let Some(folder) = real_data("../golden/released") else { return };
    let (names, streams) = streams(&folder);
    let grid = Grid::new(&preset("chicago").unwrap().check().unwrap());
    let keys: Vec<StreamKey> = names.iter().map(|name| key(name, &grid)).collect();
    let mut packed = PackedStreams::empty(names.len(), 1461);
    for (stream, name) in names.iter().enumerate() {
        streams[name]
            .iter()
            .enumerate()
            .filter(|(_, event)| **event)
            .for_each(|(step, _)| packed.set(stream, step));
    }
    let rotated = packed
        .rotated_within(&[(0..TRAINING, Shift::new(546, 1092)), (TRAINING..1461, Shift::new(182, 364))]);
    for (name, sources) in [("real", &packed), ("rotated", &rotated)] {
        let Learnt { released, spread, autocorrelation, kept } = learnt(sources, &packed, &keys, &grid);
        println!(
            "{name} sources: released {released:.3}, spread {spread:.3}, autocorrelation {autocorrelation:.3}, kept {kept:.3}"
        );
        assert!((0.77..=0.81).contains(&released), "{name}: {released}");
        assert!((0.05..=0.08).contains(&spread), "{name}: {spread}");
        assert!(autocorrelation.abs() < 0.05, "{name}: {autocorrelation}");
        assert!((0.05..=0.12).contains(&kept), "{name}: {kept}");
    }
}

#[test]
fn a_ladder_has_the_same_bits_however_the_work_is_shared() {
    assert_eq!(pollster::block_on(ladder_digest(&mut Sequential::default())), LADDER_DIGEST);
    for n_threads in [1, 3] {
        let mut threads = Threads::new(n_threads, Box::new(|_, _, _| ()));
        assert_eq!(pollster::block_on(ladder_digest(&mut threads)), LADDER_DIGEST, "{n_threads} threads");
    }
}

/// The ladder of a small simulated city whose study is changed.
fn small_ladder(change: impl FnOnce(&mut StudySettings)) -> Ladder {
    let simulation = SimulationSettings { streams: 8, links: 2, ..SimulationSettings::default() };
    let mut settings = SimulatedCity::new(simulation).unwrap().study_settings().unwrap();
    change(&mut settings);
    let study = settings.check().unwrap();
    let mut worker = Sequential::default();
    let inspection = inspect_simulated(&worker, simulation, &study).unwrap();
    pollster::block_on(climb(&mut worker, &inspection, &study)).unwrap().ladder
}

#[test]
fn a_forecast_of_the_next_step_has_no_tolerant_rung() {
    let ladder = small_ladder(|settings| (settings.horizon_steps, settings.max_delay_steps) = (1, 6));
    for of in &ladder.variables {
        let valued: Vec<Rung> =
            of.rungs.iter().filter(|rung| rung.value.is_some()).map(|rung| rung.rung).collect();
        assert_eq!(valued, [Rung::Strict], "{:?}", of.variable);
        assert!(of.ignorant.iter().all(|forecast| forecast.released.is_none() && forecast.strict.is_some()));
        assert!(of.others.iter().all(|other| other.value.is_none()));
    }
}

#[test]
fn a_test_as_short_as_the_papers_has_both_orders_and_no_rung_of_its_days() {
    let ladder = small_ladder(|settings| {
        settings.max_delay_steps = 12;
        settings.test_last = settings.training_last + 101;
    });
    for of in &ladder.variables {
        let value = |wanted: Rung| of.rungs.iter().find(|rung| rung.rung == wanted).unwrap().value;
        assert!(value(Rung::PaperDays).is_none() && value(Rung::BothOrders) >= value(Rung::BestCount));
        assert!(value(Rung::BestCount).is_some(), "{:?}", of.variable);
        // All rungs are of the same streams.
        let streams: Vec<usize> = of.rungs.iter().map(|rung| rung.streams).filter(|n| *n > 0).collect();
        assert!(streams.windows(2).all(|pair| pair[0] == pair[1]), "{streams:?}");
    }
}

/// All of Chicago, within the bounds of issue J.
#[test]
#[ignore = "minutes: `make truth`"]
fn full_the_ladder_of_chicago_is_chance_on_every_rung() {
    let file = |year| real_data(&format!("events/chicago_crimes_{year}.csv.gz"));
    let Some(files) = (2014..=2017).map(file).collect::<Option<Vec<_>>>() else { return };
    let study = preset("chicago").unwrap().check().unwrap();
    let mut threads = Threads::new(0, Box::new(|_, _, _| ()));
    let inspection = pollster::block_on(inspect(&mut threads, &files, None, &study)).unwrap();
    let ladder = pollster::block_on(climb(&mut threads, &inspection, &study)).unwrap().ladder;
    let expected = [
        (Variable::Violent, [0.500, 0.748, 0.780, 0.817, 0.829, 0.876, 0.899]),
        (Variable::Property, [0.498, 0.748, 0.782, 0.820, 0.832, 0.878, 0.900]),
    ];
    for (variable, expected) in expected {
        let found = ladder.variables.iter().find(|of| of.variable == variable).unwrap();
        for (rung, expected) in found.rungs.iter().zip(expected) {
            let (value, chance) = (rung.value.unwrap(), rung.chance.unwrap());
            println!("{variable:?} {:?}: {value:.4}, by chance {:.4}", rung.rung, chance.mean);
            assert!((value - expected).abs() <= 0.01 && (value - chance.mean).abs() <= 0.005, "{rung:?}");
        }
    }
    let share = ladder.kept as f64 / ladder.learnt as f64;
    assert!((0.05..=0.12).contains(&share), "{share}");
}
