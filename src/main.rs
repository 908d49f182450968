//! The browser program: page or worker, by the global it runs in. Empty off wasm.

fn main() {
    #[cfg(target_arch = "wasm32")]
    watchback::app::start();
}
