//! A host that sends the headers of docs/hosting, and what they close.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::{HeaderName, HeaderValue};
use axum::middleware::{self, Next};
use axum::response::Response;
use tokio::net::TcpListener;
use tokio::runtime::{Builder, Runtime};
use tower_http::services::ServeDir;

use crate::TestResult;
use crate::app::{App, dist};
use crate::main_job::ready;

const SOON: Duration = Duration::from_secs(20);

/// Headers for addresses that begin with a path, or are it.
#[derive(Clone, Debug)]
struct Rule {
    path: String,
    headers: Vec<(HeaderName, HeaderValue)>,
}

/// A server of one folder with the headers of docs/hosting/headers.txt; it ends when dropped, and
/// its connections with it.
pub(crate) struct Host {
    address: SocketAddr,
    paths: Paths,
    runtime: Option<Runtime>,
}

/// The paths that were asked for, in order.
type Paths = Arc<Mutex<Vec<String>>>;

#[derive(Clone)]
struct Answers {
    rules: Vec<Rule>,
    paths: Paths,
}

impl Host {
    /// Serves a folder at a port; 0 takes a free one.
    pub(crate) fn start(folder: &Path, port: u16) -> TestResult<Self> {
        let paths = Paths::default();
        let answers = Answers { rules: rules(&published("headers.txt")?)?, paths: Arc::clone(&paths) };
        let site = Router::new()
            .fallback_service(ServeDir::new(folder))
            .layer(middleware::from_fn_with_state(answers, with_headers));
        // Its own threads, so that all of it ends at once.
        let runtime = Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
        let listener = std::net::TcpListener::bind(("127.0.0.1", port))?;
        listener.set_nonblocking(true)?;
        let address = listener.local_addr()?;
        runtime.spawn(async move {
            if let Ok(listener) = TcpListener::from_std(listener) {
                let _ = axum::serve(listener, site).await;
            }
        });
        Ok(Self { address, paths, runtime: Some(runtime) })
    }

    /// The page's address.
    pub(crate) fn url(&self) -> String {
        format!("http://localhost:{}/", self.port())
    }

    /// Its port, to be started again at.
    pub(crate) fn port(&self) -> u16 {
        self.address.port()
    }

    /// What was asked for since this was last called.
    pub(crate) fn asked(&self) -> Vec<String> {
        std::mem::take(&mut *self.paths.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Drop for Host {
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

async fn with_headers(State(answers): State<Answers>, request: Request, next: Next) -> Response {
    let path = request.uri().path().to_owned();
    answers.paths.lock().unwrap_or_else(PoisonError::into_inner).push(path.clone());
    let mut response = next.run(request).await;
    for rule in answers.rules {
        let holds = match rule.path.strip_suffix('*') {
            Some(beginning) => path.starts_with(beginning),
            None => path == rule.path,
        };
        if holds {
            response.headers_mut().extend(rule.headers);
        }
    }
    response
}

/// Errors and warnings in the browser's console. Left out is what Chromium says of each page with
/// this sandbox: that a frame which is one could take it off. The page is no frame.
pub(crate) async fn problems(app: &App) -> TestResult<Vec<String>> {
    let is_of_frames = |problem: &String| problem.contains("can escape its sandboxing");
    Ok(app.console_problems().await?.into_iter().filter(|problem| !is_of_frames(problem)).collect())
}

/// A copy of the built page that a test may change, in a folder of this name.
pub(crate) fn copy_of_dist(name: &str) -> TestResult<PathBuf> {
    let copy = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    if copy.exists() {
        std::fs::remove_dir_all(&copy)?;
    }
    copy_folder(&dist(), &copy)?;
    Ok(copy)
}

fn copy_folder(from: &Path, to: &Path) -> TestResult {
    std::fs::create_dir_all(to)?;
    for entry in std::fs::read_dir(from)? {
        let (path, name) = entry.map(|entry| (entry.path(), entry.file_name()))?;
        if path.is_dir() {
            copy_folder(&path, &to.join(name))?;
        } else {
            std::fs::copy(&path, to.join(name))?;
        }
    }
    Ok(())
}

fn published(name: &str) -> TestResult<String> {
    Ok(std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/hosting").join(name))?)
}

/// What the file says: lines with a path, each followed by its headers.
fn rules(text: &str) -> TestResult<Vec<Rule>> {
    let mut rules: Vec<Rule> = Vec::new();
    for line in text.lines().filter(|line| !line.starts_with('#') && !line.trim().is_empty()) {
        if line.starts_with('/') {
            rules.push(Rule { path: line.to_owned(), headers: Vec::new() });
            continue;
        }
        let (name, value) = line.trim().split_once(": ").ok_or("a header without a value")?;
        let rule = rules.last_mut().ok_or("a header before any path")?;
        rule.headers.push((name.parse()?, value.parse()?));
    }
    Ok(rules)
}

/// nginx gets the same headers as the hosts that read `_headers`.
#[test]
fn both_samples_send_the_same() -> TestResult {
    let nginx = published("nginx.conf")?;
    for rule in rules(&published("headers.txt")?)? {
        for (name, value) in rule.headers {
            let value = value.to_str()?;
            let line = format!("add_header {name} \"{value}\" always;").to_lowercase();
            let by_map = name == "cache-control" && nginx.contains(&format!("\"{value}\";"));
            assert!(by_map || nginx.to_lowercase().contains(&line), "nginx.conf has no {name}: {value}");
        }
    }
    Ok(())
}

/// A page around this one could cover it. Without headers the page says so; with them it is not
/// shown at all.
#[tokio::test(flavor = "multi_thread")]
async fn inside_another_page_no_files_are_taken() -> TestResult {
    let folder = copy_of_dist("framed")?;
    std::fs::write(folder.join("outer.html"), "<!DOCTYPE html><iframe src=\"index.html\"></iframe>")?;
    let app = App::serving(&folder).await?;
    app.driver.goto(format!("{}outer.html", app.server.url())).await?;
    let inner = "document.querySelector('iframe').contentDocument";
    app.wait_until(&format!("{inner}?.getElementById('in-a-frame')?.offsetParent"), SOON).await?;
    let is_closed = format!("return {inner}.getElementById('file-input').disabled;");
    assert_eq!(app.evaluate(&is_closed).await?, true);
    tokio::time::sleep(Duration::from_secs(1)).await;
    let engine = format!("return {inner}.documentElement.dataset.engine ?? 'none';");
    assert_eq!(app.evaluate(&engine).await?, "none");

    let host = Host::start(&folder, 0)?;
    app.driver.goto(format!("{}outer.html", host.url())).await?;
    // What is shown instead is the browser's own, which no page may look into.
    assert_eq!(app.evaluate(&format!("return {inner} === null;")).await?, true);
    std::fs::remove_dir_all(folder)?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_program_with_one_changed_byte_is_not_started() -> TestResult {
    let folder = copy_of_dist("changed")?;
    let program = std::fs::read_dir(&folder)?
        .filter_map(|entry| Some(entry.ok()?.path()))
        .find(|path| path.extension().is_some_and(|extension| extension == "wasm"))
        .ok_or("no program")?;
    let mut bytes = std::fs::read(&program)?;
    // A letter of some text of the program: it stays valid.
    let at = bytes.windows(9).rposition(|part| part == b"Simulated").ok_or("no such text")?;
    *bytes.get_mut(at).ok_or("no such byte")? = b'T';
    std::fs::write(&program, bytes)?;
    let app = App::serving(&folder).await?;
    app.open().await?;
    app.wait_until("document.getElementById('start-text').textContent.includes('could not be loaded')", SOON)
        .await?;
    assert_eq!(app.evaluate("return document.documentElement.dataset.network ?? 'none';").await?, "none");
    std::fs::remove_dir_all(folder)?;
    Ok(())
}

/// New tabs are closed by the header, so links open in the same tab.
#[tokio::test(flavor = "multi_thread")]
async fn under_the_headers_the_page_works_and_its_links_open_in_the_same_tab() -> TestResult {
    let app = App::start().await?;
    let host = Host::start(&dist(), 0)?;
    app.driver.goto(host.url()).await?;
    ready(&app).await?;
    assert_eq!(problems(&app).await?, Vec::<String>::new());
    app.click("[data-testid=try-simulated]").await?;
    app.wait_for("[data-testid=who-and-when]", SOON).await?;
    app.go("bring").await?;
    app.click(".documents a").await?;
    app.wait_until("location.pathname.startsWith('/docs/')", SOON).await?;
    Ok(())
}
