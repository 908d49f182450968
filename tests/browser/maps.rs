//! Maps as a person uses them: units, land against water, areas before tiles, two layers side by
//! side, a chosen part of the city, and lines of their own.

use std::path::{Path, PathBuf};
use std::time::Duration;

use serde_json::Value;

use crate::TestResult;
use crate::app::App;
use crate::data::real_data;
use crate::main_job::{LONG, chicago, opened};

const SOON: Duration = Duration::from_secs(20);

/// A file for the page to read.
fn file(name: &str, text: &str) -> std::io::Result<PathBuf> {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::write(&path, text).map(|()| path)
}

/// What JavaScript says of the page.
async fn said(app: &App, body: &str) -> TestResult<String> {
    Ok(app.evaluate(&format!("return {body};")).await?.as_str().unwrap_or_default().to_owned())
}

/// All that an element says, shown or not.
async fn content(app: &App, selector: &str) -> TestResult<String> {
    said(app, &format!("document.querySelector('{selector}').textContent")).await
}

/// Presses keys on a map, one after another.
async fn press(app: &App, map: &str, keys: &str) -> TestResult {
    app.evaluate(&format!(
        "const map = document.querySelector('[data-testid={map}]'); map.focus();
         for (const key of '{keys}'.split(' ')) map.dispatchEvent(new KeyboardEvent('keydown', {{ key, bubbles: true }}));
         return null;"
    ))
    .await?;
    // A frame.
    tokio::time::sleep(Duration::from_millis(100)).await;
    Ok(())
}

/// The map of a finished run, in sight.
async fn at_the_map(app: &App) -> TestResult {
    app.evaluate("location.hash = '#step=evidence/statisticians'; return null;").await?;
    app.wait_for("[data-testid=map]", LONG).await?;
    app.evaluate("document.querySelector('[data-testid=map-section]').scrollIntoView(); return null;")
        .await?;
    tokio::time::sleep(Duration::from_millis(200)).await;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn lengths_are_in_one_unit_which_the_address_remembers() -> TestResult {
    let app = App::start().await?;
    opened(&app).await?;
    app.click("[data-testid=try-simulated]").await?;
    app.wait_for("[data-testid=units]", SOON).await?;
    let chosen = "document.querySelector('[data-testid=units]').value";
    let sides = "[data-testid=tile-metres]";
    // The simulated city lies in no country.
    assert_eq!(said(&app, chosen).await?, "metres");
    app.wait_until("document.querySelector('[data-testid=tile-metres]')", SOON).await?;
    assert!(content(&app, sides).await?.contains("300 m"));
    app.choose("[data-testid=units]", "feet").await?;
    app.wait_until("location.hash.endsWith('&units=feet')", SOON).await?;
    let sides = content(&app, sides).await?;
    assert!(sides.contains("980 ft") && !sides.contains(" m"), "{sides}");
    let points = content(&app, "[data-testid=points] figcaption").await?;
    assert!(points.contains(" mi around") && !points.contains("km"), "{points}");
    // It stays from step to step, without a step back of its own.
    app.go("question").await?;
    app.wait_until("location.hash === '#step=question&units=feet'", SOON).await?;
    app.evaluate("history.back(); return null;").await?;
    app.wait_until("location.hash.startsWith('#step=check')", SOON).await?;

    // Whoever opens the address has it, and a city of the United States has feet by itself.
    let app = App::start().await?;
    app.driver.goto(format!("{}#step=bring&units=feet", app.server.url())).await?;
    crate::main_job::ready(&app).await?;
    app.click("[data-testid=try-simulated]").await?;
    app.wait_for("[data-testid=units]", SOON).await?;
    assert_eq!(said(&app, chosen).await?, "feet");
    let app = App::start().await?;
    opened(&app).await?;
    let day = file(
        "feet.csv",
        "dc_key,dispatch_date,dispatch_time,text_general_code,point_x,point_y\n\
         201925000005.00000000,2019-05-04,13:00:00,Thefts,-75.1,40.0\n",
    )?;
    app.choose_files(&[day]).await?;
    app.wait_for("[data-testid=units]", SOON).await?;
    app.wait_until(&format!("{chosen} === 'feet'"), SOON).await?;
    assert!(!said(&app, "location.hash").await?.contains("units"));
    Ok(())
}

/// A simulated city's run with invented areas, at the map.
async fn run_with_areas(app: &App) -> TestResult {
    opened(app).await?;
    app.click("[data-testid=try-simulated]").await?;
    app.click("[data-testid=invent-areas]").await?;
    app.wait_for("[data-testid=arrests-ready]", SOON).await?;
    app.choose("[data-testid=seeds-choice]", "1").await?;
    app.click("[data-testid=run]").await?;
    app.wait_for("[data-testid=finding-alarms]", LONG).await?;
    at_the_map(app).await
}

/// Red, green, blue and opacity of a map's pixel, by shares of its width and height.
async fn pixel(app: &App, map: &str, x: f64, y: f64) -> TestResult<Value> {
    app.evaluate(&format!(
        "const map = document.querySelector('[data-testid={map}]');
         const at = (share, size) => Math.floor(share * (size - 1));
         const copy = document.createElement('canvas');
         [copy.width, copy.height] = [map.width, map.height];
         const context = copy.getContext('2d', {{ willReadFrequently: true }});
         context.drawImage(map, 0, 0);
         return [...context.getImageData(at({x}, map.width), at({y}, map.height), 1, 1).data];"
    ))
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_map_shows_areas_then_tiles_and_a_part_of_the_city_alone() -> TestResult {
    let app = App::start().await?;
    run_with_areas(&app).await?;
    // Outside of all areas nothing is drawn: the ground there is another than that of the land.
    assert_eq!(pixel(&app, "map", 0.0, 0.0).await?[3], 0);
    assert_eq!(pixel(&app, "map", 0.5, 0.5).await?[3], 255);
    let grounds = app
        .evaluate(
            "const style = getComputedStyle(document.querySelector('[data-testid=map]'));
             return [style.backgroundColor, style.color];",
        )
        .await?;
    assert_ne!(grounds[0], grounds[1]);

    // Near, each tile; from afar, areas, and the legend says by what.
    let grain = "document.querySelector('[data-testid=grain]').textContent";
    assert!(said(&app, grain).await?.starts_with("By tiles"));
    press(&app, "map", "- - - - - - - - -").await?;
    app.wait_until(&format!("{grain}.startsWith('By areas: a colour is the mean')"), SOON).await?;
    press(&app, "map", "ArrowRight ArrowRight").await?;
    let says = content(&app, "[data-testid=tile-text]").await?;
    assert!(says.contains("forecast risk") && says.contains("tile"), "{says}");

    // An area that is chosen: table and daily sums are of it alone, and a chip says so.
    press(&app, "map", "Enter").await?;
    app.wait_for("[data-testid=only]", SOON).await?;
    let name = says.split(':').next().unwrap_or_default().to_owned();
    assert_eq!(content(&app, "[data-testid=only] .only-name").await?, format!("{name} only"));
    let sums = content(&app, "[data-testid=part-series] .chart-finding").await?;
    assert!(sums.starts_with(&format!("{name}: ")) && sums.contains("were expected"), "{sums}");
    let rows = "document.querySelectorAll('details[data-testid=scores] tbody tr').length";
    let of_area = app.evaluate(&format!("return {rows};")).await?.as_u64().unwrap_or(0);
    assert!((1..20).contains(&of_area), "{of_area}");
    app.screenshot("8-only-an-area").await?;
    app.evaluate("document.querySelector('[data-testid=only-all]').click(); return null;").await?;
    app.wait_until(&format!("!document.querySelector('[data-testid=only]') && {rows} === 20"), SOON).await?;
    // By name too.
    app.choose("[data-testid=only-area]", "3").await?;
    app.wait_for("[data-testid=only]", SOON).await?;
    app.choose("[data-testid=only-area]", "").await?;
    app.wait_until("!document.querySelector('[data-testid=only]')", SOON).await?;
    press(&app, "map", "0").await?;
    app.wait_until(&format!("{grain}.startsWith('By tiles')"), SOON).await?;
    // A tile as well, with what its forecast reads.
    press(&app, "map", "ArrowRight Enter").await?;
    app.wait_until("document.querySelector('[data-testid=only]')", SOON).await?;
    app.wait_until("document.querySelector('[data-testid=tile-sources]')", SOON).await?;
    let of_tile = app.evaluate(&format!("return {rows};")).await?.as_u64().unwrap_or(0);
    assert!((1..=3).contains(&of_tile), "{of_tile}");
    // Each chart's title is a sentence of what was found.
    let untitled = "return [...document.querySelectorAll('[data-view=statisticians] figure.histogram')]
        .filter((figure) => !figure.querySelector('.chart-finding')?.textContent.trim()).length;";
    assert_eq!(app.evaluate(untitled).await?, 0);
    assert_eq!(app.console_problems().await?, Vec::<String>::new());
    Ok(())
}

const STREETS: &str = r#"{"type":"FeatureCollection","features":[
    {"type":"Feature","properties":{"name":"Main Street"},"geometry":{"type":"LineString","coordinates":[[0.0,0.0],[0.03,0.03],[0.06,0.02]]}},
    {"type":"Feature","properties":{},"geometry":{"type":"Point","coordinates":[0.01,0.01]}}]}"#;

#[tokio::test(flavor = "multi_thread")]
async fn two_layers_stand_side_by_side_and_lines_lie_over_them() -> TestResult {
    let app = App::start().await?;
    run_with_areas(&app).await?;
    app.choose("[data-testid=layer-beside]", "1").await?;
    app.wait_for("[data-testid=map-2]", SOON).await?;
    app.wait_until("document.querySelectorAll('[data-testid=grain]').length === 2", SOON).await?;
    let boxes = "return ['map', 'map-2'].map((name) => {
        const { left, top, width, height } = document.querySelector(`[data-testid=${name}]`).getBoundingClientRect();
        return [left, top, width, height].map(Math.round);
    });";
    let side_by_side = app.evaluate(boxes).await?;
    assert_eq!(side_by_side[0][1], side_by_side[1][1], "{side_by_side}");
    assert_eq!(side_by_side[0][2], side_by_side[1][2], "{side_by_side}");
    // What one shows the other does.
    press(&app, "map-2", "- - - - - - - - -").await?;
    let grains =
        "[...document.querySelectorAll('[data-testid=grain]')].map(of => of.textContent.slice(0, 8)).join()";
    app.wait_until(&format!("{grains} === 'By areas,By areas'"), SOON).await?;
    press(&app, "map", "0").await?;
    app.wait_until(&format!("{grains} === 'By tiles,By tiles'"), SOON).await?;
    app.screenshot("8-two-layers").await?;
    app.resize(390, 844).await?;
    tokio::time::sleep(Duration::from_millis(200)).await;
    let stacked = app.evaluate(boxes).await?;
    assert_eq!(stacked[0][0], stacked[1][0], "{stacked}");
    assert!(stacked[0][1].as_f64() < stacked[1][1].as_f64(), "{stacked}");
    app.resize(1280, 900).await?;
    app.choose("[data-testid=layer-beside]", "").await?;
    app.wait_until("!document.querySelector('[data-testid=map-2]')", SOON).await?;
    tokio::time::sleep(Duration::from_millis(200)).await;

    // Lines that are dropped with other files are lines, and no areas that cannot be used.
    let before = said(&app, "document.querySelector('[data-testid=map]').toDataURL()").await?;
    let digest = content(&app, "[data-testid=digest]").await?;
    let streets = file("streets.geojson", STREETS)?;
    app.drop_files("[data-testid=map-section]", std::slice::from_ref(&streets)).await?;
    app.wait_until("document.querySelector('[data-testid=lines-legend]')", SOON).await?;
    let legend = content(&app, "[data-testid=lines-legend]").await?;
    assert!(legend.starts_with("streets.geojson: 1 line"), "{legend}");
    tokio::time::sleep(Duration::from_millis(200)).await;
    assert_ne!(said(&app, "document.querySelector('[data-testid=map]').toDataURL()").await?, before);
    assert_eq!(content(&app, "[data-testid=digest]").await?, digest);
    assert_eq!(app.evaluate("return document.querySelector('[data-testid=failure]');").await?, Value::Null);
    // The zone for areas takes them too, and those of a name take the place of the old ones.
    app.drop_files("[data-testid=area-drop]", &[streets]).await?;
    tokio::time::sleep(Duration::from_millis(500)).await;
    assert_eq!(app.evaluate("return document.querySelector('[data-testid=failure]');").await?, Value::Null);
    assert_eq!(
        app.evaluate("return document.querySelectorAll('[data-testid=lines-legend] .pill').length;").await?,
        1
    );
    app.evaluate("document.querySelector('[data-testid=lines-legend] .delete').click(); return null;")
        .await?;
    app.wait_until("!document.querySelector('[data-testid=lines-legend]')", SOON).await?;
    assert_eq!(app.console_problems().await?, Vec::<String>::new());
    Ok(())
}

/// Frames while a map is dragged for two seconds: their mean and longest times, and the longest
/// task, milliseconds.
const DRAG: &str = "
window.dragged = null;
const map = document.querySelector('[data-testid=map]');
const box = map.getBoundingClientRect();
const send = (type, x, y) => map.dispatchEvent(new PointerEvent(type, { clientX: box.left + x, clientY: box.top + y, bubbles: true }));
const times = []; const tasks = [];
const seen = new PerformanceObserver((list) => { for (const entry of list.getEntries()) tasks.push(entry.duration); });
seen.observe({ type: 'longtask' });
send('pointerdown', 200, 200);
let at = 0;
const step = (time) => {
  times.push(time); at += 1;
  send('pointermove', 200 + 60 * Math.sin(at / 10), 200 + 40 * Math.cos(at / 10));
  if (at < 120) return requestAnimationFrame(step);
  send('pointerup', 200, 200);
  const gaps = times.slice(1).map((time, at) => time - times[at]);
  setTimeout(() => { window.dragged = { mean: gaps.reduce((a, b) => a + b) / gaps.length, longest: Math.max(...gaps), task: Math.max(0, ...tasks) }; }, 100);
};
requestAnimationFrame(step);
return null;";

async fn dragged(app: &App, what: &str) -> TestResult {
    app.evaluate(DRAG).await?;
    app.wait_until("window.dragged", SOON).await?;
    println!("frames while {what} is dragged, ms: {}", app.evaluate("return window.dragged;").await?);
    Ok(())
}

/// Chicago's own map, seen as a person would, and how fast it is drawn.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "minutes; a look at a real map"]
async fn figures_of_the_map() -> TestResult {
    let (Some(files), Some(folder)) = (chicago(), real_data("")) else { return Ok(()) };
    let app = App::start().await?;
    app.resize(1280, 900).await?;
    opened(&app).await?;
    let mut all = files;
    all.extend([
        folder.join("boundaries/chicago_community_areas.geojson"),
        folder.join("socio/chicago_hardship_index_community_area_2008_2012.csv"),
        district_lines(&folder)?,
    ]);
    app.drop_files("[data-testid=drop]", &all).await?;
    app.wait_for("[data-testid=arrests-ready]", LONG).await?;
    for (name, dark) in [("light", false), ("dark", true)] {
        app.prefer(dark, false).await?;
        app.evaluate("location.hash = '#step=evidence/arrests'; return null;").await?;
        app.wait_for("[data-testid=area-map]", SOON).await?;
        app.evaluate("document.querySelector('[data-testid=area-map]').scrollIntoView(); return null;")
            .await?;
        app.screenshot(&format!("9-area-map-{name}")).await?;
    }
    app.prefer(false, false).await?;
    // Fewer streams and days: the map is looked at, and not what it shows.
    app.choose("[data-testid=seeds-choice]", "1").await?;
    app.choose("[data-testid=min-share]", "0.05").await?;
    app.choose("[data-testid=test-days]", "101").await?;
    app.click("[data-testid=run]").await?;
    app.wait_for("[data-testid=finding-alarms]", LONG).await?;
    at_the_map(&app).await?;
    looks(&app, "9-chicago").await
}

/// Looks at a map in each state.
async fn looks(app: &App, name: &str) -> TestResult {
    dragged(app, "the map by areas").await?;
    press(app, "map", "0").await?;
    app.screenshot(&format!("{name}-areas")).await?;
    press(app, "map", "+ +").await?;
    app.screenshot(&format!("{name}-tiles")).await?;
    dragged(app, "the map by tiles").await?;
    press(app, "map", "0 ArrowRight ArrowRight Enter").await?;
    app.screenshot_whole(&format!("{name}-only"), 1280).await?;
    app.prefer(true, false).await?;
    at_the_map(app).await?;
    press(app, "map", "0").await?;
    app.screenshot(&format!("{name}-dark")).await?;
    app.prefer(false, false).await?;
    app.choose("[data-testid=layer-beside]", "1").await?;
    at_the_map(app).await?;
    app.screenshot(&format!("{name}-two")).await?;
    for (width, height) in [(1800, 1100), (390, 844)] {
        app.resize(width, height).await?;
        at_the_map(app).await?;
        app.screenshot(&format!("{name}-{width}")).await?;
    }
    app.evaluate("document.querySelector('[data-testid=map]').scrollIntoView(); return null;").await?;
    app.screenshot(&format!("{name}-390-map")).await?;
    app.resize(1280, 900).await
}

/// Outlines of police districts as lines, as no streets are at hand.
fn district_lines(folder: &Path) -> TestResult<PathBuf> {
    let text = std::fs::read_to_string(folder.join("boundaries/chicago_police_districts.geojson"))?;
    let mut json: Value = serde_json::from_str(&text)?;
    for feature in json["features"].as_array_mut().into_iter().flatten() {
        let geometry = &mut feature["geometry"];
        let is_one = geometry["type"] == "Polygon";
        let rings = geometry["coordinates"].take();
        let flat = if is_one {
            rings
        } else {
            Value::Array(
                rings
                    .as_array()
                    .into_iter()
                    .flatten()
                    .filter_map(Value::as_array)
                    .flatten()
                    .cloned()
                    .collect(),
            )
        };
        (geometry["coordinates"], geometry["type"]) = (flat, "MultiLineString".into());
    }
    Ok(file("districts.geojson", &json.to_string())?)
}
