//! A job of any kind, for workers that share no memory with the run.

use serde::{Deserialize, Serialize};

use super::job::Job;
use super::{Climb, Compare, Forecast, List, Refit, Respond, Rotated, Scan, Score, ScoreStreams, Tally};
use crate::encoding::{EncodingError, encode};
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
            /// Does the work. The output is encoded: whoever sent the job knows its type.
            ///
            /// # Errors
            /// [`EncodingError`] where the output cannot be encoded.
            pub fn perform_encoded(self, worker: &Worker) -> Result<Vec<u8>, EncodingError> {
                match self {
                    $(Self::$kind(job) => encode(&job.perform(worker)),)*
                }
            }
        }
    };
}

any_job!(Climb, Compare, Forecast, List, Refit, Respond, Rotated, Scan, Score, ScoreStreams, Tally);
