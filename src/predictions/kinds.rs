//! Which of the vendor's types a city's offences are.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::board::{MAX_TYPES, Types};

/// How an offence came to its types.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MappedBy {
    /// A person said so.
    Given,
    /// The names are the same.
    Name,
    /// Words in both names: a guess, to be looked over.
    Words,
    /// It is of none of the types.
    Nothing,
}

/// An offence and its types.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MappedOffence {
    /// As the crime file has it.
    pub offence: String,
    /// The vendor's types that it is of.
    pub types: Vec<String>,
    /// How that is known.
    pub by: MappedBy,
    /// Its crimes.
    pub crimes: u64,
}

/// The vendor's types, and which offences are of them.
#[derive(Clone, Debug, Default)]
pub struct TypeMap {
    names: Vec<String>,
    of_offences: BTreeMap<String, (Types, MappedBy)>,
}

/// There are too many types.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "{found} types of predictions; at most {MAX_TYPES} can be told apart. Is the column of types the right one?"
)]
pub struct TooManyTypes {
    /// How many there are.
    pub found: usize,
}

impl TypeMap {
    /// Of the vendor's types and the city's offences. What is `given` (a type and an offence)
    /// counts alone for that offence; another is mapped by its name, or by words in it.
    ///
    /// Without any type all offences count.
    ///
    /// # Errors
    /// [`TooManyTypes`] above 64.
    ///
    /// # Examples
    /// ```
    /// use watchback::predictions::TypeMap;
    /// let names = ["Motor Vehicle Theft", "Aggravated Assault", "Gun Crimes"].map(String::from);
    /// let offences = ["STOLEN AUTOMOBILE", "ASSAULT - FIREARM", "SIMPLE ASSAULT", "DUI"];
    /// let map = TypeMap::new(&names, offences.map(String::from), &[])?;
    /// assert_eq!(offences.map(|offence| map.types(offence)), [0b1, 0b110, 0, 0]);
    /// # Ok::<(), watchback::predictions::TooManyTypes>(())
    /// ```
    pub fn new(
        names: &[String],
        offences: impl IntoIterator<Item = String>,
        given: &[(String, String)],
    ) -> Result<Self, TooManyTypes> {
        if names.len() > MAX_TYPES {
            return Err(TooManyTypes { found: names.len() });
        }
        let all_of = |is: &dyn Fn(&str) -> bool| -> Types {
            (0..).zip(names).filter(|(_, name)| is(name)).fold(0, |types, (at, _): (u32, _)| types | 1 << at)
        };
        let same = |a: &str, b: &str| a.trim().eq_ignore_ascii_case(b.trim());
        let of_offences = offences.into_iter().map(|offence| {
            let said = |name: &str| given.iter().any(|(of, to)| same(of, name) && same(to, &offence));
            let is_given = given.iter().any(|(_, to)| same(to, &offence));
            let by_name = all_of(&|name| same(name, &offence));
            let by_words = all_of(&|name| is_alike(name, &offence));
            let mapped = match () {
                () if names.is_empty() => (Types::MAX, MappedBy::Given),
                () if is_given => (all_of(&said), MappedBy::Given),
                () if by_name != 0 => (by_name, MappedBy::Name),
                () if by_words != 0 => (by_words, MappedBy::Words),
                () => (0, MappedBy::Nothing),
            };
            (offence, mapped)
        });
        Ok(Self { names: names.to_vec(), of_offences: of_offences.collect() })
    }

    /// The types of an offence.
    #[must_use]
    pub fn types(&self, offence: &str) -> Types {
        if self.names.is_empty() { Types::MAX } else { self.of_offences.get(offence).map_or(0, |of| of.0) }
    }

    /// Types that no offence is of.
    #[must_use]
    pub fn unmapped(&self) -> Vec<String> {
        let mapped = self.of_offences.values().fold(0, |types, of| types | of.0);
        let is_unmapped = |at: usize| mapped.checked_shr(at as u32).is_some_and(|rest| rest & 1 == 0);
        self.names
            .iter()
            .enumerate()
            .filter(|(at, _)| is_unmapped(*at))
            .map(|(_, name)| name.clone())
            .collect()
    }

    /// Every offence with its types, for a person to look over; `crimes` counts them.
    #[must_use]
    pub fn listed(&self, crimes: &BTreeMap<String, u64>) -> Vec<MappedOffence> {
        let of = |(offence, (types, by)): (&String, &(Types, MappedBy))| MappedOffence {
            types: (0..)
                .zip(&self.names)
                .filter(|(at, _)| types >> *at & 1 == 1)
                .map(|(_, name): (u32, &String)| name.clone())
                .collect(),
            by: *by,
            crimes: crimes.get(offence).copied().unwrap_or(0),
            offence: offence.clone(),
        };
        let mut listed: Vec<MappedOffence> = self.of_offences.iter().map(of).collect();
        listed.sort_by(|a, b| b.crimes.cmp(&a.crimes).then(a.offence.cmp(&b.offence)));
        listed
    }
}

/// What a name of a crime speaks of.
fn themes(name: &str) -> Vec<&'static str> {
    let name = name.to_ascii_lowercase();
    let has = |words: &[&str]| words.iter().any(|word| name.contains(word));
    let steals = has(&["theft", "stolen", "larceny", "steal"]);
    let of_vehicle = has(&["vehicle", "auto", "motor", "truck", "carjack"]) && !has(&["from"]);
    let enters = has(&["burglar", "housebreak"])
        || (has(&["entry", "enter"]) && has(&["forc", "unlawful", "break", "attempt"]));
    let of = [
        ("burglary", enters),
        ("robbery", has(&["robber", "carjack"])),
        ("vehicle theft", of_vehicle && (steals || has(&["carjack", "mvt"]))),
        ("theft", (steals && !of_vehicle) || has(&["shoplift", "pickpocket"])),
        ("assault", has(&["assault", "aslt", "asslt", "batter"])),
        ("gun", has(&["gun", "firearm", "shooting", "shots"])),
        ("homicide", has(&["homicid", "murder", "manslaughter"])),
        ("drugs", has(&["narcot", "drug", "controlled", "cds"])),
        ("vandalism", has(&["vandal", "mischief", "criminal damage"])),
        ("arson", has(&["arson"])),
    ];
    of.into_iter().filter(|(_, is)| *is).map(|(theme, _)| theme).collect()
}

fn is_alike(name: &str, offence: &str) -> bool {
    let (of_name, of_offence) = (themes(name), themes(offence));
    let is_simple = |text: &str| text.to_ascii_lowercase().contains("simple");
    let is_aggravated = |text: &str| text.to_ascii_lowercase().contains("aggrav");
    let contradicts = is_simple(offence) && is_aggravated(name) || is_simple(name) && is_aggravated(offence);
    !contradicts && of_name.iter().any(|theme| of_offence.contains(theme))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_person_says_counts_alone_and_what_is_left_over_is_named() {
        let names = ["Burglary".to_owned(), "Gun Crimes".to_owned()];
        let offences = ["FORCIBLE ENTRY - RESIDENCE", "Burglary", "TRESPASS"].map(String::from);
        let given = [("Burglary".to_owned(), "trespass".to_owned())];
        let map = TypeMap::new(&names, offences, &given).unwrap();
        assert_eq!(map.unmapped(), ["Gun Crimes"]);
        let crimes = BTreeMap::from([("TRESPASS".to_owned(), 3)]);
        let listed = map.listed(&crimes);
        assert_eq!(
            (listed[0].offence.as_str(), listed[0].by, listed[0].crimes),
            ("TRESPASS", MappedBy::Given, 3)
        );
        let by: Vec<MappedBy> = listed[1..].iter().map(|of| of.by).collect();
        assert_eq!(by, [MappedBy::Name, MappedBy::Words]);
        assert_eq!(TypeMap::new(&[], ["DUI".to_owned()], &[]).unwrap().types("DUI"), Types::MAX);
    }
}
