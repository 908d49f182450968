//! The command line. Empty on wasm.

fn main() {}
