//! What acting on the forecast would mean by fifths of areas.

use leptos::prelude::*;

use super::figures::cells;
use crate::logic::format::{capitalised, count};
use crate::page::table::{Cell, Rows, Table};
use crate::page::verdict::name_of;
use watchback::results::HarmByGroup;
use watchback::score::{Estimate, FlagRule, HarmFigures};
use watchback::study::Variable;

/// One of a group's figures.
type Figure = fn(&HarmFigures) -> Estimate;

/// The table of a variable.
#[component]
pub(super) fn HarmTable(harm: HarmByGroup, variable: Variable) -> impl IntoView {
    let of_variable = harm.variables.iter().find(|(of, _)| *of == variable);
    let groups = of_variable.map(|(_, groups)| groups.as_slice()).unwrap_or_default();
    let figures: [(&str, Figure); 3] = [
        ("false alarms for each reported crime", |of| of.false_alarms_per_crime),
        ("hits for each reported crime", |of| of.hits_per_crime),
        ("flagged, of the forecast tiles and days there", |of| of.flagged_share),
    ];
    let mut table =
        Rows::new(&["", "Value", "95 % interval", "Chance (95 %)", "p", "Forecast tiles", "Reported crimes"]);
    for (rule, says) in [
        (FlagRule::Paper, "The paper's rule"),
        (FlagRule::TopTwentieth, "The tiles ranked highest, one in twenty"),
    ] {
        for (name, figure) in figures {
            table.group(&format!("{says}: {name}"));
            for of in groups.iter().filter(|of| of.rule == rule) {
                let name = harm.groups.get(of.group).map(|name| capitalised(name)).unwrap_or_default();
                let mut row = vec![Cell::Name(name)];
                match &of.figures {
                    Some(figures) => row.extend(cells(&figure(figures))),
                    None => row.push(Cell::Wide(4, "not evaluable".to_owned())),
                }
                row.extend([of.streams as u64, of.crimes].map(|n| Cell::Number(count(n))));
                table.row(row);
            }
        }
    }
    view! {
        <h3>{format!("{}, by fifths of areas: {}", name_of(Some(variable)), harm.value.trim())}</h3>
        <Table rows=table label="What acting on it would mean by fifths of areas" testid="harm-table"/>
    }
}
