//! Found links held against planted ones.

use serde::{Deserialize, Serialize};

use super::link::PlantedLink;

/// A link that a finder reports: one for a pair of streams, at its best delay.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FoundLink {
    /// Index of the driving stream.
    pub source: usize,
    /// Index of the driven stream.
    pub target: usize,
    /// Delay in steps.
    pub delay_steps: usize,
}

/// How many found links are right, and how many planted ones were missed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Judgement {
    /// Source and target are a planted link's, and the delay is within [`DELAY_TOLERANCE_STEPS`] of
    /// its.
    pub right: usize,
    /// Neither right nor indirect.
    pub wrong: usize,
    /// The source drives the target through other streams: neither right nor wrong.
    pub indirect: usize,
    /// Planted links that were not found, or found at a wrong delay.
    pub missed: usize,
}

/// A found delay is right within so many steps: contexts of neighbouring delays hold the same
/// symbols.
pub const DELAY_TOLERANCE_STEPS: usize = 2;

/// Holds found links against the planted ones. A pair must not be reported twice.
///
/// # Examples
/// ```
/// use watchback::simulate::{FoundLink, SimulatedCity, SimulationSettings, judge};
/// let city = SimulatedCity::new(SimulationSettings::standard(1))?;
/// let link = &city.links()[0];
/// let found = [
///     FoundLink {
///         source: link.source,
///         target: link.target,
///         delay_steps: link.delay_steps + 2,
///     },
///     FoundLink { source: link.target, target: link.source, delay_steps: link.delay_steps },
/// ];
/// let judgement = judge(&found, city.links());
/// assert_eq!((judgement.right, judgement.wrong, judgement.missed), (1, 1, 19));
/// assert_eq!((judgement.precision(), judgement.recall()), (Some(0.5), Some(0.05)));
/// # Ok::<(), watchback::simulate::SimulationError>(())
/// ```
pub fn judge(found: &[FoundLink], planted: &[PlantedLink]) -> Judgement {
    let mut judgement = Judgement::default();
    for link in found {
        match planted.iter().find(|planted| (planted.source, planted.target) == (link.source, link.target)) {
            Some(planted) if planted.delay_steps.abs_diff(link.delay_steps) <= DELAY_TOLERANCE_STEPS => {
                judgement.right += 1;
            }
            None if reaches(planted, link.source, link.target) => judgement.indirect += 1,
            _ => judgement.wrong += 1,
        }
    }
    judgement.missed = planted.len().saturating_sub(judgement.right);
    judgement
}

/// Whether planted links lead from one stream to another.
fn reaches(planted: &[PlantedLink], source: usize, target: usize) -> bool {
    let mut reached = vec![source];
    let mut at = 0;
    while let Some(&stream) = reached.get(at) {
        for link in planted.iter().filter(|link| link.source == stream) {
            if link.target == target {
                return true;
            }
            if !reached.contains(&link.target) {
                reached.push(link.target);
            }
        }
        at += 1;
    }
    false
}

impl Judgement {
    /// Share of the found links that are right, indirect ones aside; `None` when there is none to
    /// judge.
    pub fn precision(&self) -> Option<f64> {
        share(self.right, self.right + self.wrong)
    }

    /// Share of the planted links that were found; `None` when none was planted.
    pub fn recall(&self) -> Option<f64> {
        share(self.right, self.right + self.missed)
    }
}

fn share(part: usize, whole: usize) -> Option<f64> {
    (whole > 0).then(|| part as f64 / whole as f64)
}

#[cfg(test)]
mod tests {
    use super::super::{Memory, PlantedTransducer};
    use super::*;

    fn planted(source: usize, target: usize, delay_steps: usize) -> PlantedLink {
        let transducer = PlantedTransducer::idle(Memory::LastSymbol, 0.2);
        PlantedLink { source, target, delay_steps, gamma: 0.0, transducer }
    }

    fn found(source: usize, target: usize, delay_steps: usize) -> FoundLink {
        FoundLink { source, target, delay_steps }
    }

    #[test]
    fn a_chain_makes_indirect_pairs_and_its_links_are_judged_as_any() {
        // 0 -> 1 -> 2 -> 3, and 4 -> 5.
        let truth = [planted(0, 1, 10), planted(1, 2, 20), planted(2, 3, 30), planted(4, 5, 40)];
        let judged = |found| judge(&[found], &truth);
        let of = |right, wrong, indirect| Judgement { right, wrong, indirect, missed: 4 - right };
        assert_eq!(judged(found(0, 1, 8)), of(1, 0, 0));
        assert_eq!(judged(found(0, 1, 12)), of(1, 0, 0));
        assert_eq!(judged(found(0, 1, 13)), of(0, 1, 0), "a delay too far off: wrong, and the link missed");
        assert_eq!(judged(found(0, 2, 30)), of(0, 0, 1));
        assert_eq!(judged(found(0, 3, 7)), of(0, 0, 1), "through two streams, at any delay");
        assert_eq!(judged(found(2, 0, 30)), of(0, 1, 0), "against the arrows");
        assert_eq!(judged(found(0, 5, 40)), of(0, 1, 0));
        assert_eq!(judged(found(0, 0, 40)), of(0, 1, 0));
    }

    #[test]
    fn shares_of_nothing_are_none() {
        let nothing = judge(&[], &[]);
        assert_eq!((nothing.precision(), nothing.recall()), (None, None));
        let truth = [planted(0, 1, 10), planted(1, 2, 20)];
        let none_found = judge(&[], &truth);
        assert_eq!((none_found.precision(), none_found.recall()), (None, Some(0.0)));
        let indirect = judge(&[found(0, 2, 30), found(0, 1, 10)], &truth);
        assert_eq!((indirect.precision(), indirect.recall()), (Some(1.0), Some(0.5)));
    }
}
