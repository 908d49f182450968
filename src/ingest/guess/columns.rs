//! What the first values of a column are: what a layout is guessed from beside names.

use std::collections::{BTreeMap, BTreeSet};

use super::order::Order;
use super::sample::Kept;
use super::words::{EPOCH, LATITUDE, LONGITUDE, foreign_offences, name_score, words};
use crate::ingest::date_parts::month_of;
use crate::ingest::dates::{self, DateFormat, Written};
use crate::ingest::place_text::{self, combined};
use crate::ingest::plan::normal;
use crate::ingest::value;
use crate::study::reads_as_offence;

/// Different values that are counted; more are as good as many.
const MOST_DISTINCT: usize = 2_000;
/// Values of a column that are shown.
const EXAMPLES: usize = 3;
/// Days since 1970 of 1990 to 2032. Two thousand million seconds come after: many a number of a row
/// begins with its year.
const EPOCH_DAYS: std::ops::Range<i32> = 7_305..23_011;
/// The same as spreadsheets number days.
const SERIALS: std::ops::Range<f64> = 32_874.0..48_580.0;
/// Kinds of offences in a column, at most, that are looked up in other languages.
const MOST_KINDS: usize = 200;
/// The formats that are tried, in this order.
pub(in crate::ingest) const FORMATS: [DateFormat; 3] =
    [DateFormat::YearFirst, DateFormat::MonthFirst, DateFormat::DayFirst];

/// Counts over a column's values in the sample.
#[derive(Default)]
pub(in crate::ingest) struct Facts<'a> {
    /// The name by which a plan finds it: with `#2` after it where another of that name stands
    /// before.
    pub(in crate::ingest) name: String,
    pub(in crate::ingest) words: Vec<String>,
    /// Values, and of these those that are not missing.
    pub(in crate::ingest) rows: usize,
    pub(in crate::ingest) present: usize,
    /// Dates by each of [`FORMATS`].
    pub(in crate::ingest) dates: [usize; 3],
    /// Numbers that are seconds or milliseconds of the years from 1990 to 2032.
    pub(in crate::ingest) epochs: usize,
    /// Of these, those that say by their form that they are.
    pub(in crate::ingest) dotnet: usize,
    /// Numbers that are days of these years in a spreadsheet.
    pub(in crate::ingest) serials: usize,
    /// Months without a day, and months by name.
    pub(in crate::ingest) months: usize,
    pub(in crate::ingest) month_names: usize,
    /// How dates follow each other, read one way and the other.
    pub(in crate::ingest) order: Order,
    /// Of the dates, those with a time that is not midnight, and those in universal time.
    pub(in crate::ingest) timed: usize,
    pub(in crate::ingest) universal: usize,
    /// Times of day written with a colon, and as digits alone.
    pub(in crate::ingest) clocks: usize,
    pub(in crate::ingest) digit_times: usize,
    /// Of the latter, those that are shares of a day.
    pub(in crate::ingest) day_shares: usize,
    pub(in crate::ingest) numbers: usize,
    /// Numbers with a point, and whole ones without a sign.
    pub(in crate::ingest) decimals: usize,
    pub(in crate::ingest) whole: usize,
    /// The numbers but for placeholders, in order.
    pub(in crate::ingest) sorted: Vec<f64>,
    /// Numbers with a comma before three digits, as decimals; and those whose comma is one surely.
    commas: Vec<f64>,
    comma_decimals: usize,
    pub(in crate::ingest) places: usize,
    pub(in crate::ingest) flags: usize,
    pub(in crate::ingest) offences: usize,
    pub(in crate::ingest) distinct: BTreeSet<&'a [u8]>,
    /// A few of its values, different ones.
    pub(in crate::ingest) examples: Vec<String>,
}

impl Facts<'_> {
    /// The share of values that are there.
    pub(in crate::ingest) fn coverage(&self) -> f64 {
        share(self.present, self.rows)
    }

    /// A count's share of the values that are there.
    pub(in crate::ingest) fn of_present(&self, count: usize) -> f64 {
        share(count, self.present)
    }

    /// Values that are dates by the format that fits most of them.
    pub(in crate::ingest) fn best_dates(&self) -> usize {
        let says_so = name_score(&self.words, EPOCH) > 0.5;
        let is_dotnet = self.dotnet > 0 && self.dotnet == self.present;
        let epochs = if self.counts_from_1970() && (says_so || is_dotnet) { self.epochs } else { 0 };
        let serials = if self.counts_from_1899() && says_so { self.serials } else { 0 };
        self.dates.into_iter().max().unwrap_or_default().max(epochs).max(serials)
    }

    /// Whether all values may be days as spreadsheets number them.
    pub(in crate::ingest) fn counts_from_1899(&self) -> bool {
        self.serials > 0 && self.serials == self.present
    }

    /// Whether all values may be seconds or milliseconds since 1970. So may numbers of ten digits
    /// that are none: a name must say it too.
    pub(in crate::ingest) fn counts_from_1970(&self) -> bool {
        self.epochs > 0 && self.epochs == self.present
    }

    /// The number below which a share of the numbers lies.
    pub(in crate::ingest) fn quantile(&self, share: f64) -> Option<f64> {
        let last = self.sorted.len().checked_sub(1)?;
        self.sorted.get((share * last as f64) as usize).copied()
    }

    /// Whether each value stands in one row only and none is missing.
    pub(in crate::ingest) fn all_differ(&self) -> bool {
        self.rows > 1 && self.present == self.rows && self.distinct.len() == self.rows.min(MOST_DISTINCT)
    }
}

fn share(count: usize, of: usize) -> f64 {
    if of == 0 { 0.0 } else { count as f64 / of as f64 }
}

/// The facts of each column of the sample.
pub(in crate::ingest) fn facts<'a>(names: &[String], sample: &'a [Kept]) -> Vec<Facts<'a>> {
    let mut all: Vec<Facts<'a>> = Vec::with_capacity(names.len());
    let mut named: BTreeMap<String, usize> = BTreeMap::new();
    for name in names {
        let same = named.entry(normal(name)).or_default();
        *same += 1;
        let numbered = if *same == 1 { name.clone() } else { format!("{name}#{same}") };
        all.push(Facts { name: numbered, words: words(name), ..Facts::default() });
    }
    for kept in sample {
        let record = kept.record();
        if record.n_fields != names.len() as u64 {
            continue;
        }
        for (facts, field) in all.iter_mut().zip(record.fields()) {
            facts.rows += 1;
            if !value::missing(field) {
                facts.add(field);
            }
        }
    }
    for facts in &mut all {
        facts.settle_commas();
        facts.look_up_offences();
        facts.sorted.sort_unstable_by(f64::total_cmp);
    }
    all
}

impl<'a> Facts<'a> {
    fn add(&mut self, field: &'a [u8]) {
        self.present += 1;
        if self.distinct.len() < MOST_DISTINCT
            && self.distinct.insert(field)
            && self.examples.len() < EXAMPLES
        {
            self.examples.push(crate::ingest::summary::quoted(field));
        }
        self.add_date(field);
        if let Some(number) = value::decimal(field) {
            self.numbers += 1;
            self.decimals += usize::from(field.contains(&b'.'));
            self.whole += usize::from(value::row_number(field).is_some());
            self.flags += usize::from(value::flag(field).is_some());
            self.serials += usize::from(SERIALS.contains(&number));
            if number != 0.0 && number != -1.0 && !value::is_nines(number) {
                self.sorted.push(number);
            }
        } else if let Some(number) = value::number(field, f64::MAX) {
            self.numbers += 1;
            self.add_written_number(field, number);
        } else if let Some(number) = place_text::degrees(field) {
            self.numbers += 1;
            self.decimals += 1;
            self.sorted.push(number);
        } else {
            self.places += usize::from(combined(field).is_some());
            self.flags += usize::from(value::flag(field).is_some());
            let text = watchback_tables::text::text(field);
            self.offences += usize::from(field.len() <= 120 && reads_as_offence(&text));
            self.month_names += usize::from(field.len() <= 12 && month_of(field).is_some());
        }
    }

    /// What a value is as a date or a time of day.
    fn add_date(&mut self, field: &[u8]) {
        // All dates and times have digits.
        if !field.iter().any(u8::is_ascii_digit) {
            return;
        }
        // Numbers of a few digits are never dates, and a time behind an empty day is a time.
        let is_time = dates::after_empty_day(field).is_some_and(|time| !time.is_empty());
        if field.len() >= 6 && !is_time {
            let written = FORMATS.map(|format| dates::written(field, format));
            for (count, date) in self.dates.iter_mut().zip(&written) {
                *count += usize::from(date.is_some());
            }
            let [_, month, day] = written.map(|date| Some(date?.days));
            self.order.add(month, day);
            let epoch = dates::written(field, DateFormat::Epoch).filter(|at| EPOCH_DAYS.contains(&at.days));
            self.epochs += usize::from(epoch.is_some());
            self.dotnet += usize::from(epoch.is_some() && dates::dotnet(field).is_some());
            if let Some(Written { minute_of_day, universal, .. }) =
                written.into_iter().flatten().next().or(epoch)
            {
                self.timed += usize::from(minute_of_day.is_some_and(|minute| minute > 0));
                self.universal += usize::from(universal);
            } else {
                self.months += usize::from(dates::is_month_alone(field));
            }
        }
        if (field.len() <= 16 || is_time) && dates::time_of_day(field).is_some() {
            if field.iter().any(|byte| matches!(byte, b':' | b'h' | b'H')) {
                self.clocks += 1;
            } else {
                self.digit_times += 1;
                self.day_shares += usize::from(field.starts_with(b"0."));
            }
        }
    }

    /// A number with other signs than programs write.
    fn add_written_number(&mut self, field: &[u8], number: f64) {
        let decimals = value::number(field, 0.0);
        match decimals.filter(|decimals| *decimals != number) {
            // 52,528 is either.
            Some(decimals) => self.commas.push(decimals),
            None => {
                let is_whole = number == libm::trunc(number);
                self.comma_decimals += usize::from(!is_whole);
                self.decimals += usize::from(!is_whole);
                self.whole += usize::from(is_whole && number >= 0.0);
                self.sorted.push(number);
            }
        }
    }

    /// A lone comma is one of decimals where others of the column are, or where the name says so.
    fn settle_commas(&mut self) {
        let degrees = [LATITUDE, LONGITUDE].iter().any(|speaks| name_score(&self.words, speaks) >= 0.8);
        let are_degrees = degrees && self.commas.iter().all(|number| number.abs() <= 180.0);
        let are_decimals = self.comma_decimals > 0 || (are_degrees && self.commas.len() == self.numbers);
        let commas = std::mem::take(&mut self.commas);
        if are_decimals {
            self.decimals += commas.len();
            self.sorted.extend(commas);
        } else {
            self.whole += commas.len();
            self.sorted.extend(commas.iter().map(|number| libm::round(number * 1_000.0)));
        }
    }

    /// Offences whose names are not English.
    fn look_up_offences(&mut self) {
        let are_kinds = self.numbers == 0 && self.distinct.len() <= MOST_KINDS;
        if are_kinds && self.of_present(self.offences) < 0.5 {
            let values: Vec<String> =
                self.distinct.iter().map(|value| watchback_tables::text::text(value).into_owned()).collect();
            let share = foreign_offences(values.iter().map(String::as_str));
            self.offences = self.offences.max((share * self.present as f64) as usize);
        }
    }
}
