//! Small incidents in made-up towns.

use crate::{
    changes,
    report::{Before, Material, Source},
};
use dateline_model::{Claim, Document, Incident, Span};
use serde_json::{Value, json};

/// Low, best, high.
type Figures = [Option<u32>; 3];

pub(super) fn source(id: &str, publisher: &str, published: Option<&str>, title: &str, text: &str) -> Source {
    let document: Document = serde_json::from_value(json!({"id": id, "title": title, "publisher": publisher,
        "published": published, "url": null, "text": text}))
    .expect("a document");
    Source {
        document,
        claims: Vec::new(),
        copy_of: None,
    }
}

/// An incident in the making.
pub(super) struct Told {
    incident: Value,
    claims: Vec<(String, Value)>,
}

struct Figure<'a> {
    document: &'a str,
    kind: &'a str,
    words: &'a str,
    bounds: Figures,
    voice: Option<&'a str>,
    party: bool,
}

impl Told {
    pub(super) fn new(id: &str, day: &str) -> Self {
        let day = Some(day).filter(|d| !d.is_empty());
        Self {
            incident: json!({"id": id, "documents": [], "mentions": [], "claims": [], "event_type": "ASSAULT", "start": day,
                "end": day, "place": null, "tolls": [], "disputes": [], "corroboration": 1, "links": []}),
            claims: Vec::new(),
        }
    }

    pub(super) fn place(mut self, name: &str, admin1: &str, lat: f64, lon: f64) -> Self {
        self.incident["place"] = json!({"name": name, "geonameid": 7, "lat": lat, "lon": lon, "admin1": admin1,
            "country": "XXA", "precision": "town", "precision_km": 4.0,
            "mention": {"start": 0, "end": name.len(), "text": name}});
        self
    }

    pub(super) fn copy(mut self, document: &str) -> Self {
        push(&mut self.incident["documents"], json!(document));
        self
    }

    pub(super) fn figure(
        self,
        document: &str,
        kind: &str,
        words: &str,
        bounds: Figures,
        voice: Option<&str>,
        party: bool,
    ) -> Self {
        self.with(&Figure {
            document,
            kind,
            words,
            bounds,
            voice,
            party,
        })
    }

    fn with(mut self, figure: &Figure<'_>) -> Self {
        let [low, best, high] = figure.bounds;
        let attribution: Vec<Value> = figure
            .voice
            .iter()
            .map(|v| {
                json!({"speaker": v, "actor": null, "verb": "said", "party": figure.party, "channel": null,
                "span": {"start": 0, "end": 0, "text": ""}, "quotation": null})
            })
            .collect();
        // The kind goes with the words until the text is known.
        let harm = json!({"kind": figure.kind, "low": low, "best": best, "high": high, "approximate": high.is_none(),
            "scope": "incident", "victims": {"who": null, "status": "unknown", "children": false, "women": false},
            "span": figure.words, "parts": [], "part_of": null, "restates": null});
        let same = self.claims.iter().position(|(document, claim)| {
            document == figure.document
                && claim["attribution"] == json!(attribution)
                && claim["harm"][0]["kind"] == json!(figure.kind)
        });
        let id = match same {
            Some(at) => {
                push(&mut self.claims[at].1["harm"], harm);
                self.claims[at].1["id"].clone()
            }
            None => {
                let id = json!(format!(
                    "c_{}_{}",
                    self.incident["id"].as_str().unwrap_or_default(),
                    self.claims.len()
                ));
                self.claims.push((
                    figure.document.to_owned(),
                    claim(&id, figure.document, harm, attribution),
                ));
                push(&mut self.incident["claims"], id.clone());
                push(&mut self.incident["documents"], json!(figure.document));
                id
            }
        };
        let basis = json!({"claim": id, "document": figure.document, "voice": figure.voice.map(str::to_lowercase),
            "party": figure.party, "low": low, "best": best, "high": high, "approximate": high.is_none(), "standing": "counts"});
        let kind = toll(&mut self.incident, figure.kind);
        push(&mut kind["basis"], basis);
        self
    }

    pub(super) fn toll(mut self, kind: &str, [low, best, high]: Figures, open: bool) -> Self {
        let toll = toll(&mut self.incident, kind);
        toll["low"] = json!(low);
        toll["best"] = json!(best);
        toll["high"] = json!(high);
        toll["open"] = json!(open);
        self
    }

    pub(super) fn dispute(mut self, harm: &str) -> Self {
        let claims = self.incident["claims"].clone();
        let dispute = json!({"about": "toll", "harm": harm, "claims": claims, "told": "one against another"});
        push(&mut self.incident["disputes"], dispute);
        self
    }
}

fn push(list: &mut Value, value: Value) {
    let list = list.as_array_mut().expect("a list");
    if !list.contains(&value) {
        list.push(value);
    }
}

fn toll<'i>(incident: &'i mut Value, kind: &str) -> &'i mut Value {
    let tolls = incident["tolls"].as_array_mut().expect("a list");
    let at = tolls.iter().position(|t| t["kind"] == kind).unwrap_or_else(|| {
        tolls
            .push(json!({"kind": kind, "low": null, "best": null, "high": null, "open": false, "basis": []}));
        tolls.len() - 1
    });
    &mut tolls[at]
}

fn claim(id: &Value, document: &str, harm: Value, attribution: Vec<Value>) -> Value {
    json!({"id": id, "document": document, "evidence": null, "trigger": null,
        "event": null,
        "condition": null, "hazard": null, "source_actors": [], "target_actors": [], "physical_targets": [], "weapons": [],
        "place": null, "time": null, "harm": [harm], "count": null, "attribution": attribution, "status": "asserted",
        "analysis": false, "unresolved": [], "coder": "by hand"})
}

/// The whole: words become excerpts of their reports' sentences.
pub(super) fn material(mut sources: Vec<Source>, told: Vec<Told>) -> Material {
    let mut incidents = Vec::new();
    for one in told {
        for (document, mut claim) in one.claims {
            let source = sources.iter_mut().find(|s| s.document.id.as_str() == document);
            let source = source.expect("the report is there");
            let text = source.document.text.clone();
            let mut evidence = Value::Null;
            for harm in claim["harm"].as_array_mut().expect("a list") {
                let words = harm["span"].as_str().expect("words").to_owned();
                let (span, sentence) = found(&text, &words);
                harm["span"] = span;
                evidence = sentence;
            }
            claim["evidence"] = evidence;
            let claim: Claim = serde_json::from_value(claim).expect("a claim");
            source.claims.push(claim);
        }
        let incident: Incident = serde_json::from_value(one.incident).expect("an incident");
        incidents.push(incident);
    }
    Material {
        title: "Situation report: Nowhere, May 2024".to_owned(),
        filter: vec!["in Nowhere".to_owned(), "of May 2024".to_owned()],
        as_of: "2024-05-04".parse().ok(),
        incidents,
        sources: sources.into_iter().map(|s| (s.document.id.clone(), s)).collect(),
        coder: "dateline, by hand".to_owned(),
        ..Material::default()
    }
}

/// Words of a text, and the sentence that they stand in.
fn found(text: &str, words: &str) -> (Value, Value) {
    let at = text.find(words).expect("the words are there");
    let start = text[..at].rfind(". ").map_or(0, |p| p + 2);
    let end = text[at..].find('.').map_or(text.len(), |p| at + p + 1);
    let excerpt = |from, to| {
        let span = Span::new(text, from, to).expect("in the text");
        serde_json::to_value(span.excerpt(text)).expect("plain data")
    };
    (excerpt(at, at + words.len()), excerpt(start, end))
}

/// What an earlier report knew, when it knew only one incident with that toll.
pub(super) fn before(now: &Material, incident: &str, [low, best, high]: Figures) -> Before {
    let old = now.incidents.iter().find(|i| i.id.as_str() == incident);
    let mut old = old.expect("is there").clone();
    old.disputes.clear();
    if let Some(toll) = old.tolls.first_mut() {
        (toll.low, toll.best, toll.high, toll.open) = (low, best, high, false);
        toll.basis.truncate(1);
    }
    let old = vec![old];
    Before {
        told: "what reports published up to 2 May 2024 told".to_owned(),
        changes: changes(&old, &now.incidents),
        incidents: old,
    }
}
