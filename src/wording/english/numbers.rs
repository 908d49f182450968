//! Numbers and words as people read them.

use crate::chance::Chance;
pub use crate::letters::count;
use crate::study::CivilDay;
use watchback_translate::{look_up, mark, tr};

/// A share as a percentage with one decimal.
///
/// # Examples
/// ```
/// assert_eq!(watchback::wording::numbers::percent(0.0625), "6.2 %");
/// ```
pub fn percent(share: f64) -> String {
    format!("{:.1} %", 100.0 * share)
}

/// A change as a percentage with its sign and three decimals: responses are small.
pub fn change(share: f64) -> String {
    format!("{:+.3} %", 100.0 * share).replace('-', "\u{2212}")
}

/// A score or a rate with three decimals.
pub fn decimals(value: f64) -> String {
    format!("{value:.3}")
}

/// What chance gives of a score: its mean and where 95 % of rounds lie.
///
/// # Examples
/// ```
/// let chance = watchback::chance::Chance::new(0.5, &[0.25, 0.75])?;
/// assert_eq!(watchback::wording::numbers::band(&chance), "0.500 (0.263 to 0.738)");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn band(chance: &Chance) -> String {
    tr!("{} ({} to {})", decimals(chance.mean), decimals(chance.lo), decimals(chance.hi))
}

/// A difference with its sign and three decimals.
pub fn signed(value: f64) -> String {
    format!("{value:+.3}").replace('-', "\u{2212}")
}

/// A small difference with its sign and two decimals.
pub fn signed_small(value: f64) -> String {
    format!("{value:+.2}").replace('-', "\u{2212}")
}

/// A message of the engine as a sentence: with a capital and a full stop.
pub fn sentence(message: &str) -> String {
    format!("{}.", capitalised(message.trim_end_matches('.')))
}

/// Words with a capital.
pub fn capitalised(words: &str) -> String {
    let mut characters = words.chars();
    let first = characters.next().into_iter().flat_map(char::to_uppercase);
    first.chain(characters).collect()
}

const MONTHS: [&str; 12] = [
    mark!("January"),
    mark!("February"),
    mark!("March"),
    mark!("April"),
    mark!("May"),
    mark!("June"),
    mark!("July"),
    mark!("August"),
    mark!("September"),
    mark!("October"),
    mark!("November"),
    mark!("December"),
];

/// A day with its month in words, which no order of numbers can mislead about.
///
/// # Examples
/// ```
/// use watchback::{study::CivilDay, wording::numbers::day};
/// assert_eq!(day(CivilDay::from_civil(2019, 4, 3).unwrap()), "3 April 2019");
/// ```
pub fn day(day: CivilDay) -> String {
    let month = usize::try_from(day.month()).ok().and_then(|month| MONTHS.get(month.checked_sub(1)?));
    format!("{} {} {}", day.day_of_month(), look_up(month.unwrap_or(&"")), day.year())
}

/// How far ahead a forecast is made.
pub fn days_ahead(days: usize) -> String {
    match days {
        1 => tr!("a day ahead").to_owned(),
        7 => tr!("a week ahead").to_owned(),
        days => tr!("{days} days ahead"),
    }
}
