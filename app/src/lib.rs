//! The browser program: a page that computes nothing, and workers that do all of it.
//!
//! In order, each using only those before it: [`protocol`] is what page and workers exchange,
//! [`logic`] what the page decides without a browser, then the workers' side and the page. The last
//! two are for wasm alone.

pub mod logic;
#[cfg(target_arch = "wasm32")]
mod page;
pub mod protocol;
#[cfg(target_arch = "wasm32")]
mod worker;

/// Starts as page or as worker, by the global that the program runs in.
#[cfg(target_arch = "wasm32")]
pub fn start() {
    console_error_panic_hook::set_once();
    match worker::worker_scope() {
        Some(scope) => worker::start(&scope),
        None => page::start(),
    }
}
