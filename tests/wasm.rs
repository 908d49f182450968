//! The engine in a browser's worker, where the page runs it.
#![cfg(target_arch = "wasm32")]

use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use watchback::study::CHICAGO;

wasm_bindgen_test_configure!(run_in_dedicated_worker);

#[wasm_bindgen_test]
fn the_chicago_study_is_checked_as_natively() {
    let _ = CHICAGO;
}
