//! What keeps the page for offline use: the service worker, its list of files, and the build that
//! all of them name.
//!
//! The pages name the worker's digest, and the worker names the digests of the other files. So a
//! kept page knows its own worker, and a worker takes no file of another build.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Context, ensure};

use crate::page;

/// The worker's name in the site; www/guard.js knows it.
pub(crate) const WORKER: &str = "service-worker.js";
/// The page on which a person asks for it.
pub(crate) const PAGE: &str = "offline.html";
/// Files of `www` that are published as they are.
pub(crate) const PLAIN: [&str; 3] = ["app.webmanifest", "icon.svg", "icon-maskable.svg"];
const BUILD: &str = "BUILD_OF_THE_PAGE";
const FILES: &str = "FILES_OF_THE_BUILD";
const WORKER_SHA256: &str = "SERVICE_WORKER_SHA256";
const MEGABYTES: &str = "PROGRAM_MEGABYTES";

/// A build that can be kept.
pub(crate) struct Build {
    id: String,
    worker: String,
    bytes: usize,
}

impl Build {
    /// `files` are all others of the build, by name; `pages` are the two that name the worker, by
    /// name, before they do.
    ///
    /// # Errors
    /// If a text has not what is to be written into it.
    pub(crate) fn new(
        worker: &str,
        files: &BTreeMap<String, Vec<u8>>,
        pages: &[(&str, &str)],
    ) -> anyhow::Result<Self> {
        for placeholder in [BUILD, FILES] {
            ensure!(worker.contains(placeholder), "the service worker has no {placeholder}");
        }
        let mut list: BTreeMap<&str, Option<String>> =
            files.iter().map(|(name, bytes)| (name.as_str(), Some(page::sha256(bytes)))).collect();
        let mut known = serde_json::to_vec(&list)?;
        known.extend_from_slice(worker.as_bytes());
        for (name, text) in pages {
            known.extend_from_slice(text.as_bytes());
            list.insert(name, None);
        }
        list.insert(WORKER, None);
        let id = page::short_hash(&known);
        let worker = worker.replace(FILES, &serde_json::to_string_pretty(&list)?).replace(BUILD, &id);
        let bytes = files.values().map(Vec::len).sum::<usize>()
            + pages.iter().map(|(_, text)| text.len()).sum::<usize>();
        Ok(Self { id, worker, bytes })
    }

    /// The worker's text.
    pub(crate) fn worker(&self) -> &str {
        &self.worker
    }

    /// A page that names this build and its worker.
    pub(crate) fn named_in(&self, page: &str) -> String {
        page.replace(BUILD, &self.id)
            .replace(WORKER_SHA256, &page::sha256(self.worker.as_bytes()))
            .replace(MEGABYTES, &self.bytes.div_ceil(1_000_000).to_string())
    }
}

/// All files of a folder and of those in it, by their names with `/`, but for those of one folder.
///
/// # Errors
/// If something cannot be read.
pub(crate) fn files_of(folder: &Path, without: &str) -> anyhow::Result<BTreeMap<String, Vec<u8>>> {
    let mut found = BTreeMap::new();
    let mut open = vec![folder.to_owned()];
    while let Some(next) = open.pop() {
        for entry in fs::read_dir(&next).with_context(|| format!("reading {}", next.display()))? {
            let path = entry?.path();
            let name = path.strip_prefix(folder)?.to_string_lossy().replace('\\', "/");
            if path.is_dir() {
                if name != without {
                    open.push(path);
                }
            } else if !name.starts_with('_') {
                // Such a file is for the host, which does not give it.
                found.insert(name, fs::read(&path)?);
            }
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "const BUILD = 'BUILD_OF_THE_PAGE'; const FILES = FILES_OF_THE_BUILD;";

    fn build(content: &str, page: &str) -> Build {
        let files = BTreeMap::from([("a.txt".to_owned(), content.as_bytes().to_vec())]);
        Build::new(TEXT, &files, &[("index.html", page)]).unwrap()
    }

    #[test]
    fn the_worker_lists_each_file_with_its_digest_and_the_pages_without() {
        let build = build("Hello", "<p>");
        let listed = "\"a.txt\": \"GF+NsyJx/iX1Yab8k4suJkMG7DBO2lGAB9F2SCY4GWk=\"";
        assert!(build.worker().contains(listed), "{}", build.worker());
        for name in ["\"index.html\": null", "\"service-worker.js\": null"] {
            assert!(build.worker().contains(name), "{}", build.worker());
        }
    }

    #[test]
    fn a_change_anywhere_is_another_build() {
        let before = build("Hello", "<p>");
        for other in [build("Hallo", "<p>"), build("Hello", "<b>")] {
            assert_ne!(before.id, other.id);
            assert_ne!(before.worker(), other.worker());
        }
    }

    #[test]
    fn a_page_names_the_build_and_the_workers_digest() {
        let build = build("Hello", "<p>");
        let page = build.named_in("BUILD_OF_THE_PAGE SERVICE_WORKER_SHA256 PROGRAM_MEGABYTES");
        assert_eq!(page, format!("{} {} 1", build.id, page::sha256(build.worker().as_bytes())));
    }

    #[test]
    fn a_worker_without_a_place_for_its_files_is_refused() {
        assert!(Build::new("BUILD_OF_THE_PAGE", &BTreeMap::new(), &[]).is_err());
    }
}
