//! Mentions: the phrases that stand for people, bodies of people and places, whole, with their words.
//!
//! A tagger of names finds 'Islamic State'; a reader speaks of 'the jihadist group', 'two of its fighters', 'they'. These
//! phrases are read from the tree: a name or a noun that the lexicons know, with what stands before it and belongs to it.
//! The bounds are those of the annotation of re3d (Defence Science and Technology Laboratory, 2017): maximal noun phrases with
//! determiner and modifiers, without clauses; a prepositional phrase only where it is 'of' and a name.

use crate::Coder;
use dateline_resolve::LexiconError;
use dateline_syntax::{Analysis, EntityKind, Relation, TokenIx, Upos};
use std::collections::BTreeSet;
use std::ops::Range;

/// A phrase that stands for a person, a body of people or a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mention {
    /// Its tokens, determiner and modifiers included.
    pub tokens: Range<TokenIx>,
    /// The noun, name or pronoun that the rest belongs to.
    pub head: TokenIx,
    /// One person, a body or several people ([`EntityKind::Organisation`]), or a place.
    pub kind: EntityKind,
}

/// Nouns for places.
#[derive(Debug)]
pub(crate) struct PlaceNouns(BTreeSet<&'static str>);

const PLACE_NOUNS: (&str, &str) = (
    "lexicons/places/nouns.txt",
    include_str!("../../../lexicons/places/nouns.txt"),
);

impl PlaceNouns {
    /// The built-in list.
    ///
    /// # Errors
    /// [`LexiconError`] at the first line that is not in order.
    pub(crate) fn embedded() -> Result<Self, LexiconError> {
        Self::read(PLACE_NOUNS.0, PLACE_NOUNS.1)
    }

    fn read(file: &str, text: &'static str) -> Result<Self, LexiconError> {
        let mut nouns = BTreeSet::new();
        let mut last = "";
        for (at, word) in text.lines().enumerate() {
            if word.is_empty() || word.starts_with('#') {
                continue;
            }
            if word <= last || !word.chars().all(|c| c.is_ascii_lowercase()) {
                return Err(LexiconError {
                    file: file.to_owned(),
                    line: at + 1,
                    problem: format!("`{word}`: write one word a line in small letters, sorted, each once"),
                });
            }
            nouns.insert(word);
            last = word;
        }
        Ok(Self(nouns))
    }
}

impl Coder {
    /// The mentions of a parsed text, in its order; none lies in another.
    ///
    /// # Example
    /// ```
    /// let coder = dateline_code::Coder::embedded()?;
    /// let analysis = coder.analyse("The rebels left the town of Dele, and they killed a farmer.");
    /// let found: Vec<&str> = coder
    ///     .mentions(&analysis)
    ///     .into_iter()
    ///     .map(|m| analysis.span(m.tokens).of(analysis.text()))
    ///     .collect();
    /// assert_eq!(found, ["The rebels", "the town", "Dele", "they", "a farmer"]);
    /// # Ok::<(), dateline_resolve::LexiconError>(())
    /// ```
    #[must_use]
    pub fn mentions(&self, analysis: &Analysis<'_>) -> Vec<Mention> {
        let reader = Reader {
            coder: self,
            analysis,
        };
        let mut found: Vec<Mention> = (0..analysis.tokens().len())
            .filter_map(|ix| reader.mention(ix))
            .collect();
        // The outer of two is the mention.
        found.sort_by_key(|m| (m.tokens.start, std::cmp::Reverse(m.tokens.end)));
        let mut end = 0;
        found.retain(|m| {
            let free = m.tokens.start >= end;
            end = end.max(m.tokens.end);
            free
        });
        found
    }
}

struct Reader<'a, 't> {
    coder: &'a Coder,
    analysis: &'a Analysis<'t>,
}

impl Reader<'_, '_> {
    fn mention(&self, ix: TokenIx) -> Option<Mention> {
        let read = self.analysis;
        if read.upos(ix) == Upos::Pron {
            let kind = self.pronoun(ix)?;
            return Some(Mention {
                tokens: ix..ix + 1,
                head: ix,
                kind,
            });
        }
        let (kind, name) = match read.entity_at(ix) {
            Some(entity) => {
                let name = entity.tokens.clone();
                if ix != self.head_of(&name) || self.describes(ix, &name) {
                    return None;
                }
                (self.named(ix, entity.kind)?, name)
            }
            None => (self.common(ix)?, ix..ix + 1),
        };
        let start = self.start(ix, name.start);
        let end = self.end(ix, name.end, kind);
        Some(Mention {
            tokens: start..end,
            head: ix,
            kind,
        })
    }

    /// The token of a name that hangs on something outside it.
    fn head_of(&self, name: &Range<TokenIx>) -> TokenIx {
        let outside = |ix: &TokenIx| self.analysis.head(*ix).is_none_or(|head| !name.contains(&head));
        name.clone().rev().find(outside).unwrap_or(name.end - 1)
    }

    /// Whether a name only tells of which kind the people behind it are: 'Kurdish fighters', 'UN staff'.
    fn describes(&self, ix: TokenIx, name: &Range<TokenIx>) -> bool {
        let read = self.analysis;
        let below = matches!(
            read.relation(ix).base(),
            Relation::Compound | Relation::Amod | Relation::Flat | Relation::Nmod
        );
        let behind = read.head(ix).filter(|head| *head >= name.end);
        below && behind.is_some_and(|head| read.entity_at(head).is_none() && self.people(head))
    }

    /// What a name stands for; 'Syrian' nothing, 'Syrians' several people.
    fn named(&self, ix: TokenIx, kind: EntityKind) -> Option<EntityKind> {
        let read = self.analysis;
        match kind {
            EntityKind::Person | EntityKind::Organisation | EntityKind::Location => Some(kind),
            _ => (matches!(read.upos(ix), Upos::Noun | Upos::Propn) && read.lower(ix).ends_with('s'))
                .then_some(EntityKind::Organisation),
        }
    }

    /// What a noun that is no name stands for.
    fn common(&self, ix: TokenIx) -> Option<EntityKind> {
        let read = self.analysis;
        if !matches!(read.upos(ix), Upos::Noun | Upos::Propn)
            || matches!(
                read.relation(ix).base(),
                Relation::Compound | Relation::Flat | Relation::Fixed
            )
        {
            return None;
        }
        let one_person = self.people(ix) && self.person(ix) && !self.plural(ix);
        if one_person && read.lower(ix) != "people" {
            Some(EntityKind::Person)
        } else if self.people(ix) {
            Some(EntityKind::Organisation)
        } else {
            let place = self.coder.place_nouns.0.contains(read.lower(ix));
            place.then_some(EntityKind::Location)
        }
    }

    /// Whether a noun is one for people or for a body of them.
    fn people(&self, ix: TokenIx) -> bool {
        let read = self.analysis;
        // What is not alive stands for those behind it only with a name: 'Israeli artillery'.
        !matches!(
            read.lower(ix),
            "artillery" | "convoy" | "convoys" | "front" | "soul" | "souls" | "tanks"
        ) && (self.person(ix) || self.coder.resolver.actors().is_noun(read.lower(ix)))
    }

    /// Whether a noun is one for a person or for several.
    fn person(&self, ix: TokenIx) -> bool {
        let person = |word| self.coder.harm.person(word).is_some();
        person(self.analysis.lemma(ix)) || person(self.analysis.lower(ix))
    }

    fn plural(&self, ix: TokenIx) -> bool {
        let read = self.analysis;
        let several = |child: TokenIx| read.relation(child) == Relation::Nummod && read.lower(child) != "one";
        read.feats(ix).contains("Number=Plur")
            || read.lower(ix).ends_with("men")
            || read.children(ix).any(several)
    }

    fn pronoun(&self, ix: TokenIx) -> Option<EntityKind> {
        match self.analysis.lower(ix) {
            _ if self.analysis.feats(ix).contains("Poss=Yes") => None,
            "i" | "me" | "myself" | "he" | "him" | "himself" | "she" | "her" | "herself" => {
                Some(EntityKind::Person)
            }
            "we" | "us" | "ourselves" | "they" | "them" | "themselves" => Some(EntityKind::Organisation),
            _ => None,
        }
    }

    /// Where the phrase begins: with what stands before its noun and belongs to it, short of linking words.
    fn start(&self, head: TokenIx, from: TokenIx) -> TokenIx {
        let read = self.analysis;
        let belongs = |relation: Relation| {
            matches!(
                relation.base(),
                Relation::Det
                    | Relation::Amod
                    | Relation::Compound
                    | Relation::Nummod
                    | Relation::Nmod
                    | Relation::Advmod
            )
        };
        let mut start = read
            .children(head)
            .filter(|child| *child < from && belongs(read.relation(*child)))
            .map(|child| read.extent(child).start)
            .min()
            .map_or(from, |first| first.min(from));
        let links = |ix: TokenIx| {
            matches!(read.upos(ix), Upos::Cconj | Upos::Punct | Upos::Adp | Upos::Adv)
                || read.relation(ix).base() == Relation::Advmod
                || read.lower(ix) == "least"
        };
        while start < from && links(start) {
            start += 1;
        }
        start
    }

    /// Where the phrase ends: behind the parts of a name, and behind 'of' and a name unless it is a place ('the town of Dele').
    fn end(&self, head: TokenIx, to: TokenIx, kind: EntityKind) -> TokenIx {
        let read = self.analysis;
        let mut end = to;
        for child in read.children(head).filter(|child| *child >= to) {
            let relation = read.relation(child);
            if relation == Relation::Flat {
                end = end.max(child + 1);
            }
            let of = || {
                read.children(child)
                    .any(|below| read.relation(below) == Relation::Case && read.lower(below) == "of")
            };
            if let Some(name) = read.entity_at(child)
                && kind != EntityKind::Location
                && relation == Relation::Nmod
                && of()
            {
                end = end.max(name.tokens.end);
            }
        }
        end
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &[(&str, EntityKind)]) {
        let coder = Coder::embedded().expect("loads");
        let analysis = coder.analyse(text);
        let found: Vec<(&str, EntityKind)> = coder
            .mentions(&analysis)
            .into_iter()
            .map(|m| (analysis.span(m.tokens).of(text), m.kind))
            .collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn phrases_are_whole() {
        use EntityKind::{Location, Organisation, Person};
        check(
            "Two masked gunmen shot a young teacher in a village.",
            &[
                ("Two masked gunmen", Organisation),
                ("a young teacher", Person),
                ("a village", Location),
            ],
        );
        check(
            "He said the Kurdish fighters had left.",
            &[("He", Person), ("the Kurdish fighters", Organisation)],
        );
    }

    #[test]
    fn what_moves_or_happens_is_no_mention() {
        check("A truck hit two cars during the attack.", &[]);
    }

    #[test]
    fn a_list_out_of_order_is_refused_with_its_line() {
        let error = PlaceNouns::read("nouns.txt", "# head\ntown\ncity\n").unwrap_err();
        assert_eq!((error.line, error.file.as_str()), (3, "nouns.txt"));
    }
}
