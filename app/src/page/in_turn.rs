//! Long results are drawn one part after another, each in a task of its own, so that the page
//! answers in between.

use std::cell::RefCell;

use gloo::timers::callback::Timeout;
use leptos::prelude::*;

thread_local! {
    static QUEUE: RefCell<Queue> = const { RefCell::new(Queue { parts: Vec::new(), next_place: 0 }) };
}

/// The parts that wait to be drawn, in the order in which they stand on the page.
struct Queue {
    parts: Vec<RwSignal<bool>>,
    /// Where the next part comes: those within the part that was drawn last come before those after
    /// it.
    next_place: usize,
}

/// Does something in a task of its own.
pub(super) fn in_next_task(act: impl FnOnce() + 'static) {
    Timeout::new(0, act).forget();
}

/// A part of the page that is drawn when all parts before it are.
#[component]
pub(super) fn InTurn(children: ChildrenFn) -> impl IntoView {
    let drawn = RwSignal::new(false);
    let is_only = QUEUE.with_borrow_mut(|queue| {
        let place = queue.next_place.min(queue.parts.len());
        queue.parts.insert(place, drawn);
        queue.next_place = place + 1;
        queue.parts.len() == 1
    });
    if is_only {
        in_next_task(draw_next);
    }
    move || drawn.get().then(|| children())
}

fn draw_next() {
    let (next, more) = QUEUE.with_borrow_mut(|queue| {
        let next = (!queue.parts.is_empty()).then(|| queue.parts.remove(0));
        queue.next_place = 0;
        (next, !queue.parts.is_empty())
    });
    if let Some(drawn) = next {
        // A part that is gone by now stays undrawn.
        let _ = drawn.try_set(true);
    }
    if more {
        in_next_task(draw_next);
    }
}
