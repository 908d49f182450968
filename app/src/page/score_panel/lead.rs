//! The main figures in one picture, and the network's gains over simple methods: dots with
//! intervals, over what chance gives.

use leptos::prelude::*;

use crate::logic::format::decimals;
use crate::page::chart_title::ChartTitle;
use crate::page::dots::Dots;
use crate::page::state::State;
use crate::page::verdict::name_of;
use watchback::results::{ComparatorRow, LeaderBoard, SetResult};
use watchback::scene::Dot;
use watchback::score::MeanOverStreams;
use watchback::study::steps_in_words;
use watchback::wording::charts::gains;
use watchback_translate::{look_up, tr};

/// What ignorant scores get under the tolerant rules with sparse events, at a tolerance:
/// docs/method.md, section 6.
#[derive(Clone, Copy, Debug)]
pub(super) struct Ignorance {
    /// Independent scores, each event once.
    pub(super) plain: f64,
    /// Independent scores, released rule.
    pub(super) released: f64,
    /// A comb that flags every third, fifth, seventh day, by either rule.
    pub(super) comb: f64,
}

/// At tolerances of 1, 2 and 3 steps.
pub(super) const IGNORANCE: [Ignorance; 3] = [
    Ignorance { plain: 0.750, released: 0.780, comb: 0.833 },
    Ignorance { plain: 0.833, released: 0.860, comb: 0.900 },
    Ignorance { plain: 0.875, released: 0.897, comb: 0.929 },
];

/// "\u{b1}1 day", "\u{b1}2 days": short, as it stands beside a figure on narrow screens.
fn either_way(width: usize, step_days: usize) -> String {
    format!("\u{b1}{}", steps_in_words(width, step_days))
}

/// The main figures.
#[component]
pub(super) fn LeadFigure(set: SetResult) -> impl IntoView {
    let step_days = expect_context::<State>().step_days();
    let rank = &set.rank;
    let at = |means: &[Option<MeanOverStreams>], width: usize| means.get(width - 1).copied().flatten();
    let strict = (tr!("Strict: the day itself").to_owned(), rank.strict, vec![0.5]);
    let released = (1..=3).zip(IGNORANCE).map(|(width, of)| {
        let name = tr!("{}, released rule", either_way(width, step_days));
        (name, at(&rank.released, width), vec![of.released, of.comb])
    });
    let plain = (1..=3).zip(IGNORANCE).map(|(width, of)| {
        let name = tr!("{}, each event once", either_way(width, step_days));
        (name, at(&rank.plain, width), vec![of.plain, of.comb])
    });
    let rows: Vec<(String, String, Dot)> = std::iter::once(strict)
        .chain(released)
        .chain(plain)
        .filter_map(|(name, mean, marks)| {
            let estimate = mean?.estimate;
            let chance = estimate.chance.map(|chance| [chance.lo, chance.mean, chance.hi]);
            let text = match estimate.chance {
                Some(chance) => tr!("{}, chance {}", decimals(estimate.value), decimals(chance.mean)),
                None => decimals(estimate.value),
            };
            Some((name, text, Dot { value: estimate.value, interval: estimate.interval, chance, marks }))
        })
        .collect();
    view! {
        <figure class="histogram" data-testid="lead-figure">
            <figcaption>{tr!("Mean AUC over streams: how well the forecast ranks each stream's own days, first strictly, then with an event allowed to fall up to 1, 2 or 3 days off. Read each dot against its own band: only what lies to the right of it is more than chance.")}</figcaption>
            <p class="legend">
                <span class="key dot-key">{tr!("the forecast, 95 % interval")}</span>
                <span class="key band-key">{tr!("chance: the same forecast shifted in time, 95 %, and its mean")}</span>
                <span class="key mark-key">{tr!("independent scores that know nothing")}</span>
                <span class="key comb-key">{tr!("a comb that knows nothing: every third, fifth, seventh day flagged")}</span>
            </p>
            <Dots rows=rows label=tr!("Main figures with intervals and chance; the table of every figure holds the numbers.")/>
            <p class="hint">{tr!("The last two are reference lines, worked out for sparse, independent scores: they show how far a tolerance lifts ignorance. They are not this forecast's chance level. That is the band, simulated from the forecast itself.")}</p>
        </figure>
    }
}

/// The network's gains over simple methods, one kind of crime.
#[component]
pub(super) fn Gains(board: LeaderBoard) -> impl IntoView {
    let row = |row: &ComparatorRow| {
        let gain = row.forecast_over;
        let chosen = if row.comparator == board.best_on_training { " \u{2020}" } else { "" };
        let value = 1e3 * gain.mean_difference;
        let interval = gain.interval.map(|(lo, hi)| (1e3 * lo, 1e3 * hi));
        let dot = Dot { value, interval, chance: None, marks: vec![0.0] };
        (
            format!("{}{chosen}", look_up(row.comparator.title())),
            crate::logic::format::signed_small(value),
            dot,
        )
    };
    let rows: Vec<_> = board.rows.iter().map(row).collect();
    let title = gains(name_of(Some(board.variable)), &board);
    view! {
        <figure class="histogram" data-testid="gains">
            <ChartTitle finding=title.finding measure=title.measure/>
            <Dots rows=rows label=tr!("Gains over simple methods with intervals; the table further down holds the numbers.") of=name_of(Some(board.variable))/>
        </figure>
    }
}
