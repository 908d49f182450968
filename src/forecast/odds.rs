//! Log-odds to probabilities and losses, in one place for all that is fitted by likelihood.

/// The probability of log-odds.
pub(super) fn sigmoid(log_odds: f64) -> f64 {
    1.0 / (1.0 + libm::exp(-log_odds))
}

/// The log-odds of a probability; infinite at 0 and 1.
pub(super) fn log_odds(probability: f64) -> f64 {
    libm::log(probability / (1.0 - probability))
}

/// The log loss of log-odds where there was an event or none, nats: ln(1 + e^x) without overflow.
pub(super) fn log_loss(log_odds: f64, event: bool) -> f64 {
    let against = if event { -log_odds } else { log_odds };
    against.max(0.0) + libm::log1p(libm::exp(-against.abs()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_loss_is_that_of_the_probability_and_never_overflows() {
        for log_odds in [-5.0, -0.3, 0.0, 2.0] {
            assert!((log_loss(log_odds, true) + libm::log(sigmoid(log_odds))).abs() < 1e-12);
            assert!((log_loss(log_odds, false) + libm::log(1.0 - sigmoid(log_odds))).abs() < 1e-12);
        }
        assert_eq!((log_loss(1000.0, false), log_loss(1000.0, true)), (1000.0, 0.0));
    }
}
