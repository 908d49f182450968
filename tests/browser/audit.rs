//! The enforcement audit as a person does it: areas in, what was understood of them, an audit, and
//! what it found.

use std::path::Path;
use std::time::Duration;

use serde_json::Value;

use crate::TestResult;
use crate::app::App;
use crate::data::real_data;
use crate::main_job::{LONG, no_request_since, opened};

const SOON: Duration = Duration::from_secs(20);

async fn audited(app: &App, name: &str) -> TestResult {
    app.click("[data-testid=audit-run]").await?;
    app.wait_for("[data-testid=audit]", LONG).await?;
    app.screenshot_whole(name, 1280).await?;
    app.screenshot_whole(&format!("{name}-390"), 390).await?;
    Ok(())
}

/// audit.json as the page would save it.
async fn saved_audit(app: &App) -> TestResult<Value> {
    Ok(serde_json::from_str(&app.saved_text("[data-testid=save-audit]").await?)?)
}

#[tokio::test(flavor = "multi_thread")]
async fn the_simulated_city_is_audited_over_invented_areas() -> TestResult {
    let app = App::start().await?;
    let before = opened(&app).await?;
    app.click("[data-testid=try-simulated]").await?;
    app.click("[data-testid=invent-areas]").await?;
    assert!(app.text("[data-testid=areas-text]").await?.starts_with("27 areas, named by \"name\"."));
    assert!(app.text("[data-testid=join-text]").await?.contains("27 keys in both, of 27 and 27"));
    app.screenshot_whole("5-areas", 1280).await?;

    // Other tiles than the areas were read for are no ground for an audit.
    for metres in ["600", ""] {
        app.choose("[data-testid=tile-metres]", metres).await?;
        app.wait_for("[data-testid=other-tiles]", SOON).await?;
        assert_eq!(
            app.evaluate("return document.querySelector('[data-testid=audit-run]');").await?,
            Value::Null
        );
        app.click("[data-testid=refit-areas]").await?;
        app.wait_for("[data-testid=audit-run]", SOON).await?;
    }
    assert!(app.text("[data-testid=areas-text]").await?.starts_with("27 areas, named by \"name\"."));

    app.choose("[data-testid=audit-seeds]", "1").await?;
    tiles_are_chosen_by_keys(&app).await?;
    audited(&app, "5-audit-simulated").await?;
    // Nothing was planted, and the groups are large enough to say so.
    let primary = app.text("[data-testid=card-primary]").await?;
    assert!(primary.contains("Not established"), "{primary}");
    assert!(primary.contains("would most likely have been seen"), "{primary}");
    for card in ["card-clearance", "card-surge"] {
        assert!(!app.text(&format!("[data-testid={card}]")).await?.is_empty());
    }
    let json = saved_audit(&app).await?;
    assert_eq!(json["audit"]["areas"].as_array().map(Vec::len), Some(27));
    let n = |selector: &str| format!("return document.querySelectorAll('{selector}').length;");
    assert_eq!(app.evaluate(&n("[data-testid=tests] tbody tr, [data-testid=tests] tr")).await?, 6);
    let scenarios = json["audit"]["pushes"]["found"]["scenarios"].as_array().map_or(0, Vec::len);
    assert_eq!(app.evaluate(&n("[data-testid=pushes] tr")).await?, scenarios + 1);

    let chosen = json["settings"]["chosen"].as_array().map(Vec::len);
    let pushes = "return document.querySelector('[data-testid=pushes]').textContent;";
    let pushes = app.evaluate(pushes).await?;
    let pushes = pushes.as_str().unwrap_or_default();
    assert!(chosen.is_some_and(|tiles| tiles > 0) && pushes.contains("chosen"), "{chosen:?} {pushes}");

    // The maps are read by keys, and by area as well as by tile.
    app.choose("[data-testid=map-unit]", "area").await?;
    app.evaluate("document.querySelector('[data-testid=map-increased]').focus(); return null;").await?;
    app.prefer(true, false).await?;
    app.screenshot_whole("5-audit-simulated-dark", 1280).await?;

    // A second audit learns no network again: it goes straight to what areas answer.
    app.evaluate(
        "window.stages = new Set();
         new MutationObserver(() => {
           const now = document.querySelector('.doing');
           if (now) window.stages.add(now.textContent);
         }).observe(document.body, { subtree: true, childList: true, attributes: true, characterData: true });
         return null;",
    )
    .await?;
    app.click("[data-testid=audit-run]").await?;
    // It stands beside the first.
    app.wait_for("[data-testid=audit-2]", LONG).await?;
    app.wait_for("[data-testid=audit-1]", SOON).await?;
    let stages = app.evaluate("return [...window.stages].join('; ');").await?;
    let stages = stages.as_str().unwrap_or_default();
    assert!(stages.contains("Pushing") && !stages.contains("null networks"), "{stages}");

    // Areas that were read are the city's outline from now on, and harm is told by their fifths;
    // other files forget them.
    app.click("[data-testid=run]").await?;
    app.wait_for("[data-testid=scores]", LONG).await?;
    app.choose("[data-testid=scores-set]", "2").await?;
    app.wait_until("document.querySelector('[data-testid=harm]')", SOON).await?;
    let harm = app.text("[data-testid=harm-table]").await?;
    assert!(harm.contains("quintile 5 of 5") && harm.contains("not evaluable"), "{harm}");
    app.screenshot_whole("5-harm", 1280).await?;
    app.click("[data-testid=try-simulated]").await?;
    app.wait_until("!document.querySelector('[data-testid=audit]')", SOON).await?;
    no_request_since(&app, before).await?;
    assert_eq!(app.console_problems().await?, Vec::<String>::new());
    Ok(())
}

/// The map of tiles to choose takes and leaves out what a key asks.
async fn tiles_are_chosen_by_keys(app: &App) -> TestResult {
    app.evaluate(
        "const details = document.querySelector('[data-testid=chosen-tiles]'); details.open = true;
         details.scrollIntoView(); return null;",
    )
    .await?;
    app.choose("[data-testid=chosen-side]", "1").await?;
    let press = |keys: &str| {
        format!(
            "const map = document.querySelector('[data-testid=map-chosen]'); map.focus();
             for (const key of '{keys}'.split(' ')) map.dispatchEvent(new KeyboardEvent('keydown', {{ key, bubbles: true }}));
             return null;"
        )
    };
    let chosen = |n: usize| {
        let tiles = if n == 1 { "tile is" } else { "tiles are" };
        format!("document.querySelector('[data-testid=chosen-text]').textContent.startsWith('{n} {tiles}')")
    };
    app.evaluate(&press("ArrowRight Enter")).await?;
    app.wait_until(&chosen(1), SOON).await?;
    app.evaluate(&press("ArrowRight Enter")).await?;
    app.wait_until(&chosen(2), SOON).await?;
    app.evaluate(&press("Enter")).await?;
    app.wait_until(&chosen(1), SOON).await?;
    app.choose("[data-testid=chosen-side]", "0").await?;
    app.evaluate(&press("ArrowUp Enter")).await?;
    // An area holds two tiles here.
    app.wait_until(&chosen(3), SOON).await?;
    app.screenshot_whole("5-chosen-tiles", 1280).await?;
    app.screenshot_whole("5-chosen-tiles-390", 390).await?;
    Ok(())
}

/// What is wrong with boundaries and tables is said, and the rest is used.
#[tokio::test(flavor = "multi_thread")]
async fn bad_areas_are_told_and_the_rest_is_used() -> TestResult {
    let app = App::start().await?;
    opened(&app).await?;
    app.click("[data-testid=try-simulated]").await?;
    app.wait_for("[data-testid=area-drop]", SOON).await?;
    let file = |name: &str, text: &str| {
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        std::fs::write(&path, text).map(|()| path)
    };
    // A table alone.
    let table = file("areas.csv", "area,hardship\n1,10\n2,n/a\n9,30\n")?;
    app.drop_files("[data-testid=area-drop]", std::slice::from_ref(&table)).await?;
    app.wait_until("document.querySelector('[data-testid=failure]')", SOON).await?;
    assert!(app.text("[data-testid=failure]").await?.contains("choose their boundaries"));

    let square = |area: u8, west: f64| {
        let east = west + 0.01;
        format!(
            r#"{{"type":"Feature","properties":{{"area":"{area}","name":"Area <b>{area}</b>"}},"geometry":{{"type":"Polygon","coordinates":[[[{west},0.005],[{east},0.005],[{east},0.02],[{west},0.02],[{west},0.005]]]}}}}"#
        )
    };
    let without = r#"{"type":"Feature","properties":{"area":"3","name":"Harbour"},"geometry":null}"#;
    let features = [square(1, 0.005), square(2, 0.015), without.to_owned()].join(",");
    let boundaries =
        file("areas.geojson", &format!(r#"{{"type":"FeatureCollection","features":[{features}]}}"#))?;
    app.drop_files("[data-testid=area-drop]", &[boundaries]).await?;
    app.wait_for("[data-testid=area-problems]", SOON).await?;
    let shown = app.evaluate("document.querySelectorAll('details').forEach(of => of.open = true); return document.querySelector('[data-testid=enforcement]').innerText;").await?;
    let shown = shown.as_str().unwrap_or_default();
    assert!(shown.contains("Harbour") && shown.contains("no geometry"), "{shown}");
    // The table that came first is still there: one row has no area.
    assert!(shown.contains("Rows without an area: 1"), "{shown}");
    assert!(shown.contains("No column of the table has numbers for at least 10 areas"), "{shown}");

    // A bad file leaves the good one in its place: they can still be joined otherwise.
    let broken = file("broken.geojson", r#"{"type":"FeatureCollection","features":[}"#)?;
    app.drop_files("[data-testid=area-drop]", &[broken]).await?;
    app.wait_until("document.querySelector('[data-testid=failure]')", SOON).await?;
    app.choose("[data-testid=area-key]", "name").await?;
    app.wait_until("document.querySelector('[data-testid=join-text]')?.textContent.includes('\"name\"') || document.querySelector('[data-testid=failure]')?.textContent.includes('key')", SOON).await?;
    app.choose("[data-testid=area-key]", "area").await?;
    app.wait_until(
        "document.querySelector('[data-testid=join-text]')?.textContent.includes('\"area\"')",
        SOON,
    )
    .await?;
    assert_eq!(app.console_problems().await?, Vec::<String>::new());
    Ok(())
}

/// Chicago's own files and areas, seen as a person would; the figures of docs/results-chicago.md.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "minutes; a look at the real audit"]
async fn figures_of_the_audit() -> TestResult {
    let Some(folder) = real_data("") else { return Ok(()) };
    let app = App::start().await?;
    app.resize(1280, 900).await?;
    opened(&app).await?;
    let files: Vec<_> =
        (2014..=2017).map(|year| folder.join(format!("events/chicago_crimes_{year}.csv.gz"))).collect();
    app.choose_files(&files).await?;
    app.wait_for("[data-testid=run]", LONG).await?;
    let areas = [
        folder.join("boundaries/chicago_community_areas.geojson"),
        folder.join("socio/chicago_hardship_index_community_area_2008_2012.csv"),
    ];
    app.drop_files("[data-testid=area-drop]", &areas).await?;
    app.wait_for("[data-testid=audit-run]", LONG).await?;
    app.screenshot_whole("6-areas-chicago", 1280).await?;
    println!(
        "{}\n{}",
        app.text("[data-testid=areas-text]").await?,
        app.text("[data-testid=join-text]").await?
    );
    app.choose("[data-testid=audit-seeds]", "1").await?;
    app.evaluate(
        "window.stages = []; const began = performance.now();
         new MutationObserver(() => {
           const now = document.querySelector('.doing');
           if (now && now.textContent !== window.stages.at(-1)?.[0]) window.stages.push([now.textContent, (performance.now() - began) / 1000]);
         }).observe(document.body, { subtree: true, childList: true, attributes: true, characterData: true });
         window.auditBegan = performance.now(); return null;",
    )
    .await?;
    audited(&app, "6-audit-chicago").await?;
    println!("stages and when they began, s: {}", app.evaluate("return window.stages;").await?);
    for card in ["card-primary", "card-clearance", "card-surge", "exploratory", "over-time", "map-counts"] {
        println!("{}\n", app.text(&format!("[data-testid={card}]")).await?);
    }
    app.prefer(true, false).await?;
    app.screenshot_whole("6-audit-chicago-dark", 1280).await?;
    Ok(())
}
