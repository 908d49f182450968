//! How far a run is as a whole, and how long it still takes.

use watchback::results::Stage;
use watchback::run::Work;

/// How far a stage is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Progress {
    /// The stage.
    pub stage: Stage,
    /// Items that are done, or bytes.
    pub done: u64,
    /// All that there are.
    pub total: u64,
    /// When the stage began, seconds since the page was opened.
    pub began: f64,
    /// Now, likewise.
    pub now: f64,
}

/// Before this share is done, or this many seconds have passed, what was expected is trusted more.
const LEAST_SHARE: f64 = 0.03;
const LEAST_SECONDS: f64 = 1.0;

impl Progress {
    /// The share of the stage that is done.
    pub fn share(&self) -> f64 {
        if self.total == 0 { 0.0 } else { self.done as f64 / self.total as f64 }
    }

    /// The share of the whole run that is done; of the stage, where the run's work is not known.
    pub fn whole(&self, work: Option<&Work>) -> f64 {
        work.map_or_else(|| self.share(), |work| work.share(self.stage, self.share()))
    }

    /// Seconds left. `began`: when the run began, and the share of it that was kept from before;
    /// `expected`: how long all of it was expected to take. `None` while neither tells.
    pub fn left(&self, work: Option<&Work>, began: (f64, f64), expected: Option<f64>) -> Option<f64> {
        let (began, kept) = if work.is_some() { began } else { (self.began, 0.0) };
        let (share, elapsed) = (self.whole(work), self.now - began);
        let done = share - kept;
        if done >= LEAST_SHARE && elapsed >= LEAST_SECONDS {
            return Some(elapsed * (1.0 - share) / done);
        }
        expected.map(|expected| (expected * (1.0 - kept) - elapsed).max(0.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_whole_is_told_by_its_stages_work() {
        let work = Work { stages: vec![(Stage::Chance, 60.0), (Stage::Network, 40.0)] };
        let progress = Progress { stage: Stage::Network, done: 1, total: 4, began: 60.0, now: 70.0 };
        assert_eq!((progress.share(), progress.whole(Some(&work))), (0.25, 0.7));
        // 70 seconds for seven tenths.
        assert!(progress.left(Some(&work), (0.0, 0.0), None).is_some_and(|left| (left - 30.0).abs() < 1e-9));
        // Without the run's work, the stage alone is told: ten seconds for its first quarter.
        assert_eq!(progress.left(None, (0.0, 0.0), None), Some(30.0));
        let early = Progress { stage: Stage::Chance, done: 0, total: 9, began: 0.0, now: 2.0 };
        assert_eq!(early.left(Some(&work), (0.0, 0.0), Some(90.0)), Some(88.0));
        assert_eq!(early.left(Some(&work), (0.0, 0.0), None), None);
        // Where six tenths were kept, 70 seconds were for one.
        let left = progress.left(Some(&work), (0.0, 0.6), None);
        assert!(left.is_some_and(|left| (left - 210.0).abs() < 1e-9));
        assert_eq!(early.left(Some(&work), (0.0, 0.6), Some(90.0)), Some(34.0));
    }
}
