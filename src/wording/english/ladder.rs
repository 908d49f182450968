//! How the paper's 90 % come about, rung by rung.

use super::comparison;
use super::numbers::{count, decimals, percent};
use crate::released::{Ignorant, Ladder, OtherChoice, Rung, RungFigure, VariableLadder};
use crate::study::unit_of_steps;
use watchback_translate::{mark, tr};

/// A rung's name. `step_days`: days of a step.
pub fn name(rung: Rung, step_days: usize) -> String {
    match rung {
        Rung::Strict => tr!("Strict").to_owned(),
        Rung::WithinAStep => tr!("Within a {}", unit_of_steps(1, step_days)),
        Rung::ReleasedCounting => tr!("Their way of counting").to_owned(),
        Rung::BestKind => tr!("Best kind of source").to_owned(),
        Rung::BestCount => tr!("Best number of models").to_owned(),
        Rung::PaperDays => tr!("The paper's days of test").to_owned(),
        Rung::BothOrders => tr!("Better of two orders").to_owned(),
    }
}

/// What is chosen on a rung, in plain words.
pub fn choice(rung: Rung, step_days: usize) -> String {
    let unit = unit_of_steps(1, step_days);
    match rung {
        Rung::Strict => {
            tr!("Does the forecast rank each {unit} with crime above those without? One half is guessing.")
        }
        Rung::WithinAStep => {
            tr!("A crime one {unit} before or after counts as well. Each crime counts once.")
        }
        Rung::ReleasedCounting => tr!(
            "Every flagged {unit} near a crime is a hit, so one crime can count three times. A crime without a flag is one miss."
        ),
        Rung::BestKind => {
            tr!("Forecasts are made from each kind of crime and from all. Of each place the best is kept, chosen on the test.")
                .to_owned()
        }
        Rung::BestCount => {
            tr!("Forecasts are made from 10, 15, 20 and 25 models. Of each place the best is kept, chosen on the test.")
                .to_owned()
        }
        Rung::PaperDays => {
            tr!("The test is as long as the paper's, and not the whole. In fewer days the best of many strays further.")
                .to_owned()
        }
        Rung::BothOrders => {
            tr!("Models are taken by strength and by distance. Of each place the better is kept, chosen on the test.")
                .to_owned()
        }
    }
}

/// Another single choice.
pub fn other(choice: OtherChoice) -> &'static str {
    match choice {
        OtherChoice::WithinTwoSteps => tr!("A crime two steps before or after counts"),
        OtherChoice::WithinThreeSteps => tr!("A crime three steps before or after counts"),
        OtherChoice::NineTiles => tr!("A crime in any forecast tile of the nine around counts"),
    }
}

/// A forecast that knows little or nothing of the test days.
pub fn ignorant(forecast: Ignorant) -> &'static str {
    match forecast {
        Ignorant::Constant => tr!("The same rate every day"),
        Ignorant::Jitter => tr!("The same rate with 2 % of random noise"),
        Ignorant::Calendar => tr!("Rate, weekday and season"),
        Ignorant::Arima => tr!("A fitted ARIMA(0,1,1)"),
    }
}

/// What the picture's lighter bars are.
pub const NOTE: &str = mark!(
    "Below each bar, lighter: the same choices with forecasts moved in time, which no longer know which day."
);

/// What stands beside the paper's own figure.
pub const PAPER: &str = mark!(
    "Reported by the paper, with no level of chance. We cannot know how the published figure was made, only what \
                         the released program does."
);

/// The lowest and the highest rung that have a value and a chance.
pub fn ends(ladder: &VariableLadder) -> Option<(&RungFigure, &RungFigure)> {
    let valued = |rung: &&RungFigure| rung.value.is_some() && rung.chance.is_some();
    Some((ladder.rungs.iter().find(valued)?, ladder.rungs.iter().rev().find(valued)?))
}

/// How far the highest rung may be from the mean of its chance to be called as high.
const AS_HIGH: f64 = 0.01;

/// Whether chance climbs as high: every rung lies within its band of chance, and the highest hardly
/// above or below the mean of its own.
pub fn is_chance(ladder: &VariableLadder) -> bool {
    let within = |rung: &RungFigure| match (rung.value, rung.chance) {
        (Some(value), Some(chance)) => chance.lo <= value && value <= chance.hi,
        _ => true,
    };
    let is_as_high = ends(ladder).is_some_and(|(_, last)| {
        let both = last.value.zip(last.chance);
        both.is_some_and(|(value, chance)| (value - chance.mean).abs() <= AS_HIGH)
    });
    is_as_high && ladder.rungs.iter().all(within)
}

/// What the ladder of a variable shows, in two sentences; `None` where its ends have no value.
pub fn summary(ladder: &VariableLadder) -> Option<String> {
    let (first, last) = ends(ladder)?;
    let choices = ladder.rungs.iter().filter(|rung| rung.value.is_some()).count() - 1;
    if choices == 0 {
        return Some(
            tr!("Forecasts are made so few steps ahead that no tolerant score can be given: an echo of the event would count as a hit.")
                .to_owned(),
        );
    }
    let by_chance = decimals(last.chance?.mean);
    let chance = if is_chance(ladder) {
        tr!("The same forecasts moved in time, which no longer know which day, climb as high: {by_chance}.")
    } else {
        tr!("The same forecasts moved in time, which no longer know which day, reach {by_chance}.")
    };
    let what = comparison::variable(Some(ladder.variable));
    let (from, to) = (decimals(first.value?), decimals(last.value?));
    Some(tr!("{choices} choices change the score for {what} from {from} to {to}. {chance}"))
}

/// How many machines were learnt and kept.
pub fn machines(ladder: &Ladder) -> String {
    let share = ladder.kept as f64 / ladder.learnt.max(1) as f64;
    let learnt = tr!(
        "{} machines were learnt as the authors' program does, and {} of them ({}) removed at least 1 % of a place's uncertainty.",
        count(ladder.learnt),
        count(ladder.kept),
        percent(share)
    );
    match ladder.cut {
        0 => learnt,
        cut => tr!("{learnt} {} strings found no place among 128 states.", count(cut)),
    }
}
