//! The scan on random streams of Chicago's size: `cargo bench --bench scan`. Elements are transducers.
#![allow(missing_docs)]

#[cfg(target_arch = "wasm32")]
fn main() {}

#[cfg(not(target_arch = "wasm32"))]
fn main() {
    let mut criterion = criterion::Criterion::default().configure_from_args();
    native::scan(&mut criterion);
    criterion.final_summary();
}

#[cfg(not(target_arch = "wasm32"))]
mod native {
    use criterion::{Criterion, Throughput};
    use rand_chacha::ChaCha8Rng;
    use rand_core::{Rng, SeedableRng};
    use watchback::network::{Delays, SourceTables, TargetScan};
    use watchback::streams::{PackedStreams, WindowStreams};
    use watchback::study::preset;

    const STREAMS: usize = 2683;

    /// Streams with events at one step in ten.
    fn streams(n_streams: usize, n_steps: usize) -> WindowStreams {
        let mut random = ChaCha8Rng::seed_from_u64(1);
        let mut streams = PackedStreams::empty(n_streams, n_steps);
        for stream in 0..n_streams {
            for step in (0..n_steps).filter(|_| random.next_u32() % 10 == 0) {
                streams.set(stream, step);
            }
        }
        WindowStreams::first(&streams, n_steps)
    }

    pub(super) fn scan(criterion: &mut Criterion) {
        let Ok(Ok(study)) = preset("chicago").map(|settings| settings.check()) else { return };
        let mut group = criterion.benchmark_group("scan");
        group.sample_size(20);
        // The window that forecasts are inferred on, and the whole of training with the paper's delays.
        let windows = [(822, Delays::of(&study)), (1096, Delays::from_same_step(60))];
        for (n_steps, delays) in windows {
            let streams = streams(STREAMS, n_steps);
            for depth in 1..=6 {
                let tables = SourceTables::new(&streams, delays, depth);
                group.throughput(Throughput::Elements((STREAMS * delays.count()) as u64));
                let name = format!("one target, {n_steps} steps, {} delays, depth {depth}", delays.count());
                group.bench_function(name, |bencher| {
                    let mut scan = TargetScan::new(&tables);
                    bencher.iter(|| {
                        let mut information = 0.0;
                        scan.scan(17, &mut |pair| information += pair.information.iter().sum::<f64>());
                        information
                    });
                });
            }
        }
        group.finish();
        growth(criterion);
    }

    /// One target at depth 3, one size at a time doubled and doubled again from (streams, delays, steps) = (1000, 15, 512): slopes on
    /// log axes are read off the table of docs/benchmarks.md.
    fn growth(criterion: &mut Criterion) {
        let mut group = criterion.benchmark_group("growth");
        group.sample_size(20);
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
        for (n_streams, n_delays, n_steps) in sizes {
            let streams = streams(n_streams, n_steps);
            let tables = SourceTables::new(&streams, Delays::from_same_step(n_delays - 1), 3);
            group.bench_function(
                format!("{n_streams} streams, {n_delays} delays, {n_steps} steps"),
                |bencher| {
                    let mut scan = TargetScan::new(&tables);
                    bencher.iter(|| {
                        let mut information = 0.0;
                        scan.scan(17, &mut |pair| information += pair.information.iter().sum::<f64>());
                        information
                    });
                },
            );
        }
        group.finish();
    }
}
