//! What an unknown file's columns hold: a guess from its header, its first megabyte and a few rows
//! of its middle and end, with a confidence, reasons and questions.

pub(super) mod columns;
mod date_parts;
pub(super) mod guesser;
mod order;
mod outcomes;
pub(super) mod places;
pub(super) mod roles;
pub(super) mod sample;
mod swapped;
mod systems;
pub(super) mod types;
pub(super) mod words;

use std::io::{Read, Seek};
use std::ops::ControlFlow;
use watchback_tables::Records;

use crate::ingest::any_reader::{AnyReader, stated_system};
use crate::ingest::dates::DateFormat;
use crate::ingest::error::{FileProblem, IngestError};
use crate::ingest::plan::{Columns, ImportPlan, Limits, normal, position};
use crate::ingest::portals::{Portal, nearest};
use crate::ingest::row::{Header, Offences, names, preview};
use crate::ingest::summary::{PREVIEW_ROWS, quoted};
use crate::space::CoordinateSystem;
use columns::facts;
use guesser::Guesser;
use sample::Kept;
use types::{ColumnSeen, Guess, GuessOptions, Role, RoleGuess};
use watchback_translate::mark;

/// Guesses a file's layout from its first megabyte, and from some rows of its middle and end where
/// it can be read from there.
///
/// A header of a [`Portal`] settles it, unless the options say otherwise or most of the first rows
/// cannot be read so.
///
/// # Errors
/// What is wrong with the whole file.
///
/// # Examples
/// ```
/// use watchback::ingest::{DateFormat, GuessOptions, Question, Role, guess};
/// let text = "Ref;When;Kind of crime;Northing (deg);Lon\n\
///             A1;03/04/2019 10:15;Burglary;51.5;-0.12\n\
///             A2;05/04/2019 11:20;Assault;51.6;-0.11\n"
///     .replace(';', ",");
/// let seen =
///     guess("crimes.csv", std::io::Cursor::new(text.as_bytes()), &GuessOptions::default())?;
/// assert_eq!(
///     seen.role(Role::Date).map(|guess| guess.columns.clone()),
///     Some(vec!["When".to_owned()])
/// );
/// // The month or the day: nothing tells.
/// assert!(
///     matches!(seen.questions[..], [Question::DateOrder { .. }]) && !seen.is_confident()
/// );
/// let told =
///     GuessOptions { date_format: Some(DateFormat::DayFirst), ..GuessOptions::default() };
/// let seen = guess("crimes.csv", std::io::Cursor::new(text.as_bytes()), &told)?;
/// assert!(seen.is_confident());
/// assert_eq!(
///     (seen.preview[0].date.as_str(), seen.preview[0].offence.as_str()),
///     ("2019-04-03 10:15", "Burglary")
/// );
/// # Ok::<(), watchback::ingest::IngestError>(())
/// ```
pub fn guess(name: &str, reader: impl Read + Seek, options: &GuessOptions) -> Result<Guess, IngestError> {
    let mut reader: AnyReader<'_> = Box::new(reader);
    let guess = || {
        let mut progress = |_: u64| ControlFlow::Continue(());
        let later = sample::later(&mut reader, Limits::default());
        let mut records = Records::open(reader, Limits::default())?;
        let header = records.next(&mut progress)?.ok_or(FileProblem::Empty)?;
        crate::ingest::row::check_columns(&header, Limits::default())?;
        let names = names(&header);
        let here: Vec<String> = names.iter().map(|name| normal(name)).collect();
        let said = options.columns.iter().flat_map(|(_, columns)| columns);
        let missing: Vec<String> = said.filter(|name| position(&here, name).is_none()).cloned().collect();
        if !missing.is_empty() {
            let found = names.iter().take(40).cloned().collect();
            return Err(FileProblem::MissingColumns { missing, found });
        }
        let mut sample = sample::take(&mut records, &mut progress)?;
        sample.extend(later);
        if sample.is_empty() {
            return Err(FileProblem::NoRows);
        }
        Ok(guess_of(name, &names, &sample, options, stated_system(&records)))
    };
    guess().map_err(|problem| IngestError { file: name.to_owned(), problem })
}

/// The layout of a header and the rows that follow it; `stated` is the coordinate system that the
/// file itself says it is of.
pub(in crate::ingest) fn guess_of(
    file: &str,
    names: &[String],
    sample: &[Kept],
    options: &GuessOptions,
    stated: Option<CoordinateSystem>,
) -> Guess {
    let known = Some(nearest(names)).filter(|(.., fits)| *fits && *options == GuessOptions::default());
    let known = known.map(|(portal, plan, _)| of_portal(file, names, sample, portal, plan));
    match known {
        Some(known) if known.rows_read == known.rows_seen => return known,
        Some(known) => {
            // Rows that a spreadsheet has saved again are read in its form.
            let found = in_another_form(&known, names, sample);
            if 2 * found.rows_read >= found.rows_seen {
                return found;
            }
            return of_unknown_form(known, (file, names, sample), stated);
        }
        None => {}
    }
    let facts = facts(names, sample);
    // What a person says of the place, the file has not been asked.
    let stated = stated.filter(|_| options.columns.iter().all(|(role, _)| *role != Role::Place));
    let options = &GuessOptions { system: options.system.or(stated), ..options.clone() };
    let (roles, questions, plan) = Guesser::new(&facts, options).guess();
    let columns =
        facts.iter().map(|facts| ColumnSeen { name: facts.name.clone(), examples: facts.examples.clone() });
    let mut guess = Guess {
        file: file.to_owned(),
        portal: None,
        roles,
        questions,
        plan,
        columns: columns.collect(),
        rows_seen: sample.len() as u64,
        rows_read: 0,
        preview: Vec::new(),
    };
    try_plan(&mut guess, names, sample);
    guess
}

/// The same guess, with dates as more of the rows write them: with the month first, as the portals
/// of these layouts have it, unless more rows say that the day comes first.
fn in_another_form(known: &Guess, names: &[String], sample: &[Kept]) -> Guess {
    let with = |format: DateFormat| {
        let plan = known.plan.as_ref()?;
        let columns = Columns { date_format: format, ..plan.columns().clone() };
        let plan = ImportPlan::new(columns, plan.limits()).ok()?;
        let mut guess = Guess { plan: Some(plan), rows_read: 0, preview: Vec::new(), ..known.clone() };
        try_plan(&mut guess, names, sample);
        Some(guess)
    };
    let rows = |guess: &Option<Guess>| guess.as_ref().map_or(0, |guess| guess.rows_read);
    let [month, day] = [DateFormat::MonthFirst, DateFormat::DayFirst].map(with);
    match (rows(&month), month) {
        (read, Some(month)) if read > known.rows_read && read >= rows(&day) => month,
        _ => known.clone(),
    }
}

/// A portal's file whose rows cannot be read as the portal writes them: by what its values say, if
/// its columns are still what the portal says.
fn of_unknown_form(
    known: Guess,
    (file, names, sample): (&str, &[String], &[Kept]),
    stated: Option<CoordinateSystem>,
) -> Guess {
    let alone = GuessOptions { without_presets: true, ..GuessOptions::default() };
    let again = guess_of(file, names, sample, &alone, stated);
    if !again.is_confident() || !same_columns(&known, &again) {
        return known;
    }
    Guess { portal: known.portal, ..again }
}

/// Whether two guesses take columns of the same names for what is required.
fn same_columns(one: &Guess, other: &Guess) -> bool {
    let names = |guess: &Guess| -> Vec<String> {
        let required = guess.roles.iter().filter(|guess| guess.role.is_required());
        let without_number =
            |name: &String| name.rsplit_once('#').map_or(name.as_str(), |(name, _)| name).to_owned();
        required
            .flat_map(|guess| guess.columns.iter().map(without_number))
            .map(|name| normal(&name))
            .collect()
    };
    names(one) == names(other)
}

fn of_portal(file: &str, names: &[String], sample: &[Kept], portal: Portal, plan: ImportPlan) -> Guess {
    let columns = plan.columns();
    let place: Vec<String> =
        columns.place.roles().into_iter().filter_map(|(_, name)| name.map(str::to_owned)).collect();
    let owned = |name: &Option<String>| name.iter().cloned().collect();
    let roles = Role::ALL.map(|role| {
        let columns: Vec<String> = match role {
            Role::Id => owned(&columns.id),
            Role::Date => vec![columns.date.clone()],
            Role::Time => owned(&columns.time),
            Role::Place => place.clone(),
            Role::Offence => vec![columns.offence.clone()],
            Role::Arrest => columns.arrest.iter().map(|arrest| arrest.column.clone()).collect(),
            Role::Domestic => owned(&columns.domestic),
        };
        RoleGuess { role, columns, confidence: 1.0, why: mark!("the header is a known portal's").to_owned() }
    });
    let first = |at: usize| sample.first().map(|kept| quoted(kept.record().field(at)));
    let columns = names.iter().enumerate();
    let columns = columns
        .map(|(at, name)| ColumnSeen { name: name.clone(), examples: first(at).into_iter().collect() });
    let mut guess = Guess {
        file: file.to_owned(),
        portal: Some(portal),
        roles: roles.into(),
        questions: Vec::new(),
        columns: columns.collect(),
        plan: Some(plan),
        rows_seen: sample.len() as u64,
        rows_read: 0,
        preview: Vec::new(),
    };
    try_plan(&mut guess, names, sample);
    guess
}

/// Reads the sample by the plan.
fn try_plan(guess: &mut Guess, names: &[String], sample: &[Kept]) {
    let header = guess.plan.as_ref().and_then(|plan| Header::new(names.to_vec(), plan).ok());
    let Some(mut header) = header.map(Header::strict) else { return };
    let mut offences = Offences::default();
    for kept in sample {
        let record = kept.record();
        if let Ok(Ok((event, _))) = header.event(&record, &mut offences) {
            guess.rows_read += 1;
            if guess.preview.len() < PREVIEW_ROWS {
                guess.preview.push(preview(&record, event, &offences));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::read_any_file;
    use super::*;

    fn go(_: u64) -> ControlFlow<()> {
        ControlFlow::Continue(())
    }

    #[test]
    fn a_portals_file_that_a_spreadsheet_saved_again_is_still_its_portals() {
        let text = "ID,Date,Primary Type,Arrest,Latitude,Longitude,Updated On\n\
                    1,1/31/2014 23:30,THEFT,TRUE,41.9,-87.7,2/10/2018 15:50\n\
                    2,2/1/2014 1:30,BATTERY,FALSE,41.8,-87.6,2/10/2018 15:50\n";
        let file = read_any_file("again.csv", std::io::Cursor::new(text.as_bytes()), &mut go).unwrap();
        assert_eq!((file.summary.portal, file.summary.rows_kept), (Some(Portal::Chicago), 2));
        assert_eq!(file.summary.preview[0].date, "2014-01-31 23:30");
        assert_eq!(file.summary.plan.columns().date_format, DateFormat::MonthFirst);
        // With dates that are none, the column is not swapped for another one.
        let spoilt = text.replace("1/31/2014 23:30", "soon").replace("2/1/2014 1:30", "later");
        let error =
            read_any_file("spoilt.csv", std::io::Cursor::new(spoilt.as_bytes()), &mut go).unwrap_err();
        assert!(error.to_string().contains("line 2: Date must be a date like"), "{error}");
    }

    #[test]
    fn numbers_since_1970_are_dates_where_their_column_says_so() {
        let table = |date: &str, rows: [&str; 3]| {
            let rows = rows.map(|number| format!("{number},THEFT,41.9,-87.7\n")).concat();
            guess(
                "a.csv",
                std::io::Cursor::new(format!("{date},offense,lat,lon\n{rows}").as_bytes()),
                &GuessOptions::default(),
            )
            .unwrap()
        };
        for (name, numbers) in [
            ("incident_timestamp", ["1672531200000", "1672617660000", "1704067199999"]),
            ("Occurred Date", ["1672531200", "1672617660", "1704067199"]),
            ("DATE", ["1672531200000.0", "1672617660000.0", "1704067199999.0"]),
        ] {
            let found = table(name, numbers);
            assert!(found.is_confident(), "{name}: {:?}", found.doubt());
            let format = found.plan.as_ref().map(|plan| plan.columns().date_format);
            assert_eq!(format, Some(DateFormat::Epoch), "{name}");
            let shown: Vec<&str> = found.preview.iter().map(|row| row.date.as_str()).collect();
            assert_eq!(shown, ["2023-01-01 00:00", "2023-01-02 00:01", "2023-12-31 23:59"], "{name}");
            assert!(found.role(Role::Date).unwrap().why.contains("universal time"));
        }
        // Numbers of rows, and one value that is no such number.
        for (name, numbers) in [
            ("incident_number", ["1672531200", "1672617660", "1704067199"]),
            ("incident date", ["2019123456", "2019123457", "2019123458"]),
            ("incident date", ["1672531200", "1672617660", "later"]),
        ] {
            let found = table(name, numbers);
            assert!(!found.is_confident() && found.plan.is_none(), "{name} {numbers:?}");
        }
    }

    #[test]
    fn columns_beyond_count_are_guessed_from_in_time() {
        let header: Vec<String> = (0..4_096).map(|column| format!("date {}", column % 1_000)).collect();
        let row = vec!["1/2/2019"; 4_096].join(",");
        let text = format!("{}\n{}", header.join(","), format!("{row}\n").repeat(20));
        let found =
            guess("wide.csv", std::io::Cursor::new(text.as_bytes()), &GuessOptions::default()).unwrap();
        assert!(!found.is_confident());
    }

    #[cfg(not(target_arch = "wasm32"))]
    proptest::proptest! {
        #[test]
        fn no_bytes_make_it_panic(bytes: Vec<u8>) {
            let _ = guess("strange", std::io::Cursor::new(bytes.as_slice()), &GuessOptions::default());
            let _ = read_any_file("strange", std::io::Cursor::new(bytes.as_slice()), &mut go);
        }

        #[test]
        fn no_table_makes_it_panic(
            names in proptest::collection::vec("(date|time|lat|lon|x|y|offense|id|arrest|status|#2|a)", 1..8),
            fields in proptest::collection::vec("[0-9/:. ANpmTZ+(),-]{0,12}|THEFT|true|NULL|AA", 0..60),
        ) {
            let mut text = names.join(",");
            for row in fields.chunks(names.len()) {
                text.push('\n');
                text.push_str(&row.join(","));
            }
            let alone = GuessOptions { without_presets: true, ..GuessOptions::default() };
            if let Ok(found) = guess("strange", std::io::Cursor::new(text.as_bytes()), &alone) {
                proptest::prop_assert!(found.roles.iter().all(|guess| (0.0..=1.0).contains(&guess.confidence)));
                proptest::prop_assert!(found.rows_read <= found.rows_seen);
            }
            let _ = read_any_file("strange", std::io::Cursor::new(text.as_bytes()), &mut go);
        }
    }
}
