//! Finished stages that the browser keeps: work goes on after its tab is gone, to the same digest;
//! nothing is stored unless asked; and what is in the way is said.

use std::time::{Duration, Instant};

use serde_json::json;

use crate::TestResult;
use crate::app::{App, POLL, dist};
use crate::engine::Engine;
use crate::main_job::{KEEP_WORKERS, LONG, drawn, native_digest, no_request_since, opened, ready};

const SOON: Duration = Duration::from_secs(20);
/// Moments at which work is ended are drawn from this seed.
const SEED: u64 = 19;
/// The page asks before it is left while something runs: here nobody would answer.
const LEAVE_AT_ONCE: &str =
    "addEventListener('beforeunload', (event) => event.stopImmediatePropagation(), true);";

/// How a run is ended.
#[derive(Clone, Copy, Debug)]
enum End {
    /// Its tab is closed, and another one opened.
    Close,
    /// The page is loaded again.
    Reload,
    /// The worker that leads is ended without a word; the page notices and starts another one.
    Lead,
    /// It fails, as where memory is short; the page starts another one by itself.
    Failure,
}

/// Uniform on [0, 1), by number: SplitMix64.
fn drawn_share(number: u64) -> f64 {
    let mut bits = SEED.wrapping_add(number.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15));
    bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    ((bits ^ (bits >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
}

/// The page, made ready for being left at any moment.
async fn started() -> TestResult<App> {
    let app = App::start().await?;
    app.before_every_page(&format!("{LEAVE_AT_ONCE}{KEEP_WORKERS}")).await?;
    opened(&app).await?;
    Ok(app)
}

/// Goes to the question on the simulated city, with one seed.
async fn asked(app: &App) -> TestResult {
    app.click("[data-testid=try-simulated]").await?;
    app.wait_for("[data-testid=quality]", SOON).await?;
    choose_one_seed(app).await
}

async fn choose_one_seed(app: &App) -> TestResult {
    app.go("question").await?;
    app.wait_for("[data-testid=run]", SOON).await?;
    app.choose("[data-testid=seeds-choice]", "1").await?;
    app.wait_until("!document.querySelector('[data-testid=run]').disabled", SOON).await
}

const IS_ON: &str = "document.querySelector('[data-testid=keep-switch]').checked";

/// Turns the switch, and waits for what is said of it.
async fn turn(app: &App, on: bool) -> TestResult {
    app.wait_until("!document.querySelector('[data-testid=keep-switch]').disabled", SOON).await?;
    app.click("[data-testid=keep-switch]").await?;
    app.wait_until(&format!("{IS_ON} === {on}"), SOON).await?;
    // The switch shows what was wished at once; a mark is made, or goes, a moment later.
    let start = Instant::now();
    while stored(app).await?.iter().any(|(name, _)| name == "switched-on") != on {
        if start.elapsed() > SOON {
            return Err(format!("turned {on}, and the mark says otherwise").into());
        }
        tokio::time::sleep(POLL).await;
    }
    Ok(())
}

/// Names and bytes of everything that pages of this address have stored.
async fn stored(app: &App) -> TestResult<Vec<(String, u64)>> {
    app.evaluate(
        "window.stored = null;
         const walk = async (folder, into) => {
           for await (const [name, entry] of folder.entries()) {
             if (entry.kind === 'directory') await walk(entry, into);
             else into.push([name, (await entry.getFile()).size]);
           }
           return into;
         };
         navigator.storage.getDirectory().then((root) => walk(root, [])).then((all) => { window.stored = all; });
         return null;",
    )
    .await?;
    app.wait_until("window.stored", SOON).await?;
    Ok(serde_json::from_value(app.evaluate("return window.stored;").await?)?)
}

/// Other storages that a page has.
async fn stored_elsewhere(app: &App) -> TestResult<u64> {
    app.evaluate(
        "window.others = null;
         Promise.all([indexedDB.databases(), caches.keys()]).then((all) => {
           window.others = all.flat().length + localStorage.length + sessionStorage.length; });
         return null;",
    )
    .await?;
    app.wait_until("window.others !== null", SOON).await?;
    Ok(app.evaluate("return window.others;").await?.as_u64().unwrap_or(u64::MAX))
}

/// The numbers in the text of an element; none where it is not there.
async fn numbers(app: &App, selector: &str) -> TestResult<Vec<usize>> {
    let text =
        app.evaluate(&format!("return document.querySelector('{selector}')?.textContent ?? '';")).await?;
    let text = text.as_str().unwrap_or_default();
    Ok(text.split(|letter: char| !letter.is_ascii_digit()).filter_map(|number| number.parse().ok()).collect())
}

/// Ends what runs, and comes back to the question.
async fn end(app: &App, how: End) -> TestResult {
    match how {
        End::Close => {
            let tab = app.driver.new_tab().await?;
            app.driver.close_window().await?;
            app.driver.switch_to_window(tab).await?;
            app.resize(1280, 900).await?;
            app.before_every_page(&format!("{LEAVE_AT_ONCE}{KEEP_WORKERS}")).await?;
            app.open().await?;
        }
        End::Reload => app.driver.refresh().await?,
        End::Lead => {
            app.evaluate("window.madeWorkers[0].terminate(); return null;").await?;
            // A run that has just come to its end needs no lead.
            app.wait_for("[data-testid=silent]", SOON).await?;
            app.click("[data-testid=cancel]").await?;
            app.wait_for("[data-testid=quality]", SOON).await?;
            return choose_one_seed(app).await;
        }
        End::Failure => {
            app.evaluate(
                "window.madeWorkers[0].dispatchEvent(new ErrorEvent('error', { message: 'out of memory' }));
                 return null;",
            )
            .await?;
            let told = app.text("[data-testid=failure]").await?;
            assert!(told.contains("Another took its place"), "{told}");
            app.wait_for("[data-testid=quality]", SOON).await?;
            return choose_one_seed(app).await;
        }
    }
    ready(app).await?;
    asked(app).await?;
    app.wait_until(IS_ON, SOON).await
}

/// Number of runs that the page holds.
const RUNS: &str = "[...document.querySelectorAll('[data-testid]')]
    .filter((one) => /^run-[0-9]+$/.test(one.dataset.testid)).length";

/// Runs from the question to the digest. Gives how long it took.
async fn run(app: &App, expected: &str) -> TestResult<Duration> {
    let start = Instant::now();
    let before = app.evaluate(&format!("return {RUNS};")).await?;
    app.click("[data-testid=run]").await?;
    app.wait_until(&format!("{RUNS} > {before}"), LONG).await?;
    drawn(app).await?;
    assert_eq!(app.text("[data-testid=digest]").await?, expected);
    Ok(start.elapsed())
}

/// Runs until a moment, with nothing kept before. Gives the stage that was under way then, from 1,
/// and the moment: an earlier one, where the run was over before.
async fn run_until(app: &App, mut moment: Duration) -> TestResult<(usize, Duration)> {
    loop {
        app.go("question").await?;
        if !stored(app).await?.is_empty() {
            app.click("[data-testid=delete-kept]").await?;
            app.wait_until(&format!("!{IS_ON}"), SOON).await?;
            assert_eq!(stored(app).await?, []);
        }
        turn(app, true).await?;
        app.click("[data-testid=run]").await?;
        tokio::time::sleep(moment).await;
        let at = numbers(app, "[data-testid=stage-number]").await?;
        let runs = app.evaluate("return Boolean(document.querySelector('[data-testid=running]'));").await?;
        if runs == true {
            return Ok((at.first().copied().unwrap_or(1), moment));
        }
        moment = moment.mul_f64(0.7);
    }
}

/// Ends a run at so many moments, each time with nothing kept before, and goes on.
async fn is_ended_at(moments: u64) -> TestResult {
    let app = started().await?;
    let before = app.server.requests().len();
    let expected = native_digest(1)?;
    asked(&app).await?;
    let whole = run(&app, &expected).await?;
    for number in 0..moments {
        // A lead is always the first worker of a page that was loaded for it.
        let how = [End::Lead, End::Close, End::Failure, End::Reload][number as usize % 4];
        let (under_way, moment) = run_until(&app, whole.mul_f64(drawn_share(number))).await?;
        end(&app, how).await?;
        let took = run(&app, &expected).await?;
        let resumed = numbers(&app, "[data-testid=resumed]").await?;
        println!("{how:?} after {moment:.1?}, in stage {under_way}: kept {resumed:?}, then {took:.1?}");
        // All stages before the one that was under way need not be done again.
        let kept = resumed.first().copied().unwrap_or(0);
        assert!(kept + 1 >= under_way, "in stage {under_way}, and {kept} were kept");
        assert!(resumed.get(1).is_none_or(|all| *all == 7), "{resumed:?}");
    }
    // Tabs that were opened anew asked for the page alone.
    let asked: Vec<String> =
        app.server.requests().into_iter().skip(before).map(|request| request.path).collect();
    let is_page = |path: &String| path.ends_with('/') || path.ends_with(".wasm") || path.ends_with(".svg");
    assert!(asked.iter().all(|path| is_page(path) || path.ends_with(".webmanifest")), "{asked:?}");
    assert_eq!(app.elsewhere.hosts_called(), Vec::<String>::new());
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_goes_on_after_its_tab_its_page_or_its_lead_is_gone() -> TestResult {
    is_ended_at(4).await
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "takes many minutes"]
async fn a_run_goes_on_from_any_of_twenty_moments() -> TestResult {
    is_ended_at(20).await
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_stored_unless_asked_and_delete_everything_leaves_nothing() -> TestResult {
    let app = started().await?;
    let before = app.server.requests().len();
    let expected = native_digest(1)?;
    asked(&app).await?;
    assert_eq!(app.text("[data-testid=kept]").await?, "Nothing is kept so far.");
    app.screenshot_whole("kept-off", 1280).await?;
    run(&app, &expected).await?;
    assert_eq!((stored(&app).await?, stored_elsewhere(&app).await?), (Vec::new(), 0));

    // Turned on and off again, it leaves nothing.
    app.go("question").await?;
    turn(&app, true).await?;
    turn(&app, false).await?;
    assert_eq!(stored(&app).await?, []);

    turn(&app, true).await?;
    run(&app, &expected).await?;
    app.go("question").await?;
    let says = "MB are kept of one piece of work, last written about";
    let text = format!("document.querySelector('[data-testid=kept]').textContent.includes('{says}')");
    app.wait_until(&text, SOON).await?;
    let files = stored(&app).await?;
    println!("{files:?}");
    assert_eq!((files.len(), stored_elsewhere(&app).await?), (2, 0), "{files:?}");
    assert!(files.iter().any(|(_, bytes)| *bytes > 10_000), "{files:?}");
    app.screenshot_whole("kept-on", 1280).await?;
    app.screenshot_whole("kept-on-390", 390).await?;
    no_request_since(&app, before).await?;

    // All of it is taken when the same is asked, and nothing when something else is.
    end(&app, End::Reload).await?;
    run(&app, &expected).await?;
    assert_eq!(app.text("[data-testid=resumed]").await?, "Resumed: 7 of 7 stages were kept.");
    app.screenshot_whole("kept-resumed", 1280).await?;
    app.choose("[data-testid=admission]", "links").await?;
    app.go("question").await?;
    app.click("[data-testid=run]").await?;
    app.wait_for("[data-testid=run-2][aria-pressed=true]", LONG).await?;
    assert_eq!(numbers(&app, "[data-testid=resumed]").await?, Vec::<usize>::new());

    app.click("[data-testid=delete-kept]").await?;
    app.wait_until(&format!("!{IS_ON}"), SOON).await?;
    assert_eq!(stored(&app).await?, []);
    assert_eq!(app.text("[data-testid=kept]").await?, "Nothing is kept so far.");
    assert_eq!(app.console_problems().await?, Vec::<String>::new());
    Ok(())
}

/// Changes what is kept: from a share of each file on, another byte; or it ends there.
async fn damage(app: &App, share: f64, cut: bool) -> TestResult {
    app.evaluate(&format!(
        "window.damaged = null;
         (async () => {{
           const root = await navigator.storage.getDirectory();
           const folder = await root.getDirectoryHandle('watchback-unfinished');
           for await (const [name, entry] of folder.entries()) {{
             const file = await entry.getFile();
             if (file.size === 0) continue;
             const at = Math.floor(file.size * {share});
             const old = new Uint8Array(await file.slice(at, at + 1).arrayBuffer());
             const out = await entry.createWritable({{ keepExistingData: true }});
             if ({cut}) await out.truncate(at);
             else await out.write({{ type: 'write', position: at, data: new Uint8Array([old[0] ^ 1]) }});
             await out.close();
           }}
           window.damaged = true;
         }})().catch((error) => {{ window.damaged = String(error); }}); return null;"
    ))
    .await?;
    app.wait_until("window.damaged", SOON).await?;
    assert_eq!(app.evaluate("return window.damaged;").await?, true);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_damaged_is_made_again() -> TestResult {
    let app = started().await?;
    let expected = native_digest(1)?;
    asked(&app).await?;
    turn(&app, true).await?;
    run(&app, &expected).await?;
    for (share, cut) in [(0.4, false), (0.6, true), (0.0, false)] {
        damage(&app, share, cut).await?;
        app.go("question").await?;
        run(&app, &expected).await?;
        let kept = numbers(&app, "[data-testid=resumed]").await?.first().copied().unwrap_or(0);
        println!("damaged at {share}: {kept} of 7 stages were kept");
        assert!(kept < 7, "{kept}");
    }
    // What was made again is whole.
    app.go("question").await?;
    run(&app, &expected).await?;
    assert_eq!(app.text("[data-testid=resumed]").await?, "Resumed: 7 of 7 stages were kept.");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn full_storage_and_another_tab_are_told_and_the_run_goes_on() -> TestResult {
    let app = started().await?;
    let expected = native_digest(1)?;
    asked(&app).await?;
    turn(&app, true).await?;
    let origin = app.evaluate("return location.origin;").await?;
    let limit = |bytes: Option<u64>| match bytes {
        Some(bytes) => json!({ "origin": origin, "quotaSize": bytes }),
        None => json!({ "origin": origin }),
    };
    app.command("Storage.overrideQuotaForOrigin", limit(Some(100_000))).await?;
    run(&app, &expected).await?;
    let told = app.text("[data-testid=not-kept]").await?;
    assert!(told.starts_with("The browser's storage is full"), "{told}");
    app.screenshot_whole("kept-full", 1280).await?;
    app.command("Storage.overrideQuotaForOrigin", limit(None)).await?;

    // A file that another tab has open.
    app.evaluate(
        "const script = `navigator.storage.getDirectory()
           .then((root) => root.getDirectoryHandle('watchback-unfinished'))
           .then(async (folder) => {
             for await (const [name, entry] of folder.entries()) {
               if (name !== 'switched-on') self.held = await entry.createSyncAccessHandle();
             }
             postMessage('held');
           });`;
         window.isHeld = false;
         window.holder = new Worker(URL.createObjectURL(new Blob([script])));
         window.holder.onmessage = () => { window.isHeld = true; }; return null;",
    )
    .await?;
    app.wait_until("window.isHeld", SOON).await?;
    app.go("question").await?;
    run(&app, &expected).await?;
    assert!(app.text("[data-testid=not-kept]").await?.starts_with("Another tab"));
    app.go("question").await?;
    app.click("[data-testid=delete-kept]").await?;
    app.wait_for("[data-testid=not-kept]", SOON).await?;
    assert!(!stored(&app).await?.is_empty());
    app.evaluate("window.holder.terminate(); return null;").await?;
    // The browser may take a moment to see that the file is free.
    tokio::time::sleep(Duration::from_secs(1)).await;
    app.click("[data-testid=delete-kept]").await?;
    app.wait_until(&format!("!{IS_ON}"), SOON).await?;
    assert_eq!(stored(&app).await?, []);
    Ok(())
}

/// An audit and a ladder are kept by the same switch.
#[tokio::test(flavor = "multi_thread")]
async fn an_audit_goes_on_too() -> TestResult {
    let app = started().await?;
    let audit = async |app: &App| -> TestResult<String> {
        app.click("[data-testid=invent-areas]").await?;
        app.wait_for("[data-testid=areas-text]", SOON).await?;
        app.choose("[data-testid=audit-seeds]", "1").await?;
        app.click("[data-testid=audit-run]").await?;
        app.wait_for("[data-testid=audit]", LONG).await?;
        let mut json: serde_json::Value =
            serde_json::from_str(&app.saved_text("[data-testid=save-audit]").await?)?;
        json["receipt"] = serde_json::Value::Null;
        Ok(json.to_string())
    };
    asked(&app).await?;
    turn(&app, true).await?;
    let first = audit(&app).await?;
    end(&app, End::Close).await?;
    let start = Instant::now();
    assert_eq!(audit(&app).await?, first);
    println!("the audit again: {:.1?}", start.elapsed());
    let told = app.text("[data-testid=resumed]").await?;
    assert!(told.starts_with("Resumed. Stages that were kept: "), "{told}");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_from_disk_says_whether_it_can_keep_anything() -> TestResult {
    for engine in [Engine::Chromium, Engine::Firefox] {
        if !crate::engines::is_here(engine, "a_page_from_disk_says_whether_it_can_keep_anything")? {
            continue;
        }
        let app = App::start_in(engine).await?;
        app.driver.goto(format!("file://{}", dist().join("watchback.html").display())).await?;
        ready(&app).await?;
        asked(&app).await?;
        let told = app.text("[data-testid=kept]").await?;
        // Firefox gives each file a storage of its own.
        if engine == Engine::Firefox {
            assert_eq!(told, "Nothing is kept so far.");
            continue;
        }
        assert!(told.contains("opened from disk"), "{told}");
        let switch = "return document.querySelector('[data-testid=keep-switch]').disabled;";
        assert_eq!(app.evaluate(switch).await?, true);
        app.screenshot_whole("kept-from-disk", 1280).await?;
        app.screenshot_whole("kept-from-disk-390", 390).await?;
    }
    Ok(())
}

/// Firefox keeps the same, and WebKit where it can.
#[tokio::test(flavor = "multi_thread")]
async fn other_engines_keep_or_say_why_not() -> TestResult {
    let expected = native_digest(1)?;
    for engine in [Engine::Firefox, Engine::WebKit] {
        if !crate::engines::is_here(engine, "other_engines_keep_or_say_why_not")? {
            continue;
        }
        let app = App::start_in(engine).await?;
        app.open().await?;
        ready(&app).await?;
        asked(&app).await?;
        app.wait_until("document.querySelector('[data-testid=kept]').textContent", SOON).await?;
        let told = app.text("[data-testid=kept]").await?;
        println!("{engine:?}: {told}");
        if told != "Nothing is kept so far." {
            assert!(told.starts_with("This browser"), "{told}");
            continue;
        }
        app.click("[data-testid=keep-switch]").await?;
        app.wait_until(IS_ON, SOON).await?;
        for kept in [0, 7] {
            app.go("question").await?;
            run(&app, &expected).await?;
            let resumed = numbers(&app, "[data-testid=resumed]").await?;
            assert_eq!(resumed.first().copied().unwrap_or(0), kept, "{engine:?}: {resumed:?}");
        }
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn leaving_during_a_run_asks_first() -> TestResult {
    let app = App::start().await?;
    opened(&app).await?;
    asked(&app).await?;
    let asks = "const event = new Event('beforeunload', { cancelable: true });
                dispatchEvent(event); return event.defaultPrevented;";
    assert_eq!(app.evaluate(asks).await?, false);
    app.click("[data-testid=run]").await?;
    app.wait_for("[data-testid=running]", SOON).await?;
    assert_eq!(app.evaluate(asks).await?, true);
    app.click("[data-testid=cancel]").await?;
    app.wait_for("[data-testid=cancelled]", SOON).await?;
    assert_eq!(app.evaluate(asks).await?, false);
    Ok(())
}
