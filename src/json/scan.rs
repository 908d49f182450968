//! JSON text cut into its values, no more than is needed to find rows and features in it: nothing is copied, and what is not yet there
//! is asked for.

/// How deep values may lie in each other.
pub(crate) const DEPTH_LIMIT: usize = 64;
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
    /// Something else stands there than must.
    Broken { expected: &'static str, found: Vec<u8> },
}

/// A value.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Value<'a> {
    /// A string, between its quotes as it stands there.
    Text(&'a [u8]),
    /// A number, `true` or `false` as it stands there; `null` is empty.
    Plain(&'a [u8]),
    /// An array as it stands there.
    Array(&'a [u8]),
}

/// A place in the text.
pub(crate) struct Scan<'a> {
    text: &'a [u8],
    pub(crate) at: usize,
}

impl<'a> Scan<'a> {
    pub(crate) fn new(text: &'a [u8]) -> Self {
        Self { text, at: 0 }
    }

    /// The next byte that is no blank; it is not consumed.
    pub(crate) fn look(&mut self) -> Result<u8, Stop> {
        let rest = self.text.get(self.at..).unwrap_or_default();
        let blanks = rest.iter().take_while(|byte| matches!(byte, b' ' | b'\t' | b'\r' | b'\n')).count();
        self.at += blanks;
        rest.get(blanks).copied().ok_or(Stop::More)
    }

    /// Consumes the next byte that is no blank if it is `byte`.
    pub(crate) fn skip_if(&mut self, byte: u8) -> Result<bool, Stop> {
        let holds = self.look()? == byte;
        self.at += usize::from(holds);
        Ok(holds)
    }

    pub(crate) fn broken(&self, expected: &'static str) -> Stop {
        let rest = self.text.get(self.at..).unwrap_or_default();
        Stop::Broken { expected, found: rest.get(..SHOWN_BYTES).unwrap_or(rest).to_vec() }
    }

    /// Consumes the next byte that is no blank, which must be `byte`.
    pub(crate) fn expect(&mut self, byte: u8, expected: &'static str) -> Result<(), Stop> {
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
    pub(crate) fn member(&mut self, first: bool) -> Result<Option<&'a [u8]>, Stop> {
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
    pub(crate) fn item(&mut self, first: bool) -> Result<bool, Stop> {
        if self.skip_if(b']')? {
            return Ok(false);
        }
        if !first {
            self.expect(b',', "a comma or ]")?;
        }
        Ok(true)
    }

    /// One value at `depth`. Those within objects are told to `each` with the names on the way to them; an array is one value.
    pub(crate) fn value(
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
    fn items_of_an_array_are_told_one_by_one() {
        let mut scan = Scan::new(b" 1 , 2 ] ");
        for (first, number) in [(true, b"1"), (false, b"2")] {
            assert_eq!((scan.item(first), scan.look()), (Ok(true), Ok(number[0])));
            assert_eq!(scan.plain(), Ok(number.as_slice()));
        }
        assert_eq!(scan.item(false), Ok(false));
        assert_eq!(Scan::new(b"1").item(false), Err(Scan::new(b"1").broken("a comma or ]")));
    }
}
