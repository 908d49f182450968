//! The forecast: a target's transducers combined into one probability a step, a week ahead; and the comparator.

mod cholesky;
mod combination;
mod forecast_table;
mod logistic;
mod static_rate;

pub use combination::{Combination, CombinationWindow, ConstantReason, TargetForecast, forecast_target};
pub use forecast_table::ForecastTable;
pub use logistic::{LogisticFit, RidgeLogistic};
pub use static_rate::static_rate;
