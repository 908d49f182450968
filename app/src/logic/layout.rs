//! What a person says of a file's layout.

use watchback::ingest::Role;
use watchback_translate::tr;

/// What a role is, for people.
pub fn role_title(role: Role) -> &'static str {
    match role {
        Role::Id => tr!("Number of the row"),
        Role::Date => tr!("Date"),
        Role::Time => tr!("Time of day, where the date has none"),
        Role::Place => tr!("Place"),
        Role::Offence => tr!("Offence"),
        Role::Arrest => tr!("Arrest, or how the case ended"),
        Role::Domestic => tr!("Whether it was domestic"),
    }
}

/// The columns of a role, with the one at a position changed; an empty name takes it out.
pub fn with_column(mut columns: Vec<String>, at: usize, name: String) -> Vec<String> {
    columns.resize(columns.len().max(at + 1), String::new());
    if let Some(column) = columns.get_mut(at) {
        *column = name;
    }
    columns.retain(|column| !column.is_empty());
    columns
}

#[cfg(test)]
mod tests {
    use super::*;

    fn changed(columns: &[&str], at: usize, name: &str) -> Vec<String> {
        with_column(columns.iter().map(ToString::to_string).collect(), at, name.to_owned())
    }

    #[test]
    fn a_column_takes_the_place_of_another() {
        assert_eq!(changed(&["lat", "lon"], 1, "x"), ["lat", "x"]);
    }

    #[test]
    fn a_second_column_is_added() {
        assert_eq!(changed(&["place"], 1, "lon"), ["place", "lon"]);
        assert_eq!(changed(&[], 1, "lon"), ["lon"]);
    }

    #[test]
    fn an_empty_name_takes_a_column_out() {
        assert_eq!(changed(&["lat", "lon"], 0, ""), ["lon"]);
        assert!(changed(&["date"], 0, "").is_empty());
    }
}
