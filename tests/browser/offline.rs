//! The page kept for offline use: it works with the server stopped, a newer version comes when it
//! is asked for, and no other service worker is tolerated.

use std::path::Path;
use std::time::Duration;

use serde_json::json;

use crate::TestResult;
use crate::app::App;
use crate::hosting::{Host, copy_of_dist, problems};
use crate::main_job::{native_digest, ready, run_simulated};

const SOON: Duration = Duration::from_secs(30);
/// The one request that a browser makes for a kept page by itself.
const UPDATE_CHECK: &str = "/service-worker.js";

/// Keeps the build that a host serves.
async fn keep(app: &App, host: &Host) -> TestResult {
    app.driver.goto(format!("{}offline.html", host.url())).await?;
    app.click("[data-testid=keep]").await?;
    app.wait_until("document.getElementById('kept').textContent.startsWith('Kept: build')", SOON).await
}

/// Makes another build of a copy: its pages have another title, and all of it names another build.
async fn renew(app: &App, folder: &Path) -> TestResult {
    let read = |name: &str| std::fs::read_to_string(folder.join(name));
    let page = read("index.html")?;
    let content = |name: &str| {
        let (_, after) = page.split_once(&format!("<meta name=\"{name}\" content=\"")).unwrap_or_default();
        after.split('"').next().unwrap_or_default().to_owned()
    };
    let (build, digest) = (content("build"), content("service-worker-sha256"));
    assert!(build.len() == 16 && digest.len() == 44, "{build} {digest}");
    let worker = read("service-worker.js")?.replace(&build, "0123456789abcdef");
    app.evaluate(&format!(
        "window.digest = null;
         crypto.subtle.digest('SHA-256', new TextEncoder().encode({})).then((bytes) => {{
           window.digest = btoa(String.fromCharCode(...new Uint8Array(bytes))); }}); return null;",
        json!(worker)
    ))
    .await?;
    app.wait_until("window.digest", SOON).await?;
    let renewed = app.evaluate("return window.digest;").await?;
    let renewed = renewed.as_str().unwrap_or_default();
    std::fs::write(folder.join("service-worker.js"), worker)?;
    for name in ["index.html", "offline.html"] {
        let page = read(name)?.replace(&build, "0123456789abcdef").replace(&digest, renewed);
        std::fs::write(folder.join(name), page.replace("<title>", "<title>New "))?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_kept_page_works_without_its_server_and_is_renewed_when_asked() -> TestResult {
    let folder = copy_of_dist("kept")?;
    let app = App::start().await?;
    let host = Host::start(&folder, 0)?;
    let (url, port) = (host.url(), host.port());
    keep(&app, &host).await?;
    app.screenshot_whole("offline", 1280).await?;
    assert_eq!(problems(&app).await?, Vec::<String>::new());

    // Without a server: the page, a run, a document.
    drop(host);
    app.driver.goto(&url).await?;
    ready(&app).await?;
    run_simulated(&app).await?;
    assert_eq!(app.text("[data-testid=digest]").await?, native_digest(1)?);
    assert_eq!(app.text("[data-testid=requests-since-load]").await?, "0");
    // What was not saved would be asked about.
    app.before_every_page(
        "addEventListener('beforeunload', (event) => event.stopImmediatePropagation(), true);",
    )
    .await?;
    app.evaluate(
        "addEventListener('beforeunload', (event) => event.stopImmediatePropagation(), true); return null;",
    )
    .await?;
    app.driver.goto(format!("{url}docs/check-it-yourself.html#in-airplane-mode")).await?;
    assert!(app.text("h1").await?.starts_with("Check it yourself"));

    // The host has a newer version: the kept one still opens, and says so.
    renew(&app, &folder).await?;
    let host = Host::start(&folder, port)?;
    app.driver.goto(&url).await?;
    ready(&app).await?;
    app.wait_for("#new-version", SOON).await?;
    assert_eq!(app.driver.title().await?, "Watchback");
    let asked = host.asked();
    assert!(asked.iter().all(|path| path == UPDATE_CHECK), "{asked:?}");
    app.click("#new-version a").await?;
    app.wait_for("[data-testid=use-new]", SOON).await?;
    app.click("[data-testid=use-new]").await?;
    app.wait_until("document.title.startsWith('New ')", SOON).await?;
    app.wait_until("document.getElementById('kept').textContent.includes('0123456789abcdef')", SOON).await?;
    drop(host);
    app.driver.goto(&url).await?;
    ready(&app).await?;
    assert_eq!(app.driver.title().await?, "New Watchback");
    app.evaluate(
        "window.names = null; caches.keys().then((names) => { window.names = names; }); return null;",
    )
    .await?;
    app.wait_until("window.names", SOON).await?;
    assert_eq!(app.evaluate("return window.names.length;").await?, 1);

    app.driver.goto(format!("{url}offline.html")).await?;
    app.click("[data-testid=delete-kept]").await?;
    app.wait_until("document.getElementById('kept').textContent === 'Nothing is kept.'", SOON).await?;
    std::fs::remove_dir_all(folder)?;
    Ok(())
}

/// A host in the midst of a change has files of two builds.
#[tokio::test(flavor = "multi_thread")]
async fn files_of_two_builds_are_not_kept() -> TestResult {
    let folder = copy_of_dist("mixed")?;
    let licences = folder.join("licences.txt");
    std::fs::write(&licences, std::fs::read_to_string(&licences)? + "changed")?;
    let app = App::start().await?;
    let host = Host::start(&folder, 0)?;
    app.driver.goto(format!("{}offline.html", host.url())).await?;
    app.click("[data-testid=keep]").await?;
    app.wait_until(
        "document.getElementById('kept').textContent.includes('licences.txt is not there, or of another build')",
        SOON,
    )
    .await?;
    // The page itself opens as ever.
    app.driver.goto(host.url()).await?;
    ready(&app).await?;
    std::fs::remove_dir_all(folder)?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_does_not_start_under_a_service_worker_of_somebody_else() -> TestResult {
    let folder = copy_of_dist("foreign")?;
    let bring = |name: &str| {
        format!(
            "<!DOCTYPE html><script>navigator.serviceWorker.register('{name}', {{ scope: './' }})
             .then(() => navigator.serviceWorker.ready).then(() => {{ document.title = 'there'; }});</script>"
        )
    };
    let foreign = "addEventListener('fetch', (event) => event.respondWith(fetch(event.request)));";
    std::fs::write(folder.join("foreign.js"), foreign)?;
    std::fs::write(folder.join("bring.html"), bring("foreign.js"))?;
    let app = App::serving(&folder).await?;
    // By its address, and under our own address by its text.
    for ours in [false, true] {
        if ours {
            std::fs::write(folder.join("service-worker.js"), foreign)?;
            std::fs::write(folder.join("bring.html"), bring("service-worker.js"))?;
        }
        app.driver.goto(format!("{}bring.html?{ours}", app.server.url())).await?;
        app.wait_until("document.title === 'there'", SOON).await?;
        app.open().await?;
        app.wait_for("#foreign-worker", SOON).await?;
        assert_eq!(app.evaluate("return document.documentElement.dataset.network ?? 'none';").await?, "none");
        assert_eq!(app.evaluate("return document.getElementById('file-input').disabled;").await?, true);
    }
    std::fs::remove_dir_all(folder)?;
    Ok(())
}
