//! Portuguese names of columns, and beginnings of names of offences.

use super::Table;

pub(super) const DATE: &Table = &[
    ("data*", 0.3),
    ("fato*", 0.35),
    ("ocorrencia*", 0.3),
    ("ocorrid*", 0.35),
    ("crime", 0.0),
    ("delito", 0.25),
    ("dia", 0.1),
    ("quando", 0.25),
    ("registro", -0.35),
    ("comunica*", -0.35),
    ("elabora*", -0.35),
    ("denuncia", -0.35),
    ("nascimento", -0.6),
    ("atualiza*", -0.5),
    ("carga", -0.4),
    ("fim", -0.35),
    ("final", -0.35),
    ("load*", -0.3),
    ("as", -0.3),
    ("source", -0.3),
    ("year", -0.3),
    ("set", -0.3),
    ("abertura", -0.35),
];
pub(super) const TIME: &Table = &[
    ("hora*", 0.4),
    ("horario", 0.1),
    ("fato*", 0.25),
    ("ocorrencia*", 0.25),
    ("registro", -0.2),
    ("comunica*", -0.2),
    ("fim", -0.35),
];
pub(super) const LATITUDE: &Table = &[("norte", 0.3), ("coordenada*", 0.1)];
pub(super) const LONGITUDE: &Table = &[("leste", 0.3), ("coordenada*", 0.1)];
pub(super) const PLACE: &Table =
    &[("local", 0.2), ("localizacao", 0.3), ("coordenada*", 0.3), ("lugar", 0.3)];
pub(super) const OFFENCE: &Table = &[
    ("natureza*", 0.4),
    ("rubrica", 0.4),
    ("delito*", 0.45),
    ("infracao", 0.35),
    ("ocorrencia", 0.1),
    ("tipo*", 0.2),
    ("conduta", 0.2),
    ("categoria", 0.2),
    ("descricao", 0.1),
    ("local*", -0.5),
    ("arma*", -0.5),
    ("vitima*", -0.4),
    ("bairro", -0.5),
    ("logradouro", -0.5),
];
pub(super) const ARREST: &Table = &[
    ("prisao", 0.5),
    ("preso*", 0.5),
    ("flagrante", 0.4),
    ("detido*", 0.5),
    ("situacao", 0.25),
    ("data", -0.6),
];
pub(super) const DOMESTIC: &Table = &[("domestica", 0.1), ("familiar", 0.4), ("violencia", 0.2)];
pub(super) const ID: &Table =
    &[("numero", 0.3), ("boletim", 0.3), ("bo", 0.3), ("registro", 0.2), ("bairro", -1.0)];
pub(super) const OFFENCES: &[&str] = &[
    "roubo",
    "furto",
    "homicid",
    "lesao",
    "lesoes",
    "estupro",
    "trafico",
    "danos",
    "dano",
    "ameaca",
    "latrocinio",
    "estelionato",
    "violencia",
    "sequestro",
    "apropriacao",
    "porte",
    "receptacao",
    "agressao",
];
