//! Finished results that are published beside the page: `results/NAME.json.gz` at the repository's
//! root, where `make examples` puts some.
//!
//! The page opens them at `#results=NAME`. It fetches them before it locks the network.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use anyhow::Context;
use watchback_translate::mark;

/// The folder, in the repository and in `dist`.
pub(crate) const FOLDER: &str = "results";
/// Stands in the page for the links to them.
const LINKS: &str = "<!-- LINKS-TO-RESULTS -->";
const EXTENSION: &str = ".json.gz";
/// What results that `make examples` makes are called on the page.
const TITLES: [(&str, &str); 3] = [
    ("chicago-2017", mark!("Chicago, the year 2017")),
    ("simulated", mark!("The simulated city, where there is something to find")),
    ("simulated-null", mark!("Its twin, where there is nothing to find")),
];

/// What stands above the links.
const INTRODUCED: &str = mark!("Or look at a finished audit:");

/// The results that there are, by name.
#[derive(Debug, Default)]
pub(crate) struct Results {
    names: Vec<String>,
    folder: PathBuf,
}

impl Results {
    /// What a folder holds; nothing where there is none.
    pub(crate) fn read(folder: &Path) -> anyhow::Result<Self> {
        let entries = match fs::read_dir(folder) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Self::default()),
            entries => entries.with_context(|| format!("reading {}", folder.display()))?,
        };
        let mut names = Vec::new();
        for entry in entries {
            let name = entry?.file_name().to_string_lossy().into_owned();
            names.extend(name.strip_suffix(EXTENSION).map(str::to_owned));
        }
        names.sort_unstable();
        Ok(Self { names, folder: folder.to_owned() })
    }

    /// The page with links to them; without, where there are none.
    pub(crate) fn linked_from(&self, page: &str) -> String {
        if self.names.is_empty() {
            return page.replace(LINKS, "");
        }
        let link = |name: &String| {
            let title = TITLES.iter().find(|(of, _)| of == name).map_or(name.as_str(), |(_, title)| title);
            format!("<li><a href=\"#results={name}\">{title}</a></li>")
        };
        let links: String = self.names.iter().map(link).collect();
        page.replace(
            LINKS,
            &format!("<p class=\"hint\">{INTRODUCED}</p><ul class=\"documents\">{links}</ul>"),
        )
    }

    /// Copies them beside the page.
    pub(crate) fn copy(&self, dist: &Path) -> anyhow::Result<()> {
        for name in &self.names {
            let (file, to) = (format!("{name}{EXTENSION}"), dist.join(FOLDER));
            fs::create_dir_all(&to)?;
            fs::copy(self.folder.join(&file), to.join(&file)).with_context(|| format!("copying {file}"))?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_has_a_link_by_its_title() {
        let names = ["chicago-2017", "our-town"].map(str::to_owned).to_vec();
        let results = Results { names, folder: PathBuf::new() };
        let page = results.linked_from(&format!("<p>{LINKS}</p>"));
        assert!(page.contains("<a href=\"#results=chicago-2017\">Chicago, the year 2017</a>"), "{page}");
        assert!(page.contains(">our-town</a>"), "{page}");
        assert_eq!(Results::default().linked_from(&format!("<p>{LINKS}</p>")), "<p></p>");
    }

    #[test]
    fn a_folder_that_is_not_there_has_none() {
        let results = Results::read(Path::new("no-such-folder")).unwrap();
        assert!(results.names.is_empty());
    }
}
