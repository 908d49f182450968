//! What the names of columns and properties tell of their being keys, and what counting rows looks
//! like.

use super::key_form::plain_letters;

/// Words for areas, of one kind a line. `area` may be of any kind.
const UNITS: [&str; 25] = [
    "area areas place locality gebiet",
    "zona zone zones",
    "ward wards",
    "district dist distrito distretto bezirk distric districts",
    "beat beats",
    "precinct precincts pct",
    "tract tracts tractce census lsoa msoa iris sa2",
    "block bg blkgrp blockgroup",
    "neighborhood neighbourhood neighborhoods nhood hood nbhd barrio quartier colonia",
    "bairro wijk buurt stadtteil ortsteil stadtviertel quartiere kelurahan",
    "sector sectors",
    "division divisions",
    "borough boro boroughs",
    "community comm com",
    "municipality municipio alcaldia commune gemeinde gemeente comune comuna delegacion",
    "county condado countyfp landkreis kreis",
    "region regions",
    "parish parishes",
    "council",
    "postcode postal zip zipcode zcta plz cep cp",
    "geoid fips gisjoin geo geocode",
    "npu",
    "state province provincia statefp bundesland",
    "city town ciudad stadt ville village",
    "segment cell grid hex",
];

/// Words that say nothing of what a column holds.
const GENERIC: &str = "\
    id no nr num numb numbe number code cod codigo key name label nombre the of de la ce fp clave \
    cve schluessel nummer numero nom";

/// Words for counts and measures: no keys.
const MEASURES: &str = "\
    aantal accidents acres adults age aland amount anzahl arrest arrests asian assault assaults \
    average avg awater births black budget buildings burglaries burglary calls cantidad cases \
    children citations cnt complaints cost costs count counts crimes date days deaths delitos \
    density dichte dwellings einkommen einwohner elevation employees estimate events families feet \
    female females flache flaeche habitaciones habitantes habitants hardship hectareas hectares \
    hispanic hogares homes homicide homicides hours household households housing huishoudens \
    incidents income incomes index ingreso ingresos inkomen inkomens inwoners jobs kids kinder lat \
    latitude len leng length logements lon long longitude loyer male males max mean median menages \
    miete miles min moe months murders objects offences offenses over owner parcels pay people \
    percapita percent percentage perim perimeter permits personas persons poblacion pop populacao \
    population porcentaje poverty precio price promedio pupils quantity rank ranking rate ratio \
    renda rent renta rentas residents revenu robberies robbery salary schools score seniors shape \
    share shootings spending sqft sqkm sqmi sqmiles stops students sum superficie tasa tax \
    temperature thefts tot total trees umsatz under unemployed unemployment units vacancies vacant \
    value values vehicles violent visits viviendas voters votes wealth white wohnungen workers year \
    years";

/// Names that exports and spreadsheets give a column that only counts rows.
const COUNTERS: &str = "\
    objectid objectid1 objectid2 fid fid1 ogcfid gid oid index idx level0 row rowid rownum rownumber \
    rownames rowname rowno recno recordid serial serialno sno srno slno lfd lfdnr seq sequence \
    cartodbid x";

fn is_among(word: &str, words: &str) -> bool {
    words.split_ascii_whitespace().any(|other| other == word)
}

/// The name of a column or property, in words.
#[derive(Clone, Debug, Default)]
pub(super) struct KeyName {
    words: Vec<String>,
    joined: String,
    is_internal: bool,
}

impl KeyName {
    /// `word`: one that all of its values have.
    pub(super) fn new(name: &str, word: &str) -> Self {
        let name = name.trim();
        let mut split = String::new();
        let mut before = ' ';
        // "ComAreaID" is three words, "area_num_1" two and a number.
        for letter in name.chars() {
            let begins = letter.is_uppercase() && before.is_lowercase();
            if begins || letter.is_ascii_digit() != before.is_ascii_digit() {
                split.push(' ');
            }
            split.push(letter);
            before = letter;
        }
        let split = plain_letters(&format!("{split} {word}"));
        let words = split.split(|letter: char| !letter.is_alphabetic()).filter(|word| !word.is_empty());
        let words = words.map(str::to_owned).collect();
        let joined = plain_letters(name).chars().filter(|letter| letter.is_alphanumeric()).collect();
        Self { words, joined, is_internal: name.starts_with('_') }
    }

    /// Whether it is named as what only counts rows.
    pub(super) fn is_counter(&self) -> bool {
        self.joined.is_empty()
            || is_among(&self.joined, COUNTERS)
            || (self.is_internal && self.joined == "id")
            || self.joined.starts_with("unnamed")
    }

    /// Whether it is named as a number of people or things, or another measure.
    pub(super) fn is_measure(&self) -> bool {
        let has = |word: &String| is_among(word, MEASURES);
        // "B19013_001E" of the census, "AF49E001" of NHGIS.
        let digits = self.joined.bytes().filter(u8::is_ascii_digit).count();
        let is_estimate = digits >= 5 && self.joined.len() - digits <= 3;
        self.words.iter().any(has) || is_estimate
    }

    /// Whether it is named as exports number features.
    pub(super) fn is_id(&self) -> bool {
        self.joined == "id"
    }

    /// The kinds of areas that it names.
    fn units(&self) -> Vec<usize> {
        let of = |word: &String| {
            let begins = |unit: &str| unit.len() >= 6 && word.len() > 6 && word.starts_with(unit);
            UNITS.iter().position(|units| is_among(word, units) || units.split_ascii_whitespace().any(begins))
        };
        self.words.iter().filter_map(of).collect()
    }

    /// Whether it names a kind of area.
    pub(super) fn names_areas(&self) -> bool {
        !self.units().is_empty()
    }

    /// Whether two names are of the same kind of keys.
    pub(super) fn is_like(&self, other: &Self) -> bool {
        let (own, others) = (self.units(), other.units());
        // The first kind is any.
        let is_any = |units: &[usize]| units.iter().all(|unit| *unit == 0);
        match (own.is_empty(), others.is_empty()) {
            (false, false) => own.iter().any(|unit| others.contains(unit)) || is_any(&own) || is_any(&others),
            (true, false) => self.is_generic(),
            (false, true) => other.is_generic(),
            // Counts of one thing have the same name too, but none that says "number of a thing".
            (true, true) => (self.has_generic() || other.has_generic()) && self.shares_a_word(other),
        }
    }

    fn has_generic(&self) -> bool {
        self.words.iter().any(|word| is_among(word, GENERIC))
    }

    fn is_generic(&self) -> bool {
        self.words.iter().all(|word| word.len() < 2 || is_among(word, GENERIC))
    }

    fn shares_a_word(&self, other: &Self) -> bool {
        let tells = |word: &&String| word.len() > 2 && !is_among(word, GENERIC);
        let is_same = |one: &String, two: &String| {
            one == two
                || (one.len() > 3 && two.starts_with(one.as_str()))
                || (two.len() > 3 && one.starts_with(two.as_str()))
        };
        self.words
            .iter()
            .filter(tells)
            .any(|one| other.words.iter().filter(tells).any(|two| is_same(one, two)))
    }
}

/// Whether cells count rows, from 0 or 1 and each one more; the last may be a total.
pub(super) fn counts_rows<'a>(cells: impl Iterator<Item = &'a str>) -> bool {
    let mut numbers: Vec<Option<u64>> = cells.map(whole).collect();
    if numbers.len() > 3 && (numbers.last().copied().flatten()).is_none_or(|last| last == 0) {
        numbers.pop();
    }
    let Some(Some(first)) = numbers.first().copied() else { return false };
    let rises = (first..).zip(&numbers).all(|(expected, found)| *found == Some(expected));
    first <= 1 && numbers.len() > 2 && rises
}

fn whole(cell: &str) -> Option<u64> {
    let (whole, fraction) = cell.trim().split_once('.').unwrap_or((cell.trim(), ""));
    whole.parse().ok().filter(|_| fraction.bytes().all(|byte| byte == b'0'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(name: &str) -> KeyName {
        KeyName::new(name, "")
    }

    #[test]
    fn names_tell_counters_and_measures() {
        for counter in
            ["_id", "OBJECTID", "OBJECTID_1", "FID", "index", "", "Unnamed: 0", "ogc_fid", "Row", "gid"]
        {
            assert!(name(counter).is_counter(), "{counter}");
        }
        for key in ["id", "AREA_CODE", "GEOID10", "district", "dist_num", "Community Area"] {
            assert!(!name(key).is_counter() && !name(key).is_measure(), "{key}");
        }
        for measure in [
            "under_18",
            "income",
            "tot_popE",
            "Pop2012",
            "Shape_Leng",
            "shape_area",
            "HARDSHIP INDEX",
            "B19013_001E",
            "AF49E001",
            "PERCENT AGED 16+ UNEMPLOYED",
            "ingreso_medio",
            "total",
            "violent_count",
        ] {
            assert!(name(measure).is_measure(), "{measure}");
        }
    }

    #[test]
    fn names_of_one_kind_are_alike() {
        for (one, two) in [
            ("ward", "Ward"),
            ("DIST_NUM", "district"),
            ("area_num_1", "Community Area"),
            ("number", "area"),
            ("no", "Ward No"),
            ("ComAreaID", "area_numbe"),
            ("DISTRICT", "code"),
            ("station", "Station Nr"),
        ] {
            assert!(name(one).is_like(&name(two)) && name(two).is_like(&name(one)), "{one} {two}");
        }
        for (one, two) in [
            ("ward", "district"),
            ("under_18", "income"),
            ("id", "id"),
            ("beat", "thefts"),
            ("floors", "rooms"),
            ("floors", "floors"),
            ("code", "number"),
        ] {
            assert!(!name(one).is_like(&name(two)), "{one} {two}");
        }
        assert!(KeyName::new("name", "ward").is_like(&name("Ward")));
    }

    #[test]
    fn counting_rows_is_told_by_the_cells() {
        let counts = |cells: &[&str]| counts_rows(cells.iter().copied());
        assert!(counts(&["1", "2", "3"]) && counts(&["0", "1", "2", "3"]) && counts(&["001", "002", "003"]));
        assert!(
            counts(&["1.0", "2.0", "3.0"]) && counts(&["1", "2", "3", ""]) && counts(&["1", "2", "3", "0"])
        );
        assert!(!counts(&["1", "2"]) && !counts(&["2", "3", "4"]) && !counts(&["1", "3", "2"]));
        assert!(!counts(&["1", "2", "x", "4"]) && !counts(&[]));
    }
}
