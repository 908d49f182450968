//! How each finding is computed, with the numbers of the run at hand: a sentence each.

use super::ladder::machines;
use super::numbers::{count, day, percent};
use crate::audit::{ArrestRates, AuditReport};
use crate::released::Ladder;
use crate::results::{HarmByGroup, Results};
use crate::score::FlagRule;
use watchback_translate::{look_up, tr};

/// Whether the forecast works.
pub fn of_forecast(results: &Results) -> Vec<String> {
    let Some(all) = results.aggregates.iter().find(|aggregate| aggregate.headline) else { return Vec::new() };
    let test = results.study.test();
    let mut lines = vec![tr!(
        "The network learns from the days up to {}. It is tested on {} to {}, which it has not seen.",
        day(results.study.settings().training_last),
        day(test.first()),
        day(test.last())
    )];
    let Some(figures) = all.figures.figures.as_ref() else { return lines };
    let strict = figures.strict;
    lines.push(tr!(
        "A stream is one kind of event in one tile. For each of the {} streams, every day with an event is paired with \
         every day without. A pair is right where the day with the event had the higher forecast. {} of pairs are \
         right, as the mean over the streams.",
        count(strict.n_streams as u64),
        percent(strict.observed)
    ));
    lines.push(tr!(
        "Chance: the same forecasts are moved in time against the events, all together, in {} ways. {} of pairs are \
         then right on average, and {} to {} in 95 % of the ways.",
        count(strict.chance.rounds as u64),
        percent(strict.chance.mean),
        percent(strict.chance.lo),
        percent(strict.chance.hi)
    ));
    lines.push(tr!(
        "{} days with an event are counted over all streams. A day counts once, however many crimes it had.",
        count(all.figures.n_events)
    ));
    lines
}

/// Whether the network is better than simple averages.
pub fn of_simple_methods(results: &Results) -> Vec<String> {
    let Some(board) = results.leader_boards.first() else { return Vec::new() };
    vec![
        tr!("Each method gives every tile a probability for every test day. The log score of a day is the logarithm of \
         the probability that was given to what happened: the less surprise, the better.")
            .to_owned(),
        tr!("The picture shows by how much each method is better than a constant rate: the share of training days with \
         an event, for each tile.")
            .to_owned(),
        tr!(
            "Each method is fitted on training days. The one to be beaten was chosen on the last part of training: {}.",
            look_up(board.best_on_training.title()).to_lowercase()
        ),
    ]
}

/// Who gets the false alarms.
pub fn of_alarms(harm: &HarmByGroup) -> Vec<String> {
    let groups = harm.variables.first().map(|(_, groups)| groups.as_slice()).unwrap_or_default();
    let of_rule = groups.iter().filter(|of| of.rule == FlagRule::TopTwentieth);
    let (mut streams, mut crimes) = (0, 0);
    for group in of_rule {
        streams += group.streams as u64;
        crimes += group.crimes;
    }
    vec![
        tr!("Each day the twentieth of the tiles with the highest forecasts is flagged, as a patrol that can be in one \
         tile of twenty.")
            .to_owned(),
        tr!("A flag is a false alarm where the day then had no such crime in the tile. False alarms are divided by the \
         crimes that were reported in the same areas.")
            .to_owned(),
        tr!(
            "{} tiles with a forecast and {} reported crimes lie in areas with a value. Fifths are of the areas, by {}.",
            count(streams),
            count(crimes),
            harm.value.trim()
        ),
        tr!("Dashed: the same flags moved in time. Nothing is tested between the fifths: the figures describe.").to_owned(),
    ]
}

/// Whether arrests are made alike.
pub fn of_arrests(rates: &ArrestRates) -> Vec<String> {
    let coverage = rates.clearance.periods.first().map_or(0.0, |whole| whole.coverage);
    let mut lines = vec![
        tr!(
            "{} violent and property crimes in the areas are counted. Offences that an arrest itself makes, such as \
             narcotics, are not.",
            count(rates.crimes.used)
        ),
        tr!(
            "So that the fifths can be compared, each is given the city's mix of offences, of domestic crimes and of \
             times of day. {} of the crimes are of kinds that every fifth has.",
            percent(coverage)
        ),
    ];
    lines.extend(greatest_fall(rates));
    if let Some(spatial) = &rates.spatial {
        lines.push(tr!(
            "Neighbouring areas resemble each other, so that any two maps go together a little. The gap is compared with \
             {} invented maps of the value that have the same pattern.",
            count(spatial.maps as u64)
        ));
    }
    lines
}

/// The fifth whose rate fell most from the first year to the last.
fn greatest_fall(rates: &ArrestRates) -> Option<String> {
    let mut years = rates.clearance.periods.iter().filter(|period| period.year.is_some());
    let (first, last) = (years.next()?, years.next_back()?);
    let falls = first.groups.iter().zip(&last.groups).enumerate().filter_map(|(fifth, (before, after))| {
        let (before, after) = (before.standardised?.value, after.standardised?.value);
        Some((fifth + 1, before, after))
    });
    let (fifth, before, after) = falls.max_by(|a, b| (a.1 - a.2).total_cmp(&(b.1 - b.2)))?;
    (before > after).then(|| {
        tr!(
            "From {} to {} the rate fell most in fifth {fifth} of {}: from {:.1} to {:.1} arrests for 100 reported crimes. That \
             is counted, and not tested.",
            first.year.unwrap_or_default(),
            last.year.unwrap_or_default(),
            first.groups.len(),
            100.0 * before,
            100.0 * after
        )
    })
}

/// Where arrests go when crime rises.
pub fn of_pushes(report: &AuditReport) -> Vec<String> {
    let Some(pushes) = report.pushes.found() else { return Vec::new() };
    vec![
        tr!("In the model, violent crime of the test period is raised by a tenth, and forecasts of arrests are made anew.")
            .to_owned(),
        tr!(
            "Only tiles whose arrests are forecast can answer: {} at the low end and {} at the high end.",
            count(pushes.claim.low.tiles as u64),
            count(pushes.claim.high.tiles as u64)
        ),
        tr!("It is claimed that the ends differ only where the areas' pattern, placebo pushes and null networks all say \
         so.")
            .to_owned(),
    ]
}

/// How the paper's 90 % come about.
pub fn of_ladder(ladder: &Ladder) -> Vec<String> {
    vec![
        tr!("The authors' program is followed step by step: it learns a machine for each pair of streams and each delay, \
         keeps of each delay the last by name, and averages what they say.")
            .to_owned(),
        machines(ladder),
        tr!("Each rung adds one choice to those below. The score of a place is then the largest of those that were tried, \
         as in the program's tables.")
            .to_owned(),
        tr!("Chance: the same forecasts are moved in time, and every choice is made anew in every round. Rotated sources: \
         all is learnt once more from streams that are moved in time against each other.")
            .to_owned(),
    ]
}
