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
