//! Firefox as a WebDriver server: the commands that the page object sends, handed on to Marionette,
//! which every Firefox has within. geckodriver does this for all commands; here it would have to be
//! compiled, which takes longer than all of these tests.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{Method, StatusCode, Uri};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use crate::TestResult;

/// More than the longest that a command may take: the load of a page.
const ANSWER_LIMIT: Duration = Duration::from_secs(100);

/// A WebDriver server on this machine; it ends when dropped.
pub(crate) struct Marionette {
    /// Where it listens.
    pub(crate) port: u16,
    task: JoinHandle<()>,
}

impl Marionette {
    /// Listens on a free port; `browser_port` is where the browser's Marionette does.
    pub(crate) async fn start(browser_port: u16) -> TestResult<Self> {
        let connection = Arc::new(Mutex::new(Connection::open(browser_port)?));
        let server = Router::new().fallback(answer).with_state(connection);
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let port = listener.local_addr()?.port();
        let task = tokio::spawn(async move {
            let _ = axum::serve(listener, server).await;
        });
        Ok(Self { port, task })
    }
}

impl Drop for Marionette {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// A command of WebDriver, and its answer as WebDriver gives it.
async fn answer(
    State(connection): State<Arc<Mutex<Connection>>>,
    method: Method,
    address: Uri,
    body: Bytes,
) -> (StatusCode, String) {
    let body = serde_json::from_slice(&body).unwrap_or(Value::Null);
    let Some((name, parameters)) = command(&method, address.path(), body) else {
        return failure("unknown command", &format!("{method} {address} is not handed on to Firefox"));
    };
    // Not given up halfway, as a task would be whose client has left: the next command would then
    // read this one's answer.
    let exchange = tokio::task::spawn_blocking(move || {
        connection.lock().unwrap_or_else(PoisonError::into_inner).ask(name, &parameters)
    });
    match exchange.await {
        Ok(Ok(Ok(result))) => {
            let value = match result {
                Value::Object(mut fields) if fields.len() == 1 && fields.contains_key("value") => {
                    fields.remove("value").unwrap_or_default()
                }
                whole => whole,
            };
            (StatusCode::OK, json!({ "value": value }).to_string())
        }
        Ok(Ok(Err(error))) => (StatusCode::INTERNAL_SERVER_ERROR, json!({ "value": error }).to_string()),
        Ok(Err(error)) => failure("unknown error", &error.to_string()),
        Err(error) => failure("unknown error", &error.to_string()),
    }
}

fn failure(kind: &str, message: &str) -> (StatusCode, String) {
    let error = json!({ "error": kind, "message": message, "stacktrace": "" });
    (StatusCode::INTERNAL_SERVER_ERROR, json!({ "value": error }).to_string())
}

/// Marionette's name of a WebDriver command, and its parameters.
fn command(method: &Method, path: &str, body: Value) -> Option<(&'static str, Value)> {
    let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
    let ["session", rest @ ..] = parts.as_slice() else {
        return None;
    };
    Some(match (method.as_str(), rest) {
        ("POST", []) => ("WebDriver:NewSession", body.pointer("/capabilities/alwaysMatch")?.clone()),
        ("DELETE", [_]) => ("WebDriver:DeleteSession", json!({})),
        ("POST", [_, "timeouts"]) => ("WebDriver:SetTimeouts", body),
        ("POST", [_, "window", "rect"]) => ("WebDriver:SetWindowRect", body),
        ("POST", [_, "url"]) => ("WebDriver:Navigate", body),
        ("GET", [_, "title"]) => ("WebDriver:GetTitle", json!({})),
        ("GET", [_, "screenshot"]) => ("WebDriver:TakeScreenshot", json!({ "full": false })),
        ("POST", [_, "execute", "sync"]) => ("WebDriver:ExecuteScript", body),
        ("POST", [_, "element"]) => ("WebDriver:FindElement", body),
        ("GET", [_, "element", id, "displayed"]) => ("WebDriver:IsElementDisplayed", json!({ "id": id })),
        ("GET", [_, "element", id, "text"]) => ("WebDriver:GetElementText", json!({ "id": id })),
        ("POST", [_, "element", id, "click"]) => ("WebDriver:ElementClick", json!({ "id": id })),
        ("POST", [_, "element", id, "value"]) => {
            ("WebDriver:ElementSendKeys", json!({ "id": id, "text": body.get("text")? }))
        }
        _ => return None,
    })
}

/// The browser's socket. A message is its length in decimal digits, a colon, and JSON.
struct Connection {
    stream: BufReader<TcpStream>,
    last_id: u32,
}

impl Connection {
    fn open(port: u16) -> TestResult<Self> {
        let stream = TcpStream::connect(("127.0.0.1", port))?;
        stream.set_read_timeout(Some(ANSWER_LIMIT))?;
        let mut connection = Self { stream: BufReader::new(stream), last_id: 0 };
        let greeting = connection.read()?;
        if greeting.get("marionetteProtocol") != Some(&json!(3)) {
            return Err(format!("not Marionette's third protocol: {greeting}").into());
        }
        Ok(connection)
    }

    /// The command's result, or Marionette's error, which has the fields of WebDriver's.
    fn ask(&mut self, name: &str, parameters: &Value) -> TestResult<Result<Value, Value>> {
        self.last_id += 1;
        let message = json!([0, self.last_id, name, parameters]).to_string();
        self.stream.get_mut().write_all(format!("{}:{message}", message.len()).as_bytes())?;
        loop {
            let mut answer = self.read()?;
            // Of a command that was not waited for to its end.
            if answer.get(1) != Some(&json!(self.last_id)) {
                continue;
            }
            let error = answer.get_mut(2).map(Value::take).unwrap_or_default();
            let result = answer.get_mut(3).map(Value::take).unwrap_or_default();
            return Ok(if error.is_null() { Ok(result) } else { Err(error) });
        }
    }

    fn read(&mut self) -> TestResult<Value> {
        let mut length = Vec::new();
        self.stream.read_until(b':', &mut length)?;
        let Some((b':', digits)) = length.split_last() else {
            return Err("Firefox has closed its connection".into());
        };
        let mut message = vec![0; std::str::from_utf8(digits)?.parse()?];
        self.stream.read_exact(&mut message)?;
        Ok(serde_json::from_slice(&message)?)
    }
}
