//! Whether a difference of responses may be claimed: all tests together, and each by itself. The
//! rule was fixed before any real run (docs/validity.md).

use std::fmt;

use serde::{Deserialize, Serialize};

use super::Group;
use super::contrast::{AreaSums, compared_areas, over_areas};
use crate::audit::spatial::{SecondOpinion, SpatialTest};
use crate::audit::{AreaEstimate, GroupSize};
use watchback_translate::{kept, mark};

/// p-value at which the spatial test rejects.
const LEVEL: f64 = 0.05;
/// Fewer null networks make no test: with 39 the least two-sided p is 0.05.
pub(crate) const MIN_NETWORKS: usize = 39;

/// A test of the claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Test {
    /// Against wealth maps with the same spatial autocorrelation.
    Spatial,
    /// Against a placebo push.
    Placebo,
    /// Against networks refitted on rotated sources.
    Networks,
    /// Opposite pushes, opposite answers.
    Sign,
    /// More push, more answer.
    Dose,
}

impl Test {
    /// All of them, in order.
    pub const ALL: [Self; 5] = [Self::Spatial, Self::Placebo, Self::Networks, Self::Sign, Self::Dose];

    /// What it is called.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Spatial => mark!("beyond wealth maps with the same spatial pattern"),
            Self::Placebo => mark!("beyond a placebo push elsewhere"),
            Self::Networks => mark!("beyond null networks"),
            Self::Sign => mark!("opposite pushes give opposite answers"),
            Self::Dose => mark!("more push gives more answer"),
        }
    }
}

impl fmt::Display for Test {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.title())
    }
}

/// The sums that a claim is judged by, draws averaged.
#[derive(Clone, Debug, PartialEq)]
pub struct Evidence {
    /// The push upwards.
    pub up: AreaSums,
    /// The same downwards.
    pub down: AreaSums,
    /// Its placebo; none where there are no streams to receive it.
    pub placebo: Option<AreaSums>,
    /// The push at several doses, `up`'s among them: (share of the rate, sums).
    pub doses: Vec<(f64, AreaSums)>,
    /// The push in every surrogate network.
    pub networks: Vec<AreaSums>,
}

/// The difference less those of surrogate networks.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct AmongNetworks {
    /// Mean of the networks' differences.
    pub mean: f64,
    /// The difference less the networks' largest, and less their least: with 39 networks the 95 %
    /// interval of what is beyond them.
    pub beyond: (f64, f64),
    /// Networks.
    pub networks: usize,
}

/// A difference of two groups' responses with all its tests.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Claim {
    /// The group of low values.
    pub low: GroupSize,
    /// The group of high values.
    pub high: GroupSize,
    /// Response of the group of low values.
    pub response_low: Option<AreaEstimate>,
    /// Response of the group of high values.
    pub response_high: Option<AreaEstimate>,
    /// High less low.
    pub difference: Option<AreaEstimate>,
    /// Against surrogate wealth maps.
    pub spatial: Option<SpatialTest>,
    /// What other kinds of wealth maps say: for comparison, of no weight in the verdict, and so
    /// added after it by those who want them.
    pub second_opinions: Vec<SecondOpinion>,
    /// Less the placebo's.
    pub over_placebo: Option<AreaEstimate>,
    /// Against surrogate networks.
    pub networks: Option<AmongNetworks>,
    /// The difference of the push downwards.
    pub difference_down: Option<AreaEstimate>,
    /// Up less down.
    pub up_less_down: Option<AreaEstimate>,
    /// Slope of the difference over doses, a unit of the stream's rate.
    pub slope: Option<AreaEstimate>,
    /// By dose, the difference.
    pub doses: Vec<(f64, Option<AreaEstimate>)>,
    /// What is said.
    pub verdict: ClaimVerdict,
}

/// What may be said.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClaimVerdict {
    /// Every test passed: the simulated arrest response differs between areas.
    Differs,
    /// Some did not.
    NotEstablished {
        /// Those.
        failed: Vec<Test>,
    },
    /// There is too little to judge by.
    NotEvaluable {
        /// Why.
        reason: String,
    },
}

impl Claim {
    /// Judges. `spatial`: the push upwards' difference against surrogate wealth maps, groups cut
    /// anew on each.
    pub fn judge(
        evidence: &Evidence,
        groups: &[Option<Group>],
        (low, high): (GroupSize, GroupSize),
        spatial: Option<SpatialTest>,
    ) -> Self {
        let areas = compared_areas(&evidence.up, groups);
        let over = |figure: &dyn Fn(Option<usize>) -> Option<f64>| over_areas(&areas, figure);
        let of = |sums: &AreaSums, without| sums.difference(groups, without);
        let difference = over(&|without| of(&evidence.up, without));
        let differences: Vec<f64> =
            evidence.networks.iter().filter_map(|network| of(network, None)).collect();
        let mut claim = Self {
            low,
            high,
            response_low: evidence.up.response_over_areas(groups, Group::Low),
            response_high: evidence.up.response_over_areas(groups, Group::High),
            difference,
            spatial,
            second_opinions: Vec::new(),
            over_placebo: evidence.placebo.as_ref().and_then(|placebo| {
                over(&|without| Some(of(&evidence.up, without)? - of(placebo, without)?))
            }),
            networks: difference
                .filter(|_| !differences.is_empty())
                .map(|difference| among_networks(difference.value, &differences)),
            difference_down: over(&|without| of(&evidence.down, without)),
            up_less_down: over(&|without| Some(of(&evidence.up, without)? - of(&evidence.down, without)?)),
            slope: over(&|without| slope(&evidence.doses, |sums| of(sums, without))),
            doses: evidence
                .doses
                .iter()
                .map(|(dose, sums)| (*dose, over(&|without| of(sums, without))))
                .collect(),
            verdict: ClaimVerdict::Differs,
        };
        let named = [("low", low), ("high", high)];
        let missing = named.iter().find_map(|(name, counts)| {
            (!counts.is_evaluable()).then(|| kept!("the group of {name} values has {counts}"))
        });
        let failed: Vec<Test> = Test::ALL.into_iter().filter(|&test| !claim.passes(test)).collect();
        claim.verdict = match missing {
            Some(reason) => ClaimVerdict::NotEvaluable { reason },
            None if failed.is_empty() => ClaimVerdict::Differs,
            None => ClaimVerdict::NotEstablished { failed },
        };
        claim
    }

    /// Whether a test by itself speaks for a difference.
    pub fn passes(&self, test: Test) -> bool {
        let excludes = |figure: Option<AreaEstimate>| figure.is_some_and(|figure| figure.excludes(0.0));
        match test {
            Test::Spatial => self.spatial.is_some_and(|spatial| spatial.p <= LEVEL),
            Test::Placebo => excludes(self.over_placebo),
            Test::Networks => {
                self.networks.is_some_and(|AmongNetworks { beyond: (lo, hi), networks, .. }| {
                    networks >= MIN_NETWORKS && (lo > 0.0 || hi < 0.0)
                })
            }
            Test::Sign => {
                let opposite = self
                    .difference
                    .zip(self.difference_down)
                    .is_some_and(|(up, down)| up.value * down.value < 0.0);
                opposite && excludes(self.up_less_down)
            }
            Test::Dose => excludes(self.slope),
        }
    }
}

fn among_networks(difference: f64, networks: &[f64]) -> AmongNetworks {
    let least = networks.iter().copied().fold(f64::INFINITY, f64::min);
    let largest = networks.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    AmongNetworks {
        mean: crate::stats::mean(networks),
        beyond: (difference - largest, difference - least),
        networks: networks.len(),
    }
}

/// The slope of least squares, with an intercept; `None` with fewer than two doses.
fn slope(doses: &[(f64, AreaSums)], difference: impl Fn(&AreaSums) -> Option<f64>) -> Option<f64> {
    let points: Vec<(f64, f64)> =
        doses.iter().map(|(dose, sums)| Some((*dose, difference(sums)?))).collect::<Option<_>>()?;
    let n = points.len() as f64;
    let (x, y) = points.iter().fold((0.0, 0.0), |(x, y), point| (x + point.0 / n, y + point.1 / n));
    let (xy, xx) = points.iter().fold((0.0, 0.0), |(xy, xx), point| {
        (xy + (point.0 - x) * (point.1 - y), xx + (point.0 - x) * (point.0 - x))
    });
    (xx > 0.0).then(|| xy / xx)
}

#[cfg(test)]
mod tests {
    use super::*;

    const COUNTS: GroupSize = GroupSize { tiles: 30, areas: 10, events: 500 };

    /// Twenty areas with a baseline of 1, the odd ones in the group of high values; each answers by
    /// its group's part and its own.
    fn sums(low: f64, high: f64, own: f64) -> AreaSums {
        let wave = |area: usize| own * ((area / 2) as f64 - 4.5);
        let change =
            (0..20).map(|area| if area % 2 == 0 { low } else { high } + wave((area * 7) % 20)).collect();
        AreaSums { baseline: vec![1.0; 20], change }
    }

    fn groups() -> Vec<Option<Group>> {
        (0..20).map(|area| Some(if area % 2 == 0 { Group::Low } else { Group::High })).collect()
    }

    fn evidence(difference: f64) -> Evidence {
        let at = |dose: f64| sums(0.1 * dose, (0.1 + difference) * dose, 0.001);
        Evidence {
            up: at(1.0),
            down: at(-1.0),
            placebo: Some(sums(0.0, 0.0, 0.001)),
            doses: [0.25, 0.5, 1.0].map(|dose| (0.1 * dose, at(dose))).to_vec(),
            networks: (0..39).map(|round| sums(0.0, 0.001 * (f64::from(round) - 19.0), 0.001)).collect(),
        }
    }

    #[test]
    fn a_difference_that_passes_everything_is_claimed_and_one_failure_takes_it_away() {
        let spatial = |scale: f64| {
            let maps: Vec<Option<f64>> =
                (0..999).map(|map| Some(scale * 0.04 * (f64::from(map) / 999.0 - 0.5))).collect();
            SpatialTest::new(0.05, &maps)
        };
        let judge = |evidence: &Evidence, scale: f64| {
            Claim::judge(evidence, &groups(), (COUNTS, COUNTS), spatial(scale))
        };
        let claim = judge(&evidence(0.05), 1.0);
        assert_eq!(claim.verdict, ClaimVerdict::Differs);
        let difference = claim.difference.unwrap();
        assert!((difference.value - 0.05).abs() < 1e-12 && difference.areas == 20);
        assert!((claim.slope.unwrap().value - 0.5).abs() < 1e-9);
        assert_eq!(claim.spatial.unwrap().p, 0.001);

        let failing = |change: &dyn Fn(&mut Evidence)| {
            let mut evidence = evidence(0.05);
            change(&mut evidence);
            judge(&evidence, 1.0).verdict
        };
        let fails = |test| ClaimVerdict::NotEstablished { failed: vec![test] };
        assert_eq!(failing(&|evidence| evidence.placebo = Some(evidence.up.clone())), fails(Test::Placebo));
        assert_eq!(failing(&|evidence| evidence.placebo = None), fails(Test::Placebo));
        assert_eq!(failing(&|evidence| evidence.networks.truncate(38)), fails(Test::Networks));
        assert_eq!(failing(&|evidence| evidence.networks[3] = evidence.up.clone()), fails(Test::Networks));
        assert_eq!(failing(&|evidence| evidence.down = evidence.up.clone()), fails(Test::Sign));
        let flat = |evidence: &mut Evidence| {
            evidence.doses.iter_mut().for_each(|dose| dose.1 = evidence.up.clone());
        };
        assert_eq!(failing(&flat), fails(Test::Dose));
        assert_eq!(judge(&evidence(0.05), 10.0).verdict, fails(Test::Spatial));

        let few = GroupSize { tiles: 19, ..COUNTS };
        let claim = Claim::judge(&evidence(0.05), &groups(), (COUNTS, few), spatial(1.0));
        let reason = "the group of high values has 19 tiles (at least 20), 10 areas (at least 5), 500 events (at least 300)".to_owned();
        assert_eq!(claim.verdict, ClaimVerdict::NotEvaluable { reason });
    }

    #[test]
    fn no_difference_is_not_claimed() {
        let claim = Claim::judge(&evidence(0.0), &groups(), (COUNTS, COUNTS), None);
        assert!(Test::ALL.into_iter().all(|test| !claim.passes(test)), "{claim:?}");
        assert!(claim.difference.unwrap().minimum_detectable() > 0.0);
    }
}
