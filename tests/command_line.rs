//! The command line as a person types it: every command, what it prints, and how it fails.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, reason = "the helpers of tests are tests too")]

#[path = "support/data.rs"]
mod data;
#[path = "support/expected.rs"]
mod expected;
#[path = "support/folder.rs"]
mod folder;

use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Command, Output, Stdio};

use data::real_data;
use expected::SIMULATED_DIGEST;
use folder::fresh_folder;
use serde_json::Value;
use watchback::simulate::{SimulatedCity, SimulationSettings, Truth};

fn watchback(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_watchback"));
    command.current_dir(folder).args(arguments).output().unwrap()
}

/// What a command prints that must succeed.
fn printed(folder: &Path, arguments: &[&str]) -> String {
    let output = watchback(folder, arguments);
    let errors = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(0), "{arguments:?}: {errors}");
    String::from_utf8(output.stdout).unwrap()
}

/// The message of a command that must fail: exit code 1, nothing on standard output.
fn refused(folder: &Path, arguments: &[&str]) -> String {
    let output = watchback(folder, arguments);
    let errors = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1), "{arguments:?}: {errors}");
    assert_eq!(String::from_utf8_lossy(&output.stdout), "", "{arguments:?}");
    assert!(!errors.contains("panicked"), "{errors}");
    errors
}

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

/// The object's keys, sorted: their order says nothing.
fn keys(value: &Value) -> Vec<&str> {
    let mut keys: Vec<&str> = value.as_object().unwrap().keys().map(String::as_str).collect();
    keys.sort_unstable();
    keys
}

#[test]
fn no_name_or_value_of_a_file_is_obeyed_by_the_terminal() {
    let folder = fresh_folder("command-line-escapes");
    // The clipboard is written, the line is written over, text is turned round.
    let nasty = "\u{1b}]52;c;aGk=\u{7}\r\u{202e}";
    let rows: Vec<String> = (1..29)
        .map(|day| {
            let row = serde_json::json!({
                "date": format!("2014-01-{day:02}T10:00:00"),
                format!("kind{nasty}"): format!("THEFT{nasty}"),
                "latitude": 41.88, "longitude": -87.63 + 0.001 * f64::from(day),
            });
            row.to_string()
        })
        .collect();
    std::fs::write(folder.join("rows.json"), format!("[{}]", rows.join(","))).unwrap();
    for command in
        [&["guess", "rows.json"][..], &["inspect", "rows.json"], &["run", "rows.json", "--out", "o"]]
    {
        let output = watchback(&folder, command);
        let shown = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
        assert!(!shown.contains(['\u{1b}', '\u{7}', '\r', '\u{202e}']), "{command:?}: {shown:?}");
        if command[0] == "guess" {
            assert!(shown.contains("\\u001b]52;c;aGk=\\u0007"), "{shown}");
        }
    }
}

#[test]
fn a_simulated_file_is_inspected_run_and_saved() {
    let folder = fresh_folder("command-line-run");
    let simulate = ["simulate", "--seed", "7", "--streams", "24", "--out", "city.csv"];
    assert_eq!(printed(&folder, &simulate), "");

    let inspected = printed(&folder, &["inspect", "city.csv", "--city", "simulated"]);
    assert!(inspected.contains("from 2014-01-01 to 2017-12-31"), "{inspected}");
    assert!(inspected.contains("100.00 % made by a simulation"), "{inspected}");
    let quality = json(&printed(&folder, &["inspect", "city.csv", "--city", "simulated", "--json"]));
    assert_eq!(quality["rows_read"], quality["simulated"]["count"]);

    let run = ["run", "city.csv", "--city", "simulated", "--out", "new/results"];
    let summary = printed(&folder, &run);
    assert!(summary.starts_with("SIMULATED CITY"), "{summary}");
    let results = json(&std::fs::read_to_string(folder.join("new/results/results.json")).unwrap());
    assert_eq!((&results["schema"], &results["simulated"]), (&Value::from(4), &Value::from(true)));
    assert_eq!(
        summary.lines().last(),
        Some(format!("digest {}", results["digest"].as_str().unwrap()).as_str())
    );
    let mut scores = csv::Reader::from_path(folder.join("new/results/scores.csv")).unwrap();
    let lines: Vec<csv::StringRecord> = scores.records().map(Result::unwrap).collect();
    let streams = results["streams"].as_array().unwrap();
    assert_eq!((lines.len(), streams.len()), (36, 36));
    for (line, stream) in lines.iter().zip(streams) {
        assert_eq!(line[0], *stream["variable"].as_str().unwrap());
        assert_eq!(line[9].parse().ok(), stream["strict"]["value"].as_f64());
        assert_eq!(line[18].parse().ok(), stream["tolerant"][1]["released"].as_f64());
        assert_eq!(line[22].parse().ok(), stream["tolerant"][2]["released"].as_f64());
        assert_eq!(line[26].parse().ok(), stream["brier"].as_f64());
        assert_eq!(line[28].is_empty(), stream["not_evaluable"].is_null());
        let few = stream["test_events"].as_u64() < Some(30);
        assert_eq!(line[28].contains("30 of each are needed"), few, "{line:?}");
    }

    let as_json = json(&printed(&folder, &[&run[..], &["--json", "--threads", "1"]].concat()));
    assert_eq!(as_json["digest"], results["digest"]);
    assert_eq!(as_json["aggregates"], results["aggregates"]);
}

#[test]
fn a_study_is_suggested_and_run_as_it_was_written() {
    let folder = fresh_folder("command-line-suggest");
    printed(&folder, &["simulate", "--seed", "7", "--streams", "48", "--out", "city.csv"]);
    let reasons = printed(&folder, &["suggest", "city.csv", "--out", "study.json"]);
    assert!(reasons.contains("training 2014-01-01..2016-12-31, test 2017-01-01..2017-12-31"), "{reasons}");
    assert!(reasons.contains("tiles of 300 m") && reasons.contains("steps of 1 day:"), "{reasons}");
    let run = ["run", "city.csv", "--study", "study.json", "--out", "results"];
    let results = json(&printed(&folder, &[&run[..], &["--json"]].concat()));
    let study = json(&std::fs::read_to_string(folder.join("study.json")).unwrap());
    assert_eq!(results["study"], study);
    assert!(results["streams"].as_array().unwrap().len() >= 40);
    let both = refused(&folder, &[&run[..], &["--depth", "2"]].concat());
    assert!(both.contains("--study") && both.contains("--depth"), "{both}");
    // Other commands take it too, instead of a city.
    printed(
        &folder,
        &["simulate", "--seed", "7", "--streams", "24", "--steps", "1400", "--out", "short.csv"],
    );
    let years = ["years", "short.csv", "--out", "years", "--study", "study.json"];
    assert!(refused(&folder, &years).contains("no calendar year with the three before it"));
    let both = refused(&folder, &[&years[..], &["--city", "chicago"]].concat());
    assert!(both.contains("--study") && both.contains("--city"), "{both}");
    std::fs::write(folder.join("study.json"), "{}").unwrap();
    assert!(refused(&folder, &run).contains("study.json: missing field"));

    printed(&folder, &["simulate", "--seed", "7", "--rows", "3000", "--out", "many.csv"]);
    let inspected = json(&printed(&folder, &["inspect", "many.csv", "--json"]));
    assert_eq!((&inspected["rows_kept"], &inspected["report"]["rows_kept"]), (&3000.into(), &3000.into()));
}

#[test]
fn the_demo_is_the_default_simulated_city() {
    let folder = fresh_folder("command-line-demo");
    let summary = printed(&folder, &["demo", "--out", "demo"]);
    assert!(summary.contains("all streams: beats chance"), "{summary}");
    assert!(summary.contains(&format!("digest {SIMULATED_DIGEST}")), "{summary}");
    assert!(folder.join("demo/results.json").exists() && folder.join("demo/scores.csv").exists());
    let null = json(&printed(&folder, &["demo", "--null", "--seeds", "1", "--json"]));
    assert_eq!(null["aggregates"][0]["figures"]["verdict"], "not_distinguishable");
    // The file of `simulate` is that city too.
    printed(&folder, &["simulate", "--seed", "1", "--out", "city.csv"]);
    let city = SimulatedCity::new(SimulationSettings::default()).unwrap();
    assert_eq!(truth_in(&folder.join("city.truth.json")), Truth::from_city(&city).unwrap());
    let from_file =
        json(&printed(&folder, &["run", "city.csv", "--city", "simulated", "--out", "o", "--json"]));
    assert_eq!(from_file["digest"], SIMULATED_DIGEST);
}

fn truth_in(path: &Path) -> Truth {
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

#[test]
fn a_simulated_city_is_planted_as_asked_and_its_truth_told() {
    let folder = fresh_folder("command-line-truth");
    let simulate = |more: &str| {
        let line = format!("simulate --seed 5 --streams 40 --steps 1096 --out city.csv {more}");
        printed(&folder, &line.split_whitespace().collect::<Vec<_>>());
        (truth_in(&folder.join("city.truth.json")), std::fs::read(folder.join("city.csv")).unwrap())
    };
    let chains = SimulationSettings { chains: true, ..SimulationSettings::standard(5) };
    let (truth, rows) = simulate("--links 20 --gamma by-rate --chains");
    assert_eq!(truth, Truth::from_city(&SimulatedCity::new(chains).unwrap()).unwrap());
    assert!(truth.simulated && truth.note.starts_with("SIMULATED"));
    let (strong, strong_rows) = simulate("--links 5 --gamma 0.1");
    assert!(strong.links.len() == 5 && strong.links.iter().all(|link| link.gamma == 0.1));
    let (null, null_rows) = simulate("--null");
    assert!(null.links.is_empty() && null.modulation == truth.modulation && null.streams == truth.streams);
    assert!(rows != strong_rows && rows != null_rows);

    simulate("--truth elsewhere.json");
    assert_eq!(truth_in(&folder.join("elsewhere.json")).links.len(), 13);
    let refusal = |more: &str| {
        let line = format!("simulate --seed 5 --out city.csv {more}");
        refused(&folder, &line.split_whitespace().collect::<Vec<_>>())
    };
    assert!(refusal("--truth city.csv").contains("city.csv: the truth needs a file of its own"));
    assert!(refusal("--gamma 0.5").contains("a gamma of 0.5 was asked for; planted links have 0 to 0.12"));
    assert!(refusal("--gamma much").contains("expected a number, or by-rate"));
    assert!(refusal("--links 96").contains("96 links were asked for; so many streams hold at most 95"));
    assert!(refusal("--truth no/such/folder.json").contains("no/such/folder.json"));
}

#[test]
fn a_sweep_is_saved_cell_by_cell_and_goes_on_where_it_was_stopped() {
    let folder = fresh_folder("command-line-sweep");
    printed(&folder, &["simulate", "--seed", "7", "--streams", "24", "--out", "city.csv"]);
    let sweep = |more: &[&str]| {
        let arguments = [&["sweep", "city.csv", "--city", "simulated", "--out", "new/swept"], more].concat();
        let output = watchback(&folder, &arguments);
        let errors = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(0), "{errors}");
        let cells: Vec<String> =
            errors.lines().filter(|line| line.starts_with("cell ")).map(str::to_owned).collect();
        (String::from_utf8(output.stdout).unwrap(), cells)
    };
    let path = folder.join("new/swept/sweep.json");
    let saved = || json(&std::fs::read_to_string(&path).unwrap());
    let save = |value: &Value| std::fs::write(&path, serde_json::to_vec(value).unwrap()).unwrap();

    let (printed, cells) = sweep(&[]);
    assert_eq!(cells.len(), 18);
    assert_eq!(
        cells[17],
        "cell 18 of 18: tiles 1 times the study's, steps of 1 day, grid moved half a tile south and west"
    );
    let whole = saved();
    assert_eq!(keys(&whole), ["build", "data", "engine", "schema", "study", "sweep"]);
    assert_eq!(keys(&whole["sweep"]), ["cells", "grid", "verdicts"]);
    assert_eq!(
        (whole["schema"].as_u64(), whole["sweep"]["verdicts"].as_array().unwrap().len()),
        (Some(4), 15)
    );
    // So few streams: of the larger tiles too few are left.
    assert!(printed.contains("  not evaluable: "), "{printed}");
    for start in ["The forecast ", "The network "] {
        let sentence = printed.lines().find(|line| line.starts_with(start));
        assert!(sentence.is_some_and(|line| line.contains("more are not evaluable")), "{printed}");
    }

    // Nothing is left to do, and the report is the same.
    assert_eq!(sweep(&["--threads", "1"]), (printed.clone(), Vec::new()));
    // What was interrupted goes on, and comes to the same.
    let mut part = whole.clone();
    part["sweep"]["cells"].as_array_mut().unwrap().truncate(15);
    save(&part);
    let (again, cells) = sweep(&[]);
    assert_eq!((&again, cells.len(), saved()), (&printed, 3, whole.clone()));
    // Cells of other files, or of an engine whose cells are something else, are none of these: the
    // first is run again.
    for key in ["data", "schema", "engine", "build"] {
        let mut other = part.clone();
        other[key] = if key == "schema" { Value::from(1) } else { Value::from("another") };
        save(&other);
        let mut command = Command::new(env!("CARGO_BIN_EXE_watchback"));
        command.current_dir(&folder).args(["sweep", "city.csv", "--city", "simulated", "--out", "new/swept"]);
        let mut child = command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
        let mut lines = BufReader::new(child.stderr.take().unwrap()).lines().map(Result::unwrap);
        let first = lines.find(|line| line.starts_with("cell ")).unwrap();
        child.kill().unwrap();
        child.wait().unwrap();
        assert!(first.starts_with("cell 1 of 18: "), "{key}: {first}");
    }
}

#[test]
fn test_years_are_saved_and_files_that_hold_none_refused() {
    let folder = fresh_folder("command-line-years");
    printed(&folder, &["simulate", "--seed", "7", "--streams", "24", "--steps", "1826", "--out", "city.csv"]);
    let arguments = ["years", "city.csv", "--city", "simulated", "--out", "new/years"];
    let text = printed(&folder, &arguments);
    let saved = json(&std::fs::read_to_string(folder.join("new/years/years.json")).unwrap());
    assert_eq!(keys(&saved), ["build", "data", "engine", "schema", "years"]);
    // 2014 to 2018.
    let years = saved["years"].as_array().unwrap();
    let tests: Vec<&str> = years.iter().map(|year| year["test"]["first"].as_str().unwrap()).collect();
    assert_eq!(tests, ["2017-01-01", "2018-01-01"]);
    for year in years {
        assert!(text.contains(&format!("digest {}", year["digest"].as_str().unwrap())), "{text}");
        assert_eq!(year["paper_days"]["days"]["first"], year["test"]["first"]);
    }
    assert_eq!(years[1]["paper_days"]["days"]["last"], "2018-04-11");
    assert!(text.lines().last().unwrap().contains("2 test years"), "{text}");

    // Stopped after the first year it goes on with the second; another build starts anew.
    for (field, value, learned) in [("schema", saved["schema"].clone(), 1), ("build", "another".into(), 2)] {
        let mut stopped = saved.clone();
        stopped["years"].as_array_mut().unwrap().pop();
        stopped[field] = value;
        std::fs::write(folder.join("new/years/years.json"), stopped.to_string()).unwrap();
        let output = watchback(&folder, &arguments);
        let told = String::from_utf8(output.stderr).unwrap();
        assert_eq!(told.lines().filter(|line| line.starts_with("learned on")).count(), learned, "{told}");
        assert_eq!(String::from_utf8(output.stdout).unwrap(), text);
        let again = json(&std::fs::read_to_string(folder.join("new/years/years.json")).unwrap());
        assert_eq!(again, saved);
    }

    printed(
        &folder,
        &["simulate", "--seed", "7", "--streams", "24", "--steps", "1400", "--out", "short.csv"],
    );
    let refusal = refused(&folder, &["years", "short.csv", "--city", "simulated", "--out", "none"]);
    assert!(refusal.contains("the files hold no calendar year with the three before it"), "{refusal}");
    assert!(!folder.join("none/years.json").exists());
}

#[test]
fn output_that_nobody_reads_to_its_end_is_no_error() {
    let mut command = Command::new(env!("CARGO_BIN_EXE_watchback"));
    command.args(["demo", "--json"]).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    drop(child.stdout.take());
    let mut errors = String::new();
    child.stderr.take().unwrap().read_to_string(&mut errors).unwrap();
    assert_eq!((child.wait().unwrap().code(), errors.as_str()), (Some(0), ""));
}

#[test]
fn score_prints_one_object_that_agrees_with_the_authors_program() {
    let Some(folder) = real_data("../golden/flexroc") else { return };
    let cases = json(&std::fs::read_to_string(folder.join("expected.json")).unwrap());
    for at in [0, 1, 2] {
        let case = &cases[at];
        let (width, tail) = (case["flex_width"].to_string(), case["tail"].to_string());
        let file = case["file"].as_str().unwrap();
        let text = printed(&folder, &["score", file, "--width", &width, "--tail", &tail]);
        assert_eq!(text.lines().count(), 1);
        let scores = json(&text);
        assert_eq!(keys(&scores), ["auc", "chance", "fpr_at_tpr85", "tpr_at_fpr15"]);
        assert_eq!(keys(&scores["chance"]), ["hi", "lo", "mean", "rounds"]);
        for (name, within) in [("auc", 0.000_001_3), ("tpr_at_fpr15", 0.000_001), ("fpr_at_tpr85", 0.000_001)]
        {
            let difference = scores[name].as_f64().unwrap() - case[name].as_f64().unwrap();
            assert!(difference.abs() <= within, "{file}, {name}: {text}");
        }
        let chance = &scores["chance"];
        let [lo, mean, hi] = ["lo", "mean", "hi"].map(|name| chance[name].as_f64().unwrap());
        assert!(0.5 < lo && lo <= mean && mean <= hi && hi <= 1.0, "{text}");
        // 100 steps hold too few whole weeks: every offset of a week or more.
        assert_eq!(chance["rounds"], if case["tail"] == 100 { 87 } else { 51 });
    }
}

#[test]
fn score_says_what_is_wrong_and_in_which_row() {
    let folder = fresh_folder("command-line-score");
    let write = |name: &str, text: &str| std::fs::write(folder.join(name), text).unwrap();
    let score =
        |name: &str, more: &[&str]| refused(&folder, &[&["score", name, "--width", "1"], more].concat());
    write("good.csv", "score,event\n0.5, 0\n0.2,0\n0.3,0\n0.9 ,1\n0.1,0\n0.2,0\n0.7,0\n");
    let scores = json(&printed(&folder, &["score", "good.csv", "--width", "1", "--rule", "plain"]));
    assert_eq!((scores["auc"].as_f64(), &scores["chance"]), (Some(1.0), &Value::Null));

    write("nan.csv", "event,score\n0,0.5\n1,NaN\n");
    assert!(
        score("nan.csv", &[])
            .contains("nan.csv: row 3, column score: expected a finite number, found \"NaN\"")
    );
    write("infinite.csv", "event,score\n0,0.5\n1,0.1\n0,1e999\n");
    assert!(score("infinite.csv", &[]).contains("row 4, column score"));
    write("empty.csv", "event,score\n0,\n");
    assert!(score("empty.csv", &[]).contains("row 2, column score: expected a finite number, found \"\""));
    write("event.csv", "event,score\nyes,0.5\n");
    assert!(score("event.csv", &[]).contains("row 2, column event: expected 0 or 1, found \"yes\""));
    write("column.csv", "event,risk\n1,0.5\n");
    assert!(score("column.csv", &[]).contains("column.csv: the file has no column \"score\""));
    write("short.csv", "event,score\n1,0.5\n1\n");
    assert!(score("short.csv", &[]).contains("line: 3"));
    write("quiet.csv", "event,score\n0,0.5\n0,0.25\n");
    assert!(score("quiet.csv", &[]).contains("no step holds an event"));
    write("nothing.csv", "");
    assert!(score("nothing.csv", &[]).contains("the file has no column"));
    write("large.csv", "event,score\n0,3\n1,4\n0,1\n0,1\n");
    assert!(score("large.csv", &[]).contains("choose the plain rule"));
    assert!(score("good.csv", &["--tail", "8"]).contains("the last 8 steps were asked for, but there are 7"));
    assert!(score("missing.csv", &[]).contains("missing.csv: "));
}

#[test]
fn files_that_cannot_be_used_are_told_with_what_to_do() {
    let folder = fresh_folder("command-line-refusals");
    let write = |name: &str, bytes: &[u8]| std::fs::write(folder.join(name), bytes).unwrap();
    let run = |file: &str, city: &str| refused(&folder, &["run", file, "--city", city, "--out", "out"]);

    let missing = run("missing.csv", "chicago");
    assert!(
        missing.contains("missing.csv") && missing.contains("none of the files could be read"),
        "{missing}"
    );
    write("page.csv", b"<!DOCTYPE html><html><body>Too many requests</body></html>");
    let page = run("page.csv", "chicago");
    assert!(page.contains("page.csv: this is") && page.contains("not a table that can be read"), "{page}");
    write("few.csv", b"ID,Date,Primary Type\n1,01/01/2014 12:00:00 AM,THEFT\n");
    let few = refused(&folder, &["inspect", "few.csv"]);
    assert!(few.contains("the file has no column \"Latitude\", \"Longitude\""), "{few}");

    let text =
        "ID,Date,Primary Type,Arrest,Latitude,Longitude\n1,05/04/2015 01:00:00 PM,THEFT,true,41.9,-87.7\n";
    write("day.csv", text.as_bytes());
    assert!(
        run("day.csv", "atlantis")
            .contains("there is no city \"atlantis\"; choose chicago, philadelphia, los-angeles, ")
    );
    write(
        "philadelphia.csv",
        b"dc_key,dispatch_date,dispatch_time,text_general_code,point_x,point_y\n7.00,2019-05-04,13:00:00,Thefts,-75.1,40.0\n",
    );
    let other = run("philadelphia.csv", "chicago");
    assert!(
        other.contains("philadelphia.csv is a file of \"philadelphia\", but the city is \"chicago\""),
        "{other}"
    );
    // The report is on the files' own city, where none is asked for.
    let inspected = printed(&folder, &["inspect", "philadelphia.csv"]);
    assert!(inspected.contains("0.00 % outside the box (0 of 1)"), "{inspected}");
    assert!(!inspected.contains("with an arrest"), "{inspected}");
    assert!(inspected.contains("there are no arrest streams"), "{inspected}");
    let inspected = printed(&folder, &["inspect", "philadelphia.csv", "--city", "chicago"]);
    assert!(inspected.contains("100.00 % outside the box (1 of 1)"), "{inspected}");

    let coverage = run("day.csv", "chicago");
    assert!(coverage.contains("2014-01-01..2015-05-03, 2015-05-05..2016-12-31"), "{coverage}");
    assert!(
        coverage.contains("365 of the 365 days of the test period: 2017-01-01..2017-12-31"),
        "{coverage}"
    );
    assert!(run("day.csv", "simulated").contains("0 of 1 rows are marked as simulated"));
    assert!(!folder.join("out").exists(), "a refused run writes nothing");

    // One file that cannot be read ends the command, unless it may be left out.
    assert!(refused(&folder, &["inspect", "day.csv", "page.csv"]).contains("1 of 2 files could not be read"));
    let one_of_two = watchback(&folder, &["inspect", "day.csv", "page.csv", "--skip-unreadable"]);
    assert_eq!(one_of_two.status.code(), Some(0));
    assert!(String::from_utf8_lossy(&one_of_two.stderr).contains("not read: page.csv"));

    let refused_settings = refused(&folder, &["simulate", "--seed", "1", "--streams", "1", "--out", "x.csv"]);
    assert!(refused_settings.contains("a simulated city has 2 to 19,208"), "{refused_settings}");
    assert!(
        refused(&folder, &["simulate", "--seed", "1", "--out", "no/such/folder.csv"])
            .contains("no/such/folder.csv")
    );
    write("out", b"a file where the folder should be");
    let folder_is_file = refused(&folder, &["demo", "--out", "out"]);
    assert!(folder_is_file.contains("out is no folder that can be written to"), "{folder_is_file}");
}

#[test]
fn cities_are_listed_and_a_table_of_offences_can_be_changed_and_given_back() {
    let folder = fresh_folder("cities");
    let cities = printed(&folder, &["cities"]);
    for city in &watchback::study::CITIES {
        assert!(cities.contains(&format!("{}: {}", city.name, city.title)), "{cities}");
        assert!(city.portals.iter().all(|portal| cities.contains(portal.url)), "{cities}");
    }
    assert!(
        cities.contains(
            "learns 2014-01-01..2018-12-31, is tested to 2019-12-31, 6 days ahead, steps of 2 days"
        )
    );

    let table = printed(&folder, &["offences", "chicago"]);
    assert!(
        table.starts_with("class,offence\nviolent,HOMICIDE\n") && table.contains("\nother,ROBBERY\n"),
        "{table}"
    );
    let table = table.replace("other,ROBBERY", "violent,ROBBERY");
    std::fs::write(folder.join("offences.csv"), &table).unwrap();
    let row =
        "ID,Date,Primary Type,Arrest,Latitude,Longitude\n1,05/04/2015 01:00:00 PM,ROBBERY,true,41.9,-87.7\n";
    std::fs::write(folder.join("day.csv"), row).unwrap();
    let run =
        |arguments: &[&str]| refused(&folder, &[&["run", "day.csv", "--out", "results"], arguments].concat());
    let short = run(&["--offences", "offences.csv", "--training", "2015-01-01..2017-12-31"]);
    assert!(short.contains("1095 of the 1096 days of the training period"), "{short}");
    std::fs::write(folder.join("offences.csv"), table.replace("violent,ROBBERY", "violet,ROBBERY")).unwrap();
    let wrong = run(&["--offences", "offences.csv"]);
    assert!(wrong.contains("offences.csv: line ") && wrong.contains("has the class \"violet\""), "{wrong}");
    let days = run(&["--training", "2015-01-01"]);
    assert!(days.contains("write two days, like 2017-01-01..2019-12-31"), "{days}");
    assert!(refused(&folder, &["offences", "atlantis"]).contains("there is no city \"atlantis\""));
}

#[test]
fn what_is_mistyped_ends_with_1_and_help_with_0() {
    let folder = fresh_folder("command-line-usage");
    assert!(refused(&folder, &["score", "a.csv"]).contains("--width"));
    assert!(refused(&folder, &["predict"]).contains("predict"));
    assert!(refused(&folder, &[]).contains("Usage"));
    let help = printed(&folder, &["--help"]);
    for command in ["inspect", "run", "demo", "sweep", "years", "score", "transducer", "simulate"] {
        assert!(help.contains(&format!("\n  {command} ")), "{help}");
    }
    assert!(printed(&folder, &["--version"]).starts_with("watchback "));
}

#[test]
fn a_transducer_is_printed_and_what_cannot_be_one_is_refused() {
    let folder = fresh_folder("command-line-transducer");
    // The target is the source's complement, three steps later.
    let event = |step: u32| u8::from(step.wrapping_mul(2_654_435_761) >> 30 == 0);
    let rows: String = (0..2000)
        .map(|step| format!("{},{}\n", event(step), if step < 3 { 0 } else { 1 - event(step - 3) }))
        .collect();
    std::fs::write(folder.join("pair.csv"), format!("source,target\n{rows}")).unwrap();
    let found = json(&printed(&folder, &["transducer", "pair.csv", "--delay", "3"]));
    assert_eq!((&found["states"], &found["independent"]), (&Value::from(2), &Value::from(false)));
    assert!(found["gamma"].as_f64().unwrap() > 0.99 && found["p_value"].as_f64().unwrap() > 0.0);
    let refused = |arguments: &[&str]| refused(&folder, arguments);
    assert!(refused(&["transducer", "pair.csv", "--delay", "5000"]).contains("5000"));
    assert!(refused(&["transducer", "pair.csv", "--delay", "3", "--eps", "0"]).contains("eps"));

    // A released model of that pair, which claims less than there is; and one that is none.
    let model = r#"{"a": 7, "right": {"aut": [[0, [0, 1]], [1, [0, 1]]], "pit": [[0, [0.25, 0.75]], [1, [1.0, 0.0]]],
        "delay": 3, "gamma": 0.5, "src": "a", "tgt": "b"}}"#;
    std::fs::write(folder.join("models.json"), model).unwrap();
    let audited = json(&printed(&folder, &["transducer", "pair.csv", "--released", "models.json"]));
    assert_eq!((&audited["claimed_gamma"], &audited["output"][0][1]), (&Value::from(0.5), &Value::from(1.0)));
    assert_eq!(audited["claimed_output"], serde_json::json!([[0.25, 0.75], [1.0, 0.0]]));
    assert_eq!(audited["largest_output_difference"], Value::from(0.25));
    let beside = ["transducer", "pair.csv", "--released", "models.json", "--delay", "4"];
    assert!(refused(&beside).contains("--delay"));
    std::fs::write(folder.join("ternary.csv"), "source,target\n2,0\n0,1\n1,1\n0,0\n").unwrap();
    let other = refused(&["transducer", "ternary.csv", "--released", "models.json"]);
    assert!(other.contains("the source has 3 symbols and the model's source 2"), "{other}");
}

/// Commands in README's code blocks, in order.
fn readme_lines(readme: &str) -> Vec<&str> {
    let blocks = readme.split("```").skip(1).step_by(2);
    blocks.flat_map(str::lines).filter_map(|line| line.strip_prefix("watchback ")).collect()
}

/// Commands in README's table, each without and with its optional parts.
fn readme_forms(readme: &str) -> Vec<String> {
    let quoted = readme.split("\n| `watchback ").skip(1).filter_map(|row| row.split('`').next());
    let without = |form: &str| {
        let parts = form.split('[').enumerate();
        parts
            .map(|(at, part)| if at == 0 { part } else { part.split_once(']').unwrap().1 })
            .collect::<String>()
    };
    quoted.flat_map(|form| [without(form), form.replace(['[', ']'], "")]).collect()
}

/// Boundaries of areas with these numbers: squares side by side in Chicago's box, and one in
/// Philadelphia.
fn made_up_areas(numbers: &[&str]) -> String {
    let far = area_of("far", (-75.2, 40.0), 0.02);
    let places = (0..).map(|place| -87.7 + 0.02 * f64::from(place));
    let areas = numbers.iter().zip(places).map(|(number, west)| area_of(number, (west, 41.8), 0.02));
    collection(&areas.chain([far]).collect::<Vec<_>>())
}

fn collection(features: &[String]) -> String {
    format!(r#"{{"type": "FeatureCollection", "features": [{}]}}"#, features.join(","))
}

/// A square of so many degrees, by its south-western corner.
fn area_of(number: &str, (west, south): (f64, f64), side: f64) -> String {
    let (east, north) = (west + side, south + side);
    format!(
        r#"{{"type": "Feature", "properties": {{"number": "{number}", "name": "Area of {number}"}}, "geometry": {{
            "type": "Polygon", "coordinates":
            [[[{west}, {south}], [{east}, {south}], [{east}, {north}], [{west}, {north}], [{west}, {south}]]]}}}}"#
    )
}

#[test]
fn areas_are_read_joined_and_grouped_and_what_is_wrong_is_said() {
    let folder = fresh_folder("command-line-areas");
    std::fs::write(folder.join("areas.geojson"), made_up_areas(&["1", "2", "3", "4"])).unwrap();
    let table = "Area,Year,INCOME \n01,2014,\"1,000\"\n02,2014,NA\n03,2014,3000\n9,2014,5\n1,2015,7\n";
    std::fs::write(folder.join("table.csv"), table).unwrap();
    let asked = ["areas", "areas.geojson", "--table", "table.csv", "--value", "income", "--groups", "2"];
    let with = |more: &[&'static str]| [&asked[..], more].concat();
    let of_2014 = with(&["--only", "year=2014"]);

    let text = printed(&folder, &of_2014);
    for expected in [
        "4 areas, named by \"name\", told apart by \"number\"",
        "feature 5 (Area of far): it lies outside the city's box, near 40.000, -75.200",
        "row 3, INCOME: no value (\"NA\")",
        "table of 4 rows, joined by \"number\" = \"Area\":",
        "  3 keys in both, 3 of them once in each; 4 keys of areas, 4 of rows",
        "areas without a row: 1\n  Area of 4\n",
        "rows without an area: 1\n  row 5: 9\n",
        "least income, half 1 of 2: 1 areas",
    ] {
        assert!(text.contains(expected), "{expected:?} is not in {text}");
    }
    assert!(text.contains("3 of 4 areas have a row, 2 a value; 1 rows unused"), "{text}");
    assert!(text.contains("for example 1 is Area of 1, income 1000"), "{text}");

    // Two rows of one key that say two things give their area no value.
    let of_all_years = with(&["--thresholds", "500,2000"]);
    let text = printed(&folder, &of_all_years);
    assert!(text.contains("row 6: 1; row 2 has the same key"), "{text}");
    assert!(text.contains("row 6, INCOME: \"7\", where row 2 of the same key has \"1,000\""), "{text}");
    assert!(text.contains("income 500 to below 2000: 0 areas"), "{text}");
    let one = refused(&folder, &asked);
    assert!(one.contains("2 groups cannot be made of 1 areas"), "{one}");
    assert!(one.contains("areas without a value: Area of 1, Area of 2, Area of 4"), "{one}");

    let report = json(&printed(&folder, &[&of_2014[..], &["--json"]].concat()));
    let top =
        ["areas", "groups", "key_property", "name_property", "problems", "properties", "table", "tiles"];
    assert_eq!(keys(&report), top);
    let areas = report["areas"].as_array().unwrap();
    let values: Vec<Option<f64>> = areas.iter().map(|area| area["value"].as_f64()).collect();
    assert_eq!(values, [Some(1000.0), None, Some(3000.0), None]);
    let in_areas: u64 = areas.iter().map(|area| area["tiles"].as_u64().unwrap()).sum();
    let tiles = |name: &str| report["tiles"][name].as_u64().unwrap();
    assert_eq!(in_areas, tiles("all") - tiles("without_area"));
    // 0.08 by 0.02 degrees are 22.9 by 7.2 tiles.
    assert!((23 * 8..=24 * 9).contains(&in_areas), "{in_areas}");

    let thresholds = printed(&folder, &with(&["--only", "year=2014", "--thresholds", "500,2000"]));
    assert!(thresholds.contains("income 500 to below 2000: 1 areas"), "{thresholds}");
    let elsewhere = printed(&folder, &["areas", "areas.geojson", "--city", "none"]);
    assert!(elsewhere.contains("5 areas") && !elsewhere.contains("belong to an area"), "{elsewhere}");

    let chosen = with(&["--area-key", "nothing"]);
    assert!(
        refused(&folder, &chosen)
            .contains("no area has the property \"nothing\"; properties are name, number")
    );
    assert!(refused(&folder, &["areas", "table.csv"]).contains("table.csv: the file is not JSON"));
    assert!(
        refused(&folder, &["areas", "areas.geojson", "--city", "philadelphia", "--value", "x"])
            .contains("--table")
    );
    assert!(refused(&folder, &with(&["--only", "year"])).contains("expected COLUMN=VALUE"));
    let many = [&asked[..6], &["--only", "year=2014", "--groups", "9"]].concat();
    assert!(refused(&folder, &many).contains("9 groups cannot be made of 2 areas"));
}

/// The files that the README's commands name, but for crimes.
fn files_of_the_readme(folder: &Path) {
    let scores: String =
        (0..400).map(|day| format!("{},0.{}\n", u8::from(day % 7 == 3), day * 37 % 1000)).collect();
    std::fs::write(folder.join("forecast.csv"), format!("event,score\n{scores}")).unwrap();

    let pairs: String =
        (0..400).map(|day| format!("{},{}\n", u8::from(day % 3 == 0), u8::from(day % 5 == 0))).collect();
    std::fs::write(folder.join("pair.csv"), format!("source,target\n{pairs}")).unwrap();

    // What the forms of `areas` and `audit` name: areas in Chicago's box, and some where a
    // simulated city lies.
    let squares = |first: u32, n: u32, (west, south): (f64, f64), side: f64| {
        (0..n).map(move |place| {
            area_of(&(first + place).to_string(), (west + side * f64::from(place), south), side)
        })
    };
    let areas: Vec<String> =
        squares(1, 3, (-87.7, 41.8), 0.02).chain(squares(4, 5, (0.0, 0.0), 0.005)).collect();
    std::fs::write(folder.join("AREAS.geojson"), collection(&areas)).unwrap();
    let rows: String = (1..9).map(|area| format!("{area},{}\n", 10 * area)).collect();
    std::fs::write(folder.join("TABLE.csv"), format!("area,COLUMN\n{rows}")).unwrap();

    // A vendor's boxes in the simulated city, types and visits; and how often boxes were predicted.
    let made = (1..60).map(|day| format!("0.01,0.01,2014-{:02}-{:02},Theft\n", 1 + day / 28, 1 + day % 28));
    let made = made.collect::<String>();
    std::fs::write(folder.join("MADE.csv"), format!("lat,lon,date,type\n{made}")).unwrap();
    std::fs::write(folder.join("TYPES.csv"), "type,offence\nTheft,THEFT\n").unwrap();
    let visits = "lat,lon,started,ended\n0.01,0.01,2014-02-01 09:50,2014-02-01 10:15\n";
    std::fs::write(folder.join("VISITS.csv"), visits).unwrap();
    std::fs::write(folder.join("BOXES.csv"), "lat,lon,pred_count\n41.81,-87.69,3\n0.001,0.001,2\n").unwrap();

    // A built page, for what is published.
    std::fs::create_dir(folder.join("dist")).unwrap();
    std::fs::write(folder.join("dist/index.html"), "the page").unwrap();
}

#[test]
fn the_commands_of_the_readme_run() {
    let readme = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md")).unwrap();
    let folder = fresh_folder("readme");
    files_of_the_readme(&folder);

    let lines = readme_lines(&readme);
    assert!(lines.len() >= 5, "README shows {lines:?}");
    for line in &lines {
        printed(&folder, &line.split_whitespace().collect::<Vec<_>>());
    }

    let forms = readme_forms(&readme);
    assert_eq!(forms.len(), 36, "a row for each command: {forms:?}");
    printed(&folder, &["simulate", "--seed", "3", "--streams", "12", "--out", "city.csv"]);
    for form in &forms {
        let fill = |word: &str| match word {
            "FILES" if form.starts_with("verify") => vec!["city.csv", "AREAS.geojson", "TABLE.csv"],
            "FILES" => vec!["city.csv"],
            "BUNDLE" => vec!["results/run.crate.zip"],
            "RUN.." => vec!["results"],
            "SITE" => vec!["site"],
            "FILE.csv" if form.starts_with("score") => vec!["forecast.csv"],
            "FILE.csv" if form.starts_with("transducer") => vec!["pair.csv"],
            "FILE.csv" => vec!["made.csv"],
            "FILE" => vec!["city.csv"],
            "D" => vec!["7"],
            "E" => vec!["0.1"],
            // At least so many occurrences of a state.
            "N" if form.starts_with("transducer") => vec!["10"],
            "DIR" => vec!["results"],
            "CITY" => vec!["austin"],
            "W" => vec!["1"],
            "N" => vec!["365"],
            "S" => vec!["12"],
            "T" => vec!["1461"],
            "L" => vec!["4"],
            "G" => vec!["0.1"],
            "K" => vec!["3"],
            // Few draws, networks and seeds.
            "M" => vec!["5"],
            "B" => vec!["2"],
            "J" => vec!["1"],
            // A threshold, the same for both groups, and a box that holds tiles of the simulated
            // city.
            "V" => vec!["45"],
            "BOX" => vec!["0,0,0.02,0.02"],
            // The table names the real city; no real file is at hand here.
            "chicago" => vec!["simulated"],
            _ => Vec::new(),
        };
        // The last choice stands for `a\|b`: the first is the default.
        let words = form.split_whitespace().map(|word| word.rsplit("\\|").next().unwrap_or(word));
        let mut arguments: Vec<&str> = Vec::new();
        for word in words {
            let filled = fill(word);
            if filled.is_empty() { arguments.push(word) } else { arguments.extend(filled) }
        }
        if form.starts_with("inspect") {
            arguments.extend(["--city", "simulated"]);
        }
        printed(&folder, &arguments);
    }

    let of_city =
        ["audit", "city.csv", "--city", "simulated", "--areas", "AREAS.geojson", "--table", "TABLE.csv"];
    let refusals: [(&[&str], &str); 3] = [
        (&["--below", "5", "--from", "3"], "--below 5 --from 3: thresholds must be numbers that rise"),
        (&["--chosen", "1,2,0,3"], "expected SOUTH,WEST,NORTH,EAST"),
        (&["--chosen", "-41,-87,-40,-86"], "no tile's centre lies in this box"),
    ];
    for (flags, expected) in refusals {
        let rest = ["--value", "COLUMN", "--out", "results"];
        let asked: Vec<&str> = of_city.iter().chain(flags).chain(&rest).copied().collect();
        let message = refused(&folder, &asked);
        assert!(message.contains(expected), "{message}");
    }
}

#[test]
fn a_layout_is_guessed_corrected_saved_and_used() {
    let folder = fresh_folder("command-line-guess");
    let rows: String = (1..=9)
        .map(|day| format!("{day},0{day}/04/2019,Burglary,51.5{day},-0.1{day},X{}\n", day % 3))
        .collect();
    std::fs::write(folder.join("london.csv"), format!("Ref,Day,Kind,Lat,Lon,Outcome\n{rows}")).unwrap();

    // Nine days of April, or the fourth of nine months: the days lie closer.
    let guessed = printed(&folder, &["guess", "london.csv"]);
    assert!(guessed.contains("2019-04-01 00:00, 51.51, -0.11, Burglary, -"), "{guessed}");
    assert!(
        guessed.contains("asked: which values of \"Outcome\" mean an arrest? It has X0, X1, X2"),
        "{guessed}"
    );
    assert!(guessed.contains("&date=Day&latitude=Lat&longitude=Lon&offence=Kind&"), "{guessed}");
    assert!(guessed.contains("#layout&parts=") && guessed.contains("&format=day_first"), "{guessed}");

    let correct = [
        "guess",
        "london.csv",
        "--dates",
        "month-first",
        "--arrest",
        "x1",
        "--set",
        "id=Ref",
        "--plan-out",
        "plan.json",
    ];
    let corrected = printed(&folder, &correct);
    assert!(corrected.contains("line 2: 2019-01-04 00:00, 51.51, -0.11, Burglary, arrest"), "{corrected}");
    let inspect = ["inspect", "london.csv", "--plan", "plan.json", "--json"];
    let quality = json(&printed(&folder, &inspect));
    assert_eq!((&quality["rows_kept"], &quality["arrest"]["count"]), (&Value::from(9), &Value::from(3)));
    let without = json(&printed(&folder, &["inspect", "london.csv", "--json"]));
    assert_eq!((&without["rows_kept"], &without["arrest"]["of"]), (&Value::from(9), &Value::from(0)));
    let guess = json(&printed(&folder, &["guess", "london.csv", "--json"]));
    assert_eq!(
        keys(&guess),
        ["columns", "file", "plan", "portal", "preview", "questions", "roles", "rows_read", "rows_seen"]
    );

    let no_column = refused(&folder, &["guess", "london.csv", "--set", "date=When"]);
    assert!(no_column.contains("the file has no column \"When\""), "{no_column}");
    let no_role = refused(&folder, &["guess", "london.csv", "--set", "day=Day"]);
    assert!(no_role.contains("the roles are id, date, time"), "{no_role}");
    let no_system = refused(&folder, &["guess", "london.csv", "--epsg", "1"]);
    assert!(no_system.contains("EPSG 1 is not a coordinate system known here"), "{no_system}");
    std::fs::write(folder.join("words.csv"), "a,b\nc,d\n").unwrap();
    let doubtful = watchback(&folder, &["guess", "words.csv", "--plan-out", "none.json"]);
    assert_eq!(doubtful.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&doubtful.stderr).contains("the file's date cannot be told"));
    assert!(!folder.join("none.json").exists());
    let no_plan = refused(&folder, &["inspect", "london.csv", "--plan", "words.csv"]);
    assert!(no_plan.contains("words.csv: "), "{no_plan}");
}

#[test]
fn every_forecast_is_written_and_scored_by_another_program() {
    let folder = fresh_folder("command-line-forecasts");
    let arguments = ["demo", "--seeds", "1", "--forecasts", "--as-released", "--out", "demo", "--json"];
    let results = json(&printed(&folder, &arguments));
    // The authors' program stands beside the verdict and is no part of the digest.
    assert_eq!(results["as_released"]["variables"][0]["rungs"].as_array().unwrap().len(), 7);
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/independent/forecasts.py");
    let strict = &results["aggregates"][0]["figures"]["figures"]["strict"];
    let boards = &results["leader_boards"];
    let mean_of = |column: &str| {
        let scored = Command::new("python3")
            .arg(&script)
            .arg(folder.join("demo/forecasts.csv.gz"))
            .arg(column)
            .output();
        let scored = scored.unwrap();
        assert!(scored.status.success(), "{}", String::from_utf8_lossy(&scored.stderr));
        String::from_utf8(scored.stdout).unwrap().trim().parse::<f64>().unwrap()
    };
    assert!((mean_of("forecast") - strict["observed"].as_f64().unwrap()).abs() < 1e-12);
    assert!((mean_of("static_rate") - 0.5).abs() < 1e-12);
    assert!(
        boards.as_array().is_some_and(|boards| boards.iter().all(|board| board["rows"]
            .as_array()
            .unwrap()
            .len()
            == 7))
    );
    let released = mean_of("as_released");
    assert!((0.45..0.65).contains(&released), "{released}");
}

#[test]
fn models_of_the_authors_program_are_scored_as_it_scores_them() {
    let Some(golden) = real_data("../golden/released") else { return };
    let folder = fresh_folder("command-line-released");
    let [streams, models] = ["streams.csv.gz", "models/target_31.json.gz"].map(|name| golden.join(name));
    let target = "41.75040#41.75316#-87.60700#-87.60350#PROPERTY";
    let arguments = |target| {
        let mut arguments = vec!["released", "--streams", streams.to_str().unwrap()];
        arguments.extend(["--models", models.to_str().unwrap(), "--target", target, "--out", "scores.csv"]);
        arguments
    };
    let found = json(&printed(&folder, &arguments(target)));
    assert_eq!(keys(&found), ["chosen", "days", "events", "released", "strict", "target"]);
    assert_eq!((found["chosen"].as_array().unwrap().len(), &found["days"]), (52, &365.into()));
    // shared/golden/README.md: the authors' scorer gives .7929.
    assert!((found["released"]["auc"].as_f64().unwrap() - 0.7929).abs() < 1e-4, "{found}");
    let scores = std::fs::read_to_string(folder.join("scores.csv")).unwrap();
    assert!(scores.starts_with("day,event,score\n1096,") && scores.lines().count() == 366, "{scores}");
    let message = refused(&folder, &arguments("nowhere"));
    assert!(message.contains("no model of target \"nowhere\"") && message.contains(target), "{message}");
}

#[test]
fn a_ladder_is_printed_and_a_tolerance_of_the_horizon_refused() {
    let folder = fresh_folder("command-line-ladder");
    printed(&folder, &["simulate", "--seed", "7", "--streams", "24", "--out", "city.csv"]);
    let summary = printed(&folder, &["ladder", "city.csv", "--city", "simulated"]);
    for line in
        ["Strict", "Within a day", "Their way of counting", "Best kind of source", "machines were learnt"]
    {
        assert!(summary.contains(line), "{summary}");
    }
    let found = json(&printed(&folder, &["ladder", "city.csv", "--city", "simulated", "--json"]));
    assert_eq!(keys(&found), ["engine", "ladder", "schema", "study"]);
    std::fs::write(folder.join("scores.csv"), "event,score\n0,0.1\n1,0.4\n0,0.2\n0,0.1\n").unwrap();
    let message = refused(&folder, &["score", "scores.csv", "--width", "3", "--horizon", "3"]);
    assert!(message.contains("an echo of the event"), "{message}");
    let arguments = ["score", "scores.csv", "--width", "1"];
    assert!(
        String::from_utf8(watchback(&folder, &arguments).stderr)
            .unwrap()
            .contains("say by --horizon how far ahead")
    );
}
