//! Machines of the authors' program: as it learns them, as it writes them, and as it reads with
//! them. They stand beside our own, and no verdict rests on them.
//!
//! Source: `docs/method.md`, section 4 ("As released"); recovered from the behaviour of the
//! authors' binaries (PyPI `cynet` 2.0.4) and held to what they answer by `tests/released.rs`.

mod file;
mod learning;
mod machine;

pub use file::{CountedModel, ReleasedModel, ReleasedModelError, released_models};
pub use learning::{LearntMachine, ReleasedLearner, ReleasedSource, ReleasedTarget};
pub use machine::{Reads, ReleasedMachine};
