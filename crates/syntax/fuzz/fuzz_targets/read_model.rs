//! Any bytes are refused or read as a model, and reading does not panic. From `crates/syntax`:
//! `cargo +nightly fuzz run read_model -- -max_total_time=60`.
#![no_main]

use dateline_syntax::{Model, analyse, parse};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    if let Ok(model) = Model::read(bytes.to_vec()) {
        parse(&model, &mut analyse("Rebels fled."));
    }
});
