//! Finding harm words, with the verb group each stands in.

use super::clause::{Clause, WordIx};
use super::lexicon::{Entry, Family, Frame, WordForm};
use crate::number::quantity_at;
use dateline_model::HarmKind;
use std::ops::Range;

/// What the harm construction itself says against its having happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum HarmHint {
    /// 'feared dead', 'presumed killed'.
    Feared,
    /// 'threatened to kill', 'plotted to', 'ordered to'.
    Planned,
    /// 'could kill', 'might have been injured'.
    Hypothetical,
}

/// A harm word in its sentence.
#[derive(Clone, Debug)]
pub(crate) struct Trigger {
    pub words: Range<WordIx>,
    pub family: usize,
    pub kind: HarmKind,
    pub frame: Frame,
    pub form: WordForm,
    /// First word of its verb group: auxiliaries and adverbs before it.
    pub group_start: WordIx,
    /// Under 'be' or 'get'.
    pub passive: bool,
    /// Has an auxiliary or 'to' of its own.
    pub auxiliary: bool,
    pub negated: bool,
    pub infinitive: bool,
    pub hint: Option<HarmHint>,
    /// Word of the particle or object noun behind the verb, where the family needs one.
    pub particle: Option<Range<WordIx>>,
}

impl Trigger {
    pub fn verbal(&self) -> bool {
        matches!(
            self.frame,
            Frame::Transitive | Frame::Intransitive | Frame::Phrase | Frame::Prisoners | Frame::Lives
        )
    }

    /// One past the last word that belongs to the harm word.
    pub fn end(&self) -> WordIx {
        match &self.particle {
            Some(p) if p.start == self.words.end => p.end,
            _ => self.words.end,
        }
    }
}

/// All harm words of a sentence, left to right, none overlapping.
pub(crate) fn find_triggers(clause: &Clause<'_>) -> Vec<Trigger> {
    let sport = (0..clause.len()).any(|at| clause.sport(at));
    let texts = clause.texts();
    let mut out: Vec<Trigger> = Vec::new();
    let mut at = 0;
    while at < clause.len() {
        // The 'dead' of 'shot four guards dead' is spoken for.
        if out
            .iter()
            .any(|t| t.particle.as_ref().is_some_and(|p| p.contains(&at)))
        {
            at += 1;
            continue;
        }
        let found = clause
            .lexicon
            .entries(clause.text(at))
            .iter()
            .find_map(|entry| accept(clause, &texts, entry, at, sport));
        match found {
            Some(trigger) => {
                at = trigger.end().max(at + 1);
                out.push(trigger);
            }
            None => at += 1,
        }
    }
    out
}

fn accept(clause: &Clause<'_>, texts: &[&str], entry: &Entry, at: WordIx, sport: bool) -> Option<Trigger> {
    let words = &entry.words;
    if !words.iter().enumerate().all(|(i, w)| clause.text(at + i) == *w) {
        return None;
    }
    let family = &clause.lexicon.families[entry.family];
    if family.weak && sport {
        return None;
    }
    let span = at..at + words.len();
    let mut particle = None;
    let fits = match family.frame {
        Frame::Event => {
            let before = at.checked_sub(1).is_some_and(|i| {
                clause.words[i].possessive
                    || clause.is(i, &["his", "her"])
                    || clause.is(i, &["triple", "double", "quadruple"])
            });
            let brackets = clause.skip_brackets(span.end);
            let owned = before && family.owns();
            owned
                || family.links_by(clause.text(span.end))
                || (brackets > span.end && family.links_by(clause.text(brackets)))
        }
        Frame::Count | Frame::Body => {
            !compound(clause, span.end) && count_before(clause, texts, at).is_some()
                || (family.frame == Frame::Count && denied_from(clause, at).is_some())
                || (family.frame == Frame::Body && clause.is(span.end, &["of"]))
        }
        Frame::Toll => {
            near_word(clause, family, span.end) && figure_behind(clause, texts, span.end).is_some()
        }
        Frame::State => state_fits(clause, &span),
        Frame::Lives => {
            let near = (span.end..clause.len().min(span.end + 9)).take_while(|&i| !clause.is(i, &[".", ";"]));
            near.clone().any(|i| clause.is(i, &["lives", "life"]))
        }
        Frame::Phrase | Frame::Prisoners => {
            particle = object_behind(clause, family.objects().collect(), span.end);
            particle.is_some()
        }
        Frame::Transitive | Frame::Intransitive => {
            let particles: Vec<Vec<&str>> = family.particles().collect();
            if !particles.is_empty() {
                particle = particle_behind(clause, &particles, span.end);
            }
            verb_fits(clause, entry, &span)
                && near_word(clause, family, span.end)
                && (particles.is_empty() || particle.is_some())
        }
    };
    fits.then(|| {
        let mut trigger = with_verb_group(clause, entry, span, particle);
        let fatally = clause.is(trigger.words.end, &["fatally"])
            || (trigger.group_start..at).any(|i| clause.is(i, &["fatally"]))
            || at > 0 && clause.is(at - 1, &["fatally"]);
        if fatally && trigger.kind == HarmKind::Injured {
            trigger.kind = HarmKind::Killed;
        }
        // 'the deadly shooting of X'; of a fatal double shooting one or both may have died.
        let fatal = (at.saturating_sub(3)..at).any(|i| {
            clause.is(i, &["deadly", "fatal", "lethal"])
                && !clause.is(i + 1, &["double", "triple", "quadruple"])
        });
        if trigger.frame == Frame::Event && trigger.kind == HarmKind::Injured && fatal {
            trigger.kind = HarmKind::Killed;
        }
        trigger
    })
}

/// Whether one of the words the family needs nearby stands behind the harm word.
fn near_word(clause: &Clause<'_>, family: &Family, from: WordIx) -> bool {
    family.near.is_empty()
        || (from..clause.len().min(from + 6)).any(|i| family.near.iter().any(|w| w == clause.text(i)))
}

/// Whether the word can be the verb: not a noun after a determiner or a number.
fn verb_fits(clause: &Clause<'_>, entry: &Entry, span: &Range<WordIx>) -> bool {
    let before = span.start.checked_sub(1).map_or("", |i| clause.text(i));
    let determined = clause.lexicon.words.determiners.contains(before)
        && !matches!(before, "that" | "all" | "both" | "another" | "this");
    match entry.form {
        // 'the injured', 'the killed': people spoken of before.
        WordForm::PastOrParticiple | WordForm::Participle => !determined,
        WordForm::Past => !determined,
        WordForm::Base | WordForm::S => !determined && !matches!(before, "of" | "in" | "by"),
        WordForm::Ing => !determined || !clause.is(span.end, &["of"]),
    }
}

/// 'murder charges', 'the 2015 death rate', 'several arrest warrants': the harm noun only describes the noun behind it.
fn compound(clause: &Clause<'_>, next: WordIx) -> bool {
    clause.is(
        next,
        &[
            "case",
            "cases",
            "certificate",
            "certificates",
            "charge",
            "charges",
            "conviction",
            "convictions",
            "count",
            "counts",
            "inquiry",
            "investigation",
            "investigations",
            "penalty",
            "plot",
            "plots",
            "probe",
            "rate",
            "rates",
            "scene",
            "sentence",
            "sentences",
            "squad",
            "squads",
            "suspect",
            "suspects",
            "threat",
            "threats",
            "trial",
            "trials",
            "warrant",
            "warrants",
            "weapon",
        ],
    )
}

/// Where the denial of a harm noun starts: 'did not suffer [any casualties]', 'without [loss of life]'.
pub(crate) fn denied_from(clause: &Clause<'_>, at: WordIx) -> Option<WordIx> {
    let before = at.checked_sub(1)?;
    if clause.is(before, &["without"]) {
        return Some(at);
    }
    let any = (at.saturating_sub(2)..at).find(|&i| clause.is(i, &["any"]))?;
    let negated = (any.saturating_sub(7)..any)
        .rev()
        .take_while(|&i| !clause.is(i, &[";", "but"]))
        .any(|i| clause.lexicon.words.negations.contains(clause.text(i)));
    negated.then_some(any)
}

/// The start of the quantity that counts the noun at `at`: 'three civilian deaths', 'no reports of casualties'.
pub(crate) fn count_before(clause: &Clause<'_>, texts: &[&str], at: WordIx) -> Option<Range<WordIx>> {
    let lists = &clause.lexicon.words;
    for back in 1..=5 {
        let start = at.checked_sub(back)?;
        if let Some(q) = quantity_at(texts, start)
            && q.words.end <= at
            && !matches!(
                q.form,
                crate::number::QuantityForm::Article | crate::number::QuantityForm::Some
            )
        {
            let between = q.words.end..at;
            // 'the 2015 deaths': a year before its noun.
            let year = q.words.len() == 1
                && texts[start].len() == 4
                && texts[start].bytes().all(|b| b.is_ascii_digit())
                && q.bounds.low.is_some_and(|n| (1900..2100).contains(&n));
            if year || between.clone().any(|i| clause.ing(i)) {
                return None;
            }
            let plain = between.clone().all(|i| {
                !clause.closed(i)
                    && (!clause.text(i).ends_with('s')
                        || clause.is(i, &["serious", "previous", "civilians", "reports"]))
                    && !clause.verb(i)
                    || clause.is(i, &["of", "reports", "report", "or", "other", "further"])
            });
            let reports = between.clone().any(|i| clause.is(i, &["of"]));
            if plain
                && (!reports
                    || between.clone().any(|i| clause.is(i, &["reports", "report"]))
                    || matches!(q.form, crate::number::QuantityForm::Vague))
            {
                // The widest reading: step back over a hedge.
                let wide = (start.saturating_sub(3)..start)
                    .find(|&s| quantity_at(texts, s).is_some_and(|w| w.words.end == q.words.end));
                let start = wide.unwrap_or(start);
                return Some(start..at);
            }
            return None;
        }
        if clause.punctuation(start)
            || (clause.closed(start) && !clause.is(start, &["of", "or", "no"]))
            || lists.reporting.contains(clause.text(start)) && !clause.is(start, &["reported"])
        {
            return None;
        }
    }
    None
}

/// Most words from a toll to its figure.
const TOLL_REACH: usize = 26;

/// The figure a toll rises to, within its clause.
pub(crate) fn figure_behind(clause: &Clause<'_>, texts: &[&str], from: WordIx) -> Option<WordIx> {
    // 'The number of people killed by shelling in the west of the province has risen to 20': far off only without a comma.
    (from..clause.len().min(from + TOLL_REACH))
        .take_while(|&i| !clause.is(i, &[";", "."]) && (i < from + 16 || !clause.is(i, &[",", "and", "but"])))
        .find(|&i| {
            let linked = i > from
                && clause.is(
                    i - 1,
                    &[
                        "to", "at", "reached", "hit", "is", "was", "of", "passed", "stands", "stood", "as",
                        ":", "from", "past", "crossed", "exceeded", "topped", "touched",
                    ],
                );
            linked
                && !(clause.is(i - 1, &["of", "from", "as"]) && clause.is(i, &["the", "a"]))
                && quantity_at(texts, i).is_some_and(|q| {
                    matches!(q.form, crate::number::QuantityForm::Figure)
                        && !clause.lexicon.words.measures.contains(clause.text(q.words.end))
                        // 'rose to six Friday'; 'rose to 6 May' is a date.
                        && (clause.weekday(q.words.end)
                            || !clause.lexicon.words.days.contains(clause.text(q.words.end)))
                        && !clause.lexicon.is_thing(clause.text(q.words.end))
                })
        })
}

fn state_fits(clause: &Clause<'_>, span: &Range<WordIx>) -> bool {
    let Some(before) = span.start.checked_sub(1) else {
        return false;
    };
    let determined = clause.lexicon.words.determiners.contains(clause.text(before))
        || clause.is(before, &["of", "for", "than", "brain"]);
    let attributive = !clause.closed(span.end) && clause.lexicon.is_thing(clause.text(span.end))
        || clause.is(span.end, &["of", "to", "on"]) && clause.is(span.start, &["critical"])
        || clause.is(
            span.end,
            &[
                "body", "bodies", "end", "line", "heat", "person", "people", "persons",
            ],
        );
    !determined && !attributive
}

/// The object noun of a phrasal harm, with at most four words of its own before it.
fn object_behind(clause: &Clause<'_>, objects: Vec<Vec<&str>>, from: WordIx) -> Option<Range<WordIx>> {
    for i in from..clause.len().min(from + 6) {
        if let Some(object) = objects.iter().find(|o| clause.starts_with(i, o)) {
            return Some(i..i + object.len());
        }
        let inside =
            !clause.punctuation(i) && !clause.auxiliary(i) && !clause.preposition(i) && !clause.relative(i);
        if !inside && !clause.is(i, &[","]) {
            return None;
        }
    }
    None
}

/// The particle right behind the verb, or behind its object.
fn particle_behind(clause: &Clause<'_>, particles: &[Vec<&str>], from: WordIx) -> Option<Range<WordIx>> {
    for i in from..clause.len().min(from + 10) {
        if let Some(particle) = particles.iter().find(|p| clause.starts_with(i, p)) {
            if clause.is(i.saturating_sub(1), &["brain"]) {
                return None;
            }
            return Some(i..i + particle.len());
        }
        let verb =
            clause.auxiliary(i) || clause.is(i, &[";", ".", "and", "but", "who", "when", "while", "to", ","]);
        // 'a shooting that left two men dead': dead by what they were left as, not shot dead.
        let of_another = clause.is(
            i,
            &["that", "which", "leave", "leaves", "left", "leaving", "found"],
        );
        if verb || of_another {
            return None;
        }
    }
    None
}

fn with_verb_group(
    clause: &Clause<'_>,
    entry: &Entry,
    words: Range<WordIx>,
    particle: Option<Range<WordIx>>,
) -> Trigger {
    let family = &clause.lexicon.families[entry.family];
    let lists = &clause.lexicon.words;
    let mut t = Trigger {
        group_start: words.start,
        words,
        family: entry.family,
        kind: family.kind,
        frame: family.frame,
        form: entry.form,
        passive: false,
        auxiliary: false,
        negated: false,
        infinitive: false,
        hint: None,
        particle,
    };
    if !t.verbal() && t.frame != Frame::State {
        return t;
    }
    let mut i = t.group_start;
    // 'is feared to have abducted': the passive is of the verb above.
    let mut perfect = false;
    while i > 0 {
        let w = clause.text(i - 1);
        if lists.be.contains(w) {
            t.passive |= !perfect;
            t.auxiliary = true;
        } else if lists.have.contains(w) || lists.did.contains(w) {
            t.auxiliary = true;
            perfect |= !t.passive;
        } else if lists.modals.contains(w) {
            t.auxiliary = true;
            t.hint = t.hint.or(Some(HarmHint::Hypothetical));
        } else if w == "to" {
            t.infinitive = true;
        } else if w == "not" && clause.is(i, &["only"]) {
            // 'not only killed'
        } else if lists.negations.contains(w) || matches!(w, "nearly" | "almost" | "narrowly") {
            t.negated = true;
        } else if matches!(w, "feared" | "presumed" | "likely" | "probably") {
            t.hint = Some(HarmHint::Feared);
        } else if !lists.adverbs.contains(w) {
            if let Some(start) = shared_auxiliary(clause, &t, i) {
                t.passive = true;
                t.auxiliary = true;
                t.group_start = start;
            }
            break;
        }
        i -= 1;
        t.group_start = i;
    }
    // Adverbs at the edge belong to what stands before them ('five more', 'people only').
    while t.group_start < t.words.start
        && !t.auxiliary
        && lists.adverbs.contains(clause.text(t.group_start))
        && clause.text(t.group_start) != "to"
    {
        t.group_start += 1;
    }
    if t.infinitive && t.form == WordForm::Base {
        licence(clause, &mut t);
    }
    t
}

/// What governs 'to kill': a plan, a failure, or a purpose.
fn licence(clause: &Clause<'_>, t: &mut Trigger) {
    let lists = &clause.lexicon.words;
    let from = t.group_start.saturating_sub(5);
    for i in (from..t.group_start).rev() {
        let w = clause.text(i);
        if matches!(w, "used" | "managed" | "able" | "went") {
            return;
        }
        if lists.failed_words.contains(w) {
            t.negated = true;
            return;
        }
        if lists.plan_words.contains(w) {
            t.hint = Some(HarmHint::Planned);
            return;
        }
    }
    t.hint = Some(HarmHint::Planned);
}

/// Where the verb group starts for a participle that shares its auxiliary with another: 'were harassed and killed'.
fn shared_auxiliary(clause: &Clause<'_>, t: &Trigger, at: WordIx) -> Option<WordIx> {
    let participle = matches!(t.form, WordForm::PastOrParticiple | WordForm::Participle);
    if t.auxiliary || !participle || !clause.is(at.checked_sub(1)?, &["and", "or"]) {
        return None;
    }
    let mut i = at.checked_sub(2)?;
    let other = clause.text(i).ends_with("ed") || clause.text(i).ends_with("en");
    if !other
        || clause
            .lexicon
            .entries(clause.text(i))
            .iter()
            .any(|e| e.words.len() == 1)
    {
        return None;
    }
    while i > 0 && clause.adverb(i - 1) {
        i -= 1;
    }
    let mut start = None;
    while i > 0 && clause.auxiliary(i - 1) {
        i -= 1;
        start = clause.be(i).then_some(i).or(start.map(|_| i));
    }
    start
}
