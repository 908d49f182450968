//! What the name of a column says of what the column holds.

/// The words of a column's name, in small letters: at signs, blanks and before capitals,
/// `OpenDataLat` is three.
pub(in crate::ingest) fn words(name: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut before = ' ';
    for c in name.chars() {
        let new_word = !c.is_alphanumeric() || (c.is_uppercase() && before.is_lowercase());
        if new_word && words.last().is_some_and(|word| !word.is_empty()) {
            words.push(String::new());
        }
        if c.is_alphanumeric()
            && let Some(word) = words.last_mut()
        {
            word.extend(c.to_lowercase());
        }
        before = c;
    }
    words.retain(|word| !word.is_empty());
    words
}

/// How much a name speaks for a role: words, each with what it adds. A word counts where the name
/// has it, or begins a word with it where it ends in `*`; each entry counts once.
pub(in crate::ingest) type Speaks = [(&'static str, f64)];

/// When it happened. What was reported, found out or changed later has dates too.
pub(in crate::ingest) const DATE: &Speaks = &[
    ("date*", 0.25),
    ("datetime", 0.05),
    ("dt", 0.25),
    ("fr", 0.1),
    ("cmplnt", 0.1),
    ("day", 0.1),
    ("when", 0.25),
    ("timestamp", 0.2),
    ("time", 0.05),
    ("occ*", 0.35),
    ("incident", 0.25),
    ("offen*", 0.25),
    ("crime", 0.25),
    ("event", 0.2),
    ("call", 0.1),
    ("begin*", 0.1),
    ("start*", 0.1),
    ("from", 0.1),
    ("committed", 0.3),
    ("happen*", 0.3),
    ("dispatch*", 0.2),
    ("report*", -0.3),
    ("rptd", -0.3),
    ("rpt", -0.3),
    ("rep", -0.3),
    ("receiv*", -0.1),
    ("fil*", -0.15),
    ("entered", -0.2),
    ("entry", -0.1),
    ("creat*", -0.25),
    ("poss*", -0.4),
    ("end*", -0.35),
    ("to", -0.3),
    ("updat*", -0.5),
    ("modif*", -0.5),
    ("edit*", -0.5),
    ("clos*", -0.4),
    ("clear*", -0.4),
    ("arrest*", -0.4),
    ("last", -0.3),
    ("status", -0.3),
    ("birth", -0.6),
    ("dob", -0.6),
    ("publish*", -0.4),
    ("load*", -0.4),
];
/// That numbers of nine to thirteen digits are dates, and not those of rows.
pub(in crate::ingest) const EPOCH: &Speaks = &[
    ("date*", 0.3),
    ("dt", 0.3),
    ("time*", 0.3),
    ("when", 0.3),
    ("occurred*", 0.3),
    ("epoch", 0.3),
    ("number", -1.0),
    ("no", -1.0),
    ("id", -1.0),
];
/// What time of day it happened.
pub(in crate::ingest) const TIME: &Speaks = &[
    ("time*", 0.4),
    ("tm", 0.4),
    ("tod", 0.4),
    ("fr", 0.1),
    ("hour*", 0.2),
    ("hhmm", 0.4),
    ("clock", 0.3),
    ("occ*", 0.25),
    ("incident", 0.15),
    ("offen*", 0.15),
    ("crime", 0.15),
    ("event", 0.1),
    ("dispatch*", 0.15),
    ("begin*", 0.1),
    ("start*", 0.1),
    ("from", 0.1),
    ("happen*", 0.2),
    ("report*", -0.2),
    ("rptd", -0.2),
    ("rpt", -0.2),
    ("rep", -0.2),
    ("poss*", -0.35),
    ("end*", -0.35),
    ("to", -0.3),
    ("updat*", -0.5),
    ("day", -0.2),
    ("week*", -0.4),
];
pub(in crate::ingest) const LATITUDE: &Speaks = &[
    ("lat*", 0.6),
    ("y", 0.4),
    ("ycoord*", 0.4),
    ("coordy", 0.4),
    ("pointy", 0.4),
    ("north*", 0.3),
    ("coord*", 0.05),
    ("gps", 0.05),
    ("geo*", 0.05),
    ("point", 0.05),
    ("x", -0.6),
    ("lon*", -0.6),
];
pub(in crate::ingest) const LONGITUDE: &Speaks = &[
    ("lon*", 0.6),
    ("lng", 0.6),
    ("x", 0.4),
    ("xcoord*", 0.4),
    ("coordx", 0.4),
    ("pointx", 0.4),
    ("east*", 0.3),
    ("coord*", 0.05),
    ("gps", 0.05),
    ("geo*", 0.05),
    ("point", 0.05),
    ("y", -0.6),
    ("lat*", -0.6),
];
/// A place in one field.
pub(in crate::ingest) const PLACE: &Speaks = &[
    ("location*", 0.3),
    ("point", 0.3),
    ("geo*", 0.3),
    ("coord*", 0.3),
    ("lat*", 0.2),
    ("place", 0.3),
    ("where", 0.3),
    ("gps", 0.3),
];
pub(in crate::ingest) const OFFENCE: &Speaks = &[
    ("offen*", 0.35),
    ("ofns", 0.35),
    ("crime*", 0.35),
    ("crm", 0.3),
    ("primary", 0.2),
    ("type", 0.2),
    ("category", 0.2),
    ("class*", 0.15),
    ("ucr", 0.15),
    ("uc2", 0.15),
    ("nibrs", 0.15),
    ("literal", 0.15),
    ("text", 0.05),
    ("general", 0.05),
    ("desc*", 0.1),
    ("name", 0.1),
    ("charge", 0.1),
    ("violation", 0.15),
    ("highest", 0.1),
    ("incident", 0.1),
    ("what", 0.1),
    ("sub*", -0.15),
    ("secondary", -0.2),
    ("location", -0.5),
    ("weapon", -0.5),
    ("premis*", -0.5),
    ("place", -0.4),
    ("status", -0.4),
    ("victim", -0.4),
    ("vict", -0.4),
    ("arrest*", -0.3),
    ("address", -0.5),
    ("against", -0.2),
    ("group*", -0.2),
    ("id", -0.2),
    ("number", -0.2),
];
pub(in crate::ingest) const ARREST: &Speaks = &[
    ("arrest*", 0.6),
    ("resolution", 0.4),
    ("outcome", 0.4),
    ("clearance", 0.35),
    ("cleared", 0.35),
    ("disposition", 0.35),
    ("status", 0.25),
    ("dispo", 0.25),
    ("date", -0.6),
    ("charge", -0.3),
    ("time", -0.6),
    ("number", -0.5),
];
pub(in crate::ingest) const DOMESTIC: &Speaks =
    &[("domestic*", 0.6), ("dv", 0.5), ("family", 0.4), ("violence", 0.2)];
pub(in crate::ingest) const ID: &Speaks = &[
    ("id", 0.4),
    ("number", 0.3),
    ("no", 0.3),
    ("nr", 0.3),
    ("num", 0.3),
    ("key", 0.3),
    ("case", 0.2),
    ("incident", 0.2),
    ("report", 0.2),
    ("dr", 0.2),
    ("dc", 0.15),
    ("row", 0.1),
    ("ref*", 0.3),
    ("crime", 0.1),
    ("offen*", 0.1),
    ("object*", -1.0),
    ("objectid", -1.0),
    ("oid", -1.0),
    ("fid", -1.0),
    ("cartodb", -1.0),
    ("index", -1.0),
    ("unnamed", -1.0),
    ("rownum*", -1.0),
    ("x", -1.0),
    ("y", -1.0),
    ("zip*", -1.0),
    ("tract", -1.0),
    ("code", -0.5),
    ("cd", -0.5),
    ("beat", -1.0),
    ("block", -0.5),
];

/// What the words of a name say for a role, from 0 to 1.
pub(in crate::ingest) fn name_score(words: &[String], speaks: &Speaks) -> f64 {
    let has = |wanted: &str| match wanted.strip_suffix('*') {
        Some(start) => words.iter().any(|word| word.starts_with(start)),
        None => words.iter().any(|word| word == wanted),
    };
    let sum: f64 = speaks.iter().filter(|(word, _)| has(word)).map(|(_, adds)| adds).sum();
    (0.3 + sum).clamp(0.0, 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_cut_into_words() {
        assert_eq!(words("OpenDataLat"), ["open", "data", "lat"]);
        assert_eq!(words("DATE OCC"), ["date", "occ"]);
        assert_eq!(words("UC2_Literal"), ["uc2", "literal"]);
        assert_eq!(words("UCR #"), ["ucr"]);
        assert!(words("__").is_empty());
    }

    #[test]
    fn what_happened_speaks_louder_than_what_was_reported() {
        let score = |name| name_score(&words(name), DATE);
        assert!(score("Occur Date") > score("Report Date") && score("Report Date") > score("Updated On"));
        assert!(score("occur_date") > score("poss_date") && score("DATE OCC") > score("Date Rptd"));
    }
}
