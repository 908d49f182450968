//! Titles of charts: what was found, in a sentence without its full stop, and what is measured in
//! what unit.

use super::numbers::{capitalised, count, decimals, percent, signed_small};
use crate::network::Relation;
use crate::results::{DailySeries, Harmonic, LeaderBoard, SeriesCorrelation};
use crate::score::{AgainstChance, Exceedance, HitCurve, ReliabilityBin, RocCurve};
use watchback_translate::tr;

/// What a chart has above it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Title {
    /// The finding.
    pub finding: String,
    /// The measure, and its unit.
    pub measure: String,
}

impl Title {
    /// A title.
    pub fn new(finding: impl Into<String>, measure: impl Into<String>) -> Self {
        Self { finding: finding.into(), measure: measure.into() }
    }
}

/// Where saved results are asked for daily sums of a part of the city.
pub fn no_forecasts() -> &'static str {
    tr!("Saved results hold no forecasts of single days, so daily sums of a part of the city cannot be told.")
}

/// What daily sums of a part of the city are not.
pub fn not_compared() -> &'static str {
    tr!(
        "Chance is known of the whole city alone: of a part of it nothing is compared with chance, and no verdict rests on it."
    )
}

/// A part of the city where nothing is forecast.
pub fn no_stream(part: &str, kind: &str) -> String {
    tr!("Nothing of this kind is forecast there ({part}, {}): too few events.", kind.to_lowercase())
}

/// What was expected in a part of the city, and what happened.
///
/// # Examples
/// ```
/// use watchback::wording::charts::part_sums;
/// let says = "Old Town: 1,204 days with an event were expected over 365 days, and 1,180 happened";
/// assert_eq!(part_sums("Old Town", 1_203.6, 1_180, 365), says);
/// ```
pub fn part_sums(part: &str, expected: f64, happened: u64, days: usize) -> String {
    tr!(
        "{part}: {} days with an event were expected over {} days, and {} happened",
        count(expected.round() as u64),
        count(days as u64),
        count(happened)
    )
}

/// The measure of daily sums of a part of the city.
pub fn of_part_sums(kind: &str, streams: usize) -> String {
    tr!("{kind}: streams with an event a day, of the {} there", count(streams as u64))
}

/// Daily sums of the whole city.
///
/// # Examples
/// ```
/// use watchback::{chance::Chance, results::SeriesCorrelation, wording::charts::in_time};
/// let rounds: Vec<f64> = (0..99).map(|round| f64::from(round) / 1e3).collect();
/// let of = |observed| {
///     let chance = Chance::new(observed, &rounds).ok()?;
///     Some(SeriesCorrelation { observed, chance })
/// };
/// let finding = |correlation| in_time("All streams", correlation).finding;
/// assert!(finding(of(0.5)).starts_with("Forecast and events rise and fall together more"));
/// assert!(finding(of(0.05)).starts_with("Forecast and events are not shown to"));
/// ```
pub fn in_time(kind: &str, correlation: Option<SeriesCorrelation>) -> Title {
    let finding = match correlation {
        None => tr!("The forecast or what happened never changes, so the two are not compared").to_owned(),
        Some(SeriesCorrelation { observed, chance }) => {
            let figures = tr!(
                "correlation {}, by chance {} to {}",
                signed_small(observed),
                signed_small(chance.lo),
                signed_small(chance.hi)
            );
            if observed > chance.hi {
                tr!("Forecast and events rise and fall together more than shifted forecasts do: {figures}")
            } else {
                tr!(
                    "Forecast and events are not shown to rise and fall together more than shifted forecasts do: \
                     {figures}"
                )
            }
        }
    };
    Title::new(finding, tr!("{kind}: streams with an event a day"))
}

/// The same as sums of waves.
pub fn in_frequency(series: &DailySeries, step_days: f64) -> Title {
    let greatest = series.spectrum.iter().max_by(|a, b| a.actual.total_cmp(&b.actual));
    let finding = greatest.map_or_else(
        || tr!("There are too few days for any period").to_owned(),
        |Harmonic { period_steps, predicted, actual }| {
            tr!(
                "What happened swings most with a period of {:.1} days, by {actual:.1} streams; the forecast by \
                 {predicted:.1}",
                period_steps * step_days
            )
        },
    );
    Title::new(finding, tr!("Amplitude by period: streams a day"))
}

/// Points above the band of chance, and how many chance would put there.
fn above_band(above: usize, of: usize, by_chance: f64, what: &str) -> String {
    tr!("{above} of {of} {what} lie above the band of chance; by chance {by_chance:.1} would")
}

/// Influence by delay.
///
/// # Examples
/// ```
/// use watchback::{network::Relation, wording::charts::by_delay};
/// let title = by_delay(Relation::Own, 3, 60, 2.1);
/// let finding = "A stream and its own past: 3 of 60 delays lie above the band of chance; by \
///                chance 2.1 would";
/// assert_eq!(title.finding, finding);
/// ```
pub fn by_delay(relation: Relation, above: usize, of: usize, by_chance: f64) -> Title {
    let pairs = match relation {
        Relation::Own => tr!("A stream and its own past"),
        Relation::SameVariable => tr!("Other streams of the same kind"),
        Relation::OtherVariable => tr!("Streams of another kind"),
    };
    Title::new(
        format!("{pairs}: {}", above_band(above, of, by_chance, tr!("delays"))),
        tr!("Mean corrected gamma (no unit) by delay in days"),
    )
}

/// Influence by distance about some weeks later. `radius`: how far it reaches, in words.
pub fn by_distance(
    weeks: f64,
    radius: &str,
    (above, of, by_chance): (usize, usize, f64),
    unit: &str,
) -> Title {
    let weeks = if weeks == 1.0 { tr!("a week").to_owned() } else { tr!("{weeks} weeks") };
    Title::new(
        tr!("About {weeks} later: {radius}; {}", above_band(above, of, by_chance, tr!("distances"))),
        tr!("Mean corrected gamma (no unit) by distance in {unit}"),
    )
}

/// How far influence reaches in words: a radius, one tile, or nowhere.
pub fn radius(kilometres: Option<f64>, length: impl Fn(f64) -> String) -> String {
    match kilometres {
        Some(radius) if radius > 0.0 => tr!("influence reaches {}", length(radius)),
        Some(_) => tr!("influence stays within one tile").to_owned(),
        None => tr!("nothing beyond chance at the nearest distance").to_owned(),
    }
}

/// Groups of streams.
pub fn groups(name: &str, share: f64) -> Title {
    Title::new(
        tr!("{name}: groups explain {} of the variance of scores", percent(share)),
        tr!("Score by target (rows) and source (columns): \u{2212}log10 p"),
    )
}

/// The strongest sources. `n`: how many are drawn; `by_chance`: how many of all streams would reach
/// the least p by chance.
pub fn strongest(n: usize, least: usize, by_chance: f64) -> Title {
    Title::new(
        tr!(
            "{least} of the {n} strongest sources reach the least p there is; of all streams about {by_chance:.0} would \
             by chance"
        ),
        tr!("The part of the city that is nearest to each (Voronoi cells); dots are tiles"),
    )
}

/// A source's machine.
pub fn machine(least: f64, most: f64, states: usize, rank: usize) -> Title {
    let finding = if states == 1 {
        tr!("Source {rank} adds nothing: the chance of an event is {} whatever it does", percent(most))
    } else {
        tr!("By what source {rank} did, the chance of an event is {} to {}", percent(least), percent(most))
    };
    Title::new(
        finding,
        tr!("Chance of an event by state, % of training days; arrows: 1 a day with an event in the source"),
    )
}

/// Squares of the sweep. `counts`: at how many resolutions it stands out, where all are done.
pub fn resolutions(counts: Option<String>, done: usize, measure: &str) -> Title {
    let finding = counts.map_or_else(
        || tr!("Not judged yet: {done} resolutions are done"),
        |counts| counts.trim_end_matches('.').to_owned(),
    );
    Title::new(finding, tr!("{measure}, by side of a tile and length of a step"))
}

/// Test years beside each other, each with its figure; none that are not evaluable.
///
/// # Examples
/// ```
/// use watchback::wording::charts::years;
/// let finding = years(&[]).finding;
/// assert_eq!(finding, "No test year is evaluable");
/// ```
pub fn years(figures: &[(i16, AgainstChance)]) -> Title {
    let by = |a: &&(i16, AgainstChance), b: &&(i16, AgainstChance)| a.1.observed.total_cmp(&b.1.observed);
    let finding = match (figures.iter().min_by(by), figures.iter().max_by(by)) {
        (Some((_, least)), Some((year, most))) => tr!(
            "Mean AUC is {} to {}; in the best year, {year}, chance gives {} to {}",
            decimals(least.observed),
            decimals(most.observed),
            decimals(most.chance.lo),
            decimals(most.chance.hi)
        ),
        _ => tr!("No test year is evaluable").to_owned(),
    };
    Title::new(
        finding,
        tr!("Mean strict AUC of each test year, no unit (a coin: 0.5); lines: 95 % intervals"),
    )
}

/// Tiles' own scores against their own chance. `tiles`: what of the exceedance is drawn.
pub fn tiles_above_chance(exceedance: Option<Exceedance>, kind: &str) -> String {
    exceedance.map_or_else(
        || tr!("{}: too few event days to hold single tiles against chance", capitalised(kind)),
        |above| {
            tr!(
                "{}: {} of {} tiles lie above their own band of chance; by chance {:.0} would",
                capitalised(kind),
                count(above.observed as u64),
                count(above.n_streams as u64),
                above.by_chance
            )
        },
    )
}

/// The forecast of a day. `risks`: by tile the forecast, and whether it happened where that is
/// known.
///
/// # Examples
/// ```
/// use watchback::wording::charts::risk_of_day;
/// let risks = [(0.1, Some(false)), (0.4, Some(true)), (0.2, Some(true))];
/// let tenth = "1 May: in the tenth of tiles with the highest risk 1 of 1 had an event, of all 2 \
///              of 3";
/// assert_eq!(risk_of_day("1 May", &risks), tenth);
/// let unknown = risk_of_day("2018-01-03", &[(0.25, None)]);
/// assert_eq!(unknown, "2018-01-03: the highest risk of a tile is 25.0 %");
/// assert_eq!(risk_of_day("2018-01-03", &[]), "2018-01-03: nothing is forecast");
/// ```
pub fn risk_of_day(day: &str, risks: &[(f64, Option<bool>)]) -> String {
    let mut risks = risks.to_vec();
    // Of equal risks the place in the grid decides.
    risks.sort_by(|a, b| b.0.total_cmp(&a.0));
    let Some((highest, known)) = risks.first() else { return tr!("{day}: nothing is forecast") };
    if known.is_none() {
        return tr!("{day}: the highest risk of a tile is {}", percent(*highest));
    }
    let hits =
        |tiles: &[(f64, Option<bool>)]| tiles.iter().filter(|(_, known)| *known == Some(true)).count() as u64;
    let tenth = risks.get(..risks.len().div_ceil(10)).unwrap_or_default();
    tr!(
        "{day}: in the tenth of tiles with the highest risk {} of {} had an event, of all {} of {}",
        count(hits(tenth)),
        count(tenth.len() as u64),
        count(hits(&risks)),
        count(risks.len() as u64)
    )
}

/// How often tiles had an event. `rates`: shares of test days by tile.
///
/// # Examples
/// ```
/// use watchback::wording::charts::event_rates;
/// let says = "Half of the tiles had property crime on at least 4.0 % of test days, the busiest \
///             on 20.0 %";
/// assert_eq!(event_rates(&[0.2, 0.01, 0.04], "property crime"), says);
/// ```
pub fn event_rates(rates: &[f64], kind: &str) -> String {
    let mut rates = rates.to_vec();
    rates.sort_by(f64::total_cmp);
    match (rates.get(rates.len() / 2), rates.last()) {
        (Some(median), Some(most)) => tr!(
            "Half of the tiles had {kind} on at least {} of test days, the busiest on {}",
            percent(*median),
            percent(*most)
        ),
        _ => tr!("No tile is forecast for {kind}"),
    }
}

/// Streams by their own score. `streams`: how many are drawn.
pub fn streams_by_score(exceedance: Option<Exceedance>, streams: usize) -> Title {
    let finding = exceedance.map_or_else(
        || tr!("{} streams are drawn; too few to say how many stand out", count(streams as u64)),
        |above| {
            tr!(
                "{} of {} streams lie above their own band of chance; by chance {:.0} would",
                count(above.observed as u64),
                count(above.n_streams as u64),
                above.by_chance
            )
        },
    );
    Title::new(finding, tr!("Streams by strict AUC, no unit (a coin: 0.5)"))
}

/// Hits against false alarms. `name`: the tolerance in words.
pub fn hits_and_false_alarms(name: &str, curve: &RocCurve) -> Title {
    let area = decimals(curve.auc.value);
    let finding = match curve.auc.chance {
        Some(chance) => {
            tr!("{name}: the area is {area}, that of shifted forecasts {}", decimals(chance.mean))
        }
        None => tr!("{name}: the area is {area}"),
    };
    Title::new(finding, tr!("Event days flagged (up) by other days flagged (to the right), % of each"))
}

/// Hits by share of the area.
pub fn hits_by_area(curve: &HitCurve) -> Title {
    let tenth = curve.area_shares.iter().position(|share| *share >= 0.1);
    let found = tenth.and_then(|at| {
        Some((curve.area_shares.get(at)?, curve.forecast.get(at)?, curve.static_rate.get(at)?))
    });
    let finding = found.map_or_else(
        || tr!("There are too few tiles to rank").to_owned(),
        |(share, hits, by_rate)| {
            tr!(
                "The {} of the area ranked highest held {} of events; ranked by past rates it held {}",
                percent(*share),
                percent(*hits),
                percent(*by_rate)
            )
        },
    );
    Title::new(finding, tr!("Events in the tiles ranked highest, % of all, by the area they cover, %"))
}

/// How often what was said happened.
pub fn reliability(bins: &[ReliabilityBin]) -> Title {
    let holds = |bin: &&ReliabilityBin| {
        bin.interval.is_some_and(|(lo, hi)| lo <= bin.mean_probability && bin.mean_probability <= hi)
    };
    let judged = bins.iter().filter(|bin| bin.interval.is_some()).count();
    let finding = if judged == 0 {
        tr!("The test period is too short to say whether what is said happens").to_owned()
    } else {
        tr!(
            "In {} of {judged} bins, what was said lies within the 95 % interval of what happened",
            bins.iter().filter(holds).count()
        )
    };
    Title::new(finding, tr!("Days with an event, % of tile-days, by the probability that was said, %"))
}

/// The network beside simple methods, for one kind of crime.
pub fn gains(kind: &str, board: &LeaderBoard) -> Title {
    let (mut better, mut worse) = (0, 0);
    for (lo, hi) in board.rows.iter().filter_map(|row| row.forecast_over.interval) {
        better += usize::from(lo > 0.0);
        worse += usize::from(hi < 0.0);
    }
    Title::new(
        tr!(
            "{kind}: the network is better than {better} and worse than {worse} of {} methods by more than its interval",
            board.rows.len()
        ),
        tr!("Log score gained, thousandths of a nat a stream and day"),
    )
}
