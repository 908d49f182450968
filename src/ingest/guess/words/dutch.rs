//! Dutch names of columns, and beginnings of names of offences.

use super::Table;

pub(super) const DATE: &Table = &[
    ("datum*", 0.35),
    ("pleegdatum", 0.65),
    ("pleeg*", 0.3),
    ("gepleegd", 0.3),
    ("voorval", 0.3),
    ("incident", 0.0),
    ("wanneer", 0.25),
    ("begin", 0.0),
    ("aangifte", -0.35),
    ("melding", -0.35),
    ("registratie", -0.35),
    ("eind*", -0.35),
    ("tot", -0.3),
    ("geboorte*", -0.6),
    ("wijzig*", -0.5),
    ("pleging", 0.35),
];
pub(super) const TIME: &Table = &[
    ("tijd*", 0.45),
    ("tijdstip", 0.1),
    ("uur", 0.25),
    ("pleeg*", 0.25),
    ("voorval", 0.15),
    ("aangifte", -0.2),
    ("eind*", -0.35),
];
pub(super) const LATITUDE: &Table = &[("breedte*", 0.6), ("noord*", 0.3), ("coordinaat", 0.05)];
pub(super) const LONGITUDE: &Table = &[("lengte*", 0.6), ("oost*", 0.3), ("coordinaat", 0.05)];
pub(super) const PLACE: &Table = &[("locatie", 0.3), ("plaats", 0.3), ("coordinaten", 0.3)];
pub(super) const OFFENCE: &Table = &[
    ("delict*", 0.5),
    ("misdrijf*", 0.5),
    ("misdaad*", 0.4),
    ("soort", 0.2),
    ("categorie", 0.25),
    ("feit", 0.2),
    ("omschrijving", 0.15),
    ("wapen", -0.5),
    ("locatie", -0.4),
    ("plaats", -0.4),
    ("straat", -0.5),
    ("slachtoffer*", -0.4),
];
pub(super) const ARREST: &Table =
    &[("aanhouding*", 0.6), ("aangehouden", 0.6), ("afdoening", 0.35), ("resultaat", 0.3)];
pub(super) const DOMESTIC: &Table = &[("huiselijk*", 0.5), ("geweld", 0.2)];
pub(super) const ID: &Table = &[
    ("nummer", 0.3),
    ("zaak*", 0.3),
    ("volgnummer", -0.5),
    ("postcode", -1.0),
    ("wijk*", -1.0),
    ("buurt*", -1.0),
];
pub(super) const OFFENCES: &[&str] = &[
    "diefstal",
    "*diefstal",
    "*inbraak",
    "zakkenroll",
    "*roof",
    "overval",
    "mishandeling",
    "vernieling",
    "moord",
    "doodslag",
    "bedreiging",
    "zedenmisdr",
    "zedendel",
    "brandstichting",
    "fraude",
    "oplichting",
    "vandalisme",
    "drugshandel",
    "heling",
    "*misdrijf",
];
