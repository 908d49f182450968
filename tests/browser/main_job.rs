//! The main job as a person does it: files in, a run, and what it found; with nothing asked of any
//! server.

use std::fs::File;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use flate2::read::MultiGzDecoder;
use serde_json::Value;
use watchback::run::{Threads, TileAreas, analyse, inspect_simulated};
use watchback::simulate::{SimulatedCity, SimulationSettings};

use crate::TestResult;
use crate::app::App;
use crate::data::real_data;
use crate::expected::CHICAGO_DIGEST;

const SOON: Duration = Duration::from_secs(20);
/// Far more than a run takes, for machines that do other work too.
pub(crate) const LONG: Duration = Duration::from_secs(900);

/// Keeps every worker that the page makes, so that one can be killed without the page being told.
pub(crate) const KEEP_WORKERS: &str = "
window.madeWorkers = [];
window.Worker = class extends Worker {
  constructor(...given) { super(...given); window.madeWorkers.push(this); }
};";

/// Opens the page, waits until the network is locked and the workers stand, and forgets the
/// requests up to then.
pub(crate) async fn opened(app: &App) -> TestResult<usize> {
    app.open().await?;
    started(app).await
}

/// Waits until the page that was opened has started, and gives the number of requests made so far.
pub(crate) async fn started(app: &App) -> TestResult<usize> {
    ready(app).await?;
    app.requests_by_browser().await?;
    Ok(app.server.requests().len())
}

/// Waits until the network is locked and the workers stand.
pub(crate) async fn ready(app: &App) -> TestResult {
    app.wait_until("document.documentElement.dataset.network === 'locked'", SOON).await?;
    app.wait_until("document.documentElement.dataset.engine === 'ready'", SOON).await
}

/// Nothing was asked of anybody since `before`, by the server's log, by all other hosts' and by the
/// browser's.
pub(crate) async fn no_request_since(app: &App, before: usize) -> TestResult {
    let requests = app.server.requests();
    let since: Vec<&str> = requests.iter().skip(before).map(|request| request.path.as_str()).collect();
    assert_eq!(since, Vec::<&str>::new());
    assert_eq!(app.elsewhere.hosts_called(), Vec::<String>::new());
    assert_eq!(app.requests_by_browser().await?, Vec::<String>::new());
    Ok(())
}

/// Waits until all of a run's results are drawn: the digest stands in the last part.
pub(crate) async fn drawn(app: &App) -> TestResult {
    app.wait_for("[data-testid=verdict]", LONG).await?;
    app.wait_for("[data-testid=digest]", LONG).await?;
    Ok(())
}

/// Runs the page's simulated city with one seed, from the first click to the last result.
pub(crate) async fn run_simulated(app: &App) -> TestResult {
    app.click("[data-testid=try-simulated]").await?;
    app.wait_for("[data-testid=quality]", SOON).await?;
    app.go("question").await?;
    app.choose("[data-testid=seeds-choice]", "1").await?;
    app.click("[data-testid=run]").await?;
    drawn(app).await
}

async fn digest(app: &App) -> TestResult<String> {
    app.text("[data-testid=digest]").await
}

/// Runs, looks at the findings as they come, and goes to what they rest on.
async fn run_to_results(app: &App, name: &str) -> TestResult {
    app.click("[data-testid=run]").await?;
    app.wait_for("[data-testid=finding-forecast]", LONG).await?;
    app.screenshot_whole(&format!("{name}-findings"), 1280).await?;
    app.screenshot_whole(&format!("{name}-findings-390"), 390).await?;
    drawn(app).await?;
    app.screenshot_whole(&format!("{name}-share"), 1280).await?;
    app.go("evidence").await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_simulated_city_gives_the_same_bits_as_natively() -> TestResult {
    let app = App::start().await?;
    app.resize(1280, 900).await?;
    let before = opened(&app).await?;
    app.screenshot_whole("1-empty", 1280).await?;
    app.screenshot_whole("1-empty-390", 390).await?;

    app.click("[data-testid=try-simulated]").await?;
    app.wait_for("[data-testid=run]", SOON).await?;
    assert!(app.text("[data-testid=simulated-notice]").await?.contains("Simulated city."));
    assert_eq!(
        app.evaluate("return document.querySelectorAll('[data-testid=preview] tbody tr').length;").await?,
        5
    );
    app.screenshot_whole("2-understood", 1280).await?;

    run_to_results(&app, "3-simulated").await?;
    assert!(app.text("[data-testid=verdict]").await?.contains("did better than chance"));
    assert_eq!(digest(&app).await?, native_digest(5)?);
    app.go("evidence").await?;
    app.screenshot_whole("3-results-simulated", 1280).await?;
    app.screenshot_whole("3-results-simulated-390", 390).await?;
    app.prefer(true, false).await?;
    app.screenshot_whole("3-results-simulated-dark", 1280).await?;
    app.prefer(false, false).await?;

    the_scores_are_told(&app).await?;
    the_network_is_told(&app).await?;
    the_map_is_read_by_keys(&app).await?;
    a_tile_tells_its_sources(&app).await?;
    saved_json_is_what_is_shown(&app).await?;

    // A second run, with one worker: the same bits.
    app.evaluate("const workers = document.querySelector('[data-testid=workers]'); workers.value = '1'; workers.dispatchEvent(new Event('change', { bubbles: true })); return null;").await?;
    app.click("[data-testid=run]").await?;
    app.wait_for("[data-testid=run-2][aria-pressed=true]", LONG).await?;
    assert_eq!(digest(&app).await?, native_digest(5)?);
    // The first is kept beside it, until it is deleted by hand.
    app.click("[data-testid=run-1]").await?;
    app.wait_for("[data-testid=run-1][aria-pressed=true]", SOON).await?;
    app.click("[data-testid=save-json]").await?;
    app.click("[data-testid=run-1] + .delete").await?;
    app.wait_until("!document.querySelector('[data-testid=run-1]')", SOON).await?;
    app.wait_for("[data-testid=run-2][aria-pressed=true]", SOON).await?;
    assert_eq!(digest(&app).await?, native_digest(5)?);

    no_request_since(&app, before).await?;
    assert_eq!(app.console_problems().await?, Vec::<String>::new());
    Ok(())
}

/// The default simulated city's, with so many seeds of the network's verdict.
pub(crate) fn native_digest(seeds: usize) -> TestResult<String> {
    let settings = SimulationSettings::default();
    let mut study = SimulatedCity::new(settings)?.study_settings()?;
    study.chance.seeds = seeds;
    let study = study.check()?;
    let mut threads = Threads::new(2, Box::new(|_, _, _| {}));
    let inspection = inspect_simulated(&threads, settings, &study)?;
    Ok(pollster::block_on(analyse(&mut threads, &inspection, &study, &TileAreas::default()))?.results.digest)
}

/// Every figure has its row, and each kind of crime its simple methods.
async fn the_scores_are_told(app: &App) -> TestResult {
    let sentence = app.text("[data-testid=adds-sentence]").await?;
    assert!(
        sentence.starts_with("The network forecasts violent crime and property crime better"),
        "{sentence}"
    );
    let rows = |selector: &str| format!("return document.querySelectorAll('{selector}').length;");
    assert_eq!(app.evaluate(&rows("[data-testid=leader-board]")).await?, 3);
    assert_eq!(app.evaluate(&rows("[data-testid=figure-table] tbody tr")).await?, 15);
    // Seven figures in one picture, each over its band of chance; strict and tolerant curves; how
    // it is computed.
    assert_eq!(app.evaluate(&rows("[data-testid=lead-figure] .figure-dot")).await?, 7);
    assert_eq!(app.evaluate(&rows("[data-testid=lead-figure] .chance-band")).await?, 7);
    assert_eq!(app.evaluate(&rows("[data-testid=roc] svg")).await?, 4);
    assert_eq!(app.evaluate(&rows("[data-testid=roc] tbody tr")).await?, 101);
    assert_eq!(app.evaluate(&rows("[data-testid=how-computed]")).await?, 1);
    // A simulated city is none of the paper's: its column holds dashes alone.
    let reported = app
        .evaluate("return [...document.querySelectorAll('[data-testid=figure-table] tbody td:nth-of-type(6)')].map(cell => cell.textContent).join('');")
        .await?;
    assert_eq!(reported, "\u{2013}".repeat(15));
    // No two elements have one name.
    let doubled = app
        .evaluate("const ids = [...document.querySelectorAll('[id]')].map(element => element.id); return ids.filter((id, at) => ids.indexOf(id) !== at);")
        .await?;
    assert_eq!(doubled, serde_json::json!([]));
    // Areas are of one kind of crime.
    assert_eq!(app.evaluate(&rows("[data-testid=area-table]")).await?, 0);
    app.evaluate("const set = document.querySelector('[data-testid=scores-set]'); set.value = '1'; set.dispatchEvent(new Event('change', { bubbles: true })); return null;").await?;
    app.wait_until("document.querySelectorAll('[data-testid=area-table] tbody tr').length === 18", SOON)
        .await?;
    assert_eq!(app.evaluate(&rows("[data-testid=hit-curve] svg, [data-testid=reliability] svg")).await?, 2);
    // Of crimes one by one only where they are of one kind.
    let alarms =
        app.evaluate("return document.querySelector('[data-testid=alarm-table]').textContent;").await?;
    assert!(alarms.as_str().is_some_and(|text| text.contains("Hits for each reported crime")), "{alarms}");
    app.screenshot_whole("3-results-simulated-scores", 1280).await?;
    Ok(())
}

/// The section of the network says what results.json holds, and each of its pictures has a table.
async fn the_network_is_told(app: &App) -> TestResult {
    assert!(app.text("[data-testid=network-verdict]").await?.starts_with("Streams tell more of each other"));
    assert!(app.text("[data-testid=links]").await?.contains("of 20,592 pairs of streams stand out"));
    assert!(app.text("[data-testid=network-adds]").await?.contains("Other streams improve the forecast"));
    for (part, pictures) in [
        ("influence-by-delay", 3),
        ("influence-by-distance", 4),
        ("matrix", 2),
        ("strongest", 1),
        ("city-series", 2),
    ] {
        let count = |what: &str| {
            format!("return document.querySelectorAll('[data-testid={part}] :is({what})').length;")
        };
        let found = app.evaluate(&count("svg, canvas")).await?;
        assert_eq!(found, pictures, "pictures of {part}");
        let tables = app.evaluate(&count("table")).await?.as_u64();
        assert!(tables >= Some(pictures), "tables of {part}: {tables:?}");
    }
    Ok(())
}

/// Enter on a tile shows what its forecast reads, and a source's machine.
async fn a_tile_tells_its_sources(app: &App) -> TestResult {
    app.evaluate("document.querySelector('[data-testid=map]').dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true })); return null;").await?;
    app.wait_for("[data-testid=tile-sources]", SOON).await?;
    app.wait_for("[data-testid=machine] svg", SOON).await?;
    let machine = app.text("[data-testid=machine] .hint").await?;
    assert!(machine.starts_with("Machine of source 1."), "{machine}");
    app.evaluate("document.querySelectorAll('[data-testid=tile-sources] button')[1].click(); return null;")
        .await?;
    app.wait_until("document.querySelector('[data-testid=machine] .hint').textContent.startsWith('Machine of source 2.')", SOON).await?;
    app.screenshot_whole("3-results-simulated-tile", 1280).await?;
    Ok(())
}

/// Each key moves to a tile, whose figures are then read out.
async fn the_map_is_read_by_keys(app: &App) -> TestResult {
    let press = |key: &str| {
        format!(
            "const map = document.querySelector('[data-testid=map]'); map.focus();
             map.dispatchEvent(new KeyboardEvent('keydown', {{ key: '{key}', bubbles: true }})); return null;"
        )
    };
    app.wait_for("[data-testid=map]", SOON).await?;
    let mut texts = Vec::new();
    for key in ["ArrowRight", "ArrowRight", "ArrowUp"] {
        app.evaluate(&press(key)).await?;
        app.wait_until(
            "document.querySelector('[data-testid=tile-text]').textContent.startsWith('Tile row')",
            SOON,
        )
        .await?;
        tokio::time::sleep(Duration::from_millis(100)).await;
        texts.push(app.text("[data-testid=tile-text]").await?);
    }
    texts.dedup();
    assert_eq!(texts.len(), 3, "{texts:?}");
    Ok(())
}

/// The bytes behind "Save results.json" are caught on their way to the download.
async fn saved_json_is_what_is_shown(app: &App) -> TestResult {
    app.evaluate(
        "window.saved = null;
         const make = URL.createObjectURL;
         URL.createObjectURL = (blob) => { blob.text().then((text) => { window.saved = text; }); return make.call(URL, blob); };
         return null;",
    )
    .await?;
    app.click("[data-testid=save-json]").await?;
    app.wait_until("window.saved !== null", SOON).await?;
    let text = app.evaluate("return window.saved;").await?;
    let json: Value = serde_json::from_str(text.as_str().unwrap_or_default())?;
    assert_eq!(json["digest"], digest(app).await?.as_str());
    assert_eq!(json["simulated"], true);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_crime_file_is_refused_in_a_sentence() -> TestResult {
    let app = App::start().await?;
    let before = opened(&app).await?;
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let page = folder.join("page.csv");
    std::fs::write(&page, "<!DOCTYPE html><html><body>Sign in</body></html>")?;
    app.choose_files(&[page]).await?;
    let shown = app.wait_for("[data-testid=failure], [data-testid=quality] .bad", SOON).await?;
    let sentence = shown.text().await?.to_lowercase();
    let expected = "page.csv: this is a web page or other markup, not a table that can be read; the portal may have answered";
    assert!(sentence.contains(expected), "{sentence}");
    app.screenshot_whole("4-not-a-crime-file", 1280).await?;

    let few = folder.join("few.csv");
    std::fs::write(
        &few,
        "ID,Date,Primary Type,Arrest,Domestic,Latitude,Longitude\r\n\
         1,01/01/2014 10:00:00 AM,THEFT,false,false,41.9,-87.7\r\n\
         2,13/01/2014 10:00:00 AM,THEFT,false,false,41.9,-87.7\r\n",
    )?;
    app.choose_files(&[few]).await?;
    let refusal = app.wait_for("[data-testid=refusal]", SOON).await?.text().await?;
    assert!(refusal.contains("2014-01-02"), "{refusal}");
    assert!(app.text("[data-testid=quality]").await?.contains("1 dropped as unreadable"));
    assert_eq!(app.evaluate("return document.querySelector('[data-testid=run]').disabled;").await?, true);
    app.screenshot_whole("4-refused", 1280).await?;
    no_request_since(&app, before).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_of_philadelphia_is_offered_philadelphias_study() -> TestResult {
    let app = App::start().await?;
    opened(&app).await?;
    let day = Path::new(env!("CARGO_TARGET_TMPDIR")).join("incidents.csv");
    std::fs::write(
        &day,
        "dc_key,dispatch_date,dispatch_time,text_general_code,point_x,point_y\n\
         201925000005.00000000,2019-05-04,13:00:00,Thefts,-75.1,40.0\n",
    )?;
    app.choose_files(&[day]).await?;
    let refusal = app.wait_for("[data-testid=refusal]", SOON).await?.text().await?;
    assert!(refusal.contains("2016-01-01..2018-12-31"), "{refusal}");
    let content = |selector: &str| format!("return document.querySelector(\"{selector}\").textContent;");
    let offers = app.evaluate(&content("[data-testid=offer]")).await?.to_string();
    assert!(offers.contains("Philadelphia, the year 2019"), "{offers}");
    assert!(offers.contains("Philadelphia, the paper's 101 days") && !offers.contains("Chicago"), "{offers}");
    let study = app.evaluate(&content("[aria-labelledby=study-title]")).await?.to_string();
    assert!(study.contains("3 days ahead"), "{study}");
    // The box is Philadelphia's, and what the city does not publish has no place.
    let quality = app.text("[data-testid=quality]").await?;
    assert!(!quality.contains("rrest") && !quality.contains("omestic"), "{quality}");
    let facts = app.evaluate(&content("[data-testid=facts]")).await?.to_string();
    assert!(facts.contains("outside the city's box, of those with coordinates0.0 %0"), "{facts}");
    Ok(())
}

/// The four Chicago files, or `None` with a line that says so.
pub(crate) fn chicago() -> Option<Vec<PathBuf>> {
    (2014..=2017).map(|year| real_data(&format!("events/chicago_crimes_{year}.csv.gz"))).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_real_chicago_files_run_to_a_verdict() -> TestResult {
    let Some(files) = chicago() else { return Ok(()) };
    let app = App::start().await?;
    app.before_every_page(KEEP_WORKERS).await?;
    let before = opened(&app).await?;

    // A real drop of the four compressed files.
    app.drop_files("[data-testid=drop]", &files).await?;
    app.wait_for("[data-testid=running]", SOON).await?;
    app.wait_for("[data-testid=run]", LONG).await?;
    assert!(
        app.text("[data-testid=quality-summary]").await?.starts_with("1,075,734 rows read, 1,075,734 kept")
    );
    app.screenshot_whole("5-chicago-understood", 1280).await?;

    // Cancelled half way, then run again.
    app.click("[data-testid=run]").await?;
    app.wait_until(
        "document.querySelector('[data-testid=doing]')?.textContent.includes('rotated histories')",
        LONG,
    )
    .await?;
    app.screenshot("6-running").await?;
    app.click("[data-testid=cancel]").await?;
    app.wait_for("[data-testid=cancelled]", SOON).await?;
    app.click("[data-testid=run]").await?;

    // A worker is killed without a word: the others finish, and a new one comes.
    app.wait_until(
        "document.querySelector('[data-testid=doing]')?.textContent.includes('rotated histories')",
        LONG,
    )
    .await?;
    app.evaluate(
        "window.madeWorkers.at(-1).terminate(); window.madeBefore = window.madeWorkers.length; return null;",
    )
    .await?;
    app.wait_for("[data-testid=verdict]", LONG).await?;
    app.wait_until("window.madeWorkers.length > window.madeBefore", SOON).await?;
    assert_eq!(digest(&app).await?, CHICAGO_DIGEST, "native runs give this one");
    app.go("findings").await?;
    app.screenshot_whole("7-chicago-findings", 1280).await?;
    app.go("evidence").await?;
    app.screenshot_whole("7-chicago-results", 1280).await?;
    app.screenshot_whole("7-chicago-results-390", 390).await?;
    app.prefer(true, false).await?;
    app.screenshot_whole("7-chicago-results-dark", 1280).await?;
    app.prefer(false, false).await?;
    assert!(app.text("[data-testid=arrest-caveat]").await?.contains("as of the export"));

    // One plain file of all four years: the same data, so the same digest.
    let plain = one_plain_file(&files)?;
    app.choose_files(std::slice::from_ref(&plain)).await?;
    app.wait_until("!document.querySelector('[data-testid=verdict]')", SOON).await?;
    app.wait_for("[data-testid=run]", LONG).await?;
    run_to_results(&app, "7-chicago-plain").await?;
    assert_eq!(digest(&app).await?, CHICAGO_DIGEST);
    std::fs::remove_file(plain)?;

    no_request_since(&app, before).await?;
    assert_eq!(app.console_problems().await?, Vec::<String>::new());
    Ok(())
}

/// All rows behind one header, 217 MB.
pub(crate) fn one_plain_file(files: &[PathBuf]) -> TestResult<PathBuf> {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("chicago-2014-2017.csv");
    let mut out = io::BufWriter::new(File::create(&path)?);
    for (at, file) in files.iter().enumerate() {
        let mut reader = io::BufReader::with_capacity(1 << 20, MultiGzDecoder::new(File::open(file)?));
        if at > 0 {
            io::BufRead::skip_until(&mut reader, b'\n')?;
        }
        io::copy(&mut reader, &mut out)?;
    }
    out.flush()?;
    Ok(path)
}
