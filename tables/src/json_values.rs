//! JSON text cut into its values by serde_json, one at a time, within a window of the file.

use std::borrow::Cow;
use std::fmt;

use serde::Deserializer;
use serde::de::{MapAccess, Visitor};
use serde_json::value::RawValue;
use watchback_translate::mark;

/// How deep values may lie in each other.
pub(crate) const DEPTH_LIMIT: usize = 64;
/// What may stand before each object of a sequence (RFC 8142).
pub(crate) const RECORD: u8 = 0x1e;
/// Bytes of the text that an error shows.
const SHOWN_BYTES: usize = 20;

/// Why no more was cut off.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Stop {
    /// The text goes on after the window.
    More,
    /// Deeper than may be.
    TooDeep,
    /// It is JSON, but none that holds rows.
    NoRows,
    /// Its columns are whole lists, one after another, and too long to be held.
    ByColumns,
    /// Something else stands there than must.
    Broken { expected: String, found: Vec<u8> },
}

/// A value that is no object.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Value<'a> {
    /// A string with its quotes as it stands there.
    Text(&'a str),
    /// A number, an array, `true` or `false` as it stands there; `null` is empty.
    Plain(&'a str),
}

/// A place in the text.
pub(crate) struct Values<'a> {
    text: &'a [u8],
    at_end: bool,
    pub(crate) at: usize,
}

impl<'a> Values<'a> {
    pub(crate) fn new(text: &'a [u8], at_end: bool) -> Self {
        Self { text, at_end, at: 0 }
    }

    /// The next byte that is no blank; it is not consumed.
    pub(crate) fn look(&mut self) -> Result<u8, Stop> {
        let rest = self.text.get(self.at..).unwrap_or_default();
        let blanks =
            rest.iter().take_while(|byte| matches!(**byte, b' ' | b'\t' | b'\r' | b'\n' | RECORD)).count();
        self.at += blanks;
        rest.get(blanks).copied().ok_or(Stop::More)
    }

    /// Whether the text ends with what is in sight.
    pub(crate) fn is_at_end(&self) -> bool {
        self.at_end
    }

    /// Consumes the next byte that is no blank if it is `byte`.
    pub(crate) fn skip_if(&mut self, byte: u8) -> Result<bool, Stop> {
        let holds = self.look()? == byte;
        self.at += usize::from(holds);
        Ok(holds)
    }

    pub(crate) fn broken(&self, expected: &str) -> Stop {
        self.broken_at(self.at, expected)
    }

    fn broken_at(&self, at: usize, expected: &str) -> Stop {
        let rest = self.text.get(at..).unwrap_or_default();
        let found = rest.get(..SHOWN_BYTES).unwrap_or(rest).to_vec();
        Stop::Broken { expected: expected.to_owned(), found }
    }

    /// A member's name; its colon is consumed.
    pub(crate) fn name(&mut self) -> Result<Cow<'a, str>, Stop> {
        if self.look()? != b'"' {
            return Err(self.broken(mark!("a name in quotes")));
        }
        let name = unescaped(self.value(1)?);
        if self.skip_if(b':')? { Ok(name) } else { Err(self.broken("a colon")) }
    }

    /// One value at `depth`, whole, as it stands there.
    pub(crate) fn value(&mut self, depth: usize) -> Result<&'a str, Stop> {
        let first = self.look()?;
        let rest = self.text.get(self.at..).unwrap_or_default();
        let mut values = serde_json::Deserializer::from_slice(rest).into_iter::<&RawValue>();
        let (found, end) = (values.next(), values.byte_offset());
        // Brackets that no end is in sight of count too.
        let is_too_deep = |text: &[u8]| nesting(text) + depth > DEPTH_LIMIT;
        match found {
            None => Err(Stop::More),
            // A number or word at the window's end may go on after it.
            Some(Ok(_)) if end == rest.len() && !self.at_end && !matches!(first, b'{' | b'[' | b'"') => {
                Err(Stop::More)
            }
            Some(Ok(value)) => {
                if is_too_deep(value.get().as_bytes()) {
                    return Err(Stop::TooDeep);
                }
                self.at += end;
                Ok(value.get())
            }
            Some(Err(error)) if error.is_eof() => {
                Err(if is_too_deep(rest) { Stop::TooDeep } else { Stop::More })
            }
            // A number that is cut off is none yet.
            Some(Err(error)) if self.offset(&error) + number_at_end(rest) >= rest.len() => Err(Stop::More),
            Some(Err(error)) => Err(self.broken_by(&error)),
        }
    }

    /// Where in the text from here on serde_json found something wrong.
    fn offset(&self, error: &serde_json::Error) -> usize {
        let rest = self.text.get(self.at..).unwrap_or_default();
        let lines = rest.split_inclusive(|byte| *byte == b'\n');
        let before: usize = lines.take(error.line().saturating_sub(1)).map(<[u8]>::len).sum();
        (before + error.column().saturating_sub(1)).min(rest.len())
    }

    /// What serde_json says is wrong, in the words of our other errors, and the text there.
    fn broken_by(&self, error: &serde_json::Error) -> Stop {
        let rest = self.text.get(self.at..).unwrap_or_default();
        let at = self.offset(error);
        // Back to where a word begins.
        let word = rest.get(..at).unwrap_or_default().iter().rev();
        let at = self.at + at - word.take_while(|byte| byte.is_ascii_alphanumeric()).count();
        let message = error.to_string();
        let message = message.split(" at line ").next().unwrap_or_default();
        match message {
            "expected value" | "expected ident" | "invalid number" => self.broken_at(at, "a value"),
            "key must be a string" => self.broken_at(at, mark!("a name in quotes")),
            other => self.broken_at(at, other.strip_prefix("expected ").unwrap_or(other)),
        }
    }
}

/// Bytes of a number with which the text ends, if it does, and one more; else none.
fn number_at_end(text: &[u8]) -> usize {
    let is_of_number = |byte: &&u8| matches!(**byte, b'0'..=b'9' | b'+' | b'-' | b'.' | b'e' | b'E');
    let length = text.iter().rev().take_while(is_of_number).count();
    length + usize::from(length > 0)
}

/// How many brackets are open at once at most, those in strings not counted.
fn nesting(text: &[u8]) -> usize {
    let (mut open, mut most, mut in_string, mut is_escaped) = (0_usize, 0, false, false);
    for byte in text {
        match byte {
            _ if std::mem::take(&mut is_escaped) => {}
            b'\\' => is_escaped = in_string,
            b'"' => in_string = !in_string,
            b'{' | b'[' if !in_string => {
                open += 1;
                most = most.max(open);
            }
            b'}' | b']' if !in_string => open = open.saturating_sub(1),
            _ => {}
        }
    }
    most
}

/// Gives each value of an object with the names on the way to it; an array is one value.
pub(crate) fn for_each_value(object: &str, each: &mut dyn FnMut(&[String], Value<'_>)) -> Result<(), Stop> {
    let mut deserializer = serde_json::Deserializer::from_str(object);
    let mut members = Members { path: Vec::new(), each };
    let found = members.read(&mut deserializer);
    found.map_err(|error| Stop::Broken {
        expected: mark!("an object").to_owned(),
        found: error.to_string().into(),
    })
}

struct Members<'e> {
    path: Vec<String>,
    each: &'e mut dyn FnMut(&[String], Value<'_>),
}

impl Members<'_> {
    fn read(
        &mut self,
        object: &mut serde_json::Deserializer<serde_json::de::StrRead<'_>>,
    ) -> serde_json::Result<()> {
        object.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for &mut Members<'_> {
    type Value = ();

    fn expecting(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(name) = map.next_key::<String>()? {
            self.path.push(name);
            let value = map.next_value::<&'de RawValue>()?.get();
            match value.as_bytes().first() {
                Some(b'{') => {
                    let mut object = serde_json::Deserializer::from_str(value);
                    self.read(&mut object).map_err(serde::de::Error::custom)?;
                }
                Some(b'"') => (self.each)(&self.path, Value::Text(value)),
                _ if value == "null" => (self.each)(&self.path, Value::Plain("")),
                _ => (self.each)(&self.path, Value::Plain(value)),
            }
            self.path.pop();
        }
        Ok(())
    }
}

/// A string in quotes without them and its escapes; as it stands there where an escape is none.
pub(crate) fn unescaped(string: &str) -> Cow<'_, str> {
    let inner = string.strip_prefix('"').and_then(|inner| inner.strip_suffix('"')).unwrap_or(string);
    if !inner.contains('\\') {
        return Cow::Borrowed(inner);
    }
    serde_json::from_str(string).map_or(Cow::Borrowed(inner), Cow::Owned)
}
