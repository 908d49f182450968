//! The engine in a browser's worker, where the page runs it. `make test-wasm` builds it as the page is built.
#![cfg(target_arch = "wasm32")]

use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use watchback::study::{CHICAGO, preset};

wasm_bindgen_test_configure!(run_in_dedicated_worker);

#[wasm_bindgen_test]
fn chicago_is_checked_as_natively() {
    let chicago = preset(CHICAGO).and_then(|settings| settings.check());
    assert_eq!(chicago.map(|study| study.training().n_days()), Ok(1096));
}
