//! What a reader of the files should know.

use std::io::{self, Write};

use watchback::wording::{Finding, Weight};

/// The findings, the gravest first.
pub(crate) fn findings(findings: &[Finding], out: &mut impl Write) -> io::Result<()> {
    let weights = [
        (Weight::Refusal, "no study can be run on these files:"),
        (Weight::Warning, "what can mislead:"),
        (Weight::Note, "as it should be, or harmless:"),
    ];
    for (weight, title) in weights {
        let mut found = findings.iter().filter(|finding| finding.weight == weight).peekable();
        if found.peek().is_some() {
            writeln!(out, "{title}")?;
        }
        found.try_for_each(|finding| writeln!(out, "  - {}", finding.sentence))?;
    }
    Ok(())
}
