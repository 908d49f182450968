//! The placebo of a push: as many changed steps, in like streams elsewhere.

use serde::{Deserialize, Serialize};

use super::{Place, Push, Pushable};
use crate::chance::{Purpose, Random};
use crate::streams::{PackedStreams, StreamKey};

/// Rate classes of a variable's streams.
const DECILES: usize = 10;

/// Which stream receives the changes of which: pairs of (pushed stream, receiving stream), by
/// receiving stream.
///
/// Receiving streams are of the same variable, lie outside the pushed place, and match in rate
/// decile and number of outgoing models; where none matches, those nearest in models, then in
/// decile. Streams that no model reads are left out on both sides: a change there changes nothing.
/// The whole city has no outside; its placebo goes to what lies in neither compared group
/// (docs/validity.md).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Donation {
    pairs: Vec<(u32, u32)>,
}

impl Donation {
    /// Matches streams. `outgoing`: models that read a stream, by stream.
    pub fn new(push: &Push, pushable: &Pushable, keys: &[StreamKey], outgoing: &[u32]) -> Self {
        let models = |stream: usize| outgoing.get(stream).copied().unwrap_or(0);
        let of_variable: Vec<usize> =
            (0..keys.len()).filter(|&stream| keys[stream].variable == push.variable).collect();
        let mut by_rate = of_variable.clone();
        let rate = |stream: usize| pushable.rates.get(stream).copied().unwrap_or(0.0);
        by_rate.sort_by(|&a, &b| rate(a).total_cmp(&rate(b)));
        let mut deciles = vec![0_u32; keys.len()];
        for (rank, &stream) in by_rate.iter().enumerate() {
            deciles[stream] = (rank * DECILES / by_rate.len()) as u32;
        }
        let is_outside = |stream: usize| match push.place {
            Place::City => pushable.groups.get(stream).copied().flatten().is_none(),
            place => !pushable.is_in(place, stream),
        };
        let read: Vec<usize> = of_variable.into_iter().filter(|&stream| models(stream) > 0).collect();
        let mut donors: Vec<usize> = read.iter().copied().filter(|&stream| is_outside(stream)).collect();
        let n_donors = donors.len();
        donors = Random::new(pushable.seed, Purpose::Placebo, 0).choose(donors, n_donors);
        let mut given = vec![0_u32; keys.len()];
        let mut pairs = Vec::new();
        for stream in read.into_iter().filter(|&stream| pushable.is_pushed(push, keys, stream)) {
            let distance = |donor: usize| {
                (
                    models(donor).abs_diff(models(stream)),
                    deciles[donor].abs_diff(deciles[stream]),
                    given[donor],
                )
            };
            // Of equals the first in drawn order.
            if let Some(&donor) = donors.iter().min_by_key(|&&donor| distance(donor)) {
                given[donor] += 1;
                pairs.push((stream as u32, donor as u32));
            }
        }
        pairs.sort_by_key(|pair| (pair.1, pair.0));
        Self { pairs }
    }

    /// Whether there is no stream outside to receive anything.
    pub fn is_empty(&self) -> bool {
        self.pairs.is_empty()
    }

    /// How many steps each receiving stream is to have changed in a draw, as the push would change
    /// in the streams it stands for: (stream, steps), ascending.
    pub fn counts(
        &self,
        push: &Push,
        pushable: &Pushable,
        streams: &PackedStreams,
        draw: usize,
    ) -> Vec<(u32, u32)> {
        let of_donor = self.pairs.chunk_by(|a, b| a.1 == b.1);
        let count = |pairs: &[(u32, u32)]| {
            let changed = pairs.iter().map(|&(pushed, _)| {
                let pushed = pushed as usize;
                pushable.changed(push, streams, pushed, &pushable.uniforms(draw, pushed)).len() as u32
            });
            pairs.first().map(|&(_, donor)| (donor, changed.sum()))
        };
        of_donor.filter_map(count).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audit::{Amount, Group, Sign};
    use crate::space::TileId;
    use crate::study::Variable;

    #[test]
    fn like_streams_elsewhere_receive_as_many_steps() {
        let keys: Vec<StreamKey> = (0..30)
            .map(|at| StreamKey { variable: Variable::Violent, tile: TileId { row: at, column: 0 } })
            .collect();
        let mut streams = PackedStreams::empty(30, 800);
        for stream in 0..30 {
            (0..800).step_by(5 + stream).for_each(|step| streams.set(stream, step));
        }
        let rates: Vec<f64> = (0..30).map(|stream| streams.count(stream, 0..800) as f64 / 800.0).collect();
        // Ten streams in each compared group, ten in none; stream 29 is read by nobody.
        let groups = (0..30).map(|stream| [Some(Group::Low), Some(Group::High), None][stream % 3]).collect();
        let outgoing: Vec<u32> =
            (0..30).map(|stream| if stream == 29 { 0 } else { 1 + stream % 2 }).collect();
        let pushable = Pushable { seed: 1, groups, chosen: vec![false; 30], rates, steps: 300..800 };
        let push =
            |place| Push { variable: Variable::Violent, place, sign: Sign::Up, amount: Amount::OfRate(0.1) };
        let city = Donation::new(&push(Place::City), &pushable, &keys, &outgoing);
        assert_eq!(city.pairs.len(), 29);
        assert!(city.pairs.iter().all(|&(_, donor)| donor % 3 == 2 && donor != 29));
        // Nine donors for 29 streams: none is left out, and none takes more than its share.
        assert_eq!(city.pairs.chunk_by(|a, b| a.1 == b.1).count(), 9);
        assert!(
            city.pairs.iter().all(|&(pushed, donor)| outgoing[pushed as usize] == outgoing[donor as usize])
        );
        let pushed: usize = (0..29)
            .map(|stream| {
                pushable.changed(&push(Place::City), &streams, stream, &pushable.uniforms(4, stream)).len()
            })
            .sum();
        let received: u32 =
            city.counts(&push(Place::City), &pushable, &streams, 4).iter().map(|(_, count)| count).sum();
        assert_eq!(received as usize, pushed);
        assert!(pushed > 50);

        let low = Donation::new(&push(Place::Group(Group::Low)), &pushable, &keys, &outgoing);
        assert!(low.pairs.iter().all(|&(pushed, donor)| pushed % 3 == 0 && donor % 3 != 0));
    }
}
