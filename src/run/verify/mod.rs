//! A published run made again from its files, and compared part by part and figure by figure.
//!
//! The receipt of the results says which files, by their digests, and how they were read. Nothing
//! that the results say of themselves is believed: all of it is made anew.

mod audited;
mod files;

use self::audited::verify_audit;
use self::files::{Chosen, choose, digested, read_areas};
use super::analysis::analyse;
use super::error::RunError;
use super::executor::Executor;
use super::inspection::{Inspection, inspect, inspect_simulated};
use super::ladder::climb;
use super::receipt::inputs;
use crate::results::{Outcome, Receipt, Results, Verification};
use watchback_translate::{kept, mark};

/// Makes a published run again from `files` and compares; and the audit that is published with it,
/// where there is one. `json`: the results as they came, `audit`: audit.json. Files that the run
/// did not read are left out. A simulated city needs none.
///
/// # Errors
/// [`RunError::Cancelled`], files that cannot be read or change meanwhile, and what workers could
/// not do. That files are missing or differ is no
/// error: the verification says so.
pub async fn verify<E: Executor>(
    executor: &mut E,
    (published, json, audit): (&Results, &[u8], Option<&[u8]>),
    files: &[E::File],
) -> Result<Verification, RunError>
where
    E::File: Clone,
{
    let Some(receipt) = &published.receipt else {
        let reason = mark!("these results have no receipt: they are of a version that did not write one");
        return Ok(Verification::impossible(published, Vec::new(), vec![reason.to_owned()]));
    };
    if receipt.inputs.is_empty() && receipt.simulated.is_none() {
        let reason = mark!("the receipt names no files: the digests of what was read were not kept");
        return Ok(Verification::impossible(published, Vec::new(), vec![reason.to_owned()]));
    }
    let at_hand = digested(executor, files).await?;
    let (chosen, checks) = choose(receipt, &at_hand);
    let chosen = match chosen {
        Ok(chosen) => chosen,
        Err(reasons) => return Ok(Verification::impossible(published, checks, reasons)),
    };
    match again(executor, published, receipt, &chosen).await {
        Ok((again, mut inspection)) => {
            let found = Verification::new((published, json), (receipt, checks), &again);
            drop(again);
            let Some(audit) = audit else { return Ok(found) };
            let of_audit = verify_audit(executor, &mut inspection, (published, audit), &at_hand).await?;
            Ok(found.with_audit(of_audit))
        }
        Err(error) if !error.is_of_what_was_published() => Err(error),
        // Settings or layout that such a run cannot have had: they were changed afterwards.
        Err(error) => {
            let mut verification = Verification::impossible(published, checks, Vec::new());
            verification.reasons.push(kept!("the run as it is published comes to no end: {error}"));
            if receipt.program.source == verification.verified_by.source {
                verification.outcome = Outcome::Differs;
            }
            Ok(verification)
        }
    }
}

/// The published run, made again, and what was read for it.
async fn again<E: Executor>(
    executor: &mut E,
    published: &Results,
    receipt: &Receipt,
    chosen: &Chosen<E::File>,
) -> Result<(Results, Inspection), RunError> {
    let study = &published.study;
    let mut inspection = match receipt.simulated {
        Some(settings) => inspect_simulated(executor, settings, study)?,
        None => {
            let given = published.files.first().filter(|_| receipt.layout_given);
            inspect(executor, &chosen.crimes, given.map(|file| &file.layout), study).await?
        }
    };
    // These bytes could be read by the receipt's own layout, so that they cannot now is no matter
    // of what was published. A layout that was given may have been changed.
    if let Some(failure) = inspection.failures.first().filter(|_| !receipt.layout_given) {
        return Err(RunError::NotReadAgain { message: failure.message.clone() });
    }
    if receipt.simulated.is_none() {
        inspection.inputs = inputs(&inspection, chosen.digests.clone())?;
    }
    inspection.count_for(study);
    let areas = read_areas(executor, receipt, chosen, study)?;
    let mut results = analyse(executor, &inspection, study, &areas).await?.results;
    if published.as_released.is_some() {
        results.as_released = Some(climb(executor, &inspection, study).await?.ladder);
    }
    Ok((results, inspection))
}
