//! What came of making a published run again, in sentences.

use crate::results::{AuditCheck, Difference, Input, InputCheck, Outcome, PartCheck, Program, Verification};
use watchback_translate::{look_up, tr, translated};

/// The outcome in a sentence.
#[must_use]
pub fn outcome(verification: &Verification) -> String {
    let Verification { outcome, parts, differences, n_differences, reasons, audit, .. } = verification;
    let is_run_confirmed = parts.iter().all(|part| part.is_confirmed) && *n_differences == 0;
    if let Some(audit) = audit.as_ref().filter(|_| is_run_confirmed) {
        return match audit.outcome {
            Outcome::Confirmed => tr!(
                "Confirmed: made again from the same files, all {} parts of the run, every figure and the audit are as published.",
                parts.len()
            ),
            Outcome::Differs => {
                tr!("Differs: the run is confirmed, but its audit is not as published.").to_owned()
            }
            Outcome::NotComparable => {
                tr!("Not comparable: the run is confirmed, but its audit could not be made again as it was.")
                    .to_owned()
            }
        };
    }
    match outcome {
        Outcome::Confirmed => tr!(
            "Confirmed: made again from the same files, all {} parts of the run and every figure are as published.",
            parts.len()
        ),
        Outcome::Differs => {
            let first = parts.iter().find(|part| !part.is_confirmed);
            match (first, differences.first()) {
                (Some(part), _) => tr!(
                    "Differs: the part \"{}\" is not as published, nor may be what follows from it.",
                    look_up(part.part.title())
                ),
                (None, Some(_)) if *n_differences == 1 => {
                    tr!("Differs: every part can be confirmed, but 1 figure is in the published file not as the run gives it.").to_owned()
                }
                (None, Some(_)) => tr!(
                    "Differs: every part can be confirmed, but {n_differences} figures are in the published file not as the run gives it."
                ),
                (None, None) => {
                    let reason = reasons.first().map(|reason| translated(reason));
                    let reason = reason.unwrap_or_else(|| tr!("it could not be made again").to_owned());
                    tr!("Differs: {reason}.")
                }
            }
        }
        Outcome::NotComparable => {
            tr!("Not comparable: the run could not be made again as it was.").to_owned()
        }
    }
}

/// What came of the audit, in a line.
#[must_use]
pub fn audit(check: &AuditCheck) -> String {
    let found = match check.outcome {
        Outcome::Confirmed => tr!("confirmed").to_owned(),
        Outcome::Differs => tr!("differs in {} figures", check.n_differences),
        Outcome::NotComparable => tr!("not comparable").to_owned(),
    };
    tr!("audit: {found}")
}

/// An input in a line.
#[must_use]
pub fn input(check: &InputCheck) -> String {
    let Input { name, bytes, sha256, .. } = &check.published;
    let at_hand = match (&check.found, &check.instead) {
        (Some(found), _) if found == name => tr!("the same bytes are here").to_owned(),
        (Some(found), _) => tr!("the same bytes are here, as {found}"),
        (None, Some(_)) => tr!("here it has other bytes").to_owned(),
        (None, None) => tr!("not here").to_owned(),
    };
    tr!("{name}, {bytes} bytes, SHA-256 {sha256}: {at_hand}")
}

/// A part in a line.
#[must_use]
pub fn part(check: &PartCheck) -> String {
    let found = if check.is_confirmed { tr!("confirmed") } else { tr!("differs") };
    format!("{}: {found}", look_up(check.part.title()))
}

/// A figure that differs, in a line.
#[must_use]
pub fn difference(difference: &Difference) -> String {
    let Difference { place, stream, published, found } = difference;
    let of = stream.as_ref().map(|stream| format!(" ({})", translated(stream))).unwrap_or_default();
    let or_nothing = |value: &Option<String>| value.clone().unwrap_or_else(|| tr!("nothing").to_owned());
    tr!("{place}{of}: published {}, found {}", or_nothing(published), or_nothing(found))
}

/// Which program it was, in a line.
#[must_use]
pub fn program(program: &Program) -> String {
    let Program { version, source, build, processor } = program;
    let build = build.as_ref().map(|build| tr!(", program {build}")).unwrap_or_default();
    tr!("Watchback {version} on {processor}, source {source}{build}")
}
