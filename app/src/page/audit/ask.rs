//! What areas are compared by, and the button.

use std::sync::Arc;

use leptos::prelude::*;

use crate::logic::format::{count, sentence};
use crate::page::area_map::AreaMap;
use crate::page::documents::ValidityLink;
use crate::page::state::{Activity, State};
use crate::protocol::{AreaColumn, AreasView};
use crate::protocol::{AreaValue, AuditRequest, Measure};
use watchback::audit::{AuditSettings, Group, Grouping};
use watchback::space::TileId;
use watchback::wording::findings::Ends;

use super::areas::Lines;
use super::chosen_tiles::ChosenTiles;
use watchback_translate::{look_up, mark, tr};

/// What a value may measure.
const MEASURES: [(Measure, &str, &str); 4] = [
    (Measure::Hardship, "hardship", mark!("hardship or need")),
    (Measure::Income, "income", mark!("income or wealth")),
    (Measure::Share, "share", mark!("the share of a group of people")),
    (Measure::Other, "other", mark!("something else")),
];

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
            .then(|| view! { <p class="notice bad">{tr!("No column of the table has numbers for at least {MIN_VALUES} areas.")}</p> })
            .into_any();
    }
    view! { <Choices columns=columns areas=areas/> }.into_any()
}

/// The place of the column that says by its name how poor or rich areas are. Any other column is
/// chosen by the person.
fn likely(columns: &[AreaColumn]) -> Option<usize> {
    let named =
        |word: &str| columns.iter().position(|column| column.name.to_ascii_lowercase().contains(word));
    ["hardship", "depriv", "poverty", "income"].into_iter().find_map(named)
}

/// What a column measures, where its name says it.
fn measure_of(name: &str) -> Option<Measure> {
    let name = name.to_ascii_lowercase();
    let of = |words: &[&str], measure| words.iter().any(|word| name.contains(word)).then_some(measure);
    of(&["hardship", "depriv", "poverty", "below pov", "unemploy"], Measure::Hardship)
        .or_else(|| of(&["income", "wealth", "home value"], Measure::Income))
        .or_else(|| of(&["percent", "pct", "share", "black", "white", "hispanic", "latino"], Measure::Share))
}

fn is_index(name: &str) -> bool {
    ["hardship", "depriv", "index"].into_iter().any(|word| name.to_ascii_lowercase().contains(word))
}

/// By what areas are compared, as chosen so far; cheap to copy.
#[derive(Clone, Copy)]
struct Comparison {
    columns: StoredValue<Vec<AreaColumn>>,
    /// The column of the value.
    index: RwSignal<usize>,
    /// Whether that was recognised or chosen: else nothing is compared yet.
    is_chosen: RwSignal<bool>,
    /// What it measures; `None` until the person has said it.
    measure: RwSignal<Option<Measure>>,
    /// By column, whether the value is made of it.
    components: RwSignal<Vec<bool>>,
    by_thresholds: RwSignal<bool>,
    /// The value's numbers, ascending, each once. Thresholds are places in this list: a browser
    /// asks its maker about fields that are typed into, and sliders are none.
    sorted: StoredValue<Vec<f64>>,
    low_at: RwSignal<usize>,
    high_at: RwSignal<usize>,
}

impl Comparison {
    fn new(columns: Vec<AreaColumn>, by_thresholds: bool) -> Self {
        let recognised = likely(&columns);
        let index = recognised.unwrap_or(0);
        let comparison = Self {
            is_chosen: RwSignal::new(recognised.is_some()),
            columns: StoredValue::new(columns),
            index: RwSignal::new(index),
            measure: RwSignal::new(None),
            components: RwSignal::new(Vec::new()),
            by_thresholds: RwSignal::new(by_thresholds),
            sorted: StoredValue::new(Vec::new()),
            low_at: RwSignal::new(0),
            high_at: RwSignal::new(0),
        };
        comparison.choose(index);
        comparison
    }

    /// Takes another column for the value.
    fn choose(self, at: usize) {
        let name = self.name_at(at);
        self.measure.set(measure_of(&name));
        self.sorted.set_value(self.columns.with_value(|columns| sorted_values(columns.get(at))));
        let middle = self.sorted.with_value(Vec::len) / 2;
        self.low_at.set(middle);
        self.high_at.set(middle);
        // An index is made of the columns beside it; of anything else that is not to be supposed.
        self.components.set(vec![is_index(&name); self.columns.with_value(Vec::len)]);
        self.index.set(at);
    }

    fn name_at(self, at: usize) -> String {
        self.columns
            .with_value(|columns| columns.get(at).map(|column| column.name.clone()).unwrap_or_default())
    }

    fn number_at(self, at: usize) -> f64 {
        self.sorted.with_value(|sorted| sorted.get(at).copied().unwrap_or(0.0))
    }

    /// What areas are compared by, once that is said.
    fn value(self) -> Option<AreaValue> {
        let measure = self.measure.get().filter(|_| self.is_chosen.get())?;
        Some(AreaValue { column: self.name_at(self.index.get()), measure })
    }

    fn is_turned(self) -> bool {
        self.measure.get() == Some(Measure::Income)
    }

    /// The groups compared; `None` for thresholds the wrong way round.
    fn grouping(self) -> Option<Grouping> {
        if !self.by_thresholds.get() {
            return Some(Grouping::OuterQuintiles);
        }
        let (low, high) = (self.number_at(self.low_at.get()), self.number_at(self.high_at.get()));
        // Thresholds are asked as the table has its values; turned round, the upper one comes
        // first.
        let (below, from) = if self.is_turned() { (-high, -low) } else { (low, high) };
        Grouping::thresholds(below, from).ok()
    }

    /// The columns that the value is made of.
    fn components(self) -> Vec<String> {
        let (chosen, index) = (self.components.get(), self.index.get());
        let is_chosen = |(at, _): &(usize, &AreaColumn)| chosen.get(*at) == Some(&true) && *at != index;
        self.columns.with_value(|columns| {
            columns.iter().enumerate().filter(is_chosen).map(|(_, column)| column.name.clone()).collect()
        })
    }

    /// What areas are compared by, with an example; or what is still to be said.
    fn says(self) -> String {
        let Some(value) = self.value() else {
            return if self.is_chosen.get() {
                tr!("Say what the value measures: its name does not tell.").to_owned()
            } else {
                tr!("No column's name says how areas are to be compared: choose one.").to_owned()
            };
        };
        let ends = Ends::new(&value.column, value.is_turned());
        tr!("Areas are put in five groups, from {} to {}.", ends.first(), ends.last())
    }

    /// How many areas and tiles are compared. `area_by_tile`: the area of each tile.
    fn sizes(self, area_by_tile: &[Option<u32>]) -> String {
        // What is still to be said stands above.
        let Some(value) = self.value() else { return String::new() };
        let values = self.columns.with_value(|columns| {
            let column = columns.get(self.index.get());
            column.map(|column| value.compared(column.values.clone()).values).unwrap_or_default()
        });
        let groups = self.grouping().map(|grouping| grouping.groups(&values)).unwrap_or_default();
        let size = |group: Group| {
            let areas = groups.iter().filter(|of| **of == Some(group)).count();
            let is_in = |area: &&u32| groups.get(**area as usize) == Some(&Some(group));
            let tiles = area_by_tile.iter().flatten().filter(is_in).count();
            tr!("{areas} areas ({} tiles)", count(tiles as u64))
        };
        let ends = Ends::new(&value.column, value.is_turned());
        tr!(
            "Compared: {} of the {} with {} of the {}. A verdict needs 20 tiles with forecast arrests, 5 areas and 300 arrests in each.",
            size(Group::Low),
            ends.first(),
            size(Group::High),
            ends.last()
        )
    }
}

#[component]
fn Choices(columns: Vec<AreaColumn>, areas: Arc<AreasView>) -> impl IntoView {
    let state = expect_context::<State>();
    let comparison = Comparison::new(columns, state.invented.get_untracked());
    let seeds = RwSignal::new(AuditSettings::default().seeds);
    let taken = RwSignal::new(Vec::<TileId>::new());
    let request = move || {
        Some(AuditRequest {
            index: comparison.value()?,
            components: comparison.components(),
            grouping: comparison.grouping().unwrap_or_default(),
            seeds: seeds.get(),
            chosen: taken.get(),
        })
    };
    // The score page's harm is told by the same value.
    Effect::new(move || state.compared.set(comparison.value()));
    let area_by_tile = StoredValue::new(areas.of_tile.clone());
    let sizes = move || area_by_tile.with_value(|area_by_tile| comparison.sizes(area_by_tile));
    let trouble = move || {
        comparison.grouping().is_none().then_some(tr!("the second threshold must be at least the first"))
    };
    let missing = move || {
        let (lines, all) = comparison.columns.with_value(|columns| {
            columns.get(comparison.index.get()).map(|column| column.missing.clone()).unwrap_or_default()
        });
        (all > 0).then(|| {
            view! { <Lines title=tr!("Areas without a value (the first)") lines=lines testid="missing-values"/> }
        })
    };
    let mapped = areas.clone();
    let map = move || {
        let (value, settings) = (comparison.value()?, state.base_untracked()?);
        Some(
            view! { <AreaMap areas=mapped.clone() value=value settings=settings table_name=tr!("The areas and their values as a table") saved_as=tr!("The areas and their values")/> },
        )
    };
    let idle = move || state.activity.get() == Activity::Idle;
    let has_settings = move || state.base().is_some();
    let go = move |_| {
        if let (Some(settings), Some(request)) = (state.base_untracked(), untrack(request)) {
            state.run_audit(settings, request);
        }
    };
    let pushes = state.has_arrests().then(|| {
        let waits =
            move || !idle() || !has_settings() || comparison.value().is_none() || trouble().is_some();
        view! {
            <h3>{tr!("Where do arrests go when crime rises?")}</h3>
            <p>{tr!("Crime is raised and lowered in the model of the test period, in the whole city and in each group, 200 draws each. Then 39 null networks are learnt for each seed.")}</p>
            <p class="hint" data-testid="group-sizes">{sizes}</p>
            <details>
                <summary>{tr!("Settings of the audit, fixed beforehand")}</summary>
                <p class="hint">{tr!("Outer quintiles and five seeds were fixed, with ")}<ValidityLink/>{tr!(", before any real file was audited; anything else is exploratory. Settle yours before you look.")}</p>
                <div class="row">
                    <GroupsChoice comparison=comparison/>
                    <label>{tr!("Seeds ")}
                        <select data-testid="audit-seeds" on:change=move |event| seeds.set(event_target_value(&event).parse().unwrap_or(5))>
                            <option value="5">{tr!("5: a verdict that changes is unstable")}</option>
                            <option value="1">{tr!("1: a quick look, in a fifth of the time")}</option>
                        </select>
                    </label>
                </div>
            </details>
            <Components comparison=comparison/>
            {move || trouble().map(|text| view! { <p class="notice bad" role="alert">{sentence(text)}</p> })}
            <ChosenTiles areas=areas taken=taken/>
            <button type="button" class="button primary" data-testid="audit-run" disabled=waits on:click=go>{tr!("Audit")}</button>
        }
    });
    view! {
        <h3>{tr!("What areas are compared by")}</h3>
        <div class="row"><ValueChoice comparison=comparison/></div>
        <p class="hint" data-testid="value-text">{move || comparison.says()}</p>
        {map}
        {missing}
        {pushes}
    }
}

/// The column, and what it measures.
#[component]
fn ValueChoice(comparison: Comparison) -> impl IntoView {
    let measure = comparison.measure;
    let first = comparison.index.get_untracked();
    let is_chosen = comparison.is_chosen.get_untracked();
    let none =
        (!is_chosen).then(|| view! { <option value="" selected=true disabled=true>{tr!("choose")}</option> });
    let choose = move |event| {
        if let Ok(at) = event_target_value(&event).parse() {
            comparison.choose(at);
            comparison.is_chosen.set(true);
        }
    };
    let options = comparison.columns.with_value(|columns| {
        let option = |(at, column): (usize, &AreaColumn)| {
            view! { <option selected=is_chosen && at == first value=at.to_string()>{column.name.clone()}</option> }
        };
        columns.iter().enumerate().map(option).collect_view()
    });
    view! {
        <label>{tr!("Value ")}
            <select data-testid="index" on:change=choose>{none}{options}</select>
        </label>
        <label>{tr!("What does it measure? ")}
            <select data-testid="measure" prop:value=move || MEASURES.iter().find(|(of, ..)| Some(*of) == measure.get()).map_or("", |(_, name, _)| name)
                on:change=move |event| measure.set(MEASURES.iter().find(|(_, name, _)| *name == event_target_value(&event)).map(|(of, ..)| *of))>
                <option value="" disabled=true>{tr!("say it")}</option>
                {MEASURES.map(|(_, name, title)| view! { <option value=name>{look_up(title)}</option> })}
            </select>
        </label>
    }
}

/// The groups.
#[component]
fn GroupsChoice(comparison: Comparison) -> impl IntoView {
    let by_thresholds = comparison.by_thresholds;
    let halves = by_thresholds.get_untracked();
    view! {
        <label>{tr!("Groups ")}
            <select data-testid="grouping" on:change=move |event| by_thresholds.set(event_target_value(&event) == "thresholds")>
                <option value="quintiles" selected=!halves>{tr!("outer quintiles: the two lowest against the two highest")}</option>
                <option value="thresholds" selected=halves>{tr!("by thresholds")}</option>
            </select>
        </label>
        <Show when=move || by_thresholds.get()>
            <Threshold comparison=comparison at=comparison.low_at labels=[tr!("below"), tr!("at most")] testid="below"/>
            <Threshold comparison=comparison at=comparison.high_at labels=[tr!("against at least"), tr!("against above")] testid="from"/>
        </Show>
    }
}

/// A threshold as a slider. `labels`: of hardship, and of being well off.
#[component]
fn Threshold(
    comparison: Comparison,
    at: RwSignal<usize>,
    labels: [&'static str; 2],
    testid: &'static str,
) -> impl IntoView {
    let last = move || {
        comparison.index.track();
        comparison.sorted.with_value(Vec::len).saturating_sub(1).to_string()
    };
    let number = move || comparison.number_at(at.get()).to_string();
    view! {
        <label class="grow">{move || labels[usize::from(comparison.is_turned())]}" "{number}
            <input type="range" min="0" max=last data-testid=testid prop:value=move || at.get().to_string()
                aria-valuetext=number
                on:input=move |event| at.set(event_target_value(&event).parse().unwrap_or(0))/>
        </label>
    }
}

/// The columns that the value is made of, to be ticked.
#[component]
fn Components(comparison: Comparison) -> impl IntoView {
    let Comparison { columns, index, components, .. } = comparison;
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
    view! {
        <details>
            <summary>{tr!("What the value is made of: explained one by one and together, beside the value itself")}</summary>
            <div class="tick-boxes">{boxes}</div>
        </details>
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
