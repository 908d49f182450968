//! Chromium and its driver as processes of this test: started on free ports, ended and cleaned up
//! also when a test panics.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;
use std::time::Duration;

use thirtyfour::{
    ChromeCapabilities, ChromiumLikeCapabilities, DesiredCapabilities, LoggingPrefsLogLevel, WebDriver,
};

use crate::TestResult;

/// Long enough for a busy machine with two cores.
const START_LIMIT: Duration = Duration::from_secs(30);

/// Headless, silent, and free of requests of its own: what it would ask of its maker goes to a port
/// where nobody listens.
const FLAGS: [&str; 21] = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--no-default-browser-check",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-extensions",
    "--disable-default-apps",
    "--disable-domain-reliability",
    "--no-pings",
    "--disable-features=NetworkTimeServiceQuerying,OptimizationHints,Translate,PreconnectToSearch,SearchPrefetch",
    "--google-base-url=http://127.0.0.1:9/",
    "--google-apis-url=http://127.0.0.1:9/",
    "--gaia-url=http://127.0.0.1:9/",
    "--gcm-checkin-url=http://127.0.0.1:9/",
    "--gcm-registration-url=http://127.0.0.1:9/",
    "--gcm-mcs-endpoint=127.0.0.1:9",
];

/// A driver process and the browser it has started.
pub(crate) struct Chrome {
    process: Child,
    port: u16,
    profile: PathBuf,
}

/// Memory of one renderer process.
#[derive(Clone, Copy, Debug)]
pub(crate) struct RendererMemory {
    /// Bytes resident now.
    pub(crate) resident_bytes: u64,
    /// The most that was ever resident, bytes.
    pub(crate) peak_bytes: u64,
}

impl Chrome {
    /// Starts the driver; it starts the browser with the first session.
    pub(crate) fn start() -> TestResult<Self> {
        static COUNT: AtomicUsize = AtomicUsize::new(0);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let profile =
            Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("profile-{}-{count}", std::process::id()));
        fs::create_dir_all(&profile)?;

        let driver = program(&["chromedriver"])?;
        let process = Command::new(driver)
            .args(["--port=0", "--log-level=SEVERE"])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()?;
        let mut chrome = Self { process, port: 0, profile };
        chrome.port = chrome.announced_port()?;
        Ok(chrome)
    }

    /// A session in a browser with an empty profile. `extra_flags` are the browser's.
    pub(crate) async fn session(&self, extra_flags: &[String]) -> TestResult<WebDriver> {
        let mut wishes: ChromeCapabilities = DesiredCapabilities::chrome();
        wishes.set_binary(&program(&["chromium", "chromium-browser", "google-chrome"])?.to_string_lossy())?;
        for flag in FLAGS {
            wishes.add_arg(flag)?;
        }
        for flag in extra_flags {
            wishes.add_arg(flag)?;
        }
        wishes.add_arg(&format!("--user-data-dir={}", self.profile.display()))?;
        wishes.set_logging_prefs("browser", LoggingPrefsLogLevel::All)?;
        wishes.set_logging_prefs("performance", LoggingPrefsLogLevel::All)?;
        Ok(WebDriver::new(format!("http://127.0.0.1:{}", self.port), wishes).await?)
    }

    /// Memory of the renderers, the page's with its workers among them.
    pub(crate) fn renderers(&self) -> Vec<RendererMemory> {
        descendants(self.process.id())
            .into_iter()
            .filter(|&id| command_line(id).contains("--type=renderer"))
            .filter_map(|id| {
                let status = fs::read_to_string(format!("/proc/{id}/status")).ok()?;
                Some(RendererMemory {
                    resident_bytes: kibibytes(&status, "VmRSS:")? * 1024,
                    peak_bytes: kibibytes(&status, "VmHWM:")? * 1024,
                })
            })
            .collect()
    }

    fn announced_port(&mut self) -> TestResult<u16> {
        let output = self.process.stdout.take().ok_or("the driver's output is not piped")?;
        let (sender, receiver) = mpsc::channel();
        // Goes on reading after the port is known: a full pipe would stop the driver.
        std::thread::spawn(move || {
            for line in BufReader::new(output).lines().map_while(Result::ok) {
                let announced = line
                    .rsplit_once(" successfully on port ")
                    .map(|(_, port)| port.trim_end_matches('.').to_owned());
                if let Some(port) = announced {
                    let _ = sender.send(port);
                }
            }
        });
        let port =
            receiver.recv_timeout(START_LIMIT).map_err(|_| "chromedriver did not start within 30 s")?;
        Ok(port.parse()?)
    }
}

impl Drop for Chrome {
    fn drop(&mut self) {
        // The browser is not ended by the driver's death; these are only processes that this driver
        // started.
        let ids = descendants(self.process.id());
        let _ = self.process.kill();
        let _ = self.process.wait();
        if !ids.is_empty() {
            let ids: Vec<String> = ids.iter().map(u32::to_string).collect();
            let _ =
                Command::new("sh").arg("-c").arg(format!("kill -9 {} 2>/dev/null", ids.join(" "))).status();
        }
        // The last of them may still be writing.
        for _ in 0..20 {
            if fs::remove_dir_all(&self.profile).is_ok() || !self.profile.exists() {
                break;
            }
            std::thread::sleep(Duration::from_millis(50));
        }
    }
}

/// The first of these programs that is on PATH.
fn program(names: &[&str]) -> TestResult<PathBuf> {
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

/// All processes that this one started, directly or not.
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

fn command_line(id: u32) -> String {
    fs::read(format!("/proc/{id}/cmdline"))
        .map(|bytes| String::from_utf8_lossy(&bytes).replace('\0', " "))
        .unwrap_or_default()
}

fn kibibytes(status: &str, field: &str) -> Option<u64> {
    let line = status.lines().find_map(|line| line.strip_prefix(field))?;
    line.trim().trim_end_matches(" kB").trim().parse().ok()
}
