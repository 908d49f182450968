//! The map of a report: its tiles as squares.

use std::collections::BTreeMap;
use std::fmt::Write;

use crate::results::Results;
use crate::study::Variable;

/// Shades of the map, from few events to many.
const SHADES: usize = 5;

/// The tiles with a forecast of a crime, north above, the darker the more days of the test had one.
pub(super) fn map(results: &Results) -> String {
    let mut days: BTreeMap<(u16, u16), usize> = BTreeMap::new();
    for stream in results.streams.iter().filter(|stream| stream.variable != Variable::Arrest) {
        *days.entry((stream.row, stream.column)).or_default() += stream.test_events;
    }
    let of = |end: fn(&mut dyn Iterator<Item = u16>) -> Option<u16>, row: bool| {
        let mut places = days.keys().map(|(r, c)| if row { *r } else { *c });
        end(&mut places).unwrap_or_default()
    };
    let (least, most) =
        ((of(|i| i.min(), true), of(|i| i.min(), false)), (of(|i| i.max(), true), of(|i| i.max(), false)));
    let (height, width) = (usize::from(most.0 - least.0) + 1, usize::from(most.1 - least.1) + 1);
    let mut counts: Vec<usize> = days.values().copied().collect();
    counts.sort_unstable();
    // By quintile of the tiles, so that few busy ones do not make all others alike.
    let shade =
        |events: usize| SHADES * counts.partition_point(|count| *count < events) / counts.len().max(1);
    let mut paths = [const { String::new() }; SHADES];
    for ((row, column), events) in &days {
        if let Some(path) = paths.get_mut(shade(*events)) {
            let _ = write!(path, "M{} {}h.9v.9h-.9z", column - least.1, most.0 - row);
        }
    }
    let mut inner = String::new();
    for (shade, path) in paths.iter().enumerate() {
        let _ = write!(inner, "<path class=\"shade-{shade}\" d=\"{path}\"/>");
    }
    let label = format!("{} tiles, the darker the more days of the test had a crime.", days.len());
    format!(
        "<figure><svg class=\"tiles\" viewBox=\"0 0 {width} {height}\" role=\"img\" aria-label=\"{label}\">{inner}</svg>\
         <figcaption>North is above. Each square is a tile; {label}</figcaption></figure>"
    )
}
