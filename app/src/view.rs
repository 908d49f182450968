//! What the page is given to show: the results without what only workers need.

use serde::{Deserialize, Serialize};

use watchback::ingest::{FileSummary, Quality, QualityReport};
use watchback::network::{KeptGammas, TargetTransducers, Transducer};
use watchback::results::Results;
use watchback::run::work::FileFailure;
use watchback::run::{Analysis, Inspection, StageTiming, yearly_studies};
use watchback::streams::{PackedStreams, Split, Suggestion};
use watchback::study::{City, OffenceClass, StudySettings, TestEnd, preset, simulated_over};

/// What was understood of the files.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct InspectionView {
    pub(super) files: Vec<FileSummary>,
    pub(super) failures: Vec<FileFailure>,
    pub(super) quality: Quality,
    pub(super) report: QualityReport,
    pub(super) timings: Vec<StageTiming>,
    /// The studies that can be asked for.
    pub(super) studies: Studies,
    /// The studies of single test years that the files allow.
    pub(super) years: Vec<StudySettings>,
}

/// The studies that files may be run as.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Studies {
    /// Each with what the files lack for it.
    pub(super) offers: Vec<Offer>,
    /// Why there is none.
    pub(super) none: Option<String>,
}

/// A study that can be asked for.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Offer {
    pub(super) title: String,
    pub(super) settings: StudySettings,
    /// Why it cannot be run on these files.
    pub(super) refusal: Option<String>,
    /// Why it is as it is, where it was suggested from the files.
    pub(super) reasons: Vec<String>,
}

impl Studies {
    /// The studies of the files' city; where it has none that can be run, one is suggested from the files themselves.
    /// Its offences count as `classes` say, where a person has said it.
    pub(super) fn of(inspection: &Inspection, classes: Option<&[(String, OffenceClass)]>) -> Self {
        let known = match (simulated_study(inspection), inspection.city()) {
            (Some(settings), _) => vec![("The simulated city's last quarter".to_owned(), settings)],
            (None, Some(city)) => offers_of(city),
            (None, None) => Vec::new(),
        };
        let offer = |(title, settings): (String, StudySettings)| {
            let refusal = match settings.clone().check() {
                Ok(study) => inspection.check(&study).err().map(|error| error.to_string()),
                Err(error) => Some(error.to_string()),
            };
            Offer { title, settings, refusal, reasons: Vec::new() }
        };
        let mut offers: Vec<Offer> = known.into_iter().map(offer).collect();
        let mut none = None;
        if offers.iter().all(|offer| offer.refusal.is_some()) {
            match inspection.suggestion(None, classes) {
                Ok(Suggestion { settings, reasons, .. }) => {
                    let title = format!(
                        "Suggested from the files: {} to {}",
                        settings.training_first, settings.test_last
                    );
                    let reasons = reasons.iter().map(ToString::to_string).collect();
                    offers.push(Offer { reasons, ..offer((title, settings)) });
                }
                Err(error) => none = Some(error.to_string()),
            }
        }
        Self { offers, none }
    }

    /// The first that can be run, else the first.
    pub(super) fn base(&self) -> Option<&StudySettings> {
        let runs = self.offers.iter().find(|offer| offer.refusal.is_none());
        runs.or(self.offers.first()).map(|offer| &offer.settings)
    }
}

impl InspectionView {
    /// The view of an inspection, with the studies that its files may be run as.
    pub(super) fn of(inspection: &Inspection, studies: Studies) -> Self {
        // A quick look at each year: one seed.
        let yearly = |mut settings: StudySettings| {
            settings.chance.seeds = 1;
            let study = settings.check().ok()?;
            Some(yearly_studies(inspection, &study).into_iter().map(StudySettings::from).collect())
        };
        Self {
            years: studies.base().cloned().and_then(yearly).unwrap_or_default(),
            files: inspection.merged.files.clone(),
            failures: inspection.failures.clone(),
            quality: inspection.quality.clone(),
            report: inspection.report.clone(),
            timings: inspection.timings.clone(),
            studies,
        }
    }
}

/// The study of a simulated city, where any row is one's.
fn simulated_study(inspection: &Inspection) -> Option<StudySettings> {
    inspection.quality.days.filter(|_| inspection.quality.simulated.count > 0).map(simulated_over)
}

/// What a city is called on the screen.
pub(super) fn city_name(city: &str) -> &str {
    City::of(city).map_or(city, |city| city.title)
}

fn offers_of(city: &str) -> Vec<(String, StudySettings)> {
    let Ok(settings) = preset(city) else { return Vec::new() };
    let (name, year) = (city_name(city), (settings.training_last + 1).year());
    let of = |end: TestEnd| {
        let settings = StudySettings { test_last: end.of(&settings), ..settings.clone() };
        let days = settings.test_last.days_since_1970() - settings.training_last.days_since_1970();
        let title = match end {
            TestEnd::WholeYear => format!("{name}, the year {year}"),
            TestEnd::Paper => format!("{name}, the paper's {days} days"),
        };
        (title, settings)
    };
    [TestEnd::WholeYear, TestEnd::Paper].map(of).into()
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
