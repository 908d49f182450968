//! Files of any city: read at once where they are known, asked about where they are not, refused
//! where they cannot serve.

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::TestResult;
use crate::app::App;
use crate::data::real_data;
use crate::main_job::{LONG, no_request_since, opened, started};

const SOON: Duration = Duration::from_secs(20);

fn written(name: &str, text: &[u8]) -> TestResult<PathBuf> {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::write(&path, text)?;
    Ok(path)
}

/// What an element holds, whether it is shown or not.
async fn content(app: &App, testid: &str) -> TestResult<String> {
    let text = app
        .evaluate(&format!("return document.querySelector('[data-testid={testid}]')?.textContent ?? '';"))
        .await?;
    Ok(text.as_str().unwrap_or_default().to_owned())
}

/// From the files to a run: no field is edited, and one click is made.
#[tokio::test(flavor = "multi_thread")]
async fn philadelphia_runs_after_one_click() -> TestResult {
    let files: Option<Vec<PathBuf>> = (2016..=2019)
        .map(|year| real_data(&format!("events/philadelphia_incidents_{year}.csv.gz")))
        .collect();
    let Some(files) = files else { return Ok(()) };
    let app = App::start().await?;
    let before = opened(&app).await?;
    app.choose_files(&files).await?;
    app.wait_for("[data-testid=quality]", LONG).await?;
    let summary = app.text("[data-testid=quality-summary]").await?;
    assert!(summary.contains("636,3"), "{summary}");
    let findings = content(&app, "findings").await?;
    assert!(findings.contains("Disorderly Conduct"), "{findings}");
    app.evaluate("document.querySelectorAll('[data-testid=quality] details, [data-testid=study-changes]').forEach(of => of.open = true); return null;").await?;
    app.screenshot_whole("7-philadelphia", 1280).await?;
    app.screenshot_whole("7-philadelphia-390", 390).await?;
    app.prefer(true, false).await?;
    app.screenshot_whole("7-philadelphia-dark", 1280).await?;
    app.click("[data-testid=run]").await?;
    app.wait_for("[data-testid=running]", SOON).await?;
    no_request_since(&app, before).await?;
    assert_eq!(app.console_problems().await?, Vec::<String>::new());
    Ok(())
}

/// What the values cannot tell is asked; the answer is taken; the layout can be kept in the
/// address.
#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_told_is_asked() -> TestResult {
    let app = App::start().await?;
    let before = opened(&app).await?;
    let mut text = "Folio;Fecha;Megnevezes;Latitud;Longitud\n".to_owned();
    for (row, (one, other)) in (1..=12).flat_map(|one| (1..=12).map(move |other| (one, other))).enumerate() {
        writeln!(
            text,
            "{row};{one:02}/{other:02}/2019;LAK\u{c1}SBET\u{d6}R\u{c9}S;19.43{};-99.13{}",
            row % 10,
            row % 7
        )?;
    }
    // Windows-1252, as many portals write it.
    let bytes: Vec<u8> = text.chars().map(|character| character as u8).collect();
    app.choose_files(&[written("delitos.csv", &bytes)?]).await?;
    app.wait_for("[data-testid=layout]", SOON).await?;
    // Its words are of no language known here: which column is the offence a person says.
    let doubt = app.text("[data-testid=layout-doubt]").await?;
    assert!(doubt.contains("offence cannot be told"), "{doubt}");
    app.choose("[data-testid=role-offence-0]", "Megnevezes").await?;
    app.wait_until("document.querySelector('[data-testid=layout-doubt]').textContent.includes('month first or the day first')", SOON)
        .await?;
    assert!(content(&app, "layout-roles").await?.contains("Fecha (like 01/01/2019)"));
    app.screenshot_whole("7-layout-asked", 1280).await?;

    app.choose("[data-testid=layout-dates]", "3").await?;
    app.wait_until("!document.querySelector('[data-testid=layout-doubt]')", SOON).await?;
    let preview = content(&app, "layout").await?;
    assert!(preview.contains("LAK\u{c1}SBET\u{d6}R\u{c9}S") && preview.contains("2019-02-01"), "{preview}");
    app.screenshot_whole("7-layout-told", 1280).await?;
    app.screenshot_whole("7-layout-told-390", 390).await?;
    app.click("[data-testid=layout-share]").await?;
    let hash = app.evaluate("return location.hash;").await?;
    let hash = hash.as_str().unwrap_or_default().to_owned();
    assert!(hash.starts_with("#layout&") && hash.contains("Megnevezes") && !hash.contains("LAK"), "{hash}");
    app.click("[data-testid=layout-read]").await?;
    app.wait_for("[data-testid=quality]", SOON).await?;
    assert!(app.text("[data-testid=quality-summary]").await?.starts_with("144 rows read, 144 kept"));
    // A year by sevenths is no study, and that is said.
    assert!(!content(&app, "no-study").await?.is_empty());

    // Offences are classed by hand.
    app.evaluate("document.querySelector('[data-testid=offences]').open = true; return null;").await?;
    app.choose("[data-testid=offence-table] select", "property").await?;
    app.wait_until(
        "document.querySelector('[data-testid=classes-text]').textContent.startsWith('1 names')",
        SOON,
    )
    .await?;
    app.screenshot_whole("7-offences", 1280).await?;

    // Whoever opens that address reads such files at once.
    let again = app.evaluate("return location.hash;").await?;
    assert_eq!(again.as_str(), Some(hash.as_str()));
    app.choose_files(&[written("delitos.csv", &bytes)?]).await?;
    app.wait_for("[data-testid=quality]", SOON).await?;
    no_request_since(&app, before).await?;
    assert_eq!(app.console_problems().await?, Vec::<String>::new());
    Ok(())
}

/// A link holds what offences count as too: whoever opens it and brings the same files has the same
/// table. A broken link is said.
#[tokio::test(flavor = "multi_thread")]
async fn a_link_shares_layout_and_offences() -> TestResult {
    let mut text = "Folio;Fecha;Megnevezes;Latitud;Longitud\n".to_owned();
    for day in 0..1461_u32 {
        let date = watchback::study::CivilDay::from_days_since_1970(16_436 + day as i32);
        let date = format!("{:02}/{:02}/{}", date.day_of_month(), date.month(), date.year());
        for place in (0..12_u32).filter(|place| (day * 7 + place * 5) % 3 == 0) {
            let offence =
                if (day + place).is_multiple_of(2) { "BET\u{d6}R\u{c9}S" } else { "TESTI & K\u{c1}R" };
            let (north, west) = (f64::from(place / 4) * 0.01, f64::from(place % 4) * 0.01);
            writeln!(text, "{};{date};{offence};{};{}", day * 12 + place, 19.43 + north, -99.13 + west)?;
        }
    }
    let file = written("delitos-de-cuatro-anos.csv", text.as_bytes())?;
    let app = App::start().await?;
    opened(&app).await?;
    app.choose_files(std::slice::from_ref(&file)).await?;
    app.wait_for("[data-testid=layout]", SOON).await?;
    app.choose("[data-testid=role-offence-0]", "Megnevezes").await?;
    app.wait_until("!document.querySelector('[data-testid=layout-doubt]')", SOON).await?;
    app.click("[data-testid=layout-read]").await?;
    app.wait_for("[data-testid=quality]", SOON).await?;
    assert!(content(&app, "by-address").await?.is_empty());
    app.evaluate("document.querySelector('[data-testid=offences]').open = true; return null;").await?;
    for (at, class) in [(0, "property"), (1, "violent")] {
        app.choose(&format!("[data-testid=offence-table] [data-at=\"{at}\"]"), class).await?;
    }
    let table = "return [...document.querySelectorAll('[data-testid=offence-table] tbody tr')]
        .map(row => row.querySelector('th').textContent + ': ' + row.querySelector('select').value).sort();";
    // By names that say nothing no study is suggested; by classes there is one.
    assert!(content(&app, "no-study").await?.contains("no offence is violent or property"));
    app.click("[data-testid=suggest]").await?;
    app.wait_for("[data-testid=reasons]", SOON).await?;
    let classed = app.evaluate(table).await?;
    app.evaluate("document.querySelector('[data-testid=offences]').open = true; return null;").await?;
    app.click("[data-testid=offences-share]").await?;
    let link = app.evaluate("return location.href;").await?;
    let link = link.as_str().unwrap_or_default();
    let (_, shared) = link.split_once('#').ok_or("nothing was put into the address")?;
    assert!(shared.starts_with("layout&") && shared.ends_with("&names=2"), "{shared}");
    assert!(shared.contains("=TESTI%20%26%20K%C3%81R&") && !shared.contains("19.43"), "{shared}");
    app.screenshot_whole("7-offences-shared", 1280).await?;

    // The page of another person: nothing is asked, and the table is the same.
    app.driver.goto("about:blank").await?;
    app.driver.goto(link).await?;
    let before = started(&app).await?;
    // A link within the page takes the address's place, and nothing is lost.
    app.evaluate("document.querySelector('.skip').click(); return null;").await?;
    assert_eq!(app.evaluate("return location.hash;").await?.as_str(), Some("#main"));
    app.choose_files(std::slice::from_ref(&file)).await?;
    app.wait_for("[data-testid=quality]", SOON).await?;
    let said = app.text("[data-testid=by-address]").await?;
    assert!(said.contains("Columns, and what offences count as, are as this page's address says"), "{said}");
    assert_eq!(app.evaluate(table).await?, classed);
    assert!(content(&app, "classes-text").await?.starts_with("2 names"));
    assert!(content(&app, "reasons").await?.contains("2015-01-01..2017-12-31"));
    app.screenshot_whole("7-by-address", 1280).await?;
    // What is changed by hand the address does not say.
    app.evaluate("document.querySelector('[data-testid=offences]').open = true; return null;").await?;
    app.choose("[data-testid=offence-table] [data-at=\"0\"]", "violent").await?;
    app.wait_until(
        "!document.querySelector('[data-testid=by-address]').textContent.includes('ffences')",
        SOON,
    )
    .await?;
    assert!(content(&app, "by-address").await?.contains("Columns are those that this page's address names"));

    // Cut short on its way.
    let cut = shared.strip_suffix("OS&names=2").unwrap_or_else(|| shared.split_at(shared.len() - 12).0);
    app.evaluate(&format!("location.hash = '{cut}'; return null;")).await?;
    app.choose_files(&[file]).await?;
    // Without its layout the file is asked about again, and the reason stays.
    app.wait_for("[data-testid=layout]", SOON).await?;
    let said = app.text("[data-testid=by-address]").await?;
    assert!(said.contains("address was not used") && said.contains("cut short"), "{said}");
    no_request_since(&app, before).await?;
    assert_eq!(app.console_problems().await?, Vec::<String>::new());
    Ok(())
}

/// A city without a preset: a study is suggested from its file, with a reason for each setting.
#[tokio::test(flavor = "multi_thread")]
async fn a_study_is_suggested_for_any_city() -> TestResult {
    let app = App::start().await?;
    opened(&app).await?;
    let mut text = "report,occurred on,category,lat,lon\n".to_owned();
    for day in 0..1461_u32 {
        let date = watchback::study::CivilDay::from_days_since_1970(16_436 + day as i32);
        for place in 0..12_u32 {
            if (day * 7 + place * 5) % 3 > 0 {
                continue;
            }
            let (lat, lon) = (45.5 + f64::from(place / 4) * 0.01, -73.6 + f64::from(place % 4) * 0.01);
            let offence = if (day + place).is_multiple_of(2) { "Burglary" } else { "Simple assault" };
            writeln!(text, "{},{date}T12:30:00,{offence},{lat},{lon}", day * 12 + place)?;
        }
    }
    app.choose_files(&[written("elsewhere.csv", text.as_bytes())?]).await?;
    app.wait_for("[data-testid=reasons]", SOON).await?;
    let reasons = app.text("[data-testid=reasons]").await?;
    assert!(reasons.contains("Tiles of") && reasons.contains("2015-01-01..2017-12-31"), "{reasons}");
    let offers = content(&app, "offer").await?;
    assert!(offers.contains("Suggested from the files"), "{offers}");
    let period = app.text("[data-testid=period]").await?;
    assert!(period.contains("2018-12-31"), "{period}");
    app.evaluate("document.querySelector('[data-testid=study-changes]').open = true; return null;").await?;
    app.choose("[data-testid=test-days]", "91").await?;
    app.wait_until("document.querySelector('[data-testid=period]').textContent.includes('2018-04-01')", SOON)
        .await?;
    app.screenshot_whole("7-suggested", 1280).await?;
    assert_eq!(app.console_problems().await?, Vec::<String>::new());
    Ok(())
}

/// Every other week is a sample of days, not days without crime.
#[tokio::test(flavor = "multi_thread")]
async fn alternate_weeks_are_refused_with_the_reason() -> TestResult {
    let Some(file) = real_data("events/sf_incidents_kaggle_train_2011-2015.csv.gz") else { return Ok(()) };
    let app = App::start().await?;
    opened(&app).await?;
    app.choose_files(&[file]).await?;
    app.wait_for("[data-testid=quality]", LONG).await?;
    let findings = content(&app, "findings").await?;
    assert!(findings.contains("7 days present, 7 absent"), "{findings}");
    assert_eq!(app.evaluate("return document.querySelector('[data-testid=run]').disabled;").await?, true);
    app.evaluate("document.querySelector('[data-testid=calendar]').open = true; return null;").await?;
    app.screenshot_whole("7-san-francisco", 1280).await?;
    Ok(())
}
