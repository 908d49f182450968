//! What is saved from the menus behind pictures and tables, the folder for a website, and what the
//! address keeps.

use std::io::{Cursor, Read};
use std::path::Path;
use std::time::Duration;

use serde_json::Value;
use thirtyfour::Key;
use watchback::bundle::{Beside, Published, opened, write};
use watchback::results::saved_results;

use crate::TestResult;
use crate::app::App;
use crate::hosting::{Host, copy_of_dist, problems};
use crate::main_job::{LONG, opened as page_opened, ready, run_simulated};
use crate::publish::saved_bytes;

const SOON: Duration = Duration::from_secs(20);

/// Saves by a menu, and gives the file's text.
async fn saved(app: &App, menu: &str, kind: &str) -> TestResult<String> {
    app.wait_for(&format!("{menu} summary"), SOON).await?;
    app.evaluate(&format!("document.querySelector('{menu}').open = true; return null;")).await?;
    app.saved_text(&format!("{menu} [data-save={kind}]")).await
}

async fn evaluated(app: &App, expression: &str) -> TestResult<String> {
    Ok(app.evaluate(&format!("return String({expression});")).await?.as_str().unwrap_or_default().to_owned())
}

/// Whether an SVG stands alone: it has no class that a style sheet would have to explain, and is
/// drawn by an image that knows nothing of the page.
async fn stands_alone(app: &App, svg: &str) -> TestResult {
    assert!(!svg.contains("class=") && !svg.contains("style=") && svg.contains("Watchback 0."), "{svg}");
    app.evaluate(&format!(
        "window.drawn = null;
         const image = new Image();
         image.onload = () => {{ window.drawn = image.naturalWidth + 'x' + image.naturalHeight; }};
         image.onerror = () => {{ window.drawn = 'no image'; }};
         image.src = 'data:image/svg+xml,' + encodeURIComponent({});
         return null;",
        serde_json::to_string(svg)?
    ))
    .await?;
    app.wait_until("window.drawn", SOON).await?;
    let drawn = evaluated(app, "window.drawn").await?;
    assert!(drawn.contains('x'), "{drawn}: {svg}");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn pictures_tables_and_shapes_are_saved_as_files_that_say_of_what_they_are() -> TestResult {
    let app = App::start().await?;
    page_opened(&app).await?;
    run_simulated(&app).await?;
    let digest = app.text("[data-testid=digest]").await?;
    app.go("findings").await?;
    let finding = "[data-testid=finding-forecast] details.save";
    let svg = saved(&app, finding, "svg").await?;
    assert!(svg.contains(&digest) && svg.contains("<circle") && svg.contains("fill=\"rgb("), "{svg}");
    stands_alone(&app, &svg).await?;
    app.screenshot_whole("saving-findings", 1280).await?;
    app.screenshot_whole("saving-findings-390", 390).await?;
    app.save(&format!("{finding} [data-save=png]"), SOON).await?;
    let png = saved_bytes(&app).await?;
    assert!(png.starts_with(b"\x89PNG\r\n\x1a\n"));
    std::fs::write(Path::new(env!("CARGO_TARGET_TMPDIR")).join("../screenshots/saved-finding.png"), &png)?;

    app.evaluate("location.hash = '#step=evidence/statisticians'; return null;").await?;
    app.wait_for("[data-testid=aggregates]", LONG).await?;
    // The table's menu stands behind the region that scrolls.
    app.evaluate(
        "document.querySelector('[data-testid=aggregates]').closest('.scroll').nextElementSibling.id = 'of-table';
         return null;",
    )
    .await?;
    let csv = saved(&app, "#of-table", "csv").await?;
    let (head, rows) = csv.split_once("\r\n").ok_or("one line")?;
    assert!(head.starts_with("# Figures against chance | ") && head.contains(&digest), "{head}");
    let mut reader = csv::Reader::from_reader(rows.as_bytes());
    assert!(reader.headers()?.len() > 3);
    let records: Vec<csv::StringRecord> = reader.records().collect::<Result<_, _>>()?;
    assert!(records.iter().flatten().any(|cell| cell.parse::<f64>().is_ok()), "{csv}");
    let is_harmless = |cell: &str| !cell.starts_with(['=', '+', '@', '\t']);
    assert!(records.iter().flatten().all(is_harmless), "{csv}");

    let map = "figure.layer-map details.save";
    let geojson: Value = serde_json::from_str(&saved(&app, map, "geojson").await?)?;
    assert_eq!(geojson["type"], "FeatureCollection");
    assert!(geojson["origin"].as_str().is_some_and(|of| of.contains(&digest)), "{geojson}");
    let features = geojson["features"].as_array().ok_or("no features")?;
    assert!(features.iter().any(|feature| feature["properties"]["value"].is_f64()), "{geojson}");
    assert_eq!(features[0]["geometry"]["coordinates"][0][0].as_array().map(Vec::len), Some(5));
    let svg = saved(&app, map, "svg").await?;
    assert!(svg.contains("<image") && svg.contains("data:image/png"), "no picture of pixels");
    stands_alone(&app, &svg).await?;
    app.screenshot_whole("saving-evidence", 1280).await?;
    app.screenshot_whole("saving-evidence-390", 390).await?;
    by_the_keyboard(&app, finding).await?;
    assert_eq!(app.console_problems().await?, Vec::<String>::new());
    Ok(())
}

/// Enter on a menu opens it, and the next stop is its first button.
async fn by_the_keyboard(app: &App, menu: &str) -> TestResult {
    app.go("findings").await?;
    app.wait_for(&format!("{menu} summary"), SOON).await?;
    app.evaluate(&format!(
        "const menu = document.querySelector('{menu}');
         menu.open = false; menu.querySelector('summary').focus(); return null;"
    ))
    .await?;
    let focused = "document.activeElement";
    let name = evaluated(app, &format!("{focused}.getAttribute('aria-label')")).await?;
    assert!(name.starts_with("Save the picture: "), "{name}");
    app.driver.active_element().await?.send_keys(Key::Enter).await?;
    app.wait_until(&format!("document.querySelector('{menu}').open"), SOON).await?;
    app.driver.active_element().await?.send_keys(Key::Tab).await?;
    app.wait_until(&format!("{focused}.dataset.save === 'svg'"), SOON).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_folder_for_a_website_is_saved_and_its_bundle_opens() -> TestResult {
    let app = App::start().await?;
    page_opened(&app).await?;
    run_simulated(&app).await?;
    app.go("share").await?;
    app.screenshot_whole("saving-share", 1280).await?;
    app.screenshot_whole("saving-share-390", 390).await?;
    app.save("[data-testid=save-site]", LONG).await?;
    let mut archive = zip_of(saved_bytes(&app).await?)?;
    let mut names: Vec<String> = archive.iter().map(|(name, _)| name.clone()).collect();
    names.sort();
    let bundle = names.iter().find(|name| name.starts_with("results/")).ok_or("no bundle")?.clone();
    let name = bundle.trim_start_matches("results/").trim_end_matches(".crate.zip").to_owned();
    let report = format!("{name}.html");
    for wanted in [report.as_str(), "404.html", "_headers", "nginx.conf", "runs.html"] {
        assert!(names.iter().any(|of| of == wanted), "{wanted}: {names:?}");
    }
    let digest = app.text("[data-testid=digest]").await?;
    let mut part =
        |of: &str| archive.iter_mut().find(|(name, _)| name == of).map(|(_, bytes)| std::mem::take(bytes));
    let list = String::from_utf8(part("runs.html").unwrap_or_default())?;
    assert!(list.contains(&report) && list.contains(&digest) && !list.contains("#results="), "{list}");
    let results = opened(part(&bundle).unwrap_or_default())?.results.ok_or("no run")?;
    assert_eq!(results.digest, digest);
    Ok(())
}

/// The files of an archive.
fn zip_of(bytes: Vec<u8>) -> TestResult<Vec<(String, Vec<u8>)>> {
    let archive = rawzip::ZipArchive::from_slice(&bytes)?;
    let mut files = Vec::new();
    let mut entries = archive.entries();
    while let Some(entry) = entries.next_entry()? {
        let name = String::from_utf8_lossy(entry.file_path().as_bytes()).into_owned();
        let local = archive.get_entry(entry.wayfinder())?;
        let mut content = Vec::new();
        flate2::bufread::DeflateDecoder::new(Cursor::new(local.data())).read_to_end(&mut content)?;
        files.push((name, content));
    }
    Ok(files)
}

/// Waits until the address is this, apart from the mark.
async fn address(app: &App, is: &str) -> TestResult {
    app.wait_until(&format!("location.hash === '#{is}'"), SOON).await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_address_keeps_results_view_and_question_over_a_reload() -> TestResult {
    // A run that is published beside the page.
    let app = App::start().await?;
    page_opened(&app).await?;
    run_simulated(&app).await?;
    let json = app.saved_text("[data-testid=save-json]").await?;
    let results = saved_results(json.as_bytes())?;
    let folder = copy_of_dist("named")?;
    std::fs::create_dir_all(folder.join("results"))?;
    let bundle = write(&results, &Beside::default(), &Published::at(0))?;
    std::fs::write(folder.join("results/a-city.crate.zip"), bundle)?;
    let host = Host::start(&folder, 0)?;

    app.driver.goto(format!("{}#results=a-city", host.url())).await?;
    ready(&app).await?;
    app.wait_for("[data-testid=finding-forecast]", LONG).await?;
    address(&app, "step=findings&results=a-city").await?;
    let view = "document.querySelector('[data-view=simple] h1')?.offsetParent && document.querySelector('[data-view=simple] h1').textContent";
    app.evaluate("document.querySelector('[data-testid=finding-simple] a').click(); return null;").await?;
    address(&app, "step=evidence/simple&results=a-city").await?;
    app.wait_until(view, SOON).await?;
    let told = evaluated(&app, view).await?;
    // Loading again, and going back, lead to the same.
    app.driver.refresh().await?;
    ready(&app).await?;
    app.wait_until(view, LONG).await?;
    assert_eq!(evaluated(&app, view).await?, told);
    address(&app, "step=evidence/simple&results=a-city").await?;
    app.evaluate("history.back(); return null;").await?;
    address(&app, "step=findings&results=a-city").await?;
    app.wait_for("[data-testid=finding-simple]", SOON).await?;

    // Files of one's own take the place of the named results; what is asked of them is in the
    // address.
    app.click("[data-testid=try-simulated]").await?;
    app.wait_for("[data-testid=quality]", SOON).await?;
    app.go("question").await?;
    app.choose("[data-testid=seeds-choice]", "1").await?;
    app.choose("[data-testid=tile-metres]", "600").await?;
    address(&app, "step=question&study=seeds:1,tile:600").await?;
    let period = app.text("[data-testid=period]").await?;
    app.screenshot_whole("address-question", 1280).await?;
    app.driver.refresh().await?;
    ready(&app).await?;
    app.click("[data-testid=try-simulated]").await?;
    app.wait_for("[data-testid=quality]", SOON).await?;
    app.go("question").await?;
    let chosen = |of: &str| format!("document.querySelector('[data-testid={of}]').value");
    assert_eq!(evaluated(&app, &chosen("seeds-choice")).await?, "1");
    assert_eq!(evaluated(&app, &chosen("tile-metres")).await?, "600");
    assert_eq!(app.text("[data-testid=period]").await?, period);
    address(&app, "step=question&study=seeds:1,tile:600").await?;
    assert_eq!(problems(&app).await?, Vec::<String>::new());
    Ok(())
}
