//! Tables, written as HTML at once: a fraction of the bytes and of the time that a node at a time
//! takes.

use leptos::prelude::*;

use super::save_menu::SaveTable;
use watchback::markup::escaped;

/// A cell.
#[derive(Clone, Debug)]
pub(super) enum Cell {
    /// What the row is about.
    Name(String),
    /// The same, over so many rows.
    Names(usize, String),
    /// A figure; it stays on one line.
    Number(String),
    /// The figure that the row is for.
    Strong(String),
    /// Words.
    Text(String),
    /// Words that explain.
    Hint(String),
    /// A choice: its number, what may be chosen and whether it is, and what it is called.
    Choice(usize, Vec<(&'static str, bool)>, String),
    /// Words over so many columns.
    Wide(usize, String),
}

/// What a cell says.
pub(super) fn text(what: impl ToString) -> String {
    what.to_string()
}

/// A table's rows as HTML; every text is escaped, as names come from people's files.
#[derive(Clone, Debug, Default)]
pub(super) struct Rows {
    html: String,
    columns: usize,
}

impl Rows {
    /// A table with these headings; the first may be empty.
    pub(super) fn new<T: AsRef<str>>(headings: &[T]) -> Self {
        let mut rows = Self { html: "<thead><tr>".to_owned(), columns: headings.len() };
        for heading in headings {
            let tag = if heading.as_ref().is_empty() { "td" } else { "th" };
            rows.element(tag, "", heading.as_ref());
        }
        rows.html.push_str("</tr></thead>");
        rows
    }

    /// A table of these rows.
    pub(super) fn of<T: AsRef<str>>(headings: &[T], rows: impl IntoIterator<Item = Vec<Cell>>) -> Self {
        let mut table = Self::new(headings);
        rows.into_iter().for_each(|cells| table.row(cells));
        table
    }

    /// What stands above the table.
    pub(super) fn caption(mut self, text: &str) -> Self {
        self.html.insert_str(0, &format!("<caption><span>{}</span></caption>", escaped(text)));
        self
    }

    /// A heading over the rows that follow.
    pub(super) fn group(&mut self, name: &str) {
        self.html.push_str("<tbody><tr class=\"group\">");
        let attributes = format!(" scope=\"rowgroup\" colspan=\"{}\"", self.columns);
        self.element("th", &attributes, name);
    }

    /// A row.
    pub(super) fn row(&mut self, cells: impl IntoIterator<Item = Cell>) {
        self.marked_row(false, &mut cells.into_iter());
    }

    /// A row that stands out where `now`.
    pub(super) fn marked_row(&mut self, now: bool, cells: &mut dyn Iterator<Item = Cell>) {
        self.html.push_str(if now { "<tr class=\"now\">" } else { "<tr>" });
        for cell in cells {
            match cell {
                Cell::Name(text) => self.element("th", " scope=\"row\"", &text),
                Cell::Names(rows, text) => {
                    self.element("th", &format!(" scope=\"rowgroup\" rowspan=\"{rows}\""), &text);
                }
                Cell::Number(text) => self.element("td", " class=\"number\"", &text),
                Cell::Strong(text) => self.element("td", " class=\"number strong\"", &text),
                Cell::Text(text) => self.element("td", "", &text),
                Cell::Hint(text) => self.element("td", " class=\"hint\"", &text),
                Cell::Choice(at, options, label) => {
                    self.html.push_str(&format!(
                        "<td><select data-at=\"{at}\" aria-label=\"{}\">",
                        escaped(&label)
                    ));
                    for (name, chosen) in options {
                        self.element("option", if chosen { " selected" } else { "" }, name);
                    }
                    self.html.push_str("</select></td>");
                }
                Cell::Wide(columns, text) => {
                    self.element("td", &format!(" class=\"number\" colspan=\"{columns}\""), &text);
                }
            }
        }
    }

    fn element(&mut self, tag: &str, attributes: &str, text: &str) {
        for part in ["<", tag, attributes, ">"] {
            self.html.push_str(part);
        }
        self.html.push_str(&escaped(text));
    }
}

/// The table, in a region of its own that scrolls sideways, and upwards where it is `tall`; and the
/// menu that saves it.
#[component]
pub(super) fn Table(
    rows: Rows,
    #[prop(into)] label: String,
    #[prop(optional)] testid: &'static str,
    #[prop(optional)] class: &'static str,
    #[prop(optional)] tall: bool,
) -> impl IntoView {
    let name = label.clone();
    view! {
        <div class=if tall { "scroll tall" } else { "scroll" } tabindex="0" role="region" aria-label=label>
            <table class=class data-testid=testid inner_html=rows.html></table>
        </div>
        <SaveTable name=name/>
    }
    .into_any()
}

/// What is shown on request.
#[component]
pub(super) fn Details(
    #[prop(into)] summary: String,
    #[prop(optional)] testid: &'static str,
    children: Children,
) -> impl IntoView {
    view! { <details data-testid=testid><summary>{summary}</summary>{children()}</details> }.into_any()
}
