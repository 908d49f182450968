//! A job of any kind, for workers that share no memory with the run.

use serde::{Deserialize, Serialize};

use super::job::Job;
use super::{Compare, Forecast, List, Refit, Respond, Rotated, Scan, Score, ScoreStreams, Tally};
use crate::encoding::{EncodingError, packed};
use crate::run::worker::Worker;

macro_rules! any_job {
    ($($kind:ident),* $(,)?) => {
        /// A job of any kind.
        #[derive(Clone, Debug, Serialize, Deserialize)]
        #[allow(missing_docs, reason = "each variant is the kind of job that it is named after")]
        pub enum AnyJob {
            $($kind($kind),)*
        }

        $(impl From<$kind> for AnyJob {
            fn from(job: $kind) -> Self {
                Self::$kind(job)
            }
        })*

        impl AnyJob {
            /// Does the work. The output is packed: whoever sent the job knows its type.
            ///
            /// # Errors
            /// [`EncodingError`] where the output cannot be packed.
            pub fn perform_packed(self, worker: &Worker) -> Result<Vec<u8>, EncodingError> {
                match self {
                    $(Self::$kind(job) => packed(&job.perform(worker)),)*
                }
            }
        }
    };
}

any_job!(Compare, Forecast, List, Refit, Respond, Rotated, Scan, Score, ScoreStreams, Tally);
