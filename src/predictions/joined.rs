//! A crime file that says itself how many predictions covered each crime.

use std::collections::BTreeSet;
use std::io::Cursor;
use std::ops::ControlFlow;

use serde::{Deserialize, Serialize};
use watchback_tables::{Limits, ReadError, Records, text};

/// What such a file tells. How many boxes were predicted in vain, it does not say: there is no hit
/// rate, and no chance.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct JoinedCrimes {
    /// Crimes.
    pub crimes: u64,
    /// Crimes of a type that is predicted.
    pub crimes_predictable: u64,
    /// Crimes that a prediction of any type covered.
    pub crimes_met_any_type: u64,
    /// Crimes that a prediction of their own type covered.
    pub crimes_met: u64,
    /// Those predictions.
    pub hits: u64,
}

impl JoinedCrimes {
    /// Reads a crime file with a column of the number of predictions (`num_preds`), of their types
    /// (`actual_pred_type`) and of the crime's own (`accurate_pred_type`); `None` where it lacks
    /// one. `|` parts types that are predicted together, `%` others.
    ///
    /// # Errors
    /// Where it cannot be read.
    ///
    /// # Examples
    /// ```
    /// use watchback::predictions::JoinedCrimes;
    /// let file = b"description,accurate_pred_type,num_preds,actual_pred_type\n\
    ///     ROBBERY,Robbery%Gun Crimes,2,Burglary|Robbery\nARSON,,1,Robbery\nTHEFT,,0,\n";
    /// let found = JoinedCrimes::read(file)?.ok_or("it has the columns")?;
    /// assert_eq!((found.crimes, found.crimes_met, found.hits), (3, 1, 2));
    /// assert_eq!((found.crimes_predictable, found.crimes_met_any_type), (1, 2));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn read(bytes: &[u8]) -> Result<Option<Self>, ReadError> {
        let mut records = Records::open(Cursor::new(bytes), Limits::default())?;
        let mut progress = |_: u64| ControlFlow::Continue(());
        let mut columns: Option<[usize; 3]> = None;
        let mut found = Self::default();
        while let Some(record) = records.next(&mut progress)? {
            let cell = |at: usize| text::text(record.field(at)).trim().to_owned();
            let Some([count, predicted, own]) = columns else {
                let names: Vec<String> =
                    record.fields().map(|field| text::text(field).trim().to_ascii_lowercase()).collect();
                let at = |name: &str| names.iter().position(|column| column == name);
                let (Some(count), Some(predicted), Some(own)) =
                    (at("num_preds"), at("actual_pred_type"), at("accurate_pred_type"))
                else {
                    return Ok(None);
                };
                columns = Some([count, predicted, own]);
                continue;
            };
            if record.fields().all(<[u8]>::is_empty) {
                continue;
            }
            let (count, predicted, own) =
                (cell(count).parse::<u64>().unwrap_or(0), cell(predicted), cell(own));
            let (predicted, own) = (types(&predicted), types(&own));
            found.crimes += 1;
            found.crimes_predictable += u64::from(!own.is_empty());
            found.crimes_met_any_type += u64::from(count > 0);
            if !predicted.is_disjoint(&own) {
                found.crimes_met += 1;
                found.hits += count;
            }
        }
        Ok(Some(found).filter(|_| columns.is_some()))
    }
}

fn types(cell: &str) -> BTreeSet<&str> {
    cell.split(['|', '%']).map(str::trim).filter(|name| !name.is_empty()).collect()
}
