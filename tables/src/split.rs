//! What the formats have in common: each splits one record after another off the start of a window
//! of text.

/// A record that was split off.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Found {
    /// Bytes of the window that it takes up, with its line end.
    pub length: usize,
    /// Lines it takes up.
    pub lines: u64,
    /// Its fields lie in the splitter's own output, not in the window.
    pub copied: bool,
}

/// What stands at the start of the window.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Split {
    /// A record.
    Record(Found),
    /// A line with a quote that is never closed, as its only field.
    Broken(Found),
    /// The record goes on after the window.
    More,
    /// Bytes that are no record.
    Skip(usize),
    /// No record from here on; the rest of the file does not matter.
    End,
}

/// The fields of a record, of which at most `max` are kept.
pub(crate) struct Fields<'a> {
    bounds: &'a mut Vec<(u32, u32)>,
    max: usize,
    /// Fields of the record, also those that are not kept.
    pub n_fields: u64,
}

impl<'a> Fields<'a> {
    /// None yet; those of an earlier record are still in `bounds`.
    pub(crate) fn new(bounds: &'a mut Vec<(u32, u32)>, max: usize) -> Self {
        Self { bounds, max, n_fields: 0 }
    }

    /// How many are kept.
    pub(crate) fn max(&self) -> usize {
        self.max
    }

    /// Forgets them.
    pub(crate) fn clear(&mut self) {
        self.bounds.clear();
        self.n_fields = 0;
    }

    /// Whether the one at `index` is blank, in the text that they are of.
    pub(crate) fn is_blank(&self, index: u64, text: &[u8]) -> bool {
        let bounds = usize::try_from(index).ok().and_then(|index| self.bounds.get(index));
        crate::text::field(text, bounds).is_empty()
    }

    /// Forgets those after the first `n_fields`.
    pub(crate) fn truncate(&mut self, n_fields: u64) {
        self.n_fields = self.n_fields.min(n_fields);
        self.bounds.truncate(usize::try_from(n_fields).unwrap_or(usize::MAX));
    }

    /// Takes those of another record instead.
    pub(crate) fn replace(&mut self, bounds: &[(u32, u32)], n_fields: u64) {
        self.bounds.clear();
        self.bounds.extend_from_slice(bounds);
        self.n_fields = n_fields;
    }

    /// One more, from and to these bytes.
    pub(crate) fn push(&mut self, from: usize, to: usize) {
        self.n_fields += 1;
        if self.bounds.len() < self.max {
            // A record is far shorter than 4 GB, by the limit on its bytes.
            self.bounds.push((from as u32, to as u32));
        }
    }
}
