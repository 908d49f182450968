//! SIGINT (Ctrl-C) and SIGTERM: the work is asked to end, and the process ends in any case.
//!
//! The engine stops between two jobs, so that files are closed and what was finished is told. Where
//! a job takes longer than [`GRACE`], the process ends without it: files are written whole or not
//! at all, and what was finished is on the disk already. A second signal ends the process at once.

use std::io;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};
use std::thread;
use std::time::Duration;

use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::flag;

use crate::terminal::tell;

/// How long the work may go on after the first signal.
const GRACE: Duration = Duration::from_millis(1200);
/// How often it is looked whether a signal came.
const LOOK: Duration = Duration::from_millis(50);
/// What a shell adds to a signal's number.
const EXIT: u8 = 128;

#[derive(Debug, Default)]
struct Caught {
    is_caught: Arc<AtomicBool>,
    /// The last signal's number.
    number: Arc<AtomicUsize>,
}

static CAUGHT: OnceLock<Caught> = OnceLock::new();

/// Watches for signals from now on.
pub(crate) fn watch() -> io::Result<()> {
    let caught = CAUGHT.get_or_init(Caught::default);
    for signal in [SIGINT, SIGTERM] {
        // In this order: the first finds no flag set and sets it, the second finds it.
        let code = i32::from(EXIT) + signal;
        flag::register_conditional_shutdown(signal, code, Arc::clone(&caught.is_caught))?;
        flag::register_usize(
            signal,
            Arc::clone(&caught.number),
            usize::try_from(signal).unwrap_or_default(),
        )?;
        flag::register(signal, Arc::clone(&caught.is_caught))?;
    }
    thread::Builder::new().name("signals".to_owned()).spawn(end_in_time)?;
    Ok(())
}

/// Ends the process some time after a signal, whatever it does then.
fn end_in_time() {
    let code = loop {
        match exit_code() {
            Some(code) => break code,
            None => thread::sleep(LOOK),
        }
    };
    // By another thread: where nobody reads the messages, writing one may wait for ever.
    let told = || tell!("stopping; a second signal stops at once");
    let _ = thread::Builder::new().spawn(told);
    thread::sleep(GRACE);
    std::process::exit(code.into());
}

/// What the process ends with after a signal; `None` where there was none.
pub(crate) fn exit_code() -> Option<u8> {
    let caught = CAUGHT.get().filter(|caught| caught.is_caught.load(Ordering::Relaxed))?;
    let number = u8::try_from(caught.number.load(Ordering::Relaxed)).unwrap_or_default();
    Some(EXIT.saturating_add(number))
}

/// The flag that a signal sets, for those who work.
pub(crate) fn stop() -> Arc<AtomicBool> {
    Arc::clone(&CAUGHT.get_or_init(Caught::default).is_caught)
}
