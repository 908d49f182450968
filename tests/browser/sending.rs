//! What the locked page can still send: every way that we know of is tried, and what arrives is
//! counted.

use std::time::{Duration, Instant};

use serde_json::json;

use crate::TestResult;
use crate::app::{App, dist};
use crate::hosting::{Host, problems};
use crate::listeners::{Arrived, Listener};
use crate::main_job::ready;
use crate::sending_ways::{CLICKED, HELPERS, IN_TURN, Outcome, TOGETHER, Way};

/// For what is run all at once: by then a browser has sent what it will send.
const SETTLES: Duration = Duration::from_secs(6);
/// For each that is run by itself.
const ONE_SETTLES: Duration = Duration::from_millis(1500);
/// How long one that must arrive is waited for.
const ARRIVES: Duration = Duration::from_secs(10);

/// A way that was tried.
struct Tried {
    way: &'static Way,
    number: usize,
    listener: Listener,
    /// What the page said of it at once.
    said: String,
}

impl Tried {
    async fn start(app: &App, number: usize, way: &'static Way) -> TestResult<Self> {
        let listener = Listener::start().await?;
        let (port, script) = (listener.port, way.script);
        let own = format!("{}way-{number}", app.server.url());
        let expression = format!(
            "(() => {{ const port = {port}, to = 'http://127.0.0.1:{port}/secret', own = {};
               try {{ {script}; return 'done'; }} catch (error) {{ return String(error); }} }})()",
            json!(own)
        );
        // As if a person had clicked: what a browser allows only then is tried too.
        let parameters = json!({ "expression": expression, "userGesture": true, "returnByValue": true });
        let answer = app.command("Runtime.evaluate", parameters).await?;
        let said = answer.pointer("/result/value").and_then(|value| value.as_str()).unwrap_or_default();
        Ok(Self { way, number, listener, said: said.to_owned() })
    }

    fn outcome(&self, app: &App) -> (Outcome, Arrived) {
        let arrived = self.listener.arrived();
        let own = format!("way-{}", self.number);
        let asked_own = app.server.requests().iter().any(|request| request.path.ends_with(&own));
        let outcome = if asked_own || arrived.bytes > 0 || arrived.datagrams > 0 {
            Outcome::Arrives
        } else if arrived.connections > 0 {
            Outcome::ConnectsOnly
        } else {
            Outcome::Refused
        };
        (outcome, arrived)
    }
}

/// What differs from what is expected, a line each.
async fn surprises(app: &App, expected: fn(&Way) -> Outcome) -> TestResult<Vec<String>> {
    let mut surprises = Vec::new();
    let mut compare = |tried: &Tried| {
        let (found, arrived) = tried.outcome(app);
        let expected = expected(tried.way);
        if found != expected {
            let (name, said) = (tried.way.name, &tried.said);
            surprises.push(format!("{name}: {found:?}, not {expected:?} ({arrived:?}; {said})"));
        }
    };
    app.evaluate(&format!("{HELPERS} return null;")).await?;
    let mut all = Vec::new();
    for (number, way) in TOGETHER.iter().enumerate() {
        all.push(Tried::start(app, number, way).await?);
    }
    tokio::time::sleep(SETTLES).await;
    all.iter().for_each(&mut compare);
    for (number, way) in IN_TURN.iter().enumerate() {
        let tried = Tried::start(app, TOGETHER.len() + number, way).await?;
        if way.name == CLICKED {
            app.click("#clicked").await?;
        }
        let start = Instant::now();
        let limit = if expected(way) == Outcome::Refused { ONE_SETTLES } else { ARRIVES };
        while start.elapsed() < limit && tried.outcome(app).0 != Outcome::Arrives {
            tokio::time::sleep(crate::app::POLL).await;
        }
        compare(&tried);
    }
    Ok(surprises)
}

#[tokio::test(flavor = "multi_thread")]
async fn once_locked_the_page_sends_only_what_no_policy_prevents() -> TestResult {
    let app = App::start().await?;
    app.open().await?;
    ready(&app).await?;
    let start = Instant::now();
    let surprises = surprises(&app, |way| way.locked).await?;
    assert!(surprises.is_empty(), "{}", surprises.join("\n"));
    println!("{} ways in {:.1} s", TOGETHER.len() + IN_TURN.len(), start.elapsed().as_secs_f64());
    // It is still the same page, and what was refused it stands on the screen.
    assert_eq!(app.evaluate("return document.documentElement.dataset.network;").await?, "locked");
    let told = app.text("[data-testid=requests-since-load]").await?;
    assert!(told.ends_with("refused)"), "{told}");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn the_hosts_headers_close_pop_ups_too() -> TestResult {
    let app = App::start().await?;
    let host = Host::start(&dist(), 0)?;
    app.driver.goto(host.url()).await?;
    ready(&app).await?;
    assert_eq!(problems(&app).await?, Vec::<String>::new());
    let surprises = surprises(&app, |way| way.with_headers).await?;
    assert!(surprises.is_empty(), "{}", surprises.join("\n"));
    Ok(())
}
