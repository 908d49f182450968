//! Chromium and its driver.

use std::fs;
use std::process::Command;

use thirtyfour::{
    ChromeCapabilities, ChromiumLikeCapabilities, DesiredCapabilities, LoggingPrefsLogLevel, WebDriver,
};

use crate::TestResult;
use crate::processes::{Profile, Started, program};

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

/// A driver process and the browser it has started. They are ended before the profile goes.
pub(crate) struct Chrome {
    driver: Started,
    port: u16,
    profile: Profile,
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
    /// What is to be on PATH, each by any of its names.
    pub(crate) const PROGRAMS: [&[&str]; 2] =
        [&["chromedriver"], &["chromium", "chromium-browser", "google-chrome"]];

    /// Starts the driver; it starts the browser with the first session.
    pub(crate) fn start() -> TestResult<Self> {
        let [driver, _] = Self::PROGRAMS;
        let mut driver =
            Started::new(Command::new(program(driver)?).args(["--port=0", "--log-level=SEVERE"]))?;
        let port = driver.announced(|line| {
            line.rsplit_once(" successfully on port ").map(|(_, port)| port.trim_end_matches('.').to_owned())
        })?;
        Ok(Self { driver, port: port.parse()?, profile: Profile::new()? })
    }

    /// A session in a browser with an empty profile. `extra_flags` are the browser's.
    pub(crate) async fn session(&self, extra_flags: &[String]) -> TestResult<WebDriver> {
        let mut wishes: ChromeCapabilities = DesiredCapabilities::chrome();
        let [_, browser] = Self::PROGRAMS;
        wishes.set_binary(&program(browser)?.to_string_lossy())?;
        for flag in FLAGS {
            wishes.add_arg(flag)?;
        }
        for flag in extra_flags {
            wishes.add_arg(flag)?;
        }
        wishes.add_arg(&format!("--user-data-dir={}", self.profile.folder.display()))?;
        wishes.set_logging_prefs("browser", LoggingPrefsLogLevel::All)?;
        wishes.set_logging_prefs("performance", LoggingPrefsLogLevel::All)?;
        Ok(WebDriver::new(format!("http://127.0.0.1:{}", self.port), wishes).await?)
    }

    /// Memory of the renderers, the page's with its workers among them.
    pub(crate) fn renderers(&self) -> Vec<RendererMemory> {
        self.driver
            .descendants()
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
