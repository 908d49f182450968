//! A bundle saved by the page, checked natively and by the page; and one that was changed.

use std::path::{Path, PathBuf};
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};
use watchback::bundle::{Beside, Published, opened, write};
use watchback::encoding::hex;
use watchback::results::{Outcome, Results};
use watchback::run::{Threads, verify};
use watchback::simulate::{SimulatedCity, SimulationSettings, write_portal_csv};

use crate::TestResult;
use crate::app::App;
use crate::main_job::{LONG, no_request_since, opened as page_opened};

const SOON: Duration = Duration::from_secs(20);

/// A small city's file.
fn city_file(folder: &Path) -> TestResult<PathBuf> {
    let settings = SimulationSettings { streams: 48, steps: 600, links: 12, ..SimulationSettings::default() };
    let mut csv = Vec::new();
    write_portal_csv(&SimulatedCity::new(settings)?, &mut csv)?;
    let path = folder.join("published-city.csv");
    std::fs::write(&path, csv)?;
    Ok(path)
}

/// The bytes of the file that was saved last.
pub(crate) async fn saved_bytes(app: &App) -> TestResult<Vec<u8>> {
    app.evaluate(
        "window.saved64 = null;
         const reader = new FileReader();
         reader.onload = () => { window.saved64 = reader.result.split(',')[1]; };
         reader.readAsDataURL(window.savedBlob); return null;",
    )
    .await?;
    app.wait_until("window.saved64", SOON).await?;
    Ok(STANDARD.decode(app.evaluate("return window.saved64;").await?.as_str().unwrap_or_default())?)
}

/// Opens a bundle in the page, with the files that it was made of, and checks it.
async fn checked(app: &App, bundle: &Path, city: &Path) -> TestResult<String> {
    app.open().await?;
    let before = page_opened(app).await?;
    app.choose_files(&[bundle.to_owned(), city.to_owned()]).await?;
    app.wait_for("[data-testid=run-1]", LONG).await?;
    app.wait_for("[data-testid=run]", LONG).await?;
    app.go("share").await?;
    app.click("[data-testid=verify-run]").await?;
    app.wait_for("[data-testid=verified]", LONG).await?;
    no_request_since(app, before).await?;
    app.text("[data-testid=verify]").await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bundle_is_confirmed_natively_and_here_and_a_changed_one_is_not() -> TestResult {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let city = city_file(folder)?;
    let app = App::start().await?;
    page_opened(&app).await?;
    app.choose_files(std::slice::from_ref(&city)).await?;
    app.wait_for("[data-testid=run]", LONG).await?;
    app.click("[data-testid=run]").await?;
    app.wait_for("[data-testid=finding-forecast]", LONG).await?;
    app.go("share").await?;
    app.save("[data-testid=save-bundle]", LONG).await?;
    app.screenshot_whole("share-bundle", 1280).await?;
    app.screenshot_whole("share-bundle-390", 390).await?;
    let bytes = saved_bytes(&app).await?;
    let bundle = folder.join("saved.crate.zip");
    std::fs::write(&bundle, &bytes)?;

    let saved = opened(bytes)?;
    let (results, json): (Results, Vec<u8>) = saved.results.zip(saved.results_json).ok_or("no run")?;
    let receipt = results.receipt.clone().ok_or("no receipt")?;
    let sha256 = |bytes: &[u8]| hex(&Sha256::digest(bytes));
    assert_eq!(receipt.inputs[0].sha256, sha256(&std::fs::read(&city)?));
    let dist = std::env::var_os("WATCHBACK_DIST")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("dist"), PathBuf::from);
    let mut wasm = std::fs::read_dir(dist)?.flatten().map(|entry| entry.path());
    let wasm = wasm.find(|path| path.extension().is_some_and(|of| of == "wasm")).ok_or("no program")?;
    assert_eq!(receipt.program.build, Some(sha256(&std::fs::read(wasm)?)));
    let mut threads = Threads::new(0, Box::new(|_, _, _| ()));
    let found = verify(&mut threads, (&results, &json, None), std::slice::from_ref(&city)).await?;
    assert_eq!(found.outcome, Outcome::Confirmed, "{found:?}");

    let told = checked(&app, &bundle, &city).await?;
    assert!(told.contains("Confirmed: made again from the same files"), "{told}");
    app.screenshot_whole("share-confirmed", 1280).await?;

    let mut changed = results.clone();
    changed.streams[3].brier = 0.01;
    let other = folder.join("changed.crate.zip");
    std::fs::write(&other, write(&changed, &Beside::default(), &Published::at(0))?)?;
    let told = checked(&app, &other, &city).await?;
    assert!(told.contains("1 figure is in the published file not as the run gives it"), "{told}");
    assert!(told.contains("streams[3].brier"), "{told}");
    app.screenshot_whole("share-differs", 1280).await?;
    assert_eq!(app.console_problems().await?, Vec::<String>::new());
    Ok(())
}
