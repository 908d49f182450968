//! Runs as a folder for any static host: the app, bundles, reports, and a list of them.

use std::error::Error;
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

use clap::Args;
use watchback::bundle::{AUDIT, BUNDLE_NAME, Beside, FORECASTS, LADDER, Published, RESULTS, opened, write};
use watchback::report::{LIST, NOT_FOUND, PublishedRun, ReportedAudit, html, site};
use watchback::run::saved_audit;

use crate::areas::named;
use crate::bundle::Publisher;
use crate::output::{OutFolder, Outcome};
use crate::reading::whole;
use crate::terminal::tell;

/// What is published.
#[derive(Debug, Args)]
pub(crate) struct Publish {
    /// Folders of runs, as `watchback run --out` and `watchback audit --out` leave them, or bundles
    #[arg(required = true)]
    runs: Vec<PathBuf>,
    /// The folder to publish
    #[arg(long)]
    out: PathBuf,
    /// The built page, which is copied: `dist` after `make app`. Without it reports and bundles are
    /// published alone
    #[arg(long)]
    app: Option<PathBuf>,
    #[command(flatten)]
    publisher: Publisher,
}

impl Publish {
    pub(crate) fn perform(self) -> Outcome {
        let inputs: Vec<&Path> = self.runs.iter().map(PathBuf::as_path).collect();
        let out = OutFolder::hold(&self.out, &[LIST, NOT_FOUND], &inputs)?;
        let published = self.publisher.now();
        let mut runs: Vec<PublishedRun> = Vec::new();
        for path in &self.runs {
            let run = run_of(path, &published)?;
            if runs.iter().any(|other| other.name == run.name) {
                return Err(format!("two runs are named {:?}: name their folders apart", run.name).into());
            }
            runs.push(run);
        }
        if let Some(app) = &self.app {
            if !app.join("index.html").is_file() {
                return Err(format!("{}: no index.html; build the page by `make app`", app.display()).into());
            }
            copy_folder(app, &out, "")?;
        }
        for (path, bytes) in site(&runs, self.app.is_some()) {
            out.put(&path, &inputs, &bytes)?;
        }
        tell!("wrote {} runs to {}", runs.len(), self.out.display());
        Ok(())
    }
}

/// A run of a folder or a bundle.
fn run_of(path: &Path, published: &Published) -> Result<PublishedRun, Box<dyn Error>> {
    let stem = path.file_name().unwrap_or_default().to_string_lossy().to_ascii_lowercase();
    let stem = stem.trim_end_matches(".zip").trim_end_matches(".crate");
    let name = stem.replace(|letter: char| !letter.is_ascii_alphanumeric(), "-");
    let is_folder = path.is_dir();
    let file = if is_folder { path.join(RESULTS) } else { path.to_owned() };
    let opened = opened(whole(&file).map_err(named(&file))?).map_err(named(&file))?;
    let results = opened.results.ok_or_else(|| format!("{}: no run is in it", file.display()))?;
    let beside = |name: &str| is_folder.then(|| whole(&path.join(name)).ok()).flatten();
    let audit = opened.audit_json.or_else(|| beside(AUDIT));
    let ladder = opened.ladder_json.or_else(|| beside(LADDER));
    let saved = audit.as_deref().map(saved_audit).transpose().map_err(named(path))?;
    if let Some(audit) = &saved
        && audit.study.training() != results.study.training()
    {
        return Err(format!("{}: audit.json is of another study than results.json", path.display()).into());
    }
    let reported = saved.as_ref().map(|saved| ReportedAudit { value: &saved.value, report: &saved.audit });
    let report = html(&results, reported, published);
    let made = path.join(BUNDLE_NAME);
    // A bundle that the run left has its arrays too; one with an audit is made anew.
    let bundle = if !is_folder {
        whole(path).map_err(named(path))?
    } else if audit.is_none() && ladder.is_none() && made.is_file() {
        whole(&made).map_err(named(&made))?
    } else {
        let forecasts = beside(FORECASTS);
        let report = Some(report.clone().into_bytes());
        write(&results, &Beside { audit, ladder, forecasts, report, ..Beside::default() }, published)?
    };
    Ok(PublishedRun { name, results, bundle, report })
}

/// Copies the files of a folder to `below`, a path in the folder that is written.
fn copy_folder(from: &Path, out: &OutFolder, below: &str) -> Outcome {
    for entry in fs::read_dir(from).map_err(named(from))? {
        let entry = entry.map_err(named(from))?.path();
        let Some(name) = entry.file_name().and_then(OsStr::to_str) else { continue };
        let name = format!("{below}{name}");
        if entry.is_dir() {
            copy_folder(&entry, out, &format!("{name}/"))?;
        } else {
            out.put(&name, &[&entry], &whole(&entry).map_err(named(&entry))?)?;
        }
    }
    Ok(())
}
