//! Crimes and streams by groups of tiles.

use serde::{Deserialize, Serialize};

use super::build::for_each_event;
use super::{CityStreams, Split};
use crate::ingest::Events;
use crate::space::{Grid, TileGroups};
use crate::study::{Study, Variable};

/// A variable's crimes in the test window by group of tiles, and the groups of its streams.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GroupCrimes {
    /// The variable.
    pub variable: Variable,
    /// By kept stream of the variable, in order: its tile's group.
    pub of_streams: Vec<Option<usize>>,
    /// By group, then test step: crimes in all its tiles, forecast or not; several of a tile and
    /// step count each.
    pub crimes: Vec<Vec<u32>>,
}

impl GroupCrimes {
    /// By variable in order. `streams`: the city's, made of the same events.
    pub fn of_variables(
        events: &Events,
        study: &Study,
        streams: &CityStreams,
        groups: &TileGroups,
    ) -> Vec<Self> {
        let (grid, test) = (Grid::new(study), Split::for_study(study).test());
        let group = |position: usize| groups.of_tiles.get(position).copied().flatten();
        let of_variable = |variable: Variable| {
            let keys = streams.keys.iter().filter(|key| key.variable == variable);
            Self {
                variable,
                of_streams: keys.map(|key| group(grid.position(key.tile))).collect(),
                crimes: vec![vec![0; test.len()]; groups.names.len()],
            }
        };
        let mut all: Vec<Self> = Variable::ALL.map(of_variable).into();
        for_each_event(events, study, &grid, |variable, position, step| {
            let crimes =
                all.get_mut(variable).zip(group(position)).and_then(|(of, group)| of.crimes.get_mut(group));
            let step = step.checked_sub(test.start);
            if let Some(count) = crimes.zip(step).and_then(|(crimes, step)| crimes.get_mut(step)) {
                *count += 1;
            }
        });
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::Event;
    use crate::study::preset;

    #[test]
    fn crimes_of_the_test_window_are_counted_by_the_groups_of_their_tiles() {
        let settings = preset("chicago").unwrap();
        let (bounds, first, test) = (settings.bounds, settings.training_first, settings.training_last + 1);
        let row = |(day, column): (i32, u32)| Event {
            id: 0,
            minute: (first + day).days_since_1970() * 1440,
            latitude: Some(bounds.south + 0.001),
            longitude: Some(bounds.west + 0.0035 * f64::from(column) + 0.001),
            offence: 0,
            arrest: Some(column == 2),
            domestic: None,
            simulated: false,
        };
        let test_day = test.days_since_1970() - first.days_since_1970();
        // Column 0 holds a theft every day, the others some in the test year.
        let rows = (0..1461).map(|day| (day, 0));
        let rows = rows.chain([(test_day, 2), (test_day, 2), (test_day + 3, 2), (test_day, 1), (0, 2)]);
        let events = Events::from_rows(vec!["THEFT".to_owned()], rows.map(row)).unwrap();
        let study = settings.check().unwrap();
        let mut of_tiles = vec![None; Grid::new(&study).n_tiles()];
        of_tiles[..3].copy_from_slice(&[Some(0), None, Some(1)]);
        let names = vec!["least".to_owned(), "most".to_owned()];
        let groups = TileGroups { value: "hardship".to_owned(), names, of_tiles };
        let streams = CityStreams::build(&events, &study).0;
        let found = GroupCrimes::of_variables(&events, &study, &streams, &groups);
        let property = found.iter().find(|of| of.variable == Variable::Property).unwrap();
        assert_eq!(property.of_streams, [Some(0)]);
        assert_eq!(property.crimes[0], vec![1; 365]);
        assert_eq!(property.crimes[1][..5], [2, 0, 0, 1, 0]);
        let arrest = found.iter().find(|of| of.variable == Variable::Arrest).unwrap();
        assert_eq!((arrest.crimes[0].iter().sum::<u32>(), arrest.crimes[1].iter().sum::<u32>()), (0, 3));
        assert!(arrest.of_streams.is_empty());
    }
}
