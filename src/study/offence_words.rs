//! What class an offence that no preset knows may be of, from its name or code. A suggestion, to be
//! looked over: the classes are the paper's, so robbery, sexual assault and fraud are in neither.

use super::OffenceClass;

/// Beginnings of words that tell a class, unless one of [`OF_NEITHER`] stands in the name too.
const VIOLENT: [&str; 8] =
    ["homicid", "murder", "manslaughter", "manslaught", "assault", "asslt", "batter", "aslt"];
const PROPERTY: [&str; 8] =
    ["burglar", "theft", "thft", "larceny", "shoplift", "pickpocket", "pocket", "housebreak"];
/// Beginnings of words that put an offence outside both classes, whatever else its name says.
const OF_NEITHER: [&str; 15] = [
    "sex", "rape", "identi", "fraud", "recover", "justif", "servic", "attempts", "non-crim", "noncrim",
    "threat", "robber", "letter", "labor", "cattle",
];
/// Beginnings of words that name other offences: they tell a column of offences from one of places
/// or outcomes.
const OTHER: [&str; 35] = [
    "robber",
    "rape",
    "sex",
    "crime",
    "narcot",
    "drug",
    "vandal",
    "mischief",
    "trespass",
    "weapon",
    "fraud",
    "forger",
    "arson",
    "kidnap",
    "abduct",
    "prostitut",
    "gambl",
    "stalk",
    "harass",
    "dui",
    "dwi",
    "embezzl",
    "stolen",
    "disorder",
    "decept",
    "intimidat",
    "extort",
    "counterfeit",
    "threat",
    "liquor",
    "bribery",
    "crimin",
    "offense",
    "traffick",
    "noncrim",
];

/// The class that an offence's name, or its UCR or NIBRS code, suggests; `None` for an offence of
/// neither.
///
/// # Examples
/// ```
/// use watchback::study::{OffenceClass, suggested_class};
/// assert_eq!(suggested_class("BATTERY - SIMPLE ASSAULT"), Some(OffenceClass::Violent));
/// assert_eq!(suggested_class("LARCENY-FROM VEHICLE"), Some(OffenceClass::Property));
/// assert_eq!(suggested_class("13A"), Some(OffenceClass::Violent));
/// assert_eq!(suggested_class("Narcotic / Drug Law Violations"), None);
/// assert_eq!(suggested_class("THEFT OF IDENTITY"), None);
/// ```
#[must_use]
pub fn suggested_class(name: &str) -> Option<OffenceClass> {
    if let Some(class) = class_of_code(name.trim()) {
        return class;
    }
    let name = name.to_ascii_lowercase();
    if has(&name, &OF_NEITHER) {
        return None;
    }
    let stolen_vehicle = has(&name, &["stolen"]) && has(&name, &["vehicle", "auto", "car"]);
    let breaking = has(&name, &["break"]) && has(&name, &["enter"]);
    match (has(&name, &VIOLENT), has(&name, &PROPERTY) || stolen_vehicle || breaking) {
        (true, _) => Some(OffenceClass::Violent),
        (_, true) => Some(OffenceClass::Property),
        _ => None,
    }
}

/// Whether a text reads as the name of an offence, of whatever class.
pub(crate) fn reads_as_offence(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    // The rest of a list of offences is called so, and hardly ever that of another list.
    name.trim() == "other" || [&VIOLENT[..], &PROPERTY, &OTHER].iter().any(|words| has(&name, words))
}

/// Whether a word of `name` begins with one of `words`.
fn has(name: &str, words: &[&str]) -> bool {
    let of_name = name.split(|c: char| !c.is_ascii_alphanumeric() && c != '-');
    // A word after a hyphen counts for itself too: LARCENY-NON VEHICLE, NON-CRIMINAL.
    of_name
        .flat_map(|word| [word].into_iter().chain(word.split('-').skip(1)))
        .any(|word| words.iter().any(|begin| word.starts_with(begin)))
}

/// The class of a code of the FBI's reports; the outer `None` for what is no code.
fn class_of_code(code: &str) -> Option<Option<OffenceClass>> {
    let (violent, property) = (Some(Some(OffenceClass::Violent)), Some(Some(OffenceClass::Property)));
    let upper = code.to_ascii_uppercase();
    match upper.as_str() {
        // NIBRS; and the forms that Chicago's portal gives beside them.
        "09A" | "13A" | "13B" | "01A" | "04A" | "04B" | "08A" | "08B" => return violent,
        "220" | "240" | "05" | "06" | "07" => return property,
        _ => {}
    }
    let bytes = upper.as_bytes();
    match bytes {
        [b'2', b'3', b'A'..=b'H'] => property,
        [b'0'..=b'9', b'0'..=b'9', b'A'..=b'Z'] => Some(None),
        // The summary reports' hundreds, of three or four digits.
        [hundred, b'0'..=b'9', b'0'..=b'9'] | [b'0', hundred, b'0'..=b'9', b'0'..=b'9'] => match hundred {
            b'1' | b'4' | b'8' => violent,
            b'5' | b'6' | b'7' => property,
            _ => Some(None),
        },
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_real_files_are_suggested_as_the_paper_classes_them() {
        for name in [
            "HOMICIDE",
            "Homicide - Criminal",
            "Aggravated Assault No Firearm",
            "Other Assaults",
            "AGG ASSAULT",
            "ASSAULT WITH DEADLY WEAPON, AGGRAVATED ASSAULT",
            "BATTERY - SIMPLE ASSAULT",
            "ASSAULT",
            "Simple Assault",
            "MANSLAUGHTER",
            "Murder & Nonnegligent Manslaughter",
            "ASSAULT W/INJURY-FAM/DATE VIOL",
            "09A",
            "0410",
            "110",
        ] {
            assert_eq!(suggested_class(name), Some(OffenceClass::Violent), "{name}");
        }
        for name in [
            "BURGLARY",
            "Burglary Residential",
            "THEFT",
            "Thefts",
            "Theft from Vehicle",
            "MOTOR VEHICLE THEFT",
            "AUTO THEFT",
            "LARCENY-NON VEHICLE",
            "LARCENY/THEFT",
            "VEHICLE - STOLEN",
            "BURGLARY OF VEHICLE",
            "STOLEN VEHICLE",
            "SHOPLIFTING - PETTY THEFT ($950 & UNDER)",
            "Burglary/Breaking & Entering",
            "23H",
            "0620",
            "600",
            "Shoplifting",
        ] {
            assert_eq!(suggested_class(name), Some(OffenceClass::Property), "{name}");
        }
        for name in [
            "",
            "ROBBERY",
            "Robbery Firearm",
            "NARCOTICS",
            "CRIM SEXUAL ASSAULT",
            "Rape",
            "THEFT OF IDENTITY",
            "Recovered Stolen Motor Vehicle",
            "Homicide - Justifiable",
            "CRIMINAL DAMAGE",
            "13C",
            "35A",
            "0310",
            "VANDALISM",
            "Intimidation",
            "RECOVERED VEHICLE",
            "FRAUD",
            "STREET CRIMES",
        ] {
            assert_eq!(suggested_class(name), None, "{name}");
        }
    }

    #[test]
    fn places_outcomes_and_people_do_not_read_as_offences() {
        for name in [
            "STREET",
            "Adult Arrest",
            "SINGLE FAMILY DWELLING",
            "Invest Cont",
            "Monday",
            "NORTHERN",
            "NONE",
            "41.9",
            "",
        ] {
            assert!(!reads_as_offence(name), "{name}");
        }
        for name in
            ["NARCOTICS", "Vandalism/Criminal Mischief", "VEHICLE THEFT", "NON-CRIMINAL", "DRUG/NARCOTIC"]
        {
            assert!(reads_as_offence(name), "{name}");
        }
    }
}
