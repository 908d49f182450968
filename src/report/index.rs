//! The list of published runs: a page that works without a script.

use super::{city_title, document};
use crate::markup::{element, escaped, paragraph};
use crate::results::Results;
use crate::wording::findings;
use crate::wording::numbers::day;

/// A run that is published.
#[derive(Clone, Copy, Debug)]
pub struct Listed<'a> {
    /// The name that its files have.
    pub name: &'a str,
    /// What it found.
    pub results: &'a Results,
}

/// The list. Each run has `NAME.html`, its report, and `results/NAME.crate.zip`, its bundle, which
/// the app opens by `./#results=NAME` where it stands beside the list.
#[must_use]
pub fn index(runs: &[Listed<'_>], has_app: bool) -> String {
    let mut body = element("h1", "Published audits");
    body += &paragraph(if has_app {
        "Each can be read here, opened in the program, and checked by anybody who has the same public records: nothing \
         that you open leaves your computer."
    } else {
        "Each can be read here, and checked by anybody who has the same public records: save its bundle, and drop it with \
         these records on the page of Watchback, or run watchback verify. The program is not on this site."
    });
    for Listed { name, results } in runs {
        let (study, escaped_name) = (&results.study, escaped(name));
        let test = study.test();
        let mut html = element(
            "h2",
            &escaped(&format!(
                "{}, {} to {}",
                city_title(&study.settings().city),
                day(test.first()),
                day(test.last())
            )),
        );
        if results.simulated {
            html += &element("p", "<strong>Simulated city.</strong>");
        }
        if let Some(finding) = findings::forecast(results) {
            html += &paragraph(&finding.answer);
        }
        let open = if has_app {
            format!("<a href=\"./#results={escaped_name}\">Open it in the program, and check it</a> \u{b7} ")
        } else {
            String::new()
        };
        html += &format!(
            "<p><a href=\"./{escaped_name}.html\">Read the report</a> \u{b7} {open}\
             <a href=\"./results/{escaped_name}.crate.zip\" download>Save the bundle</a></p>"
        );
        html += &paragraph(&format!("Digest {}", results.digest));
        body += &element("section", &html);
    }
    document("Published audits", &body)
}
