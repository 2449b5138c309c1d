//! What only the whole text tells: which mention restates which, later breakdowns, and pronouns that add nothing.

use super::HarmMention;
use super::clause::Clause;
use super::link::{Draft, Linker};
use super::parts::harmed_group;
use super::phrase::PhraseForm;
use dateline_model::{Bounds, HarmKind, Scope, VictimClass};
use dateline_syntax::Analysis;

/// Whether a sentence may break down an earlier figure: 'The injured include …'.
pub(crate) fn opens_breakdown(clause: &Clause<'_>) -> bool {
    (0..clause.len().min(6)).any(|i| harmed_group(clause, i).is_some())
        && (0..clause.len()).any(|i| clause.is(i, &["include", "includes", "included", "were", "was", "are"]))
}

/// 'The injured include two cooks': parts of the latest count of that kind.
pub(crate) fn breakdown(linker: &mut Linker<'_, '_>) {
    let c = linker.clause;
    let Some((group, kind)) = (0..c.len().min(6)).find_map(|i| harmed_group(c, i).map(|k| (i, k))) else {
        return;
    };
    let Some(verb) = (group..c.len().min(group + 6)).find(|&i| {
        let listed =
            c.is(i, &["were", "was", "are"]) && linker.phrases.iter().any(|p| p.words.start == i + 1);
        c.is(i, &["include", "includes", "included"]) || listed && kind != HarmKind::Injured
    }) else {
        return;
    };
    for p in 0..linker.phrases.len() {
        let phrase = linker.phrases[p].clone();
        let listed = phrase.words.start > verb
            && matches!(phrase.form, PhraseForm::Counted | PhraseForm::One)
            && !c.preposition(phrase.words.start - 1)
            || phrase.form == PhraseForm::Named && phrase.people && phrase.words.start > verb;
        let known = linker.drafts.iter().any(|d| d.phrase.words == phrase.words);
        if listed && !known {
            linker.drafts.push(Draft {
                phrase,
                kind,
                trigger: usize::MAX,
                part_of: None,
                restates: None,
                perpetrator: None,
                hint: None,
            });
        }
    }
}

/// Settles the mentions of a document: drops what adds nothing, links what the sentences could not.
pub(crate) fn settle(analysis: &Analysis<'_>, out: &mut Vec<HarmMention>) {
    drop_repeats(out);
    drop_ways_of_death(out);
    inherit_class(out);
    link_later(analysis, out);
    keep_records(out);
    parts_mark_wholes(out);
}

/// A pronoun or 'the victim' counts only where it is the sole mention of that victim.
fn drop_repeats(out: &mut [HarmMention]) {
    for at in 0..out.len() {
        let kin = out[at].trace.form == PhraseForm::One
            && out[at].victims.who.as_deref().is_some_and(|w| {
                ["his ", "her ", "their ", "its "]
                    .iter()
                    .any(|p| w.to_lowercase().starts_with(p))
            })
            && out[at].perpetrator.is_none();
        let weak = kin || matches!(out[at].trace.form, PhraseForm::Pronoun | PhraseForm::Definite);
        if !weak || is_own_death(out, at) {
            continue;
        }
        let single = |m: &HarmMention| {
            m.kind == out[at].kind && m.bounds == Bounds::exactly(1) && m.trace.form != PhraseForm::Bare
        };
        let known = out[..at]
            .iter()
            .any(|m| single(m) && (!kin || m.sentence < out[at].sentence))
            || out[at + 1..].iter().any(|m| {
                !kin && single(m) && m.trace.form == PhraseForm::Named && m.sentence <= out[at].sentence + 1
            });
        let spoken_of = out[at].trace.form == PhraseForm::Definite
            && out[at].victims.who.as_deref().is_some_and(is_reference);
        if known || spoken_of {
            out[at].trace.form = PhraseForm::Bare;
        }
    }
}

/// How many sentences off the death of a person may be told for 'he was shot' to be the way it came about. Chosen: reports of one
/// death tell it in the lead and how it came about in the next few sentences.
const DEATH_REACH: usize = 4;

/// 'He was shot in the chest and died an hour later', over sentences: being shot or beaten is no injury of its own where the same
/// person is told to have been killed. The same person: the same last name, or a pronoun where only one person died nearby.
fn drop_ways_of_death(out: &mut [HarmMention]) {
    let last_name = |m: &HarmMention| {
        let named = m.trace.form == PhraseForm::Named;
        let who = m.victims.who.as_deref().filter(|_| named);
        who.and_then(|w| w.split_whitespace().next_back().map(str::to_lowercase))
    };
    for at in 0..out.len() {
        let this = &out[at];
        if this.kind != HarmKind::Injured || !this.trace.lesser || this.bounds != Bounds::exactly(1) {
            continue;
        }
        let single = |m: &&HarmMention| {
            m.kind == HarmKind::Killed
                && m.hint.is_none()
                && m.bounds == Bounds::exactly(1)
                && m.trace.form != PhraseForm::Bare
        };
        let name = last_name(this);
        let spoken_of = matches!(this.trace.form, PhraseForm::Pronoun | PhraseForm::Definite);
        let same = out.iter().filter(single).any(|m| match &name {
            Some(name) => last_name(m).as_ref() == Some(name),
            None => spoken_of && m.sentence.abs_diff(this.sentence) <= DEATH_REACH,
        });
        if same {
            out[at].trace.form = PhraseForm::Bare;
        }
    }
}

/// 'killed his wife, then himself': the doer's own death beside that of others is another death, however few they are.
fn is_own_death(out: &[HarmMention], at: usize) -> bool {
    let oneself = |m: &HarmMention| {
        let who = m.victims.who.as_deref().map(str::to_lowercase);
        m.trace.form == PhraseForm::Pronoun
            && who.is_none_or(|w| matches!(w.as_str(), "himself" | "herself" | "self"))
    };
    let dead = |m: &HarmMention| m.kind == HarmKind::Killed && m.record();
    let this = &out[at];
    let mut beside = out[..at]
        .iter()
        .filter(|m| m.sentence == this.sentence && dead(m));
    oneself(this) && dead(this) && {
        let mut others = beside.clone();
        others.any(|m| !oneself(m)) && !beside.any(oneself)
    }
}

/// 'the victim', 'the deceased': words for people harmed before, which name nobody.
fn is_reference(who: &str) -> bool {
    let who = who.to_lowercase();
    let head = who.strip_prefix("the ").unwrap_or(&who);
    matches!(
        head,
        "victim" | "deceased" | "injured" | "accused" | "suspect" | "dead" | "prisoner" | "hostage"
    )
}

/// 'five others' after soldiers are soldiers: a bare number or 'others' takes the class of the count before it.
fn inherit_class(out: &mut [HarmMention]) {
    for at in 1..out.len() {
        let (before, rest) = out.split_at_mut(at);
        let (last, this) = (&before[at - 1], &mut rest[0]);
        let others = this
            .victims
            .who
            .as_deref()
            .is_none_or(|w| matches!(w.to_lowercase().as_str(), "others" | "other"));
        let group = last.trace.form == PhraseForm::Counted || this.victims.who.is_none();
        if others
            && group
            && this.victims.status == VictimClass::Unknown
            && last.sentence == this.sentence
            && last.bounds.low != Some(0)
        {
            this.victims.status = last.victims.status;
        }
    }
}

/// How many sentences after its whole a breakdown may still stand. Chosen: reports break their figure down at once; further on, a
/// smaller figure is more often another event.
const BREAKDOWN_REACH: usize = 1;

/// Links a later mention to the earlier one that it restates, or of which it is a breakdown; and earlier ones to a later sum.
fn link_later(analysis: &Analysis<'_>, out: &mut [HarmMention]) {
    for at in 0..out.len() {
        if linked(&out[at]) || !out[at].record() {
            continue;
        }
        let candidates: Vec<usize> = (0..at)
            .rev()
            .filter(|&e| out[e].sentence < out[at].sentence && out[e].record() && out[e].restates.is_none())
            .collect();
        let this = &out[at];
        let kin = candidates.iter().copied().filter(|&e| out[e].kind == this.kind);
        let (same, whole) = if this.trace.of_them {
            (None, subset_of(out, &candidates, this))
        } else if this.trace.listed {
            (
                None,
                kin.max_by_key(|&e| out[e].bounds.low)
                    .filter(|&e| larger(&out[e], this)),
            )
        } else {
            let same = kin.clone().find(|&e| restates(&out[e], this));
            (same, kin.clone().find(|&e| breaks_down(&out[e], this)))
        };
        out[at].restates = same;
        out[at].part_of = whole.filter(|_| same.is_none());
        gather(analysis, out, at);
    }
}

fn linked(mention: &HarmMention) -> bool {
    mention.part_of.is_some() || mention.restates.is_some()
}

impl HarmMention {
    /// Whether it counts anyone: not a bare plural, not a stated zero.
    fn record(&self) -> bool {
        self.trace.form != PhraseForm::Bare && self.bounds.low != Some(0)
    }
}

fn larger(whole: &HarmMention, part: &HarmMention) -> bool {
    whole.part_of.is_none() && part.bounds.low < whole.bounds.low && whole.bounds.low > Some(1)
}

/// 'Fifteen of the victims', 'one of them': a subset of the latest larger count, of the same harm first.
fn subset_of(out: &[HarmMention], candidates: &[usize], this: &HarmMention) -> Option<usize> {
    let fits = |e: &usize| larger(&out[*e], this) && out[*e].sentence + BREAKDOWN_REACH >= this.sentence;
    let same = candidates
        .iter()
        .copied()
        .find(|e| fits(e) && out[*e].kind == this.kind);
    same.or_else(|| candidates.iter().copied().find(fits))
}

fn compatible(a: VictimClass, b: VictimClass) -> bool {
    a == b || a == VictimClass::Unknown || b == VictimClass::Unknown
}

fn restates(earlier: &HarmMention, this: &HarmMention) -> bool {
    let same_count = earlier.bounds.low == this.bounds.low;
    let one = this.bounds == Bounds::exactly(1);
    let named_now = this.trace.form == PhraseForm::Named && earlier.trace.form != PhraseForm::Named;
    same_count && compatible(earlier.victims.status, this.victims.status) && (!one || named_now)
}

/// A smaller count of the same kind soon after is a part of the larger one before it.
fn breaks_down(earlier: &HarmMention, this: &HarmMention) -> bool {
    let class = earlier.victims.status == VictimClass::Unknown
        || earlier.victims.status == this.victims.status
        || this.trace.form == PhraseForm::Named && this.victims.status == VictimClass::Unknown;
    let counted = this.bounds.best.is_some()
        && this.scope == earlier.scope
        && !this.trace.nominal
        && !earlier.trace.nominal;
    let kind = matches!(
        this.kind,
        HarmKind::Killed | HarmKind::Injured | HarmKind::Detained | HarmKind::Casualties | HarmKind::Abducted
    );
    class && counted && kind && larger(earlier, this) && this.sentence - earlier.sentence <= BREAKDOWN_REACH
}

/// Makes earlier counts parts of the sum at `at` ('in all, 51 were held'), and single people parts of 'the two guards' they are.
fn gather(analysis: &Analysis<'_>, out: &mut [HarmMention], at: usize) {
    let this = &out[at];
    let Some(total) = this.bounds.low.filter(|_| !linked(this)) else {
        return;
    };
    let words = analysis
        .span(this.tokens.clone())
        .of(analysis.text())
        .to_lowercase();
    let definite =
        this.trace.form == PhraseForm::Counted && (words.starts_with("the ") || words.starts_with("both "));
    let before: Vec<usize> = (0..at)
        .filter(|&e| {
            out[e].kind == this.kind && out[e].record() && !linked(&out[e]) && out[e].scope == Scope::Incident
        })
        .filter(|&e| {
            out[e].sentence + BREAKDOWN_REACH >= this.sentence && out[e].bounds.low < this.bounds.low
        })
        .collect();
    let sum: u32 = before
        .iter()
        .filter_map(|&e| out[e].bounds.low)
        .fold(0, u32::saturating_add);
    let singles = before.iter().all(|&e| out[e].bounds == Bounds::exactly(1)) && sum == total;
    if this.trace.sum && sum <= total || definite && singles {
        for e in before {
            out[e].part_of = Some(at);
        }
    }
}

/// Takes out bare plurals and what was dropped, and moves the links along.
fn keep_records(out: &mut Vec<HarmMention>) {
    let mut moved = vec![None; out.len()];
    let mut next = 0;
    for (at, mention) in out.iter().enumerate() {
        if mention.trace.form != PhraseForm::Bare {
            moved[at] = Some(next);
            next += 1;
        }
    }
    out.retain(|m| m.trace.form != PhraseForm::Bare);
    for mention in out.iter_mut() {
        mention.part_of = mention.part_of.and_then(|at| moved[at]);
        mention.restates = mention.restates.and_then(|at| moved[at]);
    }
}

/// A whole whose part is children or women includes them.
fn parts_mark_wholes(out: &mut [HarmMention]) {
    for at in 0..out.len() {
        let (children, women) = (out[at].victims.children, out[at].victims.women);
        if let Some(whole) = out[at].part_of {
            out[whole].victims.children |= children;
            out[whole].victims.women |= women;
        }
    }
}
