//! What commands write, and what is left when they are refused, interrupted or out of disk: by the
//! real program.
#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "the helpers of tests are tests too")]

#[path = "support/folder.rs"]
mod folder;

use std::fs::{self, File};
use std::io::Read;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use folder::fresh_folder;
use rand_chacha::ChaCha8Rng;
use rand_core::{Rng, SeedableRng};
use serde_json::Value;
use watchback::run::Journal;

/// What a command may take to end after a signal.
const IN_TIME: Duration = Duration::from_secs(2);
/// What nothing here takes, on a busy machine either.
const TOO_LONG: Duration = Duration::from_secs(120);

fn command(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_watchback"));
    command
        .current_dir(folder)
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

fn watchback(folder: &Path, arguments: &[&str]) -> Output {
    command(folder, arguments).output().unwrap()
}

fn succeed(folder: &Path, arguments: &[&str]) -> Output {
    let output = watchback(folder, arguments);
    assert_eq!(output.status.code(), Some(0), "{arguments:?}: {}", errors(&output));
    output
}

fn errors(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// The message of a command that must fail with exit code 1.
fn refused(folder: &Path, arguments: &[&str]) -> String {
    let output = watchback(folder, arguments);
    assert_eq!(output.status.code(), Some(1), "{arguments:?}: {}", errors(&output));
    errors(&output)
}

/// A simulated city's file, `city.csv`, of five years, and areas where it lies with their table.
fn city(name: &str, streams: &str) -> std::path::PathBuf {
    let folder = fresh_folder(name);
    let simulate = ["simulate", "--seed", "7", "--streams", streams, "--steps", "1826", "--out", "city.csv"];
    succeed(&folder, &simulate);
    let side = 0.005;
    let square = |number: u32| {
        let west = side * f64::from(number);
        let (east, south, north) = (west + side, 0.0, 0.02);
        format!(
            r#"{{"type":"Feature","properties":{{"area":"{number}"}},"geometry":{{"type":"Polygon","coordinates":
            [[[{west},{south}],[{east},{south}],[{east},{north}],[{west},{north}],[{west},{south}]]]}}}}"#
        )
    };
    let squares: Vec<String> = (0..8).map(square).collect();
    let boundaries = format!(r#"{{"type":"FeatureCollection","features":[{}]}}"#, squares.join(","));
    fs::write(folder.join("areas.geojson"), boundaries).unwrap();
    let rows: String = (0..8).map(|area| format!("{area},{}\n", 10 * area)).collect();
    fs::write(folder.join("table.csv"), format!("area,hardship\n{rows}")).unwrap();
    folder
}

/// A command that takes long: its arguments but for `--out`, the file of its result, and the file
/// of what is finished of it.
struct Long {
    arguments: &'static [&'static str],
    result: &'static str,
    unfinished: &'static str,
}

const RUN: Long = Long {
    arguments: &["run", "city.csv", "--city", "simulated", "--seeds", "1"],
    result: "results.json",
    unfinished: "run.partial",
};
const SWEEP: Long = Long {
    arguments: &["sweep", "city.csv", "--city", "simulated"],
    result: "sweep.json",
    unfinished: "sweep.partial",
};
const YEARS: Long = Long {
    arguments: &["years", "city.csv", "--city", "simulated", "--seeds", "1"],
    result: "years.json",
    unfinished: "years.partial",
};
const AUDIT: Long = Long {
    arguments: &[
        "audit",
        "city.csv",
        "--city",
        "simulated",
        "--areas",
        "areas.geojson",
        "--table",
        "table.csv",
        "--value",
        "hardship",
        "--below",
        "35",
        "--from",
        "35",
        "--draws",
        "5",
        "--networks",
        "6",
        "--seeds",
        "2",
    ],
    result: "audit.json",
    unfinished: "audit.partial",
};

impl Long {
    fn to<'a>(&self, out: &'a str) -> Vec<&'a str> {
        [self.arguments, &["--out", out]].concat()
    }

    /// What must not depend on interruptions: all but how long stages took.
    fn found(&self, folder: &Path, out: &str) -> Value {
        let mut found: Value =
            serde_json::from_slice(&fs::read(folder.join(out).join(self.result)).unwrap()).unwrap();
        if let Some(found) = found.as_object_mut() {
            found.remove("timings");
        }
        found
    }

    /// Nothing is left in the folder but results.
    fn assert_tidy(&self, folder: &Path, out: &str) {
        let names = fs::read_dir(folder.join(out)).unwrap().map(|entry| entry.unwrap().file_name());
        let names: Vec<String> = names.map(|name| name.into_string().unwrap()).collect();
        assert!(
            names
                .iter()
                .all(|name| ["results.json", "scores.csv", "run.crate.zip", self.result]
                    .contains(&name.as_str())),
            "{names:?}"
        );
    }
}

/// Waits until a child has kept so many bytes of finished work.
fn wait_for_work(child: &mut Child, path: &Path, bytes: u64) {
    let started = Instant::now();
    while fs::metadata(path).map_or(0, |found| found.len()) < bytes {
        assert_eq!(child.try_wait().unwrap(), None, "it ended before {bytes} bytes were kept");
        assert!(started.elapsed() < TOO_LONG);
        std::thread::sleep(Duration::from_millis(2));
    }
}

fn signal(child: &Child, name: &str) {
    let sent = Command::new("kill").args([format!("-{name}"), child.id().to_string()]).status().unwrap();
    assert!(sent.success());
}

/// The command is ended by both signals and by kills at random moments, and goes on to its end.
fn is_ended_and_goes_on(name: &str, long: &Long) {
    let folder = city(&format!("outputs-ended-{name}"), "24");
    let started = Instant::now();
    succeed(&folder, &long.to("whole"));
    let whole = started.elapsed();
    long.assert_tidy(&folder, "whole");

    let path = folder.join("cut").join(long.unfinished);
    let mut kept = 0;
    for (signal_name, code) in [("INT", 130), ("TERM", 143)] {
        let mut child = command(&folder, &long.to("cut")).spawn().unwrap();
        wait_for_work(&mut child, &path, kept + 2_000);
        signal(&child, signal_name);
        let started = Instant::now();
        let output = child.wait_with_output().unwrap();
        assert!(started.elapsed() < IN_TIME, "{signal_name}: {:?}", started.elapsed());
        let told = errors(&output);
        assert_eq!(output.status.code(), Some(code), "{signal_name}: {told}");
        assert!(!told.contains("error"), "{told}");
        assert!(kept == 0 || told.contains(&format!("going on from cut/{}", long.unfinished)), "{told}");
        kept = fs::metadata(&path).unwrap().len();
    }
    let mut random = ChaCha8Rng::seed_from_u64(1);
    let (mut kills, mut ends) = (0, 0);
    while kills < 3 && ends == 0 {
        let mut child = command(&folder, &long.to("cut")).spawn().unwrap();
        std::thread::sleep(whole.mul_f64(0.35 * f64::from(random.next_u32()) / f64::from(u32::MAX)));
        child.kill().unwrap();
        match child.wait().unwrap().success() {
            true => ends += 1,
            false => kills += 1,
        }
        // Whatever there is under its own name is whole.
        if folder.join("cut").join(long.result).exists() {
            long.found(&folder, "cut");
        }
    }
    let started = Instant::now();
    succeed(&folder, &long.to("cut"));
    let (whole, rest) = (whole.as_secs_f64(), started.elapsed().as_secs_f64());
    println!("{name}: {whole:.1} s as a whole; {rest:.1} s after {kills} kills");
    assert!(long.found(&folder, "cut") == long.found(&folder, "whole"), "{name}: another result");
    long.assert_tidy(&folder, "cut");
}

#[test]
fn a_run_that_is_ended_again_and_again_goes_on_to_the_same_digest() {
    is_ended_and_goes_on("run", &RUN);
}

#[test]
fn a_sweep_that_is_ended_again_and_again_goes_on_to_the_same_cells() {
    is_ended_and_goes_on("sweep", &SWEEP);
}

#[test]
fn single_years_that_are_ended_again_and_again_go_on_to_the_same_digests() {
    is_ended_and_goes_on("years", &YEARS);
}

#[test]
fn an_audit_that_is_ended_again_and_again_goes_on_to_the_same_report() {
    is_ended_and_goes_on("audit", &AUDIT);
}

#[test]
fn a_command_that_waits_for_ever_ends_in_time_and_by_a_second_signal_at_once() {
    let folder = fresh_folder("outputs-second-signal");
    // Nobody ever writes into this pipe.
    assert!(Command::new("mkfifo").arg(folder.join("pipe")).status().unwrap().success());
    for (signals, longest) in [(1, IN_TIME), (2, Duration::from_millis(1000))] {
        let child = command(&folder, &["score", "pipe", "--width", "1"]).spawn().unwrap();
        std::thread::sleep(Duration::from_millis(300));
        let started = Instant::now();
        for _ in 0..signals {
            signal(&child, "TERM");
            std::thread::sleep(Duration::from_millis(100));
        }
        let output = child.wait_with_output().unwrap();
        assert!(started.elapsed() < longest, "{:?}", started.elapsed());
        assert_eq!(output.status.code(), Some(143));
        let is_told = errors(&output).contains("stopping; a second signal stops at once");
        assert!(is_told || signals == 2, "{}", errors(&output));
    }
}

#[test]
fn a_file_that_is_being_written_when_a_signal_comes_is_not_left_behind() {
    let folder = fresh_folder("outputs-half-written");
    // Writing this takes much longer than the test.
    let rows = ["simulate", "--seed", "1", "--rows", "500000000", "--out", "rows.csv"];
    let names = || {
        let entries = fs::read_dir(&folder).unwrap();
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect::<Vec<String>>()
    };
    for (name, code) in [("INT", Some(130)), ("KILL", None)] {
        let child = command(&folder, &rows).spawn().unwrap();
        let started = Instant::now();
        while !names().iter().any(|name| name.ends_with(".part")) {
            assert!(started.elapsed() < TOO_LONG);
            std::thread::sleep(Duration::from_millis(2));
        }
        signal(&child, name);
        assert_eq!(child.wait_with_output().unwrap().status.code(), code);
        assert!(!folder.join("rows.csv").exists(), "half a file under the name of a whole one");
        assert!(name == "KILL" || names().is_empty(), "{:?}", names());
    }
    // What the kill left is removed by the next command.
    succeed(&folder, &["simulate", "--seed", "1", "--rows", "100", "--out", "rows.csv"]);
    assert_eq!(names(), ["rows.csv"]);
}

#[test]
fn unfinished_work_of_something_else_is_refused_and_given_up_by_afresh() {
    let folder = city("outputs-unfinished", "24");
    let stop = |arguments: &[&str]| {
        let mut child = command(&folder, &[arguments, &["--out", "out"]].concat()).spawn().unwrap();
        wait_for_work(&mut child, &folder.join("out/run.partial"), 2_000);
        child.kill().unwrap();
        child.wait().unwrap();
    };
    stop(RUN.arguments);
    let kept = fs::read(folder.join("out/run.partial")).unwrap();
    let other = [&RUN.to("out")[..], &["--depth", "2"]].concat();
    let message = refused(&folder, &other);
    assert!(message.contains("unfinished work with other settings: run.partial; finish it by"), "{message}");
    assert_eq!(fs::read(folder.join("out/run.partial")).unwrap(), kept, "it is not lost by that");

    // The same rows in another order are another file.
    let text = fs::read_to_string(folder.join("city.csv")).unwrap();
    let mut lines: Vec<&str> = text.lines().collect();
    lines.swap(1, 2);
    fs::write(folder.join("other.csv"), lines.join("\n")).unwrap();
    let message =
        refused(&folder, &["run", "other.csv", "--city", "simulated", "--seeds", "1", "--out", "out"]);
    assert!(message.contains("unfinished work of other files: run.partial"), "{message}");

    let mut damaged = kept.clone();
    damaged[60] ^= 1;
    fs::write(folder.join("out/run.partial"), &damaged).unwrap();
    // Its beginning is not whole: it is nobody's work, and the run begins anew.
    assert!(!errors(&succeed(&folder, &RUN.to("out"))).contains("going on"));

    stop(RUN.arguments);
    let path = folder.join("out/run.partial");
    let (mut journal, head) =
        Journal::open(File::options().read(true).write(true).open(path).unwrap()).unwrap();
    let mut head: Value = serde_json::from_slice(&head.unwrap()).unwrap();
    head["build"] = "0".repeat(64).into();
    journal.begin(head.to_string().as_bytes());
    let message = refused(&folder, &RUN.to("out"));
    assert!(message.contains("unfinished work by another build of watchback: run.partial"), "{message}");
    fs::write(folder.join("out/run.partial"), "notes of somebody").unwrap();
    assert!(
        refused(&folder, &RUN.to("out")).contains("run.partial: this is no unfinished work of Watchback")
    );

    fs::remove_file(folder.join("out/run.partial")).unwrap();
    stop(RUN.arguments);
    let output = succeed(&folder, &[&other[..], &["--afresh"]].concat());
    assert!(!errors(&output).contains("going on"), "{}", errors(&output));
    RUN.assert_tidy(&folder, "out");
}

#[test]
fn two_commands_with_one_place_are_refused_and_the_holder_is_named() {
    let folder = city("outputs-two", "24");
    let mut first = command(&folder, &RUN.to("out")).spawn().unwrap();
    wait_for_work(&mut first, &folder.join("out/run.partial"), 1);
    for arguments in [&RUN.to("out")[..], &SWEEP.to("./out"), &["demo", "--out", "out"]] {
        let message = refused(&folder, arguments);
        assert!(message.contains("another watchback writes there"), "{message}");
        assert!(message.contains(&format!("(watchback run, process {})", first.id())), "{message}");
    }
    // A process that is killed leaves no lock behind.
    first.kill().unwrap();
    first.wait().unwrap();
    succeed(&folder, &RUN.to("out"));

    let rows = ["simulate", "--seed", "1", "--rows", "500000000", "--out", "rows.csv"];
    let mut first = command(&folder, &rows).spawn().unwrap();
    let lock = folder.join(".rows.csv.watchback-lock");
    let started = Instant::now();
    while fs::read_to_string(&lock).map_or(true, |holder| holder.is_empty()) {
        assert!(started.elapsed() < TOO_LONG);
        std::thread::sleep(Duration::from_millis(2));
    }
    let message = refused(&folder, &["simulate", "--seed", "2", "--out", "./rows.csv"]);
    assert!(
        message.contains(&format!(
            "another watchback writes there (watchback simulate, process {})",
            first.id()
        ))
    );
    first.kill().unwrap();
    first.wait().unwrap();
    // Another file of the folder may be written meanwhile, and what was left half written is
    // nobody's.
    succeed(&folder, &["simulate", "--seed", "2", "--streams", "8", "--out", "rows.csv"]);
    assert!(!lock.exists());
}

#[test]
fn no_input_is_written_whatever_its_name() {
    let folder = city("outputs-inputs", "24");
    let before = fs::read(folder.join("city.csv")).unwrap();
    symlink("city.csv", folder.join("link.csv")).unwrap();
    fs::hard_link(folder.join("city.csv"), folder.join("hard.csv")).unwrap();
    for out in ["city.csv", "./city.csv", "../outputs-inputs/city.csv", "link.csv", "hard.csv"] {
        for arguments in
            [&["guess", "city.csv", "--plan-out", out][..], &["suggest", "city.csv", "--out", out]]
        {
            let message = refused(&folder, arguments);
            assert!(
                message.contains("city.csv is read and would be overwritten"),
                "{arguments:?}: {message}"
            );
        }
    }
    // Nor where the input is the link.
    assert!(refused(&folder, &["guess", "link.csv", "--plan-out", "city.csv"]).contains("link.csv is read"));

    // Every kind of input of every command that writes into a folder.
    fs::create_dir(folder.join("o")).unwrap();
    let into = |name: &str, input: &str| {
        let path = folder.join("o").join(name);
        let _ = fs::remove_file(&path);
        fs::hard_link(folder.join(input), path).unwrap();
    };
    let audit = AUDIT.to("o");
    for (input, name, arguments) in [
        ("city.csv", "scores.csv", &RUN.to("o")[..]),
        ("city.csv", "run.partial", &RUN.to("o")),
        ("city.csv", "sweep.json", &SWEEP.to("o")),
        ("city.csv", "years.partial", &YEARS.to("o")),
        ("areas.geojson", "audit.json", &audit),
        ("table.csv", "audit.partial", &audit),
        ("table.csv", "results.json", &[&RUN.to("o")[..], &["--school", "table.csv"]].concat()),
        ("table.csv", "results.json", &["run", "city.csv", "--study", "table.csv", "--out", "o"]),
        ("table.csv", "results.json", &[&RUN.to("o")[..], &["--plan", "table.csv"]].concat()),
        ("areas.geojson", "scores.csv", &[&RUN.to("o")[..], &["--boundary", "areas.geojson"]].concat()),
    ] {
        into(name, input);
        let message = refused(&folder, arguments);
        let expected = format!("{input} is read and would be overwritten as o/{name}: give another file");
        assert!(message.contains(&expected), "{message}");
        fs::remove_file(folder.join("o").join(name)).unwrap();
    }
    assert_eq!(fs::read(folder.join("city.csv")).unwrap(), before);
    let truth = ["simulate", "--seed", "1", "--streams", "8", "--out", "a.csv", "--truth", "./a.csv"];
    assert!(refused(&folder, &truth).contains("the truth needs a file of its own"));
}

#[test]
fn nothing_is_written_through_links() {
    let folder = city("outputs-links", "24");
    fs::write(folder.join("kept.json"), "kept").unwrap();
    fs::create_dir(folder.join("o")).unwrap();
    symlink("kept.json", folder.join("plan.json")).unwrap();
    symlink("nowhere.json", folder.join("dangling.json")).unwrap();
    for name in ["plan.json", "dangling.json"] {
        let message = refused(&folder, &["guess", "city.csv", "--plan-out", name]);
        assert!(message.contains(&format!("{name} is a link to ")), "{message}");
    }
    for (long, name) in [
        (&RUN, "results.json"),
        (&RUN, "scores.csv"),
        (&RUN, "run.partial"),
        (&RUN, ".watchback-lock"),
        (&AUDIT, "audit.partial"),
    ] {
        symlink("../kept.json", folder.join("o").join(name)).unwrap();
        let message = refused(&folder, &long.to("o"));
        assert!(message.contains(&format!("o/{name} is a link to ../kept.json")), "{message}");
        fs::remove_file(folder.join("o").join(name)).unwrap();
    }
    assert_eq!(fs::read(folder.join("kept.json")).unwrap(), b"kept");
    assert!(!folder.join("nowhere.json").exists());
    // A folder that is reached by a link was named by the person.
    symlink("o", folder.join("by-link")).unwrap();
    succeed(&folder, &["demo", "--seeds", "1", "--out", "by-link"]);
    assert!(folder.join("o/results.json").exists());
    // Devices and pipes are written to.
    succeed(&folder, &["guess", "city.csv", "--json", "--plan-out", "/dev/null"]);
    assert!(
        refused(&folder, &["guess", "city.csv", "--plan-out", "/dev/full"])
            .contains("/dev/full cannot be written")
    );
}

#[test]
fn a_place_that_cannot_be_written_is_found_before_the_work_begins() {
    let folder = city("outputs-read-only", "24");
    let closed = folder.join("closed");
    fs::create_dir(&closed).unwrap();
    let mut mode = fs::metadata(&closed).unwrap().permissions();
    std::os::unix::fs::PermissionsExt::set_mode(&mut mode, 0o555);
    fs::set_permissions(&closed, mode).unwrap();
    let mut places = vec!["city.csv/below".to_owned(), "city.csv".to_owned()];
    if File::create(closed.join("try")).is_err() {
        places.push("closed".to_owned());
    } else {
        println!("SKIPPED: a folder without permission to write: this user may write everywhere");
    }
    if Path::new("/proc/self").exists() {
        // Where nobody may make files.
        places.extend(["/proc".to_owned(), "/proc/new".to_owned()]);
    }
    // Reading these would take long, and would be told.
    succeed(&folder, &["simulate", "--seed", "1", "--rows", "300000", "--out", "rows.csv"]);
    for place in &places {
        for arguments in
            [&["run", "rows.csv", "--city", "simulated", "--out", place][..], &["demo", "--out", place]]
        {
            let started = Instant::now();
            let message = refused(&folder, arguments);
            assert!(started.elapsed() < Duration::from_millis(800), "{place}: {:?}", started.elapsed());
            let is_said = ["no folder that can be written to", "cannot be written"];
            assert!(
                message.contains(place) && is_said.iter().any(|said| message.contains(said)),
                "{message}"
            );
        }
    }
    assert!(refused(&folder, &["guess", "city.csv", "--plan-out", "no/such.json"]).contains("no/such.json"));
    assert!(refused(&folder, &["guess", "city.csv", "--plan-out", "closed"]).contains("closed is a folder"));

    // A run that is refused for its files leaves nothing, not even the folders that it made.
    refused(&folder, &["run", "table.csv", "--city", "simulated", "--out", "made/for/nothing"]);
    assert!(!folder.join("made").exists());
}

#[test]
fn a_full_disk_leaves_the_old_file_whole() {
    let folder = city("outputs-full", "24");
    let small = RUN.to("out");
    succeed(&folder, &small);
    let before = fs::read(folder.join("out/results.json")).unwrap();
    // Files of this process may have so many blocks of 512 bytes, and asking for more is an error
    // instead of its end.
    let limited = |blocks: usize, arguments: &[&str]| {
        let script = format!("trap '' XFSZ; ulimit -f {blocks}; exec \"$@\"");
        let program = ["-c", &script, "sh", env!("CARGO_BIN_EXE_watchback")];
        let mut command = Command::new("sh");
        command.current_dir(&folder).args(program).args(arguments).output().unwrap()
    };
    let other = [&small[..], &["--depth", "2"]].concat();
    let output = limited(16, &other);
    assert_eq!(output.status.code(), Some(1));
    let message = errors(&output);
    assert!(message.contains("out/results.json cannot be written: File too large"), "{message}");
    // What was finished could not be kept either, and that ended nothing.
    assert!(message.contains("run.partial"), "{message}");
    assert_eq!(fs::read(folder.join("out/results.json")).unwrap(), before);
    let names = || fs::read_dir(folder.join("out")).unwrap().map(|entry| entry.unwrap().file_name());
    assert!(!names().any(|name| name.to_string_lossy().ends_with(".part")));
    // With room again it goes on.
    let output = succeed(&folder, &other);
    assert!(errors(&output).contains("going on from out/run.partial"), "{}", errors(&output));

    fs::write(folder.join("rows.csv"), "old").unwrap();
    let output = limited(1024, &["simulate", "--seed", "1", "--rows", "100000", "--out", "rows.csv"]);
    assert!(errors(&output).contains("rows.csv cannot be written"), "{}", errors(&output));
    assert_eq!(fs::read(folder.join("rows.csv")).unwrap(), b"old");
}

/// Starts a command, and does something to a file while the command reads it.
fn while_it_is_read(folder: &Path, file: &str, arguments: &[&str], change: impl FnOnce(&File)) -> Output {
    let path = folder.join(file).canonicalize().unwrap();
    let child = command(folder, arguments).spawn().unwrap();
    let handles = format!("/proc/{}/fd", child.id());
    let started = Instant::now();
    let is_read = || {
        let handles = fs::read_dir(&handles).into_iter().flatten().flatten();
        let mut of_file =
            handles.filter(|handle| fs::read_link(handle.path()).is_ok_and(|found| found == path));
        of_file.any(|handle| {
            let info =
                Path::new("/proc").join(child.id().to_string()).join("fdinfo").join(handle.file_name());
            let text = fs::read_to_string(info).unwrap_or_default();
            let at = text.lines().find_map(|line| line.strip_prefix("pos:")?.trim().parse::<u64>().ok());
            at.is_some_and(|at| at > 0)
        })
    };
    while !is_read() {
        assert!(started.elapsed() < TOO_LONG, "{file} was not seen to be read");
        // It may have ended before it was seen to read.
        if fs::read_dir(&handles).map_or(true, |open| open.count() == 0) {
            break;
        }
    }
    signal(&child, "STOP");
    change(&File::options().append(true).open(&path).unwrap());
    signal(&child, "CONT");
    child.wait_with_output().unwrap()
}

#[test]
fn an_input_that_changes_while_it_is_read_is_noticed_by_its_size() {
    if !Path::new("/proc/self/fdinfo").exists() {
        println!("SKIPPED: an input that changes while it is read: nobody says where a process reads");
        return;
    }
    let folder = fresh_folder("outputs-changing-input");
    succeed(&folder, &["simulate", "--seed", "1", "--rows", "200000", "--out", "rows.csv"]);
    let mut bytes = Vec::new();
    File::open(folder.join("rows.csv")).unwrap().read_to_end(&mut bytes).unwrap();
    let size = bytes.len() as u64;
    for now in [size / 2, size + 40] {
        let inspect = ["inspect", "rows.csv", "--city", "simulated"];
        // On a busy machine the command may have read all before it could be stopped: then again.
        let mut tries = (0..20).map(|_| {
            fs::write(folder.join("rows.csv"), &bytes).unwrap();
            while_it_is_read(&folder, "rows.csv", &inspect, |file| file.set_len(now).unwrap())
        });
        let output = tries.find(|output| output.status.code() != Some(0));
        let output = output.unwrap();
        assert_eq!(output.status.code(), Some(1), "{}", errors(&output));
        let expected =
            format!("rows.csv: the file had {size} bytes when it was opened, and {now} while it was read");
        assert!(errors(&output).contains(&expected), "{}", errors(&output));
    }
    fs::write(folder.join("rows.csv"), &bytes).unwrap();
    succeed(&folder, &["inspect", "rows.csv", "--city", "simulated"]);
}
