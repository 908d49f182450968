//! `index.html` as it is published: files of `www` in it, the program's names, and the policy's
//! hashes.
//!
//! The source page is written as if it lay beside `app.js` and `app_bg.wasm`. Style sheets and
//! scripts that it names are put into it, so that the first screen needs one request.

use std::io;

use anyhow::{Context, bail, ensure};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

use crate::program::Program;

/// Stands in the page's policy for the hashes of its scripts.
const HASHES: &str = "'sha256-HASHES-OF-THE-SCRIPTS'";
/// Stands in a script for the number of bytes of the wasm program, to show how much of it has come.
const PROGRAM_BYTES: &str = "PROGRAM_BYTES";
/// Stands in the page for the SHA-256 of the wasm program, which receipts name.
const PROGRAM_SHA256: &str = "PROGRAM_SHA256";
/// Stands in the page for the version.
const VERSION: &str = "PROGRAM_VERSION";
/// What a file that is named in the page looks like there, and in what it is put into the page.
const INLINED: [[&str; 4]; 3] = [
    ["<link rel=\"stylesheet\" href=\"", "\">", "<style>", "</style>"],
    ["<script src=\"", "\"></script>", "<script>", "</script>"],
    ["<script type=\"module\" src=\"", "\"></script>", "<script type=\"module\">", "</script>"],
];

/// The names of the program's files, as the page needs them. They have a hash, so a cache never
/// mixes two builds.
pub(crate) struct FileNames {
    pub(crate) glue: String,
    pub(crate) wasm: String,
    wasm_bytes: usize,
    wasm_sha256: String,
}

impl FileNames {
    pub(crate) fn new(program: &Program) -> Self {
        Self {
            glue: format!("app-{}.js", short_hash(program.glue.as_bytes())),
            wasm: format!("app-{}_bg.wasm", short_hash(&program.wasm)),
            wasm_bytes: program.wasm.len(),
            wasm_sha256: hex(&Sha256::digest(&program.wasm)),
        }
    }
}

/// 64 bits in hex: enough to tell builds apart.
fn short_hash(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes)[..8])
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The published page. `read` gives the text of a file that the page names.
///
/// # Errors
/// If a file cannot be read, or if the page could not hold its own policy.
pub(crate) fn complete(
    template: &str,
    names: &FileNames,
    read: impl Fn(&str) -> io::Result<String>,
) -> anyhow::Result<String> {
    let mut page = template.to_owned();
    for form in INLINED {
        page = inlined(&page, form, &read)?;
    }
    for (plain, hashed) in [("./app.js", &names.glue), ("./app_bg.wasm", &names.wasm)] {
        ensure!(page.contains(plain), "index.html does not name {plain}");
        page = page.replace(plain, &format!("./{hashed}"));
    }
    page = page.replace(PROGRAM_BYTES, &names.wasm_bytes.to_string());
    page = page.replace(PROGRAM_SHA256, &names.wasm_sha256);
    page = page.replace(VERSION, env!("CARGO_PKG_VERSION"));
    let (before, _) = page.split_once(HASHES).with_context(|| format!("index.html has no {HASHES}"))?;
    if let Some(tag) = ["<link", "<style", "<script", "<img"].into_iter().find(|tag| before.contains(tag)) {
        bail!("index.html has {tag}> before its policy, so the policy would not hold for it");
    }
    let hashes: Vec<String> = scripts(&page)?.into_iter().map(policy_hash).collect();
    Ok(page.replace(HASHES, &hashes.join(" ")))
}

fn inlined(page: &str, form: [&str; 4], read: impl Fn(&str) -> io::Result<String>) -> anyhow::Result<String> {
    let [before, after, opening, closing] = form;
    let mut parts = page.split(before);
    let mut complete = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (path, rest) =
            part.split_once(after).with_context(|| format!("expected {after} behind {before}"))?;
        let text = read(path).with_context(|| format!("reading {path}"))?;
        ensure!(!text.contains(closing), "{path} has {closing}, which would end it within the page");
        complete.extend([opening, &text, closing, rest]);
    }
    Ok(complete)
}

/// The texts of the page's scripts.
fn scripts(page: &str) -> anyhow::Result<Vec<&str>> {
    page.split("<script")
        .skip(1)
        .map(|part| {
            let (attributes, text) = part.split_once('>').context("a script without an end")?;
            ensure!(
                matches!(attributes, "" | " type=\"module\""),
                "index.html has <script{attributes}>: the policy allows scripts within the page only"
            );
            let (text, _) = text.split_once("</script>").context("a script without an end")?;
            Ok(text)
        })
        .collect()
}

fn policy_hash(script: &str) -> String {
    format!("'sha256-{}'", STANDARD.encode(Sha256::digest(script)))
}

/// The first line of a JavaScript file that loads another one.
pub(crate) fn first_import(javascript: &str) -> Option<&str> {
    javascript.lines().find(|line| {
        let line = line.trim_start();
        let is_import =
            line.strip_prefix("import").is_some_and(|rest| rest.starts_with([' ', '{', '"', '\'', '*']));
        let is_export_from = line.starts_with("export ") && line.contains(" from ");
        is_import || is_export_from || calls_import(line)
    })
}

fn calls_import(line: &str) -> bool {
    line.match_indices("import").any(|(at, word)| {
        let before = line.get(..at).and_then(|text| text.chars().next_back());
        let stands_alone = !before.is_some_and(|c| c == '.' || c == '_' || c == '$' || c.is_alphanumeric());
        let after = line.get(at + word.len()..).unwrap_or_default().trim_start();
        stands_alone && after.starts_with('(')
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "<meta http-equiv=\"Content-Security-Policy\" content=\"script-src \
                        'sha256-HASHES-OF-THE-SCRIPTS'\">\
                        <link rel=\"stylesheet\" href=\"a.css\"><link rel=\"modulepreload\" href=\"./app.js\">\
                        <script type=\"module\" src=\"a.js\"></script><script>first()</script>";

    fn names() -> FileNames {
        FileNames { glue: "app-1.js".to_owned(), wasm: "app-2_bg.wasm".to_owned(), wasm_bytes: 7 }
    }

    fn read(path: &str) -> io::Result<String> {
        Ok(match path {
            "a.css" => "p { margin: 0 }",
            _ => "import init from './app.js'; init('./app_bg.wasm', PROGRAM_BYTES);",
        }
        .to_owned())
    }

    fn message(template: &str) -> String {
        format!("{:#}", complete(template, &names(), read).unwrap_err())
    }

    #[test]
    fn files_are_put_into_the_page_and_every_script_is_hashed() {
        let page = complete(PAGE, &names(), read).unwrap();
        let script = "import init from './app-1.js'; init('./app-2_bg.wasm', 7);";
        assert!(page.contains("<style>p { margin: 0 }</style>"), "{page}");
        assert!(page.contains("<link rel=\"modulepreload\" href=\"./app-1.js\">"), "{page}");
        assert!(page.contains(&format!("<script type=\"module\">{script}</script>")), "{page}");
        let hashes = format!("script-src {} {}\"", policy_hash(script), policy_hash("first()"));
        assert!(page.contains(&hashes), "{page}");
    }

    /// The example of the specification of Content-Security-Policy, section "hash usage".
    #[test]
    fn the_hash_is_that_of_the_specification() {
        assert_eq!(
            policy_hash("alert('Hello, world.');"),
            "'sha256-qznLcsROx4GACP2dm0UCKCzCG+HiZ1guq6ZZDob/Tng='"
        );
    }

    #[test]
    fn a_page_that_could_not_hold_its_policy_is_refused() {
        assert!(message(&format!("<style></style>{PAGE}")).contains("<style> before its policy"));
        let other = PAGE.replace("<script>", "<script async>");
        assert!(message(&other).contains("<script async>"));
        assert!(message(&PAGE.replace("'sha256-", "'")).contains("has no 'sha256-HASHES"));
        assert!(message("<script src=\"a.js\">").contains("expected \"></script>"));
    }

    #[test]
    fn imports_of_other_files_are_found() {
        for line in [
            "import { a } from './b.js';",
            "  import'./b.js'",
            "export { a } from './b.js';",
            "const b = await import('./b.js');",
        ] {
            assert_eq!(first_import(&format!("let a;\n{line}\n")), Some(line));
        }
        for line in ["imports.wbg.a = () => 1;", "const imports = get_imports();", "export { initSync, a };"]
        {
            assert_eq!(first_import(line), None);
        }
    }
}
