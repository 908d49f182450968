//! What two groups of areas answered, and their difference, with intervals over areas.

use serde::{Deserialize, Serialize};

use super::{Group, TargetResponse};
use crate::audit::AreaEstimate;

/// A scenario's answers added up by area, draws averaged.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AreaSums {
    /// Sum of mean probabilities over an area's targets, unperturbed.
    pub baseline: Vec<f64>,
    /// Sum of their changes.
    pub change: Vec<f64>,
}

impl AreaSums {
    /// Adds up over `n_areas` areas; `areas`: each target's. Targets in no area are left out.
    pub fn new(
        responses: &[TargetResponse],
        areas: &[Option<usize>],
        n_areas: usize,
        scenario: usize,
    ) -> Self {
        let mut sums = Self { baseline: vec![0.0; n_areas], change: vec![0.0; n_areas] };
        for (response, area) in responses.iter().zip(areas) {
            let Some(area) = area.filter(|&area| area < n_areas) else { continue };
            sums.baseline[area] += response.baseline;
            if let Some(answer) = response.answers.get(scenario) {
                sums.change[area] += crate::stats::mean(&answer.change);
            }
        }
        sums
    }

    /// A group's response: summed perturbed over summed baseline, less 1; without an area, if one
    /// is given. `None` where nothing is left.
    ///
    /// # Examples
    /// ```
    /// use watchback::audit::{AreaSums, Group};
    /// let sums = AreaSums { baseline: vec![0.5, 1.5, 1.0], change: vec![0.1, 0.1, -0.1] };
    /// let groups = [Some(Group::Low), Some(Group::Low), Some(Group::High)];
    /// // Not the mean of 0.2 and 0.067.
    /// assert_eq!(sums.response(&groups, Group::Low, None), Some(0.1));
    /// assert_eq!(sums.response(&groups, Group::Low, Some(1)), Some(0.2));
    /// assert_eq!(sums.difference(&groups, None), Some(-0.2));
    /// ```
    pub fn response(&self, groups: &[Option<Group>], group: Group, without: Option<usize>) -> Option<f64> {
        let of_group = |area: &usize| groups.get(*area) == Some(&Some(group)) && Some(*area) != without;
        let areas = (0..self.baseline.len()).filter(of_group);
        let sums = areas.fold((0.0, 0.0), |(baseline, change), area| {
            (baseline + self.baseline[area], change + self.change[area])
        });
        (sums.0 > 0.0).then(|| sums.1 / sums.0)
    }

    /// A group's response with its interval over the group's areas that hold a target.
    pub(super) fn response_over_areas(&self, groups: &[Option<Group>], group: Group) -> Option<AreaEstimate> {
        let mut areas = compared_areas(self, groups);
        areas.retain(|&area| groups.get(area) == Some(&Some(group)));
        over_areas(&areas, |without| self.response(groups, group, without))
    }

    /// The response of the group of high values less that of the group of low ones.
    pub fn difference(&self, groups: &[Option<Group>], without: Option<usize>) -> Option<f64> {
        Some(self.response(groups, Group::High, without)? - self.response(groups, Group::Low, without)?)
    }
}

/// A figure over areas, its interval by leaving out each of `areas` in turn; `figure` is given the
/// area left out. `None` where it is not defined.
pub(super) fn over_areas(
    areas: &[usize],
    figure: impl Fn(Option<usize>) -> Option<f64>,
) -> Option<AreaEstimate> {
    let without: Vec<f64> = areas.iter().map(|&area| figure(Some(area)).unwrap_or(f64::NAN)).collect();
    AreaEstimate::new(figure(None)?, &without)
}

/// The areas of the compared groups that hold any target, ascending.
pub fn compared_areas(sums: &AreaSums, groups: &[Option<Group>]) -> Vec<usize> {
    let holds = |area: &usize| sums.baseline[*area] > 0.0 && groups.get(*area).copied().flatten().is_some();
    (0..sums.baseline.len()).filter(holds).collect()
}
