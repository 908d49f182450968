//! Numbers as people read them.

pub use watchback::wording::numbers::{
    capitalised, count, days_ahead, decimals, percent, sentence, signed, signed_small,
};
use watchback_translate::tr;

/// Millions of bytes.
pub fn megabytes(bytes: u64) -> String {
    format!("{:.1} MB", bytes as f64 / 1e6)
}

/// A length of time, not more exact than it is known.
pub fn duration(seconds: f64) -> String {
    match seconds {
        seconds if seconds < 1.5 => tr!("about a second").to_owned(),
        seconds if seconds < 90.0 => tr!("about {seconds:.0} seconds"),
        seconds if seconds < 5_400.0 => tr!("about {:.0} minutes", seconds / 60.0),
        seconds => tr!("about {:.0} hours", seconds / 3_600.0),
    }
}

/// A length of time in few letters.
pub fn brief_duration(seconds: f64) -> String {
    if seconds < 90.0 { format!("{:.0} s", seconds.max(1.0)) } else { format!("{:.0} min", seconds / 60.0) }
}

/// What is left of it.
pub fn time_left(seconds: f64) -> String {
    tr!("{} left", duration(seconds))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn brief_lengths_are_whole_seconds_or_minutes() {
        assert_eq!(
            [0.2, 9.4, 89.0, 95.0, 540.0].map(brief_duration),
            ["1 s", "9 s", "89 s", "2 min", "9 min"]
        );
    }

    #[test]
    fn counts_have_commas() {
        let counts = [0, 999, 1_000, 1_075_734].map(count);
        assert_eq!(counts, ["0", "999", "1,000", "1,075,734"]);
    }

    #[test]
    fn shares_and_differences() {
        assert_eq!((percent(0.0614), decimals(0.5)), ("6.1 %".to_owned(), "0.500".to_owned()));
        assert_eq!((signed(-0.0125), signed_small(0.5)), ("\u{2212}0.013".to_owned(), "+0.50".to_owned()));
        assert_eq!(megabytes(217_300_000), "217.3 MB");
    }

    #[test]
    fn a_message_becomes_a_sentence() {
        assert_eq!(sentence("the file is empty"), "The file is empty.");
        assert_eq!(sentence("Cancelled."), "Cancelled.");
        assert_eq!(capitalised(""), "");
    }

    #[test]
    fn time_left_is_not_more_exact_than_it_is_known() {
        let texts = [0.4, 30.2, 200.0].map(time_left);
        assert_eq!(texts, ["about a second left", "about 30 seconds left", "about 3 minutes left"]);
        assert_eq!(duration(7_300.0), "about 2 hours");
        assert_eq!([1, 7, 3].map(days_ahead), ["a day ahead", "a week ahead", "3 days ahead"]);
    }
}
