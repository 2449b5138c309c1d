//! The native acceptance checks of the seed article: the checks of its `check.py` that a program can decide.

use super::view::{Article, ClaimView, contains_number, near};
use crate::{EvaluateError, Figure, Records, Scored};
use serde_json::Value;
use std::collections::BTreeMap;

/// How a check came out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    /// It holds.
    Pass,
    /// It does not.
    Fail,
    /// A person must look.
    Hand,
}

impl Outcome {
    fn word(self) -> &'static str {
        match self {
            Self::Pass => "PASS",
            Self::Fail => "FAIL",
            Self::Hand => "HAND",
        }
    }
}

/// One acceptance check with its outcome.
pub(super) struct Check {
    pub(super) id: String,
    pub(super) level: String,
    pub(super) text: String,
    pub(super) outcome: Outcome,
}

/// Decides the checks that can be decided; `anchored` where the article was coded with a publication day.
pub(super) fn decide(
    article: &Article<'_>,
    claims: &[Value],
    anchored: bool,
) -> BTreeMap<&'static str, Option<bool>> {
    let c = Checks {
        article,
        claims: claims
            .iter()
            .map(|claim| ClaimView::new(article, claim))
            .collect(),
    };
    let mut r = BTreeMap::new();
    c.figures(&mut r);
    c.places_and_conditions(&mut r);
    c.voices(&mut r);
    c.times(anchored, &mut r);
    // Only a reconciled ledger or a person decides these.
    for id in ["K23", "K27", "K28", "K29"] {
        r.insert(id, None);
    }
    r
}

type Results = BTreeMap<&'static str, Option<bool>>;

struct Checks<'a> {
    article: &'a Article<'a>,
    claims: Vec<ClaimView<'a>>,
}

impl<'a> Checks<'a> {
    /// Claims whose trigger, or else evidence, stands in one of these sentences.
    fn of<'s>(&'s self, sentences: &'static [&'static str]) -> impl Iterator<Item = &'s ClaimView<'a>> {
        self.claims
            .iter()
            .filter(move |c| c.sentence.is_some_and(|s| sentences.contains(&s)))
    }

    fn in_idlib(&self) -> impl Iterator<Item = &ClaimView<'a>> {
        self.of(&["s8"])
            .filter(|c| near(c.place(), self.article.place("L_IDLIB")))
    }

    fn figures(&self, r: &mut Results) {
        let killed = || {
            self.claims
                .iter()
                .flat_map(|c| c.harms().into_iter().map(move |h| (c, h)))
                .filter(|(_, h)| h.get("kind").and_then(Value::as_str) == Some("killed"))
        };
        let low = |h: &Value| h.get("low").and_then(Value::as_f64);
        let who =
            |c: &ClaimView<'_>, h: &Value| super::view::flat(h.get("victims")) + &c.names(&["target_actors"]);
        r.insert(
            "K02",
            Some(killed().any(|(c, h)| {
                let voices = c.speakers();
                matches!(low(h), Some(n) if n == 250.0 || n == 251.0)
                    && !voices.contains("observatory")
                    && !voices.contains("united nations")
            })),
        );
        r.insert(
            "K03",
            Some(killed().any(|(c, h)| low(h) == Some(140.0) && who(c, h).contains("rebel"))),
        );
        r.insert(
            "K04",
            Some(killed().any(|(c, h)| {
                let who = who(c, h);
                low(h) == Some(87.0) && who.contains("soldier") && who.contains("iran")
            })),
        );
        r.insert(
            "K05",
            Some(!killed().any(|(_, h)| contains_number(h, |n| n > 251.0))),
        );
        let all = || self.claims.iter().flat_map(ClaimView::harms);
        r.insert("K06", Some(!all().any(|h| contains_number(h, |n| n == 23.0))));
        r.insert(
            "K07",
            Some(self.in_idlib().any(|c| {
                (c.text() + &c.flat("count")).contains("23")
                    && c.names(&["source_actors"]).contains("government")
            })),
        );
        let kind = |h: &Value| h.get("kind").and_then(Value::as_str).map(str::to_owned);
        r.insert(
            "K18",
            Some(!all().any(|h| {
                matches!(kind(h).as_deref(), Some("wounded" | "injured"))
                    || (contains_number(h, |_| true) && !contains_number(h, |n| n > 0.0))
            })),
        );
    }

    fn places_and_conditions(&self, r: &mut Results) {
        let aleppo = self.article.place("L_ALEPPO");
        let closed = |what: &str| {
            self.of(&["s5", "s6"]).any(|c| {
                let condition = c.flat("condition");
                condition.contains(what) && condition.contains("clos")
            })
        };
        let full = self.of(&["s6"]).any(|c| {
            let condition = c.flat("condition");
            condition.contains("hospital")
                && (condition + &c.text()).contains("capacity")
                && c.speakers().contains("united nations")
        });
        r.insert("K08", Some(closed("airport") && closed("hospital") && full));
        r.insert(
            "K17",
            Some(
                self.of(&["s1", "s5"])
                    .any(|c| c.text().contains("half") && near(c.place(), aleppo)),
            ),
        );
        let abroad = |c: &ClaimView<'_>| {
            let country = c.place().and_then(|p| p.get("country"));
            !matches!(country.and_then(Value::as_str), Some("SY" | "SYR"))
                && country.is_some_and(|v| !v.is_null())
        };
        r.insert(
            "K19",
            Some(
                self.of(&["s1"]).any(|c| near(c.place(), aleppo))
                    && !self.claims.iter().any(|c| c.happened() && abroad(c)),
            ),
        );
    }

    fn voices(&self, r: &mut Results) {
        let everyone = &["source_actors", "target_actors"];
        let furniture = self.article.furniture_end();
        r.insert(
            "K01",
            Some(
                !self.claims.iter().any(|c| {
                    c.evidence
                        .is_some_and(|(start, end)| start < furniture && end <= furniture)
                }) && !self.claims.iter().any(|c| c.names(everyone).contains("google")),
            ),
        );
        r.insert(
            "K09",
            Some(
                self.of(&["s4"])
                    .any(|c| c.speakers().contains("observatory") && c.text().contains("seize")),
            ),
        );
        let bombs: Vec<_> = self
            .of(&["s4"])
            .filter(|c| c.text().contains("bomb") && !c.trigger_text().contains("seize"))
            .collect();
        r.insert(
            "K10",
            (!bombs.is_empty()).then(|| bombs.iter().all(|c| c.speakers().contains("observatory"))),
        );
        let violent = ["ASSAULT", "COERCE", "MOBILIZE", "RETREAT"];
        let bystanders = ["observatory", "united nations", "analyst", "google"];
        r.insert(
            "K11",
            Some(!self.claims.iter().any(|c| {
                let names = c.names(everyone);
                violent.iter().any(|kind| c.is(kind)) && bystanders.iter().any(|who| names.contains(who))
            })),
        );
        r.insert(
            "K14",
            Some(
                self.of(&["s10"])
                    .filter(|c| c.text().contains("capitali"))
                    .all(|c| matches!(c.status(), Some("hypothetical" | "feared"))),
            ),
        );
        r.insert(
            "K15",
            Some(self.of(&["s14"]).any(|c| c.speakers().contains("abdulghany"))),
        );
        r.insert(
            "K16",
            Some(
                !self
                    .of(&["s14"])
                    .any(|c| matches!(c.status(), Some("asserted") | None)),
            ),
        );
        let unreal = [
            "alleged",
            "feared",
            "hypothetical",
            "planned",
            "attributed",
            "background",
        ];
        r.insert(
            "K20",
            Some(
                self.of(&["s12"]).any(|c| {
                    c.speakers().contains("rebel") && c.status().is_some_and(|s| unreal.contains(&s))
                }),
            ),
        );
        r.insert(
            "K21",
            Some(self.of(&["s13"]).any(|c| c.speakers().contains("abdulghany"))),
        );
        r.insert(
            "K22",
            Some(!self.claims.is_empty() && self.claims.iter().all(|c| c.evidence.is_some())),
        );
        r.insert(
            "K24",
            Some(
                !self
                    .of(&["s8"])
                    .any(|c| c.is("ASSAULT") && c.names(&["source_actors"]).contains("russia")),
            ),
        );
        r.insert("K25", Some(!self.of(&["s7"]).any(ClaimView::names_irans_army)));
        r.insert("K26", Some(!self.of(&["s2"]).any(|c| c.is("RETREAT"))));
        r.insert(
            "K30",
            Some(!self.claims.iter().any(|c| c.status() == Some("denied"))),
        );
    }

    fn times(&self, anchored: bool, r: &mut Results) {
        let starts = |c: &ClaimView<'_>, day: &str| c.day("start") == Some(day);
        r.insert(
            "K12",
            (!anchored).then(|| {
                !self
                    .of(&["s1", "s7", "s8"])
                    .any(|c| c.day("start").is_some() || c.day("end").is_some())
            }),
        );
        r.insert(
            "K13",
            anchored.then(|| {
                self.of(&["s1"]).any(|c| starts(c, "2024-11-29"))
                    && self.in_idlib().any(|c| starts(c, "2024-11-29"))
                    && self.of(&["s7"]).any(|c| starts(c, "2024-11-27"))
            }),
        );
    }
}

/// The checks of the article in the order of its expectations.
pub(super) fn checks(
    gold: &Records,
    predictions: &Records,
    anchored: bool,
) -> Result<Vec<Check>, EvaluateError> {
    let wrong = |problem: &str| EvaluateError::File {
        file: gold.file().to_owned(),
        problem: problem.to_owned(),
    };
    let record = gold.iter().next().ok_or_else(|| wrong("no article was read"))?;
    let article = Article::new(&record.value).map_err(|problem| wrong(&problem))?;
    let claims: Vec<Value> = predictions.iter().map(|p| p.value.clone()).collect();
    let decided = decide(&article, &claims, anchored);
    let listed = record.value.pointer("/expected/checks").and_then(Value::as_array);
    let listed = listed.ok_or_else(|| wrong("the expectations list no `checks`"))?;
    let field = |check: &Value, key: &str| {
        check
            .get(key)
            .and_then(Value::as_str)
            .unwrap_or_default()
            .to_owned()
    };
    Ok(listed
        .iter()
        .map(|check| Check {
            id: field(check, "id"),
            level: field(check, "level"),
            text: field(check, "text"),
            outcome: match decided.get(field(check, "id").as_str()).copied().flatten() {
                Some(true) => Outcome::Pass,
                Some(false) => Outcome::Fail,
                None => Outcome::Hand,
            },
        })
        .collect())
}

/// Scores the claims of the article.
pub(super) fn score(gold: &Records, predictions: &Records, anchored: bool) -> Result<Scored, EvaluateError> {
    let checks = checks(gold, predictions, anchored)?;
    let count = |level: &str, outcome: Outcome| {
        checks
            .iter()
            .filter(|c| (level.is_empty() || c.level == level) && c.outcome == outcome)
            .count() as f64
    };
    let mut row = Vec::new();
    for level in ["must", "must_not", "should", ""] {
        row.extend([Outcome::Pass, Outcome::Fail, Outcome::Hand].map(|outcome| count(level, outcome)));
    }
    let notes = checks
        .iter()
        .map(|c| {
            let text: String = c.text.chars().take(110).collect();
            format!("{}  {} {:8} {text}", c.outcome.word(), c.id, c.level)
        })
        .collect();
    Ok(Scored {
        rows: vec![row],
        figures: Box::new(|sum| {
            let at = |i: usize| sum.get(i).copied().unwrap_or(0.0);
            let decided = |i: usize| at(i) + at(i + 1);
            vec![
                Figure::count("must_pass", at(0), decided(0)),
                Figure::count("must_not_pass", at(3), decided(3)),
                Figure::count("should_pass", at(6), decided(6)),
                Figure::count("pass", at(9), decided(9)),
                Figure::count("fail", at(10), decided(9)),
                Figure::count("fail_must", at(1) + at(4), decided(0) + decided(3)),
                Figure::count("hand", at(11), decided(9) + at(11)),
            ]
        }),
        notes,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_support::{records, value_of};
    use serde_json::json;

    /// A two-line article of our own with a few of the checks.
    fn gold() -> Records {
        let check = |id: &str, level: &str| json!({"id": id, "level": level, "text": format!("check {id}")});
        let expected = json!({
            "sentences": [{"id": "s1", "start": 11, "end": 33}],
            "places": [{"id": "L_ALEPPO", "geonameid": 1, "lat": 36.2, "lon": 37.1}],
            "boilerplate": [{"start": 0, "end": 10}],
            "checks": [check("K01", "must_not"), check("K06", "must"), check("K12", "must"), check("K17", "must"),
                check("K22", "must"), check("K23", "should"), check("K30", "should")],
        });
        let text = "“Read on”.\nHalf of the town fell.";
        records(&json!({"id": "article", "text": text, "expected": expected}).to_string())
    }

    fn outcomes(claims: &Value, anchored: bool) -> Vec<&'static str> {
        let lines: Vec<String> = claims
            .as_array()
            .expect("a list")
            .iter()
            .map(Value::to_string)
            .collect();
        let checks = checks(&gold(), &records(&lines.join("\n")), anchored).expect("complete");
        checks.iter().map(|c| c.outcome.word()).collect()
    }

    #[test]
    fn hand_checked_claims() {
        let good = json!([{"id": "1", "evidence": {"start": 11, "end": 33, "text": "Half of the town fell."},
            "place": {"geonameid": 1}, "status": "asserted"}]);
        assert_eq!(
            outcomes(&good, false),
            ["PASS", "PASS", "PASS", "PASS", "PASS", "HAND", "PASS"]
        );
        let bad = json!([{"id": "1", "evidence": {"start": 15, "end": 37, "text": "Half of the town fell."},
            "time": {"start": "2024-11-29"}, "harm": [{"kind": "killed", "best": 23}], "status": "denied"},
            {"id": "2", "evidence": {"start": 0, "end": 3, "text": "“"}}]);
        assert_eq!(
            outcomes(&bad, false),
            ["FAIL", "FAIL", "FAIL", "FAIL", "PASS", "HAND", "FAIL"]
        );
        assert_eq!(
            outcomes(&bad, true)[2],
            "HAND",
            "dates are asked for once the article is dated"
        );
    }

    #[test]
    fn figures_count_the_outcomes() {
        let scored = score(&gold(), &records(""), false).expect("complete");
        for (name, value) in [
            ("must_pass", 2.0),
            ("must_not_pass", 1.0),
            ("should_pass", 1.0),
            ("pass", 4.0),
            ("fail", 2.0),
            ("fail_must", 2.0),
            ("hand", 1.0),
        ] {
            assert_eq!(value_of(&scored, name), value, "{name}");
        }
        assert_eq!(
            scored.notes.first().map(String::as_str),
            Some("PASS  K01 must_not check K01")
        );
    }

    #[test]
    fn expectations_without_checks_are_named() {
        let gold = records(r#"{"id": "article", "text": "", "expected": {"sentences": []}}"#);
        let message = score(&gold, &records(""), false)
            .expect_err("no checks")
            .to_string();
        assert!(message.contains("list no `checks`"), "{message}");
    }
}
