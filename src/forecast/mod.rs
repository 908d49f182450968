//! The forecast: a target's transducers combined into one probability a step, a week ahead; and the
//! comparator.

mod boosting;
mod combination;
mod combination_window;
mod comparators;
mod folds;
mod forecast_table;
mod frozen;
mod logistic;
mod odds;
mod reading;
mod static_rate;
mod weighed;

pub use boosting::BoostedTrees;
pub use combination::{Combination, ConstantReason, Fitted, TargetForecast, forecast_target};
pub use combination_window::CombinationWindow;
pub use comparators::{Comparator, ComparatorForecast, ComparatorTask, SelfExciting};
pub use forecast_table::ForecastTable;
pub use frozen::{Changes, FrozenForecast};
pub use logistic::{LogisticFit, RidgeLogistic};
pub use static_rate::static_rate;
pub use weighed::WeighedFit;
