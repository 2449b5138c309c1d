//! Short ways to make reports in tests: made-up towns, people and outlets.

use crate::Report;
use dateline_model::{Claim, DocumentId, Profile, Term, TermKind};
use serde_json::{Value, json};

/// A report under construction.
pub(crate) struct Draft {
    report: Report,
    at: usize,
}

/// A report by a number that makes its id, with its day of publication and the words of its profile.
pub(crate) fn report(id: u32, published: &str, words: &str) -> Draft {
    let mut terms: Vec<Term> = words
        .split_whitespace()
        .map(|word| Term {
            kind: TermKind::Word,
            form: word.to_owned(),
            count: 1,
            lead: 1,
        })
        .collect();
    terms.sort();
    terms.dedup();
    Draft {
        report: Report {
            document: DocumentId::of(&[&id.to_le_bytes()]),
            publisher: Some(format!("Outlet {id}")),
            published: published.parse().ok(),
            claims: Vec::new(),
            profile: Profile {
                terms,
                sketch: (0..64).map(|n| (u64::from(id) * 1_000 + n) << 32).collect(),
            },
        },
        at: 0,
    }
}

impl Draft {
    pub(crate) fn sketch_of(mut self, id: u32) -> Self {
        self.report.profile.sketch = (0..64).map(|n| (u64::from(id) * 1_000 + n) << 32).collect();
        self
    }

    pub(crate) fn publisher(mut self, name: &str) -> Self {
        self.report.publisher = Some(name.to_owned());
        self
    }

    /// Adds a claim of an attack; `fields` replace the plain ones.
    pub(crate) fn claim(mut self, fields: Value) -> Self {
        let excerpt = excerpt(self.at, "Shots were fired.");
        let event = json!({"type": "ASSAULT", "mode": "firearms", "contexts": [], "cameo": null, "acled": null, "ucdp": null});
        let mut whole = json!({
            "id": "c_0", "document": self.report.document.as_str(), "evidence": excerpt, "trigger": null, "event": event,
            "condition": null, "hazard": null, "source_actors": [], "target_actors": [], "named_victims": [],
            "physical_targets": [], "weapons": [], "place": null, "time": null, "harm": [], "count": null,
            "attribution": [], "status": "asserted", "analysis": false, "unresolved": [], "coder": "test",
        });
        for (key, value) in fields.as_object().expect("fields are an object") {
            whole[key] = value.clone();
        }
        self.at += 100;
        let claim: Claim = serde_json::from_value(whole).expect("the test's claim fits the model");
        self.report.claims.push(claim.with_content_id());
        self
    }

    pub(crate) fn done(self) -> Report {
        self.report
    }
}

fn excerpt(start: usize, words: &str) -> Value {
    json!({"start": start, "end": start + words.len(), "text": words})
}

/// A made-up town by a letter; towns lie a degree of longitude apart.
pub(crate) fn town(name: char) -> Value {
    let at = u32::from(name);
    json!({"name": format!("Town {name}"), "geonameid": at, "lat": 10.0, "lon": f64::from(at), "admin1": "North",
        "country": "XXA", "precision": "town", "mention": excerpt(0, "Town")})
}

pub(crate) fn day(day: &str) -> Value {
    json!({"start": day, "end": day, "precision": "day", "timex": day, "basis": "explicit", "mention": excerpt(0, "Monday")})
}

pub(crate) fn harm(kind: &str, n: u32) -> Value {
    figure(kind, json!(n), json!(n), "incident")
}

pub(crate) fn figure(kind: &str, low: Value, high: Value, scope: &str) -> Value {
    let words = format!("{low} {kind} {scope}");
    json!({"kind": kind, "low": low, "best": low, "high": high, "approximate": false, "scope": scope,
        "victims": {"who": null, "status": "unknown", "children": false, "women": false},
        "span": excerpt(0, &words), "parts": [], "part_of": null, "restates": null})
}

pub(crate) fn victim(name: &str) -> Value {
    json!({"name": name, "mention": excerpt(0, name)})
}

pub(crate) fn said_by(speaker: &str, party: bool) -> Value {
    json!([{"speaker": speaker, "actor": null, "verb": "said", "party": party, "channel": null,
        "span": excerpt(0, speaker), "quotation": null}])
}
