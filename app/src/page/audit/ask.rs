//! What areas are compared by, and the button.

use std::sync::Arc;

use leptos::prelude::*;

use crate::logic::format::{count, sentence};
use crate::page::state::{Activity, State};
use crate::protocol::{AreaColumn, AreasView};
use crate::protocol::{AreaValue, AuditRequest};
use watchback::audit::{Group, Grouping};
use watchback::space::TileId;

use super::areas::Lines;
use super::chosen_tiles::ChosenTiles;

/// With fewer areas that have a number a column is no value of areas.
const MIN_VALUES: usize = 10;

/// The choices and "Audit".
#[component]
pub(super) fn Ask(areas: Arc<AreasView>) -> impl IntoView {
    let columns = areas.table.iter().flat_map(|table| {
        let key = table.keys.column.clone();
        let is_value = move |column: &&AreaColumn| {
            column.name != key && column.values.iter().flatten().count() >= MIN_VALUES
        };
        table.columns.iter().filter(is_value).cloned()
    });
    let columns: Vec<AreaColumn> = columns.collect();
    if columns.is_empty() {
        return areas
            .table
            .is_some()
            .then(|| view! { <p class="notice bad">{format!("No column of the table has numbers for at least {MIN_VALUES} areas.")}</p> })
            .into_any();
    }
    view! { <Choices columns=columns areas=areas/> }.into_any()
}

/// The place of the column that most likely says how poor or rich areas are.
fn likely(columns: &[AreaColumn]) -> usize {
    let named =
        |word: &str| columns.iter().position(|column| column.name.to_ascii_lowercase().contains(word));
    ["hardship", "depriv", "poverty", "income"].into_iter().find_map(named).unwrap_or(0)
}

fn means_well_off(name: &str) -> bool {
    ["income", "value", "wealth"].into_iter().any(|word| name.to_ascii_lowercase().contains(word))
}

fn is_index(name: &str) -> bool {
    ["hardship", "depriv", "index"].into_iter().any(|word| name.to_ascii_lowercase().contains(word))
}

#[component]
fn Choices(columns: Vec<AreaColumn>, areas: Arc<AreasView>) -> impl IntoView {
    let state = expect_context::<State>();
    let index = RwSignal::new(likely(&columns));
    let name_at = move |columns: &[AreaColumn], at: usize| {
        columns.get(at).map(|column| column.name.clone()).unwrap_or_default()
    };
    let first = name_at(&columns, index.get_untracked());
    let well_off = RwSignal::new(means_well_off(&first));
    // An index is made of the columns beside it; of anything else that is not to be supposed.
    let components = RwSignal::new(vec![is_index(&first); columns.len()]);
    let halves = state.invented.get_untracked();
    let by_thresholds = RwSignal::new(halves);
    // Thresholds are places in the list of values: a browser asks its maker about fields that are typed into, and sliders are none.
    let sorted = StoredValue::new(sorted_values(columns.get(index.get_untracked())));
    let middle = move || sorted.with_value(Vec::len) / 2;
    let (low_at, high_at) = (RwSignal::new(middle()), RwSignal::new(middle()));
    let value_at = move |at: usize| sorted.with_value(|sorted| sorted.get(at).copied().unwrap_or(0.0));
    let (low, high) = (move || value_at(low_at.get()), move || value_at(high_at.get()));
    let seeds = RwSignal::new(5_usize);
    let taken = RwSignal::new(Vec::<TileId>::new());
    let columns = StoredValue::new(columns);
    // Thresholds are asked as the table has its values; turned round, the upper one comes first.
    let grouping = move || {
        let (below, from) = if well_off.get() { (-high(), -low()) } else { (low(), high()) };
        if by_thresholds.get() {
            Grouping::thresholds(below, from).ok()
        } else {
            Some(Grouping::OuterQuintiles)
        }
    };
    let value = move || AreaValue {
        column: columns.with_value(|columns| name_at(columns, index.get())),
        well_off: well_off.get(),
    };
    let request = move || AuditRequest {
        index: value(),
        components: columns.with_value(|columns| {
            let chosen = components.get();
            let is_chosen =
                |(at, _): &(usize, &AreaColumn)| chosen.get(*at) == Some(&true) && *at != index.get();
            columns.iter().enumerate().filter(is_chosen).map(|(_, column)| column.name.clone()).collect()
        }),
        grouping: grouping().unwrap_or_default(),
        seeds: seeds.get(),
        chosen: taken.get(),
    };
    // The score page's harm is told by the same value.
    Effect::new(move || state.compared.set(Some(value())));
    let of_tile = StoredValue::new(areas.of_tile.clone());
    let sizes = move || {
        let groups = columns.with_value(|columns| {
            let values = columns.get(index.get()).map(|column| column.values.as_slice()).unwrap_or_default();
            let turned = |value: &Option<f64>| value.map(|value| if well_off.get() { -value } else { value });
            let turned: Vec<Option<f64>> = values.iter().map(turned).collect();
            grouping().map(|grouping| grouping.groups(&turned)).unwrap_or_default()
        });
        let of = |group: Group| {
            let areas = groups.iter().filter(|of| **of == Some(group)).count();
            let is_in = |area: &&u32| groups.get(**area as usize) == Some(&Some(group));
            let tiles = of_tile.with_value(|of_tile| of_tile.iter().flatten().filter(is_in).count());
            format!("{areas} areas ({} tiles)", count(tiles as u64))
        };
        format!(
            "Compared: {} of low values, the well-off, with {} of high values, the poor. A verdict needs 20 tiles with forecast arrests, 5 areas and 300 arrests in each.",
            of(Group::Low),
            of(Group::High)
        )
    };
    let trouble = move || grouping().is_none().then_some("the second threshold must be at least the first");
    let missing = move || {
        let (lines, all) = columns.with_value(|columns| {
            columns.get(index.get()).map(|column| column.missing.clone()).unwrap_or_default()
        });
        (all > 0).then(|| {
            view! { <Lines title="Areas without a value (the first)" lines=lines testid="missing-values"/> }
        })
    };
    let idle = move || state.activity.get() == Activity::Idle;
    let has_settings = move || state.base().is_some();
    let go = move |_| {
        if let Some(settings) = state.base_untracked() {
            state.run_audit(settings, untrack(request));
        }
    };
    let options = columns.with_value(|columns| {
        let option = |(at, column): (usize, &AreaColumn)| {
            view! { <option selected=at == index.get_untracked() value=at.to_string()>{column.name.clone()}</option> }
        };
        columns.iter().enumerate().map(option).collect_view()
    });
    let boxes = columns.with_value(|columns| {
        let tick = move |(at, column): (usize, &AreaColumn)| {
            let name = column.name.clone();
            view! {
                <label class="tick-box" class:disabled=move || index.get() == at>
                    <input type="checkbox" prop:checked=move || components.get().get(at) == Some(&true) && index.get() != at
                        disabled=move || index.get() == at
                        on:change=move |event| components.update(|chosen| if let Some(chosen) = chosen.get_mut(at) { *chosen = event_target_checked(&event) })/>
                    {name}
                </label>
            }
        };
        columns.iter().enumerate().map(tick).collect_view()
    });
    let slider = move |at: RwSignal<usize>, labels: [&'static str; 2], testid: &'static str| {
        let last = move || {
            index.track();
            sorted.with_value(Vec::len).saturating_sub(1).to_string()
        };
        view! {
            <label class="grow">{move || labels[usize::from(well_off.get())]}" "{move || value_at(at.get()).to_string()}
                <input type="range" min="0" max=last data-testid=testid prop:value=move || at.get().to_string()
                    aria-valuetext=move || value_at(at.get()).to_string()
                    on:input=move |event| at.set(event_target_value(&event).parse().unwrap_or(0))/>
            </label>
        }
    };
    view! {
        <h3>"What areas are compared by"</h3>
        <div class="row">
            <label>"Value "
                <select data-testid="index" on:change=move |event| {
                    let at = event_target_value(&event).parse().unwrap_or(0);
                    well_off.set(columns.with_value(|columns| means_well_off(&name_at(columns, at))));
                    sorted.set_value(columns.with_value(|columns| sorted_values(columns.get(at))));
                    low_at.set(middle());
                    high_at.set(middle());
                    columns.with_value(|columns| components.set(vec![is_index(&name_at(columns, at)); columns.len()]));
                    index.set(at);
                }>{options}</select>
            </label>
            <label>"High values mean "
                <select data-testid="direction" prop:value=move || if well_off.get() { "rich" } else { "poor" }
                    on:change=move |event| well_off.set(event_target_value(&event) == "rich")>
                    <option value="poor">"hardship"</option>
                    <option value="rich">"being well off"</option>
                </select>
            </label>
            <label>"Groups "
                <select data-testid="grouping" on:change=move |event| by_thresholds.set(event_target_value(&event) == "thresholds")>
                    <option value="quintiles" selected=!halves>"outer quintiles: the two lowest against the two highest"</option>
                    <option value="thresholds" selected=halves>"by thresholds"</option>
                </select>
            </label>
            <Show when=move || by_thresholds.get()>
                {slider(low_at, ["below", "at most"], "below")}
                {slider(high_at, ["against at least", "against above"], "from")}
            </Show>
            <label>"Seeds "
                <select data-testid="audit-seeds" on:change=move |event| seeds.set(event_target_value(&event).parse().unwrap_or(5))>
                    <option value="5">"5: a verdict that changes is unstable"</option>
                    <option value="1">"1: a quick look, in a fifth of the time"</option>
                </select>
            </label>
        </div>
        <p class="hint" data-testid="group-sizes">{sizes}</p>
        {missing}
        <details>
            <summary>"What the value is made of: explained one by one and together, beside the value itself"</summary>
            <div class="tick-boxes">{boxes}</div>
        </details>
        {move || trouble().map(|text| view! { <p class="notice bad" role="alert">{sentence(text)}</p> })}
        <ChosenTiles areas=areas taken=taken/>
        <p class="hint">"Crime is raised and lowered in the model of the test period, in the whole city and in each group, 200 draws each; then 39 networks are learnt that know nothing, for each seed. Outer quintiles and five seeds are what docs/validity.md fixed, with all rules, before any real file was audited; anything else is exploratory. Settle yours before you look."</p>
        <button type="button" class="button primary" data-testid="audit-run" disabled=move || !idle() || !has_settings() || trouble().is_some() on:click=go>"Audit"</button>
    }
}

/// A column's values in ascending order, each once.
fn sorted_values(column: Option<&AreaColumn>) -> Vec<f64> {
    let mut values: Vec<f64> =
        column.iter().flat_map(|column| column.values.iter().copied().flatten()).collect();
    values.sort_unstable_by(f64::total_cmp);
    values.dedup();
    values
}
