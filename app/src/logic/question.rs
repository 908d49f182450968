//! What a person chooses of a study, and how an address says it: settings alone, never data.

use watchback::letters::number;
use watchback::space::square_tile;
use watchback::study::{Admission, CivilDay, Combiner, StudySettings};

/// What is asked: one of the studies that files offer, and what was chosen of its settings.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Question {
    /// The last day of the offered study's test; none for the first study that can be run.
    pub test_last: Option<CivilDay>,
    /// Seeds that the network's verdict is repeated for.
    pub seeds: usize,
    /// Whether a forecast may read links only.
    pub links_only: bool,
    /// How sources are combined.
    pub combiner: Combiner,
    /// What is changed of it.
    pub change: StudyChange,
}

impl Default for Question {
    fn default() -> Self {
        Self {
            test_last: None,
            seeds: SEEDS,
            links_only: false,
            combiner: Combiner::Evidence,
            change: StudyChange::default(),
        }
    }
}

/// Seeds where nobody chose.
pub const SEEDS: usize = 5;
/// Hundredths of a box that may be left out on a side.
pub const MOST_CUT: u8 = 45;

/// Changes of an offered study; what is not changed stays as it was offered.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct StudyChange {
    /// A tile's side.
    pub tile_metres: Option<f64>,
    /// Days of a step.
    pub step_days: Option<usize>,
    /// Share of training steps with an event below which a stream is left out.
    pub min_event_share: Option<f64>,
    /// Years before the test.
    pub training_years: Option<i32>,
    /// Days of the test.
    pub test_days: Option<i32>,
    /// How much of the box is left out in the south, north, west and east, hundredths.
    pub cut: [u8; 4],
}

/// What may be chosen. An address says nothing else.
pub const TILES: [f64; 6] = [150.0, 300.0, 450.0, 600.0, 900.0, 1_200.0];
/// Likewise, days of a step.
pub const STEPS: [usize; 4] = [1, 2, 3, 7];
/// Likewise, shares of steps with an event.
pub const SHARES: [f64; 5] = [0.01, 0.02, 0.05, 0.1, 0.2];
/// Likewise, years to learn from.
pub const YEARS: [i32; 4] = [1, 2, 3, 4];
/// Likewise, days to test on.
pub const TESTS: [i32; 4] = [91, 101, 182, 365];

impl StudyChange {
    /// The settings with the changes.
    pub fn applied_to(self, mut settings: StudySettings) -> StudySettings {
        let bounds = settings.bounds;
        let (height, width) = (bounds.north - bounds.south, bounds.east - bounds.west);
        let [south, north, west, east] = self.cut.map(|cut| f64::from(cut) / 100.0);
        settings.bounds.south += south * height;
        settings.bounds.north -= north * height;
        settings.bounds.west += west * width;
        settings.bounds.east -= east * width;
        if let Some(metres) = self.tile_metres {
            settings.tile = square_tile(metres, &bounds);
        }
        if let Some(days) = self.step_days {
            let (horizon, delay) =
                (settings.horizon_steps * settings.step_days, settings.max_delay_steps * settings.step_days);
            settings.step_days = days;
            settings.horizon_steps = horizon.div_ceil(days);
            settings.max_delay_steps = delay / days;
        }
        settings.min_event_share = self.min_event_share.unwrap_or(settings.min_event_share);
        if let Some(days) = self.test_days {
            settings.test_last = settings.training_last + days;
        }
        if let Some(years) = self.training_years {
            let last = settings.training_last;
            settings.training_first = last + (1 - years * 1461 / 4);
        }
        settings
    }
}

/// How addresses call ways of combining sources.
pub const COMBINERS: [(&str, Combiner); 3] =
    [("evidence", Combiner::Evidence), ("logistic", Combiner::Logistic), ("boosting", Combiner::Boosting)];

/// By the name of a choice.
pub fn combiner_named(name: &str) -> Combiner {
    COMBINERS.into_iter().find(|(of, _)| *of == name).map_or(Combiner::Evidence, |(_, combiner)| combiner)
}

impl Question {
    /// The settings of an offered study as they are asked for.
    pub fn applied_to(self, mut settings: StudySettings) -> StudySettings {
        settings.chance.seeds = self.seeds;
        settings.admission = if self.links_only { Admission::Links } else { Admission::Gamma };
        settings.combiner = self.combiner;
        self.change.applied_to(settings)
    }

    /// What an address says of it: `seeds:1,tile:300`; nothing where nobody chose.
    pub fn to_text(self) -> Option<String> {
        let usual = Self::default();
        let StudyChange { tile_metres, step_days, min_event_share, training_years, test_days, cut } =
            self.change;
        let combiner = COMBINERS.into_iter().find(|(_, of)| *of == self.combiner).map(|(name, _)| name);
        let parts = [
            self.test_last.map(|day| format!("test:{day}")),
            (self.seeds != usual.seeds).then(|| format!("seeds:{}", self.seeds)),
            self.links_only.then(|| "links:1".to_owned()),
            combiner.filter(|_| self.combiner != usual.combiner).map(|name| format!("combiner:{name}")),
            tile_metres.map(|metres| format!("tile:{metres}")),
            step_days.map(|days| format!("step:{days}")),
            min_event_share.map(|share| format!("share:{share}")),
            training_years.map(|years| format!("years:{years}")),
            test_days.map(|days| format!("days:{days}")),
            (cut != [0; 4]).then(|| format!("cut:{}", cut.map(|of| of.to_string()).join("-"))),
        ];
        let text = parts.into_iter().flatten().collect::<Vec<_>>().join(",");
        (!text.is_empty()).then_some(text)
    }

    /// What an address says. What nobody can choose, and what is not understood, is left as usual.
    pub fn from_text(text: &str) -> Self {
        let mut question = Self::default();
        for part in text.split(',') {
            let Some((name, value)) = part.split_once(':') else { continue };
            let of = number(value);
            let change = &mut question.change;
            match name {
                "test" => question.test_last = value.parse().ok(),
                "seeds" if value == "1" => question.seeds = 1,
                "links" => question.links_only = value == "1",
                "combiner" => question.combiner = combiner_named(value),
                "tile" => change.tile_metres = TILES.into_iter().find(|metres| of == Some(*metres)),
                "step" => change.step_days = STEPS.into_iter().find(|days| of == Some(*days as f64)),
                "share" => change.min_event_share = SHARES.into_iter().find(|share| of == Some(*share)),
                "years" => {
                    change.training_years = YEARS.into_iter().find(|years| of == Some(f64::from(*years)))
                }
                "days" => change.test_days = TESTS.into_iter().find(|days| of == Some(f64::from(*days))),
                "cut" => {
                    for (cut, value) in change.cut.iter_mut().zip(value.split('-')) {
                        *cut = value.parse().unwrap_or(0).min(MOST_CUT);
                    }
                }
                _ => {}
            }
        }
        question
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_asked_comes_back_from_an_address() {
        assert_eq!(Question::default().to_text(), None);
        let asked = Question {
            test_last: "2017-12-31".parse().ok(),
            seeds: 1,
            links_only: true,
            combiner: Combiner::Boosting,
            change: StudyChange {
                tile_metres: Some(300.0),
                step_days: Some(7),
                min_event_share: Some(0.05),
                training_years: Some(2),
                test_days: Some(182),
                cut: [0, 10, 0, 45],
            },
        };
        let text = asked.to_text().unwrap();
        assert_eq!(
            text,
            "test:2017-12-31,seeds:1,links:1,combiner:boosting,tile:300,step:7,share:0.05,years:2,days:182,cut:0-10-0-45"
        );
        assert_eq!(Question::from_text(&text), asked);
    }

    #[test]
    fn what_nobody_can_choose_is_left_as_usual() {
        let text =
            "seeds:1000000,tile:0.1,step:0,share:2,years:-5,days:999999,combiner:magic,test:soon,x,cut:";
        assert_eq!(Question::from_text(text), Question::default());
        assert_eq!(Question::from_text("cut:200-x").change.cut, [MOST_CUT, 0, 0, 0]);
    }
}
