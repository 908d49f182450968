//! Italian names of columns, and beginnings of names of offences.

use super::Table;

pub(super) const DATE: &Table = &[
    ("data*", 0.3),
    ("reato", 0.35),
    ("fatto", 0.35),
    ("evento", 0.25),
    ("accadut*", 0.3),
    ("commission*", 0.3),
    ("giorno", 0.15),
    ("quando", 0.25),
    ("denuncia", -0.35),
    ("registrazione", -0.35),
    ("segnalazione", -0.35),
    ("fine", -0.35),
    ("nascita", -0.6),
    ("aggiorna*", -0.5),
    ("load*", -0.3),
    ("as", -0.3),
    ("source", -0.3),
    ("year", -0.3),
    ("set", -0.3),
    ("apertura", -0.35),
];
pub(super) const TIME: &Table = &[
    ("ora", 0.45),
    ("orario", 0.45),
    ("reato", 0.2),
    ("fatto", 0.2),
    ("evento", 0.1),
    ("denuncia", -0.2),
    ("fine", -0.35),
];
pub(super) const LATITUDE: &Table = &[("nord", 0.3), ("coordinata", 0.05)];
pub(super) const LONGITUDE: &Table = &[("est", 0.3), ("coordinata", 0.05)];
pub(super) const PLACE: &Table = &[("luogo", 0.3), ("posizione", 0.3), ("coordinate", 0.0)];
pub(super) const OFFENCE: &Table = &[
    ("reato", 0.5),
    ("reati", 0.5),
    ("delitto", 0.45),
    ("delitti", 0.45),
    ("crimine", 0.0),
    ("tipo*", 0.2),
    ("tipologia", 0.2),
    ("categoria", 0.2),
    ("descrizione", 0.15),
    ("fattispecie", 0.3),
    ("arma", -0.5),
    ("luogo", -0.4),
    ("vittima", -0.4),
    ("via", -0.5),
];
pub(super) const ARREST: &Table = &[("arresto", 0.05), ("arrestat*", 0.05), ("esito", 0.35), ("stato", 0.15)];
pub(super) const DOMESTIC: &Table = &[("domestica", 0.1), ("familiare", 0.4), ("violenza", 0.2)];
pub(super) const ID: &Table =
    &[("numero", 0.3), ("pratica", 0.3), ("protocollo", 0.3), ("cap", -1.0), ("quartiere", -1.0)];
pub(super) const OFFENCES: &[&str] = &[
    "furto",
    "furti",
    "rapina",
    "rapine",
    "lesioni",
    "omicid",
    "percosse",
    "danneggia",
    "truffa",
    "truffe",
    "minacce",
    "minaccia",
    "stupro",
    "spaccio",
    "stupefacent",
    "estorsione",
    "violenza",
    "ricettazione",
    "borseggi",
    "scippo",
];
