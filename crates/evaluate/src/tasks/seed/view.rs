//! The seed article, and claims as its checks look at them: as JSON of any coder, with the offsets verified.

use serde_json::{Value, ser::Formatter};
use std::io;

/// The article with what is expected of it.
pub(super) struct Article<'g> {
    text: &'g str,
    /// Byte at which each code point starts, and the length at the end.
    starts: Vec<usize>,
    expected: &'g Value,
    sentences: Vec<(&'g str, usize, usize)>,
}

impl<'g> Article<'g> {
    /// The article of a gold record: `text` and `expected`.
    pub(super) fn new(record: &'g Value) -> Result<Self, String> {
        let text = record
            .get("text")
            .and_then(Value::as_str)
            .ok_or("there is no article text")?;
        let expected = record.get("expected").ok_or("there are no expectations")?;
        let listed = expected
            .get("sentences")
            .and_then(Value::as_array)
            .ok_or("the expectations list no `sentences`")?;
        let sentence = |s: &'g Value| Some((s.get("id")?.as_str()?, number(s, "start")?, number(s, "end")?));
        let sentences = listed
            .iter()
            .map(|s| sentence(s).ok_or_else(|| format!("a sentence needs id, start and end: {s}")))
            .collect::<Result<_, _>>()?;
        let mut starts: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
        starts.push(text.len());
        Ok(Self {
            text,
            starts,
            expected,
            sentences,
        })
    }

    /// An expected place by its id.
    pub(super) fn place(&self, id: &str) -> Option<&'g Value> {
        let places = self.expected.get("places")?.as_array()?;
        places
            .iter()
            .find(|p| p.get("id").and_then(Value::as_str) == Some(id))
    }

    /// Where the site furniture at the head of the article ends, in code points; 0 where there is none.
    pub(super) fn furniture_end(&self) -> usize {
        self.expected
            .pointer("/boilerplate/0")
            .and_then(|b| number(b, "end"))
            .unwrap_or(0)
    }

    fn sentence_at(&self, at: usize) -> Option<&'g str> {
        self.sentences
            .iter()
            .find(|(_, start, end)| *start <= at && at < *end)
            .map(|s| s.0)
    }

    /// `start..end` in code points of a span whose stated words stand there, counted in code points or in bytes.
    fn code_points(&self, span: Option<&Value>) -> Option<(usize, usize)> {
        let span = span?;
        let (start, end) = (number(span, "start")?, number(span, "end")?);
        let Some(words) = span.get("text").and_then(Value::as_str) else {
            return Some((start, end));
        };
        let byte = |at: usize| self.starts.get(at).copied().unwrap_or(self.text.len());
        if self.text.get(byte(start)..byte(end)).unwrap_or_default() == words {
            return Some((start, end));
        }
        let point = |at: usize| self.starts.binary_search(&at).ok();
        if self.text.get(start..end) == Some(words) {
            return Some((point(start)?, point(end)?));
        }
        None
    }
}

/// A claim as the checks look at it.
pub(super) struct ClaimView<'a> {
    claim: &'a Value,
    /// Sentence of the trigger, or else of the evidence.
    pub(super) sentence: Option<&'a str>,
    /// The evidence in code points, if its words stand where it says.
    pub(super) evidence: Option<(usize, usize)>,
}

impl<'a> ClaimView<'a> {
    pub(super) fn new(article: &Article<'a>, claim: &'a Value) -> Self {
        let evidence = article.code_points(present(claim.get("evidence")));
        let trigger = article.code_points(present(claim.get("trigger")));
        Self {
            claim,
            sentence: trigger
                .or(evidence)
                .and_then(|(start, _)| article.sentence_at(start)),
            evidence,
        }
    }

    /// A field as lower-case JSON, empty where there is nothing in it.
    pub(super) fn flat(&self, key: &str) -> String {
        flat(self.claim.get(key))
    }

    pub(super) fn place(&self) -> Option<&'a Value> {
        present(self.claim.get("place"))
    }

    pub(super) fn status(&self) -> Option<&'a str> {
        self.claim.get("status").and_then(Value::as_str)
    }

    fn kind(&self) -> Option<&'a str> {
        self.claim
            .pointer("/event/type")
            .and_then(Value::as_str)
            .filter(|kind| !kind.is_empty())
    }

    pub(super) fn is(&self, kind: &str) -> bool {
        self.kind() == Some(kind)
    }

    /// Whether it says that an event took place.
    pub(super) fn happened(&self) -> bool {
        self.kind().is_some() && matches!(self.status(), Some("asserted" | "attributed" | "alleged") | None)
    }

    pub(super) fn day(&self, key: &str) -> Option<&'a str> {
        let time = present(self.claim.get("time"))?;
        time.get(key)
            .and_then(Value::as_str)
            .filter(|day| !day.is_empty())
    }

    pub(super) fn trigger_text(&self) -> String {
        flat(self.claim.pointer("/trigger/text"))
    }

    /// Words of evidence and trigger.
    pub(super) fn text(&self) -> String {
        let words = |at: &str| self.claim.pointer(at).cloned().unwrap_or(Value::Null);
        flat(Some(&Value::Array(vec![
            words("/evidence/text"),
            words("/trigger/text"),
        ])))
    }

    fn items(&self, key: &str) -> &'a [Value] {
        self.claim
            .get(key)
            .and_then(Value::as_array)
            .map_or(&[], Vec::as_slice)
    }

    /// Names, ids and words of the actors in these fields.
    pub(super) fn names(&self, keys: &[&str]) -> String {
        let actors = keys.iter().flat_map(|key| self.items(key));
        let parts: Vec<String> = actors
            .map(|actor| {
                let part = |at: &str| actor.pointer(at).cloned().unwrap_or(Value::Null);
                flat(Some(&Value::Array(vec![
                    part("/name"),
                    part("/id"),
                    part("/mention/text"),
                ])))
            })
            .collect();
        parts.join(" | ")
    }

    /// Who is cited.
    pub(super) fn speakers(&self) -> String {
        let cited = self.items("attribution").iter().map(|a| {
            let part = |key: &str| a.get(key).cloned().unwrap_or(Value::Null);
            Value::Array(vec![part("speaker"), part("actor")])
        });
        flat(Some(&Value::Array(cited.collect())))
    }

    /// Figures and their stated parts.
    pub(super) fn harms(&self) -> Vec<&'a Value> {
        let parts = |h: &'a Value| {
            h.get("parts")
                .and_then(Value::as_array)
                .map_or(&[] as &[Value], Vec::as_slice)
        };
        self.items("harm")
            .iter()
            .flat_map(|h| std::iter::once(h).chain(parts(h)))
            .collect()
    }

    /// Whether Iran's own military is among its actors.
    pub(super) fn names_irans_army(&self) -> bool {
        let is = |actor: &Value, key: &str, values: &[&str]| {
            actor
                .get(key)
                .and_then(Value::as_str)
                .is_some_and(|v| values.contains(&v))
        };
        ["source_actors", "target_actors"]
            .iter()
            .flat_map(|key| self.items(key))
            .any(|actor| is(actor, "country", &["IRN", "Iran"]) && is(actor, "sector", &["MIL"]))
    }
}

/// Whether a figure states a number of which `test` holds.
pub(super) fn contains_number(harm: &Value, test: impl Fn(f64) -> bool) -> bool {
    ["low", "best", "high"]
        .iter()
        .filter_map(|key| harm.get(key).and_then(Value::as_f64))
        .any(test)
}

/// Kilometres within which a place is the expected one.
const NEAR_KM: f64 = 15.0;

/// Whether a place is the expected one: the same gazetteer entry, or a point close by.
pub(super) fn near(place: Option<&Value>, expected: Option<&Value>) -> bool {
    let (Some(place), Some(expected)) = (place, expected) else {
        return false;
    };
    let id = |p: &Value| {
        p.get("geonameid")
            .filter(|id| !id.is_null())
            .map(|id| id.to_string().replace('"', ""))
    };
    if id(place).is_some() && id(place) == id(expected) {
        return true;
    }
    let point = |p: &Value| Some((p.get("lat")?.as_f64()?, p.get("lon")?.as_f64()?));
    let (Some((lat1, lon1)), Some((lat2, lon2))) = (point(place), point(expected)) else {
        return false;
    };
    let (lat1, lat2, lon) = (lat1.to_radians(), lat2.to_radians(), (lon1 - lon2).to_radians());
    let chord = ((lat2 - lat1) / 2.0).sin().powi(2) + lat1.cos() * lat2.cos() * (lon / 2.0).sin().powi(2);
    12_742.0 * chord.sqrt().asin() <= NEAR_KM
}

fn number(value: &Value, key: &str) -> Option<usize> {
    value.get(key)?.as_u64().and_then(|n| usize::try_from(n).ok())
}

/// A value that holds something.
fn present(value: Option<&Value>) -> Option<&Value> {
    value.filter(|v| match v {
        Value::Null | Value::Bool(false) => false,
        Value::Bool(true) => true,
        Value::Number(n) => n.as_f64() != Some(0.0),
        Value::String(s) => !s.is_empty(),
        Value::Array(items) => !items.is_empty(),
        Value::Object(fields) => !fields.is_empty(),
    })
}

/// A value as lower-case JSON with a blank after commas and colons, the form in which the checks look for words; empty
/// where the value holds nothing.
pub(super) fn flat(value: Option<&Value>) -> String {
    let Some(value) = present(value) else {
        return String::new();
    };
    let mut out = Vec::new();
    let mut writer = serde_json::Serializer::with_formatter(&mut out, Spaced);
    serde::Serialize::serialize(value, &mut writer).expect("a JSON value can be written to memory");
    String::from_utf8(out).expect("JSON is UTF-8").to_lowercase()
}

/// Writes JSON with a blank after commas and colons.
struct Spaced;

impl Formatter for Spaced {
    fn begin_array_value<W: ?Sized + io::Write>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        if first { Ok(()) } else { writer.write_all(b", ") }
    }

    fn begin_object_key<W: ?Sized + io::Write>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        if first { Ok(()) } else { writer.write_all(b", ") }
    }

    fn begin_object_value<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        writer.write_all(b": ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn flat_is_lower_case_with_blanks() {
        assert_eq!(
            flat(Some(&json!(["UN", null, {"a": 1, "b": "É"}]))),
            r#"["un", null, {"a": 1, "b": "é"}]"#
        );
        for nothing in [json!(null), json!([]), json!({}), json!("")] {
            assert_eq!(flat(Some(&nothing)), "", "{nothing}");
        }
        assert_eq!(flat(None), "");
    }

    #[test]
    fn spans_may_count_bytes_or_characters() {
        let gold =
            json!({"text": "“Né” fell.", "expected": {"sentences": [{"id": "s1", "start": 0, "end": 10}]}});
        let article = Article::new(&gold).expect("complete");
        for (start, end, words, found) in [
            (5, 9, "fell", Some((5, 9))),
            (10, 14, "fell", Some((5, 9))),
            (11, 15, "fell", None),
            (4, 9, "fell", None),
        ] {
            let span = json!({"start": start, "end": end, "text": words});
            assert_eq!(article.code_points(Some(&span)), found, "{span}");
        }
    }

    #[test]
    fn near_is_the_same_entry_or_within_fifteen_kilometres() {
        let town = json!({"geonameid": 7, "lat": 10.0, "lon": 20.0});
        assert!(near(Some(&json!({"geonameid": "7"})), Some(&town)));
        assert!(near(Some(&json!({"lat": 10.1, "lon": 20.0})), Some(&town)));
        assert!(!near(Some(&json!({"lat": 10.2, "lon": 20.0})), Some(&town)));
        assert!(!near(Some(&json!({"name": "Town"})), Some(&town)));
        assert!(!near(None, Some(&town)));
    }
}
