//! Any text is cut into tokens that tile it, gets trees, and is written so that it can be read. From `crates/syntax`:
//! `cargo +nightly fuzz run read_text -- -max_total_time=60`.
#![no_main]

#[path = "../../tests/common/mod.rs"]
mod common;

use dateline_syntax::{Model, analyse, parse};

libfuzzer_sys::fuzz_target!(|text: &str| {
    let mut read = analyse(text);
    common::check_tiling(&read);
    let Ok(model) = Model::embedded() else {
        panic!("the embedded model is refused");
    };
    parse(model, &mut read);
    common::check_trees(&read);
    common::check_written(&read);
});
