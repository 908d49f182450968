//! What is known while columns are given roles, and what is told of each role.

use super::columns::Facts;
use super::types::{GuessOptions, Question, Role, RoleGuess};
use crate::ingest::plan::{normal, position};

/// Of 100 values, so many must be what a role needs.
pub(in crate::ingest) const NEARLY_ALL: f64 = 0.8;

pub(in crate::ingest) struct Guesser<'a> {
    pub(in crate::ingest) facts: &'a [Facts<'a>],
    pub(in crate::ingest) options: &'a GuessOptions,
    pub(in crate::ingest) questions: Vec<Question>,
    pub(super) roles: Vec<RoleGuess>,
    taken: Vec<usize>,
}

/// A column and how well it fits, from 0 to 1.
pub(in crate::ingest) type Scored = (usize, f64);

impl<'a> Guesser<'a> {
    pub(in crate::ingest) fn new(facts: &'a [Facts<'a>], options: &'a GuessOptions) -> Self {
        Self { facts, options, questions: Vec::new(), roles: Vec::new(), taken: Vec::new() }
    }

    /// What the options say of a role: positions of its columns, none where there is no such
    /// column.
    pub(in crate::ingest) fn given(&self, role: Role) -> Option<Vec<usize>> {
        let (_, names) = self.options.columns.iter().find(|(given, _)| *given == role)?;
        let columns: Vec<String> = self.facts.iter().map(|facts| normal(&facts.name)).collect();
        let at = |name: &String| position(&columns, name);
        Some(names.iter().filter_map(at).collect())
    }

    pub(in crate::ingest) fn tell(&mut self, role: Role, columns: &[usize], confidence: f64, why: String) {
        let names = columns.iter().filter_map(|&at| self.facts.get(at)).map(|facts| facts.name.clone());
        let columns_named = names.collect();
        self.taken.extend_from_slice(columns);
        // Thousandths are more than such a figure says.
        let confidence = (confidence.clamp(0.0, 1.0) * 1_000.0).round() / 1_000.0;
        self.roles.push(RoleGuess { role, columns: columns_named, confidence, why });
    }

    pub(in crate::ingest) fn none(&mut self, role: Role, why: &str) {
        let confidence = if role.is_required() { 0.0 } else { 1.0 };
        self.tell(role, &[], confidence, why.to_owned());
    }

    /// Free columns with a score above zero, the best first.
    pub(in crate::ingest) fn ranked(&self, score: &dyn Fn(usize, &Facts<'_>) -> f64) -> Vec<Scored> {
        let free = self.facts.iter().enumerate().filter(|(at, _)| !self.taken.contains(at));
        let mut scored: Vec<Scored> =
            free.map(|(at, facts)| (at, score(at, facts))).filter(|scored| scored.1 > 0.0).collect();
        scored.sort_by(|a, b| b.1.total_cmp(&a.1));
        scored
    }
}
