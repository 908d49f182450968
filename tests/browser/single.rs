//! The whole page as one file, opened from disk, with no server.

use std::time::Duration;

use crate::TestResult;
use crate::app::{App, dist};
use crate::engine::Engine;
use crate::main_job::{LONG, native_digest, ready, run_simulated};

const SOON: Duration = Duration::from_secs(20);

#[tokio::test(flavor = "multi_thread")]
async fn the_single_file_opens_from_disk_and_gives_the_native_digest() -> TestResult {
    let expected = native_digest(1)?;
    for engine in [Engine::Chromium, Engine::Firefox] {
        if !crate::engines::is_here(engine, "the_single_file_opens_from_disk")? {
            continue;
        }
        let found = simulated_city(engine).await.map_err(|error| format!("{engine:?}: {error}"))?;
        assert_eq!(found, expected, "{engine:?}");
    }
    Ok(())
}

async fn simulated_city(engine: Engine) -> TestResult<String> {
    let app = App::start_in(engine).await?;
    let called = app.elsewhere.hosts_called().len();
    app.driver.goto(format!("file://{}", dist().join("watchback.html").display())).await?;
    ready(&app).await?;
    if engine == Engine::Chromium {
        assert_eq!(app.console_problems().await?, Vec::<String>::new());
        app.save("#save-licences", SOON).await?;
        app.screenshot("single-file").await?;
    }
    run_simulated(&app).await?;
    assert_eq!(app.server.requests().len(), 0);
    assert_eq!(app.elsewhere.hosts_called().split_off(called), Vec::<String>::new());
    assert_eq!(app.text("[data-testid=requests-since-load]").await?, "0");
    let digest = app.text("[data-testid=digest]").await?;
    // What was run is made again and confirmed, with nothing but this file.
    app.go("share").await?;
    app.click("[data-testid=verify-run]").await?;
    app.wait_for("[data-testid=verified]", LONG).await?;
    let told = app.text("[data-testid=verify]").await?;
    assert!(told.contains("Confirmed"), "{told}");
    assert_eq!(app.text("[data-testid=requests-since-load]").await?, "0");
    Ok(digest)
}

/// The first policy already forbids what the second one does.
#[tokio::test(flavor = "multi_thread")]
async fn the_single_file_can_ask_for_nothing_from_its_first_byte_on() -> TestResult {
    let text = std::fs::read_to_string(dist().join("watchback.html"))?;
    let (before, after) = text.split_once("http-equiv=\"Content-Security-Policy\"").ok_or("no policy")?;
    let (policy, _) = after.split_once("\">").ok_or("no end of the policy")?;
    assert!(before.len() < 500 && policy.contains("connect-src 'none'"), "{policy}");
    assert!(!policy.contains("'self'") && !policy.contains("http"), "{policy}");
    for asked in ["<link rel=\"stylesheet\" href", "rel=\"preload\"", "rel=\"manifest\"", " src=\"."] {
        assert!(!text.contains(asked), "{asked}");
    }
    Ok(())
}
