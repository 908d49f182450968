//! Summaries of results. Verdicts are sentences of [`watchback::wording`]; figures stand below
//! them.

use std::io::{self, Write};

use watchback::chance::Chance;
use watchback::ingest::Share;
use watchback::network::{CountAgainstRounds, NetworkReport};
use watchback::results::{Added, AggregateResult, HarmByGroup, LeaderBoard, Results, SetResult, YearResult};
use watchback::run::Inspection;
use watchback::score::{AgainstChance, Estimate, MeanOverStreams};
use watchback::study::{REPORTED_ARIMA, REPORTED_LABEL, ReportedRange, reported_auc, steps_in_words};
use watchback::sweep::{CellOutcome, CellVerdict, SweepReport, SweptStreams};
use watchback::wording::forecast::{evidence, label, verdict};
use watchback::wording::sweep::cell;
use watchback::wording::{
    comparison, harm as harm_wording, network as network_wording, sweep as sweep_wording,
};

/// What was understood of the files.
pub(crate) fn quality(inspection: &Inspection, has_study: bool, out: &mut impl Write) -> io::Result<()> {
    let quality = &inspection.quality;
    writeln!(
        out,
        "{} rows read, {} kept, {} duplicates",
        quality.rows_read, quality.rows_kept, quality.duplicates
    )?;
    for dropped in &quality.dropped {
        writeln!(out, "  {} rows dropped: {}", dropped.rows, dropped.reason)?;
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
    if has_study && !quality.missing_days.is_empty() {
        let days: Vec<String> = quality.missing_days.iter().map(ToString::to_string).collect();
        writeln!(out, "days of the study without any row: {}", days.join(", "))?;
    }
    let of_study = |share| if has_study { share } else { Share::default() };
    let shares = [
        ("without coordinates", quality.without_coordinates),
        ("outside the box", of_study(quality.outside_box)),
        ("outside the study period", of_study(quality.outside_period)),
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
    let steps = steps_in_words(results.study.test_steps(), results.study.settings().step_days);
    writeln!(
        out,
        "{} streams, tested on {} to {}, {steps}",
        results.streams.len(),
        test.first(),
        test.last()
    )?;
    network(&results.network, out)?;
    added(&results.added, out)?;
    if let Some(headline) = results.aggregates.iter().find(|result| result.headline) {
        writeln!(out, "{}", verdict(headline.figures.verdict, &results.study))?;
    }
    results.aggregates.iter().try_for_each(|result| aggregate(result, out))?;
    results.scores.iter().try_for_each(|set| figures(set, out))?;
    writeln!(out, "{}", comparison::boards(&results.leader_boards))?;
    results.leader_boards.iter().try_for_each(|board| leader_board(board, out))?;
    results.harm_by_group.iter().try_for_each(|groups| harm(groups, out))?;
    if reported_auc(&results.study.settings().city, None).is_some() {
        let ReportedRange { lo, hi } = REPORTED_ARIMA;
        writeln!(out, "the paper's own ARIMA baselines: AUC {lo:.2} to {hi:.2} ({REPORTED_LABEL})")?;
    }
    for timing in &results.timings {
        let rate = timing.transducers_per_second_per_worker;
        let rate =
            rate.map(|rate| format!(", {:.1} ns a transducer a worker", 1e9 / rate)).unwrap_or_default();
        writeln!(out, "{}: {:.2} s{rate}", timing.stage, timing.seconds)?;
    }
    writeln!(out, "digest {}", results.digest)
}

/// Whether there is a network, in words.
fn network(network: &NetworkReport, out: &mut impl Write) -> io::Result<()> {
    writeln!(out, "{}", network_wording::verdict(&network.verdict))?;
    for (name, count) in network_wording::counts(network) {
        let (mean, least, most) = count.by_chance();
        write!(out, "  {name}: {} of {}", count.real, count.of)?;
        let Some(chance) = count.chance else {
            writeln!(out, "; no round to compare with")?;
            continue;
        };
        let ratio =
            if mean > 0.0 { format!("{:.3} times", count.real as f64 / mean) } else { "-".to_owned() };
        writeln!(
            out,
            "; by chance {mean:.1} ({least} to {most}, {} rounds); difference {:+.1}, ratio {ratio}, p {:.3}",
            chance.rounds,
            count.real as f64 - mean,
            chance.p_at_or_above
        )?;
    }
    for seed in &network.seeds {
        let p = |count: &CountAgainstRounds| {
            count.chance.map_or_else(|| "-".to_owned(), |chance| format!("{:.3}", chance.p_at_or_above))
        };
        let (triples, pairs) = (p(&seed.corrected_triples), p(&seed.significant_pairs));
        let says = network_wording::label_of_seed(&seed.verdict);
        writeln!(out, "  seed {}: {says}; p {triples} by corrected gamma, {pairs} by pairs", seed.seed)?;
    }
    writeln!(out, "  {}", network_wording::links(&network.links))
}

/// What the network adds, in words.
fn added(added: &Added, out: &mut impl Write) -> io::Result<()> {
    let lines = [
        ("over each stream's own past", &added.over_own_past),
        ("over no sources", &added.over_no_sources),
        ("over rotated sources", &added.over_rotated_sources),
    ];
    writeln!(out, "what the network adds to the log score, thousandths of a nat a stream and step:")?;
    for (name, skill) in lines {
        let interval = match skill.interval {
            Some((lo, hi)) => format!("95 % {:.3} to {:.3}, {} blocks", 1e3 * lo, 1e3 * hi, skill.blocks),
            None => format!("no interval: {} blocks of four weeks are too few", skill.blocks),
        };
        writeln!(out, "  {name}: {:.3} ({interval})", 1e3 * skill.mean_difference)?;
    }
    writeln!(out, "{}", network_wording::added(&added.over_own_past))
}

fn aggregate(result: &AggregateResult, out: &mut impl Write) -> io::Result<()> {
    let name = result.variable.map_or("all streams", |variable| variable.name());
    let kind = if result.headline { "" } else { " (exploratory)" };
    writeln!(out, "{name}{kind}: {}", label(result.figures.verdict))?;
    evidence(result).iter().try_for_each(|sentence| writeln!(out, "  {sentence}"))?;
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

/// The headline figures of a set with their intervals and their chance, in words.
fn figures(set: &SetResult, out: &mut impl Write) -> io::Result<()> {
    let name = set.variable.map_or("all streams", |variable| variable.name());
    writeln!(out, "figures of {name}, {} blocks of four weeks:", set.set.blocks)?;
    let rank = &set.rank;
    let released = |width: usize| rank.released.get(width - 1).copied().flatten();
    let means = [
        ("mean strict AUC", rank.strict),
        ("mean tolerant AUC, released rule, 1 step", released(1)),
        ("mean tolerant AUC, released rule, 2 steps", released(2)),
        ("mean tolerant AUC, released rule, 3 steps", released(3)),
        ("strict AUC of any event in a week", rank.week_ahead),
        ("true positives at 20 % false ones, strict", rank.sensitivity),
        ("true positives at 20 % false ones, released rule, 1 step", rank.tolerant_sensitivity),
    ];
    let means = means.into_iter().filter_map(|(name, mean)| Some((name, mean?)));
    for (name, MeanOverStreams { estimate, n_streams }) in means {
        writeln!(out, "  {name} {}, {n_streams} streams", in_words(&estimate))?;
    }
    if let Some(probability) = &set.set.probability {
        writeln!(out, "  log skill over the static rate {}", in_words(&probability.log_skill))?;
    }
    Ok(())
}

/// What acting on the forecast would mean by groups of areas, in words.
fn harm(harm: &HarmByGroup, out: &mut impl Write) -> io::Result<()> {
    for (variable, groups) in &harm.variables {
        for of in groups {
            let rule = harm_wording::rule(of.rule);
            let name = harm.groups.get(of.group).map_or("", String::as_str);
            let (streams, crimes) = (of.streams, of.crimes);
            writeln!(
                out,
                "{}, {rule}, {name}: {streams} forecast tiles, {crimes} reported crimes",
                variable.name()
            )?;
            let Some(figures) = &of.figures else {
                writeln!(out, "  {}", harm_wording::NOT_EVALUABLE)?;
                continue;
            };
            for (name, figure) in harm_wording::FIGURES {
                writeln!(out, "  {name}: {}", in_words(&figure(figures)))?;
            }
        }
    }
    Ok(())
}

/// A figure with its interval, its chance and its skill.
fn in_words(estimate: &Estimate) -> String {
    let interval = estimate
        .interval
        .map_or_else(|| "no interval".to_owned(), |(lo, hi)| format!("95 % {lo:.4} to {hi:.4}"));
    let chance = estimate.chance.map_or_else(String::new, |chance| {
        let Chance { mean, lo, hi, p_at_or_above: p, .. } = chance;
        format!("; chance {mean:.4} ({lo:.4} to {hi:.4}), p {p:.3}")
    });
    let skill = estimate.skill.map_or_else(String::new, |skill| format!("; skill {skill:.4}"));
    format!("{:.4} ({interval}){chance}{skill}", estimate.value)
}

/// The forecast against simple methods, in words.
fn leader_board(board: &LeaderBoard, out: &mut impl Write) -> io::Result<()> {
    let auc = |auc: Option<f64>| auc.map_or_else(|| "-".to_owned(), |auc| format!("{auc:.4}"));
    writeln!(out, "{}, gains in thousandths of a nat:", board.variable.name())?;
    writeln!(out, "  network: log score {:.5}, mean strict AUC {}", board.log_score, auc(board.mean_auc))?;
    for row in &board.rows {
        let best = if row.comparator == board.best_on_training { " (best on training)" } else { "" };
        let gain = row.forecast_over;
        let interval = gain.interval.map_or_else(
            || "no interval".to_owned(),
            |(lo, hi)| format!("95 % {:.3} to {:.3}", 1e3 * lo, 1e3 * hi),
        );
        writeln!(
            out,
            "  {}{best}: log score {:.5}, mean strict AUC {}; the network gains {:.3} ({interval})",
            row.comparator.title(),
            row.log_score,
            auc(row.mean_auc),
            1e3 * gain.mean_difference
        )?;
    }
    Ok(())
}

/// A sweep, in words.
pub(crate) fn sweep(report: &SweepReport, out: &mut impl Write) -> io::Result<()> {
    for result in &report.cells {
        let SweptStreams { active, targets, sources } = result.streams;
        writeln!(
            out,
            "{}: {active} streams, {targets} as targets, {sources} as sources",
            cell(&result.cell)
        )?;
        let figures = match &result.outcome {
            CellOutcome::Evaluated(figures) => figures,
            CellOutcome::NotEvaluable { reason } => {
                writeln!(out, "  not evaluable: {reason}")?;
                continue;
            }
        };
        let counts = [
            ("triples with corrected gamma >= 0.01", &figures.network.corrected_triples),
            ("pairs with p < 0.001", &figures.network.significant_pairs),
        ];
        for (name, count) in counts {
            let (mean, least, most) = count.by_chance();
            writeln!(out, "  {name}: {}; by chance {mean:.1} ({least} to {most})", count.real)?;
        }
        for (name, score) in [("strict", &figures.strict), ("tolerant", &figures.tolerant)] {
            let Some(score) = score else {
                writeln!(out, "  mean {name} AUC: too few targets with enough events")?;
                continue;
            };
            let Chance { mean, lo, hi, .. } = score.chance;
            let skill = score.skill().map(|skill| format!(", skill {skill:.4}")).unwrap_or_default();
            writeln!(
                out,
                "  mean {name} AUC {:.4}; chance {mean:.4} ({lo:.4} to {hi:.4}){skill}, {} streams",
                score.observed, score.n_streams
            )?;
        }
        if let Some((lo, hi)) = figures.strict_interval {
            writeln!(out, "  95 % interval of the mean strict AUC {lo:.4} to {hi:.4}")?;
        }
        let (entropy, rate) = (figures.entropy_rate_bits, figures.mean_rate);
        writeln!(out, "  entropy rate {entropy:.3} bits a step; events on {:.1} % of steps", 100.0 * rate)?;
    }
    for CellVerdict { cell: of, network, skill } in &report.verdicts {
        let (network, skill) = (sweep_wording::verdict(*network), sweep_wording::verdict(*skill));
        writeln!(out, "{}, over all cells: network {network}, skill {skill}", cell(of))?;
    }
    sweep_wording::report(report).iter().try_for_each(|sentence| writeln!(out, "{sentence}"))
}

/// A test year, in words.
pub(crate) fn year(year: &YearResult, out: &mut impl Write) -> io::Result<()> {
    writeln!(out, "learned on {}, tested on {}", year.training, year.test)?;
    let CountAgainstRounds { real, .. } = year.significant_pairs;
    let (mean, least, most) = year.significant_pairs.by_chance();
    writeln!(
        out,
        "  network: {}; pairs with p < 0.001 {real}, by chance {mean:.1} ({least} to {most})",
        network_wording::label(&year.network)
    )?;
    writeln!(out, "  links (false discovery rate <= 5 %): {}", year.links)?;
    for (name, period) in [("whole period", &year.whole), ("the paper's 101 days", &year.paper_days)] {
        let says = label(period.aggregate.verdict);
        writeln!(out, "  {name}, {}: {says}", period.days)?;
        if let Some(figures) = &period.aggregate.figures {
            let AgainstChance { observed, chance, n_streams } = figures.strict;
            let Chance { mean, lo, hi, p_at_or_above: p, .. } = chance;
            writeln!(
                out,
                "    mean strict AUC {observed:.4}; chance {mean:.4} ({lo:.4} to {hi:.4}), p {p:.3}, {n_streams} streams"
            )?;
        }
        if let Some((lo, hi)) = period.strict.and_then(|strict| strict.estimate.interval) {
            writeln!(out, "    95 % interval {lo:.4} to {hi:.4}")?;
        }
    }
    added(&year.added, out)?;
    writeln!(out, "  digest {}", year.digest)
}
