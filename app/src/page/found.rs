//! What was found, for a reader who has two minutes: at most five answers, each with its doubt, its
//! picture and the way to its evidence.

use leptos::prelude::*;

use super::ladder::Rungs;
use super::language::in_language;
use super::save_menu::SavePicture;
use super::state::State;
use crate::logic::steps::View;
use crate::protocol::AreaValue;
use watchback::pictures;
use watchback::study::SIMULATED;
use watchback::wording::findings::{self, Certainty, Ends, Fifth, Finding};
use watchback_translate::{look_up, tr};

/// The view.
#[component]
pub(super) fn Found() -> impl IntoView {
    let state = expect_context::<State>();
    let title = move || match state.of_shown(|run| run.view.results.simulated) {
        Some(true) => tr!("What we found in the simulated city").to_owned(),
        Some(false) => state.run.with(|run| {
            let city = run.as_ref().map(|run| run.results.study.settings().city.clone());
            tr!(
                "What we found in {}",
                city.map_or(tr!("this city").to_owned(), |city| crate::protocol::city_name(&city).to_owned())
            )
        }),
        None => match state.ladder().map(|kept| kept.settings.city) {
            Some(city) if city == SIMULATED => tr!("What we found in the simulated city").to_owned(),
            Some(city) => tr!("What we found in {}", crate::protocol::city_name(&city)),
            None => tr!("What we found").to_owned(),
        },
    };
    view! {
        <h1 id="found-title">{title}</h1>
        {move || state.is_from_a_file().then(|| view! { <p class="notice" data-testid="from-a-file">{look_up(findings::FROM_A_FILE)}</p> })}
        {move || told(state).into_iter().map(card).collect_view()}
        <p class="limits-box"><strong>{tr!("What this does not say. ")}</strong>{look_up(findings::LIMITS)}</p>
    }
}

fn ends_of(value: &AreaValue) -> Ends {
    Ends::new(&value.column, value.is_turned())
}

/// Draws a picture where it is shown.
pub(super) type Draw = Box<dyn FnOnce() -> AnyView>;

/// A finding, where its evidence is, and its picture.
pub(super) struct Told {
    pub(super) view: View,
    pub(super) finding: Finding,
    pub(super) picture: Option<Draw>,
}

/// The findings that there are, in their order.
pub(super) fn told(state: State) -> Vec<Told> {
    let run = state.run.get();
    let worked = run.as_ref().and_then(|run| findings::forecast(&run.results));
    let certainty = worked.as_ref().map(|finding| finding.certainty);
    let works = worked.map(|finding| Told {
        view: View::Forecast,
        finding,
        picture: run.clone().map(|run| {
            draw(move || match pictures::on_the_line(&run.results) {
                Some(svg) => drawing(svg),
                None => view! { <p class="hint">{tr!("There is too little to draw.")}</p> }.into_any(),
            })
        }),
    });
    let simple = run.as_ref().and_then(|run| {
        let boards = &run.results.leader_boards;
        let board = boards.first()?.clone();
        let picture = Some(draw(move || drawing(pictures::gains(&board))));
        Some(Told { view: View::Simple, finding: findings::simple_methods(boards)?, picture })
    });
    let harm = state.of_shown(|run| run.harm.clone()).flatten().and_then(|(value, harm)| {
        let ends = ends_of(&value);
        let finding = findings::false_alarms(&harm, &ends)?;
        let (_, fifths) = findings::alarms_by_fifth(&harm)?;
        Some(Told { view: View::Alarms, finding, picture: drawn(fifths, ends, 2) })
    });
    let arrests = state.arrests().map(|told| {
        let ends = ends_of(&told.value);
        let finding = findings::arrests(&told.rates, &ends);
        let fifths = findings::arrests_by_fifth(&told.rates);
        Told { view: View::Arrests, finding, picture: drawn(fifths, ends, 1) }
    });
    let ladder = state.ladder().and_then(|kept| {
        let (variable, finding) = findings::ladder(&kept.ladder)?;
        let picture = draw(move || view! { <Rungs kept=kept variable=variable/> }.into_any());
        Some(Told { view: View::Ladder, finding, picture: Some(picture) })
    });
    let pushed = state.audit().map(|done| {
        let ends = ends_of(&done.request.index);
        let finding = findings::pushes(&done.report.pushes, certainty, &ends);
        let claim = done.report.pushes.found().map(|report| report.claim.clone());
        let picture = claim.map(|claim| draw(move || drawing(pictures::two_ends(&claim, &ends))));
        Told { view: View::Pushes, finding, picture }
    });
    [works, simple, harm, arrests, ladder, pushed].into_iter().flatten().collect()
}

/// Bars by fifths, where any can be told.
fn drawn(fifths: Vec<Option<Fifth>>, ends: Ends, decimals: usize) -> Option<Draw> {
    let svg = pictures::fifths(&fifths, &ends, decimals)?;
    Some(draw(move || drawing(svg)))
}

/// A picture that is markup already.
fn drawing(svg: String) -> AnyView {
    view! { <div inner_html=svg></div> }.into_any()
}

fn draw(picture: impl FnOnce() -> AnyView + 'static) -> Draw {
    Box::new(picture)
}

fn class_of(certainty: Certainty) -> &'static str {
    match certainty {
        Certainty::Shown => "badge shown",
        Certainty::NotShown => "badge",
        Certainty::Described | Certainty::CannotBeTold => "badge cannot",
    }
}

/// A finding as a card.
fn card(told: Told) -> impl IntoView {
    let Told { view, finding: Finding { question, answer, certainty, doubt, measure, note }, picture } = told;
    view! {
        <section class="finding" data-testid=format!("finding-{}", view.name()) aria-label=question>
            <div>
                <p class="asked">{question}</p>
                <h2 class="answer">{answer}</h2>
                <p><Badge certainty=certainty/></p>
                <p class="doubt">{doubt}</p>
                <a href=format!("#{}", in_language(&view.fragment()))>{tr!("See the evidence")}<span class="visually-hidden">{format!(": {question}")}</span></a>
            </div>
            {picture.map(|picture| view! { <Picture name=question.to_owned() measure=measure note=note picture=picture/> })}
        </section>
    }
}

/// How certain a finding is.
#[component]
pub(super) fn Badge(certainty: Certainty) -> impl IntoView {
    view! { <span class=class_of(certainty)>{certainty.name()}</span> }
}

/// A picture between what it measures and what its parts are. `name`: what it is saved as.
#[component]
pub(super) fn Picture(name: String, measure: String, note: String, picture: Draw) -> impl IntoView {
    view! {
        <figure class="picture">
            <strong class="measure">{measure}</strong>
            {picture()}
            <SavePicture name=name/>
            <figcaption>{note}</figcaption>
        </figure>
    }
}
