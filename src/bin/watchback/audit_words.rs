//! What the enforcement audit found. Verdicts are sentences of [`watchback::wording`]; figures
//! stand below them.

use std::io::{self, Write};

use watchback::audit::regression::Regression;
use watchback::audit::{
    AmongNetworks, AreaEstimate, AuditReport, Claim, Effect, Found, MovedGrid, NamedRegression, OverTime,
    PushReport, SurgeResponse, Test,
};
use watchback::wording::numbers::change;
use watchback::wording::pushes::over_areas;
use watchback::wording::{arrests, pushes as pushes_wording, surges};

/// All findings, in the order of the page. `value`: what areas are grouped by.
pub(crate) fn audit(report: &AuditReport, value: &str, out: &mut impl Write) -> io::Result<()> {
    match &report.pushes {
        Found::Found(found) => pushes(found, value, out)?,
        Found::Refused { reason } => writeln!(out, "pushes of the model: {reason}")?,
    }
    for NamedRegression { name, regression } in &report.regressions {
        match regression {
            Found::Found(found) => regression_words(name, found, out)?,
            Found::Refused { reason } => writeln!(out, "regression on {name}: {reason}")?,
        }
    }
    clearance(report, value, out)?;
    match &report.surge {
        Found::Found(found) => surge(found, out)?,
        Found::Refused { reason } => writeln!(out, "surge response: {reason}")?,
    }
    over_time(&report.over_time, out)?;
    writeln!(out, "{}", pushes_wording::exploratory(&report.exploratory))
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

fn clearance(report: &AuditReport, value: &str, out: &mut impl Write) -> io::Result<()> {
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
    match arrests::answer(&report.arrest_rates(), value) {
        Ok(answer) => {
            writeln!(out, "  {}", answer.verdict)?;
            let sentences = answer.evidence.iter().chain(&answer.would_change);
            sentences.into_iter().try_for_each(|sentence| writeln!(out, "  {sentence}"))
        }
        Err(reason) => writeln!(out, "  Not evaluable: {reason}."),
    }
}

fn surge(found: &SurgeResponse, out: &mut impl Write) -> io::Result<()> {
    writeln!(out, "{}", surges::QUESTION)?;
    writeln!(out, "  {}", surges::verdict(found.verdict))?;
    let sentences = surges::evidence(found).into_iter().chain([surges::detectable(found)]);
    sentences.into_iter().try_for_each(|sentence| writeln!(out, "  {sentence}"))?;
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
            "  H{}: {} (margin {:.3}, p {:.3})",
            at + 1,
            surges::label(of.verdict),
            of.margin.estimate,
            of.p
        )?;
    }
    Ok(())
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
fn pushes(report: &PushReport, value: &str, out: &mut impl Write) -> io::Result<()> {
    writeln!(out, "{}", pushes_wording::question(report.grouping))?;
    writeln!(out, "  {}", pushes_wording::verdict(report))?;
    let sentences = pushes_wording::evidence(&report.claim, value)
        .into_iter()
        .chain(pushes_wording::seeds(report))
        .chain(pushes_wording::would_change(&report.claim));
    sentences.into_iter().try_for_each(|sentence| writeln!(out, "  {sentence}"))?;
    tests(&report.claim, out)?;
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
            scenario.all.map_or_else(|| "-".to_owned(), change),
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

/// The claim's tests, one by one.
fn tests(claim: &Claim, out: &mut impl Write) -> io::Result<()> {
    for test in Test::ALL {
        let figures = match test {
            Test::Spatial => claim.spatial.map(|spatial| {
                let (lo, hi) = spatial.chance;
                let p = spatial.p;
                format!("p {p:.3}; 95 % of {} maps {} to {}", spatial.maps, change(lo), change(hi))
            }),
            Test::Placebo => Some(over_areas(claim.over_placebo)),
            Test::Networks => claim.networks.map(|AmongNetworks { mean, beyond: (lo, hi), networks }| {
                format!(
                    "beyond {networks} networks (mean {}) by {} to {}",
                    change(mean),
                    change(lo),
                    change(hi)
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
    }
    Ok(())
}
