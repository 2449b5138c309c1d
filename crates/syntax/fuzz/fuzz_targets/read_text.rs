//! Any text is cut into tokens that tile it, and gets trees. From `crates/syntax`: `cargo +nightly fuzz run read_text -- -max_total_time=60`.
#![no_main]

use dateline_syntax::{Model, analyse, parse, write_conllu};

libfuzzer_sys::fuzz_target!(|text: &str| {
    let mut read = analyse(text);
    let mut end = 0;
    for token in read.tokens() {
        assert!(text[end..token.span.start()].chars().all(char::is_whitespace));
        end = token.span.end();
    }
    let Ok(model) = Model::embedded() else {
        panic!("the embedded model is refused");
    };
    parse(model, &mut read);
    for sentence in read.sentences() {
        assert_eq!(sentence.tokens.clone().filter(|ix| read.head(*ix).is_none()).count(), 1);
    }
    assert!(write_conllu(&read).len() >= text.trim().len());
});
