//! The page as it is published.

use std::time::Duration;

use crate::TestResult;
use crate::app::App;

const SOON: Duration = Duration::from_secs(20);

#[tokio::test(flavor = "multi_thread")]
async fn opens_under_a_sub_path_without_a_complaint() -> TestResult {
    let app = App::start().await?;
    app.open().await?;
    app.wait_until("document.documentElement.dataset.network === 'locked'", SOON).await?;
    assert!(app.wait_for("h1", SOON).await?.text().await?.starts_with("Can predictive policing predict"));

    assert_eq!(app.driver.title().await?, "Watchback");
    assert_eq!(app.console_problems().await?, Vec::<String>::new());
    assert!(app.server.requests().iter().all(|request| request.status < 400), "{:?}", app.server.requests());
    assert_eq!(app.elsewhere.hosts_called(), Vec::<String>::new());
    app.screenshot("start").await?;
    Ok(())
}

/// A link that is followed says neither where it comes from nor who opened it.
#[tokio::test(flavor = "multi_thread")]
async fn links_tell_nothing_of_the_page() -> TestResult {
    let app = App::start().await?;
    app.open().await?;
    app.wait_until("document.documentElement.dataset.network === 'locked'", SOON).await?;
    let referrer = "return document.querySelector('meta[name=referrer]').content;";
    assert_eq!(app.evaluate(referrer).await?, "no-referrer");
    let open = "return [...document.links].filter((link) => link.target === '_blank' && !link.relList.contains('noopener'))
        .map((link) => link.href);";
    assert_eq!(app.evaluate(open).await?, serde_json::json!([]));
    Ok(())
}
