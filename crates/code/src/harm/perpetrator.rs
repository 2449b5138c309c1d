//! Who is said to have done it: the agent of the harm word, or the attacker named beside it.

use super::clause::{Clause, WordIx};
use super::lexicon::{Frame, WordForm};
use super::link::Linker;
use super::phrase::PhraseForm;
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

fn agent(linker: &Linker<'_, '_>, trigger: usize) -> Option<Range<WordIx>> {
    let t = linker.triggers.get(trigger)?;
    let c = linker.clause;
    if let Some(by) = by_phrase(linker, t.end()) {
        return by;
    }
    let participle = matches!(t.form, WordForm::PastOrParticiple | WordForm::Participle);
    let active =
        matches!(t.frame, Frame::Transitive | Frame::Prisoners | Frame::Lives) && !(t.passive && participle);
    if !active {
        return None;
    }
    let object_right = linker
        .drafts
        .iter()
        .any(|d| d.trigger == trigger && d.phrase.words.start >= t.words.end);
    if !object_right {
        return None;
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
        return None;
    }
    actor_before(linker, group)
}

/// The subject of an active verb, unless it is a thing that does harm ('a bomb').
fn actor_before(linker: &Linker<'_, '_>, group: WordIx) -> Option<Range<WordIx>> {
    let c = linker.clause;
    let subject = linker.subjects(group);
    let &first = subject.first()?;
    let phrase = &linker.phrases[first];
    if phrase.form == PhraseForm::Zero
        || phrase.bare_number()
        || has_means(c, &phrase.words) && !phrase.people
    {
        return None;
    }
    let mut words = phrase.words.clone();
    // 'The' of a bare group belongs to it.
    if words.start > 0 && c.is(words.start - 1, &["the"]) {
        words.start -= 1;
    }
    if let Some(&last) = subject.last()
        && last != first
    {
        words.end = linker.phrases[last].words.end;
    }
    Some(words)
}

fn has_means(c: &Clause<'_>, words: &Range<WordIx>) -> bool {
    words.clone().any(|i| c.lexicon.words.means.contains(c.text(i)))
}

/// The words behind 'by', up to the end of their noun phrase. Some(None): 'by' stands there, but names no actor.
fn by_phrase(linker: &Linker<'_, '_>, from: WordIx) -> Option<Option<Range<WordIx>>> {
    let c = linker.clause;
    let by = (from..c.len().min(from + 14))
        .take_while(|&i| {
            !c.is(i, &[";", ".", "when", "after", "while", "as"])
                && !(i > from && linker.triggers.iter().any(|t| t.words.contains(&i) && t.verbal()))
        })
        .find(|&i| c.is(i, &["by"]))?;
    if c.is(by + 1, &["mistake", "the", "a", "an"]) && c.lexicon.words.means.contains(c.text(by + 2)) {
        return Some(None);
    }
    let mut end = by + 1;
    while end < c.len() && end < by + 14 {
        let bracket = c.skip_brackets(end);
        if bracket > end {
            end = bracket;
            continue;
        }
        let inside = c.lexicon.words.determiners.contains(c.text(end)) && !c.is(end, &["that"])
            || c.is(end, &["of", "and"]) && end > by + 1
            || !(c.closed(end) || c.verb(end) && end > by + 2 || c.day(end) || c.ing(end));
        if !inside {
            break;
        }
        end += 1;
    }
    while end > by + 1 && c.is(end - 1, &["and", "of", "the"]) {
        end -= 1;
    }
    let words = by + 1..end;
    (!words.is_empty()).then(|| (!has_means(c, &words)).then_some(words))
}

/// The subject of an attack verb in the sentence: 'when militants opened fire'.
fn attacker(linker: &Linker<'_, '_>) -> Option<Range<WordIx>> {
    let c = linker.clause;
    (0..c.len()).filter(|&i| attacks(c, i)).find_map(|i| {
        let mut group = i;
        while group > 0 && (c.adverb(group - 1) || c.lexicon.words.have.contains(c.text(group - 1))) {
            group -= 1;
        }
        if group > 0
            && (c.auxiliary(group - 1)
                || c.preposition(group - 1)
                || c.lexicon.words.determiners.contains(c.text(group - 1)))
        {
            return by_phrase(linker, i + 1).flatten();
        }
        let words = actor_before(linker, group)?;
        let harmed = linker
            .drafts
            .iter()
            .any(|d| d.phrase.words.start < words.end && words.start < d.phrase.words.end);
        (!harmed).then_some(words)
    })
}

/// Whether the word is a verb of attack: 'opened' and 'launched' need fire or an attack behind them.
fn attacks(c: &Clause<'_>, at: WordIx) -> bool {
    let near = |words: &[&str]| (at + 1..at + 6).any(|i| c.is(i, words));
    c.lexicon.words.attack.contains(c.text(at))
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
