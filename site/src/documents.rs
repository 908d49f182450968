//! The documents as pages for people: each `docs/*.md`, and those at the top of the repository, as
//! `docs/NAME.html` of the site.
//!
//! A page holds no script and asks for nothing, and its policy says so. A link that points nowhere
//! is an error of the build.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use anyhow::{Context, bail, ensure};
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd, html};

use crate::page::policy_hash;

/// Where the documents lie in the repository, and their pages in the site.
pub(crate) const FOLDER: &str = "docs";
/// The list of all documents, by reader.
const OVERVIEW: &str = "README.md#documents";
/// Stands before the style, so that it holds for it; `site` writes the style's hash.
const POLICY: &str = "default-src 'none'; style-src 'sha256-HASH-OF-THE-STYLE'; img-src 'self' data:; \
                      base-uri 'none'; form-action 'none'";
const STYLE_HASH: &str = "'sha256-HASH-OF-THE-STYLE'";
const STYLE: &str = include_str!("documents.css");
/// A wide table scrolls within this, by keyboard too.
const TABLE: [&str; 2] =
    ["<div class=\"scroll\" role=\"group\" aria-label=\"Table\" tabindex=\"0\">", "</div>"];

/// What the pages have in common with the program's page.
#[derive(Clone, Copy)]
pub(crate) struct Look<'a> {
    /// The colours and typefaces, a rule of CSS.
    tokens: &'a str,
    /// The icon, an element.
    icon: &'a str,
}

impl<'a> Look<'a> {
    /// Taken from the program's own style sheet and page, so that each is said once.
    ///
    /// # Errors
    /// If they do not hold it where it is looked for.
    pub(crate) fn new(style_sheet: &'a str, page: &'a str) -> anyhow::Result<Self> {
        let begin = style_sheet.find(":root {").context("the style sheet has no :root")?;
        let rest = style_sheet.get(begin..).unwrap_or_default();
        let end = rest.find("\n}").context("the style sheet's :root has no end")?;
        let tokens = rest.get(..end + 2).unwrap_or_default();
        let icon = page.lines().find(|line| line.contains("rel=\"icon\"")).context("the page has no icon")?;
        Ok(Self { tokens, icon: icon.trim() })
    }
}

/// What is published of the documents. Names are below `docs` of the site.
#[derive(Default)]
pub(crate) struct Published {
    /// Each page's name and text.
    pub(crate) pages: BTreeMap<String, String>,
    /// Other files of `docs` that the pages name, to be put beside them.
    pub(crate) files: BTreeSet<String>,
}

/// A document of the repository.
struct Document<'a> {
    /// From the top of the repository, with `/`.
    path: String,
    events: Vec<Event<'a>>,
    headings: Vec<Heading>,
}

struct Heading {
    level: usize,
    text: String,
    id: String,
}

/// Where a link leads.
#[derive(Debug, PartialEq, Eq)]
enum Target {
    /// To an address, as the page writes it.
    Address(String),
    /// To a file of `docs`, as the page writes it, which must be put beside the page.
    File(String),
    /// To a part of the repository that is not published, such as its source.
    NotPublished,
}

/// The repository's documents: path and text of each.
///
/// # Errors
/// If one cannot be read.
pub(crate) fn read(root: &Path) -> anyhow::Result<Vec<(String, String)>> {
    let mut found = Vec::new();
    for folder in ["", "docs/"] {
        for entry in fs::read_dir(root.join(folder)).context("listing documents")? {
            let name = entry?.file_name().to_string_lossy().into_owned();
            if name.ends_with(".md") {
                let path = format!("{folder}{name}");
                let text = fs::read_to_string(root.join(&path)).with_context(|| format!("reading {path}"))?;
                found.push((path, text));
            }
        }
    }
    found.sort();
    Ok(found)
}

/// The pages of documents. `is_there` says whether a path of the repository is a file, or `None`
/// if there is nothing.
///
/// # Errors
/// If a document holds HTML, has headings out of order, or a link that points nowhere.
pub(crate) fn publish(
    documents: &[(String, String)],
    look: Look<'_>,
    is_file: impl Fn(&str) -> Option<bool>,
) -> anyhow::Result<Published> {
    let documents: Vec<Document<'_>> = documents
        .iter()
        .map(|(path, text)| Document::new(path, text).with_context(|| path.clone()))
        .collect::<anyhow::Result<_>>()?;
    let mut published = Published::default();
    for document in &documents {
        let page = document
            .page(look, &documents, &is_file, &mut published.files)
            .with_context(|| document.path.clone())?;
        let name = page_name(&document.path);
        ensure!(published.pages.insert(name.clone(), page).is_none(), "two documents would be {name}");
    }
    Ok(published)
}

/// The page of a document: all are in one folder. One at the top has a name that one of `docs` has
/// too.
fn page_name(path: &str) -> String {
    if path == "SECURITY.md" {
        return "report-a-fault.html".to_owned();
    }
    let name = path.rsplit('/').next().unwrap_or(path);
    format!("{}.html", name.trim_end_matches(".md").to_lowercase())
}

impl<'a> Document<'a> {
    fn new(path: &str, text: &'a str) -> anyhow::Result<Self> {
        let events: Vec<Event<'_>> = Parser::new_ext(text, Options::ENABLE_TABLES).collect();
        for event in &events {
            if let Event::Html(html) | Event::InlineHtml(html) = event {
                bail!("it holds HTML, which no page takes: {html}");
            }
        }
        let headings = headings(&events);
        let mut before = 0;
        for Heading { level, text, .. } in &headings {
            ensure!(*level <= before + 1, "the heading {text:?} skips a level");
            ensure!(
                (*level == 1) == (before == 0),
                "{text:?}: one heading of level 1, the first, is its title"
            );
            before = *level;
        }
        Ok(Self { path: path.to_owned(), events, headings })
    }

    fn title(&self) -> anyhow::Result<&str> {
        Ok(&self.headings.first().context("it has no heading")?.text)
    }

    fn page(
        &self,
        look: Look<'_>,
        documents: &[Document<'_>],
        is_file: impl Fn(&str) -> Option<bool>,
        files: &mut BTreeSet<String>,
    ) -> anyhow::Result<String> {
        let body = self.body(documents, is_file, files)?;
        let overview = match target("", OVERVIEW, documents, |_| None)? {
            Target::Address(address) => address,
            other => bail!("{OVERVIEW} is no page but {other:?}"),
        };
        let title = escaped(self.title()?);
        let contents: String = self
            .headings
            .iter()
            .filter(|heading| heading.level == 2)
            .map(|heading| format!("<li><a href=\"#{}\">{}</a></li>\n", heading.id, escaped(&heading.text)))
            .collect();
        let contents = if contents.is_empty() {
            contents
        } else {
            format!(
                "<p class=\"label\" id=\"in-this-document\">Contents</p>\n<ul aria-labelledby=\"in-this-document\">\n{contents}</ul>\n"
            )
        };
        let Look { tokens, icon } = look;
        let style = format!("\n{tokens}\n{STYLE}");
        let policy = POLICY.replace(STYLE_HASH, &policy_hash(&style));
        Ok(format!(
            r##"<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>{title} · Watchback</title>
{icon}
<style>{style}</style>
</head>
<body>
<a class="skip" href="#main">Skip to the main part</a>
<div class="frame">
<nav class="rail" aria-label="Documents">
<p class="brand">Watchback</p>
<ul>
<li><a href="../index.html">Start an audit</a></li>
<li><a href="{overview}">All documents</a></li>
</ul>
{contents}</nav>
<main id="main" tabindex="-1">
{body}</main>
</div>
</body>
</html>
"##
        ))
    }

    /// The document itself, with its links as they are among the pages.
    fn body(
        &self,
        documents: &[Document<'_>],
        is_file: impl Fn(&str) -> Option<bool>,
        files: &mut BTreeSet<String>,
    ) -> anyhow::Result<String> {
        let mut ids = self.headings.iter().map(|heading| heading.id.clone());
        let mut written = Vec::with_capacity(self.events.len());
        // Whether the link that is open now has lost its target.
        let mut is_plain = false;
        for event in self.events.iter().cloned() {
            match event {
                Event::Start(Tag::Heading { level, classes, attrs, .. }) => {
                    let id = ids.next().map(Into::into);
                    written.push(Event::Start(Tag::Heading { level, id, classes, attrs }));
                }
                Event::Start(Tag::Link { link_type, dest_url, title, id }) => {
                    let to = target(&self.path, &dest_url, documents, &is_file)?;
                    is_plain = to == Target::NotPublished;
                    if let Some(dest_url) = address(to, files) {
                        written.push(Event::Start(Tag::Link {
                            link_type,
                            dest_url: dest_url.into(),
                            title,
                            id,
                        }));
                    }
                }
                Event::End(TagEnd::Link) if is_plain => is_plain = false,
                Event::Start(Tag::Image { link_type, dest_url, title, id }) => {
                    let to = target(&self.path, &dest_url, documents, &is_file)?;
                    let dest_url = address(to, files)
                        .with_context(|| format!("the picture {dest_url} is not published"))?;
                    written.push(Event::Start(Tag::Image {
                        link_type,
                        dest_url: dest_url.into(),
                        title,
                        id,
                    }));
                }
                Event::Start(Tag::Table(alignments)) => {
                    written.push(Event::Html(TABLE[0].into()));
                    written.push(Event::Start(Tag::Table(alignments)));
                }
                Event::End(TagEnd::Table) => {
                    written.push(Event::End(TagEnd::Table));
                    written.push(Event::Html(TABLE[1].into()));
                }
                other => written.push(other),
            }
        }
        // A corner without words heads nothing. The policy allows no style attribute.
        let html = html_of(written).replace("<th></th>", "<td></td>");
        Ok(html.replace(" style=\"text-align: ", " class=\""))
    }
}

/// What a page writes for a target, whose file is put on the list.
fn address(target: Target, files: &mut BTreeSet<String>) -> Option<String> {
    match target {
        Target::Address(address) => Some(address),
        Target::File(name) => {
            files.insert(name.clone());
            Some(name)
        }
        Target::NotPublished => None,
    }
}

/// Where a link of the document at `from` leads.
fn target(
    from: &str,
    link: &str,
    documents: &[Document<'_>],
    is_file: impl Fn(&str) -> Option<bool>,
) -> anyhow::Result<Target> {
    if ["http://", "https://", "mailto:"].iter().any(|scheme| link.starts_with(scheme)) {
        return Ok(Target::Address(link.to_owned()));
    }
    let (file, anchor) = link.split_once('#').map_or((link, None), |(file, anchor)| (file, Some(anchor)));
    let path = if file.is_empty() { from.to_owned() } else { path_of(from, file)? };
    let Some(document) = documents.iter().find(|document| document.path == path) else {
        let is_file =
            is_file(&path).with_context(|| format!("{link} points to {path}, which is not there"))?;
        let name = path.strip_prefix("docs/").filter(|_| is_file);
        return Ok(name.map_or(Target::NotPublished, |name| Target::File(name.to_owned())));
    };
    let page = if file.is_empty() { String::new() } else { page_name(&path) };
    let Some(anchor) = anchor else { return Ok(Target::Address(page)) };
    ensure!(
        document.headings.iter().any(|heading| heading.id == anchor),
        "{link} points to a heading that {path} has not"
    );
    Ok(Target::Address(format!("{page}#{anchor}")))
}

/// The path of a file that a document names, from the top of the repository.
fn path_of(from: &str, file: &str) -> anyhow::Result<String> {
    let mut parts: Vec<&str> = from.split('/').collect();
    parts.pop();
    for part in file.trim_end_matches('/').split('/') {
        match part {
            "." => {}
            ".." => {
                parts.pop().with_context(|| format!("{file} leads out of the repository"))?;
            }
            name => parts.push(name),
        }
    }
    Ok(parts.join("/"))
}

/// A document's headings, with the names that GitHub gives them.
fn headings(events: &[Event<'_>]) -> Vec<Heading> {
    let mut found = Vec::new();
    let mut times: BTreeMap<String, usize> = BTreeMap::new();
    let mut open: Option<(usize, String)> = None;
    for event in events {
        match event {
            Event::Start(Tag::Heading { level, .. }) => open = Some((*level as usize, String::new())),
            Event::Text(text) | Event::Code(text) => {
                if let Some((_, title)) = &mut open {
                    title.push_str(text);
                }
            }
            Event::End(TagEnd::Heading(_)) => {
                let Some((level, text)) = open.take() else { continue };
                let name = anchor(&text);
                let before = times.entry(name.clone()).or_default();
                let id = if *before == 0 { name } else { format!("{name}-{before}") };
                *before += 1;
                found.push(Heading { level, text, id });
            }
            _ => {}
        }
    }
    found
}

/// The name that GitHub gives a heading.
fn anchor(heading: &str) -> String {
    let letters = heading.to_lowercase();
    let kept = letters.chars().filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'));
    kept.map(|c| if c == ' ' { '-' } else { c }).collect()
}

fn escaped(text: &str) -> String {
    html_of(vec![Event::Text(text.into())])
}

fn html_of(events: Vec<Event<'_>>) -> String {
    let mut written = String::new();
    html::push_html(&mut written, events.into_iter());
    written
}

#[cfg(test)]
mod tests {
    use super::*;

    const README: &str =
        "# Watchback\n\nSee [what it does](docs/guide.md#how-it-works-q--a).\n\n## Documents\n";
    const LOOK: Look<'_> =
        Look { tokens: ":root {\n  --ink: black;\n}", icon: "<link rel=\"icon\" href=\"data:,\">" };

    fn published(guide: &str) -> anyhow::Result<Published> {
        let documents = [("README.md", README), ("docs/guide.md", guide)];
        let documents = documents.map(|(path, text)| (path.to_owned(), text.to_owned()));
        publish(&documents, LOOK, |path| match path {
            "docs/table.csv" | "docs/pictures/a.png" | "src/main.rs" => Some(true),
            "src" => Some(false),
            _ => None,
        })
    }

    fn guide(body: &str) -> String {
        let text = format!("# Guide & more\n\n{body}\n\n## How it works: Q & A\n\nSo.\n");
        published(&text).unwrap().pages.remove("guide.html").unwrap()
    }

    fn refusal(body: &str) -> String {
        let text = format!("# Guide\n\n{body}\n\n## How it works: Q & A\n");
        let refused = published(&text);
        format!("{:#}", refused.err().unwrap())
    }

    #[test]
    fn a_page_has_its_title_contents_style_and_no_script() {
        let page = guide("Text with `<script>` in it.");
        assert!(page.contains("<title>Guide &amp; more · Watchback</title>"), "{page}");
        assert!(page.contains("<h1 id=\"guide--more\">Guide &amp; more</h1>"), "{page}");
        let contents = "<li><a href=\"#how-it-works-q--a\">How it works: Q &amp; A</a></li>";
        assert!(page.contains(contents), "{page}");
        assert!(page.contains("<h2 id=\"how-it-works-q--a\">"), "{page}");
        assert!(page.contains("<a href=\"readme.html#documents\">All documents</a>"), "{page}");
        assert!(page.contains("--ink: black") && page.contains("lang=\"en\""), "{page}");
        assert!(!page.contains("<script"), "{page}");
    }

    #[test]
    fn the_policy_stands_before_all_that_it_is_about() {
        let page = guide("![A picture](pictures/a.png)");
        let (before, _) = page.split_once("http-equiv=\"Content-Security-Policy\"").unwrap();
        for tag in ["<style", "<link", "<img", "<script"] {
            assert!(!before.contains(tag), "{tag}");
        }
        assert!(page.contains("content=\"default-src 'none'; style-src 'sha256-"), "{page}");
        let (_, style) = page.split_once("<style>").unwrap();
        let (style, _) = style.split_once("</style>").unwrap();
        assert!(page.contains(&policy_hash(style)), "{page}");
        assert!(!page.contains(STYLE_HASH), "{page}");
    }

    #[test]
    fn a_column_of_numbers_is_set_without_a_style_attribute() {
        let page = guide("| a | b |\n|---|---:|\n| c | 1 |");
        assert!(page.contains("<td class=\"right\">1</td>"), "{page}");
        assert!(!page.contains(" style=\""), "{page}");
    }

    #[test]
    fn links_lead_to_pages_to_files_beside_them_or_out() {
        let text = "[a](../README.md) [b](../README.md#documents) [c](#how-it-works-q--a) [d](table.csv) \
                    [e](../src/main.rs) [f](../src) [g](https://example.org/x.md) ![h](pictures/a.png)";
        let page = guide(text);
        for expected in [
            "<a href=\"readme.html\">a</a>",
            "<a href=\"readme.html#documents\">b</a>",
            "<a href=\"#how-it-works-q--a\">c</a>",
            "<a href=\"table.csv\">d</a>\ne\nf\n".replace('\n', " ").trim_end(),
            "<a href=\"https://example.org/x.md\">g</a>",
            "<img src=\"pictures/a.png\" alt=\"h\" />",
        ] {
            assert!(page.contains(expected), "{expected} is not in {page}");
        }
        let files = published(&format!("# G\n\n{text}\n\n## How it works: Q & A\n")).unwrap().files;
        assert_eq!(files.into_iter().collect::<Vec<_>>(), ["pictures/a.png", "table.csv"]);
    }

    #[test]
    fn what_points_nowhere_or_would_not_be_read_is_refused() {
        for (body, expected) in [
            ("[a](missing.md)", "docs/guide.md: missing.md points to docs/missing.md, which is not there"),
            ("[a](#nothing)", "#nothing points to a heading that docs/guide.md has not"),
            ("[a](../README.md#nothing)", "points to a heading that README.md has not"),
            ("[a](../../x.md)", "leads out of the repository"),
            ("![a](../src/main.rs)", "the picture ../src/main.rs is not published"),
            ("a <b>b</b>", "it holds HTML, which no page takes: <b>"),
            ("<script>\n</script>", "it holds HTML"),
            ("### Deep", "\"Deep\" skips a level"),
            ("# Second", "one heading of level 1"),
        ] {
            let told = refusal(body);
            assert!(told.contains(expected), "{told} does not say {expected}");
        }
    }

    #[test]
    fn wide_tables_scroll_and_equal_headings_have_names_of_their_own() {
        let page = guide("| a | b |\n|---|---|\n| 1 | 2 |\n\n## Same\n\n## Same");
        let (_, table) = page.split_once(TABLE[0]).unwrap();
        assert!(table.trim_start().starts_with("<table>"), "{table}");
        assert!(page.contains("</table>\n</div>"), "{page}");
        assert!(guide("| | b |\n|---|---|\n| 1 | 2 |").contains("<td></td><th>b</th>"));
        assert!(page.contains("id=\"same\"") && page.contains("id=\"same-1\""), "{page}");
    }

    #[test]
    fn the_look_is_that_of_the_programs_page() {
        let style_sheet = "/* a */\n:root {\n  --ink: black;\n}\n\np {\n}\n";
        let look = Look::new(style_sheet, "<a>\n  <link rel=\"icon\" href=\"data:,\">\n").unwrap();
        assert_eq!((look.tokens, look.icon), (LOOK.tokens, LOOK.icon));
    }

    /// The repository's own: each makes a page, and each of its links leads somewhere.
    #[test]
    fn the_repositorys_documents_make_pages() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        let documents = read(&root).unwrap();
        let text = |path: &str| fs::read_to_string(root.join(path)).unwrap();
        let (style_sheet, page) = (text("www/style.css"), text("index.html"));
        let look = Look::new(&style_sheet, &page).unwrap();
        let is_file = |path: &str| fs::metadata(root.join(path)).ok().map(|of| of.is_file());
        let published = publish(&documents, look, is_file).unwrap();
        // What the first screen and the program name is there.
        let naming = page.clone() + &text("app/src/page/documents.rs");
        let links = naming.split("href=\"docs/").skip(1).filter_map(|part| part.split('"').next());
        for link in links {
            let (name, anchor) = link.split_once('#').unwrap_or((link, ""));
            let page = published.pages.get(name).unwrap_or_else(|| panic!("the page names {link}"));
            assert!(anchor.is_empty() || page.contains(&format!("id=\"{anchor}\"")), "{link}");
        }
        assert!(published.pages.len() > 15);
    }
}
