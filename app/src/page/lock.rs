//! The lock on the network, and the program's own text, both of which index.html holds.

use web_sys::Element;

/// Holds the policy that is added once the program is loaded.
const LOCKED_POLICY: &str = "meta[name=policy-once-loaded]";
/// The script that holds the glue.
const GLUE: &str = "script#glue";

/// The JavaScript of this program, from which workers are made.
pub(super) fn glue() -> Option<String> {
    document()?.query_selector(GLUE).ok()??.text_content()
}

/// Forbids every request from now on: policies add up, and none can be taken away. `None` if the
/// page does not hold the policy.
pub(super) fn lock_network() -> Option<()> {
    let document = document()?;
    let policy = document.query_selector(LOCKED_POLICY).ok()??.get_attribute("content")?;
    let meta: Element = document.create_element("meta").ok()?;
    meta.set_attribute("http-equiv", "Content-Security-Policy").ok()?;
    meta.set_attribute("content", &policy).ok()?;
    document.query_selector("head").ok()??.append_child(&meta).ok()?;
    document.document_element()?.set_attribute("data-network", "locked").ok()
}

fn document() -> Option<web_sys::Document> {
    web_sys::window()?.document()
}
