//! Runs tests that are compiled for wasm in a browser. It is the runner of `wasm-bindgen`, built
//! here so that its version is that of Cargo.lock, and most of its crates are those that build the
//! site.

fn main() -> anyhow::Result<()> {
    wasm_bindgen_cli::wasm_bindgen_test_runner::run_cli_with_args(std::env::args_os())
}
