//! A link planted in streams that are already there, real ones too.

use super::link::{PlantedLink, driven_probabilities, memory};
use super::settings::SimulationError;
use super::transducer::PlantedTransducer;
use crate::chance::{Purpose, Random};
use crate::streams::PackedStreams;

/// A copy of `streams` in which `source` drives `target` with `gamma`, `delay_steps` later, by a
/// machine drawn by `seed`; and that link.
///
/// The target keeps its rate, and its time pattern as far as the link leaves room: in states that
/// make events rarer a share of its events is taken away, in states that make them likelier a share
/// of its empty steps is filled. Where the delay reaches before the first step nothing changes.
/// gamma is at the shares of time that this very source spends in the machine's states. All other
/// streams are left alone.
///
/// # Errors
/// [`SimulationError::NoSuchPair`] when the streams are not there or one and the same;
/// [`SimulationError::TooStrong`] when their rates do not allow that gamma.
///
/// # Examples
/// ```
/// use watchback::simulate::{SimulatedCity, SimulationSettings, splice};
/// let null = SimulationSettings { planted: false, ..SimulationSettings::standard(1) };
/// let city = SimulatedCity::new(null)?;
/// let (streams, link) = splice(city.streams(), 3, 4, 30, 0.06, 1)?;
/// assert_eq!((link.source, link.target, link.delay_steps), (3, 4, 30));
/// assert_eq!(streams.words(5), city.streams().words(5));
/// assert_ne!(streams.words(4), city.streams().words(4));
/// # Ok::<(), watchback::simulate::SimulationError>(())
/// ```
pub fn splice(
    streams: &PackedStreams,
    source: usize,
    target: usize,
    delay_steps: usize,
    gamma: f64,
    seed: u64,
) -> Result<(PackedStreams, PlantedLink), SimulationError> {
    let n_streams = streams.n_streams();
    if source >= n_streams || target >= n_streams || source == target {
        return Err(SimulationError::NoSuchPair { link_source: source, target, streams: n_streams });
    }
    let n_steps = streams.n_steps();
    let pairs = n_steps.saturating_sub(delay_steps).max(1) as f64;
    let target_rate = streams.count(target, delay_steps..n_steps) as f64 / pairs;

    let mut random = Random::new(seed, Purpose::Splice, target as u64);
    let memory = memory(&mut random);
    let idle = PlantedTransducer::idle(memory, target_rate);
    let mut shares = vec![0.0; idle.n_states()];
    for state in idle.states(streams, source).take(n_steps.saturating_sub(delay_steps)) {
        shares[state] += 1.0 / pairs;
    }
    let transducer = PlantedTransducer::scaled(memory, &shares, target_rate, gamma)
        .ok_or(SimulationError::TooStrong { gamma, target_rate })?;

    let mut driven = PackedStreams::empty(1, n_steps);
    let probabilities = driven_probabilities(&transducer, streams, source, delay_steps, target_rate);
    for (step, probability) in probabilities.enumerate() {
        // Rate r to probability q: an event stays with q / r, an empty step is filled with (q - r)
        // / (1 - r).
        let event = if streams.get(target, step) {
            random.uniform() < probability / target_rate
        } else {
            random.uniform() < (probability - target_rate) / (1.0 - target_rate)
        };
        if event {
            driven.set(0, step);
        }
    }
    let before: Vec<usize> = (0..target).collect();
    let after: Vec<usize> = (target + 1..n_streams).collect();
    let spliced = PackedStreams::concatenate(&[streams.select(&before), driven, streams.select(&after)]);
    Ok((spliced, PlantedLink { source, target, delay_steps, gamma, transducer }))
}

#[cfg(test)]
mod tests {
    use super::super::{SimulatedCity, SimulationSettings};
    use super::*;

    /// gamma of the machine's states as counted in the streams.
    fn counted_gamma(streams: &PackedStreams, link: &PlantedLink) -> f64 {
        let mut counts = vec![[0.0; 2]; link.transducer.n_states()];
        for (step, state) in link.transducer.states(streams, link.source).enumerate() {
            if step + link.delay_steps < streams.n_steps() {
                counts[state][usize::from(streams.get(link.target, step + link.delay_steps))] += 1.0;
            }
        }
        let n_log_n = |n: f64| if n > 0.0 { n * libm::log(n) } else { 0.0 };
        let entropy = |[none, events]: [f64; 2]| n_log_n(none + events) - n_log_n(none) - n_log_n(events);
        let total = counts.iter().fold([0.0; 2], |sum, of| [sum[0] + of[0], sum[1] + of[1]]);
        1.0 - counts.iter().map(|&of| entropy(of)).sum::<f64>() / entropy(total)
    }

    #[test]
    fn a_spliced_link_has_its_gamma_and_the_target_its_rate() {
        let settings =
            SimulationSettings { steps: 10_000, planted: false, ..SimulationSettings::standard(1) };
        let city = SimulatedCity::new(settings).unwrap();
        for seed in 0..10 {
            let (source, target) = (seed as usize, 39 - seed as usize);
            let (streams, link) = splice(city.streams(), source, target, 20, 0.06, seed).unwrap();
            assert_eq!(streams.n_streams(), 40);
            for stream in (0..40).filter(|&stream| stream != target) {
                assert_eq!(streams.words(stream), city.streams().words(stream));
            }
            assert!((0..20).all(|step| streams.get(target, step) == city.streams().get(target, step)));
            let share = |streams: &PackedStreams| streams.count(target, 0..10_000) as f64 / 10_000.0;
            assert!((share(&streams) - share(city.streams())).abs() < 0.015);
            assert!(counted_gamma(city.streams(), &link) < 0.005);
            let gamma = counted_gamma(&streams, &link);
            assert!((0.045..0.075).contains(&gamma), "seed {seed}: {gamma}");
        }
    }

    #[test]
    fn what_cannot_be_spliced_is_refused() {
        let mut streams = PackedStreams::empty(3, 600);
        (0..600).step_by(10).for_each(|step| streams.set(0, step));
        (0..600).step_by(2).for_each(|step| streams.set(1, step));
        let refusal = |source, target, gamma| splice(&streams, source, target, 7, gamma, 1).err();
        let no_such_pair =
            |link_source, target| Some(SimulationError::NoSuchPair { link_source, target, streams: 3 });
        assert_eq!(refusal(0, 0, 0.06), no_such_pair(0, 0));
        assert_eq!(refusal(0, 3, 0.06), no_such_pair(0, 3));
        assert!(matches!(refusal(0, 1, 0.5), Some(SimulationError::TooStrong { gamma: 0.5, .. })));
        assert!(matches!(refusal(2, 1, 0.06), Some(SimulationError::TooStrong { .. })), "an empty source");
        assert!(matches!(refusal(1, 2, 0.06), Some(SimulationError::TooStrong { .. })), "an empty target");
        assert!(matches!(splice(&streams, 0, 1, 600, 0.06, 1), Err(SimulationError::TooStrong { .. })));
    }
}
