//! Dates, times, outcomes, numbers and names of columns as files of the field have them.
//!
//! The files are invented and stand in the shared folder, each for a kind; what is right of them
//! was written down when they were made. Below are more of the same kinds, as text.
#![cfg(not(target_arch = "wasm32"))]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "the helpers of tests are tests too"
)]

#[path = "support/field.rs"]
mod field;
#[path = "support/read_field.rs"]
mod read_field;

use std::fs::File;
use std::io::Cursor;

use field::field;
use read_field::{go, guess_field, read_field};
use watchback::ingest::{
    DateFormat, FileEvents, Guess, GuessOptions, IngestError, Portal, Question, RemarkKind, Role, guess,
    read_any_file, read_file,
};
use watchback::space::CoordinateSystem;

/// A file of text, by the guess that options make.
fn text(text: &str, options: &GuessOptions) -> Guess {
    guess("text.csv", Cursor::new(text.as_bytes()), options).unwrap()
}

fn read_text(text: &str) -> Result<FileEvents, IngestError> {
    read_any_file("text.csv", Cursor::new(text.as_bytes()), &mut go)
}

/// First and last day, and the first row's moment.
fn when(file: &FileEvents) -> (String, String, String) {
    let mut days: Vec<_> = file.events.iter().map(|event| event.day()).collect();
    days.sort();
    let first = file.summary.preview[0].date.clone();
    (days[0].to_string(), days[days.len() - 1].to_string(), first)
}

fn arrests(file: &FileEvents) -> (usize, usize) {
    let flags: Vec<bool> = file.events.iter().filter_map(|event| event.arrest).collect();
    (flags.iter().filter(|arrest| **arrest).count(), flags.len())
}

fn remarked(file: &FileEvents, kind: RemarkKind) -> Option<u64> {
    file.summary.remarks.iter().find(|remark| remark.kind == kind).map(|remark| remark.rows)
}

fn unplaced(file: &FileEvents) -> usize {
    file.events.iter().filter(|event| event.latitude.is_none()).count()
}

fn near(file: &FileEvents, latitude: f64, longitude: f64) -> bool {
    file.events
        .iter()
        .filter_map(|event| event.latitude.zip(event.longitude))
        .all(|(north, east)| (north - latitude).abs() < 0.2 && (east - longitude).abs() < 0.2)
}

/// File, first day, last day, first row.
const DATES: [(&str, &str, &str, &str); 15] = [
    ("date-two-digit-year-day-first.csv", "2021-01-10", "2021-12-31", "2021-01-10 23:23"),
    ("date-in-parts.csv", "2021-01-06", "2021-12-28", "2021-01-06 03:09"),
    ("date-universal-plain-name.csv", "2021-01-10", "2021-12-31", "2021-01-10 23:23"),
    ("date-narrow-space.csv", "2021-01-04", "2021-12-28", "2021-01-04 16:38"),
    ("date-spanish-half-days.csv", "2021-01-02", "2021-12-26", "2021-01-02 23:42"),
    ("date-month-names-spanish.csv", "2021-01-02", "2021-12-26", "2021-01-02 00:00"),
    ("date-oracle.csv", "2021-01-04", "2021-12-28", "2021-01-04 16:38"),
    ("date-military-time.csv", "2021-01-04", "2021-12-28", "2021-01-04 16:38"),
    ("date-zone-letters.csv", "2021-01-04", "2021-12-28", "2021-01-04 16:38"),
    ("date-compact-14.csv", "2021-01-04", "2021-12-28", "2021-01-04 16:38"),
    ("date-dotnet.csv", "2021-01-04", "2021-12-28", "2021-01-04 16:38"),
    ("date-french-hours.csv", "2021-01-03", "2021-12-30", "2021-01-03 11:32"),
    ("date-serial.csv", "2021-01-04", "2021-12-28", "2021-01-04 16:38"),
    ("time-of-1899.csv", "2021-01-04", "2021-12-28", "2021-01-04 16:38"),
    ("language-spanish.csv", "2021-01-02", "2021-12-26", "2021-01-02 23:42"),
];

#[test]
fn dates_of_the_field_are_read() {
    for (name, first, last, line) in DATES {
        let Some(file) = read_field(name) else { return };
        let file = file.unwrap_or_else(|error| panic!("{error}"));
        assert_eq!((file.summary.rows_kept, file.summary.portal), (90, None), "{name}");
        let expected = (first.to_owned(), last.to_owned(), line.to_owned());
        assert_eq!(when(&file), expected, "{name}");
    }
}

#[test]
fn dates_that_stand_for_another_time_are_read_with_a_warning() {
    for (name, kind) in [
        ("date-universal-plain-name.csv", Some(RemarkKind::UniversalTime)),
        ("date-serial.csv", Some(RemarkKind::SpreadsheetDays)),
        ("date-zone-letters.csv", None),
    ] {
        let Some(file) = read_field(name) else { return };
        let file = file.unwrap();
        assert_eq!(file.summary.remarks.iter().map(|remark| remark.kind).next(), kind, "{name}");
        assert!(file.summary.remarks.iter().all(|remark| remark.rows == 90), "{name}");
    }
    let Some(file) = read_field("date-universal-plain-name.csv") else { return };
    assert_eq!(arrests(&file.unwrap()), (21, 90));
    // Of milliseconds the plan says it, and the report warns.
    let Some(file) = read_field("date-dotnet.csv") else { return };
    assert_eq!(file.unwrap().summary.plan.columns().date_format, DateFormat::Epoch);
}

#[test]
fn months_without_days_are_refused_for_that_reason() {
    for name in ["date-month-only.csv", "message-wrong-portal.csv"] {
        let Some(file) = read_field(name) else { return };
        let message = file.unwrap_err().to_string();
        assert!(message.contains("months and no days") && message.contains("2021-01"), "{message}");
        for of_others in ["Primary Type", "UCR", "download all columns"] {
            assert!(!message.contains(of_others), "{message}");
        }
    }
}

#[test]
fn dates_that_a_spreadsheet_swapped_are_refused_with_their_number() {
    let Some(file) = read_field("date-excel-swapped.csv") else { return };
    let message = file.unwrap_err().to_string();
    assert!(message.contains("in two orders"), "{message}");
    assert!(message.contains("33 rows have the month first and 57 the day"), "{message}");
    let options = GuessOptions { date_format: Some(DateFormat::DayFirst), ..GuessOptions::default() };
    let Some(told) = guess_field("date-excel-swapped.csv", &options) else { return };
    assert!(told.is_confident());
}

#[test]
fn a_presets_dates_are_read_in_two_forms() {
    let Some(file) = read_field("preset-two-date-forms.csv") else { return };
    let file = file.unwrap();
    assert_eq!((file.summary.portal, file.summary.rows_kept), (Some(Portal::Chicago), 90));
    let (first, last, _) = when(&file);
    assert_eq!((first.as_str(), last.as_str()), ("2021-01-03", "2021-12-31"));
}

#[test]
fn arrests_are_what_the_file_means_by_them() {
    for (name, expected) in [
        ("arrest-negated-words.csv", (21, 90)),
        ("arrest-zero-one.csv", (21, 90)),
        ("optional-arrest-unreadable.csv", (18, 81)),
    ] {
        let Some(file) = read_field(name) else { return };
        let file = file.unwrap();
        assert_eq!((file.summary.rows_kept, arrests(&file)), (90, expected), "{name}");
        let told: u64 = file.summary.arrest_values.iter().map(|value| value.rows).sum();
        assert_eq!(told, expected.0 as u64, "{name}");
    }
    let Some(file) = read_field("arrest-negated-words.csv") else { return };
    let file = file.unwrap();
    assert_eq!(file.summary.arrest_values[0].value, "Cleared by arrest");
    let Some(file) = read_field("optional-arrest-unreadable.csv") else { return };
    assert_eq!(remarked(&file.unwrap(), RemarkKind::ArrestUnread), Some(9));
}

#[test]
fn outcomes_that_come_after_the_first_megabyte_are_told() {
    let Some(file) = read_field("first-megabyte-arrest-words.csv.gz") else { return };
    let file = file.unwrap();
    let counted = arrests(&file).0;
    let told = remarked(&file, RemarkKind::ArrestNotTaken).unwrap_or_default();
    assert_eq!(counted as u64 + told, 356);
    assert_eq!(told, 88);
}

#[test]
fn what_a_file_need_not_say_costs_no_row() {
    for (name, without_place) in [
        ("optional-time-unreadable.csv", 0),
        ("optional-arrest-unreadable.csv", 0),
        ("missing-words.csv", 9),
        ("missing-words-third.csv", 30),
    ] {
        let Some(file) = read_field(name) else { return };
        let file = file.unwrap();
        assert_eq!((file.summary.rows_kept, unplaced(&file)), (90, without_place), "{name}");
        assert_eq!(file.summary.dropped, [], "{name}");
    }
}

#[test]
fn numbers_of_other_countries_are_read() {
    let Some(file) = read_field("decimal-comma.csv") else { return };
    let file = file.unwrap();
    assert!(near(&file, 52.52, 13.40) && file.summary.rows_kept == 90 && unplaced(&file) == 0);
    let (first, last, _) = when(&file);
    assert_eq!((first.as_str(), last.as_str()), ("2021-01-04", "2021-12-30"));
    let system = Some(CoordinateSystem::from_epsg(2263).unwrap());
    let options = GuessOptions { system, ..GuessOptions::default() };
    let Some(found) = guess_field("thousands-commas.csv", &options) else { return };
    assert!(found.is_confident(), "{:?}", found.doubt());
    let path = field("thousands-commas.csv").unwrap();
    let file = read_file("thousands", File::open(path).unwrap(), &found.plan.unwrap(), &mut go).unwrap();
    assert!(near(&file, 40.75, -73.95) && file.summary.rows_kept == 90 && unplaced(&file) == 0);
}

#[test]
fn a_file_of_one_offence_is_told_so() {
    let Some(file) = read_field("single-offence.csv") else { return };
    let message = file.unwrap_err().to_string();
    assert!(message.contains("--one-offence") && !message.contains("UCR"), "{message}");
    let options = GuessOptions { one_offence: Some("SHOOTING".to_owned()), ..GuessOptions::default() };
    let Some(found) = guess_field("single-offence.csv", &options) else { return };
    assert!(found.is_confident(), "{:?}", found.doubt());
    let path = field("single-offence.csv").unwrap();
    let file = read_file("single", File::open(path).unwrap(), &found.plan.unwrap(), &mut go).unwrap();
    assert_eq!((file.summary.rows_kept, file.events.offences()), (90, &["SHOOTING".to_owned()][..]));
    assert_eq!(file.summary.preview[0].date, "2021-01-03 16:42");
}

#[test]
fn rows_that_are_sums_and_lines_that_are_no_header_are_told() {
    let Some(file) = read_field("counts-column.csv") else { return };
    assert_eq!(remarked(&file.unwrap(), RemarkKind::RowsAreSums), Some(90));
    let Some(file) = read_field("no-header.csv") else { return };
    let message = file.unwrap_err().to_string();
    assert!(message.contains("is the first line a header?"), "{message}");
}

#[test]
fn spanish_columns_are_found() {
    let Some(found) = guess_field("language-spanish.csv", &GuessOptions::default()) else { return };
    let one = |role| found.role(role).unwrap().columns.join(",");
    assert_eq!(
        [one(Role::Date), one(Role::Time), one(Role::Offence)],
        ["fecha_hecho", "hora_hecho", "delito"]
    );
}

/// A table of 60 rows of one year; `date` writes the date and time of one.
fn table(header: &str, row: impl Fn(Moment) -> String) -> String {
    let mut lines = vec![header.to_owned()];
    for number in 0..60_i32 {
        let day_of_year = number * 6;
        let (month, day) = (day_of_year / 30 + 1, day_of_year % 30 % 28 + 1);
        lines.push(row(Moment { number, month, day, hour: (number * 7) % 24, minute: (number * 11) % 60 }));
    }
    lines.join("\n") + "\n"
}

#[derive(Clone, Copy)]
struct Moment {
    number: i32,
    month: i32,
    day: i32,
    hour: i32,
    minute: i32,
}

impl Moment {
    fn offence(self) -> &'static str {
        ["THEFT", "BURGLARY", "ASSAULT", "ROBBERY"][self.number as usize % 4]
    }

    /// The twelve hours of a half, and whether it is the afternoon.
    fn half(self) -> (i32, bool) {
        (if self.hour % 12 == 0 { 12 } else { self.hour % 12 }, self.hour >= 12)
    }

    /// What the other columns hold, near a city of no United States.
    fn rest(self) -> String {
        format!("{},52.{:03},13.{:03}", self.offence(), 400 + self.number, 300 + self.number)
    }
}

type Writer = fn(Moment) -> String;

/// How people write a moment.
const WRITERS: [(&str, Writer); 22] = [
    ("two digits, day first", |m| format!("{:02}.{:02}.22 {:02}:{:02}", m.day, m.month, m.hour, m.minute)),
    ("two digits, year first", |m| format!("22-{:02}-{:02} {:02}:{:02}", m.month, m.day, m.hour, m.minute)),
    ("no-break blank", |m| {
        let (hour, late) = m.half();
        format!(
            "{}/{}/2022\u{a0}{hour}:{:02}\u{a0}{}",
            m.day,
            m.month,
            m.minute,
            if late { "PM" } else { "AM" }
        )
    }),
    ("a. m.", |m| {
        let (hour, late) = m.half();
        format!(
            "{:02}/{:02}/2022 {hour:02}:{:02} {}",
            m.day,
            m.month,
            m.minute,
            if late { "p. m." } else { "a. m." }
        )
    }),
    ("German", |m| {
        let months = [
            "Januar",
            "Februar",
            "M\u{e4}rz",
            "April",
            "Mai",
            "Juni",
            "Juli",
            "August",
            "September",
            "Oktober",
            "November",
            "Dezember",
        ];
        format!("{}. {} 2022 {:02}:{:02} Uhr", m.day, months[m.month as usize - 1], m.hour, m.minute)
    }),
    ("French", |m| {
        let months = [
            "janv.",
            "f\u{e9}vr.",
            "mars",
            "avr.",
            "mai",
            "juin",
            "juil.",
            "ao\u{fb}t",
            "sept.",
            "oct.",
            "nov.",
            "d\u{e9}c.",
        ];
        format!("{} {} 2022 {:02}h{:02}", m.day, months[m.month as usize - 1], m.hour, m.minute)
    }),
    ("Portuguese", |m| {
        let months = [
            "janeiro",
            "fevereiro",
            "mar\u{e7}o",
            "abril",
            "maio",
            "junho",
            "julho",
            "agosto",
            "setembro",
            "outubro",
            "novembro",
            "dezembro",
        ];
        format!("{} de {} de 2022 {:02}:{:02}", m.day, months[m.month as usize - 1], m.hour, m.minute)
    }),
    ("Italian", |m| {
        let months = ["gen", "feb", "mar", "apr", "mag", "giu", "lug", "ago", "set", "ott", "nov", "dic"];
        format!("{:02}-{}-2022 {:02}.{:02}", m.day, months[m.month as usize - 1], m.hour, m.minute)
    }),
    ("Dutch", |m| {
        let months = [
            "januari",
            "februari",
            "maart",
            "april",
            "mei",
            "juni",
            "juli",
            "augustus",
            "september",
            "oktober",
            "november",
            "december",
        ];
        format!("{} {} 2022 om {:02}:{:02}", m.day, months[m.month as usize - 1], m.hour, m.minute)
    }),
    ("Oracle", |m| {
        let months = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
        let (hour, late) = m.half();
        let half = if late { "PM" } else { "AM" };
        format!(
            "{:02}-{}-22 {hour:02}.{:02}.00.000000000 {half}",
            m.day,
            months[m.month as usize - 1],
            m.minute
        )
    }),
    ("zone letters", |m| format!("2022-{:02}-{:02}T{:02}:{:02}:00 CET", m.month, m.day, m.hour, m.minute)),
    ("offset", |m| format!("2022-{:02}-{:02} {:02}:{:02}:00.000+0100", m.month, m.day, m.hour, m.minute)),
    ("12 digits", |m| format!("2022{:02}{:02}{:02}{:02}", m.month, m.day, m.hour, m.minute)),
    ("14 digits with decimals", |m| {
        format!("2022{:02}{:02}{:02}{:02}00.0", m.month, m.day, m.hour, m.minute)
    }),
    ("military", |m| format!("{:02}/{:02}/2022 {:02}{:02} hrs", m.day, m.month, m.hour, m.minute)),
    ("French hours", |m| format!("{:02}/{:02}/2022 {} h {:02}", m.day, m.month, m.hour, m.minute)),
    ("JavaScript", |m| {
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
        format!(
            "Tue {} {:02} 2022 {:02}:{:02}:00 GMT+0100 (Central European Standard Time)",
            months[m.month as usize - 1],
            m.day,
            m.hour,
            m.minute
        )
    }),
    ("SAS", |m| {
        let months = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
        format!("{:02}{}2022:{:02}:{:02}:00", m.day, months[m.month as usize - 1], m.hour, m.minute)
    }),
    ("DB2", |m| format!("2022-{:02}-{:02}-{:02}.{:02}.00.000000", m.month, m.day, m.hour, m.minute)),
    ("slashes, year first", |m| format!("2022/{}/{} {}:{:02}", m.month, m.day, m.hour, m.minute)),
    ("ordinal", |m| {
        let months = [
            "January",
            "February",
            "March",
            "April",
            "May",
            "June",
            "July",
            "August",
            "September",
            "October",
            "November",
            "December",
        ];
        let (hour, late) = m.half();
        let ordinal = match m.day {
            1 | 21 => "st",
            2 | 22 => "nd",
            3 | 23 => "rd",
            _ => "th",
        };
        let half = if late { "pm" } else { "am" };
        format!(
            "\"{} {}{ordinal}, 2022 at {hour}:{:02} {half}\"",
            months[m.month as usize - 1],
            m.day,
            m.minute
        )
    }),
    ("eight digits, day first", |m| format!("{:02}{:02}2022 {:02}:{:02}", m.day, m.month, m.hour, m.minute)),
];

#[test]
fn moments_are_read_however_they_are_written() {
    for (name, write) in WRITERS {
        let file =
            table("incident_date,offense,latitude,longitude", |m| format!("{},{}", write(m), m.rest()));
        let file = read_text(&file).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(file.summary.rows_kept, 60, "{name}");
        let shown: Vec<String> = file.summary.preview.iter().map(|row| row.date.clone()).collect();
        let expected = [
            "2022-01-01 00:00",
            "2022-01-07 07:11",
            "2022-01-13 14:22",
            "2022-01-19 21:33",
            "2022-01-25 04:44",
        ];
        assert_eq!(shown, expected, "{name}");
        assert_eq!(file.summary.remarks, [], "{name}");
    }
}

#[test]
fn dates_in_parts_are_put_together() {
    for (header, with_hour) in [
        ("offense,occ_year,occ_month,occ_day,occ_hour,report_year,report_month,report_day,lat,lon", true),
        ("offense,Year,Month,Day,Hour of day,report_year,report_month,report_day,lat,lon", true),
        ("offense,A\u{f1}o,Mes,D\u{ed}a,Hora,x_year,x_month,x_day,lat,lon", true),
        ("offense,Jahr,Monat,Tag,other,report_year,report_month,report_day,lat,lon", false),
    ] {
        let file = table(header, |m| {
            format!(
                "{},2022,{},{},{},2023,1,1,52.{},13.{}",
                m.offence(),
                m.month,
                m.day,
                m.hour,
                400 + m.number,
                300 + m.number
            )
        });
        let file = read_text(&file).unwrap_or_else(|error| panic!("{header}: {error}"));
        assert_eq!(file.summary.rows_kept, 60, "{header}");
        let last = &file.summary.preview[1].date;
        assert_eq!(last, if with_hour { "2022-01-07 07:00" } else { "2022-01-07 00:00" }, "{header}");
    }
    // Given by hand.
    let file = table("offense,a,b,c,lat,lon", |m| {
        format!("{},2022,{},{},52.{},13.{}", m.offence(), m.month, m.day, 400 + m.number, 300 + m.number)
    });
    let columns = vec![(Role::Date, ["a", "b", "c"].map(str::to_owned).to_vec())];
    let found = text(&file, &GuessOptions { columns, ..GuessOptions::default() });
    assert!(found.is_confident(), "{:?}", found.doubt());
    assert_eq!(found.preview[2].date, "2022-01-13 00:00");
}

#[test]
fn months_alone_are_no_dates() {
    for write in [
        |m: Moment| format!("2022-{:02}", m.month),
        |m: Moment| format!("{:02}/2022", m.month),
        |m: Moment| format!("2022{:02}", m.month),
        |m: Moment| {
            ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
                [m.month as usize - 1]
                .to_owned()
                + " 2022"
        },
    ] {
        let file = table("Month,Type,Latitude,Longitude", |m| format!("{},{}", write(m), m.rest()));
        let message = read_text(&file).unwrap_err().to_string();
        assert!(message.contains("\"Month\" gives") && message.contains("no days"), "{message}");
    }
    let file = table("Year,Month,Type,Latitude,Longitude", |m| format!("2022,{},{}", m.month, m.rest()));
    let message = read_text(&file).unwrap_err().to_string();
    assert!(message.contains("\"Year\" and \"Month\" give"), "{message}");
}

#[test]
fn swapped_dates_are_found_by_their_form_or_their_order() {
    // American cells in a British file, each shown by a spreadsheet in another way.
    let writers: [fn(Moment) -> String; 4] = [
        |m| {
            if m.day <= 12 {
                format!("{}/{}/2022", m.day, m.month)
            } else {
                format!("{:02}/{:02}/2022", m.day, m.month)
            }
        },
        |m| {
            if m.day <= 12 {
                format!("2022-{:02}-{:02} 00:00:00", m.day, m.month)
            } else {
                format!("{}/{}/2022", m.day, m.month)
            }
        },
        |m| {
            if m.day <= 12 {
                format!("{:02}-{:02}-2022", m.day, m.month)
            } else {
                format!("{:02}.{:02}.2022", m.day, m.month)
            }
        },
        // In order, and in no other way to be told.
        |m| {
            if m.day <= 12 {
                format!("{:02}/{:02}/2022", m.month, m.day)
            } else {
                format!("{:02}/{:02}/2022", m.day, m.month)
            }
        },
    ];
    for (number, write) in writers.into_iter().enumerate() {
        let file = table("date,offense,lat,lon", |m| format!("{},{}", write(m), m.rest()));
        let message = read_text(&file).unwrap_err().to_string();
        assert!(message.contains("in two orders"), "{number}: {message}");
    }
    // Two forms, and not swapped.
    let writers: [fn(Moment) -> String; 2] = [
        |m| {
            if m.number % 2 == 0 {
                format!("{}/{}/2022", m.day, m.month)
            } else {
                format!("{:02}/{:02}/2022", m.day, m.month)
            }
        },
        |m| {
            if m.number % 2 == 0 {
                format!("{}/{}/2022", m.day, m.month)
            } else {
                format!("2022-{:02}-{:02}", m.month, m.day)
            }
        },
    ];
    for write in writers {
        let file = table("date,offense,lat,lon", |m| format!("{},{}", write(m), m.rest()));
        let file = read_text(&file).unwrap();
        assert_eq!((file.summary.rows_kept, file.summary.preview[1].date.as_str()), (60, "2022-01-07 00:00"));
    }
}

#[test]
fn arrests_are_understood_as_flags_counts_dates_and_words() {
    let of = |header: &str, write: &dyn Fn(i32) -> String| {
        let file = table(&format!("date,offense,lat,lon,{header}"), |m| {
            format!("2022-{:02}-{:02},{},{}", m.month, m.day, m.rest(), write(m.number))
        });
        read_text(&file).unwrap_or_else(|error| panic!("{header}: {error}"))
    };
    let one_in_four = |yes: &'static str, no: &'static str| {
        move |number: i32| if number % 4 == 1 { yes } else { no }.to_owned()
    };
    for (header, yes, no) in [
        ("arrest", "1", "0"),
        ("arrest_made", "1.0", "0.0"),
        ("number_of_arrests", "3", "0"),
        ("arrests", "12", "0"),
        ("arrest_date", "2022-05-06", ""),
        ("Arrested", "Yes", "No"),
        ("Case Status", "Cleared by Arrest", "Cleared - no arrest"),
        ("disposition", "ARREST", "ARREST PENDING"),
        ("clearance", "Arrest made", "Cleared other than by arrest"),
        ("Outcome", "Adult arrest", "Exceptional clearance"),
        ("status", "Juvenile Arrest", "Arrest warrant issued"),
        ("resolution", "Arrest", "Unable to arrest"),
        ("situacion detenido", "Con detenido", "Sin detenido"),
    ] {
        let file = of(header, &one_in_four(yes, no));
        assert_eq!(arrests(&file), (15, 60), "{header}");
        let told: u64 = file.summary.arrest_values.iter().map(|value| value.rows).sum();
        assert_eq!(told, 15, "{header}");
        assert_eq!(remarked(&file, RemarkKind::ArrestNotTaken), None, "{header}");
    }
    let numbered =
        of("Arrest Number", &|number| if number % 4 == 1 { format!("A22-{number}") } else { String::new() });
    assert_eq!(arrests(&numbered), (15, 60));
    // Doubtful ones are asked, and told where no answer was given.
    let file = of("status", &|number| ["Arrest", "Possible arrest", "Open"][number as usize % 3].to_owned());
    assert_eq!((arrests(&file).0, remarked(&file, RemarkKind::ArrestNotTaken)), (20, Some(20)));
    let only = of("arrest", &|_| "Y".to_owned());
    assert_eq!(remarked(&only, RemarkKind::ArrestsOnly), Some(60));
    let by_date = table("ARREST_KEY,ARREST_DATE,OFNS_DESC,Latitude,Longitude", |m| {
        format!("{},{:02}/{:02}/2022,{}", 1_000 + m.number, m.month, m.day, m.rest())
    });
    let by_date = by_date.replace(",52.", ",40.").replace(",13.", ",-73.");
    assert_eq!(remarked(&read_text(&by_date).unwrap(), RemarkKind::ArrestsOnly), Some(60));
}

#[test]
fn doubtful_outcomes_are_asked() {
    let file = table("date,offense,lat,lon,status", |m| {
        let status = ["Arrest", "Booked", "Open"][m.number as usize % 3];
        format!("2022-{:02}-{:02},{},{status}", m.month, m.day, m.rest())
    });
    let found = text(&file, &GuessOptions::default());
    assert!(
        matches!(&found.questions[..], [Question::ArrestValues { values, .. }] if values == &["Booked"]),
        "{:?}",
        found.questions
    );
}

#[test]
fn words_for_nothing_are_nothing() {
    for word in [
        "nan", "NaN", "None", "NULL", "REDACTED", "-", "Unknown", "#N/A", "\\N", "(null)", "UNK", ".",
        "<NA>", "9999", "-999",
    ] {
        let file = table("date,time,offense,lat,lon", |m| {
            let place = if m.number % 3 == 2 {
                format!("{word},{word}")
            } else {
                format!("52.{},13.{}", 400 + m.number, 300 + m.number)
            };
            let time =
                if m.number % 5 == 4 { "UNK".to_owned() } else { format!("{:02}:{:02}", m.hour, m.minute) };
            format!("2022-{:02}-{:02},{time},{},{place}", m.month, m.day, m.offence())
        });
        let file = read_text(&file).unwrap_or_else(|error| panic!("{word}: {error}"));
        assert_eq!((file.summary.rows_kept, unplaced(&file)), (60, 20), "{word}");
        assert_eq!(file.summary.preview[4].date, "2022-01-25 00:00", "{word}");
        assert_eq!(file.summary.remarks, [], "{word}");
    }
    let late = table("date,time,offense,lat,lon", |m| {
        let time =
            if m.number % 6 == 5 { "night".to_owned() } else { format!("{:02}:{:02}", m.hour, m.minute) };
        format!("2022-{:02}-{:02},{time},{}", m.month, m.day, m.rest())
    });
    let late = read_text(&late).unwrap();
    assert_eq!((late.summary.rows_kept, remarked(&late, RemarkKind::TimeUnread)), (60, Some(10)));
}

#[test]
fn times_behind_an_empty_day_are_times() {
    for write in [
        |m: Moment| format!("1899-12-30 {:02}:{:02}:00", m.hour, m.minute),
        |m: Moment| format!("30/12/1899 {:02}:{:02}:00", m.hour, m.minute),
        |m: Moment| format!("1900-01-01T{:02}:{:02}:00.000", m.hour, m.minute),
        |m: Moment| format!("1970-01-01T{:02}:{:02}:00Z", m.hour, m.minute),
        |m: Moment| format!("{:02}h{:02}", m.hour, m.minute),
        |m: Moment| format!("{:.6}", f64::from(m.hour * 60 + m.minute) / 1440.0),
        |m: Moment| {
            let (hour, late) = m.half();
            format!("{hour}:{:02} {}", m.minute, if late { "p. m." } else { "a. m." })
        },
    ] {
        let file = table("occ_date,occ_time,offense,lat,lon", |m| {
            format!("2022-{:02}-{:02},{},{}", m.month, m.day, write(m), m.rest())
        });
        let file = read_text(&file).unwrap();
        assert_eq!(file.summary.preview[1].date, "2022-01-07 07:11", "{:?}", file.summary.plan);
        assert_eq!((file.summary.rows_kept, file.summary.remarks.len()), (60, 0));
    }
}

#[test]
fn decimals_and_thousands_have_many_signs() {
    for write in [
        |m: Moment| format!("52,4{:03};13,3{:03}", m.number, m.number),
        |m: Moment| format!("52,{:03};13,{:03}", 400 + m.number, 300 + m.number),
        |m: Moment| format!("52,{};13,{}", 400 + m.number * 3 / 2, 300 + m.number * 3),
    ] {
        let file = table("Datum;Delikt;Breitengrad;L\u{e4}ngengrad", |m| {
            format!("{:02}.{:02}.2022;{};{}", m.day, m.month, m.offence(), write(m))
        });
        let file = read_text(&file).unwrap();
        assert!(near(&file, 52.45, 13.4), "{:?}", file.summary.preview);
        assert_eq!((file.summary.rows_kept, unplaced(&file)), (60, 0));
    }
    let system = Some(CoordinateSystem::from_epsg(25833).or(CoordinateSystem::from_epsg(32633)).unwrap());
    for write in [
        |m: Moment| format!("391.{:03},5;5.819.{:03},25", m.number, m.number),
        |m: Moment| format!("391 {:03};5 819 {:03}", m.number, m.number),
        |m: Moment| format!("391{:03},5;5819{:03},25", m.number, m.number),
        |m: Moment| format!("391,{:03};5,819,{:03}", m.number, m.number),
        |m: Moment| format!("391'{:03};5'819'{:03}", m.number, m.number),
    ] {
        let file = table("Datum;Delikt;x;y", |m| {
            format!("{:02}.{:02}.2022;{};{}", m.day, m.month, m.offence(), write(m))
        });
        let options = GuessOptions { system, ..GuessOptions::default() };
        let found = text(&file, &options);
        assert!(found.is_confident(), "{:?} {:?}", found.doubt(), found.roles);
        let (latitude, longitude) =
            (found.preview[0].event.latitude.unwrap(), found.preview[0].event.longitude.unwrap());
        assert!(
            (latitude - 52.51).abs() < 0.02 && (longitude - 13.39).abs() < 0.02,
            "{latitude} {longitude}"
        );
    }
}

#[test]
fn columns_in_other_languages_are_found() {
    for (header, offences, expected) in [
        (
            "fecha_denuncia,fecha_ocurrencia,hora_ocurrencia,tipo_delito,latitud,longitud",
            ["Robo", "Hurto", "Homicidio"],
            ["fecha_ocurrencia", "hora_ocurrencia", "tipo_delito"],
        ),
        (
            "data_registro,data_fato,hora_fato,natureza,latitude,longitude",
            ["Roubo", "Furto", "Les\u{e3}o corporal"],
            ["data_fato", "hora_fato", "natureza"],
        ),
        (
            "date_plainte,date_faits,heure_faits,infraction,latitude,longitude",
            ["Cambriolage", "Vol simple", "Agression"],
            ["date_faits", "heure_faits", "infraction"],
        ),
        (
            "Anzeigedatum,Tatdatum,Uhrzeit,Delikt,Breitengrad,L\u{e4}ngengrad",
            ["Fahrraddiebstahl", "Raub", "K\u{f6}rperverletzung"],
            ["Tatdatum", "Uhrzeit", "Delikt"],
        ),
        (
            "datum_aangifte,pleegdatum,pleegtijd,delict,breedtegraad,lengtegraad",
            ["Diefstal", "Woninginbraak", "Mishandeling"],
            ["pleegdatum", "pleegtijd", "delict"],
        ),
        (
            "data_denuncia,data_reato,ora_reato,tipo_reato,latitudine,longitudine",
            ["Furto", "Rapina", "Lesioni"],
            ["data_reato", "ora_reato", "tipo_reato"],
        ),
    ] {
        let file = table(header, |m| {
            let offence = offences[m.number as usize % 3];
            format!(
                "2022-12-31,2022-{:02}-{:02},{:02}:{:02},{offence},52.{},13.{}",
                m.month,
                m.day,
                m.hour,
                m.minute,
                400 + m.number,
                300 + m.number
            )
        });
        let found = text(&file, &GuessOptions::default());
        let one = |role| found.role(role).unwrap().columns.join(",");
        assert_eq!([one(Role::Date), one(Role::Time), one(Role::Offence)], expected, "{:#?}", found.roles);
        assert!(found.is_confident(), "{:?}", found.doubt());
    }
}

#[test]
fn sums_are_told_and_numbers_of_rows_are_not() {
    for (name, is_sum) in [
        ("Number of crimes", true),
        ("total", true),
        ("Anzahl", true),
        ("incident number", false),
        ("n", false),
    ] {
        let file = table(&format!("{name},date,offense,lat,lon"), |m| {
            let count = if is_sum { m.number % 4 + 1 } else { m.number + 1 };
            format!("{count},2022-{:02}-{:02},{}", m.month, m.day, m.rest())
        });
        let file = read_text(&file).unwrap();
        assert_eq!(remarked(&file, RemarkKind::RowsAreSums).is_some(), is_sum, "{name}");
    }
}

#[test]
fn a_first_line_that_is_a_row_is_no_header() {
    for (line, write) in [
        ("2022-03-01 10:00,THEFT,52.4,13.3", 0),
        ("17,THEFT,52.41,13.31,01.03.2022", 1),
        ("ASSAULT,13.31,52.41,44621,12", 2),
    ] {
        let file = table(line, |m| match write {
            0 => format!("2022-{:02}-{:02} 10:00,{}", m.month, m.day, m.rest()),
            1 => format!("{},{},{:02}.{:02}.2022", m.number, m.rest(), m.day, m.month),
            _ => format!(
                "{},13.{},52.{},{},{}",
                m.offence(),
                300 + m.number,
                400 + m.number,
                44_600 + m.number,
                m.hour
            ),
        });
        let message = read_text(&file).unwrap_err().to_string();
        assert!(message.contains("is the first line a header?"), "{line}: {message}");
    }
}
