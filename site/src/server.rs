//! A static server as plain as those that publish the page: files of one folder under a sub-path,
//! no special headers.
//!
//! It sends neither COOP nor COEP, as GitHub Pages does not, so nothing here works only because of
//! the server.
//! A file that lies there compressed too (`.br`) is sent so to a browser that takes it.

use std::io;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use axum::Router;
use axum::extract::{Request, State};
use axum::middleware::{self, Next};
use axum::response::Response;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tower_http::services::ServeDir;

/// One request that reached the server.
#[derive(Clone, Debug)]
pub(crate) struct RequestRecord {
    /// Time from the server's start to the request.
    pub(crate) since_start: Duration,
    /// `GET`, `HEAD`, ...
    pub(crate) method: String,
    /// The path with its query, as sent.
    pub(crate) path: String,
    /// The answer's status.
    pub(crate) status: u16,
}

/// A running server on this machine; it ends when dropped.
pub(crate) struct StaticServer {
    address: SocketAddr,
    sub_path: String,
    log: RequestLog,
    task: JoinHandle<io::Result<()>>,
}

#[derive(Clone)]
struct RequestLog {
    start: Instant,
    records: Arc<Mutex<Vec<RequestRecord>>>,
}

impl StaticServer {
    /// Serves `folder` at `http://127.0.0.1:PORT/SUB_PATH/`. `sub_path` may be empty and needs no
    /// slashes; port 0 takes a free one.
    ///
    /// # Errors
    /// If the folder has no `index.html`, or the port cannot be had.
    pub(crate) async fn start(folder: &Path, sub_path: &str, port: u16) -> io::Result<Self> {
        let folder = checked_folder(folder)?;
        let sub_path = match sub_path.trim_matches('/') {
            "" => "/".to_owned(),
            inner => format!("/{inner}/"),
        };
        let log = RequestLog { start: Instant::now(), records: Arc::default() };

        let files =
            ServeDir::new(folder).precompressed_br().redirect_path_prefix(sub_path.trim_end_matches('/'));
        let site = match sub_path.as_str() {
            "/" => Router::new().fallback_service(files),
            nested => Router::new().nest_service(nested.trim_end_matches('/'), files),
        };
        let site = site.layer(middleware::from_fn_with_state(log.clone(), record));

        let listener = TcpListener::bind(("127.0.0.1", port)).await?;
        let address = listener.local_addr()?;
        let task = tokio::spawn(async move { axum::serve(listener, site).await });
        Ok(Self { address, sub_path, log, task })
    }

    /// The page's address, with a slash at the end.
    pub(crate) fn url(&self) -> String {
        format!("http://localhost:{}{}", self.address.port(), self.sub_path)
    }

    /// All requests so far, in order of arrival.
    pub(crate) fn requests(&self) -> Vec<RequestRecord> {
        self.log.records.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Drop for StaticServer {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn record(State(log): State<RequestLog>, request: Request, next: Next) -> Response {
    let since_start = log.start.elapsed();
    let method = request.method().to_string();
    let path = request.uri().to_string();
    let response = next.run(request).await;
    let status = response.status().as_u16();
    let record = RequestRecord { since_start, method, path, status };
    log.records.lock().unwrap_or_else(PoisonError::into_inner).push(record);
    response
}

fn checked_folder(folder: &Path) -> io::Result<PathBuf> {
    if folder.join("index.html").is_file() {
        return Ok(folder.to_path_buf());
    }
    let message = format!("no index.html in {}; build the page with `make app`", folder.display());
    Err(io::Error::new(io::ErrorKind::NotFound, message))
}
