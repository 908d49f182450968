//! One plain file read in sections, by several workers at the same time.
//!
//! Where a section begins with a line that stands within quotes, it begins otherwise than the one
//! before it ends. Then the sections do not fit, and the file is read whole.

use std::io::{Read, Seek};
use std::ops::ControlFlow;

use serde::{Deserialize, Serialize};
use watchback_tables::{Limits, Parted, Records, Section};

use super::any_reader::AnyReader;
use super::error::{FileProblem, IngestError};
use super::guess::sample;
use super::plan::ImportPlan;
use super::portals::Portal;
use super::read::{TakeRows, layout_by_guess, layout_by_plan, read_rows, remark_on_quotes};
use super::remark::add_remark;
use super::row::Header;
use super::summary::{FileSummary, PREVIEW_ROWS, add_arrests, add_dropped, add_remarks_on_whole};

/// Bytes of a section.
const SECTION_BYTES: u64 = 16 << 20;

/// How a file's rows are laid out, as its start tells: what a reader of a later section must know.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SectionLayout {
    names: Vec<String>,
    plan: ImportPlan,
    portal: Option<Portal>,
    limits: Limits,
    parted: Parted,
}

/// What was read of a section.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SectionRead {
    /// Of the section's rows; the records and lines of its examples are counted from the section's
    /// first record.
    summary: FileSummary,
    begins_at: u64,
    ends_at: u64,
    lines: u64,
    /// Lines with a quote that is never closed, and the first of them.
    open_quotes: Option<(u64, u64)>,
}

/// The sections of a file of so many bytes.
pub fn sections(bytes: u64) -> Vec<Section> {
    let starts = (0..bytes).step_by(SECTION_BYTES as usize);
    starts.map(|from| Section { from, to: bytes.min(from + SECTION_BYTES) }).collect()
}

impl SectionLayout {
    /// The layout of a file that can be read in sections.
    ///
    /// `plan`: the file's layout. `None`: it is told from the header and first rows. `None` comes
    /// back where the file cannot be read in sections, or not at all: reading it whole tells why.
    pub fn tell(name: &str, reader: impl Read + Seek, plan: Option<&ImportPlan>) -> Option<Self> {
        let mut reader: AnyReader<'_> = Box::new(reader);
        let mut progress = |_: u64| ControlFlow::Continue(());
        let limits = plan.map_or(Limits::default(), ImportPlan::limits);
        let later = plan.map_or_else(|| sample::later(&mut reader, limits), |_| Vec::new());
        let mut records = Records::open(reader, limits).ok()?;
        let (header, plan, portal) = match plan {
            Some(plan) => layout_by_plan(&records.next(&mut progress).ok()??, plan).ok()?,
            None => layout_by_guess(name, &mut records, later, &mut progress).ok()?.0,
        };
        let parted = records.sectioned_by()?;
        Some(Self { names: header.names, plan, portal, limits, parted })
    }

    /// Reads the rows that begin in a section, and hands them over as
    /// [`read_in_parts`](super::read_in_parts) does.
    ///
    /// # Errors
    /// What is wrong with the whole file.
    pub fn read(
        &self,
        name: &str,
        reader: impl Read + Seek,
        section: Section,
        progress: &mut dyn FnMut(u64) -> ControlFlow<()>,
        take: &mut TakeRows<'_>,
    ) -> Result<SectionRead, IngestError> {
        let reader: AnyReader<'_> = Box::new(reader);
        let read = self.read_any(name, reader, section, progress, take);
        read.map_err(|problem| IngestError { file: name.to_owned(), problem })
    }

    fn read_any(
        &self,
        name: &str,
        reader: AnyReader<'_>,
        section: Section,
        progress: &mut dyn FnMut(u64) -> ControlFlow<()>,
        take: &mut TakeRows<'_>,
    ) -> Result<SectionRead, FileProblem> {
        let mut records = if section.from == 0 {
            let mut records = Records::open(reader, self.limits)?;
            records.end_before(section.to);
            records.next(progress)?;
            records
        } else {
            Records::open_section(reader, self.limits, self.parted, section, progress)?
        };
        let header = Header::new(self.names.clone(), &self.plan)?;
        let layout = (header, self.plan.clone(), self.portal);
        let summary = read_rows(name, &mut records, &[], layout, progress, Some(take))?.summary;
        let (begins_at, ends_at, lines) = (records.begins_at(), records.ends_at(), records.lines());
        Ok(SectionRead { summary, begins_at, ends_at, lines, open_quotes: records.open_quotes() })
    }
}

/// The summary of a file of which all sections were read, in their order.
///
/// `None` where they do not fit together, or the first holds too few rows for a preview: the file
/// is to be read whole.
pub fn joined(sections: Vec<SectionRead>) -> Option<FileSummary> {
    let fit = sections.windows(2).all(|pair| match pair {
        [before, after] => before.ends_at == after.begins_at,
        _ => false,
    });
    let bytes = sections.last()?.ends_at;
    let mut sections = sections.into_iter();
    let SectionRead { mut summary, mut lines, mut open_quotes, .. } = sections.next().filter(|_| fit)?;
    for SectionRead { summary: next, lines: next_lines, open_quotes: next_quotes, .. } in sections {
        if let Some((n, first)) = next_quotes {
            open_quotes = Some(open_quotes.map_or((n, first + lines), |(before, line)| (before + n, line)));
        }
        for mut dropped in next.dropped {
            for example in &mut dropped.examples {
                example.record += summary.rows_read;
                example.line += lines;
            }
            add_dropped(&mut summary.dropped, dropped.reason, dropped.rows, dropped.examples);
        }
        for remark in next.remarks {
            add_remark(&mut summary.remarks, remark.kind, remark.rows, || remark.example);
        }
        for arrests in next.arrest_values {
            add_arrests(&mut summary.arrest_values, &arrests.value, arrests.rows);
        }
        summary.rows_read += next.rows_read;
        summary.rows_kept += next.rows_kept;
        summary.placeholders += next.placeholders;
        summary.centre.add(next.centre);
        lines += next_lines;
    }
    remark_on_quotes(&mut summary, open_quotes);
    (summary.bytes, summary.decompressed_bytes) = (bytes, bytes);
    add_remarks_on_whole(&mut summary);
    // The offences of later sections have other codes: a preview is of the first section alone.
    (summary.preview.len() == PREVIEW_ROWS).then_some(summary)
}
