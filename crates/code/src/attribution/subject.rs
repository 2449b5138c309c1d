//! The speaker by the dependency tree: the subject of the citing verb as a noun phrase.
//!
//! Position alone takes 'On Friday the SDF' or 'three civilians local media' for a speaker; the tree knows where the noun phrase
//! begins. Where the tree gives no subject, or one that cannot speak, position decides (see [`super::speaker`]).

use super::AttributionLexicon;
use crate::words;
use dateline_syntax::{Analysis, EntityKind, Relation, Sentence, TokenIx, TokenShape, Upos};
use std::ops::Range;

/// Verbs climbed over in search of a subject: 'X warned …, adding that …'.
const MAX_CLIMB: usize = 3;

/// A longer subject is a clause gone wrong.
const MAX_SUBJECT: usize = 24;

/// The noun phrase that is the subject of a citing verb; `None` where the tree is silent or unlikely.
pub fn subject_phrase(
    analysis: &Analysis<'_>,
    sentence: &Sentence,
    verb: TokenIx,
    lexicon: &AttributionLexicon,
) -> Option<Range<TokenIx>> {
    if !analysis.is_parsed() || !matches!(analysis.upos(verb), Upos::Verb) {
        return None;
    }
    let heads = subject_heads(analysis, verb)?;
    let last = *heads.last()?;
    if !can_speak(analysis, lexicon, last) {
        return None;
    }
    let mut phrase = noun_phrase(analysis, last);
    // 'activist Bahaa al-Halabi said': a title that the tree took for a subject of its own.
    for &head in heads.iter().rev().skip(1) {
        if !matches!(analysis.upos(head), Upos::Noun | Upos::Propn) {
            continue;
        }
        let title = noun_phrase(analysis, head);
        if title.end == phrase.start {
            phrase.start = title.start;
        }
    }
    let phrase = without_times(analysis, whole_names(analysis, phrase));
    let phrase = second_phrase(analysis, &phrase).map_or(phrase.clone(), |second| second..phrase.end);
    let inside = sentence.tokens.start <= phrase.start && phrase.end <= sentence.tokens.end;
    let apart = phrase.end <= verb || phrase.start > verb;
    let closed = phrase.clone().filter(|&ix| analysis.word(ix) == "(").count()
        == phrase.clone().filter(|&ix| analysis.word(ix) == ")").count();
    (inside && apart && closed && phrase.len() <= MAX_SUBJECT).then_some(phrase)
}

/// The heads of the subject: the verb's own, the noun before a relative clause, or that of the verb it continues.
fn subject_heads(analysis: &Analysis<'_>, verb: TokenIx) -> Option<Vec<TokenIx>> {
    let mut at = verb;
    for _ in 0..MAX_CLIMB {
        let own: Vec<TokenIx> = analysis.children_by(at, Relation::Nsubj).collect();
        if let Some(&subject) = own.last() {
            let relative = matches!(analysis.lower(subject), "who" | "which" | "that");
            return if relative {
                Some(vec![analysis.head(at)?])
            } else {
                Some(own)
            };
        }
        if analysis.child(at, Relation::Nsubj).is_some() {
            // A passive subject says nothing.
            return None;
        }
        at = match analysis.relation(at).base() {
            Relation::Conj | Relation::Advcl | Relation::Xcomp => analysis.head(at)?,
            _ => return None,
        };
        if analysis.upos(at) != Upos::Verb {
            return None;
        }
    }
    None
}

/// Nouns, names and pronouns of persons and bodies; not days, not numbers, not things.
fn can_speak(analysis: &Analysis<'_>, lexicon: &AttributionLexicon, head: TokenIx) -> bool {
    // A capitalised word of a name may be tagged as an adjective ('the Observatory'): the name tells.
    let noun = matches!(analysis.upos(head), Upos::Noun | Upos::Propn)
        || analysis.upos(head) == Upos::Adj
            && analysis
                .entity_at(head)
                .is_some_and(|name| matches!(name.kind, EntityKind::Person | EntityKind::Organisation));
    let word = analysis.lower(head);
    let content = matches!(
        analysis.tokens()[head].shape,
        TokenShape::Lower | TokenShape::Capital | TokenShape::Upper
    );
    (noun || words::is_subject_pronoun(word))
        && content
        && !words::is_time_noun(word)
        && !lexicon.is_mute(word)
}

/// The noun phrase after 'according to', 'citing': what the words at `cue` govern in the tree.
pub fn governed_phrase(
    analysis: &Analysis<'_>,
    cue: &Range<TokenIx>,
    lexicon: &AttributionLexicon,
) -> Option<Range<TokenIx>> {
    if !analysis.is_parsed() {
        return None;
    }
    let noun_above = analysis.head(cue.start).filter(|h| {
        *h >= cue.end
            && matches!(
                analysis.relation(cue.start).base(),
                Relation::Case | Relation::Mark
            )
    });
    let object = || {
        analysis
            .child(cue.start, Relation::Obj)
            .or_else(|| analysis.child(cue.start, Relation::Obl))
    };
    let head = noun_above
        .or_else(object)
        .filter(|&h| can_speak(analysis, lexicon, h))?;
    let phrase = whole_names(analysis, noun_phrase(analysis, head));
    let end = second_phrase(analysis, &phrase).unwrap_or(phrase.end);
    (phrase.start == cue.end).then_some(phrase.start..end)
}

/// Where another noun phrase begins inside one: a determiner right behind a noun, as in texts that lost their commas ('in Hafez the
/// monitor said', 'according to the news agency the army withdrew').
pub(super) fn second_phrase(analysis: &Analysis<'_>, phrase: &Range<TokenIx>) -> Option<TokenIx> {
    let begins = |ix: &TokenIx| {
        matches!(analysis.word(*ix), "the" | "a" | "an")
            && matches!(analysis.upos(*ix - 1), Upos::Noun | Upos::Propn)
    };
    (phrase.start + 1..phrase.end).rev().find(begins)
}

/// A phrase without the day or month that stands before it, unless that is part of a name ('Sunday Times').
fn without_times(analysis: &Analysis<'_>, phrase: Range<TokenIx>) -> Range<TokenIx> {
    let mut phrase = phrase;
    let in_name = |ix: TokenIx| {
        analysis
            .entity_at(ix)
            .is_some_and(|e| e.tokens.contains(&(ix + 1)))
    };
    while phrase.len() > 1 && words::is_time_noun(analysis.lower(phrase.start)) && !in_name(phrase.start) {
        phrase.start += 1;
    }
    phrase
}

/// A phrase that begins or ends inside a name takes all of it, and a person's name right before it.
fn whole_names(analysis: &Analysis<'_>, phrase: Range<TokenIx>) -> Range<TokenIx> {
    let mut phrase = phrase;
    if let Some(name) = analysis.entity_at(phrase.start) {
        phrase.start = phrase.start.min(name.tokens.start);
    }
    if let Some(name) = phrase
        .start
        .checked_sub(1)
        .and_then(|before| analysis.entity_at(before))
        && name.kind == EntityKind::Person
        && analysis.sentence_of(name.tokens.start) == analysis.sentence_of(phrase.start)
    {
        phrase.start = name.tokens.start;
    }
    if let Some(name) = analysis.entity_at(phrase.end - 1) {
        phrase.end = phrase.end.max(name.tokens.end);
    }
    phrase
}

/// A noun with what belongs to its name and description: determiners, modifiers, 'of …', appositions; no clauses.
fn noun_phrase(analysis: &Analysis<'_>, head: TokenIx) -> Range<TokenIx> {
    let leave = |ix: TokenIx| {
        let base = analysis.relation(ix).base();
        let clause = matches!(
            base,
            Relation::Acl | Relation::Advcl | Relation::Parataxis | Relation::Ccomp | Relation::Dep
        );
        // A comma, an adverb or a conjunction before the head is not the phrase's own: 'Meanwhile, the army'.
        let before = ix < head
            && matches!(
                base,
                Relation::Punct
                    | Relation::Advmod
                    | Relation::Case
                    | Relation::Cc
                    | Relation::Mark
                    | Relation::Obl
            );
        let time = base != Relation::Compound && words::is_time_noun(analysis.lower(ix));
        clause || (before && analysis.head(ix) == Some(head)) || time
    };
    let tokens = analysis.subtree_without(head, leave);
    // Only the unbroken stretch around the head, but for the commas of an apposition.
    let at = tokens.partition_point(|t| *t < head);
    let gap =
        |a: TokenIx, b: TokenIx| (a + 1..b).any(|ix| analysis.tokens()[ix].shape != TokenShape::Punctuation);
    let mut first = at;
    while first > 0 && !gap(tokens[first - 1], tokens[first]) {
        first -= 1;
    }
    let mut last = at;
    while last + 1 < tokens.len() && !gap(tokens[last], tokens[last + 1]) {
        last += 1;
    }
    let closing = |ix: TokenIx| {
        analysis.tokens()[ix].shape == TokenShape::Punctuation && !matches!(analysis.word(ix), ")" | ".")
    };
    while last > at && closing(tokens[last]) {
        last -= 1;
    }
    tokens[first]..tokens[last] + 1
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::inflect::Irregular;
    use dateline_syntax::{Model, analyse, parse};

    fn check(text: &str, verb: &str, expected: Option<&str>) {
        let morphology = Irregular::parse(
            "irregular",
            include_str!("../../../../lexicons/morphology/irregular.tsv"),
        )
        .expect("well formed");
        let lexicon = AttributionLexicon::embedded(&morphology).expect("well formed");
        let mut read = analyse(text);
        parse(Model::embedded().expect("the model loads"), &mut read);
        let ix = (0..read.tokens().len())
            .find(|&ix| read.word(ix) == verb)
            .expect("the word is there");
        let found = subject_phrase(&read, &read.sentences()[0], ix, &lexicon);
        let words = found.map(|tokens| read.span(tokens).of(text).to_owned());
        assert_eq!(words.as_deref(), expected, "{text}");
    }

    #[test]
    fn the_subject_is_the_noun_phrase_and_no_more() {
        check(
            "On Friday the border guards said two men had died.",
            "said",
            Some("the border guards"),
        );
        check(
            "In the north of the province the army said it had withdrawn.",
            "said",
            Some("the army"),
        );
        check(
            "Meanwhile, residents of the valley said the road was shut.",
            "said",
            Some("residents of the valley"),
        );
        check(
            "Three shells hit the mill, the mayor of Tarin said.",
            "said",
            Some("the mayor of Tarin"),
        );
        check(
            "The clinic, which was hit twice, said it had closed.",
            "said",
            Some("The clinic"),
        );
    }

    #[test]
    fn a_lost_comma_parts_two_phrases() {
        check(
            "The officers executed by the rebels had been kidnapped in Hafez the valley's police said.",
            "said",
            Some("the valley's police"),
        );
    }

    #[test]
    fn who_goes_on_speaking_is_the_one_who_began() {
        check(
            "The ministry warned of more raids, adding that the road was shut.",
            "adding",
            Some("The ministry"),
        );
    }

    #[test]
    fn things_do_not_speak() {
        check("The explosion claimed four lives.", "claimed", None);
        check("He was told that the road was shut.", "told", None);
    }
}
