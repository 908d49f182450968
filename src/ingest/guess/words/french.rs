//! French names of columns, and beginnings of names of offences.

use super::Table;

pub(super) const DATE: &Table = &[
    ("date*", 0.0),
    ("faits", 0.4),
    ("fait", 0.4),
    ("infraction", 0.3),
    ("survenu*", 0.35),
    ("evenement", 0.25),
    ("jour", 0.15),
    ("commission", 0.3),
    ("quand", 0.25),
    ("plainte", -0.35),
    ("signalement", -0.35),
    ("depot", -0.35),
    ("enregistrement", -0.35),
    ("declaration", -0.35),
    ("fin", -0.35),
    ("maj", -0.5),
    ("modification", -0.3),
    ("naissance", -0.6),
    ("mise", -0.3),
    ("cloture", -0.4),
    ("ouverture", -0.35),
];
pub(super) const TIME: &Table = &[
    ("heure*", 0.4),
    ("faits", 0.25),
    ("fait", 0.25),
    ("infraction", 0.2),
    ("plainte", -0.2),
    ("fin", -0.35),
    ("quart", -0.3),
];
pub(super) const LATITUDE: &Table = &[("nord", 0.3), ("coordonnee*", 0.1)];
pub(super) const LONGITUDE: &Table = &[("est", 0.3), ("coordonnee*", 0.1)];
pub(super) const PLACE: &Table =
    &[("lieu", 0.3), ("coordonnee*", 0.3), ("localisation", 0.3), ("point", 0.0)];
pub(super) const OFFENCE: &Table = &[
    ("infraction*", 0.5),
    ("delit*", 0.45),
    ("crime*", 0.0),
    ("categorie*", 0.25),
    ("nature", 0.25),
    ("libelle", 0.2),
    ("type*", 0.0),
    ("faits", 0.15),
    ("qualification", 0.2),
    ("lieu", -0.4),
    ("arme", -0.5),
    ("victime*", -0.4),
    ("rue", -0.5),
];
pub(super) const ARREST: &Table =
    &[("arrestation*", 0.05), ("interpellation*", 0.5), ("suite*", 0.25), ("issue", 0.25), ("statut", 0.25)];
pub(super) const DOMESTIC: &Table = &[("conjugal*", 0.5), ("familial*", 0.4), ("domestique", 0.1)];
pub(super) const ID: &Table =
    &[("numero", 0.3), ("identifiant", 0.4), ("dossier", 0.3), ("commune", -1.0), ("insee", -1.0)];
pub(super) const OFFENCES: &[&str] = &[
    "vol",
    "vols",
    "cambriol",
    "agression",
    "coups",
    "violences",
    "degradation",
    "destruction",
    "incendie",
    "escroquerie",
    "homicide",
    "viol",
    "viols",
    "stupefiant",
    "meurtre",
    "mefait",
    "introduction",
    "infraction",
    "menaces",
    "recel",
    "braquage",
    "outrage",
];
