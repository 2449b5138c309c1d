//! Actor mentions: noun phrases that name people, groups, states and organisations.
//!
//! Names come from the tables under `lexicons/actors`; phrases that no table can list ('Iran-backed fighters', 'a senior FSA
//! commander') are read from their parts. General words ('the army') take the country that the report is about. What stays
//! unknown is `None`: nothing is guessed from a place name that happens to stand near.

mod catalogue;
mod compose;
mod context;
mod coref;
mod dictionary;
mod explain;
mod find;
mod lexicon;
mod load;
mod names;
mod petrarch;
mod read;
mod table;
#[cfg(test)]
mod tests;
mod words;

pub use catalogue::{ActorEntry, Candidate};
pub use dictionary::{Dictionary, Finding, Severity};
pub use explain::{Basis, Explanation};
pub use lexicon::ActorLexicon;
pub use petrarch::Imported;
pub use read::Context;

use crate::place::PlaceMention;
use dateline_model::{Actor, ActorKind, Document};
use dateline_syntax::{Analysis, SentenceRole, TokenIx};
use find::{Draft, Finder};
use lexicon::{Function, TextCase};
use read::{Reader, Reading};
use std::{collections::BTreeSet, ops::Range};

/// An actor mention in a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ActorMention {
    /// Its tokens, with determiner and modifiers.
    pub tokens: Range<TokenIx>,
    /// The noun that the phrase is about: 'forces' in 'Syrian government forces near Hama'.
    pub head: TokenIx,
    /// Whether it can only be a voice, never a participant: monitors, agencies, analysts.
    pub speaker_only: bool,
    /// Tokens of the name that the lexicon knows, where it has several words: a place inside is a part of it.
    pub name: Option<Range<TokenIx>>,
    /// Who it is, as far as the words say.
    pub actor: Actor,
}

impl ActorLexicon {
    /// Finds the actor mentions of a text, in order, without overlaps.
    ///
    /// Sentences that are site furniture have none.
    #[must_use]
    pub fn find(
        &self,
        analysis: &Analysis<'_>,
        document: &Document,
        places: &[PlaceMention],
    ) -> Vec<ActorMention> {
        let units = self.units(analysis);
        let context = context::find(self, analysis, document, places, &units);
        let mut drafts = self.drafts(analysis, places, &context, units);
        coref::introduced(&mut drafts, analysis);
        coref::resolve(&mut drafts, analysis);
        drafts.into_iter().map(|draft| mention(analysis, draft)).collect()
    }

    /// Who a stretch of tokens is, read as one mention whatever it is, with the rest of the document for what it leaves
    /// open: 'the group' is the group named before.
    ///
    /// # Panics
    /// When `tokens` is empty or not of the analysis.
    #[must_use]
    pub fn resolve(
        &self,
        analysis: &Analysis<'_>,
        document: &Document,
        places: &[PlaceMention],
        tokens: Range<TokenIx>,
    ) -> ActorMention {
        let units = self.units(analysis);
        let context = context::find(self, analysis, document, places, &units);
        let mut drafts = self.drafts(analysis, places, &context, units);
        let overlaps = |d: &Draft| d.tokens.start < tokens.end && tokens.start < d.tokens.end;
        let class = drafts
            .iter()
            .find(|d| overlaps(d) && tokens.contains(&d.head))
            .map(|d| (d.head, d.class));
        drafts.retain(|d| !overlaps(d));
        let all_caps = analysis
            .sentences()
            .get(analysis.sentence_of(tokens.start))
            .is_some_and(|s| s.all_caps);
        let reader = Reader {
            lexicon: self,
            context: &context,
        };
        let reading = Finder::new(
            reader,
            analysis,
            &[],
            words::units(self, analysis, tokens.clone()),
            all_caps,
        )
        .whole();
        let at = drafts.partition_point(|d| d.tokens.end <= tokens.start);
        let (head, class) = class.unwrap_or((tokens.end - 1, None));
        let pronoun = tokens.len() == 1 && matches!(analysis.lower(tokens.start), "he" | "she" | "they");
        let given = Draft {
            tokens,
            head,
            reading,
            class,
            pronoun,
            name: None,
        };
        drafts.insert(at, given);
        coref::resolve(&mut drafts, analysis);
        mention(analysis, drafts.swap_remove(at))
    }

    /// The words of every sentence; none of lines that are not the report's own.
    fn units(&self, analysis: &Analysis<'_>) -> Vec<Vec<words::Unit>> {
        let sentences = analysis.sentences().iter();
        let own = sentences.map(|s| (s.role != SentenceRole::Furniture).then(|| s.tokens.clone()));
        own.map(|tokens| tokens.map_or_else(Vec::new, |tokens| words::units(self, analysis, tokens)))
            .collect()
    }

    /// The phrases of a document, each read by itself. `units` are the words of its sentences.
    fn drafts(
        &self,
        analysis: &Analysis<'_>,
        places: &[PlaceMention],
        context: &Context,
        units: Vec<Vec<words::Unit>>,
    ) -> Vec<Draft> {
        let reader = Reader {
            lexicon: self,
            context,
        };
        let mut drafts: Vec<Draft> = Vec::new();
        for (sentence, units) in analysis.sentences().iter().zip(units) {
            if sentence.role != SentenceRole::Furniture {
                let voiced = self.with_speaker(&units, context);
                let reader = Reader {
                    context: voiced.as_ref().unwrap_or(context),
                    ..reader
                };
                let finder = Finder::new(reader, analysis, places, units, sentence.all_caps);
                drafts.extend(finder.drafts());
            }
        }
        drafts
    }

    /// The context of a sentence in which a side speaks that has words of its own for others; `None` for all other ones.
    fn with_speaker(&self, units: &[words::Unit], context: &Context) -> Option<Context> {
        let own = |unit: &words::Unit| unit.word.is_some_and(|word| self.epithet_words.contains(&word));
        if !units.iter().any(own) {
            return None;
        }
        let case = TextCase {
            all_caps: false,
            day: context.day,
            countries: &context.countries,
            sides: &context.sides,
        };
        let segments = words::segments(self, units, case);
        let reader = Reader {
            lexicon: self,
            context,
        };
        let speaks = |at: Option<usize>| {
            at.and_then(|at| segments.get(at))
                .is_some_and(|s| read::has(s, Function::Speech))
        };
        let mut sides = BTreeSet::new();
        for (at, segment) in segments.iter().enumerate() {
            if !speaks(Some(at + 1)) && !speaks(at.checked_sub(1)) {
                continue;
            }
            if let Some(id) = reader.name(segment).and_then(|reading| reading.id) {
                sides.extend(self.sides(&id));
            } else if let Some(iso3) = reader.country(segment) {
                sides.insert(format!("{}.gov", iso3.to_lowercase()));
            }
        }
        sides.retain(|side| self.epithets.iter().any(|e| e.side == side.as_str()));
        (!sides.is_empty()).then(|| Context {
            sides: context.sides.iter().cloned().chain(sides).collect(),
            ..context.clone()
        })
    }

    /// What the document says about whom its general words mean.
    #[must_use]
    pub fn context(&self, analysis: &Analysis<'_>, document: &Document, places: &[PlaceMention]) -> Context {
        context::find(self, analysis, document, places, &self.units(analysis))
    }

    /// Reads tokens that are known to be one mention, whatever they are: for mentions found by other means.
    ///
    /// # Panics
    /// When `tokens` is empty or not of the analysis.
    #[must_use]
    pub fn read(&self, analysis: &Analysis<'_>, tokens: Range<TokenIx>, context: &Context) -> Actor {
        let reader = Reader {
            lexicon: self,
            context,
        };
        let all_caps = analysis
            .sentences()
            .get(analysis.sentence_of(tokens.start))
            .is_some_and(|s| s.all_caps);
        let reading = Finder::new(
            reader,
            analysis,
            &[],
            words::units(self, analysis, tokens.clone()),
            all_caps,
        )
        .whole();
        actor(analysis, tokens, reading)
    }
}

/// The code of the sort of organisation that a stateless actor is, as PLOVER and CAMEO give it in place of a country: IGO
/// (intergovernmental), NGO (relief and rights bodies), IMG (armed groups of several countries). `None` where a country
/// says it or nothing is known.
#[must_use]
pub fn organisation(actor: &Actor) -> Option<&'static str> {
    if actor.country.is_some() {
        return None;
    }
    match actor.kind? {
        ActorKind::International => Some("IGO"),
        ActorKind::NonStateArmed if actor.id.is_some() => Some("IMG"),
        ActorKind::Civilian if actor.id.is_some() => Some("NGO"),
        _ => None,
    }
}

fn mention(analysis: &Analysis<'_>, draft: Draft) -> ActorMention {
    ActorMention {
        speaker_only: draft.reading.speaker_only,
        actor: actor(analysis, draft.tokens.clone(), draft.reading),
        tokens: draft.tokens,
        head: draft.head,
        name: draft.name,
    }
}

fn actor(analysis: &Analysis<'_>, tokens: Range<TokenIx>, reading: Reading) -> Actor {
    let mention = analysis.span(tokens.clone()).excerpt(analysis.text());
    let name = reading.name.unwrap_or_else(|| {
        let bare = tokens.clone().len() > 1 && is_determiner(analysis.lower(tokens.start));
        let from = if bare { tokens.start + 1 } else { tokens.start };
        analysis.span(from..tokens.end).of(analysis.text()).to_owned()
    });
    Actor {
        id: reading.id,
        name,
        country: reading.country.map(str::to_owned),
        sector: reading.sector,
        kind: reading.kind,
        mention,
    }
}

fn is_determiner(word: &str) -> bool {
    matches!(
        word,
        "the"
            | "a"
            | "an"
            | "this"
            | "that"
            | "these"
            | "those"
            | "some"
            | "any"
            | "its"
            | "their"
            | "his"
            | "her"
    )
}
