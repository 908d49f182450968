//! Which browser the page is opened in. All three are driven by WebDriver; only Chromium also has a
//! debugging protocol and logs, which most tests here need.

use serde_json::json;
use thirtyfour::{Capabilities, WebDriver};

use crate::TestResult;
use crate::chrome::{Chrome, RendererMemory};
use crate::elsewhere::Elsewhere;
use crate::firefox::Firefox;
use crate::processes::program;
use crate::webkit::WebKit;

/// A browser engine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Engine {
    /// Chrome, Edge and others.
    Chromium,
    /// Firefox.
    Firefox,
    /// Safari; here as GTK has it.
    WebKit,
}

impl Engine {
    /// Those that the page is for.
    pub(crate) const ALL: [Self; 3] = [Self::Chromium, Self::Firefox, Self::WebKit];

    /// What of it is not installed here, in words; nothing if all is.
    pub(crate) fn missing(self) -> Option<String> {
        let programs = match self {
            Self::Chromium => Chrome::PROGRAMS.as_slice(),
            Self::Firefox => Firefox::PROGRAMS.as_slice(),
            Self::WebKit => WebKit::PROGRAMS.as_slice(),
        };
        programs.iter().find_map(|names| program(names).err()).map(|error| error.to_string())
    }
}

/// A running browser, or the driver that will start it. It is ended when dropped.
pub(crate) enum Browser {
    /// See [`Engine::Chromium`].
    Chromium(Chrome),
    /// See [`Engine::Firefox`].
    Firefox(Firefox),
    /// See [`Engine::WebKit`].
    WebKit(WebKit),
}

impl Browser {
    /// Starts it with an empty profile, and a session whose every foreign address leads to
    /// `elsewhere`.
    pub(crate) async fn with_session(engine: Engine, elsewhere: &Elsewhere) -> TestResult<(Self, WebDriver)> {
        let browser = match engine {
            Engine::Chromium => Self::Chromium(Chrome::start()?),
            Engine::Firefox => Self::Firefox(Firefox::start().await?),
            Engine::WebKit => Self::WebKit(WebKit::start().await?),
        };
        let driver = browser.session(elsewhere).await?;
        Ok((browser, driver))
    }

    async fn session(&self, elsewhere: &Elsewhere) -> TestResult<WebDriver> {
        match self {
            Self::Chromium(chrome) => chrome.session(&[elsewhere.flag()]).await,
            Self::Firefox(firefox) => firefox.session(by_proxy(elsewhere)?).await,
            Self::WebKit(webkit) => webkit.session(by_proxy(elsewhere)?).await,
        }
    }

    /// Memory of the browser's renderers, which only Chromium's processes tell apart.
    pub(crate) fn renderers(&self) -> Vec<RendererMemory> {
        match self {
            Self::Chromium(chrome) => chrome.renderers(),
            Self::Firefox(_) | Self::WebKit(_) => Vec::new(),
        }
    }
}

fn by_proxy(elsewhere: &Elsewhere) -> TestResult<Capabilities> {
    let listener = elsewhere.address();
    let mut wishes = Capabilities::new();
    let proxy = json!({
        "proxyType": "manual",
        "httpProxy": listener,
        "sslProxy": listener,
        "noProxy": ["localhost", "127.0.0.1"],
    });
    wishes.set("proxy", proxy)?;
    Ok(wishes)
}
