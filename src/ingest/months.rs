//! Names of months, in the languages that files are written in.

/// A month's full names and short ones, in small letters without accents: English, Spanish,
/// German, French, Portuguese, Italian, Dutch.
const MONTHS: [&[&str]; 12] = [
    &[
        "january", "jan", "enero", "ene", "januar", "jaenner", "janner", "jaen", "janvier", "janv",
        "janeiro", "gennaio", "gen", "januari",
    ],
    &[
        "february",
        "feb",
        "febrero",
        "februar",
        "feber",
        "fevrier",
        "fevr",
        "fev",
        "fevereiro",
        "febbraio",
        "februari",
    ],
    &["march", "mar", "marzo", "marz", "maerz", "mrz", "mars", "marco", "maart", "mrt"],
    &["april", "apr", "abril", "abr", "avril", "avr", "aprile"],
    &["may", "mayo", "mai", "maio", "maggio", "mag", "mei"],
    &["june", "jun", "junio", "juni", "juin", "junho", "giugno", "giu"],
    &["july", "jul", "julio", "juli", "juillet", "juil", "julho", "luglio", "lug"],
    &["august", "aug", "agosto", "ago", "aout", "augustus"],
    &[
        "september",
        "sep",
        "sept",
        "septiembre",
        "setiembre",
        "septembre",
        "setembro",
        "set",
        "settembre",
        "sett",
    ],
    &["october", "oct", "octubre", "oktober", "okt", "octobre", "outubro", "out", "ottobre", "ott"],
    &["november", "nov", "noviembre", "novembre", "novembro"],
    &["december", "dec", "diciembre", "dic", "dezember", "dez", "decembre", "dezembro", "dicembre"],
];

/// The number of a month by its name, which is ASCII.
pub(super) fn month(name: &[u8]) -> Option<i32> {
    let is = |known: &&str| name.eq_ignore_ascii_case(known.as_bytes());
    let at = MONTHS.iter().position(|names| names.iter().any(is))?;
    i32::try_from(at + 1).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_of_one_month() {
        for (at, names) in MONTHS.iter().enumerate() {
            for name in *names {
                assert_eq!(month(name.to_ascii_uppercase().as_bytes()), Some(at as i32 + 1), "{name}");
            }
        }
        for name in ["", "mayor", "ja", "janua", "monday", "lunes"] {
            assert_eq!(month(name.as_bytes()), None, "{name}");
        }
    }
}
