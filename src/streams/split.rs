//! Where training ends and testing begins, in steps.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::study::Study;

/// The three windows of a study, one after the other. Step 0 is the first training day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Split {
    inference_end: usize,
    training_end: usize,
    test_end: usize,
}

impl Split {
    /// The windows of a study.
    ///
    /// # Examples
    /// ```
    /// use watchback::{streams::Split, study::preset};
    /// let split = Split::for_study(&preset("chicago")?.check()?);
    /// assert_eq!(
    ///     (split.inference(), split.combination(), split.test()),
    ///     (0..822, 822..1096, 1096..1461)
    /// );
    /// # Ok::<(), watchback::study::SettingsError>(())
    /// ```
    pub fn for_study(study: &Study) -> Self {
        let training_end = study.training_steps();
        let inference_end = (training_end as f64 * study.settings().inference_share).floor() as usize;
        Self { inference_end, training_end, test_end: training_end + study.test_steps() }
    }

    /// Steps that transducers are inferred and selected on.
    pub const fn inference(self) -> Range<usize> {
        0..self.inference_end
    }

    /// Steps that the combination's weights are fitted on.
    pub const fn combination(self) -> Range<usize> {
        self.inference_end..self.training_end
    }

    /// Steps that forecasts are scored on.
    pub const fn test(self) -> Range<usize> {
        self.training_end..self.test_end
    }

    /// Steps of inference and combination together.
    pub const fn training_steps(self) -> usize {
        self.training_end
    }
}
