//! Whole runs: the same answer however the work is shared and the files are cut, planted truth
//! found, refusals, and Chicago's real files.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, clippy::panic, reason = "the helpers of tests are tests too")]

#[path = "support/data.rs"]
mod data;
#[path = "support/expected.rs"]
mod expected;
#[path = "support/folder.rs"]
mod folder;
#[path = "support/sequential.rs"]
mod sequential;

use std::io::Write;
use std::path::{Path, PathBuf};

use data::real_data;
use expected::{CHICAGO_DIGEST, SIMULATED_DIGEST};
use folder::fresh_folder;
use sequential::Sequential;
use watchback::network::{CheckedLevel, Delays, NetworkVerdict, SourceTables, TargetScan, Transducer};
use watchback::results::{AggregateResult, Part, Results, results_json};
use watchback::run::{
    Analysis, FinishedForecast, RunError, Threads, TileAreas, analyse, inspect, inspect_simulated,
};
use watchback::score::Verdict;
use watchback::simulate::{SimulatedCity, SimulationSettings, write_portal_csv};
use watchback::space::{Grid, TileGroups};
use watchback::streams::CityStreams;
use watchback::study::{BoundingBox, CHICAGO, SIMULATED, Study, StudySettings, Variable, preset};

fn threads(n_threads: usize) -> Threads {
    Threads::new(n_threads, Box::new(|_, _, _| ()))
}

/// The study that a city asks for, its network judged by one seed instead of five: they take most
/// of a run's time, and what they give is tested by the first digest.
fn study_of(city: &SimulatedCity) -> Study {
    let mut settings = city.study_settings().unwrap();
    settings.chance.seeds = 1;
    settings.check().unwrap()
}

fn run_simulated(settings: SimulationSettings, n_threads: usize) -> Analysis {
    run_study(settings, &study_of(&SimulatedCity::new(settings).unwrap()), n_threads)
}

fn run_study(settings: SimulationSettings, study: &Study, n_threads: usize) -> Analysis {
    let mut threads = threads(n_threads);
    let inspection = inspect_simulated(&threads, settings, study).unwrap();
    pollster::block_on(analyse(&mut threads, &inspection, study, &TileAreas::default())).unwrap()
}

fn run_files(city: &str, files: &[PathBuf]) -> Result<Results, RunError> {
    let study = preset(city)?.check()?;
    let mut threads = threads(2);
    pollster::block_on(async {
        let inspection = inspect(&mut threads, files, None, &study).await?;
        assert_eq!(inspection.failures, []);
        Ok(analyse(&mut threads, &inspection, &study, &TileAreas::default()).await?.results)
    })
}

/// results.json but for the one thing that may differ.
fn json_without_timings(results: &Results) -> String {
    let results = Results { timings: Vec::new(), ..results.clone() };
    String::from_utf8(results_json(&results).unwrap()).unwrap()
}

fn headline(results: &Results) -> &AggregateResult {
    let headline = &results.aggregates[0];
    assert!(headline.headline && headline.variable.is_none());
    headline
}

#[test]
fn the_simulated_city_gives_the_same_bits_however_the_work_is_shared() {
    let settings = SimulationSettings::default();
    let by_default = SimulatedCity::new(settings).unwrap().study_settings().and_then(StudySettings::check);
    assert_eq!(run_study(settings, &by_default.unwrap(), 2).results.digest, SIMULATED_DIGEST);

    let expected = json_without_timings(&run_simulated(settings, 1).results);
    for n_threads in [2, 3, 2] {
        let again = run_simulated(settings, n_threads).results;
        assert_eq!(json_without_timings(&again), expected, "{n_threads} threads");
    }

    let study = study_of(&SimulatedCity::new(settings).unwrap());
    let mut worker = Sequential::default();
    let inspection = inspect_simulated(&worker, settings, &study).unwrap();
    let in_order =
        pollster::block_on(analyse(&mut worker, &inspection, &study, &TileAreas::default())).unwrap().results;
    assert_eq!(json_without_timings(&in_order), expected, "one worker, jobs in order");
}

#[test]
fn areas_add_what_acting_would_mean_by_their_groups_and_change_nothing_else() {
    let settings = SimulationSettings::default();
    let study = study_of(&SimulatedCity::new(settings).unwrap());
    let mut threads = threads(2);
    let inspection = inspect_simulated(&threads, settings, &study).unwrap();
    let unknown = TileAreas::default();
    let before = pollster::block_on(analyse(&mut threads, &inspection, &study, &unknown)).unwrap();
    let finished = FinishedForecast::new(&before, &unknown);
    let plain = before.results;
    assert_eq!(plain.harm_by_group, None);

    // Columns in turn: every other one is of the first group.
    let grid = Grid::new(&study);
    let group = |position: usize| Some(usize::from(grid.tile(position).column % 2));
    let names = vec!["least hardship".to_owned(), "most hardship".to_owned()];
    let of_tiles = (0..grid.n_tiles()).map(group).collect();
    let groups = TileGroups { value: "hardship".to_owned(), names, of_tiles };
    let after = finished.harm(&inspection, &groups).unwrap();
    let areas = TileAreas { groups: Some(groups), ..TileAreas::default() };
    let with = pollster::block_on(analyse(&mut threads, &inspection, &study, &areas)).unwrap().results;
    let harm = with.harm_by_group.clone().unwrap();
    assert_eq!(after, harm, "areas that come after the run say the same");
    assert_ne!(with.digest, plain.digest);
    // The digest and the receipt name one more part; every other part is the same.
    let of_others = |of: &Results| {
        let mut receipt = of.receipt.clone().unwrap();
        receipt.stages.retain(|stage| stage.part != Part::Harm);
        receipt
    };
    assert_eq!(of_others(&with).stages.len() + 1, with.receipt.as_ref().unwrap().stages.len());
    let receipt = Some(of_others(&with));
    let without = Results { harm_by_group: None, digest: plain.digest.clone(), receipt, ..with.clone() };
    assert_eq!(json_without_timings(&without), json_without_timings(&plain));

    assert_eq!(harm.variables.iter().map(|(variable, _)| *variable).collect::<Vec<_>>(), Variable::ALL);
    for (variable, groups) in &harm.variables {
        let set = &with.scores.iter().find(|set| set.variable == Some(*variable)).unwrap().set;
        assert_eq!(groups.len(), 2 * set.alarms.len());
        for pair in groups.chunks_exact(2) {
            assert_eq!((pair[0].group, pair[1].group), (0, 1));
            assert_eq!(pair[0].streams + pair[1].streams, set.n_streams);
            // What is flagged in the groups is what is flagged in the city.
            let city = set.alarms.iter().find(|of| of.rule == pair[0].rule).unwrap();
            let flagged: Option<f64> =
                pair.iter().map(|of| Some(of.figures?.flagged_share.value * of.streams as f64)).sum();
            if let Some(flagged) = flagged {
                let expected = city.flagged_share.value * set.n_streams as f64;
                assert!((flagged - expected).abs() < 1e-9, "{flagged} {expected}");
            }
        }
    }
    let evaluable = harm.variables.iter().flat_map(|(_, groups)| groups).filter(|of| of.figures.is_some());
    assert!(evaluable.count() >= 4, "{harm:?}");
}

/// The engine's index of a simulated stream: it must hold the very steps that were simulated.
fn index_of(city: &SimulatedCity, streams: &CityStreams, stream: usize) -> usize {
    let same = |at: &usize| {
        streams.keys[*at].variable == SimulatedCity::variable(stream)
            && streams.packed.words(*at) == city.streams().words(stream)
    };
    (0..streams.len()).find(same).unwrap_or_else(|| panic!("stream {stream} is not among the kept ones"))
}

#[test]
fn planted_links_are_kept_and_make_the_forecast_beat_chance() {
    let city = SimulatedCity::new(SimulationSettings::default()).unwrap();
    let study = study_of(&city);
    let Analysis { results, streams, .. } = run_simulated(*city.settings(), 2);
    assert!(results.simulated);
    assert_eq!(headline(&results).figures.verdict, Verdict::BeatsChance);
    // Arrests are a share of the crimes that links drive: they follow weakly, and are not judged
    // here.
    for variable in [Variable::Violent, Variable::Property] {
        let of = results.aggregates.iter().find(|of| of.variable == Some(variable)).unwrap();
        assert_eq!(of.figures.verdict, Verdict::BeatsChance, "{variable}");
    }

    let tables = SourceTables::new(&streams.inference(&study), Delays::for_study(&study), 3);
    let mut scan = TargetScan::new(&tables);
    let (mut kept, mut best, mut at_planted_delay) = (0, 0, 0);
    for link in city.links() {
        let source = index_of(&city, &streams, link.source) as u32;
        let transducers =
            scan.select(index_of(&city, &streams, link.target), study.settings().max_models, None);
        // A context holds three symbols, so the cause is in it at the planted delay and at the two
        // shorter ones. The target's own past comes first.
        let others = &transducers.best[usize::from(transducers.has_own)..];
        let place = others.iter().position(|transducer| {
            let delay = usize::from(transducer.delay_steps);
            transducer.source == source && (delay..delay + 3).contains(&link.delay_steps)
        });
        kept += usize::from(place.is_some());
        best += usize::from(place == Some(0));
        let exact = |transducer: &Transducer| usize::from(transducer.delay_steps) == link.delay_steps;
        at_planted_delay += usize::from(place == Some(0) && others.first().is_some_and(exact));
    }
    // Method.md 3 tells these numbers.
    assert_eq!((city.links().len(), kept, best, at_planted_delay), (32, 32, 32, 17));
}

#[test]
fn the_null_twin_is_not_distinguishable_from_chance() {
    let null = SimulationSettings { planted: false, ..SimulationSettings::default() };
    let results = run_simulated(null, 2).results;
    let headline = headline(&results);
    assert_eq!(headline.figures.verdict, Verdict::NotDistinguishable);
    // The planted city's effect would have been seen: the null verdict is no want of power.
    let planted = run_simulated(SimulationSettings::default(), 2).results;
    let effect = planted.aggregates[0].figures.figures.unwrap().strict.observed;
    assert!(effect > headline.figures.figures.unwrap().minimum_detectable.mean_auc);
}

#[test]
fn a_run_may_have_steps_of_two_days() {
    let settings = SimulationSettings { streams: 24, links: 8, ..SimulationSettings::default() };
    let daily = study_of(&SimulatedCity::new(settings).unwrap());
    let run = |study: &Study, n_threads: usize| run_study(settings, study, n_threads);
    let (step_days, horizon_steps, max_delay_steps) = (2, 4, 30);
    let slow = StudySettings { step_days, horizon_steps, max_delay_steps, ..daily.settings().clone() };
    let slow = slow.check().unwrap();
    let (by_days, by_two) = (run(&daily, 2), run(&slow, 2));
    assert_eq!(run(&slow, 1).results.digest, by_two.results.digest);

    let results = &by_two.results;
    assert_eq!((slow.training_steps(), slow.test_steps(), results.series[0].actual.len()), (548, 182, 182));
    // Whole weeks: seven steps are two of them.
    assert!(results.shifts.offsets.iter().all(|offset| offset % 7 == 0), "{:?}", results.shifts);
    for board in &results.leader_boards {
        assert_eq!(board.rows.len(), watchback::forecast::Comparator::ALL.len());
    }
    // A step is an event where one of its days is.
    let mut compared = 0;
    for (stream, key) in by_two.streams.keys.iter().enumerate() {
        let Some(same) = by_days.streams.keys.iter().position(|other| other == key) else { continue };
        for step in 0..slow.training_steps() {
            let either =
                [2 * step, 2 * step + 1].into_iter().any(|day| by_days.streams.packed.get(same, day));
            assert_eq!(by_two.streams.packed.get(stream, step), either, "{key:?}, step {step}");
        }
        compared += 1;
    }
    assert!(compared >= 20, "{compared} streams compared");
}

#[test]
fn the_study_of_the_inspection_leaves_no_trace_in_the_results() {
    let settings = SimulationSettings { streams: 24, links: 8, ..SimulationSettings::default() };
    let study = study_of(&SimulatedCity::new(settings).unwrap());
    // Another box and another test period, as when a person changes the study after looking at the
    // files.
    let shown = preset(SIMULATED).unwrap();
    let bounds = BoundingBox { north: shown.bounds.north / 25.0, ..shown.bounds };
    let test_last = shown.test_last + -100;
    let other = StudySettings { bounds, test_last, ..shown }.check().unwrap();
    let run = |inspected_with: &Study| {
        let mut threads = threads(2);
        let inspection = inspect_simulated(&threads, settings, inspected_with).unwrap();
        let results = pollster::block_on(analyse(&mut threads, &inspection, &study, &TileAreas::default()))
            .unwrap()
            .results;
        (inspection.quality, results)
    };
    let (quality, expected) = run(&study);
    let (other_quality, results) = run(&other);
    assert_ne!(other_quality.outside_box, quality.outside_box);
    assert_ne!(other_quality.outside_period, quality.outside_period);
    assert_eq!(results.quality, expected.quality);
    assert_eq!(results.digest, expected.digest);
}

/// A simulated city's rows as lines, and its header.
struct Rows {
    header: String,
    rows: Vec<String>,
}

impl Rows {
    fn small_city() -> Self {
        let settings = SimulationSettings { streams: 24, links: 8, ..SimulationSettings::default() };
        let mut csv = Vec::new();
        write_portal_csv(&SimulatedCity::new(settings).unwrap(), &mut csv).unwrap();
        let text = String::from_utf8(csv).unwrap();
        let mut lines = text.split_inclusive('\n').map(str::to_owned);
        Self { header: lines.next().unwrap(), rows: lines.collect() }
    }

    /// Writes some of the rows as a file of their own, gzipped if its name ends so.
    fn write<'a>(&'a self, path: PathBuf, rows: impl Iterator<Item = &'a String>) -> PathBuf {
        let text: String = std::iter::once(&self.header).chain(rows).map(String::as_str).collect();
        let bytes = if path.extension().is_some_and(|end| end == "gz") {
            let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
            gzip.write_all(text.as_bytes()).unwrap();
            gzip.finish().unwrap()
        } else {
            text.into_bytes()
        };
        std::fs::write(&path, bytes).unwrap();
        path
    }

    fn quarters(&self, folder: &Path, end: &str) -> Vec<PathBuf> {
        let quarter = self.rows.len().div_ceil(4);
        let write =
            |(at, rows): (usize, &[String])| self.write(folder.join(format!("{at}.{end}")), rows.iter());
        self.rows.chunks(quarter).enumerate().map(write).collect()
    }
}

#[test]
fn the_same_rows_give_the_same_bits_in_whatever_files_and_order() {
    let folder = fresh_folder("same-rows");
    let rows = Rows::small_city();
    let whole = rows.write(folder.join("whole.csv"), rows.rows.iter());
    let expected = run_files(SIMULATED, std::slice::from_ref(&whole)).unwrap();
    let quarters = rows.quarters(&folder, "csv");
    assert_eq!(quarters.len(), 4);
    let cuts = [
        ("gzip", vec![rows.write(folder.join("whole.csv.gz"), rows.rows.iter())]),
        ("rows in reverse", vec![rows.write(folder.join("reverse.csv"), rows.rows.iter().rev())]),
        ("four files", quarters.clone()),
        ("four files in reverse", quarters.into_iter().rev().collect()),
        ("four gzip files", rows.quarters(&folder, "csv.gz")),
    ];
    let json_of_rows =
        |results: &Results| json_without_timings(&Results { files: Vec::new(), ..results.clone() });
    for (name, files) in cuts {
        let results = run_files(SIMULATED, &files).unwrap();
        let read = |file: &&PathBuf| results.files.iter().any(|read| file.ends_with(&read.name));
        assert_eq!(files.iter().filter(read).count(), files.len(), "{name}");
        assert!(json_of_rows(&results) == json_of_rows(&expected), "{name}");
    }

    let copy = folder.join("copy.csv");
    std::fs::copy(&whole, &copy).unwrap();
    let twice = run_files(SIMULATED, &[whole, copy]).unwrap();
    assert_eq!(twice.quality.duplicates, expected.quality.rows_kept);
    assert_eq!(twice.quality.rows_kept, expected.quality.rows_kept);
    assert_eq!(twice.quality.disagreeing_ids, 0);
    assert_eq!((&twice.aggregates, &twice.streams), (&expected.aggregates, &expected.streams));
    assert_ne!(
        twice.digest, expected.digest,
        "the digest covers the quality report, which counts duplicates"
    );
}

#[test]
fn days_that_no_file_holds_are_named_and_the_run_refused() {
    let folder = fresh_folder("coverage");
    let rows = Rows::small_city();
    let refusal = |name: &str, keep: &dyn Fn(&str) -> bool| {
        let file = rows.write(folder.join(name), rows.rows.iter().filter(|row| keep(row.as_str())));
        let error = run_files(SIMULATED, &[file]).unwrap_err();
        assert!(matches!(error, RunError::Coverage(_)), "{error}");
        error.to_string()
    };
    let one_year = refusal("2015.csv", &|row| row.contains("/2015 "));
    assert!(
        one_year.contains("training period: 2014-01-01..2014-12-31, 2016-01-01..2016-12-31"),
        "{one_year}"
    );
    assert!(one_year.contains("test period: 2017-01-01..2017-12-31"), "{one_year}");
    let no_june = refusal("no-june.csv", &|row| !(row.contains(",06/") && row.contains("/2016 ")));
    assert!(
        no_june.contains("30 of the 1096 days of the training period: 2016-06-01..2016-06-30;"),
        "{no_june}"
    );
    assert!(!no_june.contains("test period"), "{no_june}");
}

#[test]
fn a_simulated_city_is_never_run_as_a_real_one_nor_the_other_way_round() {
    let folder = fresh_folder("kinds");
    let rows = Rows::small_city();
    let simulated = rows.write(folder.join("simulated.csv"), rows.rows.iter());
    let unmarked: Vec<String> =
        rows.rows.iter().map(|row| row.replace("SIMULATED", "001XX N STATE ST")).collect();
    let real = rows.write(folder.join("real.csv"), unmarked.iter());
    let n_rows = rows.rows.len() as u64;
    let wrong = |simulated, city: &str, choose| {
        Some(RunError::WrongKind { simulated, rows: n_rows, city: city.to_owned(), choose })
    };
    assert_eq!(run_files(CHICAGO, &[simulated]).err(), wrong(n_rows, CHICAGO, SIMULATED));
    assert_eq!(run_files(SIMULATED, &[real]).err(), wrong(0, SIMULATED, CHICAGO));
    // One simulated row among real ones is enough.
    let mixed = rows.write(folder.join("mixed.csv"), rows.rows.iter().take(1).chain(unmarked.iter().skip(1)));
    let both = Some(RunError::MixedKinds { simulated: 1, rows: n_rows });
    assert_eq!(run_files(CHICAGO, std::slice::from_ref(&mixed)).err(), both);
    assert_eq!(run_files(SIMULATED, &[mixed]).err(), both);
}

/// A row of method.md's table of verdicts.
fn row_of(aggregate: &AggregateResult) -> String {
    let name = aggregate.variable.map_or("all", Variable::name);
    let figures = aggregate.figures.figures.unwrap();
    let (strict, released) = (figures.strict, figures.released.unwrap());
    format!(
        "{name} | {} | {:.4} | {:.4} ({:.4}-{:.4}) | {:.3} | {:.4} | {:.4} | {:?}",
        strict.n_streams,
        strict.observed,
        strict.chance.mean,
        strict.chance.lo,
        strict.chance.hi,
        strict.chance.p_at_or_above,
        released.observed,
        released.chance.mean,
        aggregate.figures.verdict
    )
}

#[test]
fn chicago_2014_to_2017_is_as_it_was_found() {
    let file = |year| real_data(&format!("events/chicago_crimes_{year}.csv.gz"));
    let Some(files) = (2014..=2017).map(file).collect::<Option<Vec<PathBuf>>>() else { return };
    let results = run_files(CHICAGO, &files).unwrap();
    assert!(!results.simulated);
    let streams: Vec<usize> = results.filter.filters.iter().map(|filter| filter.streams_kept).collect();
    assert_eq!((streams, results.streams.len()), (vec![1170, 1353, 160], 2683));
    // Method.md 9 tells these rows.
    let rows: Vec<String> = results.aggregates.iter().map(row_of).collect();
    let expected = [
        "all | 2677 | 0.5006 | 0.5013 (0.4996-0.5037) | 0.769 | 0.7731 | 0.7729 | NotDistinguishable",
        "violent | 1170 | 0.4999 | 0.5016 (0.4984-0.5047) | 0.808 | 0.7723 | 0.7736 | NotDistinguishable",
        "property | 1350 | 0.5019 | 0.5009 (0.4975-0.5035) | 0.308 | 0.7736 | 0.7724 | NotDistinguishable",
        "arrest | 157 | 0.4949 | 0.5026 (0.4918-0.5143) | 0.904 | 0.7756 | 0.7722 | NotDistinguishable",
    ];
    assert_eq!(rows, expected);
    let figures = headline(&results).figures.figures.unwrap();
    assert_eq!(figures.strict.chance.rounds, 51);
    assert_eq!(format!("{:.4}", figures.minimum_detectable.mean_auc), "0.5046");
    let factors = results.network.strata.iter().flat_map(|stratum| &stratum.levels);
    assert!(
        factors.map(CheckedLevel::worst_factor).all(|factor| factor < 1.5),
        "p-values hold in every stratum"
    );
    assert_eq!(results.network.verdict, NetworkVerdict::Unstable { network: 2, of: 5 });
    assert_eq!(results.network.links.links.len(), 0);
    let adds: Vec<Option<bool>> = results.leader_boards.iter().map(|board| board.adds).collect();
    assert_eq!(adds, [Some(false); 3], "the network adds nothing to the best simple method");
    let cross = results.network.paper.cross;
    let percent = |passing: u64| format!("{:.1}", 100.0 * passing as f64 / cross.transducers as f64);
    assert_eq!(cross.transducers, 2683 * 2682 * 60);
    assert_eq!(
        (percent(cross.gamma_passing), percent(cross.corrected_passing)),
        ("48.0".into(), "6.3".into())
    );
    assert_eq!((results.combinations.outcomes_all_alike, results.combinations.no_fit), (0, 0));
    assert_eq!(results.digest, CHICAGO_DIGEST);
}
