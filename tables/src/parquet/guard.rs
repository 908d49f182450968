//! The crate `parquet` panics on some damaged files: such a panic is an error of the file.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind, set_hook, take_hook};
use std::sync::Once;

use parquet::errors::ParquetError;

use super::bad;
use crate::error::ReadError;

/// Characters of the longest reason.
const REASON: usize = 200;

thread_local! {
    static IS_GUARDED: Cell<bool> = const { Cell::new(false) };
}
static HOOK: Once = Once::new();

/// Calls into the crate: what fails or panics there is the file's damage. Nothing of a panic is
/// printed. What `work` was about must not be used after an error.
pub(super) fn guarded<T>(work: impl FnOnce() -> Result<T, ReadError>) -> Result<T, ReadError> {
    HOOK.call_once(|| {
        let previous = take_hook();
        set_hook(Box::new(move |about| {
            if !IS_GUARDED.get() {
                previous(about);
            }
        }));
    });
    let before = IS_GUARDED.replace(true);
    let done = catch_unwind(AssertUnwindSafe(work));
    IS_GUARDED.set(before);
    done.unwrap_or_else(|panic| {
        let text = panic.downcast_ref::<String>().map(String::as_str);
        let text = text.or_else(|| panic.downcast_ref::<&str>().copied());
        Err(damaged(text.unwrap_or("what it says does not fit together")))
    })
}

/// What the crate says of a file.
pub(super) fn failed(error: &ParquetError) -> ReadError {
    match error {
        ParquetError::General(reason) | ParquetError::EOF(reason) => damaged(reason),
        other => damaged(&other.to_string()),
    }
}

fn damaged(reason: &str) -> ReadError {
    bad(&format!("the file is damaged: {}", reason.chars().take(REASON).collect::<String>()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_an_error_of_the_file() {
        let found = guarded(|| -> Result<(), ReadError> { panic!("no {}", "dictionary") });
        assert_eq!(found, Err(bad("the file is damaged: no dictionary")));
        assert_eq!(guarded(|| Ok(1)), Ok(1));
        assert!(!IS_GUARDED.get());
    }
}
