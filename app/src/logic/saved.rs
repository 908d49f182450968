//! What a saved picture or table is called and says of itself, and tables as CSV. What is saved is
//! always English.

use watchback::letters::{cell_of, number};
use watchback::markup::escaped;

/// Letters of a file's name at most, without its ending.
const NAME_LETTERS: usize = 100;

/// Of what a picture or a table is: a city's records, and a run where there is one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Origin {
    /// What the city is called.
    pub city: String,
    /// Its days.
    pub period: String,
    /// The digest of the run; none for what is told of records alone.
    pub digest: Option<String>,
}

impl Origin {
    /// In a line. It has no comma, so that it stays one cell of a table.
    pub fn line(&self) -> String {
        let city = self.city.replace([',', '"', '\n', '\r'], " ");
        let digest = self.digest.as_ref().map(|of| format!(" | digest {of}")).unwrap_or_default();
        format!("{city} | {}{digest} | Watchback {}", self.period, env!("CARGO_PKG_VERSION"))
    }

    /// A file's name: city, days, and what it holds.
    pub fn file_name(&self, holds: &str, ending: &str) -> String {
        format!("{}.{ending}", plain_name(&format!("{} {} {holds}", self.city, self.period)))
    }
}

/// Small letters and digits with dashes between them, as file systems and addresses take them.
pub fn plain_name(text: &str) -> String {
    let mut name = String::new();
    for letter in text.chars().map(|letter| letter.to_ascii_lowercase()) {
        if letter.is_ascii_alphanumeric() {
            name.push(letter);
        } else if !name.is_empty() && !name.ends_with('-') {
            name.push('-');
        }
    }
    name.truncate(NAME_LETTERS);
    name.trim_end_matches('-').to_owned()
}

/// What a label names, before it explains: `Daily sums; the table below holds them.`
pub fn name_in(label: &str) -> &str {
    let name = label.split("; ").next().unwrap_or(label);
    name.split(". ").next().unwrap_or(name).trim_end_matches(['.', ':'])
}

/// Rows of cells as CSV, with a first line that says of what they are. Counts lose their commas,
/// and what a spreadsheet would take for a formula is made harmless.
pub fn csv(origin: &Origin, holds: &str, rows: &[Vec<String>]) -> String {
    let holds = holds.replace([',', '"', '\n', '\r'], " ");
    let mut text = format!("# {holds} | {}\r\n", origin.line());
    for row in rows {
        let cells: Vec<String> = row.iter().map(|cell| quoted(&cell_in_csv(cell))).collect();
        text += &cells.join(",");
        text += "\r\n";
    }
    text
}

fn quoted(cell: &str) -> String {
    let is_plain = !cell.contains([',', '"', '\n', '\r']) && cell.trim() == cell;
    if is_plain { cell.to_owned() } else { format!("\"{}\"", cell.replace('"', "\"\"")) }
}

/// A number is written as programs read one. A text keeps its letters.
fn cell_in_csv(cell: &str) -> String {
    let cell = cell.trim_matches(' ');
    let plain = cell.replace('\u{2212}', "-");
    let whole = plain.trim_start_matches(['-', '+']).split('.').next().unwrap_or_default();
    let mut groups = whole.split(',');
    let is_grouped = groups.next().is_some_and(|first| (1..=3).contains(&first.len()))
        && groups.all(|group| group.len() == 3);
    let plain = if is_grouped { plain.replace(',', "") } else { plain };
    match number(&plain) {
        Some(_) => plain.trim_start_matches('+').to_owned(),
        None => cell_of(cell).into_owned(),
    }
}

/// Pixels of a line of text, and about how many a letter takes.
const LINE: f64 = 18.0;
const LETTER: f64 = 7.0;

/// A picture that stands alone, and its size: what it is called above it, of what it is below.
/// `inner`: SVG of a width and a height. `colours`: the ground, and what is written on it.
pub fn framed(
    name: &str,
    origin: &Origin,
    (inner, width, height): (&str, f64, f64),
    [ground, ink]: [&str; 2],
) -> (String, f64, f64) {
    let width = width.max(240.0);
    let letters = ((width / LETTER) as usize).max(20);
    let (above, below) = (lines(name, letters), lines(&origin.line(), letters));
    let (top, bottom) = (LINE * above.len() as f64 + 8.0, LINE * below.len() as f64 + 8.0);
    let all = [width + 16.0, top + height + bottom + 8.0];
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{0:.0}\" height=\"{1:.0}\" viewBox=\"0 0 {0:.0} {1:.0}\" \
         font-family=\"sans-serif\"><title>{2}</title><desc>{3}</desc><rect width=\"100%\" height=\"100%\" fill=\"{4}\"/>",
        all[0],
        all[1],
        escaped(name),
        escaped(&origin.line()),
        escaped(ground)
    );
    let mut write = |lines: &[String], from: f64, size: usize, weight: usize| {
        for (at, line) in lines.iter().enumerate() {
            svg += &format!(
                "<text x=\"8\" y=\"{:.0}\" font-size=\"{size}\" font-weight=\"{weight}\" fill=\"{}\">{}</text>",
                from + LINE * (at + 1) as f64,
                escaped(ink),
                escaped(line)
            );
        }
    };
    write(&above, 0.0, 14, 600);
    write(&below, top + height, 11, 400);
    svg += &format!("<g transform=\"translate(8 {top:.0})\">{inner}</g></svg>");
    (svg, all[0], all[1])
}

/// A text in lines of so many letters; a longer word is cut.
fn lines(text: &str, letters: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        for part in word.chars().collect::<Vec<_>>().chunks(letters) {
            let part: String = part.iter().collect();
            match lines.last_mut() {
                Some(line) if line.chars().count() + 1 + part.chars().count() <= letters => {
                    line.push(' ');
                    line.push_str(&part);
                }
                _ => lines.push(part),
            }
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chicago() -> Origin {
        Origin {
            city: "Chicago".to_owned(),
            period: "2017-01-01 to 2017-12-31".to_owned(),
            digest: Some("ab12".to_owned()),
        }
    }

    #[test]
    fn names_speak_and_lead_nowhere() {
        let name = chicago().file_name("AUC, by \"tile\" / ../..", "svg");
        assert_eq!(name, "chicago-2017-01-01-to-2017-12-31-auc-by-tile.svg");
        assert_eq!(plain_name("\u{d1}u\u{f1}oa & Co."), "u-oa-co");
        assert!(plain_name(&"x ".repeat(500)).len() <= NAME_LETTERS);
        assert_eq!(name_in("Daily sums; the table below holds them."), "Daily sums");
        assert_eq!(name_in("Records a day, by month. No month lacks a day."), "Records a day, by month");
    }

    #[test]
    fn cells_are_numbers_or_harmless() {
        let cells =
            ["12,345", "\u{2212}0.12", "+3", "12,34", "=1+1", "@x", "+1 %", "a, \"b\"", "0.5", "\tx", ""];
        let text = csv(&chicago(), "What, if", &[cells.map(str::to_owned).to_vec()]);
        let (head, row) = text.split_once("\r\n").unwrap();
        assert!(
            head.starts_with("# What  if | Chicago | 2017-01-01 to 2017-12-31 | digest ab12 | Watchback ")
        );
        let wanted = "12345,-0.12,3,\"12,34\",'=1+1,'@x,'+1 %,\"a, \"\"b\"\"\",0.5,'\tx,\r\n";
        assert_eq!(row, wanted);
    }

    #[test]
    fn a_framed_picture_stands_alone_and_says_what_it_is_of() {
        let name = "A <long> name that does not fit into one line of so narrow a picture";
        let (svg, width, height) = framed(name, &chicago(), ("<g/>", 100.0, 50.0), ["#fff", "#000"]);
        assert!(svg.starts_with("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"256\""), "{svg}");
        assert!(
            svg.contains("A &lt;long&gt;") && svg.contains("digest ab12") && width == 256.0 && height > 100.0
        );
        assert_eq!(lines("aaaa bb c ddddddd", 5), ["aaaa", "bb c", "ddddd", "dd"]);
    }
}
