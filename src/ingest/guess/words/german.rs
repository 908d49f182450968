//! German names of columns, and beginnings of names of offences.

use super::Table;

pub(super) const DATE: &Table = &[
    ("datum", 0.35),
    ("tatdatum", 0.65),
    ("tatzeit*", 0.5),
    ("tattag", 0.5),
    ("tat", 0.3),
    ("vorfall*", 0.3),
    ("ereignis*", 0.3),
    ("wann", 0.25),
    ("beginn", 0.1),
    ("begangen", 0.3),
    ("anzeige*", -0.35),
    ("anzeigedatum", 0.1),
    ("erfass*", -0.35),
    ("meldung", -0.35),
    ("meldedatum", 0.1),
    ("ende", -0.35),
    ("geburt*", -0.6),
    ("stand", -0.4),
    ("geaendert", -0.5),
    ("geandert", -0.5),
];
pub(super) const TIME: &Table = &[
    ("uhrzeit*", 0.5),
    ("zeit", 0.35),
    ("tatzeit*", 0.45),
    ("stunde", 0.2),
    ("tat", 0.2),
    ("vorfall*", 0.15),
    ("anzeige*", -0.2),
    ("ende", -0.35),
];
pub(super) const LATITUDE: &Table =
    &[("breite*", 0.6), ("geobreite", 0.6), ("nord*", 0.3), ("hochwert", 0.5), ("koord*", 0.05)];
pub(super) const LONGITUDE: &Table =
    &[("lange*", 0.6), ("laenge*", 0.6), ("ost*", 0.3), ("rechtswert", 0.5), ("koord*", 0.05)];
pub(super) const PLACE: &Table =
    &[("ort", 0.2), ("tatort", 0.3), ("koordinate*", 0.3), ("standort", 0.3), ("lage", 0.2)];
pub(super) const OFFENCE: &Table = &[
    ("delikt*", 0.5),
    ("straftat*", 0.5),
    ("tatbestand", 0.5),
    ("verbrechen", 0.4),
    ("kategorie", 0.25),
    ("deliktart", 0.1),
    ("art", 0.15),
    ("bezeichnung", 0.15),
    ("schlussel", -0.1),
    ("waffe", -0.5),
    ("ort", -0.4),
    ("opfer*", -0.4),
    ("strasse", -0.5),
    ("bezirk", -0.5),
];
pub(super) const ARREST: &Table = &[
    ("festnahme*", 0.6),
    ("festgenommen", 0.6),
    ("verhaft*", 0.6),
    ("aufklarung", 0.3),
    ("aufgeklart", 0.35),
    ("ergebnis", 0.3),
];
pub(super) const DOMESTIC: &Table = &[("hauslich*", 0.5), ("haeuslich*", 0.5), ("gewalt", 0.2)];
pub(super) const ID: &Table = &[
    ("nummer", 0.3),
    ("aktenzeichen", 0.4),
    ("vorgang*", 0.3),
    ("fall*", 0.2),
    ("plz", -1.0),
    ("bezirk", -1.0),
    ("lor", -1.0),
];
pub(super) const OFFENCES: &[&str] = &[
    "*diebstahl",
    "einbruch",
    "wohnungseinbruch",
    "raub",
    "*verletzung",
    "*beschadigung",
    "betrug",
    "*brandstiftung",
    "mord",
    "totschlag",
    "notigung",
    "bedrohung",
    "*delikt",
    "rauschgift",
    "vergewaltigung",
    "unterschlagung",
    "handtaschenraub",
    "sachbesch",
    "hausfriedensbruch",
];
