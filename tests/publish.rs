//! Runs as a folder for a static host: reports that need nothing, bundles, and their list.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, clippy::panic, reason = "the helpers of tests are tests too")]

#[path = "support/folder.rs"]
mod folder;

use std::fs;
use std::path::Path;
use std::process::Command;

use folder::fresh_folder;
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::{Field, Row};
use watchback::bundle::opened;
use watchback::results::Results;

fn watchback(folder: &Path, arguments: &[&str]) -> (bool, String) {
    let output =
        Command::new(env!("CARGO_BIN_EXE_watchback")).current_dir(folder).args(arguments).output().unwrap();
    (output.status.success(), String::from_utf8_lossy(&output.stderr).into_owned())
}

/// Runs the simulated city into a folder, briefly.
fn demo(folder: &Path, out: &str, more: &[&str]) {
    let brief = ["demo", "--seeds", "1", "--rounds", "19", "--out", out];
    let (ran, said) = watchback(folder, &[&brief, more].concat());
    assert!(ran, "{said}");
}

/// What would fetch something, run something, or send somewhere.
const ACTIVE: [&str; 7] = ["<script", "src=", "url(", "@import", "<iframe", "<form", "http-equiv=\"refresh"];

#[test]
fn runs_are_published_with_reports_that_need_nothing() {
    let folder = fresh_folder("publish");
    demo(
        &folder,
        "Demo run",
        &["--published-by", "A <b>group</b> & friends", "--licence", "https://spdx.org/licenses/CC-BY-4.0"],
    );
    let app = folder.join("app");
    fs::create_dir_all(app.join("docs")).unwrap();
    fs::write(app.join("index.html"), "the app").unwrap();
    fs::write(app.join("docs/faq.html"), "a page").unwrap();
    let (published, said) = watchback(
        &folder,
        &[
            "publish",
            "Demo run",
            "--out",
            "site",
            "--app",
            "app",
            "--published-by",
            "A <b>group</b> & friends",
        ],
    );
    assert!(published, "{said}");
    let site = folder.join("site");
    for file in [
        "index.html",
        "docs/faq.html",
        "404.html",
        "runs.html",
        "demo-run.html",
        "results/demo-run.crate.zip",
    ] {
        assert!(site.join(file).is_file(), "{file}");
    }
    let report = fs::read_to_string(site.join("demo-run.html")).unwrap();
    let text = report.to_ascii_lowercase();
    for active in ACTIVE {
        assert!(!text.contains(active), "{active}");
    }
    assert!(!text.contains("href="), "a report refers to nothing");
    assert!(report.contains("A &lt;b&gt;group&lt;/b&gt; &amp; friends") && !report.contains("<b>group"));
    for heading in ["9.64.010 D", "9.64.010 E", "9.64.010 H", "Receipt", "How to cite", "Simulated city."] {
        assert!(report.contains(heading), "{heading}");
    }
    assert!(report.len() < 2_000_000, "{} bytes", report.len());
    let bundle = opened(fs::read(site.join("results/demo-run.crate.zip")).unwrap()).unwrap();
    let results: Results = bundle.results.unwrap();
    assert!(report.contains(&results.digest), "the report names the run's digest");
    let list = fs::read_to_string(site.join("runs.html")).unwrap();
    assert!(list.contains("href=\"./#results=demo-run\"") && list.contains(&results.digest), "{list}");
    // Without the app nothing leads to it, and hosts are told what it would have told them.
    let (published, said) = watchback(&folder, &["publish", "Demo run", "--out", "alone"]);
    assert!(published, "{said}");
    let list = fs::read_to_string(folder.join("alone/runs.html")).unwrap();
    assert!(!list.contains("#results=") && list.contains("results/demo-run.crate.zip"), "{list}");
    let headers = fs::read_to_string(folder.join("alone/_headers")).unwrap();
    assert!(headers.contains("frame-ancestors 'none'"), "{headers}");
    // The same again, beside a run of the same name.
    let (published, said) =
        watchback(&folder, &["publish", "Demo run", "Demo run/run.crate.zip", "Demo run", "--out", "x"]);
    assert!(!published && said.contains("two runs are named"), "{said}");
}

/// The programs that others check bundles by, where `.ci/setup --browser` could install them.
#[test]
fn a_bundle_passes_the_checks_of_other_programs() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let python = root.join(".tools/validators/bin/python");
    if !python.exists() {
        println!("SKIPPED: RO-Crate's validator and Frictionless are not installed (.ci/setup --browser)");
        return;
    }
    let folder = fresh_folder("validators");
    demo(
        &folder,
        "out",
        &[
            "--forecasts",
            "--published-by",
            "A group",
            "--publisher-address",
            "https://example.org/",
            "--source",
            "made here",
        ],
    );
    let output = Command::new(python)
        .arg(root.join("tests/independent/bundle.py"))
        .arg(folder.join("out/run.crate.zip"))
        .output()
        .unwrap();
    let found = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{found}{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(found.matches("passes").count(), 3, "{found}");
}

/// A cell of a row of a Parquet file, by the name of its column.
fn cell<'a>(row: &'a Row, name: &str) -> &'a Field {
    row.get_column_iter().find(|(of, _)| *of == name).map(|(_, field)| field).unwrap()
}

fn rows_of(path: &Path) -> Vec<Row> {
    let reader = SerializedFileReader::new(fs::File::open(path).unwrap()).unwrap();
    let says = reader.metadata().file_metadata().key_value_metadata().unwrap();
    assert!(says.iter().any(|pair| pair.key == "digest" && pair.value.as_ref().unwrap().len() == 64));
    reader.get_row_iter(None).unwrap().collect::<Result<_, _>>().unwrap()
}

#[test]
fn parquet_files_hold_what_the_results_hold() {
    let folder = fresh_folder("parquet");
    demo(&folder, "out", &["--parquet"]);
    let bundle = opened(fs::read(folder.join("out/run.crate.zip")).unwrap()).unwrap();
    let results: Results = bundle.results.unwrap();
    let streams = rows_of(&folder.join("out/streams.parquet"));
    assert_eq!(streams.len(), results.streams.len());
    for (row, stream) in streams.iter().zip(&results.streams) {
        assert_eq!(*cell(row, "variable"), Field::Str(stream.variable.name().to_owned()));
        assert_eq!(*cell(row, "row"), Field::Long(stream.row.into()));
        assert_eq!(*cell(row, "brier"), Field::Double(stream.brier));
        let auc = stream.strict.value.map_or(Field::Null, Field::Double);
        assert_eq!(*cell(row, "auc"), auc);
    }
    let forecasts = rows_of(&folder.join("out/forecasts.parquet"));
    let steps = results.streams[0].test_steps as usize;
    assert_eq!(forecasts.len(), streams.len() * steps);
    // The Brier score of each stream is of these numbers.
    for (number, (rows, stream)) in forecasts.chunks(steps).zip(&results.streams).enumerate() {
        let mut sum = 0.0;
        for row in rows {
            assert_eq!(*cell(row, "stream"), Field::Int(number as i32));
            let event = *cell(row, "event") == Field::Bool(true);
            let Field::Double(forecast) = cell(row, "forecast") else { panic!("no forecast: {row}") };
            let missed = forecast - f64::from(u8::from(event));
            sum += missed * missed;
        }
        assert!((sum / steps as f64 - stream.brier).abs() < 1e-12, "stream {number}");
    }
    let first = results.study.test().first().days_since_1970();
    assert_eq!(*cell(&forecasts[0], "day"), Field::Date(first));
    // A later run without them leaves none of another run.
    demo(&folder, "out", &[]);
    assert!(!folder.join("out/forecasts.parquet").exists());
}
