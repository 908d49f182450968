//! Programs that a test starts: found on PATH, and ended with all that they start and write, also
//! when a test panics.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;
use std::time::Duration;

use crate::TestResult;

/// Long enough for a busy machine with two cores.
pub(crate) const START_LIMIT: Duration = Duration::from_secs(30);

/// A process and all that it starts; they are ended when this is dropped.
pub(crate) struct Started {
    process: Child,
}

impl Started {
    /// Starts it without input; only its standard output is kept, for [`Started::announced`].
    pub(crate) fn new(command: &mut Command) -> TestResult<Self> {
        let process = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn()?;
        Ok(Self { process })
    }

    /// Waits for the first line of its output of which `find` makes something.
    pub(crate) fn announced(&mut self, find: fn(&str) -> Option<String>) -> TestResult<String> {
        let output = self.process.stdout.take().ok_or("the output was taken before")?;
        let (sender, receiver) = mpsc::channel();
        // Goes on reading after that line: a full pipe would stop the process.
        std::thread::spawn(move || {
            for line in BufReader::new(output).lines().map_while(Result::ok) {
                if let Some(found) = find(&line) {
                    let _ = sender.send(found);
                }
            }
        });
        let found = receiver.recv_timeout(START_LIMIT);
        found.map_err(|_| format!("process {} did not start within 30 s", self.process.id()).into())
    }

    /// Whether it has not ended by itself.
    pub(crate) fn runs(&mut self) -> bool {
        matches!(self.process.try_wait(), Ok(None))
    }

    /// All processes that it started, directly or not.
    pub(crate) fn descendants(&self) -> Vec<u32> {
        descendants(self.process.id())
    }
}

impl Drop for Started {
    fn drop(&mut self) {
        // A browser is not ended by its driver's death; these are only processes that this one
        // started.
        let ids = self.descendants();
        let _ = self.process.kill();
        let _ = self.process.wait();
        if !ids.is_empty() {
            let ids: Vec<String> = ids.iter().map(u32::to_string).collect();
            let _ =
                Command::new("sh").arg("-c").arg(format!("kill -9 {} 2>/dev/null", ids.join(" "))).status();
        }
    }
}

/// An empty folder for what a browser writes; it is removed when this is dropped.
pub(crate) struct Profile {
    /// Where it is.
    pub(crate) folder: PathBuf,
}

impl Profile {
    /// A folder of its own.
    pub(crate) fn new() -> TestResult<Self> {
        static COUNT: AtomicUsize = AtomicUsize::new(0);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let folder =
            Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("profile-{}-{count}", std::process::id()));
        fs::create_dir_all(&folder)?;
        Ok(Self { folder })
    }
}

impl Drop for Profile {
    fn drop(&mut self) {
        // The last of the browser's processes may still be writing.
        for _ in 0..20 {
            if fs::remove_dir_all(&self.folder).is_ok() || !self.folder.exists() {
                break;
            }
            std::thread::sleep(Duration::from_millis(50));
        }
    }
}

/// The first of these programs that is on PATH.
pub(crate) fn program(names: &[&str]) -> TestResult<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders: Vec<PathBuf> = std::env::split_paths(&path).collect();
    names
        .iter()
        .flat_map(|name| folders.iter().map(move |folder| folder.join(name)))
        .find(|file| file.is_file())
        .ok_or_else(|| {
            format!("none of {names:?} is on PATH; `make test` installs it (or `.ci/setup --browser` alone)")
                .into()
        })
}

fn descendants(ancestor: u32) -> Vec<u32> {
    let parents: Vec<(u32, u32)> = fs::read_dir("/proc")
        .into_iter()
        .flatten()
        .filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok())
        .filter_map(|id| Some((id, parent(id)?)))
        .collect();
    let mut found = vec![ancestor];
    let mut next = 0;
    while let Some(&id) = found.get(next) {
        found.extend(parents.iter().filter(|(_, parent)| *parent == id).map(|(child, _)| child));
        next += 1;
    }
    found.split_off(1)
}

fn parent(id: u32) -> Option<u32> {
    let status = fs::read_to_string(format!("/proc/{id}/status")).ok()?;
    status.lines().find_map(|line| line.strip_prefix("PPid:"))?.trim().parse().ok()
}
