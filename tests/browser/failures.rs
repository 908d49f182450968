//! When something is missing or breaks: a sentence and a next step, never a page that waits for
//! ever.

use std::time::Duration;

use serde_json::json;

use crate::TestResult;
use crate::app::App;
use crate::main_job::opened;

const SOON: Duration = Duration::from_secs(30);

#[tokio::test(flavor = "multi_thread")]
async fn a_browser_without_module_workers_is_told_which_will_do() -> TestResult {
    let app = App::start().await?;
    app.before_every_page(
        "window.Worker = class { constructor() { throw new TypeError('no module workers'); } };",
    )
    .await?;
    app.open().await?;
    let sentence = app.wait_for("[data-testid=failure]", SOON).await?.text().await?;
    assert!(sentence.contains("Use Firefox"), "{sentence}");
    app.screenshot_whole("8-no-workers", 1280).await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn workers_that_fail_at_once_are_not_started_for_ever() -> TestResult {
    let app = App::start().await?;
    // An old browser takes the module for a plain script, which fails; so does this one.
    app.before_every_page(
        "window.made = 0;
         window.Worker = class extends Worker {
           constructor() { super(URL.createObjectURL(new Blob(['throw new Error()']))); window.made += 1; }
         };",
    )
    .await?;
    app.open().await?;
    let sentence = app.wait_for("[data-testid=failure]", SOON).await?.text().await?;
    assert!(sentence.contains("Use Firefox"), "{sentence}");
    tokio::time::sleep(Duration::from_secs(2)).await;
    let made = app.evaluate("return window.made;").await?;
    assert!(made.as_u64().is_some_and(|made| made < 20), "{made}");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lead_that_fails_is_told() -> TestResult {
    let app = App::start().await?;
    app.before_every_page(
        "window.made = [];
         window.Worker = class extends Worker { constructor(...given) { super(...given); window.made.push(this); } };",
    )
    .await?;
    opened(&app).await?;
    app.evaluate(
        "window.made[0].dispatchEvent(new ErrorEvent('error', { message: 'unreachable' })); return null;",
    )
    .await?;
    let sentence = app.wait_for("[data-testid=failure]", SOON).await?.text().await?;
    assert!(sentence.contains("reload this page"), "{sentence}");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn without_javascript_the_page_says_so() -> TestResult {
    let app = App::start().await?;
    app.command("Emulation.setScriptExecutionDisabled", json!({ "value": true })).await?;
    app.open().await?;
    app.screenshot("8-no-javascript").await?;
    let source = app.driver.source().await?;
    assert!(source.contains("needs JavaScript"), "{source}");
    Ok(())
}
