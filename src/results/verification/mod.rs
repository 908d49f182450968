//! A published run against the same run made again: part by part by digest, and figure by figure.

mod compare;

pub use compare::Difference;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::Results;
use super::receipt::{Input, Part, Program, Receipt};
use watchback_translate::kept;

/// What a verification came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Every part and every figure is as published.
    Confirmed,
    /// By the same program and from the same files, something is not as published.
    Differs,
    /// The run could not be made again as it was: from other files, or by another program that
    /// gives something else.
    NotComparable,
}

/// A published input, and whether it was there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InputCheck {
    /// As it is published.
    pub published: Input,
    /// The name of the file at hand with these bytes; null where there is none.
    pub found: Option<String>,
    /// The digest of a file at hand of the same name and of other bytes.
    pub instead: Option<String>,
}

/// A part of the run, made again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartCheck {
    /// Which part.
    pub part: Part,
    /// Whether its digest is the published one.
    pub is_confirmed: bool,
}

/// What came of making a published run again.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Verification {
    /// What it came to.
    pub outcome: Outcome,
    /// Why it cannot be compared, in sentences; empty where it can.
    pub reasons: Vec<String>,
    /// The program that made the published results; null where they do not say.
    pub published_by: Option<Program>,
    /// The program that made them again.
    pub verified_by: Program,
    /// The published inputs, and whether each was there.
    pub inputs: Vec<InputCheck>,
    /// The parts in the order of the run. After the first that differs, others may only follow it.
    pub parts: Vec<PartCheck>,
    /// The first figures that differ, in the order of results.json.
    pub differences: Vec<Difference>,
    /// How many differ in all.
    pub n_differences: usize,
    /// The digest of the run as it was made again; null where it was not.
    pub digest: Option<String>,
    /// What came of its audit; null where none was published, or the run was not made again.
    #[serde(default)]
    pub audit: Option<AuditCheck>,
}

/// What came of making a published audit again.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AuditCheck {
    /// What it came to.
    pub outcome: Outcome,
    /// Why it cannot be compared, in sentences; empty where it can.
    pub reasons: Vec<String>,
    /// The first figures that differ, in the order of audit.json.
    pub differences: Vec<Difference>,
    /// How many differ in all.
    pub n_differences: usize,
}

impl AuditCheck {
    pub(crate) fn impossible(outcome: Outcome, reason: String) -> Self {
        Self { outcome, reasons: vec![reason], differences: Vec::new(), n_differences: 0 }
    }

    /// Compares a published audit with the same audit made again, both as JSON.
    pub(crate) fn new(published: &Value, again: &Value, by: &Program) -> Self {
        let (differences, n_differences) = compare::differences_of_audits(published, again);
        let outcome = judged(n_differences == 0, by);
        let reasons = (outcome == Outcome::NotComparable).then(|| another_program(by)).into_iter().collect();
        Self { outcome, reasons, differences, n_differences }
    }
}

/// What it comes to that everything is the same, or not, as what a program made.
fn judged(is_same: bool, by: &Program) -> Outcome {
    match (is_same, Program::this(None).source == by.source) {
        (true, _) => Outcome::Confirmed,
        (false, true) => Outcome::Differs,
        (false, false) => Outcome::NotComparable,
    }
}

/// Why what differs may not be the publisher's doing.
fn another_program(by: &Program) -> String {
    let program = Program::this(None);
    kept!(
        "another program made the published results: version {}, source {}; this one is version {}, source {}. What \
         differs may be the programs' difference: verify with the version that made them",
        by.version,
        by.source,
        program.version,
        program.source
    )
}

impl Verification {
    pub(crate) fn impossible(published: &Results, inputs: Vec<InputCheck>, reasons: Vec<String>) -> Self {
        Self {
            outcome: Outcome::NotComparable,
            reasons,
            published_by: published.receipt.as_ref().map(|receipt| receipt.program.clone()),
            verified_by: Program::this(None),
            inputs,
            parts: Vec::new(),
            differences: Vec::new(),
            n_differences: 0,
            digest: None,
            audit: None,
        }
    }

    /// Compares published results with the same run made again.
    pub(crate) fn new(
        (published, json): (&Results, &[u8]),
        (receipt, inputs): (&Receipt, Vec<InputCheck>),
        again: &Results,
    ) -> Self {
        let found = again.receipt.as_ref().map_or(&[][..], |receipt| &receipt.stages);
        let is_same = |part: Part| receipt.stages.iter().find(|of| of.part == part);
        let mut parts: Vec<PartCheck> = found
            .iter()
            .map(|of| PartCheck { part: of.part, is_confirmed: is_same(of.part) == Some(of) })
            .collect();
        // A part that is published and was not made again is not confirmed.
        let only_published = receipt.stages.iter().filter(|of| found.iter().all(|made| made.part != of.part));
        parts.extend(only_published.map(|of| PartCheck { part: of.part, is_confirmed: false }));
        parts.sort_by_key(|of| of.part);
        let (differences, n_differences) = compare::differences(published, json, again);
        let is_same = parts.iter().all(|part| part.is_confirmed) && n_differences == 0;
        let outcome = judged(is_same, &receipt.program);
        let reasons = (outcome == Outcome::NotComparable).then(|| another_program(&receipt.program));
        Self {
            outcome,
            reasons: reasons.into_iter().collect(),
            published_by: Some(receipt.program.clone()),
            verified_by: Program::this(None),
            inputs,
            parts,
            differences,
            n_differences,
            digest: Some(again.digest.clone()),
            audit: None,
        }
    }

    /// The same with what came of the audit: a run is confirmed with its audit only.
    pub(crate) fn with_audit(mut self, audit: AuditCheck) -> Self {
        if self.outcome == Outcome::Confirmed {
            self.outcome = audit.outcome;
        }
        self.audit = Some(audit);
        self
    }
}
