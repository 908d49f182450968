//! A plan as part of an address (what follows `#`): names of columns, never data.

use super::address::MAX_ADDRESS_BYTES;
use super::dates::DateFormat;
use super::places::PlaceColumns;
use super::plan::{ArrestColumn, Columns, DateParts, ImportPlan, Limits, PlanError};
use crate::percent::{percent_decoded, percent_encoded};
use crate::space::CoordinateSystem;
use watchback_translate::mark;

const FORMATS: [(&str, DateFormat); 6] = [
    ("exact", DateFormat::Exact),
    ("year_first", DateFormat::YearFirst),
    ("month_first", DateFormat::MonthFirst),
    ("day_first", DateFormat::DayFirst),
    ("epoch", DateFormat::Epoch),
    ("serial", DateFormat::Serial),
];

impl DateFormat {
    /// Its name in files and addresses.
    pub fn name(self) -> &'static str {
        FORMATS.iter().find(|(_, format)| *format == self).map_or("", |(name, _)| name)
    }

    /// The format of a name.
    pub fn from_name(name: &str) -> Option<Self> {
        FORMATS.iter().find(|(known, _)| *known == name).map(|(_, format)| *format)
    }
}

impl ImportPlan {
    /// The plan's columns as `parts=2&key=name&key=name`, percent-encoded; limits are not in it.
    /// How many parts follow comes first, and last a word that has no other one for its beginning:
    /// so a layout that was cut short on its way is known, wherever it was cut.
    pub fn to_fragment(&self) -> String {
        let columns = self.columns();
        let mut pairs = vec![("id", columns.id.as_deref()), ("date", Some(columns.date.as_str()))];
        if let Some(parts) = &columns.date_parts {
            pairs.extend([("month", Some(parts.month.as_str())), ("day", Some(&parts.day))]);
            pairs.extend([("hour", parts.hour.as_deref()), ("minute", parts.minute.as_deref())]);
        }
        pairs.push(("time", columns.time.as_deref()));
        let mut epsg = String::new();
        match &columns.place {
            PlaceColumns::Degrees { latitude, longitude } => {
                pairs.extend([("latitude", Some(latitude.as_str())), ("longitude", Some(longitude))]);
            }
            PlaceColumns::Projected { x, y, system } => {
                epsg.push_str(&system.epsg().to_string());
                pairs.extend([("x", Some(x.as_str())), ("y", Some(y))]);
            }
            PlaceColumns::Combined { column, turned } => {
                pairs.push((if *turned { "turned" } else { "place" }, Some(column)));
            }
        }
        pairs.push(("epsg", Some(epsg.as_str()).filter(|epsg| !epsg.is_empty())));
        pairs.push(match &columns.one_offence {
            Some(name) => ("all", Some(name)),
            None => ("offence", Some(&columns.offence)),
        });
        if let Some(arrest) = &columns.arrest {
            pairs.push(("arrest", Some(&arrest.column)));
            pairs.extend(arrest.values.iter().map(|value| ("means", Some(value.as_str()))));
        }
        pairs.extend([("domestic", columns.domestic.as_deref()), ("mark", columns.mark.as_deref())]);
        pairs.push(("format", Some(columns.date_format.name())));
        let n_parts = pairs.iter().filter(|(_, value)| value.is_some()).count();
        let mut fragment = format!("parts={n_parts}");
        for (key, value) in pairs {
            if let Some(value) = value {
                for part in ["&", key, "=", &percent_encoded(value)] {
                    fragment.push_str(part);
                }
            }
        }
        fragment
    }

    /// The plan that [`ImportPlan::to_fragment`] wrote, with the usual limits. The number of parts
    /// may be missing, as it once was not written.
    ///
    /// # Errors
    /// [`PlanError::Fragment`] for a part that is none of a plan or for more or fewer parts than it
    /// says, and what [`ImportPlan::new`] finds.
    ///
    /// # Examples
    /// ```
    /// use watchback::ingest::ImportPlan;
    /// let text = "parts=6&date=When&place=Where&offence=What%3F&arrest=Outcome&means=Arrest%2A\
    ///             &format=day_first";
    /// let plan = ImportPlan::from_fragment(text)?;
    /// assert_eq!(plan.columns().offence, "What?");
    /// assert_eq!(plan.columns().arrest.as_ref().map(|arrest| arrest.values.len()), Some(1));
    /// assert_eq!(plan.to_fragment(), text);
    /// let cut = "parts=6&date=When&place=Where&offence=What%3F&format=day_first";
    /// let cut = ImportPlan::from_fragment(cut).unwrap_err();
    /// assert!(cut.to_string().contains("may be cut short"));
    /// # Ok::<(), watchback::ingest::PlanError>(())
    /// ```
    pub fn from_fragment(fragment: &str) -> Result<Self, PlanError> {
        if fragment.len() > MAX_ADDRESS_BYTES {
            return Err(wrong(fragment, mark!("at most 65,536 bytes")));
        }
        let mut pairs = pairs(fragment)?;
        let n_parts = pairs.len() - 1;
        let mut take = |key: &str| {
            let at = pairs.iter().position(|(found, _)| *found == key)?;
            Some(pairs.remove(at).1)
        };
        if let Some(parts) = take("parts").filter(|parts| parts.parse() != Ok(n_parts)) {
            return Err(wrong(&parts, mark!("after parts= the number of the other parts")));
        }
        let id = take("id");
        let date = take("date").ok_or_else(|| wrong("", "date="))?;
        let format = take("format").unwrap_or_default();
        let date_format = DateFormat::from_name(&format).ok_or_else(|| {
            wrong(&format, mark!("format=exact, year_first, month_first, day_first, epoch or serial"))
        })?;
        let (month, day, hour, minute) = (take("month"), take("day"), take("hour"), take("minute"));
        let date_parts = match (month, day) {
            (Some(month), Some(day)) => Some(DateParts { month, day, hour, minute }),
            (None, None) if hour.is_none() && minute.is_none() => None,
            _ => return Err(wrong("", mark!("month= and day= beside the year"))),
        };
        let time = take("time");
        let places = mark!("latitude= and longitude=, or x=, y= and epsg=, or place= or turned=");
        let (one, turned) = match (take("place"), take("turned")) {
            (one, None) => (one, false),
            (None, one) => (one, true),
            _ => return Err(wrong("", places)),
        };
        let place = match (take("latitude"), take("longitude"), take("x"), take("y"), one) {
            (Some(latitude), Some(longitude), None, None, None) => {
                PlaceColumns::Degrees { latitude, longitude }
            }
            (None, None, Some(x), Some(y), None) => {
                let epsg = take("epsg").unwrap_or_default();
                let system = epsg.parse().ok().and_then(|epsg| CoordinateSystem::from_epsg(epsg).ok());
                let system = system.ok_or_else(|| wrong(&epsg, mark!("epsg= and a number known here")))?;
                PlaceColumns::Projected { x, y, system }
            }
            (None, None, None, None, Some(column)) => PlaceColumns::Combined { column, turned },
            _ => return Err(wrong("", places)),
        };
        let (offence, one_offence) = match (take("offence"), take("all")) {
            (Some(offence), None) => (offence, None),
            (None, Some(name)) => (String::new(), Some(name)),
            _ => return Err(wrong("", mark!("offence= or all="))),
        };
        let arrest = take("arrest");
        let (domestic, mark) = (take("domestic"), take("mark"));
        let values = pairs.into_iter().filter(|(key, _)| *key == "means").map(|(_, value)| value).collect();
        let arrest = arrest.map(|column| ArrestColumn { column, values });
        let columns = Columns {
            id,
            date,
            date_parts,
            date_format,
            time,
            place,
            offence,
            one_offence,
            arrest,
            domestic,
            mark,
        };
        Self::new(columns, Limits::default())
    }
}

/// A part of an address that is none of a layout.
fn wrong(found: &str, expected: &'static str) -> PlanError {
    PlanError::Fragment { found: found.chars().take(60).collect(), expected }
}

/// The keys of a fragment and their values.
fn pairs(fragment: &str) -> Result<Vec<(&str, String)>, PlanError> {
    let mut pairs = Vec::new();
    for part in fragment.split('&') {
        let (key, value) = part.split_once('=').ok_or_else(|| wrong(part, "key=name"))?;
        let value = percent_decoded(value).ok_or_else(|| wrong(part, mark!("percent-encoded UTF-8")))?;
        const KEYS: [&str; 21] = [
            "turned",
            "parts",
            "id",
            "date",
            "month",
            "day",
            "hour",
            "minute",
            "all",
            "format",
            "time",
            "latitude",
            "longitude",
            "x",
            "y",
            "epsg",
            "place",
            "offence",
            "arrest",
            "domestic",
            "mark",
        ];
        let known = KEYS.contains(&key) || key == "means";
        let twice = key != "means" && pairs.iter().any(|(earlier, _)| *earlier == key);
        if !known || twice {
            return Err(wrong(part, mark!("a part of a layout, once")));
        }
        pairs.push((key, value));
    }
    Ok(pairs)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_broken_fragment_is_named() {
        for (text, says) in [
            ("", "key=name"),
            ("date", "key=name"),
            ("date=%4", "percent-encoded"),
            ("date=%FF", "percent-encoded"),
            ("date=a&colour=b", "a part of a layout"),
            ("date=a&date=b", "once"),
            ("format=exact&place=p&offence=o", "date="),
            ("date=a&place=p&offence=o", "format="),
            ("date=a&format=exact&latitude=l&offence=o", "latitude= and longitude="),
            ("date=a&format=exact&x=x&y=y&offence=o", "epsg="),
            ("date=a&format=exact&x=x&y=y&epsg=4326&offence=o", "epsg="),
            ("date=a&format=exact&place=p", "offence="),
            ("date=a&format=exact&place=p&offence=o&all=b", "offence= or all="),
            ("date=a&month=b&format=exact&place=p&offence=o", "month= and day="),
            ("date=a&hour=b&format=exact&place=p&offence=o", "month= and day="),
            ("date=a&format=exact&place=p&all=%20", "offence has no name"),
            ("date=a&format=exact&place=p&offence=o&parts=3", "the number of the other parts"),
            ("parts=&date=a&format=exact&place=p&offence=o", "the number of the other parts"),
            ("parts=4", "the number of the other parts"),
            ("date=a&format=exact&place=p&offence=A", "is given for the date and for the offence"),
        ] {
            let error = ImportPlan::from_fragment(text).unwrap_err().to_string();
            assert!(error.contains(says), "{text}: {error}");
        }
    }

    #[test]
    fn dates_in_parts_and_one_offence_come_back() {
        let text = "parts=10&date=Year&month=Month&day=Day&hour=Hour&minute=Min&latitude=Y&longitude=X&all=Shooting\
                    &arrest=Made&format=year_first";
        let plan = ImportPlan::from_fragment(text).unwrap();
        assert_eq!(plan.columns().one_offence.as_deref(), Some("Shooting"));
        let parts = plan.columns().date_parts.clone().unwrap();
        assert_eq!((parts.month.as_str(), parts.minute.as_deref()), ("Month", Some("Min")));
        assert_eq!(plan.to_fragment(), text);
    }

    #[test]
    fn a_place_the_other_way_round_comes_back() {
        let text = "parts=4&date=When&turned=Where&offence=What&format=year_first";
        let plan = ImportPlan::from_fragment(text).unwrap();
        assert!(plan.columns().place.are_turned());
        assert_eq!(plan.to_fragment(), text);
        let both = text.replace("parts=4", "parts=5") + "&place=Where";
        assert!(ImportPlan::from_fragment(&both).is_err());
    }

    #[test]
    fn what_no_layout_is_as_long_as_is_refused() {
        let values = "&means=x".repeat(100_000);
        let text = format!("date=a&format=exact&place=p&offence=o&arrest=c{values}");
        let error = ImportPlan::from_fragment(&text).unwrap_err().to_string();
        assert!(error.contains("at most 65,536 bytes") && error.len() < 250, "{error}");
    }

    #[test]
    fn a_layout_that_was_cut_anywhere_is_refused_and_an_old_one_is_not() {
        let mut columns = ImportPlan::chicago_portal().columns().clone();
        for (_, format) in FORMATS {
            columns.date_format = format;
            let plan = ImportPlan::new(columns.clone(), Limits::default()).unwrap();
            let text = plan.to_fragment();
            assert_eq!(ImportPlan::from_fragment(&text).unwrap(), plan);
            for cut in 0..text.len() {
                assert!(ImportPlan::from_fragment(&text[..cut]).is_err(), "{}", &text[..cut]);
            }
            // As they were before their parts were counted.
            let (_, old) = text.split_once('&').unwrap();
            assert_eq!(ImportPlan::from_fragment(old).unwrap(), plan);
        }
    }

    #[test]
    fn so_many_values_mean_no_arrest() {
        let of = |n: usize| format!("date=a&format=exact&place=p&offence=o&arrest=c{}", "&means=x".repeat(n));
        let plan = ImportPlan::from_fragment(&of(500)).unwrap();
        assert_eq!(plan.columns().arrest.as_ref().unwrap().values.len(), 500);
        let error = ImportPlan::from_fragment(&of(501)).unwrap_err();
        assert_eq!(error, PlanError::ArrestValues { found: 501 });
        assert!(error.to_string().contains("at most 500"), "{error}");
    }

    #[cfg(not(target_arch = "wasm32"))]
    proptest::proptest! {
        #[test]
        fn no_fragment_is_too_strange(text in "[a-z=&%0-9]{0,60}") {
            let _ = ImportPlan::from_fragment(&text);
        }
    }
}
