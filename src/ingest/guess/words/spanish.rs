//! Spanish names of columns, and beginnings of names of offences.

use super::Table;

pub(super) const DATE: &Table = &[("fecha*", 0.35), ("hecho*", 0.35), ("ocurr*", 0.35), ("suceso*", 0.3), ("delito*", 0.25), ("incidente*", 0.2), ("evento", 0.2), ("dia", 0.1), ("cuando", 0.25), ("inicio", -0.25), ("apertura", -0.35), ("denuncia*", -0.35), ("registro", -0.35), ("reporte*", -0.2), ("carga", -0.4), ("captura", -0.35), ("actualiza*", -0.5), ("modifica*", -0.5), ("fin", -0.35), ("cierre", -0.4), ("final*", -0.35), ("nacimiento", -0.6), ("detencion", -0.4)];
pub(super) const TIME: &Table = &[("hora*", 0.4), ("hecho*", 0.25), ("ocurr*", 0.25), ("suceso*", 0.2), ("delito*", 0.15), ("inicio", -0.2), ("denuncia*", -0.2), ("registro", -0.2), ("apertura", -0.2), ("fin", -0.35), ("cierre", -0.35), ("dia", -0.1)];
pub(super) const LATITUDE: &Table = &[("latitud", 0.05), ("norte", 0.3), ("coordenada*", 0.1)];
pub(super) const LONGITUDE: &Table = &[("longitud", 0.05), ("este", 0.3), ("coordenada*", 0.1)];
pub(super) const PLACE: &Table = &[("ubicacion", 0.3), ("coordenada*", 0.3), ("lugar", 0.3), ("punto", 0.3)];
pub(super) const OFFENCE: &Table = &[("delito*", 0.5), ("crimen*", 0.4), ("ilicito", 0.4), ("infraccion*", 0.35), ("categoria*", 0.2), ("tipo*", 0.2), ("clase", 0.15), ("hecho", 0.15), ("conducta", 0.2), ("modalidad", 0.1), ("subtipo", -0.15), ("descripcion", 0.1), ("bien", -0.1), ("arma*", -0.5), ("lugar", -0.4), ("victima*", -0.4), ("fiscalia", -0.5), ("agencia", -0.4), ("calle", -0.5), ("colonia", -0.5), ("alcaldia", -0.5)];
pub(super) const ARREST: &Table = &[("detenid*", 0.5), ("detencion", 0.5), ("arresto*", 0.1), ("aprehen*", 0.5), ("estatus", 0.25), ("estado", 0.1), ("resultado", 0.35), ("fecha*", -0.6)];
pub(super) const DOMESTIC: &Table = &[("familiar", 0.4), ("domestica", 0.1), ("intrafamiliar", 0.5), ("violencia", 0.2)];
pub(super) const ID: &Table = &[("folio", 0.4), ("numero", 0.3), ("num", 0.1), ("clave", 0.3), ("expediente", 0.3), ("carpeta", 0.3), ("colonia", -1.0), ("sector", -1.0), ("cuadrante", -1.0)];
pub(super) const OFFENCES: &[&str] = &["robo", "robos", "hurto", "lesion", "homicid", "feminicid", "violacion", "abuso", "fraude", "extorsion", "secuestr", "narcomenud", "danos", "dano", "amenaza", "allanamiento", "asalto", "delito", "despojo", "falsifica", "portacion", "acoso", "violencia", "estafa", "privacion", "encubrimiento", "trafico"];
