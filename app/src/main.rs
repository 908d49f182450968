//! The browser program: a page that computes nothing, and workers that do all of it. Page or worker, by the global it runs in.
//!
//! A package of its own, because it is built small and the engine fast. It is for wasm alone.

mod areas_view;
mod crew;
mod page;
mod theme;
mod view;
mod workers;

fn main() {
    console_error_panic_hook::set_once();
    match workers::worker_scope() {
        Some(scope) => workers::start(&scope),
        None => page::mount(),
    }
}
