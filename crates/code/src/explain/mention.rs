//! Why a place, date or actor mention was read as it was.

use super::scene::{Weighing, anchor, days, parts, place_words, verdict};
use super::{ExplainedField, Weighed, who};
use crate::Coder;
use crate::assemble;
use crate::harm;
use dateline_model::{Document, Excerpt};
use dateline_resolve::place::{PlaceReading, Verdict};
use dateline_syntax::Analysis;
use serde::Serialize;
use std::ops::Range;

/// A mention of a place, time or actor with what was weighed.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ExplainedMention {
    /// What it names.
    pub kind: ExplainedField,
    /// Its words.
    pub words: Excerpt,
    /// What came of it, in words.
    pub verdict: String,
    /// What was weighed, the best first.
    pub candidates: Vec<Weighed>,
}

impl Coder {
    /// Every mention in the document of a place, time or actor whose words hold `words` or stand in them, letters big or small, in text
    /// order.
    #[must_use]
    pub fn explain_mentions(&self, document: &Document, words: &str) -> Vec<ExplainedMention> {
        let mut analysis = dateline_syntax::analyse(&document.text);
        dateline_syntax::parse(self.model, &mut analysis);
        let entities = self.resolver.resolve(document, &analysis);
        let harms = harm::find(&self.harm, &analysis, &entities.times);
        let reading = assemble::read(self, document, &analysis, &entities, &harms);
        let weighed = Weighing::of(&reading);
        let wanted = Wanted(words.trim().to_lowercase());
        let mut found = Vec::new();
        for trace in &weighed.places {
            let excerpt = trace.span.excerpt(analysis.text());
            if !wanted.is(&excerpt) {
                continue;
            }
            let resolved = trace.verdict == Verdict::Resolved;
            let weigh = |(at, r): (usize, &PlaceReading)| Weighed {
                what: place_words(&r.place),
                chosen: resolved && at == 0,
                score: Some(r.score),
                why: parts(r),
            };
            found.push(ExplainedMention {
                kind: ExplainedField::Place,
                words: excerpt,
                verdict: verdict(trace),
                candidates: trace.readings.iter().enumerate().map(weigh).collect(),
            });
        }
        for read in weighed
            .times
            .iter()
            .filter(|t| wanted.is(&t.mention.time.mention))
        {
            let time = &read.mention.time;
            let counted = anchor(read).map_or_else(String::new, |how| format!("; {how}"));
            found.push(ExplainedMention {
                kind: ExplainedField::Time,
                words: time.mention.clone(),
                verdict: format!("{}: {}{counted}", time.timex, read.rule),
                candidates: days(read),
            });
        }
        for mention in entities
            .actors
            .iter()
            .filter(|a| wanted.is(&excerpt(&analysis, &a.tokens)))
        {
            let (basis, candidates) = who::identity(&reading, mention);
            let id = mention.actor.id.as_deref().unwrap_or("no id");
            found.push(ExplainedMention {
                kind: ExplainedField::Actor,
                words: excerpt(&analysis, &mention.tokens),
                verdict: format!("{} ({id}); {basis}", mention.actor.name),
                candidates,
            });
        }
        found.sort_by_key(|m| (m.words.start(), m.words.end(), m.kind));
        found
    }
}

fn excerpt(analysis: &Analysis<'_>, tokens: &Range<usize>) -> Excerpt {
    analysis.span(tokens.clone()).excerpt(analysis.text())
}

/// Words asked for, in lower case.
struct Wanted(String);

impl Wanted {
    fn is(&self, excerpt: &Excerpt) -> bool {
        let words = excerpt.text().to_lowercase();
        !self.0.is_empty() && (words.contains(&self.0) || self.0.contains(&words))
    }
}
