//! Chicago's own streams, a few at a time, to test what a link finder says of real data.

use rand_chacha::ChaCha8Rng;
use rand_core::SeedableRng;
use watchback::streams::PackedStreams;
use watchback::study::Variable;

use crate::chicago::{drawn, read_chicago};

/// Chicago's violent and property streams over the training period whose rate is that of the
/// simulated cities', 0.1 to 0.3: in quieter ones a gamma of 0.06 is too few events to see. Arrests
/// are left out; they are the same incidents.
pub(crate) struct RealStreams(PackedStreams);

/// Streams drawn at a time: as many as the simulated cities of the standard case have.
const DRAWN: usize = 40;
/// Streams drawn to be rotated: with 1,096 steps their offsets lie 68 steps apart and more, so that
/// no delay up to 60 leads from one stream to what another truly showed within a week of that day.
const ROTATED: usize = 16;

impl RealStreams {
    /// Reads Chicago's files; `None` where there are none.
    pub(crate) fn read() -> Option<Self> {
        let (study, city) = read_chicago()?;
        let n_steps = study.training().n_days();
        let training = city.packed.window(0..n_steps);
        let chosen = |&stream: &usize| {
            let rate = training.count(stream, 0..n_steps) as f64 / n_steps as f64;
            city.keys[stream].variable != Variable::Arrest && (0.1..=0.3).contains(&rate)
        };
        let chosen: Vec<usize> = (0..city.len()).filter(chosen).collect();
        println!("{} of Chicago's {} streams have rates of 0.1 to 0.3", chosen.len(), city.len());
        Some(Self(training.select(&chosen)))
    }

    /// Forty of them, drawn without replacement.
    pub(crate) fn draw(&self, seed: u64) -> PackedStreams {
        self.draw_some(DRAWN, &mut ChaCha8Rng::seed_from_u64(seed))
    }

    /// Sixteen of them, each turned in time by an offset of its own, its end put before its start:
    /// what one told of another is gone, what each is by itself stays.
    pub(crate) fn draw_rotated(&self, seed: u64) -> PackedStreams {
        let mut random = ChaCha8Rng::seed_from_u64(seed);
        let streams = self.draw_some(ROTATED, &mut random);
        let n_steps = streams.n_steps();
        let mut rotated = PackedStreams::empty(ROTATED, n_steps);
        for (place, stream) in drawn(ROTATED, ROTATED, &mut random).into_iter().enumerate() {
            let offset = place * n_steps / ROTATED;
            for step in (0..n_steps).filter(|&step| streams.get(stream, step)) {
                rotated.set(stream, (step + offset) % n_steps);
            }
        }
        rotated
    }

    fn draw_some(&self, n: usize, random: &mut ChaCha8Rng) -> PackedStreams {
        self.0.select(&drawn(n, self.0.n_streams(), random))
    }
}
