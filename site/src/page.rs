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
const SCRIPT_HASHES: &str = "'sha256-HASHES-OF-THE-SCRIPTS'";
/// Stands there for the hashes of its styles.
const STYLE_HASHES: &str = "'sha256-HASHES-OF-THE-STYLES'";
/// Stands in a script for the number of bytes of the wasm program, to show how much of it has come.
const PROGRAM_BYTES: &str = "PROGRAM_BYTES";
/// Stands in the page for the SHA-256 of the wasm program in hex, which receipts name.
const PROGRAM_SHA256: &str = "PROGRAM_SHA256";
/// Stands in a script for the same in base64.
const PROGRAM_INTEGRITY: &str = "PROGRAM_INTEGRITY";
/// Stands in the page for the program's JavaScript.
const GLUE: &str = "<script id=\"glue\" src=\"./app.js\"></script>";
/// The program's name as index.html writes it.
const PLAIN_WASM: &str = "./app_bg.wasm";
/// Stands in the page for the version.
const VERSION: &str = "PROGRAM_VERSION";
/// How a script element begins that holds data and is not run.
pub(crate) const DATA: &str = " type=\"application/octet-stream\"";
/// What a file that is named in the page looks like there, and in what it is put into the page.
const INLINED: [[&str; 4]; 3] = [
    ["<link rel=\"stylesheet\" href=\"", "\">", "<style>", "</style>"],
    ["<script src=\"", "\"></script>", "<script>", "</script>"],
    ["<script type=\"module\" src=\"", "\"></script>", "<script type=\"module\">", "</script>"],
];

/// The program, as the page needs to know it.
pub(crate) struct Facts<'a> {
    glue: &'a str,
    /// It has a hash, so a cache never mixes two builds.
    pub(crate) wasm_name: String,
    wasm_bytes: usize,
    wasm_sha256: String,
    wasm_integrity: String,
}

impl<'a> Facts<'a> {
    pub(crate) fn new(program: &'a Program) -> Self {
        Self {
            glue: &program.glue,
            wasm_name: format!("app-{}_bg.wasm", short_hash(&program.wasm)),
            wasm_bytes: program.wasm.len(),
            wasm_sha256: hex(&Sha256::digest(&program.wasm)),
            wasm_integrity: sha256(&program.wasm),
        }
    }
}

/// 64 bits in hex: enough to tell builds apart.
pub(crate) fn short_hash(bytes: &[u8]) -> String {
    hex(Sha256::digest(bytes).get(..8).unwrap_or_default())
}

/// Bytes in hex.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The digest in base64, as policies and the page's scripts have it.
pub(crate) fn sha256(bytes: &[u8]) -> String {
    STANDARD.encode(Sha256::digest(bytes))
}

/// The page with its files and the program in it, all but the hashes of its policy. `read` gives
/// the text of a file that the page names.
///
/// # Errors
/// If a file cannot be read, or could not stand in a page.
pub(crate) fn filled(
    template: &str,
    facts: &Facts<'_>,
    read: impl Fn(&str) -> io::Result<String>,
) -> anyhow::Result<String> {
    ensure!(template.contains(GLUE), "index.html has no {GLUE}");
    ensure!(
        !facts.glue.contains("</script") && !facts.glue.contains("<!--"),
        "the program's JavaScript cannot stand in a page"
    );
    let mut page = with_files(template, &read)?;
    ensure!(page.contains(PLAIN_WASM), "index.html does not name {PLAIN_WASM}");
    page = page.replace(PLAIN_WASM, &format!("./{}", facts.wasm_name));
    page = page.replace(PROGRAM_BYTES, &facts.wasm_bytes.to_string());
    page = page.replace(PROGRAM_SHA256, &facts.wasm_sha256);
    page = page.replace(PROGRAM_INTEGRITY, &facts.wasm_integrity);
    let glue = format!("<script id=\"glue\">{}</script>", facts.glue);
    Ok(page.replace(GLUE, &glue))
}

/// A page with the files of `www` that it names, and the version.
///
/// # Errors
/// If a file cannot be read, or could not stand in a page.
pub(crate) fn with_files(
    template: &str,
    read: impl Fn(&str) -> io::Result<String>,
) -> anyhow::Result<String> {
    let mut page = template.to_owned();
    for form in INLINED {
        page = inlined(&page, form, &read)?;
    }
    Ok(page.replace(VERSION, env!("CARGO_PKG_VERSION")))
}

/// A page whose policy names the hashes of its scripts and styles, which are final.
///
/// # Errors
/// If the page could not hold its own policy.
pub(crate) fn sealed(page: &str) -> anyhow::Result<String> {
    let (before, _) = page.split_once(SCRIPT_HASHES).with_context(|| format!("no {SCRIPT_HASHES}"))?;
    if let Some(tag) = ["<link", "<style", "<script", "<img"].into_iter().find(|tag| before.contains(tag)) {
        bail!("a page has {tag}> before its policy, so the policy would not hold for it");
    }
    ensure!(page.contains(STYLE_HASHES), "no {STYLE_HASHES}");
    ensure!(!page.contains(" style=\""), "a page has a style attribute, which its policy does not allow");
    let hashes = |texts: Vec<&str>| texts.into_iter().map(policy_hash).collect::<Vec<_>>().join(" ");
    let (scripts, styles) = (hashes(scripts(page)?), hashes(styles(page)?));
    Ok(page.replace(SCRIPT_HASHES, &scripts).replace(STYLE_HASHES, &styles))
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

/// The texts of the page's scripts; those of data are none.
fn scripts(page: &str) -> anyhow::Result<Vec<&str>> {
    let mut found = Vec::new();
    for (attributes, text) in elements(page, "script")? {
        match attributes {
            "" | " type=\"module\"" | " id=\"glue\"" => found.push(text),
            data if data.starts_with(DATA) => {}
            other => bail!("a page has <script{other}>: the policy allows scripts within the page only"),
        }
    }
    Ok(found)
}

fn styles(page: &str) -> anyhow::Result<Vec<&str>> {
    Ok(elements(page, "style")?.into_iter().map(|(_, text)| text).collect())
}

/// The attributes and the text of each element of this name, which holds text alone.
fn elements<'a>(page: &'a str, name: &str) -> anyhow::Result<Vec<(&'a str, &'a str)>> {
    let (opening, closing) = (format!("<{name}"), format!("</{name}>"));
    let mut found = Vec::new();
    let mut rest = page;
    while let Some((_, part)) = rest.split_once(&opening) {
        let (attributes, part) = part.split_once('>').with_context(|| format!("{opening} has no end"))?;
        let (text, after) = part.split_once(&closing).with_context(|| format!("no {closing}"))?;
        found.push((attributes, text));
        rest = after;
    }
    Ok(found)
}

/// How a policy names a script or a style of the page.
pub(crate) fn policy_hash(text: &str) -> String {
    format!("'sha256-{}'", sha256(text.as_bytes()))
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
    use std::path::Path;

    use super::*;

    const PAGE: &str = "<meta http-equiv=\"Content-Security-Policy\" content=\"script-src \
                        'sha256-HASHES-OF-THE-SCRIPTS'; style-src 'sha256-HASHES-OF-THE-STYLES'\">\
                        <link rel=\"stylesheet\" href=\"a.css\">\
                        <script id=\"glue\" src=\"./app.js\"></script>\
                        <script type=\"module\" src=\"a.js\"></script><script>first()</script>";

    fn facts() -> Facts<'static> {
        Facts {
            glue: "glue()",
            wasm_name: "app-2_bg.wasm".to_owned(),
            wasm_bytes: 7,
            wasm_sha256: "digest".to_owned(),
            wasm_integrity: "integrity".to_owned(),
        }
    }

    fn read(path: &str) -> io::Result<String> {
        Ok(match path {
            "a.css" => "p { margin: 0 }",
            _ => "start('./app_bg.wasm', PROGRAM_BYTES, 'PROGRAM_SHA256', 'PROGRAM_INTEGRITY');",
        }
        .to_owned())
    }

    fn complete(template: &str) -> anyhow::Result<String> {
        sealed(&filled(template, &facts(), read)?)
    }

    fn message(template: &str) -> String {
        format!("{:#}", complete(template).unwrap_err())
    }

    #[test]
    fn files_are_put_into_the_page_and_every_script_and_style_is_hashed() {
        let page = complete(PAGE).unwrap();
        let script = "start('./app-2_bg.wasm', 7, 'digest', 'integrity');";
        assert!(page.contains("<style>p { margin: 0 }</style>"), "{page}");
        assert!(page.contains(&format!("<script type=\"module\">{script}</script>")), "{page}");
        let hashes = ["glue()", script, "first()"].map(policy_hash).join(" ");
        let styles = policy_hash("p { margin: 0 }");
        assert!(page.contains(&format!("script-src {hashes}; style-src {styles}\"")), "{page}");
    }

    #[test]
    fn data_are_no_script() {
        let page = complete(&format!("{PAGE}<script{DATA} id=\"a\">AAAA</script>")).unwrap();
        assert!(!page.contains(&policy_hash("AAAA")), "{page}");
    }

    /// The policy drops a style attribute: single properties are set instead (`style:width`).
    #[test]
    fn the_program_sets_no_style_attribute() {
        let mut open = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("../app/src")];
        let mut found = Vec::new();
        while let Some(folder) = open.pop() {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    open.push(path);
                    continue;
                }
                let text = std::fs::read_to_string(&path).unwrap();
                let sets = |line: &str| {
                    line.contains(" style=") || line.contains("\"style\"") || line.starts_with("style=")
                };
                let lines = text.lines().enumerate().filter(|(_, line)| sets(line));
                found.extend(lines.map(|(at, _)| format!("{}:{}", path.display(), at + 1)));
            }
        }
        assert!(found.is_empty(), "{found:#?}");
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
        assert!(message(&PAGE.replace("'sha256-", "'")).contains("no 'sha256-HASHES"));
        assert!(message(&PAGE.replace("<script>", "<p style=\"a\"><script>")).contains("style attribute"));
        assert!(message("<script src=\"a.js\">").contains("has no <script"));
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
