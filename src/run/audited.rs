//! What an audit is made of.

use crate::audit::AuditSettings;
use crate::space::{AreaLayer, AreaVariable};

/// What an audit is made of, beside the files.
#[derive(Clone, Debug)]
pub struct Audited<'a> {
    /// The areas' boundaries.
    pub layer: &'a AreaLayer,
    /// The value that areas are grouped by: an index of hardship.
    pub index: AreaVariable,
    /// What it is made of.
    pub components: Vec<AreaVariable>,
    /// How the model is pushed.
    pub push: AuditSettings,
}
