//! By which rule a study's transducers are selected, and on which steps of its streams.

use super::evidence::EvidenceScan;
use super::pair_score::ScoreBins;
use super::selection::TargetTransducers;
use super::{Delays, SourceTables, TargetScan};
use crate::streams::{CityStreams, PackedStreams, WindowStreams};
use crate::study::{Combiner, Study};

/// The depths that a study's sources are selected at, ascending: by evidence one symbol and the
/// study's own depth.
pub fn depths(study: &Study) -> Vec<usize> {
    let deepest = study.settings().context_symbols;
    let mut depths = vec![deepest];
    if study.settings().combiner == Combiner::Evidence && deepest > 1 {
        depths.insert(0, 1);
    }
    depths
}

/// What transducers are selected from: the streams of a study's window as sources and targets.
#[derive(Debug)]
pub struct SelectionTables {
    tables: Tables,
    max_models: usize,
}

#[derive(Debug)]
enum Tables {
    Gamma(Box<SourceTables>),
    /// By depth.
    Evidence(Vec<SourceTables>, ScoreBins),
}

impl SelectionTables {
    /// Of a study's streams: all of training where sources are weighed by evidence, at one symbol
    /// and at the study's depth; the inference window at that depth where they are not. `sources`
    /// (training and test steps): what is read in place of the streams.
    pub fn new(study: &Study, streams: &CityStreams, sources: Option<&PackedStreams>) -> Self {
        let settings = study.settings();
        let (delays, depth) = (Delays::for_study(study), settings.context_symbols);
        let of_window = |window: &WindowStreams, depth| match sources {
            None => SourceTables::new(window, delays, depth),
            Some(sources) => {
                SourceTables::rotated(window, sources.window(0..window.n_steps()), delays, depth)
            }
        };
        let tables = if settings.combiner == Combiner::Evidence {
            let window = streams.training(study).into_window();
            Tables::Evidence(
                depths(study).into_iter().map(|depth| of_window(&window, depth)).collect(),
                ScoreBins::new(),
            )
        } else {
            Tables::Gamma(Box::new(of_window(&streams.inference(study), depth)))
        };
        Self { tables, max_models: settings.max_models }
    }

    /// Selects for one target after another.
    pub fn selector(&self) -> Selector<'_> {
        let rule = match &self.tables {
            Tables::Gamma(tables) => Rule::Gamma(TargetScan::new(tables)),
            Tables::Evidence(tables, bins) => Rule::Evidence(EvidenceScan::new(tables, bins)),
        };
        Selector { rule, max_models: self.max_models }
    }
}

/// Selects the transducers of one target after another; its scratch is allocated once.
#[derive(Debug)]
pub struct Selector<'a> {
    rule: Rule<'a>,
    max_models: usize,
}

#[derive(Debug)]
enum Rule<'a> {
    Gamma(TargetScan<'a>),
    Evidence(EvidenceScan<'a>),
}

impl Selector<'_> {
    /// The transducers of a target. With `least_score` only pairs that score at least so much (see
    /// [`super::Links::score_threshold`]), but for the target itself, which is no link.
    pub fn select(&mut self, target: usize, least_score: Option<f64>) -> TargetTransducers {
        match &mut self.rule {
            Rule::Gamma(scan) => scan.select(target, self.max_models, least_score),
            Rule::Evidence(scan) => scan.select(target, self.max_models, least_score),
        }
    }
}
