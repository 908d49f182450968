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
    use watchback::streams::{InferenceStreams, PackedStreams};
    use watchback::study::preset;

    const STREAMS: usize = 2683;
    const STEPS: usize = 822;

    pub(super) fn scan(criterion: &mut Criterion) {
        let mut random = ChaCha8Rng::seed_from_u64(1);
        let mut streams = PackedStreams::empty(STREAMS, STEPS);
        for stream in 0..STREAMS {
            for step in 0..STEPS {
                if random.next_u32() % 10 == 0 {
                    streams.set(stream, step);
                }
            }
        }
        let Ok(Ok(study)) = preset("chicago").map(|settings| settings.check()) else { return };
        let delays = Delays::of(&study);
        let tables = SourceTables::new(&InferenceStreams::new(streams), delays);
        let mut group = criterion.benchmark_group("scan");
        group.throughput(Throughput::Elements((STREAMS * delays.count()) as u64));
        group.sample_size(20);
        group.bench_function("one target, 2,683 sources, 54 delays, 822 steps", |bencher| {
            let mut scan = TargetScan::new(&tables, 20);
            bencher.iter(|| scan.scan(17));
        });
        group.finish();
    }
}
