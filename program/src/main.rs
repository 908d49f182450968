//! The browser program's entry; empty natively.

fn main() {
    #[cfg(target_arch = "wasm32")]
    watchback_app::start();
}
