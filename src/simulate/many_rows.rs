//! A simulated file as large as a whole city's since 2001: for measuring time and memory, with
//! nothing in it to be learnt.

use std::io::{self, Write};

use super::portal_csv::SIMULATED_BLOCK;
use crate::chance::{Purpose, Random};
use crate::study::{BoundingBox, CivilDay, SIMULATED, preset};

/// The columns of Chicago's portal today.
const HEADER: &str = "ID,Case Number,Date,Block,IUCR,Primary Type,Description,Location Description,Arrest,Domestic,Beat,District,Ward,\
                      Community Area,FBI Code,X Coordinate,Y Coordinate,Year,Updated On,Latitude,Longitude,Location\r\n";
/// Rows whose numbers one generator makes.
const BATCH: u64 = 4_096;
/// Points in a row from south to north and from west to east.
const POINTS: (usize, usize) = (600, 760);
/// From the first day of the portal's file; whole years.
const DAYS: (i32, i32) = (11_323, 20_088);
/// Offences with their codes, descriptions and weights: as many as Chicago's are, in its
/// proportions.
const OFFENCES: [(&str, &str, &str, &str, usize); 8] = [
    ("0820", "THEFT", "$500 AND UNDER", "06", 22),
    ("0486", "BATTERY", "DOMESTIC BATTERY SIMPLE", "08B", 18),
    ("1310", "CRIMINAL DAMAGE", "TO PROPERTY", "14", 11),
    ("0560", "ASSAULT", "SIMPLE", "08A", 7),
    ("0610", "BURGLARY", "FORCIBLE ENTRY", "05", 5),
    ("0910", "MOTOR VEHICLE THEFT", "AUTOMOBILE", "07", 5),
    ("1811", "NARCOTICS", "POSSESS: CANNABIS 30GMS OR LESS", "18", 9),
    ("1150", "DECEPTIVE PRACTICE", "CREDIT CARD FRAUD", "11", 6),
];
const PLACES: [&str; 6] =
    ["STREET", "RESIDENCE", "APARTMENT", "SIDEWALK", "PARKING LOT/GARAGE(NON.RESID.)", "SMALL RETAIL STORE"];

/// Writes `rows` rows in order of days over the 24 years from 2001, about 240 bytes each, in the
/// columns of Chicago's portal. Every row is marked as simulated. Nothing is held but one row.
///
/// # Errors
/// Those of the writer.
///
/// # Examples
/// ```
/// use std::ops::ControlFlow;
/// use watchback::ingest::read_portal_file;
/// use watchback::simulate::write_many_rows;
/// let mut csv = Vec::new();
/// write_many_rows(1, 5_000, &mut csv)?;
/// assert_eq!(
///     (csv.len() / 5_000, csv.iter().filter(|byte| **byte == b'\n').count()),
///     (239, 5_001)
/// );
/// let mut progress = |_: u64| ControlFlow::Continue(());
/// let file =
///     read_portal_file("many.csv", std::io::Cursor::new(csv.as_slice()), &mut progress)
///         .unwrap();
/// assert_eq!((file.summary.rows_read, file.summary.rows_kept), (5_000, 5_000));
/// let (first, last) = (file.events.get(0).unwrap(), file.events.get(4_999).unwrap());
/// assert_eq!((first.day().to_string().as_str(), last.day().year()), ("2001-01-01", 2024));
/// assert!(first.simulated);
/// # Ok::<(), std::io::Error>(())
/// ```
pub fn write_many_rows(seed: u64, rows: u64, mut out: impl Write) -> io::Result<()> {
    let bounds = preset(SIMULATED).map_err(super::portal_csv::other)?.bounds;
    out.write_all(HEADER.as_bytes())?;
    let mut line = Vec::new();
    let weights: usize = OFFENCES.iter().map(|offence| offence.4).sum();
    let n_days = (DAYS.1 - DAYS.0 + 1) as u64;
    for batch in 0..rows.div_ceil(BATCH) {
        let mut random = Random::new(seed, Purpose::ManyRows, batch);
        for row in batch * BATCH..rows.min((batch + 1) * BATCH) {
            line.clear();
            let day = CivilDay::from_days_since_1970(DAYS.0 + (row.saturating_mul(n_days) / rows) as i32);
            write_row(&mut line, row, day, (bounds, weights), &mut random)?;
            out.write_all(&line)?;
        }
    }
    out.flush()
}

fn write_row(
    line: &mut Vec<u8>,
    row: u64,
    day: CivilDay,
    (bounds, weights): (BoundingBox, usize),
    random: &mut Random,
) -> io::Result<()> {
    let mut at = random.below(weights);
    let offence = OFFENCES.iter().find(|offence| {
        let is_it = at < offence.4;
        at = at.saturating_sub(offence.4);
        is_it
    });
    let (iucr, kind, description, fbi, _) = offence.copied().unwrap_or(OFFENCES[0]);
    let place = PLACES.get(random.below(PLACES.len())).copied().unwrap_or_default();
    let minute = random.below(24 * 60);
    let (hour, half) = (minute / 60, if minute < 12 * 60 { "AM" } else { "PM" });
    let hour = if hour % 12 == 0 { 12 } else { hour % 12 };
    let (year, month, of_month) = (day.year(), day.month(), day.day_of_month());
    let arrest = random.uniform() < 0.25;
    let domestic = random.uniform() < 0.15;
    let area = random.below(77);
    write!(
        line,
        "{id},SIM{id},{month:02}/{of_month:02}/{year:04} {hour:02}:{:02}:00 {half},{SIMULATED_BLOCK} BLOCK {:05},{iucr},{kind},\
         {description},{place},{arrest},{domestic},{:04},{:03},{},{},{fbi},",
        minute % 60,
        random.below(100_000),
        100 + area * 30,
        1 + area / 4,
        1 + area % 50,
        1 + area,
        id = row + 10_000_001,
    )?;
    // One row in a hundred has no place.
    let (south, east) = (random.below(POINTS.0), random.below(POINTS.1));
    if random.below(100) > 0 {
        let along =
            |low: f64, high: f64, at: usize, of: usize| low + (high - low) * (at as f64 + 0.5) / of as f64;
        let latitude = along(bounds.south, bounds.north, south, POINTS.0);
        let longitude = along(bounds.west, bounds.east, east, POINTS.1);
        write!(
            line,
            "{},{},{year},{month:02}/{of_month:02}/{year:04} 03:40:00 PM,{latitude:.9},{longitude:.9},\"({latitude:.9}, {longitude:.9})\"",
            1_100_000 + 150 * east,
            1_800_000 + 150 * south,
        )?;
    } else {
        write!(line, ",,{year},{month:02}/{of_month:02}/{year:04} 03:40:00 PM,,,")?;
    }
    line.extend_from_slice(b"\r\n");
    Ok(())
}
