//! Arrests per reported crime by quintile of the value, crude and with the city's mix of crimes, by
//! year.

use std::sync::Arc;

use leptos::prelude::*;

use crate::logic::format::{count, decimals, percent};
use crate::page::dots::Dots;
use crate::page::state::ArrestsTold;
use crate::page::table::{Cell, Details, Rows, Table};
use watchback::audit::{AreaEstimate, Contrast, GroupRate, PeriodRates};
use watchback::scene::Dot;
use watchback_translate::tr;

/// Picture and table.
#[component]
pub(super) fn ClearancePart(told: Arc<ArrestsTold>) -> impl IntoView {
    let ArrestsTold { value, rates, .. } = told.as_ref();
    let clearance = &rates.clearance;
    let n_groups = clearance.sizes.len();
    let value = value.compared_name();
    let name = move |group: usize| match group {
        0 => tr!("1: least {value}"),
        last if last + 1 == n_groups => tr!("{}: most", last + 1),
        middle => format!("{}", middle + 1),
    };
    let whole = clearance.periods.first();
    let dots =
        whole.into_iter().flat_map(|period| period.groups.iter().enumerate()).filter_map(|(at, group)| {
            let AreaEstimate { value, interval: (lo, hi), areas, .. } = group.standardised?;
            let text = tr!("{}, {areas} areas, {} crimes", percent(value), count(group.crimes));
            let marks = group.crude.map(|crude| 100.0 * crude.value).into_iter().collect();
            let dot =
                Dot { value: 100.0 * value, interval: Some((100.0 * lo, 100.0 * hi)), chance: None, marks };
            Some((name(at), text, dot))
        });
    let dots: Vec<_> = dots.collect();
    let mut heads = vec![tr!("Period").to_owned(), String::new()];
    heads.extend((0..n_groups).map(name));
    heads.push(tr!("Most to least").to_owned());
    let mut rows = Rows::new(&heads);
    for period in &clearance.periods {
        add(&mut rows, period, n_groups);
    }
    let covered = whole.map_or(0.0, |period| period.coverage);
    let used = rates.crimes;
    view! {
        <figure class="histogram" data-testid="clearance">
            <figcaption>{tr!("Violent and property offences with an arrest, per cent, with the same mix of offences, domestic flags and times of day in every fifth (95 % over areas). {} crimes in areas; {} of them in cells that every fifth has. {} other offences, those that arrests themselves make among them, are never counted here.", count(used.used), percent(covered), count(used.other_offence))}</figcaption>
            <p class="legend">
                <span class="key dot-key">{tr!("with the city's mix of crimes, 95 %")}</span>
                <span class="key mark-key">{tr!("as reported (crude)")}</span>
            </p>
            <Dots rows=dots label=tr!("Arrests per reported crime by fifth; the table below holds the numbers.")/>
        </figure>
        <Details summary=tr!("Arrests by year, as a table")>
            <Table rows=rows label=tr!("Arrests for each reported crime, by year") testid="clearance-table"/>
        </Details>
    }
}

fn add(rows: &mut Rows, period: &PeriodRates, n_groups: usize) {
    let share = |estimate: Option<AreaEstimate>| {
        estimate.map_or_else(
            || tr!("not evaluable").to_owned(),
            |AreaEstimate { value, interval: (lo, hi), .. }| {
                tr!("{} ({} to {})", percent(value), percent(lo), percent(hi))
            },
        )
    };
    let ratio = |contrast: Option<Contrast>| {
        contrast.map_or_else(
            || "\u{2013}".to_owned(),
            |contrast| {
                let (ratio, (lo, hi)) = contrast.ratio();
                tr!("{} ({} to {})", decimals(ratio), decimals(lo), decimals(hi))
            },
        )
    };
    let rate_of: [fn(&GroupRate) -> Option<AreaEstimate>; 2] =
        [|group| group.standardised, |group| group.crude];
    let contrasts = [period.standardised, period.crude];
    for (at, name) in [tr!("same mix"), tr!("crude")].into_iter().enumerate() {
        let year = period.year.map_or_else(|| tr!("all").to_owned(), |year| year.to_string());
        let mut cells: Vec<Cell> = (at == 0).then_some(Cell::Names(2, year)).into_iter().collect();
        cells.push(Cell::Name(name.to_owned()));
        cells.extend(
            (0..n_groups).map(|group| Cell::Number(share(period.groups.get(group).and_then(rate_of[at])))),
        );
        cells.push(Cell::Number(ratio(contrasts[at])));
        rows.row(cells);
    }
}
