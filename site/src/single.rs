//! The whole page as one file: `watchback.html`, which opens from disk and may ask for nothing.
//!
//! It is `index.html` with the program in it, by gzip and base64, and a policy that forbids every
//! request from its first byte on.

use std::io::Write;

use anyhow::{Context, ensure};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use flate2::Compression;
use flate2::write::GzEncoder;

use crate::page::DATA;

/// Its name in the site.
pub(crate) const NAME: &str = "watchback.html";
/// Stands around what only a served page has.
const SERVED: [&str; 2] = ["<!-- SERVED -->", "<!-- /SERVED -->"];
/// Stands around what only the single file has, as a comment of the served page.
const SINGLE: [&str; 2] = ["<!-- SINGLE", "/SINGLE -->"];
/// What a policy says while files of the page's own server may be fetched, and what it then says
/// here.
const CONNECT: [&str; 2] = ["connect-src 'self'", "connect-src 'none'"];
/// Before this stand the data, so that the scripts after them find them.
const SCRIPTS: &str = "<script id=\"glue\">";

/// The served page: what only the single file has is taken out.
///
/// # Errors
/// If a part has no end.
pub(crate) fn served(template: &str) -> anyhow::Result<String> {
    let page = without(template, SINGLE)?;
    Ok(page.replace(SERVED[0], "").replace(SERVED[1], ""))
}

/// The page for the single file, before the program's data are put in.
///
/// # Errors
/// If a part has no end, or the policy is not as expected.
pub(crate) fn template(template: &str) -> anyhow::Result<String> {
    let page = without(template, SERVED)?.replace(SINGLE[0], "").replace(SINGLE[1], "");
    ensure!(page.contains(CONNECT[0]), "index.html's policy has no {}", CONNECT[0]);
    Ok(page.replace(CONNECT[0], CONNECT[1]))
}

/// The page with the program and the licences in it as data.
///
/// # Errors
/// If the page has no place for them.
pub(crate) fn with_data(page: &str, wasm: &[u8], licences: &str) -> anyhow::Result<String> {
    let (before, after) = page.split_once(SCRIPTS).with_context(|| format!("no {SCRIPTS}"))?;
    let program = data("program-bytes", wasm)?;
    let licences = data("licences-bytes", licences.as_bytes())?;
    Ok(format!("{before}{program}\n{licences}\n{SCRIPTS}{after}"))
}

/// An element that holds bytes and is not run. The same bytes give the same text: the archive has
/// neither name nor time.
fn data(id: &str, bytes: &[u8]) -> anyhow::Result<String> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes)?;
    Ok(format!("<script{DATA} id=\"{id}\">{}</script>", STANDARD.encode(encoder.finish()?)))
}

/// A text without its parts between two marks.
fn without(text: &str, [begin, end]: [&str; 2]) -> anyhow::Result<String> {
    let mut parts = text.split(begin);
    let mut kept = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (_, after) = part.split_once(end).with_context(|| format!("{begin} has no {end}"))?;
        kept.push_str(after);
    }
    Ok(kept)
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "<meta content=\"connect-src 'self'; x\"><!-- SERVED --><link><!-- /SERVED -->\
                        <!-- SINGLE <b>one</b> /SINGLE --><script id=\"glue\">go</script>";

    #[test]
    fn each_has_its_own_parts_and_policy() {
        let page = served(PAGE).unwrap();
        assert!(page.contains("connect-src 'self'") && page.contains("<link>"), "{page}");
        assert!(!page.contains("one"), "{page}");
        let single = template(PAGE).unwrap();
        assert!(single.contains("connect-src 'none'") && single.contains("<b>one</b>"), "{single}");
        assert!(!single.contains("<link>") && !single.contains("'self'"), "{single}");
    }

    #[test]
    fn data_stand_before_the_scripts_and_are_the_same_each_time() {
        let page = with_data(PAGE, b"program", "licences").unwrap();
        let (data, scripts) = (page.find("program-bytes"), page.find("id=\"glue\""));
        assert!(data.is_some() && data < scripts, "{page}");
        assert_eq!(page, with_data(PAGE, b"program", "licences").unwrap());
    }

    #[test]
    fn a_part_without_an_end_is_refused() {
        assert!(served("<!-- SINGLE a").is_err());
        assert!(template("connect-src 'self'<!-- SERVED -->").is_err());
    }
}
