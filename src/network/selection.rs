//! Which transducers of a target are kept: the best delay of each source, then the best sources.

use serde::{Deserialize, Serialize};

use super::pair_score::{PairScore, score_of};
use super::{PAPER_GAMMA, PairScan, TargetScan};
use crate::stats::chi_square_minus_log10_p;
use crate::xpfsa::{Contexts, InferenceError, MachineRule, Symbols, Xpfsa, context_machine, infer};

/// A kept transducer: a source, a delay, and the machine that reads the source and speaks of the
/// target.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Transducer {
    /// Index of the source stream.
    pub source: u32,
    /// Delay in steps.
    pub delay_steps: u16,
    /// Coefficient of causal dependence at that delay, empirical over contexts.
    pub gamma: f64,
    /// gamma less its mean under independence.
    pub corrected_gamma: f64,
    /// How likely the source is to be no chance finding, where transducers are kept by evidence;
    /// 1 where they are kept by gamma, which does not ask.
    pub evidence: f64,
    /// By gamma: inferred by xGenESeSS on the inference window; its states are the contexts where
    /// merging would lose what they know. By evidence: its states are contexts, counted on all of
    /// training.
    pub machine: Xpfsa,
}

/// -log10 of the p-value below which a loss is certain: with some 100,000 sources and delays to
/// choose from, chance alone reaches 5.
const CERTAIN_LOSS: f64 = 6.0;

/// A source at its best delay.
#[derive(Clone, Copy, Debug)]
struct Kept {
    source: usize,
    delay_at: usize,
    gamma: f64,
}

/// The transducers of one target that a forecast may use.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TargetTransducers {
    /// What a forecast may use: that of the target's own past first, where it has one, so that a
    /// forecast by it alone is always among those to choose from; then the others, best first.
    pub best: Vec<Transducer>,
    /// Whether the first is that of the target's own past.
    pub has_own: bool,
}

impl TargetTransducers {
    /// That of the target's own past.
    pub fn own(&self) -> Option<&Transducer> {
        self.best.first().filter(|_| self.has_own)
    }

    /// Those of other streams, best first.
    pub fn others(&self) -> &[Transducer] {
        self.best.get(usize::from(self.has_own)..).unwrap_or(&[])
    }
}

/// gamma of a target's kept transducers: that of its own past apart, since it stands first whatever
/// its gamma, and may be missing.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct KeptGammas {
    /// Of the target's own past; `None` where it is not kept.
    pub own: Option<f64>,
    /// Of other streams, best first.
    pub others: Vec<f64>,
}

impl KeptGammas {
    /// Reads them from what is kept.
    pub fn from_kept(kept: &TargetTransducers) -> Self {
        Self {
            own: kept.own().map(|own| own.gamma),
            others: kept.others().iter().map(|other| other.gamma).collect(),
        }
    }
}

impl TargetScan<'_> {
    /// The best transducers of a target by the paper's threshold: gamma at least 0.01, each source
    /// at its best delay, at most `max_models`, gamma descending; among equals the shorter delay
    /// and the first source. With `least_score` only sources whose pair scores at least so much
    /// (see [`super::Links::score_threshold`]), but for the target itself, which is no link.
    pub fn select(
        &mut self,
        target: usize,
        max_models: usize,
        least_score: Option<f64>,
    ) -> TargetTransducers {
        let mut own = None;
        let mut best: Vec<Kept> = Vec::with_capacity(max_models + 1);
        self.scan(target, &mut |pair| {
            // Most pairs are ruled out without dividing.
            let least = match best.get(max_models.saturating_sub(1)) {
                Some(last) if pair.source != target => last.gamma,
                _ => PAPER_GAMMA,
            };
            if !may_reach(least, &pair) {
                return;
            }
            // Of a target that never changes gamma is not a number.
            let (delay_at, gamma) = largest_ratio(pair.information, pair.entropies);
            let kept = Kept { source: pair.source, delay_at, gamma };
            if kept.gamma < PAPER_GAMMA {
                return;
            }
            if pair.source == target {
                own = Some(kept);
                return;
            }
            let scores = |least: f64| score_of(PairScore::new(&pair, 0).bin()) >= least;
            let enters = best.len() < max_models || best.last().is_some_and(|last| kept.gamma > last.gamma);
            if enters && least_score.is_none_or(scores) {
                let at = best.partition_point(|other| other.gamma >= kept.gamma);
                best.insert(at, kept);
                best.truncate(max_models);
            }
        });
        let symbols = Symbols::of_stream(&self.tables().targets, target);
        let own = own.and_then(|own| self.transducer(&symbols, &own));
        let has_own = own.is_some();
        // The delay may have moved, and gamma with it.
        let mut others: Vec<Transducer> =
            best.iter().filter_map(|kept| self.transducer(&symbols, kept)).collect();
        others.sort_by(|a, b| b.gamma.total_cmp(&a.gamma));
        let mut best: Vec<Transducer> = own.into_iter().chain(others).collect();
        best.truncate(max_models);
        TargetTransducers { best, has_own }
    }

    /// Contexts at a delay, and at those up to `depth` - 1 shorter, hold the same cause, so that
    /// noise decides which of them has the highest gamma. Of the delays that may be meant, the one
    /// whose machine removes most uncertainty is kept, among those with an admissible gamma: a
    /// machine that forgets what makes no difference tells the delay of a cause of one symbol, one
    /// of contexts does not.
    fn transducer(&self, target: &Symbols, kept: &Kept) -> Option<Transducer> {
        let tables = self.tables();
        let source = Symbols::of_stream(tables.sources(), kept.source);
        let shortest = tables.delays.shortest() + kept.delay_at;
        let longest = (shortest + tables.depth - 1).min(tables.delays.longest());
        let at_delay = |delay: usize| {
            let contexts = Contexts::count(&source, target, delay, tables.depth).ok()?;
            let gamma = contexts.gamma();
            // The scan's own delay stays, whatever the last bit of its gamma.
            (gamma >= PAPER_GAMMA || delay == shortest).then_some(())?;
            Some(Transducer {
                source: kept.source as u32,
                delay_steps: delay as u16,
                gamma,
                corrected_gamma: contexts.corrected_gamma(),
                evidence: 1.0,
                machine: machine_for(&source, target, delay, (tables.depth, &contexts)).ok()?,
            })
        };
        let mut best: Option<(Transducer, f64)> = None;
        for transducer in (shortest..=longest).filter_map(at_delay) {
            let known = transducer.machine.corrected_gamma();
            if best.as_ref().is_none_or(|(_, most)| known > *most) {
                best = Some((transducer, known));
            }
        }
        best.map(|(transducer, _)| transducer)
    }
}

/// Whether gamma may reach `least` at any delay: false only where it does not.
fn may_reach(least: f64, pair: &PairScan<'_>) -> bool {
    // A ratio that rounds up to `least` is below it by far less.
    let least = least * (1.0 - 1e-12);
    let by_delay = pair.information.iter().zip(pair.entropies);
    by_delay.fold(false, |any, (information, entropy)| any | (*information >= least * entropy))
}

/// The place of the largest ratio of `information` to `entropies` that is above 0, the first of
/// equals, and the ratio; place 0 and 0 where none is. What is not a number is no largest.
fn largest_ratio(information: &[f64], entropies: &[f64]) -> (usize, f64) {
    let mut best = (0, 0.0);
    for (at, (information, entropy)) in information.iter().zip(entropies).enumerate() {
        let ratio = information / entropy;
        if ratio > best.1 {
            best = (at, ratio);
        }
    }
    best
}

/// The machine that a network keeps of a source, a target and a delay: xGenESeSS's, or, where
/// merging states lost for certain what contexts of `depth` symbols know, that of the contexts.
/// Certain is a likelihood ratio beyond p = 1e-6, by chi-square with as many degrees of freedom as
/// the contexts have more than the machine, at least one.
///
/// Merging can lose everything: strings whose next outputs are alike become one state though they
/// lead to different ones, and no way back is left.
///
/// # Errors
/// Those of [`infer`].
pub fn kept_machine(
    source: &Symbols,
    target: &Symbols,
    delay: usize,
    depth: usize,
) -> Result<Xpfsa, InferenceError> {
    let contexts = Contexts::count(source, target, delay, depth)?;
    machine_for(source, target, delay, (depth, &contexts))
}

/// [`kept_machine`], the contexts of `depth` symbols being counted already.
fn machine_for(
    source: &Symbols,
    target: &Symbols,
    delay: usize,
    (depth, contexts): (usize, &Contexts),
) -> Result<Xpfsa, InferenceError> {
    let rule = MachineRule::default();
    let inferred = infer(source, target, delay, &rule)?;
    // A machine of as many states as contexts may still be another partition of what was read, and
    // lose what the contexts know.
    let degrees = contexts.degrees_of_freedom().saturating_sub(inferred.degrees_of_freedom()).max(1);
    let lost = contexts.g_statistic() - inferred.g_statistic();
    if chi_square_minus_log10_p(lost, degrees) > CERTAIN_LOSS {
        context_machine(source, target, delay, depth, rule.min_count)
    } else {
        Ok(inferred)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chance::{Purpose, Random};

    /// A source that stays as it is for ten steps on average, and a target, a step later, that is
    /// led by the length of a run: xGenESeSS gets two states that every event exchanges, so that in
    /// long runs it knows nothing, while the last symbol alone tells most.
    fn runs() -> (Symbols, Symbols) {
        let mut random = Random::new(1, Purpose::Pair, 0);
        let (mut source, mut target) = (vec![0_u8; 4], vec![0_u8; 5]);
        for _ in 0..40_000 {
            let last = source[source.len() - 1];
            source.push(if random.uniform() < 0.1 { 1 - last } else { last });
            let probability = match &source[source.len() - 3..] {
                [1, 1, 1] => 0.9,
                [0, 1, 1] => 0.15,
                [_, 0, 1] => 0.5,
                [0, 1, 0] => 0.45,
                _ => 0.1,
            };
            target.push(u8::from(random.uniform() < probability));
        }
        target.pop();
        (Symbols::new(&source, 2).unwrap(), Symbols::new(&target, 2).unwrap())
    }

    #[test]
    fn a_machine_of_as_many_states_as_contexts_is_held_to_what_they_know() {
        let (source, target) = runs();
        let inferred = infer(&source, &target, 1, &MachineRule::default()).unwrap();
        let contexts = Contexts::count(&source, &target, 1, 1).unwrap();
        assert_eq!(
            (inferred.n_states(), inferred.degrees_of_freedom(), contexts.degrees_of_freedom()),
            (2, 1, 1)
        );
        assert!(inferred.gamma() < 0.5 * contexts.gamma(), "{} {}", inferred.gamma(), contexts.gamma());
        let kept = kept_machine(&source, &target, 1, 1).unwrap();
        assert_eq!(kept, context_machine(&source, &target, 1, 1, 10).unwrap());
        // Deeper contexts know all there is.
        let deeper = kept_machine(&source, &target, 1, 3).unwrap();
        assert!(deeper.n_states() == 8 && deeper.gamma() > kept.gamma(), "{deeper:?}");
    }

    #[test]
    fn a_machine_that_loses_nothing_is_kept() {
        let mut random = Random::new(2, Purpose::Pair, 0);
        let source: Vec<u8> = (0..4_000).map(|_| u8::from(random.uniform() < 0.3)).collect();
        let mut follow = |step: usize| {
            u8::from(random.uniform() < if step > 0 && source[step - 1] == 1 { 0.6 } else { 0.1 })
        };
        let target: Vec<u8> = (0..4_000).map(&mut follow).collect();
        let (source, target) = (Symbols::new(&source, 2).unwrap(), Symbols::new(&target, 2).unwrap());
        for depth in [1, 3] {
            let kept = kept_machine(&source, &target, 1, depth).unwrap();
            assert_eq!(kept, infer(&source, &target, 1, &MachineRule::default()).unwrap());
            assert_eq!(kept.n_states(), 2);
        }
    }

    #[test]
    fn gammas_of_the_own_past_and_of_others_are_kept_apart() {
        let series = Symbols::of_stream(
            &{
                let mut stream = crate::streams::PackedStreams::empty(1, 64);
                (0..64).step_by(3).for_each(|step| stream.set(0, step));
                stream
            },
            0,
        );
        let machine = kept_machine(&series, &series, 7, 3).unwrap();
        let kept = |source: u32, gamma: f64| Transducer {
            source,
            delay_steps: 7,
            gamma,
            corrected_gamma: gamma - 0.01,
            evidence: 1.0,
            machine: machine.clone(),
        };
        // The own past stands first though two others are stronger.
        let best = vec![kept(4, 0.02), kept(1, 0.09), kept(2, 0.05)];
        let with_own = TargetTransducers { best: best.clone(), has_own: true };
        assert_eq!(
            KeptGammas::from_kept(&with_own),
            KeptGammas { own: Some(0.02), others: vec![0.09, 0.05] }
        );
        let without = TargetTransducers { best: best[1..].to_vec(), has_own: false };
        assert_eq!(KeptGammas::from_kept(&without), KeptGammas { own: None, others: vec![0.09, 0.05] });
        let nothing = TargetTransducers { best: Vec::new(), has_own: false };
        assert_eq!(KeptGammas::from_kept(&nothing), KeptGammas::default());
    }
}
