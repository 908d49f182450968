//! A run and an audit that are ended at any moment and begun again: the same bits, and nothing that
//! was finished is done again.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, reason = "the helpers of tests are tests too")]

#[path = "support/audit_digest.rs"]
mod audit_digest;
#[path = "support/expected.rs"]
mod expected;
#[path = "support/square_areas.rs"]
mod square_areas;

use std::io::Cursor;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use audit_digest::{digest_of, small_audit};
use expected::AUDIT_DIGEST;
use watchback::run::{
    Inspection, Journal, KeptOutputs, Resumable, RunError, Store, Threads, TileAreas, analyse,
    inspect_simulated,
};
use watchback::simulate::{SimulatedCity, SimulationSettings};
use watchback::study::Study;

/// Threads, with the number of jobs that they have done.
fn counting(stop: &Arc<AtomicBool>, stop_after: u64) -> (Threads, Arc<AtomicU64>) {
    let jobs = Arc::new(AtomicU64::new(0));
    let (counted, stop_it) = (Arc::clone(&jobs), Arc::clone(stop));
    let on_progress = move |_, done, _| {
        if done > 0 && counted.fetch_add(1, Ordering::Relaxed) + 1 >= stop_after {
            stop_it.store(true, Ordering::Relaxed);
        }
    };
    (Threads::new(2, Box::new(on_progress)).stopped_by(Arc::clone(stop)), jobs)
}

fn journal_in(bytes: Vec<u8>) -> Journal<Cursor<Vec<u8>>> {
    let (mut journal, head) = Journal::open(Cursor::new(bytes)).unwrap();
    if head.is_none() {
        journal.begin(b"a test");
    }
    journal
}

#[test]
fn an_audit_goes_on_from_wherever_its_journal_is_cut() {
    // Does the audit by what a journal holds. Gives its digest, the jobs that were done, and the
    // journal.
    let audited = |bytes: Vec<u8>| {
        let (mut threads, jobs) = counting(&Arc::default(), u64::MAX);
        let mut journal = journal_in(bytes);
        let report = pollster::block_on(small_audit(&mut Resumable::new(&mut threads, &mut journal)));
        assert!(journal.failure().is_none() && journal.holds_work());
        (digest_of(&report), jobs.load(Ordering::Relaxed), journal.into_inner().into_inner())
    };
    let (digest, all, whole) = audited(Vec::new());
    assert_eq!(digest, AUDIT_DIGEST);
    let mut before = all + 1;
    for share in [0.2, 0.55, 0.9] {
        let cut = whole[..(share * whole.len() as f64) as usize].to_vec();
        let (digest, jobs, again) = audited(cut);
        assert_eq!(digest, AUDIT_DIGEST);
        assert!(jobs < before, "{share}: {jobs} of {all} jobs");
        assert_eq!(again, whole, "a journal that was gone on with is the whole one");
        before = jobs;
    }
    assert_eq!(audited(whole.clone()).1, 0);
}

fn simulated() -> (Study, Inspection) {
    let settings = SimulationSettings { streams: 24, links: 8, ..SimulationSettings::default() };
    let mut study = SimulatedCity::new(settings).unwrap().study_settings().unwrap();
    study.chance.seeds = 1;
    let study = study.check().unwrap();
    let inspection = inspect_simulated(&Threads::new(1, Box::new(|_, _, _| ())), settings, &study).unwrap();
    (study, inspection)
}

#[test]
fn a_run_that_is_stopped_again_and_again_comes_to_its_digest_and_does_little_twice() {
    let (study, inspection) = simulated();
    let run = |bytes: Vec<u8>, stop_after: u64| {
        let (mut threads, jobs) = counting(&Arc::default(), stop_after);
        let mut journal = journal_in(bytes);
        let mut executor = Resumable::new(&mut threads, &mut journal);
        let areas = TileAreas::default();
        let analysis = analyse(&mut executor, &inspection, &study, &areas);
        let digest = pollster::block_on(analysis).map(|analysis| analysis.results.digest);
        (digest, jobs.load(Ordering::Relaxed), journal.into_inner().into_inner())
    };
    let (expected, all, whole) = run(Vec::new(), u64::MAX);
    assert!(expected.is_ok());

    let (mut journal, mut done) = (Vec::new(), 0);
    let digest = loop {
        let (digest, jobs, kept) = run(journal, all / 5);
        done += jobs;
        journal = kept;
        match digest {
            Err(RunError::Cancelled) => {}
            other => break other,
        }
    };
    assert_eq!((digest, journal), (expected, whole));
    // Of each stop, what the other thread had ready before its turn.
    assert!(done <= all + 5 * 4, "{done} jobs, where {all} are the whole");
}

#[test]
fn work_on_other_data_is_not_gone_on_from() {
    let (study, inspection) = simulated();
    let mut settings = study.settings().clone();
    settings.min_event_share *= 2.0;
    let other = settings.check().unwrap();
    let run = |study: &Study, bytes: Vec<u8>| {
        let (mut threads, jobs) = counting(&Arc::default(), u64::MAX);
        let mut journal = journal_in(bytes);
        let mut executor = Resumable::new(&mut threads, &mut journal);
        let areas = TileAreas::default();
        let analysis = analyse(&mut executor, &inspection, study, &areas);
        let digest = pollster::block_on(analysis).unwrap().results.digest;
        (digest, jobs.load(Ordering::Relaxed), journal.into_inner().into_inner())
    };
    let (of_other, all, journal) = run(&other, Vec::new());
    let (of_this, all_of_this, _) = run(&study, Vec::new());
    let (digest, jobs, journal) = run(&study, journal);
    assert_eq!((&digest, jobs), (&of_this, all_of_this));
    assert_ne!(of_this, of_other);
    // Nor does anything of the first stand behind the second.
    let (digest, jobs, _) = run(&other, journal);
    assert_eq!((digest, jobs), (of_other, all));
}

#[test]
fn what_an_earlier_process_left_is_told_of_each_stage() {
    let (study, inspection) = simulated();
    let run = |journal: &mut Journal<Box<dyn Store>>| {
        let (mut threads, _) = counting(&Arc::default(), u64::MAX);
        let mut told = Vec::new();
        let mut tell = |outputs: KeptOutputs| told.push(outputs);
        let mut executor = Resumable::new(&mut threads, journal).telling(&mut tell);
        let areas = TileAreas::default();
        let analysis = analyse(&mut executor, &inspection, &study, &areas);
        let digest = pollster::block_on(analysis).unwrap().results.digest;
        (digest, told)
    };
    let mut nowhere = Journal::nowhere();
    let (expected, nothing) = run(&mut nowhere);
    assert!(!nowhere.holds_work() && nothing.iter().all(|outputs| outputs.kept == 0));

    let file = Box::new(Cursor::new(Vec::new())) as Box<dyn Store>;
    let mut journal = Journal::open(file).unwrap().0;
    journal.begin(b"a test");
    assert_eq!(run(&mut journal), (expected.clone(), nothing.clone()));
    let (mut again, head) = Journal::open(journal.into_inner()).unwrap();
    assert_eq!(head.as_deref(), Some(b"a test".as_slice()));
    let (digest, told) = run(&mut again);
    let all: Vec<KeptOutputs> =
        nothing.into_iter().map(|outputs| KeptOutputs { kept: outputs.all, ..outputs }).collect();
    assert_eq!((digest, told), (expected, all));
}
