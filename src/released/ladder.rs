//! The ladder of a city: every rung's mean over streams, with its chance beside it.

use serde::{Deserialize, Serialize};

use super::ignorant::Ignorant;
use super::rungs::{Rung, RungScorer, TargetRungs, WIDTH_STEPS};
use crate::chance::Chance;
use crate::score::AucRounds;
use crate::stats::mean;
use crate::study::Variable;

/// From the strict score to the paper's number, one choice a rung.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Ladder {
    /// By variable.
    pub variables: Vec<VariableLadder>,
    /// Machines that were learnt from the real sources until one of each kind and delay was kept.
    pub learnt: u64,
    /// Of those, machines with a gamma of at least 0.01.
    pub kept: u64,
    /// Strings beyond the 128 states of machines that were kept: they lead to the nearest.
    pub cut: u64,
    /// Seed of the draws of eps.
    pub seed: u64,
}

/// One variable's ladder.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct VariableLadder {
    /// The variable.
    pub variable: Variable,
    /// Its streams.
    pub streams: usize,
    /// The rungs, from below.
    pub rungs: Vec<RungFigure>,
    /// Of the forecasts that nothing was chosen for, standard deviation over steps by mean: the
    /// mean over streams. Null where none moves, and so is the next.
    pub spread: Option<f64>,
    /// Their autocorrelation at one step: the mean over streams.
    pub autocorrelation: Option<f64>,
    /// The pooled rank AUC of those forecasts, all streams and steps together: where, not when.
    pub pooled: Option<f64>,
    /// The same forecasts under other single choices.
    pub others: Vec<OtherFigure>,
    /// Forecasts that know little or nothing of the test days.
    pub ignorant: Vec<IgnorantScore>,
    /// The mean tolerant AUC that the paper reports of this city; null where it reports none.
    pub paper: Option<f64>,
}

/// A rung.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RungFigure {
    /// The rung.
    pub rung: Rung,
    /// Mean AUC over streams; null where no stream has one.
    pub value: Option<f64>,
    /// Streams with a value: those that have one on every rung.
    pub streams: usize,
    /// The same mean with all forecasts shifted in time, the choices made anew in every round.
    pub chance: Option<Chance>,
    /// The same mean with machines learnt from rotated sources.
    pub rotated: Option<f64>,
}

/// A single choice other than those of the ladder.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OtherChoice {
    /// Events within two steps count.
    WithinTwoSteps,
    /// Within three.
    WithinThreeSteps,
    /// Events of the variable in any forecast tile of the 3 x 3 around count, within one step.
    NineTiles,
}

impl OtherChoice {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::WithinTwoSteps, Self::WithinThreeSteps, Self::NineTiles];

    /// Half-width of the tolerance, steps.
    pub const fn width_steps(self) -> usize {
        match self {
            Self::WithinTwoSteps => 2,
            Self::WithinThreeSteps => 3,
            Self::NineTiles => WIDTH_STEPS,
        }
    }
}

/// The released score of the forecast that nothing was chosen for, under another single choice.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OtherFigure {
    /// The choice.
    pub choice: OtherChoice,
    /// Mean AUC over streams; null where no stream has one, or where the tolerance reaches the
    /// horizon: the forecast has then seen the very event that makes a step near.
    pub value: Option<f64>,
    /// The same with all forecasts shifted in time.
    pub chance: Option<Chance>,
}

/// How a forecast that knows little or nothing of the test days scores.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct IgnorantScore {
    /// The forecast.
    pub forecast: Ignorant,
    /// Mean strict AUC over streams; null where no stream has one.
    pub strict: Option<f64>,
    /// Mean released AUC, within a step; null likewise.
    pub released: Option<f64>,
    /// The same with forecasts shifted in time.
    pub chance: Option<Chance>,
}

/// Sums of AUCs over streams, observed and by round.
#[derive(Clone, Debug, Default)]
struct AucSums {
    streams: usize,
    observed: f64,
    rounds: Vec<f64>,
}

impl AucSums {
    fn add(&mut self, auc: &AucRounds) {
        self.streams += 1;
        self.observed += auc.observed;
        self.rounds.resize(auc.rounds.len(), 0.0);
        for (sum, round) in self.rounds.iter_mut().zip(&auc.rounds) {
            *sum += round;
        }
    }

    fn value(&self) -> Option<f64> {
        (self.streams > 0).then(|| self.observed / self.streams as f64)
    }

    fn chance(&self) -> Option<Chance> {
        let rounds: Vec<f64> = self.rounds.iter().map(|sum| sum / self.streams as f64).collect();
        Chance::new(self.value()?, &rounds).ok()
    }
}

/// What was found of one target.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TargetLadder {
    /// Its rungs.
    pub rungs: TargetRungs,
    /// Its rungs with machines learnt from rotated sources, observed alone.
    pub rotated: Vec<Option<f64>>,
    /// As [`OtherChoice::ALL`].
    pub others: Vec<Option<AucRounds>>,
    /// As [`Ignorant::ALL`]: strict, and released.
    pub ignorant: Vec<(Option<f64>, Option<AucRounds>)>,
    /// The forecast that nothing was chosen for, by test step; null without a model.
    pub forecast: Option<Vec<f64>>,
    /// Machines that were learnt.
    pub learnt: u64,
    /// Machines that were kept.
    pub kept: u64,
    /// Strings beyond a machine's 128 states.
    pub cut: u64,
}

/// Sums over the targets of a variable.
#[derive(Clone, Debug)]
pub struct LadderSums {
    variable: Variable,
    /// As [`Rung::ALL`]: whether the study has the rung.
    has: Vec<bool>,
    streams: usize,
    rungs: Vec<AucSums>,
    rotated: Vec<AucSums>,
    others: Vec<AucSums>,
    ignorant: Vec<(AucSums, AucSums)>,
    /// Spread and autocorrelation of unchosen forecasts.
    movements: Vec<(f64, f64)>,
}

impl LadderSums {
    /// Of no target yet. `scorer`: what the rungs are scored by.
    pub fn new(variable: Variable, scorer: &RungScorer) -> Self {
        Self {
            variable,
            has: Rung::ALL.iter().map(|rung| scorer.has(*rung)).collect(),
            streams: 0,
            rungs: vec![AucSums::default(); Rung::ALL.len()],
            rotated: vec![AucSums::default(); Rung::ALL.len()],
            others: vec![AucSums::default(); OtherChoice::ALL.len()],
            ignorant: vec![<(AucSums, AucSums)>::default(); Ignorant::ALL.len()],
            movements: Vec::new(),
        }
    }

    /// Adds a target.
    pub fn add(&mut self, target: &TargetLadder) {
        self.streams += 1;
        let alone = |observed: f64| AucRounds { observed, rounds: Vec::new() };
        let add = |sums: &mut AucSums, auc: &Option<AucRounds>| auc.iter().for_each(|auc| sums.add(auc));
        // All rungs are of the same streams: else a lift could be another set of streams.
        let is_whole = |found: &mut dyn Iterator<Item = bool>| found.eq(self.has.iter().copied());
        if is_whole(&mut target.rungs.0.iter().map(Option::is_some)) {
            for (sums, auc) in self.rungs.iter_mut().zip(&target.rungs.0) {
                add(sums, auc);
            }
            if is_whole(&mut target.rotated.iter().map(Option::is_some)) {
                for (sums, auc) in self.rotated.iter_mut().zip(&target.rotated) {
                    add(sums, &auc.map(alone));
                }
            }
        }
        for (sums, auc) in self.others.iter_mut().zip(&target.others) {
            add(sums, auc);
        }
        for ((strict, released), found) in self.ignorant.iter_mut().zip(&target.ignorant) {
            add(strict, &found.0.map(alone));
            add(released, &found.1);
        }
        self.movements.extend(target.forecast.as_deref().and_then(movement));
    }

    /// The ladder. `pooled`: the pooled rank AUC of the unchosen forecasts.
    pub fn finish(self, pooled: Option<f64>, paper: Option<f64>) -> VariableLadder {
        let rung = |((rung, sums), rotated): ((&Rung, &AucSums), &AucSums)| RungFigure {
            rung: *rung,
            value: sums.value(),
            streams: sums.streams,
            chance: sums.chance(),
            rotated: rotated.value(),
        };
        let other = |(choice, sums): (&OtherChoice, &AucSums)| OtherFigure {
            choice: *choice,
            value: sums.value(),
            chance: sums.chance(),
        };
        let ignorant = |(forecast, (strict, released)): (&Ignorant, &(AucSums, AucSums))| IgnorantScore {
            forecast: *forecast,
            strict: strict.value(),
            released: released.value(),
            chance: released.chance(),
        };
        let (spreads, autocorrelations): (Vec<f64>, Vec<f64>) = self.movements.iter().copied().unzip();
        let moves = !spreads.is_empty();
        VariableLadder {
            variable: self.variable,
            streams: self.streams,
            rungs: Rung::ALL.iter().zip(&self.rungs).zip(&self.rotated).map(rung).collect(),
            spread: moves.then(|| mean(&spreads)),
            autocorrelation: moves.then(|| mean(&autocorrelations)),
            pooled,
            others: OtherChoice::ALL.iter().zip(&self.others).map(other).collect(),
            ignorant: Ignorant::ALL.iter().zip(&self.ignorant).map(ignorant).collect(),
            paper,
        }
    }
}

/// Standard deviation by mean, and autocorrelation at one step, of a forecast; `None` of what does
/// not move.
pub fn movement(forecast: &[f64]) -> Option<(f64, f64)> {
    let middle = mean(forecast);
    let square = forecast.iter().fold(0.0, |sum, p| sum + (p - middle) * (p - middle));
    let next = forecast.windows(2).fold(0.0, |sum, p| sum + (p[0] - middle) * (p[1] - middle));
    (square > 1e-18).then(|| ((square / forecast.len() as f64).sqrt() / middle, next / square))
}
