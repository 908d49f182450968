//! What the survivors of a target forecast together: outputs weighted by gamma, no regression and
//! no intercept.

use std::cmp::Ordering;
use std::ops::Range;

use super::survivors::{NamedStreams, Survivor, Survivors};
use crate::streams::PackedStreams;
use crate::study::Variable;

/// Models of a forecast at most, where nothing is chosen: more than the delays leave.
pub const MODELS_AT_MOST: usize = 85;
/// The numbers of models that the authors' tables try.
pub const MODEL_COUNTS: [usize; 4] = [10, 15, 20, 25];

/// The forecasts of a target by one kind of source.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct KindForecasts {
    /// By all survivors.
    pub(super) whole: Vec<f64>,
    /// By the best so many by gamma, as [`MODEL_COUNTS`].
    pub(super) by_gamma: Vec<Vec<f64>>,
    /// By the nearest so many, likewise.
    pub(super) by_distance: Vec<Vec<f64>>,
}

/// The forecasts of a target by every kind of source, by step. Kinds without a model are left out.
#[derive(Clone, Debug, PartialEq)]
pub struct TargetForecasts {
    /// By all sources.
    pub(super) all: Option<KindForecasts>,
    /// By the sources of each variable.
    pub(super) by_kind: Vec<(Variable, KindForecasts)>,
}

/// The mean of forecasts weighted by gamma, by step: of models whose delay has passed. `None` where
/// there is none.
///
/// # Examples
/// ```
/// use watchback::released::weighted;
/// let early = [Some(0.1), Some(0.3)];
/// let late = [None, Some(0.6)];
/// let mean = weighted(&[(0.02, &early), (0.01, &late)], 2);
/// assert_eq!(mean[0], Some(0.1));
/// assert!(mean[1].is_some_and(|p| (p - 0.4).abs() < 1e-12));
/// assert_eq!(weighted(&[], 1), [None]);
/// ```
pub fn weighted(models: &[(f64, &[Option<f64>])], n_steps: usize) -> Vec<Option<f64>> {
    let at = |step: usize| {
        let known = models.iter().filter_map(|(gamma, forecast)| Some((*gamma, (*forecast.get(step)?)?)));
        let (sum, weight) =
            known.fold((0.0, 0.0), |(sum, weight), (gamma, p)| (sum + gamma * p, weight + gamma));
        (weight > 0.0).then(|| (sum / weight).clamp(0.0, 1.0))
    };
    (0..n_steps).map(at).collect()
}

/// A model, and what it forecasts.
struct Model<'a> {
    survivor: &'a Survivor,
    forecast: Vec<Option<f64>>,
}

impl TargetForecasts {
    /// The forecasts of a target at `steps`, from its survivors, which read `sources`.
    pub fn new(
        survivors: &Survivors,
        target: usize,
        (named, sources): (&NamedStreams, &PackedStreams),
        steps: Range<usize>,
    ) -> Self {
        let model = |survivor: &'_ Survivor| {
            let symbol = |step| sources.get(survivor.source as usize, step);
            let (delay, reads) = (usize::from(survivor.delay_steps), survivor.reads(target));
            survivor.machine.forecast(symbol, delay, steps.clone(), reads)
        };
        let models: Vec<(Variable, Vec<Model<'_>>)> = survivors
            .by_kind
            .iter()
            .map(|(variable, kept)| {
                let models = kept.iter().map(|survivor| Model { survivor, forecast: model(survivor) });
                (*variable, models.collect())
            })
            .collect();
        // Of each delay the last name among the kinds' own last names.
        let mut last: Vec<&Model<'_>> = Vec::new();
        for model in models.iter().flat_map(|(_, models)| models) {
            match last.iter_mut().find(|last| last.survivor.delay_steps == model.survivor.delay_steps) {
                Some(last) if named.is_later(model.survivor.source, last.survivor.source) => *last = model,
                Some(_) => {}
                None => last.push(model),
            }
        }
        let forecasts = |models: &[&Model<'_>]| KindForecasts::new(models, target as u32, named, steps.len());
        let of_kind = |(variable, models): &(Variable, Vec<Model<'_>>)| {
            Some((*variable, forecasts(&models.iter().collect::<Vec<_>>())?))
        };
        Self { all: forecasts(&last), by_kind: models.iter().filter_map(of_kind).collect() }
    }

    /// The forecast that nothing was chosen for: by all sources and all survivors.
    pub fn unchosen(&self) -> Option<&[f64]> {
        self.all.as_ref().map(|all| all.whole.as_slice())
    }

    /// All kinds: each variable, and all.
    pub(super) fn kinds(&self) -> impl Iterator<Item = &KindForecasts> {
        self.by_kind.iter().map(|(_, kind)| kind).chain(&self.all)
    }
}

impl KindForecasts {
    /// `None` without a model that forecasts every step.
    fn new(models: &[&Model<'_>], target: u32, named: &NamedStreams, n_steps: usize) -> Option<Self> {
        let mut by_gamma = models.to_vec();
        by_gamma.sort_by(|a, b| largest_gamma(a.survivor, b.survivor));
        // A second selection keys by distance: one model of each, the last by name. As text a delay
        // of 9 comes after one of 10.
        let mut last_of_distance: Vec<&Model<'_>> = Vec::new();
        for model in models {
            let apart = named.tiles_apart(model.survivor.source, target);
            let same = |other: &&mut &Model<'_>| named.tiles_apart(other.survivor.source, target) == apart;
            match last_of_distance.iter_mut().find(same) {
                Some(last) if is_later(named, model.survivor, last.survivor) => *last = model,
                Some(_) => {}
                None => last_of_distance.push(model),
            }
        }
        let metres = |model: &&Model<'_>| named.metres_apart(model.survivor.source, target);
        last_of_distance.sort_by(|a, b| metres(a).total_cmp(&metres(b)));
        let mean = |models: &[&Model<'_>], at_most: usize| -> Option<Vec<f64>> {
            let kept = models.iter().take(at_most);
            let kept: Vec<_> = kept.map(|model| (model.survivor.gamma, model.forecast.as_slice())).collect();
            weighted(&kept, n_steps).into_iter().collect()
        };
        let counts = |models: &[&Model<'_>]| -> Option<Vec<Vec<f64>>> {
            MODEL_COUNTS.iter().map(|&at_most| mean(models, at_most)).collect()
        };
        Some(Self {
            whole: mean(&by_gamma, MODELS_AT_MOST)?,
            by_gamma: counts(&by_gamma)?,
            by_distance: counts(&last_of_distance)?,
        })
    }
}

/// The larger gamma first; of equals the shorter delay.
fn largest_gamma(a: &Survivor, b: &Survivor) -> Ordering {
    b.gamma.total_cmp(&a.gamma).then(a.delay_steps.cmp(&b.delay_steps))
}

/// Whether a model comes later by name than another: by its source, then by its delay as text.
fn is_later(named: &NamedStreams, model: &Survivor, other: &Survivor) -> bool {
    named.is_later(model.source, other.source)
        || (model.source == other.source && model.delay_steps.to_string() > other.delay_steps.to_string())
}
