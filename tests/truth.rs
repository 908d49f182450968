//! Planted truth: are planted links found, is nothing found where nothing was planted, and is a
//! machine learnt at the rate that counts allow? `make test` runs a reduced set; `make truth` all
//! of it, and prints the table.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, reason = "the helpers of tests are tests too")]

#[path = "support/chicago.rs"]
mod chicago;
#[path = "support/data.rs"]
mod data;
#[path = "support/finder.rs"]
mod finder;
#[path = "support/real_streams.rs"]
mod real_streams;

use finder::{DEPTH, find_links, links_of, network_of, says_network};
use real_streams::RealStreams;
use watchback::network::kept_machine;
use watchback::simulate::{
    Judgement, Memory, PlantedGamma, PlantedTransducer, SimulatedCity, SimulationSettings, judge,
    planted_pair, splice,
};
use watchback::streams::PackedStreams;
use watchback::xpfsa::{Belief, Symbols};

/// Seeds of the null cities; the standard case has 1 to 50.
const FIRST_NULL_SEED: u64 = 1_001;

/// Means over cities of precision and recall. A city where nothing was found has no precision and
/// is left out of it.
struct Found {
    precision: f64,
    recall: f64,
    total: Judgement,
}

impl Found {
    fn over(settings: impl Iterator<Item = SimulationSettings>) -> Self {
        let judgements: Vec<Judgement> = settings
            .map(|settings| {
                let city = SimulatedCity::new(settings).unwrap();
                judge(&find_links(city.streams(), settings.seed), city.links())
            })
            .collect();
        let mean = |share: fn(&Judgement) -> Option<f64>| {
            let shares: Vec<f64> = judgements.iter().filter_map(share).collect();
            shares.iter().sum::<f64>() / shares.len() as f64
        };
        let sum = |part: fn(&Judgement) -> usize| judgements.iter().map(part).sum();
        let total = Judgement {
            right: sum(|of| of.right),
            wrong: sum(|of| of.wrong),
            indirect: sum(|of| of.indirect),
            missed: sum(|of| of.missed),
        };
        Self { precision: mean(Judgement::precision), recall: mean(Judgement::recall), total }
    }

    fn print(&self, name: &str) {
        let Judgement { right, wrong, indirect, missed } = self.total;
        let (precision, recall) = (self.precision, self.recall);
        println!("{name:<24} {precision:9.3} {recall:7.3} {right:6} {wrong:6} {indirect:9} {missed:7}");
    }
}

fn print_heading() {
    println!("\n{:<24} precision  recall  right  wrong  indirect  missed", "40 streams, 20 links");
}

fn standard(seeds: impl Iterator<Item = u64>, chains: bool) -> Found {
    Found::over(seeds.map(|seed| SimulationSettings { chains, ..SimulationSettings::standard(seed) }))
}

/// How many null cities have any link, and of how many a network is said.
fn null_cities(n_cities: u64) -> (usize, usize) {
    let report = |seed: u64| {
        let settings = SimulationSettings { planted: false, ..SimulationSettings::standard(seed) };
        network_of(SimulatedCity::new(settings).unwrap().streams(), seed)
    };
    let reports = (FIRST_NULL_SEED..FIRST_NULL_SEED + n_cities).map(report);
    reports.fold((0, 0), |(links, networks), report| {
        (links + usize::from(!links_of(&report).is_empty()), networks + usize::from(says_network(&report)))
    })
}

#[test]
fn planted_links_are_found_in_a_few_cities() {
    let found = standard(1..=4, false);
    assert!(found.precision >= 0.9 && found.recall >= 0.8, "{:?}", found.total);
    let chained = standard(1..=2, true);
    assert!(chained.precision >= 0.9 && chained.recall >= 0.8, "{:?}", chained.total);
}

#[test]
fn few_of_a_few_null_cities_have_a_link() {
    // A true rate of 5 % passes 99 of 100 times.
    let (with_links, _) = null_cities(20);
    assert!(with_links <= 4, "{with_links} of 20");
}

#[test]
#[ignore = "minutes: make truth"]
fn full_standard_case_and_recall_by_gamma() {
    print_heading();
    for chains in [false, true] {
        let found = standard(1..=50, chains);
        found.print(if chains { "by rate, with chains" } else { "by rate" });
        assert!(found.precision >= 0.9 && found.recall >= 0.8);
    }
    let recalls: Vec<f64> = (1..=10)
        .map(|percent| {
            let gamma = PlantedGamma::Fixed(0.01 * f64::from(percent));
            let settings = |seed| SimulationSettings { gamma, ..SimulationSettings::standard(seed) };
            let found = Found::over((1..=50).map(settings));
            found.print(&format!("gamma 0.{percent:02}"));
            found.recall
        })
        .collect();
    assert!(recalls.windows(2).all(|pair| pair[1] > pair[0] - 0.02), "stronger links are found more often");
    assert!(recalls[9] >= 0.8);
}

#[test]
#[ignore = "minutes: make truth"]
fn full_null_cities() {
    for (n_cities, most) in [(200, 16), (1_000, 65)] {
        let (with_links, networks) = null_cities(n_cities);
        println!("\n{with_links} of {n_cities} null cities have any link; at most {most} may");
        println!("{networks} of them are said to hold more influence than chance gives, by one seed");
        assert!(with_links <= most);
    }
}

/// Probability of an event in stream 1 at each step, as the machine that a network keeps gives it
/// when it reads stream 0, from `FIRST_JUDGED_STEP` on.
fn inferred_probabilities(pair: &PackedStreams) -> Vec<f64> {
    let symbols = [0, 1].map(|stream| Symbols::of_stream(pair, stream));
    let machine = kept_machine(&symbols[0], &symbols[1], DELAY_STEPS, DEPTH).unwrap();
    let mut belief = Belief::start(&machine);
    let mut probabilities = Vec::new();
    for step in 0..pair.n_steps() - DELAY_STEPS {
        belief.read(&machine, usize::from(pair.get(0, step)));
        if step + DELAY_STEPS >= FIRST_JUDGED_STEP {
            probabilities.push(belief.probability(&machine, 1));
        }
    }
    probabilities
}

const DELAY_STEPS: usize = 7;
/// The longest delay and some symbols after the first step: whatever a machine remembers, it is
/// there.
const FIRST_JUDGED_STEP: usize = 64;

/// Root mean square over steps of inferred less planted probability.
fn output_error(pair: &PackedStreams, planted: &PlantedTransducer) -> f64 {
    let mut state = 0;
    let mut true_probabilities = Vec::new();
    for step in 0..pair.n_steps() - DELAY_STEPS {
        state = planted.next_state(state, pair.get(0, step));
        if step + DELAY_STEPS >= FIRST_JUDGED_STEP {
            true_probabilities.push(planted.event_probability(state));
        }
    }
    let inferred = inferred_probabilities(pair);
    assert_eq!(inferred.len(), true_probabilities.len());
    let squares = inferred.iter().zip(&true_probabilities).map(|(a, b)| (a - b) * (a - b));
    (squares.sum::<f64>() / inferred.len() as f64).sqrt()
}

/// The least-squares slope of log mean error on log n.
fn slope_of_output_error(memory: Memory, lengths: &[usize], n_seeds: u64) -> f64 {
    let source_rate = 0.2;
    let transducer = PlantedTransducer::with_gamma(memory, source_rate, 0.25, 0.1).unwrap();
    let points: Vec<(f64, f64)> = lengths
        .iter()
        .map(|&n_steps| {
            let error = |seed| {
                output_error(&planted_pair(seed, n_steps, &transducer, source_rate, DELAY_STEPS), &transducer)
            };
            let mean = (1..=n_seeds).map(error).sum::<f64>() / n_seeds as f64;
            println!("{memory:?}, {n_steps} steps: mean output error {mean:.5}");
            (libm::log(n_steps as f64), libm::log(mean))
        })
        .collect();
    let n = points.len() as f64;
    let (x, y) = points.iter().fold((0.0, 0.0), |sum, point| (sum.0 + point.0 / n, sum.1 + point.1 / n));
    let covariance: f64 = points.iter().map(|point| (point.0 - x) * (point.1 - y)).sum();
    covariance / points.iter().map(|point| (point.0 - x) * (point.0 - x)).sum::<f64>()
}

fn output_error_falls(lengths: &[usize], n_seeds: u64) {
    for memory in [Memory::LastSymbol, Memory::LastTwoSymbols] {
        let slope = slope_of_output_error(memory, lengths, n_seeds);
        println!("{memory:?}: slope {slope:.3}");
        assert!((-0.6..=-0.4).contains(&slope), "{memory:?}: {slope}");
    }
}

#[test]
fn output_error_falls_with_the_root_of_n() {
    output_error_falls(&[1_000, 8_000, 64_000], 10);
}

#[test]
#[ignore = "minutes: make truth"]
fn full_output_error_falls_with_the_root_of_n() {
    println!();
    output_error_falls(&[1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 64_000], 50);
}

#[test]
#[ignore = "minutes, and real data: make truth"]
fn full_real_streams_rotated_have_no_network() {
    let Some(real) = RealStreams::read() else { return };
    let reports: Vec<_> = (1..=40).map(|seed| network_of(&real.draw_rotated(seed), seed)).collect();
    let without_links = reports.iter().filter(|report| links_of(report).is_empty()).count();
    let without = reports.iter().filter(|report| !says_network(report)).count();
    println!("\n{without_links} of 40 rotations of real streams have no link; at least 37 must");
    println!("{without} of 40 are said to be no network; at least 37 must");
    assert!(without_links >= 37 && without >= 37);
}

#[test]
#[ignore = "minutes, and real data: make truth"]
fn full_a_link_spliced_into_real_streams_is_found() {
    let Some(real) = RealStreams::read() else { return };
    let is_found = |&seed: &u64| {
        let delay_steps = 7 + (seed as usize * 17) % 54;
        let (streams, link) = splice(&real.draw(seed), 0, 1, delay_steps, 0.06, seed).unwrap();
        judge(&find_links(&streams, seed), &[link]).right == 1
    };
    let found = (1..=20).filter(is_found).count();
    println!("\n{found} of 20 links of gamma 0.06 spliced into real streams are found; at least 16 must");
    assert!(found >= 16);
}
