//! What commands print. Names and values of files are shown as they are, but for characters that a
//! terminal would obey or that nobody sees.

use std::fmt::Write as _;
use std::io::{self, StderrLock, StdoutLock, Write};

/// A terminal that obeys no character that is printed on it.
///
/// Control characters, but for the ends of lines and tabs, and those that are invisible or turn the
/// direction of text stand as `\u001b`, their UTF-16 in four digits each: inside a JSON string that
/// is the same character. A value may still end a line. Text is expected in whole characters, as
/// formatting writes it.
#[derive(Debug)]
pub(crate) struct Terminal<W>(W);

/// The standard output.
pub(crate) fn stdout() -> Terminal<StdoutLock<'static>> {
    Terminal(io::stdout().lock())
}

/// The standard error.
pub(crate) fn stderr() -> Terminal<StderrLock<'static>> {
    Terminal(io::stderr().lock())
}

/// Prints a line to the standard error. Where nobody reads it there is nobody to tell.
macro_rules! tell {
    ($($argument:tt)*) => {{
        let _ = std::io::Write::write_fmt(&mut $crate::terminal::stderr(), format_args!("{}\n", format_args!($($argument)*)));
    }};
}
pub(crate) use tell;

/// Whether a terminal obeys a character, or nobody sees it.
const fn is_hidden(letter: char) -> bool {
    matches!(
        letter,
        '\0'..='\u{8}'
            | '\u{b}'..='\u{1f}'
            | '\u{7f}'..='\u{9f}'
            | '\u{ad}'
            | '\u{61c}'
            | '\u{115f}'..='\u{1160}'
            | '\u{180e}'
            | '\u{200b}'..='\u{200f}'
            | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{3164}'
            | '\u{feff}'
            | '\u{fff9}'..='\u{fffb}'
            | '\u{e0000}'..='\u{e007f}'
    )
}

impl<W: Write> Write for Terminal<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let text = String::from_utf8_lossy(bytes);
        if !text.contains(is_hidden) {
            self.0.write_all(text.as_bytes())?;
            return Ok(bytes.len());
        }
        let mut shown = String::with_capacity(text.len());
        for letter in text.chars() {
            if is_hidden(letter) {
                for unit in letter.encode_utf16(&mut [0; 2]) {
                    // Writing to a string cannot fail.
                    let _ = write!(shown, "\\u{unit:04x}");
                }
            } else {
                shown.push(letter);
            }
        }
        self.0.write_all(shown.as_bytes())?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> String {
        let mut terminal = Terminal(Vec::new());
        write!(terminal, "{text}").unwrap();
        String::from_utf8(terminal.0).unwrap()
    }

    #[test]
    fn what_a_terminal_would_obey_is_shown_and_text_stays() {
        assert_eq!(shown("caf\u{e9}\tM\u{fc}nchen\n"), "caf\u{e9}\tM\u{fc}nchen\n");
        // The clipboard, a colour by one character, a line written over, text turned round.
        assert_eq!(shown("\u{1b}]52;c;aGk=\u{7}"), "\\u001b]52;c;aGk=\\u0007");
        assert_eq!(shown("\u{9b}31m ok\rno"), "\\u009b31m ok\\u000dno");
        assert_eq!(shown("a\u{202e}b\u{200b}c\u{2066}"), "a\\u202eb\\u200bc\\u2066");
    }

    #[test]
    fn a_json_string_stays_the_same_text() {
        let text = "\u{9b}31m \u{202e} \u{7f} \u{e0041}";
        let json = shown(&serde_json::to_string(text).unwrap());
        assert!(json.is_ascii());
        assert_eq!(serde_json::from_str::<String>(&json).unwrap(), text);
    }
}
