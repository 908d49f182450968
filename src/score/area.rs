//! How many events fall into the tiles that a forecast ranks highest, by the share of the city's
//! area that they cover.
//!
//! Tiles are chosen anew at every step, ties by index. The area is that of all tiles of the city
//! (crate::streams::DroppedTiles): tiles that the threshold dropped come after the forecast ones,
//! in order of their training rate. A hit is a tile and step with an event.

use serde::{Deserialize, Serialize};

use super::blocks::RatioBlocks;
use super::{Blocks, Estimate, ScoredSet};
use crate::chance::Shift;
use crate::streams::DroppedTiles;

/// A share of the area, and what the forecast's tiles held.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AreaScore {
    /// What was asked for, in words of the field: "1 %", "0.25 square miles".
    pub name: String,
    /// Tiles that are chosen at each step.
    pub tiles: usize,
    /// Their share of all tiles.
    pub area_share: f64,
    /// Hits / events: the hit rate. Source: Chainey, Tompson and Uhlig, Security Journal 21 (2008).
    pub hit_rate: Estimate,
    /// Hit rate / share of the area: the predictive accuracy index, PAI. Source: the same.
    pub pai: Estimate,
    /// Hits / the most hits that as many tiles could have held at each step, both summed over
    /// steps: PEI*. Source: Hunt, NIJ Crime Forecasting Challenge (2016); Joshi et al.,
    /// arXiv:2107.00020.
    pub pei: Estimate,
}

/// The curve of hit rate by share of the area.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct HitCurve {
    /// Shares of the area, ascending.
    pub area_shares: Vec<f64>,
    /// Hit rate of the forecast.
    pub forecast: Vec<f64>,
    /// The same by the training rate alone, which knows where and not when.
    pub static_rate: Vec<f64>,
    /// The best that could be: events first at every step.
    pub perfect: Vec<f64>,
    /// 2.5 % and 97.5 % points of the shifted forecasts.
    pub chance: Vec<(f64, f64)>,
}

/// Hits by rank and block: all that the scores of a forecast need.
struct RankedHits {
    /// By block, then rank.
    hits: Vec<Vec<u32>>,
    /// By block: for each number of events at a step, how many steps have it.
    steps_by_events: Vec<Vec<u32>>,
}

/// A set of one variable's streams with the tiles that were dropped.
pub(super) struct AreaRanking<'a, 'b> {
    set: &'a ScoredSet<'b>,
    dropped: &'a DroppedTiles,
    blocks: Blocks,
    /// Rank of each stream at each step of the forecast.
    ranks: Vec<u32>,
}

impl<'a, 'b> AreaRanking<'a, 'b> {
    pub(super) fn new(set: &'a ScoredSet<'b>, dropped: &'a DroppedTiles) -> Self {
        let ranks =
            ranks_by_step(set.n_streams(), set.n_steps(), |stream, step| set.said(stream, step, Shift::NONE));
        Self { set, dropped, blocks: Blocks::of_days(set.n_steps()), ranks }
    }

    pub(super) fn n_tiles(&self) -> usize {
        self.set.n_streams() + self.dropped.events.n_streams()
    }

    /// Hits of a round; only those of the forecast as it was made are wanted by block.
    fn hits(&self, shift: Shift) -> RankedHits {
        let blocks = if shift == Shift::NONE {
            self.blocks
        } else {
            Blocks::of_steps(self.set.n_steps(), self.set.n_steps())
        };
        self.hits_by(blocks, |stream, step| {
            self.ranks[shift.read_at(step) * self.set.n_streams() + stream] as usize
        })
    }

    fn hits_by(&self, blocks: Blocks, rank: impl Fn(usize, usize) -> usize) -> RankedHits {
        let (n_tiles, n_active) = (self.n_tiles(), self.set.n_streams());
        let mut hits = vec![vec![0; n_tiles]; blocks.count()];
        let mut steps_by_events = vec![vec![0; n_tiles + 1]; blocks.count()];
        for step in 0..self.set.n_steps() {
            let block = blocks.of(step);
            let mut events = 0;
            for stream in (0..n_active).filter(|&stream| self.set.events.get(stream, step)) {
                hits[block][rank(stream, step)] += 1;
                events += 1;
            }
            for tile in (0..n_tiles - n_active).filter(|&tile| self.dropped.events.get(tile, step)) {
                hits[block][n_active + tile] += 1;
                events += 1;
            }
            steps_by_events[block][events] += 1;
        }
        RankedHits { hits, steps_by_events }
    }

    /// Scores at numbers of tiles, each with its name; `None` where there is no event.
    pub(super) fn scores(&self, areas: &[(String, usize)]) -> Option<Vec<AreaScore>> {
        let observed = self.hits(Shift::NONE);
        let rounds: Vec<RankedHits> = self.set.shifts.iter().map(|shift| self.hits(shift)).collect();
        let of = |(name, tiles): &(String, usize)| {
            let tiles = (*tiles).clamp(1, self.n_tiles());
            let area_share = tiles as f64 / self.n_tiles() as f64;
            let rates = observed.hit_rate(tiles);
            let values = |of: &dyn Fn(&RankedHits) -> Option<f64>| -> Vec<f64> {
                rounds.iter().filter_map(of).collect()
            };
            let hit_rates = values(&|round| round.hit_rate(tiles).ratio());
            let hit_rate = Estimate::with_skill(rates.ratio()?, rates.interval(), &hit_rates);
            let times = |factor: f64| {
                let rounds: Vec<f64> = hit_rates.iter().map(|rate| rate * factor).collect();
                let interval = hit_rate.interval.map(|(lo, hi)| (lo * factor, hi * factor));
                Estimate::new(hit_rate.value * factor, interval, &rounds)
            };
            let most = observed.of_most(tiles);
            let of_most = values(&|round| round.of_most(tiles).ratio());
            let pei = Estimate::with_skill(most.ratio()?, most.interval(), &of_most);
            Some(AreaScore {
                name: name.clone(),
                tiles,
                area_share,
                hit_rate,
                pai: times(1.0 / area_share),
                pei,
            })
        };
        areas.iter().map(of).collect()
    }

    /// The curve at some fifty shares of the area; `static_rates` by stream. `None` where there is
    /// no event.
    pub(super) fn curve(&self, static_rates: &[f64]) -> Option<HitCurve> {
        let n_tiles = self.n_tiles();
        let shares = (1..=20).map(|at| 0.005 * f64::from(at)).chain((3..=20).map(|at| 0.05 * f64::from(at)));
        let mut tiles: Vec<usize> =
            shares.map(|share| ((share * n_tiles as f64).round() as usize).clamp(1, n_tiles)).collect();
        tiles.dedup();
        let rates = |hits: &RankedHits| -> Option<Vec<f64>> {
            tiles.iter().map(|&tiles| hits.hit_rate(tiles).ratio()).collect()
        };
        let fixed = ranks_by_step(self.set.n_streams(), 1, |stream, _| static_rates[stream]);
        let observed = self.hits(Shift::NONE);
        let rounds: Vec<Vec<f64>> =
            self.set.shifts.iter().filter_map(|shift| rates(&self.hits(shift))).collect();
        let band = |at: usize| {
            let mut values: Vec<f64> = rounds.iter().map(|round| round[at]).collect();
            values.sort_unstable_by(f64::total_cmp);
            (crate::stats::quantile(&values, 0.025), crate::stats::quantile(&values, 0.975))
        };
        Some(HitCurve {
            area_shares: tiles.iter().map(|&tiles| tiles as f64 / n_tiles as f64).collect(),
            forecast: rates(&observed)?,
            static_rate: rates(&self.hits_by(self.blocks, |stream, _| fixed[stream] as usize))?,
            perfect: tiles.iter().map(|&tiles| observed.most(tiles).ratio()).collect::<Option<_>>()?,
            chance: if rounds.is_empty() { Vec::new() } else { (0..tiles.len()).map(band).collect() },
        })
    }
}

impl RankedHits {
    /// Hits among the first tiles, over all events.
    fn hit_rate(&self, tiles: usize) -> RatioBlocks {
        let block = |hits: &Vec<u32>| {
            let sum = |hits: &[u32]| hits.iter().map(|&hits| f64::from(hits)).sum();
            (sum(&hits[..tiles]), sum(hits))
        };
        RatioBlocks::from_sums(self.hits.iter().map(block).collect())
    }

    /// The most hits that so many tiles could have, over all events.
    fn most(&self, tiles: usize) -> RatioBlocks {
        RatioBlocks::from_sums(
            self.steps_by_events
                .iter()
                .map(|steps| (possible(steps, tiles), possible(steps, usize::MAX)))
                .collect(),
        )
    }

    /// Hits over the most that so many tiles could have.
    fn of_most(&self, tiles: usize) -> RatioBlocks {
        let block = |(hits, steps): (&Vec<u32>, &Vec<u32>)| {
            (hits[..tiles].iter().map(|&hits| f64::from(hits)).sum(), possible(steps, tiles))
        };
        RatioBlocks::from_sums(self.hits.iter().zip(&self.steps_by_events).map(block).collect())
    }
}

/// Hits that so many tiles could have at most, over steps given by their number of events.
fn possible(steps_by_events: &[u32], tiles: usize) -> f64 {
    steps_by_events
        .iter()
        .enumerate()
        .map(|(events, &steps)| f64::from(steps) * events.min(tiles) as f64)
        .sum()
}

/// Ranks from 0, highest score first, ties by index: by step, then stream.
fn ranks_by_step(n_streams: usize, n_steps: usize, score: impl Fn(usize, usize) -> f64) -> Vec<u32> {
    let mut ranks = vec![0; n_streams * n_steps];
    let mut order: Vec<usize> = Vec::with_capacity(n_streams);
    for step in 0..n_steps {
        order.clear();
        order.extend(0..n_streams);
        order.sort_by(|&a, &b| score(b, step).total_cmp(&score(a, step)).then(a.cmp(&b)));
        for (rank, &stream) in order.iter().enumerate() {
            ranks[step * n_streams + stream] = rank as u32;
        }
    }
    ranks
}

#[cfg(test)]
mod tests {
    use ndarray::Array2;

    use super::*;
    use crate::score::Shifts;
    use crate::streams::PackedStreams;
    use crate::study::Variable;

    /// Two forecast tiles and two dropped ones; the first tile has an event at even steps, the
    /// second at every third, the first dropped one at every tenth.
    fn city() -> (PackedStreams, DroppedTiles) {
        let mut events = PackedStreams::empty(2, 280);
        (0..280).step_by(2).for_each(|step| events.set(0, step));
        (0..280).step_by(3).for_each(|step| events.set(1, step));
        let mut of_dropped = PackedStreams::empty(2, 280);
        (0..280).step_by(10).for_each(|step| of_dropped.set(0, step));
        (
            events,
            DroppedTiles {
                variable: Variable::Violent,
                training_rates: vec![0.04, 0.0],
                events: of_dropped,
                of_all_tiles: 0,
                crimes: Vec::new(),
            },
        )
    }

    #[test]
    fn hits_are_counted_by_rank_and_the_best_possible_is_known() {
        let (events, dropped) = city();
        let said = Array2::from_shape_fn((2, 280), |(stream, _)| [0.3, 0.4][stream]);
        let shifts = Shifts::around(280, vec![7, 14]);
        let set = ScoredSet::new(said.view(), &events, &shifts).unwrap();
        let ranking = AreaRanking::new(&set, &dropped);
        let areas = [("1 tile".to_owned(), 1), ("3 tiles".to_owned(), 3), ("all".to_owned(), 99)];
        let scores = ranking.scores(&areas).unwrap();
        // 140 + 94 + 28 events; the second tile is ranked first. At one tile, every step with any
        // event could be hit.
        let any = (0..280).filter(|step| step % 2 == 0 || step % 3 == 0).count() as f64;
        assert_eq!(scores[0].hit_rate.value, 94.0 / 262.0);
        assert_eq!(scores[0].pai.value, 94.0 / 262.0 * 4.0);
        assert_eq!(scores[0].pei.value, 94.0 / any);
        assert_eq!((scores[1].hit_rate.value, scores[1].pei.value, scores[2].tiles), (1.0, 1.0, 4));
        // A constant forecast ranks alike however it is shifted.
        assert_eq!(scores[0].hit_rate.chance.unwrap().mean, 94.0 / 262.0);
        let curve = ranking.curve(&[0.5, 0.1]).unwrap();
        assert_eq!(curve.static_rate[0], 140.0 / 262.0);
        assert_eq!(
            (curve.perfect[0], curve.forecast.last(), curve.area_shares.last()),
            (any / 262.0, Some(&1.0), Some(&1.0))
        );
    }

    #[test]
    fn without_an_event_there_is_no_score() {
        let (_, mut dropped) = city();
        dropped.events = PackedStreams::empty(2, 280);
        let events = PackedStreams::empty(2, 280);
        let said = Array2::from_elem((2, 280), 0.2);
        let shifts = Shifts::around(280, vec![7]);
        let set = ScoredSet::new(said.view(), &events, &shifts).unwrap();
        assert_eq!(AreaRanking::new(&set, &dropped).scores(&[("one".to_owned(), 1)]), None);
    }
}
