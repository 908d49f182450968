//! What is said of finished stages that the browser keeps.

use std::collections::BTreeMap;

use crate::logic::format::{count, duration, megabytes};
use crate::protocol::{KeepTrouble, Kept};
use watchback::results::Stage;
use watchback::run::KeptOutputs;
use watchback_translate::{tr, translated};

const DAY_SECONDS: f64 = 86_400.0;

/// How much is kept, and since when.
pub fn kept_in_words(kept: &Kept) -> String {
    let (bytes, age) = (megabytes(kept.bytes), age(kept.oldest_seconds));
    match kept.works {
        0 => tr!("Nothing is kept so far.").to_owned(),
        1 => tr!("{bytes} are kept of one piece of work, last written {age} ago."),
        works => tr!(
            "{bytes} are kept of {works} pieces of work, the oldest of them last written {age} ago.",
            works = count(works as u64)
        ),
    }
}

fn age(seconds: f64) -> String {
    if seconds < 2.0 * DAY_SECONDS {
        duration(seconds)
    } else {
        tr!("about {:.0} days", seconds / DAY_SECONDS)
    }
}

/// Why this browser can keep nothing here. `from_disk`: whether the page is a file on disk.
pub fn no_storage_in_words(trouble: &KeepTrouble, from_disk: bool) -> String {
    match trouble {
        _ if from_disk => {
            tr!("This browser keeps nothing for a page that was opened from disk. On a website it could.")
                .to_owned()
        }
        KeepTrouble::Missing => tr!(
            "This browser can keep nothing here: it is too old for it, or the page did not come by https. Use a \
             current browser."
        )
        .to_owned(),
        KeepTrouble::Full => full().to_owned(),
        KeepTrouble::Refused | KeepTrouble::Busy => tr!(
            "This browser keeps nothing here: this is a private window, or its settings let no page store anything."
        )
        .to_owned(),
        KeepTrouble::Other(name) => {
            tr!("This browser could keep nothing here ({name}).", name = translated(name))
        }
    }
}

/// What could not be kept or deleted.
pub fn trouble_in_words(trouble: &KeepTrouble) -> String {
    match trouble {
        KeepTrouble::Full => full().to_owned(),
        KeepTrouble::Busy => tr!(
            "Another tab is using what is kept, so this one keeps and deletes nothing. What is under way goes on."
        )
        .to_owned(),
        KeepTrouble::Missing | KeepTrouble::Refused => {
            tr!("The browser lets this page keep nothing any more. What is under way goes on.").to_owned()
        }
        KeepTrouble::Other(name) => {
            tr!(
                "Finished stages could not be kept or deleted ({name}). What is under way goes on.",
                name = translated(name)
            )
        }
    }
}

fn full() -> &'static str {
    tr!(
        "The browser's storage is full, so finished stages are not kept any more. What is under way goes on. To make \
         room, delete what is kept, or files on this computer."
    )
}

/// What of the work under way was kept; `None` where nothing was. `stages`: how many the work has,
/// where that is known.
pub fn resumed_in_words(outputs: &[KeptOutputs], stages: Option<usize>) -> Option<String> {
    let mut by_stage: BTreeMap<Stage, (u64, u64)> = BTreeMap::new();
    for KeptOutputs { stage, kept, all } in outputs {
        let sums = by_stage.entry(*stage).or_default();
        *sums = (sums.0 + kept, sums.1 + all);
    }
    let whole = by_stage.values().filter(|(kept, all)| kept == all && *all > 0).count();
    let in_part = by_stage.values().any(|(kept, all)| *kept > 0 && kept < all);
    match (stages, in_part) {
        (_, false) if whole == 0 => None,
        (Some(stages), false) => Some(tr!("Resumed: {whole} of {stages} stages were kept.")),
        (Some(stages), true) => {
            Some(tr!("Resumed: {whole} of {stages} stages were kept, and part of another."))
        }
        (None, false) => Some(tr!("Resumed. Stages that were kept: {whole}.")),
        (None, true) => Some(tr!("Resumed. Stages that were kept: {whole}, and part of another.")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_and_age_are_told() {
        let kept = |works, oldest_seconds| Kept { is_on: true, works, bytes: 2_340_000, oldest_seconds };
        assert_eq!(kept_in_words(&Kept::default()), "Nothing is kept so far.");
        assert_eq!(
            kept_in_words(&kept(1, 200.0)),
            "2.3 MB are kept of one piece of work, last written about 3 minutes ago."
        );
        assert_eq!(
            kept_in_words(&kept(3, 3.0 * DAY_SECONDS)),
            "2.3 MB are kept of 3 pieces of work, the oldest of them last written about 3 days ago."
        );
    }

    #[test]
    fn stages_that_were_kept_are_counted_whole() {
        let of = |stage, kept, all| KeptOutputs { stage, kept, all };
        assert_eq!(resumed_in_words(&[], Some(7)), None);
        assert_eq!(resumed_in_words(&[of(Stage::Chance, 0, 9)], Some(7)), None);
        let whole = [of(Stage::Chance, 9, 9), of(Stage::Network, 2, 2)];
        assert_eq!(resumed_in_words(&whole, Some(7)).as_deref(), Some("Resumed: 2 of 7 stages were kept."));
        // The second part of a stage was not reached.
        let parts = [of(Stage::Chance, 9, 9), of(Stage::Compare, 4, 4), of(Stage::Compare, 0, 4)];
        assert_eq!(
            resumed_in_words(&parts, Some(7)).as_deref(),
            Some("Resumed: 1 of 7 stages were kept, and part of another.")
        );
        assert_eq!(
            resumed_in_words(&parts, None).as_deref(),
            Some("Resumed. Stages that were kept: 1, and part of another.")
        );
    }

    #[test]
    fn a_page_from_disk_is_told_so_whatever_the_browser_says() {
        for trouble in [KeepTrouble::Missing, KeepTrouble::Refused, KeepTrouble::Other("x".to_owned())] {
            assert!(no_storage_in_words(&trouble, true).contains("from disk"));
            assert!(!no_storage_in_words(&trouble, false).contains("from disk"));
        }
    }
}
