//! What came of making a published run again, in sentences.

use crate::results::{Difference, Input, InputCheck, Outcome, PartCheck, Program, Verification};

/// The outcome in a sentence.
#[must_use]
pub fn outcome(verification: &Verification) -> String {
    let Verification { outcome, parts, differences, n_differences, reasons, .. } = verification;
    match outcome {
        Outcome::Confirmed => format!(
            "Confirmed: made again from the same files, all {} parts of the run and every figure are as published.",
            parts.len()
        ),
        Outcome::Differs => {
            let first = parts.iter().find(|part| !part.is_confirmed);
            match (first, differences.first()) {
                (Some(part), _) => format!(
                    "Differs: the part \"{}\" is not as published, nor may be what follows from it.",
                    part.part.title()
                ),
                (None, Some(_)) => format!(
                    "Differs: every part can be confirmed, but {n_differences} {} in the published file not as the run gives it.",
                    if *n_differences == 1 { "figure is" } else { "figures are" }
                ),
                (None, None) => {
                    format!(
                        "Differs: {}.",
                        reasons.first().map_or("it could not be made again", String::as_str)
                    )
                }
            }
        }
        Outcome::NotComparable => "Not comparable: the run could not be made again as it was.".to_owned(),
    }
}

/// An input in a line.
#[must_use]
pub fn input(check: &InputCheck) -> String {
    let Input { name, bytes, sha256, .. } = &check.published;
    let at_hand = match (&check.found, &check.instead) {
        (Some(found), _) if found == name => "the same bytes are here".to_owned(),
        (Some(found), _) => format!("the same bytes are here, as {found}"),
        (None, Some(_)) => "here it has other bytes".to_owned(),
        (None, None) => "not here".to_owned(),
    };
    format!("{name}, {bytes} bytes, SHA-256 {sha256}: {at_hand}")
}

/// A part in a line.
#[must_use]
pub fn part(check: &PartCheck) -> String {
    let found = if check.is_confirmed { "confirmed" } else { "differs" };
    format!("{}: {found}", check.part.title())
}

/// A figure that differs, in a line.
#[must_use]
pub fn difference(difference: &Difference) -> String {
    let Difference { place, stream, published, found } = difference;
    let of = stream.as_ref().map(|stream| format!(" ({stream})")).unwrap_or_default();
    let or_nothing = |value: &Option<String>| value.clone().unwrap_or_else(|| "nothing".to_owned());
    format!("{place}{of}: published {}, found {}", or_nothing(published), or_nothing(found))
}

/// Which program it was, in a line.
#[must_use]
pub fn program(program: &Program) -> String {
    let Program { version, source, build, processor } = program;
    let build = build.as_ref().map(|build| format!(", program {build}")).unwrap_or_default();
    format!("Watchback {version} on {processor}, source {source}{build}")
}
