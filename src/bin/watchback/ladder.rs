//! `watchback ladder`: how the paper's 90 % come about on a city's own files.

use std::io::{self, Write};

use clap::Args;
use watchback::chance::Chance;
use watchback::released::{Ladder as Found, VariableLadder};
use watchback::run::{climb, ladder_json};
use watchback::wording::comparison;
use watchback::wording::ladder as words;
use watchback::wording::numbers::{self, capitalised, decimals};

use crate::cities::Choice;
use crate::output::Outcome;
use crate::reading::{Files, simulated_settings};
use crate::terminal::stdout;

#[derive(Debug, Args)]
pub(crate) struct Ladder {
    #[command(flatten)]
    files: Files,
    #[command(flatten)]
    choice: Choice,
    /// Print the ladder as JSON
    #[arg(long)]
    json: bool,
    /// Threads; 0 for one a core
    #[arg(long, default_value_t = 0)]
    threads: usize,
}

impl Ladder {
    pub(crate) fn perform(self) -> Outcome {
        let settings = self.choice.settings()?;
        let (mut threads, inspection) = self.files.read(self.threads, &settings.clone().check()?)?;
        let of_files = simulated_settings(&self.choice.city, &inspection);
        let study = of_files.filter(|_| !self.choice.is_given()).unwrap_or(settings).check()?;
        let climbed = pollster::block_on(climb(&mut threads, &inspection, &study))?;
        if self.json {
            return Ok(stdout().write_all(&ladder_json(&study, &climbed.ladder)?)?);
        }
        Ok(print(&climbed.ladder, study.settings().step_days, &mut stdout())?)
    }
}

/// Prints a ladder, a line a rung.
pub(crate) fn print(ladder: &Found, step_days: usize, out: &mut impl Write) -> io::Result<()> {
    for variable in &ladder.variables {
        print_variable(variable, step_days, out)?;
    }
    writeln!(out, "{}", words::machines(ladder))
}

fn print_variable(ladder: &VariableLadder, step_days: usize, out: &mut impl Write) -> io::Result<()> {
    let name = capitalised(comparison::variable(Some(ladder.variable)));
    let scored = ladder.rungs.first().map_or(0, |rung| rung.streams);
    writeln!(out, "{name}: streams scored on every rung: {scored} of {}", ladder.streams)?;
    if let Some(summary) = words::summary(ladder) {
        writeln!(out, "  {summary}")?;
    }
    let value = |value: Option<f64>| value.map_or_else(|| "-".to_owned(), decimals);
    let band =
        |chance: Option<Chance>| chance.map_or_else(|| "-".to_owned(), |chance| numbers::band(&chance));
    let heads = ["", "AUC", "chance (95 %)", "rotated sources"];
    writeln!(out, "  {:<28} {:>6}  {:<24}{}", heads[0], heads[1], heads[2], heads[3])?;
    for rung in &ladder.rungs {
        let name = words::name(rung.rung, step_days);
        let (chance, rotated) = (band(rung.chance), value(rung.rotated));
        writeln!(out, "  {name:<28} {:>6}  {chance:<24}{rotated}", value(rung.value))?;
    }
    if let Some(paper) = ladder.paper {
        writeln!(out, "  {:<28} {:>6}  none given", "The paper's figure", decimals(paper))?;
        writeln!(out, "  {}", words::PAPER)?;
    }
    writeln!(out, "  Other single choices, by their way of counting:")?;
    for other in &ladder.others {
        writeln!(
            out,
            "  {:<50} {:>6}  {}",
            words::other(other.choice),
            value(other.value),
            band(other.chance)
        )?;
    }
    writeln!(out, "  {:<50} {:>6}", "All places in one ranking (where, not when)", value(ladder.pooled))?;
    writeln!(out, "  What knows little or nothing of the test days, strict and by their way of counting:")?;
    for ignorant in &ladder.ignorant {
        let (strict, released) = (value(ignorant.strict), value(ignorant.released));
        writeln!(
            out,
            "  {:<43} {strict:>6} {released:>6}  {}",
            words::ignorant(ignorant.forecast),
            band(ignorant.chance)
        )?;
    }
    Ok(())
}
