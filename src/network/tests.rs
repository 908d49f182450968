//! The network against chance as a whole, on streams whose truth is known. More of it:
//! tests/truth.rs.

use super::*;
use crate::streams::PackedStreams;
use crate::study::Variable;

/// Independent streams of unequal rates, by a fixed mixing of numbers.
fn independent(n_streams: usize, n_steps: usize, salt: u64) -> PackedStreams {
    let mut streams = PackedStreams::empty(n_streams, n_steps);
    let mut state = salt.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
    for stream in 0..n_streams {
        let per_thousand = 80 + 200 * stream as u64 / n_streams as u64;
        for step in 0..n_steps {
            // Xorshift (Marsaglia 2003).
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            if (state >> 20) % 1000 < per_thousand {
                streams.set(stream, step);
            }
        }
    }
    streams
}

fn whole(streams: &PackedStreams) -> WindowStreams {
    WindowStreams::first(streams, streams.n_steps())
}

/// Violent and property streams in turn, six tiles a row, half a kilometre apart.
fn places(n_streams: usize) -> Vec<Place> {
    let place = |stream: usize| Place {
        variable: if stream.is_multiple_of(2) { Variable::Violent } else { Variable::Property },
        east_km: 0.5 * (stream % 6) as f64,
        north_km: 0.5 * (stream / 6) as f64,
    };
    (0..n_streams).map(place).collect()
}

fn judge(streams: &PackedStreams) -> NetworkReport {
    let window = whole(streams);
    judge_network(
        window,
        Vec::new(),
        Delays::between(7, 30),
        3,
        &ChanceSettings { targets: 12, ..ChanceSettings::default() },
    )
}

#[test]
fn independent_streams_are_no_network_and_their_p_values_hold() {
    let report = judge(&independent(60, 900, 5));
    assert!(matches!(report.verdict, NetworkVerdict::NoNetwork { .. }), "{:?}", report.verdict);
    assert_eq!(report.links.links, []);
    assert_eq!((report.links.score_threshold, report.links.false_discovery_rate), (None, None));
    let pairs = &report.significant_pairs;
    assert_eq!((pairs.of, pairs.rounds.len(), report.sampled_targets.len()), (12 * 59, 99, 12));
    assert_eq!(report.links.surrogate_pairs, 12 * 59 * 99);
    assert_eq!(report.paper.cross.transducers, 60 * 59 * 30);
    assert_eq!((report.paper.own.transducers, report.paper.same_step), (60 * 30, 60 * 59));
    // One stratum: fewer than 400,000 surrogate pairs do not make two.
    assert_eq!(report.strata.len(), 1);
    for level in &report.strata[0].levels[..2] {
        assert!(level.worst_factor() < 1.5, "{level:?}");
        assert!(level.directions.iter().all(|held| held.expected <= level.p * held.of as f64));
    }
}

#[test]
fn a_planted_link_is_the_one_that_is_found() {
    let mut streams = independent(40, 900, 3);
    // Stream 7 follows stream 21 by 11 steps, four times in ten.
    for step in 11..900 {
        if streams.get(21, step - 11) && step % 5 < 2 {
            streams.set(7, step);
        }
    }
    let settings = ChanceSettings::default();
    let report = judge_network(whole(&streams), Vec::new(), Delays::between(7, 30), 3, &settings);
    let found: Vec<_> = report.links.links.iter().map(|link| (link.source, link.target)).collect();
    // A false one beside it is what a false discovery rate allows.
    assert!(found.first() == Some(&(21, 7)) && found.len() <= 2, "{found:?}");
    let link = report.links.links[0];
    assert!((9..=11).contains(&link.delay_steps) && link.gamma > link.corrected_gamma, "{link:?}");
    assert!(link.p > 0.0 && report.links.false_discovery_rate.is_some_and(|rate| rate > 0.0 && rate <= 0.05));
}

#[test]
fn pieces_of_work_add_up_to_the_whole_in_any_cut() {
    let streams = whole(&independent(30, 600, 9));
    let settings = ChanceSettings { rounds: 40, ..ChanceSettings::default() };
    let plan = NetworkPlan::new(streams.clone(), places(30), Delays::between(7, 30), 3, &settings);
    let tallies = (0..=plan.n_rounds()).flat_map(|round| {
        let tables = if round == 0 { None } else { Some(plan.surrogate(round)) };
        let tally = |sampled| plan.tally(tables.as_ref().unwrap_or(plan.real()), round, sampled);
        [tally(0..7), tally(7..30)]
    });
    let rounds = Rounds::new(&plan, tallies);
    let least = rounds.least_bins(NetworkReport::LISTED_P);
    let listings = [plan.list(0..1, &least), plan.list(1..30, &least)];
    let pieces = NetworkReport::new(&plan, &rounds, listings);
    let whole = judge_network(streams, places(30), Delays::between(7, 30), 3, &settings);
    assert_eq!(pieces.links, whole.links);
    assert_eq!(pieces.significant_pairs, whole.significant_pairs);
    assert_eq!(pieces.matrix, whole.matrix);
    // Sums of doubles in another order: equal up to rounding.
    let points = |report: &NetworkReport| -> Vec<InfluencePoint> {
        let by_delay = report.influence.by_delay.iter().flat_map(|curve| curve.points.clone());
        by_delay.chain(report.influence.by_distance.iter().flat_map(|curve| curve.points.clone())).collect()
    };
    let (of_pieces, of_whole) = (points(&pieces), points(&whole));
    assert!(of_pieces.len() == of_whole.len() && of_whole.len() > 3 * 30);
    for (piece, whole) in of_pieces.iter().zip(&of_whole) {
        assert_eq!(
            (piece.pairs, piece.delay_steps, piece.distance),
            (whole.pairs, whole.delay_steps, whole.distance)
        );
        for (a, b) in [
            (piece.corrected_gamma, whole.corrected_gamma),
            (piece.chance.mean, whole.chance.mean),
            (piece.chance.hi, whole.chance.hi),
        ] {
            assert!((a - b).abs() < 1e-13, "{piece:?} {whole:?}");
        }
    }
}

#[test]
fn without_places_only_a_stream_itself_has_a_curve_of_influence() {
    let report = judge(&independent(20, 600, 9));
    let curves: Vec<_> =
        report.influence.by_delay.iter().map(|curve| (curve.relation, curve.points[0].pairs)).collect();
    assert_eq!(curves, [(Relation::Own, 12)]);
    assert_eq!(report.influence.by_distance, []);
}

#[test]
fn a_window_too_short_to_rotate_is_not_evaluable() {
    let report = judge(&independent(10, 90, 2));
    let expected = NetworkVerdict::NotEvaluable { rounds: report.rotations.rounds().len(), needed: 39 };
    assert_eq!(report.verdict, expected);
    assert_eq!(report.links.links, []);
}

#[test]
fn strata_hold_enough_surrogate_pairs() {
    let streams = whole(&independent(90, 900, 4));
    let tables = SourceTables::new(&streams, Delays::from_same_step(30), 3);
    let sampled: Vec<usize> = (0..90).collect();
    let strata = strata::Strata::new(&tables, &sampled, 99, 100_000);
    let mut pairs = vec![0; strata.len()];
    for target in 0..90 {
        for source in (0..90).filter(|&source| source != target) {
            pairs[usize::from(strata.of(source, target))] += 99;
        }
    }
    assert!(strata.len() > 1 && pairs.iter().all(|&pairs| pairs >= 100_000), "{pairs:?}");
}

/// Were offsets allowed up to a delay's length from the end, a link would show backwards in the
/// rounds and pass for chance.
#[test]
fn links_do_not_show_backwards_in_any_round() {
    let mut streams = independent(20, 1000, 8);
    for (source, target, delay) in [(0, 10, 12), (1, 11, 20), (2, 12, 29), (3, 13, 30)] {
        for step in delay..1000 {
            if streams.get(source, step - delay) {
                streams.set(target, step);
            }
        }
    }
    let report =
        judge_network(whole(&streams), Vec::new(), Delays::between(7, 30), 3, &ChanceSettings::default());
    let pairs = &report.significant_pairs;
    assert!(pairs.real >= 4 && pairs.rounds.iter().all(|&round| round < 4), "{pairs:?}");
    assert!(matches!(report.verdict, NetworkVerdict::Network { .. }));
}
