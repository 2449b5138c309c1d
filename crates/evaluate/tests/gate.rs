//! No headline figure on an open gold set falls below the accepted one unnoticed.

mod common;

use dateline_code::Coder;
use dateline_evaluate::Accepted;
use std::path::Path;

#[test]
fn no_figure_falls_below_the_accepted_one() {
    let Some(gold) = common::gold() else { return };
    let coder = Coder::embedded().expect("the lexicons load");
    if std::env::var_os("DATELINE_ACCEPT").is_some_and(|v| v == "1") {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("accepted.json");
        let now = Accepted::accept(&coder, &gold, &file).expect("every set can be measured");
        assert!(!now.is_empty());
        return;
    }
    let accepted = Accepted::committed().expect("the committed figures load");
    let now = Accepted::measure(&coder, &gold).expect("every set can be measured");
    let fallen: Vec<String> = accepted
        .shortfalls(&now)
        .iter()
        .map(ToString::to_string)
        .collect();
    assert!(
        fallen.is_empty(),
        "{}\nIf that is meant, accept the new figures in the same commit: DATELINE_ACCEPT=1 cargo test -p dateline-evaluate --test gate",
        fallen.join("\n")
    );
}
