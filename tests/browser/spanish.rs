//! The page in Spanish, as someone walks through it: no sentence is left in English, nothing is
//! wider than a small phone, and what is saved is English as ever.

use std::path::Path;
use std::time::Duration;

use serde_json::Value;

use crate::TestResult;
use crate::accessibility::{axe, found};
use crate::app::App;
use crate::main_job::{LONG, opened};

const SOON: Duration = Duration::from_secs(20);

/// Letters of a piece of English that is looked for: shorter ones may be Spanish, or a name.
const LETTERS: usize = 14;

/// Pieces of English sentences, without what is filled in, that Spanish says otherwise.
fn english() -> TestResult<Vec<String>> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/wording/spanish.po");
    let catalog = polib::po_file::parse(&path)?;
    let mut pieces = Vec::new();
    for message in catalog.messages() {
        let spanish = message.msgstr()?;
        let places = message.msgid().split('{').flat_map(|part| part.rsplit('}').next());
        let long = places.map(str::trim).filter(|piece| piece.contains(' ') && piece.len() >= LETTERS);
        pieces.extend(long.filter(|piece| !spanish.contains(piece)).map(str::to_owned));
    }
    assert!(pieces.len() > 1000, "{}", pieces.len());
    Ok(pieces)
}

/// What is on the page in English, with everything open.
async fn left_in_english(app: &App, english: &[String]) -> TestResult<Vec<String>> {
    let told = app
        .evaluate(
            "document.querySelectorAll('details').forEach(details => details.open = true);
             const named = ['aria-label', 'title', 'aria-valuetext'];
             const labels = [...document.querySelectorAll('[aria-label], [title], [aria-valuetext]')]
               .flatMap(element => named.map(name => element.getAttribute(name) ?? ''));
             const shown = document.body.cloneNode(true);
             shown.querySelectorAll('script, style, noscript').forEach(element => element.remove());
             return [shown.textContent, ...labels].join('\\n');",
        )
        .await?;
    let told = told.as_str().unwrap_or_default().split_whitespace().collect::<Vec<_>>().join(" ");
    Ok(english.iter().filter(|piece| told.contains(piece.as_str())).cloned().collect())
}

#[tokio::test(flavor = "multi_thread")]
async fn the_simulated_city_is_walked_through_in_spanish() -> TestResult {
    let english = english()?;
    let axe = axe().map(std::fs::read_to_string).transpose()?;
    if axe.is_none() {
        eprintln!("SKIPPED in part: no axe-core in .tools: `.ci/setup --browser` brings it");
    }
    let app = App::start().await?;
    opened(&app).await?;
    assert!(!left_in_english(&app, &english).await?.is_empty(), "the list has what the page says");
    app.click("[data-testid=language-es]").await?;
    app.wait_until("document.documentElement.lang === 'es'", SOON).await?;
    let mut left = Vec::new();
    let mut check = async |step: &str| -> TestResult {
        left.extend(
            left_in_english(&app, &english).await?.into_iter().map(|piece| format!("{step}: {piece}")),
        );
        if let Some(axe) = &axe {
            assert_eq!(found(&app, axe).await?, "", "{step}");
        }
        for width in [390, 320] {
            app.resize(width, 900).await?;
            let wide = app.evaluate("return document.documentElement.scrollWidth;").await?.as_u64();
            assert!(wide.is_some_and(|wide| wide <= u64::from(width)), "{step} at {width}: {wide:?}");
        }
        app.screenshot_whole(&format!("es-{step}"), 1280).await?;
        app.screenshot_whole(&format!("es-{step}-390"), 390).await?;
        Ok(())
    };
    check("bring").await?;
    app.click("[data-testid=try-simulated]").await?;
    let says = app.text("[data-testid=who-and-when]").await?;
    assert!(says.starts_with("Ciudad simulada: 32,524 registros, 1 ene 2014 a"), "{says}");
    check("check").await?;
    let saved = app.saved_text("[data-testid=save-quality]").await?;
    assert!(saved.contains("each of the") && !saved.contains("filas"), "{saved}");
    app.click("[data-testid=invent-areas]").await?;
    app.wait_for("[data-testid=arrests-ready]", SOON).await?;
    check("question").await?;
    app.choose("[data-testid=seeds-choice]", "1").await?;
    app.click("[data-testid=run]").await?;
    app.wait_for("[data-testid=finding-alarms]", LONG).await?;
    check("findings").await?;
    app.go("question").await?;
    app.choose("[data-testid=audit-seeds]", "1").await?;
    app.click("[data-testid=audit-run]").await?;
    app.wait_for("[data-testid=audit]", LONG).await?;
    app.go("question").await?;
    app.click("[data-testid=climb]").await?;
    app.wait_for("[data-testid=finding-ladder]", LONG).await?;
    app.go("share").await?;
    check("share").await?;
    for view in ["forecast", "simple", "alarms", "arrests", "ladder", "pushes", "statisticians"] {
        app.evaluate(&format!("location.hash = '#step=evidence/{view}'; return null;")).await?;
        app.wait_until(&format!("document.querySelector('[data-view={view}] h1')?.offsetParent"), SOON)
            .await?;
        check(view).await?;
    }
    left.sort();
    left.dedup();
    assert_eq!(left, Vec::<String>::new());

    // Back in English all of it is there still.
    app.click("[data-testid=language-en]").await?;
    app.wait_until("document.documentElement.lang === 'en'", SOON).await?;
    app.go("findings").await?;
    assert_eq!(app.text("#found-title").await?, "What we found in the simulated city");
    assert_eq!(app.console_problems().await?, Vec::<String>::new());
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn the_language_is_the_addresss_or_else_the_browsers() -> TestResult {
    let app = App::start().await?;
    let language = "return document.querySelector('#bring-title').lang || document.documentElement.lang;";
    app.before_every_page("Object.defineProperty(navigator, 'language', { get: () => 'es-MX' });").await?;
    opened(&app).await?;
    assert_eq!(app.evaluate(language).await?, Value::from("es"));
    assert!(app.text("#bring-title").await?.starts_with("¿Puede predecir"));
    // A link to a step keeps a language that the browser would not choose.
    app.driver.goto(format!("{}?again#lang=en", app.server.url())).await?;
    app.wait_until("document.documentElement.dataset.engine === 'ready'", SOON).await?;
    assert_eq!(app.evaluate(language).await?, Value::from("en"));
    app.click("[data-testid=try-simulated]").await?;
    app.wait_until("location.hash === '#step=check&lang=en'", SOON).await?;
    // The address changes it while the page is open.
    app.evaluate("location.hash = '#step=check&lang=es'; return null;").await?;
    app.wait_until(
        "document.querySelector('#check-title')?.textContent === 'Revise lo que se entendió'",
        SOON,
    )
    .await?;
    Ok(())
}
