//! Arrests per reported crime by group of areas: crude, and directly standardised to the city's mix
//! of crimes.
//!
//! What the figure is not: of *true* crime ([`Reporting`](super::Reporting) says what that could
//! change), nor of the police's effort.

use serde::{Deserialize, Serialize};

use super::spatial::SpatialTest;
use super::{AreaEstimate, Cells, Crimes, GroupSize, MIN_GROUP_EVENTS};

/// Crimes, and those with an arrest.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Count {
    crimes: u64,
    arrests: u64,
}

impl Count {
    const fn add(&mut self, other: Self) {
        self.crimes += other.crimes;
        self.arrests += other.arrests;
    }

    const fn less(self, part: Self) -> Self {
        Self { crimes: self.crimes - part.crimes, arrests: self.arrests - part.arrests }
    }

    fn rate(self) -> f64 {
        self.arrests as f64 / self.crimes as f64
    }
}

/// Which rate of arrests per reported crime.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rate {
    /// Arrests / crimes.
    Crude,
    /// The mean of the cells' rates by the city's weights: what the group's rate would be with the
    /// city's mix.
    Standardised,
}

/// Crimes and arrests by area, year and cell: all that rates are made of, so that a new map of
/// groups costs no reading.
#[derive(Clone, Debug)]
pub struct ArrestCounts {
    years: Vec<i16>,
    n_areas: usize,
    n_cells: usize,
    /// By period (the whole, then each year), area and cell.
    counts: Vec<Count>,
    sizes: Vec<(usize, usize)>,
}

/// A group's rates in a period.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct GroupRate {
    /// Crimes.
    pub crimes: u64,
    /// Of these, with an arrest.
    pub arrests: u64,
    /// Arrests per crime; none where the group is not evaluable.
    pub crude: Option<AreaEstimate>,
    /// Standardised arrests per crime; none where the group is not evaluable.
    pub standardised: Option<AreaEstimate>,
}

/// The poorest group against the richest.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Contrast {
    /// Log of (rate of the poorest / rate of the richest): below 0, fewer arrests per crime are
    /// made where people are poor.
    pub log_ratio: AreaEstimate,
    /// Rate of the poorest less rate of the richest.
    pub difference: AreaEstimate,
}

impl Contrast {
    /// The ratio poor : rich and its 95 % interval.
    pub fn ratio(&self) -> (f64, (f64, f64)) {
        self.log_ratio.on_scale(libm::exp)
    }

    /// Whether arrests per reported crime may be said to differ: the interval over areas excludes
    /// equal rates, and so do wealth maps with the same spatial pattern (docs/validity.md).
    pub fn is_claimed(&self, spatial: Option<&SpatialTest>) -> bool {
        self.log_ratio.excludes(0.0) && spatial.is_some_and(|spatial| spatial.p <= 0.05)
    }
}

/// Rates of all groups in one period.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PeriodRates {
    /// The year; none for the whole period.
    pub year: Option<i16>,
    /// By group, the richest first.
    pub groups: Vec<GroupRate>,
    /// The share of the city's crimes in cells that every evaluable group has in this period.
    pub coverage: f64,
    /// By crude rates; none where either group is not evaluable.
    pub crude: Option<Contrast>,
    /// By standardised rates.
    pub standardised: Option<Contrast>,
}

/// Arrests per reported crime by group.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Clearance {
    /// What each group holds over the whole period, the richest first: why a rate is "not
    /// evaluable".
    pub sizes: Vec<GroupSize>,
    /// The whole period, then each year.
    pub periods: Vec<PeriodRates>,
}

/// Groups' crimes by cell in one period, and the areas of each group.
struct Grouped<'a> {
    counts: &'a ArrestCounts,
    period: usize,
    cells: &'a Cells,
    /// By group and merged cell.
    cell_counts: Vec<Vec<Count>>,
    /// By group, crude.
    totals: Vec<Count>,
}

impl ArrestCounts {
    /// Counts a city's crimes.
    pub fn new(crimes: &Crimes) -> Self {
        let (first, last) = (crimes.period().first().year(), crimes.period().last().year());
        let years: Vec<i16> = (first..=last).collect();
        let (n_areas, n_cells) = (crimes.n_areas(), crimes.n_cells());
        let mut counts = vec![Count::default(); (1 + years.len()) * n_areas * n_cells];
        // A civil year costs a division of dates; days come in runs.
        let mut known = (crimes.period().first(), first);
        for crime in crimes.rows() {
            if crime.day != known.0 {
                known = (crime.day, crime.day.year());
            }
            let count = Count { crimes: 1, arrests: u64::from(crime.arrest) };
            for period in [0, 1 + usize::from(known.1.abs_diff(first))] {
                let at = (period * n_areas + crime.area as usize) * n_cells + usize::from(crime.cell);
                if let Some(place) = counts.get_mut(at) {
                    place.add(count);
                }
            }
        }
        let sizes = crimes.area_sizes();
        Self { years, n_areas, n_cells, counts, sizes }
    }

    fn of(&self, period: usize, area: usize) -> &[Count] {
        let first = (period * self.n_areas + area) * self.n_cells;
        let counts = self.counts.get(first..first + self.n_cells).unwrap_or_default();
        if area < self.n_areas { counts } else { &[] }
    }

    /// What each group holds over the whole period. `groups`: by area.
    pub fn sizes(&self, groups: &[Option<usize>], n_groups: usize) -> Vec<GroupSize> {
        let mut sizes = vec![GroupSize::default(); n_groups];
        for (&(events, tiles), group) in self.sizes.iter().zip(groups) {
            if let Some(size) = group.and_then(|group| sizes.get_mut(group)).filter(|_| events > 0) {
                size.areas += 1;
                size.events += events;
                size.tiles += tiles;
            }
        }
        sizes
    }

    /// Cells for these groups: those that are not evaluable have no say.
    fn cells(&self, groups: &[Option<usize>], evaluable: &[bool]) -> Cells {
        let mut city = vec![0; self.n_cells];
        let mut by_group = vec![vec![0; self.n_cells]; evaluable.len()];
        for area in 0..self.n_areas {
            let mut of_group = groups.get(area).copied().flatten().and_then(|group| by_group.get_mut(group));
            for (cell, count) in self.of(0, area).iter().enumerate() {
                city[cell] += count.crimes;
                if let Some(counts) = &mut of_group {
                    counts[cell] += count.crimes;
                }
            }
        }
        let judged = by_group.iter().zip(evaluable).filter(|(_, evaluable)| **evaluable);
        Cells::merge(&city, &judged.map(|(counts, _)| counts.as_slice()).collect::<Vec<_>>())
    }
}

impl<'a> Grouped<'a> {
    fn new(
        counts: &'a ArrestCounts,
        period: usize,
        cells: &'a Cells,
        groups: &[Option<usize>],
        n_groups: usize,
    ) -> Self {
        let mut grouped = Self {
            counts,
            period,
            cells,
            cell_counts: vec![vec![Count::default(); cells.weights.len()]; n_groups],
            totals: vec![Count::default(); n_groups],
        };
        for (area, group) in groups.iter().enumerate() {
            if let Some(group) = group.filter(|&group| group < n_groups) {
                let (cells, total) = (grouped.area(area), grouped.total(area));
                for (count, part) in grouped.cell_counts[group].iter_mut().zip(cells) {
                    count.add(part);
                }
                grouped.totals[group].add(total);
            }
        }
        grouped
    }

    /// An area's counts by merged cell.
    fn area(&self, area: usize) -> Vec<Count> {
        let mut merged = vec![Count::default(); self.cells.weights.len()];
        for (count, cell) in self.counts.of(self.period, area).iter().zip(&self.cells.merged) {
            if let Some(place) = cell.and_then(|cell| merged.get_mut(cell)) {
                place.add(*count);
            }
        }
        merged
    }

    fn total(&self, area: usize) -> Count {
        let mut total = Count::default();
        self.counts.of(self.period, area).iter().for_each(|count| total.add(*count));
        total
    }

    /// Without one area of a group.
    fn without(&mut self, group: usize, area: usize) -> (Vec<Count>, Count) {
        let before = (self.cell_counts[group].clone(), self.totals[group]);
        let cells = self.area(area);
        for (count, part) in self.cell_counts[group].iter_mut().zip(cells) {
            *count = count.less(part);
        }
        self.totals[group] = before.1.less(self.total(area));
        before
    }

    /// Rates of all groups; a cell counts where each group judged has a crime in it. With the share
    /// of weights that count.
    fn rates(&self, rate: Rate, judged: &[bool]) -> (Vec<f64>, f64) {
        if rate == Rate::Crude {
            return (self.totals.iter().map(|total| total.rate()).collect(), 1.0);
        }
        let groups = || self.cell_counts.iter().zip(judged).filter(|(_, judged)| **judged);
        let mut sums = vec![0.0; self.cell_counts.len()];
        let mut weights = 0.0;
        for (cell, weight) in self.cells.weights.iter().enumerate() {
            if groups().any(|(counts, _)| counts[cell].crimes == 0) {
                continue;
            }
            weights += weight;
            for ((sum, counts), judged) in sums.iter_mut().zip(&self.cell_counts).zip(judged) {
                if *judged {
                    *sum += weight * counts[cell].rate();
                }
            }
        }
        let all = self.cells.weights.iter().fold(0.0, |sum, weight| sum + weight);
        (sums.iter().map(|sum| sum / weights).collect(), if all > 0.0 { weights / all } else { 0.0 })
    }

    /// Rates without each area of the groups judged: the area's group, and all rates.
    fn rates_without(
        &mut self,
        rate: Rate,
        groups: &[Option<usize>],
        judged: &[bool],
    ) -> Vec<(usize, Vec<f64>)> {
        let mut all = Vec::new();
        for (area, group) in groups.iter().enumerate() {
            let Some(group) = group.filter(|&group| judged.get(group) == Some(&true)) else { continue };
            if self.total(area).crimes == 0 {
                continue;
            }
            let (cells, total) = self.without(group, area);
            all.push((group, self.rates(rate, judged).0));
            (self.cell_counts[group], self.totals[group]) = (cells, total);
        }
        all
    }
}

/// Rates by group over the whole period and by year. `groups`: by area, from the richest (0) to the
/// poorest; the last is compared with the first.
///
/// Intervals leave out one area after another: of a rate, those of its group; of a contrast, those
/// of its two groups.
///
/// # Examples
/// A simulated city whose rich areas have twice the arrests per crime of its poor ones, and no
/// noise between areas.
/// ```
/// use watchback::audit::{ArrestCounts, Crimes, Rate, clearance, log_ratio};
/// use watchback::simulate::{EnforcementCity, EnforcementSettings};
/// let null =
///     EnforcementSettings { weeks: 20, noise_sd: 0.0, ..EnforcementSettings::null(1) };
/// let city = EnforcementCity::new(EnforcementSettings { capacity_shift: 1.0, ..null })?;
/// let (crimes, _) = Crimes::build(city.events(), &city.areas(), 77, city.study());
/// let counts = ArrestCounts::new(&crimes);
/// let rates = clearance(&counts, &city.groups(), 2);
/// let whole = rates.periods[0].standardised.ok_or("not evaluable")?;
/// assert!((whole.ratio().0 - 0.5).abs() < 0.05 && whole.log_ratio.excludes(0.0));
/// assert_eq!(whole.log_ratio.areas, 61);
/// assert_eq!(
///     log_ratio(&counts, &city.groups(), 2, Rate::Standardised),
///     Some(whole.log_ratio.value)
/// );
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn clearance(counts: &ArrestCounts, groups: &[Option<usize>], n_groups: usize) -> Clearance {
    let sizes = counts.sizes(groups, n_groups);
    let evaluable: Vec<bool> = sizes.iter().map(|size| size.is_evaluable()).collect();
    let cells = counts.cells(groups, &evaluable);
    let years = std::iter::once(None).chain(counts.years.iter().copied().map(Some));
    let periods = years.enumerate().map(|(period, year)| {
        let mut grouped = Grouped::new(counts, period, &cells, groups, n_groups);
        // A group that is large enough as a whole may have too few events in a year.
        let judged: Vec<bool> = evaluable
            .iter()
            .zip(&grouped.totals)
            .map(|(evaluable, total)| *evaluable && total.crimes >= MIN_GROUP_EVENTS as u64)
            .collect();
        let totals = grouped.totals.clone();
        let (crude, crude_contrast, _) = figures(&mut grouped, Rate::Crude, groups, &judged);
        let (standardised, contrast, share) = figures(&mut grouped, Rate::Standardised, groups, &judged);
        let groups = totals.iter().zip(crude.into_iter().zip(standardised)).map(|(total, rates)| GroupRate {
            crimes: total.crimes,
            arrests: total.arrests,
            crude: rates.0,
            standardised: rates.1,
        });
        PeriodRates {
            year,
            groups: groups.collect(),
            coverage: share * cells.coverage,
            crude: crude_contrast,
            standardised: contrast,
        }
    });
    Clearance { periods: periods.collect(), sizes }
}

fn figures(
    grouped: &mut Grouped<'_>,
    rate: Rate,
    groups: &[Option<usize>],
    judged: &[bool],
) -> (Vec<Option<AreaEstimate>>, Option<Contrast>, f64) {
    let (rates, coverage) = grouped.rates(rate, judged);
    let without = grouped.rates_without(rate, groups, judged);
    let estimates = rates.iter().zip(judged).enumerate().map(|(group, (&value, judged))| {
        let of_group = without.iter().filter(|(left_out, _)| *left_out == group);
        let values: Vec<f64> = of_group.map(|(_, rates)| rates[group]).collect();
        AreaEstimate::new(value, &values).filter(|_| *judged)
    });
    let estimates: Vec<_> = estimates.collect();
    (estimates, contrast(&rates, &without, judged), coverage)
}

fn contrast(rates: &[f64], without: &[(usize, Vec<f64>)], judged: &[bool]) -> Option<Contrast> {
    let poor = rates.len().checked_sub(1).filter(|&poor| poor > 0)?;
    if !*judged.first()? || !*judged.last()? {
        return None;
    }
    let of_two = || without.iter().filter(|(left_out, _)| *left_out == 0 || *left_out == poor);
    let estimate = |figure: fn(f64, f64) -> f64| {
        let values: Vec<f64> = of_two().map(|(_, rates)| figure(rates[poor], rates[0])).collect();
        AreaEstimate::new(figure(rates[poor], rates[0]), &values)
    };
    Some(Contrast {
        log_ratio: estimate(|poor, rich| libm::log(poor / rich))?,
        difference: estimate(|poor, rich| poor - rich)?,
    })
}

/// The log ratio of the poorest group's rate to the richest's over the whole period, as a function
/// of the groups alone: what surrogate maps of wealth are put through. `None` where either group is
/// not evaluable or has no arrest.
pub fn log_ratio(
    counts: &ArrestCounts,
    groups: &[Option<usize>],
    n_groups: usize,
    rate: Rate,
) -> Option<f64> {
    let evaluable: Vec<bool> =
        counts.sizes(groups, n_groups).iter().map(|size| size.is_evaluable()).collect();
    if n_groups < 2 || !*evaluable.first()? || !*evaluable.last()? {
        return None;
    }
    let cells = counts.cells(groups, &evaluable);
    let (rates, _) = Grouped::new(counts, 0, &cells, groups, n_groups).rates(rate, &evaluable);
    Some(libm::log(rates.last()? / rates.first()?)).filter(|ratio| ratio.is_finite())
}

#[cfg(test)]
mod tests;
