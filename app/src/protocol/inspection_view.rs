//! What the page is given to show of the files, and the studies that they may be run as.

use serde::{Deserialize, Serialize};

use super::point_map::PointMap;
use watchback::ingest::{FileSummary, Quality, QualityReport, robust_box};
use watchback::run::{FileFailure, Inspection, StageTiming, yearly_studies};
use watchback::streams::Suggestion;
use watchback::study::{BoundingBox, City, OffenceClass, StudySettings, TestEnd, preset, simulated_over};
use watchback::wording::{Lengths, suggestion::reason};
use watchback_translate::{kept, mark};

/// So many of the places at each edge may lie anywhere: the map is of the others.
const OUTER_SHARE: f64 = 0.002;
/// What is shown around them, as a share of their height and width.
const MARGIN: f64 = 0.04;

/// What was understood of the files.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct InspectionView {
    /// Each file that was read.
    pub files: Vec<FileSummary>,
    /// Each file that could not be read, and why.
    pub failures: Vec<FileFailure>,
    /// Counts over all files.
    pub quality: Quality,
    /// What in the files can mislead.
    pub report: QualityReport,
    /// How long reading took.
    pub timings: Vec<StageTiming>,
    /// The studies that can be asked for.
    pub studies: Studies,
    /// The studies of single test years that the files allow.
    pub years: Vec<StudySettings>,
    /// Where the records lie.
    pub points: Option<PointMap>,
}

/// The studies that files may be run as.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Studies {
    /// Each with what the files lack for it.
    pub offers: Vec<Offer>,
    /// Why there is none.
    pub none: Option<String>,
}

/// A study that can be asked for.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Offer {
    /// What the study is called.
    pub title: String,
    /// What it would be run with.
    pub settings: StudySettings,
    /// Why it cannot be run on these files.
    pub refusal: Option<String>,
    /// Why it is as it is, where it was suggested from the files: in the order of [`Lengths::ALL`].
    pub reasons: [Vec<String>; 2],
}

impl Studies {
    /// The studies of the files' city; where it has none that can be run, one is suggested from the
    /// files themselves. Its offences count as `classes` say, where a person has said it.
    pub fn new(inspection: &Inspection, classes: Option<&[(String, OffenceClass)]>) -> Self {
        let known = match (simulated_study(inspection), inspection.city()) {
            (Some(settings), _) => vec![(mark!("The simulated city's last quarter").to_owned(), settings)],
            (None, Some(city)) => offers_of(city),
            (None, None) => Vec::new(),
        };
        let offer = |(title, settings): (String, StudySettings)| {
            let refusal = match settings.clone().check() {
                Ok(study) => inspection.check(&study).err().map(|error| error.to_string()),
                Err(error) => Some(error.to_string()),
            };
            Offer { title, settings, refusal, reasons: [Vec::new(), Vec::new()] }
        };
        let mut offers: Vec<Offer> = known.into_iter().map(offer).collect();
        let mut none = None;
        if offers.iter().all(|offer| offer.refusal.is_some()) {
            match inspection.suggestion(None, classes) {
                Ok(Suggestion { settings, reasons, .. }) => {
                    let title = kept!(
                        "Suggested from the files: {} to {}",
                        settings.training_first,
                        settings.test_last
                    );
                    let told = |lengths| reasons.iter().map(|of| reason(of, lengths)).collect();
                    let reasons = Lengths::ALL.map(told);
                    offers.push(Offer { reasons, ..offer((title, settings)) });
                }
                Err(error) => none = Some(error.to_string()),
            }
        }
        Self { offers, none }
    }

    /// The first that can be run, else the first.
    pub fn base(&self) -> Option<&StudySettings> {
        let runs = self.offers.iter().find(|offer| offer.refusal.is_none());
        runs.or(self.offers.first()).map(|offer| &offer.settings)
    }
}

impl InspectionView {
    /// The view of an inspection, with the studies that its files may be run as.
    pub fn new(inspection: &Inspection, studies: Studies) -> Self {
        // A quick look at each year: one seed.
        let yearly = |mut settings: StudySettings| {
            settings.chance.seeds = 1;
            let study = settings.check().ok()?;
            Some(yearly_studies(inspection, &study).into_iter().map(StudySettings::from).collect())
        };
        let bounds = robust_box(&inspection.merged.events, OUTER_SHARE).map(with_margin);
        Self {
            points: bounds.and_then(|bounds| PointMap::new(&inspection.merged.events, &bounds)),
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

fn with_margin(of: BoundingBox) -> BoundingBox {
    let (height, width) = (MARGIN * (of.north - of.south), MARGIN * (of.east - of.west));
    BoundingBox {
        south: of.south - height,
        north: of.north + height,
        west: of.west - width,
        east: of.east + width,
    }
}

/// The study of a simulated city, where any row is one's.
fn simulated_study(inspection: &Inspection) -> Option<StudySettings> {
    inspection.quality.days.filter(|_| inspection.quality.simulated.count > 0).map(simulated_over)
}

/// What a city is called on the screen.
pub fn city_name(city: &str) -> &str {
    City::named(city).map_or(city, |city| city.title)
}

fn offers_of(city: &str) -> Vec<(String, StudySettings)> {
    let Ok(settings) = preset(city) else { return Vec::new() };
    let (name, year) = (city_name(city), (settings.training_last + 1).year());
    let of = |end: TestEnd| {
        let settings = StudySettings { test_last: end.of(&settings), ..settings.clone() };
        let days = settings.test_last.days_since_1970() - settings.training_last.days_since_1970();
        let title = match end {
            TestEnd::WholeYear => kept!("{name}, the year {year}"),
            TestEnd::Paper => kept!("{name}, the paper's {days} days"),
        };
        (title, settings)
    };
    [TestEnd::WholeYear, TestEnd::Paper].map(of).into()
}
