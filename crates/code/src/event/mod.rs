//! Event triggers: the words of a sentence that evoke an event, and what supports that reading.

mod lexicon;

pub use lexicon::{ClassEntry, EventLexicon, Family, Need};
pub(crate) use lexicon::{line_of, read_toml};

use crate::inflect::VerbForm;
use crate::pattern::{HeadForm, PatternMatch};
use crate::roles::{is_passive, may_be_used};
use crate::words;
use dateline_model::{ActorKind, taxonomy::EventType};
use dateline_resolve::Entities;
use dateline_syntax::{Analysis, EntityKind, Relation, Sentence, TokenIx, TokenShape, Upos};
use std::ops::Range;

/// A word, or a run of words, that evokes an event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trigger {
    /// Position of its sentence.
    pub sentence: usize,
    /// Its tokens.
    pub tokens: Range<TokenIx>,
    /// The token that takes the arguments.
    pub head: TokenIx,
    /// How the arguments lie around it.
    pub voice: Voice,
    /// Position of its family in the lexicon.
    pub family: usize,
}

impl Trigger {
    /// From its head on: words before that, inside a pattern with a gap, may be modal ('the bomb failed to go off').
    #[must_use]
    pub fn acts(&self) -> Range<TokenIx> {
        self.head..self.tokens.end
    }
}

/// How arguments lie around a trigger.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Voice {
    /// Doer before, sufferer after.
    Active,
    /// Sufferer before, doer after 'by'.
    Passive,
    /// A noun: doer after 'by' or before it, sufferer after 'of', 'on', 'against'.
    Nominal,
}

/// What one sentence holds besides triggers.
#[derive(Clone, Debug, Default)]
pub struct SentenceClues {
    /// Class words with their tokens.
    pub classes: Vec<(ClassEntry, Range<TokenIx>)>,
    /// Hazard words: position in the lexicon, tokens.
    pub hazards: Vec<(usize, Range<TokenIx>)>,
    armed: bool,
    official: bool,
    name: bool,
    harm: bool,
}

impl SentenceClues {
    /// Reads the clues of one sentence. `harmed` tells whether people are stated to be harmed in it.
    pub fn read(
        lexicon: &EventLexicon,
        analysis: &Analysis<'_>,
        sentence: &Sentence,
        entities: &Entities,
        harmed: bool,
    ) -> Self {
        let classes = outermost(
            lexicon
                .class_patterns
                .find(analysis, sentence.tokens.clone())
                .into_iter()
                .map(|m| (lexicon.class_entries[m.entry], m.tokens))
                .collect(),
        );
        let hazards = lexicon
            .hazard_patterns
            .find(analysis, sentence.tokens.clone())
            .into_iter()
            .map(|m| (m.entry, m.tokens))
            .collect();
        let mut clues = Self {
            armed: classes.iter().any(|(class, _)| *class == ClassEntry::Armed),
            classes,
            hazards,
            harm: harmed,
            ..Self::default()
        };
        for mention in entities
            .actors
            .iter()
            .filter(|m| sentence.tokens.contains(&m.head))
        {
            clues.name = true;
            match mention.actor.kind {
                Some(ActorKind::StateForce | ActorKind::NonStateArmed) => clues.armed = true,
                Some(ActorKind::Political | ActorKind::International) => clues.official = true,
                _ => {}
            }
        }
        clues.official |= entities.places.iter().any(|p| {
            sentence.tokens.contains(&p.tokens.start)
                && p.usage == dateline_resolve::place::PlaceUsage::Associative
        });
        clues
    }

    fn has(&self, wanted: impl Fn(&ClassEntry) -> bool) -> bool {
        self.classes.iter().any(|(class, _)| wanted(class))
    }

    /// Whether a class word begins within `reach` tokens after `end`.
    fn follows(&self, end: TokenIx, reach: usize, wanted: impl Fn(&ClassEntry) -> bool) -> bool {
        self.classes
            .iter()
            .any(|(class, tokens)| wanted(class) && (end..end + reach).contains(&tokens.start))
    }

    fn supports(&self, need: Need, trigger: &PatternMatch, entities: &Entities) -> bool {
        // The pattern itself may reach over the word ('captured the town'), so look from its head on.
        let end = trigger.head + 1;
        match need {
            Need::Armed => self.armed,
            Need::Harm => self.harm,
            Need::Weapon => self.has(|c| matches!(c, ClassEntry::Weapon(_))),
            Need::People => self.follows(end, 6, |c| *c == ClassEntry::People) || self.harm,
            Need::Place => {
                // 'won control of all of the northern road'
                let behind = trigger.tokens.end;
                self.follows(end, 7, |c| *c == ClassEntry::Place)
                    || behind > end && self.follows(behind, 7, |c| *c == ClassEntry::Place)
                    || entities.places.iter().any(|p| (end..end + 6).contains(&p.tokens.start))
                    // 'The town was captured'
                    || self.classes.iter().any(|(c, t)| {
                        *c == ClassEntry::Place && t.end <= trigger.head && trigger.head - t.end <= 3
                    })
            }
            Need::Official => self.official,
            Need::Name => self.name,
            Need::Protest => self.has(|c| *c == ClassEntry::Protest),
            Need::Disorder => self.has(|c| *c == ClassEntry::Disorder),
        }
    }
}

/// Leaves out class words inside longer ones of the same class: 'bomb' in 'car bomb'.
fn outermost(found: Vec<(ClassEntry, Range<TokenIx>)>) -> Vec<(ClassEntry, Range<TokenIx>)> {
    let inside = |a: &(ClassEntry, Range<TokenIx>), b: &(ClassEntry, Range<TokenIx>)| {
        a.0 == b.0 && b.1.start <= a.1.start && a.1.end <= b.1.end && a.1.len() < b.1.len()
    };
    found
        .iter()
        .filter(|a| !found.iter().any(|b| inside(a, b)))
        .cloned()
        .collect()
}

/// Tokens around the head of a trigger in which what it excepts is looked for.
const EXCEPT_REACH: usize = 6;

/// The triggers of one sentence, in text order, none inside another.
pub fn find_triggers(
    lexicon: &EventLexicon,
    analysis: &Analysis<'_>,
    index: usize,
    clues: &SentenceClues,
    entities: &Entities,
) -> Vec<Trigger> {
    let sentence = &analysis.sentences()[index];
    let mut found: Vec<PatternMatch> = lexicon
        .patterns
        .find(analysis, sentence.tokens.clone())
        .into_iter()
        .filter(|m| refusal(lexicon, analysis, m, clues, entities).is_none())
        .collect();
    // Longer first; of equals, the strong reading, then the one listed first.
    found.sort_by_key(|m| {
        (
            std::cmp::Reverse(m.tokens.len()),
            !lexicon.families[m.entry].strong,
            m.tokens.start,
            m.entry,
        )
    });
    let mut kept: Vec<PatternMatch> = Vec::new();
    for candidate in found {
        if kept
            .iter()
            .all(|k| k.tokens.end <= candidate.tokens.start || candidate.tokens.end <= k.tokens.start)
        {
            kept.push(candidate);
        }
    }
    kept.sort_by_key(|m| m.tokens.start);
    kept.into_iter()
        .map(|m| Trigger {
            sentence: index,
            voice: voice(analysis, sentence, &m),
            tokens: m.tokens,
            head: m.head,
            family: m.entry,
        })
        .collect()
}

/// Why words of a family evoke nothing where they stand; `None` where they do.
pub(crate) fn refusal(
    lexicon: &EventLexicon,
    analysis: &Analysis<'_>,
    found: &PatternMatch,
    clues: &SentenceClues,
    entities: &Entities,
) -> Option<&'static str> {
    let family = &lexicon.families[found.entry];
    let sentence = &analysis.sentences()[analysis.sentence_of(found.head)];
    let silences = |ix| family.unless.find(analysis.key(ix)).is_some();
    if !family.unless.is_empty() && sentence.tokens.clone().any(silences) {
        Some("a word of the sentence silences it")
    } else if is_excepted(lexicon, analysis, found) {
        Some("other words for something else")
    } else if !family.strong && needs_met(family, found, clues, entities).next().is_none() {
        Some("nothing in the sentence supports it")
    } else if is_part_of_name(analysis, entities, found) {
        Some("part of a name")
    } else if is_date(analysis, sentence, found) {
        Some("its last word opens a date")
    } else if is_noun_of_verb(lexicon, analysis, found) {
        Some("a noun here, the family lists the verb")
    } else if is_attribute(lexicon, analysis, found) {
        Some("only says which people are meant")
    } else {
        None
    }
}

/// 'bomb disposal', 'within firing range': the words as part of others that the family excepts.
fn is_excepted(lexicon: &EventLexicon, analysis: &Analysis<'_>, found: &PatternMatch) -> bool {
    let family = &lexicon.families[found.entry];
    if family.except.is_empty() {
        return false;
    }
    let sentence = &analysis.sentences()[analysis.sentence_of(found.head)];
    let around = found.head.saturating_sub(EXCEPT_REACH)..found.head + EXCEPT_REACH + 1;
    let within = around.start.max(sentence.tokens.start)..around.end.min(sentence.tokens.end);
    let excepted = lexicon.exceptions.find(analysis, within);
    excepted
        .iter()
        .any(|e| e.entry == found.entry && e.tokens.contains(&found.head))
}

/// The supports of a family that its words have where they stand.
pub(crate) fn needs_met<'a>(
    family: &'a Family,
    found: &'a PatternMatch,
    clues: &'a SentenceClues,
    entities: &'a Entities,
) -> impl Iterator<Item = Need> + 'a {
    let supported = move |need: &Need| clues.supports(*need, found, entities);
    family.needs.iter().copied().filter(supported)
}

/// 'She was fired on 1 November': the last word of the pattern opens a date.
fn is_date(analysis: &Analysis<'_>, sentence: &Sentence, found: &PatternMatch) -> bool {
    let next = found.tokens.end;
    found.tokens.len() > 1
        && matches!(analysis.lower(next - 1), "on" | "in" | "at" | "by")
        && next < sentence.tokens.end
        && (words::is_time_noun(analysis.lower(next)) || analysis.tokens()[next].shape == TokenShape::Number)
}

/// 'restore order', 'a request for comment': a noun, where the family lists only the verb.
fn is_noun_of_verb(lexicon: &EventLexicon, analysis: &Analysis<'_>, found: &PatternMatch) -> bool {
    let verb = matches!(
        found.form,
        HeadForm::Verb(VerbForm::Base | VerbForm::ThirdPerson | VerbForm::Ing)
    );
    let talk = !matches!(
        lexicon.families[found.entry].kind,
        EventType::Assault | EventType::Protest
    );
    // 'Moscow expels diplomats': headlines are hard on the tagger, so a word right behind a noun may be the verb.
    let behind_noun = found.head
        > analysis.sentences()[analysis.sentence_of(found.head)]
            .tokens
            .start
        && matches!(analysis.upos(found.head - 1), Upos::Noun | Upos::Propn)
        && !matches!(
            analysis.relation(found.head).base(),
            Relation::Nsubj | Relation::Obj | Relation::Obl
        );
    // 'pistols and bombs were found'
    let thing = matches!(analysis.lower(found.head), "bomb" | "bombs")
        && found.tokens.len() == 1
        && !may_be_used(analysis, found.head);
    verb && (talk || thing)
        && !behind_noun
        && analysis.is_parsed()
        && matches!(analysis.upos(found.head), Upos::Noun | Upos::Adj)
}

/// 'a camp for displaced families', 'the detained editor': a participle that only says which people are meant.
fn is_attribute(lexicon: &EventLexicon, analysis: &Analysis<'_>, found: &PatternMatch) -> bool {
    let participle = !matches!(found.form, HeadForm::Noun);
    let verb = matches!(found.form, HeadForm::Verb(_));
    // 'the remains of destroyed buildings': the pattern reaches to the noun. Not 'sexual violence', which is fixed words.
    // 'Kenya deployed peacekeepers': behind a noun it is the verb, whatever the parser takes it for.
    let behind_noun = found.head
        > analysis.sentences()[analysis.sentence_of(found.head)]
            .tokens
            .start
        && matches!(analysis.upos(found.head - 1), Upos::Noun | Upos::Propn);
    let thing = verb && found.tokens.end > found.head + 1 && !behind_noun;
    let state = found.tokens.len() == 1
        && matches!(
            lexicon.families[found.entry].kind,
            EventType::Accuse | EventType::Coerce | EventType::Retreat | EventType::Sanction
        );
    // 'fired cartridges and a grenade'
    let spent = verb && analysis.lower(found.head) == "fired";
    // 'damaged and destroyed buildings'
    let described = |ix| match analysis.relation(ix) {
        Relation::Amod => true,
        Relation::Conj => analysis
            .head(ix)
            .is_some_and(|first| analysis.relation(first) == Relation::Amod),
        _ => false,
    };
    participle && (state || thing || spent) && analysis.is_parsed() && described(found.head)
}

/// 'the Battle Creek Police', 'Strike Force Alpha': a trigger inside an actor's or a place's name is not one.
fn is_part_of_name(analysis: &Analysis<'_>, entities: &Entities, found: &PatternMatch) -> bool {
    let inside =
        |tokens: &Range<TokenIx>| tokens.start <= found.tokens.start && found.tokens.end <= tokens.end;
    // 'neighbour Khadija Slaughter'
    let person = analysis
        .entity_at(found.head)
        .is_some_and(|name| name.kind == EntityKind::Person && name.tokens.len() > 1 && inside(&name.tokens));
    person
        || entities.places.iter().any(|p| inside(&p.tokens))
        || entities.actors.iter().any(|a| {
            a.actor.id.is_some()
                && inside(&a.tokens)
                && analysis.word(found.tokens.start).starts_with(char::is_uppercase)
                && !analysis.sentences()[analysis.sentence_of(found.head)].all_caps
        })
}

fn voice(analysis: &Analysis<'_>, sentence: &Sentence, found: &PatternMatch) -> Voice {
    let form = match found.form {
        HeadForm::Noun => return Voice::Nominal,
        HeadForm::Verb(VerbForm::Base | VerbForm::ThirdPerson)
            if reads_as_noun(analysis, sentence, found) =>
        {
            return Voice::Nominal;
        }
        HeadForm::Verb(form) => form,
        HeadForm::Fixed => return fixed_voice(analysis, found),
    };
    let by_follows = (found.tokens.end..sentence.tokens.end.min(found.tokens.end + 3))
        .any(|ix| analysis.lower(ix) == "by");
    match form {
        VerbForm::Past | VerbForm::Base | VerbForm::ThirdPerson | VerbForm::Ing => {
            // 'being attacked' is caught by its participle; an '-ing' form itself is active, but for a noun that names its
            // doer: 'firing by the guards'.
            let before = (found.head > sentence.tokens.start).then(|| analysis.lower(found.head - 1));
            let by = found.tokens.end < sentence.tokens.end && analysis.lower(found.tokens.end) == "by";
            let named_doer = by && before.is_some_and(|word| !words::is_auxiliary(word));
            // 'are investigating Saturday's killing of two nurses'
            let owned = before.is_some_and(|word| matches!(word, "'s" | "’s" | "'"))
                && analysis.is_parsed()
                && analysis.upos(found.head) == Upos::Noun
                && found.tokens.len() == 1;
            let noun = form == VerbForm::Ing && (named_doer || owned);
            if noun { Voice::Nominal } else { Voice::Active }
        }
        VerbForm::Participle | VerbForm::PastOrParticiple => {
            if let Some(voice) = voice_of_tree(analysis, found.head) {
                return voice;
            }
            match auxiliary_before(analysis, sentence, found.head) {
                Some(word) if words::is_be(word) || word == "got" || word == "get" => Voice::Passive,
                Some(_) => Voice::Active,
                // 'seven people killed as they queued': without an object after it, a transitive participle is a reduced passive.
                None if !object_after(analysis, sentence, found)
                    && !is_intransitive(analysis.lower(found.head)) =>
                {
                    Voice::Passive
                }
                None if by_follows || form == VerbForm::Participle => Voice::Passive,
                None => Voice::Active,
            }
        }
    }
}

/// Whether a noun phrase can begin right after the trigger, or the trigger's own words reach over its object.
fn object_after(analysis: &Analysis<'_>, sentence: &Sentence, found: &PatternMatch) -> bool {
    let next = found.tokens.end;
    if found.tokens.end > found.head + 1 {
        return true;
    }
    next < sentence.tokens.end && {
        let word = analysis.lower(next);
        let shape = analysis.tokens()[next].shape;
        // 'killed last week': no object, a day.
        let day = words::is_time_noun(word) || matches!(word, "early" | "last" | "late");
        !matches!(shape, TokenShape::Punctuation | TokenShape::Symbol)
            && !words::is_preposition(word)
            && !words::is_conjunction(word)
            && !words::is_light_adverb(word)
            && !day
    }
}

/// Verbs of the lexicon that take no object, so that their past is never a passive.
fn is_intransitive(word: &str) -> bool {
    const STEMS: [&str; 24] = [
        "advanc",
        "battl",
        "clash",
        "collaps",
        "demonstrat",
        "detonat",
        "died",
        "erupt",
        "explod",
        "fell",
        "fled",
        "fought",
        "land",
        "march",
        "met",
        "protest",
        "ralli",
        "resign",
        "retreat",
        "riot",
        "split",
        "surrender",
        "withdr",
        "agreed",
    ];
    STEMS.iter().any(|stem| word.starts_with(stem))
}

/// Whether a form that could be noun or verb ('attack', 'raids', 'protest') is the noun here.
///
/// It is the verb after 'to', a modal, a pronoun or 'who'; and in headline style between two noun phrases ('Gunmen attack a hotel').
fn reads_as_noun(analysis: &Analysis<'_>, sentence: &Sentence, found: &PatternMatch) -> bool {
    if analysis.is_parsed() {
        return analysis.upos(found.head) != Upos::Verb && !behind_have_to(analysis, sentence, found.head);
    }
    let before = (sentence.tokens.start..found.head)
        .rev()
        .map(|ix| analysis.lower(ix))
        .find(|w| !words::is_light_adverb(w));
    let Some(before) = before else {
        // 'Attacks in the north kill nine' against 'Attack the base!': news seldom commands.
        return true;
    };
    if before == "to" || words::is_modal(before) || words::is_do(before) || words::is_subject_pronoun(before)
    {
        return false;
    }
    if matches!(before, "who" | "which" | "that") {
        return false;
    }
    let closes_phrase = !(words::is_determiner(before)
        || words::is_preposition(before)
        || matches!(before, "'s" | "," | "-"));
    let next = found.tokens.end;
    let object_follows = next < sentence.tokens.end && {
        let word = analysis.lower(next);
        let nominal = matches!(
            analysis.tokens()[next].shape,
            TokenShape::Lower | TokenShape::Capital | TokenShape::Number | TokenShape::Upper
        );
        nominal && !words::is_preposition(word) && !words::is_auxiliary(word) && !words::is_conjunction(word)
    };
    let plural_subject = before.ends_with('s')
        || matches!(
            before,
            "men" | "gunmen" | "police" | "people" | "militia" | "army"
        );
    !(closes_phrase
        && object_follows
        && (plural_subject || found.form == HeadForm::Verb(VerbForm::ThirdPerson)))
}

/// 'Police had to fire two rounds': what stands behind 'have to' is a verb, whatever the tagger takes it for.
fn behind_have_to(analysis: &Analysis<'_>, sentence: &Sentence, head: TokenIx) -> bool {
    head >= sentence.tokens.start + 2
        && analysis.lower(head - 1) == "to"
        && matches!(
            analysis.lower(head - 2),
            "had" | "has" | "have" | "forced" | "compelled"
        )
}

/// The voice of a participle where its dependents in the tree say it.
fn voice_of_tree(analysis: &Analysis<'_>, head: TokenIx) -> Option<Voice> {
    if !analysis.is_parsed() || analysis.upos(head) != Upos::Verb {
        return None;
    }
    let has = |relation| analysis.children_by(head, relation).next().is_some();
    if is_passive(analysis, head) {
        Some(Voice::Passive)
    } else if has(Relation::Obj) {
        Some(Voice::Active)
    } else {
        None
    }
}

/// Fixed words that end in 'by' ('executed by') are passive, a fixed participle phrase takes the noun reading.
fn fixed_voice(analysis: &Analysis<'_>, found: &PatternMatch) -> Voice {
    // 'The man was shot and wounded by officers'
    let passive = voice_of_tree(analysis, found.tokens.start) == Some(Voice::Passive);
    if passive || analysis.lower(found.tokens.end - 1) == "by" {
        Voice::Passive
    } else {
        Voice::Nominal
    }
}

/// The auxiliary that governs a participle: the nearest before it, over adverbs only.
fn auxiliary_before<'a>(analysis: &'a Analysis<'_>, sentence: &Sentence, head: TokenIx) -> Option<&'a str> {
    (sentence.tokens.start..head)
        .rev()
        .take(4)
        .map(|ix| analysis.lower(ix))
        .find(|word| !words::is_light_adverb(word))
        .filter(|word| words::is_auxiliary(word))
}
