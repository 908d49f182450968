//! Several files at once, and files of a city that there is no preset for, on the command line.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, reason = "the helpers of tests are tests too")]

#[path = "support/field.rs"]
mod field;
#[path = "support/folder.rs"]
mod folder;

use std::path::Path;
use std::process::{Command, Output};

use field::field;
use folder::fresh_folder;
use serde_json::Value;

fn watchback(arguments: &[&str], files: &[&Path]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_watchback")).args(arguments).args(files).output().unwrap()
}

fn words(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

#[test]
fn a_file_that_cannot_be_read_ends_the_command_unless_it_may_be_left_out() {
    let folder = fresh_folder("field-one-unread");
    let rows = (1..29).map(|day| format!("2019-01-{day:02} 10:15,Burglary,38.{day},-85.75\n"));
    let text = "date,offense,latitude,longitude\n".to_owned() + &rows.collect::<String>();
    let [crimes, page] = ["crimes.csv", "page.csv"].map(|name| folder.join(name));
    std::fs::write(&crimes, text).unwrap();
    std::fs::write(&page, "<!DOCTYPE html><html><body>Sign in</body></html>").unwrap();
    let files = [crimes.as_path(), page.as_path()];
    for command in [&["inspect"][..], &["suggest"]] {
        let output = watchback(command, &files);
        assert_eq!(output.status.code(), Some(1), "{command:?}: {}", words(&output));
        assert!(words(&output).contains("1 of 2 files could not be read"), "{}", words(&output));
    }
    let output = watchback(&["inspect", "--skip-unreadable"], &files);
    assert_eq!(output.status.code(), Some(0), "{}", words(&output));
    assert!(words(&output).contains("not read: page.csv"), "{}", words(&output));

    // Both of these can be read: one has decimal commas.
    let Some(folder) = field("one-of-two-unread") else { return };
    let files = ["violent.csv", "other.csv"].map(|name| folder.join(name));
    let output = watchback(&["inspect"], &[&files[0], &files[1]]);
    assert!(words(&output).contains("90 rows read, 90 kept"), "{}", words(&output));
}

#[test]
fn places_of_two_cities_are_told() {
    let folder = fresh_folder("field-two-cities");
    let rows = |latitude: f64, longitude: f64| {
        let row = |n: u32| {
            let north = latitude + f64::from(n % 10) / 100.0;
            format!("2019-01-{:02} 10:15,Burglary,{north},{longitude}\n", 1 + n % 28)
        };
        "date,offense,latitude,longitude\n".to_owned() + &(0..60).map(row).collect::<String>()
    };
    let write = |name: &str, text: String| {
        let path = folder.join(name);
        std::fs::write(&path, text).unwrap();
        path
    };
    let here = write("here.csv", rows(38.25, -85.75));
    let near = write("near.csv", rows(38.45, -85.95));
    let far = write("far.csv", rows(41.85, -87.65));
    let told = "seem to be of two cities";
    assert!(words(&watchback(&["inspect"], &[&here, &far])).contains(told));
    assert!(!words(&watchback(&["inspect"], &[&here, &near])).contains(told));

    let Some(shared) = field("two-cities") else { return };
    let output = watchback(&["inspect"], &[&shared.join("a.csv"), &shared.join("b.csv")]);
    assert!(words(&output).contains(told), "{}", words(&output));
}

#[test]
fn a_city_without_a_preset_has_no_box_and_no_period() {
    let Some(file) = field("report-without-city.csv") else { return };
    let inspected = words(&watchback(&["inspect"], &[&file]));
    for of_another_city in ["outside the box", "outside the study period", "days of the study", "2014"] {
        assert!(!inspected.contains(of_another_city), "{of_another_city}: {inspected}");
    }
    assert!(!inspected.contains("rounded too coarsely"), "{inspected}");
    assert!(inspected.contains("so few rows lie in a tile"), "{inspected}");
    let output = watchback(&["inspect", "--json"], &[&file]);
    let json: Value = serde_json::from_slice(&output.stdout).unwrap();
    for field in ["outside_box", "outside_period", "missing_days"] {
        assert!(json[field].is_null(), "{field}: {}", json[field]);
    }
    let output = watchback(&["inspect", "--json", "--city", "chicago"], &[&file]);
    let json: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(json["outside_box"]["count"], json["outside_box"]["of"]);
}
