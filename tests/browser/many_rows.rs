//! Large files: reading that is cancelled, workers that are lost while they read, and (by
//! `make bench`) memory and speed.

use std::fs::File;
use std::io::{self, BufRead, BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use flate2::read::MultiGzDecoder;
use serde_json::Value;
use watchback::simulate::write_many_rows;

use crate::TestResult;
use crate::app::App;
use crate::main_job::{KEEP_WORKERS, LONG, chicago, opened};
use crate::measure::{measured_page, row, runs, span};

const SOON: Duration = Duration::from_secs(30);
/// Rows of all of Chicago since 2001.
const ALL_OF_CHICAGO: u64 = 8_000_000;
/// What the page's program, its lead and its hands may hold: bytes a row, and bytes beside them.
const BYTES_A_ROW: u64 = 32;
const BYTES_BESIDE: u64 = 64_000_000;

/// Every worker tells the size of its memory, which never shrinks: it is the highest it ever was.
const TELL_MEMORY: &str = "
for (const way of ['instantiate', 'instantiateStreaming']) {
  const made = WebAssembly[way];
  WebAssembly[way] = async (...given) => {
    const result = await made.apply(WebAssembly, given);
    window.pageMemory = (result.instance ?? result).exports.memory;
    return result;
  };
}
window.workerMemory = {};
new BroadcastChannel('memory').onmessage = (event) => { window.workerMemory[event.data[0]] = event.data[1]; };
window.Blob = class extends Blob {
  constructor(parts, options) {
    super(String(parts[0]).includes('initSync') ? [...parts, `
const tellMemory = new BroadcastChannel('memory');
const worker = Math.random();
setInterval(() => { if (wasm) tellMemory.postMessage([worker, wasm.memory.buffer.byteLength]); }, 200);`] : parts, options);
  }
};";

fn temporary(name: &str) -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join(name)
}

fn many_rows(name: &str, rows: u64) -> TestResult<PathBuf> {
    let path = temporary(name);
    write_many_rows(1, rows, BufWriter::new(File::create(&path)?))?;
    Ok(path)
}

/// The bytes shown as read have passed a tenth.
const UNDER_WAY: &str = "document.querySelector('[data-testid=running] progress')?.value > 0.1";

#[tokio::test(flavor = "multi_thread")]
async fn reading_can_be_cancelled_and_a_worker_lost_while_it_reads_loses_no_row() -> TestResult {
    let file = many_rows("cancelled.csv", 1_000_000)?;
    let app = App::start().await?;
    app.before_every_page(KEEP_WORKERS).await?;
    opened(&app).await?;
    app.choose_files(std::slice::from_ref(&file)).await?;
    app.wait_until(UNDER_WAY, LONG).await?;
    app.click("[data-testid=cancel]").await?;
    app.wait_for("[data-testid=cancelled]", SOON).await?;
    // Its worker was ended; another has come.
    app.wait_until("!document.querySelector('[data-testid=running]')", SOON).await?;

    app.choose_files(std::slice::from_ref(&file)).await?;
    app.wait_until(UNDER_WAY, LONG).await?;
    // All hands fail, that which reads among them: others come and read anew. A browser lets one
    // that is busy go on for two seconds, so that its rows still come, and must not count.
    app.evaluate(
        "window.madeBefore = window.madeWorkers.length;
         window.madeWorkers.slice(1).forEach(worker => worker.dispatchEvent(new ErrorEvent('error', { message: 'unreachable' })));
         return null;",
    )
    .await?;
    app.wait_for("[data-testid=quality]", LONG).await?;
    assert_eq!(app.evaluate("return window.madeWorkers.length > window.madeBefore;").await?, true);
    let summary = app.text("[data-testid=quality-summary]").await?;
    assert!(summary.starts_with("1,000,000 rows read, 1,000,000 kept"), "{summary}");
    assert!(summary.contains(". 0 duplicates dropped"), "{summary}");
    std::fs::remove_file(file)?;
    Ok(())
}

/// As many rows as all of Chicago since 2001 (or `WATCHBACK_ROWS`), in one file and in four.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "a measurement, not a test: `make bench`"]
async fn figures_of_many_rows() -> TestResult {
    let rows = std::env::var("WATCHBACK_ROWS").ok().and_then(|rows| rows.parse().ok());
    let rows = rows.unwrap_or(ALL_OF_CHICAGO);
    let whole = many_rows("many.csv", rows)?;
    let bytes = whole.metadata()?.len();
    println!("{rows} rows, {bytes} bytes");
    println!(
        "| files | drop to report, s | 10^6 bytes a second | memory of page, lead and hands, 10^6 bytes | bound |"
    );
    println!("|---|---|---|---|---|");
    measure_memory("one", std::slice::from_ref(&whole), (rows, bytes)).await?;
    let quarters = quarters(&whole)?;
    std::fs::remove_file(whole)?;
    measure_memory("four", &quarters, (rows, bytes)).await?;
    for file in quarters {
        std::fs::remove_file(file)?;
    }
    Ok(())
}

async fn measure_memory(name: &str, files: &[PathBuf], (rows, bytes): (u64, u64)) -> TestResult {
    let app = App::start().await?;
    app.before_every_page(TELL_MEMORY).await?;
    let app = measured_page(app, 2).await?;
    app.choose_files(files).await?;
    app.wait_for("[data-testid=quality]", LONG).await?;
    tokio::time::sleep(Duration::from_secs(2)).await;
    let seconds = span(&app, "files", "quality").await? / 1e3;
    let memory = app
        .evaluate("return [window.pageMemory.buffer.byteLength, ...Object.values(window.workerMemory).sort((a, b) => b - a)];")
        .await?;
    let memory: Vec<u64> = memory.as_array().into_iter().flatten().filter_map(Value::as_u64).collect();
    let parts: Vec<String> = memory.iter().map(|bytes| format!("{:.1}", *bytes as f64 / 1e6)).collect();
    println!(
        "| {name} | {seconds:.1} | {:.0} | {:.1} ({}) | {:.0} |",
        bytes as f64 / 1e6 / seconds,
        memory.iter().sum::<u64>() as f64 / 1e6,
        parts.join(" + "),
        (BYTES_A_ROW * rows + BYTES_BESIDE) as f64 / 1e6
    );
    let resident: Vec<String> =
        app.renderers().iter().map(|renderer| format!("{:.1}", renderer.peak_bytes as f64 / 1e6)).collect();
    println!("| | peak of the renderers' resident memory, 10^6 bytes: {} | | | |", resident.join(", "));
    Ok(())
}

/// A file's lines in four files of equal length, each with the header.
fn quarters(whole: &Path) -> TestResult<Vec<PathBuf>> {
    let bytes = whole.metadata()?.len() / 4;
    let mut lines = BufReader::with_capacity(1 << 20, File::open(whole)?);
    let mut header = Vec::new();
    lines.read_until(b'\n', &mut header)?;
    let mut files = Vec::new();
    for quarter in 0..4 {
        let path = temporary(&format!("many-{quarter}.csv"));
        let mut out = BufWriter::with_capacity(1 << 20, File::create(&path)?);
        out.write_all(&header)?;
        let (mut line, mut written) = (Vec::new(), 0);
        while (written < bytes || quarter == 3) && lines.read_until(b'\n', &mut line)? > 0 {
            out.write_all(&line)?;
            written += line.len() as u64;
            line.clear();
        }
        out.flush()?;
        files.push(path);
    }
    Ok(files)
}

/// Notes when all bytes were read: what follows is the lead's alone.
const NOTE_READ: &str = "
const look = () => {
  if (document.querySelector('[data-testid=running] progress')?.value >= 1) window.marks.read ??= performance.now();
  requestAnimationFrame(look);
};
look();";

/// The four Chicago files over two workers against one.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "a measurement, not a test: `make bench`"]
async fn figures_of_two_workers_that_read() -> TestResult {
    let compressed = chicago().ok_or("the figures are of the real Chicago files")?;
    let mut plain = Vec::new();
    for (year, file) in compressed.iter().enumerate() {
        let path = temporary(&format!("chicago-{year}.csv"));
        io::copy(&mut MultiGzDecoder::new(File::open(file)?), &mut File::create(&path)?)?;
        plain.push(path);
    }
    let mut bytes = 0;
    for file in &plain {
        bytes += file.metadata()?.len();
    }
    println!("| figure | median | range of {} |", runs());
    println!("|---|---|---|");
    for (name, files) in [("gzip", &compressed), ("plain", &plain)] {
        let (mut one, mut two, mut afterwards) = (Vec::new(), Vec::new(), Vec::new());
        // Alternated, so that what else the machine does falls on both.
        for _ in 0..runs() {
            for (workers, speeds) in [(1, &mut one), (2, &mut two)] {
                let app = measured_page(App::start().await?, workers).await?;
                app.evaluate(&format!("{NOTE_READ} return null;")).await?;
                app.choose_files(files).await?;
                app.wait_for("[data-testid=quality]", LONG).await?;
                speeds.push(bytes as f64 / 1e3 / span(&app, "files", "quality").await?);
                afterwards.push(span(&app, "read", "quality").await?);
            }
        }
        let mut times: Vec<f64> = one.iter().zip(&two).map(|(one, two)| two / one).collect();
        row(&format!("ingest of four files, {name}, one worker, 10^6 bytes a second"), &mut one);
        row(&format!("the same, two workers, {name}"), &mut two);
        row(&format!("from the last byte to the report, {name}, ms"), &mut afterwards);
        times.sort_by(f64::total_cmp);
        println!(
            "| two workers against one, {name} | {:.2} | |",
            times.get(times.len() / 2).unwrap_or(&f64::NAN)
        );
    }
    for file in plain {
        std::fs::remove_file(file)?;
    }
    Ok(())
}
