//! The page under test, as a person uses it: open, choose or drop files, click, read.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use thirtyfour::{By, WebDriver, WebElement};

use crate::TestResult;
use crate::chrome::RendererMemory;
use crate::elsewhere::Elsewhere;
use crate::engine::{Browser, Engine};
use crate::server::StaticServer;

/// Where the page lies on the server: two folders deep, as on a static host.
const SUB_PATH: &str = "some/sub/path";
/// How often a condition is looked at again.
pub(crate) const POLL: Duration = Duration::from_millis(50);
/// For what must be there at once.
const AT_ONCE: Duration = Duration::from_secs(5);

/// The built page: the folder that WATCHBACK_DIST names, else `dist`.
pub(crate) fn dist() -> PathBuf {
    std::env::var_os("WATCHBACK_DIST")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("dist"), PathBuf::from)
}

/// A browser with one tab, and the server of its page. All is ended when it is dropped, in this
/// order.
pub(crate) struct App {
    /// The tab, for what the methods here do not cover.
    pub(crate) driver: WebDriver,
    browser: Browser,
    /// The page's own server, with a log of its requests.
    pub(crate) server: StaticServer,
    /// All other hosts, with a log of who was called.
    pub(crate) elsewhere: Elsewhere,
}

impl App {
    /// The built page. Nothing is opened yet.
    pub(crate) async fn start() -> TestResult<Self> {
        Self::start_in(Engine::Chromium).await
    }

    /// The built page in any engine.
    pub(crate) async fn start_in(engine: Engine) -> TestResult<Self> {
        Self::serving_in(engine, &dist()).await
    }

    /// Any folder with a page.
    pub(crate) async fn serving(folder: &Path) -> TestResult<Self> {
        Self::serving_in(Engine::Chromium, folder).await
    }

    async fn serving_in(engine: Engine, folder: &Path) -> TestResult<Self> {
        let server = StaticServer::start(folder, SUB_PATH, 0).await?;
        let elsewhere = Elsewhere::start().await?;
        let (browser, driver) = match Browser::with_session(engine, &elsewhere).await {
            Ok(started) => started,
            // A browser may hang while it starts. Its page is not what is tested: another is tried.
            Err(error) => {
                eprintln!("{engine:?} did not start, and is started once more: {error}");
                Browser::with_session(engine, &elsewhere).await?
            }
        };
        let app = Self { driver, browser, server, elsewhere };
        app.resize(1280, 900).await?;
        Ok(app)
    }

    /// Opens the page, or opens it anew, and waits for its load event.
    pub(crate) async fn open(&self) -> TestResult {
        self.driver.goto(self.server.url()).await?;
        Ok(())
    }

    /// Gives local files of any size to the page's file picker.
    pub(crate) async fn choose_files(&self, paths: &[PathBuf]) -> TestResult {
        let picker = self.driver.find(By::Css("input[type=file]")).await?;
        picker.send_keys(checked(paths)?.join("\n")).await?;
        Ok(())
    }

    /// Drops local files of any size on the middle of an element, as from a file manager.
    pub(crate) async fn drop_files(&self, selector: &str, paths: &[PathBuf]) -> TestResult {
        let element = self.wait_for(selector, AT_ONCE).await?;
        element.scroll_into_view().await?;
        let quoted = json!(selector);
        let middle = self
            .evaluate(&format!(
                "const box = document.querySelector({quoted}).getBoundingClientRect();
                 return [box.x + box.width / 2, box.y + box.height / 2];"
            ))
            .await?;
        // The mask allows copying, which is what a file manager offers.
        let data = json!({ "items": [], "files": checked(paths)?, "dragOperationsMask": 1 });
        for kind in ["dragEnter", "dragOver", "drop"] {
            let event = json!({ "type": kind, "x": middle[0], "y": middle[1], "data": data });
            self.command("Input.dispatchDragEvent", event).await?;
        }
        Ok(())
    }

    /// The visible text of the first element that the selector finds.
    pub(crate) async fn text(&self, selector: &str) -> TestResult<String> {
        Ok(self.wait_for(selector, AT_ONCE).await?.text().await?)
    }

    /// Clicks the first element that the selector finds.
    pub(crate) async fn click(&self, selector: &str) -> TestResult {
        let element = self.wait_for(selector, AT_ONCE).await?;
        element.scroll_into_view().await?;
        element.click().await?;
        Ok(())
    }

    /// Goes to a step of the audit by its entry in the rail, as a person does.
    pub(crate) async fn go(&self, step: &str) -> TestResult {
        let link = format!("[data-step-link={step}]");
        self.wait_until(&format!("document.querySelector('{link}')"), AT_ONCE).await?;
        self.evaluate(&format!("document.querySelector('{link}').click(); return null;")).await?;
        self.wait_until(
            &format!("document.querySelector('{link}').getAttribute('aria-current') === 'step'"),
            AT_ONCE,
        )
        .await
    }

    /// The first visible element that the selector finds, waited for; if it stands on another step,
    /// that step is gone to. The error tells what the page shows instead, and leaves a screenshot.
    pub(crate) async fn wait_for(&self, selector: &str, limit: Duration) -> TestResult<WebElement> {
        let start = Instant::now();
        loop {
            if let Ok(element) = self.driver.find(By::Css(selector)).await {
                if element.is_displayed().await.unwrap_or(false) {
                    return Ok(element);
                }
                self.go_to_step_of(selector).await?;
            }
            if start.elapsed() > limit {
                return Err(self.not_reached(&format!("'{selector}' to be shown"), limit).await);
            }
            tokio::time::sleep(POLL).await;
        }
    }

    /// Clicks the rail's entry of the step that an element stands on, where it has one that is not
    /// shown.
    async fn go_to_step_of(&self, selector: &str) -> TestResult {
        let selector = json!(selector);
        self.evaluate(&format!(
            "const element = document.querySelector({selector});
             const view = element?.closest('[data-view][hidden]');
             const of_view = view && document.querySelector(`[data-view-link=${{view.dataset.view}}]`);
             if (of_view) {{ location.hash = of_view.hash; return null; }}
             const step = element?.closest('[data-step][hidden]');
             const link = step && document.querySelector(`[data-step-link=${{step.dataset.step}}]`);
             if (link) location.hash = link.hash;
             return null;"
        ))
        .await?;
        Ok(())
    }

    /// Waits until a JavaScript expression is true in the page.
    pub(crate) async fn wait_until(&self, expression: &str, limit: Duration) -> TestResult {
        let start = Instant::now();
        while self.evaluate(&format!("return Boolean({expression});")).await? != Value::Bool(true) {
            if start.elapsed() > limit {
                return Err(self.not_reached(&format!("`{expression}`"), limit).await);
            }
            tokio::time::sleep(POLL).await;
        }
        Ok(())
    }

    /// Chooses an option of a select, as a person would.
    pub(crate) async fn choose(&self, selector: &str, value: &str) -> TestResult {
        self.evaluate(&format!(
            "const select = document.querySelector('{selector}'); select.value = '{value}';
             select.dispatchEvent(new Event('change', {{ bubbles: true }})); return null;"
        ))
        .await?;
        Ok(())
    }

    /// Runs JavaScript in the page as a function's body; gives what it returns.
    pub(crate) async fn evaluate(&self, body: &str) -> TestResult<Value> {
        Ok(self.driver.execute(body, Vec::new()).await?.json().clone())
    }

    /// Presses a button that saves a file, which is left in `window.savedBlob`. No file is made.
    pub(crate) async fn save(&self, selector: &str, limit: Duration) -> TestResult {
        self.evaluate(
            "window.savedBlob = null;
             URL.createObjectURL = (blob) => { window.savedBlob = blob; return 'blob:none'; };
             window.anchorClick ??= HTMLAnchorElement.prototype.click;
             HTMLAnchorElement.prototype.click = () => {}; return null;",
        )
        .await?;
        self.click(selector).await?;
        self.wait_until("window.savedBlob", limit).await?;
        self.evaluate("HTMLAnchorElement.prototype.click = window.anchorClick; return null;").await?;
        Ok(())
    }

    /// What a button would save as a file of text.
    pub(crate) async fn saved_text(&self, selector: &str) -> TestResult<String> {
        let soon = Duration::from_secs(20);
        self.save(selector, soon).await?;
        self.evaluate(
            "window.savedText = null;
             window.savedBlob.text().then((text) => { window.savedText = text; }); return null;",
        )
        .await?;
        self.wait_until("window.savedText", soon).await?;
        Ok(self.evaluate("return window.savedText;").await?.as_str().unwrap_or_default().to_owned())
    }

    /// JavaScript that runs before the page's own in every document opened from now on: to observe,
    /// or to break something.
    pub(crate) async fn before_every_page(&self, source: &str) -> TestResult {
        self.command("Page.addScriptToEvaluateOnNewDocument", json!({ "source": source })).await?;
        Ok(())
    }

    /// A command of Chromium's debugging protocol; an error in other engines, which have none.
    pub(crate) async fn command(&self, method: &str, parameters: Value) -> TestResult<Value> {
        if !self.has_protocol() {
            return Err(format!("'{method}' can be had in Chromium only").into());
        }
        Ok(self.driver.cdp().send_raw(method, parameters).await?)
    }

    fn has_protocol(&self) -> bool {
        matches!(self.browser, Browser::Chromium(_))
    }

    /// The page's own size in CSS pixels, as narrow as wished; of the whole window in engines that
    /// cannot set the page's.
    pub(crate) async fn resize(&self, width: u32, height: u32) -> TestResult {
        if !self.has_protocol() {
            self.driver.set_window_rect(0, 0, width, height).await?;
            return Ok(());
        }
        let size = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false });
        self.command("Emulation.setDeviceMetricsOverride", size).await?;
        Ok(())
    }

    /// What the person has set in the system: dark colours, little motion.
    pub(crate) async fn prefer(&self, dark: bool, reduced_motion: bool) -> TestResult {
        let scheme = if dark { "dark" } else { "light" };
        let motion = if reduced_motion { "reduce" } else { "no-preference" };
        let features = json!({ "features": [
            { "name": "prefers-color-scheme", "value": scheme },
            { "name": "prefers-reduced-motion", "value": motion },
        ] });
        self.command("Emulation.setEmulatedMedia", features).await?;
        Ok(())
    }

    /// Saves what the window shows as `target/screenshots/NAME.png`; an error in WebKit, whose
    /// driver at times never answers this, nor anything after it.
    pub(crate) async fn screenshot(&self, name: &str) -> TestResult<PathBuf> {
        if matches!(self.browser, Browser::WebKit(_)) {
            return Err("no screenshots of WebKit".into());
        }
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).with_file_name("screenshots");
        std::fs::create_dir_all(&folder)?;
        let file = folder.join(format!("{name}.png"));
        self.driver.screenshot(&file).await?;
        Ok(file)
    }

    /// Saves the whole page, however long, at this width.
    pub(crate) async fn screenshot_whole(&self, name: &str, width: u32) -> TestResult<PathBuf> {
        self.resize(width, 900).await?;
        let height =
            self.evaluate("return document.documentElement.scrollHeight;").await?.as_u64().unwrap_or(900);
        self.resize(width, u32::try_from(height.clamp(900, 12_000))?).await?;
        let file = self.screenshot(name).await?;
        self.resize(1280, 900).await?;
        Ok(file)
    }

    /// Addresses that the page has asked for since the last call, by the browser's own log (`data:`
    /// and `blob:` left out, which make no request). Requests of workers are seen by `server` and
    /// `elsewhere` only.
    pub(crate) async fn requests_by_browser(&self) -> TestResult<Vec<String>> {
        let mut addresses = Vec::new();
        for entry in self.driver.get_log("performance").await? {
            let entry: Value = serde_json::from_str(&entry.message)?;
            let address = entry.pointer("/message/params/request/url").and_then(Value::as_str);
            let sent =
                entry.pointer("/message/method").and_then(Value::as_str) == Some("Network.requestWillBeSent");
            match address {
                Some(address) if sent && !address.starts_with("data:") && !address.starts_with("blob:") => {
                    addresses.push(address.to_owned());
                }
                _ => {}
            }
        }
        Ok(addresses)
    }

    /// Errors and warnings in the browser's console since the last call; refused requests are among
    /// them.
    pub(crate) async fn console_problems(&self) -> TestResult<Vec<String>> {
        let entries = self.driver.browser_log().await?;
        let problems =
            entries.into_iter().filter(|entry| matches!(entry.level.as_str(), "SEVERE" | "WARNING"));
        Ok(problems.map(|entry| entry.message).collect())
    }

    /// Memory of the browser's renderers.
    pub(crate) fn renderers(&self) -> Vec<RendererMemory> {
        self.browser.renderers()
    }

    async fn not_reached(&self, goal: &str, limit: Duration) -> Box<dyn std::error::Error + Send + Sync> {
        let shown =
            self.evaluate("return document.body ? document.body.innerText : '';").await.unwrap_or_default();
        let shown: String = shown.as_str().unwrap_or_default().chars().take(800).collect();
        // Only Chromium has this log.
        let problems = self.console_problems().await.unwrap_or_default();
        let picture = self.screenshot("failed").await.unwrap_or_default();
        format!(
            "waited {} s for {goal}; the page shows:\n{shown}\nconsole: {problems:?}\nscreenshot: {}",
            limit.as_secs(),
            picture.display()
        )
        .into()
    }
}

/// Absolute paths of files that exist: the browser ignores others without a word.
fn checked(paths: &[PathBuf]) -> TestResult<Vec<String>> {
    paths
        .iter()
        .map(|path| {
            let absolute = path.canonicalize().map_err(|error| format!("{}: {error}", path.display()))?;
            Ok(absolute.to_string_lossy().into_owned())
        })
        .collect()
}
