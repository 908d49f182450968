//! What acting on the forecast would mean by fifths of areas.

use leptos::prelude::*;

use super::figures::cells;
use crate::logic::format::{capitalised, count};
use crate::page::table::{Cell, Rows, Table};
use crate::page::verdict::name_of;
use watchback::results::HarmByGroup;
use watchback::score::FlagRule;
use watchback::study::Variable;
use watchback::wording::harm as wording;
use watchback_translate::{look_up, tr, translated};

/// The table of a variable.
#[component]
pub(super) fn HarmTable(harm: HarmByGroup, variable: Variable) -> impl IntoView {
    let of_variable = harm.variables.iter().find(|(of, _)| *of == variable);
    let groups = of_variable.map(|(_, groups)| groups.as_slice()).unwrap_or_default();
    let mut table = Rows::new(&[
        "",
        tr!("Value"),
        tr!("95 % interval"),
        tr!("Chance (95 %)"),
        "p",
        tr!("Forecast tiles"),
        tr!("Reported crimes"),
    ]);
    for rule in [FlagRule::Paper, FlagRule::TopTwentieth] {
        for (name, figure) in wording::FIGURES {
            let name = look_up(name);
            table.group(&capitalised(&format!("{}: {name}", wording::rule(rule))));
            for of in groups.iter().filter(|of| of.rule == rule) {
                let name =
                    harm.groups.get(of.group).map(|name| capitalised(&translated(name))).unwrap_or_default();
                let mut row = vec![Cell::Name(name)];
                match &of.figures {
                    Some(figures) => row.extend(cells(&figure(figures))),
                    None => row.push(Cell::Wide(4, tr!("not evaluable").to_owned())),
                }
                row.extend([of.streams as u64, of.crimes].map(|n| Cell::Number(count(n))));
                table.row(row);
            }
        }
    }
    let label = match variable {
        Variable::Violent => tr!("Violent crime: what acting on it would mean, by fifths of areas"),
        Variable::Property => tr!("Property crime: what acting on it would mean, by fifths of areas"),
        Variable::Arrest => tr!("Arrests: what acting on it would mean, by fifths of areas"),
    };
    view! {
        <h3>{tr!("{}, by fifths of areas: {}", name_of(Some(variable)), harm.value.trim())}</h3>
        <Table rows=table label=label testid="harm-table"/>
    }
}
