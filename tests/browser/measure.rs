//! Figures of the page in a real browser, for docs/benchmarks.md: run by `make bench`, never by
//! `make test`.
//!
//! Each figure is taken five times; median and range are printed as rows of a Markdown table.

use std::fs::File;
use std::io::BufWriter;
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde_json::{Value, json};
use watchback::simulate::{SimulatedCity, SimulationSettings, write_portal_csv};

use crate::TestResult;
use crate::app::App;
use crate::main_job::{LONG, chicago, drawn, one_plain_file, opened};

/// Runs of each measurement: 5, or as many as `WATCHBACK_RUNS` says; with 1 the run of five seeds
/// is left out.
pub(crate) fn runs() -> usize {
    std::env::var("WATCHBACK_RUNS").ok().and_then(|runs| runs.parse().ok()).unwrap_or(5)
}
/// How often a key or a click is made during a run.
const EVENT_EVERY: Duration = Duration::from_millis(500);

/// Notes when files came in and when reports appeared, how long events took to be answered and how
/// long the page's thread was busy at a stretch. Milliseconds.
const OBSERVER: &str = "
window.marks = { events: [], tasks: [], long: [] };
addEventListener('change', (event) => {
  if (event.target.type === 'file') window.marks.files = performance.now();
}, true);
const seen = (name, selector) => {
  if (!(name in window.marks) && document.querySelector(selector)) window.marks[name] = performance.now();
};
new MutationObserver(() => {
  seen('quality', '[data-testid=quality]');
  seen('verdict', '[data-testid=verdict]');
}).observe(document, { childList: true, subtree: true });
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) window.marks.events.push(entry.duration);
}).observe({ type: 'event', durationThreshold: 16 });
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) {
    window.marks.tasks.push(entry.duration);
    window.marks.long.push([entry.startTime, entry.duration]);
  }
}).observe({ type: 'longtask', buffered: true });";

#[tokio::test(flavor = "multi_thread")]
#[ignore = "a measurement, not a test: `make bench`"]
async fn figures_of_the_page() -> TestResult {
    let files = chicago().ok_or("the figures are of the real Chicago files")?;
    let plain = one_plain_file(&files)?;
    let runs = runs();
    println!("| figure | median | range of {runs} |");
    println!("|---|---|---|");
    for (name, files) in [("gzip", files.as_slice()), ("plain", std::slice::from_ref(&plain))] {
        let mut speeds = Vec::new();
        for _ in 0..runs {
            let app = measured_page(App::start().await?, 1).await?;
            app.choose_files(files).await?;
            app.wait_for("[data-testid=quality]", LONG).await?;
            speeds.push(217.3e6 / 1e3 / span(&app, "files", "quality").await?);
        }
        row(&format!("ingest, {name}, one worker, drop to report, 10^6 bytes a second"), &mut speeds);
    }
    std::fs::remove_file(plain)?;
    // Alternated, so that what else the machine does falls on both.
    let (mut one, mut two) = (Figures::default(), Figures::default());
    for _ in 0..runs {
        measure_run(&files, 1, 1, &mut one).await?;
        measure_run(&files, 2, 1, &mut two).await?;
    }
    let mut whole = Figures::default();
    // One run is a quick look, without what takes longest.
    for _ in 0..if runs > 1 { runs.min(3) } else { 0 } {
        measure_run(&files, 2, 5, &mut whole).await?;
    }
    for (name, one, two) in
        [("all pairs", &one.scan, &two.scan), ("surrogate rounds", &one.rounds, &two.rounds)]
    {
        let best = |rates: &[f64]| rates.iter().copied().fold(f64::INFINITY, f64::min);
        // Rates are by worker.
        println!(
            "| scan of {name}, two workers against one, best of {runs} each | {:.2} | |",
            2.0 * best(one) / best(two)
        );
    }
    one.print("1 worker, 1 seed");
    two.print("2 workers, 1 seed");
    if !whole.seconds.is_empty() {
        whole.print("2 workers, 5 seeds");
    }
    Ok(())
}

/// Violent and property streams that make 6,615 streams with the arrests that come on top: the
/// paper's number.
const PAPER_STREAMS: usize = 4410;

/// One run of a simulated city of the paper's size, with all cores.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "a measurement, not a test: `make bench`"]
async fn figures_at_the_size_of_the_paper() -> TestResult {
    let settings = SimulationSettings {
        streams: PAPER_STREAMS,
        links: PAPER_STREAMS / 3,
        ..SimulationSettings::default()
    };
    let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join("paper_size.csv");
    write_portal_csv(&SimulatedCity::new(settings)?, BufWriter::new(File::create(&file)?))?;
    let app = measured_page(App::start().await?, 2).await?;
    app.choose_files(std::slice::from_ref(&file)).await?;
    app.wait_for("[data-testid=run]", LONG).await?;
    choose_seeds(&app, 1).await?;
    app.evaluate("window.marks.run = performance.now(); document.querySelector('[data-testid=run]').click(); return null;").await?;
    app.wait_for("[data-testid=verdict]", 3 * LONG).await?;
    drawn(&app).await?;
    std::fs::remove_file(file)?;
    println!("| figure | value |");
    println!("|---|---|");
    println!("| files to report, s | {:.1} |", span(&app, "files", "quality").await? / 1e3);
    println!("| run to verdict, s | {:.1} |", span(&app, "run", "verdict").await? / 1e3);
    let streams =
        app.evaluate("return document.querySelector('[data-testid=network] .hint').textContent;").await?;
    println!("| {} |", streams.as_str().unwrap_or_default());
    let rows = "[...document.querySelectorAll('[data-testid=timings] tbody tr')].map(row => [...row.cells].map(cell => cell.textContent).join(' | '))";
    for row in app.evaluate(&format!("return {rows};")).await?.as_array().into_iter().flatten() {
        println!("| {} |", row.as_str().unwrap_or_default());
    }
    println!("| memory of page and workers, 10^6 bytes | {:.1} |", memory_of(&app).await? / 1e6);
    let parts = app.evaluate("return document.querySelector('[data-testid=memory]').textContent;").await?;
    println!("| {} |", parts.as_str().unwrap_or_default().trim());
    let peak = app.renderers().iter().map(|renderer| renderer.peak_bytes).max().unwrap_or(0);
    println!("| renderer's peak resident memory, 10^6 bytes | {:.1} |", peak as f64 / 1e6);
    Ok(())
}

/// Notes when files can be given and when the workers stand, milliseconds since the page was asked
/// for.
const START_OBSERVER: &str = "
window.starts = {};
new MutationObserver(() => {
  const { files, engine } = document.documentElement.dataset;
  if (files) window.starts.files ??= performance.now();
  if (engine) window.starts.engine ??= performance.now();
}).observe(document, { attributes: true, subtree: true, attributeFilter: ['data-files', 'data-engine'] });";

/// A copy of the built page with each file compressed beside it, as a static host sends it. By the
/// `brotli` command.
fn compressed_page() -> TestResult<PathBuf> {
    let built = std::env::var_os("WATCHBACK_DIST")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("dist"), PathBuf::from);
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("compressed");
    std::fs::create_dir_all(&folder)?;
    for entry in std::fs::read_dir(built)? {
        let entry = entry?;
        if entry.file_type()?.is_file() {
            let copy = folder.join(entry.file_name());
            std::fs::copy(entry.path(), &copy)?;
            let done =
                std::process::Command::new("brotli").args(["-q", "11", "-f", "-k"]).arg(copy).status()?;
            if !done.success() {
                return Err("brotli failed".into());
            }
        }
    }
    Ok(folder)
}

/// A cold start over an emulated line of 10 Mbit/s and 40 ms, files compressed by brotli.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "a measurement, not a test: `make bench`"]
async fn figures_of_the_start() -> TestResult {
    let folder = compressed_page()?;
    let (mut paints, mut files, mut engines, mut bytes) = (vec![], vec![], vec![], vec![]);
    for _ in 0..runs() {
        let app = App::serving(&folder).await?;
        app.before_every_page(START_OBSERVER).await?;
        app.command("Network.enable", json!({})).await?;
        let line = json!({ "offline": false, "latency": 40, "downloadThroughput": 1.25e6, "uploadThroughput": 1.25e6 });
        app.command("Network.emulateNetworkConditions", line).await?;
        app.open().await?;
        app.wait_until("document.documentElement.dataset.engine === 'ready'", LONG).await?;
        let figures = app
            .evaluate(
                "const entries = [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')];
                 return [performance.getEntriesByName('first-contentful-paint')[0].startTime, window.starts.files,
                   window.starts.engine, entries.reduce((sum, entry) => sum + entry.transferSize, 0)];",
            )
            .await?;
        for (values, figure) in
            [&mut paints, &mut files, &mut engines, &mut bytes].into_iter().zip(numbers(&figures))
        {
            values.push(figure);
        }
    }
    std::fs::remove_dir_all(folder)?;
    println!("| figure | median | range of {} |", runs());
    println!("|---|---|---|");
    row("first screen painted, 10 Mbit/s and 40 ms, ms", &mut paints);
    row("files can be dropped, ms", &mut files);
    row("workers stand, ms", &mut engines);
    row("bytes that came over the line", &mut bytes);
    Ok(())
}

/// Tasks of the page's thread above 50 ms, of the simulated city from start to results.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "a measurement, not a test: `make bench`"]
async fn figures_of_the_thread() -> TestResult {
    let mut longest = Vec::new();
    for _ in 0..runs() {
        let app = measured_page(App::start().await?, 2).await?;
        let mark = |name: &str, selector: &str| {
            format!(
                "window.marks.{name} = performance.now(); document.querySelector('{selector}').click(); return null;"
            )
        };
        app.evaluate(&mark("read", "[data-testid=try-simulated]")).await?;
        app.wait_for("[data-testid=run]", LONG).await?;
        app.evaluate(&mark("run", "[data-testid=run]")).await?;
        drawn(&app).await?;
        tokio::time::sleep(Duration::from_millis(500)).await;
        let marks = app.evaluate("return window.marks;").await?;
        println!("start, duration: {}; marks: {marks}", marks["long"]);
        longest.push(numbers(&marks["tasks"]).into_iter().fold(50.0, f64::max));
    }
    row("longest task of the page's thread, simulated city, ms (50 and less are not told)", &mut longest);
    Ok(())
}

/// The resolution sweep of Chicago, with all cores.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "a measurement, not a test: `make bench`"]
async fn figures_of_the_sweep() -> TestResult {
    let files = chicago().ok_or("the figures are of the real Chicago files")?;
    let app = measured_page(App::start().await?, 2).await?;
    app.choose_files(&files).await?;
    app.wait_for("[data-testid=sweep]", LONG).await?;
    app.evaluate("window.marks.sweep = performance.now(); document.querySelector('[data-testid=sweep]').click(); return null;").await?;
    app.wait_until("document.querySelectorAll('[data-testid=sweep-table] tbody tr').length === 18", 2 * LONG)
        .await?;
    let seconds = app.evaluate("return (performance.now() - window.marks.sweep) / 1000;").await?;
    println!("| sweep of 18 cells, 2 workers, s | {:.1} |", seconds.as_f64().unwrap_or(f64::NAN));
    Ok(())
}

/// Chooses how many seeds the network's verdict is repeated for.
async fn choose_seeds(app: &App, seeds: usize) -> TestResult {
    app.choose("[data-testid=seeds-choice]", &seeds.to_string()).await
}

/// Bytes of memory of page and workers as the page tells.
async fn memory_of(app: &App) -> TestResult<f64> {
    let memory = app.evaluate("return document.querySelector('[data-testid=memory]').dataset.bytes;").await?;
    Ok(memory.as_str().unwrap_or_default().parse()?)
}

/// What is measured in each run.
#[derive(Default)]
struct Figures {
    rounds: Vec<f64>,
    scan: Vec<f64>,
    scores: Vec<f64>,
    seconds: Vec<f64>,
    memory: Vec<f64>,
    resident: Vec<f64>,
    events: Vec<f64>,
    longest_tasks: Vec<f64>,
}

impl Figures {
    fn print(&mut self, how: &str) {
        row(&format!("scan of all pairs, {how}, ns a transducer a worker"), &mut self.scan);
        row(&format!("surrogate rounds, {how}, ns a transducer a worker"), &mut self.rounds);
        row(&format!("scores with chance and intervals, {how}, s"), &mut self.scores);
        row(&format!("files to verdict, {how}, s"), &mut self.seconds);
        row(&format!("memory of page and workers at the verdict, {how}, 10^6 bytes"), &mut self.memory);
        row(&format!("renderer's resident memory, {how}, 10^6 bytes"), &mut self.resident);
        row(&format!("95 % of clicks and keys answered within, {how}, ms"), &mut self.events);
        row(&format!("longest task of the page's thread, {how}, ms"), &mut self.longest_tasks);
    }
}

/// A page with so many workers, which notes times.
pub(crate) async fn measured_page(app: App, workers: usize) -> TestResult<App> {
    app.before_every_page(OBSERVER).await?;
    // The page starts as many workers as there are cores; the choice of another number comes with
    // the study.
    app.before_every_page(&format!(
        "Object.defineProperty(navigator, 'hardwareConcurrency', {{ get: () => {workers} }});"
    ))
    .await?;
    opened(&app).await?;
    Ok(app)
}

async fn measure_run(files: &[PathBuf], workers: usize, seeds: usize, figures: &mut Figures) -> TestResult {
    let app = measured_page(App::start().await?, workers).await?;
    app.choose_files(files).await?;
    app.wait_for("[data-testid=run]", LONG).await?;
    let before_run = span(&app, "files", "quality").await?;
    choose_seeds(&app, seeds).await?;
    app.evaluate("window.marks.run = performance.now(); document.querySelector('[data-testid=run]').click(); return null;").await?;
    let running = "return !document.querySelector('[data-testid=verdict]');";
    while app.evaluate(running).await? == true {
        // A click on the page's heading and a key: harmless, but the page's thread must answer
        // them.
        for kind in ["mousePressed", "mouseReleased"] {
            let click = json!({ "type": kind, "x": 130, "y": 30, "button": "left", "clickCount": 1 });
            app.command("Input.dispatchMouseEvent", click).await?;
        }
        for kind in ["keyDown", "keyUp"] {
            app.command("Input.dispatchKeyEvent", json!({ "type": kind, "key": "Shift" })).await?;
        }
        tokio::time::sleep(EVENT_EVERY).await;
    }
    drawn(&app).await?;
    tokio::time::sleep(Duration::from_millis(500)).await;
    figures.seconds.push((before_run + span(&app, "run", "verdict").await?) / 1e3);
    figures.memory.push(memory_of(&app).await? / 1e6);
    let resident = app.renderers().iter().map(|renderer| renderer.resident_bytes).max().unwrap_or(0);
    figures.resident.push(resident as f64 / 1e6);
    let marks = app.evaluate("return window.marks;").await?;
    // Events answered within 16 ms are counted by the browser but not listed.
    let counted = app
        .evaluate("return [...performance.eventCounts.values()].reduce((sum, count) => sum + count, 0);")
        .await?;
    let counted = counted.as_u64().ok_or("the browser counts no events")? as usize;
    let mut events = numbers(&marks["events"]);
    events.resize(events.len().max(counted), 16.0);
    events.sort_by(f64::total_cmp);
    figures.events.push(events.get(events.len() * 95 / 100).copied().unwrap_or(16.0));
    figures.longest_tasks.push(numbers(&marks["tasks"]).into_iter().fold(50.0, f64::max));
    figures.rounds.push(scan_nanoseconds(&app, "Scanning surrogate rounds").await?);
    figures.scan.push(scan_nanoseconds(&app, "Scanning all pairs").await?);
    figures.scores.push(stage_cell(&app, "Scoring against chance", 1).await?);
    Ok(())
}

/// The rate of a scan as the page shows it.
async fn scan_nanoseconds(app: &App, stage: &str) -> TestResult<f64> {
    stage_cell(app, stage, 3).await
}

/// A number of a stage in the page's table of times.
async fn stage_cell(app: &App, stage: &str, column: usize) -> TestResult<f64> {
    let rows = "[...document.querySelectorAll('[data-testid=timings] tbody tr')]";
    let script = format!(
        "return parseFloat({rows}.find(row => row.cells[0].textContent === '{stage}').cells[{column}].textContent);"
    );
    Ok(app.evaluate(&script).await?.as_f64().ok_or_else(|| format!("no rate of {stage}"))?)
}

fn numbers(list: &Value) -> Vec<f64> {
    list.as_array().map(|list| list.iter().filter_map(Value::as_f64).collect()).unwrap_or_default()
}

/// Milliseconds between two marks.
pub(crate) async fn span(app: &App, from: &str, to: &str) -> TestResult<f64> {
    let span = app.evaluate(&format!("return window.marks['{to}'] - window.marks['{from}'];")).await?;
    Ok(span.as_f64().ok_or_else(|| format!("no time from {from} to {to}"))?)
}

pub(crate) fn row(name: &str, values: &mut [f64]) {
    values.sort_by(f64::total_cmp);
    let at = |index: usize| values.get(index).copied().unwrap_or(f64::NAN);
    println!(
        "| {name} | {:.1} | {:.1} to {:.1} |",
        at(values.len() / 2),
        at(0),
        at(values.len().saturating_sub(1))
    );
}
