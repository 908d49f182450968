//! A published run made again, and compared.

use std::error::Error;
use std::fmt;
use std::io::Write;
use std::path::PathBuf;

use clap::Args;
use watchback::bundle::opened;
use watchback::results::{Outcome as Verdict, Verification};
use watchback::run::verify;
use watchback::wording::verification;

use crate::output::{Outcome, print_json};
use crate::reading::{own_digest, threads, whole};
use crate::terminal::stdout;

/// What is verified.
#[derive(Debug, Args)]
pub(crate) struct Verify {
    /// The published run: a bundle (run.crate.zip) or its results.json
    published: PathBuf,
    /// The files that it was made of: crime files, and boundaries and table where it has areas
    files: Vec<PathBuf>,
    /// Print what was found as JSON
    #[arg(long)]
    json: bool,
    /// Threads; 0 for one a core
    #[arg(long, default_value_t = 0)]
    threads: usize,
}

/// The command has said all, and the program ends with this code.
#[derive(Debug)]
pub(crate) struct EndsWith(pub(crate) u8);

impl fmt::Display for EndsWith {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ends with {}", self.0)
    }
}

impl Error for EndsWith {}

impl Verify {
    pub(crate) fn perform(self) -> Outcome {
        let named = |error: &dyn Error| format!("{}: {error}", self.published.display());
        let bytes = whole(&self.published).map_err(|error| named(&error))?;
        let opened = opened(bytes).map_err(|error| named(&error))?;
        let published = opened.results.as_ref().zip(opened.results_json.as_deref());
        let published = published.ok_or_else(|| format!("{}: no run is in it", self.published.display()))?;
        let audit = opened.audit_json.as_deref();
        let mut threads = threads(self.threads);
        let mut found =
            pollster::block_on(verify(&mut threads, (published.0, published.1, audit), &self.files))?;
        found.verified_by.build = own_digest();
        if self.json {
            print_json(serde_json::to_vec_pretty(&found)?)?;
        } else {
            print(&found, &mut stdout())?;
        }
        match found.outcome {
            Verdict::Confirmed => Ok(()),
            Verdict::Differs => Err(EndsWith(2).into()),
            Verdict::NotComparable => Err(EndsWith(3).into()),
        }
    }
}

fn print(found: &Verification, out: &mut impl Write) -> std::io::Result<()> {
    writeln!(out, "{}", verification::outcome(found))?;
    found.reasons.iter().try_for_each(|reason| writeln!(out, "  {reason}"))?;
    found.inputs.iter().try_for_each(|check| writeln!(out, "input {}", verification::input(check)))?;
    found.parts.iter().try_for_each(|check| writeln!(out, "part {}", verification::part(check)))?;
    found.differences.iter().try_for_each(|of| writeln!(out, "{}", verification::difference(of)))?;
    let more = found.n_differences.saturating_sub(found.differences.len());
    if more > 0 {
        writeln!(out, "and {more} more figures that differ")?;
    }
    if let Some(audit) = &found.audit {
        writeln!(out, "{}", verification::audit(audit))?;
        audit.reasons.iter().try_for_each(|reason| writeln!(out, "  {reason}"))?;
        audit.differences.iter().try_for_each(|of| writeln!(out, "{}", verification::difference(of)))?;
    }
    if let Some(program) = &found.published_by {
        writeln!(out, "published by {}", verification::program(program))?;
    }
    writeln!(out, "verified by {}", verification::program(&found.verified_by))?;
    found.digest.iter().try_for_each(|digest| writeln!(out, "digest {digest}"))
}
