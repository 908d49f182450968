//! The steps of an audit, in their order. Each has an address of its own.

use watchback_translate::tr;

/// A step, and the view of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    /// Files come in.
    Bring,
    /// What was understood of them.
    Check,
    /// What is asked.
    Question,
    /// The work.
    Run,
    /// The answers.
    Findings,
    /// What each answer rests on.
    Evidence,
    /// What others get.
    Share,
}

/// What a fragment of a step begins with.
const FRAGMENT: &str = "step=";

impl Step {
    /// All, in order.
    pub const ALL: [Self; 7] =
        [Self::Bring, Self::Check, Self::Question, Self::Run, Self::Findings, Self::Evidence, Self::Share];

    /// What it is called on the page.
    pub fn title(self) -> &'static str {
        match self {
            Self::Bring => tr!("Bring data"),
            Self::Check => tr!("Check"),
            Self::Question => tr!("Question"),
            Self::Run => tr!("Run"),
            Self::Findings => tr!("Findings"),
            Self::Evidence => tr!("Evidence"),
            Self::Share => tr!("Share"),
        }
    }

    /// What it is called in addresses.
    pub fn name(self) -> &'static str {
        match self {
            Self::Bring => "bring",
            Self::Check => "check",
            Self::Question => "question",
            Self::Run => "run",
            Self::Findings => "findings",
            Self::Evidence => "evidence",
            Self::Share => "share",
        }
    }

    /// Its number, from 1.
    pub const fn number(self) -> usize {
        self as usize + 1
    }

    /// What follows `#` in its address.
    pub fn fragment(self) -> String {
        format!("{FRAGMENT}{}", self.name())
    }

    /// The step of an address; an address without one is that of the first.
    pub fn of_fragment(fragment: &str) -> Option<Self> {
        let name = fragment.trim_start_matches('#').strip_prefix(FRAGMENT)?;
        // What follows is the view of the step, and other choices.
        let name = name.split(['/', '&']).next()?;
        Self::ALL.into_iter().find(|step| step.name() == name)
    }
}

/// A view of the evidence: one for each finding, and one for those who want all figures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum View {
    /// Whether the forecast works.
    Forecast,
    /// Whether it is better than simple averages.
    Simple,
    /// Who gets the false alarms.
    Alarms,
    /// Whether arrests are made alike.
    Arrests,
    /// How the paper's 90 % come about.
    Ladder,
    /// Where arrests go when crime rises.
    Pushes,
    /// Everything else.
    Statisticians,
}

impl View {
    /// All, in the order of the findings.
    pub const ALL: [Self; 7] = [
        Self::Forecast,
        Self::Simple,
        Self::Alarms,
        Self::Arrests,
        Self::Ladder,
        Self::Pushes,
        Self::Statisticians,
    ];

    /// What it is called on the page.
    pub fn title(self) -> &'static str {
        match self {
            Self::Forecast => tr!("Does it work?"),
            Self::Simple => tr!("Simple averages"),
            Self::Alarms => tr!("False alarms"),
            Self::Arrests => tr!("Arrests"),
            Self::Ladder => tr!("The 90 %"),
            Self::Pushes => tr!("When crime rises"),
            Self::Statisticians => tr!("For statisticians"),
        }
    }

    /// What it is called in addresses.
    pub fn name(self) -> &'static str {
        match self {
            Self::Forecast => "forecast",
            Self::Simple => "simple",
            Self::Alarms => "alarms",
            Self::Arrests => "arrests",
            Self::Ladder => "ladder",
            Self::Pushes => "pushes",
            Self::Statisticians => "statisticians",
        }
    }

    /// What follows `#` in its address.
    pub fn fragment(self) -> String {
        format!("{}/{}", Step::Evidence.fragment(), self.name())
    }

    /// The view of an address.
    pub fn of_fragment(fragment: &str) -> Option<Self> {
        let name =
            fragment.trim_start_matches('#').strip_prefix(&format!("{}/", Step::Evidence.fragment()))?;
        let name = name.split('&').next()?;
        Self::ALL.into_iter().find(|view| view.name() == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_step_has_an_address_and_comes_back_from_it() {
        for step in Step::ALL {
            assert_eq!(Step::of_fragment(&format!("#{}", step.fragment())), Some(step));
        }
        assert_eq!(Step::of_fragment("#step=run&units=feet"), Some(Step::Run));
        assert_eq!(View::of_fragment("#step=evidence/simple&units=feet"), Some(View::Simple));
        assert_eq!(["", "#step=", "#layout&date=a"].map(Step::of_fragment), [None; 3]);
        assert_eq!(Step::ALL.map(Step::number), [1, 2, 3, 4, 5, 6, 7]);
    }

    #[test]
    fn each_view_of_the_evidence_has_an_address_of_its_step() {
        for view in View::ALL {
            let fragment = format!("#{}", view.fragment());
            assert_eq!(View::of_fragment(&fragment), Some(view));
            assert_eq!(Step::of_fragment(&fragment), Some(Step::Evidence));
        }
        assert_eq!(["#step=evidence", "#step=run/forecast"].map(View::of_fragment), [None; 2]);
    }
}
