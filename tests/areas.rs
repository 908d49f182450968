//! Areas on the real files: boundaries and tables of five cities. The numbers expected were counted
//! by a script of its own in another language, which shares no code with the importer: exact
//! rationals for crossings and centroids, 2,000 scan lines a tile for overlaps, sets of keys for
//! joins.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, reason = "the helpers of tests are tests too")]

#[path = "support/area_digest.rs"]
mod area_digest;
#[path = "support/data.rs"]
mod data;
#[path = "support/expected.rs"]
mod expected;

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Read;

use area_digest::area_digest;
use data::real_data;
use expected::AREA_DIGEST;
use flate2::read::MultiGzDecoder;
use watchback::space::{
    AreaChoice, AreaFault, AreaFiles, AreaLayer, AreaTable, Grid, Groups, Join, MAX_KINK_SHARE, TableError,
    TileAreas, area_weighted_values_for_maps, join, tiles_inside,
};
use watchback::study::{CHICAGO, preset};

fn bytes(path: &str) -> Option<Vec<u8>> {
    let found = real_data(path)?;
    let mut bytes = Vec::new();
    if path.ends_with(".gz") {
        MultiGzDecoder::new(File::open(found).unwrap()).read_to_end(&mut bytes).unwrap();
    } else {
        File::open(found).unwrap().read_to_end(&mut bytes).unwrap();
    }
    Some(bytes)
}

fn layer(name: &str) -> Option<AreaLayer> {
    Some(AreaLayer::read(&bytes(&format!("boundaries/{name}.geojson"))?, None).unwrap())
}

fn table(name: &str, only: Option<(&str, &str)>) -> Option<AreaTable> {
    Some(AreaTable::read(&bytes(&format!("socio/{name}"))?, only).unwrap())
}

const HARDSHIP: &str = "chicago_hardship_index_community_area_2008_2012.csv";

#[test]
fn every_file_of_boundaries_is_read_whole() {
    let files = [
        ("atlanta_block_groups", 410, Some("NAME")),
        ("atlanta_neighborhoods", 245, Some("NAME")),
        ("atlanta_npu", 25, Some("NPU")),
        ("atlanta_police_zones", 6, None),
        ("chicago_census_tracts_2010", 801, Some("NAMELSAD10")),
        ("chicago_community_areas", 77, Some("community")),
        ("chicago_police_districts", 25, None),
        ("philadelphia_census_tracts_pop", 408, Some("NAME_y")),
        ("philadelphia_police_districts", 21, None),
        ("portland_police_districts", 60, None),
        ("sf_census_tracts_2010", 196, Some("NAMELSAD10")),
    ];
    for (name, n_areas, name_property) in files {
        let Some(layer) = layer(name) else { return };
        assert_eq!((layer.len(), layer.name_property()), (n_areas, name_property), "{name}");
        // Zones 1 and 5 of Atlanta have two crossings each, by brute force over all pairs of
        // segments; no other file has any.
        let features: Vec<usize> = layer.problems().iter().map(|problem| problem.feature).collect();
        let expected: &[usize] = if name == "atlanta_police_zones" { &[2, 3] } else { &[] };
        assert_eq!(features, expected, "{name}: {:?}", layer.problems());
        for problem in layer.problems() {
            let share = match problem.fault {
                AreaFault::CrossesItself { share, .. } => share,
                _ => 1.0,
            };
            assert!(problem.used && share < MAX_KINK_SHARE / 100.0, "{problem}");
        }
    }
}

/// A join whose keys are guessed, and how many areas and rows it leaves.
fn guessed(
    layer: &AreaLayer,
    table: &AreaTable,
    keys: (&str, &str),
    in_both: usize,
    left: (usize, usize),
) -> Join {
    let joined = join(layer, table, None, None).unwrap();
    let found = joined.keys();
    assert_eq!((found.property.as_str(), found.column.as_str()), keys);
    assert_eq!((found.in_both, found.one_to_one), (in_both, in_both));
    assert_eq!((joined.unmatched_areas().len(), joined.unmatched_rows().len()), left);
    joined
}

#[test]
fn community_areas_join_the_hardship_table_and_its_total_is_left() {
    let (Some(layer), Some(table)) = (layer("chicago_community_areas"), table(HARDSHIP, None)) else {
        return;
    };
    // `area_numbe` holds the same.
    let joined = guessed(&layer, &table, ("area_num_1", "Community Area"), 77, (0, 1));
    let total = &joined.unmatched_rows()[0];
    assert_eq!((total.row, total.name.as_str()), (79, "0 CHICAGO"));
    // The file's column is called "PER CAPITA INCOME ", with a blank.
    let (incomes, problems) = joined.values(&table, "per capita income").unwrap();
    let (hardship, _) = joined.values(&table, "HARDSHIP INDEX").unwrap();
    assert!(problems.is_empty(), "{problems:?}");
    let area =
        |name: &str| layer.areas().iter().position(|area| area.properties()["community"] == name).unwrap();
    assert_eq!((incomes[area("ROGERS PARK")], hardship[area("ROGERS PARK")]), (Some(23_939.0), Some(39.0)));
    assert_eq!((incomes[area("OHARE")], hardship[area("OHARE")]), (Some(25_828.0), Some(24.0)));
    let groups = Groups::by_quantile(&hardship, 5, "hardship").unwrap();
    assert_eq!(groups.n_areas(), [16, 15, 16, 15, 15]);
    assert_eq!(groups.names[0], "least hardship, quintile 1 of 5");
    let of_group = |group: usize| {
        let all = hardship.iter().zip(&groups.of_areas);
        let values: Vec<f64> =
            all.filter(|(_, of)| **of == Some(group)).filter_map(|(value, _)| *value).collect();
        (values.iter().copied().fold(f64::MAX, f64::min), values.iter().copied().fold(f64::MIN, f64::max))
    };
    assert_eq!(
        (0..5).map(of_group).collect::<Vec<_>>(),
        [(1., 20.), (21., 39.), (41., 60.), (61., 79.), (80., 98.)]
    );
}

#[test]
fn tables_of_other_cities_and_years_join() {
    let acs = ("chicago_community_area_acs2014_health.csv", "atlanta_block_group_acs.csv");
    let tract_table = "chicago_hardship_index_tract_2015_2019.csv";
    let (Some(areas), Some(table_2014)) = (layer("chicago_community_areas"), table(acs.0, None)) else {
        return;
    };
    guessed(&areas, &table_2014, ("area_num_1", "ComAreaID"), 77, (0, 0));

    let (Some(tracts), Some(hardship)) = (layer("chicago_census_tracts_2010"), table(tract_table, None))
    else {
        return;
    };
    let joined = guessed(&tracts, &hardship, ("GEOID10", "GEOID"), 797, (4, 3));
    let names: Vec<String> = joined.unmatched_areas().iter().map(|area| tracts.name(*area)).collect();
    let expected = ["Census Tract 9801", "Census Tract 8214.02", "Census Tract 3817", "Census Tract 9800"];
    assert_eq!(names, expected);
    assert!(joined.unmatched_rows()[1].name.starts_with("17043840000"), "{:?}", joined.unmatched_rows());

    let (Some(groups), Some(incomes)) = (layer("atlanta_block_groups"), table(acs.1, None)) else { return };
    let joined = guessed(&groups, &incomes, ("GEOID", "GEOID"), 410, (0, 0));
    assert!(joined.values(&incomes, "median_incomeE").unwrap().0.iter().all(Option::is_some));
}

#[test]
fn a_table_of_several_years_is_said_to_have_the_same_key_often_and_can_be_filtered() {
    let name = "sf_census_tract_acs_2009_2017.csv.gz";
    let (Some(tracts), Some(all)) = (layer("sf_census_tracts_2010"), table(name, None)) else { return };
    let joined = join(&tracts, &all, None, None).unwrap();
    assert_eq!((joined.keys().property.as_str(), joined.keys().column.as_str()), ("GEOID10", "GEOID"));
    assert_eq!((joined.keys().in_both, joined.keys().one_to_one), (196, 0));
    // 1,709 rows, one for each of 196 tracts taken. In two tracts nobody is poor in any year;
    // elsewhere rows differ, and there is no value.
    let (poverty, _) = joined.values(&all, "prop_under_poverty_level").unwrap();
    assert_eq!(poverty.iter().flatten().collect::<Vec<_>>(), [&0.0, &0.0]);
    assert_eq!(joined.unmatched_rows().len(), 1709 - 196);
    assert!(joined.unmatched_rows().iter().all(|row| row.same_key_as_row.is_some()));

    let of_2014 = table(name, Some(("Year", "2014"))).unwrap();
    let joined = guessed(&tracts, &of_2014, ("GEOID10", "GEOID"), 196, (0, 0));
    let (poverty, problems) = joined.values(&of_2014, "prop_under_poverty_level").unwrap();
    assert!(problems.is_empty() && poverty.iter().all(Option::is_some), "{problems:?}");
    let error =
        AreaTable::read(&bytes(&format!("socio/{name}")).unwrap(), Some(("year", "2024"))).unwrap_err();
    assert!(matches!(error, TableError::NothingLeft { .. }), "{error}");
}

#[test]
fn districts_of_several_features_are_one_area_each() {
    let Some(districts) = layer("chicago_police_districts") else { return };
    let rows: String = (1..=25).map(|district| format!("{district},{}\n", district * 10)).collect();
    let table = AreaTable::read(format!("district,officers\n{rows}31,310\n").as_bytes(), None).unwrap();
    let joined = join(&districts, &table, None, None).unwrap();
    assert_eq!(joined.keys().property, "DIST_NUM");
    // 25 features, 23 numbers: district 31 is three features.
    let said: Vec<String> = joined.problems().iter().map(ToString::to_string).collect();
    assert_eq!(said.len(), 2, "{said:?}");
    assert!(said.iter().all(|said| said.contains("\"DIST_NUM\" is \"31\"")), "{said:?}");
    assert_eq!(joined.unmatched_areas().len(), 0);
    assert_eq!(joined.rows().iter().filter(|row| **row == Some(25)).count(), 3);
    let boundaries = bytes("boundaries/chicago_police_districts.geojson").unwrap();
    let rows = format!("district,officers\n{rows}31,310\n");
    let files = AreaFiles::read(&boundaries, Some(rows.as_bytes()), None, &AreaChoice::default()).unwrap();
    assert_eq!(files.layer.len(), 23);
    assert!(files.variable("officers").unwrap().0.values.iter().all(Option::is_some));
}

#[test]
fn chicagos_tiles_go_to_the_area_that_covers_most_of_them() {
    let Some(layer) = layer("chicago_community_areas") else { return };
    let grid = Grid::new(&preset(CHICAGO).unwrap().check().unwrap());
    let tiles = TileAreas::new(&layer, &grid).unwrap();
    // By number of the area, 1 to 77.
    let expected: [usize; 77] = [
        63, 116, 82, 79, 57, 100, 102, 89, 44, 151, 69, 111, 72, 59, 116, 95, 129, 32, 110, 35, 54, 110, 100,
        129, 231, 39, 59, 158, 92, 138, 91, 59, 64, 27, 49, 20, 22, 48, 33, 43, 54, 70, 94, 83, 35, 103, 18,
        51, 146, 61, 322, 96, 111, 111, 168, 131, 55, 81, 44, 63, 136, 35, 61, 91, 91, 102, 87, 91, 106, 156,
        112, 103, 77, 100, 104, 138, 52,
    ];
    let number = |area: usize| layer.areas()[area].properties()["area_numbe"].parse::<usize>().unwrap();
    for (area, count) in tiles.counts().into_iter().enumerate() {
        assert_eq!(count, expected[number(area) - 1], "{}", layer.name(area));
    }
    assert_eq!((grid.n_tiles(), tiles.n_without()), (15_759, 15_759 - 6_816));
    assert_eq!(tiles_inside(&layer, &grid).into_iter().filter(|inside| *inside).count(), 6_396);

    // Centroids by exact rationals: the Loop, and O'Hare with its hole.
    for (wanted, latitude, longitude) in [
        (32, 41.878_865_946_364_44, -87.625_191_869_601_17),
        (76, 41.975_683_923_996_996, -87.893_700_757_755_38),
    ] {
        let area = (0..77).find(|area| number(*area) == wanted).unwrap();
        let (y, x) = layer.areas()[area].centre();
        assert!((y - latitude).abs() < 1e-10 && (x - longitude).abs() < 1e-10, "{y} {x}");
    }

    // A value that is the same everywhere stays it, and no tile of an area is without.
    let weighted = area_weighted_values_for_maps(&layer, &grid, &[Some(3.0); 77]).unwrap();
    for (value, area) in weighted.iter().zip(tiles.areas()) {
        assert_eq!(value.is_some(), area.is_some());
        assert!(value.is_none_or(|value| (value - 3.0).abs() < 1e-12));
    }
}

/// The file's own column says which community area an incident was in. Blocks on the street between
/// two areas lie on their border, and the city's rounding decides: of a twentieth of 2014's rows,
/// counted by script, 97.5 % agree, and three quarters of the others lie within 0.1 m of the area
/// that the file names.
#[test]
fn incidents_lie_in_the_area_that_their_file_names() {
    let (Some(layer), Some(path)) =
        (layer("chicago_community_areas"), real_data("events/chicago_crimes_2014.csv.gz"))
    else {
        return;
    };
    let numbers: BTreeMap<&str, usize> = layer
        .areas()
        .iter()
        .enumerate()
        .map(|(area, of)| (of.properties()["area_numbe"].as_str(), area))
        .collect();
    let mut reader = csv::Reader::from_reader(MultiGzDecoder::new(File::open(path).unwrap()));
    let headers = reader.headers().unwrap().clone();
    let place = |name: &str| headers.iter().position(|header| header == name).unwrap();
    let columns = ["Latitude", "Longitude", "Community Area"].map(place);
    let (mut rows, mut agree, mut within_a_metre) = (0_u32, 0_u32, 0_u32);
    for record in reader.records() {
        let record = record.unwrap();
        let [latitude, longitude, area] = columns.map(|column| &record[column]);
        let (Ok(latitude), Some(&named)) = (latitude.parse::<f64>(), numbers.get(area)) else { continue };
        let longitude: f64 = longitude.parse().unwrap();
        rows += 1;
        if layer.area_at(latitude, longitude) == Some(named) {
            agree += 1;
        } else {
            let step = 1.0 / 111_195.0;
            let steps = [(step, 0.0), (-step, 0.0), (0.0, 1.3 * step), (0.0, -1.3 * step)];
            let named = &layer.areas()[named];
            within_a_metre += u32::from(
                steps.iter().any(|(north, east)| named.contains(latitude + north, longitude + east)),
            );
        }
    }
    println!(
        "{agree} of {rows} rows in the area that the file names, {within_a_metre} more within a metre of it"
    );
    assert!(rows > 273_000, "{rows}");
    assert!(f64::from(agree) >= 0.97 * f64::from(rows), "{agree} of {rows}");
    assert!(
        f64::from(agree + within_a_metre) >= 0.99 * f64::from(rows),
        "{agree} and {within_a_metre} of {rows}"
    );
}

/// tests/wasm.rs holds the browser's engine to the same digest.
#[test]
fn made_up_areas_give_the_same_bits_as_in_wasm() {
    assert_eq!(area_digest(), AREA_DIGEST);
}
