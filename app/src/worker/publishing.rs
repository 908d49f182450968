//! The coordinator's part in publishing: bundles, and published runs that are made again.

use wasm_bindgen::prelude::*;
use web_sys::File;

use super::coordinator::{CONFUSED, Coordinator, Finished};
use super::file_slices::file_bytes;
use crate::logic::saved::plain_name;
use crate::protocol::{Attachment, Packed, Report};
use watchback::bundle::{Beside, BundleError, Published, opened, write, zipped};
use watchback::report::{PublishedRun, ReportedAudit, html, site};
use watchback::results::{Results, saved_results};
use watchback::run::{RunError, saved_audit, verify};
use watchback_translate::mark;

impl Coordinator {
    /// Writes the bundle of results, with audit and ladder where there are any; or the folder that
    /// is put on a website.
    pub(super) fn write_bundle(
        &self,
        (published, packed): (&Published, Packed),
        results: Option<JsValue>,
        beside: [Option<JsValue>; 2],
    ) {
        let bytes = |file: Option<JsValue>| {
            // A part that is not there comes as a file without bytes.
            file.and_then(|file| file_bytes(file.dyn_into().ok()?).ok()).filter(|bytes| !bytes.is_empty())
        };
        let [audit, ladder] = beside.map(bytes);
        let written = bytes(results).ok_or(mark!("the results are gone").to_owned()).and_then(|json| {
            let results = saved_results(&json).map_err(|error| error.to_string())?;
            let (inspection, finished) = (self.inspection.borrow(), self.finished.borrow());
            let finished = finished.as_ref().filter(|finished| finished.digest == results.digest);
            let columns = match (inspection.as_ref(), finished) {
                (Some(inspection), Some(Finished { forecast, .. })) => {
                    forecast.columns(inspection).map_err(|error| error.to_string())?
                }
                _ => Vec::new(),
            };
            let saved = audit.as_deref().and_then(|json| saved_audit(json).ok());
            let reported = saved.as_ref().map(|of| ReportedAudit { value: &of.value, report: &of.audit });
            let report = html(&results, reported, published);
            let of_bundle = Some(report.clone().into_bytes());
            let beside = Beside { audit, ladder, columns, report: of_bundle, ..Beside::default() };
            let bundle = write(&results, &beside, published);
            let written = bundle.and_then(|bundle| match packed {
                Packed::Bundle => Ok(bundle),
                Packed::Site => site_of(results, bundle, report),
            });
            written.map_err(|error| error.to_string())
        });
        match written {
            Ok(bundle) => self.report(&Report::Bundled(packed), vec![Attachment::Bytes(bundle)]),
            Err(message) => self.report(&Report::Failed { message }, Vec::new()),
        }
    }

    /// Makes the run of the first file again from the others, and the audit of the second one where
    /// it has any bytes, and compares.
    pub(super) async fn verify(&self, mut files: Vec<File>) -> Result<(), RunError> {
        if files.len() < 2 {
            return Err(CONFUSED);
        }
        let published = file_bytes(files.remove(0)).map_err(|error| error.to_string());
        let audit = file_bytes(files.remove(0)).unwrap_or_default();
        let audit = Some(audit.as_slice()).filter(|audit| !audit.is_empty());
        let opened = published.and_then(|bytes| opened(bytes).map_err(|error| error.to_string()));
        let (results, json) = match opened.map(|opened| opened.results.zip(opened.results_json)) {
            Ok(Some(published)) => published,
            Ok(None) => return Err(CONFUSED),
            Err(message) => {
                self.report(&Report::Failed { message }, Vec::new());
                return Ok(());
            }
        };
        let mut executor = self.plain();
        let mut found = verify(&mut executor, (&results, &json, audit), &files).await?;
        found.verified_by.build.clone_from(&self.build);
        self.tell(&Report::Verified, &found);
        Ok(())
    }
}

/// The folder of one run. The program is not in it: the page cannot ask for its own files again.
fn site_of(results: Results, bundle: Vec<u8>, report: String) -> Result<Vec<u8>, BundleError> {
    let study = &results.study;
    let name = plain_name(&format!("{} {}", study.settings().city, study.test().last()));
    let runs = [PublishedRun { name, results, bundle, report }];
    let files = site(&runs, false);
    zipped(files.iter().map(|(path, bytes)| (path.as_str(), &**bytes)))
}
