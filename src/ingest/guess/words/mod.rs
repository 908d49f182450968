//! What the name of a column says of what the column holds, by language.

mod dutch;
mod english;
mod french;
mod german;
mod italian;
mod portuguese;
mod spanish;

use crate::ingest::fold::folded;

/// How much a name speaks for a role: words, each with what it adds, in small letters without
/// accents. A word counts where the name has it, or begins a word with it where it ends in `*`;
/// each entry counts once.
type Table = [(&'static str, f64)];

/// The tables of a role: English, and then the others.
pub(in crate::ingest) type Speaks = [&'static Table];

/// When it happened. What was reported, found out or changed later has dates too.
pub(in crate::ingest) const DATE: &Speaks =
    &[english::DATE, spanish::DATE, portuguese::DATE, french::DATE, german::DATE, dutch::DATE, italian::DATE];
/// What time of day it happened.
pub(in crate::ingest) const TIME: &Speaks =
    &[english::TIME, spanish::TIME, portuguese::TIME, french::TIME, german::TIME, dutch::TIME, italian::TIME];
/// Degrees or metres north.
pub(in crate::ingest) const LATITUDE: &Speaks = &[
    english::LATITUDE,
    spanish::LATITUDE,
    portuguese::LATITUDE,
    french::LATITUDE,
    german::LATITUDE,
    dutch::LATITUDE,
    italian::LATITUDE,
];
/// Degrees or metres east.
pub(in crate::ingest) const LONGITUDE: &Speaks = &[
    english::LONGITUDE,
    spanish::LONGITUDE,
    portuguese::LONGITUDE,
    french::LONGITUDE,
    german::LONGITUDE,
    dutch::LONGITUDE,
    italian::LONGITUDE,
];
/// A place in one field.
pub(in crate::ingest) const PLACE: &Speaks = &[
    english::PLACE,
    spanish::PLACE,
    portuguese::PLACE,
    french::PLACE,
    german::PLACE,
    dutch::PLACE,
    italian::PLACE,
];
/// What happened.
pub(in crate::ingest) const OFFENCE: &Speaks = &[
    english::OFFENCE,
    spanish::OFFENCE,
    portuguese::OFFENCE,
    french::OFFENCE,
    german::OFFENCE,
    dutch::OFFENCE,
    italian::OFFENCE,
];
/// What came of it.
pub(in crate::ingest) const ARREST: &Speaks = &[
    english::ARREST,
    spanish::ARREST,
    portuguese::ARREST,
    french::ARREST,
    german::ARREST,
    dutch::ARREST,
    italian::ARREST,
];
/// Whether it was domestic.
pub(in crate::ingest) const DOMESTIC: &Speaks = &[
    english::DOMESTIC,
    spanish::DOMESTIC,
    portuguese::DOMESTIC,
    french::DOMESTIC,
    german::DOMESTIC,
    dutch::DOMESTIC,
    italian::DOMESTIC,
];
/// The number of a row.
pub(in crate::ingest) const ID: &Speaks =
    &[english::ID, spanish::ID, portuguese::ID, french::ID, german::ID, dutch::ID, italian::ID];
/// That numbers of nine to thirteen digits are dates, and not those of rows.
pub(in crate::ingest) const EPOCH: &Speaks = &[&[
    ("date*", 0.3),
    ("dt", 0.3),
    ("time*", 0.3),
    ("when", 0.3),
    ("occurred*", 0.3),
    ("epoch", 0.3),
    ("serial", 0.3),
    ("number", -1.0),
    ("no", -1.0),
    ("id", -1.0),
    ("fecha*", 0.3),
    ("data", 0.3),
    ("datum*", 0.3),
    ("hora", 0.3),
]];

/// Beginnings of offences' names by language; in a name with `*` before it also the end of a word.
const OFFENCES: [&[&str]; 6] = [
    spanish::OFFENCES,
    portuguese::OFFENCES,
    french::OFFENCES,
    german::OFFENCES,
    dutch::OFFENCES,
    italian::OFFENCES,
];

/// The words of a column's name, in small letters without accents: at signs, blanks and before
/// capitals, `OpenDataLat` is three.
pub(in crate::ingest) fn words(name: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut before = ' ';
    for c in name.chars().filter_map(folded) {
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

/// What the words of a name say for a role, from 0 to 1. English ones count, and those of the other
/// language that says most.
pub(in crate::ingest) fn name_score(words: &[String], speaks: &Speaks) -> f64 {
    let has = |wanted: &str| match wanted.strip_suffix('*') {
        Some(start) => words.iter().any(|word| word.starts_with(start)),
        None => words.iter().any(|word| word == wanted),
    };
    let sum =
        |table: &&Table| -> f64 { table.iter().filter(|(word, _)| has(word)).map(|(_, adds)| adds).sum() };
    let mut tables = speaks.iter().map(sum);
    let english = tables.next().unwrap_or_default();
    let other = tables.fold(0.0, f64::max);
    (0.3 + english + other).clamp(0.0, 1.0)
}

/// The share of some values that name offences in the language that knows most of them; none is in
/// English.
pub(in crate::ingest) fn foreign_offences<'a>(values: impl Iterator<Item = &'a str>) -> f64 {
    let mut known = [0_u32; OFFENCES.len()];
    let mut n_values = 0_u32;
    for value in values {
        let words = words(value);
        n_values += 1;
        for (count, offences) in known.iter_mut().zip(OFFENCES) {
            let names = |word: &String| {
                offences.iter().any(|offence| match offence.strip_prefix('*') {
                    Some(end) => word.contains(end),
                    // Short words are whole ones.
                    None if offence.len() < 5 => word == offence,
                    None => word.starts_with(offence),
                })
            };
            *count += u32::from(words.iter().any(names));
        }
    }
    let best = known.into_iter().max().unwrap_or_default();
    if n_values == 0 { 0.0 } else { f64::from(best) / f64::from(n_values) }
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

    #[test]
    fn other_languages_are_known_by_their_own_words() {
        let score = |name: &str, speaks| name_score(&words(name), speaks);
        for name in [
            "fecha_hecho",
            "Fecha del delito",
            "Tatzeit Datum",
            "date_des_faits",
            "Data do fato",
            "Data reato",
            "Pleegdatum",
            "FECHA_OCURRENCIA",
            "Data da ocorr\u{ea}ncia",
        ] {
            assert!(score(name, DATE) >= 0.8, "{name} {}", score(name, DATE));
        }
        for (better, worse) in [
            ("fecha_hecho", "fecha_inicio"),
            ("fecha_hechos", "fecha_denuncia"),
            ("data_fato", "data_registro"),
            ("date_faits", "date_plainte"),
            ("Tatdatum", "Anzeigedatum"),
            ("pleegdatum", "datum_aangifte"),
            ("data_reato", "data_denuncia"),
        ] {
            assert!(score(better, DATE) > score(worse, DATE) + 0.2, "{better} {worse}");
        }
        for name in
            ["delito", "TIPO_DELITO", "Straftat", "infraction", "tipo_reato", "crime", "Delict", "natureza"]
        {
            assert!(score(name, OFFENCE) >= 0.55, "{name} {}", score(name, OFFENCE));
        }
        for name in ["hora_hecho", "Uhrzeit", "heure", "tijdstip", "ora_reato"] {
            assert!(score(name, TIME) >= 0.6, "{name} {}", score(name, TIME));
        }
        for (name, speaks) in [
            ("latitud", LATITUDE),
            ("Breitengrad", LATITUDE),
            ("breedtegraad", LATITUDE),
            ("longitud", LONGITUDE),
            ("L\u{e4}ngengrad", LONGITUDE),
            ("lengtegraad", LONGITUDE),
            ("coordenada_y", LATITUDE),
        ] {
            assert!(score(name, speaks) >= 0.6, "{name} {}", score(name, speaks));
        }
        // English names that a word of another language stands in.
        assert!(score("data_loaded_at", DATE) < 0.4 && score("data as of", DATE) < 0.6);
    }

    #[test]
    fn offences_of_other_languages_are_known() {
        for values in [
            ["ROBO DE VEHICULO", "LESIONES INTENCIONALES", "NARCOMENUDEO"],
            ["Furto", "Roubo de ve\u{ed}culo", "Homic\u{ed}dio doloso"],
            ["Vol de v\u{e9}hicule \u{e0} moteur", "M\u{e9}fait", "Introduction"],
            ["Fahrraddiebstahl", "K\u{f6}rperverletzung", "Raub"],
            ["Diefstal uit woning", "Mishandeling", "Straatroof"],
            ["Furto", "Rapina", "Lesioni dolose"],
        ] {
            assert_eq!(foreign_offences(values.into_iter()), 1.0, "{values:?}");
        }
        for values in
            [["STREET", "Volvo", "Residence"], ["North", "Brandon", "Monday"], ["Open", "Closed", "Arrest"]]
        {
            assert_eq!(foreign_offences(values.into_iter()), 0.0, "{values:?}");
        }
    }
}
