//! The browser program: page or worker, by the global it runs in. Empty off wasm.

fn main() {}
