#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| watchback_tables::fuzz_bodies::parquet(bytes));
