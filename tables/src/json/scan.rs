//! JSON text cut into its values, no more than is needed to find rows and features in it: nothing is copied, and what is not yet there
//! is asked for.

/// How deep values may lie in each other.
pub const DEPTH_LIMIT: usize = 64;
/// How deep those may that are passed over whole. Nothing calls itself for them.
const WHOLE_DEPTH_LIMIT: usize = 1 << 16;
/// Bytes of the text that an error shows.
const SHOWN_BYTES: usize = 20;

/// Why no more was cut off.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Stop {
    /// The text goes on after the window.
    More,
    /// Deeper than may be.
    TooDeep,
    /// It is JSON, but none that holds rows.
    NoRows,
    /// Something else stands there than must.
    Broken { expected: &'static str, found: Vec<u8> },
}

/// A value.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Value<'a> {
    /// A string, between its quotes as it stands there.
    Text(&'a [u8]),
    /// A number, `true` or `false` as it stands there; `null` is empty.
    Plain(&'a [u8]),
    /// An array as it stands there.
    Array(&'a [u8]),
    /// An object as it stands there, where it is passed over whole.
    Object(&'a [u8]),
}

/// A place in the text.
pub struct Scan<'a> {
    text: &'a [u8],
    pub at: usize,
}

impl<'a> Scan<'a> {
    pub fn new(text: &'a [u8]) -> Self {
        Self { text, at: 0 }
    }

    /// The next byte that is no blank; it is not consumed.
    pub fn look(&mut self) -> Result<u8, Stop> {
        let rest = self.text.get(self.at..).unwrap_or_default();
        let blanks = rest.iter().take_while(|byte| matches!(byte, b' ' | b'\t' | b'\r' | b'\n')).count();
        self.at += blanks;
        rest.get(blanks).copied().ok_or(Stop::More)
    }

    /// Consumes the next byte that is no blank if it is `byte`.
    pub fn skip_if(&mut self, byte: u8) -> Result<bool, Stop> {
        let holds = self.look()? == byte;
        self.at += usize::from(holds);
        Ok(holds)
    }

    pub fn broken(&self, expected: &'static str) -> Stop {
        let rest = self.text.get(self.at..).unwrap_or_default();
        Stop::Broken { expected, found: rest.get(..SHOWN_BYTES).unwrap_or(rest).to_vec() }
    }

    /// Consumes the next byte that is no blank, which must be `byte`.
    pub fn expect(&mut self, byte: u8, expected: &'static str) -> Result<(), Stop> {
        if self.skip_if(byte)? { Ok(()) } else { Err(self.broken(expected)) }
    }

    /// A string without its quotes; escapes are left as they are.
    fn string(&mut self) -> Result<&'a [u8], Stop> {
        self.expect(b'"', "a name in quotes")?;
        let from = self.at;
        loop {
            let rest = self.text.get(self.at..).unwrap_or_default();
            let length = rest.iter().position(|byte| matches!(byte, b'"' | b'\\')).ok_or(Stop::More)?;
            self.at += length;
            if rest.get(length) == Some(&b'"') {
                let string = self.text.get(from..self.at).unwrap_or_default();
                self.at += 1;
                return Ok(string);
            }
            self.at += 2;
        }
    }

    /// A member's name and the colon after it, or `None` at the object's end. `first` where no member precedes it.
    pub fn member(&mut self, first: bool) -> Result<Option<&'a [u8]>, Stop> {
        if self.skip_if(b'}')? {
            return Ok(None);
        }
        if !first {
            self.expect(b',', "a comma or }")?;
            self.look()?;
        }
        let name = self.string()?;
        self.expect(b':', "a colon")?;
        self.look()?;
        Ok(Some(name))
    }

    /// Whether an array goes on; the comma is consumed, or the bracket at its end. `first` where no value precedes.
    pub fn item(&mut self, first: bool) -> Result<bool, Stop> {
        if self.skip_if(b']')? {
            return Ok(false);
        }
        if !first {
            self.expect(b',', "a comma or ]")?;
        }
        Ok(true)
    }

    /// One value, whole: of what lies in an array or object only the strings and brackets are looked at.
    pub fn whole(&mut self) -> Result<Value<'a>, Stop> {
        let first = self.look()?;
        let from = self.at;
        match first {
            b'"' => return Ok(Value::Text(self.string()?)),
            b'{' | b'[' => self.brackets()?,
            _ => return Ok(Value::Plain(self.plain()?)),
        }
        let found = self.text.get(from..self.at).unwrap_or_default();
        Ok(if first == b'[' { Value::Array(found) } else { Value::Object(found) })
    }

    /// Goes behind the bracket that closes the next one.
    fn brackets(&mut self) -> Result<(), Stop> {
        // What is still to be closed, and by what.
        let mut open: Vec<u8> = Vec::new();
        loop {
            let rest = self.text.get(self.at..).unwrap_or_default();
            let tells = |byte: &u8| matches!(byte, b'"' | b'{' | b'}' | b'[' | b']');
            self.at += rest.iter().position(tells).ok_or(Stop::More)?;
            match self.look()? {
                b'"' => {
                    self.string()?;
                    continue;
                }
                b'{' | b'[' if open.len() >= WHOLE_DEPTH_LIMIT => return Err(Stop::TooDeep),
                b'{' => open.push(b'}'),
                b'[' => open.push(b']'),
                closing if open.pop() != Some(closing) => return Err(self.broken("the other bracket")),
                _ => {}
            }
            self.at += 1;
            if open.is_empty() {
                return Ok(());
            }
        }
    }

    /// One value at `depth`. Those within objects are told to `each` with the names on the way to them; an array is one value.
    pub fn value(
        &mut self,
        depth: usize,
        path: &mut Vec<&'a [u8]>,
        each: &mut dyn FnMut(&[&'a [u8]], Value<'a>),
    ) -> Result<(), Stop> {
        match self.look()? {
            b'{' | b'[' if depth >= DEPTH_LIMIT => Err(Stop::TooDeep),
            b'{' => {
                self.at += 1;
                let mut first = true;
                while let Some(name) = self.member(first)? {
                    first = false;
                    path.push(name);
                    self.value(depth + 1, path, each)?;
                    path.pop();
                }
                Ok(())
            }
            b'[' => {
                let from = self.at;
                self.at += 1;
                let mut first = true;
                while self.item(first)? {
                    first = false;
                    self.value(depth + 1, path, &mut |_, _| {})?;
                }
                each(path, Value::Array(self.text.get(from..self.at).unwrap_or_default()));
                Ok(())
            }
            b'"' => {
                let string = self.string()?;
                each(path, Value::Text(string));
                Ok(())
            }
            _ => {
                let plain = self.plain()?;
                each(path, Value::Plain(plain));
                Ok(())
            }
        }
    }

    fn plain(&mut self) -> Result<&'a [u8], Stop> {
        let rest = self.text.get(self.at..).unwrap_or_default();
        let plain = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.');
        // It may go on after the window; nothing that is a row ends with one.
        let length = rest.iter().position(|byte| !plain(byte)).ok_or(Stop::More)?;
        let found = rest.get(..length).unwrap_or_default();
        match found {
            b"null" => self.at += length,
            b"true" | b"false" | [b'-' | b'0'..=b'9', ..] => self.at += length,
            _ => return Err(self.broken("a value")),
        }
        Ok(if found == b"null" { &[] } else { found })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_values_are_cut_out_however_deep_they_are() {
        let deep = "[".repeat(5_000) + &"]".repeat(5_000);
        let text = format!("{{\"a\": \"]\\\"\"}} , {deep} 1 \"x\" null,");
        let mut scan = Scan::new(text.as_bytes());
        assert_eq!(scan.whole(), Ok(Value::Object(b"{\"a\": \"]\\\"\"}")));
        assert_eq!((scan.skip_if(b','), scan.at), (Ok(true), 14));
        assert_eq!(scan.whole(), Ok(Value::Array(deep.as_bytes())));
        assert_eq!(scan.whole(), Ok(Value::Plain(b"1")));
        assert_eq!(scan.whole(), Ok(Value::Text(b"x")));
        assert_eq!(scan.whole(), Ok(Value::Plain(b"")));
        assert_eq!(Scan::new(b"[[]").whole(), Err(Stop::More));
        assert_eq!(Scan::new(&[b'['; WHOLE_DEPTH_LIMIT + 1]).whole(), Err(Stop::TooDeep));
        let other = Stop::Broken { expected: "the other bracket", found: b"}]".to_vec() };
        assert_eq!(Scan::new(b"[1, {\"a\": [}]").whole(), Err(other));
    }

    #[test]
    fn items_of_an_array_are_told_one_by_one() {
        let mut scan = Scan::new(b" 1 , 2 ] ");
        assert_eq!((scan.item(true), scan.whole()), (Ok(true), Ok(Value::Plain(b"1"))));
        assert_eq!((scan.item(false), scan.whole()), (Ok(true), Ok(Value::Plain(b"2"))));
        assert_eq!(scan.item(false), Ok(false));
        assert_eq!(Scan::new(b"1").item(false), Err(Scan::new(b"1").broken("a comma or ]")));
    }
}
