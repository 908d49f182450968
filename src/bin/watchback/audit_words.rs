//! What the enforcement audit found, in words.

use std::io::{self, Write};

use watchback::audit::regression::Regression;
use watchback::audit::spatial::SecondOpinion;
use watchback::audit::{
    AmongNetworks, AreaEstimate, AuditReport, Claim, ClaimVerdict, Effect, Found, Grouping, MovedGrid,
    NamedRegression, OverTime, PushReport, SurgeResponse, SurgeVerdict, Test,
};

/// A share as a percentage with its sign.
fn percent(share: f64) -> String {
    format!("{:+.3} %", 100.0 * share)
}

fn over_areas(figure: Option<AreaEstimate>) -> String {
    figure.map_or_else(
        || "not evaluable".to_owned(),
        |AreaEstimate { value, interval: (lo, hi), areas, .. }| {
            format!("{} (95 % {} to {}, {areas} areas)", percent(value), percent(lo), percent(hi))
        },
    )
}

/// Everything, in the order of the page.
pub(crate) fn audit(report: &AuditReport, out: &mut impl Write) -> io::Result<()> {
    match &report.pushes {
        Found::Found(found) => pushes(found, out)?,
        Found::Refused { reason } => writeln!(out, "pushes of the model: {reason}")?,
    }
    for NamedRegression { name, regression } in &report.regressions {
        match regression {
            Found::Found(found) => regression_words(name, found, out)?,
            Found::Refused { reason } => writeln!(out, "regression on {name}: {reason}")?,
        }
    }
    clearance(report, out)?;
    match &report.surge {
        Found::Found(found) => surge(found, out)?,
        Found::Refused { reason } => writeln!(out, "surge response: {reason}")?,
    }
    over_time(&report.over_time, out)?;
    let stands_out = report.exploratory.iter().filter(|of| of.stands_out).collect::<Vec<_>>();
    writeln!(
        out,
        "{} exploratory p-values, controlled together (Benjamini and Hochberg, 5 %): {} stand out",
        report.exploratory.len(),
        stands_out.len()
    )?;
    stands_out
        .iter()
        .try_for_each(|of| writeln!(out, "  {}: p {:.4}, adjusted {:.4}", of.name, of.p, of.adjusted))
}

fn regression_words(name: &str, found: &Regression, out: &mut impl Write) -> io::Result<()> {
    writeln!(
        out,
        "response to the primary push on {name}: {} areas, R2 {:.3}; residual Moran's I {:.3}, p {:.3}",
        found.areas, found.r_squared, found.residuals.i, found.residuals.chance.p_at_or_above
    )?;
    for of in &found.coefficients {
        let (lo, hi) = of.spatial_interval;
        let scale = of.to_standardised;
        writeln!(
            out,
            "  {}: {:.3} standard deviations (95 % {:.3} to {:.3}), p {:.3}, variance inflation {:.1}",
            of.name,
            of.raw * scale,
            lo * scale,
            hi * scale,
            of.spatial.p,
            of.variance_inflation
        )?;
    }
    Ok(())
}

fn clearance(report: &AuditReport, out: &mut impl Write) -> io::Result<()> {
    writeln!(
        out,
        "arrests per reported crime (violent and property), by quintile from the least value to the most"
    )?;
    for period in &report.clearance.periods {
        let year = period.year.map_or_else(|| "all years".to_owned(), |year| year.to_string());
        let share = |estimate: Option<AreaEstimate>| {
            estimate.map_or_else(
                || "not evaluable".to_owned(),
                |AreaEstimate { value, interval: (lo, hi), .. }| {
                    format!("{:.1} ({:.1} to {:.1})", 100.0 * value, 100.0 * lo, 100.0 * hi)
                },
            )
        };
        let rates: Vec<String> = period.groups.iter().map(|group| share(group.standardised)).collect();
        let crude: Vec<String> = period.groups.iter().map(|group| share(group.crude)).collect();
        writeln!(
            out,
            "  {year}, standardised %: {}; {:.1} % of crimes covered",
            rates.join("; "),
            100.0 * period.coverage
        )?;
        writeln!(out, "  {year}, crude %: {}", crude.join("; "))?;
        if let Some(contrast) = period.standardised {
            let (ratio, (lo, hi)) = contrast.ratio();
            writeln!(out, "    highest to lowest quintile: {ratio:.3} ({lo:.3} to {hi:.3})")?;
        }
    }
    if let Some(spatial) = report.clearance_spatial {
        writeln!(
            out,
            "  against {} wealth maps with the same spatial pattern: p {:.3}; a log ratio of {:.3} would have been seen",
            spatial.maps, spatial.p, spatial.detectable
        )?;
    }
    let whole = report.clearance.periods.first().and_then(|period| period.standardised);
    if let Some(contrast) = whole {
        let verdict = if contrast.is_claimed(report.clearance_spatial.as_ref()) {
            "arrests per reported crime differ between the highest and the lowest quintile"
        } else {
            "a difference between the highest and the lowest quintile is not established"
        };
        writeln!(out, "  {verdict}")?;
    }
    second_opinions(&report.clearance_second_opinions, out)?;
    if let Some(reporting) = &report.reporting {
        writeln!(out, "  {}", reporting.sentence())?;
    }
    Ok(())
}

/// What other kinds of wealth maps say of a test.
fn second_opinions(opinions: &[SecondOpinion], out: &mut impl Write) -> io::Result<()> {
    let said = opinions.iter().map(|SecondOpinion { kind, test }| match test {
        Found::Found(test) => format!("{}, p {:.3}", kind.title(), test.p),
        Found::Refused { reason } => format!("{}, not evaluable: {reason}", kind.title()),
    });
    let said: Vec<String> = said.collect();
    if said.is_empty() {
        return Ok(());
    }
    writeln!(out, "    second opinions, which decide nothing: {}", said.join("; "))
}

fn surge(found: &SurgeResponse, out: &mut impl Write) -> io::Result<()> {
    let verdict = |verdict: SurgeVerdict| match verdict {
        SurgeVerdict::Supported => "supported",
        SurgeVerdict::Contradicted => "contradicted",
        SurgeVerdict::NotEstablished => "not established",
    };
    writeln!(
        out,
        "surge response, {} weeks in {} blocks: \"under stress, well-off areas draw resources from poor ones\" is {}",
        found.weeks,
        found.blocks,
        verdict(found.verdict)
    )?;
    let names = [
        ("b_PP, poor by poor", &found.poor_by_poor),
        ("b_PR, poor by rich", &found.poor_by_rich),
        ("b_RP, rich by poor", &found.rich_by_poor),
        ("b_RR, rich by rich", &found.rich_by_rich),
    ];
    for (name, response) in names {
        let Effect { estimate, interval: (lo, hi), .. } = response.mean;
        writeln!(out, "  {name}: {estimate:.3} (90 % {lo:.3} to {hi:.3})")?;
    }
    for (at, of) in found.hypotheses.iter().enumerate() {
        writeln!(
            out,
            "  H{}: {} (margin {:.3}, p {:.3}; a margin of {:.3} would have been seen)",
            at + 1,
            verdict(of.verdict),
            of.margin.estimate,
            of.p,
            of.minimum_detectable
        )?;
    }
    writeln!(
        out,
        "  leads, jointly: poor by rich p {:.3}, rich by poor p {:.3}",
        found.leads_poor_by_rich.p, found.leads_rich_by_poor.p
    )
}

fn over_time(found: &OverTime, out: &mut impl Write) -> io::Result<()> {
    writeln!(
        out,
        "arrests per crime by area and month, {} whole months to 90 days before {}: {} of {} points outside their limits, {:.1} by chance",
        found.months.len(),
        found.export_day,
        found.outside,
        found.evaluable,
        found.expected_outside
    )
}

/// The primary question, then every scenario.
fn pushes(report: &PushReport, out: &mut impl Write) -> io::Result<()> {
    let question = match report.grouping {
        Grouping::OuterQuintiles => "primary question".to_owned(),
        Grouping::Thresholds { below, from } => {
            format!(
                "the primary question of other groups, values below {below} against {from} or more (exploratory)"
            )
        }
    };
    claim(&question, &report.claim, out)?;
    if !report.other_seeds.is_empty() {
        let same = if report.is_stable() { "say the same" } else { "do not all say the same: unstable" };
        writeln!(out, "  {} further seeds {same}", report.other_seeds.len())?;
    }
    report.moved_grids.iter().try_for_each(|grid| moved_grid(grid, out))?;
    writeln!(
        out,
        "every push (exploratory): change of mean predicted arrest probability, all targets; low; high; high less low"
    )?;
    for scenario in &report.scenarios {
        let placebo = if scenario.placebo { ", placebo" } else { "" };
        writeln!(
            out,
            "  {}{placebo}: {}; {}; {}; {}",
            scenario.push,
            scenario.all.map_or_else(|| "-".to_owned(), percent),
            over_areas(scenario.low.response),
            over_areas(scenario.high.response),
            over_areas(scenario.difference),
        )?;
    }
    Ok(())
}

/// What the groups answer to the primary push on a moved grid.
fn moved_grid(grid: &MovedGrid, out: &mut impl Write) -> io::Result<()> {
    let way = match (grid.south, grid.west) {
        (true, false) => "south",
        (false, true) => "west",
        _ => "south and west",
    };
    write!(out, "  grid moved by half a tile {way}, which decides nothing: ")?;
    match &grid.answer {
        Found::Refused { reason } => writeln!(out, "not evaluable: {reason}"),
        Found::Found(answer) => {
            let within = match answer.is_within {
                Some(true) => "within the interval on the study's own grid",
                Some(false) => "outside the interval on the study's own grid",
                None => "not to be compared",
            };
            writeln!(
                out,
                "low {}; high {}; high less low {}: {within}",
                over_areas(answer.response_low),
                over_areas(answer.response_high),
                over_areas(answer.difference)
            )
        }
    }
}

fn claim(question: &str, claim: &Claim, out: &mut impl Write) -> io::Result<()> {
    let verdict = match &claim.verdict {
        ClaimVerdict::Differs => "simulated arrest response differs between areas".to_owned(),
        ClaimVerdict::NotEstablished { failed } => {
            let failed: Vec<String> = failed.iter().map(ToString::to_string).collect();
            format!("not established; not shown: {}", failed.join("; "))
        }
        ClaimVerdict::NotEvaluable { reason } => format!("not evaluable: {reason}"),
    };
    writeln!(out, "{question}: {verdict}")?;
    writeln!(out, "  low values: {}, response {}", claim.low, over_areas(claim.response_low))?;
    writeln!(out, "  high values: {}, response {}", claim.high, over_areas(claim.response_high))?;
    writeln!(out, "  high less low: {}", over_areas(claim.difference))?;
    if let Some(least) = claim.difference.map(|difference| difference.minimum_detectable()) {
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
                format!(
                    "beyond {networks} networks (mean {}) by {} to {}",
                    percent(mean),
                    percent(lo),
                    percent(hi)
                )
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
        if test == Test::Spatial {
            second_opinions(&claim.second_opinions, out)?;
        }
    }
    Ok(())
}
