//! Progress bars on standard error; nothing where that is not a terminal.

use std::sync::Mutex;

use indicatif::{ProgressBar, ProgressStyle};
use watchback::run::{OnProgress, Stage};

/// A bar that shows the stage under way.
pub(crate) fn bar() -> OnProgress {
    let shown = Mutex::new((None::<Stage>, ProgressBar::hidden()));
    Box::new(move |stage, done, total| {
        let Ok(mut shown) = shown.lock() else { return };
        if shown.0 != Some(stage) {
            shown.1.finish_and_clear();
            shown.0 = Some(stage);
            shown.1 = new_bar(stage, total);
        }
        shown.1.set_position(done);
        if done >= total {
            shown.1.finish_and_clear();
        }
    })
}

fn new_bar(stage: Stage, total: u64) -> ProgressBar {
    let amount = if stage == Stage::Read { "{bytes} of {total_bytes}" } else { "{pos} of {len}" };
    let template = format!("{{msg:24}} {{bar:30}} {amount}, {{eta}} left");
    let style = ProgressStyle::with_template(&template).unwrap_or_else(|_| ProgressStyle::default_bar());
    ProgressBar::new(total).with_style(style).with_message(stage.title())
}
