//! Chicago's own streams over 2014 to 2017, as the preset makes them.
#![allow(dead_code, reason = "each test takes what it needs")]

use std::fs::File;
use std::ops::ControlFlow;

use rand_chacha::ChaCha8Rng;
use rand_core::Rng;
use watchback::ingest::{ImportPlan, merge, read_file};
use watchback::streams::CityStreams;
use watchback::study::{CHICAGO, Study, preset};

use crate::data::real_data;

/// Reads Chicago's files; `None` where there are none.
pub(crate) fn read_chicago() -> Option<(Study, CityStreams)> {
    let study = preset(CHICAGO).unwrap().check().unwrap();
    let mut files = Vec::new();
    for year in 2014..=2017 {
        let path = real_data(&format!("events/chicago_crimes_{year}.csv.gz"))?;
        let mut on_bytes = |_| ControlFlow::Continue(());
        let file = File::open(path).unwrap();
        files.push(read_file("chicago", file, &ImportPlan::chicago_portal(), &mut on_bytes).unwrap());
    }
    let (city, ..) = CityStreams::build(&merge(files).unwrap().events, &study);
    Some((study, city))
}

/// `n` of 0 .. `of`, without replacement and in random order.
pub(crate) fn drawn(n: usize, of: usize, random: &mut ChaCha8Rng) -> Vec<usize> {
    let mut rest: Vec<usize> = (0..of).collect();
    (0..n).map(|_| rest.swap_remove((random.next_u64() % rest.len() as u64) as usize)).collect()
}
