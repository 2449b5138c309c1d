//! Who is said to have done it: the agent of the harm word, or the attacker named beside it, in its sentence or the next ones.

use super::HarmMention;
use super::clause::{CaseStyle, Clause, WordIx};
use super::lexicon::{Frame, HarmLexicon, WordForm};
use super::link::Linker;
use super::trigger::find_triggers;
use dateline_model::HarmKind;
use dateline_syntax::{Analysis, TokenIx};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// Sets the perpetrator of every draft of the sentence that its words name.
pub(crate) fn attach(linker: &mut Linker<'_, '_>) {
    let beside = attacker(linker);
    for at in 0..linker.drafts.len() {
        let trigger = linker.drafts[at].trigger;
        let found = agent(linker, trigger).or_else(|| beside.clone());
        let victim = linker.drafts[at].phrase.words.clone();
        linker.drafts[at].perpetrator = found.filter(|f| f.end <= victim.start || f.start >= victim.end);
    }
}

/// Carries perpetrators along the links of mentions, then takes them from the sentence before or behind, where they stand as the
/// subject of an attack.
pub(crate) fn spread(lexicon: &HarmLexicon, analysis: &Analysis<'_>, out: &mut [HarmMention]) {
    for at in 0..out.len() {
        for linked in [out[at].part_of, out[at].restates].into_iter().flatten() {
            if out[at].perpetrator.is_none() {
                out[at].perpetrator = out[linked].perpetrator.clone();
            } else if out[linked].perpetrator.is_none() {
                out[linked].perpetrator = out[at].perpetrator.clone();
            }
        }
    }
    // 'Police shot the gunman': who stops an attacker did not do what the attacker did.
    let stopped = |m: &HarmMention| m.victims.who.as_deref().is_some_and(is_attacker);
    let stopping: BTreeSet<usize> = out.iter().filter(|m| stopped(m)).map(|m| m.sentence).collect();
    let mut seen: BTreeMap<usize, Option<Range<TokenIx>>> = BTreeMap::new();
    for mention in out.iter_mut().filter(|m| m.perpetrator.is_none() && m.attacked()) {
        if by_accident(lexicon, analysis, mention.sentence) {
            continue;
        }
        let near = [mention.sentence.checked_sub(1), Some(mention.sentence + 1)];
        let told = near.into_iter().flatten().filter(|s| !stopping.contains(s));
        mention.perpetrator = told.into_iter().find_map(|s| {
            seen.entry(s)
                .or_insert_with(|| attacker_in(lexicon, analysis, s))
                .clone()
        });
    }
}

/// Whether words for someone harmed say that they attacked.
fn is_attacker(who: &str) -> bool {
    let last = who.rsplit(' ').next().unwrap_or_default().to_lowercase();
    matches!(
        last.as_str(),
        "assailant"
            | "assailants"
            | "attacker"
            | "attackers"
            | "bomber"
            | "bombers"
            | "driver"
            | "gunman"
            | "gunmen"
            | "hijacker"
            | "hijackers"
            | "knifeman"
            | "shooter"
            | "shooters"
            | "suspect"
            | "suspects"
    )
}

impl HarmMention {
    /// Whether it can come of an attack told beside it.
    fn attacked(&self) -> bool {
        let kind = matches!(
            self.kind,
            HarmKind::Killed | HarmKind::Injured | HarmKind::Casualties
        );
        kind && !self.trace.nominal && self.bounds.low != Some(0)
    }
}

fn by_accident(lexicon: &HarmLexicon, analysis: &Analysis<'_>, sentence: usize) -> bool {
    let tokens = analysis.sentences()[sentence].tokens.clone();
    tokens
        .into_iter()
        .any(|t| lexicon.words.accidents.contains(analysis.lower(t)))
}

fn attacker_in(lexicon: &HarmLexicon, analysis: &Analysis<'_>, sentence: usize) -> Option<Range<TokenIx>> {
    let tokens = analysis.sentences().get(sentence)?.tokens.clone();
    if !tokens
        .clone()
        .any(|t| lexicon.words.attack.contains(analysis.lower(t)))
    {
        return None;
    }
    let clause = Clause::new(lexicon, analysis, tokens);
    let mut linker = Linker::new(&clause, find_triggers(&clause));
    linker.link();
    attacker(&linker).map(|words| clause.tokens(&words))
}

fn agent(linker: &Linker<'_, '_>, trigger: usize) -> Option<Range<WordIx>> {
    let t = linker.triggers.get(trigger)?;
    let c = linker.clause;
    if c.lexicon.families[t.family].told {
        return by_phrase(linker, t.end()).flatten();
    }
    // 'blew himself up': nobody else did it.
    if t.frame == Frame::Intransitive && t.words.len() > 1 {
        return None;
    }
    let participle = matches!(t.form, WordForm::PastOrParticiple | WordForm::Participle);
    let active =
        matches!(t.frame, Frame::Transitive | Frame::Prisoners | Frame::Lives) && !(t.passive && participle);
    let object_right = linker
        .drafts
        .iter()
        .any(|d| d.trigger == trigger && d.part_of.is_none() && d.phrase.words.start >= t.words.end);
    // 'Blasts that killed nine overshadowed a visit by the president': a verb with its object has its doer before it.
    if !active || !object_right {
        return by_phrase(linker, t.end()).flatten();
    }
    let mut before = t.group_start;
    while before > 0 && c.adverb(before - 1) {
        before -= 1;
    }
    let group = if before > 0 && c.conjunction(before - 1) && trigger > 0 {
        linker.triggers[trigger - 1].group_start
    } else {
        t.group_start
    };
    if t.form == WordForm::Ing && !t.auxiliary {
        return leading_actor(linker, group);
    }
    actor_before(linker, group).or_else(|| speaker(linker, group))
}

/// Who a pronoun subject stands for when its clause is what someone says: 'the group said it killed two'.
fn speaker(linker: &Linker<'_, '_>, group: WordIx) -> Option<Range<WordIx>> {
    let c = linker.clause;
    let subject = linker.subject_start(group)?;
    if !c.is(subject, &["it", "they", "he", "she", "we"]) {
        return None;
    }
    let said = (0..subject).rev().find(|&i| c.says(i) || c.is(i, &["claim"]))?;
    let mut from = said;
    while from > 0 && !c.is(from - 1, &[",", ".", ";", "that"]) {
        from -= 1;
    }
    let words = noun_phrase(c, from, said);
    actor_like(c, &words).then_some(words)
}

/// The subject of an active verb, unless it is a thing that does harm ('a bomb') or a pronoun.
fn actor_before(linker: &Linker<'_, '_>, group: WordIx) -> Option<Range<WordIx>> {
    let subject = linker.subjects(group);
    let from = match subject.first() {
        Some(&first) => linker.phrases[first].words.start,
        None => linker.subject_start(group)?,
    };
    let words = noun_phrase(linker.clause, from, group);
    let start = linker.subject_start(group).unwrap_or(from);
    // What stands first in the clause is the subject, even where no phrase for people starts it ('the coalition').
    let whole = noun_phrase(linker.clause, start, group);
    [whole, words].into_iter().find(|w| actor_like(linker.clause, w))
}

/// The subject of the clause that a participle hangs on: 'the fighters pushed on, killing twelve'.
fn leading_actor(linker: &Linker<'_, '_>, group: WordIx) -> Option<Range<WordIx>> {
    let c = linker.clause;
    let clause_start = (0..group)
        .rev()
        .find(|&i| c.is(i, &[";", ":", "]"]) || c.says(i) || c.is(i, &["when", "as", "while", "that"]))
        .map_or(0, |i| i + 1);
    let mut from = clause_start;
    // 'According to the agency, …', 'On Friday, …'
    while c.preposition(from) || c.is(from, &["according"]) {
        match (from..group.min(from + 16)).find(|&i| c.is(i, &[","])) {
            Some(comma) => from = comma + 1,
            None => return None,
        }
    }
    while from < group && (c.is(from, &[",", "that", "\""]) || c.adverb(from)) {
        from += 1;
    }
    let words = noun_phrase(c, from, group);
    actor_like(c, &words).then_some(words)
}

/// The noun phrase that starts at `from`: determiners, modifiers, brackets, of-phrases.
fn noun_phrase(c: &Clause<'_>, from: WordIx, limit: WordIx) -> Range<WordIx> {
    let mut end = from;
    while end < limit && end < from + 14 {
        let bracket = c.skip_brackets(end);
        if bracket > end {
            end = bracket;
            continue;
        }
        let determiner = c.lexicon.words.determiners.contains(c.text(end)) && !c.is(end, &["that"]);
        let joint = c.is(end, &["of", "and"])
            && end > from
            && !c.verb(end + 1)
            && !c.closed(end + 1) | c.is(end + 1, &["the", "a"]);
        // 'masked gunmen', 'the armed men'
        let opens = end == from || end == from + 1 && c.lexicon.words.determiners.contains(c.text(from));
        let modifier = opens
            && c.verb(end)
            && c.text(end).ends_with("ed")
            && (end..end + 3).any(|i| c.person(i + 1).is_some());
        let inside = determiner && (end == from || c.is(end - 1, &["of", "and", "all"]))
            || joint
            || modifier
            || !(c.closed(end)
                || c.verb(end)
                || c.day(end)
                || c.ing(end)
                || c.adverb(end)
                || c.lexicon.words.attack.contains(c.text(end)));
        if !inside {
            break;
        }
        end += 1;
    }
    while end > from && (c.is(end - 1, &["and", "of", "the"])) {
        end -= 1;
    }
    from..end
}

/// Whether the words name someone who can act: people, a force, or a name.
fn actor_like(c: &Clause<'_>, words: &Range<WordIx>) -> bool {
    if words.is_empty() || has_means(c, words) || c.lexicon.words.pronouns.contains(c.text(words.start)) {
        return false;
    }
    let number = words.len() == 1 && crate::number::figure_at(&[c.text(words.start)], 0).is_some();
    let acts = words.clone().any(|i| {
        // A capital that only opens the sentence is no name: 'Meanwhile', 'Sensing'.
        let opens = i == 0 && !c.words[i].upper && !(words.contains(&1) && c.name_like(1));
        let name = c.name_like(i) && c.case == CaseStyle::Mixed && !opens;
        c.person(i).is_some() || c.lexicon.words.collectives.contains(c.text(i)) || name
    });
    let last = c.text(words.end - 1);
    let thing = c.lexicon.is_thing(last) && !c.lexicon.words.collectives.contains(last);
    acts && !number && !thing
}

fn has_means(c: &Clause<'_>, words: &Range<WordIx>) -> bool {
    words
        .clone()
        .any(|i| c.lexicon.words.means.contains(c.text(i)) && c.person(i + 1).is_none())
}

/// The words behind 'by', up to the end of their noun phrase. `Some(None)`: 'by' stands there, but names no actor.
fn by_phrase(linker: &Linker<'_, '_>, from: WordIx) -> Option<Option<Range<WordIx>>> {
    let c = linker.clause;
    let by = (from..c.len().min(from + 14))
        .take_while(|&i| {
            let other = i > from && linker.triggers.iter().any(|t| t.words.contains(&i) && t.verbal());
            !other && !c.is(i, &[";", ".", "when", "after", "while", "as"])
        })
        .find(|&i| c.is(i, &["by"]))?;
    if c.is(by + 1, &["mistake", "accident"]) {
        return None;
    }
    let words = noun_phrase(c, by + 1, c.len());
    (!words.is_empty()).then(|| (!has_means(c, &words)).then_some(words))
}

/// Who attacks in the sentence: the subject of an attack verb ('when militants opened fire'), its agent ('a bomb planted by rebels',
/// 'an attack by rebels'), or people before an attack noun ('in police firing').
pub(crate) fn attacker(linker: &Linker<'_, '_>) -> Option<Range<WordIx>> {
    let c = linker.clause;
    let fits = |words: &Range<WordIx>| {
        actor_like(c, words)
            && !linker
                .drafts
                .iter()
                .any(|d| d.phrase.words.start < words.end && words.start < d.phrase.words.end)
    };
    let verb = (0..c.len()).filter(|&i| attacks(c, i)).find_map(|i| {
        let mut group = i;
        while group > 0 && (c.adverb(group - 1) || c.lexicon.words.have.contains(c.text(group - 1))) {
            group -= 1;
        }
        let passive = group > 0 && (c.auxiliary(group - 1) || c.preposition(group - 1));
        let noun = group > 0 && c.lexicon.words.determiners.contains(c.text(group - 1));
        if passive || noun {
            return None;
        }
        actor_before(linker, group).filter(|w| fits(w))
    });
    let agent = || {
        (1..c.len()).filter(|&i| c.is(i, &["by"])).find_map(|i| {
            let cause = (i.saturating_sub(3)..i).any(|j| {
                let w = c.text(j);
                c.lexicon.words.means.contains(w)
                    || c.lexicon.words.attack.contains(w)
                    || matches!(w, "out" | "thrown" | "caused" | "hit")
            });
            let words = noun_phrase(c, i + 1, c.len());
            (cause && fits(&words)).then_some(words)
        })
    };
    let compound = || {
        (1..c.len())
            .filter(|&i| {
                c.is(
                    i,
                    &[
                        "attack", "attacks", "bombing", "firing", "frenzy", "gunfire", "raid", "raids",
                        "shelling",
                    ],
                )
            })
            .find_map(|i| {
                let people = c.person(i - 1).is_some() || c.is(i - 1, &["mob", "army", "militia"]);
                let start = i - 1 - usize::from(i > 1 && c.is(i - 2, &["the"]));
                let words = start..i;
                (people && fits(&words)).then_some(words)
            })
    };
    verb.or_else(agent).or_else(compound)
}

/// Whether the word is a verb of attack: 'opened' and 'launched' need fire or an attack behind them.
fn attacks(c: &Clause<'_>, at: WordIx) -> bool {
    let near = |words: &[&str]| (at + 1..at + 6).any(|i| c.is(i, words));
    // 'The Fire Department' attacks nobody.
    let name = at > 0 && c.name_like(at) && c.case == CaseStyle::Mixed;
    c.lexicon.words.attack.contains(c.text(at))
        && !name
        && match c.text(at) {
            "opened" | "open" => near(&["fire", "firing"]),
            "launched" | "carried" | "staged" => near(&[
                "assault",
                "attack",
                "attacks",
                "offensive",
                "raid",
                "raids",
                "strike",
                "strikes",
                "bombing",
            ]),
            _ => true,
        }
}
