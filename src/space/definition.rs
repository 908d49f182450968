//! What a definition in PROJ's words says, where its formulas are among ours.
//!
//! The build script reads this file too: it keeps the definitions that [`Definition::parse`] takes.

/// How a system's plane is made: the projection, its parameters and the earth it is of.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Definition {
    pub(super) kind: Kind,
    /// Degrees north and east of the origin.
    pub(super) origin: (f64, f64),
    /// Metres east and north of the origin's coordinates.
    pub(super) offset: (f64, f64),
    pub(super) unit_metres: f64,
    pub(super) ellipsoid: Ellipsoid,
    /// From the system's datum to WGS 84; `None` where they are the same to a metre or two.
    pub(super) shift: Option<Shift>,
}

/// The kinds of projections whose formulas are ours.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Kind {
    /// Lambert's conformal conic.
    Conic {
        /// Degrees of the standard parallels; one is both.
        parallels: (f64, f64),
        scale: f64,
    },
    /// Transverse Mercator.
    Transverse {
        /// Scale on the central meridian.
        scale: f64,
    },
    /// Mercator, with the degrees of the parallel that is true to scale, or the equator's scale.
    Mercator { true_parallel: f64, scale: f64 },
    /// Mercator of a sphere, with coordinates of the ellipsoid.
    WebMercator,
}

/// Half the greater axis, metres, and the first eccentricity's square.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Ellipsoid {
    pub(super) axis_metres: f64,
    pub(super) eccentricity_2: f64,
}

/// WGS 84's differs by less than a tenth of a millimetre in its axes.
pub(super) const GRS_80: Ellipsoid =
    Ellipsoid { axis_metres: 6_378_137.0, eccentricity_2: 0.006_694_380_022_900_788 };

/// The seven parameters of a Helmert shift to WGS 84, by the position vector's convention.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Shift {
    pub(super) metres: [f64; 3],
    /// Seconds of arc.
    pub(super) turns: [f64; 3],
    /// Parts in a million.
    pub(super) growth: f64,
}

/// Half the greater axis and the inverse flattening, as the EPSG register has them.
const ELLIPSOIDS: [(&str, f64, f64); 12] = [
    ("airy", 6_377_563.396, 299.324_964_6),
    ("mod_airy", 6_377_340.189, 299.324_964_6),
    ("aust_SA", 6_378_160.0, 298.25),
    ("bessel", 6_377_397.155, 299.152_812_8),
    ("clrk66", 6_378_206.4, 294.978_698_213_898_2),
    ("clrk80", 6_378_249.145, 293.465),
    ("evrstSS", 6_377_298.556, 300.801_7),
    ("GRS67", 6_378_160.0, 298.247_167_427),
    ("helmert", 6_378_200.0, 298.3),
    ("intl", 6_378_388.0, 297.0),
    ("krass", 6_378_245.0, 298.3),
    ("WGS72", 6_378_135.0, 298.26),
];

/// PROJ's datums that need a shift: ellipsoid and parameters.
const DATUMS: [(&str, &str, &str); 5] = [
    ("GGRS87", "GRS80", "-199.87,74.79,246.62"),
    ("OSGB36", "airy", "446.448,-125.157,542.060,0.1502,0.2470,0.8421,-20.4894"),
    ("ire65", "mod_airy", "482.530,-130.596,564.557,-1.042,-0.214,-0.631,8.15"),
    ("nzgd49", "intl", "59.47,-5.04,187.44,0.47,-0.1,1.024,-4.5993"),
    ("potsdam", "bessel", "598.1,73.7,418.2,0.202,0.045,-2.455,6.7"),
];

/// Metres of an international foot, and of one as United States surveyors use it.
const FOOT: f64 = 0.3048;
const SURVEY_FOOT: f64 = 1_200.0 / 3_937.0;

/// The parts of a definition that are understood. With any other it is another system.
const KEYS: [&str; 24] = [
    "proj", "lat_0", "lon_0", "lat_1", "lat_2", "lat_ts", "k", "k_0", "x_0", "y_0", "zone", "south", "datum",
    "ellps", "a", "b", "rf", "towgs84", "units", "to_meter", "no_defs", "type", "nadgrids", "wktext",
];

impl Definition {
    /// What a text such as `+proj=utm +zone=16 +datum=WGS84 +units=m` says; `None` where its
    /// projection is none of ours, or the way from its datum to WGS 84 is unknown.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let parts = Parts::new(text)?;
        let scale = snapped(parts.number("k")?.or(parts.number("k_0")?).unwrap_or(1.0), 1e10);
        let angle = |key| Some(snapped(parts.number(key)?.unwrap_or(0.0), 3_600.0));
        let metres = |key| Some(snapped(parts.number(key)?.unwrap_or(0.0), 1e6));
        let (ellipsoid, shift) = parts.earth()?;
        let mut origin = (angle("lat_0")?, angle("lon_0")?);
        let mut offset = (metres("x_0")?, metres("y_0")?);
        let kind = match parts.text("proj")? {
            "lcc" => {
                let first = angle("lat_1")?;
                let second = if parts.text("lat_2").is_some() { angle("lat_2")? } else { first };
                Kind::Conic { parallels: (first, second), scale }
            }
            "tmerc" => Kind::Transverse { scale },
            "utm" => {
                let zone = parts.number("zone")?.filter(|zone| (1.0..=60.0).contains(zone))?;
                origin = (0.0, zone * 6.0 - 183.0);
                let south = parts.text("south").is_some();
                offset = (500_000.0, if south { 10_000_000.0 } else { 0.0 });
                Kind::Transverse { scale: 0.9996 }
            }
            "merc" if ellipsoid.eccentricity_2 == 0.0 => Kind::WebMercator,
            "merc" => Kind::Mercator { true_parallel: angle("lat_ts")?, scale },
            _ => return None,
        };
        let unit_metres = parts.unit_metres()?;
        Some(Self { kind, origin, offset, unit_metres, ellipsoid, shift })
    }
}

/// A number of the register, which a definition gives with the noise of a conversion: the nearest
/// of so many parts of one where no more than that noise lies between.
fn snapped(value: f64, parts: f64) -> f64 {
    let nearest = (value * parts).round() / parts;
    if (value - nearest).abs() <= value.abs() * 1e-14 { nearest } else { value }
}

/// `+key=value` and `+key`, parted by spaces.
struct Parts<'a>(Vec<(&'a str, &'a str)>);

impl<'a> Parts<'a> {
    fn new(text: &'a str) -> Option<Self> {
        let part = |part: &'a str| {
            let part = part.strip_prefix('+')?;
            let (key, value) = part.split_once('=').unwrap_or((part, ""));
            KEYS.contains(&key).then_some((key, value))
        };
        text.split_ascii_whitespace().map(part).collect::<Option<_>>().map(Self)
    }

    fn text(&self, key: &str) -> Option<&'a str> {
        self.0.iter().find(|part| part.0 == key).map(|part| part.1)
    }

    /// `Some(None)` where the key is not there, `None` where its value is no number.
    fn number(&self, key: &str) -> Option<Option<f64>> {
        let Some(text) = self.text(key) else { return Some(None) };
        text.parse().ok().filter(|number: &f64| number.is_finite()).map(Some)
    }

    fn unit_metres(&self) -> Option<f64> {
        match (self.text("units"), self.number("to_meter")?) {
            (None | Some("m"), None) => Some(1.0),
            (Some("us-ft"), None) => Some(SURVEY_FOOT),
            (Some("ft"), None) => Some(FOOT),
            (None, Some(metres)) => Some(metres).filter(|metres| *metres > 0.0),
            _ => None,
        }
    }

    /// The ellipsoid, and the shift to WGS 84 where one is needed.
    fn earth(&self) -> Option<(Ellipsoid, Option<Shift>)> {
        let axes = (self.number("a")?, self.number("b")?);
        if let (Some(a), Some(b)) = axes
            && a == b
        {
            // The Web's sphere; grids of another name would be a datum of their own.
            let is_web = a == GRS_80.axis_metres && self.text("nadgrids") == Some("@null");
            return is_web.then_some((Ellipsoid { axis_metres: a, eccentricity_2: 0.0 }, None));
        }
        if self.text("nadgrids").is_some() {
            return None;
        }
        let named = self.text("datum").and_then(|name| DATUMS.iter().find(|datum| datum.0 == name));
        let ellipsoid = match (named, self.text("datum"), self.text("ellps"), axes) {
            (Some(datum), ..) => ellipsoid(datum.1)?,
            (None, Some("WGS84" | "NAD83"), ..) => GRS_80,
            (None, None, Some(name), _) => ellipsoid(name)?,
            (None, None, None, (Some(a), Some(b))) => {
                Ellipsoid { axis_metres: a, eccentricity_2: 1.0 - b / a * (b / a) }
            }
            _ => return None,
        };
        let shift = match named.map(|datum| datum.2).or(self.text("towgs84")) {
            Some(parameters) => Some(Shift::parse(parameters)?),
            None => None,
        };
        match shift {
            Some(shift) if ellipsoid != GRS_80 || shift != Shift::NONE => Some((ellipsoid, Some(shift))),
            _ if ellipsoid == GRS_80 => Some((ellipsoid, None)),
            _ => None,
        }
    }
}

impl Shift {
    const NONE: Self = Self { metres: [0.0; 3], turns: [0.0; 3], growth: 0.0 };

    fn parse(text: &str) -> Option<Self> {
        let numbers: Vec<f64> = text.split(',').map(|number| number.parse().ok()).collect::<Option<_>>()?;
        match *numbers {
            [x, y, z] => Some(Self { metres: [x, y, z], ..Self::NONE }),
            [x, y, z, a, b, c, growth] => Some(Self { metres: [x, y, z], turns: [a, b, c], growth }),
            _ => None,
        }
    }
}

fn ellipsoid(name: &str) -> Option<Ellipsoid> {
    if matches!(name, "GRS80" | "WGS84") {
        return Some(GRS_80);
    }
    let &(_, axis_metres, inverse) = ELLIPSOIDS.iter().find(|known| known.0 == name)?;
    let flattening = 1.0 / inverse;
    Some(Ellipsoid { axis_metres, eccentricity_2: flattening * (2.0 - flattening) })
}
