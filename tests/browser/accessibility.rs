//! axe-core finds nothing in any step of the simulated city's audit, with everything open.

use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::TestResult;
use crate::app::App;
use crate::main_job::{LONG, opened};

const SOON: Duration = Duration::from_secs(20);

/// Where `.ci/setup` puts axe-core.
pub(crate) fn axe() -> Option<PathBuf> {
    let tools = Path::new(env!("CARGO_MANIFEST_DIR")).join(".tools");
    let folders = std::fs::read_dir(tools).ok()?;
    let mut files = folders.flatten().filter_map(|folder| {
        let is_axe = folder.file_name().to_string_lossy().starts_with("axe-core-");
        is_axe.then(|| folder.path().join("node_modules/axe-core/axe.min.js"))
    });
    files.find(|file| file.exists())
}

/// What axe finds in the page as it is, with every disclosure open.
pub(crate) async fn found(app: &App, axe: &str) -> TestResult<String> {
    app.evaluate(
        "document.querySelectorAll('details').forEach(details => details.open = true); return null;",
    )
    .await?;
    tokio::time::sleep(Duration::from_millis(300)).await;
    app.evaluate(axe).await?;
    app.evaluate(
        "window.axeFound = null;
         axe.run(document, { resultTypes: ['violations'] }).then((result) => {
           window.axeFound = result.violations
             .map((one) => `${one.id}: ${one.nodes.map((node) => node.target.join(' ')).slice(0, 3).join(', ')}`)
             .join('; ');
         });
         return null;",
    )
    .await?;
    app.wait_until("window.axeFound !== null", LONG).await?;
    Ok(app.evaluate("return window.axeFound;").await?.as_str().unwrap_or_default().to_owned())
}

#[tokio::test(flavor = "multi_thread")]
async fn no_step_has_a_barrier_that_axe_knows() -> TestResult {
    let Some(axe) = axe() else {
        eprintln!("SKIPPED: no axe-core in .tools: `.ci/setup --browser` brings it");
        return Ok(());
    };
    let axe = std::fs::read_to_string(axe)?;
    let app = App::start().await?;
    opened(&app).await?;
    let check = async |step: &str| -> TestResult {
        let found = found(&app, &axe).await?;
        assert_eq!(found, "", "{step}");
        // Nothing is wider than a small phone.
        for width in [390, 320] {
            app.resize(width, 900).await?;
            let wide = app.evaluate("return document.documentElement.scrollWidth;").await?.as_u64();
            assert!(wide.is_some_and(|wide| wide <= u64::from(width)), "{step} at {width}: {wide:?}");
        }
        app.resize(1280, 900).await
    };
    check("bring").await?;
    app.click("[data-testid=try-simulated]").await?;
    app.wait_for("[data-testid=quality]", SOON).await?;
    check("check").await?;
    app.click("[data-testid=invent-areas]").await?;
    app.wait_for("[data-testid=arrests-ready]", SOON).await?;
    check("question").await?;
    app.click("[data-testid=run]").await?;
    app.wait_for("[data-testid=finding-alarms]", LONG).await?;
    check("findings").await?;
    findings_are_short(&app).await?;
    app.screenshot_whole("5-findings-with-areas", 1280).await?;
    app.go("question").await?;
    app.click("[data-testid=climb]").await?;
    app.wait_for("[data-testid=finding-ladder]", LONG).await?;
    app.go("share").await?;
    check("share").await?;
    // Dark has other colours, and each view of the evidence its own pictures.
    app.prefer(true, false).await?;
    for view in ["forecast", "simple", "alarms", "arrests", "ladder", "statisticians"] {
        app.evaluate(&format!("location.hash = '#step=evidence/{view}'; return null;")).await?;
        app.wait_until(&format!("document.querySelector('[data-view={view}] h1')?.offsetParent"), SOON)
            .await?;
        check(view).await?;
    }
    // Each disclosure has a name of its own: the one that is read out.
    let doubled = app
        .evaluate(
            "const names = [...document.querySelectorAll('summary')].map(one => one.ariaLabel ?? one.textContent.trim());
             return names.filter((name, at) => names.indexOf(name) !== at);",
        )
        .await?;
    assert_eq!(doubled, serde_json::json!([]));
    Ok(())
}

/// The findings are read in two minutes: at most 350 words, two screens of a desk and six of a
/// phone.
async fn findings_are_short(app: &App) -> TestResult {
    let words =
        "return document.querySelector('[data-step=findings]').innerText.trim().split(/\\s+/).length;";
    let words = app.evaluate(words).await?.as_u64();
    assert!(words.is_some_and(|words| words <= 350), "{words:?} words");
    for (width, height, screens) in [(1440, 900, 2), (390, 844, 6)] {
        app.resize(width, height).await?;
        let tall = app.evaluate("return document.documentElement.scrollHeight;").await?.as_u64();
        let most = u64::from(screens * height);
        assert!(tall.is_some_and(|tall| tall <= most), "{tall:?} px at {width}");
    }
    app.resize(1280, 900).await
}
