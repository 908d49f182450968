//! The scan on random streams: `cargo bench --bench scan`. Nanoseconds a transducer (one source,
//! one target, one delay) by depth, length and rate, beside two plain ways of counting; and how
//! time grows with streams, delays and steps. Tables of medians are printed at the end.
#![allow(missing_docs)]

#[cfg(target_arch = "wasm32")]
fn main() {}

#[cfg(not(target_arch = "wasm32"))]
fn main() {
    let mut criterion = criterion::Criterion::default()
        .sample_size(10)
        .nresamples(1000)
        .warm_up_time(std::time::Duration::from_millis(100))
        .measurement_time(std::time::Duration::from_millis(300))
        .configure_from_args();
    native::grid(&mut criterion);
    native::growth(&mut criterion);
    criterion.final_summary();
}

#[cfg(not(target_arch = "wasm32"))]
mod native {
    use std::fmt::Write as _;
    use std::hint::black_box;
    use std::time::Instant;

    use criterion::measurement::WallTime;
    use criterion::{BenchmarkGroup, Criterion, SamplingMode};
    use rand_chacha::ChaCha8Rng;
    use rand_core::{Rng, SeedableRng};
    use watchback::network::{Delays, SourceTables, TargetScan};
    use watchback::streams::{PackedStreams, WindowStreams};

    use super::plain::{Lookups, Popcounts};

    /// Streams of the tables by depth, length and rate.
    const STREAMS: usize = 1000;
    /// The longest delay of these, from the same step on.
    const LONGEST: usize = 60;
    /// Chicago's inference window and training, twice that and four times.
    const LENGTHS: [usize; 4] = [822, 1096, 2192, 4384];
    /// Events by a thousand steps.
    const RATES: [u32; 3] = [50, 100, 200];
    const TARGET: usize = 17;

    fn streams(n_streams: usize, n_steps: usize, per_thousand: u32) -> PackedStreams {
        let mut random = ChaCha8Rng::seed_from_u64(1);
        let mut streams = PackedStreams::empty(n_streams, n_steps);
        for stream in 0..n_streams {
            for step in (0..n_steps).filter(|_| random.next_u32() % 1000 < per_thousand) {
                streams.set(stream, step);
            }
        }
        streams
    }

    /// Measures one target against all sources: nanoseconds a transducer, the median of the
    /// samples; `None` where the arguments of the bench leave it out.
    fn measure(
        group: &mut BenchmarkGroup<'_, WallTime>,
        name: String,
        n_transducers: usize,
        mut scan: impl FnMut() -> f64,
    ) -> Option<f64> {
        let mut samples: Vec<f64> = Vec::new();
        group.bench_function(name, |bencher| {
            bencher.iter_custom(|iterations| {
                let start = Instant::now();
                for _ in 0..iterations {
                    black_box(scan());
                }
                let elapsed = start.elapsed();
                samples.push(elapsed.as_secs_f64() * 1e9 / (iterations as f64 * n_transducers as f64));
                elapsed
            });
        });
        samples.sort_unstable_by(f64::total_cmp);
        samples.get(samples.len() / 2).copied()
    }

    /// The sum of the information over sources and delays: what every way of counting must give.
    fn sum_of(scan: &mut TargetScan<'_>) -> f64 {
        let mut information = 0.0;
        scan.scan(TARGET, &mut |pair| information += pair.information.iter().sum::<f64>());
        information
    }

    fn cell(nanoseconds: Option<f64>) -> String {
        nanoseconds.map_or_else(|| " - |".to_owned(), |ns| format!(" {ns:.1} |"))
    }

    pub(super) fn grid(criterion: &mut Criterion) {
        let mut table = String::new();
        for n_steps in LENGTHS {
            for per_thousand in RATES {
                let rate = f64::from(per_thousand) / 1000.0;
                let mut group = criterion.benchmark_group(format!("{n_steps} steps, rate {rate}"));
                group.sampling_mode(SamplingMode::Flat);
                let streams = streams(STREAMS, n_steps, per_thousand);
                let window = WindowStreams::first(&streams, n_steps);
                let n = STREAMS * (LONGEST + 1);
                let mut row = format!("| {n_steps} | {rate} |");
                let mut sums = [0.0; 6];
                for (depth, sum) in (1..=6).zip(&mut sums) {
                    let tables = SourceTables::new(&window, Delays::from_same_step(LONGEST), depth);
                    let mut scan = TargetScan::new(&tables);
                    *sum = sum_of(&mut scan);
                    row += &cell(measure(&mut group, format!("depth {depth}"), n, || sum_of(&mut scan)));
                }
                let mut popcounts = Popcounts::new(&streams, LONGEST);
                let mut lookups = Lookups::new(&streams, LONGEST);
                let found = [(sums[2], popcounts.scan(TARGET)), (sums[5], lookups.scan(TARGET))];
                assert!(
                    found.iter().all(|(a, b)| (a - b).abs() < 1e-6 * a.abs()),
                    "counted otherwise: {found:?}"
                );
                let name = "depth 3 by popcounts".to_owned();
                row += &cell(measure(&mut group, name, n, || popcounts.scan(TARGET)));
                let name = "depth 6 by look-ups".to_owned();
                row += &cell(measure(&mut group, name, n, || lookups.scan(TARGET)));
                group.finish();
                let _ = writeln!(table, "{row}");
            }
        }
        println!("\nns a transducer, {STREAMS} sources, {} delays\n", LONGEST + 1);
        println!("| steps | rate | depth 1 | 2 | 3 | 4 | 5 | 6 | 3 by popcounts | 6 by look-ups |");
        println!("|---|---|---|---|---|---|---|---|---|---|\n{table}");
    }

    /// One target at depth 3, one size at a time doubled and doubled again from (streams, delays,
    /// steps) = (1000, 15, 512): slopes on log axes are read off the table.
    pub(super) fn growth(criterion: &mut Criterion) {
        let mut group = criterion.benchmark_group("growth");
        group.sampling_mode(SamplingMode::Flat);
        let sizes = [
            (1000, 15, 512),
            (2000, 15, 512),
            (4000, 15, 512),
            (8000, 15, 512),
            (1000, 30, 512),
            (1000, 60, 512),
            (1000, 15, 1024),
            (1000, 15, 2048),
            (1000, 15, 4096),
        ];
        let mut table = String::new();
        for (n_streams, n_delays, n_steps) in sizes {
            let window = WindowStreams::first(&streams(n_streams, n_steps, 100), n_steps);
            let tables = SourceTables::new(&window, Delays::from_same_step(n_delays - 1), 3);
            let mut scan = TargetScan::new(&tables);
            let name = format!("{n_streams} streams, {n_delays} delays, {n_steps} steps");
            let n = n_streams * n_delays;
            let Some(ns) = measure(&mut group, name, n, || sum_of(&mut scan)) else { continue };
            let target_ms = ns * n as f64 / 1e6;
            let _ = writeln!(table, "| {n_streams} | {n_delays} | {n_steps} | {target_ms:.3} | {ns:.1} |");
        }
        group.finish();
        println!(
            "\n| streams | delays | steps | ms a target | ns a transducer |\n|---|---|---|---|---|\n{table}"
        );
    }
}

/// The two ways that the issue named, as plainly as can be, to hold the scan's one way against.
#[cfg(not(target_arch = "wasm32"))]
mod plain {
    use watchback::streams::PackedStreams;
    use watchback::xpfsa::NLogN;

    /// What both need of a source: the context that ends at each step, and how often each occurs at
    /// each delay.
    struct Source {
        contexts: Vec<u8>,
        /// By delay, then context.
        occurrences: Vec<u16>,
        /// By delay: the sum of n ln n over contexts.
        n_log_n: Vec<f64>,
    }

    impl Source {
        fn new(streams: &PackedStreams, source: usize, depth: usize, longest: usize, table: &NLogN) -> Self {
            let n_contexts = 1 << depth;
            let mut context = 0;
            let mut read = |step| {
                context = (context << 1 | usize::from(streams.get(source, step))) % n_contexts;
                context as u8
            };
            let contexts: Vec<u8> = (0..streams.n_steps()).map(&mut read).collect();
            let mut occurrences = vec![0; (longest + 1) * n_contexts];
            for (delay, counts) in occurrences.chunks_exact_mut(n_contexts).enumerate() {
                let full = &contexts[depth - 1..streams.n_steps() - delay];
                full.iter().for_each(|&context| counts[usize::from(context)] += 1);
            }
            let sum = |counts: &[u16]| counts.iter().map(|&n| table.of(usize::from(n))).sum();
            let n_log_n = occurrences.chunks_exact(n_contexts).map(sum).collect();
            Self { contexts, occurrences, n_log_n }
        }

        fn information(&self, delay: usize, counts: &[u16], entropy: f64, table: &NLogN) -> f64 {
            let occurred = self.occurrences[delay * counts.len()..].iter();
            let split: f64 = occurred
                .zip(counts)
                .map(|(&n, &k)| table.of(usize::from(k)) + table.of(usize::from(n - k)))
                .sum();
            entropy - (self.n_log_n[delay] - split)
        }
    }

    /// The target's entropy at a delay.
    fn entropy(streams: &PackedStreams, target: usize, first: usize, table: &NLogN) -> f64 {
        let n = streams.n_steps();
        table.total_entropy(n - first, streams.count(target, first..n))
    }

    /// Depth 3: popcounts of (mask of a set of context symbols) AND (target moved back by the
    /// delay). Four sets hold the latest symbol; the other three are such sets at longer delays.
    pub(super) struct Popcounts<'a> {
        streams: &'a PackedStreams,
        longest: usize,
        table: NLogN,
        sources: Vec<Source>,
        /// By source: the masks of the latest symbol alone, with the one before, with the one
        /// before that, and of all three.
        masks: Vec<[Vec<u64>; 4]>,
    }

    impl<'a> Popcounts<'a> {
        pub(super) fn new(streams: &'a PackedStreams, longest: usize) -> Self {
            let table = NLogN::up_to(streams.n_steps());
            let later = |words: &[u64]| -> Vec<u64> {
                let carry = |at: usize| if at == 0 { 0 } else { words[at - 1] >> 63 };
                words.iter().enumerate().map(|(at, word)| word << 1 | carry(at)).collect()
            };
            let and = |a: &[u64], b: &[u64]| -> Vec<u64> { a.iter().zip(b).map(|(a, b)| a & b).collect() };
            let masks = |source: usize| {
                let latest = streams.words(source).to_vec();
                let (before, first) = (later(&latest), later(&later(&latest)));
                let (two, ends) = (and(&latest, &before), and(&latest, &first));
                let all = and(&two, &first);
                [latest, two, ends, all]
            };
            let source = |source| Source::new(streams, source, 3, longest, &table);
            let sources = (0..streams.n_streams()).map(source).collect();
            Self { streams, longest, sources, masks: (0..streams.n_streams()).map(masks).collect(), table }
        }

        pub(super) fn scan(&mut self, target: usize) -> f64 {
            let Self { streams, longest, table, .. } = self;
            let n_steps = streams.n_steps();
            let words = streams.words(target);
            let moved = |delay: usize| -> Vec<u64> {
                let word = |at: usize| words.get(at).copied().unwrap_or(0);
                let (skip, bits) = (delay / 64, delay % 64);
                let at = |at: usize| word(at + skip) >> bits | (word(at + skip + 1) << 1) << (63 - bits);
                (0..words.len()).map(at).collect()
            };
            // Two delays more: the other sets are found there.
            let moved: Vec<Vec<u64>> = (0..=*longest + 2).map(moved).collect();
            let counted: Vec<u16> =
                (0..=*longest).map(|d| streams.count(target, d..n_steps) as u16).collect();
            let entropies: Vec<f64> =
                (0..=*longest).map(|d| entropy(streams, target, d + 2, table)).collect();
            let mut ones = vec![[0_u16; 4]; *longest + 3];
            let mut sum = 0.0;
            for (source, masks) in self.sources.iter().zip(&self.masks) {
                for (counts, moved) in ones.iter_mut().zip(&moved) {
                    for (count, mask) in counts.iter_mut().zip(masks) {
                        *count = mask.iter().zip(moved).map(|(a, b)| (a & b).count_ones() as u16).sum();
                    }
                }
                for delay in 0..=*longest {
                    // By set of symbols, bit 0 the latest; then inclusion and exclusion.
                    let ([latest, two, ends, all], next) = (ones[delay], ones[delay + 1]);
                    let third = ones[delay + 2][0];
                    let mut counts = [counted[delay], latest, next[0], two, third, ends, next[1], all];
                    for symbol in 0..3 {
                        for context in 0..8 {
                            if context >> symbol & 1 == 0 {
                                counts[context] -= counts[context | 1 << symbol];
                            }
                        }
                    }
                    // The first two contexts are not full.
                    for (step, &context) in source.contexts[..2].iter().enumerate() {
                        counts[usize::from(context)] -= (moved[delay][0] >> step & 1) as u16;
                    }
                    sum += source.information(delay, &counts, entropies[delay], table);
                }
            }
            sum
        }
    }

    /// Depth 6: for each event of the target, at each delay, the context that ended then is looked
    /// up and counted.
    pub(super) struct Lookups<'a> {
        streams: &'a PackedStreams,
        longest: usize,
        table: NLogN,
        sources: Vec<Source>,
        /// By delay, then context.
        counts: Vec<[u16; 64]>,
    }

    impl<'a> Lookups<'a> {
        pub(super) fn new(streams: &'a PackedStreams, longest: usize) -> Self {
            let table = NLogN::up_to(streams.n_steps());
            let source = |source| Source::new(streams, source, 6, longest, &table);
            let sources = (0..streams.n_streams()).map(source).collect();
            Self { streams, longest, sources, counts: vec![[0; 64]; longest + 1], table }
        }

        pub(super) fn scan(&mut self, target: usize) -> f64 {
            let Self { streams, longest, table, sources, counts } = self;
            let events: Vec<usize> =
                (0..streams.n_steps()).filter(|&step| streams.get(target, step)).collect();
            let entropies: Vec<f64> =
                (0..=*longest).map(|d| entropy(streams, target, d + 5, table)).collect();
            let mut sum = 0.0;
            for source in sources {
                counts.fill([0; 64]);
                for &event in &events {
                    // The context must be full: it ends at step 5 or later.
                    let read = &source.contexts[..=event];
                    for (counts, &context) in counts.iter_mut().zip(read.iter().skip(5).rev()) {
                        counts[usize::from(context) & 63] += 1;
                    }
                }
                for (delay, counts) in counts.iter().enumerate() {
                    sum += source.information(delay, counts, entropies[delay], table);
                }
            }
            sum
        }
    }
}
