//! HTML from text. Names and values come from people's files: all of them are escaped.

/// A text as HTML.
pub fn escaped(text: &str) -> String {
    let mut html = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '"' => html.push_str("&quot;"),
            '\'' => html.push_str("&#39;"),
            letter => html.push(letter),
        }
    }
    html
}

/// An element with markup in it.
pub fn element(tag: &str, inner: &str) -> String {
    format!("<{tag}>{inner}</{tag}>")
}

/// A paragraph of text.
pub fn paragraph(text: &str) -> String {
    element("p", &escaped(text))
}

/// A list of texts; nothing where there are none.
pub fn list(lines: impl IntoIterator<Item = String>) -> String {
    let items: String = lines.into_iter().map(|line| element("li", &escaped(&line))).collect();
    if items.is_empty() { items } else { element("ul", &items) }
}

/// A table of texts: a caption, headings, and rows whose first cell names them.
pub fn table(caption: &str, headings: &[&str], rows: impl IntoIterator<Item = Vec<String>>) -> String {
    let heading = |text: &&str| format!("<th scope=\"col\">{}</th>", escaped(text));
    let mut html = element("caption", &escaped(caption));
    html += &element("thead", &element("tr", &headings.iter().map(heading).collect::<String>()));
    let row = |cells: Vec<String>| {
        let mut cells = cells.iter();
        let name = cells.next().map(|name| format!("<th scope=\"row\">{}</th>", escaped(name)));
        let rest: String = cells.map(|cell| element("td", &escaped(cell))).collect();
        element("tr", &(name.unwrap_or_default() + &rest))
    };
    html += &element("tbody", &rows.into_iter().map(row).collect::<String>());
    element("table", &html)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_from_a_file_cannot_become_markup() {
        let nasty = "<script>alert('x')</script>&\"";
        let html = table("c", &["a", "b"], [vec![nasty.to_owned(), nasty.to_owned()]]);
        assert!(!html.contains("<script") && html.contains("&lt;script&gt;alert(&#39;x&#39;)"), "{html}");
        assert_eq!(html.matches("&amp;&quot;").count(), 2);
    }
}
