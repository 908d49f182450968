//! What a person may change of an offered study: tiles, steps, threshold, box and periods, each
//! with what it means.

use leptos::prelude::*;

use super::state::State;
use crate::logic::units::side_in_words;
use watchback::letters::number;
use watchback::space::square_tile;
use watchback::study::StudySettings;
use watchback_translate::tr;

/// Changes; what is not changed stays as it was offered.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct StudyChange {
    tile_metres: Option<f64>,
    step_days: Option<usize>,
    min_event_share: Option<f64>,
    training_years: Option<i32>,
    test_days: Option<i32>,
    /// How much of the box is left out in the south, north, west and east, hundredths.
    cut: [u8; 4],
}

const TILES: [f64; 6] = [150.0, 300.0, 450.0, 600.0, 900.0, 1_200.0];
const STEPS: [usize; 4] = [1, 2, 3, 7];
const SHARES: [f64; 5] = [0.01, 0.02, 0.05, 0.1, 0.2];
const YEARS: [i32; 4] = [1, 2, 3, 4];
const TESTS: [i32; 4] = [91, 101, 182, 365];

impl StudyChange {
    /// The settings with the changes.
    pub(super) fn applied_to(self, mut settings: StudySettings) -> StudySettings {
        let bounds = settings.bounds;
        let (height, width) = (bounds.north - bounds.south, bounds.east - bounds.west);
        let [south, north, west, east] = self.cut.map(|cut| f64::from(cut) / 100.0);
        settings.bounds.south += south * height;
        settings.bounds.north -= north * height;
        settings.bounds.west += west * width;
        settings.bounds.east -= east * width;
        if let Some(metres) = self.tile_metres {
            settings.tile = square_tile(metres, &bounds);
        }
        if let Some(days) = self.step_days {
            let (horizon, delay) =
                (settings.horizon_steps * settings.step_days, settings.max_delay_steps * settings.step_days);
            settings.step_days = days;
            settings.horizon_steps = horizon.div_ceil(days);
            settings.max_delay_steps = delay / days;
        }
        settings.min_event_share = self.min_event_share.unwrap_or(settings.min_event_share);
        if let Some(days) = self.test_days {
            settings.test_last = settings.training_last + days;
        }
        if let Some(years) = self.training_years {
            let last = settings.training_last;
            settings.training_first = last + (1 - years * 1461 / 4);
        }
        settings
    }
}

/// The controls.
#[component]
pub(super) fn StudyChanges(
    offered: Memo<Option<StudySettings>>,
    change: RwSignal<StudyChange>,
) -> impl IntoView {
    let state = expect_context::<State>();
    let select = move |label: &'static str,
                       meaning: &'static str,
                       testid: &'static str,
                       options: Vec<(String, AnyView)>,
                       set: fn(&mut StudyChange, Option<f64>)| {
        let options = options
            .into_iter()
            .map(|(value, name)| view! { <option value=value>{name}</option> })
            .collect_view();
        view! {
            <label>{label}" "
                <select data-testid=testid on:change=move |event| {
                    let value = number(&event_target_value(&event));
                    change.update(|change| set(change, value));
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
                <input type="range" min="0" max="45" step="1" prop:value=move || change.get().cut[side].to_string()
                    aria-label=tr!("Hundredths of the box left out in the {name}") data-testid=format!("cut-{name}")
                    on:input=move |event| change.update(|change| change.cut[side] = event_target_value(&event).parse().unwrap_or(0))/>
            </label>
        }
    });
    let bounds = move || {
        offered.get().map(|settings| {
            let of = change.get().applied_to(settings).bounds;
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
                tiles, |change, value| change.tile_metres = value)}
            {select(tr!("Steps of"), tr!("What a forecast is for: so many days. Longer steps hold more crimes and say less exactly when."), "step-days",
                named(&steps, &|days| plural(days, tr!("day"))), |change, value| change.step_days = value.map(|days| days as usize))}
            {select(tr!("Keep streams with an event in at least"), tr!("The share of training steps with an event below which a tile is not forecast."), "min-share",
                named(&SHARES, &|share| tr!("{} % of steps", 100.0 * share)), |change, value| change.min_event_share = value)}
            {select(tr!("Learn from the last"), tr!("Years before the test period. More years hold more to learn from, and older ways."), "training-years",
                named(&years, &|years| plural(years, tr!("year"))), |change, value| change.training_years = value.map(|years| years as i32))}
            {select(tr!("Test on"), tr!("Days after training that the forecast has not seen. 365 hold every season."), "test-days",
                named(&tests, &|days| plural(days, tr!("day"))), |change, value| change.test_days = value.map(|days| days as i32))}
            <p>{tr!("Leave out of the box in the")}</p>
            <div class="row">{sides.into_iter().collect_view()}</div>
            <p class="hint">{bounds}</p>
        </details>
    }
}
