//! Reported crimes of the audited classes, each with its area and whether an arrest was made for
//! it.

use serde::{Deserialize, Serialize};

use super::GroupSize;
use crate::ingest::Events;
use crate::space::Grid;
use crate::study::{CivilDay, DayRange, Study};

/// Six-hour bands of a day.
pub(super) const BANDS: usize = 4;
/// Domestic, not domestic, not said.
pub(super) const DOMESTIC: usize = 3;

/// One reported crime.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Crime {
    /// Its area.
    pub area: u32,
    /// The day of the incident.
    pub day: CivilDay,
    /// Offence, domestic flag and 6-hour band: (offence * 3 + domestic) * 4 + band.
    pub cell: u16,
    /// Whether an arrest was made for it, as of the export.
    pub arrest: bool,
}

/// What became of the events: each is counted once, under the first line that holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CrimeUse {
    /// Outside the study's period.
    pub outside_period: u64,
    /// An offence of neither class: narcotics, weapons and other offences that arrests make are
    /// among them.
    pub other_offence: u64,
    /// No arrest flag.
    pub unknown_arrest: u64,
    /// In no area.
    pub outside_areas: u64,
    /// Used.
    pub used: u64,
}

/// A city's reported crimes in areas, in the order of the events.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Crimes {
    rows: Vec<Crime>,
    n_areas: usize,
    offences: Vec<String>,
    period: DayRange,
    last_event: CivilDay,
    tiles: Vec<usize>,
}

impl Crimes {
    /// Takes the violent and property offences of a study that have an arrest flag and lie in an
    /// area.
    ///
    /// `areas` gives each event's area, in the order of events, below `n_areas`; what it lacks is
    /// in none.
    ///
    /// # Examples
    /// ```
    /// use watchback::audit::Crimes;
    /// use watchback::ingest::{Event, Events};
    /// use watchback::study::preset;
    /// let theft = Event {
    ///     id: 1,
    ///     minute: 16_071 * 1_440 + 13 * 60,
    ///     latitude: Some(0.1),
    ///     longitude: Some(0.1),
    ///     offence: 0,
    ///     arrest: Some(true),
    ///     domestic: Some(false),
    ///     simulated: true,
    /// };
    /// let drugs = Event { id: 2, offence: 1, ..theft };
    /// let events =
    ///     Events::from_rows(vec!["THEFT".to_owned(), "NARCOTICS".to_owned()], [theft, drugs])?;
    /// let (crimes, used) =
    ///     Crimes::build(&events, &[Some(4), Some(4)], 5, &preset("simulated")?.check()?);
    /// assert_eq!((used.used, used.other_offence), (1, 1));
    /// let crime = crimes.rows()[0];
    /// // Theft is the only offence that occurs (0), not domestic (0), from 12 to 18 h (2).
    /// assert_eq!((crime.area, crime.cell, crime.arrest), (4, 2, true));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn build(
        events: &Events,
        areas: &[Option<usize>],
        n_areas: usize,
        study: &Study,
    ) -> (Self, CrimeUse) {
        // Numbers by name, not by the order of the files.
        let spelt = |name: &String| study.class_of(name).map(|_| name.trim().to_ascii_uppercase());
        let mut offences: Vec<String> = events.offences().iter().filter_map(spelt).collect();
        offences.sort();
        offences.dedup();
        let numbers: Vec<Option<usize>> =
            events.offences().iter().map(|name| offences.binary_search(&spelt(name)?).ok()).collect();
        let (period, grid) = (study.period(), Grid::new(study));
        let mut used = CrimeUse::default();
        let mut rows = Vec::new();
        let mut areas_of_tiles: Vec<Vec<u32>> = vec![Vec::new(); grid.n_tiles()];
        let mut last_event = period.first();
        for (at, event) in events.iter().enumerate() {
            let day = event.day();
            if !period.contains(day) {
                used.outside_period += 1;
                continue;
            }
            last_event = last_event.max(day);
            let Some(offence) = numbers.get(usize::from(event.offence)).copied().flatten() else {
                used.other_offence += 1;
                continue;
            };
            let Some(arrest) = event.arrest else {
                used.unknown_arrest += 1;
                continue;
            };
            let Some(area) = areas.get(at).copied().flatten().filter(|&area| area < n_areas) else {
                used.outside_areas += 1;
                continue;
            };
            used.used += 1;
            let domestic = match event.domestic {
                Some(false) => 0,
                Some(true) => 1,
                None => 2,
            };
            let band = (event.minute.rem_euclid(24 * 60) / (6 * 60)) as usize;
            let cell = ((offence * DOMESTIC + domestic) * BANDS + band) as u16;
            rows.push(Crime { area: area as u32, day, cell, arrest });
            let tile = event.latitude.zip(event.longitude).and_then(|(lat, lon)| grid.tile_at(lat, lon));
            if let Some(in_tile) = tile.and_then(|tile| areas_of_tiles.get_mut(grid.position(tile)))
                && !in_tile.contains(&(area as u32))
            {
                in_tile.push(area as u32);
            }
        }
        let mut tiles = vec![0; n_areas];
        for area in areas_of_tiles.into_iter().flatten() {
            tiles[area as usize] += 1;
        }
        (Self { rows, n_areas, offences, period, last_event, tiles }, used)
    }

    /// The crimes.
    pub fn rows(&self) -> &[Crime] {
        &self.rows
    }

    /// Number of areas.
    pub const fn n_areas(&self) -> usize {
        self.n_areas
    }

    /// The offences that occur, in alphabetical order; [`Crime::cell`] indexes them.
    pub fn offences(&self) -> &[String] {
        &self.offences
    }

    /// The study's period.
    pub const fn period(&self) -> DayRange {
        self.period
    }

    /// The last day with an event of any offence: the export's day where nothing better is known.
    pub const fn last_event(&self) -> CivilDay {
        self.last_event
    }

    /// Number of cells that [`Crime::cell`] runs through.
    pub fn n_cells(&self) -> usize {
        self.offences.len() * DOMESTIC * BANDS
    }

    /// What a group of areas holds. `groups`: by area.
    pub fn group_size(&self, groups: &[Option<usize>], group: usize) -> GroupSize {
        let of_group = self.area_sizes().into_iter().zip(groups).filter(|(_, of)| **of == Some(group));
        of_group.filter(|((events, _), _)| *events > 0).fold(GroupSize::default(), |mut size, (of, _)| {
            size.areas += 1;
            size.events += of.0;
            size.tiles += of.1;
            size
        })
    }

    /// By area: crimes, and tiles with a crime.
    pub(super) fn area_sizes(&self) -> Vec<(usize, usize)> {
        let mut sizes: Vec<(usize, usize)> = self.tiles.iter().map(|&tiles| (0, tiles)).collect();
        for crime in &self.rows {
            sizes[crime.area as usize].0 += 1;
        }
        sizes
    }
}
