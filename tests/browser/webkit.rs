//! WebKit as GTK has it, with its driver, on a screen that nobody sees.

use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::process::Command;
use std::time::Instant;

use thirtyfour::{Capabilities, WebDriver};

use crate::TestResult;
use crate::processes::{Profile, START_LIMIT, Started, program};

/// A screen, and a driver with the browser it has started. The browser is ended before its screen.
pub(crate) struct WebKit {
    _driver: Started,
    port: u16,
    _screen: Started,
    _profile: Profile,
}

impl WebKit {
    /// What is to be on PATH, each by any of its names.
    pub(crate) const PROGRAMS: [&[&str]; 2] = [&["WebKitWebDriver"], &["Xvfb"]];

    /// Starts screen and driver; the driver starts the browser with the first session.
    pub(crate) async fn start() -> TestResult<Self> {
        let profile = Profile::new()?;
        let [driver, screen] = Self::PROGRAMS;
        let mut screen = Started::new(Command::new(program(screen)?).args([
            "-displayfd",
            "1",
            "-screen",
            "0",
            "1400x1100x24",
            "-nolisten",
            "tcp",
        ]))?;
        let display =
            screen.announced(|line| line.trim().parse::<u32>().ok().map(|number| format!(":{number}")))?;
        // The driver does not tell which port it took, so it is given one that was free just now.
        let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port();
        let mut driver = Started::new(
            Command::new(program(driver)?)
                .arg(format!("--port={port}"))
                .env("DISPLAY", display)
                .env("GDK_BACKEND", "x11")
                .env("HOME", &profile.folder)
                // There is no graphics card to compose layers with.
                .env("WEBKIT_DISABLE_COMPOSITING_MODE", "1"),
        )?;
        listens(&mut driver, port).await?;
        Ok(Self { _driver: driver, port, _screen: screen, _profile: profile })
    }

    /// A session in the browser that the driver takes by default, its own.
    pub(crate) async fn session(&self, wishes: Capabilities) -> TestResult<WebDriver> {
        Ok(WebDriver::new(format!("http://127.0.0.1:{}", self.port), wishes).await?)
    }
}

async fn listens(driver: &mut Started, port: u16) -> TestResult {
    let start = Instant::now();
    while TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_err() {
        if !driver.runs() || start.elapsed() > START_LIMIT {
            return Err("WebKit's driver ended, or did not start within 30 s".into());
        }
        tokio::time::sleep(crate::app::POLL).await;
    }
    Ok(())
}
