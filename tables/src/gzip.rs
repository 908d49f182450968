//! Gzip (RFC 1952), around the inflating of `flate2`: its own reader of gzip brings `crc32fast` (see the kernel's `checksum.rs`).

use std::io::{self, BufRead, ErrorKind, Read};

use flate2::{Decompress, FlushDecompress, Status};

use crate::checksum::Checksum;

/// Flags of a header, by what follows it.
const CHECKSUM: u8 = 2;
const EXTRA: u8 = 4;
const NAME: u8 = 8;
const COMMENT: u8 = 16;

/// The text of a gzip file; of several members, one after the other.
pub struct GzipReader<R> {
    input: R,
    members: Members,
}

impl<R: BufRead> GzipReader<R> {
    /// Of a file that begins with a member.
    pub fn new(input: R) -> Self {
        Self { input, members: Members::default() }
    }

    /// What it reads from.
    pub const fn get_ref(&self) -> &R {
        &self.input
    }
}

impl<R: BufRead> Read for GzipReader<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        self.members.read(&mut self.input, out)
    }
}

/// Where in the file one is.
#[derive(Default)]
struct Members {
    /// Of the member being read.
    inflater: Option<Decompress>,
    checksum: Checksum,
    /// One has been read.
    any: bool,
}

impl Members {
    fn read(&mut self, input: &mut dyn BufRead, out: &mut [u8]) -> io::Result<usize> {
        if out.is_empty() {
            return Ok(0);
        }
        loop {
            let inflater = match &mut self.inflater {
                Some(inflater) => inflater,
                None if self.any && input.fill_buf()?.is_empty() => return Ok(0),
                None => {
                    header(input)?;
                    self.any = true;
                    self.checksum = Checksum::default();
                    self.inflater.insert(Decompress::new(false))
                }
            };
            let available = input.fill_buf()?;
            let at_end = available.is_empty();
            let (taken, given) = (inflater.total_in(), inflater.total_out());
            let status = inflater
                .decompress(available, out, FlushDecompress::None)
                .map_err(|_| wrong("corrupt deflate stream"))?;
            let (taken, given) = (inflater.total_in() - taken, (inflater.total_out() - given) as usize);
            let length = inflater.total_out() as u32;
            input.consume(taken as usize);
            self.checksum.update(out.get(..given).unwrap_or_default());
            if status == Status::StreamEnd {
                self.inflater = None;
                if (little(input)?, little(input)?) != (self.checksum.sum(), length) {
                    return Err(wrong("corrupt gzip stream does not have a matching checksum"));
                }
            } else if given == 0 && at_end {
                return Err(ErrorKind::UnexpectedEof.into());
            } else if given == 0 && taken == 0 {
                return Err(wrong("corrupt deflate stream"));
            }
            if given > 0 {
                return Ok(given);
            }
        }
    }
}

fn wrong(what: &'static str) -> io::Error {
    io::Error::new(ErrorKind::InvalidInput, what)
}

/// Four bytes, the lowest first.
fn little(input: &mut dyn BufRead) -> io::Result<u32> {
    let mut bytes = [0; 4];
    input.read_exact(&mut bytes)?;
    Ok(u32::from_le_bytes(bytes))
}

/// Reads a member's header.
fn header(input: &mut dyn BufRead) -> io::Result<()> {
    let mut checksum = Checksum::default();
    let mut next = || -> io::Result<u8> {
        let mut byte = [0];
        input.read_exact(&mut byte)?;
        checksum.update(&byte);
        let [byte] = byte;
        Ok(byte)
    };
    let mut start = [0; 10];
    for byte in &mut start {
        *byte = next()?;
    }
    // Magic number, and the only method there is.
    let [0x1f, 0x8b, 8, flags, ..] = start else { return Err(wrong("invalid gzip header")) };
    if flags & EXTRA != 0 {
        let length = u16::from_le_bytes([next()?, next()?]);
        for _ in 0..length {
            next()?;
        }
    }
    for text in [NAME, COMMENT] {
        while flags & text != 0 && next()? != 0 {}
    }
    if flags & CHECKSUM != 0 {
        let sum = checksum.sum() as u16;
        let mut said = [0; 2];
        input.read_exact(&mut said)?;
        if u16::from_le_bytes(said) != sum {
            return Err(wrong("corrupt gzip stream does not have a matching checksum"));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::io::{BufReader, Write};

    use flate2::{Compression, GzBuilder};

    use super::*;

    fn member(text: &[u8], builder: GzBuilder) -> Vec<u8> {
        let mut encoder = builder.write(Vec::new(), Compression::best());
        encoder.write_all(text).unwrap();
        encoder.finish().unwrap()
    }

    fn all(file: &[u8], buffer_bytes: usize) -> io::Result<Vec<u8>> {
        let mut text = Vec::new();
        GzipReader::new(BufReader::with_capacity(buffer_bytes, file)).read_to_end(&mut text).map(|_| text)
    }

    /// Three members, one with all that a header can have, one empty.
    fn file() -> (Vec<u8>, Vec<u8>) {
        let long: Vec<u8> = (0..9_000_u32).flat_map(|index| (index * index).to_le_bytes()).collect();
        let mut full =
            member(b"first", GzBuilder::new().filename("a.csv").comment("of two").extra(vec![7; 300]));
        // The checksum of the header comes after its texts.
        let texts = 12 + 300 + b"a.csv\0of two\0".len();
        full[3] |= CHECKSUM;
        let mut checksum = Checksum::default();
        checksum.update(&full[..texts]);
        full.splice(texts..texts, (checksum.sum() as u16).to_le_bytes());
        let rest = [member(b"", GzBuilder::new()), member(&long, GzBuilder::new())].concat();
        ([full, rest].concat(), [b"first".to_vec(), long].concat())
    }

    #[test]
    fn members_and_headers_of_all_kinds_are_read_as_flate2_reads_them() {
        let (file, text) = file();
        let mut expected = Vec::new();
        flate2::read::MultiGzDecoder::new(file.as_slice()).read_to_end(&mut expected).unwrap();
        assert_eq!(expected, text);
        for buffer_bytes in [1, 2, 7, 1 << 16] {
            assert_eq!(all(&file, buffer_bytes).unwrap(), text);
        }
    }

    #[test]
    fn what_is_wrong_is_wrong_as_with_flate2() {
        let (file, _) = file();
        let theirs = |file: &[u8]| flate2::read::MultiGzDecoder::new(file).read_to_end(&mut Vec::new());
        for length in (0..400).chain([file.len() - 8, file.len() - 1]) {
            let (ours, theirs) = (all(&file[..length], 64), theirs(&file[..length]));
            assert_eq!(ours.is_err(), theirs.is_err(), "{length}");
            if let (Err(ours), Err(theirs)) = (ours, theirs) {
                assert_eq!(ours.kind(), theirs.kind(), "{length}");
            }
        }
        for at in (0..400).chain([file.len() - 8, file.len() - 1]) {
            let mut spoilt = file.clone();
            spoilt[at] ^= 0x10;
            let (ours, theirs) = (all(&spoilt, 64), theirs(&spoilt));
            assert_eq!(ours.is_err(), theirs.is_err(), "{at}: {ours:?} {theirs:?}");
        }
        assert!(all(&[file.as_slice(), b"more"].concat(), 64).is_err());
    }
}
