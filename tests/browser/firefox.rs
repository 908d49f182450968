//! Firefox, driven by its own Marionette.

use std::process::Command;
use std::time::Instant;

use thirtyfour::{Capabilities, WebDriver};

use crate::TestResult;
use crate::marionette::Marionette;
use crate::processes::{Profile, START_LIMIT, Started, program};

/// A free port, and no look for media plugins. Most else that the browser would ask of its maker,
/// Marionette itself turns off.
const PREFERENCES: &str = "user_pref('marionette.port', 0);
user_pref('media.gmp-manager.updateEnabled', false);
user_pref('media.gmp-manager.url', 'http://127.0.0.1:9/');
";

/// A browser and the WebDriver server in front of it. The process is ended before the profile goes.
pub(crate) struct Firefox {
    server: Marionette,
    _process: Started,
    _profile: Profile,
}

impl Firefox {
    /// What is to be on PATH, each by any of its names.
    pub(crate) const PROGRAMS: [&[&str]; 1] = [&["firefox-esr", "firefox"]];

    /// Starts the browser with an empty profile.
    pub(crate) async fn start() -> TestResult<Self> {
        let profile = Profile::new()?;
        std::fs::write(profile.folder.join("user.js"), PREFERENCES)?;
        let [names] = Self::PROGRAMS;
        let mut process = Started::new(
            Command::new(program(names)?)
                .args(["--headless", "--marionette", "--no-remote", "--profile"])
                .arg(&profile.folder)
                .env("HOME", &profile.folder),
        )?;
        let port = announced_port(&mut process, &profile).await?;
        Ok(Self { server: Marionette::start(port).await?, _process: process, _profile: profile })
    }

    /// The session of the one window.
    pub(crate) async fn session(&self, wishes: Capabilities) -> TestResult<WebDriver> {
        Ok(WebDriver::new(format!("http://127.0.0.1:{}", self.server.port), wishes).await?)
    }
}

/// The port that it took, which it writes into its profile.
async fn announced_port(process: &mut Started, profile: &Profile) -> TestResult<u16> {
    let file = profile.folder.join("MarionetteActivePort");
    let start = Instant::now();
    loop {
        let written = std::fs::read_to_string(&file).unwrap_or_default();
        if let Ok(port) = written.trim().parse() {
            return Ok(port);
        }
        if !process.runs() || start.elapsed() > START_LIMIT {
            return Err("Firefox ended, or did not start within 30 s".into());
        }
        tokio::time::sleep(crate::app::POLL).await;
    }
}
