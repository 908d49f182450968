//! Which of the files at hand are a receipt's, by their digests, and the areas among them.

use std::io::Cursor;

use crate::results::{AreasInput, GroupedBy, Input, InputCheck, Receipt};
use crate::run::analysis::TileAreas;
use crate::run::error::RunError;
use crate::run::executor::Executor;
use crate::run::reading::digests;
use crate::run::receipt::Digested;
use crate::simulate::{SimulatedAreas, SimulatedCity, SimulationSettings};
use crate::space::{AreaFiles, AreaVariable, inflated};
use crate::study::Study;
use watchback_translate::kept;

/// The files of a run among those at hand.
pub(super) struct Chosen<F> {
    /// The crime files, in the receipt's order.
    pub(super) crimes: Vec<F>,
    /// Their digests.
    pub(super) digests: Vec<Digested>,
    boundaries: Option<AreaBytes<F>>,
    table: Option<AreaBytes<F>>,
}

enum AreaBytes<F> {
    File(F),
    /// Of the simulated city, which has its areas made.
    Made(Vec<u8>),
}

/// The files of a receipt, or why not all are there; and what was looked for.
pub(super) type Found<F> = (Result<Chosen<F>, Vec<String>>, Vec<InputCheck>);

/// The files at hand with their digests.
pub(super) async fn digested<E: Executor>(
    executor: &mut E,
    files: &[E::File],
) -> Result<Vec<(E::File, Digested)>, RunError>
where
    E::File: Clone,
{
    let digests = digests(executor, files).await?;
    let named = |(file, digest): (&E::File, _)| (file.clone(), (executor.name(file), digest));
    Ok(files.iter().zip(digests).map(named).collect())
}

/// Looks for a receipt's files among those at hand, by digest.
pub(super) fn choose<F: Clone>(receipt: &Receipt, at_hand: &[(F, Digested)]) -> Found<F> {
    let sha256 = |(_, digest): &Digested| digest.as_ref().ok().map(|(_, sha256)| sha256.clone());
    let mut checks = Vec::new();
    let mut look_for = |published: &Input| {
        let at = at_hand.iter().find(|(_, of)| sha256(of).as_ref() == Some(&published.sha256));
        let same_name = at_hand.iter().map(|(_, of)| of).find(|(name, _)| *name == published.name);
        checks.push(InputCheck {
            published: published.clone(),
            found: at.map(|(_, (name, _))| name.clone()),
            instead: same_name.filter(|_| at.is_none()).and_then(sha256),
        });
        at.cloned()
    };
    let crimes: Vec<_> = receipt.inputs.iter().map(&mut look_for).collect();
    let mut look_for = |published: &Input| Some(AreaBytes::File(look_for(published)?.0));
    let made = receipt.areas.as_ref().filter(|_| receipt.simulated.is_some()).and_then(made_areas);
    let (boundaries, table) = match (&receipt.areas, made) {
        (None, _) => (None, None),
        (Some(_), Some((boundaries, table))) => {
            (Some(AreaBytes::Made(boundaries)), Some(AreaBytes::Made(table)))
        }
        (Some(areas), None) => (look_for(&areas.boundaries), areas.table.as_ref().and_then(look_for)),
    };
    let reasons: Vec<String> = checks.iter().filter_map(missing).collect();
    let (crimes, digests) = crimes.into_iter().flatten().unzip();
    let chosen = Chosen { crimes, digests, boundaries, table };
    (if reasons.is_empty() { Ok(chosen) } else { Err(reasons) }, checks)
}

/// Why an input is not there; `None` where it is.
fn missing(check: &InputCheck) -> Option<String> {
    let Input { name, sha256, bytes, .. } = &check.published;
    match (&check.found, &check.instead) {
        (Some(_), _) => None,
        (None, Some(instead)) => Some(kept!(
            "{name}: its bytes are others than those that were published ({instead} instead of {sha256}); bring the file as it \
             was, or run the study on this one and compare by eye"
        )),
        (None, None) => Some(kept!(
            "{name} is not there: a file of {bytes} bytes whose SHA-256 is {sha256}; bring it too"
        )),
    }
}

/// The areas that are made for the simulated city, where they are the receipt's.
fn made_areas(areas: &AreasInput) -> Option<(Vec<u8>, Vec<u8>)> {
    let city = SimulatedCity::new(SimulationSettings::default()).ok()?;
    let SimulatedAreas { boundaries, table } = SimulatedAreas::new(&city).ok()?;
    let input = Input::of_bytes(&areas.boundaries.name, boundaries.as_bytes());
    (input == areas.boundaries).then(|| (boundaries.into_bytes(), table.into_bytes()))
}

/// Areas that cannot be used as the receipt says.
pub(super) fn unusable(message: String) -> RunError {
    RunError::PublishedAreas { message }
}

/// What is known of the tiles from the receipt's areas.
pub(super) fn read_areas<E: Executor>(
    executor: &E,
    receipt: &Receipt,
    chosen: &Chosen<E::File>,
    study: &Study,
) -> Result<TileAreas, RunError> {
    let Some(input) = &receipt.areas else { return Ok(TileAreas::default()) };
    let values: Vec<String> = input.value.iter().map(|value| value.column.clone()).collect();
    let Some(files) = area_files(executor, input, chosen, study, &values)? else {
        return Ok(TileAreas::default());
    };
    let of_value = |value: &GroupedBy| variable_of(&files, value);
    let variable: Option<AreaVariable> = input.value.as_ref().map(of_value).transpose()?;
    let areas = TileAreas::new(&files, study, variable.as_ref());
    let mut areas = areas.map_err(|error| unusable(error.to_string()))?;
    areas.input = Some(input.clone());
    Ok(areas)
}

/// A value of the areas, as they are compared by it.
pub(super) fn variable_of(files: &AreaFiles, value: &GroupedBy) -> Result<AreaVariable, RunError> {
    let (variable, _) = files.variable(&value.column).map_err(|error| unusable(error.to_string()))?;
    Ok(if value.is_turned { variable.turned() } else { variable })
}

/// The receipt's areas, with these values; `None` where there are none.
pub(super) fn area_files<E: Executor>(
    executor: &E,
    input: &AreasInput,
    chosen: &Chosen<E::File>,
    study: &Study,
    values: &[String],
) -> Result<Option<AreaFiles>, RunError> {
    let Some(boundaries) = &chosen.boundaries else { return Ok(None) };
    let bytes = |of: &AreaBytes<E::File>| match of {
        AreaBytes::Made(bytes) => Ok(bytes.clone()),
        AreaBytes::File(file) => {
            let read = executor.content(file).and_then(|bytes| inflated(Cursor::new(bytes)));
            read.map_err(|error| unusable(format!("{}: {error}", executor.name(file))))
        }
    };
    let boundaries = bytes(boundaries)?;
    let table = chosen.table.as_ref().map(bytes).transpose()?;
    let bounds = Some(study.settings().bounds);
    let files = AreaFiles::read_for(&boundaries, table.as_deref(), bounds, &input.choice, values);
    Ok(Some(files.map_err(|error| unusable(error.to_string()))?))
}
