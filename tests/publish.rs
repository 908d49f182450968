//! Runs as a folder for a static host: reports that need nothing, bundles, and their list.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, reason = "the helpers of tests are tests too")]

#[path = "support/folder.rs"]
mod folder;

use std::fs;
use std::path::Path;
use std::process::Command;

use folder::fresh_folder;
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
