//! Short ways to write records and look up figures in tests.

use crate::{Records, Scored};
use dateline_model::Claim;
use serde_json::{Value, json};

/// Records from JSON Lines written in a test.
pub(crate) fn records(text: &str) -> Records {
    Records::read("test.jsonl", text.as_bytes()).expect("the test's records are well formed")
}

/// A figure's value by name.
pub(crate) fn value_of(scored: &Scored, name: &str) -> f64 {
    let figures = scored.figures();
    let found = figures.iter().find(|f| f.name == name);
    found
        .unwrap_or_else(|| panic!("no figure `{name}` among {figures:?}"))
        .value
}

/// An excerpt of `text` as JSON: the first place where `words` stand.
pub(crate) fn excerpt(text: &str, words: &str) -> Value {
    let start = text
        .find(words)
        .unwrap_or_else(|| panic!("`{words}` is not in `{text}`"));
    json!({"start": start, "end": start + words.len(), "text": words})
}

/// A claim of `text` from its JSON with the plain fields left out.
pub(crate) fn claim(text: &str, fields: Value) -> Claim {
    let mut whole = json!({
        "id": "c_0", "document": "d_0", "evidence": excerpt(text, text), "trigger": null, "event": null,
        "condition": null, "hazard": null, "source_actors": [], "target_actors": [], "physical_targets": [], "weapons": [], "place": null, "time": null,
        "harm": [], "count": null, "attribution": [], "status": "asserted", "analysis": false, "unresolved": [],
        "coder": "test",
    });
    for (key, value) in fields.as_object().expect("fields are an object") {
        whole[key] = value.clone();
    }
    serde_json::from_value(whole).expect("the test's claim fits the model")
}
