//! Which keys join areas to a table, which do not, and what is said of it.

use super::*;

/// Areas 0, 1, .. with these properties; all the same triangle.
fn layer(properties: &[&str]) -> AreaLayer {
    let feature = |properties: &&str| {
        format!(
            r#"{{"type": "Feature", "properties": {{{properties}}}, "geometry":
            {{"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1], [0, 0]]]}}}}"#
        )
    };
    let features: Vec<String> = properties.iter().map(feature).collect();
    let file = format!(r#"{{"type": "FeatureCollection", "features": [{}]}}"#, features.join(","));
    AreaLayer::read(file.as_bytes(), None).unwrap()
}

fn of(name: &str, values: &[&str]) -> AreaLayer {
    let properties: Vec<String> =
        values.iter().map(|value| format!(r#""{name}": "{value}", "same": "1""#)).collect();
    layer(&properties.iter().map(String::as_str).collect::<Vec<_>>())
}

fn table(text: &str) -> AreaTable {
    AreaTable::read(text.as_bytes(), None).unwrap()
}

fn messages(joined: &Join) -> Vec<String> {
    joined.problems().iter().map(ToString::to_string).collect()
}

#[test]
fn parts_have_the_row_of_their_area_and_rows_that_differ_give_no_value() {
    let layer = of("ward", &["1", "2", "1.0", "", "3"]);
    let table = table("ward,x,y\n1,10,1\n2,20,2\n2,21,2\n9,90,9\n,5,5\n3,30,3\n");
    let joined = join(&layer, &table, None, None).unwrap();
    assert_eq!(joined.rows(), [Some(0), Some(1), Some(0), None, Some(5)]);
    let problems = messages(&joined);
    assert!(
        problems[0].contains("its \"ward\" is \"1.0\", as that of feature 1: they are parts"),
        "{problems:?}"
    );
    assert!(problems[1].contains("feature 4"), "{problems:?}");
    assert_eq!(joined.unmatched_areas(), [3]);
    let rows: Vec<(usize, Option<usize>)> =
        joined.unmatched_rows().iter().map(|row| (row.row, row.same_key_as_row)).collect();
    assert_eq!(rows, [(4, Some(3)), (5, None), (6, None)]);
    let keys = joined.keys();
    assert_eq!((keys.in_both, keys.one_to_one, keys.of_areas, keys.of_table), (3, 2, 3, 4));
    let (values, problems) = joined.values(&table, "x").unwrap();
    assert_eq!(values, [Some(10.0), None, Some(10.0), None, Some(30.0)]);
    assert_eq!(problems.len(), 1);
    assert!(problems[0].to_string().starts_with("row 4, x: \"21\", where row 3 of the same key has \"20\""));
    assert_eq!(joined.values(&table, "y").unwrap().0[1], Some(2.0));
}

#[test]
fn a_key_of_areas_that_differ_has_no_row() {
    let tracts: Vec<String> = (1..=10)
        .map(|tract| format!(r#""TRACT": "0{tract}00", "GEOID": "36005{tract:04}00""#))
        .chain([r#""TRACT": "0100", "GEOID": "36061000100""#.to_owned()])
        .collect();
    let layer = layer(&tracts.iter().map(String::as_str).collect::<Vec<_>>());
    let rows: String = (1..=10).map(|tract| format!("{tract}00,{tract}\n")).collect();
    let table = table(&format!("tract,x\n{rows}"));
    for (property, column) in [(None, None), (Some("TRACT"), Some("tract"))] {
        let joined = join(&layer, &table, property, column).unwrap();
        assert_eq!((joined.rows()[0], joined.rows()[10], joined.rows()[1]), (None, None, Some(1)));
        assert!(messages(&joined)[0].contains("\"GEOID\" differs"), "{:?}", messages(&joined));
    }
}

#[test]
fn keys_can_be_said_and_wrong_ones_are_named() {
    let layer = of("id", &["1", "2"]);
    let crossed = table("id,other\n1,2\n2,1\n");
    assert_eq!(join(&layer, &crossed, Some("ID"), Some("other")).unwrap().rows(), [Some(1), Some(0)]);
    let error = join(&layer, &crossed, Some("key"), None).unwrap_err().to_string();
    assert_eq!(error, "no area has the property \"key\"; properties are id, same");
    assert!(matches!(join(&layer, &crossed, None, Some("key")), Err(JoinError::Table(_))));
    let strange = table("id,x\n7,a\n8,b\n");
    for column in [None, Some("id")] {
        let error = join(&layer, &strange, column, column).unwrap_err().to_string();
        assert!(error.contains("no key in common"), "{error}");
        assert!(error.contains("\"id\" = \"id\", 0 in common") && error.contains("--area-key"), "{error}");
    }
}

/// Twelve areas with a code that counts, a name, and numbers of people.
fn named() -> AreaLayer {
    let names =
        ["Ashby", "Bole", "Coombe", "Dell", "Elm", "Firth", "Gate", "Holt", "Ives", "Jarrow", "Kell", "Lea"];
    let areas: Vec<String> = (1..)
        .zip(names)
        .map(|(code, name)| {
            format!(r#""CODE": "{code:02}", "NAME": "{name} ({code})", "under_5": {}"#, 30 - code)
        })
        .collect();
    layer(&areas.iter().map(String::as_str).collect::<Vec<_>>())
}

const ROWS: [&str; 12] =
    ["holt", "LEA", "Dell", "K\u{e8}ll", "Ashby", "Ives", "Elm", "Gate", "Firth", "Coombe", "Bole", "Jarrow"];

#[test]
fn what_counts_rows_is_no_key_and_names_beat_it() {
    let rows = |from: usize, write: fn(usize, &str) -> String| -> String {
        ROWS.iter().enumerate().map(|(at, name)| write(at + from, name) + "\n").collect()
    };
    for (header, from) in [("_id", 1), ("Nr", 1), ("index", 0), ("area code", 1), ("", 0)] {
        let text = format!("{header},place,pay\n{}", rows(from, |at, name| format!("{at},{name},{at}5")));
        let joined = join(&named(), &table(&text), None, None).unwrap();
        assert_eq!(joined.keys().column, "place", "{header}");
        assert_eq!(joined.rows()[0], Some(4));
    }
    // Without names, only a column that says what it counts is a key.
    for header in ["_id", "Nr", "FID", "Unnamed: 0", "n"] {
        let text = format!("{header},pay\n{}", rows(1, |at, _| format!("{at},{at}5")));
        let error = join(&named(), &table(&text), None, None).unwrap_err().to_string();
        assert!(error.contains("only counts rows"), "{header}: {error}");
        assert!(join(&named(), &table(&text), Some("CODE"), Some(header)).is_ok());
    }
    let text = format!("Area Code,pay\n{}", rows(1, |at, _| format!("{at},{at}5")));
    assert_eq!(join(&named(), &table(&text), None, None).unwrap().keys().property, "CODE");
}

#[test]
fn counts_of_people_and_short_numbers_are_no_keys() {
    let rows: String = (18..=29).map(|at| format!("X{at},{at},{at}\n")).collect();
    let text = format!("station,thefts,floors\n{rows}");
    let error = join(&named(), &table(&text), None, None).unwrap_err().to_string();
    assert!(error.contains("\"under_5\" = \"thefts\", 12 in common, but numbers of people"), "{error}");
    // What a column is called does not always tell; short numbers are then asked.
    let beats = of("beat", &["11", "12", "13", "14"]);
    let error = join(&beats, &table("floors,pay\n11,1\n12,2\n13,3\n14,4\n"), None, None).unwrap_err();
    assert!(error.to_string().contains("numbers so short"), "{error}");
    assert!(join(&beats, &table("Beat No,pay\n12,1\n11,2\n13,3\n14,4\n"), None, None).is_ok());
    assert!(join(&beats, &table("ward,pay\n12,1\n11,2\n13,3\n14,4\n"), None, None).is_err());
}

#[test]
fn a_key_of_few_areas_is_refused_and_the_others_are_named() {
    let error = join(&named(), &table("place,pay\nAshby,1\nBole,2\nNowhere,3\n"), None, None).unwrap_err();
    let error = error.to_string();
    assert!(error.contains("only 2 of 12 areas have a row (areas without: Coombe (3), Dell (4)"), "{error}");
    assert!(error.contains("rows without: Nowhere"), "{error}");
}

#[test]
fn two_columns_together_are_a_key_where_neither_is() {
    let names = ["Downtown", "Midtown", "Harbour"];
    let boroughs = ["North", "South", "West"];
    let both = || boroughs.iter().flat_map(|borough| names.iter().map(move |name| (borough, name)));
    let areas: Vec<String> =
        both().map(|(borough, name)| format!(r#""boro": "{borough}", "name": "{name}""#)).collect();
    let layer = layer(&areas.iter().map(String::as_str).collect::<Vec<_>>());
    let rows: Vec<String> = both()
        .zip(1..)
        .map(|((borough, name), at)| format!("{},{name},{at}", borough.to_uppercase()))
        .collect();
    let rows: Vec<String> = rows.into_iter().rev().collect();
    let table = table(&format!("Borough,Quarter,pay\n{}", rows.join("\n")));
    for (property, column) in [(None, None), (Some("boro+name"), Some("borough + quarter"))] {
        let joined = join(&layer, &table, property, column).unwrap();
        assert_eq!(joined.keys().one_to_one, 9);
        assert_eq!(
            joined.values(&table, "pay").unwrap().0,
            (1..=9).map(|at| Some(f64::from(at))).collect::<Vec<_>>()
        );
    }
}

#[test]
fn a_join_says_how_good_it_is() {
    let layer = named();
    let rows: String = ROWS.iter().zip(1..).map(|(name, at)| format!("{name},{at}\n")).collect();
    let table = table(&format!("place,pay\n{rows}TOTAL,99\n"));
    let joined = join(&layer, &table, None, None).unwrap();
    let (values, _) = joined.values(&table, "pay").unwrap();
    let quality = joined.quality(&layer, &table, Some(("pay", &values)));
    assert_eq!((quality.areas, quality.areas_with_row, quality.areas_with_value), (12, 12, Some(12)));
    assert_eq!((quality.rows, quality.rows_unused, quality.keys_of_several_rows), (13, 1, 0));
    assert_eq!(quality.example.as_deref(), Some("Ashby (1) is row 6, pay 5"));
}

#[test]
fn two_numbers_together_are_a_key_where_they_are_named_alike() {
    let both = || (1..=4).flat_map(|precinct| ["A", "B", "C"].map(|sector| (precinct, sector)));
    let areas: Vec<String> =
        both().map(|(precinct, sector)| format!(r#""pct": {precinct}, "sector": "{sector}""#)).collect();
    let layer = layer(&areas.iter().map(String::as_str).collect::<Vec<_>>());
    let rows: String =
        both().map(|(precinct, sector)| format!("{sector},0{precinct},{precinct}5\n")).collect();
    let joined = join(&layer, &table(&format!("Sector,Precinct,pay\n{rows}")), None, None).unwrap();
    assert_eq!((joined.keys().one_to_one, joined.unmatched_areas().len()), (12, 0));
}
