//! What is there before the program: it paints, keeps files that come early, and is taken over
//! without a jump.

use std::fs::File;
use std::io::BufWriter;
use std::path::{Path, PathBuf};
use std::time::Duration;

use watchback::simulate::{SimulatedCity, SimulationSettings, write_portal_csv};

use crate::TestResult;
use crate::app::App;
use crate::main_job::{no_request_since, started};

const SOON: Duration = Duration::from_secs(60);

/// Holds the download of the program back until the test opens the gate.
const GATE: &str = "
const gate = new Promise((open) => { window.openGate = open; });
const fetchNow = window.fetch;
window.fetch = (...given) => gate.then(() => fetchNow(...given));";

/// Sums what moves without having been asked to.
const SHIFTS: &str = "
window.shifts = [];
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) window.shifts.push(entry.value);
}).observe({ type: 'layout-shift', buffered: true });";

/// A small file in the layout of Chicago's portal.
fn city_file(name: &str) -> TestResult<PathBuf> {
    let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let city = SimulatedCity::new(SimulationSettings::default())?;
    write_portal_csv(&city, BufWriter::new(File::create(&file)?))?;
    Ok(file)
}

#[tokio::test(flavor = "multi_thread")]
async fn files_that_come_early_are_kept_and_read_once_the_network_is_locked() -> TestResult {
    let file = city_file("early.csv")?;
    let app = App::start().await?;
    app.before_every_page(GATE).await?;
    app.before_every_page(SHIFTS).await?;
    app.open().await?;
    // The first screen stands without the program.
    assert!(app.text("h1").await?.starts_with("Can predictive policing predict"));
    assert!(app.text(".promises").await?.starts_with("Nothing leaves this computer."));
    assert_eq!(app.evaluate("return document.getElementById('app').children.length;").await?, 0);
    for (name, width) in [("0-first-sight", 1280), ("0-first-sight-390", 390)] {
        app.screenshot_whole(name, width).await?;
    }
    app.prefer(true, false).await?;
    app.screenshot_whole("0-first-sight-dark", 1280).await?;
    app.prefer(false, false).await?;
    app.resize(1280, 900).await?;

    app.drop_files("#drop", std::slice::from_ref(&file)).await?;
    let told = app.text("#start-text").await?;
    assert!(told.contains("early.csv is kept"), "{told}");
    app.screenshot("0-loading").await?;
    app.evaluate("window.shifts.length = 0; window.openGate(); return null;").await?;
    let before = started(&app).await?;
    app.wait_for("[data-testid=quality]", SOON).await?;
    std::fs::remove_file(file)?;
    let told = app.text("#start-text").await?;
    assert!(told.starts_with("Ready."), "{told}");
    no_request_since(&app, before).await?;
    assert_eq!(app.console_problems().await?, Vec::<String>::new());
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn the_program_takes_over_without_a_jump() -> TestResult {
    for width in [1280, 390] {
        let app = App::start().await?;
        app.before_every_page(GATE).await?;
        app.before_every_page(SHIFTS).await?;
        app.resize(width, 900).await?;
        app.open().await?;
        let places = "return ['h1', '#drop', '#choose-files', '#try-simulated', 'footer'].map((name) => {
            const { x, y, width, height } = document.querySelector(name).getBoundingClientRect();
            return [x, y, width, height];
        });";
        let before = app.evaluate(places).await?;
        app.evaluate("window.shifts.length = 0; window.openGate(); return null;").await?;
        started(&app).await?;
        assert_eq!(app.evaluate(places).await?, before, "at {width}");
        let shifts = app.evaluate("return window.shifts;").await?;
        assert_eq!(shifts, serde_json::json!([]), "at {width}");
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_browser_without_vector_instructions_is_told_which_will_do() -> TestResult {
    let app = App::start().await?;
    app.before_every_page("WebAssembly.validate = () => false;").await?;
    app.open().await?;
    let told = app.text("#browsers").await?;
    assert!(told.contains("Use Firefox 114"), "{told}");
    app.screenshot("8-no-vectors").await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn documents_that_the_page_links_to_are_there() -> TestResult {
    let app = App::start().await?;
    app.open().await?;
    started(&app).await?;
    let links = "return [...document.querySelectorAll('.documents a')].map((link) => link.href);";
    let links: Vec<String> = serde_json::from_value(app.evaluate(links).await?)?;
    // The licences are a text, for which the browser also asks for an icon, and there is none.
    let pages: Vec<&String> = links.iter().filter(|link| link.contains("/docs/")).collect();
    assert!(pages.len() > 5, "{links:?}");
    for page in pages {
        app.driver.goto(page).await?;
        let text = app.text("main").await?;
        assert!(text.len() > 1000, "{page}: {text}");
        let scripts = app.evaluate("return document.scripts.length;").await?;
        assert_eq!(scripts, serde_json::json!(0), "{page}");
    }
    assert_eq!(app.console_problems().await?, Vec::<String>::new());
    assert!(app.server.requests().into_iter().all(|request| request.status < 400));
    Ok(())
}
