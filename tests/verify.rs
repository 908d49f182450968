//! A published run made again by somebody else: confirmed, or what was changed is found.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, reason = "the helpers of tests are tests too")]

#[path = "support/folder.rs"]
mod folder;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;

use folder::fresh_folder;
use serde_json::{Value, json};
use watchback::bundle::{Beside, Published, opened, write};
use watchback::results::Part;
use watchback::simulate::{SimulatedAreas, SimulatedCity, SimulationSettings};

const CONFIRMED: i32 = 0;
const DIFFERS: i32 = 2;
const NOT_COMPARABLE: i32 = 3;

fn watchback(folder: &Path, arguments: &[&str]) -> (i32, String) {
    let output =
        Command::new(env!("CARGO_BIN_EXE_watchback")).current_dir(folder).args(arguments).output().unwrap();
    let errors = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(!errors.contains("panicked"), "{errors}");
    (output.status.code().unwrap(), String::from_utf8(output.stdout).unwrap() + &errors)
}

/// A folder with a small city's file in two parts, its areas, and a run of them in `run`.
static PUBLISHED: LazyLock<PathBuf> = LazyLock::new(|| {
    let folder = fresh_folder("verify");
    let settings = SimulationSettings { streams: 96, steps: 600, links: 24, ..SimulationSettings::default() };
    let mut csv = Vec::new();
    let city = SimulatedCity::new(settings).unwrap();
    watchback::simulate::write_portal_csv(&city, &mut csv).unwrap();
    let text = String::from_utf8(csv).unwrap();
    let (header, rows) = text.split_once('\n').unwrap();
    let half = rows.len() / 2 + rows[rows.len() / 2..].find('\n').unwrap() + 1;
    fs::write(folder.join("a.csv"), format!("{header}\n{}", &rows[..half])).unwrap();
    fs::write(folder.join("b.csv"), format!("{header}\n{}", &rows[half..])).unwrap();
    let areas = SimulatedAreas::new(&city).unwrap();
    fs::write(folder.join("areas.geojson"), areas.boundaries).unwrap();
    fs::write(folder.join("table.csv"), areas.table).unwrap();
    let (code, said) = watchback(
        &folder,
        &[
            "run",
            "a.csv",
            "b.csv",
            "--city",
            "simulated",
            "--seeds",
            "1",
            "--rounds",
            "19",
            "--out",
            "run",
            "--boundary",
            "areas.geojson",
            "--table",
            "table.csv",
            "--value",
            "INVENTED HARDSHIP",
        ],
    );
    assert_eq!(code, 0, "{said}");
    folder
});

/// The run of [`PUBLISHED`] with an audit, as `publish` bundles it.
static WITH_AUDIT: LazyLock<&'static str> = LazyLock::new(|| {
    let folder = &*PUBLISHED;
    fs::create_dir_all(folder.join("audited")).unwrap();
    fs::copy(folder.join("run/results.json"), folder.join("audited/results.json")).unwrap();
    let brief = ["--draws", "3", "--networks", "1", "--maps", "19", "--seeds", "1", "--no-grid-shift"];
    let of_city = ["--city", "simulated", "--areas", "areas.geojson", "--table", "table.csv"];
    let asked = ["audit", "a.csv", "b.csv", "--value", "INVENTED HARDSHIP", "--out", "audited"];
    for arguments in [[&asked[..], &of_city, &brief].concat(), vec!["publish", "audited", "--out", "site"]] {
        let (code, said) = watchback(folder, &arguments);
        assert_eq!(code, 0, "{said}");
    }
    "site/results/audited.crate.zip"
});

/// The bundle of [`WITH_AUDIT`] with a change in its audit.json, as a file of this name.
fn changed_audit(name: &str, change: impl FnOnce(&mut Value)) -> String {
    let bundle = opened(fs::read(PUBLISHED.join(*WITH_AUDIT)).unwrap()).unwrap();
    let mut audit: Value = serde_json::from_slice(&bundle.audit_json.unwrap()).unwrap();
    change(&mut audit);
    let beside = Beside { audit: Some(audit.to_string().into_bytes()), ..Beside::default() };
    let bytes = write(&bundle.results.unwrap(), &beside, &Published::at(0)).unwrap();
    fs::write(PUBLISHED.join(name), bytes).unwrap();
    name.to_owned()
}

const FILES: [&str; 4] = ["a.csv", "b.csv", "areas.geojson", "table.csv"];

/// Verifies what is published in a file against files: the exit code, and what was found.
fn verified(published: &str, files: &[&str]) -> (i32, Value) {
    let arguments = [&["verify", published, "--json"], files].concat();
    let (code, said) = watchback(&PUBLISHED, &arguments);
    assert!(said.starts_with('{'), "{said}");
    (code, serde_json::from_str(&said).unwrap())
}

/// The published results with a change, as a file of this name.
fn changed(name: &str, change: impl FnOnce(&mut Value)) -> String {
    let bytes = fs::read(PUBLISHED.join("run/results.json")).unwrap();
    let mut results: Value = serde_json::from_slice(&bytes).unwrap();
    change(&mut results);
    fs::write(PUBLISHED.join(name), results.to_string()).unwrap();
    name.to_owned()
}

fn parts_that_differ(found: &Value) -> Vec<String> {
    let parts = found["parts"].as_array().unwrap().iter();
    let differ = parts.filter(|part| part["is_confirmed"] == json!(false));
    differ.map(|part| part["part"].as_str().unwrap().to_owned()).collect()
}

/// What changes an audit that was saved.
type Change = fn(&mut Value);

#[test]
fn a_bundle_is_confirmed_from_the_same_files_by_whatever_name() {
    let folder = &*PUBLISHED;
    fs::copy(folder.join("a.csv"), folder.join("z.csv")).unwrap();
    fs::copy(folder.join("run/results.json"), folder.join("not-of-it.json")).unwrap();
    let files = ["table.csv", "b.csv", "z.csv", "areas.geojson", "not-of-it.json"];
    let (code, found) = verified("run/run.crate.zip", &files);
    assert_eq!((code, &found["outcome"]), (CONFIRMED, &json!("confirmed")), "{found}");
    assert_eq!(found["parts"].as_array().unwrap().len(), 13, "{found}");
    assert_eq!(found["inputs"][0]["found"], "z.csv");
    assert_eq!(found["inputs"][0]["published"]["name"], "a.csv");
}

#[test]
fn a_changed_byte_of_an_input_is_found() {
    let folder = PUBLISHED.join("changed");
    fs::create_dir_all(&folder).unwrap();
    for name in FILES {
        let mut bytes = fs::read(PUBLISHED.join(name)).unwrap();
        let last = bytes.len() - 2;
        bytes[last] ^= 1;
        fs::write(folder.join(name), bytes).unwrap();
        let path = format!("changed/{name}");
        let mut files = FILES;
        *files.iter_mut().find(|file| **file == name).unwrap() = &path;
        let (code, found) = verified("run/run.crate.zip", &files);
        assert_eq!(code, NOT_COMPARABLE, "{name}: {found}");
        let reason = found["reasons"][0].as_str().unwrap();
        assert!(reason.starts_with(name) && reason.contains("its bytes are others"), "{reason}");
    }
    let (code, found) = verified("run/run.crate.zip", &FILES[1..]);
    assert_eq!(code, NOT_COMPARABLE);
    assert!(found["reasons"][0].as_str().unwrap().contains("a.csv is not there"), "{found}");
}

#[test]
fn a_changed_figure_is_found_with_its_place_and_stream() {
    let published = changed("figure.json", |results| results["streams"][7]["brier"] = json!(0.01));
    let (code, found) = verified(&published, &FILES);
    assert_eq!((code, found["n_differences"].as_u64()), (DIFFERS, Some(1)), "{found}");
    assert_eq!(found["differences"][0]["place"], "streams[7].brier");
    assert_eq!(found["differences"][0]["published"], "0.01");
    assert!(found["differences"][0]["stream"].as_str().unwrap().contains(" at row "), "{found}");
    assert_eq!(parts_that_differ(&found), Vec::<String>::new());
    let published = changed("digest.json", |results| {
        let digest = results["digest"].as_str().unwrap().replace(['0', '1'], "2");
        results["digest"] = json!(digest);
    });
    assert_eq!(verified(&published, &FILES).0, DIFFERS);
}

#[test]
fn a_changed_setting_is_found_with_the_first_part_that_differs() {
    let published = changed("setting.json", |results| results["study"]["chance"]["rounds"] = json!(20));
    let (code, found) = verified(&published, &FILES);
    assert_eq!(code, DIFFERS, "{found}");
    assert_eq!(parts_that_differ(&found)[..2], ["study", "network"]);
    // A setting that no run can have.
    let published = changed("refused.json", |results| results["study"]["test_last"] = json!("2030-01-01"));
    let (code, found) = verified(&published, &FILES);
    assert_eq!(code, DIFFERS, "{found}");
    assert!(found["reasons"][0].as_str().unwrap().contains("comes to no end"), "{found}");
}

#[test]
fn a_layout_that_reads_another_column_as_the_arrest_is_in_the_receipt_and_found() {
    let published = changed("layout.json", |results| {
        for file in results["files"].as_array_mut().unwrap() {
            file["layout"]["columns"]["arrest"] = json!({"column": "Domestic", "values": ["false"]});
            file["layout"]["columns"]["domestic"] = Value::Null;
        }
    });
    let (code, found) = verified(&published, &FILES);
    assert_eq!(code, DIFFERS, "{found}");
    let places: Vec<&str> =
        found["differences"].as_array().unwrap().iter().filter_map(|of| of["place"].as_str()).collect();
    assert!(places[0].starts_with("files.") && places[0].contains("arrest.column"), "{places:?}");
}

#[test]
fn what_the_run_does_not_give_is_found() {
    let published = changed("more.json", |results| results["network"]["certain"] = json!(true));
    let (code, found) = verified(&published, &FILES);
    assert_eq!((code, &found["differences"][0]["place"]), (DIFFERS, &json!("network.certain")), "{found}");
}

#[test]
fn an_audit_is_made_again_and_what_was_changed_in_it_is_found() {
    let (code, found) = verified(*WITH_AUDIT, &FILES);
    assert_eq!((code, &found["audit"]["outcome"]), (CONFIRMED, &json!("confirmed")), "{found}");
    let (_, said) = watchback(&PUBLISHED, &[&["verify", *WITH_AUDIT][..], &FILES].concat());
    assert!(said.contains("every figure and the audit are as published"), "{said}");

    // A figure: the run is confirmed all the same.
    let name = changed_audit("audit-figure.zip", |audit| audit["audit"]["values"][2] = json!(12345.5));
    let (code, found) = verified(&name, &FILES);
    assert_eq!((code, parts_that_differ(&found)), (DIFFERS, Vec::new()), "{found}");
    assert_eq!(found["audit"]["differences"][0]["place"], "audit.values[2]", "{found}");
    // A setting, and the name of the value.
    let name = changed_audit("audit-setting.zip", |audit| audit["settings"]["maps"] = json!(29));
    assert_eq!(verified(&name, &FILES).0, DIFFERS);
    let name = changed_audit("audit-value.zip", |audit| audit["value"] = json!("SOMETHING ELSE"));
    let (code, found) = verified(&name, &FILES);
    assert_eq!((code, &found["audit"]["differences"][0]["place"]), (DIFFERS, &json!("value")), "{found}");

    // What cannot be made again is not comparable, and the reason is said.
    let audits: [(&str, Change); 3] = [
        ("no receipt", |audit| audit["receipt"] = Value::Null),
        ("other crime files", |audit| audit["receipt"]["inputs"][0]["sha256"] = json!("0".repeat(64))),
        ("table.csv", |audit| audit["receipt"]["areas"]["table"]["sha256"] = json!("1".repeat(64))),
    ];
    for (says, change) in audits {
        let (code, found) = verified(&changed_audit("audit-other.zip", change), &FILES);
        let reason = found["audit"]["reasons"][0].as_str().unwrap_or_default();
        assert!(code == NOT_COMPARABLE && reason.contains(says), "{says}: {found}");
    }
}

#[test]
fn another_program_confirms_what_it_gives_too_and_cannot_judge_what_differs() {
    let other = |results: &mut Value| results["receipt"]["program"]["source"] = json!("0".repeat(64));
    let published = changed("other.json", other);
    assert_eq!(verified(&published, &FILES).0, CONFIRMED);
    let published = changed("other-differs.json", |results| {
        other(results);
        results["streams"][0]["brier"] = json!(0.5);
    });
    let (code, found) = verified(&published, &FILES);
    assert_eq!((code, found["n_differences"].as_u64()), (NOT_COMPARABLE, Some(1)), "{found}");
    assert!(found["reasons"][0].as_str().unwrap().contains("another program"), "{found}");
    let published = changed("no-receipt.json", |results| results["receipt"] = Value::Null);
    assert_eq!(verified(&published, &FILES).0, NOT_COMPARABLE);
}

#[test]
fn the_receipt_says_what_was_read() {
    let opened = opened(fs::read(PUBLISHED.join("run/run.crate.zip")).unwrap()).unwrap();
    let receipt = opened.results.unwrap().receipt.unwrap();
    assert_eq!(receipt.program.build.as_deref().map(str::len), Some(64));
    assert_eq!(receipt.stages.first().map(|of| of.part), Some(Part::Study));
    assert_eq!(receipt.stages.last().map(|of| of.part), Some(Part::Harm));
    for input in &receipt.inputs {
        let output = Command::new("sha256sum").arg(PUBLISHED.join(&input.name)).output().unwrap();
        assert!(String::from_utf8_lossy(&output.stdout).starts_with(&input.sha256), "{input:?}");
    }
    let rows: u64 = receipt.inputs.iter().filter_map(|input| input.rows_kept).sum();
    let csv = fs::read_to_string(PUBLISHED.join("a.csv")).unwrap()
        + &fs::read_to_string(PUBLISHED.join("b.csv")).unwrap();
    assert_eq!(rows, csv.lines().count() as u64 - 2);
}
