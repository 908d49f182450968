//! The instruments themselves, on a page whose behaviour is known: a test that proves "no request"
//! with an instrument that cannot hear one would prove nothing.

use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::TestResult;
use crate::app::App;

const SOON: Duration = Duration::from_secs(10);

#[tokio::test(flavor = "multi_thread")]
async fn the_instruments_see_what_happens() -> TestResult {
    let app = App::serving(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/browser/fixture")).await?;
    app.before_every_page("window.placedBefore = true;").await?;
    app.open().await?;
    assert_eq!(app.evaluate("return window.placedBefore;").await?, true);

    files_arrive(&app).await?;
    requests_are_heard(&app).await?;
    settings_reach_the_page(&app).await?;

    let renderers = app.renderers();
    assert!(renderers.iter().any(|renderer| renderer.resident_bytes > 1 << 20), "{renderers:?}");
    assert!(renderers.iter().all(|renderer| renderer.peak_bytes >= renderer.resident_bytes), "{renderers:?}");
    Ok(())
}

async fn files_arrive(app: &App) -> TestResult {
    let files = ["one", "two"].map(|name| Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}.txt")));
    for file in &files {
        std::fs::write(
            file,
            file.file_stem().map(|stem| stem.to_string_lossy().repeat(2)).unwrap_or_default(),
        )?;
    }
    app.choose_files(&files).await?;
    app.wait_until("document.querySelector('output').textContent", SOON).await?;
    assert_eq!(app.text("output").await?, "chosen one.txt: oneone, two.txt: twotwo");

    app.drop_files("#drop", &files).await?;
    app.wait_until("document.querySelector('output').textContent.startsWith('dropped')", SOON).await?;
    assert_eq!(app.text("output").await?, "dropped one.txt: oneone, two.txt: twotwo");

    assert!(app.choose_files(&[PathBuf::from("no-such-file")]).await.is_err());
    Ok(())
}

async fn requests_are_heard(app: &App) -> TestResult {
    app.requests_by_browser().await?;
    assert_eq!(app.elsewhere.hosts_called(), Vec::<String>::new());
    app.click("button").await?;
    app.wait_until("document.querySelector('output').textContent == 'called'", SOON).await?;

    let missing = format!("{}missing.txt", app.server.url());
    assert!(app.requests_by_browser().await?.contains(&missing));
    let mut logged = app.server.requests().into_iter();
    let asked =
        logged.find(|one| one.path == "/some/sub/path/missing.txt").ok_or("the server heard nothing")?;
    assert_eq!((asked.method.as_str(), asked.status), ("GET", 404));
    assert!(asked.since_start > Duration::ZERO);
    let hosts = app.elsewhere.hosts_called();
    assert!(hosts.iter().any(|host| host == "plain.example"), "{hosts:?}");
    assert!(hosts.iter().any(|host| host == "secure.example"), "{hosts:?}");
    assert!(app.console_problems().await?.iter().any(|problem| problem.contains("404")));
    Ok(())
}

async fn settings_reach_the_page(app: &App) -> TestResult {
    app.prefer(true, true).await?;
    let query = "return ['(prefers-color-scheme: dark)', '(prefers-reduced-motion: reduce)'].every(q => matchMedia(q).matches);";
    assert_eq!(app.evaluate(query).await?, true);

    app.resize(390, 800).await?;
    assert_eq!(app.evaluate("return innerWidth;").await?, 390);
    let picture = app.screenshot_whole("fixture-narrow", 390).await?;
    assert!(picture.metadata()?.len() > 1000);

    let absent = app.wait_for("#absent", Duration::from_millis(100)).await;
    let message = absent.err().map(|error| error.to_string()).unwrap_or_default();
    assert!(message.contains("drop here"), "{message}");
    Ok(())
}
