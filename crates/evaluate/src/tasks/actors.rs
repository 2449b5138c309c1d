//! Who a given mention is: canonical name, country or sort of organisation, sector, kind.

mod score;

use crate::{EvaluateError, GoldSet, Headline, InputRecord, Options, Records, Scored, Task};
use dateline_code::Coder;
use dateline_model::{Document, DocumentParts};
use dateline_resolve::actor::organisation;
use dateline_syntax::{Analysis, TokenIx};
use jiff::civil::Date;
use serde_json::{Value, json};
use std::ops::Range;

pub(super) struct Actors;

impl Task for Actors {
    fn name(&self) -> &'static str {
        "actors"
    }

    fn about(&self) -> &'static str {
        "who a given mention is: name, country or organisation, sector, kind"
    }

    fn sets(&self) -> &'static [GoldSet] {
        const { &[GoldSet::new("dev", "actors/dev.jsonl")] }
    }

    fn fields(&self) -> &'static [&'static str] {
        &[
            "id",
            "source",
            "doc",
            "publisher",
            "date",
            "title",
            "context",
            "text",
            "start",
            "end",
            "mention",
        ]
    }

    fn predict(&self, coder: &Coder, record: &InputRecord) -> Result<Vec<Value>, String> {
        let Some((document, mention)) = document(record)? else {
            return Ok(vec![json!({"id": record.id()})]);
        };
        let analysis = coder.analyse(&document.text);
        let Some(tokens) = tokens(&analysis, &mention) else {
            return Ok(vec![json!({"id": record.id()})]);
        };
        let actor = coder.resolver().resolve_actor(&document, &analysis, tokens).actor;
        // A name is canonical where the lexicon has it, or where the text gives the name itself.
        let named = actor.id.is_some() || actor.name.starts_with(char::is_uppercase) && actor.kind.is_some();
        Ok(vec![json!({
            "id": record.id(),
            "canonical": named.then_some(&actor.name),
            "country": actor.country,
            "org": organisation(&actor),
            "sectors": actor.sector.map(|s| s.as_str()).into_iter().collect::<Vec<_>>(),
            "kind": actor.kind,
        })])
    }

    fn score(&self, gold: &Records, predictions: &Records, _: &Options) -> Result<Scored, EvaluateError> {
        score::score(gold, predictions)
    }

    fn headlines(&self) -> &'static [Headline] {
        const fn goal(figure: &'static str, floor: Option<f64>, goal: f64) -> Headline {
            Headline {
                figure,
                set: "dev",
                floor,
                goal: Some(goal),
            }
        }
        const {
            &[
                goal("affiliation", Some(0.66), 0.82),
                goal("all", Some(0.52), 0.72),
                goal("link", Some(0.33), 0.62),
                goal("acc_answered", None, 0.82),
            ]
        }
    }
}

/// The report as far as the record shows it, and the bytes of the mention in it; nothing where the text is empty.
fn document(record: &InputRecord) -> Result<Option<(Document, Range<usize>)>, String> {
    let (text, context) = (record.text(), record.string("context").unwrap_or_default());
    let offset = |key: &str| {
        let at = record.field(key).and_then(Value::as_u64);
        let at = at.and_then(|at| usize::try_from(at).ok()).and_then(|at| {
            let end = text.chars().count() == at;
            text.char_indices()
                .nth(at)
                .map(|(byte, _)| byte)
                .or(end.then_some(text.len()))
        });
        at.ok_or_else(|| format!("record `{}`: `{key}` is not a position in `text`", record.id()))
    };
    // A record that names no stretch is the mention itself.
    let whole = record.field("start").is_none() && record.field("end").is_none();
    let (start, end) = if whole {
        (0, text.len())
    } else {
        (offset("start")?, offset("end")?)
    };
    if whole && text.is_empty() {
        return Ok(None);
    }
    if start >= end {
        return Err(format!("record `{}`: `start` must lie before `end`", record.id()));
    }
    let before = if context.trim().is_empty() {
        String::new()
    } else {
        format!("{}\n\n", context.trim_end())
    };
    let shift = before.len();
    let document = Document::new(DocumentParts {
        title: record.string("title").map(str::to_owned),
        publisher: record.string("publisher").map(str::to_owned),
        published: record.published().or(record.string("date").and_then(day)),
        url: None,
        text: before + text,
    });
    Ok(Some((document, start + shift..end + shift)))
}

/// A day, or for a month its middle.
fn day(text: &str) -> Option<Date> {
    text.parse().ok().or_else(|| format!("{text}-15").parse().ok())
}

/// The tokens that share characters with a range of bytes.
fn tokens(analysis: &Analysis<'_>, bytes: &Range<usize>) -> Option<Range<TokenIx>> {
    let all = analysis.tokens();
    let first = all.iter().position(|t| t.span.end() > bytes.start)?;
    let end = all.iter().rposition(|t| t.span.start() < bytes.end)? + 1;
    (first < end).then_some(first..end)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Record;

    fn input(value: Value) -> InputRecord {
        let record = Record {
            line: 1,
            id: "m".to_owned(),
            value,
        };
        InputRecord::new(&record, Actors.fields(), &Options::default()).expect("has a text")
    }

    #[test]
    fn the_mention_is_found_behind_its_context_and_over_wide_characters() {
        let text = "In Agr\u{131}, the PKK denied it.";
        let start = text.chars().position(|c| c == 'P').expect("is there");
        let record = input(
            json!({"text": text, "start": start, "end": start + 3, "context": "It was late.", "date": "2016-03"}),
        );
        let (document, bytes) = document(&record).expect("reads").expect("has a text");
        assert_eq!(&document.text[bytes], "PKK");
        assert_eq!(document.published, Some(jiff::civil::date(2016, 3, 15)));
    }

    #[test]
    fn a_position_outside_the_text_is_refused() {
        let record = input(json!({"text": "Short.", "start": 2, "end": 40}));
        assert!(document(&record).is_err_and(|e| e.contains("`end`")));
    }

    #[test]
    fn an_empty_text_holds_no_mention() {
        assert!(document(&input(json!({"text": ""}))).is_ok_and(|read| read.is_none()));
    }

    #[test]
    fn a_mention_is_answered_in_the_layout_of_the_scorer() {
        let text = "A Hezbollah commander was killed.";
        let record = input(json!({"text": text, "start": 0, "end": 21}));
        let coder = Coder::embedded().expect("loads");
        let wanted = json!({"id": "m", "canonical": "Hezbollah", "country": "LBN", "org": null, "sectors": ["PRM"], "kind": "non_state_armed"});
        assert_eq!(Actors.predict(&coder, &record), Ok(vec![wanted]));
    }
}
