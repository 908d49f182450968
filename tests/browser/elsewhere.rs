//! Every other host in the world, as the browser under test sees it: one listener on this machine
//! that writes down which hosts were called. It hears requests of pages and of workers, plain or
//! TLS, whatever the browser's own logs leave out.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::io::AsyncReadExt;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

use crate::TestResult;

/// Whom Chromium and Firefox (the last of these) call for themselves in spite of all their flags:
/// exact names, so that no page's call hides behind them.
const BROWSERS_OWN: [&str; 4] = [
    "clients2.google.com",
    "start.duckduckgo.com",
    "update.googleapis.com",
    "firefox.settings.services.mozilla.com",
];

/// A listener that stands for all hosts but this one; it ends when dropped.
pub(crate) struct Elsewhere {
    port: u16,
    hosts: Arc<Mutex<Vec<String>>>,
    task: JoinHandle<()>,
}

impl Elsewhere {
    /// Begins to listen on a free port.
    pub(crate) async fn start() -> TestResult<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let port = listener.local_addr()?.port();
        let hosts = Arc::default();
        let task = tokio::spawn(listen(listener, Arc::clone(&hosts)));
        Ok(Self { port, hosts, task })
    }

    /// Chromium's flag that sends every foreign address here.
    pub(crate) fn flag(&self) -> String {
        format!("--host-resolver-rules=MAP * 127.0.0.1:{}, EXCLUDE localhost, EXCLUDE 127.0.0.1", self.port)
    }

    /// Where it listens: the proxy of browsers that have no such flag.
    pub(crate) fn address(&self) -> String {
        format!("127.0.0.1:{}", self.port)
    }

    /// The hosts that were called so far, but for the browser's own; "(unknown)" for a call that
    /// did not tell.
    pub(crate) fn hosts_called(&self) -> Vec<String> {
        let hosts = self.hosts.lock().unwrap_or_else(PoisonError::into_inner);
        hosts.iter().filter(|host| !BROWSERS_OWN.contains(&host.as_str())).cloned().collect()
    }
}

impl Drop for Elsewhere {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn listen(listener: TcpListener, hosts: Arc<Mutex<Vec<String>>>) {
    while let Ok((mut stream, _)) = listener.accept().await {
        let hosts = Arc::clone(&hosts);
        tokio::spawn(async move {
            if let Some(host) = called_host(&mut stream).await {
                hosts.lock().unwrap_or_else(PoisonError::into_inner).push(host);
            }
        });
    }
}

/// Reads until the call tells whom it is for: a name, "(unknown)" for bytes without one, nothing
/// for a connection that was given up before its first byte, as browsers do when they end or change
/// their mind.
async fn called_host(stream: &mut TcpStream) -> Option<String> {
    let mut heard = Vec::new();
    while heard.len() < 1 << 14 {
        let mut chunk = [0; 2048];
        let read = tokio::time::timeout(Duration::from_secs(2), stream.read(&mut chunk)).await;
        let read = read.ok().and_then(Result::ok).unwrap_or(0);
        let Some(bytes) = chunk.get(..read).filter(|bytes| !bytes.is_empty()) else {
            break;
        };
        heard.extend_from_slice(bytes);
        if let Some(host) = host_in_request(&heard).or_else(|| host_in_tls_greeting(&heard)) {
            return Some(host);
        }
    }
    (!heard.is_empty()).then(|| "(unknown)".to_owned())
}

fn host_in_request(heard: &[u8]) -> Option<String> {
    let text = std::str::from_utf8(heard).ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix("Host: "))?;
    Some(line.split(':').next()?.to_owned())
}

/// The server name (RFC 6066): its extension is type 0 in two bytes, then three lengths that
/// contain each other.
fn host_in_tls_greeting(heard: &[u8]) -> Option<String> {
    heard.windows(9).enumerate().find_map(|(start, head)| {
        let [0, 0, extension_high, extension_low, list_high, list_low, 0, name_high, name_low] = *head else {
            return None;
        };
        let extension = usize::from(u16::from_be_bytes([extension_high, extension_low]));
        let list = usize::from(u16::from_be_bytes([list_high, list_low]));
        let name = usize::from(u16::from_be_bytes([name_high, name_low]));
        if name < 4 || list != name + 3 || extension != list + 2 {
            return None;
        }
        let host = std::str::from_utf8(heard.get(start + 9..start + 9 + name)?).ok()?;
        host.bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b".-".contains(&byte))
            .then(|| host.to_owned())
    })
}
