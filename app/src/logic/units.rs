//! Metres or feet: which a city has, sizes of tiles, and the bar of a map's scale.

use watchback::study::BoundingBox;
use watchback::wording::Lengths;
use watchback_translate::tr;

/// The border of the United States without Alaska and Hawaii, roughly: longitude and latitude.
#[rustfmt::skip]
const BORDER: [(f64, f64); 66] = [
    (-125.0, 40.0), (-124.8, 48.45), (-123.5, 48.25), (-123.1, 48.35), (-123.0, 49.0), (-95.2, 49.0), (-94.6, 48.7),
    (-93.0, 48.55), (-91.5, 48.07), (-89.6, 48.0), (-88.4, 48.3), (-84.9, 46.8), (-84.5, 46.45), (-83.5, 46.0),
    (-82.5, 45.3), (-82.4, 43.0), (-82.5, 42.6), (-82.9, 42.35), (-83.08, 42.31), (-83.15, 42.05), (-82.4, 41.68),
    (-81.0, 42.2), (-79.0, 42.7), (-78.91, 42.9), (-79.05, 43.27), (-79.2, 43.45), (-78.7, 43.63), (-76.8, 43.63),
    (-76.3, 44.2), (-75.3, 44.85), (-74.7, 45.0), (-71.5, 45.01), (-70.8, 45.4), (-70.3, 46.2), (-70.0, 46.7),
    (-69.2, 47.45), (-68.3, 47.35), (-67.8, 47.07), (-67.8, 45.7), (-67.0, 44.8), (-66.9, 44.5), (-69.5, 41.0),
    (-74.0, 38.0), (-75.0, 35.0), (-79.5, 31.0), (-79.8, 26.5), (-80.0, 24.4), (-82.5, 24.3), (-84.0, 28.5),
    (-90.0, 28.6), (-96.5, 27.5), (-97.1, 25.95), (-97.45, 25.87), (-99.1, 26.4), (-99.51, 27.5), (-100.3, 28.3),
    (-101.4, 29.77), (-102.3, 29.88), (-103.1, 28.98), (-104.9, 30.6), (-106.3, 31.68), (-106.53, 31.75),
    (-108.2, 31.33), (-111.07, 31.33), (-114.8, 32.5), (-117.13, 32.53),
];

/// South, north, west and east of Alaska and of Hawaii.
const BEYOND: [[f64; 4]; 2] = [[54.5, 72.0, -170.0, -141.0], [18.5, 22.6, -161.0, -154.5]];

/// The units that people of a city use: feet in the United States, else metres.
pub fn lengths_of(bounds: &BoundingBox) -> Lengths {
    let (latitude, longitude) = ((bounds.south + bounds.north) / 2.0, (bounds.west + bounds.east) / 2.0);
    let is_beyond = BEYOND.iter().any(|[south, north, west, east]| {
        (*south..*north).contains(&latitude) && (*west..*east).contains(&longitude)
    });
    if is_beyond || is_within_border(latitude, longitude) { Lengths::Feet } else { Lengths::Metric }
}

/// Whether a line to the west crosses the border an odd number of times.
fn is_within_border(latitude: f64, longitude: f64) -> bool {
    let next = BORDER.iter().cycle().skip(1);
    let crosses = |((from_x, from_y), (to_x, to_y)): (&(f64, f64), &(f64, f64))| {
        (*from_y > latitude) != (*to_y > latitude)
            && longitude > from_x + (latitude - from_y) / (to_y - from_y) * (to_x - from_x)
    };
    BORDER.iter().zip(next).filter(|sides| crosses(*sides)).count() % 2 == 1
}

/// Height and width of a tile, metres, in words.
pub fn tile_in_words((height, width): (f64, f64), lengths: Lengths) -> String {
    tr!("{} by {}", lengths.short_number(height), lengths.short(width))
}

/// The side of a tile, metres, not more exact than tiles are square.
pub fn side_in_words(metres: f64, lengths: Lengths) -> String {
    let side = lengths.in_short(metres);
    let unit = if side < 1_000.0 { 10.0 } else { 100.0 };
    let rounded = (side / unit).round() * unit;
    format!("{} {}", super::format::count(rounded as u64), lengths.short_unit())
}

/// A length that is round in kilometres.
pub fn round_length(kilometres: f64, lengths: Lengths) -> String {
    match lengths {
        Lengths::Metric => format!("{kilometres} km"),
        Lengths::Feet => lengths.long(kilometres, 1),
    }
}

/// Round lengths of a scale's bar in metres, with their names.
const METRIC_BARS: [(f64, &str); 9] = [
    (50_000.0, "50 km"),
    (20_000.0, "20 km"),
    (10_000.0, "10 km"),
    (5_000.0, "5 km"),
    (2_000.0, "2 km"),
    (1_000.0, "1 km"),
    (500.0, "500 m"),
    (200.0, "200 m"),
    (100.0, "100 m"),
];
/// The same in miles and feet.
const FEET_BARS: [(f64, &str); 9] = [
    (50.0 * 1_609.344, "50 mi"),
    (20.0 * 1_609.344, "20 mi"),
    (10.0 * 1_609.344, "10 mi"),
    (5.0 * 1_609.344, "5 mi"),
    (2.0 * 1_609.344, "2 mi"),
    (1_609.344, "1 mi"),
    (609.6, "2,000 ft"),
    (304.8, "1,000 ft"),
    (152.4, "500 ft"),
];

/// The bar of a map's scale: a round length that takes up at most a fourth of the map's width, by
/// name, and how long it is on the map.
pub fn scale_bar(width: f64, units_a_metre: f64, lengths: Lengths) -> Option<(&'static str, f64)> {
    let longest = width / 4.0 / units_a_metre;
    let bars = match lengths {
        Lengths::Metric => METRIC_BARS,
        Lengths::Feet => FEET_BARS,
    };
    let (metres, name) = bars.into_iter().find(|(metres, _)| *metres <= longest)?;
    Some((name, metres * units_a_metre))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(latitude: f64, longitude: f64) -> Lengths {
        let (south, north) = (latitude - 0.01, latitude + 0.01);
        lengths_of(&BoundingBox { south, north, west: longitude - 0.01, east: longitude + 0.01 })
    }

    #[test]
    fn cities_of_the_united_states_have_feet_and_their_neighbours_metres() {
        let american = [
            (41.85, -87.68),
            (39.99, -75.13),
            (34.02, -118.41),
            (33.76, -84.42),
            (30.30, -97.75),
            (42.36, -83.10),
            (37.76, -122.44),
            (45.54, -122.65),
            (42.92, -78.85),
            (47.61, -122.33),
            (32.80, -117.13),
            (31.85, -106.44),
            (25.79, -80.21),
            (42.33, -71.06),
            (40.71, -74.01),
            (61.2, -149.9),
            (21.31, -157.86),
        ];
        for (latitude, longitude) in american {
            assert_eq!(at(latitude, longitude), Lengths::Feet, "{latitude}, {longitude}");
        }
        let others = [
            (43.70, -79.40),
            (49.26, -123.10),
            (45.51, -73.57),
            (45.42, -75.70),
            (42.98, -81.25),
            (48.43, -123.37),
            (32.50, -117.02),
            (31.65, -106.40),
            (25.68, -100.32),
            (51.51, -0.13),
            (0.02, 0.02),
            (-33.87, 151.21),
        ];
        for (latitude, longitude) in others {
            assert_eq!(at(latitude, longitude), Lengths::Metric, "{latitude}, {longitude}");
        }
    }

    #[test]
    fn the_bar_is_round_in_its_own_unit_and_at_most_a_fourth() {
        // A map of 10 km on 1,000 pixels: a fourth is 2.5 km, or 1.6 miles.
        assert_eq!(scale_bar(1_000.0, 0.1, Lengths::Metric), Some(("2 km", 200.0)));
        let (name, length) = scale_bar(1_000.0, 0.1, Lengths::Feet).unwrap();
        assert_eq!((name, length.round()), ("1 mi", 161.0));
        assert_eq!(scale_bar(1_000.0, 1.0, Lengths::Metric), Some(("200 m", 200.0)));
        assert_eq!(scale_bar(100.0, 1.0, Lengths::Feet), None);
    }

    #[test]
    fn tiles_are_told_in_one_unit() {
        assert_eq!(tile_in_words((306.9, 290.2), Lengths::Metric), "307 by 290 m");
        assert_eq!(tile_in_words((306.9, 290.2), Lengths::Feet), "1,007 by 952 ft");
        assert_eq!(Lengths::ALL.map(|lengths| round_length(8.0, lengths)), ["8 km", "5.0 mi"]);
        assert_eq!(side_in_words(300.0, Lengths::Metric), "300 m");
        assert_eq!([300.0, 600.0].map(|side| side_in_words(side, Lengths::Feet)), ["980 ft", "2,000 ft"]);
    }
}
