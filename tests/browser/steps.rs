//! The steps as a newcomer takes them: the files at one look, evidence by finding, a lead worker
//! that falls silent, and saved files that are opened again.

use std::path::Path;
use std::time::Duration;

use crate::TestResult;
use crate::app::App;
use crate::main_job::{KEEP_WORKERS, LONG, opened};

const SOON: Duration = Duration::from_secs(20);

/// What JavaScript says of the page.
async fn text_of(app: &App, body: &str) -> TestResult<String> {
    Ok(app.evaluate(body).await?.as_str().unwrap_or_default().to_owned())
}

#[tokio::test(flavor = "multi_thread")]
async fn files_are_checked_at_one_look_and_each_finding_has_its_evidence() -> TestResult {
    let app = App::start().await?;
    opened(&app).await?;
    app.click("[data-testid=try-simulated]").await?;
    let says = app.text("[data-testid=who-and-when]").await?;
    assert!(says.starts_with("Simulated city: 32,524 records, 1 January 2014 to"), "{says}");
    let lights = app.text("[data-testid=lights]").await?;
    for name in ["Days", "Places", "Arrests"] {
        assert!(lights.contains(name), "{lights}");
    }
    // The map has a colour somewhere, and nothing of the city is outside it.
    let coloured = "const canvas = document.querySelector('.points');
        const pixels = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
        return pixels.some((value, at) => at % 4 === 3 && value === 255);";
    assert_eq!(app.evaluate(coloured).await?, true);
    let bars = "return document.querySelectorAll('[data-testid=months] rect').length;";
    assert_eq!(app.evaluate(bars).await?, 48);

    // How long a run takes is told beforehand; while it runs, what it does and how long it still
    // takes.
    app.choose("[data-testid=seeds-choice]", "1").await?;
    app.wait_until(
        "document.querySelector('[data-testid=expected]')?.textContent.startsWith('Takes about')",
        SOON,
    )
    .await?;
    app.click("[data-testid=run]").await?;
    app.wait_until(
        "document.querySelector('[data-testid=doing]')?.textContent.includes('99 rotated histories')",
        SOON,
    )
    .await?;
    app.wait_for("[data-testid=finding-forecast]", LONG).await?;

    // Every forecast can be saved, by gzip.
    app.go("share").await?;
    app.save("[data-testid=save-forecasts]", LONG).await?;
    app.evaluate(
        "window.savedStart = null;
         window.savedBlob.arrayBuffer().then((bytes) => { window.savedStart = [...new Uint8Array(bytes, 0, 2)]; });
         return null;",
    )
    .await?;
    app.wait_until("window.savedStart", SOON).await?;
    assert_eq!(app.evaluate("return window.savedStart;").await?, serde_json::json!([31, 139]));
    app.go("findings").await?;

    // The evidence of a finding has an address of its own, and Back leads to the findings.
    app.evaluate("document.querySelector('[data-testid=finding-simple] a').click(); return null;").await?;
    app.wait_until("location.hash.startsWith('#step=evidence/simple')", SOON).await?;
    app.wait_until("document.querySelector('[data-view=simple] h1')?.offsetParent", SOON).await?;
    let shown = "return [...document.querySelectorAll('[data-view]')].filter(view => !view.hidden).length;";
    assert_eq!(app.evaluate(shown).await?, 1);
    app.evaluate("history.back(); return null;").await?;
    app.wait_until("location.hash.startsWith('#step=findings')", SOON).await?;

    // A word says what it means.
    app.click("[data-view=forecast] .term").await?;
    let meaning =
        text_of(&app, "return document.querySelector('[data-view=forecast] .meaning').textContent;");
    assert!(meaning.await?.starts_with("Stream: "));
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lead_worker_that_falls_silent_is_noticed_and_the_files_stay() -> TestResult {
    let app = App::start().await?;
    app.before_every_page(KEEP_WORKERS).await?;
    opened(&app).await?;
    app.click("[data-testid=try-simulated]").await?;
    app.click("[data-testid=run]").await?;
    app.wait_for("[data-testid=running]", SOON).await?;
    // The first worker that the page makes is the one that leads. Ended so, it tells nobody.
    app.evaluate("window.madeWorkers[0].terminate(); return null;").await?;
    app.wait_for("[data-testid=silent]", Duration::from_secs(5)).await?;
    app.click("[data-testid=cancel]").await?;
    app.wait_for("[data-testid=quality]", SOON).await?;
    // All of it works again.
    app.choose("[data-testid=seeds-choice]", "1").await?;
    app.click("[data-testid=run]").await?;
    app.wait_for("[data-testid=finding-forecast]", LONG).await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn the_ladder_to_the_90_percent_is_climbed_saved_and_opened_again() -> TestResult {
    let app = App::start().await?;
    opened(&app).await?;
    app.click("[data-testid=try-simulated]").await?;
    app.wait_for("[data-testid=climb]", SOON).await?;
    app.click("[data-testid=climb]").await?;
    app.wait_for("[data-testid=finding-ladder]", LONG).await?;
    let answer = app.text("[data-testid=finding-ladder] .answer").await?;
    assert!(answer.starts_with("Choices lift the score for violent crime from 0.5"), "{answer}");
    app.evaluate("document.querySelector('[data-testid=finding-ladder] a').click(); return null;").await?;
    app.wait_until("document.querySelector('[data-view=ladder] h1')?.offsetParent", SOON).await?;
    let rungs =
        "return [...document.querySelectorAll('[data-testid=rungs] tbody')].map(body => body.rows.length);";
    // Violent and property crime, and arrests; of an invented city the paper reports nothing.
    assert_eq!(app.evaluate(rungs).await?, serde_json::json!([7, 7, 7]));
    let drawn = "return document.querySelectorAll('[data-view=ladder] .large .bar-model').length;";
    assert_eq!(app.evaluate(drawn).await?, 21);

    // What is saved opens by itself, in a page without files.
    app.go("share").await?;
    let saved = Path::new(env!("CARGO_TARGET_TMPDIR")).join("ladder.json");
    std::fs::write(&saved, app.saved_text("[data-testid=save-ladder]").await?)?;
    let app = App::start().await?;
    opened(&app).await?;
    app.choose_files(std::slice::from_ref(&saved)).await?;
    app.wait_for("[data-testid=finding-ladder]", SOON).await?;
    assert_eq!(app.text("[data-testid=finding-ladder] .answer").await?, answer);
    Ok(())
}

/// The pictures of README.md: `make pictures`.
#[ignore = "makes files"]
#[tokio::test(flavor = "multi_thread")]
async fn pictures_of_the_readme() -> TestResult {
    let app = App::start().await?;
    opened(&app).await?;
    app.resize(1200, 820).await?;
    app.screenshot("readme-bring").await?;
    app.click("[data-testid=try-simulated]").await?;
    app.click("[data-testid=invent-areas]").await?;
    app.wait_for("[data-testid=arrests-ready]", SOON).await?;
    app.click("[data-testid=run]").await?;
    app.wait_for("[data-testid=finding-alarms]", LONG).await?;
    app.screenshot("readme-findings").await?;
    app.evaluate("location.hash = '#step=evidence/simple'; return null;").await?;
    app.wait_for("[data-view=simple] svg", SOON).await?;
    app.screenshot("readme-evidence").await?;
    Ok(())
}
