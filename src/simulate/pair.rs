//! One source and one target without a city, as long as one likes: to see how fast a machine is
//! learnt.

use super::link::driven_probabilities;
use super::transducer::PlantedTransducer;
use crate::chance::{Purpose, Random};
use crate::streams::PackedStreams;

/// Two streams: stream 0 is a source of independent symbols with `source_rate`, stream 1 the target
/// that it drives through `transducer`, `delay_steps` later. Nothing else moves them.
///
/// # Examples
/// ```
/// use watchback::simulate::{Memory, PlantedTransducer, planted_pair};
/// let transducer =
///     PlantedTransducer::with_gamma(Memory::LastSymbol, 0.2, 0.25, 0.1).unwrap();
/// let pair = planted_pair(1, 64_000, &transducer, 0.2, 7);
/// assert_eq!((pair.n_streams(), pair.n_steps()), (2, 64_000));
/// let rate = pair.count(1, 0..64_000) as f64 / 64_000.0;
/// assert!((rate - 0.25).abs() < 0.01, "{rate}");
/// ```
pub fn planted_pair(
    seed: u64,
    n_steps: usize,
    transducer: &PlantedTransducer,
    source_rate: f64,
    delay_steps: usize,
) -> PackedStreams {
    let mut streams = PackedStreams::empty(2, n_steps);
    draw(&mut streams, 0, seed, &vec![source_rate; n_steps]);
    let shares = transducer.state_shares(source_rate);
    let own_rate = shares
        .iter()
        .enumerate()
        .fold(0.0, |sum, (at, share)| sum + share * transducer.event_probability(at));
    let probabilities: Vec<f64> =
        driven_probabilities(transducer, &streams, 0, delay_steps, own_rate).collect();
    draw(&mut streams, 1, seed, &probabilities);
    streams
}

fn draw(streams: &mut PackedStreams, stream: usize, seed: u64, probabilities: &[f64]) {
    let mut random = Random::new(seed, Purpose::Pair, stream as u64);
    for (step, &probability) in probabilities.iter().enumerate() {
        if random.uniform() < probability {
            streams.set(stream, step);
        }
    }
}
