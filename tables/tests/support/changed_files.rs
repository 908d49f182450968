//! Fuzzing without a sanitizer: nasty and good files, changed at random, given to functions of any
//! bytes.
//!
//! The short run is an ordinary test with a fixed seed. `make fuzz` runs the long one where
//! cargo-fuzz is not at hand.

use std::time::{Duration, Instant};

use super::made_files::{Packing, Rows, dbf, delimited, gzip, json, sheet, utf16, zip};

/// xorshift64*: enough to choose changes by, and the same everywhere.
struct Random(u64);

impl Random {
    fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33) as usize % n.max(1)
    }
}

const WORDS: [&[u8]; 22] = [
    b"\"",
    b"\"\"",
    b",",
    b";",
    b"\r\n",
    b"\r",
    b"\0",
    b"{",
    b"}",
    b"[",
    b"]",
    b"\\",
    b"\\u12",
    b"null",
    b"1e400",
    b"0220-01-01",
    b"PK\x03\x04",
    b"PK\x07\x08",
    b"\xff\xfe",
    b"\x1f\x8b\x08\0",
    b"\xff\xff\xff\xff",
    b":",
];

fn corpus() -> Vec<Vec<u8>> {
    let table: Rows = [
        "ID,Date,Primary Type,Latitude,Longitude",
        "1,01/31/2014 11:30:00 PM,A \"B\"\r\nC,41.9,-87.7",
        "2,2014-02-01T10:00:00,,,",
    ]
    .iter()
    .map(|row| row.split(',').map(str::to_owned).collect())
    .collect();
    let text = delimited(&table, ',', "\r\n");
    let features = format!(
        "{{\"type\": \"FeatureCollection\", \"features\": [{{\"type\": \"Feature\", \"properties\": {}, \"geometry\": \
         {{\"type\": \"Point\", \"coordinates\": [-87.7, 41.9]}}}}]}}",
        json(&table).split("\n,").next().unwrap().trim_start_matches('[')
    );
    let mut point = vec![0; 136];
    point[32] = 1;
    point[100..112].copy_from_slice(&[0, 0, 0, 1, 0, 0, 0, 10, 1, 0, 0, 0]);
    let described = Packing::Described { signed: true, long: false };
    vec![
        text.clone().into_bytes(),
        delimited(&table, '\t', "\n").into_bytes(),
        utf16(&text, false),
        utf16(&format!("\u{feff}{text}"), true),
        json(&table).into_bytes(),
        features.into_bytes(),
        b"{\"type\":\"FeatureCollection\",\"features\":[{\"id\":7,\"properties\":{\"name\":\"a\\u00e9\",\"no\":1.50},\"geometry\":{\"type\":\
          \"Polygon\",\"coordinates\":[[[0,0],[1,0,9],[1,1],[0,1],[0,0]],[[0.2,0.2],[0.2,0.4],[0.4,0.2],[0.2,0.2]]]}}]}"
            .to_vec(),
        b"[[[[0,0],[1,0,9],[1,1e0],[-0.1,1],[0,0]]],[[[2,2],[3,2],[3,3]]]]".to_vec(),
        dbf(&table, 12),
        gzip(text.as_bytes()),
        zip(&[
            ("a.csv", text.as_bytes(), Packing::Deflated),
            ("b.json", json(&table).as_bytes(), Packing::Zip64),
        ]),
        zip(&[
            ("d/", b"", described),
            ("a.dbf", &dbf(&table, 12), described),
            ("a.shp", &[1; 90], Packing::Stored),
        ]),
        zip(&[("a.dbf", &dbf(&vec![vec!["a".to_owned()], vec!["b".to_owned()]], 9), described), ("a.shp", &point, described)]),
        sheet(&table),
        b"<row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c><c s=\"0\"><v>42788.5</v></c></row>\0<si><t>a&amp;b</t></si>\0<cellXfs><xf \
          numFmtId=\"22\"/></cellXfs>\0<workbookPr date1904=\"1\"/>"
            .to_vec(),
        vec![b'['; 3_000],
        b"{\"a\":".repeat(1_000),
        b"a,".repeat(3_000),
        b"\"".repeat(2_999),
        [text.as_bytes(), b"\"", &b"x".repeat(9_000)].concat(),
    ]
}

fn changed(files: &[Vec<u8>], random: &mut Random) -> Vec<u8> {
    let mut file = files[random.below(files.len())].clone();
    for _ in 0..=random.below(6) {
        let at = random.below(file.len() + 1);
        let longest = 1 << random.below(8);
        let end = (at + random.below(longest)).min(file.len());
        match random.below(8) {
            0 | 1 if at < file.len() => file[at] ^= 1 << random.below(8),
            2 if at < file.len() => file[at] = random.below(256) as u8,
            3 => drop(file.drain(at..end)),
            4 => file.splice(at..at, file[at..end].to_vec()).for_each(drop),
            5 => file.truncate(at),
            6 => {
                let other = &files[random.below(files.len())];
                let from = random.below(other.len());
                file.splice(at..end, other[from..(from + 40).min(other.len())].to_vec()).for_each(drop);
            }
            _ => file.splice(at..end, WORDS[random.below(WORDS.len())].to_vec()).for_each(drop),
        }
    }
    file
}

/// Files that a checksum would protect from changes are packed after them.
fn packed(file: Vec<u8>, random: &mut Random) -> Vec<u8> {
    match random.below(6) {
        0 => gzip(&file),
        1 => zip(&[("a.csv", &file, Packing::Deflated), ("b.json", &file, Packing::Stored)]),
        _ => file,
    }
}

/// A function of any bytes, by its name.
pub type Body = (&'static str, fn(&[u8]));

/// Gives changed files to the first body and to one more, chosen at random, until `stop` says so.
pub fn run(bodies: &[Body], seed: u64, stop: impl Fn(u64) -> bool) -> u64 {
    let files = corpus();
    for file in &files {
        bodies.iter().for_each(|(_, body)| body(file));
    }
    let mut random = Random(seed | 1);
    let mut runs = 0;
    while !stop(runs) {
        let file = packed(changed(&files, &mut random), &mut random);
        let (name, body) = bodies[random.below(bodies.len())];
        if let Err(panic) = std::panic::catch_unwind(|| {
            bodies[0].1(&file);
            body(&file);
        }) {
            eprintln!("seed {seed}, run {runs}, {name} on {:?}", String::from_utf8_lossy(&file));
            std::panic::resume_unwind(panic);
        }
        runs += 1;
    }
    runs
}

/// Runs as long as WATCHBACK_FUZZ_SECONDS says, from WATCHBACK_FUZZ_SEED on.
pub fn run_for_set_time(bodies: &[Body]) {
    let set = |name: &str, otherwise: u64| {
        std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(otherwise)
    };
    let (seconds, seed) = (set("WATCHBACK_FUZZ_SECONDS", 60), set("WATCHBACK_FUZZ_SEED", 1));
    let end = Instant::now() + Duration::from_secs(seconds);
    let runs = run(bodies, seed, |_| Instant::now() >= end);
    println!("{runs} files in {seconds} s, seed {seed}");
    assert!(runs > 0);
}
