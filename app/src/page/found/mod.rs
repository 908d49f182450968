//! What was found, for a reader who has two minutes: at most five answers, each with its doubt, its
//! picture and the way to its evidence.

mod pictures;

use leptos::prelude::*;

use super::state::State;
use crate::logic::steps::Step;
use crate::protocol::AreaValue;
use pictures::{Fifths, Gains, OnTheLine, TwoEnds};
use watchback::wording::findings::{self, Certainty, Ends, Fifth, Finding};

/// The view.
#[component]
pub(super) fn Found() -> impl IntoView {
    let state = expect_context::<State>();
    let title = move || match state.of_shown(|run| run.view.results.simulated) {
        Some(true) => "What we found in the simulated city".to_owned(),
        Some(false) => state.run.with(|run| {
            let city = run.as_ref().map(|run| run.results.study.settings().city.clone());
            format!(
                "What we found in {}",
                city.map_or("this city".to_owned(), |city| crate::protocol::city_name(&city).to_owned())
            )
        }),
        None => "What we found".to_owned(),
    };
    view! {
        <h1 id="found-title">{title}</h1>
        {move || cards(state)}
        <p class="limits-box"><strong>"What this does not say. "</strong>{findings::LIMITS}</p>
    }
}

fn ends_of(value: &AreaValue) -> Ends {
    Ends::new(&value.column, value.is_turned())
}

/// The findings that there are, in their order.
fn cards(state: State) -> impl IntoView {
    let run = state.run.get();
    let worked = run.as_ref().and_then(|run| findings::forecast(&run.results));
    let certainty = worked.as_ref().map(|finding| finding.certainty);
    let works = worked.map(|finding| {
        let run = run.clone();
        card(
            finding,
            "finding-forecast",
            "results-title",
            run.map(|run| view! { <OnTheLine run=run/> }.into_any()),
        )
    });
    let simple = run.as_ref().and_then(|run| {
        let boards = &run.results.leader_boards;
        let board = boards.first()?.clone();
        Some(card(
            findings::simple_methods(boards)?,
            "finding-simple",
            "scores-title",
            Some(view! { <Gains board=board/> }.into_any()),
        ))
    });
    let harm = state.of_shown(|run| run.harm.clone()).flatten().and_then(|(value, harm)| {
        let ends = ends_of(&value);
        let finding = findings::false_alarms(&harm, &ends)?;
        let (_, fifths) = findings::alarms_by_fifth(&harm)?;
        Some(card(finding, "finding-harm", "alarms-title", drawn(fifths, ends, 2)))
    });
    let is_together = state.is_together();
    let arrests = state.arrests.get().filter(|_| is_together).map(|told| {
        let ends = ends_of(&told.value);
        let finding = findings::arrests(&told.rates, &ends);
        let fifths = findings::arrests_by_fifth(&told.rates);
        card(finding, "finding-arrests", "arrests-title", drawn(fifths, ends, 1))
    });
    let pushed = state.audit.get().filter(|_| is_together).map(|done| {
        let ends = ends_of(&done.request.index);
        let finding = findings::pushes(&done.report.pushes, certainty, &ends);
        let claim = done.report.pushes.found().map(|report| report.claim.clone());
        let picture = claim.map(|claim| view! { <TwoEnds claim=claim ends=ends/> }.into_any());
        card(finding, "finding-pushes", "audit-title", picture)
    });
    view! { {works}{simple}{harm}{arrests}{pushed} }
}

/// Bars by fifths, where any can be told.
fn drawn(fifths: Vec<Option<Fifth>>, ends: Ends, decimals: usize) -> Option<AnyView> {
    let any = fifths.iter().any(Option::is_some);
    any.then(|| view! { <Fifths fifths=fifths ends=ends decimals=decimals/> }.into_any())
}

fn class_of(certainty: Certainty) -> &'static str {
    match certainty {
        Certainty::Shown => "badge shown",
        Certainty::NotShown => "badge",
        Certainty::Described | Certainty::CannotBeTold => "badge cannot",
    }
}

/// A finding. `evidence`: the element that it rests on.
fn card(
    finding: Finding,
    testid: &'static str,
    evidence: &'static str,
    picture: Option<AnyView>,
) -> impl IntoView {
    let state = expect_context::<State>();
    let Finding { question, answer, certainty, doubt, measure, note } = finding;
    let see = move |event: leptos::ev::MouseEvent| {
        event.prevent_default();
        state.go(Step::Evidence);
        super::show(evidence);
    };
    view! {
        <section class="finding" data-testid=testid aria-label=question>
            <div>
                <p class="asked">{question}</p>
                <h2 class="answer">{answer}</h2>
                <p><span class=class_of(certainty)>{certainty.name()}</span></p>
                <p class="doubt">{doubt}</p>
                <a href=format!("#{}", Step::Evidence.fragment()) on:click=see>"See the evidence"<span class="visually-hidden">{format!(": {question}")}</span></a>
            </div>
            {picture.map(|picture| view! {
                <figure class="picture">
                    <strong class="measure">{measure}</strong>
                    {picture}
                    <figcaption>{note}</figcaption>
                </figure>
            })}
        </section>
    }
}
