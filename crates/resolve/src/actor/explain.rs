//! Why a mention was read as it was: the words that named someone, whom each may mean, and what decided.

use super::catalogue::Candidate;
use super::lexicon::{ActorLexicon, Sense};
use super::words::{segments, units};
use super::{ActorMention, TextCase};
use crate::place::PlaceMention;
use dateline_model::Document;
use dateline_syntax::{Analysis, TokenIx};
use std::ops::Range;

/// Why a mention was read as it was.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Explanation<'l> {
    /// The reading.
    pub mention: ActorMention,
    /// What it rests on.
    pub basis: Basis,
    /// Country that the report is about, by what it names.
    pub focus: Option<&'l str>,
    /// Ids of the sides that the publisher belongs to, whose words for others are read.
    pub sides: Vec<String>,
    /// The words in the mention that are names in the lexicon, with whom each may mean: the one meant first.
    pub names: Vec<(String, Vec<Candidate<'l>>)>,
}

/// What a reading rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Basis {
    /// A name of the lexicon in the mention.
    Named,
    /// The publisher's or speaker's own word for another side.
    Epithet,
    /// What the words of the phrase say together, with the country that the report is about.
    Composed,
    /// An earlier mention that this one means again.
    Earlier,
    /// Nothing: who it is stays open.
    Open,
}

impl ActorLexicon {
    /// Why a stretch of tokens is read as [`ActorLexicon::resolve`] reads it.
    ///
    /// # Panics
    /// When `tokens` is empty or not of the analysis.
    ///
    /// # Example
    /// ```
    /// use dateline_model::{Document, DocumentParts};
    /// use dateline_resolve::actor::{ActorLexicon, Basis};
    /// let text = "In Ukraine, the National Guard left.";
    /// let document = Document::new(DocumentParts { text: text.into(), ..Default::default() });
    /// let analysis = dateline_syntax::analyse(text);
    /// let lexicon = ActorLexicon::embedded()?;
    /// let why = lexicon.explain(&analysis, &document, &[], 3..6);
    /// assert_eq!(why.basis, Basis::Named);
    /// let (words, candidates) = &why.names[0];
    /// assert_eq!((words.as_str(), candidates[0].actor.id), ("National Guard", "ukr.ngu"));
    /// # Ok::<(), dateline_resolve::LexiconError>(())
    /// ```
    #[must_use]
    pub fn explain(
        &self,
        analysis: &Analysis<'_>,
        document: &Document,
        places: &[PlaceMention],
        tokens: Range<TokenIx>,
    ) -> Explanation<'_> {
        let context = self.context(analysis, document, places);
        let sentence = &analysis.sentences()[analysis.sentence_of(tokens.start)];
        let voiced = self
            .with_speaker(&units(self, analysis, sentence.tokens.clone()), &context)
            .unwrap_or_else(|| context.clone());
        let units = units(self, analysis, tokens.clone());
        let case = TextCase {
            all_caps: sentence.all_caps,
            day: context.day,
            countries: &context.countries,
            sides: &voiced.sides,
        };
        let (mut names, mut epithet) = (Vec::new(), false);
        for segment in segments(self, &units, case) {
            let words = analysis.span(segment.tokens(&units)).of(analysis.text());
            epithet |= segment.senses.iter().any(|s| matches!(s, Sense::Epithet(_)));
            let mut entries = self.named(words);
            entries.sort_by_key(|e| &e.id);
            entries.dedup_by_key(|e| &e.id);
            let read = |id: &str| {
                segment
                    .senses
                    .iter()
                    .any(|s| matches!(s, Sense::Name(ix) if &*self.current(*ix).id == id))
            };
            if entries.is_empty() {
                continue;
            }
            let (now, never): (Vec<_>, Vec<_>) = entries.into_iter().partition(|e| read(&e.id));
            let mut candidates = self.judge(now, &context);
            candidates.extend(self.judge(never, &context).into_iter().map(|mut c| {
                c.chosen = false;
                c.passed.clear();
                c.failed =
                    vec!["meant by these letters, on this day, in a report that names these countries"];
                c
            }));
            names.push((words.to_owned(), candidates));
        }
        let alone = self.read(analysis, tokens.clone(), &voiced);
        let mention = self.resolve(analysis, document, places, tokens);
        let named = |id: &str| {
            names
                .iter()
                .flat_map(|(_, c)| c)
                .any(|c| c.chosen && c.actor.id == id)
        };
        let actor = &mention.actor;
        let basis = match actor.id.as_deref() {
            Some(id) if named(id) => Basis::Named,
            _ if actor.id != alone.id || actor.kind != alone.kind || actor.country != alone.country => {
                Basis::Earlier
            }
            Some(_) if epithet => Basis::Epithet,
            None if actor.kind.is_none() && actor.country.is_none() => Basis::Open,
            _ => Basis::Composed,
        };
        Explanation {
            basis,
            focus: context.focus,
            sides: voiced.sides.into_iter().collect(),
            names,
            mention,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use dateline_model::DocumentParts;

    #[track_caller]
    fn check(publisher: &str, text: &str, phrase: &str, id: Option<&str>, basis: Basis) {
        let document = Document::new(DocumentParts {
            publisher: Some(publisher.to_owned()),
            published: Some(jiff::civil::date(2017, 3, 2)),
            text: text.to_owned(),
            ..DocumentParts::default()
        });
        let analysis = dateline_syntax::analyse(text);
        let at = text.rfind(phrase).expect("is there");
        let tokens = analysis.tokens();
        let first = tokens.iter().position(|t| t.span.end() > at).expect("is there");
        let end = tokens
            .iter()
            .rposition(|t| t.span.start() < at + phrase.len())
            .expect("is there");
        let lexicon = ActorLexicon::embedded().expect("loads");
        let why = lexicon.explain(&analysis, &document, &[], first..end + 1);
        assert_eq!(
            (why.mention.actor.id.as_deref(), why.basis),
            (id, basis),
            "{text}"
        );
    }

    #[test]
    fn each_basis_is_told_apart() {
        let group = "In Nigeria, Boko Haram freed a girl. The group said so.";
        check(
            "Harbour Wire",
            group,
            "Boko Haram",
            Some("nga.boko"),
            Basis::Named,
        );
        check(
            "Harbour Wire",
            group,
            "The group",
            Some("nga.boko"),
            Basis::Earlier,
        );
        check(
            "Harbour Wire",
            "Syria's soldiers left.",
            "soldiers",
            Some("syr.gov.mil"),
            Basis::Composed,
        );
        check(
            "Harbour Wire",
            "They met the Lamplighters.",
            "Lamplighters",
            None,
            Basis::Open,
        );
        check(
            "SANA",
            "In Syria, the army killed several terrorists on Monday.",
            "terrorists",
            Some("syr.antigov"),
            Basis::Epithet,
        );
    }

    #[test]
    fn the_loser_is_told_why() {
        let text = "In Iraq, the Republican Guard fled.";
        let document = Document::new(DocumentParts {
            published: Some(jiff::civil::date(2003, 3, 25)),
            text: text.to_owned(),
            ..DocumentParts::default()
        });
        let analysis = dateline_syntax::analyse(text);
        let lexicon = ActorLexicon::embedded().expect("loads");
        let why = lexicon.explain(&analysis, &document, &[], 4..6);
        assert_eq!(why.focus, Some("IRQ"));
        let (words, candidates) = &why.names[0];
        assert_eq!(words, "Republican Guard");
        assert_eq!(candidates[0].actor.id, "irq.iraqi-republican-guard");
        assert!(candidates.len() > 2, "others are listed");
        assert!(candidates[1..].iter().all(|c| !c.failed.is_empty() && !c.chosen));
    }
}
