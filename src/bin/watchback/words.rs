//! Summaries in words.

use std::io::{self, Write};

use watchback::results::{AggregateResult, Results};
use watchback::run::Inspection;
use watchback::score::Verdict;

/// What was understood of the files.
pub(crate) fn quality(inspection: &Inspection, out: &mut impl Write) -> io::Result<()> {
    let quality = &inspection.quality;
    writeln!(
        out,
        "{} rows read, {} kept, {} duplicates",
        quality.rows_read, quality.rows_kept, quality.duplicates
    )?;
    for dropped in &quality.dropped {
        writeln!(out, "  {} rows dropped: {:?}", dropped.rows, dropped.reason)?;
        for example in &dropped.examples {
            writeln!(
                out,
                "    {}, record {}, line {}, column {}: expected {}, found {:?}",
                example.file, example.record, example.line, example.column, example.expected, example.found
            )?;
        }
    }
    if let Some(days) = quality.days {
        writeln!(out, "from {} to {}", days.first(), days.last())?;
    }
    if !quality.missing_days.is_empty() {
        let days: Vec<String> = quality.missing_days.iter().map(ToString::to_string).collect();
        writeln!(out, "days of the study without any row: {}", days.join(", "))?;
    }
    let shares = [
        ("without coordinates", quality.without_coordinates),
        ("outside the box", quality.outside_box),
        ("outside the study period", quality.outside_period),
        ("with an arrest", quality.arrest),
        ("at midnight exactly", quality.at_midnight),
        ("at noon exactly", quality.at_noon),
        ("on the first of a month", quality.on_first_of_month),
        ("on repeated coordinates", quality.on_repeated_coordinates),
        ("made by a simulation", quality.simulated),
    ];
    for (name, share) in shares {
        if let Some(value) = share.value() {
            writeln!(out, "{:6.2} % {name} ({} of {})", 100.0 * value, share.count, share.of)?;
        }
    }
    for timing in &inspection.timings {
        writeln!(out, "{}: {:.2} s", timing.stage, timing.seconds)?;
    }
    Ok(())
}

/// What a run found.
pub(crate) fn results(results: &Results, out: &mut impl Write) -> io::Result<()> {
    if results.simulated {
        writeln!(out, "SIMULATED CITY: its rows were made by a simulation")?;
    }
    let test = results.study.test();
    writeln!(out, "{} streams, tested on {} to {}", results.streams.len(), test.first(), test.last())?;
    let network = &results.network;
    writeln!(
        out,
        "{} transducers scanned; gamma >= 0.01 in {}, corrected gamma >= 0.01 in {}",
        network.cross.transducers + network.own.transducers,
        network.cross.gamma_passing,
        network.cross.corrected_passing
    )?;
    results.aggregates.iter().try_for_each(|result| aggregate(result, out))?;
    for timing in &results.timings {
        let rate = timing.transducers_per_second_per_worker;
        let rate =
            rate.map(|rate| format!(", {:.1} ns a transducer a worker", 1e9 / rate)).unwrap_or_default();
        writeln!(out, "{}: {:.2} s{rate}", timing.stage, timing.seconds)?;
    }
    writeln!(out, "digest {}", results.digest)
}

fn aggregate(result: &AggregateResult, out: &mut impl Write) -> io::Result<()> {
    let name = result.variable.map_or("all streams", |variable| variable.name());
    let kind = if result.headline { "" } else { " (exploratory)" };
    let verdict = match result.figures.verdict {
        Verdict::BeatsChance => "beats chance".to_owned(),
        Verdict::NotDistinguishable => "not distinguishable from chance".to_owned(),
        Verdict::NotEvaluable { reason } => format!("not evaluable: {reason}"),
    };
    writeln!(out, "{name}{kind}: {verdict}")?;
    let Some(figures) = &result.figures.figures else { return Ok(()) };
    let lines = [
        ("mean strict AUC", Some(&figures.strict)),
        ("less the static rate's", Some(&figures.above_static_rate)),
        ("mean tolerant AUC, released rule", figures.released.as_ref()),
        ("mean tolerant AUC, plain rule", figures.plain.as_ref()),
    ];
    for (name, figure) in lines {
        if let Some(figure) = figure {
            let chance = figure.chance;
            writeln!(
                out,
                "  {name} {:.4}; chance {:.4} ({:.4} to {:.4}, {} rounds), p {:.3}, {} streams",
                figure.observed,
                chance.mean,
                chance.lo,
                chance.hi,
                chance.rounds,
                chance.p_at_or_above,
                figure.n_streams
            )?;
        }
    }
    if result.figures.verdict == Verdict::NotDistinguishable {
        writeln!(
            out,
            "  a mean strict AUC of {:.4} would have been seen (80 % power)",
            figures.minimum_detectable.mean_auc
        )?;
    }
    if let Some(pooled) = &result.pooled {
        writeln!(
            out,
            "  pooled AUC ({}) {:.4}; chance {:.4}; static rate {:.4}",
            pooled.label, pooled.auc, pooled.chance.mean, pooled.auc_static_rate
        )?;
    }
    if let Some(above) = &result.exceedance {
        writeln!(
            out,
            "  {} of {} streams above their own 97.5 % point; by chance {:.1} ({} to {})",
            above.observed, above.n_streams, above.by_chance, above.by_chance_least, above.by_chance_most
        )?;
    }
    Ok(())
}
