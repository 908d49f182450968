//! The scenarios that an audit asks: everything for every variable, place and sign, and the
//! controls of the primary question.

use super::{Amount, Donation, Group, Place, Primary, Push, Pushable, Scenario, Sign};
use crate::streams::StreamKey;
use crate::study::Variable;

/// The share of the rate that is asked about.
const SHARE: f64 = 0.1;
/// Lesser shares, for the slope.
const LESSER_SHARES: [f64; 2] = [0.025, 0.05];
/// The released program's probability.
const RELEASED_THETA: f64 = 0.1;

/// The primary question's push: violent crime in the whole city, up by a tenth of each stream's
/// rate.
pub const PRIMARY_PUSH: Push =
    Push { variable: Variable::Violent, place: Place::City, sign: Sign::Up, amount: Amount::OfRate(SHARE) };

impl Push {
    /// Whether the primary question asks about it: its push, the same downwards, and lesser doses.
    pub fn is_of_primary(&self) -> bool {
        let asked = self.variable == PRIMARY_PUSH.variable && self.place == PRIMARY_PUSH.place;
        asked && matches!(self.amount, Amount::OfRate(_))
    }
}

impl Primary {
    /// Where the primary question's scenarios stand.
    pub fn among(scenarios: &[Scenario]) -> Self {
        let find = |push: Push, placebo: bool| {
            let is_it = |scenario: &Scenario| scenario.push == push && scenario.placebo.is_some() == placebo;
            scenarios.iter().position(is_it)
        };
        let dose = |share: f64| Push { amount: Amount::OfRate(share), ..PRIMARY_PUSH };
        let shares = LESSER_SHARES.into_iter().chain([SHARE]);
        Self {
            up: find(PRIMARY_PUSH, false).unwrap_or(0),
            down: find(Push { sign: Sign::Down, ..PRIMARY_PUSH }, false).unwrap_or(0),
            placebo: find(PRIMARY_PUSH, true),
            doses: shares.filter_map(|share| Some((share, find(dose(share), false)?))).collect(),
        }
    }
}

/// The pushes of an audit. `outgoing`: how many models read each stream.
///
/// Each variable in the whole city, in the group of low values, in that of high values, and in
/// tiles that were chosen, if any were, both ways; the primary push at two lesser doses and as a
/// placebo; the released code's pushes of violent crime in the whole city.
pub fn scenarios(pushable: &Pushable, keys: &[StreamKey], outgoing: &[u32]) -> Vec<Scenario> {
    let mut places = vec![Place::City, Place::Group(Group::Low), Place::Group(Group::High)];
    if pushable.chosen.contains(&true) {
        places.push(Place::Chosen);
    }
    let mut scenarios = Vec::new();
    let mut add = |push: Push, placebo: Option<Donation>| scenarios.push(Scenario { push, placebo });
    for variable in Variable::ALL {
        for &place in &places {
            for sign in [Sign::Up, Sign::Down] {
                add(Push { variable, place, sign, amount: PRIMARY_PUSH.amount }, None);
            }
        }
    }
    for share in LESSER_SHARES {
        add(Push { amount: Amount::OfRate(share), ..PRIMARY_PUSH }, None);
    }
    let donation = Donation::new(&PRIMARY_PUSH, pushable, keys, outgoing);
    if !donation.is_empty() {
        add(PRIMARY_PUSH, Some(donation));
    }
    for sign in [Sign::Up, Sign::Down] {
        add(Push { sign, amount: Amount::Released(RELEASED_THETA), ..PRIMARY_PUSH }, None);
    }
    scenarios
}
