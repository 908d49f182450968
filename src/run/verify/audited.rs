//! A published audit made again from the receipt's files, beside the run that it is published with.

use serde_json::{Map, Value};

use super::files::{Chosen, area_files, choose, variable_of};
use crate::results::{AuditCheck, Outcome, Program, Receipt, Results, Stage};
use crate::run::audit::{SavedAudit, audit, audit_json, saved_audit};
use crate::run::audited::Audited;
use crate::run::error::RunError;
use crate::run::executor::Executor;
use crate::run::inspection::Inspection;
use crate::run::receipt::Digested;
use crate::run::refits::Refits;
use crate::space::AreaVariable;
use watchback_translate::{kept, mark};

/// Makes a published audit again and compares. `inspection`: of the files of the run that it is
/// published with, which must be the audit's own.
pub(super) async fn verify_audit<E: Executor>(
    executor: &mut E,
    inspection: &mut Inspection,
    (published, json): (&Results, &[u8]),
    at_hand: &[(E::File, Digested)],
) -> Result<AuditCheck, RunError>
where
    E::File: Clone,
{
    let not_comparable = |reason: String| Ok(AuditCheck::impossible(Outcome::NotComparable, reason));
    let saved = match saved_audit(json) {
        Ok(saved) => saved,
        Err(error) => return not_comparable(kept!("the audit: {error}")),
    };
    let Some(receipt) = &saved.receipt else {
        return not_comparable(
            mark!("the audit has no receipt: it is of a version that did not write one").to_owned(),
        );
    };
    if !is_of_the_run(receipt, published) {
        return not_comparable(
            mark!("the audit is of other crime files, or of another layout, than the run").to_owned(),
        );
    }
    let chosen = match choose(receipt, at_hand).0 {
        Ok(chosen) => chosen,
        Err(reasons) => return not_comparable(reasons.join("; ")),
    };
    match again(executor, inspection, (&saved, receipt), &chosen).await {
        // Fields that this program does not know are of the audit too.
        Ok(found) => Ok(AuditCheck::new(&compared(json), &compared(&found), &receipt.program)),
        Err(error) if !error.is_of_what_was_published() => Err(error),
        Err(error) => {
            let is_same = receipt.program.source == Program::this(None).source;
            let outcome = if is_same { Outcome::Differs } else { Outcome::NotComparable };
            let reason = kept!("the audit as it is published comes to no end: {error}");
            Ok(AuditCheck::impossible(outcome, reason))
        }
    }
}

/// What is compared of an audit.json: the name of the value, and what was found.
fn compared(json: &[u8]) -> Value {
    let mut parts: Map<String, Value> = serde_json::from_slice(json).unwrap_or_default();
    parts.retain(|name, _| name == "value" || name == "audit");
    Value::Object(parts)
}

/// Whether an audit read the crime files of a run, as the run did.
fn is_of_the_run(receipt: &Receipt, published: &Results) -> bool {
    let Some(of_run) = &published.receipt else { return false };
    let files = |receipt: &Receipt| {
        let mut files: Vec<String> = receipt.inputs.iter().map(|input| input.sha256.clone()).collect();
        files.sort_unstable();
        files
    };
    files(receipt) == files(of_run)
        && receipt.simulated == of_run.simulated
        && receipt.layout_given == of_run.layout_given
}

/// The published audit, made again, as its audit.json.
async fn again<E: Executor>(
    executor: &mut E,
    inspection: &mut Inspection,
    (saved, receipt): (&SavedAudit, &Receipt),
    chosen: &Chosen<E::File>,
) -> Result<Vec<u8>, RunError> {
    let unnamed = || RunError::PublishedAreas {
        message: mark!("the receipt does not name the areas and their value").to_owned(),
    };
    let input = receipt.areas.as_ref().ok_or_else(unnamed)?;
    let value = input.value.as_ref().ok_or_else(unnamed)?;
    let columns: Vec<String> = saved.components.iter().chain([&value.column]).cloned().collect();
    let files = area_files(executor, input, chosen, &saved.study, &columns)?.ok_or_else(unnamed)?;
    let mut index = variable_of(&files, value)?;
    // The page names a value without the blanks around its heading.
    if index.name.trim() == saved.value.trim() {
        index.name.clone_from(&saved.value);
    }
    let component = |column: &String| {
        let found = files.variable(column).map(|(variable, _)| variable);
        found.map_err(|error| RunError::PublishedAreas { message: error.to_string() })
    };
    let components: Vec<AreaVariable> = saved.components.iter().map(component).collect::<Result<_, _>>()?;
    let audited = Audited { layer: &files.layer, index, components, push: saved.settings.clone() };
    inspection.count_for(&saved.study);
    let mut refits = Refits::default();
    let (report, _) = audit(executor, inspection, &saved.study, &audited, &mut refits).await?;
    let json = audit_json(&saved.study, &audited, &report, receipt.clone());
    json.map_err(|_| RunError::WorkerConfused { stage: Stage::Results })
}
