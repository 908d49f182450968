//! The same page, the same bits, in every engine that it is for.

use std::io::Write;
use std::time::{Duration, Instant};

use crate::TestResult;
use crate::app::App;
use crate::engine::Engine;
use crate::main_job::{native_digest, ready, run_simulated};

const SOON: Duration = Duration::from_secs(20);

#[tokio::test(flavor = "multi_thread")]
async fn three_engines_give_one_digest() -> TestResult {
    let mut engines = Vec::new();
    for engine in Engine::ALL {
        if is_here(engine, "three_engines_give_one_digest")? {
            engines.push(engine);
        }
    }
    // One seed: a fifth of the time, by the same code.
    let expected = native_digest(1)?;
    for engine in engines {
        let start = Instant::now();
        let found = simulated_city(engine).await.map_err(|error| format!("{engine:?}: {error}"))?;
        assert_eq!(found, expected, "{engine:?}");
        println!("{engine:?}: {:.1} s", start.elapsed().as_secs_f64());
    }
    Ok(())
}

/// Whether the engine is installed. Where it is not, a line says which test does without it; where
/// `CI` is `true`, that is an error.
pub(crate) fn is_here(engine: Engine, test: &str) -> TestResult<bool> {
    let Some(missing) = engine.missing() else {
        return Ok(true);
    };
    if std::env::var_os("CI").is_some_and(|value| value == "true") {
        return Err(format!("{engine:?}: {missing}").into());
    }
    // Not `eprintln!`: what that prints in a test that passes is never shown.
    writeln!(std::io::stderr(), "SKIPPED: {test} in {engine:?}: {missing}")?;
    Ok(false)
}

/// The digest that the simulated city gives in this engine, from the first click to the last
/// result, with nothing asked of anybody once the network is locked.
async fn simulated_city(engine: Engine) -> TestResult<String> {
    let app = App::start_in(engine).await?;
    other_hosts_are_heard(&app).await?;
    app.open().await?;
    ready(&app).await?;
    let (asked, called) = (app.server.requests().len(), app.elsewhere.hosts_called().len());
    the_lock_holds(&app).await?;

    run_simulated(&app).await?;
    if engine != Engine::WebKit {
        app.screenshot(&format!("engine-{engine:?}").to_lowercase()).await?;
    }

    let since: Vec<String> =
        app.server.requests().into_iter().skip(asked).map(|request| request.path).collect();
    assert_eq!(since, Vec::<String>::new());
    assert_eq!(app.elsewhere.hosts_called().split_off(called), Vec::<String>::new());
    app.text("[data-testid=digest]").await
}

/// A call to a foreign host arrives at `elsewhere` in this engine too.
async fn other_hosts_are_heard(app: &App) -> TestResult {
    // Nobody answers, so that it may well end with an error.
    let _ = app.driver.goto("http://heard.example/").await;
    let hosts = app.elsewhere.hosts_called();
    assert!(hosts.iter().any(|host| host == "heard.example"), "{hosts:?}");
    Ok(())
}

/// The page asks its own server for something, and the engine refuses it by the page's policy.
async fn the_lock_holds(app: &App) -> TestResult {
    app.evaluate(
        "window.refused = [];
         document.addEventListener('securitypolicyviolation', (event) => {
           window.refused.push(event.effectiveDirective);
         });
         fetch('asked').catch(() => {});
         new Image().src = 'asked';
         return null;",
    )
    .await?;
    app.wait_until("['connect-src', 'img-src'].every((one) => window.refused.includes(one))", SOON).await
}
