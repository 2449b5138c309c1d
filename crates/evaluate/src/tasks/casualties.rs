//! Stated quantities of harm to people, wherever they stand in a text, with source, perpetrator and status.

mod score;

use crate::{CodePoints, EvaluateError, GoldSet, Headline, InputRecord, Options, Records, Scored, Task};
use dateline_code::Coder;
use dateline_model::{Claim, Excerpt, Harm, HarmKind, Scope, Status};
use serde_json::{Value, json};
use std::collections::{BTreeMap, btree_map::Entry};

pub(super) struct Casualties;

impl Task for Casualties {
    fn name(&self) -> &'static str {
        "casualties"
    }

    fn about(&self) -> &'static str {
        "every stated quantity of harm to people: figures, words, victims, source, status"
    }

    fn sets(&self) -> &'static [GoldSet] {
        const {
            &[
                GoldSet::new("dev", "casualties/dev.jsonl"),
                GoldSet::new("hard_dev", "casualties/hard_dev.jsonl"),
            ]
        }
    }

    fn predict(&self, coder: &Coder, record: &InputRecord) -> Result<Vec<Value>, String> {
        let document = record.document();
        let claims = coder.code(&document);
        let casualties = flatten(&document.text, &claims)?;
        Ok(vec![json!({"id": record.id(), "casualties": casualties})])
    }

    fn score(
        &self,
        gold: &Records,
        predictions: &Records,
        options: &Options,
    ) -> Result<Scored, EvaluateError> {
        score::score(gold, predictions, options.skip_restates)
    }

    fn headlines(&self) -> &'static [Headline] {
        const fn on_dev(figure: &'static str, floor: f64, goal: f64) -> Headline {
            Headline {
                figure,
                set: "dev",
                floor: Some(floor),
                goal: Some(goal),
            }
        }
        const {
            &[
                on_dev("strict_F1", 0.61, 0.80),
                on_dev("det_F1", 0.61, 0.85),
                on_dev("said_F1", 0.67, 0.88),
                on_dev("link_F1", 0.0, 0.60),
                on_dev("status", 0.0, 0.80),
                on_dev("clean", 34.0, 36.0),
            ]
        }
    }
}

/// What makes two figures one record: where it stands and what was done. Text order.
type Key = (usize, usize, HarmKind);

/// A figure on its way to a record.
struct Flat<'c> {
    claim: &'c Claim,
    harm: &'c Harm,
    low: u32,
    whole: Option<Key>,
}

/// All figures of the claims, one record a span and kind, in text order.
fn flatten(text: &str, claims: &[Claim]) -> Result<Vec<Value>, String> {
    let mut found: BTreeMap<Key, Flat<'_>> = BTreeMap::new();
    for claim in claims {
        let mut open: Vec<(&Harm, Option<Key>)> = claim.harm.iter().rev().map(|h| (h, None)).collect();
        while let Some((harm, whole)) = open.pop() {
            let key = (harm.span.start(), harm.span.end(), harm.kind);
            let own = lowest(harm).map(|low| Flat {
                claim,
                harm,
                low,
                whole: whole.filter(|w| *w != key),
            });
            let listed = own.is_some();
            if let Some(flat) = own {
                match found.entry(key) {
                    Entry::Vacant(entry) => {
                        entry.insert(flat);
                    }
                    // The claim read first keeps the record; a later one may still know what it is part of.
                    Entry::Occupied(mut entry) => {
                        let first = entry.get_mut();
                        first.whole = first.whole.or(flat.whole);
                    }
                }
            }
            let above = if listed { Some(key) } else { whole };
            open.extend(harm.parts.iter().rev().map(|part| (part, above)));
        }
    }
    let index: BTreeMap<Key, usize> = found.keys().copied().zip(0..).collect();
    let points = CodePoints::new(text);
    // A figure named by its words alone: of the same kind where there is one.
    let at = |words: &Excerpt, kind: HarmKind| {
        let same = index.get(&(words.start(), words.end(), kind));
        let any = || {
            index
                .iter()
                .find(|(key, _)| (key.0, key.1) == (words.start(), words.end()))
                .map(|(_, at)| at)
        };
        same.or_else(any).copied()
    };
    found
        .values()
        .zip(0..)
        .map(|(flat, own)| {
            let inside = flat.whole.and_then(|whole| index.get(&whole).copied());
            let whole = inside
                .or_else(|| at(flat.harm.part_of.as_ref()?, flat.harm.kind))
                .filter(|i| *i != own);
            let earlier = flat
                .harm
                .restates
                .as_ref()
                .and_then(|words| at(words, flat.harm.kind))
                .filter(|i| *i != own);
            record(flat, &points, whole, earlier)
        })
        .collect()
}

/// The lowest number that the words allow; `None` where they state no quantity at all, which is no record. 'Up to 40' is
/// from 1, as the guidelines have it.
fn lowest(harm: &Harm) -> Option<u32> {
    let bounds = harm.bounds;
    bounds.low.or(bounds.best).or(bounds.high.map(|high| high.min(1)))
}

fn record(
    flat: &Flat<'_>,
    points: &CodePoints<'_>,
    part_of: Option<usize>,
    restates: Option<usize>,
) -> Result<Value, String> {
    let Flat { claim, harm, low, .. } = flat;
    let text = points
        .span(&harm.span)
        .map_err(|e| format!("claim {}: {e}", claim.id.as_str()))?;
    let includes = |test: fn(&Harm) -> bool| {
        let mut open = vec![*harm];
        while let Some(figure) = open.pop() {
            if test(figure) {
                return true;
            }
            open.extend(&figure.parts);
        }
        false
    };
    Ok(json!({
        "harm": harm.kind,
        "low": low,
        "high": harm.bounds.high,
        "best": harm.bounds.best,
        "approx": harm.bounds.approximate,
        "text": text,
        "surface": harm.span.text(),
        "victim": harm.victims.who,
        "victim_class": harm.victims.status,
        "children": includes(|h| h.victims.children),
        "women": includes(|h| h.victims.women),
        "part_of": part_of,
        "restates": restates,
        "perpetrator": claim.source_actors.first().map(|actor| actor.mention.text()),
        "said_by": speaker(claim),
        "status": status(claim, harm),
    }))
}

/// The nearest source: the last of the chain that is named.
fn speaker(claim: &Claim) -> Option<&str> {
    claim.attribution.iter().rev().find_map(|a| a.speaker.as_deref())
}

/// The first of the guidelines' statuses that applies.
fn status(claim: &Claim, harm: &Harm) -> &'static str {
    let by_party = claim.attribution.iter().any(|a| a.party);
    match claim.status {
        Status::Denied => "denied",
        Status::Threatened | Status::Planned | Status::Ordered => "planned",
        Status::Attempted | Status::Hypothetical => "hypothetical",
        Status::Feared => "feared",
        _ if harm.scope == Scope::Running => "cumulative",
        Status::Claimed => "claimed_by_party",
        _ if by_party => "claimed_by_party",
        Status::Attributed | Status::Alleged => "attributed",
        Status::Background if !claim.attribution.is_empty() => "attributed",
        _ => "asserted",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_support::{claim, excerpt};

    const TEXT: &str = "“At least nine people, two of them girls, died and nine were hurt,” the mayor said.";

    fn harm(words: &str, kind: &str, low: u32, high: Option<u32>, parts: Value) -> Value {
        json!({"kind": kind, "low": low, "best": low, "high": high, "approximate": false, "scope": "incident",
            "victims": {"who": "people", "status": "unknown", "children": words == "two", "women": false},
            "span": excerpt(TEXT, words), "parts": parts})
    }

    fn attributed(harms: Value) -> Claim {
        let said = json!({"speaker": "the mayor", "actor": null, "verb": "said", "party": false, "channel": null,
            "span": excerpt(TEXT, "the mayor said"), "quotation": null});
        claim(
            TEXT,
            json!({"harm": harms, "attribution": [said], "status": "attributed", "analysis": true}),
        )
    }

    #[test]
    fn parts_follow_their_whole_and_point_at_it() {
        let deaths = harm(
            "At least nine people",
            "killed",
            9,
            None,
            json!([harm("two", "killed", 2, Some(2), json!([]))]),
        );
        let hurt = harm("nine were", "injured", 9, Some(9), json!([]));
        // The same figure read by a second claim is no second record.
        let records = flatten(
            TEXT,
            &[
                attributed(json!([hurt, deaths.clone()])),
                attributed(json!([deaths])),
            ],
        )
        .expect("spans hold");
        let seen: Vec<_> = records
            .iter()
            .map(|r| {
                (
                    r["surface"].as_str().unwrap_or_default(),
                    &r["text"][0],
                    &r["part_of"],
                    &r["children"],
                )
            })
            .collect();
        // One character, three bytes: the opening quotation mark. Offsets count it once.
        assert_eq!(
            seen[0],
            ("At least nine people", &json!(1), &json!(null), &json!(true))
        );
        assert_eq!(seen[1], ("two", &json!(23), &json!(0), &json!(true)));
        assert_eq!(seen[2], ("nine were", &json!(51), &json!(null), &json!(false)));
        assert_eq!(records[0]["said_by"], "the mayor");
        assert_eq!(records[0]["status"], "attributed");
        assert_eq!(records[0]["high"], Value::Null);
    }

    #[test]
    fn a_harm_without_a_quantity_is_no_record() {
        let mut bare = harm("nine were", "injured", 9, None, json!([]));
        bare["low"] = Value::Null;
        bare["best"] = Value::Null;
        assert!(
            flatten(TEXT, &[attributed(json!([bare.clone()]))])
                .expect("spans hold")
                .is_empty()
        );
        bare["high"] = json!(40);
        let up_to = flatten(TEXT, &[attributed(json!([bare]))]).expect("spans hold");
        assert_eq!((&up_to[0]["low"], &up_to[0]["high"]), (&json!(1), &json!(40)));
    }

    #[test]
    fn the_first_status_that_applies_wins() {
        for (status_of_claim, scope, party, expected) in [
            ("denied", "running", true, "denied"),
            ("threatened", "incident", true, "planned"),
            ("feared", "running", false, "feared"),
            ("claimed", "running", true, "cumulative"),
            ("claimed", "incident", false, "claimed_by_party"),
            ("attributed", "incident", true, "claimed_by_party"),
            ("alleged", "incident", false, "attributed"),
            ("background", "incident", false, "attributed"),
            ("asserted", "incident", false, "asserted"),
        ] {
            let mut figure = harm("nine were", "injured", 9, Some(9), json!([]));
            figure["scope"] = json!(scope);
            let mut read = attributed(json!([figure]));
            read.status = serde_json::from_value(json!(status_of_claim)).expect("a status");
            read.attribution[0].party = party;
            assert_eq!(
                status(&read, &read.harm[0]),
                expected,
                "{status_of_claim} {scope} {party}"
            );
        }
    }

    #[test]
    fn a_span_of_another_text_is_an_error_not_a_guess() {
        let read = attributed(json!([harm("nine were", "injured", 9, Some(9), json!([]))]));
        assert!(
            flatten(
                "Another text altogether, and one long enough to hold the offsets.",
                &[read]
            )
            .is_err()
        );
    }
}
