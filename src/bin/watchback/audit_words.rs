//! What the enforcement audit found, in words.

use std::io::{self, Write};

use watchback::audit::{
    Amount, AmongNetworks, Claim, ClaimVerdict, GroupCounts, Mark, OverAreas, Place, Push, PushReport, Sign,
    Test,
};

/// A share as a percentage with its sign.
fn percent(share: f64) -> String {
    format!("{:+.3} %", 100.0 * share)
}

fn over_areas(figure: Option<OverAreas>) -> String {
    figure.map_or_else(
        || "not evaluable".to_owned(),
        |OverAreas { value, interval, areas }| {
            let interval = interval.map_or_else(
                || "no interval".to_owned(),
                |(lo, hi)| format!("95 % {} to {}", percent(lo), percent(hi)),
            );
            format!("{} ({interval}, {areas} areas)", percent(value))
        },
    )
}

fn push_words(push: &Push) -> String {
    let place = match push.place {
        Place::City => "in the whole city",
        Place::Marked(Mark::Low) => "in areas of low values",
        Place::Marked(Mark::High) => "in areas of high values",
        Place::Marked(Mark::Chosen) => "in chosen tiles",
    };
    let (way, amount) = match (push.sign, push.amount) {
        (Sign::Up, Amount::OfRate(share)) => ("up", format!("{} % of the rate", 100.0 * share)),
        (Sign::Down, Amount::OfRate(share)) => ("down", format!("{} % of the rate", 100.0 * share)),
        (Sign::Up, Amount::Released(theta)) => ("up", format!("{theta} of empty steps (released code)")),
        (Sign::Down, Amount::Released(theta)) => ("down", format!("{theta} of events (released code)")),
    };
    format!("{} {way} by {amount} {place}", push.variable)
}

fn counts(counts: GroupCounts) -> String {
    format!("{} tiles, {} areas, {} events", counts.tiles, counts.areas, counts.events)
}

/// The primary question, then every scenario.
pub(crate) fn pushes(report: &PushReport, out: &mut impl Write) -> io::Result<()> {
    claim(&report.claim, out)?;
    if !report.other_seeds.is_empty() {
        let same = if report.is_stable() { "say the same" } else { "do not all say the same: unstable" };
        writeln!(out, "  {} further seeds {same}", report.other_seeds.len())?;
    }
    writeln!(out, "every push (exploratory): change of mean predicted arrest probability, all targets; low; high; high less low")?;
    for scenario in &report.scenarios {
        let placebo = if scenario.placebo { ", placebo" } else { "" };
        writeln!(
            out,
            "  {}{placebo}: {}; {}; {}; {}",
            push_words(&scenario.push),
            scenario.all.map_or_else(|| "-".to_owned(), percent),
            over_areas(scenario.low.response),
            over_areas(scenario.high.response),
            over_areas(scenario.difference),
        )?;
    }
    Ok(())
}

fn claim(claim: &Claim, out: &mut impl Write) -> io::Result<()> {
    let verdict = match &claim.verdict {
        ClaimVerdict::Differs => "simulated arrest response differs between areas".to_owned(),
        ClaimVerdict::NotEstablished { failed } => {
            let failed: Vec<String> = failed.iter().map(ToString::to_string).collect();
            format!("not established; not shown: {}", failed.join("; "))
        }
        ClaimVerdict::NotEvaluable { reason } => format!("not evaluable: {reason}"),
    };
    writeln!(out, "primary question: {verdict}")?;
    writeln!(out, "  low values: {}, response {}", counts(claim.low), over_areas(claim.response_low))?;
    writeln!(out, "  high values: {}, response {}", counts(claim.high), over_areas(claim.response_high))?;
    writeln!(out, "  high less low: {}", over_areas(claim.difference))?;
    if let Some(least) = claim.difference.and_then(|difference| difference.detectable()) {
        writeln!(out, "  a difference of {} would have been seen (80 % power)", percent(least))?;
    }
    for test in Test::ALL {
        let figures = match test {
            Test::Spatial => claim.spatial.map(|spatial| {
                let (lo, hi) = spatial.chance;
                let p = spatial.p;
                format!("p {p:.3}; 95 % of {} maps {} to {}", spatial.maps, percent(lo), percent(hi))
            }),
            Test::Placebo => Some(over_areas(claim.over_placebo)),
            Test::Networks => claim.networks.map(|AmongNetworks { mean, beyond: (lo, hi), networks }| {
                format!("beyond {networks} networks (mean {}) by {} to {}", percent(mean), percent(lo), percent(hi))
            }),
            Test::Sign => Some(format!(
                "up {}, down {}; up less down {}",
                over_areas(claim.difference),
                over_areas(claim.difference_down),
                over_areas(claim.up_less_down)
            )),
            Test::Dose => Some(format!("slope {}", over_areas(claim.slope))),
        };
        let passes = if claim.passes(test) { "yes" } else { "no" };
        let figures = figures.unwrap_or_else(|| "not evaluable".to_owned());
        writeln!(out, "  {test}: {passes} ({figures})")?;
    }
    Ok(())
}
