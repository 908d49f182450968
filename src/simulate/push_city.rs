//! A city for pushes: in every tile violent crime and arrests, and arrests that follow violent
//! crime as strongly as is planted there.

use crate::chance::{Purpose, Random};
use crate::space::TileId;
use crate::streams::{CityStreams, PackedStreams, StreamKey};
use crate::study::Variable;

/// Steps from a violent crime to the arrests that follow it.
pub const PUSH_DELAY_STEPS: usize = 10;

/// Streams of a square of tiles: violent crime by tile in row-major order, then arrests. Made as
/// streams and not as rows of a file, because truth tests need hundreds of such cities.
///
/// Violent crime is independent, at a rate between 0.15 and 0.3 by tile. Arrests have a rate
/// between 0.1 and 0.2, multiplied at each step by 1 + strength x (1 - rate of violent crime) ten
/// steps after a violent crime in the same tile and by 1 - strength x that rate otherwise: their
/// mean is the same whatever the strength. `strengths`: by tile, 0 to 3, held within that; 0 plants
/// nothing.
///
/// # Examples
/// ```
/// use watchback::simulate::push_city;
/// let city = push_city(1, 2, 10_000, &[0.0, 0.0, 0.0, 2.0]);
/// let (violent, arrests) = (3, 7);
/// let after: Vec<usize> =
///     (10..10_000).filter(|step| city.packed.get(violent, step - 10)).collect();
/// let share = after.iter().filter(|&&step| city.packed.get(arrests, step)).count() as f64
///     / after.len() as f64;
/// let rate = city.packed.count(arrests, 0..10_000) as f64 / 10_000.0;
/// assert!(share > 2.0 * rate, "{share} {rate}");
/// ```
pub fn push_city(seed: u64, side: u16, n_steps: usize, strengths: &[f64]) -> CityStreams {
    let tiles: Vec<TileId> =
        (0..side).flat_map(|row| (0..side).map(move |column| TileId { row, column })).collect();
    let n = tiles.len();
    let keys = [Variable::Violent, Variable::Arrest]
        .into_iter()
        .flat_map(|variable| tiles.iter().map(move |&tile| StreamKey { variable, tile }))
        .collect();
    let mut packed = PackedStreams::empty(2 * n, n_steps);
    for tile in 0..n {
        let mut random = Random::new(seed, Purpose::PushCity, tile as u64);
        let violent_rate = 0.15 + 0.15 * random.uniform();
        let arrest_rate = 0.1 + 0.1 * random.uniform();
        for step in (0..n_steps).filter(|_| random.uniform() < violent_rate) {
            packed.set(tile, step);
        }
        let strength = strengths.get(tile).copied().unwrap_or(0.0).clamp(0.0, 3.0);
        for step in 0..n_steps {
            let follows = step >= PUSH_DELAY_STEPS && packed.get(tile, step - PUSH_DELAY_STEPS);
            let factor = 1.0 + strength * (f64::from(u8::from(follows)) - violent_rate);
            if random.uniform() < arrest_rate * factor {
                packed.set(n + tile, step);
            }
        }
    }
    CityStreams { keys, packed }
}
