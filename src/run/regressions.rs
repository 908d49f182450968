//! The areas' response to the primary push, explained by what is published of them.

use crate::audit::AuditSettings;
use crate::audit::regression::{Column, Explanatory, RegressionAreas, regress};
use crate::audit::{AuditedAreas, Crimes, Found, NamedRegression, PRIMARY_PUSH, PushReport, ScenarioResult};
use crate::space::AreaVariable;
use watchback_translate::mark;

/// The areas' response to the primary push, weighted by their targets: on the index, on each
/// component, on all of them; each also with the observed crime rate.
pub(super) fn regressions(
    report: &PushReport,
    areas: &AuditedAreas,
    crimes: &Crimes,
    (index, components): (&AreaVariable, &[AreaVariable]),
    settings: &AuditSettings,
) -> Vec<NamedRegression> {
    let n = areas.names.len();
    let is_primary = |scenario: &ScenarioResult| scenario.push == PRIMARY_PUSH && !scenario.placebo;
    let primary = report.scenarios.iter().position(is_primary);
    let (mut sums, mut weights) = (vec![(0.0, 0.0); n], vec![0.0; n]);
    for target in &report.targets {
        let change = primary.and_then(|at| target.answers.get(at)).map_or(0.0, |answer| answer.0);
        if let Some(area) = target.area.map(|area| area as usize).filter(|&area| area < n) {
            sums[area] = (sums[area].0 + target.baseline, sums[area].1 + change);
            weights[area] += 1.0;
        }
    }
    let response: Vec<Option<f64>> =
        sums.iter().map(|&(baseline, change)| (baseline > 0.0).then(|| change / baseline)).collect();
    let mut rates = vec![0.0; n];
    for crime in crimes.rows() {
        rates[crime.area as usize] += 1.0;
    }
    let mut tiles = vec![0.0; n];
    for area in areas.of_tile.iter().flatten() {
        tiles[*area as usize] += 1.0;
    }
    let days = crimes.period().n_days() as f64;
    let rates: Vec<Option<f64>> = rates
        .iter()
        .zip(&tiles)
        .map(|(crimes, &tiles)| (tiles > 0.0).then(|| crimes / tiles / days))
        .collect();
    let columns: Vec<Column<'_>> =
        components.iter().map(|variable| Column { name: &variable.name, values: &variable.values }).collect();
    let index_column = Column { name: &index.name, values: &index.values };
    let crime_rate = Column { name: mark!("crimes a tile and day"), values: &rates };
    let needed: Vec<Column<'_>> = columns.iter().copied().chain([index_column, crime_rate]).collect();
    let chosen = RegressionAreas::new(&areas.centres, &response, &weights, &needed);
    let mut asked: Vec<(String, Explanatory<'_>)> =
        vec![(index.name.clone(), Explanatory::Index(index_column))];
    asked.extend(columns.iter().map(|&column| (column.name.to_owned(), Explanatory::Component(column))));
    if columns.len() > 1 {
        asked.push((mark!("all components").to_owned(), Explanatory::Components(&columns)));
    }
    let mut regressions = Vec::new();
    for (name, explanatory) in asked {
        for (suffix, with) in [("", None), (mark!(", with crime"), Some(crime_rate))] {
            let regression = chosen
                .clone()
                .and_then(|chosen| regress(&chosen, explanatory, with, settings.maps, settings.seed));
            regressions.push(NamedRegression {
                name: format!("{name}{suffix}"),
                regression: Found::from_result(regression),
            });
        }
    }
    regressions
}
