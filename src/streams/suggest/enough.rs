//! Whether a study leaves enough streams of each class.

use crate::ingest::Events;
use crate::streams::StreamsReport;
use crate::study::{OffenceClass, Study, Variable};

/// Streams of a class that an aggregate needs.
pub(super) const LEAST_STREAMS: usize = 20;

/// Whether each class that has offences has enough streams.
pub(super) fn enough(events: &Events, study: &Study, kept: [usize; 2]) -> bool {
    let has = |class| events.offences().iter().any(|name| study.class_of(name) == Some(class));
    let classes = [OffenceClass::Violent, OffenceClass::Property];
    classes.into_iter().zip(kept).all(|(class, kept)| kept >= LEAST_STREAMS || !has(class))
}

/// Streams of violent and of property offences that pass the threshold.
pub(super) fn kept_streams(report: &StreamsReport) -> [usize; 2] {
    [Variable::Violent, Variable::Property].map(|variable| {
        let filter = report.filters.iter().find(|filter| filter.variable == variable);
        filter.map_or(0, |filter| filter.streams_kept)
    })
}
