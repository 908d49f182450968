//! Small letters, for names that are compared.
//!
//! Those of the Latin alphabet with the accents of western Europe: the letters of all writing are tables of 5 kB in the
//! page, and no city's columns, keys and offences that are read here are written otherwise.

/// The text in small letters; what is neither ASCII nor Latin-1 stays as it is.
///
/// # Examples
/// ```
/// assert_eq!(watchback::letters::lowercase("AÑO de nacimiento"), "año de nacimiento");
/// ```
pub fn lowercase(text: &str) -> String {
    text.chars().map(small).collect()
}

/// The small letter of a letter.
pub(crate) const fn small(letter: char) -> char {
    match letter {
        // In Latin-1, small letters stand 32 behind their capitals; the sign of multiplication is among these.
        '\u{d7}' => letter,
        '\u{c0}'..='\u{de}' => (letter as u8 + 32) as char,
        _ => letter.to_ascii_lowercase(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn up_to_latin_1_small_letters_are_those_of_unicode() {
        for letter in '\0'..='\u{ff}' {
            assert_eq!(Some(small(letter)), letter.to_lowercase().next(), "{letter}");
        }
    }
}
