//! The browser program: a page that computes nothing, and workers that do all of it.

mod crew;
mod page;
mod theme;
mod view;
mod workers;

/// Starts the page or, in a worker's global, the worker.
pub fn start() {
    console_error_panic_hook::set_once();
    match workers::worker_scope() {
        Some(scope) => workers::start(&scope),
        None => page::mount(),
    }
}
