//! What a person may change of an offered study: tiles, steps, threshold, box and periods, each
//! with what it means.

use leptos::prelude::*;

use super::state::State;
use crate::logic::question::{Question, SHARES, STEPS, StudyChange, TESTS, TILES, YEARS};
use crate::logic::units::side_in_words;
use watchback::letters::number;
use watchback::study::StudySettings;
use watchback_translate::tr;

/// The controls.
#[component]
pub(super) fn StudyChanges(offered: Memo<Option<StudySettings>>, asked: RwSignal<Question>) -> impl IntoView {
    let state = expect_context::<State>();
    let select = move |label: &'static str,
                       meaning: &'static str,
                       testid: &'static str,
                       options: Vec<(String, AnyView)>,
                       now: fn(StudyChange) -> Option<f64>,
                       set: fn(&mut StudyChange, Option<f64>)| {
        // An address may have chosen already.
        let now = now(asked.get_untracked().change).map(|value| value.to_string());
        let options = options
            .into_iter()
            .map(|(value, name)| {
                let is_chosen = now.as_ref() == Some(&value);
                view! { <option value=value selected=is_chosen>{name}</option> }
            })
            .collect_view();
        view! {
            <label>{label}" "
                <select data-testid=testid on:change=move |event| {
                    let value = number(&event_target_value(&event));
                    asked.update(|asked| set(&mut asked.change, value));
                }><option value="">{tr!("as offered")}</option>{options}</select>
            </label>
            <p class="hint">{meaning}</p>
        }
        .into_any()
    };
    let named = |values: &[f64], name: &dyn Fn(f64) -> String| -> Vec<(String, AnyView)> {
        values.iter().map(|&value| (value.to_string(), name(value).into_any())).collect()
    };
    let years: Vec<f64> = YEARS.map(f64::from).into();
    let tests: Vec<f64> = TESTS.map(f64::from).into();
    let steps: Vec<f64> = STEPS.map(|days| days as f64).into();
    let tiles = TILES
        .iter()
        .map(|&metres| (metres.to_string(), (move || side_in_words(metres, state.lengths())).into_any()));
    let tiles = tiles.collect();
    let plural = |n: f64, one: &str| if n == 1.0 { format!("1 {one}") } else { tr!("{n} {one}s") };
    let sides = [(0_usize, tr!("south")), (1, tr!("north")), (2, tr!("west")), (3, tr!("east"))].map(|(side, name)| {
        view! {
            <label>{name}" "
                <input type="range" min="0" max="45" step="1" prop:value=move || asked.get().change.cut[side].to_string()
                    aria-label=tr!("Hundredths of the box left out in the {name}") data-testid=format!("cut-{name}")
                    on:input=move |event| asked.update(|asked| asked.change.cut[side] = event_target_value(&event).parse().unwrap_or(0))/>
            </label>
        }
    });
    let bounds = move || {
        offered.get().map(|settings| {
            let of = asked.get().change.applied_to(settings).bounds;
            tr!(
                "{:.4} to {:.4} north, {:.4} to {:.4} east. Only what lies in it is counted.",
                of.south,
                of.north,
                of.west,
                of.east
            )
        })
    };
    view! {
        <details data-testid="study-changes">
            <summary>{tr!("Tiles, steps, threshold, periods and box")}</summary>
            {select(tr!("Tiles of"), tr!("A tile's side. Smaller tiles say more exactly where, and hold too few crimes to learn from."), "tile-metres",
                tiles, |change| change.tile_metres, |change, value| change.tile_metres = value)}
            {select(tr!("Steps of"), tr!("What a forecast is for: so many days. Longer steps hold more crimes and say less exactly when."), "step-days",
                named(&steps, &|days| plural(days, tr!("day"))), |change| change.step_days.map(|days| days as f64), |change, value| change.step_days = value.map(|days| days as usize))}
            {select(tr!("Keep streams with an event in at least"), tr!("The share of training steps with an event below which a tile is not forecast."), "min-share",
                named(&SHARES, &|share| tr!("{} % of steps", 100.0 * share)), |change| change.min_event_share, |change, value| change.min_event_share = value)}
            {select(tr!("Learn from the last"), tr!("Years before the test period. More years hold more to learn from, and older ways."), "training-years",
                named(&years, &|years| plural(years, tr!("year"))), |change| change.training_years.map(f64::from), |change, value| change.training_years = value.map(|years| years as i32))}
            {select(tr!("Test on"), tr!("Days after training that the forecast has not seen. 365 hold every season."), "test-days",
                named(&tests, &|days| plural(days, tr!("day"))), |change| change.test_days.map(f64::from), |change, value| change.test_days = value.map(|days| days as i32))}
            <p>{tr!("Leave out of the box in the")}</p>
            <div class="row">{sides.into_iter().collect_view()}</div>
            <p class="hint">{bounds}</p>
        </details>
    }
}
