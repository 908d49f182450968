//! The surge response: do arrests move away from one group's areas when crime surges in the
//! other's?
//!
//! Lag-augmented local projections (Montiel Olea and Plagborg-Moller, Econometrica 89, 2021) of
//! weekly log arrests, with intervals from moving blocks of weeks (Kuensch, Annals of Statistics
//! 17, 1989). Every detail was fixed before a real file was read: `docs/validity.md`.

use serde::{Deserialize, Serialize};

use super::block_fits::{BLOCK_ROWS, BlockFits};
use super::surge_weeks::{HORIZONS, LAGS, Weeks};
use super::{Crimes, GroupSize};
use crate::chance::{Purpose, Random};
use crate::stats::{
    mean, solve_positive_definite, squared_deviations, student_t_between, student_t_quantile,
};

const DRAWS: usize = 999;
/// With fewer weeks there are too few blocks to draw.
pub const MIN_SURGE_WEEKS: usize = 104;
/// By how much H2 and H4 are more than a sign.
const LEAST_GAP: f64 = 0.1;
const RICH: usize = 0;
const POOR: usize = 1;
const LEVEL: f64 = 0.05;

/// Why there is no surge response.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum NoSurgeResponse {
    /// A group is too small.
    #[error("not evaluable: the rich have {rich}; the poor have {poor}")]
    Groups {
        /// The rich.
        rich: GroupSize,
        /// The poor.
        poor: GroupSize,
    },
    /// The study is too short.
    #[error("not evaluable: {found} whole weeks; at least 104 are needed")]
    Weeks {
        /// Its whole weeks.
        found: usize,
    },
    /// The series do not vary, or one is the copy of another.
    #[error("not evaluable: the weekly series of the groups cannot be told from each other")]
    Dependent,
}

/// What the draws say of one number.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Effect {
    /// The number.
    pub estimate: f64,
    /// Standard deviation over draws of blocks, times sqrt(rows / (rows - columns)).
    pub standard_error: f64,
    /// 90 % interval: Student's t with (blocks - 1) degrees of freedom.
    pub interval: (f64, f64),
}

/// The response of log arrests per crime in a group to a unit of log crime in a group.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Response {
    /// The mean over the week of the surge and the four after it: the figure.
    pub mean: Effect,
    /// By week; it decides nothing.
    pub by_horizon: Vec<Effect>,
}

/// What a hypothesis, or the sentence that needs all of them, came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SurgeVerdict {
    /// The one-sided test rejects at 5 %.
    Supported,
    /// The 90 % interval lies wholly on the other side.
    Contradicted,
    /// Neither.
    NotEstablished,
}

/// One of the hypotheses.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Hypothesis {
    /// By how much it holds: above 0 exactly if it is true of the estimate.
    pub margin: Effect,
    /// One-sided p-value of its opposite.
    pub p: f64,
    /// The least margin that would be seen with 80 % power.
    pub minimum_detectable: f64,
    /// What it came to.
    pub verdict: SurgeVerdict,
}

/// Whether arrests answer to a surge before it comes, which no response can.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Leads {
    /// Coefficients of crime one to four weeks later.
    pub coefficients: [f64; LAGS],
    /// Of the four together, from the draws.
    pub p: f64,
}

/// The surge response of two groups.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SurgeResponse {
    /// Whole weeks.
    pub weeks: usize,
    /// Whole blocks of eight weeks.
    pub blocks: usize,
    /// Draws of blocks.
    pub draws: usize,
    /// What the groups hold: the rich, the poor.
    pub sizes: [GroupSize; 2],
    /// b_PP: arrests of the poor, crime of the poor.
    pub poor_by_poor: Response,
    /// b_PR: arrests of the poor, crime of the rich.
    pub poor_by_rich: Response,
    /// b_RP: arrests of the rich, crime of the poor.
    pub rich_by_poor: Response,
    /// b_RR: arrests of the rich, crime of the rich.
    pub rich_by_rich: Response,
    /// H1: b_PR < 0. H2: b_RP >= b_PR + 0.10. H3: b_RR > b_PP. H4: b_RP > -0.10.
    pub hypotheses: [Hypothesis; 4],
    /// Leads of b_PR.
    pub leads_poor_by_rich: Leads,
    /// Leads of b_RP.
    pub leads_rich_by_poor: Leads,
    /// "Under stress, well-off areas draw resources from poor ones."
    pub verdict: SurgeVerdict,
}

/// All coefficients that are asked for, of the data or of a draw; index 0 is the rich group's
/// regression.
#[derive(Clone, Copy, Debug, Default)]
struct Coefficients {
    by_other: [[f64; HORIZONS]; 2],
    by_own: [[f64; HORIZONS]; 2],
    leads: [[f64; LAGS]; 2],
}

struct Regressions {
    horizons: [[BlockFits; HORIZONS]; 2],
    leads: [BlockFits; 2],
}

/// The surge response. `groups`: by area, 0 for the rich and 1 for the poor, none for others. The
/// same seed draws the same blocks.
///
/// # Errors
/// [`NoSurgeResponse`] where it is not evaluable.
///
/// # Examples
/// ```
/// use watchback::audit::{Crimes, surge_response};
/// use watchback::simulate::{EnforcementCity, EnforcementSettings, PlantedSurge};
/// // When crime of the rich surges by 1 %, .8 % fewer arrests are made of what the poor report.
/// let surge = PlantedSurge { poor_by_rich: -0.8, ..PlantedSurge::default() };
/// let city = EnforcementCity::new(EnforcementSettings { surge, ..EnforcementSettings::null(1) })?;
/// let (crimes, _) = Crimes::build(city.events(), &city.areas(), 77, city.study());
/// let response = surge_response(&crimes, &city.groups(), 1)?;
/// assert_eq!((response.weeks, response.blocks), (208, 25));
/// assert!(response.poor_by_rich.mean.interval.1 < -0.4);
/// assert!(response.rich_by_poor.mean.estimate.abs() < 0.3);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn surge_response(
    crimes: &Crimes,
    groups: &[Option<usize>],
    seed: u64,
) -> Result<SurgeResponse, NoSurgeResponse> {
    let sizes = [RICH, POOR].map(|group| crimes.group_size(groups, group));
    if !sizes.iter().all(|size| size.is_evaluable()) {
        return Err(NoSurgeResponse::Groups { rich: sizes[RICH], poor: sizes[POOR] });
    }
    let weeks = Weeks::new(crimes, groups);
    if weeks.count() < MIN_SURGE_WEEKS {
        return Err(NoSurgeResponse::Weeks { found: weeks.count() });
    }
    let n_rows = weeks.rows();
    let blocks = n_rows / BLOCK_ROWS;
    let regressions = Regressions::new(&weeks);
    let found = regressions.coefficients(BlockFits::whole).ok_or(NoSurgeResponse::Dependent)?;
    let mut random = Random::new(seed, Purpose::SurgeBlocks, 0);
    let mut first_rows = vec![0; blocks];
    let draws: Vec<Coefficients> = (0..DRAWS)
        .filter_map(|_| {
            first_rows.fill_with(|| random.below(n_rows + 1 - BLOCK_ROWS));
            regressions.coefficients(|fits| fits.drawn(&first_rows))
        })
        .collect();
    if draws.len() < DRAWS / 2 {
        return Err(NoSurgeResponse::Dependent);
    }
    // As least squares' own: coefficients take up as much of the rows' variation.
    let widening = (n_rows as f64 / (n_rows - regressions.most_columns()) as f64).sqrt();
    let drawn = Drawn { found, draws: &draws, degrees: blocks as u32 - 1, widening };
    let hypotheses = [
        drawn.hypothesis(|of| -mean(&of.by_other[POOR])),
        drawn.hypothesis(|of| mean(&of.by_other[RICH]) - mean(&of.by_other[POOR]) - LEAST_GAP),
        drawn.hypothesis(|of| mean(&of.by_own[RICH]) - mean(&of.by_own[POOR])),
        drawn.hypothesis(|of| mean(&of.by_other[RICH]) + LEAST_GAP),
    ];
    let leads = [RICH, POOR].map(|group| drawn.leads(group).ok_or(NoSurgeResponse::Dependent));
    let [leads_rich_by_poor, leads_poor_by_rich] = leads;
    let (leads_rich_by_poor, leads_poor_by_rich) = (leads_rich_by_poor?, leads_poor_by_rich?);
    let any_lead = leads_rich_by_poor.p <= LEVEL || leads_poor_by_rich.p <= LEVEL;
    let all_are = |verdict| hypotheses.iter().all(|hypothesis| hypothesis.verdict == verdict);
    let any_is = |verdict| hypotheses.iter().any(|hypothesis| hypothesis.verdict == verdict);
    let verdict = if any_is(SurgeVerdict::Contradicted) {
        SurgeVerdict::Contradicted
    } else if all_are(SurgeVerdict::Supported) && !any_lead {
        SurgeVerdict::Supported
    } else {
        SurgeVerdict::NotEstablished
    };
    Ok(SurgeResponse {
        weeks: weeks.count(),
        blocks,
        draws: draws.len(),
        sizes,
        poor_by_poor: drawn.response(|of| &of.by_own[POOR]),
        poor_by_rich: drawn.response(|of| &of.by_other[POOR]),
        rich_by_poor: drawn.response(|of| &of.by_other[RICH]),
        rich_by_rich: drawn.response(|of| &of.by_own[RICH]),
        hypotheses,
        leads_poor_by_rich,
        leads_rich_by_poor,
        verdict,
    })
}

impl Regressions {
    fn new(weeks: &Weeks) -> Self {
        let fits = |group, horizon, leads| BlockFits::new(&weeks.design(group, horizon, leads));
        Self {
            horizons: [RICH, POOR].map(|group| [0, 1, 2, 3, 4].map(|horizon| fits(group, horizon, false))),
            leads: [RICH, POOR].map(|group| fits(group, 0, true)),
        }
    }

    /// The last horizon's; below 30 by design, and there are at least 96 rows.
    fn most_columns(&self) -> usize {
        self.horizons.iter().flatten().chain(&self.leads).map(BlockFits::columns).max().unwrap_or(0)
    }

    fn coefficients(&self, fit: impl Fn(&BlockFits) -> Option<Vec<f64>>) -> Option<Coefficients> {
        let mut all = Coefficients::default();
        for group in [RICH, POOR] {
            for (horizon, fits) in self.horizons[group].iter().enumerate() {
                let coefficients = fit(fits)?;
                all.by_other[group][horizon] = *coefficients.first()?;
                // Of arrests per crime, not of arrests.
                let per_crime = if horizon == 0 { 1.0 } else { 0.0 };
                all.by_own[group][horizon] = *coefficients.get(1)? - per_crime;
            }
            let coefficients = fit(&self.leads[group])?;
            for (lead, found) in all.leads[group].iter_mut().zip(coefficients.get(2..)?) {
                *lead = *found;
            }
        }
        Some(all)
    }
}

/// The data's coefficients and the draws'.
struct Drawn<'a> {
    found: Coefficients,
    draws: &'a [Coefficients],
    degrees: u32,
    widening: f64,
}

impl Drawn<'_> {
    fn effect(&self, of: impl Fn(&Coefficients) -> f64) -> Effect {
        let estimate = of(&self.found);
        let values: Vec<f64> = self.draws.iter().map(&of).collect();
        let centre = mean(&values);
        let squares = squared_deviations(&values, centre);
        let standard_error = self.widening * (squares / (values.len().max(2) - 1) as f64).sqrt();
        let half = student_t_quantile(1.0 - LEVEL, self.degrees) * standard_error;
        Effect { estimate, standard_error, interval: (estimate - half, estimate + half) }
    }

    fn response(&self, of: impl Fn(&Coefficients) -> &[f64; HORIZONS]) -> Response {
        let by_horizon = (0..HORIZONS).map(|horizon| self.effect(|draw| of(draw)[horizon])).collect();
        Response { mean: self.effect(|draw| mean(of(draw))), by_horizon }
    }

    fn hypothesis(&self, margin: impl Fn(&Coefficients) -> f64) -> Hypothesis {
        let margin = self.effect(margin);
        let verdict = if margin.interval.0 > 0.0 {
            SurgeVerdict::Supported
        } else if margin.interval.1 < 0.0 {
            SurgeVerdict::Contradicted
        } else {
            SurgeVerdict::NotEstablished
        };
        let quantiles = student_t_quantile(1.0 - LEVEL, self.degrees) + student_t_quantile(0.8, self.degrees);
        let t = margin.estimate / margin.standard_error;
        let tail = 0.5 * (1.0 - student_t_between(t.abs(), self.degrees));
        let p = if t > 0.0 { tail } else { 1.0 - tail };
        Hypothesis { margin, p, minimum_detectable: quantiles * margin.standard_error, verdict }
    }

    /// The Wald statistic of a group's leads against its own distribution over the draws.
    fn leads(&self, group: usize) -> Option<Leads> {
        let coefficients = self.found.leads[group];
        let away = |draw: &Coefficients| {
            let mut away = draw.leads[group];
            away.iter_mut().zip(coefficients).for_each(|(away, found)| *away -= found);
            away
        };
        let mut covariance = [0.0; LAGS * LAGS];
        for away in self.draws.iter().map(away) {
            for (row, a) in covariance.chunks_exact_mut(LAGS).zip(away) {
                row.iter_mut().zip(away).for_each(|(sum, b)| *sum += a * b);
            }
        }
        covariance.iter_mut().for_each(|sum| *sum /= self.draws.len() as f64);
        let wald = |values: [f64; LAGS]| {
            let (mut matrix, mut right) = (covariance, values);
            solve_positive_definite(&mut matrix, &mut right)
                .then(|| values.iter().zip(right).fold(0.0, |sum, (value, weight)| sum + value * weight))
        };
        let statistic = wald(coefficients)? / (self.widening * self.widening);
        let reached = self.draws.iter().filter(|draw| wald(away(draw)).is_some_and(|of| of >= statistic));
        Some(Leads { coefficients, p: (1 + reached.count()) as f64 / (1 + self.draws.len()) as f64 })
    }
}
