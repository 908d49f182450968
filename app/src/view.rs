//! What the page is given to show: the results without what only workers need.

use serde::{Deserialize, Serialize};

use watchback::ingest::{FileSummary, Quality};
use watchback::network::{KeptGammas, TargetTransducers, Transducer};
use watchback::results::Results;
use watchback::run::work::FileFailure;
use watchback::run::{Analysis, Inspection, StageTiming, yearly_studies};
use watchback::streams::{PackedStreams, Split};
use watchback::study::{CHICAGO, PHILADELPHIA, Study, StudySettings, TestEnd, preset, simulated_over};

/// What was understood of the files.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct InspectionView {
    pub(super) files: Vec<FileSummary>,
    pub(super) failures: Vec<FileFailure>,
    pub(super) quality: Quality,
    pub(super) timings: Vec<StageTiming>,
    /// The studies that can be asked for, each with what the files lack for it.
    pub(super) offers: Vec<Offer>,
    /// The studies of single test years that the files allow.
    pub(super) years: Vec<StudySettings>,
}

/// A study that can be asked for.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Offer {
    pub(super) title: String,
    pub(super) settings: StudySettings,
    /// Why it cannot be run on these files.
    pub(super) refusal: Option<String>,
}

impl InspectionView {
    /// The view of an inspection, with the studies that its files may be run as.
    pub(super) fn of(inspection: &Inspection) -> Self {
        let offers = match simulated_study(inspection) {
            Some(settings) => vec![("The simulated city's last quarter".to_owned(), settings)],
            None => offers_of(city_of(inspection)),
        };
        let offer = |(title, settings): (String, StudySettings)| {
            let refusal = match settings.clone().check() {
                Ok(study) => refusal(inspection, &study),
                Err(error) => Some(error.to_string()),
            };
            Offer { title, settings, refusal }
        };
        // A quick look at each year: one seed.
        let yearly = |mut settings: StudySettings| {
            settings.chance.seeds = 1;
            let study = settings.check().ok()?;
            Some(yearly_studies(inspection, &study).into_iter().map(StudySettings::from).collect())
        };
        let base = study_of(inspection);
        Self {
            years: base.and_then(yearly).unwrap_or_default(),
            files: inspection.merged.files.clone(),
            failures: inspection.failures.clone(),
            quality: inspection.quality.clone(),
            timings: inspection.timings.clone(),
            offers: offers.into_iter().map(offer).collect(),
        }
    }
}

/// The study of a simulated city, where any row is one's.
pub(super) fn simulated_study(inspection: &Inspection) -> Option<StudySettings> {
    inspection.quality.days.filter(|_| inspection.quality.simulated.count > 0).map(simulated_over)
}

/// The study that the files are for.
pub(super) fn study_of(inspection: &Inspection) -> Option<StudySettings> {
    simulated_study(inspection).or_else(|| preset(city_of(inspection)).ok())
}

/// The city that the files are of. Files of several cities are refused whatever the study.
fn city_of(inspection: &Inspection) -> &'static str {
    inspection.city().unwrap_or(CHICAGO)
}

/// What a city is called on the screen.
pub(super) fn city_name(city: &str) -> &str {
    match city {
        CHICAGO => "Chicago",
        PHILADELPHIA => "Philadelphia",
        other => other,
    }
}

fn offers_of(city: &str) -> Vec<(String, StudySettings)> {
    let Ok(settings) = preset(city) else { return Vec::new() };
    let (name, year) = (city_name(city), (settings.training_last + 1).year());
    let offers = [
        (format!("{name}, the year {year}"), TestEnd::WholeYear),
        (format!("{name}, the paper's 101 days"), TestEnd::Paper),
    ];
    let of = |(title, end): (String, TestEnd)| {
        let test_last = end.of(&settings);
        (title, StudySettings { test_last, ..settings.clone() })
    };
    offers.into_iter().map(of).collect()
}

fn refusal(inspection: &Inspection, study: &Study) -> Option<String> {
    inspection.check(study).err().map(|error| error.to_string())
}

/// What a run found.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct RunView {
    pub(super) results: Results,
    /// Probability by stream, then test step and the steps after it; shown, so single precision will do.
    pub(super) probabilities: Vec<f32>,
    /// Test steps and the steps after them.
    pub(super) steps: usize,
    /// What happened in the test steps.
    pub(super) events: PackedStreams,
    /// By target: some of its transducers, that of its own past first where it has one, then the others, best first.
    pub(super) sources: Vec<Vec<Transducer>>,
    /// By target: gamma when all sources are rotated.
    pub(super) gammas_by_chance: Vec<KeptGammas>,
}

/// Transducers of a target that the page shows; a forecast may use more.
const SHOWN_SOURCES: usize = 8;

impl RunView {
    pub(super) fn of(analysis: Analysis) -> Self {
        let Analysis { results, forecast, streams, transducers, mut gammas_by_chance } = analysis;
        let shown = |target: TargetTransducers| target.best.into_iter().take(SHOWN_SOURCES).collect();
        let sources = transducers.into_iter().map(shown).collect();
        gammas_by_chance.iter_mut().for_each(|gammas| gammas.others.truncate(SHOWN_SOURCES));
        let steps = forecast.test().ncols() + forecast.beyond().ncols();
        let rows = forecast.test().rows().into_iter().zip(forecast.beyond().rows());
        let probabilities = rows.flat_map(|(test, beyond)| {
            test.iter().chain(beyond.iter()).map(|probability| *probability as f32).collect::<Vec<_>>()
        });
        let probabilities = probabilities.collect();
        let events = streams.packed.window(Split::of(&results.study).test());
        Self { results, probabilities, steps, events, sources, gammas_by_chance }
    }

    /// A stream's probability at a step of the test window or after it.
    pub(super) fn probability(&self, stream: usize, step: usize) -> Option<f32> {
        if step < self.steps { self.probabilities.get(stream * self.steps + step).copied() } else { None }
    }
}
