//! What pushes did, by target, group and scenario.

use serde::{Deserialize, Serialize};

use super::contrast::over_areas;
use super::{
    AreaSums, Claim, ClaimVerdict, Evidence, Flagging, Group, MovedGrid, Push, PushPlan, TargetResponse,
    compared_areas,
};
use crate::audit::{AreaEstimate, AuditedAreas, GroupSize, Grouping};
use crate::space::Grid;
use crate::stats::quantile;
use crate::streams::StreamKey;

/// Where a plan's answers to the primary question stand among its scenarios.
#[derive(Clone, Debug, PartialEq)]
pub struct Primary {
    /// The push upwards.
    pub up: usize,
    /// The same downwards.
    pub down: usize,
    /// Its placebo.
    pub placebo: Option<usize>,
    /// Doses, `up` among them: (share of the rate, scenario), ascending.
    pub doses: Vec<(f64, usize)>,
}

/// One target's answers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TargetAnswers {
    /// Row of the tile.
    pub row: u16,
    /// Column of the tile.
    pub column: u16,
    /// Index of its area; null outside all.
    pub area: Option<u32>,
    /// Events in the test window.
    pub events: usize,
    /// Mean probability, unperturbed.
    pub baseline: f64,
    /// How it is flagged.
    pub flagging: Option<Flagging>,
    /// By scenario: change of the mean probability, and of the share of flagged steps, means over
    /// draws.
    pub answers: Vec<(f64, f64)>,
}

/// One scenario's answers by group.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ScenarioResult {
    /// The push.
    pub push: Push,
    /// Whether it is the push's placebo.
    pub placebo: bool,
    /// Response of all targets in areas: summed perturbed over summed baseline, less 1.
    pub all: Option<f64>,
    /// Response of the group of low values.
    pub low: GroupAnswer,
    /// Response of the group of high values.
    pub high: GroupAnswer,
    /// High less low.
    pub difference: Option<AreaEstimate>,
}

/// A group's response.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct GroupAnswer {
    /// The response with its interval over areas.
    pub response: Option<AreaEstimate>,
    /// 2.5 % and 97.5 % points over draws; they decide about nothing.
    pub draws: Option<(f64, f64)>,
}

/// Everything that pushes did.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PushReport {
    /// How areas are grouped: other groups than the primary question's make its claim an
    /// exploratory one.
    pub grouping: Grouping,
    /// By area, the compared group it is in.
    pub groups: Vec<Option<Group>>,
    /// One a target.
    pub targets: Vec<TargetAnswers>,
    /// One a scenario.
    pub scenarios: Vec<ScenarioResult>,
    /// The primary question.
    pub claim: Claim,
    /// What other seeds say of it.
    pub other_seeds: Vec<ClaimVerdict>,
    /// The primary push on moved grids; they decide about nothing. None where nobody asked.
    pub moved_grids: Vec<MovedGrid>,
}

impl PushReport {
    /// Whether every seed says the same.
    pub fn is_stable(&self) -> bool {
        let kind = std::mem::discriminant(&self.claim.verdict);
        self.other_seeds.iter().all(|verdict| std::mem::discriminant(verdict) == kind)
    }
}

/// The answers of a plan's targets, and what they are put together by.
#[derive(Clone, Copy, Debug)]
pub struct Answers<'a> {
    /// The plan.
    pub plan: &'a PushPlan,
    /// What each target counts, and where.
    pub targets: &'a [StreamKey],
    /// The areas.
    pub areas: &'a AuditedAreas,
    /// By area, the compared group.
    pub groups: &'a [Option<Group>],
    /// The grid.
    pub grid: &'a Grid,
    /// The answers.
    pub responses: &'a [TargetResponse],
    /// Events in the test window, by target.
    pub events: &'a [usize],
}

impl Answers<'_> {
    /// By target, its area.
    pub fn areas_of_targets(&self) -> Vec<Option<usize>> {
        self.targets.iter().map(|key| self.areas.of_tile(self.grid.position(key.tile))).collect()
    }

    /// A scenario's sums by area.
    pub fn sums(&self, responses: &[TargetResponse], scenario: usize) -> AreaSums {
        AreaSums::new(responses, &self.areas_of_targets(), self.areas.names.len(), scenario)
    }

    /// What a group rests on. Targets with no evaluable forecast count too: they are part of its
    /// response.
    pub fn counts(&self, group: Group) -> GroupSize {
        let mut counts = GroupSize::default();
        let mut areas = vec![false; self.areas.names.len()];
        for (area, events) in self.areas_of_targets().into_iter().zip(self.events) {
            let Some(area) = area.filter(|&area| self.groups.get(area) == Some(&Some(group))) else {
                continue;
            };
            counts.tiles += 1;
            counts.events += events;
            areas[area] = true;
        }
        counts.areas = areas.into_iter().filter(|holds| *holds).count();
        counts
    }

    /// The sums that the primary question is judged by. `networks`: the answers of surrogate
    /// networks to the push upwards alone.
    pub fn evidence(&self, primary: &Primary, networks: &[Vec<TargetResponse>]) -> Evidence {
        let of = |scenario: usize| self.sums(self.responses, scenario);
        Evidence {
            up: of(primary.up),
            down: of(primary.down),
            placebo: primary.placebo.map(of),
            doses: primary.doses.iter().map(|&(dose, scenario)| (dose, of(scenario))).collect(),
            networks: networks.iter().map(|responses| self.sums(responses, 0)).collect(),
        }
    }

    /// One result a target.
    pub fn by_target(&self) -> Vec<TargetAnswers> {
        let areas = self.areas_of_targets();
        let rows = self.targets.iter().zip(self.responses).zip(areas).zip(self.events);
        rows.map(|(((key, response), area), &events)| TargetAnswers {
            row: key.tile.row,
            column: key.tile.column,
            area: area.map(|area| area as u32),
            events,
            baseline: response.baseline,
            flagging: response.flagging,
            answers: response
                .answers
                .iter()
                .map(|answer| (crate::stats::mean(&answer.change), answer.flagged_change))
                .collect(),
        })
        .collect()
    }

    /// One result a scenario.
    pub fn by_scenario(&self) -> Vec<ScenarioResult> {
        let areas_of_targets = self.areas_of_targets();
        let of = |scenario: usize| {
            let asked = &self.plan.scenarios[scenario];
            let sums = self.sums(self.responses, scenario);
            let areas = compared_areas(&sums, self.groups);
            let (baseline, change) = sums
                .baseline
                .iter()
                .zip(&sums.change)
                .fold((0.0, 0.0), |all, of| (all.0 + of.0, all.1 + of.1));
            let answer = |group: Group| GroupAnswer {
                response: sums.response_over_areas(self.groups, group),
                draws: self.spread(&areas_of_targets, group, scenario),
            };
            ScenarioResult {
                push: asked.push,
                placebo: asked.placebo.is_some(),
                all: (baseline > 0.0).then(|| change / baseline),
                low: answer(Group::Low),
                high: answer(Group::High),
                difference: over_areas(&areas, |without| sums.difference(self.groups, without)),
            }
        };
        (0..self.plan.scenarios.len()).map(of).collect()
    }

    /// The middle 95 % of a group's response over draws.
    fn spread(
        &self,
        areas_of_targets: &[Option<usize>],
        group: Group,
        scenario: usize,
    ) -> Option<(f64, f64)> {
        let in_group =
            |area: &Option<usize>| area.is_some_and(|area| self.groups.get(area) == Some(&Some(group)));
        let responses = || {
            let targets = self.responses.iter().zip(areas_of_targets);
            targets.filter(|(_, area)| in_group(area)).map(|(response, _)| response)
        };
        let baseline = responses().fold(0.0, |sum, response| sum + response.baseline);
        if baseline <= 0.0 || self.plan.draws == 0 {
            return None;
        }
        let of_draw = |draw: usize| {
            let change = responses().filter_map(|response| response.answers.get(scenario)?.change.get(draw));
            change.fold(0.0, |sum, change| sum + change) / baseline
        };
        let mut draws: Vec<f64> = (0..self.plan.draws).map(of_draw).collect();
        draws.sort_unstable_by(f64::total_cmp);
        Some((quantile(&draws, 0.025), quantile(&draws, 0.975)))
    }
}
